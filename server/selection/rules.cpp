#include "selection/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace zhibu::selection {

const HonourRule* Rules::honour(std::string_view name, Date day) const {
    const HonourRule* found = nullptr;
    for (auto& each : honours)
        if (each.name == name && (!found || (each.valid_from <= day && found->valid_from <= each.valid_from))) found = &each;
    return found;
}
const CheckRule* Rules::check(std::string_view name) const {
    for (auto& each : checks)
        if (each.name == name) return &each;
    return nullptr;
}

namespace {

// Every measure and fact that a check names is known, or optional.
void check_known(const App& app, const Rules& read, Faults& faults) {
    for (std::size_t i = 0; i < read.checks.size(); ++i) {
        auto& check = read.checks[i];
        auto place = "#/check/" + std::to_string(i);
        if (!check.measure.empty() && !app.measures.known(check.measure) && !check.optional) faults.add(place + "/measure", "unknown_measure", {{"name", check.measure}});
        for (std::size_t f = 0; f < check.facts.size(); ++f)
            if (!app.fact_kinds.known(check.facts[f]) && !check.optional) faults.add(place + "/facts/" + std::to_string(f), "unknown_fact", {{"name", check.facts[f]}});
    }
}
// Facts of honours are kept under their names: an office changes quotas, checks and words, not what counts as one honour over the years.
void check_names(const App& app, const Rules& read, Faults& faults) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < read.honours.size(); ++i) {
        auto& honour = read.honours[i];
        auto place = "#/honour/" + std::to_string(i);
        if (!app.fact_kinds.known("honour." + honour.name)) faults.add(place + "/name", "pack_name_of_program");
        if (!seen.insert(honour.name + " " + honour.valid_from.iso()).second) faults.add(place + "/name", "taken");
        if (!app.measures.known(honour.heads)) faults.add(place + "/heads", "unknown_measure", {{"name", honour.heads}});
        for (std::size_t c = 0; c < honour.checks.size(); ++c)
            if (!read.check(honour.checks[c])) faults.add(place + "/checks/" + std::to_string(c), "not_one_of");
    }
    if (read.honours.empty()) faults.add("#/honour", "required");
}

Rules read_rules(const App& app, const pack::File& file) {
    Rules read{file.rows<HonourRule>("honour"), file.rows<CheckRule>("check")};
    Faults faults;
    check_known(app, read, faults);
    check_names(app, read, faults);
    // How a selection runs is the program's: a running one keeps its course to the end.
    static const auto course = json::object{pack::embedded(rules_file).content()}["procedure"];
    file.known("procedure");
    auto* procedure = file.content().if_contains("procedure");
    if (!procedure || *procedure != course) faults.add("#/procedure", "pack_fixed_part");
    file.refuse(faults);
    return read;
}

}  // namespace

KeptRules rules_on(const View& view, Date day) { return view.app.packs.at<Rules>(view, rules_file, day); }
void declare_rules(App& app) {
    app.packs.declare<Rules>("selection", [&app](const pack::File& file) { return read_rules(app, file); });
}
Ruled rule_of(const View& view, const Selection& selection) {
    auto all = view.app.packs.numbered<Rules>(view, rules_file, selection.rules_number);
    auto* honour = all->honour(selection.honour, Date::of(int(selection.year), 1, 1));
    if (!honour) throw std::logic_error{"no selection is for the honour " + selection.honour};
    return {std::move(all), honour};
}

namespace {

// This year and the one before: what was found last year and is still late blocks as well.
Block found_by_measure(const View& view, const CheckRule& rule, const Selection& selection, Id<Organization> organization) {
    std::int64_t count = 0;
    Block block{rule.name, "", ""};
    for (auto year : {selection.year - 1, selection.year}) {
        auto measured = view.app.measures.of(rule.measure, view, organization, Period::whole_year(int(year)));
        count += measured.value;
        if (measured.value > 0) block.page = measured.page;
    }
    if (count > rule.more_than) block.reason = fill(view.actor.language == Language::english ? rule.english : rule.reason, {{"count", std::to_string(count)}});
    return block;
}
Block found_by_facts(const View& view, const CheckRule& rule, const Selection& selection, const Nomination& nomination) {
    std::int64_t count = 0;
    for (auto year : {selection.year - 1, selection.year})
        for (auto& kind : rule.facts)
            count += nomination.member_id ? rollup::of_member(view, kind, *nomination.member_id, int(year)).count : rollup::of(view, kind, nomination.organization_id, Period::whole_year(int(year))).count;
    Block block{rule.name, "", nomination.member_id ? fmt::format("/members?open={}", nomination.member_id->value) : ""};
    if (count > rule.more_than) block.reason = fill(view.actor.language == Language::english ? rule.english : rule.reason, {{"count", std::to_string(count)}});
    return block;
}

}  // namespace

std::vector<Block> blocks(const View& view, const Selection& selection, const Nomination& nomination) {
    std::vector<Block> all;
    auto ruled = rule_of(view, selection);
    for (auto& name : ruled->checks) {
        auto& rule = *ruled.all->check(name);
        if (!rule.measure.empty() && !view.app.measures.known(rule.measure)) continue;  // its module is not there
        auto block = rule.measure.empty() ? found_by_facts(view, rule, selection, nomination) : found_by_measure(view, rule, selection, nomination.organization_id);
        if (!block.reason.empty()) all.push_back(std::move(block));
    }
    return all;
}

}  // namespace zhibu::selection
