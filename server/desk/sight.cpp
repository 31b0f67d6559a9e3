// "Why can I not see this?": what somebody's roles reach, which roles a page asks for, and who nearby can change it.
#include <algorithm>

#include "desk/desk.hpp"
#include "kernel/access/delegation.hpp"
#include "kernel/access/separation.hpp"
#include "kernel/access/session.hpp"

namespace zhibu::desk {
namespace {

constexpr std::size_t most_helpers = 3;

// The person asked about: oneself, or for those who answer for accounts whoever has a role within their reach.
Actor person_asked(const View& view, const http::Call& call) {
    auto asked = call.integer_parameter("account_id");
    if (!asked || *asked == view.actor.account.value) return view.actor;
    if (!view.actor.is_any(access::three)) throw forbidden("explains_own_sight_only");
    auto name = view.session.text("SELECT name FROM account WHERE tenant_id = ? AND id = ?", view.tenant(), *asked);
    if (!name) throw not_found();
    Actor actor{.tenant = view.tenant(), .account = {*asked}, .name = *name, .language = view.actor.language};
    actor.grants = access::grants_of(view.session, view.tenant(), actor.account, view.today());
    bool reached = view.covers(access::three, whole_office) || std::any_of(actor.grants.begin(), actor.grants.end(), [&](auto& grant) { return view.covers(access::three, grant.organization); });
    if (!reached) throw not_found();
    return actor;
}

json::value name_of(const View& view, Id<Organization> organization) {
    if (organization == whole_office) return json::value(view.app.words.text(view.actor.language, "role_grant.whole_office"));
    auto* node = view.tree().find(organization);
    return node ? json::value(node->name) : json::value(nullptr);
}

json::array roles_of(const View& seen) {
    json::array roles;
    auto held = access::held_for_others(seen.session, seen.tenant(), seen.actor.account, seen.today());
    for (auto& grant : seen.actor.grants) {
        json::object role{{"role", Codec<Role>::name(grant.role)}, {"organization_id", grant.organization.value}, {"organization_name", name_of(seen, grant.organization)}};
        // In somebody's place: whose, and until when.
        auto found = std::find_if(held.begin(), held.end(), [&](auto& each) { return each.role == grant.role && each.organization == grant.organization; });
        bool own = found == held.end() || seen.session.integer("SELECT id FROM role_grant WHERE tenant_id = ? AND account_id = ? AND role = ? AND organization_id = ?", seen.tenant(), seen.actor.account,
                                                               Codec<Role>::name(grant.role), grant.organization);
        if (!own) role["in_place_of"] = found->for_name, role["until"] = found->until.iso();
        roles.push_back(std::move(role));
    }
    return roles;
}

// The place, and the roles that reach it. Its name only where the one who asks may see it.
json::object place_of(const View& view, const View& seen, Id<Organization> place) {
    json::array by;
    for (auto& grant : seen.actor.grants)
        if (seen.covers({grant.role}, place)) by.emplace_back(Codec<Role>::name(grant.role));
    bool named = view.covers(organization::readers, place);
    return {{"id", place.value}, {"name", named ? name_of(view, place) : json::value(nullptr)}, {"reached", !by.empty()}, {"by", std::move(by)}};
}

json::object need_of(const View& seen, const std::string& permission, std::optional<Id<Organization>> place) {
    if (!seen.app.permissions().contains(permission)) throw invalid({{"?permission", "not_one_of"}});
    json::array roles;
    bool held = false;
    for (auto role : access::roles_of_permission(seen, permission)) {
        roles.emplace_back(Codec<Role>::name(role));
        held |= place ? seen.covers({role}, *place) : seen.actor.is(role);
    }
    return {{"name", permission}, {"held", held}, {"roles", std::move(roles)}};
}

// Who can give the role: the nearest clerks above, then whoever keeps the rights of the office.
json::array helpers(const View& seen) {
    struct Helper {
        std::string name;
        Role role;
        Id<Organization> organization;
    };
    std::vector<Helper> all;
    {
        auto rows = seen.session.query("SELECT a.name, g.role, g.organization_id FROM role_grant g JOIN account a ON a.tenant_id = g.tenant_id AND a.id = g.account_id "
                                       "WHERE g.tenant_id = ? AND a.state = 'active' AND a.id <> ? AND g.role IN ('organ_clerk', 'committee_clerk', ?) ORDER BY a.id",
                                       seen.tenant(), seen.actor.account, Codec<Role>::name(access::keeper_of_rights(seen)));
        while (rows.next()) {
            Role role{};
            if (boost::describe::enum_from_string(std::string{rows.text(1)}.c_str(), role)) all.push_back({std::string{rows.text(0)}, role, {rows.integer(2)}});
        }
    }
    std::erase_if(all, [&](auto& each) {
        if (each.organization == whole_office) return false;
        return std::none_of(seen.actor.grants.begin(), seen.actor.grants.end(), [&](auto& grant) { return seen.tree().within(grant.organization, each.organization); });
    });
    auto distance = [](Role role) { return role == Role::organ_clerk ? 0 : role == Role::committee_clerk ? 1 : 2; };
    std::stable_sort(all.begin(), all.end(), [&](auto& a, auto& b) { return distance(a.role) < distance(b.role); });
    json::array out;
    for (std::size_t i = 0; i < std::min(all.size(), most_helpers); ++i)
        out.push_back({{"name", all[i].name}, {"role", Codec<Role>::name(all[i].role)}, {"organization_name", name_of(seen, all[i].organization)}});
    return out;
}

http::Response sight(http::Call& call) {
    return call.read([&](const View& view) {
        auto actor = person_asked(view, call);
        View seen{view.app, view.session, actor};
        json::object out{{"account", {{"id", actor.account.value}, {"name", actor.name}}}, {"roles", roles_of(seen)}, {"helpers", helpers(seen)}};
        std::optional<Id<Organization>> place;
        if (auto asked = call.integer_parameter("organization_id")) {
            place = Id<Organization>{*asked};
            out["organization"] = place_of(view, seen, *place);
        }
        if (auto permission = call.parameter("permission")) out["permission"] = need_of(seen, *permission, place);
        return http::ok(json::serialize(out));
    });
}

}  // namespace

void install_sight(App& app) {
    app.router.get("/api/v1/sight",
                   {.operation = "sight.explain",
                    .query = {{"permission", "what a page asks for"},
                              {"organization_id", "a place that is looked for", {{"type", "integer"}}},
                              {"account_id", "whose sight; one's own where absent, others' for administrators, security officers and auditors", {{"type", "integer"}}}}},
                   sight);
}

}  // namespace zhibu::desk
