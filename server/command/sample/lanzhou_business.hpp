// The bureau's business in `lanzhou`: figures month by month with their change on the year, and the items of the last year.
#pragma once
#include <map>

#include "command/sample/city.hpp"
#include "command/sample/lanzhou_roster.hpp"

namespace zhibu::command::lanzhou {

void plan_business(City& city, const std::map<std::int64_t, Tier>& tiers);

}  // namespace zhibu::command::lanzhou
