// What waits for somebody in requests for correction: to check as the nearest keeper of the record, late ones above, one's own answers.
#include <fmt/format.h>

#include <algorithm>

#include "organization/correction.hpp"

namespace zhibu::organization {
namespace {

constexpr std::int64_t most = 200;

std::string say(const View& view, const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(view.actor.language, "inbox.correction." + key, parameters); }
std::string label(const View& view, const Correction& each) { return std::string{view.app.words.text(view.actor.language, "member." + std::string{Codec<MemberField>::name(each.field)})}; }

// Who keeps members where, over the whole office.
struct Keeper {
    Role role;
    Id<Organization> organization;
    Id<Member> member;
};
std::vector<Keeper> all_keepers(const View& view) {
    std::vector<Keeper> all;
    auto rows = view.session.query(
        "SELECT g.role, g.organization_id, a.member_id FROM role_grant g JOIN account a ON a.tenant_id = g.tenant_id AND a.id = g.account_id WHERE g.tenant_id = ? AND a.state = 'active' AND "
        "g.role IN ('organ_clerk', 'committee_clerk', 'administrator')", view.tenant());
    while (rows.next()) all.push_back({Codec<Role>::fetch(rows, 0), {rows.integer(1)}, {rows.integer(2)}});
    return all;
}
// The organ's clerk, where there is none but the member the committee's, then the administrator.
Role nearest(const View& view, const std::vector<Keeper>& all, const Correction& each) {
    for (auto role : {Role::organ_clerk, Role::committee_clerk})
        if (std::any_of(all.begin(), all.end(), [&](auto& keeper) {
                return keeper.role == role && keeper.member != each.member_id && (!keeper.organization || view.tree().within(each.organization_id, keeper.organization));
            }))
            return role;
    return Role::administrator;
}
// Late ones are those above's too, from as many working days on as the procedure says.
bool escalated(const View& view, const Correction& each) {
    if (!each.due_on || *each.due_on >= view.today()) return false;
    auto late = view.app.working_days.working_days_between(*each.due_on, view.today());
    auto& chain = view.app.procedures.of(case_of(each)).escalation;
    return std::any_of(chain.begin(), chain.end(), [&](auto& link) { return late >= link.after && view.app.procedures.is_party(view, link.to, each.organization_id); });
}

void add_to_check(const View& view, std::vector<InboxItem>& items) {
    auto mine = view.within(keepers);
    if (!view.actor.account || mine.sql == "1=0") return;
    auto others = view.actor.member ? where("member_id <> ?", view.actor.member) : everything();
    auto open = Store<Correction>{view}.select(mine && others && Where{"state = 'asked'"}, "ORDER BY due_on, id", most);
    if (open.empty()) return;
    auto all = all_keepers(view);
    for (auto& each : open) {
        auto role = nearest(view, all, each);
        if (!view.covers({role}, each.organization_id) && !escalated(view, each)) continue;
        auto* home = view.tree().find(each.organization_id);
        auto member = view.session.text("SELECT name FROM member WHERE tenant_id = ? AND id = ?", view.tenant(), each.member_id).value_or("");
        items.push_back({"correction.check", say(view, "check", {{"name", member}, {"field", label(view, each)}}), say(view, "check_reason"), home ? home->name : "", each.due_on,
                         fmt::format("/corrections?open={}", each.id.value), fmt::format("/m/corrections/{}", each.id.value), say(view, "check_action")});
    }
}

void add_answers(const View& view, std::vector<InboxItem>& items) {
    if (!view.actor.member) return;
    for (auto& each : Store<Correction>{view}.select(where("member_id = ? AND state IN ('corrected', 'refused') AND seen_on IS NULL", view.actor.member), "ORDER BY id", 20))
        items.push_back({"correction.answered", say(view, each.state, {{"field", label(view, each)}}), say(view, "answered_reason"), "", {}, fmt::format("/my-record?open={}", each.id.value),
                         fmt::format("/m/corrections/{}", each.id.value), say(view, "look")});
}

}  // namespace

void add_corrections(const View& view, std::vector<InboxItem>& items) {
    add_to_check(view, items);
    add_answers(view, items);
}

}  // namespace zhibu::organization
