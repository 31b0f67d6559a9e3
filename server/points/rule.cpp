#include "points/rule.hpp"

#include <algorithm>
#include <set>

#include "kernel/app.hpp"
#include "points/deeds.hpp"
#include "points/reckoning.hpp"

namespace zhibu::points {
namespace {

bool known_post(const Seams& seams, const std::string& key) {
    return std::any_of(seams.posts.begin(), seams.posts.end(), [&](auto& each) { return each.key == key; });
}

void check_head(const PointsHead& head, const Seams& seams, Faults& faults) {
    if (head.floor > head.base) faults.add("#/floor", "above_base");
    if (head.top < head.base) faults.add("#/top", "below_base");
    if (head.passing > head.top) faults.add("#/passing", "above_top");
    bool on_leave = std::find(head.exempt.begin(), head.exempt.end(), Exemption::on_leave) != head.exempt.end();
    if (on_leave && !head.leave_days) faults.add("#/leave_days", "required");
    for (std::size_t i = 0; i < head.answered_by.size(); ++i)
        if (!known_post(seams, head.answered_by[i])) faults.add("#/answered_by/" + std::to_string(i), "unknown_post", {{"name", head.answered_by[i]}});
}

void check_rule(const PointsRule& rule, const Seams& seams, const FactKinds& kinds, Faults& faults, const std::string& here) {
    bool organizations = false, members = false;
    for (std::size_t i = 0; i < rule.facts.size(); ++i) {
        if (!may_be_named(rule.facts[i], kinds)) {
            faults.add(here + "/facts/" + std::to_string(i), "no_work", {{"name", rule.facts[i]}});
            continue;
        }
        (deed_of(rule.facts[i])->whose == Whose::organization ? organizations : members) = true;
    }
    if (organizations && members) faults.add(here + "/facts", "members_and_organizations");
    // What an organisation did is nobody's own: the rule must say whom it is credited to.
    if (organizations && rule.posts.empty()) faults.add(here + "/posts", "required");
    for (std::size_t i = 0; i < rule.posts.size(); ++i)
        if (!known_post(seams, rule.posts[i])) faults.add(here + "/posts/" + std::to_string(i), "unknown_post", {{"name", rule.posts[i]}});
    if (rule.cap && rule.cap < rule.points) faults.add(here + "/cap", "below_points");
}

std::map<std::string, std::int64_t> numbered(const PointsTest& test) {
    std::map<std::string, std::int64_t> numbers;
    for (auto& each : test.facts) numbers.try_emplace(each.fact, std::int64_t(numbers.size()) + 1);
    return numbers;
}

Period period_on(Cycle cycle, Date day) { return cycle == Cycle::quarter ? Period::quarter_of(day) : Period::year_of(day); }

// What a test's member comes to in the period of the first fact: one member of a branch of the kind, with the posts there for ever.
std::int64_t tried(const Rules& book, const Seams& seams, const PointsTest& test) {
    auto numbers = numbered(test);
    Terms terms{book, seams, numbers};
    People people;
    auto day = test.facts.empty() ? test.leave_from.value_or(Date::of(2022, 1, 1)) : test.facts.front().on;
    people.period = period_on(book->head.cycle, day), people.day = people.period.last_day();
    Person one;
    one.member = 1, one.organization = 1, one.stage = test.stage, one.branch = test.branch;
    if (test.exempt) one.spared = {0, never_ends.number()};
    for (std::size_t p = 0; p < seams.posts.size(); ++p)
        if (std::find(test.posts.begin(), test.posts.end(), seams.posts[p].key) != test.posts.end()) {
            Held held{1, std::uint8_t(p), {0, never_ends.number()}};
            one.posted = true, people.posts[1].push_back(held), people.holders[1].emplace_back(0, held);
        }
    if (test.leave_from) one.away = true, people.leaves[1].push_back({test.leave_from->number(), test.leave_to.value_or(*test.leave_from).number()});
    people.rows.push_back(one), people.by_member[1] = 0;
    set_exempt(people, *book);
    std::vector<WorkFact> facts;
    for (auto& each : test.facts) {
        auto* deed = deed_of(each.fact);
        WorkFact fact;
        fact.id = std::int64_t(facts.size()) + 1, fact.kind = numbers.at(each.fact), fact.organization = 1, fact.member = deed && deed->whose == Whose::organization ? 0 : 1;
        fact.amount = each.amount, fact.day = each.on.number(), fact.late = each.late;
        if (people.period.contains(each.on)) facts.push_back(fact);
    }
    std::stable_sort(facts.begin(), facts.end(), [](auto& a, auto& b) { return a.day < b.day; });
    return explain(terms, people, {0}, facts).front().total;
}

struct Kept {
    Rules book;
    std::vector<PointsTest> tests;
};

Kept read_rules(const pack::File& file, const Seams& seams, const FactKinds& kinds) {
    auto book = std::make_shared<Rulebook>();
    book->head = file.head<PointsHead>();
    book->rules = file.rows<PointsRule>("rule");
    auto tests = file.rows<PointsTest>("test");
    Faults faults;
    check_head(book->head, seams, faults);
    std::set<std::string> names;
    for (std::size_t i = 0; i < book->rules.size(); ++i) {
        auto here = "#/rule/" + std::to_string(i);
        if (!names.insert(book->rules[i].name).second) faults.add(here + "/name", "taken");
        check_rule(book->rules[i], seams, kinds, faults, here);
    }
    if (book->rules.empty()) faults.add("#/rule", "required");
    for (std::size_t i = 0; i < tests.size(); ++i)
        for (std::size_t k = 0; k < tests[i].facts.size(); ++k)
            if (!may_be_named(tests[i].facts[k].fact, kinds)) faults.add("#/test/" + std::to_string(i) + "/facts/" + std::to_string(k) + "/fact", "no_work", {{"name", tests[i].facts[k].fact}});
    file.refuse(faults);
    return {book, tests};
}

std::vector<pack::Outcome> run_tests(const Kept& kept, const Seams& seams) {
    std::vector<pack::Outcome> all;
    for (std::size_t i = 0; i < kept.tests.size(); ++i) {
        auto found = tried(kept.book, seams, kept.tests[i]);
        all.push_back({"#/test/" + std::to_string(i), kept.tests[i].title, found == kept.tests[i].points, std::to_string(kept.tests[i].points), std::to_string(found)});
    }
    return all;
}

}  // namespace

const PointsRule* Rulebook::find(std::string_view name) const {
    auto found = std::find_if(rules.begin(), rules.end(), [&](auto& each) { return each.name == name; });
    return found == rules.end() ? nullptr : &*found;
}

Rules rules_of(const View& view, Period period) { return view.app.packs.at<Kept>(view, rule_file, period.first_day())->book; }
Rules rules_in(const View& view, const pack::Candidate& candidate, Date day) { return view.app.packs.read<Kept>(view, candidate, day)->book; }
std::int64_t version_of(const View& view, Period period) { return view.app.packs.in_force(view, rule_file, period.first_day()).number; }
Cycle cycle_of(const View& view, int year) { return rules_of(view, Period::whole_year(year))->head.cycle; }
Period period_of(const View& view, Date day) { return period_on(cycle_of(view, day.year()), day); }
std::vector<Period> periods_of(const View& view, int year) {
    if (cycle_of(view, year) == Cycle::year) return {Period::whole_year(year)};
    return {Period::quarter(year, 1), Period::quarter(year, 2), Period::quarter(year, 3), Period::quarter(year, 4)};
}
Period checked_period(const View& view, Period period) {
    if (period.year() < 1950 || period.year() > 9000 || period_of(view, period.first_day()) != period) throw invalid({{"?period", "not_a_period_of_points"}});
    if (period.first_day() > view.today()) throw invalid({{"?period", "not_begun"}});
    return period;
}

void declare_rules(App& app, const Shared& seams) {
    app.packs.declare<Kept>("points", [&app, seams](const pack::File& file) { return read_rules(file, *seams, app.fact_kinds); }, {}, [seams](const Kept& kept, const pack::File&) { return run_tests(kept, *seams); });
}

}  // namespace zhibu::points
