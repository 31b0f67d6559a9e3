// Meetings through the routes: planned, opened, signed, closed, amended, recorded whole.
#include "life/meeting.hpp"

#include "kernel/record/store.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

class Meetings : public OnBothEngines {
protected:
    Meetings() { app.at("2021-03-10T09:00"); }
    Cast cast{app};

    static std::string path(std::int64_t id, const char* verb = "") { return "/api/v1/meetings/" + std::to_string(id) + verb; }
    static json::array ids(const std::vector<Id<Member>>& members, std::size_t from, std::size_t to) {
        json::array out;
        for (auto i = from; i < to; ++i) out.emplace_back(members[i].value);
        return out;
    }
    json::object plan(const char* kind = "theme_day") const {
        return {{"organization_id", cast.branch.value}, {"kind", kind}, {"title", "走进社区办实事"}, {"planned_at", "2021-03-12T14:30"}, {"place", "三楼会议室"}};
    }
    json::object record(const char* kind = "theme_day", std::size_t present = 8) const {
        return {{"organization_id", cast.branch.value}, {"kind", kind}, {"held_at", "2021-03-09T14:30"}, {"ended_at", "2021-03-09T16:30"}, {"present", ids(cast.members, 0, present)}};
    }
    json::object topic(bool done = true) const { return {{"rule", "first_topic"}, {"done", done}}; }
    Figure figure(const char* kind, Id<Organization> where, Period period = Period::month(2021, 3)) {
        return app.read([&](const View& view) { return rollup::of(view, kind, where, period); });
    }
};
ZHIBU_ON_BOTH_ENGINES(Meetings);

TEST_P(Meetings, are_not_planned_for_a_day_that_has_passed) {
    struct Row {
        const char* planned_at;
        int status;
    } table[] = {{"2021-03-09T14:30", 422}, {"2021-03-10T08:00", 201}, {"2021-03-12T14:30", 201}};
    app.at("2021-03-10T10:00");
    for (auto& row : table) {
        auto body = plan();
        body["planned_at"] = row.planned_at;
        auto planned = app.post(cast.secretary, "/api/v1/meetings", body);
        EXPECT_EQ(planned.status, row.status) << row.planned_at << planned.text;
        if (row.status == 422) EXPECT_EQ(planned.faults(), "#/planned_at planned_in_the_past");
        else EXPECT_EQ(app.patch(cast.secretary, path(planned.id()), {{"planned_at", "2021-03-01T09:00"}}, planned.version()).faults(), "#/planned_at planned_in_the_past");
    }
    // What was held then is recorded, with its reason.
    auto held = record();
    held["late_reason"] = "书记出差";
    EXPECT_EQ(app.post(cast.secretary, "/api/v1/meetings/records", held).status, 201);
}

