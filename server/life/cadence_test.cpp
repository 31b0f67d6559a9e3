// Cadence: the table of the regulations, one rule for matrix, overview, missing list and inbox.
#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

class CadenceOfLife : public OnBothEngines {
protected:
    CadenceOfLife() { app.at("2021-12-28T09:00"); }
    Cast cast{app};

    void hold(const Person& who, Id<Organization> where, const char* kind, const std::string& day, const json::array& present, json::object more = {}) {
        more["organization_id"] = where.value, more["kind"] = kind, more["held_at"] = day + "T09:00", more["present"] = present, more["late_reason"] = "集中补录";
        more["agenda"] = json::array{json::object{{"rule", "first_topic"}, {"done", true}}, json::object{{"rule", "criticism"}, {"done", true}}};
        auto now = app->clock.now();
        app.at(day + "T18:00");
        auto answer = app.post(who, "/api/v1/meetings/records", more);
        EXPECT_EQ(answer.status, 201) << kind << " " << answer.text;
        app->clock.stand_at(now);
    }
    json::array members(std::size_t count) const {
        json::array out;
        for (std::size_t i = 0; i < count; ++i) out.emplace_back(cast.members[i].value);
        return out;
    }
    // "held/required state" of one cell.
    std::string cell(const Person& who, Id<Organization> where, const char* kind, const char* period) {
        auto answer = app.get(who, "/api/v1/cadence?organization_id=" + std::to_string(where.value) + "&year=2021");
        EXPECT_EQ(answer.status, 200) << answer.text;
        for (auto& row : answer["rules"].as_array()) {
            if (row.at("rule").at("kind").as_string() != kind) continue;
            for (auto& each : row.at("cells").as_array())
                if (each.at("period").as_string() == period)
                    return std::to_string(each.at("held").as_int64()) + "/" + std::to_string(each.at("required").as_int64()) + " " + std::string{each.at("state").as_string()};
        }
        return "none";
    }
};
ZHIBU_ON_BOTH_ENGINES(CadenceOfLife);

TEST_P(CadenceOfLife, asks_what_the_regulations_ask) {
    auto answer = app.get(cast.secretary, "/api/v1/cadence?organization_id=" + std::to_string(cast.branch.value) + "&year=2021");
    ASSERT_EQ(answer.status, 200) << answer.text;
    std::string asked;
    for (auto& row : answer["rules"].as_array()) {
        asked += std::string{row.at("rule").at("kind").as_string()} + " " + std::string{row.at("rule").at("every").as_string()} + "; ";
        EXPECT_FALSE(row.at("rule").at("source").as_string().empty());
        EXPECT_FALSE(row.at("rule").at("sentence").as_string().empty());
    }
    EXPECT_EQ(asked, "general_meeting quarter; committee_meeting month; party_lecture quarter; theme_day month; organization_life year; democratic_review year; heart_talk year; ");
    // A branch of three has no committee.
    EXPECT_EQ(cell(cast.other_secretary, cast.other_branch, "committee_meeting", "2021-03"), "none");
    EXPECT_EQ(cell(cast.other_secretary, cast.other_branch, "theme_day", "2021-03"), "0/1 overdue");
}

TEST_P(CadenceOfLife, turns_green_with_a_record_and_back_when_it_is_taken_back) {
    EXPECT_EQ(cell(cast.secretary, cast.branch, "theme_day", "2021-12"), "0/1 due");
    EXPECT_EQ(cell(cast.secretary, cast.branch, "theme_day", "2021-11"), "0/1 overdue");
    hold(cast.secretary, cast.branch, "theme_day", "2021-12-20", members(8));
    EXPECT_EQ(cell(cast.secretary, cast.branch, "theme_day", "2021-12"), "1/1 done");
    EXPECT_EQ(cell(cast.member, cast.branch, "theme_day", "2021-12"), "1/1 done");
    // Recorded now for September: done, and seen to be late.
    auto late = app.post(cast.secretary, "/api/v1/meetings/records",
                         {{"organization_id", cast.branch.value}, {"kind", "theme_day"}, {"held_at", "2021-09-10T09:00"}, {"present", members(5)}, {"late_reason", "漏记"}});
    ASSERT_EQ(late.status, 201) << late.text;
    EXPECT_EQ(cell(cast.secretary, cast.branch, "theme_day", "2021-09"), "1/1 late");
    hold(cast.secretary, cast.branch, "general_meeting", "2021-11-30", members(9));
    EXPECT_EQ(cell(cast.secretary, cast.branch, "general_meeting", "2021-Q4"), "1/1 done");
    EXPECT_EQ(cell(cast.secretary, cast.branch, "organization_life", "2021"), "0/1 due");
}

