// Points through the routes: what each rule gives for which fact, who sees whose, disputes, settlements, the list of the first.
#include <fmt/format.h>

#include "points/statement.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class PointsTest : public OnBothEngines {
protected:
    Cast cast{app};
    std::int64_t source{5000};
    PointsTest() { app.at("2022-03-20T09:00:00+08:00"); }

    struct Did {
        std::string kind;
        const char* on = "2022-02-10";
        std::int64_t amount = 90;
        bool late = false;
        int times = 1;
    };
    void did(Id<Member> member, const Did& what, Id<Organization> where = {}) {
        app.write([&](Transaction& t) {
            for (int i = 0; i < what.times; ++i) {
                auto on = Date::parse(what.on)->plus_days(i);
                t.facts.add({.kind = what.kind, .organization = where ? where : cast.branch, .member = member, .on = on, .amount = what.amount, .late = what.late}, {"meeting", ++source});
            }
        });
    }
    std::string statement(Id<Member> member, const char* period = "2022-Q1") { return fmt::format("/api/v1/points/members/{}?period={}", member.value, period); }
    std::int64_t points(Id<Member> member, const char* period = "2022-Q1") {
        auto found = app.get(cast.secretary, statement(member, period));
        EXPECT_EQ(found.status, 200) << found.text;
        return found.status == 200 ? found["total"].as_int64() : -1;
    }
    void holds(Id<Member> member, const char* post, const char* from, Id<Organization> where = {}) {
        app.write([&](Transaction& t) {
            t.session.execute("INSERT INTO post_holding (tenant_id, id, organization_id, post, member_id, valid_from, valid_to, way, basis, term_id, stand_in_id, ended_why, recorded_at, recorded_by, version) VALUES (1,?,?,?,?,?,NULL,'elected','',NULL,"
                              "NULL,'',0,0,1)", t.session.next_id(), where ? where : cast.branch, post, member, *Date::parse(from));
        });
    }
    void away(Id<Member> member, const char* from, const char* to) {
        app.write([&](Transaction& t) {
            t.session.execute("INSERT INTO leave (tenant_id, id, organization_id, account_id, member_id, from_on, to_on, reason, procedure, state, procedure_version, due_on, requested_on, decided_on, returned_on, decision, version) VALUES "
                              "(1,?,?,?,?,?,?,'sick','leave','approved',1,NULL,20220101,20220101,NULL,'',1)", t.session.next_id(), cast.branch, t.session.next_id(), member, *Date::parse(from), *Date::parse(to));
        });
    }
    void exempt(Id<Member> member, const char* from) {
        app.write([&](Transaction& t) { t.session.execute("UPDATE member SET exempt_reason = '年老体弱', exempt_from = ? WHERE tenant_id = 1 AND id = ?", *Date::parse(from), member); });
    }
    json::object settle(const char* period = "2021-Q4") {
        auto made = app.post(cast.secretary, "/api/v1/points-settlements", {{"organization_id", cast.branch.value}, {"period", period}});
        EXPECT_EQ(made.status, 201) << made.text;
        return made.status == 201 ? made.body.as_object() : json::object{};
    }
};
ZHIBU_ON_BOTH_ENGINES(PointsTest);

