#include "kernel/access/delegation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kernel/access/separation.hpp"
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

// Stands where a role stands, and is none: whoever reads roles passes over it.
constexpr const char* by_name = "by_name";

std::vector<NamedStandIn> named(const View& view, const char* column) {
    std::vector<NamedStandIn> all;
    if (!view.actor.account) return all;
    auto rows = view.session.query(fmt::format("SELECT d.account_id, d.for_account_id, a.member_id, f.name, d.organization_id FROM delegated_grant d JOIN account f ON f.tenant_id = d.tenant_id AND f.id = "
                                               "d.for_account_id JOIN account a ON a.tenant_id = d.tenant_id AND a.id = d.account_id WHERE d.tenant_id = ? AND d.{} = ? AND d.role = ? AND d.valid_from <= ? AND "
                                               "d.valid_to >= ? AND f.state = 'active' AND a.state = 'active' ORDER BY d.id",
                                               column),
                                   view.tenant(), view.actor.account, by_name, view.today(), view.today());
    while (rows.next()) all.push_back({{rows.integer(0)}, {rows.integer(1)}, {rows.is_null(2) ? 0 : rows.integer(2)}, std::string{rows.text(3)}, {rows.integer(4)}});
    return all;
}

void write(Transaction& t, const Delegation& wanted, std::string_view role, const std::string& source_kind, std::int64_t source) {
    t.session.execute("INSERT INTO delegated_grant (tenant_id, id, account_id, role, organization_id, for_account_id, valid_from, valid_to, source_kind, source_id) VALUES (?,?,?,?,?,?,?,?,?,?)", t.tenant(),
                      t.session.next_id(), wanted.account, role, wanted.organization, wanted.for_account, wanted.from, wanted.until, source_kind, source);
    json::object detail{{"role", role}, {"organization_id", wanted.organization.value}, {"for_account_id", wanted.for_account.value}, {"valid_from", wanted.from.iso()}, {"valid_to", wanted.until.iso()}};
    t.audit("account.delegated", "account", wanted.account.value, wanted.organization, {json::serialize(detail)});
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

std::vector<NamedStandIn> standing_in_for(const View& view) { return named(view, "account_id"); }
std::vector<NamedStandIn> stood_in_by(const View& view) { return named(view, "for_account_id"); }

bool answers_as(const View& view, Id<Account> account, Id<Organization> organization) {
    if (account == view.actor.account) return true;
    auto all = standing_in_for(view);
    return std::any_of(all.begin(), all.end(), [&](auto& each) { return each.for_account == account && view.tree().within(organization, each.organization); });
}
std::optional<std::string> has_to_answer_as(const View& view, Id<Account> account, Id<Organization> organization) {
    auto find = [&](const std::vector<NamedStandIn>& all) {
        return std::find_if(all.begin(), all.end(), [&](auto& each) { return each.for_account == account && view.tree().within(organization, each.organization); });
    };
    if (account == view.actor.account) {
        auto by = stood_in_by(view);
        return find(by) == by.end() ? std::optional<std::string>{""} : std::nullopt;
    }
    auto place = standing_in_for(view);
    auto found = find(place);
    return found == place.end() ? std::nullopt : std::optional{found->for_name};
}
std::string said_for(const View& view, const std::string& name, std::string title) {
    return name.empty() ? std::move(title) : view.app.words.sentence(Language::chinese, "inbox.in_place_of", {{"name", name}, {"title", std::move(title)}});
}
Where answered_by_actor(const View& view, const std::string& account_column, const std::string& organization_column) {
    if (!view.actor.account) return nothing();
    auto condition = where(account_column + " = ?", view.actor.account);
    for (auto& each : standing_in_for(view)) condition = condition || (where(account_column + " = ?", each.for_account) && within(organization_column, view.tenant(), {each.organization}, view.tree()));
    return condition;
}

void delegate(Transaction& t, const Delegation& wanted, const std::string& source_kind, std::int64_t source) {
    refuse_second(t, wanted.account, wanted.role);
    write(t, wanted, Codec<Role>::name(wanted.role), source_kind, source);
}
void stand_in_by_name(Transaction& t, const Delegation& wanted, const std::string& source_kind, std::int64_t source) { write(t, wanted, by_name, source_kind, source); }
void end_delegations(Transaction& t, const std::string& source_kind, std::int64_t source, Date from) {
    t.session.execute("DELETE FROM delegated_grant WHERE tenant_id = ? AND source_kind = ? AND source_id = ? AND valid_from >= ?", t.tenant(), source_kind, source, from);
    t.session.execute("UPDATE delegated_grant SET valid_to = ? WHERE tenant_id = ? AND source_kind = ? AND source_id = ? AND valid_to >= ?", from.plus_days(-1), t.tenant(), source_kind, source, from);
}

}  // namespace zhibu::access
