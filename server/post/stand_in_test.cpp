// AB角 through the routes: leave asked for and decided, roles that go over for its days, within one organisation, and come back.
#include <fmt/format.h>

#include "post/stand_ins.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class StandIns : public OnBothEngines {
protected:
    StandIns() {
        app.at("2021-12-20T09:00:00+08:00");
        deputy = app.person("副书记", {{Role::member, cast.branch}}, cast.members[2]);
        secretary_post = appoint("secretary", cast.members[0]);
        appoint("deputy_branch_secretary", cast.members[2]);
    }
    std::int64_t appoint(const char* post, Id<Member> member) {
        auto made = app.post(cast.organ_clerk, "/api/v1/post-holdings", {{"organization_id", cast.branch.value}, {"post", post}, {"member_id", member.value}, {"valid_from", "2021-03-01"}});
        EXPECT_EQ(made.status, 201) << made.text;
        return made.id();
    }
    Answer stand_in(const Person& who, std::int64_t holding, json::value member) {
        auto path = "/api/v1/post-holdings/" + std::to_string(holding);
        auto seen = app.get(who, path);
        return app.post(who, path + "/stand-in", {{"member_id", std::move(member)}}, {seen.status == 200 ? seen.version() : 1});
    }
    Answer ask(const Person& who, const char* from, const char* to, const char* reason = "annual") { return app.post(who, "/api/v1/leaves", {{"from_on", from}, {"to_on", to}, {"reason", reason}}); }
    Answer act(const Person& who, std::int64_t leave, const char* deed, json::object body = {}) {
        auto path = "/api/v1/leaves/" + std::to_string(leave);
        auto seen = app.get(who, path);
        return app.post(who, path + "/" + deed, body, {seen.status == 200 ? seen.version() : 1});
    }
    // The secretary is away with the deputy in place.
    std::int64_t away(const char* from = "2021-12-21", const char* to = "2021-12-24") {
        EXPECT_EQ(stand_in(cast.secretary, secretary_post, cast.members[2].value).status, 200);
        auto asked = ask(cast.secretary, from, to);
        EXPECT_EQ(asked.status, 201) << asked.text;
        EXPECT_EQ(act(cast.organ_clerk, asked.id(), "approval").status, 200);
        return asked.id();
    }
    int plans(const Person& who, Id<Organization> branch) {
        auto made = app.post(who, "/api/v1/meetings", {{"organization_id", branch.value}, {"kind", "theme_day"}, {"title", "主题党日"}, {"planned_at", "2022-01-10T09:00"}, {"place", "会议室"}});
        return made.status;
    }
    std::string on(const char* day) {
        app.at(std::string{day} + "T09:00:00+08:00");
        return day;
    }
    static std::string faults_of(const Answer& answer) { return answer.status < 300 ? "" : answer.faults(); }
    Cast cast{app};
    Person deputy;
    std::int64_t secretary_post{};
};
ZHIBU_ON_BOTH_ENGINES(StandIns);

TEST_P(StandIns, are_named_by_the_organisation_among_its_own) {
    struct Row {
        const char* who;
        Person person;
        json::value member;
        int status;
        const char* faults;
    } table[] = {{"member", cast.member, cast.members[2].value, 403, ""},
                 {"clerk of another organ", cast.other_organ_clerk, cast.members[2].value, 404, ""},
                 {"secretary of a sibling", cast.sibling_secretary, cast.members[2].value, 404, ""},
                 {"auditor", cast.auditor, cast.members[2].value, 403, ""},
                 {"oneself", cast.secretary, cast.members[0].value, 422, "#/member_id stands_in_for_oneself"},
                 {"a probationary member", cast.secretary, cast.members[9].value, 422, "#/member_id not_of_this_organization"},
                 {"somebody of another branch", cast.secretary, cast.other_members[0].value, 422, "#/member_id not_of_this_organization"},
                 {"secretary", cast.secretary, cast.members[2].value, 200, ""},
                 {"organ clerk", cast.organ_clerk, cast.members[3].value, 200, ""},
                 {"nobody", cast.secretary, nullptr, 200, ""}};
    for (auto& row : table) {
        auto answer = stand_in(row.person, secretary_post, row.member);
        EXPECT_EQ(answer.status, row.status) << row.who << answer.text;
        if (row.status == 422) EXPECT_EQ(answer.faults(), row.faults) << row.who;
    }
}

