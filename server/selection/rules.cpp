#include "selection/record.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zhibu::selection {

const Rules& rules() {
    static const Rules all = [] {
        auto file = pack::embedded("standard/selection.toml");
        Rules read{file.rows<HonourRule>("honour"), file.rows<CheckRule>("check")};
        for (auto& honour : read.honours)
            for (auto& check : honour.checks)
                if (!read.check(check)) throw pack::Fault{"packs/standard/selection.toml: no [[check]] is named " + check};
        return read;
    }();
    return all;
}
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

void check_pack(const App& app) {
    auto refuse = [](const std::string& what) { throw pack::Fault{"packs/standard/selection.toml: " + what}; };
    for (auto& check : rules().checks) {
        if (!check.measure.empty() && !app.measures.known(check.measure) && !check.optional) refuse("no measure is named " + check.measure);
        for (auto& fact : check.facts)
            if (!app.fact_kinds.known(fact) && !check.optional) refuse("no fact is named " + fact);
    }
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
    auto* honour = rules().honour(selection.honour, Date::of(int(selection.year), 1, 1));
    for (auto& name : honour->checks) {
        auto& rule = *rules().check(name);
        if (!rule.measure.empty() && !view.app.measures.known(rule.measure)) continue;  // its module is not there
        auto block = rule.measure.empty() ? found_by_facts(view, rule, selection, nomination) : found_by_measure(view, rule, selection, nomination.organization_id);
        if (!block.reason.empty()) all.push_back(std::move(block));
    }
    return all;
}

}  // namespace zhibu::selection
