// Contact points through the routes: who assigns and sees, one leader at a time, visits that follow from their sources, coverage.
#include "contact/matrix.hpp"
#include "contact/presence.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class Contact : public OnBothEngines {
protected:
    Contact() {
        office = app.member("高领导", cast.direct_branch);
        leader = app.person("高领导", {{Role::leader, cast.committee}}, office);
        second = app.person("郭领导", {{Role::leader, cast.committee}});
    }
    json::object wanted(const Person& who, std::vector<Id<Organization>> organizations, const char* from = "2021-01-01") {
        json::array ids;
        for (auto id : organizations) ids.push_back(id.value);
        return {{"account_id", who.account.value}, {"organization_ids", ids}, {"valid_from", from}, {"why", "分工通知"}};
    }
    void assign(const Person& who, std::vector<Id<Organization>> organizations, const char* from = "2021-01-01") {
        auto answer = app.post(cast.clerk, "/api/v1/contact-points/assignments", wanted(who, organizations, from));
        ASSERT_EQ(answer.status, 201) << answer.text;
    }
    Answer log(const Person& who, Id<Organization> organization, const char* day, const char* late_reason = "") {
        json::object body{{"organization_id", organization.value}, {"visited_on", day}, {"feedback", "第一议题落实较好"}, {"late_reason", late_reason}};
        return app.post(who, "/api/v1/contact-visits", body);
    }
    // What life tells when a meeting is closed or amended; `guests` as members.
    void meeting(std::string past, Id<Organization> branch, const char* day, std::vector<Id<Member>> guests, std::int64_t id = 900) {
        json::array people;
        for (auto guest : guests) people.push_back({{"account_id", 0}, {"member_id", guest.value}});
        json::object detail{{"kind", "theme_day"}, {"day", day}, {"late", false}, {"guests", people}};
        app.write([&](Transaction& t) { t.record({"meeting." + past, "meeting", id, branch}, {json::serialize(detail)}); });
    }
    std::string matrix_path(int year = 2021) { return "/api/v1/contact-points/matrix?organization_id=" + std::to_string(cast.committee.value) + "&year=" + std::to_string(year); }
    std::int64_t visited(Id<Organization> organization, Period period = Period::whole_year(2021)) {
        return app.read([&](const View& view) { return rollup::of(view, "contact.visited", organization, period).count; });
    }
    std::vector<std::string> figures_that_differ() {
        return app.read([](const View& view) { return rollup::verify(view); });
    }
    static std::int64_t total(const Answer& answer) { return answer["total"].as_int64(); }

    Cast cast{app};
    Id<Member> office;
    Person leader, second;
};
ZHIBU_ON_BOTH_ENGINES(Contact);

TEST_P(Contact, clerks_assign_within_their_subtree_and_nobody_else) {
    auto other_committee = app.organization("区直机关工委", OrganizationKind::working_committee);
    auto foreign = app.organization("区财政局党支部", OrganizationKind::branch, other_committee);
    auto foreign_clerk = app.person("区工委干事", {{Role::committee_clerk, other_committee}});
    struct Row {
        const char* who;
        Person person;
        Id<Organization> organization;
        int status;
        const char* why;
    } table[] = {{"administrator", cast.administrator, cast.organ, 201, ""},
                 {"clerk, directly below", cast.clerk, cast.other_organ, 201, ""},
                 {"clerk, further below", cast.clerk, cast.branch, 201, ""},
                 {"clerk, the own committee", cast.clerk, cast.committee, 422, "#/organization_ids/0 beyond_own_authority"},
                 {"clerk, another tree", cast.clerk, foreign, 422, "#/organization_ids/0 unknown_reference"},
                 {"clerk of another tree", foreign_clerk, cast.direct_branch, 422, "#/organization_ids/0 unknown_reference"},
                 {"auditor", cast.auditor, cast.direct_branch, 403, ""},
                 {"leader", leader, cast.direct_branch, 403, ""},
                 {"inspector", cast.inspector, cast.direct_branch, 403, ""},
                 {"organ clerk", cast.organ_clerk, cast.branch, 403, ""},
                 {"secretary", cast.secretary, cast.branch, 403, ""},
                 {"member", cast.member, cast.branch, 403, ""}};
    for (auto& row : table) {
        SCOPED_TRACE(row.who);
        app.audited();
        auto body = wanted(leader, {row.organization});
        if (row.organization == foreign) body.erase("account_id"), body["member_id"] = office.value;
        if (row.who == std::string{"clerk of another tree"}) body.erase("account_id"), body["account_id"] = leader.account.value;
        auto answer = app.post(row.person, "/api/v1/contact-points/assignments", body);
        EXPECT_EQ(answer.status, row.status) << answer.text;
        if (row.status == 422) EXPECT_EQ(answer.faults(), row.why);
        if (row.status == 403) EXPECT_EQ(answer.problem(), "forbidden");
        if (row.status != 201) EXPECT_EQ(app.audited().find("contact_point"), std::string::npos);
    }
}

