// What must be held, by whom, in which period, and what of it was held: one rule for the matrix, the overview, the list of what is
// missing and the inbox.
//
// Who is obliged changes with the tree and the roster only, so it is computed once for a year and kept until one of them changes.
// What was held is read from roll-ups: an organisation's own row for its own duty, and for a whole subtree the row of its top, whose
// `units` says how many organisations below held something. So an overview costs a range read for each of its lines, however many
// branches stand behind them.
#pragma once
#include <bitset>
#include <mutex>

#include "life/rules.hpp"

namespace zhibu::life {

struct Holder {
    Id<Organization> id{};
    OrganizationKind kind{};
    Date from{}, until{};  // first and last day of its life
    organization::Months committee{};  // whether it has one, by month
};

// A rule of the year's cadence, and between which days it held: a period is judged by the rules of its last day.
struct YearRule : CadenceRule {
    Date holds_from{}, holds_until{};
    bool holds_on(Date day) const { return holds_from <= day && day <= holds_until; }
};
constexpr std::size_t most_year_rules = 128;  // of several versions within one year

class Duties {
public:
    static Duties of(const View& view, int year);

    int year() const { return year_; }
    // Whether the organisation itself owes this rule in the period.
    bool owes(const YearRule& rule, Id<Organization> organization, Period period) const;
    bool may_owe(const YearRule& rule, Id<Organization> organization) const;  // by its kind
    const std::vector<YearRule>& cadence() const { return cadence_; }
    // How many owe it in the subtree, itself included.
    std::int64_t owing(std::size_t rule, Id<Organization> top, Period period) const;
    bool owed_below(std::size_t rule, Id<Organization> top) const;  // in any period
    // Organisations in the subtree that may hold such a meeting and by their kind never owe it: their units do not count.
    std::vector<Id<Organization>> strangers(std::size_t rule, Id<Organization> top) const;
    const std::map<Id<Organization>, Holder>& holders() const { return holders_; }
    // The period's last day, on a holiday the next working day.
    Date due_on(Period period) const;

private:
    int year_{};
    std::vector<YearRule> cadence_;
    std::map<Id<Organization>, Holder> holders_;
    std::unordered_map<std::int64_t, std::bitset<most_year_rules>> may_owe_;  // one bit a rule: asked for each cell of a whole committee
    std::vector<Date> due_on_;
    std::unordered_map<std::int64_t, std::vector<std::int32_t>> owing_;  // top → count by rule and period
    std::unordered_map<std::int64_t, std::vector<std::pair<std::size_t, Id<Organization>>>> strangers_;
};

// Keeps the duties of each year until the tree, the roster, the cadence or the day changes.
class DutyBook {
public:
    std::shared_ptr<const Duties> of(const View& view, int year);
    static void turn_page(Transaction& t);  // the roster changed

private:
    struct Key {
        std::int64_t tree{}, roster{}, members{};
        Date day{};
        std::string cadence{};  // its versions in this year
        bool operator==(const Key&) const = default;
    };
    std::mutex mutex_;
    std::map<std::pair<std::int64_t, int>, std::pair<Key, std::shared_ptr<const Duties>>> years_;
};

enum class DutyState { not_required, done, late, due, overdue, not_due };
BOOST_DESCRIBE_ENUM(DutyState, not_required, done, late, due, overdue, not_due)

struct DutyCell {
    Period period{};
    std::int64_t required{}, held{}, on_time{};
    DutyState state{DutyState::not_required};
    Date due_on{};
};
std::vector<Period> periods_of(const CadenceRule& rule, int year);

// The figures of one reading, for many organisations.
class HeldBook {
public:
    using Figures = std::vector<rollup::OwnFigure>;  // of one organisation, by kind and period

    HeldBook(const View& view, const Duties& duties, const std::vector<Id<Organization>>& organizations);
    HeldBook(const View& view, const Duties& duties, std::vector<std::shared_ptr<const Figures>> figures);
    // What the cadence asks of each organisation's year, in the order given.
    static std::vector<Figures> read(const View& view, const Duties& duties, const std::vector<Id<Organization>>& organizations);
    const rollup::OwnFigure* find(Id<Organization> organization, MeetingKind kind, Period period) const;

private:
    std::map<MeetingKind, std::int64_t> kinds_;
    std::unordered_map<std::int64_t, std::shared_ptr<const Figures>> figures_;
};

// One cell, of an organisation's own duty or, for one that owes nothing itself, of all below it.
DutyCell cell_of(const View& view, const Duties& duties, const HeldBook& held, std::size_t rule, Id<Organization> organization, Period period);
// The organisations whose figures the cells of `tops` need.
std::vector<Id<Organization>> figures_needed(const Duties& duties, const std::vector<Id<Organization>>& tops);

struct MissingDuty {
    Id<Organization> organization{};
    const YearRule* rule{};  // of the duties
    DutyCell cell{};
};
// What is due or overdue among the holders given, of periods that end by `until`; by due date.
std::vector<MissingDuty> missing(const View& view, const Duties& duties, const std::vector<Id<Organization>>& holders, Date until);

// Measures life.duties_due and life.duties_met, for indicators.
void declare_cadence_measures(App& app, std::shared_ptr<DutyBook> book);

}  // namespace zhibu::life
