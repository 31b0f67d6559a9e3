#include "organization/organization.hpp"

namespace zhibu {

bool Organization::is_branch() const { return organization::is_branch(kind); }

namespace organization {

bool is_branch(OrganizationKind kind) {
    return kind == OrganizationKind::branch || kind == OrganizationKind::retired_branch || kind == OrganizationKind::joint_branch || kind == OrganizationKind::temporary_branch;
}

Where organizations_visible_to(const View& view) {
    auto scope = view.within({Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary, Role::member}, "id");
    if (scope.sql == "1=1") return scope;
    std::vector<std::int64_t> above;
    for (auto& grant : view.actor.grants)
        for (auto id : view.tree().ancestors(grant.organization)) above.push_back(id.value);
    return scope || any_of("id", above);
}

Where members_visible_to(const View& view) {
    auto scope = view.within(readers);
    if (!view.actor.member) return scope;
    return scope || where("id = ?", view.actor.member);
}

Organization load(const View& view, Id<Organization> id) { return Store<Organization>{view}.load(id, organizations_visible_to(view)); }

std::vector<Standing> members_on(const View& view, Id<Organization> branch, Date day) {
    std::vector<Standing> all;
    auto rows = view.session.query(
        "SELECT m.id, m.name, m.regular_on, m.exempt_reason, m.stage FROM membership s JOIN member m ON m.tenant_id = s.tenant_id AND m.id = s.member_id WHERE "
        "s.tenant_id = ? AND s.organization_id = ? AND s.valid_to >= ? AND s.valid_from <= ? AND m.stage IN ('formal', 'probationary') AND "
        "(m.joined_on IS NULL OR m.joined_on <= ?) ORDER BY m.pinyin, m.id", view.tenant(), branch, day, day, day);
    while (rows.next()) {
        bool formal = rows.text(4) == "formal" && (rows.is_null(2) || rows.integer(2) <= day.number());
        all.push_back({{rows.integer(0)}, std::string{rows.text(1)}, formal, !rows.text(3).empty()});
    }
    return all;
}

bool has_committee(const View& view, const Organization& branch) {
    if (branch.committee != CommitteeRule::by_size) return branch.committee == CommitteeRule::yes;
    constexpr std::int64_t formal_members_for_a_committee = 7;  // 支部条例; the pack's rule replaces it where the office set another
    auto formal = view.session.integer(
        "SELECT COUNT(*) FROM member WHERE tenant_id = ? AND organization_id = ? AND stage = 'formal' AND left_on IS NULL AND (regular_on IS NULL OR regular_on <= ?)",
        view.tenant(), branch.id, view.today());
    return formal.value_or(0) >= formal_members_for_a_committee;
}

}  // namespace organization
}  // namespace zhibu
