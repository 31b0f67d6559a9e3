// Who sees ballots, who keeps them, who counts.
#pragma once
#include "ballot/record.hpp"

namespace zhibu::ballot {

inline constexpr Roles ballot_keepers{Role::committee_clerk, Role::organ_clerk, Role::branch_secretary};

struct BallotPolicy {
    // Readers their subtree, members the ballots of their branch, everybody those they are entitled in or count.
    static Where visible_to(const View& view);
    static Where matching(const View&, const std::string& words) { return where("title LIKE ?", "%" + words + "%"); }

    static Verdict may_change(const View& view, const Ballot& ballot) { return keeps(view, ballot, {BallotState::prepared}); }
    static Verdict may_open(const View& view, const Ballot& ballot) { return keeps(view, ballot, {BallotState::prepared}); }
    static Verdict may_hand_out(const View& view, const Ballot& ballot);
    static Verdict may_record(const View& view, const Ballot& ballot);  // a show of hands
    static Verdict may_end(const View& view, const Ballot& ballot);
    static Verdict may_close(const View& view, const Ballot& ballot) { return keeps(view, ballot, {BallotState::counting}); }
    static Verdict may_void(const View& view, const Ballot& ballot) { return keeps(view, ballot, {BallotState::prepared, BallotState::open, BallotState::counting}); }
    static Verdict may_repeat(const View& view, const Ballot& ballot);
    static Verdict may_discuss(const View& view, const Ballot& ballot);
    static Verdict may_confirm(const View& view, const Ballot& ballot);
    static Verdict may_count(const View& view, const Ballot& ballot);   // the two tellers, nobody in their place
    static Verdict may_take_sheet(const View& view, const Ballot& ballot);
    static bool keeps(const View& view, const Ballot& ballot) { return view.covers(ballot_keepers, ballot.organization_id); }
    // The voters themselves, who keeps it, and who audits.
    static Verdict may_read_papers(const View& view, const Ballot& ballot);

private:
    static Verdict keeps(const View& view, const Ballot& ballot, std::initializer_list<BallotState> states);
};

Ballot load_ballot(const View& view, Id<Ballot> id);  // 404
// 409 "ballot-state" where the ballot stands elsewhere, with the words of where.
void must_be(const View& view, const Ballot& ballot, std::initializer_list<BallotState> states);
bool is_voter(const View& view, Id<Ballot> ballot, Id<Member> member);

}  // namespace zhibu::ballot
