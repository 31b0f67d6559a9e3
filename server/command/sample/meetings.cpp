// Records meetings as secretaries do: who of a branch came, some behind, some entered late.
#include "command/sample/meetings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zhibu::command {
namespace {

const std::vector<std::string> places{"三楼会议室", "党员活动室", "二楼会议室", "社区党群服务中心", "机关礼堂"};
const std::vector<std::string> late_reasons{"书记外出学习，返回后补录", "防汛值守期间无法及时录入", "网络检修，恢复后补录", "岗位交接，由新任委员补录"};

// One sheet: who of a roster came, at a rate in percent.
json::object sheet(City& city, const json::value& roster, int rate) {
    json::array present, leave;
    for (auto& person : roster.at("people").as_array()) {
        auto id = person.at("member_id").as_int64();
        if (city.chance.percent(rate)) present.emplace_back(id);
        else if (city.chance.percent(70)) leave.push_back(json::object{{"member_id", id}, {"state", "leave"}, {"reason", city.chance.percent(50) ? "出差" : "请病假"}});
    }
    return {{"present", std::move(present)}, {"leave", std::move(leave)}};
}

constexpr std::size_t most_talkers = 8;

// The committee: its five longest-serving formal members here. A talk: the secretary and a part of the branch, a talk with each.
json::array chosen_for(const Held& held, const json::array& people) {
    json::array chosen;
    if (held.kind != "heart_talk") {
        for (auto& person : people)
            if (person.at("standing").as_string() == "votes" && chosen.size() < 5) chosen.push_back(person.at("member_id"));
        return chosen;
    }
    for (std::size_t i = held.group % talk_groups; i < people.size() && chosen.size() < most_talkers; i += talk_groups) chosen.push_back(people[i].at("member_id"));
    return chosen;
}

void record(City& city, const Branch& branch, const Held& held, bool late) {
    auto path = fmt::format("/api/v1/meeting-roster?organization_id={}&kind={}&day={}", branch.id, held.kind, held.day.iso());
    auto roster = city.client.get(branch.secretary, path);
    if (roster.at("people").as_array().empty()) return;
    int rate = branch.diligence == Diligence::good ? int(city.chance.between(92, 99)) : branch.diligence == Diligence::middling ? int(city.chance.between(84, 95)) : int(city.chance.between(70, 88));
    json::object body;
    if (roster.at("all_members_attend").as_bool()) body = sheet(city, roster, rate);
    else {
        auto people = chosen_for(held, roster.at("people").as_array());
        if (people.size() < 2) return;
        body["participants"] = people;
        if (held.kind != "heart_talk" && people.size() == 5 && city.chance.percent(15)) people.pop_back();
        body["present"] = people;
    }
    json::array agenda;
    for (auto& item : roster.at("agenda").as_array()) {
        auto done = item.as_object();
        done["done"] = true;
        agenda.push_back(done);
    }
    body["organization_id"] = branch.id, body["kind"] = held.kind, body["title"] = held.title, body["minutes"] = held.minutes;
    body["held_at"] = city.on(held.day, held.hour, 30).iso();
    body["place"] = city.chance.pick(places);
    body["agenda"] = std::move(agenda);
    if (held.guest) body["guests"] = json::array{json::object{{"account_id", held.guest}}};
    if (late) body["late_reason"] = city.chance.pick(late_reasons);
    city.client.post(branch.secretary, "/api/v1/meetings/records", body);
}

}  // namespace

int usually_held(Diligence diligence) { return diligence == Diligence::good ? 99 : diligence == Diligence::middling ? 92 : 66; }

void hold(City& city, std::size_t index, Held held) {
    auto& branch = city.branches[index];
    // The misses of a year: weak branches leave out about a third, good ones next to nothing.
    if (!city.chance.percent(held.percent ? *held.percent : usually_held(branch.diligence))) return;
    bool late = city.chance.percent(branch.diligence == Diligence::good ? 2 : branch.diligence == Diligence::middling ? 6 : 12);
    auto entered = late ? city.app.working_days.plus_working_days(held.day, int(city.chance.between(7, 12))) : held.day;
    if (entered >= city.sample.now.date()) entered = held.day, late = false;
    for (auto& leader : city.leaders)
        for (auto contact : leader.contacts)
            if (contact == branch.organ && held.kind == "theme_day" && city.chance.percent(9)) held.guest = leader.account;
    city.timeline.at(city.on(entered, held.hour + 3, int(city.chance.between(0, 59))), [&city, index, held, late] { record(city, city.branches[index], held, late); });
}

void record_now(City& city, const Branch& branch, const Held& held) { record(city, branch, held, false); }

void study_together(City& city, const std::string& kind, std::int64_t organization, const Held& held, const json::array& people, const json::array& guests) {
    auto roster = city.client.get("clerk", fmt::format("/api/v1/meeting-roster?organization_id={}&kind={}&day={}", organization, kind, held.day.iso()));
    json::array agenda;
    for (auto& item : roster.at("agenda").as_array()) agenda.push_back(item), agenda.back().as_object()["done"] = true;
    city.client.post("clerk", "/api/v1/meetings/records",
                     {{"organization_id", organization}, {"kind", kind}, {"title", held.title}, {"held_at", city.on(held.day, held.hour).iso()}, {"place", places.front()}, {"agenda", agenda},
                      {"participants", people}, {"present", people}, {"guests", guests}, {"minutes", held.minutes}});
}

}  // namespace zhibu::command
