#include "ballot/policy.hpp"

#include <algorithm>

namespace zhibu::ballot {
namespace {

bool is_in(BallotState state, std::initializer_list<BallotState> states) { return std::find(states.begin(), states.end(), state) != states.end(); }

}  // namespace

Where BallotPolicy::visible_to(const View& view) {
    auto scope = view.within(organization::readers);
    if (scope.sql == "1=1") return scope;
    scope = scope || view.within({Role::member});
    if (!view.actor.member) return scope;
    auto own = view.actor.member;
    return scope || where("id IN (SELECT ballot_id FROM ballot_person WHERE tenant_id = ? AND member_id = ?)", view.tenant(), own) ||
           where("(teller_id = ? OR second_teller_id = ? OR scrutineer_id = ?)", own, own, own);
}

Verdict BallotPolicy::keeps(const View& view, const Ballot& ballot, std::initializer_list<BallotState> states) {
    if (!keeps(view, ballot)) return denied("keeps_no_ballots");
    return allowed_if(is_in(ballot.state, states), "ballot_stands_elsewhere");
}
Verdict BallotPolicy::may_hand_out(const View& view, const Ballot& ballot) {
    if (!rule_of(view, ballot)->secret()) return denied("voted_by_hands");
    return keeps(view, ballot, {BallotState::open});
}
Verdict BallotPolicy::may_record(const View& view, const Ballot& ballot) {
    if (rule_of(view, ballot)->secret()) return denied("voted_in_secret");
    return keeps(view, ballot, {BallotState::open});
}
Verdict BallotPolicy::may_end(const View& view, const Ballot& ballot) { return may_hand_out(view, ballot); }
Verdict BallotPolicy::may_repeat(const View& view, const Ballot& ballot) {
    if (!keeps(view, ballot)) return denied("keeps_no_ballots");
    bool open_end = ballot.outcome == BallotOutcome::tied || ballot.outcome == BallotOutcome::unfilled || ballot.outcome == BallotOutcome::no_quorum || ballot.state == BallotState::voided;
    return allowed_if(open_end, "nothing_to_vote_again");
}
Verdict BallotPolicy::may_discuss(const View& view, const Ballot& ballot) {
    if (rule_of(view, ballot)->method != Method::grade) return denied("no_appraisal");
    return keeps(view, ballot, {BallotState::prepared, BallotState::open, BallotState::counting});
}
Verdict BallotPolicy::may_confirm(const View& view, const Ballot& ballot) {
    if (ballot.outcome != BallotOutcome::graded) return denied("nothing_to_confirm");
    return keeps(view, ballot, {BallotState::closed});
}
Verdict BallotPolicy::may_count(const View& view, const Ballot& ballot) {
    bool teller = view.actor.member && (ballot.teller_id == view.actor.member || ballot.second_teller_id == view.actor.member);
    if (!teller) return denied("counts_no_papers");
    return allowed_if(ballot.state == BallotState::counting, "ballot_stands_elsewhere");
}
Verdict BallotPolicy::may_take_sheet(const View& view, const Ballot& ballot) {
    if (!keeps(view, ballot) && !is_voter(view, ballot.id, view.actor.member) && !view.covers(organization::readers, ballot.organization_id)) return denied("takes_no_sheet");
    return allowed_if(ballot.state == BallotState::closed || ballot.outcome == BallotOutcome::void_round, "ballot_stands_elsewhere");
}
Verdict BallotPolicy::may_read_papers(const View& view, const Ballot& ballot) {
    bool may = keeps(view, ballot) || view.covers({Role::auditor}, ballot.organization_id) || is_voter(view, ballot.id, view.actor.member);
    if (!may) return denied("reads_no_papers");
    return allowed_if(ballot.state == BallotState::closed, "ballot_stands_elsewhere");
}

Ballot load_ballot(const View& view, Id<Ballot> id) { return Store<Ballot>{view}.load(id, BallotPolicy::visible_to(view)); }

void must_be(const View& view, const Ballot& ballot, std::initializer_list<BallotState> states) {
    if (is_in(ballot.state, states)) return;
    auto state = std::string{Codec<BallotState>::name(ballot.state)};
    throw conflict("ballot-state", {{"state", std::string{view.app.words.text(view.actor.language, "ballot.state_is." + state)}}});
}

bool is_voter(const View& view, Id<Ballot> ballot, Id<Member> member) {
    return member && view.session.integer("SELECT 1 FROM ballot_person WHERE tenant_id = ? AND ballot_id = ? AND member_id = ? AND entitled = 1", view.tenant(), ballot, member).has_value();
}

}  // namespace zhibu::ballot
