#include "contact/visits.hpp"

#include <algorithm>

namespace zhibu::contact {

void begin_exchange(Transaction& t, ContactVisit& visit) {
    Faults faults;
    if (!visit.visited_on.whole()) faults.add("#/visited_on", "not_a_date");
    else if (visit.visited_on > t.today()) faults.add("#/visited_on", "in_the_future");
    else {
        auto allowed_days = rules_on(t, visit.visited_on)->record_on(visit.visited_on).late_after_working_days;
        visit.late = t.app.working_days.working_days_between(visit.visited_on, t.today()) > allowed_days;
        if (visit.late && visit.late_reason.empty()) faults.add("#/late_reason", "late_needs_reason", {{"days", std::to_string(allowed_days)}});
        if (!visit.late) visit.late_reason.clear();
    }
    faults.throw_if_any();
    for (auto leader : own_leaders(t))
        if (point_of(t, {leader}, visit.organization_id, visit.visited_on)) visit.leader_id = {leader};
    visit.place_id = visit.organization_id, visit.way = ContactWay::exchange, visit.state = VisitState::recorded;
    visit.recorded_at = t.now, visit.recorded_by = t.actor.account;
    visit.id = {t.session.next_id()};
    add_facts(t, visit);
}

void withdraw(Transaction& t, ContactVisit& visit, const VisitWithdrawal& withdrawal) {
    visit.state = VisitState::withdrawn, visit.withdrawn_why = withdrawal.reason;
    t.facts.take_back({"contact_visit", visit.id.value});
}

void answer(Transaction& t, ContactVisit& visit, const VisitAnswer& sent) { visit.answer = sent.answer, visit.answered_on = t.today(); }

}  // namespace zhibu::contact
