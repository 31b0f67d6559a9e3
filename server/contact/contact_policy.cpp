#include "contact/contact_policy.hpp"

#include <algorithm>

namespace zhibu::contact {
namespace {

Where named(const View& view, const std::string& column, const std::string& words) {
    return where(column + " IN (SELECT id FROM organization WHERE tenant_id = ? AND (name LIKE ? OR short_name LIKE ? OR pinyin LIKE ?))", view.tenant(),
                 "%" + words + "%", "%" + words + "%", words + "%");
}
Where led_by(const View& view, const std::string& words) {
    return where("leader_id IN (SELECT id FROM contact_leader WHERE tenant_id = ? AND name LIKE ?)", view.tenant(), "%" + words + "%");
}

}  // namespace

std::vector<std::int64_t> own_leaders(const View& view) {
    std::vector<std::int64_t> all;
    if (!view.actor.account && !view.actor.member) return all;
    auto rows = view.session.query("SELECT id FROM contact_leader WHERE tenant_id = ? AND (account_id = ? OR member_id = ?) ORDER BY id", view.tenant(),
                                   view.actor.account, view.actor.member);
    while (rows.next()) all.push_back(rows.integer(0));
    return all;
}

std::optional<ContactPoint> point_of(const View& view, Id<ContactLeader> leader, Id<Organization> organization, Date day) {
    auto found = Store<ContactPoint>{view}.select(where("leader_id = ? AND organization_id = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", leader,
                                                        organization, day, day), "ORDER BY valid_from DESC", 1);
    if (found.empty()) return {};
    return found.front();
}

Where led_by_actor(const View& view, const std::string& column) {
    if (view.actor.system) return everything();
    std::vector<Id<Organization>> led;
    auto today = any_of("leader_id", own_leaders(view)) && where("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", view.today(), view.today());
    for (auto& point : Store<ContactPoint>{view}.select(today)) led.push_back(point.organization_id);
    return within(column, view.tenant(), led, view.tree());
}

Where LeaderPolicy::visible_to(const View& view) { return view.within(overseers) || any_of("id", own_leaders(view)); }
Where LeaderPolicy::matching(const View&, const std::string& words) { return where("name LIKE ?", "%" + words + "%"); }
Verdict LeaderPolicy::may_change(const View& view, const ContactLeader& leader) {
    return allowed_if(view.covers(organization::committee, leader.organization_id), "assigns_no_contacts");
}

// Whoever keeps an organisation or a branch below it sees which leader it has: rows of the organisations above count too.
Where PointPolicy::visible_to(const View& view) {
    auto scope = view.within(overseers);
    if (scope.sql == "1=1") return scope;
    std::vector<std::int64_t> above;
    for (auto place : view.actor.scopes(contacted))
        for (auto id : view.tree().ancestors(place)) above.push_back(id.value);
    return scope || view.within(contacted) || any_of("organization_id", above) || any_of("leader_id", own_leaders(view));
}
Where PointPolicy::matching(const View& view, const std::string& words) { return named(view, "organization_id", words) || led_by(view, words); }
Verdict PointPolicy::may_assign(const View& view, Id<Organization> organization) {
    auto* node = view.tree().find(organization);
    // The superior decides who keeps contact with an organisation, not the organisation itself.
    return allowed_if(node && node->parent && view.covers(organization::committee, node->parent), "assigns_no_contacts");
}
Verdict PointPolicy::may_change(const View&, const ContactPoint&) { return denied("contact_points_are_ended_not_changed"); }
Verdict PointPolicy::may_end(const View& view, const ContactPoint& point) {
    // By whoever may assign; where the organisation has gone meanwhile, by whoever kept it.
    auto may = view.tree().find(point.organization_id) ? may_assign(view, point.organization_id)
                                                       : allowed_if(view.covers(organization::committee, point.organization_id), "assigns_no_contacts");
    if (!may) return may;
    return allowed_if(!point.valid_to || *point.valid_to >= view.today(), "contact_point_has_ended");
}
Verdict PointPolicy::may_see_matrix(const View& view, Id<Organization> organization) {
    return allowed_if(view.covers(overseers, organization), "reads_no_contact_matrix");
}

// What was said to an organisation is seen by those above it, by the leader, and by whoever keeps it; a branch sees what was at the branch.
Where VisitPolicy::visible_to(const View& view) {
    auto scope = view.within(overseers);
    if (scope.sql == "1=1") return scope;
    return scope || view.within(contacted) || view.within(contacted, "place_id") || any_of("leader_id", own_leaders(view));
}
Where VisitPolicy::matching(const View& view, const std::string& words) {
    auto pattern = "%" + words + "%";
    return named(view, "organization_id", words) || led_by(view, words) || where("(title LIKE ? OR feedback LIKE ? OR follow_up LIKE ?)", pattern, pattern, pattern);
}
static bool own(const View& view, const ContactVisit& visit) {
    auto leaders = own_leaders(view);
    return std::find(leaders.begin(), leaders.end(), visit.leader_id.value) != leaders.end();
}
Verdict VisitPolicy::may_create(const View& view, const ContactVisit& visit) {
    auto leaders = own_leaders(view);
    if (leaders.empty()) return denied("is_no_contact_leader");
    return allowed_if(std::any_of(leaders.begin(), leaders.end(), [&](auto leader) { return bool(point_of(view, {leader}, visit.organization_id, visit.visited_on)); }),
                      "not_own_contact_organization");
}
Verdict VisitPolicy::may_change(const View& view, const ContactVisit& visit) {
    if (!own(view, visit)) return denied("logs_only_own_visits");
    if (visit.way != ContactWay::exchange) return denied("visit_follows_its_source");
    return allowed_if(visit.state == VisitState::recorded, "visit_is_withdrawn");
}
Verdict VisitPolicy::may_withdraw(const View& view, const ContactVisit& visit) { return may_change(view, visit); }
Verdict VisitPolicy::may_answer(const View& view, const ContactVisit& visit) {
    if (!view.covers(contacted, visit.organization_id)) return denied("answers_only_for_own_organization");
    if (visit.state != VisitState::recorded) return denied("visit_is_withdrawn");
    if (visit.follow_up.empty()) return denied("nothing_to_answer");
    return allowed_if(!visit.answered_on, "already_answered");
}

}  // namespace zhibu::contact