// The standard file as a clerk reads it: base 60, quarter, floor 0, top 100.
TEST_P(PointsTest, gives_what_each_rule_says) {
    struct Row {
        const char* what;
        std::vector<Did> did;
        std::int64_t points;
    };
    const std::vector<Row> table{
        {"nothing recorded: the base", {}, 60},
        {"one general meeting: 2", {{"life.attended.general_meeting"}}, 62},
        {"organisation life of all kinds: at most 10", {{.kind = "life.attended.general_meeting", .times = 3}, {.kind = "life.attended.group_meeting", .times = 4}}, 70},
        {"four theme days: at most 6", {{.kind = "life.attended.theme_day", .times = 4}}, 66},
        {"a lecture of 119 minutes: one full hour", {{.kind = "life.attended.party_lecture", .amount = 119}}, 61},
        {"a lecture of 59 minutes: nothing", {{.kind = "life.attended.party_lecture", .amount = 59}}, 60},
        {"a lecture given: 4", {{.kind = "life.taught.party_lecture"}}, 64},
        {"150 minutes of volunteer work: two full hours", {{.kind = "life.attended.volunteer", .amount = 150}}, 64},
        {"three heart-to-heart talks: at most 2", {{.kind = "life.attended.heart_talk", .times = 3}}, 62},
        {"twelve days of standing in: two full weeks", {{.kind = "post.stood_in", .amount = 12}}, 62},
        {"a committee meeting, of somebody without a post: nothing", {{"life.attended.committee_meeting"}}, 60},
        {"a report on duty: 2, once", {{.kind = "duty.reported", .times = 2}}, 62},
        {"an honour: 5", {{"honour.excellent_member"}}, 65},
        {"absent without leave: 3 off", {{"life.absent.theme_day"}}, 57},
        {"absent five times: at most 12 off", {{.kind = "life.absent.theme_day", .times = 5}}, 48},
        {"absent from a group meeting: no rule", {{"life.absent.group_meeting"}}, 60},
        {"what others think is no work", {{"life.review.excellent"}}, 60},
        {"of another quarter: nothing", {{.kind = "life.attended.theme_day", .on = "2021-12-30"}}, 60},
        {"everything: no more than the top", {{.kind = "life.attended.general_meeting", .times = 5}, {.kind = "life.attended.theme_day", .times = 3}, {.kind = "life.attended.party_lecture", .amount = 480}, {.kind = "life.attended.volunteer", .amount = 360}, {.kind = "life.taught.party_lecture", .times = 2}}, 100},
    };
    for (std::size_t i = 0; i < table.size(); ++i) {
        SCOPED_TRACE(table[i].what);
        auto member = app.member("党员" + std::to_string(i), cast.branch);
        for (auto& each : table[i].did) did(member, each);
        EXPECT_EQ(points(member), table[i].points);
    }
}

TEST_P(PointsTest, takes_nothing_off_from_the_exempt_nor_on_approved_leave) {
    struct Row {
        const char* what;
        std::function<void(Id<Member>)> so;
        std::int64_t points;
        const char* exempt;
    };
    auto absent = [&](Id<Member> member) { did(member, {"life.absent.theme_day"}); };
    const std::vector<Row> table{
        {"absent on the only day of leave", [&](auto m) { away(m, "2022-02-10", "2022-02-10"), absent(m); }, 60, ""},
        {"absent the day after the leave", [&](auto m) { away(m, "2022-02-01", "2022-02-09"), absent(m); }, 57, ""},
        {"44 days of leave do not exempt", [&](auto m) { away(m, "2022-01-01", "2022-02-13"), did(m, {.kind = "life.absent.theme_day", .on = "2022-03-01"}); }, 57, ""},
        {"45 days of leave exempt for the quarter", [&](auto m) { away(m, "2022-01-01", "2022-02-14"), did(m, {.kind = "life.absent.theme_day", .on = "2022-03-01"}); }, 60, "on_leave"},
        {"exempt since before", [&](auto m) { exempt(m, "2022-01-01"), absent(m); }, 60, "registered"},
        {"exempt from a later day of the quarter on", [&](auto m) { exempt(m, "2022-03-01"), absent(m); }, 60, "registered"},
        {"exempt, and active all the same", [&](auto m) { exempt(m, "2022-01-01"), did(m, {"life.attended.theme_day"}); }, 62, "registered"},
    };
    for (std::size_t i = 0; i < table.size(); ++i) {
        SCOPED_TRACE(table[i].what);
        auto member = app.member("党员" + std::to_string(i), cast.branch);
        table[i].so(member);
        auto found = app.get(cast.secretary, statement(member));
        EXPECT_EQ(found["total"].as_int64(), table[i].points);
        EXPECT_EQ(found["exempt"].is_null() ? "" : std::string{found["exempt"].at("why").as_string()}, table[i].exempt);
    }
}

TEST_P(PointsTest, credits_the_work_of_a_branch_to_those_who_hold_its_posts) {
    holds(cast.members[0], "secretary", "2022-02-15"), holds(cast.members[2], "publicity_member", "2020-01-01"), holds(cast.members[3], "deputy_branch_secretary", "2020-01-01");
    holds(cast.members[3], "secretary", "2020-01-01", cast.sibling_branch);
    auto closed = [&](const char* on, bool late) { did({}, {.kind = "supervision.problem_closed", .on = on, .amount = 1, .late = late}); };
    closed("2022-02-10", false), closed("2022-02-20", false), closed("2022-02-21", true);
    EXPECT_EQ(points(cast.members[0]), 62) << "from the day the post was held on; the late one counts nothing";
    EXPECT_EQ(points(cast.members[2]), 60) << "another post";
    EXPECT_EQ(points(cast.members[3]), 64);
    did(cast.members[2], {"life.attended.committee_meeting"});
    EXPECT_EQ(points(cast.members[2]), 61) << "one's own work under a post that one holds";
}

