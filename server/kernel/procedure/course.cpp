// The course of a case: who may take which step now, taking it, and the history that it leaves.
#include <algorithm>

#include "kernel/app.hpp"
#include "kernel/procedure/procedure.hpp"

namespace zhibu::procedure {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view name) { return std::find(list.begin(), list.end(), name) != list.end(); }

bool took_part(const View& view, const Case& c, const std::vector<std::string>& verbs) {
    auto past = history(view, c.kind, c.id);
    for (auto& verb : verbs)
        for (auto each = past.rbegin(); each != past.rend(); ++each)
            if (each->verb == verb) {
                if (each->account == view.actor.account) return true;
                break;
            }
    return false;
}

struct Answer {
    const Step* step{};
    Verdict verdict;
    bool known{false}, elsewhere{false};  // the verb exists; it is possible for the actor, but not in this state
};

Answer answer(const View& view, const Case& c, std::string_view verb) {
    auto& all = view.app.procedures;
    Answer out;
    for (auto& step : all.of(c).steps) {
        if (step.verb != verb) continue;
        out.known = true;
        bool one_of = view.actor.system || std::any_of(step.by.begin(), step.by.end(), [&](auto& party) { return all.is_party(view, party, c.organization); });
        if (!one_of) {
            if (!out.elsewhere) out.verdict = denied("not_your_step");
            continue;
        }
        out.elsewhere = true;
        if (!contains(step.from, c.state)) continue;
        out.step = &step;
        out.verdict = allowed();
        if (!view.actor.system && took_part(view, c, step.other_than)) return out.verdict = denied("own_request"), out;
        for (auto& condition : step.conditions)
            if (auto verdict = all.holds(view, condition, c); !verdict) return out.verdict = verdict, out;
        return out;
    }
    return out;
}

void keep(Transaction& t, const Case& c, std::string_view verb, std::string_view from, const std::string& note, std::optional<Date> due) {
    t.session.execute(
        "INSERT INTO procedure_history (tenant_id, id, subject_kind, subject_id, procedure_name, procedure_version, verb, from_state, to_state, account_id, actor, "
        "at, note, due_on) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        t.tenant(), t.session.next_id(), c.kind, c.id, c.procedure, c.version, verb, from, c.state, t.actor.account, t.actor.name, t.now, note, due);
}

}  // namespace

std::vector<Passed> history(const View& view, std::string_view kind, std::int64_t id) {
    std::vector<Passed> all;
    auto rows = view.session.query(
        "SELECT verb, from_state, to_state, account_id, actor, at, note, due_on FROM procedure_history WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? "
        "ORDER BY at, id", view.tenant(), kind, id);
    while (rows.next()) {
        Passed each{std::string{rows.text(0)}, std::string{rows.text(1)}, std::string{rows.text(2)}, {rows.integer(3)}, std::string{rows.text(4)},
                    Instant::from_milliseconds(rows.integer(5)), std::string{rows.text(6)}, {}};
        if (!rows.is_null(7)) each.due_on = Date::from_number(rows.integer(7));
        all.push_back(std::move(each));
    }
    return all;
}

std::optional<Date> due_on(const WorkingDays& calendar, const State& state, Date entered) {
    if (state.limit == 0) return {};
    if (state.unit == LimitUnit::working_days) return calendar.plus_working_days(entered, int(state.limit));
    return calendar.next_working_day_on_or_after(entered.plus_months(int(state.limit)));
}

const Step& permitted(const View& view, const Case& c, std::string_view verb) {
    auto found = answer(view, c, verb);
    if (!found.known) throw not_found();
    if (!found.step && found.elsewhere) throw conflict("step-not-possible", {{"state", view.app.procedures.of(c).state(c.state).label}});
    found.verdict.or_throw();
    return *found.step;
}
Verdict may(const View& view, const Case& c, std::string_view verb) {
    auto found = answer(view, c, verb);
    if (found.elsewhere && !found.step) return denied("not_in_this_state");
    return found.verdict;
}
std::vector<std::pair<std::string, Verdict>> choices(const View& view, const Case& c) {
    std::vector<std::pair<std::string, Verdict>> all;
    for (auto& step : view.app.procedures.of(c).steps)
        if (contains(step.from, c.state) && std::none_of(all.begin(), all.end(), [&](auto& each) { return each.first == step.verb; }))
            all.emplace_back(step.verb, may(view, c, step.verb));
    return all;
}

std::optional<Date> begin(Transaction& t, Case& c, std::string_view name, const std::string& note) {
    auto& procedure = t.app.procedures.on(name, t.today());
    c.procedure = procedure.name, c.version = procedure.version, c.state = procedure.states.front().name;
    auto due = due_on(t.app.working_days, procedure.states.front(), t.today());
    keep(t, c, "begin", "", note, due);
    return due;
}

std::optional<Date> advance(Transaction& t, Case& c, std::string_view verb, const std::string& note, std::optional<Date> promised) {
    auto& step = permitted(t, c, verb);
    auto& state = t.app.procedures.of(c).state(step.to);
    auto due = due_on(t.app.working_days, state, t.today());
    if (promised) {
        if (*promised < t.today()) throw invalid({{"#/due_on", "in_the_past"}});
        if (due && *promised > *due) throw invalid({{"#/due_on", "beyond_limit", {{"limit", due->chinese()}}}});
        due = promised;
    }
    auto from = std::exchange(c.state, step.to);
    keep(t, c, verb, from, note, due);
    return due;
}

}  // namespace zhibu::procedure
