// What waits for somebody in supervision: problems to answer, to verify and to look at again, visits, letters, and one
// digest a day of what is late.
#include <algorithm>

#include "kernel/app.hpp"
#include "kernel/values/text.hpp"
#include "supervision/letter_policy.hpp"
#include "supervision/problem_policy.hpp"
#include "supervision/visit_policy.hpp"

namespace zhibu::supervision {
namespace {

constexpr std::size_t one_by_one = 5;  // beyond it, one line for all of a kind

std::string word(const View& view, const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(Language::chinese, "inbox." + key, parameters); }
std::string name_of(const View& view, Id<Organization> id) {
    auto* node = view.tree().find(id);
    return node ? node->name : "";
}
std::string shortened(const std::string& text) {
    auto first = first_code_points(text, 24);
    return std::string{first} + (first.size() < text.size() ? "…" : "");
}

void add_problems(const View& view, std::vector<InboxItem>& items) {
    auto all = Store<LedgerProblem>{view}.select(ProblemPolicy::visible_to(view) && waits_for(view), "ORDER BY due_on, id");
    std::map<std::string, std::vector<const LedgerProblem*>> by_state;
    for (auto& problem : all) by_state[problem.state].push_back(&problem);
    for (auto& [state, problems] : by_state) {
        auto action = word(view, "problem." + state);
        auto reminded = [&](const LedgerProblem& p) { return p.reminded_at ? word(view, "reminded") : word(view, "problem_reason." + state); };
        if (problems.size() <= one_by_one)
            for (auto* p : problems)
                items.push_back({"problem." + state, action + "：" + shortened(p->description), reminded(*p), name_of(view, p->organization_id), p->due_on, "/problems/" + std::to_string(p->id.value),
                                 "/m/problems/" + std::to_string(p->id.value), action});
        else
            items.push_back({"problem." + state, word(view, "problems", {{"action", action}, {"count", std::to_string(problems.size())}}), word(view, "problem_reason." + state), "",
                             problems.front()->due_on, "/problems?mine=true&state=" + state, "/m/problems?mine=true&state=" + state, action});
    }
}

// One item a day for all that is late, at each link of the chain only what has come up to it.
void add_overdue(const View& view, std::vector<InboxItem>& items) {
    auto late = Store<LedgerProblem>{view}.select(ProblemPolicy::visible_to(view) && escalated_to(view), "ORDER BY due_on, id");
    if (late.empty()) return;
    std::int64_t worst = view.app.working_days.working_days_between(*late.front().due_on, view.today());
    items.push_back({"problem.overdue", word(view, "overdue", {{"count", std::to_string(late.size())}}), word(view, "overdue_reason", {{"days", std::to_string(std::max<std::int64_t>(1, worst))}}),
                     "", view.today(), "/problems?escalated=true", "/m/problems?escalated=true", word(view, "look")});
}

void add_visits(const View& view, std::vector<InboxItem>& items) {
    auto visits = Store<Visit>{view}.select(
        VisitPolicy::visible_to(view) && where("state <> 'reported' AND team_id IN (SELECT m.team_id FROM inspection_team_member m WHERE m.tenant_id = visit.tenant_id AND m.account_id = ?) AND "
                                               "inspection_id IN (SELECT i.id FROM inspection i WHERE i.tenant_id = visit.tenant_id AND i.state = 'open')", view.actor.account),
        "ORDER BY CASE WHEN planned_on IS NULL THEN 1 ELSE 0 END, planned_on, id");
    if (visits.empty()) return;
    std::map<std::int64_t, Inspection> inspections;
    for (auto& visit : visits)
        if (!inspections.contains(visit.inspection_id.value)) inspections[visit.inspection_id.value] = Store<Inspection>{view}.load(visit.inspection_id, everything());
    auto due = [&](const Visit& visit) { return visit.planned_on ? visit.planned_on : std::optional{inspections.at(visit.inspection_id.value).ends_on}; };
    if (visits.size() > one_by_one) {
        items.push_back({"inspection.visit", word(view, "visits", {{"count", std::to_string(visits.size())}}), inspections.begin()->second.title, "", due(visits.front()),
                         "/inspections/" + std::to_string(visits.front().inspection_id.value), "/m/visits", word(view, "visit")});
        return;
    }
    for (auto& visit : visits)
        items.push_back({"inspection.visit", word(view, "visit_to", {{"unit", name_of(view, visit.organization_id)}}), inspections.at(visit.inspection_id.value).title,
                         inspections.at(visit.inspection_id.value).title, due(visit), "/inspections/" + std::to_string(visit.inspection_id.value), "/m/visits/" + std::to_string(visit.id.value),
                         word(view, visit.state == VisitState::assigned ? "visit" : "visit_report")});
}

void add_letters(const View& view, std::vector<InboxItem>& items) {
    auto own = [&](const std::string& column) {
        std::vector<std::int64_t> ids;
        for (auto& grant : view.actor.grants)
            if (acts_for(view, grant.organization)) ids.push_back(grant.organization.value);
        return any_of(column, ids);
    };
    auto to_me = own("organization_id"), from_me = own("issuer_id");
    // A pledge needs a receipt and no reply.
    auto waiting = (where("state = 'issued'") && to_me) || (where("state = 'received' AND kind <> 'pledge'") && to_me) || (where("state = 'replied'") && from_me);
    for (auto& letter : Store<Letter>{view}.select(LetterPolicy::visible_to(view) && waiting, "ORDER BY due_on, id")) {
        auto action = word(view, "letter." + letter.state);
        items.push_back({"letter." + letter.state, action + "：" + letter.number + " " + letter.title, word(view, "letter_reason." + letter.state),
                         name_of(view, letter.state == "replied" ? letter.organization_id : letter.issuer_id), letter.due_on, "/letters/" + std::to_string(letter.id.value),
                         "/m/letters/" + std::to_string(letter.id.value), action});
    }
}

}  // namespace

void add_inbox(const View& view, std::vector<InboxItem>& items) {
    add_problems(view, items);
    add_overdue(view, items);
    add_visits(view, items);
    add_letters(view, items);
}

}  // namespace zhibu::supervision
