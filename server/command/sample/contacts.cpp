// Contact points: every organisation directly below the committee has a leader, who visits.
#include <fmt/format.h>

#include "command/sample/city.hpp"

namespace zhibu::command {

void plan_contacts(City& city, int year) {
    for (std::size_t i = 0; i < city.organs.size(); ++i) city.leaders[i % city.leaders.size()].contacts.push_back(city.organs[i]);
    city.timeline.at(city.on(Date::of(year, 1, 4), 9), [&city, year] {
        for (auto& leader : city.leaders) {
            json::array ids(leader.contacts.begin(), leader.contacts.end());
            city.client.post("clerk", "/api/v1/contact-points/assignments",
                             {{"account_id", leader.account}, {"organization_ids", ids}, {"valid_from", Date::of(year, 1, 4).iso()}, {"why", "工委领导班子成员联系基层党组织工作制度"}});
        }
    });
    // 交流反馈: a word between leader and organisation, typed by the leader.
    const std::vector<std::string> said{"交流了第一议题制度落实情况，建议把学习与业务会商结合起来。", "听取支部换届准备情况，提醒提前报批。", "了解青年党员培养情况，建议老党员结对帮带。", "反馈督导发现的共性问题，商定整改时间表。"};
    for (auto& leader : city.leaders)
        for (auto organization : leader.contacts) {
            if (!city.chance.percent(55)) continue;
            auto day = city.working_day(year, int(city.chance.between(2, 11)), int(city.chance.between(5, 25)));
            auto words = city.chance.pick(said);
            city.timeline.at(city.on(day, 16), [&city, username = leader.username, organization, day, words] {
                city.client.post(username, "/api/v1/contact-visits", {{"organization_id", organization}, {"visited_on", day.iso()}, {"feedback", words}});
            });
        }
}

}  // namespace zhibu::command
