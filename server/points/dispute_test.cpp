// Disputes of points as a decision table: who answers, within which days, what an answer changes, and who hears of what is overdue.
#include <fmt/format.h>

#include "points/statement.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class DisputeTest : public OnBothEngines {
protected:
    Cast cast{app};
    Person organiser;  // 组织委员
    std::int64_t source{7000};
    DisputeTest() {
        app.at("2022-03-21T09:00:00+08:00");
        organiser = app.person("组织委员", {{Role::member, cast.branch}}, cast.members[2]);
        app.write([&](Transaction& t) {
            t.session.execute("INSERT INTO post_holding (tenant_id, id, organization_id, post, member_id, valid_from, valid_to, way, basis, term_id, stand_in_id, ended_why, recorded_at, recorded_by, version) VALUES (1,?,?,'organization_member',?,20200101,"
                              "NULL,'elected','',NULL,NULL,'',0,0,1)", t.session.next_id(), cast.branch, cast.members[2]);
        });
    }
    std::int64_t absent(const Person& recorder) {
        app->write(Actor{.account = recorder.account, .name = "x"}, [&](Transaction& t) { t.facts.add({.kind = "life.absent.theme_day", .organization = cast.branch, .member = cast.members[1], .on = Date::of(2022, 3, 10)}, {"meeting", ++source}); });
        return app.get(cast.member, "/api/v1/points/mine?period=2022-Q1")["lines"].as_array().back().at("fact_id").as_int64();
    }
    json::object line(std::int64_t fact) { return {{"period", "2022-Q1"}, {"about", "line"}, {"fact_id", fact}, {"rule", "absent"}, {"claim", "当天已向书记请假"}}; }
    json::object missing() { return {{"period", "2022-Q1"}, {"about", "missing"}, {"happened_on", "2022-03-12"}, {"rule", "volunteer"}, {"claim", "社区志愿服务漏记"}}; }
    Answer raise(const json::object& body) { return app.post(cast.member, "/api/v1/points-disputes", body); }
    Answer step(const Person& who, std::int64_t id, const std::string& verb, const json::object& body = {{"note", "经核实情况属实"}}) {
        auto path = fmt::format("/api/v1/points-disputes/{}", id);
        auto version = app.read([&](const View& view) { return *view.session.integer("SELECT version FROM points_dispute WHERE tenant_id = 1 AND id = ?", id); });
        return app.post(who, path + "/steps/" + verb, body, {version});
    }
    std::int64_t points() { return app.get(cast.member, "/api/v1/points/mine?period=2022-Q1")["total"].as_int64(); }
};
ZHIBU_ON_BOTH_ENGINES(DisputeTest);

TEST_P(DisputeTest, goes_to_one_named_person_who_is_neither_the_member_nor_the_recorder) {
    auto by_the_secretary = raise(line(absent(cast.secretary)));
    ASSERT_EQ(by_the_secretary.status, 201) << by_the_secretary.text;
    EXPECT_EQ(by_the_secretary["answerer_id"].as_int64(), organiser.account.value) << "the organiser comes first by the rule";
    EXPECT_EQ(by_the_secretary["subject"].as_string(), "2022年3月10日 无故缺席 -3");
    EXPECT_EQ(by_the_secretary["due_on"].as_string(), "2022-03-28") << "five working days";
    auto by_the_organiser = raise(line(absent(organiser)));
    EXPECT_EQ(by_the_organiser["answerer_id"].as_int64(), cast.secretary.account.value) << "whoever recorded it does not answer";
    EXPECT_EQ(raise(missing())["answerer_id"].as_int64(), organiser.account.value);
    // The organiser's own goes to the secretary.
    auto own = app.post(organiser, "/api/v1/points-disputes", missing());
    EXPECT_EQ(own["answerer_id"].as_int64(), cast.secretary.account.value);
}

