// What waits for somebody: terms that end, with the organisation and its superior; extensions and leave to decide; one's own leave.
#include "post/inbox.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "post/stand_ins.hpp"

namespace zhibu::post {
namespace {

constexpr std::size_t one_by_one = 3;

std::string say(const View& view, const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(Language::chinese, "post.inbox." + key, parameters); }
std::string name_of(const View& view, Id<Organization> id) {
    auto* node = view.tree().find(id);
    return node ? node->name : "";
}
std::vector<std::int64_t> places(const View& view, Roles roles) {
    std::vector<std::int64_t> all;
    for (auto place : view.actor.scopes(roles)) all.push_back(place.value);
    return all;
}

// The reminder that has been reached: 6, 3 or 1 months before the end; 0 once it is over; nothing before the first.
std::optional<std::int64_t> months_left(const ReminderRule& rule, const Term& term, Date today) {
    if (term.due_on < today) return 0;
    std::optional<std::int64_t> reached;
    for (auto months : rule.months)
        if (term.due_on <= today.plus_months(int(months))) reached = months;
    return reached;
}
std::string reason_of(const View& view, const Term& term) {
    auto rules = rules_today(view);
    auto months = *months_left(rules->reminder, term, view.today());
    if (months == 0) return say(view, "overdue_reason", {{"day", term.due_on.chinese()}, {"days", std::to_string(term.due_on.days_until(view.today()))}});
    return say(view, "term_reason", {{"months", std::to_string(months)}, {"source", rules->reminder.source}});
}

void add_own_terms(const View& view, Where ending, std::vector<InboxItem>& items) {
    for (auto& term : Store<Term>{view}.select(ending && any_of("organization_id", places(view, unit_keepers)), "ORDER BY due_on, id", 20))
        items.push_back({"term.prepare", say(view, term.due_on < view.today() ? "own_overdue" : "own", {{"day", term.due_on.chinese()}}), reason_of(view, term), name_of(view, term.organization_id), term.due_on,
                         fmt::format("/committee?organization_id={}", term.organization_id.value), fmt::format("/m/committee?organization_id={}", term.organization_id.value), say(view, "look")});
}

// Those directly below: the superior reminds in writing, once; what is over stays until it is changed.
void add_terms_below(const View& view, Where ending, std::vector<InboxItem>& items) {
    std::vector<std::int64_t> below;
    for (auto place : places(view, superior_keepers))
        if (auto* node = view.tree().find({place}))
            for (auto child : node->children) below.push_back(child.value);
    auto all = Store<Term>{view}.select(ending && any_of("organization_id", below), "ORDER BY due_on, id");
    std::erase_if(all, [&](auto& term) { return term.reminded_on && term.due_on >= view.today(); });
    if (all.size() > one_by_one) {
        auto over = std::count_if(all.begin(), all.end(), [&](auto& term) { return term.due_on < view.today(); });
        items.push_back({"term.remind", say(view, "below_many", {{"count", std::to_string(all.size())}, {"overdue", std::to_string(over)}}), say(view, "below_reason", {{"source", rules_today(view)->reminder.source}}), "",
                         all.front().due_on, fmt::format("/terms?standing={}", over ? "overdue" : "soon"), "", say(view, "look")});
        return;
    }
    for (auto& term : all)
        items.push_back({"term.remind", say(view, term.due_on < view.today() ? "below_overdue" : "below", {{"organization", name_of(view, term.organization_id)}, {"day", term.due_on.chinese()}}), reason_of(view, term),
                         name_of(view, term.organization_id), term.due_on, fmt::format("/committee?organization_id={}", term.organization_id.value),
                         fmt::format("/m/committee?organization_id={}", term.organization_id.value), say(view, term.letter_id ? "look" : "remind")});
}

void add_extensions(const View& view, std::vector<InboxItem>& items) {
    for (auto& each : Store<TermExtension>{view}.select(where("state = 'requested'") && below_actor(view, superior_keepers), "ORDER BY due_on, id", 50)) {
        if (!procedure::may(view, case_of(each), "approve")) continue;
        items.push_back({"term.extension", say(view, "extension", {{"organization", name_of(view, each.organization_id)}, {"day", each.until.chinese()}}), each.reason, name_of(view, each.organization_id), each.due_on,
                         fmt::format("/committee?organization_id={}", each.organization_id.value), fmt::format("/m/committee?organization_id={}", each.organization_id.value), say(view, "decide")});
    }
}

void add_leaves(const View& view, std::vector<InboxItem>& items) {
    auto rules = rules_today(view);
    auto kind_of = [&](const Leave& leave) {
        auto& kinds = rules->leaves;
        auto found = std::find_if(kinds.begin(), kinds.end(), [&](auto& kind) { return kind.key == leave.reason; });
        return found == kinds.end() ? leave.reason : found->label;
    };
    if (view.actor.is_any(unit_keepers))
        for (auto& each : Store<Leave>{view}.select(where("state = 'requested'") && view.within(unit_keepers), "ORDER BY from_on, id", 50)) {
            if (!procedure::may(view, case_of(each), "approve")) continue;
            auto name = view.app.references.names(view, "account", {each.account_id.value})[each.account_id.value];
            items.push_back({"leave.decide", say(view, "leave", {{"name", name}, {"kind", kind_of(each)}}), say(view, "leave_reason", {{"from", each.from_on.chinese()}, {"to", each.to_on.chinese()}}),
                             name_of(view, each.organization_id), each.due_on, fmt::format("/leaves?open={}", each.id.value), fmt::format("/m/leaves/{}", each.id.value), say(view, "decide")});
        }
    if (!view.actor.account) return;
    for (auto& each : Store<Leave>{view}.select(where("account_id = ? AND state = 'approved' AND from_on <= ? AND to_on >= ?", view.actor.account, view.today(), view.today())))
        items.push_back({"leave.own", say(view, "on_leave", {{"day", each.to_on.chinese()}}), say(view, "on_leave_reason"), "", {}, fmt::format("/leaves?open={}", each.id.value),
                         fmt::format("/m/leaves/{}", each.id.value), say(view, "come_back")});
}

}  // namespace

void add_inbox(const View& view, std::vector<InboxItem>& items) {
    auto ending = where("ended_on IS NULL AND due_on <= ?", view.today().plus_months(int(rules_today(view)->reminder.months.front())));
    if (view.actor.is_any(unit_keepers)) add_own_terms(view, ending, items);
    if (view.actor.is_any(superior_keepers)) add_terms_below(view, ending, items), add_extensions(view, items);
    add_leaves(view, items);
}

}  // namespace zhibu::post