TEST_P(Contact, only_a_leader_or_a_member_can_be_assigned) {
    auto path = "/api/v1/contact-points/assignments";
    EXPECT_EQ(app.post(cast.clerk, path, wanted(cast.organ_clerk, {cast.organ})).faults(), "#/account_id not_a_leader");
    auto body = wanted(leader, {cast.organ});
    body["member_id"] = office.value;
    EXPECT_EQ(app.post(cast.clerk, path, body).faults(), "#/leader_id name_one_leader");
    body.erase("account_id");
    auto by_member = app.post(cast.clerk, path, body);
    EXPECT_EQ(by_member.status, 201) << by_member.text;
    // The account of the same person is the same leader.
    auto by_account = app.post(cast.clerk, path, wanted(leader, {cast.other_organ}));
    EXPECT_EQ(by_account["leader_id"].as_int64(), by_member["leader_id"].as_int64());
    body["member_id"] = 999999;
    EXPECT_EQ(app.post(cast.clerk, path, body).faults(), "#/member_id unknown_reference");
    EXPECT_EQ(app.post(cast.clerk, path, wanted(leader, {})).faults(), "#/organization_ids required");
    auto dates = wanted(leader, {cast.direct_branch}, "2021-05");
    EXPECT_EQ(app.post(cast.clerk, path, dates).faults(), "#/valid_from not_a_date");
    dates["valid_from"] = "2021-05-01", dates["valid_to"] = "2021-04-01";
    EXPECT_EQ(app.post(cast.clerk, path, dates).faults(), "#/valid_to before_its_first_day");
}

