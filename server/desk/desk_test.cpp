// The desk through its routes: how near a date is, the inbox's counts, the calendar, figures by place, the sample's removal.
#include "desk/feed.hpp"

#include <fmt/format.h>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

using desk::Nearness;

struct DueRow {
    const char* due_on;  // today is Thursday, 30 December 2021; 1 to 3 January 2022 are holidays, so 4 January is a working day
    Nearness expected;
    int working_days;
};
class DueDates : public testing::TestWithParam<DueRow> {};
TEST_P(DueDates, are_near_or_far_by_working_days) {
    TestApp app;
    auto row = GetParam();
    auto when = desk::due(app->working_days, *row.due_on ? Date::parse(row.due_on) : std::nullopt, Date::of(2021, 12, 30));
    EXPECT_EQ(int(when.nearness), int(row.expected)) << row.due_on;
    EXPECT_EQ(when.working_days, row.working_days) << row.due_on;
}
INSTANTIATE_TEST_SUITE_P(, DueDates, testing::Values(DueRow{"2021-12-28", Nearness::overdue, -2}, DueRow{"2021-12-29", Nearness::overdue, -1}, DueRow{"2021-12-30", Nearness::today, 0},
                                                     DueRow{"2021-12-31", Nearness::soon, 1}, DueRow{"2022-01-02", Nearness::soon, 2},  // moved to 4 January
                                                     DueRow{"2022-01-05", Nearness::soon, 3}, DueRow{"2022-01-06", Nearness::later, 4}, DueRow{"", Nearness::later, 0}));

TEST(DueDatesOnWeekends, a_deadline_on_a_sunday_has_not_passed_on_that_sunday_nor_on_monday) {
    TestApp app;
    EXPECT_EQ(int(desk::due(app->working_days, Date::of(2021, 12, 26), Date::of(2021, 12, 26)).nearness), int(Nearness::today));
    EXPECT_EQ(int(desk::due(app->working_days, Date::of(2021, 12, 26), Date::of(2021, 12, 27)).nearness), int(Nearness::today));
    EXPECT_EQ(int(desk::due(app->working_days, Date::of(2021, 12, 26), Date::of(2021, 12, 28)).nearness), int(Nearness::overdue));
}

class Desk : public OnBothEngines {
protected:
    Cast cast{app};
    void held(Id<Organization> branch, Date on, std::int64_t source) {
        app.write([&](Transaction& t) { t.facts.add({.kind = "life.held.theme_day", .organization = branch, .on = on}, {"meeting", source}); });
    }
    void declare_facts() {
        for (auto kind : {"life.held.theme_day", "supervision.problem_found", "supervision.problem_fed_back", "supervision.problem_closed", "supervision.problem_reopened"})
            if (!app->fact_kinds.known(kind)) app->fact_kinds.declare({kind, FactKind::Unit::times});
    }
    static std::string value_of(const Answer& answer, std::string_view key) {
        for (auto& each : answer["figures"].as_array())
            if (each.at("key").as_string() == key) return std::string{each.at("value").as_string()};
        return "";
    }
};
ZHIBU_ON_BOTH_ENGINES(Desk);

TEST_P(Desk, the_inbox_sorts_counts_and_says_how_near_each_is) {
    app->inbox([](const View&, std::vector<InboxItem>& all) {
        all.push_back({.kind = "desk_test.undated", .title = "无期限", .reason = "r", .from = "f", .link = "/a", .action = "办"});
        all.push_back({.kind = "desk_test.late", .title = "逾期", .reason = "r", .from = "f", .due_on = Date::of(2021, 12, 24), .link = "/b", .phone_link = "/m/b", .action = "办"});
        all.push_back({.kind = "desk_other.today", .title = "今天", .reason = "r", .from = "f", .due_on = Date::of(2021, 12, 28), .link = "/c", .action = "办"});
    });
    auto answer = app.get(cast.secretary, "/api/v1/inbox");
    ASSERT_EQ(answer.status, 200) << answer.text;
    auto& counts = answer["counts"].as_object();
    EXPECT_EQ(counts.at("desk_test").as_int64(), 2);
    EXPECT_EQ(counts.at("desk_other").as_int64(), 1);
    std::vector<std::string> order;
    for (auto& item : answer["items"].as_array())
        if (item.at("kind").as_string().starts_with("desk_")) order.push_back(std::string{item.at("title").as_string()} + " " + std::string{item.at("state").as_string()});
    EXPECT_EQ(order, (std::vector<std::string>{"逾期 overdue", "今天 today", "无期限 later"}));
    EXPECT_EQ(answer["working_days_left"].as_int64(), 3);  // 29, 30 and 31 December 2021
    EXPECT_EQ(app.get({}, "/api/v1/inbox").status, 401);
}

