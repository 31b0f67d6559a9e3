#include "points/reckoning.hpp"

#include <algorithm>
#include <set>

#include "kernel/app.hpp"
#include "kernel/indicator/matrix_maker.hpp"
#include "points/deeds.hpp"

namespace zhibu::points {

std::map<std::string, std::int64_t> numbers_of_kinds(const View& view) { return used_kinds(view); }

Terms::Terms(Rules rules, const Seams& seams, const std::map<std::string, std::int64_t>& numbers) : rules_{std::move(rules)} {
    for (std::size_t r = 0; r < rules_->rules.size(); ++r) {
        auto& rule = rules_->rules[r];
        Term term;
        for (std::size_t p = 0; p < seams.posts.size(); ++p)
            if (std::find(rule.posts.begin(), rule.posts.end(), seams.posts[p].key) != rule.posts.end()) term.posts |= std::uint64_t{1} << p;
        for (auto stage : rule.stages) term.stages |= 1u << unsigned(stage);
        for (auto kind : rule.branches) term.branches |= 1u << unsigned(kind);
        std::set<std::int64_t> kinds;
        for (auto& pattern : rule.facts) {
            auto* deed = deed_of(pattern);
            term.holders |= deed && deed->whose == Whose::organization;
            for (auto& [name, number] : numbers)
                if (means(pattern, name) && deed_of(name)) kinds.insert(number);
        }
        for (auto kind : kinds) by_kind_[kind].push_back(std::uint16_t(r));
        terms_.push_back(term);
    }
    if (auto found = numbers.find(adjusted_kind); found != numbers.end()) by_kind_[found->second].push_back(std::uint16_t(adjusted()));
    terms_.push_back({});
}

std::span<const std::uint16_t> Terms::rules_for(std::int64_t kind) const {
    auto found = by_kind_.find(kind);
    if (found == by_kind_.end()) return {};
    return found->second;
}
std::vector<std::int64_t> Terms::kinds() const {
    std::vector<std::int64_t> all;
    for (auto& [kind, rules] : by_kind_) all.push_back(kind);
    return all;
}
std::vector<std::int64_t> Terms::organization_kinds() const {
    std::vector<std::int64_t> all;
    for (auto& [kind, rules] : by_kind_)
        if (std::any_of(rules.begin(), rules.end(), [&](auto rule) { return terms_[rule].holders; })) all.push_back(kind);
    return all;
}

std::int64_t Terms::worth(std::size_t r, const Person& person, const People& people, const WorkFact& fact) const {
    if (r == adjusted()) return fact.amount;
    auto& rule = rules_->rules[r];
    auto& term = terms_[r];
    if (rule.on_time && fact.late) return 0;
    if (fact.amount < rule.at_least) return 0;
    if (term.stages && !(term.stages >> unsigned(person.stage) & 1)) return 0;
    if (term.branches && !(term.branches >> unsigned(person.branch) & 1)) return 0;
    // Nothing is taken off from the exempt: on the days of an exemption, or in a period through which they are exempt.
    if (rule.effect == Effect::deduct && (person.exempt || person.spared.holds(fact.day))) return 0;
    if (rule.unless_on_leave && people.away(person, fact.day)) return 0;
    if (term.posts && fact.member && !people.holds(person, term.posts, fact.day)) return 0;
    return rule.per ? fact.amount / rule.per * rule.points : rule.points;
}

std::int64_t Terms::counted(std::size_t r, std::int64_t sum) const {
    if (r == adjusted()) return sum;
    auto& rule = rules_->rules[r];
    auto within = rule.cap ? std::min(sum, rule.cap) : sum;
    return rule.effect == Effect::award ? within : -within;
}

std::int64_t Terms::total(std::span<const std::int32_t> sums) const {
    auto total = rules_->head.base;
    for (std::size_t r = 0; r < width(); ++r) total += counted(r, sums[r]);
    return std::clamp(total, rules_->head.floor, rules_->head.top);
}

// ---- Lines ------------------------------------------------------------------------------------------------------------

namespace {

void read_facts(const View& view, const Where& condition, const Terms& terms, std::vector<WorkFact>& all, std::set<std::int64_t>& taken_back) {
    auto rows = view.session.query_with("SELECT id, kind, organization_id, member_id, amount, happened_on, late, source_kind, source_id, entered_at, entered_by, sign, voids FROM fact WHERE " + condition.sql, condition.arguments);
    while (rows.next()) {
        if (rows.integer(11) < 0) {
            taken_back.insert(rows.integer(12));
            continue;
        }
        if (terms.rules_for(rows.integer(1)).empty()) continue;
        all.push_back({rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3), rows.integer(4), std::int32_t(rows.integer(5)), rows.integer(6) != 0, std::string{rows.text(7)}, rows.integer(8),
                       rows.integer(9), rows.integer(10)});
    }
}

// In statements of one text: the last number fills up what is missing.
template <class F>
void in_batches(const std::vector<std::int64_t>& ids, F f) {
    constexpr std::size_t batch = 64;
    for (std::size_t at = 0; at < ids.size(); at += batch) {
        std::vector<std::int64_t> some;
        for (std::size_t i = 0; i < batch; ++i) some.push_back(ids[std::min(at + i, ids.size() - 1)]);
        f(some);
    }
}

}  // namespace

