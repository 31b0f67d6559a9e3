// 三员分立: off and on, what each of the three may do, that nobody holds two, and that one of each stays.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/access/delegation.hpp"
#include "kernel/access/separation.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class ThreeApart : public OnBothEngines {
protected:
    Cast cast{app};
    Person officer = app.person("安全员", {{Role::security_officer, whole_office}});
    Person auditor = app.person("全局审计员", {{Role::auditor, whole_office}});

    Answer put(const Person& who, const json::object& body) { return app.send(who, http::Method::put, "/api/v1/security", json::serialize(body)); }
    Answer turn(const Person& who, bool apart) { return put(who, {{"three_apart", apart}, {"reason", "等保测评要求"}}); }
    void set_apart() { ASSERT_EQ(turn(cast.administrator, true).status, 200); }

    int next{0};
    Id<Account> target(std::vector<Grant> grants) { return app.person("target " + std::to_string(++next), std::move(grants)).account; }
    static std::string path(Id<Account> account, const std::string& deed = "") { return "/api/v1/accounts/" + std::to_string(account.value) + deed; }
    static json::object grant_of(Role role, Id<Organization> place) {
        json::object grant{{"role", Codec<Role>::name(role)}};
        if (place) grant["organization_id"] = place.value;
        return grant;
    }
    Answer grant(const Person& who, Id<Account> account, Role role, Id<Organization> place = {}) { return app.post(who, path(account, "/grants"), grant_of(role, place)); }
    Answer withdraw(const Person& who, Id<Account> account, Role role) {
        auto id = app.read([&](const View& view) { return *view.session.integer("SELECT id FROM role_grant WHERE account_id = ? AND role = ?", account, Codec<Role>::name(role)); });
        return app.send(who, http::Method::remove, path(account, "/grants/" + std::to_string(id)));
    }

    // Each deed on an account of a branch, by its status.
    std::string deeds(const Person& who) {
        auto account = target({{Role::member, cast.branch}, {Role::inspector, cast.branch}});
        auto made = [&](json::array grants) {
            return app.post(who, "/api/v1/accounts", {{"username", fmt::format("made{}", ++next)}, {"name", "新人"}, {"password", "Zhibu-2021-ok"}, {"grants", std::move(grants)}}).status;
        };
        std::pair<const char*, int> done[]{{"grant", grant(who, account, Role::leader, cast.branch).status},
                                           {"withdraw", withdraw(who, account, Role::inspector).status},
                                           {"disable", app.post(who, path(account, "/disablement"), {{"reason", "调离"}}).status},
                                           {"restore", app.post(who, path(account, "/restoration")).status},
                                           {"reset", app.post(who, path(account, "/password")).status},
                                           {"rename", rename(who, account)},
                                           {"make", made({})},
                                           {"make with role", made({grant_of(Role::member, cast.branch)})},
                                           {"settings", put(who, {{"words", "laixi"}, {"reason", "年度检查"}}).status},
                                           {"audit", app.get(who, "/api/v1/audit").status}};
        std::string out;
        for (auto& [deed, status] : done) out += fmt::format("{}{} {}", out.empty() ? "" : " ", deed, status);
        return out;
    }
    int rename(const Person& who, Id<Account> account) {
        auto version = app.read([&](const View& view) { return *view.session.integer("SELECT version FROM account WHERE id = ?", account); });
        return app.patch(who, path(account), {{"name", "改名"}}, version).status;
    }
};
ZHIBU_ON_BOTH_ENGINES(ThreeApart);

