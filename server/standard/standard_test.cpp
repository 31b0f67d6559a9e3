// A round through the routes, from its plan to a withdrawn grade: what ticks itself, who may take which step, what each grade leaves behind.
#include <fmt/format.h>

#include "standard/record.hpp"
#include "testkit/places.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class Acceptance : public OnBothEngines {
protected:
    Acceptance() {
        app.at("2022-01-10T09:00:00+08:00");
        handler = app.person("异议处理人", {{Role::leader, cast.committee}});
        second_clerk = app.person("第二干事", {{Role::organ_clerk, cast.organ}});
    }
    void held(Id<Organization> where, const std::string& kind, int times, const std::vector<Id<Member>>& present = {}, std::int64_t minutes = 0) {
        auto first = source_;
        source_ += times;
        app.write([&](Transaction& t) {
            for (int i = 0; i < times; ++i) {
                Source from{"meeting", first + i};
                auto on = Date::of(2021, 1 + i * 12 / times, 10);
                t.facts.add({.kind = "life.held." + kind, .organization = where, .on = on}, from);
                t.facts.add({.kind = "life.entitled." + kind, .organization = where, .on = on, .amount = std::int64_t(present.size())}, from);
                for (auto member : present) t.facts.add({.kind = "life.attended." + kind, .organization = where, .member = member, .on = on, .amount = minutes}, from);
            }
        });
    }
    // A branch that did everything in 2021 which records can tell, but for the term, which nobody entered.
    void good_year(Id<Organization> where, const std::vector<Id<Member>>& people) {
        held(where, "general_meeting", 4, people, 60), held(where, "committee_meeting", 12), held(where, "party_lecture", 4, people, 90), held(where, "theme_day", 12, people, 120);
        held(where, "organization_life", 1, people, 120), held(where, "democratic_review", 1, people, 60), held(where, "heart_talk", 1, people, 0), held(where, "volunteer", 2, people, 60);
    }
    json::object plan(json::object more = {}) {
        json::object all{{"organization_id", cast.committee.value}, {"title", "2021年度达标验收"}, {"standard", "standard/standard.toml"}, {"period", "2021"}, {"handler_id", handler.account.value}};
        for (auto& [key, value] : more) all[key] = value;
        return all;
    }
    std::string round_path(const char* rest = "") { return fmt::format("/api/v1/standard-rounds/{}{}", round, rest); }
    void open_round() {
        auto made = app.post(cast.clerk, "/api/v1/standard-rounds", plan());
        ASSERT_EQ(made.status, 201) << made.text;
        round = made.id();
        auto opened = app.post(cast.clerk, round_path("/opening"), json::object{}, {made.version()});
        ASSERT_EQ(opened.status, 200) << opened.text;
    }
    std::int64_t sheet_of(Id<Organization> organization) {
        return *app.read([&](const View& view) { return view.session.integer("SELECT id FROM standard_sheet WHERE tenant_id = 1 AND round_id = ? AND organization_id = ?", round, organization); });
    }
    static std::string path(std::int64_t sheet, const std::string& rest = "") { return fmt::format("/api/v1/standard-sheets/{}{}", sheet, rest); }
    Answer shown(std::int64_t sheet) { return app.get(cast.clerk, path(sheet)); }
    std::string state(std::int64_t sheet) { return std::string{shown(sheet)["state"].as_string()}; }
    Answer act(const Person& who, std::int64_t sheet, const std::string& rest, json::object body = {}) { return app.post(who, path(sheet, rest), body, {shown(sheet).version()}); }
    Answer step(const Person& who, std::int64_t sheet, const std::string& verb, const std::string& note = "") { return act(who, sheet, "/steps/" + verb, note.empty() ? json::object{} : json::object{{"note", note}}); }
    json::object item(const Answer& sheet, std::string_view name) {
        for (auto& section : sheet["whole"].at("sections").as_array())
            for (auto& each : section.at("items").as_array())
                if (each.at("name").as_string() == name) return each.as_object();
        return {};
    }
    static constexpr const char* evidence[] = {"secretary_training", "duty_report", "dues", "developing", "vanguard"};
    static constexpr const char* on_site[] = {"room", "archive", "opinion"};
    Answer claim_all(const Person& who, std::int64_t sheet, const char* met = "yes") {
        json::array claims;
        for (auto name : evidence) claims.push_back({{"item", name}, {"met", met}, {"words", "见材料"}});
        return app.post(who, path(sheet, "/claims"), json::object{{"claims", claims}});
    }
    Answer mark_all(const Person& who, std::int64_t sheet, std::initializer_list<const char*> names, const char* rest, const char* met = "yes") {
        json::array marks;
        for (auto name : names) marks.push_back({{"item", name}, {"met", met}, {"note", std::string_view{met} == "yes" ? "" : "材料不全"}});
        return app.post(who, path(sheet, rest), json::object{{"marks", marks}});
    }
    Answer review_all(const Person& who, std::int64_t sheet) { return mark_all(who, sheet, {"secretary_training", "duty_report", "dues", "developing", "vanguard"}, "/marks"); }
    Answer see_all(const Person& who, std::int64_t sheet, const char* met = "yes") { return mark_all(who, sheet, {"room", "archive", "opinion"}, "/on-site-marks", met); }
    // Until the committee may grade it.
    std::int64_t reviewed(const Person& secretary, Id<Organization> branch, const Person& reviewer) {
        auto sheet = sheet_of(branch);
        EXPECT_EQ(claim_all(secretary, sheet).status, 200);
        EXPECT_EQ(step(secretary, sheet, "submit").status, 200);
        EXPECT_EQ(review_all(reviewer, sheet).status, 200);
        EXPECT_EQ(step(reviewer, sheet, "accept").status, 200);
        return sheet;
    }
    Answer grade(const Person& who, std::int64_t sheet, const char* name = "", const char* reason = "") { return act(who, sheet, "/grade", {{"grade", name}, {"reason", reason}}); }
    std::int64_t measure(const char* name, Id<Organization> organization, int year = 2022) {
        return app.read([&](const View& view) { return view.app.measures.of(name, view, organization, Period::whole_year(year)).value; });
    }
    std::int64_t fact(const char* kind, Id<Organization> organization) {
        return app.read([&](const View& view) { return rollup::of(view, kind, organization, Period::whole_year(view.today().year())).count; });
    }
    std::string inbox(const Person& who) {
        std::string out;
        auto seen = app.get(who, "/api/v1/inbox");
        for (auto& each : seen["items"].as_array())
            if (each.at("kind").as_string().starts_with("standard.")) out += (out.empty() ? "" : " ") + std::string{each.at("kind").as_string()}.substr(9) + (each.at("due_on").is_string() ? "@" + std::string{each.at("due_on").as_string()} : "");
        return out;
    }
    Cast cast{app};
    Person handler, second_clerk;
    std::int64_t round{}, source_{5000};
};
ZHIBU_ON_BOTH_ENGINES(Acceptance);