TEST_P(Contact, an_organisation_has_one_leader_at_a_time) {
    auto path = "/api/v1/contact-points/assignments";
    assign(leader, {cast.organ, cast.other_organ});
    // A second leader is refused at the organisation's place, and nothing of the batch is done.
    auto taken = app.post(cast.clerk, path, wanted(second, {cast.direct_branch, cast.organ}, "2021-06-01"));
    EXPECT_EQ(taken.status, 409);
    EXPECT_EQ(taken.problem(), "has-contact-leader");
    EXPECT_EQ(taken.faults(), "#/organization_ids/1 has_another_leader");
    EXPECT_EQ(total(app.get(cast.clerk, "/api/v1/contact-points")), 2);
    // A preview says so and changes nothing.
    auto body = wanted(second, {cast.direct_branch, cast.organ}, "2021-06-01");
    body["preview"] = true;
    auto preview = app.post(cast.clerk, path, body);
    EXPECT_EQ(preview.status, 200) << preview.text;
    EXPECT_EQ(preview["items"].at(0).at("outcome").as_string(), "assigned");
    EXPECT_EQ(preview["items"].at(1).at("outcome").as_string(), "has_another_leader");
    EXPECT_EQ(total(app.get(cast.clerk, "/api/v1/contact-points")), 2);
    // Handing over ends the former the day before.
    body["preview"] = false, body["replace"] = true;
    auto done = app.post(cast.clerk, path, body);
    EXPECT_EQ(done.status, 201) << done.text;
    EXPECT_EQ(done["items"].at(1).at("outcome").as_string(), "handed_over");
    auto who = [&](const char* day) {
        auto answer = app.get(cast.secretary, "/api/v1/organizations/" + std::to_string(cast.branch.value) + "/contact-leader?on=" + day);
        EXPECT_EQ(answer.status, 200) << answer.text;
        auto& point = answer["contact_point"];
        return point.is_null() ? std::string{"none"} : std::string{answer["references"].at("contact_leader").at(std::to_string(point.at("leader_id").as_int64())).as_string()};
    };
    EXPECT_EQ(who("2020-12-31"), "none");
    EXPECT_EQ(who("2021-03-15"), "高领导");
    EXPECT_EQ(who("2021-05-31"), "高领导");
    EXPECT_EQ(who("2021-06-01"), "郭领导");
    // Again the same is no second assignment.
    auto again = app.post(cast.clerk, path, body);
    EXPECT_EQ(again["items"].at(1).at("outcome").as_string(), "kept");
    EXPECT_EQ(total(app.get(cast.clerk, "/api/v1/contact-points")), 4);
    // A hand-over from the very first day replaces what never held, unless that leader was there already.
    auto replaced = wanted(leader, {cast.direct_branch}, "2021-06-01");
    replaced["replace"] = true;
    EXPECT_EQ(app.post(cast.clerk, path, replaced)["items"].at(0).at("outcome").as_string(), "replaced");
    EXPECT_EQ(log(second, cast.organ, "2021-12-27").status, 201);
    auto fruitful = wanted(leader, {cast.organ}, "2021-06-01");
    fruitful["replace"] = true;
    EXPECT_EQ(app.post(cast.clerk, path, fruitful).faults(), "#/organization_ids/0 leader_has_visited");
}

TEST_P(Contact, a_contact_point_ends_on_its_last_day) {
    assign(leader, {cast.organ});
    auto list = app.get(cast.clerk, "/api/v1/contact-points");
    auto path = "/api/v1/contact-points/" + std::to_string(list["items"].at(0).at("id").as_int64());
    json::object body{{"last_day", "2020-12-31"}, {"reason", "调离"}};
    EXPECT_EQ(app.post(cast.clerk, path + "/end", body, {.version = 1}).faults(), "#/last_day before_its_first_day");
    body["last_day"] = "2021-12-28";
    EXPECT_EQ(app.post(leader, path + "/end", body, {.version = 1}).status, 403);
    EXPECT_EQ(app.post(cast.member, path + "/end", body, {.version = 1}).status, 404);
    EXPECT_EQ(app.post(cast.clerk, path + "/end", body).problem(), "version-required");
    EXPECT_EQ(app.post(cast.clerk, path + "/end", body, {.version = 1}).status, 200);
    EXPECT_EQ(app.post(cast.clerk, path + "/end", body, {.version = 1}).problem(), "stale");
    app.at("2021-12-29T09:00");
    EXPECT_EQ(app.post(cast.clerk, path + "/end", body, {.version = 2}).status, 403);
    EXPECT_EQ(app.get(cast.clerk, matrix_path())["coverage"].at("covered").as_int64(), 0);
}

TEST_P(Contact, who_sees_what) {
    assign(leader, {cast.organ, cast.other_organ});
    ASSERT_EQ(log(leader, cast.organ, "2021-12-27").status, 201);
    struct Row {
        const char* who;
        Person person;
        std::int64_t points, visits;
        int matrix;
    } table[] = {{"administrator", cast.administrator, 2, 1, 200}, {"auditor", cast.auditor, 2, 1, 200}, {"clerk", cast.clerk, 2, 1, 200},
                 {"the leader", leader, 2, 1, 200}, {"another leader", second, 2, 1, 200}, {"inspector", cast.inspector, 2, 1, 200},
                 {"organ clerk", cast.organ_clerk, 1, 1, 403}, {"other organ's clerk", cast.other_organ_clerk, 1, 0, 403},
                 {"secretary below", cast.secretary, 1, 0, 403}, {"sibling's secretary", cast.sibling_secretary, 1, 0, 403},
                 {"other organ's secretary", cast.other_secretary, 1, 0, 403}, {"member", cast.member, 0, 0, 403}, {"other member", cast.other_member, 0, 0, 403}};
    for (auto& row : table) {
        SCOPED_TRACE(row.who);
        EXPECT_EQ(total(app.get(row.person, "/api/v1/contact-points")), row.points);
        EXPECT_EQ(total(app.get(row.person, "/api/v1/contact-visits")), row.visits);
        EXPECT_EQ(app.get(row.person, matrix_path()).status, row.matrix);
    }
    auto other = app.organization("区直机关工委", OrganizationKind::working_committee);
    auto stranger = app.person("区工委干事", {{Role::committee_clerk, other}});
    EXPECT_EQ(total(app.get(stranger, "/api/v1/contact-points")), 0);
    EXPECT_EQ(app.get(stranger, matrix_path()).status, 404);
}

