// Who may do what with whose account: every role at an organ × {own, child, sibling, parent, other tree}, on every route.
#include <fmt/format.h>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class AccountTable : public OnBothEngines {
protected:
    // Every actor has its role at `organ`; the accounts it meets are members somewhere.
    Id<Organization> committee = app.organization("市直机关工委", OrganizationKind::working_committee);
    Id<Organization> organ = app.organization("市财政局机关党委", OrganizationKind::organ_committee, committee);
    Id<Organization> branch = app.organization("财政局第一党支部", OrganizationKind::branch, organ);
    Id<Organization> other_organ = app.organization("市教体局机关党委", OrganizationKind::organ_committee, committee);
    Id<Organization> other_tree = app.organization("另一工委", OrganizationKind::working_committee);
    struct Place {
        const char* name;
        Id<Organization> organization;
    };
    std::vector<Place> places{{"own", organ}, {"child", branch}, {"sibling", other_organ}, {"parent", committee}, {"other tree", other_tree}};
    static constexpr Role roles[] = {Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary, Role::member};
    static bool keeps_accounts(Role role) { return role == Role::administrator || role == Role::committee_clerk || role == Role::organ_clerk; }

    Person actor(Role role) { return app.person("actor " + std::string{Codec<Role>::name(role)}, {{role, organ}}); }
    int next{0};
    Id<Account> target(std::vector<Grant> grants) { return app.person("target " + std::to_string(++next), std::move(grants)).account; }
    json::object grant_of(std::string_view role, Id<Organization> organization) { return {{"role", role}, {"organization_id", organization.value}}; }
    std::int64_t first_grant(Id<Account> account) {
        return app.read([&](const View& view) { return *view.session.integer("SELECT id FROM role_grant WHERE account_id = ?", account); });
    }
};
ZHIBU_ON_BOTH_ENGINES(AccountTable);

TEST_P(AccountTable, every_role_in_every_place_on_every_route) {
    for (auto role : roles) {
        auto who = actor(role);
        for (auto& place : places) {
            bool reached = keeps_accounts(role) && (place.organization == organ || place.organization == branch);
            auto account = target({{Role::member, place.organization}});
            auto path = "/api/v1/accounts/" + std::to_string(account.value);
            struct Row {
                const char* route;
                Answer answer;
                int allowed, refused;
            } table[] = {
                {"show", app.get(who, path), 200, 404},
                {"change", app.patch(who, path, {{"name", "新名"}}, 1), 200, 404},
                {"disable", app.post(who, path + "/disablement", {{"reason", "调离"}}), 200, 404},
                {"restore", app.post(who, path + "/restoration"), 200, 404},
                {"grant", app.post(who, path + "/grants", grant_of("member", branch)), 201, 404},
                {"withdraw", app.send(who, http::Method::remove, path + "/grants/" + std::to_string(first_grant(account))), 200, 404},
                {"create", app.post(who, "/api/v1/accounts", {{"username", fmt::format("made{}", ++next)}, {"name", "新人"}, {"password", "Zhibu-2021-ok"},
                                                              {"grants", json::array{grant_of("member", place.organization)}}}),
                 201, keeps_accounts(role) ? 422 : 403}};
            for (auto& row : table)
                EXPECT_EQ(row.answer.status, reached ? row.allowed : row.refused) << Codec<Role>::name(role) << " " << place.name << " " << row.route << " " << row.answer.text;
        }
    }
}

TEST_P(AccountTable, resets_only_the_passwords_within_reach) {
    for (auto role : {Role::organ_clerk, Role::branch_secretary})
        for (auto& place : places) {
            auto account = target({{Role::member, place.organization}});
            auto answer = app.post(actor(role), "/api/v1/accounts/" + std::to_string(account.value) + "/password");
            bool reached = keeps_accounts(role) && (place.organization == organ || place.organization == branch);
            EXPECT_EQ(answer.status, reached ? 200 : 404) << Codec<Role>::name(role) << " " << place.name << " " << answer.text;
            if (reached) {
                EXPECT_EQ(answer["first_password"].as_string().size(), 12u);
            }
        }
}

