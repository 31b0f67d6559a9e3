// Lists of people leave with a reason; who reads in bulk is told of to the auditors, once, and somebody else says what came of it.
#include <fmt/format.h>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class PersonalData : public OnBothEngines {
protected:
    Cast cast{app};

    std::vector<std::string> alarms(const Person& who) {
        std::vector<std::string> titles;
        auto inbox = app.get(who, "/api/v1/inbox");
        for (auto& item : inbox["items"].as_array())
            if (item.at("kind").as_string() == "audit.bulk") titles.emplace_back(item.at("title").as_string());
        return titles;
    }
    void read_pages(const Person& who, int count) {
        for (int i = 0; i < count; ++i) EXPECT_EQ(app.get(who, "/api/v1/members?size=200").status, 200);
    }
    void look(const Person& who, int count) {
        for (int i = 0; i < count; ++i)
            EXPECT_EQ(app.post(who, fmt::format("/api/v1/members/{}/reveal", cast.members[2].value), {{"field", "phone"}, {"reason", "通知开会"}}).status, 200);
    }
    std::int64_t alarm() { return app.get(cast.administrator, "/api/v1/audit?action=personal_data.read_in_bulk")["items"].at(0).at("id").as_int64(); }
};
ZHIBU_ON_BOTH_ENGINES(PersonalData);

TEST_P(PersonalData, leaves_with_a_reason_that_the_audit_keeps) {
    struct Row {
        const char* list;
        int without, with;
    } table[] = {{"members?format=xlsx", 422, 200}, {"facts?format=xlsx", 422, 200}, {"organizations?format=xlsx", 200, 200}, {"members?size=1", 200, 200}};
    for (auto& row : table) {
        auto path = fmt::format("/api/v1/{}", row.list);
        EXPECT_EQ(app.get(cast.administrator, path).status, row.without) << row.list;
        EXPECT_EQ(app.get(cast.administrator, path + "&reason=check").status, row.with) << row.list;
    }
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/members?format=xlsx&reason=%20").faults(), "#/reason export_needs_a_reason");
    auto entry = app.get(cast.administrator, "/api/v1/audit?action=member.exported");
    ASSERT_EQ(entry["total"].as_int64(), 1) << "what was refused left nothing";
    auto shown = app.get(cast.administrator, fmt::format("/api/v1/audit/{}", entry["items"].at(0).at("id").as_int64()));
    EXPECT_NE(shown.text.find("check"), std::string::npos) << shown.text;
}

TEST_P(PersonalData, tells_the_auditors_once_of_pages_read_in_bulk) {
    read_pages(cast.clerk, 25);  // 5,000 rows
    EXPECT_TRUE(alarms(cast.auditor).empty());
    read_pages(cast.clerk, 3);
    ASSERT_EQ(alarms(cast.auditor).size(), 1u);
    EXPECT_NE(alarms(cast.auditor).front().find("翻看名册 5200 行"), std::string::npos) << alarms(cast.auditor).front();
    EXPECT_TRUE(alarms(cast.clerk).empty()) << "not the reader";
}

TEST_P(PersonalData, forgets_pages_after_the_hour) {
    read_pages(cast.clerk, 20);
    app.at("2021-12-28T11:30:00+08:00");
    read_pages(cast.clerk, 20);
    EXPECT_TRUE(alarms(cast.auditor).empty());
}

TEST_P(PersonalData, tells_of_many_looks_in_clear_and_is_answered_once) {
    look(cast.clerk, 20);
    EXPECT_TRUE(alarms(cast.auditor).empty());
    look(cast.clerk, 2);
    ASSERT_EQ(alarms(cast.auditor).size(), 1u);
    auto path = fmt::format("/api/v1/audit/{}/check", alarm());
    EXPECT_EQ(app.post(cast.clerk, path, {{"note", "已问过"}}).status, 403);
    EXPECT_EQ(app.post(cast.auditor, path, {{"note", ""}}).faults(), "#/note required");
    EXPECT_EQ(app.post(cast.auditor, path, {{"note", "换届通知，情况属实"}}).status, 200);
    EXPECT_TRUE(alarms(cast.auditor).empty());
    EXPECT_EQ(app.post(cast.auditor, path, {{"note", "再来一次"}}).status, 404) << "answered already";
    look(cast.clerk, 5);
    EXPECT_TRUE(alarms(cast.auditor).empty()) << "told once within the hour";
}

TEST_P(PersonalData, is_not_answered_by_whoever_read_it) {
    look(cast.administrator, 21);
    EXPECT_TRUE(alarms(cast.administrator).empty());
    EXPECT_EQ(app.post(cast.administrator, fmt::format("/api/v1/audit/{}/check", alarm()), {{"note", "是我"}}).status, 403);
}

}  // namespace zhibu::testkit