TEST_P(Acceptance, rounds_are_held_by_the_committees_clerks) {
    struct Row {
        const char* who;
        Person person;
        int status;
    } table[] = {{"clerk", cast.clerk, 201}, {"administrator", cast.administrator, 403}, {"auditor", cast.auditor, 403}, {"leader", cast.leader, 403}, {"inspector", cast.inspector, 403},
                 {"organ clerk", cast.organ_clerk, 403}, {"secretary", cast.secretary, 403}, {"member", cast.member, 403}};
    for (auto& row : table) EXPECT_EQ(app.post(row.person, "/api/v1/standard-rounds", plan()).status, row.status) << row.who;
    struct Wrong {
        json::object more;
        const char* faults;
    } wrong[] = {{{{"standard", "standard/none.toml"}}, "#/standard not_one_of"}, {{{"standard", "standard/cadence.toml"}}, "#/standard not_one_of"}, {{{"period", "2023"}}, "#/period not_begun"},
                 {{{"self_check_until", "2022-01-09"}}, "#/self_check_until in_the_past"}, {{{"handler_id", 999999}}, "#/handler_id unknown_reference"}};
    for (auto& each : wrong) EXPECT_EQ(app.post(cast.clerk, "/api/v1/standard-rounds", plan(each.more)).faults(), each.faults);
}

TEST_P(Acceptance, opening_gives_each_branch_below_a_sheet_with_the_organ_that_reviews) {
    auto made = app.post(cast.clerk, "/api/v1/standard-rounds", plan({{"self_check_until", "2022-01-28"}}));
    round = made.id();
    EXPECT_EQ(app.get(cast.clerk, round_path())["progress"].at("total").as_int64(), 4);
    EXPECT_EQ(app.get(cast.secretary, round_path()).status, 404) << "planned is nobody else's business";
    EXPECT_EQ(app.post(cast.organ_clerk, round_path("/opening"), json::object{}, {1}).status, 404);
    EXPECT_EQ(app.post(cast.clerk, round_path("/opening"), json::object{}, {7}).status, 412);
    EXPECT_EQ(app.post(cast.clerk, round_path("/opening"), json::object{}, {1}).status, 200);
    EXPECT_EQ(app.post(cast.clerk, round_path("/opening"), json::object{}, {2}).status, 403) << "once";
    EXPECT_EQ(app.patch(cast.clerk, round_path(), {{"title", "x"}}, 2).status, 403);
    struct Row {
        const char* what;
        Id<Organization> branch, organ;
    } table[] = {{"first branch", cast.branch, cast.organ}, {"second", cast.sibling_branch, cast.organ}, {"of the other organ", cast.other_branch, cast.other_organ}, {"directly below", cast.direct_branch, cast.committee}};
    for (auto& row : table) {
        auto sheet = shown(sheet_of(row.branch));
        EXPECT_EQ(sheet["organ_id"].as_int64(), row.organ.value) << row.what;
        EXPECT_EQ(sheet["due_on"].as_string(), "2022-01-28") << row.what;
    }
    EXPECT_EQ(app.get(cast.secretary, "/api/v1/standard-sheets")["total"].as_int64(), 1);
    EXPECT_EQ(app.get(cast.organ_clerk, "/api/v1/standard-sheets")["total"].as_int64(), 2);
    EXPECT_EQ(app.get(cast.secretary, round_path()).status, 200);
    EXPECT_EQ(fact("burden.asked.form", cast.branch), 1) << "what a branch is asked is counted";
    EXPECT_EQ(inbox(cast.secretary), "self_check@2022-01-28");
}