TEST_P(DisputeTest, refuses_what_is_no_line_of_ones_own_and_a_second_one) {
    auto fact = absent(cast.secretary);
    EXPECT_EQ(app.post(cast.other_member, "/api/v1/points-disputes", line(fact)).faults(), "#/fact_id no_line_of_yours");
    auto without = line(fact);
    without["claim"] = "";
    EXPECT_EQ(raise(without).faults(), "#/claim required");
    auto elsewhere = missing();
    elsewhere["happened_on"] = "2021-12-12";
    EXPECT_EQ(raise(elsewhere).faults(), "#/happened_on outside_the_period");
    auto unknown = missing();
    unknown["rule"] = "likes";
    EXPECT_EQ(raise(unknown).faults(), "#/rule not_one_of");
    EXPECT_EQ(raise(line(fact)).status, 201);
    EXPECT_EQ(raise(line(fact)).problem(), "points-disputed-already");
    EXPECT_EQ(app.post(cast.administrator, "/api/v1/points-disputes", line(fact)).status, 404);
}

// Role × state × step; 200 done, 403 not theirs, 404 not seen, 409 not in this state, 422 something is missing.
TEST_P(DisputeTest, takes_each_step_by_whom_it_belongs_to) {
    struct Row {
        const char* state;
        const char* verb;
        int member, organiser, secretary, organ_clerk, clerk, other;
    };
    auto reach = [&](const std::string& state) {
        auto id = raise(missing()).id();
        if (state == "overdue") app.write([&](Transaction& t) { t.session.execute("UPDATE points_dispute SET due_on = 20220318 WHERE tenant_id = 1 AND id = ?", id); });
        if (state == "upheld") step(organiser, id, "uphold", {{"note", "经核实漏记"}, {"points", 2}});
        if (state == "refused" || state == "appealed" || state == "ended") step(organiser, id, "refuse");
        if (state == "appealed" || state == "ended") step(cast.member, id, "appeal", {{"note", "请上级复核"}});
        if (state == "ended") step(cast.organ_clerk, id, "refuse_appeal");
        if (state == "withdrawn") step(cast.member, id, "withdraw");
        return id;
    };
    const std::vector<Row> table{
        // state        verb             member org. sec. organ clerk other
        {"raised", "refuse", 403, 200, 403, 404, 404, 404},      {"raised", "uphold", 403, 422, 403, 404, 404, 404},       {"raised", "withdraw", 200, 403, 403, 404, 404, 404}, {"raised", "take_over", 403, 403, 403, 404, 404, 404},
        {"raised", "appeal", 409, 409, 409, 404, 404, 404},      {"overdue", "refuse", 403, 200, 403, 403, 403, 404},      {"overdue", "take_over", 403, 403, 403, 200, 200, 404}, {"refused", "appeal", 200, 403, 403, 404, 404, 404},
        {"refused", "refuse", 409, 409, 409, 404, 404, 404},     {"appealed", "refuse_appeal", 403, 403, 403, 200, 200, 404}, {"appealed", "uphold_appeal", 403, 403, 403, 422, 422, 404}, {"appealed", "withdraw", 200, 403, 403, 403, 403, 404},
        {"upheld", "refuse", 409, 409, 409, 404, 404, 404},      {"ended", "appeal", 409, 409, 409, 404, 404, 404},        {"withdrawn", "refuse", 409, 409, 409, 404, 404, 404},
    };
    for (auto& row : table) {
        struct {
            const char* who;
            const Person& person;
            int expected;
        } columns[] = {{"member", cast.member, row.member}, {"organiser", organiser, row.organiser}, {"secretary", cast.secretary, row.secretary}, {"organ clerk", cast.organ_clerk, row.organ_clerk}, {"clerk", cast.clerk, row.clerk},
                       {"another organ's clerk", cast.other_organ_clerk, row.other}};
        for (auto& column : columns) {
            SCOPED_TRACE(fmt::format("{} {} by {}", row.state, row.verb, column.who));
            auto id = reach(row.state);
            auto answer = step(column.person, id, row.verb);
            EXPECT_EQ(answer.status, column.expected) << answer.text;
        }
    }
}

