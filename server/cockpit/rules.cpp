#include "cockpit/rules.hpp"

#include <algorithm>

namespace zhibu::cockpit {
namespace {

constexpr std::string_view rules_file = "standard/cockpit.toml";

// Values that an organisation counts with in every reading, beside its own.
const std::set<std::string> always{"branches", "members", "counted_members"};

void check_scale(const Rules& rules, Faults& faults) {
    if (rules.scale.warm >= rules.scale.hot) faults.add("#/scale/0/warm", "not_below_hot");
}

void check_levels(const Rules& rules, Faults& faults) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < rules.levels.size(); ++i) {
        auto& level = rules.levels[i];
        auto here = "#/level/" + std::to_string(i);
        if (!names.insert(level.name).second) faults.add(here + "/name", "taken");
        if (level.depth_to < level.depth_from) faults.add(here + "/depth_to", "too_small", {{"min", std::to_string(level.depth_from)}});
        // A kind that an earlier level takes whatever its place leaves nothing for this one.
        for (std::size_t k = 0; k < level.kinds.size(); ++k)
            for (std::size_t earlier = 0; earlier < i; ++earlier) {
                auto& other = rules.levels[earlier];
                bool whole = other.below.empty() && other.depth_from == 0 && other.depth_to == 99;
                if (whole && std::find(other.kinds.begin(), other.kinds.end(), level.kinds[k]) != other.kinds.end()) faults.add(here + "/kinds/" + std::to_string(k), "taken");
            }
        if (std::none_of(rules.warmth.begin(), rules.warmth.end(), [&](auto& each) { return rules.counts(each, int(i)); })) faults.add(here + "/name", "no_weight");
    }
}

void check_warmth(const Warmth& each, const Rules& rules, const Indicators& indicators, Faults& faults, const std::string& here) {
    for (std::size_t i = 0; i < each.levels.size(); ++i)
        if (rules.level_named(each.levels[i]) < 0) faults.add(here + "/levels/" + std::to_string(i), "not_one_of");
    auto* indicator = indicators.find(each.indicator);
    if (!indicator) return faults.add(here + "/indicator", "unknown_indicator");
    auto full = read_value(indicator->kind, each.full), cold = read_value(indicator->kind, each.cold);
    if (!full) faults.add(here + "/full", "not_a_value");
    if (!cold) faults.add(here + "/cold", "not_a_value");
    if (full && cold && (each.direction == Direction::higher ? *full <= *cold : *full >= *cold)) faults.add(here + "/full", "not_below_target");
    if (each.each != For::organization && (is_percent(indicator->kind) || indicator->kind == IndicatorKind::ratio)) faults.add(here + "/each", "belongs_to_other_kind");
}

void check_attention(const Attention& each, const Rules& rules, const Indicators& indicators, Faults& faults, const std::string& here) {
    for (std::size_t i = 0; i < each.levels.size(); ++i)
        if (rules.level_named(each.levels[i]) < 0) faults.add(here + "/levels/" + std::to_string(i), "not_one_of");
    if (each.kind == AttentionKind::uneven) {
        if (each.indicator.empty()) faults.add(here + "/indicator", "required");
        return;
    }
    auto kind = IndicatorKind::count;
    if (each.kind == AttentionKind::indicator) {
        auto* indicator = indicators.find(each.indicator);
        if (!indicator) return faults.add(here + "/indicator", "unknown_indicator");
        kind = indicator->kind;
        using K = IndicatorKind;
        if (each.own && kind != K::count && kind != K::sum && kind != K::late && kind != K::measure) faults.add(here + "/own", "belongs_to_other_kind");
    } else if (!each.at_most.empty()) return faults.add(here + "/at_most", "belongs_to_other_kind");
    if (each.at_least.empty() == each.at_most.empty()) return faults.add(here + "/at_least", each.at_least.empty() ? "required" : "belongs_to_other_kind");
    bool least = !each.at_least.empty();
    if (!read_value(kind, least ? each.at_least : each.at_most)) faults.add(here + (least ? "/at_least" : "/at_most"), "not_a_value");
}

