// Periods as offices write them into a cell.
#pragma once
#include <optional>
#include <string_view>

#include "kernel/values/date.hpp"

namespace zhibu::business {

// "2022-03", "2022年3月", "2022.3", "2022年第1季度", "2022年一季度", "2022Q1", "2022年", "2022"; nothing for anything else.
std::optional<Period> period_of(std::string_view text);

}  // namespace zhibu::business
