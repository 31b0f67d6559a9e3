// Who sees names and points: the member and the secretary of the very branch; who above them sees what is overdue, and nothing else by name.
#include <algorithm>

#include "kernel/access/delegation.hpp"
#include "kernel/record/store.hpp"
#include "points/record.hpp"

namespace zhibu::points {
namespace {

constexpr Roles above{Role::organ_clerk, Role::committee_clerk};

Where own_branch(const View& view, const std::string& column) {
    if (!view.actor.member) return nothing();
    return where(column + " IN (SELECT s.organization_id FROM membership s WHERE s.tenant_id = ? AND s.member_id = ? AND s.valid_from <= ? AND s.valid_to >= ?)", view.tenant(), view.actor.member, view.today(), view.today());
}
Where own(const View& view) { return view.actor.member ? where("member_id = ?", view.actor.member) : nothing(); }

}  // namespace

std::vector<std::int64_t> kept_branches(const View& view) {
    std::vector<std::int64_t> all;
    for (auto& grant : view.actor.grants)
        if (grant.role == Role::branch_secretary && grant.organization) all.push_back(grant.organization.value);
    return all;
}
bool keeps(const View& view, Id<Organization> branch) {
    auto all = kept_branches(view);
    return view.actor.system || std::find(all.begin(), all.end(), branch.value) != all.end();
}
Id<Organization> home_of(const View& view, Id<Member> member) {
    if (!member) return {};
    return {view.session.integer("SELECT organization_id FROM membership WHERE tenant_id = ? AND member_id = ? AND valid_from <= ? AND valid_to >= ?", view.tenant(), member, view.today(), view.today()).value_or(0)};
}

// That a branch has settled is no secret to those above; the names are.
Where SettlementPolicy::visible_to(const View& view) { return view.within(organization::readers) || (own_branch(view, "organization_id") && Where{"state <> 'withdrawn'"}); }
Where SettlementPolicy::matching(const View& view, const std::string& words) {
    return where("organization_id IN (SELECT id FROM organization WHERE tenant_id = ? AND (name LIKE ? OR short_name LIKE ?))", view.tenant(), "%" + words + "%", "%" + words + "%");
}
Verdict SettlementPolicy::may_settle(const View& view, Id<Organization> branch) { return allowed_if(keeps(view, branch), "settles_no_points"); }
Verdict SettlementPolicy::may_confirm(const View& view, const Settlement& settlement) {
    if (auto verdict = may_settle(view, settlement.organization_id); !verdict) return verdict;
    if (settlement.state != SettlementState::published) return denied("points_are_settled");
    return allowed_if(view.today() > settlement.published_until, "points_still_published");
}
Verdict SettlementPolicy::may_withdraw(const View& view, const Settlement& settlement) {
    if (auto verdict = may_settle(view, settlement.organization_id); !verdict) return verdict;
    return allowed_if(settlement.state == SettlementState::published, "points_are_settled");
}
Verdict SettlementPolicy::may_read_lines(const View& view, const Settlement& settlement) {
    if (keeps(view, settlement.organization_id)) return allowed();
    bool shown = settlement.state == SettlementState::published && view.today() <= settlement.published_until;
    return allowed_if(shown && home_of(view, view.actor.member) == settlement.organization_id, "points_stay_in_the_branch");
}

Where DisputePolicy::visible_to(const View& view) {
    if (view.actor.system) return everything();
    auto late = view.within(above) && where("(state = 'appealed' OR (state = 'raised' AND due_on < ?))", view.today());
    auto answered = access::answered_by_actor(view, "answerer_id", "organization_id");
    return own(view) || answered || any_of("organization_id", kept_branches(view)) || late;
}
Where DisputePolicy::matching(const View&, const std::string& words) { return where("(claim LIKE ? OR subject LIKE ?)", "%" + words + "%", "%" + words + "%"); }

Where AdjustmentPolicy::visible_to(const View& view) {
    if (view.actor.system) return everything();
    return own(view) || any_of("organization_id", kept_branches(view)) || where("made_by = ?", view.actor.account);
}
Where AdjustmentPolicy::matching(const View&, const std::string& words) { return where("reason LIKE ?", "%" + words + "%"); }
Verdict AdjustmentPolicy::may_create(const View& view, const Adjustment& adjustment) {
    if (!keeps(view, adjustment.organization_id)) return denied("adjusts_no_points");
    return allowed_if(view.actor.system || adjustment.member_id != view.actor.member, "own_points");
}

bool may_answer(const Dispute& dispute, Id<Account> account, Id<Member> member) { return (!member || dispute.member_id != member) && (!dispute.recorder_id || *dispute.recorder_id != account); }

procedure::Case case_of(const Dispute& dispute) { return {"points_dispute", dispute.id.value, dispute.organization_id, "points_dispute", dispute.procedure_version, dispute.state}; }

std::optional<Settlement> standing_settlement(const View& view, Id<Organization> branch, Period period) {
    auto all = Store<Settlement>{view}.select(where("organization_id = ? AND period = ? AND state <> 'withdrawn'", branch, period));
    return all.empty() ? std::nullopt : std::optional{std::move(all.front())};
}
std::optional<Date> dispute_ends(const View& view, const Rulebook& rules, const std::optional<Settlement>& settled, Instant entered) {
    if (!settled) return {};
    auto from = std::max(settled->published_on, entered.empty() ? settled->published_on : entered.date());
    return view.app.working_days.plus_working_days(from, int(rules.head.dispute_days));
}

}  // namespace zhibu::points