TEST_P(CadenceOfLife, agrees_in_matrix_overview_and_missing_list) {
    hold(cast.secretary, cast.branch, "theme_day", "2021-12-20", members(8));
    hold(cast.secretary, cast.branch, "theme_day", "2021-03-20", members(8));
    hold(cast.secretary, cast.branch, "party_lecture", "2021-03-20", members(8));
    hold(cast.other_secretary, cast.other_branch, "theme_day", "2021-03-05", {cast.other_members[0].value});
    // What an organ holds itself is no branch's duty done.
    hold(cast.organ_clerk, cast.organ, "party_lecture", "2021-06-20", members(4));
    EXPECT_EQ(cell(cast.clerk, cast.organ, "party_lecture", "2021-Q2"), "0/2 overdue");
    EXPECT_EQ(cell(cast.clerk, cast.organ, "theme_day", "2021-03"), "1/2 overdue");
    EXPECT_EQ(cell(cast.clerk, cast.committee, "theme_day", "2021-03"), "2/4 overdue");

    auto overview = app.get(cast.clerk, "/api/v1/cadence/overview?year=2021&organization_within=" + std::to_string(cast.committee.value));
    ASSERT_EQ(overview.status, 200) << overview.text;
    for (auto& row : overview["rows"].as_array()) {
        std::int64_t required = 0, held = 0;
        std::vector<Id<Organization>> branches;
        auto id = row.at("organization_id").as_int64();
        for (auto each : {cast.branch, cast.sibling_branch, cast.other_branch, cast.direct_branch})
            if (app.read([&](const View& view) { return view.tree().within(each, {id}); })) branches.push_back(each);
        for (auto branch : branches) {
            auto matrix = app.get(cast.clerk, "/api/v1/cadence?organization_id=" + std::to_string(branch.value) + "&year=2021");
            for (auto& rule : matrix["rules"].as_array())
                for (auto& each : rule.at("cells").as_array()) required += each.at("required").as_int64(), held += std::min(each.at("held").as_int64(), each.at("required").as_int64());
        }
        EXPECT_EQ(row.at("required").as_int64(), required) << id;
        EXPECT_EQ(row.at("held").as_int64(), held) << id;
    }
    auto missing = app.get(cast.clerk, "/api/v1/cadence/missing?year=2021&size=500&organization_within=" + std::to_string(cast.committee.value));
    auto whole = overview["rows"].at(0);
    EXPECT_EQ(missing["total"].as_int64(), whole.at("required").as_int64() - whole.at("held").as_int64());
}

TEST_P(CadenceOfLife, keeps_no_line_that_a_new_program_would_write_otherwise) {
    std::string path = "/api/v1/cadence/overview?year=2021&organization_within=" + std::to_string(cast.committee.value), apart;
    auto asked = [&] { return app.get(cast.clerk, path + (apart += '&')).text; };  // each its own address: what is kept are lines, not answers
    asked();
    for (auto [branch, day] : {std::pair{cast.branch, "2021-03-05"}, {cast.other_branch, "2021-03-06"}, {cast.branch, "2021-04-05"}}) {
        auto before = asked();
        auto held = app.post(cast.clerk, "/api/v1/meetings/records", {{"organization_id", branch.value}, {"kind", "theme_day"}, {"held_at", std::string{day} + "T09:00"}, {"late_reason", "漏记"},
                                                                       {"present", json::array{(branch == cast.branch ? cast.members : cast.other_members)[0].value}}});
        ASSERT_EQ(held.status, 201) << held.text;
        auto kept = asked();
        EXPECT_NE(kept, before);
        app.restart();
        EXPECT_EQ(kept, asked());
    }
    app.write([&](Transaction& t) { rollup::rebuild(t); });
    auto kept = asked();
    app.restart();
    EXPECT_EQ(kept, asked());
}

