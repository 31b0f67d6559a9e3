// Two years of organisation life in `lanzhou`.
#pragma once
#include <map>

#include "command/sample/lanzhou_roster.hpp"
#include "command/sample/meetings.hpp"

namespace zhibu::command::lanzhou {

void plan_life(City& city, const std::map<std::int64_t, Tier>& tiers);

}  // namespace zhibu::command::lanzhou
