#include "contact/roster.hpp"

#include <algorithm>

#include "kernel/access/account.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu::contact {
namespace {

std::vector<ContactPoint> overlapping(const View& view, Id<Organization> organization, const Assignment& wanted) {
    auto condition = where("organization_id = ? AND (valid_to IS NULL OR valid_to >= ?)", organization, wanted.valid_from);
    if (wanted.valid_to) condition = condition && where("valid_from <= ?", *wanted.valid_to);
    return Store<ContactPoint>{view}.select(condition, "ORDER BY valid_from");
}
bool has_visited(const View& view, const ContactPoint& point) {
    auto last = point.valid_to.value_or(never_ends);
    return view.session.integer("SELECT COUNT(*) FROM contact_visit WHERE tenant_id = ? AND leader_id = ? AND organization_id = ? AND state = 'recorded' AND visited_on >= ? "
                                "AND visited_on <= ?", view.tenant(), point.leader_id, point.organization_id, point.valid_from, last).value_or(0) > 0;
}

Step look_at(const View& view, const Assignment& wanted, Id<ContactLeader> leader, Id<Organization> organization) {
    Step step{organization, Outcome::assigned, {}, {}};
    if (!Store<Organization>{view}.find(organization, organization::organizations_visible_to(view))) return step.outcome = Outcome::unknown_reference, step;
    if (!PointPolicy::may_assign(view, organization)) return step.outcome = Outcome::beyond_own_authority, step;
    for (auto& point : overlapping(view, organization, wanted)) {
        if (leader && point.leader_id == leader) {
            bool whole = point.valid_from <= wanted.valid_from && (!point.valid_to || (wanted.valid_to && *point.valid_to >= *wanted.valid_to));
            if (whole) return Step{organization, Outcome::kept, {}, {}};
        }
        step.former.push_back(point);
    }
    if (step.former.empty()) return step;
    if (!wanted.replace) return step.outcome = Outcome::has_another_leader, step;
    step.outcome = Outcome::handed_over;
    for (auto& point : step.former) {
        if (point.valid_from < wanted.valid_from) continue;
        step.outcome = Outcome::replaced;  // it would never have held: taken out, unless it has borne fruit
        if (point.leader_id != leader && has_visited(view, point)) return step.outcome = Outcome::leader_has_visited, step;
    }
    return step;
}

Id<Organization> committee_of(const View& view, const Assignment& wanted) {
    auto* node = wanted.organization_ids.empty() ? nullptr : view.tree().find(wanted.organization_ids.front());
    return node ? node->parent : Id<Organization>{};
}
bool leads(const View& view, Id<Account> account, const std::vector<Id<Organization>>& organizations) {
    std::vector<Id<Organization>> scopes;
    auto rows = view.session.query("SELECT organization_id FROM role_grant WHERE tenant_id = ? AND account_id = ? AND role = 'leader'", view.tenant(), account);
    while (rows.next()) scopes.push_back({rows.integer(0)});
    return std::all_of(organizations.begin(), organizations.end(), [&](auto organization) {
        return std::any_of(scopes.begin(), scopes.end(), [&](auto scope) { return !view.tree().find(organization) || view.tree().within(organization, scope); });
    });
}

}  // namespace

ContactLeader leader_named(const View& view, const Assignment& wanted) {
    if (bool(wanted.leader_id) + bool(wanted.account_id) + bool(wanted.member_id) != 1) throw invalid({{"#/leader_id", "name_one_leader"}});
    Store<ContactLeader> store{view};
    if (wanted.leader_id) {
        auto found = store.find(*wanted.leader_id, LeaderPolicy::visible_to(view));
        if (!found) throw invalid({{"#/leader_id", "unknown_reference"}});
        return *found;
    }
    ContactLeader leader;
    leader.organization_id = committee_of(view, wanted);
    if (wanted.account_id) {
        auto accounts = Store<Account>{view}.select(where("id = ? AND state = 'active'", *wanted.account_id), "", 1);
        if (accounts.empty() || !leads(view, *wanted.account_id, wanted.organization_ids)) throw invalid({{"#/account_id", "not_a_leader"}});
        leader.account_id = wanted.account_id, leader.name = accounts.front().name, leader.member_id = accounts.front().member_id;
    } else {
        auto member = Store<Member>{view}.find(*wanted.member_id, organization::members_visible_to(view));
        if (!member || member->left_on) throw invalid({{"#/member_id", "unknown_reference"}});
        leader.member_id = wanted.member_id, leader.name = member->name, leader.post = member->post;
        if (auto account = view.session.integer("SELECT id FROM account WHERE tenant_id = ? AND member_id = ?", view.tenant(), *wanted.member_id)) leader.account_id = {{*account}};
    }
    // The same person may have been registered before, by the account or from the roster.
    auto same = nothing();
    if (leader.account_id) same = same || where("account_id = ?", *leader.account_id);
    if (leader.member_id) same = same || where("member_id = ?", *leader.member_id);
    if (auto known = store.select(same, "ORDER BY id", 1); !known.empty()) {
        known.front().account_id = known.front().account_id ? known.front().account_id : leader.account_id;
        known.front().member_id = known.front().member_id ? known.front().member_id : leader.member_id;
        return known.front();
    }
    return leader;
}