TEST_P(Desk, the_calendar_merges_its_sources_and_knows_days_without_work) {
    app->calendar([](const View&, Date from, Date, std::vector<CalendarItem>& all) {
        all.push_back({.kind = "meeting", .title = "下午", .on = from.plus_days(2), .time = "14:00", .link = "/x"});
        all.push_back({.kind = "meeting", .title = "上午", .on = from.plus_days(2), .time = "09:00", .link = "/x"});
    });
    app->inbox([](const View&, std::vector<InboxItem>& all) {
        all.push_back({.kind = "desk_test.x", .title = "到期", .reason = "", .from = "", .due_on = Date::of(2022, 1, 2), .link = "/y", .action = ""});
    });
    auto answer = app.get(cast.secretary, "/api/v1/calendar?from=2022-01-01&to=2022-01-07");
    std::vector<std::string> titles, off;
    for (auto& item : answer["items"].as_array()) titles.emplace_back(item.at("title").as_string());
    for (auto& day : answer["days"].as_array())
        if (!day.at("working").as_bool()) off.emplace_back(day.at("on").as_string());
    EXPECT_EQ(titles, (std::vector<std::string>{"到期", "上午", "下午"}));
    EXPECT_EQ(off, (std::vector<std::string>{"2022-01-01", "2022-01-02", "2022-01-03"}));
    EXPECT_EQ(app.get(cast.secretary, "/api/v1/calendar?from=2022-01-02&to=2022-01-01").faults(), "?to before_from");
    EXPECT_EQ(app.get(cast.secretary, "/api/v1/calendar?from=2021-01-01&to=2022-01-01").faults(), "?to too_many_days");
    EXPECT_EQ(app.get(cast.secretary, "/api/v1/calendar?from=yesterday").faults(), "?from not_a_date");
}