void check_burdens(const std::vector<Burden>& burdens, const FactKinds& kinds, Faults& faults) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < burdens.size(); ++i) {
        auto here = "#/burden/" + std::to_string(i);
        if (!names.insert(burdens[i].name).second) faults.add(here + "/name", "taken");
        for (std::size_t k = 0; k < burdens[i].facts.size(); ++k)
            if (std::none_of(kinds.all().begin(), kinds.all().end(), [&](auto& kind) { return means(burdens[i].facts[k], kind.first); })) faults.add(here + "/facts/" + std::to_string(k), "unknown_fact_kind");
    }
}

}  // namespace

int Rules::level_named(std::string_view wanted) const {
    for (std::size_t i = 0; i < levels.size(); ++i)
        if (levels[i].name == wanted) return int(i);
    return no_level;
}
bool Level::fits(OrganizationKind kind, std::optional<OrganizationKind> superior, std::int64_t depth) const {
    auto among = [](const std::vector<OrganizationKind>& all, OrganizationKind one) { return std::find(all.begin(), all.end(), one) != all.end(); };
    return among(kinds, kind) && depth >= depth_from && depth <= depth_to && (below.empty() || (superior && among(below, *superior)));
}
bool Rules::counts(const Warmth& each, int level) const { return std::find(each.levels.begin(), each.levels.end(), levels[std::size_t(level)].name) != each.levels.end(); }
std::set<std::string> Rules::indicators(Span span) const {
    auto all = always;
    for (auto& each : warmth)
        if (each.span == span) all.insert(each.indicator);
    return all;
}
std::set<std::string> Rules::yearly() const {
    std::set<std::string> all{"business_items", "business_items_tied", "business_items_team", "business_items_discussed", "business_items_done"};
    for (auto& each : attention)
        if (each.kind == AttentionKind::indicator) all.insert(each.indicator);
    for (auto& each : changes) all.insert(each.indicator);
    return all;
}

Rules read_rules(const pack::File& file, const Indicators& indicators, const FactKinds& kinds) {
    Rules rules;
    auto scales = file.rows<Scale>("scale");
    rules.levels = file.rows<Level>("level"), rules.warmth = file.rows<Warmth>("warmth"), rules.attention = file.rows<Attention>("attention"), rules.changes = file.rows<Change>("change");
    rules.burdens = file.rows<Burden>("burden");
    auto quadrants = file.rows<Quadrant>("quadrant");
    Faults faults;
    if (scales.size() != 1) faults.add("#/scale", "one_row");
    else rules.scale = scales.front();
    if (quadrants.size() != 1) faults.add("#/quadrant", "one_row");
    else rules.quadrant = quadrants.front();
    if (rules.levels.empty()) faults.add("#/level", "required");
    check_scale(rules, faults);
    check_levels(rules, faults);
    for (std::size_t i = 0; i < rules.warmth.size(); ++i) check_warmth(rules.warmth[i], rules, indicators, faults, "#/warmth/" + std::to_string(i));
    for (std::size_t i = 0; i < rules.attention.size(); ++i) check_attention(rules.attention[i], rules, indicators, faults, "#/attention/" + std::to_string(i));
    for (std::size_t i = 0; i < rules.changes.size(); ++i) {
        auto* found = indicators.find(rules.changes[i].indicator);
        if (!found || found->kind != IndicatorKind::year_on_year) faults.add("#/change/" + std::to_string(i) + "/indicator", "unknown_indicator");
    }
    check_burdens(rules.burdens, kinds, faults);
    file.refuse(faults);
    return rules;
}

std::shared_ptr<const Rules> rules_on(const View& view, Date day) { return view.app.packs.at<Rules>(view, std::string{rules_file}, day); }
void declare_rules(App& app) {
    app.packs.declare<Rules>("cockpit", [&app](const pack::File& file) { return read_rules(file, app.indicators, app.fact_kinds); });
}

}  // namespace zhibu::cockpit
