#include "evaluation/index.hpp"

#include <algorithm>
#include <set>

#include "kernel/app.hpp"

namespace zhibu::evaluation {

bool IndexDefinition::applies(OrganizationKind kind) const { return std::find(applies_to.begin(), applies_to.end(), kind) != applies_to.end(); }

std::set<std::string> IndexDefinition::indicators() const {
    std::set<std::string> all{"branches", "members", "counted_members"};  // targets by branch and member, and whether everybody is exempt
    for (auto& dimension : dimensions)
        for (auto& item : dimension.items) all.insert(item.indicator);
    for (auto& veto : vetoes) all.insert(veto.indicator);
    return all;
}

namespace {

bool is_manual(const Indicators& indicators, const std::string& name) {
    auto* found = indicators.find(name);
    return found && (found->kind == IndicatorKind::manual || is_manual(indicators, found->part) || is_manual(indicators, found->whole));
}

void check_item(const Item& item, const Indicators& indicators, Faults& faults, const std::string& here) {
    auto* indicator = indicators.find(item.indicator);
    if (!indicator) return faults.add(here + "/indicator", "unknown_indicator");
    auto target = read_value(indicator->kind, item.target), worst = read_value(indicator->kind, item.worst);
    auto kind = is_percent(indicator->kind) ? "not_a_percentage" : "not_a_value";
    if (!target) faults.add(here + "/target", kind);
    if (!worst) faults.add(here + "/worst", kind);
    if (target && worst && (item.direction == Direction::higher ? *target <= *worst : *target >= *worst)) faults.add(here + "/worst", "not_below_target");
    if (item.floor > item.cap) faults.add(here + "/floor", "above_cap");
    bool scaled = item.target_for != TargetFor::organization || item.target_over == TargetOver::year;
    // A share does not grow with the number of branches or months.
    if (scaled && (is_percent(indicator->kind) || indicator->kind == IndicatorKind::ratio)) faults.add(here + (item.target_for == TargetFor::organization ? "/target_over" : "/target_for"), "not_for_a_share");
}

void check_veto(const Veto& veto, const IndexDefinition& index, const Indicators& indicators, Faults& faults, const std::string& here) {
    auto* indicator = indicators.find(veto.indicator);
    if (!indicator) return faults.add(here + "/indicator", "unknown_indicator");
    if (veto.at_least.empty() == veto.at_most.empty()) faults.add(here + "/at_least", "one_of_two");
    for (auto& [name, text] : {std::pair{"/at_least", veto.at_least}, std::pair{"/at_most", veto.at_most}})
        if (!text.empty() && !read_value(indicator->kind, text)) faults.add(here + name, is_percent(indicator->kind) ? "not_a_percentage" : "not_a_value");
    if (!veto.dimension.empty() && std::none_of(index.dimensions.begin(), index.dimensions.end(), [&](auto& each) { return each.name == veto.dimension; })) faults.add(here + "/dimension", "not_one_of");
}

void check_classes(const IndexDefinition& index, Faults& faults, const std::string& here) {
    std::set<Class> seen;
    for (std::size_t i = 0; i < index.classes.size(); ++i) {
        auto& rule = index.classes[i];
        auto at = here + "/classes/" + std::to_string(i);
        if (!seen.insert(rule.name).second) faults.add(at + "/name", "taken");
        if (i && rule.at_least > index.classes[i - 1].at_least) faults.add(at + "/at_least", "not_below_the_one_before");
    }
    // Every organisation falls into one: the last rule asks nothing.
    if (!index.classes.empty())
        if (auto& last = index.classes.back(); last.at_least || last.dimensions_at_least || last.without_veto) faults.add(here + "/classes/" + std::to_string(index.classes.size() - 1), "last_asks_nothing");
}

}  // namespace

std::int64_t manual_share(const IndexDefinition& index, const Indicators& indicators) {
    std::int64_t whole = 0;
    for (auto& dimension : index.dimensions) whole += dimension.weight;
    // In parts of a million of the whole, dimension by dimension.
    std::int64_t share = 0;
    for (auto& dimension : index.dimensions) {
        std::int64_t all = 0, manual = 0;
        for (auto& item : dimension.items) all += item.weight, manual += is_manual(indicators, item.indicator) ? item.weight : 0;
        if (all && whole) share += dimension.weight * manual * 1'000'000 / (all * whole);
    }
    return (share + 999) / 1000;
}

void check(const IndexDefinition& index, const Indicators& indicators, Faults& faults, const std::string& here) {
    std::set<std::string> dimensions, items;
    std::int64_t weights = 0;
    for (std::size_t d = 0; d < index.dimensions.size(); ++d) {
        auto& dimension = index.dimensions[d];
        auto at = here + "/dimensions/" + std::to_string(d);
        if (!dimensions.insert(dimension.name).second) faults.add(at + "/name", "taken");
        weights += dimension.weight;
        std::int64_t item_weights = 0;
        for (std::size_t i = 0; i < dimension.items.size(); ++i) {
            auto& item = dimension.items[i];
            auto at_item = at + "/items/" + std::to_string(i);
            if (!items.insert(item.name).second) faults.add(at_item + "/name", "taken");
            check_item(item, indicators, faults, at_item);
            item_weights += item.weight;
        }
        if (!item_weights) faults.add(at + "/items", "no_weight");
    }
    if (!weights) faults.add(here + "/dimensions", "no_weight");
    for (std::size_t i = 0; i < index.vetoes.size(); ++i) check_veto(index.vetoes[i], index, indicators, faults, here + "/vetoes/" + std::to_string(i));
    check_classes(index, faults, here);
    if (manual_share(index, indicators) > index.manual_share_at_most * 10)
        faults.add(here + "/manual_share_at_most", "too_much_by_hand", {{"most", std::to_string(index.manual_share_at_most)}, {"share", value_text(IndicatorKind::share, manual_share(index, indicators))}});
}

IndexFile read_indexes(const pack::File& file, const Indicators& indicators) {
    auto rows = file.rows<IndexDefinition>("index");
    IndexFile read{{}, file.rows<IndexTest>("test")};
    Faults faults;
    std::set<std::string> names;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto here = "#/index/" + std::to_string(i);
        if (!names.insert(rows[i].name).second) faults.add(here + "/name", "taken");
        check(rows[i], indicators, faults, here);
        read.indexes.push_back(std::make_shared<const IndexDefinition>(std::move(rows[i])));
    }
    if (read.indexes.empty()) faults.add("#/index", "required");
    // A test is tried on indexes that can be computed.
    if (faults.list().empty() && !file.broken()) check_tests(read, indicators, faults);
    file.refuse(faults);
    return read;
}