TEST_P(AccountTable, lists_and_filters_show_only_what_is_within_reach) {
    for (auto& place : places) app.person(std::string{"at "} + place.name, {{Role::member, place.organization}});
    auto names = [&](const Person& who, const std::string& query) {
        std::string out;
        auto answer = app.get(who, "/api/v1/accounts?sort=name&q=at%20" + query);
        for (auto& each : answer["items"].as_array()) out += (out.empty() ? "" : ", ") + std::string{each.at("name").as_string()};
        return out;
    };
    struct Row {
        Role role;
        const char *query, *names;
    };
    auto other = std::to_string(other_organ.value);
    std::vector<std::pair<Row, std::string>> table{{{Role::organ_clerk, "", "at child, at own"}, ""},
                                                   {{Role::committee_clerk, "", "at child, at own"}, ""},
                                                   {{Role::organ_clerk, "&role=member", "at child, at own"}, ""},
                                                   {{Role::organ_clerk, "&role=auditor", ""}, ""},
                                                   {{Role::organ_clerk, "&organization_within=", ""}, other},
                                                   {{Role::leader, "", ""}, ""},
                                                   {{Role::member, "", ""}, ""}};
    for (auto& [row, organization] : table) EXPECT_EQ(names(actor(row.role), row.query + organization), row.names) << Codec<Role>::name(row.role) << row.query;
    EXPECT_EQ(names(app.administrator(), ""), "at child, at other tree, at own, at parent, at sibling");
}

TEST_P(AccountTable, accounts_of_the_whole_office_are_seen_by_its_administrators_only) {
    auto admin = app.administrator();
    auto path = "/api/v1/accounts/" + std::to_string(admin.account.value);
    app.write([&](Transaction& t) { scope::end(t.session, t.tenant(), other_tree, t.today()), t.session.execute("UPDATE organization SET ended_on = 20210101 WHERE id = ?", other_tree), scope::touch(t.session, t.tenant()); });
    auto clerk = app.person("clerk of the root", {{Role::committee_clerk, committee}});  // whose scope is now all there is
    EXPECT_EQ(app.get(clerk, path).status, 404);
    EXPECT_EQ(app.get(app.person("second admin", {{Role::administrator, whole_office}}), path).status, 200);
}

TEST_P(AccountTable, nobody_gives_a_role_beyond_their_own) {
    struct Row {
        Role giver;
        std::string may_give;
    } table[] = {{Role::administrator, "administrator auditor committee_clerk leader inspector organ_clerk branch_secretary member "},
                 {Role::committee_clerk, "leader inspector organ_clerk branch_secretary member "},
                 {Role::organ_clerk, "branch_secretary member "},
                 {Role::branch_secretary, ""},
                 {Role::auditor, ""}};
    for (auto& row : table) {
        std::string given;
        for (auto role : roles) {
            auto account = target({{Role::member, branch}});
            auto answer = app.post(actor(row.giver), fmt::format("/api/v1/accounts/{}/grants", account.value), grant_of(Codec<Role>::name(role), organ));
            if (answer.status == 201) given += std::string{Codec<Role>::name(role)} + " ";
        }
        EXPECT_EQ(given, row.may_give) << Codec<Role>::name(row.giver);
        std::string offered;
        auto answer = app.get(actor(row.giver), "/api/v1/accounts/grantable-roles");
        for (auto role : roles)
            for (auto& each : answer["items"].as_array())
                if (each.at("role").as_string() == Codec<Role>::name(role)) offered += std::string{Codec<Role>::name(role)} + " ";
        EXPECT_EQ(offered, row.may_give) << "what is offered is what is allowed";
    }
    auto account = target({{Role::member, branch}});
    EXPECT_EQ(app.post(actor(Role::administrator), fmt::format("/api/v1/accounts/{}/grants", account.value), {{"role", "member"}}).faults(), "#/organization_id required")
        << "the whole office is given only by who has it";
    EXPECT_EQ(app.post(app.administrator(), fmt::format("/api/v1/accounts/{}/grants", account.value), {{"role", "member"}}).status, 201);
}