TEST_P(ThreeApart, each_of_them_has_duties_of_the_own) {
    struct Row {
        const char* who;
        Person person;
        std::string off, on;
    } table[] = {{"administrator", cast.administrator, "grant 201 withdraw 200 disable 200 restore 200 reset 200 rename 200 make 422 make with role 201 settings 200 audit 200",
                  "grant 403 withdraw 403 disable 403 restore 403 reset 403 rename 200 make 201 make with role 422 settings 403 audit 403"},
                 {"security officer", officer, "grant 403 withdraw 403 disable 403 restore 403 reset 403 rename 403 make 403 make with role 403 settings 403 audit 403",
                  "grant 201 withdraw 200 disable 200 restore 200 reset 200 rename 403 make 403 make with role 403 settings 200 audit 403"},
                 {"auditor", auditor, "grant 404 withdraw 404 disable 404 restore 404 reset 404 rename 404 make 403 make with role 403 settings 403 audit 200",
                  "grant 404 withdraw 404 disable 404 restore 404 reset 404 rename 404 make 403 make with role 403 settings 403 audit 200"},
                 {"organ clerk", cast.organ_clerk, "grant 403 withdraw 403 disable 403 restore 403 reset 403 rename 403 make 422 make with role 201 settings 403 audit 403",
                  "grant 403 withdraw 403 disable 403 restore 403 reset 403 rename 403 make 422 make with role 201 settings 403 audit 403"},
                 {"committee clerk", cast.clerk, "grant 201 withdraw 200 disable 200 restore 200 reset 200 rename 200 make 422 make with role 201 settings 403 audit 403",
                  "grant 201 withdraw 200 disable 200 restore 200 reset 200 rename 200 make 422 make with role 201 settings 403 audit 403"}};
    for (auto& row : table) EXPECT_EQ(deeds(row.person), row.off) << row.who << ", not apart";
    set_apart();
    for (auto& row : table) EXPECT_EQ(deeds(row.person), row.on) << row.who << ", apart";
    auto refused = app.post(cast.administrator, path(target({{Role::member, cast.branch}}), "/disablement"), {{"reason", "调离"}});
    EXPECT_NE(refused.text.find("由安全管理员办理"), std::string::npos) << refused.text;
    auto menu = app.get(cast.administrator, "/api/v1/session")["permissions"].as_array();
    EXPECT_EQ(std::count(menu.begin(), menu.end(), json::value("audit.read")), 0);
    EXPECT_EQ(std::count(menu.begin(), menu.end(), json::value("backup.keep")), 1);
    EXPECT_TRUE(app.get(cast.administrator, "/api/v1/accounts/grantable-roles")["items"].as_array().empty());
    EXPECT_EQ(app.get(officer, "/api/v1/accounts/grantable-roles")["items"].as_array().size(), Codec<Role>::names().size());
    auto tree = app.get(officer, "/api/v1/organizations/tree")["items"].as_array();
    EXPECT_GT(tree.size(), 5u) << "where to give a role";
    EXPECT_FALSE(tree[0].as_object().contains("member_count")) << "and nothing more of it";
    EXPECT_EQ(app.get(officer, "/api/v1/members")["total"], 0);
}

TEST_P(ThreeApart, nobody_holds_two_at_any_place) {
    struct Row {
        Role held, given;
        int on;
    };
    using enum Role;
    const std::vector<Row> table{{administrator, security_officer, 409}, {administrator, auditor, 409}, {security_officer, administrator, 409}, {security_officer, auditor, 409}, {auditor, administrator, 409},
                                 {auditor, security_officer, 409},       {auditor, auditor, 201},       {auditor, leader, 201},                 {administrator, committee_clerk, 201}};
    std::vector<Id<Account>> made;
    for (auto& row : table) {
        auto account = target({{row.held, cast.organ}});
        EXPECT_EQ(grant(cast.administrator, account, row.given, cast.other_organ).status, 201) << "not apart: as ever";
        ASSERT_EQ(withdraw(cast.administrator, account, row.given).status, 200);
        made.push_back(account);
    }
    set_apart();
    for (std::size_t i = 0; i < table.size(); ++i) {
        auto& row = table[i];
        if (row.held == row.given) continue;
        auto answer = grant(officer, made[i], row.given, cast.other_organ);
        EXPECT_EQ(answer.status, row.on) << Codec<Role>::name(row.held) << " → " << Codec<Role>::name(row.given) << " " << answer.text;
        if (row.on == 409) {
            EXPECT_EQ(answer.problem(), "three-kept-apart");
            EXPECT_EQ(answer.text.find('{', 1), std::string::npos) << "the words are filled in: " << answer.text;
        }
    }
    auto fresh = target({{auditor, cast.organ}});
    EXPECT_EQ(grant(officer, fresh, auditor, cast.other_organ).status, 201) << "the same role at a second place";
}

TEST_P(ThreeApart, nor_in_somebodys_place) {
    set_apart();
    auto stand_in = [&](Id<Account> account, Role role) {
        app.write([&](Transaction& t) { access::delegate(t, {account, cast.clerk.account, "", "", role, cast.organ, t.today(), t.today().plus_days(3)}, "leave", t.session.next_id()); });
    };
    auto holder = target({{Role::auditor, cast.organ}});
    EXPECT_THROW(stand_in(holder, Role::administrator), Problem);
    EXPECT_NO_THROW(stand_in(holder, Role::organ_clerk));
    auto later = target({{Role::member, cast.branch}});
    stand_in(later, Role::auditor);
    EXPECT_EQ(grant(officer, later, Role::administrator, cast.organ).problem(), "three-kept-apart");
}

