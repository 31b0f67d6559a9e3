#include <fmt/format.h>

#include "ballot/policy.hpp"

namespace zhibu::ballot {
namespace {

InboxItem item(const View& view, const char* kind, const Ballot& ballot, std::string reason, std::string action, bool phone) {
    auto* node = view.tree().find(ballot.organization_id);
    auto page = fmt::format("/ballots/{}", ballot.id.value);
    return {kind, ballot.title, std::move(reason), node ? node->name : "", ballot.day, page, phone ? "/m" + page : "", std::move(action)};
}

void add_votes(const View& view, std::vector<InboxItem>& items) {
    auto mine = where("state = 'open' AND box_id IN (SELECT box_id FROM ballot_voter WHERE tenant_id = ? AND voter_id = ? AND returned = 0 AND way IN ('none', 'phone'))", view.tenant(), view.actor.member);
    for (auto& ballot : Store<Ballot>{view}.select(mine, "ORDER BY day, id", 20)) items.push_back(item(view, "ballot.vote", ballot, "无记名投票正在进行，每人一票", "去投票", true));
    auto counted = where("state = 'counting' AND (teller_id = ? OR second_teller_id = ?) AND NOT EXISTS (SELECT 1 FROM ballot_paper_count c WHERE c.tenant_id = ballot.tenant_id AND c.ballot_id = ballot.id AND "
                         "c.teller_id = ?) AND EXISTS (SELECT 1 FROM ballot_voter v WHERE v.tenant_id = ballot.tenant_id AND v.box_id = ballot.box_id AND v.way IN ('paper', 'written'))",
                         view.actor.member, view.actor.member, view.actor.member);
    for (auto& ballot : Store<Ballot>{view}.select(counted, "ORDER BY day, id", 20)) items.push_back(item(view, "ballot.count", ballot, "请独立清点纸质票并登记", "去计票", true));
}

void add_kept(const View& view, std::vector<InboxItem>& items) {
    auto mine = view.within({Role::branch_secretary}) || where("created_by = ?", view.actor.account);
    auto waiting = where("(state IN ('open', 'counting') OR (outcome = 'graded' AND confirmed_on IS NULL))");
    for (auto& ballot : Store<Ballot>{view}.select(mine && waiting, "ORDER BY day, id", 20)) {
        if (!BallotPolicy::keeps(view, ballot)) continue;
        if (ballot.state == BallotState::open) items.push_back(item(view, "ballot.end", ballot, "表决正在进行", "主持", false));
        else if (ballot.state == BallotState::counting) items.push_back(item(view, "ballot.close", ballot, "投票已截止，尚未开票", "计票", false));
        else items.push_back(item(view, "ballot.confirm", ballot, "测评已完成，请支部委员会审定等次", "审定", false));
    }
}

}  // namespace

void add_inbox(const View& view, std::vector<InboxItem>& items) {
    if (view.actor.member) add_votes(view, items);
    if (view.actor.is_any(ballot_keepers)) add_kept(view, items);
}

}  // namespace zhibu::ballot