TEST_P(CadenceOfLife, colours_a_month_by_the_kind_that_stands_worst) {
    auto month = [&](Id<Organization> where, std::size_t number) {
        auto overview = app.get(cast.clerk, "/api/v1/cadence/overview?year=2021&organization_within=" + std::to_string(cast.committee.value));
        for (auto& row : overview["rows"].as_array()) {
            if (row.at("organization_id").as_int64() != where.value) continue;
            auto& cell = row.at("months").at(number - 1);
            if (cell.at("worst").is_null()) return std::string{cell.at("state").as_string()};
            return std::string{cell.at("state").as_string()} + " " + std::string{cell.at("worst").at("kind").as_string()} + " " + std::to_string(cell.at("worst").at("held").as_int64()) + "/" +
                   std::to_string(cell.at("worst").at("required").as_int64());
        }
        return std::string{"no such line"};
    };
    auto alone = app.member("郑十一", cast.direct_branch), beside = app.member("冯十二", cast.sibling_branch);
    // A branch of one member: no committee, so October asks for the theme day only, December for all of the year.
    EXPECT_EQ(month(cast.direct_branch, 10), "overdue theme_day 0/1");
    EXPECT_EQ(month(cast.direct_branch, 12), "due general_meeting 0/1");
    app.at("2021-10-28T09:00");
    hold(cast.clerk, cast.direct_branch, "theme_day", "2021-10-20", {alone.value});
    app.at("2021-12-28T09:00");
    EXPECT_EQ(month(cast.direct_branch, 10), "done theme_day 1/1");
    // The year's share is of what was due: what December already has must not hide what October lacks.
    auto line = [&](Id<Organization> where) {
        auto overview = app.get(cast.clerk, "/api/v1/cadence/overview?year=2021&organization_within=" + std::to_string(where.value));
        return std::pair{overview["rows"].at(0).at("met").as_int64(), overview["rows"].at(0).at("expected").as_int64()};
    };
    EXPECT_EQ(line(cast.direct_branch), std::pair(std::int64_t{1}, std::int64_t{17}));  // 11 theme days, 3 general meetings, 3 lectures
    hold(cast.clerk, cast.direct_branch, "theme_day", "2021-12-20", {alone.value});
    EXPECT_EQ(line(cast.direct_branch), std::pair(std::int64_t{1}, std::int64_t{17}));
    // Under the organ two branches: the committee meeting is missing in full, the theme day by half, so the first one speaks.
    hold(cast.secretary, cast.branch, "theme_day", "2021-10-20", members(8));
    EXPECT_EQ(month(cast.organ, 10), "overdue committee_meeting 0/1");
    hold(cast.secretary, cast.branch, "committee_meeting", "2021-10-21", members(3));
    EXPECT_EQ(month(cast.organ, 10), "overdue theme_day 1/2");
    // Entered late: held, and seen to be late on the line of the organ too.
    auto late = app.post(cast.sibling_secretary, "/api/v1/meetings/records", {{"organization_id", cast.sibling_branch.value}, {"kind", "theme_day"}, {"held_at", "2021-10-12T09:00"}, {"present", json::array{beside.value}}, {"late_reason", "漏记"}});
    ASSERT_EQ(late.status, 201) << late.text;
    EXPECT_EQ(month(cast.organ, 10), "late theme_day 2/2");
}

TEST_P(CadenceOfLife, obliges_only_for_the_periods_that_were_lived) {
    auto young = app.organization("新支部", OrganizationKind::branch, cast.organ, Date::of(2021, 6, 20));
    auto clerk = cast.clerk;
    EXPECT_EQ(cell(clerk, young, "theme_day", "2021-05"), "0/0 not_required");
    EXPECT_EQ(cell(clerk, young, "theme_day", "2021-06"), "0/0 not_required");  // 10 days old at the end of June
    EXPECT_EQ(cell(clerk, young, "theme_day", "2021-07"), "0/1 overdue");
    EXPECT_EQ(cell(clerk, young, "general_meeting", "2021-Q2"), "0/0 not_required");
    EXPECT_EQ(cell(clerk, young, "general_meeting", "2021-Q3"), "0/1 overdue");
    EXPECT_EQ(cell(clerk, young, "organization_life", "2021"), "0/1 due");
    EXPECT_EQ(cell(clerk, cast.organ, "theme_day", "2021-06"), "0/2 overdue");
    EXPECT_EQ(cell(clerk, cast.organ, "theme_day", "2021-07"), "0/3 overdue");
    auto temporary = app.organization("抗洪临时党支部", OrganizationKind::temporary_branch, cast.organ, Date::of(2021, 1, 1));
    EXPECT_EQ(cell(clerk, temporary, "organization_life", "2021"), "none");
    EXPECT_EQ(cell(clerk, temporary, "theme_day", "2021-02"), "0/1 overdue");
    auto group = app.organization("第一党小组", OrganizationKind::group, cast.branch, Date::of(2020, 1, 1));
    EXPECT_EQ(cell(clerk, group, "group_meeting", "2021-02"), "0/1 overdue");
    EXPECT_EQ(cell(clerk, cast.branch, "group_meeting", "2021-02"), "0/1 overdue");
    hold(cast.secretary, group, "group_meeting", "2021-02-20", members(3));
    EXPECT_EQ(cell(clerk, cast.branch, "group_meeting", "2021-02"), "1/1 done");
    EXPECT_EQ(cell(clerk, cast.committee, "group_meeting", "2021-02"), "1/1 done");
}

TEST_P(CadenceOfLife, ends_its_period_on_a_working_day) {
    // 31 October 2021 is a Sunday: October is overdue from 2 November on.
    app.at("2021-11-01T09:00");
    EXPECT_EQ(cell(cast.secretary, cast.branch, "theme_day", "2021-10"), "0/1 due");
    app.at("2021-11-02T09:00");
    EXPECT_EQ(cell(cast.secretary, cast.branch, "theme_day", "2021-10"), "0/1 overdue");
    EXPECT_EQ(cell(cast.secretary, cast.branch, "theme_day", "2021-12"), "0/1 not_due");
}

