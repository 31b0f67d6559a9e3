#include "post/stand_ins.hpp"

#include <algorithm>

#include "kernel/access/delegation.hpp"

namespace zhibu::post {
namespace {

const Where runs = where("state = 'approved'");

std::vector<PostHolding> held_during(const View& view, Id<Member> member, Date from, Date to) {
    return Store<PostHolding>{view}.select(where("member_id = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", member, to, from), "ORDER BY organization_id, id");
}
Id<Account> account_of(const View& view, Id<Member> member) {
    return {view.session.integer("SELECT id FROM account WHERE tenant_id = ? AND member_id = ? AND state = 'active'", view.tenant(), member).value_or(0)};
}
bool away(const View& view, Id<Account> account, Date from, Date to) {
    return view.session.integer("SELECT id FROM leave WHERE tenant_id = ? AND account_id = ? AND state = 'approved' AND from_on <= ? AND to_on >= ? LIMIT 1", view.tenant(), account, to, from).has_value();
}
// The roles that the one away holds at the organisation of the post, as far as the pack lets them go over.
std::vector<Role> roles_of(const View& view, Id<Account> account, Id<Organization> organization) {
    std::vector<Role> all;
    auto rules = rules_today(view);
    auto& may_go = rules->stand_in.roles;
    auto rows = view.session.query("SELECT role FROM role_grant WHERE tenant_id = ? AND account_id = ? AND organization_id = ? ORDER BY id", view.tenant(), account, organization);
    while (rows.next())
        if (auto role = Codec<Role>::parse(rows.text(0)); role && std::find(may_go.begin(), may_go.end(), rows.text(0)) != may_go.end()) all.push_back(*role);
    return all;
}

}  // namespace

std::vector<CoveredPost> cover_of(const View& view, const std::optional<Id<Member>>& member, Date from, Date to) {
    std::vector<CoveredPost> all;
    if (!member) return all;
    for (auto& holding : held_during(view, *member, from, to)) {
        CoveredPost each{holding};
        if (holding.stand_in_id) {
            each.stand_in = account_of(view, *holding.stand_in_id);
            each.cover = !each.stand_in ? Cover::no_account : away(view, each.stand_in, from, to) ? Cover::away : Cover::covered;
        }
        all.push_back(std::move(each));
    }
    return all;
}

void renew(Transaction& t, const Leave& leave) {
    access::end_delegations(t, "leave", leave.id.value, t.today());
    t.facts.take_back({"leave", leave.id.value}, "post.stood_in");
    if (leave.state != "approved" && leave.state != "returned") return;
    auto last = leave.last_day();
    for (auto& each : cover_of(t, leave.member_id, leave.from_on, last)) {
        if (!each.stand_in || each.stand_in == leave.account_id || last < leave.from_on) continue;
        // Until a post ends, no longer than the leave.
        auto from = std::max({leave.from_on, each.holding.valid_from}), until = std::min(last, each.holding.valid_to.value_or(last));
        if (until < from) continue;
        auto days = t.app.working_days.working_days_between(from.plus_days(-1), until);
        if (days > 0) t.facts.add({"post.stood_in", each.holding.organization_id, *each.holding.stand_in_id, from, days}, {"leave", leave.id.value});
        from = std::max(from, t.today());
        if (leave.state != "approved" || until < from) continue;
        access::stand_in_by_name(t, {each.stand_in, leave.account_id, "", "", {}, each.holding.organization_id, from, until}, "leave", leave.id.value);
        for (auto role : roles_of(t, leave.account_id, each.holding.organization_id))
            access::delegate(t, {each.stand_in, leave.account_id, "", "", role, each.holding.organization_id, from, until}, "leave", leave.id.value);
    }
}

void renew_of_holding(Transaction& t, const PostHolding& holding) {
    for (auto& leave : Store<Leave>{t}.select(runs && where("member_id = ? AND to_on >= ?", holding.member_id, t.today()))) {
        // The caller writes the holding's row after this: what it says must count already.
        std::vector<db::Value> said{to_parameter(holding.valid_to), to_parameter(holding.stand_in_id), db::to_value(t.tenant()), db::to_value(holding.id)};
        t.session.execute_with("UPDATE post_holding SET valid_to = ?, stand_in_id = ? WHERE tenant_id = ? AND id = ?", said);
        renew(t, leave);
    }
}

}  // namespace zhibu::post
