#include "kernel/access/delegation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kernel/access/session.hpp"
#include "kernel/app.hpp"

namespace zhibu::access {
namespace {

constexpr std::string_view held_still =
    "d.valid_from <= ? AND d.valid_to >= ? AND f.state = 'active' AND EXISTS (SELECT 1 FROM role_grant g WHERE g.tenant_id = d.tenant_id AND g.account_id = d.for_account_id AND g.role = d.role AND "
    "g.organization_id = d.organization_id)";

std::vector<Delegation> read(db::Session& session, TenantId tenant, const char* column, Id<Account> account, Date day) {
    std::vector<Delegation> all;
    auto rows = session.query(fmt::format("SELECT d.account_id, d.for_account_id, a.name, f.name, d.role, d.organization_id, d.valid_from, d.valid_to FROM delegated_grant d JOIN account f ON f.tenant_id = "
                                          "d.tenant_id AND f.id = d.for_account_id JOIN account a ON a.tenant_id = d.tenant_id AND a.id = d.account_id WHERE d.tenant_id = ? AND d.{} = ? AND {} ORDER BY d.id",
                                          column, held_still),
                              tenant, account, day, day);
    while (rows.next())
        if (auto role = Codec<Role>::parse(rows.text(4)))
            all.push_back({{rows.integer(0)}, {rows.integer(1)}, std::string{rows.text(2)}, std::string{rows.text(3)}, *role, {rows.integer(5)}, Date::from_number(rows.integer(6)),
                           Date::from_number(rows.integer(7))});
    return all;
}

std::vector<Grant> own_grants(const View& view) {
    std::vector<Grant> grants;
    auto rows = view.session.query("SELECT role, organization_id FROM role_grant WHERE tenant_id = ? AND account_id = ?", view.tenant(), view.actor.account);
    while (rows.next())
        if (auto role = Codec<Role>::parse(rows.text(0))) grants.push_back({*role, {rows.integer(1)}});
    return grants;
}
bool among(Roles roles, Role role) { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

}  // namespace

std::vector<Delegation> held_for_others(db::Session& session, TenantId tenant, Id<Account> account, Date day) { return read(session, tenant, "account_id", account, day); }
std::vector<Delegation> handed_over(db::Session& session, TenantId tenant, Id<Account> account, Date day) { return read(session, tenant, "for_account_id", account, day); }

bool has_own(const View& view, Roles roles) {
    if (view.actor.system) return true;
    if (!view.actor.is_any(roles)) return false;
    auto own = own_grants(view);
    return std::any_of(own.begin(), own.end(), [&](auto& grant) { return among(roles, grant.role); });
}
bool covers_by_own(const View& view, Roles roles, Id<Organization> organization) {
    if (view.actor.system) return true;
    if (!view.covers(roles, organization)) return false;
    auto own = own_grants(view);
    return std::any_of(own.begin(), own.end(), [&](auto& grant) { return among(roles, grant.role) && view.tree().within(organization, grant.organization); });
}

std::string acting_name(const View& view, Id<Organization> organization) {
    if (view.actor.system || !view.actor.account || !organization) return view.actor.name;
    auto held = held_for_others(view.session, view.tenant(), view.actor.account, view.today());
    std::erase_if(held, [&](auto& each) { return !view.tree().within(organization, each.organization); });
    if (held.empty()) return view.actor.name;
    // Membership alone lets nobody act for an organisation.
    for (auto& grant : own_grants(view))
        if (grant.role != Role::member && view.tree().within(organization, grant.organization)) return view.actor.name;
    return view.actor.name + "（代" + held.front().for_name + "）";
}

void delegate(Transaction& t, const Delegation& wanted, const std::string& source_kind, std::int64_t source) {
    t.session.execute("INSERT INTO delegated_grant (tenant_id, id, account_id, role, organization_id, for_account_id, valid_from, valid_to, source_kind, source_id) VALUES (?,?,?,?,?,?,?,?,?,?)", t.tenant(),
                      t.session.next_id(), wanted.account, Codec<Role>::name(wanted.role), wanted.organization, wanted.for_account, wanted.from, wanted.until, source_kind, source);
    json::object detail{{"role", Codec<Role>::name(wanted.role)}, {"organization_id", wanted.organization.value}, {"for_account_id", wanted.for_account.value}, {"valid_from", wanted.from.iso()},
                        {"valid_to", wanted.until.iso()}};
    t.audit("account.delegated", "account", wanted.account.value, wanted.organization, {json::serialize(detail)});
}
void end_delegations(Transaction& t, const std::string& source_kind, std::int64_t source, Date from) {
    t.session.execute("DELETE FROM delegated_grant WHERE tenant_id = ? AND source_kind = ? AND source_id = ? AND valid_from >= ?", t.tenant(), source_kind, source, from);
    t.session.execute("UPDATE delegated_grant SET valid_to = ? WHERE tenant_id = ? AND source_kind = ? AND source_id = ? AND valid_to >= ?", from.plus_days(-1), t.tenant(), source_kind, source, from);
}

}  // namespace zhibu::access