TEST_P(Acceptance, what_records_prove_is_ticked_with_its_records) {
    good_year(cast.branch, cast.members);
    open_round();
    auto sheet = app.get(cast.secretary, path(sheet_of(cast.branch)));
    struct Row {
        const char *item, *met, *points, *value, *needed;
    } table[] = {{"enough_members", "yes", "4", "11", "≥ 3"}, {"not_too_many", "yes", "2", "11", "≤ 50"}, {"in_term", "no", "0", "", "≥ 100%"},  {"general_meetings", "yes", "5", "4", "≥ 4"},
                 {"lectures", "yes", "4", "4", "≥ 4"},         {"theme_days", "yes", "5", "12", "≥ 12"},   {"study", "yes", "6", "2340", "≥ 1920"}, {"attendance", "yes", "4", "100%", "≥ 80%"},
                 {"rectified", "out", "0", "", "≥ 90%"},       {"room", "out", "0", "", ""},             {"dues", "open", "0", "", ""}};
    for (auto& row : table) {
        auto each = item(sheet, row.item);
        EXPECT_EQ(each["met"].as_string(), row.met) << row.item;
        EXPECT_EQ(each["points"].as_string(), row.points) << row.item;
        EXPECT_EQ(each["value"].as_string(), row.value) << row.item;
        EXPECT_EQ(each["needed"].as_string(), row.needed) << row.item;
    }
    // The proof opens: the same number of records as the value.
    auto records = app.get(cast.secretary, std::string{item(sheet, "theme_days")["records"].as_string()});
    ASSERT_EQ(records.status, 200) << records.text;
    EXPECT_EQ(records["total"].as_int64(), 12);
    EXPECT_FALSE(item(sheet, "theme_days")["page"].as_string().empty());
    // Taken back, it is no longer ticked; in proportion eleven twelfths of five points remain.
    app.write([&](Transaction& t) { t.facts.take_back({"meeting", 5020}); });
    EXPECT_EQ(item(app.get(cast.secretary, path(sheet_of(cast.branch))), "theme_days")["points"].as_string(), "4.58");
}

// Role × state for each step; the row that is not in the state is 409, who has nothing to do with it 403, who does not see it 404.
TEST_P(Acceptance, each_step_is_for_its_role_and_state) {
    open_round();
    auto sheet = sheet_of(cast.branch);
    struct Row {
        const char* what;
        Person who;
        const char *verb, *note;
        int status;
        const char* state;
    } table[] = {{"not before the branch has answered", cast.secretary, "submit", "", 403, "self_check"},
                 {"claimed", cast.secretary, "", "claim", 200, "self_check"},
                 {"another branch does not see it", cast.sibling_secretary, "submit", "", 404, "self_check"},
                 {"nor another organ", cast.other_organ_clerk, "submit", "", 404, "self_check"},
                 {"the clerk does not hand in", cast.clerk, "submit", "", 403, "self_check"},
                 {"the organ does not hand in", cast.organ_clerk, "submit", "", 403, "self_check"},
                 {"nor is it accepted before", cast.organ_clerk, "accept", "", 409, "self_check"},
                 {"the secretary does", cast.secretary, "submit", "", 200, "review"},
                 {"twice", cast.secretary, "submit", "", 409, "review"},
                 {"the secretary reviews nothing", cast.secretary, "accept", "", 403, "review"},
                 {"nor an inspector", cast.inspector, "accept", "", 403, "review"},
                 {"nor the auditor", cast.auditor, "accept", "", 403, "review"},
                 {"not before all is marked", cast.organ_clerk, "accept", "", 403, "review"},
                 {"returned without a reason", cast.organ_clerk, "return", "", 422, "review"},
                 {"returned", cast.organ_clerk, "return", "材料不清楚", 200, "self_check"},
                 {"handed in again", cast.secretary, "submit", "", 200, "review"},
                 {"marked", cast.organ_clerk, "", "review", 200, "review"},
                 {"accepted", cast.organ_clerk, "accept", "", 200, "reviewed"},
                 {"the organ sends no inspectors", cast.organ_clerk, "inspect", "看看", 403, "reviewed"},
                 {"sent without a reason", cast.clerk, "inspect", "", 422, "reviewed"},
                 {"sent", cast.clerk, "inspect", "群众有反映", 200, "on_site"},
                 {"the branch reports nothing", cast.secretary, "report", "", 403, "on_site"},
                 {"not before all is seen", cast.inspector, "report", "", 403, "on_site"},
                 {"seen", cast.inspector, "", "see", 200, "on_site"},
                 {"reported", cast.inspector, "report", "", 200, "inspected"},
                 {"grades are no step by hand", cast.clerk, "pass", "", 404, "inspected"},
                 {"an unknown step", cast.clerk, "praise", "", 404, "inspected"},
                 {"not to be left out any more", cast.clerk, "exclude", "撤并", 409, "inspected"}};
    for (auto& row : table) {
        std::string_view what = row.note;
        auto answer = *row.verb ? step(row.who, sheet, row.verb, row.note) : what == "claim" ? claim_all(row.who, sheet) : what == "review" ? review_all(row.who, sheet) : see_all(row.who, sheet);
        EXPECT_EQ(answer.status, row.status) << row.what << answer.text;
        EXPECT_EQ(state(sheet), row.state) << row.what;
    }
    EXPECT_EQ(fact("standard.visited", cast.branch), 1);
    auto other = sheet_of(cast.other_branch);
    EXPECT_EQ(step(cast.clerk, other, "exclude", "").status, 422);
    EXPECT_EQ(step(cast.clerk, other, "exclude", "正在撤并").status, 200);
    EXPECT_EQ(state(other), "excluded");
}

