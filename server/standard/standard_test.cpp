// A round through the routes, from its plan to its grades: what ticks itself, who may take which step, what a grade is.
#include "testkit/acceptance.hpp"
#include "testkit/places.hpp"

namespace zhibu::testkit {

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
