// Terms with secretaries and committees of every branch, some near their end and some beyond it; a member's leave; two sessions of
// reports on duty, one being prepared and one being scored.
#include <fmt/format.h>

#include "command/sample/city.hpp"

namespace zhibu::command {
namespace {

void change_term(City& city, const Branch& branch, int year) {
    auto roster = city.client.get("admin", fmt::format("/api/v1/members?organization_id={}&stage=formal&sort=joined_on&size=50", branch.id));
    auto& people = roster.at("items").as_array();
    if (people.empty()) return;
    json::array holders;
    auto elect = [&](const char* post, std::size_t at, std::size_t stand_in) {
        if (at >= people.size()) return;
        json::object each{{"post", post}, {"member_id", people[at].at("id")}};
        if (stand_in < people.size() && stand_in != at) each["stand_in_id"] = people[stand_in].at("id");
        holders.push_back(std::move(each));
    };
    elect("secretary", 0, 1);
    if (people.size() > 2) elect("deputy_branch_secretary", 1, 0);
    if (people.size() >= 7) elect("organization_member", 2, 3), elect("publicity_member", 3, 2), elect("discipline_member", 4, 2);
    // Of a hundred some ten end within half a year of the sample's day, and two are over.
    auto began = Date::of(year - 2, 1, 2).plus_days(int(city.chance.between(0, 690)));
    if (city.chance.percent(2)) began = Date::of(year - 3, 11, 20).plus_days(int(city.chance.between(0, 30)));
    json::object body{{"organization_id", branch.id}, {"number", fmt::format("第{}届", city.chance.pick(std::vector<std::string>{"二", "三", "四", "五"}))}, {"began_on", began.iso()},
                      {"decided_by", "支部党员大会无记名投票选举"}, {"approval", fmt::format("党组织批复〔{}〕{}号", began.year(), city.chance.between(1, 40))}, {"holders", std::move(holders)}};
    city.client.post("clerk", "/api/v1/terms", body);
}

json::array accounts(const json::value& people, std::size_t most, const std::function<bool(const json::object&)>& wanted) {
    json::array ids;
    for (auto& each : people.at("items").as_array())
        if (ids.size() < most && wanted(each.as_object())) ids.push_back(each.at("id"));
    return ids;
}
bool is_secretary(const json::object& person) { return !person.at("secretary_of").is_null(); }

std::int64_t session(City& city, const std::string& who, std::int64_t organization, std::size_t reporters) {
    auto year = city.sample.now.date().year();
    auto held = city.app.working_days.next_working_day_on_or_after(city.sample.now.date().plus_days(2));
    auto made = city.client.post(who, "/api/v1/duty-sessions", {{"organization_id", organization}, {"title", fmt::format("{}年度党支部书记述职评议", year)}, {"year", year}, {"held_on", held.iso()}});
    auto path = fmt::format("/api/v1/duty-sessions/{}", made.at("id").as_int64());
    auto people = city.client.get(who, path + "/people");
    city.client.post(who, path + "/reporters", {{"account_ids", accounts(people, reporters, is_secretary)}}, made.at("version").as_int64());
    return made.at("id").as_int64();
}

void report_on_duty(City& city) {
    session(city, "organ", city.demo_branch()->organ, 12);
    auto path = fmt::format("/api/v1/duty-sessions/{}", session(city, "clerk", city.committee, 6));
    auto people = city.client.get("clerk", path + "/people");
    auto of_circle = [&](const char* circle, std::size_t most) {
        auto version = city.client.get("clerk", path).at("version").as_int64();
        auto ids = accounts(people, most, [&](auto& person) {
            for (auto& each : person.at("circles").as_array())
                if (each.as_string() == circle) return circle != std::string{"peers"} || is_secretary(person);
            return false;
        });
        city.client.post("clerk", path + "/voters", {{"circle", circle}, {"account_ids", std::move(ids)}}, version);
    };
    of_circle("leaders", 6), of_circle("peers", 20);
    city.client.post("clerk", path + "/opening", json::object{}, city.client.get("clerk", path).at("version").as_int64());
}

}  // namespace

void plan_posts(City& city, int year) {
    city.timeline.at(city.on(Date::of(year, 1, 5), 9), [&city, year] {
        for (auto& branch : city.branches) change_term(city, branch, year);
    });
    auto today = city.sample.now.date();
    city.timeline.at(city.on(today.plus_days(-1), 15), [&city, today] {
        city.client.post("member", "/api/v1/leaves", {{"from_on", today.plus_days(7).iso()}, {"to_on", today.plus_days(10).iso()}, {"reason", "annual"}});
        report_on_duty(city);
    });
}

}  // namespace zhibu::command