std::vector<WorkFact> live_facts(const View& view, const Terms& terms, const People& people, const std::vector<std::int32_t>& rows) {
    std::vector<WorkFact> all;
    std::set<std::int64_t> taken_back, organizations;
    std::vector<std::int64_t> members;
    for (auto row : rows) {
        auto& person = people.rows[std::size_t(row)];
        members.push_back(person.member);
        if (person.posted)
            for (auto& held : people.posts.at(person.member)) organizations.insert(held.organization);
    }
    auto within = where("tenant_id = ? AND happened_on >= ? AND happened_on <= ?", view.tenant(), people.period.first_day(), people.period.last_day());
    in_batches(members, [&](auto& some) { read_facts(view, within && any_of("member_id", some) && Where{"member_id <> 0"}, terms, all, taken_back); });
    if (auto kinds = terms.organization_kinds(); !kinds.empty())
        in_batches({organizations.begin(), organizations.end()}, [&](auto& some) { read_facts(view, within && any_of("organization_id", some) && any_of("kind", kinds) && Where{"member_id = 0"}, terms, all, taken_back); });
    std::erase_if(all, [&](auto& fact) { return taken_back.contains(fact.id); });
    std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return std::pair{a.day, a.id} < std::pair{b.day, b.id}; });
    return all;
}

std::vector<Explained> explain(const Terms& terms, const People& people, const std::vector<std::int32_t>& rows, std::span<const WorkFact> facts) {
    std::map<std::int32_t, std::size_t> wanted;
    for (std::size_t i = 0; i < rows.size(); ++i) wanted[rows[i]] = i;
    std::vector<Explained> all(rows.size());
    std::vector<std::vector<std::int32_t>> sums(rows.size(), std::vector<std::int32_t>(terms.width()));
    for (auto& each : all) each.total = terms.book().head.base;
    for (auto& fact : facts)
        terms.credit(people, fact, [&](std::int32_t row, std::size_t rule, std::int64_t worth) {
            auto found = wanted.find(row);
            if (found == wanted.end()) return;
            auto& sum = sums[found->second][rule];
            auto& one = all[found->second];
            auto before = terms.counted(rule, sum);
            sum += std::int32_t(worth);
            auto counted = terms.counted(rule, sum) - before;
            one.lines.push_back({fact, rule, worth, counted, one.total += counted});
        });
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto total = terms.total(sums[i]);
        all[i].bounded = total - all[i].total, all[i].total = total;
    }
    return all;
}
std::vector<Explained> explain(const View& view, const Terms& terms, const People& people, const std::vector<std::int32_t>& rows) {
    return explain(terms, people, rows, live_facts(view, terms, people, rows));
}

}  // namespace zhibu::points