TEST_P(Contact, procedures_know_whose_leader_somebody_is) {
    assign(leader, {cast.organ});
    auto is_party = [&](const Person& who, Id<Organization> organization) {
        Actor actor;
        actor.account = who.account, actor.grants = {{Role::leader, cast.committee}};
        return app->read(actor, [&](const View& view) { return view.app.procedures.is_party(view, "contact_leader", organization); });
    };
    EXPECT_TRUE(is_party(leader, cast.organ));
    EXPECT_TRUE(is_party(leader, cast.branch));
    EXPECT_FALSE(is_party(leader, cast.other_organ));
    EXPECT_FALSE(is_party(second, cast.organ));
}

TEST_P(Contact, leaders_log_their_own_exchanges) {
    assign(leader, {cast.organ}, "2021-06-01");
    app.audited();
    EXPECT_EQ(log(cast.clerk, cast.organ, "2021-12-27").status, 403);
    EXPECT_EQ(log(second, cast.organ, "2021-12-27").status, 403);
    EXPECT_EQ(log(cast.secretary, cast.organ, "2021-12-27").status, 403);
    EXPECT_EQ(log(leader, cast.other_organ, "2021-12-27").status, 403);
    EXPECT_EQ(log(leader, cast.organ, "2021-05-31", "补").status, 403);  // not yet his
    EXPECT_EQ(log(leader, cast.organ, "2021-12-29").faults(), "#/visited_on in_the_future");
    EXPECT_EQ(log(leader, cast.organ, "2021-12-10").faults(), "#/late_reason late_needs_reason");
    EXPECT_EQ(app.audited().find("contact_visit"), std::string::npos);
    EXPECT_EQ(visited(cast.organ), 0);

    auto made = log(leader, cast.organ, "2021-12-27");
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made["way"].as_string(), "exchange");
    EXPECT_FALSE(made["late"].as_bool());
    auto late = log(leader, cast.organ, "2021-12-10", "出差");
    EXPECT_TRUE(late["late"].as_bool());
    EXPECT_EQ(visited(cast.organ), 2);
    EXPECT_EQ(visited(cast.committee, Period::month(2021, 12)), 2);
    EXPECT_EQ(app.read([&](const View& view) { return rollup::of_member(view, "contact.visited", office, 2021).count; }), 2);

    auto path = "/api/v1/contact-visits/" + std::to_string(late.id());
    EXPECT_EQ(app.post(second, path + "/withdrawal", {{"reason", "误记"}}, {.version = 1}).status, 403);
    EXPECT_EQ(app.post(leader, path + "/withdrawal", json::object{}, {.version = 1}).faults(), "#/reason required");
    EXPECT_EQ(app.post(leader, path + "/withdrawal", {{"reason", "误记"}}, {.version = 1}).status, 200);
    EXPECT_EQ(visited(cast.organ), 1);
    EXPECT_EQ(app.patch(leader, path, {{"feedback", "改"}}, 2).status, 403);
    EXPECT_EQ(app.patch(leader, "/api/v1/contact-visits/" + std::to_string(made.id()), {{"visited_on", "2021-12-26"}}, 1).faults(), "#/visited_on fixed");
    EXPECT_EQ(figures_that_differ(), std::vector<std::string>{});
}