TEST_P(Meetings, are_planned_opened_ticked_and_closed) {
    auto planned = app.post(cast.secretary, "/api/v1/meetings", plan());
    ASSERT_EQ(planned.status, 201) << planned.text;
    EXPECT_EQ(planned["state"].as_string(), "planned");
    EXPECT_EQ(planned["day"].as_string(), "2021-03-12");
    EXPECT_EQ(app.post(cast.secretary, path(planned.id(), "/closure")).problem(), "meeting-planned");

    app.at("2021-03-12T14:30");
    auto opened = app.post(cast.secretary, path(planned.id(), "/opening"));
    ASSERT_EQ(opened.status, 200) << opened.text;
    EXPECT_EQ(opened["attendees"].as_array().size(), 11u);  // 9 formal, 2 probationary
    EXPECT_EQ(opened["voters"].as_int64(), 9);
    EXPECT_EQ(app.post(cast.secretary, path(planned.id(), "/opening")).problem(), "meeting-open");

    // Whoever joins the branch now is no longer among the entitled.
    app.member("后到", cast.branch);
    json::array marks;
    for (int i = 0; i < 6; ++i) marks.push_back({{"member_id", cast.members[i].value}, {"state", "present"}});
    marks.push_back({{"member_id", cast.members[6].value}, {"state", "leave"}, {"reason", "出差"}});
    auto marked = app.post(cast.secretary, path(planned.id(), "/marks"), {{"marks", marks}});
    EXPECT_EQ(marked["tally"].at("present").as_int64(), 6) << marked.text;
    EXPECT_TRUE(marked["tally"].at("quorum").as_bool());

    app.at("2021-03-12T16:00");
    auto closed = app.post(cast.secretary, path(planned.id(), "/closure"), {{"minutes", "到社区清理楼道。"}});
    ASSERT_EQ(closed.status, 200) << closed.text;
    EXPECT_EQ(closed["duration"].as_int64(), 90);
    EXPECT_EQ(closed["entitled"].as_int64(), 11);
    EXPECT_FALSE(closed["late"].as_bool());

    EXPECT_EQ(figure("life.held.theme_day", cast.committee).count, 1);
    EXPECT_EQ(figure("life.attended.theme_day", cast.committee).count, 6);
    EXPECT_EQ(figure("life.attended.theme_day", cast.committee).amount, 540);
    EXPECT_EQ(figure("life.entitled.theme_day", cast.organ).amount, 11);
    EXPECT_EQ(app.get(cast.secretary, "/api/v1/meetings?kind=theme_day&day_from=2021-03-01")["total"].as_int64(), 1);
    EXPECT_EQ(app.post(cast.secretary, path(planned.id(), "/marks"), {{"marks", marks}}).problem(), "meeting-closed");
}

TEST_P(Meetings, recorded_whole_obey_the_same_rules) {
    auto body = record();
    auto made = app.post(cast.secretary, "/api/v1/meetings/records", body, {.idempotency_key = "r1"});
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made["title"].as_string(), "3月主题党日");
    EXPECT_EQ(made["state"].as_string(), "closed");
    EXPECT_EQ(app.post(cast.secretary, "/api/v1/meetings/records", body, {.idempotency_key = "r1"}).text, made.text);
    EXPECT_EQ(figure("life.held.theme_day", cast.committee).count, 1);
    EXPECT_EQ(figure("life.attended.theme_day", cast.branch).amount, 8 * 120);

    struct Row {
        const char* what;
        std::function<void(json::object&)> change;
        const char* faults;
    } table[] = {
        {"a day that has not come", [](auto& b) { b["held_at"] = "2021-03-11T09:00", b["ended_at"] = nullptr; }, "#/held_at in_the_future"},
        {"an end before the beginning", [](auto& b) { b["ended_at"] = "2021-03-09T13:00"; }, "#/ended_at before_the_beginning"},
        {"nobody there", [](auto& b) { b["present"] = json::array{}; }, "#/present nobody_present"},
        {"a stranger", [&](auto& b) { b["present"] = ids(cast.other_members, 0, 1); }, "#/present/0 not_on_the_sheet"},
        {"late without a reason", [](auto& b) { b["held_at"] = "2021-03-02T14:30", b["ended_at"] = "2021-03-02T15:30"; }, "#/late_reason late_needs_a_reason"},
        {"a general meeting that skips its first topic", [](auto& b) { b["kind"] = "general_meeting"; }, "#/agenda/0 mandatory_item_open"},
        {"a kind this organisation does not hold", [](auto& b) { b["kind"] = "centre_study"; }, "#/kind not_held_by_such_an_organization"},
        {"the content of a talk", [&](auto& b) { b["kind"] = "heart_talk", b["minutes"] = "谈了工作", b["present"] = ids(cast.members, 0, 2); }, "#/minutes no_content_recorded"},
        {"unknown members of the body", [](auto& b) { b["points"] = 3; }, "#/points unknown_field"},
        {"the members of a committee in an organisation of another", [&](auto& b) { b["kind"] = "committee_meeting", b["present"] = ids(cast.other_members, 0, 2), b["agenda"] = json::array{topic()}; },
         "#/present/0 unknown_reference, #/present/1 unknown_reference"},
    };
    for (auto& row : table) {
        SCOPED_TRACE(row.what);
        auto wrong = record();
        row.change(wrong);
        auto answer = app.post(cast.secretary, "/api/v1/meetings/records", wrong);
        EXPECT_EQ(answer.status, 422) << answer.text;
        EXPECT_EQ(answer.faults(), row.faults);
    }
    EXPECT_EQ(figure("life.held.*", cast.committee).count, 1) << "nothing half done";
}