TEST_P(DisputeTest, corrects_by_a_fact_with_its_source) {
    auto id = raise(missing()).id();
    EXPECT_EQ(points(), 60);
    EXPECT_EQ(step(organiser, id, "uphold", {{"note", ""}, {"points", 2}}).faults(), "#/note required");
    EXPECT_EQ(step(organiser, id, "refuse", {{"note", "没有签到记录"}, {"points", 2}}).faults(), "#/points refused_gives_nothing");
    auto upheld = step(organiser, id, "uphold", {{"note", "社区证明属实"}, {"points", 2}});
    ASSERT_EQ(upheld.status, 200) << upheld.text;
    EXPECT_EQ(points(), 62);
    auto shown = app.get(cast.member, "/api/v1/points/mine?period=2022-Q1");
    auto& last = shown["lines"].as_array().back();
    EXPECT_EQ(last.at("title").as_string(), "积分更正");
    EXPECT_EQ(last.at("source_name").as_string(), "社区证明属实");
    EXPECT_EQ(last.at("entered_by_name").as_string(), "组织委员");
    app.read([&](const View& view) {
        EXPECT_EQ(rollup::of(view, "points.adjusted", cast.branch, Period::quarter(2022, 1)).amount, 2);
        EXPECT_EQ(rollup::of(view, "points.dispute_answered", cast.branch, Period::quarter(2022, 1)).late, 0);
        EXPECT_EQ(rollup::verify(view), std::vector<std::string>{});
        return true;
    });
    // The record itself may be put right instead: then points follow by themselves.
    auto at_source = raise(missing()).id();
    EXPECT_EQ(step(organiser, at_source, "uphold", {{"note", "已在活动记录中补签"}, {"corrected_at_source", true}}).status, 200);
    EXPECT_EQ(points(), 62);
}

TEST_P(DisputeTest, reminds_the_named_person_and_then_those_above) {
    auto id = raise(missing()).id();
    auto waits = [&](const Person& who) {
        auto inbox = app.get(who, "/api/v1/inbox");
        int count = 0;
        for (auto& item : inbox["items"].as_array()) count += item.at("kind").as_string().starts_with("points_dispute");
        return count;
    };
    EXPECT_EQ(waits(organiser), 1);
    EXPECT_EQ(waits(cast.organ_clerk), 0);
    EXPECT_EQ(waits(cast.secretary), 0);
    app.at("2022-03-29T09:00:00+08:00");
    EXPECT_EQ(waits(cast.organ_clerk), 1) << "a working day late";
    EXPECT_EQ(waits(cast.clerk), 0);
    app.at("2022-04-06T09:00:00+08:00");
    EXPECT_EQ(waits(cast.clerk), 1) << "five working days late";
    EXPECT_EQ(step(cast.organ_clerk, id, "take_over", {{"note", "接手办理"}}).status, 200);
    EXPECT_EQ(app.get(cast.organ_clerk, fmt::format("/api/v1/points/members/{}?period=2022-Q1", cast.members[1].value)).status, 200) << "who answers sees what is disputed";
    EXPECT_EQ(step(cast.organ_clerk, id, "uphold", {{"note", "社区证明属实"}, {"points", 2}}).status, 200);
    app.read([&](const View& view) {
        EXPECT_EQ(rollup::of(view, "points.dispute_answered", cast.branch, Period::quarter(2022, 2)).late, 1);
        return true;
    });
    EXPECT_EQ(waits(organiser) + waits(cast.organ_clerk) + waits(cast.clerk), 0);
}

