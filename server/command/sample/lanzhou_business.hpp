// Business of `lanzhou` beside its Party work: items tied to branches, figures of two years, and the cockpit's levels of a bureau.
#pragma once
#include <map>

#include "command/sample/city.hpp"
#include "command/sample/lanzhou_roster.hpp"

namespace zhibu::command::lanzhou {

void plan_business(City& city, const std::map<std::int64_t, Tier>& tiers);

}  // namespace zhibu::command::lanzhou
