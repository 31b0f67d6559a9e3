// 双人控制: an export of many people waits for a second person, who may be nobody else's choice than the rules', and is made once.
#include <fmt/format.h>

#include <algorithm>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class ExportForTwo : public OnBothEngines {
protected:
    Cast cast{app};
    static constexpr int limit = 30;
    static constexpr const char* people = "/api/v1/members?format=xlsx&reason=%E9%80%9A%E7%9F%A5%E5%BC%80%E4%BC%9A";  // 通知开会

    void SetUp() override {
        app->router.limits.turn_off();
        for (int i = 0; i < 25; ++i) app.member(fmt::format("党员{}", i), cast.other_branch);
        ASSERT_EQ(set(limit).status, 200);
    }
    Answer set(int rows) { return app.send(cast.administrator, http::Method::put, "/api/v1/security", json::serialize(json::object{{"rows_for_two", rows}, {"reason", "防止批量外泄"}})); }
    Answer exported(const Person& who, const std::string& more = "") { return app.get(who, people + more); }
    json::array requests(const Person& who) { return app.get(who, fmt::format("/api/v1/export-requests?sort=-id&account_id={}", who.account.value))["items"].as_array(); }
    json::object newest(const Person& who) { return requests(who).at(0).as_object(); }
    Answer answer(const Person& who, const std::string& deed, const json::object& body = {}) {
        auto request = newest(cast.clerk);
        return app.post(who, fmt::format("/api/v1/export-requests/{}/{}", request.at("id").as_int64(), deed), body, {.version = request.at("version").as_int64()});
    }
    std::string inbox(const Person& who) {
        std::string out;
        auto all = app.get(who, "/api/v1/inbox");
        for (auto& item : all["items"].as_array())
            if (item.at("kind").as_string().starts_with("export_request")) out += fmt::format("{}|{}|{}; ", std::string_view{item.at("kind").as_string()}, std::string_view{item.at("title").as_string()}, std::string_view{item.at("reason").as_string()});
        return out;
    }
    std::int64_t count(const char* action) { return app.get(cast.administrator, fmt::format("/api/v1/audit?action={}", action))["total"].as_int64(); }
};
ZHIBU_ON_BOTH_ENGINES(ExportForTwo);

TEST_P(ExportForTwo, waits_for_a_second_person_and_is_then_made_once) {
    auto waiting = exported(cast.clerk, "&organization_within=" + std::to_string(cast.committee.value) + "&stage=formal");
    EXPECT_EQ(waiting.problem(), "export-waits-for-consent") << waiting.text;
    EXPECT_NE(waiting.text.find("37 行"), std::string::npos) << waiting.text;
    EXPECT_EQ(exported(cast.clerk, "&stage=formal&organization_within=" + std::to_string(cast.committee.value)).status, 409) << "the order of the filters is no difference";
    EXPECT_EQ(requests(cast.clerk).size(), 1u) << "a double click asks once";
    EXPECT_EQ(count("member.exported"), 0) << "nothing left";
    EXPECT_EQ(inbox(cast.leader), "export_request.answer|工委干事申请导出党员名册 37 行|用途：通知开会；范围：党组织：市直机关工委（含下级）；人员类别：正式党员; ") << "what, which filter in words, how many, why";
    EXPECT_EQ(inbox(cast.clerk), "");

    EXPECT_EQ(answer(cast.leader, "consent").status, 200);
    EXPECT_EQ(inbox(cast.leader), "");
    EXPECT_EQ(inbox(cast.clerk), "export_request.take|导出党员名册 37 行已获同意|24 小时内可下载一次，过期须重新申请; ");
    EXPECT_EQ(exported(cast.leader, "&stage=formal&organization_within=" + std::to_string(cast.committee.value)).status, 409) << "consent is to the one who asked";
    auto query = newest(cast.clerk).at("query").as_object();
    std::string stored;
    for (auto& [name, value] : query) stored += fmt::format("&{}={}", std::string_view{name}, std::string_view{value.as_string()});
    auto file = app.get(cast.clerk, "/api/v1" + std::string{newest(cast.clerk).at("path").as_string()} + "?reason=x" + stored);
    EXPECT_EQ(file.status, 200) << file.text;
    EXPECT_EQ(file.text.substr(0, 2), "PK");
    EXPECT_EQ(inbox(cast.clerk).find("export_request.take"), std::string::npos);
    EXPECT_EQ(newest(cast.clerk).at("state").as_string(), "taken");
    EXPECT_EQ(count("export_request.asked"), 2);
    EXPECT_EQ(count("export_request.consented"), 1);
    EXPECT_EQ(count("export_request.taken"), 1);
    auto entry = app.get(cast.administrator, "/api/v1/audit?action=member.exported")["items"].at(0).at("id").as_int64();
    EXPECT_NE(app.get(cast.administrator, fmt::format("/api/v1/audit/{}", entry)).text.find("工委领导"), std::string::npos) << "who consented stands beside it";
    EXPECT_EQ(exported(cast.clerk, "&stage=formal&organization_within=" + std::to_string(cast.committee.value)).problem(), "export-waits-for-consent") << "one download";
}

