// Years of public holidays that the office has published since the program was built. One calendar holds for the whole process: every
// WorkingDays asks these years first, so that a notice of the State Council counts everywhere at once.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "kernel/values/working_days.hpp"

namespace zhibu::holidays {

// In the place of what was published before, under the number of its version (above 0); safe while other threads count. Throws
// std::invalid_argument as WorkingDays does.
void publish(std::int64_t version, std::vector<WorkingDays::Year> years);
void forget();  // back to what came with the program
std::int64_t version();  // what is counted by; 0: what came with the program
bool knows(int year);    // whether a published table holds it
// The days of one entry, "10-01..10-07 国庆节" or "09-03 抗战纪念日"; nothing where it is none.
std::optional<std::vector<Date>> days_of(int year, std::string_view entry);

}  // namespace zhibu::holidays
