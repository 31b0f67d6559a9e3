#include "organization/organization.hpp"

namespace zhibu {

bool Organization::is_branch() const { return organization::is_branch(kind); }

namespace organization {

bool is_branch(OrganizationKind kind) {
    return kind == OrganizationKind::branch || kind == OrganizationKind::retired_branch || kind == OrganizationKind::joint_branch || kind == OrganizationKind::temporary_branch;
}

Where organizations_visible_to(const View& view) {
    auto scope = view.within({Role::administrator, Role::security_officer, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary, Role::member}, "id");
    if (scope.sql == "1=1") return scope;
    std::vector<std::int64_t> own, above;
    for (auto& grant : view.actor.grants) {
        own.push_back(grant.organization.value);
        for (auto id : view.tree().ancestors(grant.organization)) above.push_back(id.value);
    }
    if (own.empty()) return nothing();
    // What has ended is no longer in today's tree: it is seen from where it stood on its last day.
    auto ended = any_of("s.ancestor_id", own);
    ended.sql = "(ended_on IS NOT NULL AND EXISTS (SELECT 1 FROM scope s WHERE s.tenant_id = organization.tenant_id AND s.descendant_id = organization.id AND " + ended.sql +
                " AND s.valid_to = (SELECT MAX(x.valid_to) FROM scope x WHERE x.tenant_id = organization.tenant_id AND x.ancestor_id = organization.id AND x.descendant_id = "
                "organization.id)))";
    return scope || any_of("id", above) || ended;
}

Where members_visible_to(const View& view) {
    auto scope = view.within(readers);
    if (!view.actor.member) return scope;
    return scope || where("id = ?", view.actor.member);
}

Organization load(const View& view, Id<Organization> id) { return Store<Organization>{view}.load(id, organizations_visible_to(view)); }

// Formal by the date of regularisation, where it is known; else by what the roster says.
static bool formal_on(db::Rows& rows, int stage, int regular_on, Date day) {
    return rows.is_null(regular_on) ? rows.text(stage) == "formal" : rows.integer(regular_on) <= day.number();
}

std::string exempt_on(const std::string& alias) {
    auto m = alias.empty() ? alias : alias + ".";
    return "(" + m + "exempt_reason <> '' AND (" + m + "exempt_from IS NULL OR " + m + "exempt_from <= ?) AND (" + m + "exempt_until IS NULL OR " + m + "exempt_until >= ?))";
}

std::vector<Standing> members_on(const View& view, Id<Organization> branch, Date day) {
    std::vector<Standing> all;
    auto rows = view.session.query(
        "SELECT m.id, m.name, m.regular_on, CASE WHEN " + exempt_on("m") + " THEN 1 ELSE 0 END, m.stage FROM membership s JOIN member m ON m.tenant_id = s.tenant_id AND m.id = s.member_id WHERE "
        "s.tenant_id = ? AND s.organization_id = ? AND s.valid_to >= ? AND s.valid_from <= ? AND m.stage IN ('formal', 'probationary') AND "
        "(m.joined_on IS NULL OR m.joined_on <= ?) ORDER BY m.pinyin, m.id", day, day, view.tenant(), branch, day, day, day);
    while (rows.next()) all.push_back({{rows.integer(0)}, std::string{rows.text(1)}, formal_on(rows, 4, 2, day), rows.integer(3) != 0});
    return all;
}

bool has_committee(const View& view, const Organization& branch) { return had_committee(view, branch, view.today()); }

}  // namespace organization
}  // namespace zhibu
