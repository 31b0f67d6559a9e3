// What waits for somebody in points: disputes to answer, those overdue or appealed, periods to settle and to confirm, one's own published points.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/access/delegation.hpp"
#include "kernel/record/store.hpp"
#include "points/record.hpp"

namespace zhibu::points {
namespace {

std::string say(const View& view, const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(Language::chinese, "points.inbox." + key, parameters); }
std::string name_of(const View& view, Id<Organization> id) {
    auto* node = view.tree().find(id);
    return node ? node->name : "";
}

// Gone over to somebody who stands in and may answer; whoever does not answer what concerns the own record leaves it with the one named.
bool gone_over(const std::vector<access::NamedStandIn>& by, const View& view, const Dispute& dispute) {
    return std::any_of(by.begin(), by.end(), [&](auto& each) { return view.tree().within(dispute.organization_id, each.organization) && may_answer(dispute, each.account, each.member); });
}

void add_disputes(const View& view, std::vector<InboxItem>& items) {
    if (!view.actor.account) return;
    auto add = [&](const Dispute& each, const char* kind, const std::string& reason) {
        auto link = fmt::format("/points/disputes?open={}", each.id.value);
        items.push_back({kind, say(view, "dispute", {{"subject", each.subject}}), reason, name_of(view, each.organization_id), each.due_on, link, fmt::format("/m/points/disputes/{}", each.id.value), say(view, "answer")});
    };
    auto by = access::stood_in_by(view), in_place = access::standing_in_for(view);
    for (auto& each : Store<Dispute>{view}.select(access::answered_by_actor(view, "answerer_id", "organization_id") && where("state = 'raised'"), "ORDER BY due_on, id", 20)) {
        bool own = each.answerer_id == view.actor.account;
        auto whose = std::find_if(in_place.begin(), in_place.end(), [&](auto& one) { return one.for_account == each.answerer_id; });
        if (own ? gone_over(by, view, each) : !may_answer(each, whose->account, whose->member)) continue;
        add(each, "points_dispute.answer", say(view, "dispute_reason"));
        if (!own) items.back().title = access::said_for(view, whose->for_name, items.back().title);
    }
    auto above = view.within({Role::organ_clerk, Role::committee_clerk});
    if (above.sql == "1=0") return;
    auto late = view.app.procedures.on("points_dispute", view.today()).escalation;
    for (auto& link : late) {
        auto party = view.app.procedures.where_party(view, link.to, "organization_id");
        if (party.sql == "1=0") continue;
        auto since = view.app.working_days.plus_working_days(view.today(), -int(link.after));
        for (auto& each : Store<Dispute>{view}.select(party && where("state = 'raised' AND due_on <= ? AND due_on < ? AND answerer_id <> ?", since, view.today(), view.actor.account), "ORDER BY due_on, id", 20))
            add(each, "points_dispute.overdue", say(view, "overdue_reason"));
        break;  // the first link that is the actor's
    }
    for (auto& each : Store<Dispute>{view}.select(above && where("state = 'appealed'"), "ORDER BY due_on, id", 20)) add(each, "points_dispute.review", say(view, "appeal_reason"));
}

void add_settlements(const View& view, std::vector<InboxItem>& items) {
    auto kept = kept_branches(view);
    if (kept.empty()) return;
    for (auto& each : Store<Settlement>{view}.select(any_of("organization_id", kept) && where("state = 'published' AND published_until < ?", view.today()), "ORDER BY published_until, id", 20))
        items.push_back({"points_settlement.confirm", say(view, "confirm", {{"period", each.period.chinese()}}), say(view, "confirm_reason"), name_of(view, each.organization_id), {}, fmt::format("/points/branch?organization_id={}&period={}", each.organization_id.value, each.period.iso()), "", say(view, "look")});
    // The period before the running one; asked for until it is settled.
    auto running = period_of(view, view.today());
    auto last = period_of(view, running.first_day().plus_days(-1));
    for (auto branch : kept) {
        auto* node = view.tree().find({branch});
        auto kind = node ? Codec<OrganizationKind>::parse(node->kind) : std::nullopt;
        if (!kind || !organization::is_branch(*kind) || standing_settlement(view, {branch}, last)) continue;
        if (!view.session.integer("SELECT 1 FROM points_settlement WHERE tenant_id = ? LIMIT 1", view.tenant())) continue;  // an office that does not settle points is not asked to
        items.push_back({"points_settlement.settle", say(view, "settle", {{"period", last.chinese()}}), say(view, "settle_reason"), node->name, {}, fmt::format("/points/branch?organization_id={}&period={}", branch, last.iso()), "", say(view, "look")});
    }
}

void add_published(const View& view, std::vector<InboxItem>& items) {
    auto home = home_of(view, view.actor.member);
    if (!home) return;
    for (auto& each : Store<Settlement>{view}.select(where("organization_id = ? AND state = 'published' AND published_until >= ?", home, view.today()), "ORDER BY published_until, id", 4)) {
        if (!view.session.integer("SELECT 1 FROM points_settled WHERE tenant_id = ? AND settlement_id = ? AND member_id = ?", view.tenant(), each.id, view.actor.member)) continue;
        auto link = "/m/points?period=" + each.period.iso();
        items.push_back({"points_settlement.read", say(view, "published", {{"period", each.period.chinese()}}), say(view, "published_reason", {{"day", each.published_until.chinese()}}), name_of(view, home), each.published_until, "/points/mine?period=" + each.period.iso(), link, say(view, "look")});
    }
}

}  // namespace

void add_inbox(const View& view, std::vector<InboxItem>& items) {
    add_disputes(view, items);
    add_settlements(view, items);
    add_published(view, items);
}

}  // namespace zhibu::points