TEST_P(Contact, a_wish_is_answered_by_the_organisation) {
    assign(leader, {cast.organ});
    json::object body{{"organization_id", cast.organ.value}, {"visited_on", "2021-12-27"}, {"feedback", "台账较乱"}, {"follow_up", "一周内补齐会议记录"}};
    auto made = app.post(leader, "/api/v1/contact-visits", body);
    auto path = "/api/v1/contact-visits/" + std::to_string(made.id()) + "/answer";
    auto inbox_kinds = [&](const Person& who) {
        std::string kinds;
        auto actor = Actor::job({1}, "");
        actor.system = false, actor.account = who.account;
        if (who.account == cast.organ_clerk.account) actor.grants = {{Role::organ_clerk, cast.organ}};
        if (who.account == cast.clerk.account) actor.grants = {{Role::committee_clerk, cast.committee}};
        if (who.account == leader.account) actor.grants = {{Role::leader, cast.committee}};
        for (auto& item : app->read(actor, [&](const View& view) { return app->inbox_of(view); }))
            if (item.kind.starts_with("contact.")) kinds += item.kind + " " + item.title + "\n";
        return kinds;
    };
    EXPECT_EQ(inbox_kinds(cast.organ_clerk), "contact.answer 一周内补齐会议记录\n");
    EXPECT_EQ(app.post(leader, path, {{"answer", "已补"}}, {.version = 1}).status, 403);
    EXPECT_EQ(app.post(cast.other_organ_clerk, path, {{"answer", "已补"}}, {.version = 1}).status, 404);
    EXPECT_EQ(app.post(cast.organ_clerk, path, {{"answer", "已补"}}, {.version = 1}).status, 200);
    EXPECT_EQ(app.post(cast.organ_clerk, path, {{"answer", "已补"}}, {.version = 2}).status, 403);
    EXPECT_EQ(inbox_kinds(cast.organ_clerk), "");
    // Two of the three directly below have no leader; the leader has one that was not contacted this half-year.
    EXPECT_EQ(inbox_kinds(cast.clerk), "contact.assign 2 个直属组织没有联系领导\n");
    assign(leader, {cast.other_organ});
    EXPECT_EQ(inbox_kinds(leader), "contact.visit 联系市教体局机关党委\n");
    app.at("2021-08-01T09:00");  // long before the end of the half-year nobody is pressed
    EXPECT_EQ(inbox_kinds(leader), "");
}

TEST_P(Contact, a_meeting_attended_is_a_visit_without_typing) {
    assign(leader, {cast.organ});
    meeting("closed", cast.branch, "2021-03-10", {office, cast.members[0]});
    EXPECT_EQ(visited(cast.organ, Period::month(2021, 3)), 1);
    auto visits = app.get(leader, "/api/v1/contact-visits?state=recorded");
    ASSERT_EQ(total(visits), 1);
    auto& visit = visits["items"].at(0);
    EXPECT_EQ(visit.at("way").as_string(), "attended_meeting");
    EXPECT_EQ(visit.at("place_id").as_int64(), cast.branch.value);
    EXPECT_EQ(visit.at("source_id").as_int64(), 900);
    // It is corrected at its source, not here.
    auto path = "/api/v1/contact-visits/" + std::to_string(visit.at("id").as_int64());
    EXPECT_EQ(app.post(leader, path + "/withdrawal", {{"reason", "误记"}}, {.version = 1}).status, 403);

    meeting("closed", cast.branch, "2021-03-10", {office});  // told twice
    EXPECT_EQ(visited(cast.organ), 1);
    meeting("amended", cast.branch, "2021-04-10", {office});  // another day
    EXPECT_EQ(visited(cast.organ, Period::month(2021, 3)), 0);
    EXPECT_EQ(visited(cast.organ, Period::month(2021, 4)), 1);
    meeting("amended", cast.branch, "2021-04-10", {});  // was not there after all
    EXPECT_EQ(visited(cast.organ), 0);
    meeting("amended", cast.branch, "2021-04-10", {office});
    meeting("cancelled", cast.branch, "2021-04-10", {});
    EXPECT_EQ(visited(cast.organ), 0);
    // No visit: not a contact organisation, before the time, a leader of nobody, the leader's own branch.
    meeting("closed", cast.other_branch, "2021-05-10", {office}, 901);
    meeting("closed", cast.branch, "2020-05-10", {office}, 902);
    assign(leader, {cast.direct_branch});
    meeting("closed", cast.direct_branch, "2021-05-10", {office}, 903);
    EXPECT_EQ(total(app.get(leader, "/api/v1/contact-visits?state=recorded")), 0);
    EXPECT_EQ(figures_that_differ(), std::vector<std::string>{});
}