// Who was absent without leave, and who taught, are facts of their own; leave and exemptions are neither.
TEST_P(Meetings, tell_who_stayed_away_without_leave_and_who_taught) {
    app.write([&](Transaction& t) { t.session.execute("UPDATE member SET exempt_reason = '年老', exempt_from = 20210101 WHERE tenant_id = 1 AND id = ?", cast.members[10]); });
    auto body = record("party_lecture", 8);
    body["leave"] = json::array{json::object{{"member_id", cast.members[8].value}, {"state", "leave"}, {"reason", "出差"}}};
    body["lecturer_id"] = cast.members[2].value;
    auto made = app.post(cast.secretary, "/api/v1/meetings/records", body);
    ASSERT_EQ(made.status, 201) << made.text;
    auto of = [&](const char* kind, std::size_t member) { return app.read([&](const View& view) { return rollup::of_member(view, kind, cast.members[member], 2021).count; }); };
    struct Row {
        const char* what;
        std::size_t member;
        int attended, absent, taught;
    };
    for (auto& row : std::initializer_list<Row>{{"present", 0, 1, 0, 0}, {"the lecturer", 2, 1, 0, 1}, {"on leave", 8, 0, 0, 0}, {"neither there nor on leave", 9, 0, 1, 0}, {"exempt", 10, 0, 0, 0}}) {
        SCOPED_TRACE(row.what);
        EXPECT_EQ(of("life.attended.party_lecture", row.member), row.attended);
        EXPECT_EQ(of("life.absent.party_lecture", row.member), row.absent);
        EXPECT_EQ(of("life.taught.party_lecture", row.member), row.taught);
    }
    // Put right afterwards, the absence is taken back.
    auto amended = app.post(cast.secretary, path(made.id(), "/amendment"), {{"reason", "签到漏记"}, {"marks", json::array{json::object{{"member_id", cast.members[9].value}, {"state", "present"}}}}}, {made.version()});
    EXPECT_EQ(amended.status, 200) << amended.text;
    EXPECT_EQ(of("life.absent.party_lecture", 9), 0);
    EXPECT_EQ(of("life.attended.party_lecture", 9), 1);
}

TEST_P(Meetings, of_which_a_late_record_shows_as_late) {
    // 5 working days after 26 February 2021 (a Friday) is 5 March: 10 March is late.
    auto body = record();
    body["held_at"] = "2021-02-26T09:00", body["ended_at"] = "2021-02-26T10:00", body["late_reason"] = "书记外出培训";
    auto made = app.post(cast.secretary, "/api/v1/meetings/records", body);
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_TRUE(made["late"].as_bool());
    EXPECT_EQ(figure("life.held.theme_day", cast.committee, Period::month(2021, 2)).late, 1);
    body["held_at"] = "2021-03-03T09:00", body["ended_at"] = "2021-03-03T10:00", body["late_reason"] = "";
    EXPECT_EQ(app.post(cast.secretary, "/api/v1/meetings/records", body)["late"], false);  // the fifth working day itself is in time
}

