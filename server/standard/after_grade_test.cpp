// What follows a grade: objections, re-checks, expiry, the certificate, and what a selection makes of a failed standard.
#include <fmt/format.h>

#include "kernel/access/delegation.hpp"
#include "testkit/acceptance.hpp"

namespace zhibu::testkit {

class AfterGrade : public Acceptance {};
ZHIBU_ON_BOTH_ENGINES(AfterGrade);

TEST_P(AfterGrade, objections_are_answered_by_the_named_person_and_lead_to_a_new_grade) {
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

// AB角: while the named person is away, whoever stands in has the to-do, sees the sheet and answers; from the day of coming back nobody else.
TEST_P(AfterGrade, an_objection_goes_over_to_whoever_stands_in_for_the_named_person_and_comes_back) {
    open_round();
    auto deputy = app.person("代理人", {{Role::member, cast.branch}}, cast.members[3]);
    auto sheet = reviewed(cast.secretary, cast.branch, cast.organ_clerk);
    ASSERT_EQ(grade(cast.clerk, sheet).status, 200);
    ASSERT_EQ(app.post(cast.secretary, path(sheet, "/objection"), {{"text", "纸质记录没有录入"}}).status, 201);
    app.write([&](Transaction& t) {
        access::stand_in_by_name(t, {.account = deputy.account, .for_account = handler.account, .organization = cast.committee, .from = Date::of(2022, 1, 13), .until = Date::of(2022, 1, 14)}, "leave", 1);
    });
    auto answer = [&](const Person& who) { return app.post(who, path(sheet, "/objection/answer"), {{"answer", "经核实，纸质记录属实"}, {"upheld", false}}); };
    struct Row {
        const char* day;
        bool away;
    };
    for (auto& row : {Row{"2022-01-12", false}, Row{"2022-01-13", true}, Row{"2022-01-14", true}, Row{"2022-01-15", false}}) {
        app.at(std::string{row.day} + "T09:00:00+08:00");
        EXPECT_EQ(inbox(handler).empty(), row.away) << row.day;
        EXPECT_EQ(inbox(deputy).empty(), !row.away) << row.day;
        EXPECT_EQ(app.get(deputy, path(sheet, "")).status, row.away ? 200 : 404) << row.day;
        EXPECT_EQ(app.get(handler, path(sheet, ""))["handles"].as_bool(), true) << row.day << ": the own, even while away";
    }
    EXPECT_EQ(answer(deputy).status, 404) << "the leave is over";
    app.at("2022-01-14T17:00:00+08:00");
    EXPECT_EQ(app.get(deputy, "/api/v1/inbox")["items"].as_array().front().at("title").as_string().find("【代异议处理人】"), 0u);
    EXPECT_EQ(answer(deputy).status, 200);
    EXPECT_EQ(inbox(deputy), "");
}

TEST_P(AfterGrade, what_no_longer_holds_is_withdrawn_after_a_recheck) {
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

TEST_P(AfterGrade, a_grade_expires_and_says_so_before) {
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

TEST_P(AfterGrade, a_certificate_is_verified_by_its_code) {
    good_year(cast.branch, cast.members);
    open_round();
    auto sheet = reviewed(cast.secretary, cast.branch, cast.organ_clerk);
    EXPECT_EQ(app.get(cast.secretary, path(sheet, "/certificate")).status, 404);
    ASSERT_EQ(grade(cast.clerk, sheet).status, 200);
    auto paper = app.get(cast.secretary, path(sheet, "/certificate"));
    EXPECT_TRUE(paper.text.starts_with("%PDF"));
    EXPECT_EQ(app.get(cast.sibling_secretary, path(sheet, "/certificate")).status, 404);
    auto code = std::string{shown(sheet)["certificate"].at("code").as_string()};
    // A stranger who holds the paper finds what stands on it, and nothing else.
    auto asked = [&](const std::string& wanted) { return app.get(Person{}, "/api/v1/standard-certificates/" + wanted); };
    auto verified = asked(code);
    EXPECT_EQ(json::serialize(verified.body), "{\"number\":\"达标〔2022〕1号\",\"organization_name\":\"财政局第一党支部\",\"issuer_name\":\"市直机关工委\",\"standard_title\":\"标准化党支部创建达标标准\",\"grade_title\":\"达标党支部\","
                                              "\"issued_on\":\"2022-01-10\",\"valid_until\":\"2024-01-09\",\"standing\":\"valid\",\"withdrawn_on\":null}");
    EXPECT_EQ(asked(code).text, app.get(cast.other_member, "/api/v1/standard-certificates/" + code).text);
    // What there is not, what never could be and what is only nearly right are answered alike, but for the number of the request.
    auto without_instance = [](Answer answer) { return answer.body.as_object().erase("instance"), std::to_string(answer.status) + json::serialize(answer.body); };
    auto nobodys = without_instance(asked(std::string(20, '0')));
    EXPECT_NE(nobodys.find("404"), std::string::npos);
    for (auto& wrong : {std::string{"x"}, code.substr(0, 19), code + "0", std::string(300, 'f'), std::string{"1"}}) EXPECT_EQ(without_instance(asked(wrong)), nobodys) << wrong;
    app.at("2024-02-01T09:00:00+08:00");
    EXPECT_EQ(asked(code)["standing"].as_string(), "expired");
}

// 达标总览: organ by organ with how many stand where, down to the sheet; of nobody's organisations but the reader's.
TEST_P(AfterGrade, organisations_by_standards_open_down_to_the_sheet) {
    auto overview = [&](const Person& who, std::optional<Id<Organization>> within = {}) { return app.get(who, "/api/v1/standard-overview" + (within ? "?organization_within=" + std::to_string(within->value) : "")); };
    EXPECT_TRUE(overview(cast.clerk)["standards"].as_array().empty()) << "what was never asked of anybody fills no column";
    good_year(cast.branch, cast.members);
    open_round();
    auto sheet = reviewed(cast.secretary, cast.branch, cast.organ_clerk);
    ASSERT_EQ(grade(cast.clerk, sheet).status, 200);
    auto cell = [](const json::value& row) {
        auto& one = row.at("cells").at(0).as_object();
        return fmt::format("{} {}/{} {} {} {}", row.at("organization_name").as_string().c_str(), one.at("passed").as_int64(), one.at("total").as_int64(), one.at("expired").as_int64(), one.at("failed").as_int64(), one.at("none").as_int64());
    };
    auto all = overview(cast.clerk);
    ASSERT_EQ(all["standards"].as_array().size(), 1u) << all.text;
    std::int64_t total = 0;
    for (auto& row : all["rows"].as_array()) total += row.at("cells").at(0).at("total").as_int64();
    EXPECT_EQ(total, all["whole"].at("cells").at(0).at("total").as_int64()) << "the rows add up";
    EXPECT_EQ(all["whole"].at("cells").at(0).at("passed").as_int64(), 1);
    auto organ = overview(cast.clerk, cast.organ);
    std::string said;
    for (auto& row : organ["rows"].as_array()) said += cell(row) + "|";
    EXPECT_NE(said.find("财政局第一党支部 1/1 0 0 0|"), std::string::npos) << said;
    EXPECT_EQ(organ["path"].as_array().size(), 2u);
    auto own = overview(cast.secretary);
    EXPECT_EQ(own["rows"].at(0).at("cells").at(0).at("sheet_id").as_int64(), sheet);
    EXPECT_EQ(own["rows"].at(0).at("cells").at(0).at("grade_title").as_string(), "达标党支部");
    // Its figures are those of the list that they open to.
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/standard-standings?state=passed&standard=standard/standard.toml&organization_within={}", cast.organ.value))["total"].as_int64(), 1);
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/standard-standings?state=passed&standard=six_standards/standard.toml&organization_within={}", cast.organ.value))["total"].as_int64(), 0);
    struct Row {
        const char* who;
        const Person& person;
        Id<Organization> within;
        int status;
    };
    for (auto& row : std::vector<Row>{{"clerk", cast.clerk, cast.committee, 200}, {"leader", cast.leader, cast.committee, 200}, {"organ clerk", cast.organ_clerk, cast.organ, 200}, {"organ clerk above", cast.organ_clerk, cast.committee, 404},
                                      {"another organ's clerk", cast.other_organ_clerk, cast.organ, 404}, {"secretary", cast.secretary, cast.branch, 200}, {"a sibling's secretary", cast.sibling_secretary, cast.branch, 404}, {"member", cast.member, cast.branch, 403}}) {
        EXPECT_EQ(overview(row.person, row.within).status, row.status) << row.who;
        EXPECT_EQ(app.get(row.person, fmt::format("/api/v1/standard-overview?format=xlsx&organization_within={}", row.within.value)).status, row.status) << row.who;
    }
    app.at("2024-02-01T09:00:00+08:00");
    EXPECT_EQ(overview(cast.clerk, cast.organ)["whole"].at("cells").at(0).at("expired").as_int64(), 1);
}

TEST_P(AfterGrade, a_selection_is_blocked_by_a_failed_standard_with_the_reason) {
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

}  // namespace zhibu::testkit