TEST_P(Contact, a_meeting_recorded_by_a_branch_with_its_leader_as_guest_counts_for_both) {
    assign(leader, {cast.organ});
    json::array present;
    for (auto member : cast.members) present.emplace_back(member.value);
    json::object body{{"organization_id", cast.branch.value}, {"kind", "theme_day"}, {"held_at", "2021-12-27T14:30"}, {"ended_at", "2021-12-27T16:00"}, {"present", present},
                      {"guests", json::array{json::object{{"account_id", leader.account.value}}}}};
    auto made = app.post(cast.secretary, "/api/v1/meetings/records", body);
    ASSERT_EQ(made.status, 201) << made.text;
    auto visits = app.get(leader, "/api/v1/contact-visits");
    ASSERT_EQ(total(visits), 1);
    EXPECT_EQ(visits["items"].at(0).at("source_id").as_int64(), made.id());
    EXPECT_EQ(visits["items"].at(0).at("visited_on").as_string(), "2021-12-27");
    EXPECT_EQ(visits["items"].at(0).at("title").as_string(), "主题党日");
    EXPECT_EQ(visited(cast.organ), 1);
}

TEST_P(Contact, an_inspection_made_is_a_visit) {
    assign(leader, {cast.organ});
    app.write([&](Transaction& t) {
        contact::follow(t, {ContactWay::inspection, {"visit", 77}, cast.organ, Date::of(2021, 9, 1), "专题调研督导", false, {{leader.account, {}}, {second.account, {}}}});
    });
    auto visits = app.get(cast.clerk, "/api/v1/contact-visits?way=inspection");
    ASSERT_EQ(total(visits), 1);
    EXPECT_EQ(visits["items"].at(0).at("title").as_string(), "专题调研督导");
    app.write([&](Transaction& t) { contact::forget(t, {"visit", 77}, "取消"); });
    EXPECT_EQ(visited(cast.organ), 0);
}