TEST_P(Meetings, decide_only_with_a_quorum_and_a_majority_of_all_entitled) {
    // 9 formal members: 5 make a quorum, 5 a majority; probationary members speak and do not vote.
    struct Row {
        std::vector<int> present;  // indexes; 9 and 10 are probationary
        std::int64_t yes, no, abstained;
        std::string outcome;
    } table[] = {
        {{0, 1, 2, 3}, 4, 0, 0, "#/decisions/0 no_quorum"},
        {{0, 1, 2, 3, 9, 10}, 4, 0, 0, "#/decisions/0 no_quorum"},  // six people, four voters
        {{0, 1, 2, 3, 4}, 5, 0, 0, "passed"},
        {{0, 1, 2, 3, 4}, 4, 1, 0, "not passed"},  // most of those present, not of all entitled
        {{0, 1, 2, 3, 4, 5, 6, 7, 8}, 4, 3, 2, "not passed"},
        {{0, 1, 2, 3, 4, 5, 6, 7, 8}, 5, 4, 0, "passed"},
        {{0, 1, 2, 3, 4, 9}, 6, 0, 0, "#/decisions/0 more_votes_than_voters"},
    };
    for (auto& row : table) {
        SCOPED_TRACE(row.outcome + " with " + std::to_string(row.present.size()));
        auto body = record("general_meeting");
        json::array present;
        for (auto i : row.present) present.emplace_back(cast.members[i].value);
        body["present"] = present;
        body["agenda"] = json::array{topic()};
        body["decisions"] = json::array{json::object{{"text", "通过年度计划"}, {"yes", row.yes}, {"no", row.no}, {"abstained", row.abstained}}};
        auto answer = app.post(cast.secretary, "/api/v1/meetings/records", body);
        if (answer.status != 201) {
            EXPECT_EQ(answer.faults(), row.outcome);
            continue;
        }
        auto passed = app.get(cast.secretary, path(answer.id()))["paper"].at("decisions").at(0).at("passed").as_bool();
        EXPECT_EQ(passed ? "passed" : "not passed", row.outcome);
    }
}

TEST_P(Meetings, leave_the_exempt_out_of_the_entitled_unless_they_come) {
    app.write([&](Transaction& t) { t.session.execute("UPDATE member SET exempt_reason = '长期患病' WHERE id IN (?,?)", cast.members[7], cast.members[8]); });
    auto body = record("general_meeting", 4);
    body["agenda"] = json::array{topic()};
    body["decisions"] = json::array{json::object{{"text", "决议"}, {"yes", 4}}};
    auto made = app.post(cast.secretary, "/api/v1/meetings/records", body);  // 7 voters remain: 4 are a quorum and a majority
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made["voters"].as_int64(), 7);
    EXPECT_EQ(made["entitled"].as_int64(), 9);
    EXPECT_EQ(figure("life.entitled.general_meeting", cast.branch).amount, 9);
}

TEST_P(Meetings, require_their_mandatory_items_or_a_reason) {
    auto body = record("general_meeting");
    body["agenda"] = json::array{json::object{{"rule", "first_topic"}, {"done", false}, {"reason", "与上次会议合并学习"}}, json::object{{"title", "讨论计划"}, {"done", true}}};
    auto made = app.post(cast.secretary, "/api/v1/meetings/records", body);
    ASSERT_EQ(made.status, 201) << made.text;
    auto paper = app.get(cast.secretary, path(made.id()))["paper"];
    EXPECT_TRUE(paper.at("agenda").at(0).at("mandatory").as_bool());
    EXPECT_NE(paper.at("agenda").at(0).at("source").as_string(), "");
    // Left out of the list it comes back by itself.
    body["agenda"] = json::array{json::object{{"title", "讨论计划"}, {"done", true}, {"mandatory", false}}};
    EXPECT_EQ(app.post(cast.secretary, "/api/v1/meetings/records", body).faults(), "#/agenda/0 mandatory_item_open");
}

TEST_P(Meetings, count_a_guest_at_home_from_the_same_record) {
    auto leader_member = app.member("郑领导", cast.direct_branch);
    auto leader = app.person("联系领导", {{Role::leader, cast.committee}}, leader_member);
    std::string heard;
    app->on("meeting.closed", [&](Transaction&, const Event& event) { heard = event.detail.text; });
    auto body = record();
    body["guests"] = json::array{json::object{{"account_id", leader.account.value}}};
    auto made = app.post(cast.secretary, "/api/v1/meetings/records", body);
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made["present"].as_int64(), 8) << "a guest is not among those present who were entitled";
    EXPECT_EQ(figure("life.attended.theme_day", cast.direct_branch).count, 1);
    EXPECT_EQ(figure("life.entitled.theme_day", cast.direct_branch).amount, 1);
    EXPECT_EQ(figure("life.held.theme_day", cast.direct_branch).count, 0);
    EXPECT_EQ(figure("life.attended.theme_day", cast.committee).count, 9);
    auto told = json::parse(heard);
    EXPECT_EQ(told.at("guests").at(0).at("account_id").as_int64(), leader.account.value);
    EXPECT_EQ(told.at("guests").at(0).at("member_id").as_int64(), leader_member.value);
    EXPECT_EQ(told.at("kind").as_string(), "theme_day");
    EXPECT_EQ(app.get(leader, "/api/v1/my-attendance?year=2021")["study_minutes"].as_int64(), 120);
    // A stranger from beside is no guest whom this secretary could name.
    body["guests"] = json::array{json::object{{"member_id", cast.other_members[0].value}}};
    EXPECT_EQ(app.post(cast.secretary, "/api/v1/meetings/records", body).faults(), "#/guests/0 unknown_reference");
    body["guests"] = json::array{json::object{{"account_id", cast.other_secretary.account.value}}};
    EXPECT_EQ(app.post(cast.secretary, "/api/v1/meetings/records", body).faults(), "#/guests/0 unknown_reference");
}

