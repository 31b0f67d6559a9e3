// The figures of the home page, all from roll-ups: each says where its records are.
#include <fmt/format.h>

#include "desk/desk.hpp"

namespace zhibu::desk {
namespace {

struct Place {
    const View& view;
    Language language;
    Id<Organization> organization;
    Period year, month;

    std::string words(std::string_view key, const Parameters& parameters = {}) const { return view.app.words.sentence(language, "desk.figure." + std::string{key}, parameters); }
    Figure of(std::string_view kinds, Period period) const { return rollup::of(view, kinds, organization, period); }
    // What a figure counts, row by row: exactly as many as the figure says.
    std::string records(std::string_view kinds, Period period) const { return records(kinds, organization, period); }
    static std::string records(std::string_view kinds, Id<Organization> within, Period period, std::string_view more = {}) {
        return fmt::format("/facts?kind={}&organization_within={}&period={}{}", kinds, within.value, period.iso(), more);
    }
};

std::string percent(std::int64_t part, std::int64_t whole) { return whole ? fmt::format("{:.1f}%", 100.0 * double(part) / double(whole)) : ""; }

bool is_branch_kind(const std::string& kind) {
    auto parsed = Codec<OrganizationKind>::parse(kind);
    return parsed && organization::is_branch(*parsed);
}
std::int64_t branches_below(const ScopeTree& tree, Id<Organization> organization) {
    std::int64_t count = 0;
    for (auto id : tree.subtree(organization)) count += is_branch_kind(tree.find(id)->kind);
    return count;
}

void add(json::array& all, std::string_view key, std::string label, std::string value, std::string unit, std::string note, std::string link) {
    all.push_back({{"key", key}, {"label", std::move(label)}, {"value", std::move(value)}, {"unit", std::move(unit)}, {"note", std::move(note)}, {"link", std::move(link)}});
}

void add_organizations(const Place& p, json::array& all) {
    auto below = std::int64_t(p.view.tree().find(p.organization)->children.size());
    if (!below) return;
    auto visited = p.of("contact.visited", p.year);
    add(all, "organizations", p.words("organizations"), std::to_string(below), "",
        visited.count ? p.words("organizations_visited", {{"count", std::to_string(visited.count)}, {"units", std::to_string(visited.units)}}) : "",
        fmt::format("/organizations?parent_id={}", p.organization.value));
}

void add_life(const Place& p, json::array& all, std::int64_t branches) {
    auto held = p.of("life.held.*", p.month);
    if (p.of("life.held.*", p.year).count) {
        // Units of one kind at a time are exact; over several kinds the largest is the least that is certain.
        auto silent = std::max<std::int64_t>(0, branches - held.units);
        add(all, "held", p.words("held"), std::to_string(held.count), p.words("unit_times"), silent ? p.words("held_silent", {{"count", std::to_string(silent)}}) : p.words("held_all"),
            p.records("life.held.*", p.month));
    }
    auto days = p.of("life.held.theme_day", p.year);
    if (days.count) {
        auto rate = percent(p.of("life.attended.theme_day", p.year).count, p.of("life.entitled.theme_day", p.year).amount);
        add(all, "theme_days", p.words("theme_days"), std::to_string(days.count), p.words("unit_times"), rate.empty() ? "" : p.words("attendance", {{"rate", rate}}),
            p.records("life.held.theme_day", p.year));
    }
}

void add_problems(const Place& p, json::array& all) {
    auto found = p.of("supervision.problem_found", p.year);
    if (!found.count) return;
    auto fed_back = p.of("supervision.problem_fed_back", p.year).count, closed = p.of("supervision.problem_closed", p.year).count;
    add(all, "problems", p.words("problems"), std::to_string(found.count), p.words("unit_items"),
        p.words("problems_note", {{"fed_back", std::to_string(fed_back)}, {"closed", std::to_string(closed)}}), p.records("supervision.problem_found", p.year));
}

void add_burden(const Place& p, json::array& all, std::int64_t branches) {
    auto asked = p.of("burden.asked.*", p.month).count, year = p.of("burden.asked.*", p.year).count;
    if (!year || !branches) return;
    auto before = p.of("burden.asked.*", Period::month_of(p.month.first_day().plus_days(-1))).count;
    auto each = [&](std::int64_t count) { return fmt::format("{:.1f}", double(count) / double(branches)); };
    add(all, "burden", p.words("burden"), each(asked), p.words("unit_a_branch"), p.words("burden_before", {{"count", each(before)}}), p.records("burden.asked.*", p.month));
}

json::value flow_of(const Place& p) {
    json::array steps;
    auto found = p.of("supervision.problem_found", p.year).count;
    if (!found) return nullptr;
    auto step = [&](std::string_view key, std::string_view kind, std::string_view tone) {
        steps.push_back({{"key", key}, {"label", p.words("flow_" + std::string{key})}, {"value", p.of(kind, p.year).count}, {"tone", tone},
                         {"link", p.records(kind, p.year)}});
    };
    step("found", "supervision.problem_found", "");
    step("fed_back", "supervision.problem_fed_back", "");
    step("closed", "supervision.problem_closed", "");
    step("reopened", "supervision.problem_reopened", "bad");
    if (constexpr auto late = "supervision.problems_overdue"; p.view.app.measures.known(late)) {
        auto overdue = p.view.app.measures.of(late, p.view, p.organization, p.year);
        steps.push_back({{"key", "overdue"}, {"label", p.words("flow_overdue")}, {"value", overdue.value}, {"tone", "bad"}, {"link", overdue.page}});
    }
    return json::object{{"total", found}, {"steps", std::move(steps)}};
}

// Somebody without an organisation to keep sees what the own record holds.
json::array own_figures(const Place& p) {
    json::array all;
    if (!p.view.actor.member) return all;
    auto attended = rollup::of_member(p.view, "life.attended.*", p.view.actor.member, p.year.year());
    add(all, "attended", p.words("attended"), std::to_string(attended.count), p.words("unit_times"), p.words("attended_hours", {{"hours", fmt::format("{:.1f}", double(attended.amount) / 60)}}),
        "/my-record");
    return all;
}

}  // namespace

std::string figures_json(const View& view, Language language, Id<Organization> organization) {
    Place p{view, language, organization, Period::year_of(view.today()), Period::month_of(view.today())};
    auto* node = organization ? view.tree().find(organization) : nullptr;
    json::array all;
    json::value flow = nullptr, about = nullptr;
    if (node && view.covers(organization::readers, organization)) {
        auto branches = branches_below(view.tree(), organization);
        about = {{"id", organization.value}, {"name", node->name}, {"branches", branches}};
        add_organizations(p, all), add_life(p, all, branches), add_problems(p, all), add_burden(p, all, branches);
        flow = flow_of(p);
    } else all = own_figures(p);
    return json::serialize(json::object{{"organization", about}, {"year", p.year.year()}, {"figures", std::move(all)}, {"flow", flow}});
}

}  // namespace zhibu::desk