std::vector<Step> plan(const View& view, const Assignment& wanted, Id<ContactLeader> leader) {
    std::vector<Step> steps;
    std::vector<Id<Organization>> seen;
    for (auto organization : wanted.organization_ids) {
        if (std::find(seen.begin(), seen.end(), organization) != seen.end()) continue;
        seen.push_back(organization);
        steps.push_back(look_at(view, wanted, leader, organization));
    }
    return steps;
}

void carry_out(Transaction& t, const Assignment& wanted, ContactLeader& leader, std::vector<Step>& steps) {
    Faults faults;
    bool taken = false;
    for (std::size_t i = 0; i < wanted.organization_ids.size(); ++i) {
        auto step = std::find_if(steps.begin(), steps.end(), [&](auto& each) { return each.organization == wanted.organization_ids[i]; });
        if (!refuses(step->outcome)) continue;
        taken |= step->outcome == Outcome::has_another_leader || step->outcome == Outcome::leader_has_visited;
        faults.add("#/organization_ids/" + std::to_string(i), std::string{Codec<Outcome>::name(step->outcome)});
    }
    try {
        faults.throw_if_any();
    } catch (const Problem& problem) {
        if (taken) throw Problem{409, "has-contact-leader", {}, problem.violations};
        throw;
    }
    Store<ContactLeader> leaders{t};
    if (!leader.id) {
        leader.display_order = t.session.integer("SELECT COUNT(*) FROM contact_leader WHERE tenant_id = ?", t.tenant()).value_or(0) + 1;
        leaders.insert(leader);
        t.record({"contact_leader.registered", "contact_leader", leader.id.value, leader.organization_id});
    } else if (auto kept = leaders.load(leader.id, everything()); kept.account_id != leader.account_id || kept.member_id != leader.member_id)
        leaders.update(leader);
    Store<ContactPoint> points{t};
    for (auto& step : steps) {
        if (step.outcome == Outcome::kept) continue;
        for (auto& former : step.former) {
            auto before = former;
            if (former.valid_from < wanted.valid_from) {
                former.valid_to = wanted.valid_from.plus_days(-1), former.ended_why = wanted.why;
                points.update(former);
                t.record({"contact_point.ended", "contact_point", former.id.value, former.organization_id}, differences(before, former));
            } else {
                points.remove(former);
                t.record({"contact_point.withdrawn", "contact_point", former.id.value, former.organization_id}, differences(before, ContactPoint{}));
            }
        }
        ContactPoint made;
        made.leader_id = leader.id, made.organization_id = step.organization, made.valid_from = wanted.valid_from, made.valid_to = wanted.valid_to, made.why = wanted.why;
        made.assigned_at = t.now, made.assigned_by = t.actor.account;
        points.insert(made);
        step.made = made.id;
        json::object detail{{"leader_id", leader.id.value}, {"account_id", leader.account_id ? leader.account_id->value : 0},
                            {"member_id", leader.member_id ? leader.member_id->value : 0}, {"valid_from", made.valid_from.iso()}};
        t.record({"contact_point.assigned", "contact_point", made.id.value, made.organization_id}, {json::serialize(detail)});
    }
}

void end(Transaction&, ContactPoint& point, const Ending& ending) {
    if (ending.last_day < point.valid_from) throw invalid({{"#/last_day", "before_its_first_day"}});
    if (point.valid_to && ending.last_day > *point.valid_to) throw invalid({{"#/last_day", "after_its_last_day"}});
    point.valid_to = ending.last_day, point.ended_why = ending.reason;
}

}  // namespace zhibu::contact