TEST_P(CadenceOfLife, notices_when_a_branch_grows_a_committee) {
    EXPECT_EQ(cell(cast.clerk, cast.other_branch, "committee_meeting", "2021-12"), "none");
    for (int i = 0; i < 4; ++i) app.member("新" + std::to_string(i), cast.other_branch);
    EXPECT_EQ(cell(cast.clerk, cast.other_branch, "committee_meeting", "2021-12"), "0/1 due");
}

TEST_P(CadenceOfLife, is_read_within_ones_scope) {
    auto ask = [&](const Person& who, const char* path, Id<Organization> where) {
        return app.get(who, std::string{"/api/v1/cadence"} + path + std::to_string(where.value) + "&year=2021").status;
    };
    struct Row {
        const char* who;
        Person person;
        int branch, organ, committee, other;
    } table[] = {{"clerk", cast.clerk, 200, 200, 200, 200},
                 {"leader", cast.leader, 200, 200, 200, 200},
                 {"organ clerk", cast.organ_clerk, 200, 200, 403, 404},
                 {"secretary", cast.secretary, 200, 403, 403, 404},
                 {"member", cast.member, 200, 403, 403, 404},
                 {"secretary beside", cast.sibling_secretary, 404, 403, 403, 404}};
    for (auto& row : table)
        for (auto path : {"?organization_id=", "/overview?organization_within=", "/missing?organization_within="}) {
            SCOPED_TRACE(std::string{row.who} + " " + path);
            EXPECT_EQ(ask(row.person, path, cast.branch), row.branch);
            EXPECT_EQ(ask(row.person, path, cast.organ), row.organ);
            EXPECT_EQ(ask(row.person, path, cast.committee), row.committee);
            EXPECT_EQ(ask(row.person, path, cast.other_branch), row.other);
        }
}

TEST_P(CadenceOfLife, stands_in_the_inbox_of_the_secretary) {
    auto inbox = [&](const Person& who) {
        std::string out;
        auto actor = [&] {
            http::Request request;
            request.headers = {{"cookie", who.cookie}};
            Actor found;
            access::recognise(*app, request, found);
            return found;
        }();
        for (auto& item : app->read(actor, [&](const View& view) { return app->inbox_of(view); }))
            if (item.kind.starts_with("meeting.")) out += item.kind + " " + item.title + "; ";
        return out;
    };
    auto due = inbox(cast.secretary);
    EXPECT_NE(due.find("meeting.due 主题党日：2021年12月"), std::string::npos) << due;
    EXPECT_NE(due.find("meeting.due 组织生活会：2021年"), std::string::npos) << due;
    EXPECT_EQ(due.find("2021年6月"), std::string::npos) << "long past: in the matrix, not in the inbox";
    EXPECT_EQ(inbox(cast.member), "");
    auto planned = app.post(cast.secretary, "/api/v1/meetings",
                            {{"organization_id", cast.branch.value}, {"kind", "theme_day"}, {"title", "走进社区"}, {"planned_at", "2021-12-29T14:30"}});
    ASSERT_EQ(planned.status, 201) << planned.text;
    EXPECT_EQ(inbox(cast.member), "meeting.attend 走进社区; ");
    EXPECT_EQ(inbox(cast.other_member), "");
    EXPECT_EQ(inbox(cast.secretary).find("meeting.due 主题党日：2021年12月"), std::string::npos) << "arranged: it waits as the meeting itself";
    app.at("2021-12-29T14:00");
    EXPECT_NE(inbox(cast.secretary).find("meeting.open 走进社区"), std::string::npos);
    app.post(cast.secretary, "/api/v1/meetings/" + std::to_string(planned.id()) + "/opening");
    EXPECT_NE(inbox(cast.secretary).find("meeting.close 走进社区"), std::string::npos);
    app.post(cast.secretary, "/api/v1/meetings/" + std::to_string(planned.id()) + "/marks", {{"marks", json::array{json::object{{"member_id", cast.members[1].value}, {"state", "present"}}}}});
    EXPECT_EQ(inbox(cast.member), "");
    auto calendar = app.get(cast.member, "/api/v1/calendar?from=2021-12-01&to=2021-12-31");
    EXPECT_EQ(calendar["items"].as_array().size(), 1u);
    EXPECT_EQ(app.get(cast.other_member, "/api/v1/calendar?from=2021-12-01&to=2021-12-31")["items"].as_array().size(), 0u);
}

}  // namespace
}  // namespace zhibu::testkit