void declare_indexes(App& app) {
    constexpr auto sample = R"([[index]]
name = "own_index"
title = "本单位指数"
title_english = "Own index"
source = "本单位……办法"
valid_from = 2022-01-01
applies_to = ["branch"]

[[index.dimensions]]
name = "first"
title = "第一维度"
title_english = "First"
weight = 100

[[index.dimensions.items]]
name = "theme_days"
title = "主题党日"
title_english = "Theme days"
indicator = "theme_days"
weight = 100
target = "12"
worst = "0"
target_over = "year"
why = "主题党日每月一次。"
why_english = "Once a month."
source = "《中国共产党支部工作条例（试行）》"
)";
    app.packs.declare<IndexFile>("index", [&app](const pack::File& file) { return read_indexes(file, app.indicators); }, {.fixed = "", .added_to = true, .sample = sample},
                                 [&app](const IndexFile& content, const pack::File&) { return run_tests(content, app.indicators); });
}

Date ruling_day(const View& view, Period period) { return std::min(period.last_day(), view.today()); }

std::vector<Ruling> indexes_on(const View& view, Date day) {
    std::vector<Ruling> all;
    auto& packs = view.app.packs;
    for (auto& entry : packs.files(view, "index")) {
        auto held = packs.in_force(view, entry.path, day);
        if (held.number < 0) continue;
        for (auto& each : packs.at<IndexFile>(view, entry.path, day)->indexes) all.push_back({each, entry.path, held.number ? held.effective_from : each->valid_from});
    }
    return all;
}
std::optional<Ruling> find_index(const View& view, std::string_view name, Date day) {
    auto all = indexes_on(view, day);
    auto found = std::find_if(all.begin(), all.end(), [&](auto& each) { return each.definition->name == name; });
    return found == all.end() ? std::nullopt : std::optional{std::move(*found)};
}
Ruling load_index(const View& view, std::string_view name, Date day) {
    if (auto found = find_index(view, name, day)) return std::move(*found);
    throw not_found();
}

}  // namespace zhibu::evaluation