TEST_P(StandIns, leave_is_decided_by_the_secretary_and_the_secretarys_by_the_superior) {
    auto members = ask(cast.member, "2021-12-21", "2021-12-24"), secretarys = ask(cast.secretary, "2021-12-21", "2021-12-24");
    ASSERT_EQ(members.status, 201) << members.text;
    struct Row {
        const char* what;
        Person person;
        std::int64_t leave;
        const char* deed;
        int status;
    } table[] = {{"a member decides on nobody's", deputy, members.id(), "approval", 404},
                 {"nor on the own", cast.member, members.id(), "approval", 403},
                 {"the secretary of a sibling", cast.sibling_secretary, members.id(), "approval", 404},
                 {"the clerk of another organ", cast.other_organ_clerk, members.id(), "approval", 404},
                 {"the secretary on a member's, without a reason", cast.secretary, members.id(), "refusal", 422},
                 {"the secretary on a member's", cast.secretary, members.id(), "approval", 200},
                 {"again", cast.secretary, members.id(), "approval", 409},
                 {"the secretary on the own", cast.secretary, secretarys.id(), "approval", 403},
                 {"the clerk of the organ on the secretary's", cast.organ_clerk, secretarys.id(), "approval", 200},
                 {"withdrawn once approved", cast.secretary, secretarys.id(), "withdrawal", 409}};
    for (auto& row : table) EXPECT_EQ(act(row.person, row.leave, row.deed).status, row.status) << row.what;
    EXPECT_EQ(app.get(deputy, "/api/v1/leaves")["total"].as_int64(), 0) << "nobody else's business";
    EXPECT_EQ(app.get(cast.secretary, "/api/v1/leaves")["total"].as_int64(), 2);
    auto figure = app.read([&](const View& view) { return rollup::of(view, "post.leave_granted", cast.branch, Period::whole_year(2021)).count; });
    EXPECT_EQ(figure, 2);
}

TEST_P(StandIns, leave_has_sensible_days) {
    struct Row {
        const char* from;
        const char* to;
        const char* reason;
        const char* faults;
    } table[] = {{"2021-12-24", "2021-12-21", "annual", "#/to_on before_its_first_day"}, {"2021-12-01", "2021-12-02", "annual", "#/to_on in_the_past"},
                 {"2021-12-21", "2022-12-21", "study", "#/to_on leave_is_too_long"},     {"2021-12-21", "2021-12-22", "fishing", "#/reason not_one_of"},
                 {"2021-12-21", "2021-12-22", "annual", ""}};
    for (auto& row : table) EXPECT_EQ(faults_of(ask(cast.member, row.from, row.to, row.reason)), row.faults) << row.faults;
    EXPECT_EQ(ask(cast.member, "2021-12-22", "2021-12-23").problem(), "leave-overlaps");
    EXPECT_EQ(ask(cast.auditor, "2021-12-22", "2021-12-23").status, 403) << "who is neither on the roster nor answers for an organisation";
}

TEST_P(StandIns, the_role_goes_over_for_these_days_and_this_organisation_only) {
    EXPECT_EQ(plans(deputy, cast.branch), 403);
    away();
    struct Row {
        const char* day;
        int own, sibling;
    } table[] = {{"2021-12-20", 403, 403}, {"2021-12-21", 201, 403}, {"2021-12-24", 201, 403}, {"2021-12-25", 403, 403}};
    for (auto& row : table) {
        on(row.day);
        EXPECT_EQ(plans(deputy, cast.branch), row.own) << row.day;
        EXPECT_EQ(plans(deputy, cast.sibling_branch), row.sibling) << row.day;
        EXPECT_EQ(plans(cast.member, cast.branch), 403) << "nobody else, " << row.day;
    }
}