TEST_P(PointsTest, explains_each_point_by_fact_rule_and_version) {
    did(cast.members[1], {.kind = "life.attended.theme_day", .times = 4});
    did(cast.members[1], {"life.absent.general_meeting"});
    auto own = app.get(cast.member, "/api/v1/points/mine?period=2022-Q1");
    ASSERT_EQ(own.status, 200) << own.text;
    auto running = own["base"].as_int64();
    std::string lines;
    for (auto& line : own["lines"].as_array()) {
        running += line.at("counted").as_int64();
        EXPECT_EQ(line.at("running").as_int64(), running);
        EXPECT_GT(line.at("fact_id").as_int64(), 0);
        EXPECT_EQ(line.at("source_page").as_string(), fmt::format("/meetings/{}", line.at("source_id").as_int64()));
        lines += fmt::format("{} {:+}\n", std::string{line.at("title").as_string()}, line.at("counted").as_int64());
    }
    EXPECT_EQ(lines, "参加主题党日 +2\n无故缺席 -3\n参加主题党日 +2\n参加主题党日 +2\n参加主题党日 +0\n");
    EXPECT_EQ(running + own["bounded"].as_int64(), own["total"].as_int64());
    EXPECT_EQ(own["rules"].at("version").as_int64(), 0);
    EXPECT_EQ(app.get(cast.member, "/api/v1/points/mine?period=2022").faults(), "?period not_a_period_of_points");
    EXPECT_EQ(app.get(cast.member, "/api/v1/points/mine?period=2022-Q2").faults(), "?period not_begun");
    EXPECT_EQ(app.get(cast.member, "/api/v1/points/mine?period=2022-Q1&format=pdf").text.substr(0, 5), "%PDF-");
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/points/mine").status, 404) << "no member";
}

// Names stay in the branch; above it only how they are spread.
TEST_P(PointsTest, shows_names_to_the_member_and_the_secretary_alone) {
    struct Row {
        const char* who;
        const Person& person;
        int member, branch, spread, own;
    };
    for (auto& row : std::initializer_list<Row>{{"the member", cast.member, 200, 403, 403, 200}, {"the secretary", cast.secretary, 200, 200, 200, 200}, {"the secretary beside", cast.sibling_secretary, 404, 403, 403, 404},
                                                {"the organ's clerk", cast.organ_clerk, 403, 403, 200, 404}, {"the clerk", cast.clerk, 403, 403, 200, 404}, {"the leader", cast.leader, 403, 403, 200, 404},
                                                {"the auditor", cast.auditor, 403, 403, 200, 404}, {"the administrator", cast.administrator, 403, 403, 200, 404}, {"another organ", cast.other_organ_clerk, 404, 403, 403, 404},
                                                {"another member", cast.other_member, 404, 404, 404, 200}}) {
        SCOPED_TRACE(row.who);
        EXPECT_EQ(app.get(row.person, statement(cast.members[1])).status, row.member);
        auto same = [](int status, int expected) { return status == expected || (expected == 403 && status == 404); };
        EXPECT_PRED2(same, app.get(row.person, fmt::format("/api/v1/points/branches/{}", cast.branch.value)).status, row.branch);
        EXPECT_PRED2(same, app.get(row.person, fmt::format("/api/v1/points/spread?organization_id={}", cast.branch.value)).status, row.spread);
        EXPECT_EQ(app.get(row.person, "/api/v1/points/mine").status, row.own);
    }
}

TEST_P(PointsTest, lists_a_branch_by_name_and_never_by_points) {
    auto path = fmt::format("/api/v1/points/branches/{}?period=2022-Q1", cast.branch.value);
    auto all = app.get(cast.secretary, path);
    ASSERT_EQ(all.status, 200) << all.text;
    EXPECT_EQ(all["total"].as_int64(), 11);
    EXPECT_EQ(all["counted"].as_int64(), 11);
    EXPECT_EQ(app.get(cast.secretary, path + "&sort=points").faults(), "?sort no_last_places");
    EXPECT_EQ(app.get(cast.secretary, path + "&sort=-points").faults(), "?sort no_last_places");
    EXPECT_EQ(app.get(cast.secretary, path + "&q=李")["total"].as_int64(), 1);
    EXPECT_EQ(app.get(cast.secretary, path + "&stage=probationary")["total"].as_int64(), 2);
    EXPECT_EQ(app.get(cast.secretary, path + "&points=1").faults(), "?points unknown_parameter");
    EXPECT_EQ(app.get(cast.secretary, path + "&format=xlsx").faults(), "#/reason export_needs_a_reason");
    app.audited();
    EXPECT_EQ(app.get(cast.secretary, path + "&format=xlsx&reason=支部会议核对").text.substr(0, 2), "PK");
    EXPECT_NE(app.audited().find("points.exported"), std::string::npos);
}

