// Five leaders, 63 contact points: every organisation directly below the committee has one.
#include <fmt/format.h>

#include "command/sample/city.hpp"

namespace zhibu::command {

void plan_contacts(City& city) {
    for (std::size_t i = 0; i < city.organs.size(); ++i) city.leaders[i % city.leaders.size()].contacts.push_back(city.organs[i]);
    city.year.at(city.on(Date::of(2021, 1, 4), 9), [&city] {
        for (auto& leader : city.leaders) {
            json::array ids(leader.contacts.begin(), leader.contacts.end());
            city.client.post("clerk", "/api/v1/contact-points/assignments",
                             {{"account_id", leader.account}, {"organization_ids", ids}, {"valid_from", "2021-01-04"}, {"why", "工委领导班子成员联系基层党组织工作制度"}});
        }
    });
}

}  // namespace zhibu::command