TEST_P(Acceptance, nobody_accepts_what_they_handed_in) {
    auto both = app.person("一身二任", {{Role::branch_secretary, cast.branch}, {Role::organ_clerk, cast.organ}});
    open_round();
    auto sheet = sheet_of(cast.branch);
    claim_all(both, sheet), step(both, sheet, "submit"), review_all(both, sheet);
    EXPECT_EQ(step(both, sheet, "accept").status, 403);
    EXPECT_EQ(step(cast.organ_clerk, sheet, "accept").status, 200);
}

TEST_P(Acceptance, words_are_checked_item_by_item) {
    open_round();
    auto sheet = sheet_of(cast.branch);
    auto claim = [&](const char* name, const char* met) { return app.post(cast.secretary, path(sheet, "/claims"), json::object{{"claims", json::array{{{"item", name}, {"met", met}}}}}); };
    auto refused = [&](const char* name, const char* met) { auto answer = claim(name, met); return answer.status < 300 ? "" : answer.faults(); };
    EXPECT_EQ(refused("dues", "yes"), "");
    EXPECT_EQ(refused("room", "yes"), "#/claims/0/item seen_on_site_only");
    EXPECT_EQ(refused("nothing", "yes"), "#/claims/0/item not_one_of");
    EXPECT_EQ(refused("dues", "part"), "#/claims/0/met not_one_of");
    EXPECT_EQ(refused("theme_days", "yes"), "") << "words only: the record ticks it";
    EXPECT_EQ(item(app.get(cast.secretary, path(sheet)), "theme_days")["claimed"], nullptr);
    claim_all(cast.secretary, sheet), step(cast.secretary, sheet, "submit");
    EXPECT_EQ(claim_all(cast.secretary, sheet).status, 403) << "handed in";
    struct Row {
        const char *item, *met, *points, *note, *faults;
    } table[] = {{"dues", "yes", "", "", ""},
                 {"dues", "no", "", "", "#/marks/0/note required"},
                 {"dues", "part", "", "只有半年", "#/marks/0/points between_nought_and_all"},
                 {"dues", "part", "3", "只有半年", "#/marks/0/points between_nought_and_all"},
                 {"dues", "part", "1.5", "只有半年", ""},
                 {"dues", "part", "1.555", "只有半年", "#/marks/0/points between_nought_and_all"},
                 {"theme_days", "yes", "", "", "#/marks/0/note required"},
                 {"theme_days", "yes", "", "系统上线前有纸质记录", ""},
                 {"theme_days", "open", "", "", ""},
                 {"room", "yes", "", "", "#/marks/0/item seen_on_site_only"},
                 {"dues", "out", "", "", "#/marks/0/met not_one_of"}};
    for (auto& row : table) {
        auto answer = app.post(cast.organ_clerk, path(sheet, "/marks"), json::object{{"marks", json::array{{{"item", row.item}, {"met", row.met}, {"points", row.points}, {"note", row.note}}}}});
        EXPECT_EQ(answer.status < 300 ? "" : answer.faults(), row.faults) << row.item << row.met << row.points;
    }
    auto dues = item(shown(sheet), "dues");
    EXPECT_EQ(dues["points"].as_string(), "1.50");
    EXPECT_EQ(dues["review"].at("by").as_string(), "机关党委干事");
    EXPECT_EQ(app.post(cast.secretary, path(sheet, "/marks"), json::object{{"marks", json::array{{{"item", "dues"}, {"met", "yes"}}}}}).status, 403);
    EXPECT_EQ(app.post(cast.inspector, path(sheet, "/on-site-marks"), json::object{{"marks", json::array{{{"item", "room"}, {"met", "yes"}}}}}).status, 403) << "nobody was sent";
}