TEST_P(PointsTest, spreads_without_names_and_not_of_a_few) {
    did(cast.members[1], {.kind = "life.attended.theme_day", .times = 3});
    exempt(cast.members[2], "2022-01-01");
    auto found = app.get(cast.clerk, fmt::format("/api/v1/points/spread?organization_id={}&period=2022-Q1", cast.committee.value));
    ASSERT_EQ(found.status, 200) << found.text;
    EXPECT_EQ(found["people"].as_int64(), 13) << "eleven without the exempt one, and three of the other organ";
    EXPECT_EQ(found["exempt"].as_int64(), 1);
    EXPECT_EQ(found["median"].as_int64(), 60);
    EXPECT_EQ(found.text.find("李二"), std::string::npos);
    for (auto& line : found["lines"].as_array())
        EXPECT_EQ(line.at("median").is_null(), line.at("organization_id").as_int64() == cast.other_organ.value) << "three people would tell of single ones";
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/points/spread").faults(), "?organization_id required");
}

// ---- The list of the first ---------------------------------------------------------------------------------------------

TEST_P(PointsTest, names_the_first_only_where_the_branch_has_decided_so) {
    auto path = fmt::format("/api/v1/points/branches/{}/ranking", cast.branch.value);
    did(cast.members[1], {.kind = "life.attended.theme_day", .times = 3}), did(cast.members[3], {.kind = "life.attended.theme_day", .times = 2}), did(cast.members[4], {"life.attended.theme_day"}), did(cast.members[5], {"life.attended.theme_day"});
    auto off = app.get(cast.member, path + "?period=2022-Q1");
    ASSERT_EQ(off.status, 200) << off.text;
    EXPECT_FALSE(off["on"].as_bool()) << "off unless decided";
    EXPECT_TRUE(off["items"].as_array().empty());
    EXPECT_EQ(app.post(cast.member, path, {{"on", true}, {"reason", "支部大会决定"}}).status, 403);
    EXPECT_EQ(app.post(cast.clerk, path, {{"on", true}, {"reason", "上级要求"}}).status, 403) << "the branch's own decision";
    EXPECT_EQ(app.post(cast.secretary, path, {{"on", true}}).faults(), "#/reason required");
    EXPECT_EQ(app.post(cast.secretary, path, {{"on", true}, {"reason", "支部大会决定"}}).status, 200);
    auto on = app.get(cast.member, path + "?period=2022-Q1");
    std::string names;
    for (auto& item : on["items"].as_array()) names += fmt::format("{} {} {};", item.at("place").as_int64(), std::string{item.at("member_name").as_string()}, item.at("points").as_int64());
    EXPECT_EQ(names, "1 李二 66;2 刘四 64;") << "three at the most, and the two who share the third place would make four";
    EXPECT_EQ(app.get(cast.organ_clerk, path).status, 403) << "inside the branch";
    EXPECT_EQ(app.get(cast.sibling_secretary, path).status, 404);
    EXPECT_EQ(app.post(cast.secretary, path, {{"on", false}, {"reason", "同志们有意见"}}).status, 200);
    EXPECT_TRUE(app.get(cast.member, path)["items"].as_array().empty());
}

// ---- Settlements -------------------------------------------------------------------------------------------------------