TEST_P(StandIns, what_is_done_in_somebodys_place_is_audited_so) {
    away();
    auto last = [&] {
        return app.read([](const View& view) { return *view.session.text("SELECT actor FROM audit WHERE tenant_id = 1 AND action LIKE 'meeting.%' ORDER BY chain DESC, sequence DESC LIMIT 1"); });
    };
    on("2021-12-22");
    ASSERT_EQ(plans(deputy, cast.branch), 201);
    EXPECT_EQ(last(), "副书记（代支部书记）");
    ASSERT_EQ(plans(cast.secretary, cast.branch), 201) << "the one away loses nothing";
    EXPECT_EQ(last(), "支部书记");
}

TEST_P(StandIns, to_dos_go_over_marked_and_come_back) {
    auto leave = away();
    auto titles = [&](const Person& who) {
        std::vector<std::string> all;
        auto answer = app.get(who, "/api/v1/inbox");
        for (auto& item : answer["items"].as_array()) all.emplace_back(item.at("title").as_string());
        return all;
    };
    auto marked = [](const std::vector<std::string>& all) { return std::count_if(all.begin(), all.end(), [](auto& title) { return title.starts_with("【代支部书记】"); }); };
    auto before = titles(cast.secretary);
    ASSERT_GT(before.size(), 0u);
    EXPECT_EQ(marked(titles(deputy)), 0);
    on("2021-12-22");
    EXPECT_GT(marked(titles(deputy)), 0);
    auto meanwhile = titles(cast.secretary);
    EXPECT_EQ(meanwhile.front().find("您正在休假"), 0u) << meanwhile.front();
    EXPECT_LT(meanwhile.size(), before.size());
    ASSERT_EQ(act(cast.secretary, leave, "return").status, 200);
    EXPECT_EQ(marked(titles(deputy)), 0) << "at once";
    EXPECT_EQ(plans(deputy, cast.branch), 403);
    EXPECT_GE(titles(cast.secretary).size(), before.size() - 1);
    EXPECT_EQ(act(cast.secretary, leave, "return").status, 409) << "twice";
}

TEST_P(StandIns, sight_says_in_whose_place_and_until_when) {
    away();
    on("2021-12-22");
    auto roles = app.get(deputy, "/api/v1/sight")["roles"].as_array();
    ASSERT_EQ(roles.size(), 2u);
    EXPECT_FALSE(roles[0].as_object().contains("in_place_of"));
    EXPECT_EQ(roles[1].at("in_place_of").as_string(), "支部书记");
    EXPECT_EQ(roles[1].at("until").as_string(), "2021-12-24");
}

// A clerk of an organ may give roles; whoever stands in may not, or it would not end with the leave.
TEST_P(StandIns, give_no_roles_and_keep_no_accounts) {
    auto clerk = app.person("专职副书记", {{Role::organ_clerk, cast.organ}}, cast.members[4]), other = app.person("党务干部", {{Role::member, cast.branch}}, cast.members[5]);
    auto made = app.post(cast.clerk, "/api/v1/post-holdings", {{"organization_id", cast.organ.value}, {"post", "full_time_deputy"}, {"member_id", cast.members[4].value}, {"valid_from", "2021-03-01"}});
    ASSERT_EQ(made.status, 201) << made.text;
    ASSERT_EQ(stand_in(clerk, made.id(), cast.members[5].value).status, 200);
    auto asked = ask(clerk, "2021-12-21", "2021-12-24");
    ASSERT_EQ(act(cast.clerk, asked.id(), "approval").status, 200);
    on("2021-12-22");
    ASSERT_EQ(plans(other, cast.sibling_branch), 201) << "all of the organ is reached";
    auto account = "/api/v1/accounts/" + std::to_string(cast.member.account.value);
    struct Row {
        const char* what;
        int status;
    } table[] = {{"a role", app.post(other, account + "/grants", {{"role", "branch_secretary"}, {"organization_id", cast.branch.value}}, {1}).status},
                 {"an account", app.post(other, "/api/v1/accounts", {{"username", "made"}, {"name", "新人"}, {"password", "Zhibu-2021-ok"},
                                                                   {"grants", json::array{json::object{{"role", "member"}, {"organization_id", cast.branch.value}}}}}).status},
                 {"a password", app.post(other, account + "/password", json::object{}, {1}).status}};
    EXPECT_EQ(table[0].status, 403);
    EXPECT_EQ(table[1].status, 422);
    EXPECT_EQ(table[2].status, 403);
}