TEST_P(Meetings, are_amended_by_counter_facts) {
    auto made = app.post(cast.secretary, "/api/v1/meetings/records", record());
    ASSERT_EQ(made.status, 201) << made.text;
    json::object amendment{{"reason", "漏记一人"}, {"marks", json::array{json::object{{"member_id", cast.members[8].value}, {"state", "present"}}}}};
    auto amended = app.send(cast.secretary, http::Method::post, path(made.id(), "/amendment"), json::serialize(amendment), {made.version()});
    ASSERT_EQ(amended.status, 200) << amended.text;
    EXPECT_EQ(amended["present"].as_int64(), 9);
    EXPECT_EQ(amended["amendments"].as_int64(), 1);
    EXPECT_EQ(amended["duration"].as_int64(), 120);
    EXPECT_EQ(figure("life.held.theme_day", cast.committee).count, 1);
    EXPECT_EQ(figure("life.attended.theme_day", cast.committee).count, 9);
    EXPECT_EQ(figure("life.attended.theme_day", cast.committee).units, 1);
    EXPECT_EQ(app.read([](const View& view) { return rollup::verify(view).size(); }), 0u);
    EXPECT_EQ(app.send(cast.secretary, http::Method::post, path(made.id(), "/amendment"), json::serialize(amendment), {made.version()}).problem(), "stale");
    amendment["reason"] = "";
    EXPECT_EQ(app.send(cast.secretary, http::Method::post, path(made.id(), "/amendment"), json::serialize(amendment), {amended.version()}).faults(), "#/reason required");
}

TEST_P(Meetings, complete_a_plan_with_a_whole_record) {
    auto planned = app.post(cast.secretary, "/api/v1/meetings", plan());
    app.at("2021-03-15T09:00");
    json::object body{{"meeting_id", planned.id()}, {"held_at", "2021-03-12T14:30"}, {"present", ids(cast.members, 0, 7)}, {"minutes", "已开"}};
    auto made = app.post(cast.secretary, "/api/v1/meetings/records", body);
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made.id(), planned.id());
    EXPECT_EQ(made["title"].as_string(), "走进社区办实事");
    EXPECT_EQ(made["duration"].as_int64(), 120);
    EXPECT_EQ(app.post(cast.secretary, "/api/v1/meetings/records", body).problem(), "meeting-closed");
}

// ---- Signing in ---------------------------------------------------------------------------------------------------------

class SignIn : public Meetings {
protected:
    SignIn() {
        meeting = app.post(cast.secretary, "/api/v1/meetings", plan()).id();
        app.at("2021-03-12T14:30:00");
        app.post(cast.secretary, path(meeting, "/opening"));
    }
    std::string code() {
        auto shown = app.get(cast.secretary, path(meeting, "/sign-code"));
        EXPECT_EQ(shown.status, 200) << shown.text;
        auto link = std::string{shown["link"].as_string()};
        return link.substr(link.rfind("c=") + 2);
    }
    std::int64_t meeting{};
};
ZHIBU_ON_BOTH_ENGINES(SignIn);