TEST_P(Contact, the_matrix_counts_what_its_links_show) {
    assign(leader, {cast.organ, cast.other_organ});
    assign(second, {cast.direct_branch});
    meeting("closed", cast.branch, "2021-03-10", {office});
    ASSERT_EQ(log(leader, cast.organ, "2021-12-27").status, 201);
    auto matrix = app.get(cast.clerk, matrix_path());
    ASSERT_EQ(matrix.status, 200) << matrix.text;
    EXPECT_EQ(matrix["coverage"].at("covered").as_int64(), 3);
    EXPECT_EQ(matrix["coverage"].at("organizations").as_int64(), 3);
    EXPECT_EQ(matrix["coverage"].at("leaders").as_int64(), 2);
    auto& row = matrix["leaders"].at(0);
    EXPECT_EQ(row.at("name").as_string(), "高领导");
    EXPECT_EQ(row.at("organizations").as_int64(), 2);
    EXPECT_EQ(row.at("visited").as_int64(), 1);
    EXPECT_EQ(row.at("not_visited").as_int64(), 1);
    EXPECT_EQ(row.at("last_visit_on").as_string(), "2021-12-27");
    auto& cell = row.at("cells").at(0);
    EXPECT_EQ(cell.at("visits").at("attended_meeting").as_int64(), 1);
    EXPECT_EQ(cell.at("visits").at("exchange").as_int64(), 1);
    EXPECT_TRUE(cell.at("stretches").at(0).at("met").as_bool());
    EXPECT_TRUE(cell.at("stretches").at(1).at("met").as_bool());
    EXPECT_EQ(total(app.get(cast.clerk, std::string{cell.at("records").as_string()})), 2);
    EXPECT_EQ(total(app.get(cast.clerk, std::string{matrix["coverage"].at("records").as_string()})), 3);
    // The measures of the annual report and what they link to.
    app.read([&](const View& view) {
        auto leaders = view.app.measures.of("contact.leaders", view, cast.committee, Period::whole_year(2021));
        auto covered = view.app.measures.of("contact.organizations_covered", view, cast.committee, Period::whole_year(2021));
        EXPECT_EQ(leaders.value, 2);
        EXPECT_EQ(covered.value, 3);
        EXPECT_EQ(total(app.get(cast.clerk, leaders.records)), 2);
        EXPECT_EQ(total(app.get(cast.clerk, covered.records)), 3);
        return 0;
    });
    // A year without records, one that has not begun, a wrong one.
    EXPECT_EQ(app.get(cast.clerk, matrix_path(2020))["coverage"].at("covered").as_int64(), 0);
    EXPECT_EQ(app.get(cast.clerk, matrix_path(1900)).faults(), "?year not_a_period");
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/contact-points/matrix").faults(), "?organization_id required");
    auto sheet = app.get(cast.clerk, matrix_path() + "&format=xlsx");
    EXPECT_EQ(sheet.status, 200);
    EXPECT_TRUE(sheet.text.starts_with("PK"));
    EXPECT_NE(app.audited().find("contact_matrix.exported"), std::string::npos);
    auto own = app.get(second, "/api/v1/contact-points/mine?year=2021");
    EXPECT_EQ(own["leaders"].at(0).at("cells").at(0).at("name").as_string(), "市档案馆党支部");
    EXPECT_EQ(app.get(cast.member, "/api/v1/contact-points/mine")["leaders"].as_array().size(), 0U);
}

TEST_P(Contact, coverage_is_read_with_the_tree_of_its_day) {
    assign(leader, {cast.organ, cast.other_organ, cast.direct_branch});
    app.at("2022-03-01T09:00");
    app.organization("市新设机关党委", OrganizationKind::organ_committee, cast.committee, Date::of(2022, 2, 1));
    EXPECT_EQ(app.get(cast.clerk, matrix_path(2021))["coverage"].at("organizations").as_int64(), 3);
    auto now = app.get(cast.clerk, matrix_path(2022));
    EXPECT_EQ(now["coverage"].at("organizations").as_int64(), 4);
    EXPECT_EQ(now["coverage"].at("covered").as_int64(), 3);
    EXPECT_EQ(now["coverage"].at("uncovered").at(0).at("name").as_string(), "市新设机关党委");
}

TEST(ContactRules, a_broken_pack_is_refused_by_line) {
    auto read = [](std::string toml) {
        try {
            contact::read_rules(pack::File{"contact.toml", toml});
            return std::string{"accepted"};
        } catch (const pack::Fault& fault) {
            return std::string{fault.what()};
        }
    };
    std::string good = "[[coverage]]\nexcept = [\"group\"]\nsource = \"s\"\nvalid_from = 2020-01-01\n[[target]]\nevery = \"half_year\"\ntimes = 1\nremind_days = 30\nsource = "
                       "\"s\"\nvalid_from = 2020-01-01\n[[record]]\nlate_after_working_days = 5\nsource = \"s\"\nvalid_from = 2020-01-01\n";
    EXPECT_EQ(read(good), "accepted");
    auto wrong = good;
    wrong.replace(wrong.find("half_year"), 9, "fortnight");
    EXPECT_TRUE(read(wrong).starts_with("contact.toml:6: #/target/0/every")) << read(wrong);
    auto half = contact::stretch(2021, contact::Every::half_year, 1);
    EXPECT_EQ(half.first, Date::of(2021, 7, 1));
    EXPECT_EQ(half.last, Date::of(2021, 12, 31));
    EXPECT_EQ(contact::stretch_of(contact::Every::quarter, Date::of(2021, 6, 30)), 1);
}

}  // namespace zhibu::testkit
