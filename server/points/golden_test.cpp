// The standard rules on a small city, as a clerk would reckon it by hand: two branches, one quarter, recorded by their secretaries.
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "points/statement.hpp"
#include "testkit/test_app.hpp"
#include "testkit/source_file.hpp"

namespace zhibu::testkit {

class PointsGoldenTest : public OnBothEngines {
protected:
    Cast cast{app};
    PointsGoldenTest() { app.at("2022-03-31T18:00:00+08:00"); }

    struct Held {
        const char *kind, *day;
        int minutes;
        std::vector<std::size_t> absent{}, on_leave{};
        std::size_t lecturer{99};
    };
    // Everybody of the branch was there but those named; of a voluntary activity those named were there.
    void met(const Person& secretary, Id<Organization> branch, const std::vector<Id<Member>>& members, const Held& held, bool only = false) {
        json::array present, leave;
        auto is_in = [](const std::vector<std::size_t>& list, std::size_t i) { return std::find(list.begin(), list.end(), i) != list.end(); };
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (is_in(held.on_leave, i)) leave.push_back({{"member_id", members[i].value}, {"state", "leave"}, {"reason", "出差"}});
            else if (is_in(held.absent, i) == only) present.push_back(members[i].value);
        }
        auto start = *Instant::parse(std::string{held.day} + "T14:00");
        json::object body{{"organization_id", branch.value}, {"kind", held.kind}, {"held_at", start.iso()}, {"ended_at", start.plus_seconds(held.minutes * 60).iso()}, {"present", present}, {"leave", leave}, {"late_reason", "集中补录"}};
        if (std::string{held.kind} == "general_meeting") body["agenda"] = json::array{json::object{{"rule", "first_topic"}, {"done", true}}};
        if (only) body["participants"] = present;
        if (held.lecturer < members.size()) body["lecturer_id"] = members[held.lecturer].value;
        auto made = app.post(secretary, "/api/v1/meetings/records", body);
        EXPECT_EQ(made.status, 201) << held.kind << " " << made.text;
    }
    std::string name_of(Id<Member> id) {
        return app.read([&](const View& view) { return *view.session.text("SELECT name FROM member WHERE tenant_id = 1 AND id = ?", id); });
    }
};
ZHIBU_ON_BOTH_ENGINES(PointsGoldenTest);

TEST_P(PointsGoldenTest, equals_the_golden_file) {
    app.write([&](Transaction& t) {
        t.session.execute("UPDATE member SET exempt_reason = '年老体弱', exempt_from = 20220101 WHERE tenant_id = 1 AND id = ?", cast.members[8]);
        t.session.execute("INSERT INTO post_holding (tenant_id, id, organization_id, post, member_id, valid_from, valid_to, way, basis, term_id, stand_in_id, ended_why, recorded_at, recorded_by, version) VALUES "
                          "(1,?,?,'secretary',?,20200101,NULL,'elected','',NULL,NULL,'',0,0,1)", t.session.next_id(), cast.branch, cast.members[0]);
        t.facts.add({.kind = "supervision.problem_closed", .organization = cast.branch, .on = Date::of(2022, 2, 28)}, {"problem", 41});
    });
    for (auto& each : std::initializer_list<Held>{{"general_meeting", "2022-01-14", 90, {5}, {6}},
                                                  {"theme_day", "2022-01-21", 90, {5, 8}},
                                                  {"theme_day", "2022-02-18", 120, {4, 5}},
                                                  {"theme_day", "2022-03-18", 90, {5}, {7}},
                                                  {"party_lecture", "2022-03-04", 130, {5}, {}, 0}})
        met(cast.secretary, cast.branch, cast.members, each);
    met(cast.secretary, cast.branch, cast.members, {"volunteer", "2022-03-05", 200, {1, 2, 3}}, true);
    met(cast.secretary, cast.branch, cast.members, {"heart_talk", "2022-03-09", 30, {0, 5}}, true);
    met(cast.other_secretary, cast.other_branch, cast.other_members, {"theme_day", "2022-01-20", 60, {2}});
    std::string made;
    for (auto& [person, branch] : std::initializer_list<std::pair<const Person&, Id<Organization>>>{{cast.secretary, cast.branch}, {cast.other_secretary, cast.other_branch}}) {
        auto list = app.get(person, fmt::format("/api/v1/points/branches/{}?period=2022-Q1", branch.value));
        ASSERT_EQ(list.status, 200) << list.text;
        made += fmt::format("{} 2022-Q1: {} counted, {} exempt, {} reach {}\n", std::string{list["organization_name"].as_string()}, list["counted"].as_int64(), list["exempt"].as_int64(), list["passing"].as_int64(), list["rules"].at("passing").as_int64());
        for (auto& item : list["items"].as_array()) {
            auto statement = app.get(person, fmt::format("/api/v1/points/members/{}?period=2022-Q1", item.at("member_id").as_int64()));
            made += fmt::format("\n  {} {}{}\n", std::string{item.at("member_name").as_string()}, statement["total"].as_int64(), statement["exempt"].is_null() ? "" : " (exempt)");
            made += fmt::format("    {:>10} {:+4} = {}\n", "base", statement["base"].as_int64(), statement["base"].as_int64());
            for (auto& line : statement["lines"].as_array())
                made += fmt::format("    {} {:+4} = {}  {} <- {}\n", std::string{line.at("on").as_string()}, line.at("counted").as_int64(), line.at("running").as_int64(), std::string{line.at("title").as_string()},
                                    line.at("source_name").is_null() ? std::string{line.at("kind_label").as_string()} : std::string{line.at("source_name").as_string()});
            if (auto bounded = statement["bounded"].as_int64()) made += fmt::format("    {:>10} {:+4} = {}\n", "held", bounded, statement["total"].as_int64());
        }
        made += "\n";
    }
    auto path = source_file("server/points/small_city.golden.txt");
    if (std::getenv("ZHIBU_WRITE_GOLDEN")) std::ofstream{path} << made;
    std::stringstream golden;
    golden << std::ifstream{path}.rdbuf();
    EXPECT_EQ(made, golden.str());
}

}  // namespace zhibu::testkit