TEST_P(SignIn, takes_the_code_of_its_step_and_of_the_one_before_once) {
    auto first = code();
    app.at("2021-03-12T14:30:29");
    auto sign = [&](const Person& who, const std::string& with) { return app.post(who, path(meeting, "/signature"), {{"code", with}}); };
    auto answer = sign(cast.member, first);
    EXPECT_EQ(answer.status, 201) << answer.text;
    EXPECT_EQ(answer["signed_by"].as_string(), "qr");
    auto again = sign(cast.member, first);
    EXPECT_EQ(again.status, 200) << again.text;
    EXPECT_EQ(again["signed_at"].as_string(), answer["signed_at"].as_string());
    app.at("2021-03-12T14:30:31");
    EXPECT_NE(code(), first);
    EXPECT_EQ(sign(cast.secretary, first).faults(), "#/code sign_code_old");
    EXPECT_EQ(sign(cast.secretary, code()).status, 201);
    EXPECT_EQ(sign(cast.other_member, code()).status, 404) << "invisible to strangers";
    EXPECT_EQ(sign(cast.organ_clerk, code()).problem(), "forbidden");
    EXPECT_EQ(app.get(cast.member, path(meeting, "/sign-code")).problem(), "forbidden");
    EXPECT_EQ(app.get(cast.secretary, path(meeting))["tally"].at("present").as_int64(), 2);
}

TEST_P(SignIn, stops_those_who_guess) {
    for (int i = 0; i < 10; ++i) EXPECT_EQ(app.post(cast.member, path(meeting, "/signature"), {{"code", "0123456789abcdef"}}).status, 422);
    auto refused = app.post(cast.member, path(meeting, "/signature"), {{"code", code()}});
    EXPECT_EQ(refused.status, 429) << refused.text;
    app.at("2021-03-12T14:40:05");
    EXPECT_EQ(app.post(cast.member, path(meeting, "/signature"), {{"code", code()}}).status, 201);
}

TEST_P(SignIn, accepts_a_scan_that_waited_for_the_network) {
    auto scanned = code();
    app.at("2021-03-12T15:00");
    json::array marks{json::object{{"member_id", cast.members[0].value}, {"state", "present"}}};
    app.post(cast.secretary, path(meeting, "/marks"), {{"marks", marks}});
    auto closed = app.post(cast.secretary, path(meeting, "/closure"), {{"minutes", ""}});
    ASSERT_EQ(closed.status, 200) << closed.text;
    EXPECT_EQ(app.post(cast.member, path(meeting, "/signature"), {{"code", scanned}}).problem(), "meeting-closed");
    EXPECT_EQ(app.post(cast.member, path(meeting, "/signature"), {{"code", scanned}, {"scanned_at", "2021-03-12T15:30"}}).problem(), "meeting-closed");
    app.at("2021-03-12T20:00");
    auto late = app.post(cast.member, path(meeting, "/signature"), {{"code", scanned}, {"scanned_at", "2021-03-12T14:30:05"}});
    EXPECT_EQ(late.status, 201) << late.text;
    EXPECT_EQ(late["signed_by"].as_string(), "qr_later");
    EXPECT_EQ(figure("life.attended.theme_day", cast.branch).count, 2);
    EXPECT_EQ(app.get(cast.secretary, path(meeting))["present"].as_int64(), 2);
    app.at("2021-03-14T20:00");
    auto third = app.person("第三人", {{Role::member, cast.branch}}, cast.members[2]);
    EXPECT_EQ(app.post(third, path(meeting, "/signature"), {{"code", scanned}, {"scanned_at", "2021-03-12T14:30:05"}}).problem(), "meeting-closed") << "a day later is too late";
}

// ---- Who may what -------------------------------------------------------------------------------------------------------