TEST_P(ThreeApart, is_switched_on_only_where_nothing_stands_against_it) {
    EXPECT_FALSE(app.get(cast.administrator, "/api/v1/security")["three"].at("apart").as_bool()) << "off unless told";
    EXPECT_EQ(put(cast.administrator, {{"three_apart", true}}).faults(), "#/reason required");
    EXPECT_EQ(turn(cast.clerk, true).status, 403);
    EXPECT_EQ(turn(officer, true).status, 403) << "not hers to switch on";
    auto refused = [&](const char* problem, const std::string& names) {
        auto answer = turn(cast.administrator, true);
        EXPECT_EQ(answer.problem(), problem);
        EXPECT_NE(answer.text.find(names), std::string::npos) << answer.text;
    };
    auto two = target({{Role::administrator, cast.organ}, {Role::auditor, cast.other_organ}});
    refused("three-held-together", "target 1（系统管理员、审计管理员）");
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/security")["three"].at("holding_two").at(0).at("account_id"), two.value);
    ASSERT_EQ(app.post(cast.administrator, path(two, "/disablement"), {{"reason", "调离"}}).status, 200);
    refused("three-held-together", "target 1");
    ASSERT_EQ(withdraw(cast.administrator, two, Role::auditor).status, 200);
    app.write([&](Transaction& t) { access::delegate(t, {two, auditor.account, "", "", Role::auditor, cast.organ, t.today().plus_days(5), t.today().plus_days(6)}, "leave", 7); });
    refused("three-held-together", "target 1");
    app.write([&](Transaction& t) { access::end_delegations(t, "leave", 7, t.today()); });
    ASSERT_EQ(app.post(cast.administrator, path(auditor.account, "/disablement"), {{"reason", "调离"}}).status, 200);
    refused("three-not-all-there", "审计管理员");
    ASSERT_EQ(app.post(cast.administrator, path(auditor.account, "/restoration")).status, 200);
    app.audited();
    EXPECT_EQ(turn(cast.administrator, true).status, 200);
    EXPECT_EQ(app.audited(), "security.changed 0");
}

TEST_P(ThreeApart, without_an_officer_of_the_whole_office_it_stays_off) {
    ASSERT_EQ(withdraw(cast.administrator, officer.account, Role::security_officer).status, 200);
    target({{Role::security_officer, cast.committee}});
    auto answer = turn(cast.administrator, true);
    EXPECT_EQ(answer.problem(), "three-not-all-there");
    EXPECT_NE(answer.text.find("安全管理员"), std::string::npos);
}

TEST_P(ThreeApart, one_of_each_stays) {
    set_apart();
    EXPECT_EQ(withdraw(officer, auditor.account, Role::auditor).problem(), "last-of-three");
    EXPECT_EQ(app.post(officer, path(auditor.account, "/disablement"), {{"reason", "调离"}}).problem(), "last-of-three");
    EXPECT_EQ(withdraw(officer, cast.administrator.account, Role::administrator).problem(), "last-of-three");
    EXPECT_EQ(app.post(officer, path(cast.administrator.account, "/disablement"), {{"reason", "调离"}}).problem(), "last-of-three");
    EXPECT_EQ(withdraw(officer, officer.account, Role::security_officer).problem(), "not-oneself");
    EXPECT_EQ(app.post(officer, path(officer.account, "/disablement"), {{"reason", "调离"}}).problem(), "not-oneself");
    EXPECT_EQ(app.post(cast.administrator, path(officer.account, "/disablement"), {{"reason", "调离"}}).status, 403);

    auto second = target({{Role::member, cast.branch}});
    ASSERT_EQ(grant(officer, second, Role::auditor, cast.organ).status, 201);
    EXPECT_EQ(withdraw(officer, auditor.account, Role::auditor).problem(), "last-of-three") << "one of a part is not enough";
    ASSERT_EQ(grant(officer, second, Role::auditor).status, 201);
    EXPECT_EQ(withdraw(officer, auditor.account, Role::auditor).status, 200);
    EXPECT_EQ(withdraw(officer, cast.auditor.account, Role::auditor).status, 200) << "one of a part goes at any time";
}

TEST_P(ThreeApart, is_switched_off_by_the_security_officer_with_a_reason) {
    set_apart();
    app.audited();
    EXPECT_EQ(turn(cast.administrator, false).status, 403);
    EXPECT_EQ(turn(auditor, false).status, 403);
    EXPECT_EQ(put(officer, {{"three_apart", false}}).faults(), "#/reason required");
    EXPECT_EQ(app.audited(), "");
    EXPECT_EQ(turn(officer, false).status, 200);
    EXPECT_EQ(app.audited(), "security.changed 0");
    auto entry = app.get(auditor, "/api/v1/audit?action=security.changed")["items"].at(0).at("id").as_int64();
    auto shown = app.get(auditor, fmt::format("/api/v1/audit/{}", entry));
    EXPECT_NE(shown.text.find("三员分立"), std::string::npos) << shown.text;
    EXPECT_NE(shown.text.find("等保测评要求"), std::string::npos) << shown.text;
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/audit").status, 200);
}

}  // namespace zhibu::testkit