TEST_P(Acceptance, a_grade_follows_from_the_rule_and_goes_down_only_with_a_reason) {
    good_year(cast.branch, cast.members);
    open_round();
    auto sheet = reviewed(cast.secretary, cast.branch, cast.organ_clerk);
    // 100 less the 9 on site, less the 4 of problems that nobody found, less the 6 of the term: 81 of 87.
    auto total = shown(sheet)["whole"].at("total");
    EXPECT_EQ(total.at("points").as_string(), "81");
    EXPECT_EQ(total.at("most").as_string(), "87");
    EXPECT_EQ(total.at("score").as_string(), "93.10");
    EXPECT_EQ(total.at("grade").as_string(), "standard");
    struct Row {
        const char* what;
        Person who;
        const char *grade, *reason;
        int status;
        const char* faults;
    } table[] = {{"the organ", cast.organ_clerk, "", "", 403, ""},          {"an inspector", cast.inspector, "", "", 403, ""},
                 {"above the rule", cast.clerk, "model", "表现好", 422, "#/grade above_the_rule"}, {"below without a reason", cast.clerk, "below", "", 422, "#/reason required"},
                 {"no such grade", cast.clerk, "gold", "", 422, "#/grade not_one_of"}, {"by the rule", cast.clerk, "", "", 200, ""},
                 {"again", cast.clerk, "", "", 403, ""}};
    for (auto& row : table) {
        auto answer = grade(row.who, sheet, row.grade, row.reason);
        EXPECT_EQ(answer.status, row.status) << row.what << answer.text;
        if (row.status == 422) EXPECT_EQ(answer.faults(), row.faults) << row.what;
    }
    auto graded = shown(sheet);
    EXPECT_EQ(graded["state"].as_string(), "passed");
    EXPECT_EQ(graded["grade_title"].as_string(), "达标党支部");
    EXPECT_EQ(graded["valid_until"].as_string(), "2024-01-09");
    EXPECT_EQ(graded["recheck_on"].as_string(), "2023-01-10");
    EXPECT_EQ(graded["certificate"].at("number").as_string(), "达标〔2022〕1号");
    EXPECT_EQ(fact("standard.passed", cast.committee), 1);
    EXPECT_EQ(measure("standard.passed", cast.committee), 1);
    // What was graded stays as it was, whatever the records say later.
    app.write([&](Transaction& t) { t.facts.take_back({"meeting", 5020}); });
    EXPECT_EQ(shown(sheet)["whole"].at("total").at("score").as_string(), "93.10");
}

TEST_P(Acceptance, a_lower_grade_by_hand_keeps_its_reason) {
    good_year(cast.branch, cast.members);
    open_round();
    auto sheet = reviewed(cast.secretary, cast.branch, cast.organ_clerk);
    EXPECT_EQ(grade(cast.clerk, sheet, "below", "年内发生安全责任事故").status, 200);
    auto graded = shown(sheet);
    EXPECT_EQ(graded["state"].as_string(), "failed");
    EXPECT_EQ(graded["grade_by_rule"].as_string(), "standard");
    EXPECT_EQ(graded["grade_reason"].as_string(), "年内发生安全责任事故");
    EXPECT_EQ(graded["certificate"], nullptr);
    EXPECT_EQ(fact("standard.failed", cast.committee), 1);
    EXPECT_EQ(measure("standard.failed", cast.organ), 1);
    EXPECT_EQ(measure("standard.passed", cast.organ), 0);
}

TEST_P(Acceptance, a_sample_is_drawn_that_anybody_can_compute_again) {
    open_round();
    auto draws = round_path("/draws");
    EXPECT_EQ(app.post(cast.clerk, draws, {{"take", 1}}).problem(), "nothing-to-draw-from");
    auto direct = app.person("档案馆书记", {{Role::branch_secretary, cast.direct_branch}});
    reviewed(cast.secretary, cast.branch, cast.organ_clerk), reviewed(cast.other_secretary, cast.other_branch, cast.other_organ_clerk), reviewed(direct, cast.direct_branch, cast.clerk);
    EXPECT_EQ(app.post(cast.organ_clerk, draws, {{"take", 1}}).status, 403);
    EXPECT_EQ(app.post(cast.clerk, draws, {{"take", 4}}).faults(), "#/take too_large");
    EXPECT_EQ(app.post(cast.clerk, draws + "/result").problem(), "no-draw-announced");
    auto announced = app.post(cast.clerk, draws, {{"take", 2}});
    ASSERT_EQ(announced.status, 201) << announced.text;
    EXPECT_EQ(announced["holds"].as_bool(), false);
    EXPECT_EQ(app.post(cast.clerk, draws, {{"take", 2}}).problem(), "draw-waiting");
    auto drawn = app.post(cast.clerk, draws + "/result");
    ASSERT_EQ(drawn.status, 200) << drawn.text;
    EXPECT_EQ(drawn["holds"].as_bool(), true);
    int on_site = 0;
    for (auto& id : drawn["result"].as_array()) on_site += state(sheet_of({id.as_int64()})) == "on_site";
    EXPECT_EQ(on_site, 2);
    EXPECT_EQ(app.post(cast.clerk, draws, {{"take", 1}}).problem(), "nothing-to-draw-from") << "who was in a list is in no second one";
    EXPECT_EQ(app.get(cast.secretary, draws)["items"].as_array().size(), 1u) << "the branches see how it was drawn";
}