TEST_P(AccountTable, an_account_with_a_role_beyond_ones_own_is_seen_and_not_touched) {
    auto clerk = actor(Role::organ_clerk);
    auto account = target({{Role::member, branch}, {Role::member, other_organ}});
    auto path = "/api/v1/accounts/" + std::to_string(account.value);
    auto shown = app.get(clerk, path);
    EXPECT_EQ(shown["can"].at("disable").as_string(), "这个账号的权限超出您能管理的范围。") << "the reason is in words";
    EXPECT_EQ(shown["grants"].at(0).at("organization_name").as_string(), "财政局第一党支部");
    for (auto& [deed, body] : std::vector<std::pair<std::string, json::object>>{{"disablement", {{"reason", "x"}}}, {"password", {}}, {"grants", grant_of("member", branch)}})
        EXPECT_EQ(app.post(clerk, path + "/" + deed, body).status, 403) << deed;
    EXPECT_EQ(app.patch(clerk, path, {{"name", "新名"}}, 1).status, 403);
    auto english = app.send(clerk, http::Method::get, path, "", {.headers = {{"accept-language", "en"}}});
    EXPECT_NE(english["can"].at("disable"), shown["can"].at("disable"));
}

TEST_P(AccountTable, ones_own_account_is_out_of_reach) {
    auto admin = app.administrator();
    auto path = "/api/v1/accounts/" + std::to_string(admin.account.value);
    auto shown = app.get(admin, path);
    EXPECT_TRUE(shown["can"].at("change").is_bool());
    for (auto deed : {"grant", "disable", "reset_password"}) EXPECT_TRUE(shown["can"].at(deed).is_string()) << deed;
    EXPECT_EQ(app.post(admin, path + "/disablement", {{"reason", "x"}}).problem(), "not-oneself");
    EXPECT_EQ(app.post(admin, path + "/password").problem(), "not-oneself");
    EXPECT_EQ(app.post(admin, path + "/grants", grant_of("auditor", organ)).problem(), "not-oneself");
    EXPECT_EQ(app.send(admin, http::Method::remove, path + "/grants/" + std::to_string(first_grant(admin.account))).problem(), "not-oneself");
}

TEST_P(AccountTable, the_member_behind_an_account_is_one_within_reach_and_has_no_other) {
    auto second = app.organization("教体局第一党支部", OrganizationKind::branch, other_organ);
    auto own = app.member("张三", branch), other = app.member("李四", second);
    auto clerk = actor(Role::organ_clerk);
    auto make = [&](Id<Member> member) {
        return app.post(clerk, "/api/v1/accounts", {{"username", fmt::format("behind{}", ++next)}, {"name", "新人"}, {"password", "Zhibu-2021-ok"}, {"member_id", member.value},
                                                    {"grants", json::array{grant_of("member", branch)}}});
    };
    EXPECT_EQ(make(other).faults(), "#/member_id unknown_reference");
    auto made = make(own);
    EXPECT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made["member_name"].as_string(), "张三");
    EXPECT_EQ(make(own).faults(), "#/member_id has_account");
    auto account = target({{Role::member, branch}});
    auto path = "/api/v1/accounts/" + std::to_string(account.value);
    EXPECT_EQ(app.patch(clerk, path, {{"member_id", other.value}}, 1).faults(), "#/member_id unknown_reference");
    auto oneself = "/api/v1/accounts/" + std::to_string(clerk.account.value);
    EXPECT_EQ(app.patch(clerk, oneself, {{"member_id", app.member("王五", branch).value}}, 1).status, 403) << "nobody makes themselves another member";
}

