// Procedures as data: states, steps, deadlines and the chain of escalation, in dated versions with their source. Data may
// name a condition or a party that a module registered; it never computes one.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/pack/pack.hpp"
#include "kernel/record/view.hpp"
#include "kernel/values/working_days.hpp"
#include "kernel/words/words.hpp"

namespace zhibu::procedure {

enum class LimitUnit { working_days, months };  // natural months: 31 January + 1 month is the last day of February
BOOST_DESCRIBE_ENUM(LimitUnit, working_days, months)
// The strip of states that a page draws: the main line, a side line (returned, cannot be fixed), or an end.
enum class Line { main, side };
BOOST_DESCRIBE_ENUM(Line, main, side)

struct State {
    std::string name{}, label{}, english{};
    std::int64_t limit{};                     // to leave the state; 0: none
    LimitUnit unit{LimitUnit::working_days};
    std::vector<std::string> responsible{};   // the parties whose turn it is; none: an end
    Line line{Line::main};
};
struct Step {
    std::string verb{}, label{}, english{};
    std::vector<std::string> from{};
    std::string to{};
    std::vector<std::string> by{};            // parties
    std::vector<std::string> conditions{};    // registered names; all must hold
    std::vector<std::string> required{};      // fields of what is sent
    std::vector<std::string> other_than{};    // verbs: whoever last took one of them may not take this step (nobody approves their own)
};
// Who is told of what is late, from how many working days on.
struct Escalation {
    std::int64_t after{};
    std::string to{}, label{}, english{};
};
struct Procedure {
    std::string name{}, title{}, source{};
    std::int64_t version{1};
    Date valid_from{};
    std::vector<State> states{};
    std::vector<Step> steps{};
    std::vector<Escalation> escalation{};

    const State* find(std::string_view state) const;
    const State& state(std::string_view name) const;  // throws std::out_of_range
    bool has_verb(std::string_view verb) const;
    // How far up the chain a case is that has been late for so many working days; 0: not late, 1: the first link …
    int level(int working_days_late) const;
};

// A running case: it keeps the version of the procedure under which it began.
struct Case {
    std::string kind;  // of the record: "problem"
    std::int64_t id{};
    Id<Organization> organization{};
    std::string procedure;
    std::int64_t version{};
    std::string state;
};

using Condition = std::function<Verdict(const View&, const Case&)>;
// The organisations for which the actor is this party, as a condition over a column of organisations.
using Party = std::function<Where(const View&, const std::string& column)>;

class Procedures {
public:
    Procedures();  // knows each role as a party: whoever has it over the case's organisation
    void condition(std::string name, Condition condition) { conditions_[std::move(name)] = std::move(condition); }
    void party(std::string name, Party party) { parties_[std::move(name)] = std::move(party); }
    bool knows_party(std::string_view name) const { return parties_.contains(name); }

    // Takes the [[procedure]] tables of a file. Throws pack::Fault, with file and line, for an unknown condition, party,
    // state, verb or field ("fields": what a step of these procedures can be sent), and for a version given twice.
    void load(const pack::File& file, const std::vector<std::string>& fields);

    const Procedure& on(std::string_view name, Date day) const;               // the version that holds on a day; the first before all
    const Procedure& version(std::string_view name, std::int64_t number) const;  // throws std::out_of_range
    const Procedure& of(const Case& c) const { return version(c.procedure, c.version); }
    const std::map<std::string, std::map<std::int64_t, Procedure>, std::less<>>& all() const { return procedures_; }

    Where where_party(const View& view, std::string_view party, const std::string& column) const;
    bool is_party(const View& view, std::string_view party, Id<Organization> organization) const;
    Verdict holds(const View& view, std::string_view condition, const Case& c) const;

private:
    std::map<std::string, Condition, std::less<>> conditions_;
    std::map<std::string, Party, std::less<>> parties_;
    std::map<std::string, std::map<std::int64_t, Procedure>, std::less<>> procedures_;
};

// One step that was taken.
struct Passed {
    std::string verb, from, to;
    Id<Account> account{};
    std::string actor;
    Instant at{};
    std::string note;
    std::optional<Date> due_on{};
};
std::vector<Passed> history(const View& view, std::string_view kind, std::int64_t id);

// By when a state entered on a day must be left; nothing where it has no limit.
std::optional<Date> due_on(const WorkingDays& calendar, const State& state, Date entered);
// The step that the verb means in this state, if the actor may take it. Throws 403 with the reason, 409
// "step-not-possible", 404 for an unknown verb.
const Step& permitted(const View& view, const Case& c, std::string_view verb);
// The same as a question, for the buttons of a page.
Verdict may(const View& view, const Case& c, std::string_view verb);
// The verbs that lead on from the state, in the order of the data, each with its verdict.
std::vector<std::pair<std::string, Verdict>> choices(const View& view, const Case& c);

// Begins a case in the first state of the version that holds today. Fills c.procedure, c.version and c.state.
std::optional<Date> begin(Transaction& t, Case& c, std::string_view procedure, const std::string& note = {});
// Takes the step: checks, writes the history, moves c.state on. Returns by when the new state must be left: its limit, or
// the earlier day that was promised; a promise beyond the limit is 422 at "#/due_on".
std::optional<Date> advance(Transaction& t, Case& c, std::string_view verb, const std::string& note = {}, std::optional<Date> promised = {});

// What the steps bar shows: {state, label, due_on, overdue_days, level, responsible:[…], steps:[{state,label,is,at,actor}],
// history:[…], can:{verb:true|reason}, labels:{verb:label}}.
std::string drawing(const View& view, const Case& c, std::optional<Date> due, Language language);
// The procedure as a Mermaid state diagram, for the documentation.
std::string mermaid(const Procedure& procedure, Language language);

}  // namespace zhibu::procedure

namespace zhibu {
template <>
struct Schema<procedure::State> {
    using T = procedure::State;
    static constexpr std::string_view name = "procedure_state";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true}), field<&T::label>({.required = true}), field<&T::english>({.required = true}),
                                              field<&T::limit>({.min = 0, .max = 400}), field<&T::unit>(), field<&T::responsible>({.max = 8}), field<&T::line>()};
};
template <>
struct Schema<procedure::Step> {
    using T = procedure::Step;
    static constexpr std::string_view name = "procedure_step";
    static constexpr auto fields = std::tuple{
        field<&T::verb>({.required = true}), field<&T::label>({.required = true}), field<&T::english>({.required = true}), field<&T::from>({.required = true, .max = 20}),
        field<&T::to>({.required = true}), field<&T::by>({.required = true, .max = 10}), field<&T::conditions>({.max = 10}), field<&T::required>({.max = 20}),
        field<&T::other_than>({.max = 10})};
};
template <>
struct Schema<procedure::Escalation> {
    using T = procedure::Escalation;
    static constexpr std::string_view name = "procedure_escalation";
    static constexpr auto fields = std::tuple{field<&T::after>({.min = 0, .max = 400}), field<&T::to>({.required = true}), field<&T::label>({.required = true}),
                                              field<&T::english>({.required = true})};
};
template <>
struct Schema<procedure::Procedure> {
    using T = procedure::Procedure;
    static constexpr std::string_view name = "procedure";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true}), field<&T::title>({.required = true}), field<&T::source>({.required = true}), field<&T::version>({.min = 1}),
        field<&T::valid_from>({.required = true}), field<&T::states>({.required = true, .max = 60}), field<&T::steps>({.required = true, .max = 120}),
        field<&T::escalation>({.max = 8})};
};
}  // namespace zhibu
