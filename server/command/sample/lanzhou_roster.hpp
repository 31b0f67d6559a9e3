// The sheets from which `lanzhou` is founded, in the form of the national export; everybody in them is invented.
#pragma once
#include <string>
#include <vector>

#include "command/sample/client.hpp"

namespace zhibu::command::lanzhou {

// What stands directly below the committee: how warm its work is in the seed's words (上热中温下冷).
enum class Tier {
    headquarters,  // 机关本级: branches of the bureau's own departments
    detachment,    // 支队: general branches
    district,      // 分局: committees of their own, police stations below
    retired,
};
struct Unit {
    std::string name;  // 刑警支队
    Tier tier{};
    int branches{};    // 0: the unit is a branch itself
};
// 37 units with 273 branches.
const std::vector<Unit>& units();

struct Sheets {
    std::string organizations, members;  // xlsx
    int branches{}, people{};
};
Sheets make_sheets(Chance& chance);

}  // namespace zhibu::command::lanzhou