// AB角: while the named person is away, whoever stands in has the to-do and answers; coming back takes it back at once.
TEST_P(DisputeTest, goes_over_to_whoever_stands_in_and_comes_back) {
    auto deputy = app.person("副书记", {{Role::member, cast.branch}}, cast.members[3]);
    auto post = app.read([&](const View& view) { return *view.session.integer("SELECT id FROM post_holding WHERE tenant_id = 1 AND member_id = ?", cast.members[2]); });
    auto holding = fmt::format("/api/v1/post-holdings/{}", post);
    ASSERT_EQ(app.post(cast.secretary, holding + "/stand-in", {{"member_id", cast.members[3].value}}, {1}).status, 200);
    auto leave = app.post(organiser, "/api/v1/leaves", {{"from_on", "2022-03-22"}, {"to_on", "2022-03-25"}, {"reason", "annual"}});
    ASSERT_EQ(leave.status, 201) << leave.text;
    auto leave_path = fmt::format("/api/v1/leaves/{}", leave.id());
    ASSERT_EQ(app.post(cast.secretary, leave_path + "/approval", json::object{}, {app.get(cast.secretary, leave_path).version()}).status, 200);
    auto id = raise(missing()).id();
    auto own = app.post(deputy, "/api/v1/points-disputes", missing()).id();  // of whoever will stand in
    auto path = fmt::format("/api/v1/points-disputes/{}", id);
    auto waits = [&](const Person& who) {
        std::string all;
        auto inbox = app.get(who, "/api/v1/inbox");
        for (auto& item : inbox["items"].as_array())
            if (item.at("kind").as_string() == "points_dispute.answer") all += std::string{item.at("title").as_string()} + ";";
        return all;
    };
    const std::string about = "答复积分申诉：2022年3月12日 志愿服务;", marked = "【代组织委员】" + about;
    struct Row {
        const char* day;
        std::string organiser, deputy;
        int seen;
    };
    for (auto& row : std::vector<Row>{{"2022-03-21", about + about, "", 404}, {"2022-03-22", about, marked, 200}, {"2022-03-25", about, marked, 200}, {"2022-03-28", about + about, "", 404}}) {
        app.at(std::string{row.day} + "T09:00:00+08:00");
        EXPECT_EQ(waits(organiser), row.organiser) << row.day << ": what concerns the stand-in stays";
        EXPECT_EQ(waits(deputy), row.deputy) << row.day;
        EXPECT_EQ(app.get(deputy, path).status, row.seen) << row.day;
        EXPECT_EQ(waits(cast.secretary), "") << row.day;
    }
    app.at("2022-03-23T09:00:00+08:00");
    EXPECT_EQ(step(deputy, own, "refuse").status, 403) << "nobody answers the own, in nobody's place";
    EXPECT_EQ(step(cast.secretary, id, "refuse").status, 403);
    EXPECT_EQ(app.get(deputy, fmt::format("/api/v1/points/members/{}?period=2022-Q1", cast.members[1].value)).status, 200) << "who answers sees what is disputed";
    // Back early: it is the named one's again at once.
    ASSERT_EQ(app.post(organiser, leave_path + "/return", json::object{}, {app.get(organiser, leave_path).version()}).status, 200);
    EXPECT_EQ(waits(deputy), "");
    EXPECT_EQ(step(deputy, id, "refuse").status, 404);
    EXPECT_EQ(step(organiser, id, "uphold", {{"note", "社区证明属实"}, {"points", 2}}).status, 200);
}

TEST_P(DisputeTest, ends_with_its_days_once_the_period_is_settled) {
    app.at("2022-04-06T09:00:00+08:00");
    auto made = app.post(cast.secretary, "/api/v1/points-settlements", {{"organization_id", cast.branch.value}, {"period", "2022-Q1"}});
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(raise(missing()).status, 201);
    app.at("2022-04-20T09:00:00+08:00");
    auto path = fmt::format("/api/v1/points-settlements/{}", made.id());
    EXPECT_EQ(app.post(cast.secretary, path + "/confirmation", json::object{}, {1}).problem(), "points-disputes-open");
    EXPECT_EQ(raise(missing()).status, 201) << "the tenth working day";
    app.at("2022-04-21T09:00:00+08:00");
    EXPECT_EQ(raise(missing()).problem(), "points-dispute-too-late");
}

}  // namespace zhibu::testkit