TEST_P(ExportForTwo, is_consented_to_by_somebody_else_who_reads_the_same) {
    struct Row {
        const char* who;
        Person person;
        int apart_off, apart_on;
    } table[] = {{"oneself", cast.clerk, 403, 403},
                 {"another clerk of the committee", app.person("另一干事", {{Role::committee_clerk, cast.committee}}), 200, 404},
                 {"leader of the committee", cast.leader, 200, 404},
                 {"administrator", cast.administrator, 200, 404},
                 {"clerk of an organ below", cast.organ_clerk, 404, 404},
                 {"auditor", cast.auditor, 404, 404},
                 {"inspector", cast.inspector, 404, 404},
                 {"secretary", cast.secretary, 404, 404},
                 {"security officer", app.person("安全员", {{Role::security_officer, whole_office}}), 404, 200}};
    app.person("全局审计员", {{Role::auditor, whole_office}});
    int list = 0;
    for (bool apart : {false, true}) {
        if (apart) ASSERT_EQ(app.send(cast.administrator, http::Method::put, "/api/v1/security", R"({"three_apart":true,"reason":"等保测评要求"})").status, 200);
        for (auto& row : table) {
            ASSERT_EQ(exported(cast.clerk, fmt::format("&columns=name,{}", ++list)).status, 409);
            auto expected = apart ? row.apart_on : row.apart_off;
            EXPECT_EQ(inbox(row.person).find("export_request.answer") != std::string::npos, expected == 200) << row.who << apart;
            EXPECT_EQ(answer(row.person, "consent").status, expected) << row.who << apart;
        }
    }
}

TEST_P(ExportForTwo, lapses) {
    ASSERT_EQ(exported(cast.clerk).status, 409);
    ASSERT_EQ(answer(cast.leader, "consent").status, 200);
    app.at("2021-12-29T09:00:01");
    EXPECT_EQ(inbox(cast.clerk), "");
    EXPECT_EQ(exported(cast.clerk).status, 409) << "a day later the consent is worth nothing";
    EXPECT_EQ(requests(cast.clerk).size(), 2u);
    app.at("2022-01-05T09:00:01");
    EXPECT_EQ(answer(cast.leader, "consent").problem(), "export-request-lapsed");
    EXPECT_EQ(inbox(cast.leader), "");
}

TEST_P(ExportForTwo, holds_for_the_list_as_it_was) {
    ASSERT_EQ(exported(cast.clerk).status, 409);
    ASSERT_EQ(answer(cast.leader, "consent").status, 200);
    EXPECT_EQ(exported(cast.clerk, "&stage=formal").status, 409) << "another filter is another list";
    EXPECT_EQ(exported(cast.clerk, "&columns=name").status, 409) << "so are other columns";
    app.member("新来的", cast.branch);
    EXPECT_EQ(exported(cast.clerk).status, 409) << "more people than were consented to";
    EXPECT_EQ(newest(cast.clerk).at("row_count").as_int64(), 40);
}