TEST_P(StandIns, end_with_the_role_of_the_one_they_stand_in_for) {
    away();
    on("2021-12-22");
    ASSERT_EQ(plans(deputy, cast.branch), 201);
    app.write([&](Transaction& t) { t.session.execute("DELETE FROM role_grant WHERE tenant_id = 1 AND account_id = ? AND role = 'branch_secretary'", cast.secretary.account); });
    EXPECT_EQ(plans(deputy, cast.branch), 403);
}

TEST_P(StandIns, form_no_chains) {
    auto third = app.person("组织委员", {{Role::member, cast.branch}}, cast.members[3]);
    auto deputys = app.get(cast.secretary, "/api/v1/post-holdings?member_id=" + std::to_string(cast.members[2].value))["items"].at(0).at("id").as_int64();
    ASSERT_EQ(stand_in(cast.secretary, deputys, cast.members[3].value).status, 200);
    away();
    on("2021-12-21");
    auto asked = ask(deputy, "2021-12-21", "2021-12-24");
    ASSERT_EQ(asked.status, 201) << asked.text;
    ASSERT_EQ(act(cast.organ_clerk, asked.id(), "approval").status, 200);
    EXPECT_EQ(plans(third, cast.branch), 403);
    auto leave = app.get(cast.secretary, "/api/v1/leaves?state=approved&account_id=" + std::to_string(cast.secretary.account.value))["items"].at(0).at("id").as_int64();
    EXPECT_EQ(app.get(cast.secretary, "/api/v1/leaves/" + std::to_string(leave))["cover"].at(0).at("cover").as_string(), "away") << "and it warns";
}

TEST_P(StandIns, a_change_of_stand_in_counts_at_once) {
    auto third = app.person("组织委员", {{Role::member, cast.branch}}, cast.members[3]);
    away();
    on("2021-12-22");
    ASSERT_EQ(stand_in(cast.organ_clerk, secretary_post, cast.members[3].value).status, 200);
    EXPECT_EQ(plans(deputy, cast.branch), 403);
    EXPECT_EQ(plans(third, cast.branch), 201);
}

TEST_P(StandIns, are_warned_of_before_the_leave) {
    auto cover = [&] { return std::string{app.get(cast.secretary, "/api/v1/leaves/cover?from_on=2021-12-21&to_on=2021-12-24")["items"].at(0).at("cover").as_string()}; };
    EXPECT_EQ(cover(), "no_stand_in");
    ASSERT_EQ(stand_in(cast.secretary, secretary_post, cast.members[6].value).status, 200);
    EXPECT_EQ(cover(), "no_account");
    ASSERT_EQ(stand_in(cast.secretary, secretary_post, cast.members[2].value).status, 200);
    EXPECT_EQ(cover(), "covered");
}

TEST_P(StandIns, days_stood_in_are_counted_and_corrected) {
    auto days = [&] { return app.read([&](const View& view) { return rollup::of(view, "post.stood_in", cast.branch, Period::whole_year(2021)).amount; }); };
    auto leave = away();  // Tuesday to Friday
    EXPECT_EQ(days(), 4);
    on("2021-12-23");
    ASSERT_EQ(act(cast.secretary, leave, "return").status, 200);
    EXPECT_EQ(days(), 2);
    EXPECT_EQ(app.read([](const View& view) { return rollup::verify(view); }), std::vector<std::string>{});
}

}  // namespace zhibu::testkit
