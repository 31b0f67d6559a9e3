// Which branches had a committee (支委会) when: by the roster of that time.

#include <algorithm>
#include <unordered_map>

#include "organization/organization.hpp"
#include "organization/rules.hpp"

namespace zhibu::organization {

bool had_committee(const View& view, const Organization& branch, Date day) {
    if (branch.committee != CommitteeRule::by_size) return branch.committee == CommitteeRule::yes;
    auto formal = view.session.integer(
        "SELECT COUNT(*) FROM membership s JOIN member m ON m.tenant_id = s.tenant_id AND m.id = s.member_id WHERE s.tenant_id = ? AND s.organization_id = ? AND s.valid_to >= ? AND "
        "s.valid_from <= ? AND m.stage IN ('formal', 'probationary') AND (m.joined_on IS NULL OR m.joined_on <= ?) AND (m.regular_on <= ? OR (m.regular_on IS NULL AND m.stage = 'formal'))",
        view.tenant(), branch.id, day, day, day, day);
    return formal.value_or(0) >= rule("members_for_a_committee").value;
}

namespace {

// How many formal members each branch had on each of the days, in one reading of the roster.
std::unordered_map<std::int64_t, std::array<std::int32_t, 12>> formal_members_on(const View& view, const std::array<Date, 12>& days) {
    std::unordered_map<std::int64_t, std::array<std::int32_t, 12>> all;
    auto rows = view.session.query(
        "SELECT s.organization_id, s.valid_from, s.valid_to, m.joined_on, m.regular_on FROM membership s JOIN member m ON m.tenant_id = s.tenant_id AND m.id = s.member_id WHERE s.tenant_id = ? "
        "AND s.valid_to >= ? AND s.valid_from <= ? AND m.stage IN ('formal', 'probationary') AND (m.regular_on IS NOT NULL OR m.stage = 'formal')",
        view.tenant(), days.front(), days.back());
    while (rows.next()) {
        auto from = std::max({rows.integer(1), rows.is_null(3) ? 0 : rows.integer(3), rows.is_null(4) ? 0 : rows.integer(4)});
        auto& counts = all[rows.integer(0)];
        for (std::size_t i = 0; i < days.size(); ++i) counts[i] += from <= days[i].number() && days[i].number() <= rows.integer(2);
    }
    return all;
}

}  // namespace

std::map<Id<Organization>, Months> committees_in(const View& view, int year) {
    std::array<Date, 12> days;
    for (int i = 0; i < 12; ++i) days[std::size_t(i)] = std::min(Period::month(year, i + 1).last_day(), view.today());
    auto formal = formal_members_on(view, days);
    auto needed = rule("members_for_a_committee").value;
    std::map<Id<Organization>, Months> all;
    auto rows = view.session.query("SELECT id, committee FROM organization WHERE tenant_id = ? AND kind IN ('branch', 'retired_branch', 'joint_branch', 'temporary_branch')", view.tenant());
    while (rows.next()) {
        auto told = Codec<CommitteeRule>::fetch(rows, 1);
        auto& months = all[{rows.integer(0)}];
        auto found = formal.find(rows.integer(0));
        for (std::size_t i = 0; i < months.size(); ++i)
            months[i] = told == CommitteeRule::by_size ? found != formal.end() && found->second[i] >= needed : told == CommitteeRule::yes;
    }
    return all;
}

}  // namespace zhibu::organization
