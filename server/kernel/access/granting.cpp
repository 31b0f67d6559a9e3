#include "kernel/access/granting.hpp"

#include "kernel/access/delegation.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "kernel/access/separation.hpp"
#include "kernel/app.hpp"

namespace zhibu::access {
namespace {

struct Granting {
    Role keeper;
    std::vector<Role> roles;
    bool gives(Role role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }
};
const std::vector<Granting>& grantings() {
    using enum Role;
    static const std::vector<Granting> all{
        {administrator, {committee_clerk, leader, inspector, organ_clerk, branch_secretary, member, administrator, security_officer, auditor}},
        {committee_clerk, {leader, inspector, organ_clerk, branch_secretary, member}},
        {organ_clerk, {branch_secretary, member}}};
    return all;
}
// Who gives by this line of the table: the administrator's goes over to the security officer where the three are apart.
Role giver(const View& view, const Granting& line) {
    bool of_the_office = line.keeper == Role::administrator && view.actor.is_any({Role::administrator, Role::security_officer});
    return of_the_office ? keeper_of_rights(view) : line.keeper;
}

enum class Change { given, withdrawn };
Json detail_of(Role role, Id<Organization> organization, Change change) {
    auto pair = [&](const std::string& value) { return change == Change::given ? "[null," + value + "]" : "[" + value + ",null]"; };
    return {fmt::format(R"({{"role":{},"organization_id":{}}})", pair(to_json(role)), pair(std::to_string(organization.value)))};
}

}  // namespace

bool may_grant(const View& view, Role role, Id<Organization> organization) {
    return std::any_of(grantings().begin(), grantings().end(), [&](auto& each) { return each.gives(role) && covers_by_own(view, {giver(view, each)}, organization); });
}
bool reaches(const View& view, Role role, Id<Organization> organization) {
    return std::any_of(grantings().begin(), grantings().end(), [&](auto& each) { return each.gives(role) && covers_by_own(view, {each.keeper}, organization); });
}

Verdict may_keep_rights(const View& view) {
    if (has_own(view, {Role::committee_clerk, Role::organ_clerk}) || has_own(view, {keeper_of_rights(view)})) return allowed();
    return denied(kept_apart(view) && has_own(view, {Role::administrator}) ? "left_to_the_security_officer" : "keeps_no_accounts");
}

std::vector<Role> roles_to_give(const View& view) {
    std::vector<Role> roles;
    for (auto& each : grantings())
        if (view.actor.is(giver(view, each)))
            for (auto role : each.roles)
                if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
    return roles;
}

void check_grants(const View& view, const std::vector<RoleGrant>& grants, const std::string& place) {
    Faults faults;
    for (std::size_t i = 0; i < grants.size(); ++i) {
        auto here = place.empty() ? std::string{"#"} : fmt::format("{}/{}", place, i);
        auto organization = grants[i].organization();
        if (organization && !view.tree().find(organization)) faults.add(here + "/organization_id", "unknown_reference");
        else if (may_grant(view, grants[i].role, organization)) continue;
        else if (reaches(view, grants[i].role, organization)) faults.add(here + "/role", "left_to_the_security_officer");
        else faults.add(here + (organization ? "/role" : "/organization_id"), organization ? "beyond_own_authority" : "required");
    }
    faults.throw_if_any();
}

std::vector<RoleGrant> role_grants_of(const View& view, Id<Account> account) {
    std::vector<RoleGrant> all;
    auto rows = view.session.query("SELECT id, role, organization_id FROM role_grant WHERE tenant_id = ? AND account_id = ? ORDER BY id", view.tenant(), account);
    while (rows.next())
        if (auto role = Codec<Role>::parse(rows.text(1))) all.push_back({rows.integer(0), *role, {}}), all.back().organization_id = Id<Organization>{rows.integer(2)};
    return all;
}

void give(Transaction& t, Id<Account> account, Role role, Id<Organization> organization) {
    refuse_second(t, account, role);
    t.session.execute("INSERT INTO role_grant (tenant_id, id, account_id, role, organization_id, granted_by, granted_at) VALUES (?,?,?,?,?,?,?) ON CONFLICT "
                      "(tenant_id, account_id, role, organization_id) DO NOTHING",
                      t.tenant(), t.session.next_id(), account, Codec<Role>::name(role), organization, t.actor.account, t.now);
    t.record({"account.granted", "account", account.value, organization}, detail_of(role, organization, Change::given));
}

void withdraw(Transaction& t, Id<Account> account, const RoleGrant& grant) {
    refuse_last(t, account, grant.role, grant.organization());
    t.session.execute("INSERT INTO ended_grant (tenant_id, id, account_id, role, organization_id, granted_by, granted_at, ended_by, ended_at) SELECT tenant_id, id, "
                      "account_id, role, organization_id, granted_by, granted_at, ?, ? FROM role_grant WHERE tenant_id = ? AND id = ?",
                      t.actor.account, t.now, t.tenant(), grant.id);
    t.session.execute("DELETE FROM role_grant WHERE tenant_id = ? AND id = ?", t.tenant(), grant.id);
    t.record({"account.grant_withdrawn", "account", account.value, grant.organization()}, detail_of(grant.role, grant.organization(), Change::withdrawn));
}

namespace {

// The member's role went with the departure, not by somebody's decision: both stand at the same moment.
bool left_with_the_member(const View& view, Id<Account> account, Id<Member> member) {
    auto rows = view.session.query("SELECT (SELECT COUNT(*) FROM audit a WHERE a.tenant_id = g.tenant_id AND a.subject_kind = 'member' AND a.subject_id = ? AND a.at = g.ended_at AND "
                                   "a.action = 'member.left') FROM ended_grant g WHERE g.tenant_id = ? AND g.account_id = ? AND g.role = 'member' ORDER BY g.ended_at DESC, g.id DESC LIMIT 1",
                                   member, view.tenant(), account);
    return rows.next() && rows.integer(0) > 0;
}

}  // namespace

void follow_home(Transaction& t, Id<Member> member, const std::vector<Id<Organization>>& former, Id<Organization> home) {
    Id<Account> account{t.session.integer("SELECT id FROM account WHERE tenant_id = ? AND member_id = ?", t.tenant(), member).value_or(0)};
    if (!account) return;
    auto was_home = [&](Id<Organization> organization) { return std::find(former.begin(), former.end(), organization) != former.end(); };
    bool follows = false, there = false;
    bool has_one = false;
    for (auto& grant : role_grants_of(t, account)) {
        if (grant.role != Role::member) continue;
        has_one = true;
        if (grant.organization() == home) there = true;
        else if (was_home(grant.organization())) follows = true, withdraw(t, account, grant);
    }
    // Who comes back gets back what went with them.
    if (home && !has_one) follows = left_with_the_member(t, account, member);
    if (home && follows && !there) give(t, account, Role::member, home);
}

}  // namespace zhibu::access