TEST_P(Meetings, are_seen_and_kept_within_scopes) {
    auto planned = app.post(cast.secretary, "/api/v1/meetings", plan()).id();
    auto held = app.post(cast.secretary, "/api/v1/meetings/records", record()).id();
    auto talk = record("heart_talk", 2);
    talk["present"] = ids(cast.members, 1, 3);
    auto talked = app.post(cast.secretary, "/api/v1/meetings/records", talk).id();
    auto bystander = app.person("旁人", {{Role::member, cast.branch}}, cast.members[5]);
    struct Row {
        const char* who;
        Person person;
        int sees, keeps, sees_talk;  // statuses
    } table[] = {{"administrator", cast.administrator, 200, 403, 200}, {"auditor", cast.auditor, 200, 403, 200},
                 {"committee clerk", cast.clerk, 200, 200, 200},       {"leader", cast.leader, 200, 403, 200},
                 {"inspector", cast.inspector, 200, 403, 200},         {"organ clerk", cast.organ_clerk, 200, 200, 200},
                 {"secretary", cast.secretary, 200, 200, 200},         {"member who talked", cast.member, 200, 403, 200},
                 {"member who did not", bystander, 200, 403, 404},     {"secretary beside", cast.sibling_secretary, 404, 404, 404},
                 {"organ clerk beside", cast.other_organ_clerk, 404, 404, 404}, {"secretary elsewhere", cast.other_secretary, 404, 404, 404},
                 {"member elsewhere", cast.other_member, 404, 404, 404}};
    for (auto& row : table) {
        SCOPED_TRACE(row.who);
        EXPECT_EQ(app.get(row.person, path(planned)).status, row.sees);
        EXPECT_EQ(app.get(row.person, path(held)).status, row.sees);
        EXPECT_EQ(app.get(row.person, path(talked)).status, row.sees_talk);
        EXPECT_EQ(app.get(row.person, "/api/v1/meetings")["total"].as_int64(), row.sees == 404 ? 0 : row.sees_talk == 404 ? 2 : 3);
        EXPECT_EQ(app.patch(row.person, path(planned), {{"place", "礼堂"}}, app.get(cast.clerk, path(planned)).version()).status, row.keeps);
        EXPECT_EQ(app.post(row.person, path(planned, "/invitation"), {{"guests", json::array{}}}).status, row.keeps);
        EXPECT_EQ(app.post(row.person, "/api/v1/meetings", plan()).status, row.keeps == 200 ? 201 : 403);
        if (row.keeps == 200) EXPECT_EQ(app.send(cast.clerk, http::Method::post, "/api/v1/meetings/" + std::to_string([&] {
                                            auto found = app.get(row.person, "/api/v1/meetings?state=planned&sort=-id");
                                            return found["items"].at(0).at("id").as_int64();
                                        }()) + "/cancellation", "{\"reason\":\"测试\"}").status, 200);
        for (auto verb : {"/opening", "/marks", "/closure", "/cancellation", "/amendment"})
            if (row.keeps != 200)
                EXPECT_EQ(app.send(row.person, http::Method::post, path(planned, verb), verb == std::string{"/marks"} ? "{\"marks\":[{\"state\":\"present\"}]}" : verb == std::string{"/opening"} || verb == std::string{"/closure"} ? "{}" : "{\"reason\":\"无\"}").status, row.keeps) << verb;
        app->database->write([&](db::Session& s) { s.execute("UPDATE meeting SET state = 'cancelled' WHERE id NOT IN (?,?,?)", planned, held, talked), s.execute("DELETE FROM meeting WHERE id NOT IN (?,?,?)", planned, held, talked); });
    }
}

TEST_P(Meetings, keep_unfinished_minutes_from_members) {
    auto planned = app.post(cast.secretary, "/api/v1/meetings", plan()).id();
    auto saved = app.send(cast.secretary, http::Method::patch, path(planned, "/paper"), "{\"minutes\":\"草稿\"}", {1});
    ASSERT_EQ(saved.status, 200) << saved.text;
    EXPECT_EQ(saved.version(), 2);
    EXPECT_EQ(app.get(cast.secretary, path(planned))["paper"].at("minutes").as_string(), "草稿");
    EXPECT_EQ(app.get(cast.member, path(planned))["paper"].at("minutes").as_string(), "");
    EXPECT_EQ(app.send(cast.secretary, http::Method::patch, path(planned, "/paper"), "{\"minutes\":\"旧\"}", {1}).problem(), "stale");
}

}  // namespace
}  // namespace zhibu::testkit