TEST_P(Acceptance, a_model_branch_was_seen_on_site) {
    good_year(cast.branch, cast.members);
    open_round();
    auto sheet = reviewed(cast.secretary, cast.branch, cast.organ_clerk);
    EXPECT_EQ(step(cast.clerk, sheet, "inspect", "拟评示范").status, 200);
    // The term is on paper: judged by hand on site, with a word.
    EXPECT_EQ(app.post(cast.inspector, path(sheet, "/on-site-marks"), json::object{{"marks", json::array{{{"item", "in_term"}, {"met", "yes"}, {"note", "换届批复原件在档"}}}}}).status, 200);
    EXPECT_EQ(see_all(cast.inspector, sheet).status, 200);
    EXPECT_EQ(step(cast.inspector, sheet, "report").status, 200);
    EXPECT_EQ(shown(sheet)["whole"].at("total").at("score").as_string(), "100");
    EXPECT_EQ(item(shown(sheet), "in_term")["by"].as_string(), "on_site");
    EXPECT_EQ(grade(cast.clerk, sheet).status, 200);
    EXPECT_EQ(shown(sheet)["grade"].as_string(), "model");
    EXPECT_EQ(shown(sheet)["valid_until"].as_string(), "2025-01-09");
}

TEST_P(Acceptance, all_that_are_ready_are_graded_at_once_and_then_the_round_closes) {
    good_year(cast.branch, cast.members);
    open_round();
    reviewed(cast.secretary, cast.branch, cast.organ_clerk);
    auto poor = reviewed(cast.other_secretary, cast.other_branch, cast.other_organ_clerk);
    EXPECT_EQ(app.post(cast.organ_clerk, round_path("/grades")).status, 403);
    auto graded = app.post(cast.clerk, round_path("/grades"));
    ASSERT_EQ(graded.status, 200) << graded.text;
    EXPECT_EQ(graded["grades"].at("达标党支部").as_int64(), 1);
    EXPECT_EQ(graded["grades"].at("未达标").as_int64(), 1);
    EXPECT_EQ(state(poor), "failed");
    auto version = app.get(cast.clerk, round_path()).version();
    EXPECT_EQ(app.post(cast.clerk, round_path("/closure"), json::object{}, {version}).problem(), "sheets-wait");
    for (auto branch : {cast.sibling_branch, cast.direct_branch}) EXPECT_EQ(step(cast.clerk, sheet_of(branch), "exclude", "新成立").status, 200);
    EXPECT_EQ(app.post(cast.clerk, round_path("/closure"), json::object{}, {version}).status, 200);
    auto list = app.get(cast.clerk, "/api/v1/standard-standings?state=failed");
    EXPECT_EQ(list["total"].as_int64(), 1);
    EXPECT_EQ(app.get(cast.organ_clerk, "/api/v1/standard-standings")["total"].as_int64(), 1) << "one's own only";
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/standard-standings?format=xlsx").status, 200);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/standard-sheets?format=xlsx").status, 200);
    // Every figure opens down to its records.
    auto figure = app.get(cast.clerk, fmt::format("/api/v1/figures?organization_id={}&period=2022&names=standard_passed,standard_failed,standard_pass_rate", cast.committee.value));
    for (auto name : {"standard_passed", "standard_failed"}) {
        auto& each = figure["figures"].at(name);
        EXPECT_EQ(each.at("value").as_int64(), 1) << name;
        EXPECT_EQ(app.get(cast.clerk, std::string{each.at("records").as_string()})["total"].as_int64(), 1) << name;
    }
    EXPECT_EQ(figure["figures"].at("standard_pass_rate").at("text").as_string(), "25%");
}

TEST_P(Acceptance, objections_are_answered_by_the_named_person_and_lead_to_a_new_grade) {
    open_round();
    auto sheet = reviewed(cast.secretary, cast.branch, cast.organ_clerk);
    ASSERT_EQ(grade(cast.clerk, sheet).status, 200);
    ASSERT_EQ(state(sheet), "failed");
    auto object = [&](const Person& who) { return app.post(who, path(sheet, "/objection"), {{"text", "纸质记录没有录入"}}); };
    EXPECT_EQ(object(cast.organ_clerk).status, 403);
    EXPECT_EQ(object(cast.member).status, 404);
    app.at("2022-01-18T09:00:00+08:00");
    EXPECT_EQ(object(cast.secretary).status, 403) << "six working days after the grade";
    app.at("2022-01-17T09:00:00+08:00");
    EXPECT_EQ(object(cast.secretary).status, 201) << "the fifth working day";
    EXPECT_EQ(object(cast.secretary).status, 403) << "once";
    // Ten working days, over the Spring Festival: 29 and 30 January are worked.
    EXPECT_EQ(inbox(handler), "objection@2022-01-29");
    auto answer = [&](const Person& who, bool upheld) { return app.post(who, path(sheet, "/objection/answer"), {{"answer", "经核实，纸质记录属实"}, {"upheld", upheld}}); };
    EXPECT_EQ(answer(cast.clerk, true).status, 403);
    EXPECT_EQ(answer(handler, true).status, 200);
    EXPECT_EQ(answer(handler, true).problem(), "nothing-to-answer");
    EXPECT_EQ(state(sheet), "reviewed");
    EXPECT_EQ(fact("standard.failed", cast.branch), 0) << "taken back";
    EXPECT_EQ(measure("standard.failed", cast.branch), 0);
    good_year(cast.branch, cast.members);
    EXPECT_EQ(grade(cast.clerk, sheet).status, 200);
    EXPECT_EQ(state(sheet), "passed");
    EXPECT_EQ(object(cast.secretary).status, 201) << "a new grade, new days to object";
    EXPECT_EQ(answer(handler, false).status, 200);
    EXPECT_EQ(state(sheet), "passed") << "the grade stands";
}

