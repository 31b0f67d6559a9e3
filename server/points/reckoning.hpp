// The arithmetic of points: what each fact is worth by the rules, and how the points of a period add up. Nothing here reads a screen or a
// click: facts of work come in, whole points come out.
//
// Each fact is worth something by itself (worth), whatever stands beside it; a rule's points in a period are the sum of that, held to its
// cap; the total is the base and all rules together, held between floor and top. So a scan in any order, with what was taken back counting
// as less, comes to the same as the lines that a member reads.
#pragma once
#include <span>

#include "points/people.hpp"

namespace zhibu::points {

inline constexpr const char* adjusted_kind = "points.adjusted";

struct WorkFact {
    std::int64_t id{}, kind{}, organization{}, member{}, amount{};
    std::int32_t day{};
    bool late{false};
    std::string source_kind{};  // left empty by a scan
    std::int64_t source{}, entered_at{}, entered_by{};
};

// The rules of a period with what they name in numbers.
class Terms {
public:
    // `numbers`: of the fact kinds used so far, by name.
    Terms(Rules rules, const Seams& seams, const std::map<std::string, std::int64_t>& numbers);
    const Rulebook& book() const { return *rules_; }
    std::size_t width() const { return rules_->rules.size() + 1; }  // of a row of sums: the rules, then what was adjusted
    std::size_t adjusted() const { return rules_->rules.size(); }
    // The rules that a kind of fact falls under, as places in a row of sums.
    std::span<const std::uint16_t> rules_for(std::int64_t kind) const;
    std::vector<std::int64_t> kinds() const;             // that fall under any rule
    std::vector<std::int64_t> organization_kinds() const;  // whose facts are an organisation's and credited to holders of posts
    std::uint64_t posts(std::size_t rule) const { return terms_[rule].posts; }
    // Of one fact for one person, before any cap: nought where a condition does not hold. What was adjusted carries its own sign.
    std::int64_t worth(std::size_t rule, const Person& person, const People& people, const WorkFact& fact) const;
    // What a rule's sum comes to, capped and with its sign.
    std::int64_t counted(std::size_t rule, std::int64_t sum) const;
    std::int64_t total(std::span<const std::int32_t> sums) const;
    // Calls f(row, rule, worth) for everybody to whom a fact gives something.
    template <class F>
    void credit(const People& people, const WorkFact& fact, F f) const {
        auto rules = rules_for(fact.kind);
        if (rules.empty()) return;
        if (fact.member) {
            auto row = people.by_member.find(fact.member);
            if (row == people.by_member.end()) return;
            auto& person = people.rows[std::size_t(row->second)];
            for (auto rule : rules)
                if (auto points = worth(rule, person, people, fact)) f(row->second, rule, points);
            return;
        }
        auto holders = people.holders.find(fact.organization);
        if (holders == people.holders.end()) return;
        for (auto rule : rules) {
            if (!terms_[rule].holders) continue;
            for (std::size_t i = 0; i < holders->second.size(); ++i) {
                auto row = holders->second[i].first;
                // Somebody with two of the posts there is credited once.
                bool before = false;
                for (std::size_t k = 0; k < i; ++k) before |= holders->second[k].first == row && fits(rule, holders->second[k].second, fact.day);
                if (before || !fits(rule, holders->second[i].second, fact.day)) continue;
                if (auto points = worth(rule, people.rows[std::size_t(row)], people, fact)) f(row, rule, points);
            }
        }
    }

private:
    struct Term {
        std::uint64_t posts{};
        std::uint32_t stages{}, branches{};  // bits; none: all
        bool holders{false};
    };
    bool fits(std::size_t rule, const Held& held, std::int32_t day) const { return (terms_[rule].posts >> held.post & 1) && held.days.holds(day); }
    Rules rules_;
    std::vector<Term> terms_;
    std::unordered_map<std::int64_t, std::vector<std::uint16_t>> by_kind_;
};

// One line of a member's statement.
struct Line {
    WorkFact fact;
    std::size_t rule{};        // Terms::adjusted() for a correction
    std::int64_t worth{};      // by itself
    std::int64_t counted{};    // within the cap, with its sign
    std::int64_t running{};    // base and all lines so far
};
struct Explained {
    std::vector<Line> lines;   // by day and fact
    std::int64_t bounded{};    // what floor or top put on or took off at the end
    std::int64_t total{};      // base + Σ counted + bounded
};

// The facts of these people within the days, without what was taken back; by day and number.
std::vector<WorkFact> live_facts(const View& view, const Terms& terms, const People& people, const std::vector<std::int32_t>& rows);
// One statement for each of these rows, in their order.
std::vector<Explained> explain(const View& view, const Terms& terms, const People& people, const std::vector<std::int32_t>& rows);
std::vector<Explained> explain(const Terms& terms, const People& people, const std::vector<std::int32_t>& rows, std::span<const WorkFact> facts);

// Everybody's sums by rule and totals, by row.
struct Reckoned {
    std::vector<std::int32_t> sums;    // row × Terms::width()
    std::vector<std::int32_t> totals;
};
// One period (or one set of rules for it) of a scan. What it points to must outlive the scan.
struct Slot {
    const Terms* terms{};
    const People* people{};
    Days days{};
    Reckoned reckoned{};
};
struct Scanned {
    std::int64_t facts{};
    double seconds{};
};
// From the facts themselves in one pass over the table, for all slots at once; side by side in `readers` sessions of their own, or in the
// view's own session where it is nought.
Scanned scan(const View& view, std::vector<Slot>& slots, int readers = 0);

std::map<std::string, std::int64_t> numbers_of_kinds(const View& view);

}  // namespace zhibu::points
