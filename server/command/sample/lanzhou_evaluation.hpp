// How `lanzhou` is judged: a round of acceptance, settled points, an on-site visit, and the ballots of one branch.
#pragma once
#include <map>

#include "command/sample/city.hpp"
#include "command/sample/lanzhou_roster.hpp"

namespace zhibu::command::lanzhou {

void plan_acceptance(City& city, const std::map<std::int64_t, Tier>& tiers);  // of 2021, in the spring of 2022
void plan_points(City& city, const std::map<std::int64_t, Tier>& tiers);      // the third quarter of 2022, where it warms first
void plan_tour(City& city, const std::map<std::int64_t, Tier>& tiers);        // six stations in September 2022
void plan_votes(City& city);                                                  // of the demo branch: an election, an appraisal of its members

}  // namespace zhibu::command::lanzhou