TEST_P(AccountTable, the_last_role_taken_can_be_given_back) {
    auto clerk = actor(Role::organ_clerk), secretary = actor(Role::branch_secretary);
    auto other = app.person("other clerk", {{Role::organ_clerk, other_organ}});
    auto account = target({{Role::member, branch}});
    auto path = "/api/v1/accounts/" + std::to_string(account.value);
    EXPECT_EQ(app.send(clerk, http::Method::remove, path + "/grants/" + std::to_string(first_grant(account))).status, 200);
    EXPECT_EQ(app.get(clerk, path)["grants"].as_array().size(), 0u);
    EXPECT_EQ(app.get(other, path).status, 404);
    EXPECT_EQ(app.get(secretary, path).status, 404);
    EXPECT_EQ(app.post(clerk, path + "/grants", grant_of("member", branch)).status, 201);
    app.audited();
}

TEST_P(AccountTable, a_disabled_account_is_disabled_once_and_with_a_reason) {
    auto clerk = actor(Role::organ_clerk);
    auto path = "/api/v1/accounts/" + std::to_string(target({{Role::member, branch}}).value);
    EXPECT_EQ(app.post(clerk, path + "/restoration").problem(), "not-disabled");
    EXPECT_EQ(app.post(clerk, path + "/disablement").faults(), "#/reason required");
    app.audited();
    EXPECT_EQ(app.post(clerk, path + "/disablement", {{"reason", "调离"}})["state"].as_string(), "disabled");
    EXPECT_EQ(app.post(clerk, path + "/disablement", {{"reason", "调离"}}).problem(), "already-disabled");
    EXPECT_EQ(app.audited().find("account.disabled"), 0u);
    EXPECT_EQ(app.patch(clerk, path, {{"state", "active"}}, 2).faults(), "#/state read_only");
}

TEST_P(AccountTable, the_audit_tells_the_differences_in_words) {
    auto admin = app.administrator();
    auto account = target({{Role::member, branch}});
    auto path = "/api/v1/accounts/" + std::to_string(account.value);
    app.post(admin, path + "/disablement", {{"reason", "调离"}});
    app.post(admin, path + "/grants", grant_of("branch_secretary", branch));
    auto listed = app.get(admin, "/api/v1/audit?subject_kind=account&subject_id=" + std::to_string(account.value));
    auto rows = listed["items"].as_array();
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].at("action_label").as_string(), "授予角色");
    EXPECT_EQ(rows[0].at("organization_name").as_string(), "财政局第一党支部");
    auto changes = [&](std::size_t row) {
        std::string out;
        auto entry = app.get(admin, "/api/v1/audit/" + std::to_string(rows[row].at("id").as_int64()));
        for (auto& each : entry["changes"].as_array())
            out += fmt::format("{}:{}→{} ", std::string_view{each.at("label").as_string()}, each.at("before").is_null() ? "" : std::string_view{each.at("before").as_string()},
                               std::string_view{each.at("after").as_string()});
        return out;
    };
    EXPECT_EQ(changes(1), "状态:正常→已停用 停用原因:→调离 ");
    EXPECT_EQ(changes(0), "角色:→支部书记 管理范围:→财政局第一党支部 ");

    auto auditor = app.person("auditor below", {{Role::auditor, organ}});
    EXPECT_EQ(app.get(auditor, "/api/v1/audit?subject_kind=account&subject_id=" + std::to_string(account.value))["items"].as_array().size(), 1u)
        << "only what concerns an organisation within the scope";
    EXPECT_EQ(app.get(auditor, "/api/v1/audit/" + std::to_string(rows[1].at("id").as_int64())).status, 404);
    for (auto role : {Role::committee_clerk, Role::organ_clerk, Role::leader, Role::member}) EXPECT_EQ(app.get(actor(role), "/api/v1/audit").status, 403);
}

}  // namespace zhibu::testkit