TEST_P(Desk, a_persons_calendar_is_read_at_a_secret_address_until_it_is_revoked) {
    EXPECT_TRUE(app.get(cast.member, "/api/v1/calendar/feed")["made_at"].is_null());
    auto planned = app.post(cast.secretary, "/api/v1/meetings",
                            {{"organization_id", cast.branch.value}, {"kind", "theme_day"}, {"title", "走进社区,办实事"}, {"planned_at", "2021-12-30T14:30"}, {"place", "社区党群服务中心"}});
    ASSERT_EQ(planned.status, 201) << planned.text;
    auto made = app.post(cast.member, "/api/v1/calendar/feed");
    ASSERT_EQ(made.status, 201) << made.text;
    auto path = std::string{made["path"].as_string()};
    auto read = [&](const std::string& at) { return app.get({}, at); };
    auto feed = read(path);
    ASSERT_EQ(feed.status, 200) << feed.text;
    EXPECT_NE(feed.text.find("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), std::string::npos);
    EXPECT_NE(feed.text.find("DTSTART:20211230T063000Z\r\n"), std::string::npos) << feed.text;  // 14:30 in China
    EXPECT_NE(feed.text.find("SUMMARY:走进社区\\,办实事\r\n"), std::string::npos) << feed.text;
    EXPECT_NE(feed.text.find("DTSTART;VALUE=DATE:20211230"), std::string::npos) << "the to-do of going there";
    // A clerk sees every branch's meetings; the feed has the clerk's own only. A member of another branch has none.
    auto clerks = std::string{app.post(cast.clerk, "/api/v1/calendar/feed")["path"].as_string()}, others = std::string{app.post(cast.other_member, "/api/v1/calendar/feed")["path"].as_string()};
    EXPECT_EQ(read(clerks).text.find("办实事"), std::string::npos);
    EXPECT_EQ(read(others).text.find("办实事"), std::string::npos);
    EXPECT_EQ(app.get(cast.member, "/api/v1/calendar/feed")["read_on"].as_string(), "2021-12-28");
    // A new address ends the old one; a wrong one and one without its ending lead nowhere; nothing of the token is stored.
    auto fresh = std::string{app.post(cast.member, "/api/v1/calendar/feed")["path"].as_string()};
    EXPECT_EQ(read(path).status, 404);
    EXPECT_EQ(read(fresh).status, 200);
    EXPECT_EQ(read(fresh.substr(0, fresh.size() - 4)).status, 404);
    auto token = fresh.substr(fresh.size() - 68, 64);
    EXPECT_EQ(app.read([&](const View& view) { return view.session.integer("SELECT COUNT(*) FROM calendar_feed WHERE token_fingerprint = ?", token).value_or(-1); }), 0);
    EXPECT_EQ(app.send(cast.member, http::Method::remove, "/api/v1/calendar/feed").status, 204);
    EXPECT_EQ(read(fresh).status, 404);
    EXPECT_EQ(app.send(cast.member, http::Method::remove, "/api/v1/calendar/feed").status, 404);
    // An account that is no longer in use has no feed.
    app.write([&](Transaction& t) { t.session.execute("UPDATE account SET state = 'disabled' WHERE tenant_id = ? AND id = ?", t.tenant(), cast.other_member.account); });
    EXPECT_EQ(read(others).status, 404);
}

TEST(CalendarFeed, folds_long_lines_without_cutting_a_character) {
    CalendarItem item{.kind = "meeting", .title = "学习贯彻党的十九届六中全会精神专题党课暨十二月主题党日活动通知", .on = Date::of(2021, 12, 30), .time = "09:00", .link = "/meetings/7"};
    auto text = desk::icalendar({item}, "支部日历", "http://127.0.0.1:8080", Instant::at(Date::of(2021, 12, 28), 9));
    for (std::size_t at = 0; at < text.size();) {
        auto end = text.find("\r\n", at);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - at, 75u);
        auto second = text[at] == ' ' ? text[at + 1] : text[at];
        EXPECT_NE(static_cast<unsigned char>(second) & 0xC0, 0x80) << "a line begins in the middle of a character";
        at = end + 2;
    }
    EXPECT_NE(text.find("URL:http://127.0.0.1:8080/meetings/7\r\n"), std::string::npos);
}

TEST_P(Desk, figures_count_records_below_and_leave_out_what_has_no_data) {
    declare_facts();
    auto empty = app.get(cast.clerk, "/api/v1/desk/figures");
    EXPECT_EQ(value_of(empty, "organizations"), "3");
    EXPECT_EQ(value_of(empty, "theme_days"), "");
    EXPECT_TRUE(empty["flow"].is_null());
    held(cast.branch, Date::of(2021, 12, 3), 1), held(cast.branch, Date::of(2021, 11, 3), 2), held(cast.other_branch, Date::of(2021, 12, 6), 3);
    app.write([&](Transaction& t) { t.facts.add({.kind = "supervision.problem_found", .organization = cast.branch, .on = Date::of(2021, 9, 1)}, {"problem", 4}); });
    auto full = app.get(cast.clerk, "/api/v1/desk/figures");
    EXPECT_EQ(value_of(full, "theme_days"), "3");
    EXPECT_EQ(value_of(full, "held"), "2");
    EXPECT_EQ(value_of(full, "problems"), "1");
    EXPECT_EQ(full["flow"].at("total").as_int64(), 1);
    EXPECT_EQ(value_of(app.get(cast.organ_clerk, "/api/v1/desk/figures"), "theme_days"), "2");
    EXPECT_EQ(value_of(app.get(cast.sibling_secretary, "/api/v1/desk/figures"), "theme_days"), "");
}

TEST_P(Desk, figures_of_a_place_are_for_its_readers_only) {
    struct Row {
        const char* who;
        const Person& person;
        Id<Organization> place;
        int status;
    };
    for (auto& row : std::vector<Row>{{"clerk of all", cast.clerk, cast.branch, 200}, {"own organ", cast.organ_clerk, cast.branch, 200}, {"own branch", cast.secretary, cast.branch, 200},
                                      {"parent", cast.secretary, cast.organ, 404}, {"sibling", cast.sibling_secretary, cast.branch, 404}, {"other tree", cast.other_organ_clerk, cast.organ, 404},
                                      {"a member", cast.member, cast.branch, 404}, {"nothing there", cast.clerk, {999999}, 404}})
        EXPECT_EQ(app.get(row.person, "/api/v1/desk/figures?organization_id=" + std::to_string(row.place.value)).status, row.status) << row.who;
}

// What the answer says of a role's reach is what the records' own policy does.
TEST_P(Desk, says_why_somebody_sees_nothing_of_a_place) {
    struct Row {
        const char* who;
        const Person& person;
        Id<Organization> place;
        bool reached, held;
    };
    for (auto& row : std::vector<Row>{{"own", cast.secretary, cast.branch, true, true}, {"parent", cast.secretary, cast.organ, false, false}, {"sibling", cast.sibling_secretary, cast.branch, false, false},
                                      {"child", cast.organ_clerk, cast.branch, true, true}, {"other tree", cast.other_organ_clerk, cast.branch, false, false},
                                      {"a member of it", cast.member, cast.branch, true, false}}) {
        auto answer = app.get(row.person, fmt::format("/api/v1/sight?permission=member.read&organization_id={}", row.place.value));
        ASSERT_EQ(answer.status, 200) << answer.text;
        EXPECT_EQ(answer["organization"].at("reached").as_bool(), row.reached) << row.who;
        EXPECT_EQ(answer["permission"].at("held").as_bool(), row.held) << row.who;
        EXPECT_EQ(answer["organization"].at("name").is_null(), !row.held) << row.who << ": a name is told to readers only";
        auto page = app.get(row.person, fmt::format("/api/v1/members?organization_id={}", row.place.value));
        EXPECT_EQ(page.status == 200 && page["total"].as_int64() > 1, row.held) << row.who;
    }
    auto secretary = app.get(cast.secretary, "/api/v1/sight");
    EXPECT_EQ(secretary["helpers"].at(0).at("role").as_string(), "organ_clerk") << "the nearest first";
    EXPECT_EQ(secretary["roles"].at(0).at("role").as_string(), "branch_secretary");
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/sight?permission=fly").faults(), "?permission not_one_of");
}

TEST_P(Desk, explains_others_sight_to_administrators_and_auditors_only) {
    auto path = fmt::format("/api/v1/sight?account_id={}&organization_id={}&permission=member.read", cast.secretary.account.value, cast.sibling_branch.value);
    for (auto* allowed : {&cast.administrator, &cast.auditor}) {
        auto answer = app.get(*allowed, path);
        ASSERT_EQ(answer.status, 200) << answer.text;
        EXPECT_FALSE(answer["organization"].at("reached").as_bool());
        EXPECT_TRUE(answer["organization"].at("name").is_string());
    }
    for (auto* other : {&cast.clerk, &cast.organ_clerk, &cast.leader, &cast.inspector, &cast.sibling_secretary, &cast.member}) EXPECT_EQ(app.get(*other, path).status, 403);
    EXPECT_EQ(app.get(cast.secretary, path).status, 200) << "of oneself always";
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/sight?account_id=999999").status, 404);
}

TEST_P(Desk, the_sample_goes_at_the_administrators_word_and_an_office_never) {
    auto remove = [&](const Person& who, const char* words) { return app.post(who, "/api/v1/sample/removal", {{"confirmation", words}}); };
    EXPECT_EQ(remove(cast.administrator, "移除示例").problem(), "not-a-sample");
    EXPECT_GT(app.get(cast.clerk, "/api/v1/search?q=w").text.size(), 20u);
    app.write([](Transaction& t) {
        access::set_setting(t.session, t.tenant(), "sample", "laixi");
        access::set_setting(t.session, t.tenant(), "installed_at", "2021-01-01");
    });
    EXPECT_EQ(remove(cast.clerk, "移除示例").status, 403);
    EXPECT_EQ(remove(cast.administrator, "好").faults(), "#/confirmation not_confirmed");
    auto removed = remove(cast.administrator, "移除示例");
    ASSERT_EQ(removed.status, 200) << removed.text;
    auto token = std::string{removed["token"].as_string()};
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/inbox").status, 401);
    EXPECT_EQ(app.read([](const View& view) { return *view.session.integer("SELECT COUNT(*) FROM organization"); }), 0);
    EXPECT_EQ(app.read([](const View& view) { return view.app.search.find(view, "张三", 8).size(); }), 0u);
    EXPECT_EQ(app.get({}, "/api/v1/installation")["installed"].as_bool(), false);
    auto installed = app.post({}, "/api/v1/installation", {{"token", token}, {"office_name", "市直机关工委"}, {"username", "first"}, {"name", "林静"}, {"password", "Correct-Horse-9"}});
    EXPECT_EQ(installed.status, 201) << installed.text;
}

}  // namespace
}  // namespace zhibu::testkit
