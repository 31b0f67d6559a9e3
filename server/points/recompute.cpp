// Everybody's points of a period from the facts in one pass, held against each member's own statement, which reads another way.
#include <algorithm>
#include <chrono>
#include <deque>

#include "kernel/app.hpp"
#include "points/points.hpp"
#include "points/statement.hpp"

namespace zhibu::points {
namespace {

constexpr std::size_t compared_at_most = 20000;  // statements; evenly over all people
using Steady = std::chrono::steady_clock;

void compare(const View& view, const Slot& slot, RecomputedPoints& result) {
    auto& people = *slot.people;
    auto step = std::max<std::size_t>(1, (people.rows.size() + compared_at_most - 1) / compared_at_most);
    std::vector<std::int32_t> rows;
    for (std::size_t i = 0; i < people.rows.size(); i += step) rows.push_back(std::int32_t(i));
    constexpr std::size_t batch = 512;
    for (std::size_t at = 0; at < rows.size(); at += batch) {
        std::vector<std::int32_t> some{rows.begin() + std::ptrdiff_t(at), rows.begin() + std::ptrdiff_t(std::min(at + batch, rows.size()))};
        auto all = explain(view, *slot.terms, people, some);
        for (std::size_t i = 0; i < some.size(); ++i) {
            ++result.compared;
            auto row = std::size_t(some[i]);
            if (all[i].total != slot.reckoned.totals[row])
                result.differences.push_back(people.period.iso() + " " + std::to_string(people.rows[row].member) + ": " + std::to_string(slot.reckoned.totals[row]) + " ≠ " + std::to_string(all[i].total));
        }
    }
}

}  // namespace

RecomputedPoints recompute_points(App& app, TenantId tenant, const Seams& seams, Period period, int readers) {
    return app.read(Actor::job(tenant, "recompute"), [&](const View& view) {
        RecomputedPoints result;
        std::deque<Terms> terms;
        std::deque<People> people;
        std::vector<Slot> slots;
        auto numbers = numbers_of_kinds(view);
        for (auto each : periods_of(view, period.year())) {
            bool within = period.first_day() <= each.first_day() && each.last_day() <= period.last_day();
            if (!within || each.first_day() > view.today()) continue;
            auto rules = rules_of(view, each);
            terms.emplace_back(rules, seams, numbers);
            people.push_back(people_of(view, seams, *rules, each));
            slots.push_back({&terms.back(), &people.back(), {each.first_day().number(), each.last_day().number()}, {}});
            result.people = std::max(result.people, std::int64_t(people.back().rows.size()));
        }
        result.periods = std::int64_t(slots.size());
        if (slots.empty()) return result;
        auto scanned = scan(view, slots, std::max(1, readers));
        result.facts = scanned.facts, result.seconds = scanned.seconds;
        auto begun = Steady::now();
        for (auto& slot : slots) compare(view, slot, result);
        result.seconds_one_by_one = std::chrono::duration<double>(Steady::now() - begun).count();
        return result;
    });
}

}  // namespace zhibu::points
