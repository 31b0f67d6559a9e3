#include "contact/matrix.hpp"

#include <algorithm>

namespace zhibu::contact {
namespace {

bool counts(const CoverageRule& rule, OrganizationKind kind) { return std::find(rule.except.begin(), rule.except.end(), kind) == rule.except.end(); }

Date year_first(int year) { return Date::of(year, 1, 1); }
Date year_last(int year) { return Date::of(year, 12, 31); }

// Cells from points and visits that meet a condition on leader_id or organization_id, without names.
std::vector<Cell> gathered(const View& view, const Where& condition, int year) {
    std::vector<Cell> all;
    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> places;
    auto cell = [&](Id<ContactLeader> leader, Id<Organization> organization) -> Cell& {
        auto [place, fresh] = places.try_emplace({leader.value, organization.value}, all.size());
        if (fresh) all.emplace_back().leader = leader, all.back().organization = organization;
        return all[place->second];
    };
    auto held = Store<ContactPoint>{view}.select(condition && where("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", year_last(year), year_first(year)), "ORDER BY valid_from");
    for (auto& point : held) cell(point.leader_id, point.organization_id).points.push_back(point);
    std::vector<db::Value> arguments{db::to_value(view.tenant()), db::to_value(year_first(year)), db::to_value(year_last(year))};
    arguments.insert(arguments.end(), condition.arguments.begin(), condition.arguments.end());
    auto rows = view.session.query_with("SELECT leader_id, organization_id, way, visited_on, COUNT(*) FROM contact_visit WHERE tenant_id = ? AND visited_on >= ? AND visited_on <= ? AND "
                                        "state = 'recorded' AND " + condition.sql + " GROUP BY leader_id, organization_id, way, visited_on", arguments);
    while (rows.next()) {
        auto& into = cell({rows.integer(0)}, {rows.integer(1)});
        auto day = Date::from_number(rows.integer(3));
        auto way = Codec<ContactWay>::parse(rows.text(2)).value_or(ContactWay::exchange);
        into.visits[std::size_t(way)] += rows.integer(4), into.by_month[std::size_t(day.month() - 1)] += rows.integer(4);
        if (!into.last_visit || *into.last_visit < day) into.last_visit = day;
    }
    return all;
}

}  // namespace

Date reference_day(const View& view, Period period) { return std::min(view.today(), period.last_day()); }

std::vector<Below> organizations_below(const View& view, Id<Organization> organization, Date day) {
    auto rules = rules_on(view, day);
    auto& rule = rules->coverage_on(day);
    std::vector<Below> all;
    if (day >= view.today()) {
        auto* node = view.tree().find(organization);
        for (auto id : node ? node->children : std::vector<Id<Organization>>{})
            if (auto* child = view.tree().find(id); child && counts(rule, Codec<OrganizationKind>::parse(child->kind).value_or(OrganizationKind::branch)))
                all.push_back({id, child->name});
        return all;
    }
    // Below it on that day, with nothing between them.
    auto rows = view.session.query(
        "SELECT o.id, o.short_name, o.kind FROM scope s JOIN organization o ON o.tenant_id = s.tenant_id AND o.id = s.descendant_id WHERE s.tenant_id = ? AND s.ancestor_id = ? AND "
        "s.descendant_id <> ? AND s.valid_from <= ? AND s.valid_to >= ? AND NOT EXISTS (SELECT 1 FROM scope m JOIN scope b ON b.tenant_id = m.tenant_id AND b.descendant_id = "
        "m.ancestor_id AND b.ancestor_id = ? AND b.valid_from <= ? AND b.valid_to >= ? WHERE m.tenant_id = s.tenant_id AND m.descendant_id = s.descendant_id AND m.ancestor_id <> "
        "s.descendant_id AND m.ancestor_id <> ? AND m.valid_from <= ? AND m.valid_to >= ?) ORDER BY o.display_order, o.id",
        view.tenant(), organization, organization, day, day, organization, day, day, organization, day, day);
    while (rows.next())
        if (counts(rule, Codec<OrganizationKind>::parse(rows.text(2)).value_or(OrganizationKind::branch))) all.push_back({{rows.integer(0)}, std::string{rows.text(1)}});
    return all;
}

Coverage coverage(const View& view, Id<Organization> organization, Date day) {
    std::vector<std::int64_t> ids;
    for (auto& each : organizations_below(view, organization, day)) ids.push_back(each.id.value);
    Coverage figures{0, std::int64_t(ids.size()), 0};
    auto condition = any_of("organization_id", ids) && where("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", day, day);
    std::vector<db::Value> arguments{db::to_value(view.tenant())};
    arguments.insert(arguments.end(), condition.arguments.begin(), condition.arguments.end());
    auto rows = view.session.query_with("SELECT COUNT(DISTINCT leader_id), COUNT(DISTINCT organization_id) FROM contact_point WHERE tenant_id = ? AND " + condition.sql, arguments);
    if (rows.next()) figures.leaders = rows.integer(0), figures.covered = rows.integer(1);
    return figures;
}

const ContactPoint* Cell::point_on(Date day) const {
    for (auto& point : points)
        if (point.holds_on(day)) return &point;
    return nullptr;
}
std::int64_t Cell::in(const Stretch& stretch) const {
    std::int64_t sum = 0;
    for (int month = stretch.first.month(); month <= stretch.last.month(); ++month) sum += by_month[std::size_t(month - 1)];
    return sum;
}

std::vector<Cell> cells(const View& view, const std::vector<Below>& organizations, int year) {
    std::map<std::int64_t, std::size_t> order;
    std::vector<std::int64_t> ids;
    for (auto& each : organizations) order[each.id.value] = order.size(), ids.push_back(each.id.value);
    auto all = gathered(view, any_of("organization_id", ids), year);
    std::map<std::int64_t, std::size_t> leader_order;
    for (auto& leader : Store<ContactLeader>{view}.select(everything(), "ORDER BY display_order, id")) leader_order[leader.id.value] = leader_order.size();
    for (auto& cell : all) cell.name = organizations[order[cell.organization.value]].name;
    std::sort(all.begin(), all.end(), [&](auto& a, auto& b) {
        return std::pair{leader_order[a.leader.value], order[a.organization.value]} < std::pair{leader_order[b.leader.value], order[b.organization.value]};
    });
    return all;
}

std::vector<Cell> cells_of_leaders(const View& view, const std::vector<std::int64_t>& leaders, int year) {
    auto all = gathered(view, any_of("leader_id", leaders), year);
    std::vector<std::int64_t> ids;
    for (auto& cell : all) ids.push_back(cell.organization.value);
    std::map<std::int64_t, std::pair<std::int64_t, std::string>> names;
    for (auto& each : Store<Organization>{view}.select(any_of("id", ids))) names[each.id.value] = {each.display_order, each.short_name};
    for (auto& cell : all) cell.name = names[cell.organization.value].second;
    std::stable_sort(all.begin(), all.end(), [&](auto& a, auto& b) { return names[a.organization.value].first < names[b.organization.value].first; });
    return all;
}

}  // namespace zhibu::contact