TEST_P(Acceptance, what_no_longer_holds_is_withdrawn_after_a_recheck) {
    good_year(cast.branch, cast.members);
    open_round();
    auto sheet = reviewed(cast.secretary, cast.branch, cast.organ_clerk);
    ASSERT_EQ(grade(cast.clerk, sheet).status, 200);
    EXPECT_EQ(inbox(cast.clerk), "");
    app.at("2022-12-10T09:00:00+08:00");
    EXPECT_EQ(inbox(cast.clerk), "recheck@2023-01-10") << "a month before its day";
    app.at("2023-01-10T09:00:00+08:00");
    EXPECT_EQ(step(cast.organ_clerk, sheet, "begin_recheck").status, 403);
    EXPECT_EQ(step(cast.clerk, sheet, "begin_recheck").status, 200);
    auto seen = shown(sheet);
    EXPECT_EQ(seen["recheck"].at("period").as_string(), "2022");
    EXPECT_FALSE(seen["recheck"].at("lost").as_array().empty()) << "nothing was held in 2022";
    EXPECT_EQ(step(cast.inspector, sheet, "keep", "").status, 422);
    EXPECT_EQ(step(cast.inspector, sheet, "keep", "复查合格").status, 200);
    EXPECT_EQ(shown(sheet)["recheck_on"], nullptr) << "the grade ends before another year is over";
    EXPECT_EQ(step(cast.clerk, sheet, "begin_recheck").status, 200);
    EXPECT_EQ(step(cast.inspector, sheet, "withdraw", "不再开展组织生活").status, 403) << "the committee's own deed";
    EXPECT_EQ(step(cast.clerk, sheet, "withdraw", "").status, 422);
    EXPECT_EQ(step(cast.clerk, sheet, "withdraw", "不再开展组织生活").status, 200);
    EXPECT_EQ(state(sheet), "withdrawn");
    EXPECT_EQ(fact("standard.withdrawn", cast.branch), 1);
    EXPECT_EQ(measure("standard.passed", cast.branch, 2023), 0);
    EXPECT_EQ(measure("standard.passed", cast.branch, 2022), 1) << "what was so in 2022 stays so";
    EXPECT_EQ(measure("standard.failed", cast.branch, 2023), 1);
    EXPECT_EQ(shown(sheet)["certificate"].at("withdrawn_why").as_string(), "不再开展组织生活");
}

TEST_P(Acceptance, a_grade_expires_and_says_so_before) {
    good_year(cast.branch, cast.members);
    open_round();
    auto sheet = reviewed(cast.secretary, cast.branch, cast.organ_clerk);
    ASSERT_EQ(grade(cast.clerk, sheet).status, 200);
    struct Row {
        const char* day;
        int passed;
        bool reminded;
    } table[] = {{"2023-10-10", 1, false}, {"2023-10-11", 1, true}, {"2024-01-09", 1, true}, {"2024-01-10", 0, true}};
    for (auto& row : table) {
        app.at(std::string{row.day} + "T09:00:00+08:00");
        EXPECT_EQ(app.get(cast.clerk, "/api/v1/standard-standings?state=passed")["total"].as_int64(), row.passed) << row.day;
        EXPECT_EQ(inbox(cast.secretary).find("expiring@2024-01-09") != std::string::npos, row.reminded) << row.day << inbox(cast.secretary);
    }
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/standard-standings?state=expired")["total"].as_int64(), 1);
}

TEST_P(Acceptance, a_certificate_is_verified_by_its_code) {
    good_year(cast.branch, cast.members);
    open_round();
    auto sheet = reviewed(cast.secretary, cast.branch, cast.organ_clerk);
    EXPECT_EQ(app.get(cast.secretary, path(sheet, "/certificate")).status, 404);
    ASSERT_EQ(grade(cast.clerk, sheet).status, 200);
    auto paper = app.get(cast.secretary, path(sheet, "/certificate"));
    EXPECT_TRUE(paper.text.starts_with("%PDF"));
    EXPECT_EQ(app.get(cast.sibling_secretary, path(sheet, "/certificate")).status, 404);
    auto code = std::string{shown(sheet)["certificate"].at("code").as_string()};
    auto verified = app.get(cast.other_member, "/api/v1/standard-certificates/" + code);
    EXPECT_EQ(verified["standing"].as_string(), "valid");
    EXPECT_EQ(verified["organization_name"].as_string(), "财政局第一党支部");
    EXPECT_EQ(app.get(cast.other_member, "/api/v1/standard-certificates/" + std::string(20, '0')).status, 404);
    app.at("2024-02-01T09:00:00+08:00");
    EXPECT_EQ(app.get(cast.other_member, "/api/v1/standard-certificates/" + code)["standing"].as_string(), "expired");
}

