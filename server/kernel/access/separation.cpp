#include "kernel/access/separation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "kernel/access/session.hpp"
#include "kernel/app.hpp"

namespace zhibu::access {
namespace {

constexpr const char* setting_name = "three_apart";
constexpr Roles auditors{Role::auditor}, auditors_and_administrators{Role::auditor, Role::administrator};

bool is_of_three(Role role) { return std::find(three.begin(), three.end(), role) != three.end(); }
std::string label(const View& view, Role role) { return std::string{view.app.words.text(view.actor.language, fmt::format("role.{}", Codec<Role>::name(role)))}; }

struct Held {
    Id<Account> account{};
    std::string name{};
    Role role{};
};
// Who holds one of the three, at any place, today or later, of the own or in somebody's place.
std::vector<Held> held(const View& view, const Where& whose) {
    std::vector<Held> all;
    auto arguments = whose.arguments;
    arguments.insert(arguments.begin(), {db::to_value(view.tenant()), db::to_value(view.tenant()), db::to_value(view.today()), db::to_value(view.tenant())});
    auto rows = view.session.query_with("SELECT DISTINCT a.id, a.name, h.role FROM (SELECT account_id, role FROM role_grant WHERE tenant_id = ? UNION SELECT account_id, role FROM delegated_grant WHERE "
                                        "tenant_id = ? AND valid_to >= ?) h JOIN account a ON a.id = h.account_id AND a.tenant_id = ? WHERE h.role IN ('administrator', 'security_officer', 'auditor') AND " +
                                            whose.sql + " ORDER BY a.id, h.role",
                                        arguments);
    while (rows.next())
        if (auto role = Codec<Role>::parse(rows.text(2))) all.push_back({{rows.integer(0)}, std::string{rows.text(1)}, *role});
    return all;
}

// Over the whole office: settings, and the entries of the audit that belong to no organisation, reach nobody below it.
bool somebody_has(const View& view, Role role, Id<Account> besides) {
    return view.session
        .integer("SELECT a.id FROM role_grant g JOIN account a ON a.tenant_id = g.tenant_id AND a.id = g.account_id WHERE g.tenant_id = ? AND g.role = ? AND g.organization_id = ? AND a.state = 'active' "
                 "AND a.id <> ? LIMIT 1",
                 view.tenant(), Codec<Role>::name(role), whole_office, besides)
        .has_value();
}
Problem last_of(const View& view, Role role) { return conflict("last-of-three", {{"role", label(view, role)}}); }

std::string names_of(const View& view, const std::vector<HoldsTwo>& all) {
    std::string out;
    for (auto& each : all) {
        std::string roles;
        for (auto role : each.roles) roles += (roles.empty() ? "" : "、") + label(view, role);
        out += (out.empty() ? "" : "；") + each.name + "（" + roles + "）";
    }
    return out;
}

}  // namespace

bool kept_apart(const View& view) { return setting(view.session, view.tenant(), setting_name) == "true"; }
Role keeper_of_rights(const View& view) { return kept_apart(view) ? Role::security_officer : Role::administrator; }
Roles audit_readers(const View& view) { return kept_apart(view) ? auditors : auditors_and_administrators; }

std::vector<Role> roles_of_permission(const View& view, const std::string& permission) {
    if (permission == "audit.read") {
        auto readers = audit_readers(view);
        return {readers.begin(), readers.end()};
    }
    auto found = view.app.permissions().find(permission);
    return found == view.app.permissions().end() ? std::vector<Role>{} : found->second;
}

void refuse_second(const View& view, Id<Account> account, Role role) {
    if (!is_of_three(role) || !kept_apart(view)) return;
    for (auto& each : held(view, where("a.id = ?", account)))
        if (each.role != role) throw conflict("three-kept-apart", {{"name", each.name}, {"held", label(view, each.role)}, {"role", label(view, role)}});
}

void refuse_last(const View& view, Id<Account> account, Role role, Id<Organization> organization) {
    if (!is_of_three(role) || !kept_apart(view)) return;
    if (organization == whole_office && !somebody_has(view, role, account)) throw last_of(view, role);
}

void refuse_last(const View& view, Id<Account> account) {
    if (!kept_apart(view)) return;
    for (auto& each : held(view, where("a.id = ?", account)))
        if (!somebody_has(view, each.role, account)) throw last_of(view, each.role);
}

std::vector<HoldsTwo> holding_two(const View& view) {
    std::vector<HoldsTwo> all;
    for (auto& each : held(view, everything())) {
        if (all.empty() || all.back().account != each.account) all.push_back({each.account, each.name, {}});
        all.back().roles.push_back(each.role);
    }
    std::erase_if(all, [](auto& each) { return each.roles.size() < 2; });
    return all;
}

std::vector<Role> nobody_has(const View& view) {
    std::vector<Role> none;
    for (auto role : three)
        if (!somebody_has(view, role, {})) none.push_back(role);
    return none;
}

void set_apart(Transaction& t, bool apart) {
    if (apart) {
        if (auto two = holding_two(t); !two.empty()) throw conflict("three-held-together", {{"names", names_of(t, two)}});
        std::string missing;
        for (auto role : nobody_has(t)) missing += (missing.empty() ? "" : "、") + label(t, role);
        if (!missing.empty()) throw conflict("three-not-all-there", {{"roles", missing}});
    }
    set_setting(t.session, t.tenant(), setting_name, apart ? "true" : "false");
}

}  // namespace zhibu::access