TEST_P(PointsTest, settles_a_period_once_and_keeps_what_was_frozen) {
    did(cast.members[1], {.kind = "life.attended.theme_day", .on = "2021-11-10"});
    auto post = [&](const Person& who, const char* period) { return app.post(who, "/api/v1/points-settlements", {{"organization_id", cast.branch.value}, {"period", period}}); };
    EXPECT_EQ(post(cast.organ_clerk, "2021-Q4").status, 403);
    EXPECT_EQ(post(cast.member, "2021-Q4").status, 403);
    EXPECT_EQ(post(cast.secretary, "2022-Q1").faults(), "#/period not_ended");
    EXPECT_EQ(post(cast.secretary, "2021").faults(), "#/period not_a_period_of_points");
    auto made = settle();
    EXPECT_EQ(made["published_until"].as_string(), "2022-03-25") << "five working days";
    EXPECT_EQ(made["people"].as_int64(), 11);
    EXPECT_EQ(post(cast.secretary, "2021-Q4").problem(), "points-settled-already");
    EXPECT_EQ(points(cast.members[1], "2021-Q4"), 62);
    // What comes later changes nothing but by a correction.
    did(cast.members[1], {.kind = "life.attended.volunteer", .on = "2021-11-20", .amount = 60});
    EXPECT_EQ(points(cast.members[1], "2021-Q4"), 62) << "frozen";
    json::object correction{{"member_id", cast.members[1].value}, {"period", "2021-Q4"}, {"points", 2}, {"reason", "补记志愿服务一次"}};
    EXPECT_EQ(app.post(cast.organ_clerk, "/api/v1/points-adjustments", correction).status, 403);
    auto own = correction;
    own["member_id"] = cast.members[0].value;
    EXPECT_EQ(app.post(cast.secretary, "/api/v1/points-adjustments", own).status, 403) << "not one's own";
    ASSERT_EQ(app.post(cast.secretary, "/api/v1/points-adjustments", correction).status, 201);
    EXPECT_EQ(points(cast.members[1], "2021-Q4"), 64);
    auto shown = app.get(cast.member, "/api/v1/points/mine?period=2021-Q4");
    EXPECT_EQ(shown["lines"].as_array().back().at("source_page").as_string(), fmt::format("/points/adjustments?open={}", shown["lines"].as_array().back().at("source_id").as_int64()));
    auto spread = app.get(cast.organ_clerk, fmt::format("/api/v1/points/spread?organization_id={}&period=2021-Q4", cast.branch.value));
    EXPECT_EQ(spread["mean"].to_number<double>(), 60.36) << "as settled and corrected: (60 × 10 + 64) ÷ 11";
}

TEST_P(PointsTest, publishes_to_the_branch_for_its_days_and_is_confirmed_after_them) {
    auto made = settle();
    auto path = fmt::format("/api/v1/points-settlements/{}", made["id"].as_int64());
    auto confirm = [&](const Person& who) { return app.post(who, path + "/confirmation", json::object{}, {app.get(who, path).status == 200 ? app.get(who, path).version() : 1}); };
    EXPECT_EQ(app.get(cast.member, path + "/lines")["total"].as_int64(), 11);
    EXPECT_EQ(app.get(cast.organ_clerk, path).status, 200);
    EXPECT_EQ(app.get(cast.organ_clerk, path + "/lines").status, 403);
    EXPECT_EQ(app.get(cast.other_member, path).status, 404);
    EXPECT_EQ(confirm(cast.secretary).status, 403) << "still published";
    app.at("2022-03-26T09:00:00+08:00");
    EXPECT_EQ(app.get(cast.member, path + "/lines").status, 403) << "publication has ended";
    EXPECT_EQ(confirm(cast.member).status, 403);
    EXPECT_EQ(confirm(cast.secretary).status, 200);
    EXPECT_EQ(app.get(cast.secretary, path)["state"].as_string(), "confirmed");
    EXPECT_EQ(app.post(cast.secretary, path + "/withdrawal", {{"reason", "算错了一项"}}, {app.get(cast.secretary, path).version()}).status, 403) << "confirmed stays";
}

TEST_P(PointsTest, withdraws_what_is_published_and_settles_anew) {
    auto made = settle();
    auto path = fmt::format("/api/v1/points-settlements/{}", made["id"].as_int64());
    did(cast.members[1], {.kind = "life.attended.theme_day", .on = "2021-11-10"});
    EXPECT_EQ(app.post(cast.secretary, path + "/withdrawal", json::object{}, {1}).faults(), "#/reason required");
    EXPECT_EQ(app.post(cast.secretary, path + "/withdrawal", {{"reason", "漏了十一月的主题党日"}}, {1}).status, 200);
    EXPECT_EQ(app.get(cast.member, path).status, 404);
    settle();
    EXPECT_EQ(points(cast.members[1], "2021-Q4"), 62);
}

}  // namespace zhibu::testkit
