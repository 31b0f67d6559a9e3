// What follows a grade: objections, re-checks, expiry, the certificate, and what a selection makes of a failed standard.
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
    auto verified = app.get(cast.other_member, "/api/v1/standard-certificates/" + code);
    EXPECT_EQ(verified["standing"].as_string(), "valid");
    EXPECT_EQ(verified["organization_name"].as_string(), "财政局第一党支部");
    EXPECT_EQ(app.get(cast.other_member, "/api/v1/standard-certificates/" + std::string(20, '0')).status, 404);
    app.at("2024-02-01T09:00:00+08:00");
    EXPECT_EQ(app.get(cast.other_member, "/api/v1/standard-certificates/" + code)["standing"].as_string(), "expired");
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
