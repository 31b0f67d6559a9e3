// What the audit keeps of those who were refused, who looked and who took lists away.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "kernel/sheet/reader.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class Refusals : public OnBothEngines {
protected:
    Cast cast{app};
    // "access.refused meeting 7 keeps_no_meetings" of each entry of an action, in the order of their texts.
    std::vector<std::string> entries(const std::string& action) {
        return app.read([&](const View& view) {
            std::vector<std::string> all;
            auto rows = view.session.query("SELECT subject_kind, subject_id, account_id, organization_id, detail FROM audit WHERE tenant_id = 1 AND action = ?", action);
            while (rows.next()) all.push_back(fmt::format("{} {} by {} of {} {}", rows.text(0), rows.integer(1), rows.integer(2), rows.integer(3), rows.text(4)));
            std::sort(all.begin(), all.end());
            return all;
        });
    }
    std::string refused(const Person& who, Id<Organization> of, const std::string& kind, std::int64_t subject, const std::string& operation, const std::string& reason) {
        return fmt::format(R"({} {} by {} of {} {{"operation":"{}","reason":"{}"}})", kind, subject, who.account.value, of.value, operation, reason);
    }
};
ZHIBU_ON_BOTH_ENGINES(Refusals);

TEST_P(Refusals, leave_one_row_each_with_who_what_and_why) {
    auto member = fmt::format("/api/v1/members/{}", cast.members[2].value);
    EXPECT_EQ(app.post(cast.leader, member + "/departure", {{"effective_on", "2021-12-01"}, {"reason", "x"}}, {1}).status, 403);
    EXPECT_EQ(app.get(cast.secretary, "/api/v1/audit").status, 403);
    EXPECT_EQ(app.post(cast.member, "/api/v1/accounts", {{"username", "made"}, {"name", "新人"}, {"grants", json::array{}}}).status, 403);
    std::vector<std::string> expected{refused(cast.leader, cast.committee, "member", cast.members[2].value, "member.leave", "keeps_no_members"),
                                        refused(cast.secretary, cast.branch, "audit", 0, "audit.list", "reads_no_audit"), refused(cast.member, cast.branch, "account", 0, "account.create", "keeps_no_accounts")};
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(entries("access.refused"), expected);
}

TEST_P(Refusals, are_no_rows_for_what_is_none) {
    EXPECT_EQ(app.get(cast.other_organ_clerk, fmt::format("/api/v1/members/{}", cast.members[2].value)).status, 404);
    EXPECT_EQ(app.get({}, "/api/v1/audit").status, 401);
    http::Request forged;
    forged.method = http::Method::post, forged.path = "/api/v1/accounts", forged.headers = {{"cookie", cast.clerk.cookie}};
    EXPECT_EQ(app->router.answer(forged).status, 403);
    EXPECT_TRUE(entries("access.refused").empty());
}

TEST_P(Refusals, are_read_in_words) {
    app.get(cast.secretary, "/api/v1/audit");
    auto listed = app.get(cast.administrator, "/api/v1/audit?action=access.refused");
    ASSERT_EQ(listed["total"].as_int64(), 1);
    EXPECT_EQ(listed["items"].at(0).at("action_label").as_string(), "无权办理，已拒绝");
    auto entry = app.get(cast.administrator, fmt::format("/api/v1/audit/{}", listed["items"].at(0).at("id").as_int64()));
    EXPECT_EQ(entry["changes"].at(1).at("label").as_string(), "原因");
    EXPECT_NE(entry["changes"].at(1).at("after").as_string(), "reads_no_audit") << "a sentence, not its key";
    EXPECT_EQ(app.get(cast.auditor, "/api/v1/audit?action=access.refused")["total"].as_int64(), 1) << "whose people they are";
}

TEST_P(Refusals, denied_log_ins_looks_and_exports_leave_theirs) {
    app.post({}, "/api/v1/session", {{"username", "nobody"}, {"password", "wrong"}});
    EXPECT_EQ(entries("session.refused").size(), 1u);
    EXPECT_EQ(app.post(cast.secretary, fmt::format("/api/v1/members/{}/reveal", cast.members[2].value), {{"field", "phone"}, {"reason", "联系工作"}}).status, 200);
    EXPECT_EQ(entries("member.revealed"), (std::vector<std::string>{fmt::format(R"(member {} by {} of {} {{"field":"phone","reason":"联系工作"}})", cast.members[2].value,
                                                                                 cast.secretary.account.value, cast.branch.value)}));
    for (auto noun : {"members", "accounts", "audit", "organizations", "meetings", "problems", "letters", "facts"}) {
        auto sheet = app.get(cast.administrator, fmt::format("/api/v1/{}?format=xlsx&reason=check", noun));
        EXPECT_EQ(sheet.status, 200) << noun;
        EXPECT_TRUE(sheet.text.starts_with("PK")) << noun;
    }
    for (auto action : {"member.exported", "account.exported", "audit.exported", "organization.exported", "meeting.exported", "problem.exported", "letter.exported", "fact.exported"})
        EXPECT_EQ(entries(action).size(), 1u) << action;
    EXPECT_EQ(entries("member.exported").front(), fmt::format(R"(member 0 by {} of 0 {{"rows":14,"reason":"check"}})", cast.administrator.account.value));
}

TEST_P(Refusals, and_accounts_are_taken_away_as_the_screen_shows_them) {
    auto cells = [&](const Person& who, const std::string& path) {
        std::vector<std::string> rows;
        auto bytes = app.get(who, path).text;
        sheet::read_rows(sheet::Source::memory(bytes), {}, [&](std::uint32_t, std::span<const sheet::Cell> row) {
            auto& text = rows.emplace_back();
            for (auto& cell : row) text += cell.text + " | ";
            return sheet::Flow::go_on;
        });
        return rows;
    };
    auto accounts = cells(cast.organ_clerk, "/api/v1/accounts?format=xlsx&reason=check&columns=name,state&sort=name&role=branch_secretary");
    ASSERT_GE(accounts.size(), 2u);
    auto all = std::accumulate(accounts.begin(), accounts.end(), std::string{});
    EXPECT_NE(all.find("姓名 | 状态 | 角色与范围 | "), std::string::npos) << all;
    EXPECT_NE(all.find("支部书记 | 正常 | 支部书记 财政局第一党支部; 党员 财政局第一党支部 | "), std::string::npos) << all;
    EXPECT_EQ(all.find("教体局"), std::string::npos) << "only what is within reach";
    auto audit = cells(cast.auditor, "/api/v1/audit?format=xlsx&reason=check&subject_kind=organization");
    all = std::accumulate(audit.begin(), audit.end(), std::string{});
    EXPECT_NE(all.find("财政局第一党支部"), std::string::npos) << all;
    EXPECT_EQ(all.find("organization.founded"), std::string::npos) << "in words";
}

}  // namespace zhibu::testkit