TEST_P(ExportForTwo, is_refused_with_a_note_that_reaches_whoever_asked) {
    ASSERT_EQ(exported(cast.clerk).status, 409);
    EXPECT_EQ(answer(cast.leader, "refusal").faults(), "#/note required");
    EXPECT_EQ(answer(cast.leader, "refusal", {{"note", "用途不清"}}).status, 200);
    EXPECT_EQ(inbox(cast.clerk), "export_request.refused|导出党员名册 39 行未获同意|用途不清; ");
    EXPECT_EQ(answer(cast.administrator, "consent").problem(), "export-request-answered");
    EXPECT_EQ(exported(cast.clerk).status, 409);
    EXPECT_EQ(requests(cast.clerk).size(), 2u) << "may be asked anew";
    auto id = newest(cast.clerk).at("id").as_int64();
    EXPECT_EQ(app.post(cast.leader, fmt::format("/api/v1/export-requests/{}/consent", id), json::object{}, {.version = 9}).problem(), "stale");
}

TEST_P(ExportForTwo, counts_what_one_took_in_pieces) {
    auto part = "&organization_within=" + std::to_string(cast.other_organ.value), rest = "&organization_within=" + std::to_string(cast.organ.value);
    EXPECT_EQ(exported(cast.clerk, part).status, 200) << "28 rows";
    EXPECT_EQ(exported(cast.clerk, rest).status, 200) << "fewer than 20 wait for nobody";
    EXPECT_EQ(exported(cast.clerk, part + "&columns=name").problem(), "export-waits-for-consent") << "28 more within the hour";
    EXPECT_EQ(exported(cast.leader, part).status, 200) << "each for themselves";
    app.at("2021-12-28T10:00:01");
    EXPECT_EQ(exported(cast.clerk, part + "&columns=name").status, 200);
}

TEST_P(ExportForTwo, holds_for_every_list_of_people_and_for_no_other) {
    for (int i = 0; i < 40; ++i) app.organization(fmt::format("支部{}", i), OrganizationKind::branch, cast.organ), app.person(fmt::format("账号{}", i), {{Role::member, cast.branch}});
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/organizations?format=xlsx&reason=x").status, 200);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/accounts?format=xlsx&reason=x").problem(), "export-waits-for-consent");
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/audit?format=xlsx&reason=x").problem(), "export-waits-for-consent");
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/members?size=200").status, 200) << "a page is no export";
    EXPECT_EQ(set(0).status, 200);
    EXPECT_EQ(exported(cast.clerk).status, 200) << "off";
}

TEST_P(ExportForTwo, is_set_by_whoever_keeps_the_security_settings) {
    EXPECT_EQ(set(19).faults(), "#/rows_for_two too_small");
    EXPECT_EQ(set(-1).faults(), "#/rows_for_two too_small");
    EXPECT_EQ(set(200).status, 200);
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/security")["rows_for_two"], 200);
    EXPECT_EQ(app.send(cast.clerk, http::Method::put, "/api/v1/security", R"({"rows_for_two":0,"reason":"不要"})").status, 403);
}

class NobodyToConsent : public OnBothEngines {};
ZHIBU_ON_BOTH_ENGINES(NobodyToConsent);

TEST_P(NobodyToConsent, is_said_at_once) {
    auto branch = app.organization("第一党支部", OrganizationKind::branch);
    for (int i = 0; i < 25; ++i) app.member(fmt::format("党员{}", i), branch);
    auto admin = app.administrator();
    ASSERT_EQ(app.send(admin, http::Method::put, "/api/v1/security", R"({"rows_for_two":20,"reason":"防止批量外泄"})").status, 200);
    EXPECT_EQ(app.get(admin, "/api/v1/members?format=xlsx&reason=x").problem(), "export-nobody-to-consent");
    EXPECT_EQ(app.get(admin, "/api/v1/export-requests")["items"].as_array().size(), 0u);
    app.person("副管理员", {{Role::administrator, whole_office}});
    EXPECT_EQ(app.get(admin, "/api/v1/members?format=xlsx&reason=x").problem(), "export-waits-for-consent");
}

}  // namespace zhibu::testkit
