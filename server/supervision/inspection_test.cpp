// Inspections from plan to report, draws that can be computed again, letters with number, receipt and the look at the burden.
#include <fmt/format.h>

#include "kernel/secret/draw.hpp"
#include "supervision/inspection.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

TEST(Draw, anybody_computes_the_same) {
    // Computed with Python: sorted(range(1, 11), key=lambda i: blake2b(f'zhibu:{i}', 32))
    std::vector<std::int64_t> population{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    EXPECT_EQ(draw::order("zhibu", population), (std::vector<std::int64_t>{1, 2, 3, 6, 8, 7, 10, 4, 5, 9}));
    EXPECT_EQ(draw::hash(population), "ea2d7c04aa56673204bdb81738ee1bcdbc515c9f9bcd363ca94184801b7bf560");
    EXPECT_NE(draw::order("zhibv", population), draw::order("zhibu", population));
}

class Inspections : public OnBothEngines {
protected:
    Cast cast{app};
    Answer plan(const Person& who, std::string coverage = "direct_below", json::object more = {}) {
        json::object body{{"title", "机关党建专题调研督导"}, {"kind", "research"}, {"organization_id", cast.committee.value}, {"coverage", coverage}, {"starts_on", "2021-12-01"},
                          {"ends_on", "2022-01-28"}, {"checklist", "organ_party_building"}};
        for (auto& [key, value] : more) body[key] = value;
        return app.post(who, "/api/v1/inspections", body);
    }
    Answer team(std::int64_t inspection, json::array members = {}) {
        return app.post(cast.clerk, fmt::format("/api/v1/inspections/{}/teams", inspection), {{"name", "第一组"}, {"lead_id", cast.inspector.account.value}, {"members", members}});
    }
    Answer open(std::int64_t inspection) {
        auto path = fmt::format("/api/v1/inspections/{}", inspection);
        return app.post(cast.clerk, path + "/opening", json::object{}, {.version = app.get(cast.clerk, path).version()});
    }
    std::int64_t visit_of(std::int64_t inspection, Id<Organization> where) {
        return app.get(cast.clerk, fmt::format("/api/v1/visits?inspection_id={}&organization_id={}", inspection, where.value))["items"].at(0).at("id").as_int64();
    }
    std::int64_t fact(std::string_view kind, Id<Organization> where, Period period = Period::whole_year(2021)) {
        return app.read([&](const View& view) { return rollup::of(view, kind, where, period).count; });
    }
};
ZHIBU_ON_BOTH_ENGINES(Inspections);

TEST_P(Inspections, who_may_plan) {
    struct {
        const char* who;
        Person person;
        int status;
    } table[] = {{"clerk", cast.clerk, 201}, {"inspector", cast.inspector, 403}, {"leader", cast.leader, 403}, {"administrator", cast.administrator, 403},
                 {"auditor", cast.auditor, 403}, {"organ clerk", cast.organ_clerk, 403}, {"secretary", cast.secretary, 403}, {"member", cast.member, 403}};
    for (auto& row : table) EXPECT_EQ(plan(row.person).status, row.status) << row.who;
    EXPECT_EQ(plan(cast.clerk, "chosen").faults(), "#/chosen required");
    EXPECT_EQ(plan(cast.clerk, "chosen", {{"chosen", json::array{cast.branch.value, 999999}}}).faults(), "#/chosen/1 unknown_reference");
    EXPECT_EQ(plan(cast.clerk, "all_below", {{"ends_on", "2021-11-01"}, {"checklist", "none"}}).faults(), "#/ends_on before_start, #/checklist not_one_of");
}

TEST_P(Inspections, from_plan_to_report_with_its_facts) {
    auto id = plan(cast.clerk).id();
    auto path = fmt::format("/api/v1/inspections/{}", id);
    EXPECT_EQ(app.get(cast.clerk, path)["progress"].at("covered").as_int64(), 3);
    EXPECT_EQ(team(id, json::array{cast.secretary.account.value}).faults(), "#/members/1 not_an_inspector");
    ASSERT_EQ(team(id).status, 201);
    EXPECT_EQ(team(id).faults(), "#/name taken");
    EXPECT_EQ(app.get(cast.organ_clerk, path).status, 404) << "not yet theirs to see";
    ASSERT_EQ(open(id).status, 200);
    EXPECT_EQ(open(id).problem(), "inspection-has-begun");
    EXPECT_EQ(app.get(cast.organ_clerk, path).status, 200);
    EXPECT_EQ(app.get(cast.secretary, path).status, 404) << "the organ is inspected, not its branch";
    EXPECT_EQ(fact("burden.asked.inspection", cast.committee), 3);
    EXPECT_EQ(fact("supervision.inspected", cast.committee), 0);

    auto visit = visit_of(id, cast.organ);
    auto at = fmt::format("/api/v1/visits/{}", visit);
    auto stranger = app.person("别组督导员", {{Role::inspector, cast.committee}});
    json::object ticks{{"ticks", json::array{{{"item", "minutes"}, {"result", "problem"}, {"note", "无讨论内容"}}, {{"item", "dues"}, {"result", "ok"}}}}};
    struct {
        const char* who;
        Person person;
        int status;
    } table[] = {{"team", cast.inspector, 200}, {"clerk", cast.clerk, 200}, {"inspector of no team", stranger, 403}, {"leader", cast.leader, 403}, {"organ clerk", cast.organ_clerk, 403},
                 {"other organ clerk", cast.other_organ_clerk, 404}, {"secretary", cast.secretary, 404}, {"member", cast.member, 404}, {"auditor", cast.auditor, 403}};
    for (auto& row : table) EXPECT_EQ(app.post(row.person, at + "/ticks", ticks).status, row.status) << row.who;
    EXPECT_EQ(app.post(cast.inspector, at + "/ticks", {{"ticks", json::array{{{"item", "weather"}, {"result", "ok"}}}}}).faults(), "#/ticks/0/item not_one_of");
    EXPECT_EQ(app.post(cast.inspector, at + "/report", {{"conclusion", "总体较好"}}).problem(), "not-visited-yet");
    EXPECT_EQ(app.post(cast.inspector, at + "/arrival", {{"visited_on", "2021-12-29"}}).faults(), "#/visited_on in_the_future");
    EXPECT_EQ(app.post(cast.inspector, at + "/arrival", {{"attended_by", "机关党委书记"}}).status, 200);
    EXPECT_EQ(app.post(cast.inspector, at + "/arrival").status, 200) << "told twice by two phones";
    EXPECT_EQ(fact("supervision.inspected", cast.committee), 1);
    auto shown = app.get(cast.inspector, at);
    EXPECT_EQ(shown["items"].as_array().size(), 13u);
    EXPECT_EQ(shown["items"].at(2).at("shown").at("count").as_int64(), 0);
    // What a branch below held counts for the organ, and the figure opens to as many records.
    auto kind = std::string{shown["items"].at(2).at("shown").at("kind").as_string()};
    app.write([&](Transaction& t) {
        for (auto on : {Date::of(2021, 3, 2), Date::of(2021, 4, 2), Date::of(2020, 4, 2)}) t.facts.add({.kind = kind, .organization = cast.branch, .on = on}, {"import", on.day() + on.month() * 40 + on.year()});
    });
    auto counted = app.get(cast.inspector, at)["items"].at(2).at("shown");
    EXPECT_EQ(counted.at("count").as_int64(), 2);
    auto records = fmt::format("/api/v1/facts?kind={}&organization_within={}&period={}", kind, cast.organ.value, std::string_view{counted.at("period").as_string()});
    EXPECT_EQ(app.get(cast.inspector, records)["total"].as_int64(), 2) << app.get(cast.inspector, records).text;
    auto problem = app.post(cast.inspector, "/api/v1/problems", {{"organization_id", cast.organ.value}, {"visit_id", visit}, {"item", "minutes"}, {"category", "record_thin"},
                                                                {"description", "会议记录无讨论内容"}, {"found_on", "2021-12-28"}});
    EXPECT_EQ(problem["inspection_id"].as_int64(), id) << problem.text;
    EXPECT_EQ(app.post(stranger, "/api/v1/problems", {{"organization_id", cast.organ.value}, {"visit_id", visit}, {"category", "dues"}, {"description", "收缴不及时"}, {"found_on", "2021-12-28"}}).status, 403);
    EXPECT_EQ(app.post(cast.inspector, "/api/v1/problems", {{"organization_id", cast.other_branch.value}, {"visit_id", visit}, {"category", "dues"}, {"description", "收缴不及时"}, {"found_on", "2021-12-28"}}).faults(),
              "#/visit_id unknown_reference");
    EXPECT_EQ(app.post(cast.inspector, at + "/report", {{"conclusion", "总体较好，记录需规范"}}).status, 200);
    EXPECT_EQ(app.post(cast.inspector, at + "/ticks", ticks).problem(), "visit-reported");
    auto progress = app.get(cast.clerk, path)["progress"].as_object();
    EXPECT_EQ(json::serialize(progress), R"({"covered":3,"assigned":2,"visited":1,"reported":1,"problems":1})");
    EXPECT_EQ(app.post(cast.clerk, path + "/closing", json::object{}, {.version = app.get(cast.clerk, path).version()}).status, 200);
    EXPECT_EQ(fact("burden.asked.inspection", cast.committee), 1) << "who was not visited was not troubled";
    EXPECT_EQ(app.post(cast.inspector, fmt::format("/api/v1/visits/{}/arrival", visit_of(id, cast.other_organ))).problem(), "inspection-not-open");
    EXPECT_TRUE(app.read([](const View& view) { return rollup::verify(view); }).empty());
}

TEST_P(Inspections, a_leader_who_came_along_has_visited_the_contact_point) {
    app.post(cast.clerk, "/api/v1/contact-points/assignments",
             {{"account_id", cast.leader.account.value}, {"organization_ids", json::array{cast.organ.value, cast.other_organ.value}}, {"valid_from", "2021-01-01"}, {"why", "分工"}});
    auto id = plan(cast.clerk).id();
    team(id), open(id);
    auto at = fmt::format("/api/v1/visits/{}", visit_of(id, cast.organ));
    auto before = app.get(cast.inspector, at);
    ASSERT_EQ(before["leaders"].as_array().size(), 1u) << before.text;
    EXPECT_FALSE(before["leaders"].at(0).at("there").as_bool());
    auto arrival = [&](json::array leaders) { return app.post(cast.inspector, at + "/arrival", {{"leaders", std::move(leaders)}}); };
    EXPECT_EQ(arrival({cast.leader.account.value, cast.organ_clerk.account.value}).faults(), "#/leaders/1 leads_elsewhere");
    EXPECT_EQ(fact("supervision.inspected", cast.committee), 0) << "nothing half done";
    EXPECT_EQ(arrival({}).status, 200);
    // Named afterwards, from the desk, before the visit is reported; a second arrival that says nothing changes nothing.
    EXPECT_EQ(arrival({cast.leader.account.value}).status, 200);
    EXPECT_EQ(app.post(cast.inspector, at + "/arrival").status, 200);
    EXPECT_EQ(fact("contact.visited", cast.organ), 0);
    EXPECT_EQ(app.post(cast.inspector, at + "/report", {{"conclusion", "总体较好"}}).status, 200);
    EXPECT_EQ(fact("contact.visited", cast.organ), 1);
    auto visits = app.get(cast.leader, "/api/v1/contact-visits?way=inspection");
    ASSERT_EQ(visits["total"].as_int64(), 1) << visits.text;
    EXPECT_EQ(visits["items"].at(0).at("organization_id").as_int64(), cast.organ.value);
    // The unit sees who came; whom else one might have named it does not.
    auto seen = app.get(cast.organ_clerk, at);
    ASSERT_EQ(seen["leaders"].as_array().size(), 1u);
    EXPECT_EQ(seen["leaders"].at(0).at("name").as_string(), "工委领导");
    EXPECT_EQ(app.get(cast.organ_clerk, fmt::format("/api/v1/visits/{}", visit_of(id, cast.other_organ))).status, 404);
}

TEST_P(Inspections, a_drawn_check_is_drawn_once_and_proved) {
    auto id = plan(cast.clerk, "drawn_branches").id();
    auto path = fmt::format("/api/v1/inspections/{}", id);
    EXPECT_EQ(open(id).problem(), "nothing-to-inspect");
    EXPECT_EQ(app.post(cast.inspector, path + "/draw", {{"take", 2}}).status, 403);
    EXPECT_EQ(app.post(cast.clerk, path + "/draw", {{"take", 9}}).faults(), "#/take too_large");
    auto draw = app.post(cast.clerk, path + "/draw", {{"take", 2}});
    ASSERT_EQ(draw.status, 201) << draw.text;
    EXPECT_EQ(draw["population"].as_array().size(), 4u);
    EXPECT_EQ(app.post(cast.clerk, path + "/draw", {{"take", 2}}).problem(), "already-drawn") << "nobody announces again until the seed pleases";
    EXPECT_FALSE(app.get(cast.auditor, path + "/draw/proof")["holds"].as_bool());
    auto result = fmt::format("/api/v1/draws/{}/result", draw.id());
    EXPECT_EQ(app.post(cast.clerk, result).status, 200);
    EXPECT_EQ(app.post(cast.clerk, result).problem(), "already-drawn");
    auto proof = app.get(cast.auditor, path + "/draw/proof");
    EXPECT_TRUE(proof["holds"].as_bool());
    std::vector<std::int64_t> population, drawn;
    for (auto& each : proof["population"].as_array()) population.push_back(each.as_int64());
    for (auto& each : proof["result"].as_array()) drawn.push_back(each.as_int64());
    auto again = draw::order(std::string{proof["seed"].as_string()}, population);
    again.resize(2);
    EXPECT_EQ(drawn, again);
    ASSERT_EQ(open(id).status, 200);
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/visits?inspection_id={}", id))["total"].as_int64(), 2);
    app.write([&](Transaction& t) { return t.session.execute("UPDATE draw SET result = ? WHERE tenant_id = 1 AND id = ?", "[1,2]", draw.id()); });
    EXPECT_FALSE(app.get(cast.auditor, path + "/draw/proof")["holds"].as_bool()) << "a result that was changed does not hold";
    EXPECT_EQ(app.get(cast.organ_clerk, fmt::format("/api/v1/draws/{}/proof", draw.id())).status, 404);
}

class Letters : public Inspections {
protected:
    Answer draft(const Person& who, Id<Organization> from, Id<Organization> to, json::array problems = {}, std::string kind = "reminder") {
        return app.post(who, "/api/v1/letters", {{"kind", kind}, {"issuer_id", from.value}, {"organization_id", to.value}, {"problem_ids", problems}});
    }
    std::int64_t raise(Id<Organization> where) {
        return app.post(cast.inspector, "/api/v1/problems", {{"organization_id", where.value}, {"category", "dues"}, {"description", "党费收缴不及时"}, {"found_on", "2021-12-20"}}).id();
    }
    Answer act(const Person& who, std::int64_t id, const std::string& what, json::object body = {}) {
        auto seen = app.get(cast.clerk, fmt::format("/api/v1/letters/{}", id));
        return app.post(who, fmt::format("/api/v1/letters/{}/{}", id, what), body, {.version = seen.status == 200 ? seen.version() : 1});
    }
    std::int64_t issued(Id<Organization> to, json::array problems = {}, std::string kind = "reminder") {
        auto id = draft(cast.clerk, cast.committee, to, problems, kind).id();
        auto answer = act(cast.clerk, id, "issue", {{"burden_seen", 99}});
        EXPECT_EQ(answer.status, 200) << answer.text;
        return id;
    }
};
ZHIBU_ON_BOTH_ENGINES(Letters);

TEST_P(Letters, who_may_write_to_whom) {
    struct {
        const char* who;
        Person person;
        Id<Organization> from, to;
        int status;
    } table[] = {{"clerk to an organ", cast.clerk, cast.committee, cast.organ, 201}, {"clerk to a branch", cast.clerk, cast.committee, cast.branch, 201},
                 {"organ to its branch", cast.organ_clerk, cast.organ, cast.branch, 201}, {"organ to another's branch", cast.organ_clerk, cast.organ, cast.other_branch, 422},
                 {"organ to itself", cast.organ_clerk, cast.organ, cast.organ, 422}, {"organ in the committee's name", cast.organ_clerk, cast.committee, cast.branch, 403},
                 {"clerk in the organ's name", cast.clerk, cast.organ, cast.branch, 403}, {"inspector", cast.inspector, cast.committee, cast.organ, 403},
                 {"leader", cast.leader, cast.committee, cast.organ, 403}, {"secretary upwards", cast.secretary, cast.branch, cast.organ, 422}, {"member", cast.member, cast.committee, cast.branch, 403}};
    for (auto& row : table) EXPECT_EQ(draft(row.person, row.from, row.to).status, row.status) << row.who;
    EXPECT_EQ(draft(cast.clerk, cast.committee, cast.organ, {}, "pledge").faults(), "#/kind not_one_of");
    EXPECT_EQ(draft(cast.clerk, cast.committee, cast.organ, json::array{raise(cast.other_branch)}).faults(), "#/problem_ids/0 unknown_reference") << "not of the receiver";
    EXPECT_EQ(draft(cast.organ_clerk, cast.organ, cast.branch, json::array{raise(cast.branch)}).faults(), "#/problem_ids/0 unknown_reference") << "not yet fed back to the organ";
}

TEST_P(Letters, a_discarded_draft_comes_back_for_whoever_signs) {
    auto letter = draft(cast.clerk, cast.committee, cast.organ);
    auto path = fmt::format("/api/v1/letters/{}", letter.id());
    auto gone = app.send(cast.clerk, http::Method::remove, path, "", {letter.version()});
    ASSERT_EQ(gone.status, 200) << gone.text;
    EXPECT_EQ(app.get(cast.clerk, path).status, 404);
    auto restoration = fmt::format("/api/v1/recycle-bin/{}/restoration", gone["recycled"].as_int64());
    for (auto* other : {&cast.organ_clerk, &cast.secretary, &cast.leader, &cast.auditor}) EXPECT_EQ(app.post(*other, restoration).status, 404);
    auto back = app.post(cast.clerk, restoration);
    ASSERT_EQ(back.status, 200) << back.text;
    EXPECT_EQ(app.get(cast.clerk, path)["title"].as_string(), letter["title"].as_string());
    EXPECT_EQ(act(cast.clerk, letter.id(), "issue", {{"burden_seen", 99}}).status, 200) << "with its course where it stood";
}

TEST_P(Letters, numbers_run_without_gaps_and_one_letter_feeds_back_many_problems) {
    auto first = raise(cast.branch), second = raise(cast.organ);
    auto id = issued(cast.organ, json::array{first, second});
    auto letter = app.get(cast.organ_clerk, fmt::format("/api/v1/letters/{}", id));
    EXPECT_EQ(letter["number"].as_string(), "直工提〔2021〕1号");
    EXPECT_EQ(letter["reply_due_on"].as_string(), "2022-01-12");  // ten working days from 28 December; New Year's 1 to 3 January are off
    EXPECT_EQ(letter["problems"].as_array().size(), 2u);
    for (auto problem : {first, second}) EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/problems/{}", problem))["state"].as_string(), "fed_back");
    EXPECT_EQ(fact("supervision.problem_fed_back", cast.organ), 2);
    EXPECT_EQ(fact("supervision.letter_sent", cast.organ), 1);
    EXPECT_EQ(fact("burden.asked.letter", cast.organ), 1);
    // An issue that fails takes no number.
    auto refused = draft(cast.clerk, cast.committee, cast.organ).id();
    EXPECT_EQ(act(cast.clerk, refused, "issue").faults(), "#/burden_seen burden_not_confirmed");
    auto changed = act(cast.clerk, refused, "issue", {{"burden_seen", 0}});
    EXPECT_EQ(changed.problem(), "burden-changed");
    EXPECT_EQ(changed["detail"].as_string(), "本月已向该单位提出 1 件要求，请重新确认后再印发。");
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/letters/{}", issued(cast.other_organ)))["number"].as_string(), "直工提〔2021〕2号");
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/letters/{}", issued(cast.organ, {}, "supervision")))["number"].as_string(), "直工督〔2021〕1号");
    app.at("2022-01-04T09:00");
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/letters/{}", issued(cast.organ)))["number"].as_string(), "直工提〔2022〕1号");
    EXPECT_EQ(fact("supervision.letter_sent", cast.committee), 3);
}

TEST_P(Letters, receipt_reply_with_a_pledge_and_closing) {
    auto id = issued(cast.organ, json::array{raise(cast.organ)}, "supervision");
    struct {
        const char* who;
        Person person;
        const char* what;
        int status;
    } table[] = {{"sender receives", cast.clerk, "receipt", 403}, {"branch receives the organ's", cast.secretary, "receipt", 404}, {"another organ", cast.other_organ_clerk, "receipt", 404},
                 {"reply before receipt", cast.organ_clerk, "reply", 409}, {"close before receipt", cast.clerk, "closure", 409}, {"receiver", cast.organ_clerk, "receipt", 200},
                 {"receiver again", cast.organ_clerk, "receipt", 409}, {"sender replies", cast.clerk, "reply", 403}, {"receiver closes", cast.organ_clerk, "closure", 403},
                 {"receiver replies", cast.organ_clerk, "reply", 200}, {"sender closes", cast.clerk, "closure", 200}, {"closed for good", cast.organ_clerk, "reply", 409}};
    for (auto& row : table) {
        auto body = std::string_view{row.what} == "reply" ? json::object{{"reply", "已研究整改措施，逐项落实"}, {"pledge", true}} : json::object{};
        auto answer = act(row.person, id, row.what, body);
        EXPECT_EQ(answer.status, row.status) << row.who << " " << answer.text;
    }
    auto pledge = app.get(cast.clerk, fmt::format("/api/v1/letters/{}", id))["pledge_id"].as_int64();
    auto shown = app.get(cast.clerk, fmt::format("/api/v1/letters/{}", pledge));
    EXPECT_EQ(shown["number"].as_string(), "整改诺〔2021〕1号");
    EXPECT_EQ(shown["issuer_id"].as_int64(), cast.organ.value);
    EXPECT_EQ(act(cast.organ_clerk, pledge, "receipt").status, 403) << "one does not receive one's own pledge";
    EXPECT_EQ(act(cast.clerk, pledge, "receipt").status, 200);
    EXPECT_EQ(fact("burden.asked.letter", cast.organ), 1) << "a pledge asks nothing of the unit";
    EXPECT_EQ(fact("burden.asked.letter", cast.committee), 1);
}

TEST_P(Letters, the_paper_and_who_sees_a_draft) {
    auto id = draft(cast.clerk, cast.committee, cast.organ, json::array{raise(cast.branch)}).id();
    auto path = fmt::format("/api/v1/letters/{}", id);
    EXPECT_EQ(app.get(cast.organ_clerk, path).status, 404) << "a draft is the sender's";
    EXPECT_EQ(app.get(cast.auditor, path).status, 200);
    auto paper = app.get(cast.clerk, path + "/document");
    EXPECT_EQ(paper["mark"].as_string(), "市直机关工委");
    EXPECT_EQ(paper["number"].as_string(), "");
    EXPECT_EQ(paper["paragraphs"].at(1).as_string(), "1. 财政局第一党支部：党费收缴不及时。");
    EXPECT_EQ(act(cast.clerk, id, "issue", {{"burden_seen", 0}}).status, 200);
    EXPECT_EQ(app.get(cast.clerk, path + "/document")["paragraphs"].at(2).as_string(), "请于2022年1月12日前书面反馈整改情况。我委将适时开展“回头看”。");
    EXPECT_TRUE(app.get(cast.organ_clerk, path + "/document?format=pdf").text.starts_with("%PDF"));
    EXPECT_TRUE(app.get(cast.organ_clerk, path + "/document?format=docx").text.starts_with("PK"));
    EXPECT_EQ(app.get(cast.secretary, path + "/document?format=pdf").status, 404);
    EXPECT_EQ(app.patch(cast.clerk, path, {{"title", "改"}}, app.get(cast.clerk, path).version()).status, 403);
    auto burden = app.get(cast.organ_clerk, fmt::format("/api/v1/burden?organization_id={}&period=2021-12", cast.organ.value));
    EXPECT_EQ(burden["total"].as_int64(), 1);
    EXPECT_EQ(burden["asked"].at("letter").as_int64(), 1);
    EXPECT_EQ(burden["records"].at(0).at("source_id").as_int64(), id);
    EXPECT_EQ(app.get(cast.organ_clerk, fmt::format("/api/v1/burden?organization_id={}", cast.other_organ.value)).status, 404);
}

}  // namespace zhibu::testkit