TEST_P(Acceptance, evidence_is_a_picture_or_pdf_of_the_branch) {
    open_round();
    auto sheet = sheet_of(cast.branch);
    auto upload = [&](const Person& who, const std::string& item, const std::string& content, const char* name = "公布单.pdf") {
        return app.send(who, http::Method::post, path(sheet, "/items/" + item + "/evidence"), Places::upload(name, content), {.headers = {{"content-type", "multipart/form-data; boundary=x"}}});
    };
    struct Row {
        const char* what;
        Person who;
        std::string item, content;
        int status;
    } table[] = {{"a PDF", cast.secretary, "dues", "%PDF-1.4 x", 201}, {"a picture", cast.secretary, "dues", Places::picture(), 201}, {"a program", cast.secretary, "dues", "MZ....", 422}, {"a drawing with scripts", cast.secretary, "dues", "<svg/>", 422},
                 {"no such item", cast.secretary, "none", "%PDF-1.4 x", 404}, {"the organ", cast.organ_clerk, "dues", "%PDF-1.4 x", 403}, {"an inspector before the visit", cast.inspector, "room", "%PDF-1.4 x", 403}, {"another branch", cast.sibling_secretary, "dues", "%PDF-1.4 x", 404}};
    for (auto& row : table) EXPECT_EQ(upload(row.who, row.item, row.content).status, row.status) << row.what;
    auto files = shown(sheet)["evidence"].as_array();
    ASSERT_EQ(files.size(), 2u);
    auto file = path(sheet, "/evidence/" + std::to_string(files[0].at("file_id").as_int64()));
    EXPECT_EQ(app.get(cast.organ_clerk, file).text, "%PDF-1.4 x");
    EXPECT_EQ(app.get(cast.sibling_secretary, file).status, 404);
    EXPECT_EQ(app.send(cast.organ_clerk, http::Method::remove, file).status, 403);
    EXPECT_EQ(app.send(cast.secretary, http::Method::remove, file).status, 200);
    EXPECT_EQ(app.get(cast.organ_clerk, file).status, 404);
}

TEST_P(Acceptance, a_selection_is_blocked_by_a_failed_standard_with_the_reason) {
    open_round();
    auto sheet = reviewed(cast.secretary, cast.branch, cast.organ_clerk);
    ASSERT_EQ(grade(cast.clerk, sheet).status, 200);
    auto made = app.post(cast.clerk, "/api/v1/selections", {{"organization_id", cast.committee.value}, {"honour", "advanced_organization"}, {"title", "先进基层党组织"}, {"year", 2022}, {"quota", 0}, {"handler_id", cast.clerk.account.value}});
    ASSERT_EQ(made.status, 201) << made.text;
    auto nominated = app.post(cast.organ_clerk, fmt::format("/api/v1/selections/{}/nominations", made.id()), {{"organization_id", cast.branch.value}, {"deeds", "工作扎实"}});
    ASSERT_EQ(nominated.status, 201) << nominated.text;
    auto& blocks = nominated["nominations"].at(0).at("blocks").as_array();
    ASSERT_EQ(blocks.size(), 1u) << nominated.text;
    EXPECT_EQ(blocks[0].at("check").as_string(), "standard_met");
    EXPECT_EQ(blocks[0].at("page").as_string(), fmt::format("/standard-sheets/{}", sheet));
}

TEST_P(Acceptance, a_round_keeps_the_standard_of_its_day) {
    open_round();
    auto first = sheet_of(cast.branch);
    EXPECT_EQ(shown(first)["round"].at("standard_version").as_int64(), 0);
    auto text = std::string{pack::embedded_text("standard/standard.toml")};
    for (auto [from, to] : {std::pair{"points = 5\nindicator = \"theme_days\"", "points = 4\nindicator = \"theme_days\""}, std::pair{"points = 4\nindicator = \"party_lectures\"", "points = 5\nindicator = \"party_lectures\""}})
        text.replace(text.find(from), std::string_view{from}.size(), to);
    auto file = std::string{"/api/v1/packs/standard/files/standard.toml"};
    auto refused = app.post(cast.clerk, file + "/trials", {{"text", text + "\n[[test]]\ntitle = \"错\"\nitem = \"theme_days\"\nvalue = \"12\"\npoints = \"5\"\n"}});
    EXPECT_NE(refused.text.find("错"), std::string::npos) << "the tests inside the file speak of the new points";
    auto draft = app.post(cast.clerk, file + "/drafts", {{"text", text}});
    ASSERT_EQ(draft.status, 201) << draft.text;
    auto published = app.post(cast.clerk, fmt::format("/api/v1/pack-versions/{}/publication", draft.id()), {{"effective_from", "2022-01-10"}, {"note", "调整分值"}}, {.version = draft.version()});
    ASSERT_EQ(published.status, 200) << published.text;
    // The sheet under way goes by the text that it began with, a new round by the new one.
    EXPECT_EQ(item(shown(first), "theme_days")["worth"].as_int64(), 5);
    open_round();
    EXPECT_EQ(item(shown(sheet_of(cast.branch)), "theme_days")["worth"].as_int64(), 4);
    EXPECT_EQ(shown(sheet_of(cast.branch))["round"].at("standard_version").as_int64(), 1);
    EXPECT_EQ(item(shown(first), "theme_days")["worth"].as_int64(), 5);
}

}  // namespace zhibu::testkit
