// The module's door: members' points (党员积分), from facts of work, explained line by line, disputable, settled by the branch.
#pragma once
#include "points/seams.hpp"

namespace zhibu::points {

void install(App& app, Seams seams);

// All points of the rules' periods within a period, from the facts past everything that is kept; and what statements, read one by one, say
// otherwise.
struct RecomputedPoints {
    std::int64_t periods{}, people{}, facts{}, compared{};  // facts: scanned; compared: statements
    double seconds{}, seconds_one_by_one{};                 // of the scan; of the statements
    std::vector<std::string> differences{};
};
RecomputedPoints recompute_points(App& app, TenantId tenant, const Seams& seams, Period period, int readers);

}  // namespace zhibu::points
