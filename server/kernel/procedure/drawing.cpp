// A procedure draws itself: where a case stands for the steps bar, and the whole as a Mermaid diagram.
#include <algorithm>
#include <set>

#include "kernel/app.hpp"
#include "kernel/procedure/procedure.hpp"
#include "kernel/words/hierarchy.hpp"

namespace zhibu::procedure {
namespace {

template <class T>
const std::string& label_of(const T& named, Language language) {
    return language == Language::chinese ? named.label : named.english;
}
const std::string& verb_label(const Procedure& procedure, const std::string& verb, Language language) {
    for (auto& step : procedure.steps)
        if (step.verb == verb) return label_of(step, language);
    return verb;
}
json::value date_or_null(std::optional<Date> date) { return date ? json::value(date->iso()) : json::value(nullptr); }

}  // namespace

std::string drawing(const View& view, const Case& c, std::optional<Date> due, Language language) {
    auto& procedure = view.app.procedures.of(c);
    auto& current = procedure.state(c.state);
    auto past = history(view, c.kind, c.id);
    int late = due && *due < view.today() && !current.responsible.empty() ? std::max(1, view.app.working_days.working_days_between(*due, view.today())) : 0;
    json::array steps, passed, responsible, chain;
    // A state that the case went through since it last left it behind counts as done; side states show only where it was or is.
    bool before = true;
    for (auto& state : procedure.states) {
        auto entered = std::find_if(past.rbegin(), past.rend(), [&](auto& each) { return each.to == state.name; });
        bool is_current = state.name == c.state;
        if (state.line == Line::side && !is_current) continue;
        if (is_current) before = false;
        bool done = entered != past.rend() && !is_current && (before || current.line == Line::side);
        json::object step{{"state", state.name}, {"label", label_of(state, language)}, {"is", is_current ? (late ? "late" : "current") : done ? "done" : "ahead"}};
        if ((done || is_current) && entered != past.rend()) step["at"] = entered->at.iso(), step["actor"] = entered->actor;
        steps.push_back(std::move(step));
    }
    for (auto& each : past)
        passed.push_back({{"verb", each.verb}, {"label", each.verb == "begin" ? label_of(procedure.states.front(), language) : verb_label(procedure, each.verb, language)},
                          {"from", each.from}, {"to", each.to}, {"actor", each.actor}, {"at", each.at.iso()}, {"note", each.note}, {"due_on", date_or_null(each.due_on)}});
    for (auto& party : current.responsible) responsible.emplace_back(view.app.words.text(language, "party." + party));
    json::object can, labels, required;
    for (auto& [verb, verdict] : choices(view, c)) {
        can[verb] = verdict ? json::value(true) : json::value(view.app.words.text(language, "reason." + verdict.reason));
        labels[verb] = verb_label(procedure, verb, language);
        for (auto& step : procedure.steps)
            if (step.verb == verb && std::find(step.from.begin(), step.from.end(), c.state) != step.from.end()) required[verb] = json::value_from(step.required);
    }
    int level = procedure.level(late);
    for (int i = 0; i < level; ++i) chain.emplace_back(hierarchy::in_place(language, label_of(procedure.escalation[std::size_t(i)], language)));
    return json::serialize(json::object{{"procedure", procedure.name}, {"title", procedure.title}, {"version", procedure.version}, {"source", procedure.source},
                                        {"state", c.state}, {"label", label_of(current, language)}, {"open", !current.responsible.empty()}, {"due_on", date_or_null(due)},
                                        {"overdue_days", late}, {"level", level}, {"escalated_to", std::move(chain)}, {"responsible", std::move(responsible)},
                                        {"steps", std::move(steps)}, {"history", std::move(passed)}, {"can", std::move(can)}, {"labels", std::move(labels)},
                                        {"required", std::move(required)}});
}

std::string mermaid(const Procedure& procedure, Language language) {
    std::string out = "stateDiagram-v2\n";
    for (auto& state : procedure.states) {
        out += "    " + state.name + " : " + label_of(state, language);
        if (state.limit)
            out += " (" + std::to_string(state.limit) + (state.unit == LimitUnit::months ? (language == Language::chinese ? "个月" : " months") : (language == Language::chinese ? "个工作日" : " working days")) + ")";
        out += "\n";
    }
    out += "    [*] --> " + procedure.states.front().name + "\n";
    for (auto& step : procedure.steps)
        for (auto& from : step.from) out += "    " + from + " --> " + step.to + " : " + label_of(step, language) + "\n";
    for (auto& state : procedure.states)
        if (state.responsible.empty()) out += "    " + state.name + " --> [*]\n";
    return out;
}

}  // namespace zhibu::procedure
