// What stands in the inbox: a leader's organisations not yet contacted, a clerk's organisations without a leader, an organ's unanswered wishes.
#include <fmt/format.h>

#include "contact/inbox.hpp"

namespace zhibu::contact {
namespace {

constexpr std::size_t shown_singly = 3;

std::string say(const View& view, std::string_view key, const Parameters& parameters) { return view.app.words.sentence(Language::chinese, key, parameters); }
std::string first_names(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size() && i < shown_singly; ++i) out += (i ? "、" : "") + names[i];
    return names.size() > shown_singly ? out + "等" : out;
}

void own_visits_due(const View& view, std::vector<InboxItem>& items) {
    auto leaders = own_leaders(view);
    if (leaders.empty()) return;
    auto today = view.today();
    auto rules = rules_on(view, today);
    auto& target = rules->target_on(today);
    auto now = stretch(today.year(), target.every, stretch_of(target.every, today));
    if (today.days_until(now.last) > target.remind_days) return;
    std::vector<Below> due;
    for (auto& cell : cells_of_leaders(view, leaders, today.year()))
        if (cell.point_on(today) && cell.in(now) < target.times) due.push_back({cell.organization, cell.name});
    auto every = std::string{view.app.words.text(Language::chinese, "contact.this_is." + std::string{Codec<Every>::name(target.every)})};
    auto reason = say(view, "contact.inbox.visit_reason", {{"every", every}, {"times", std::to_string(target.times)}, {"source", target.source}});
    auto add = [&](std::string title) {
        items.push_back({"contact.visit", std::move(title), reason, "", now.last, "/contact/mine", "/m/contact", say(view, "contact.inbox.visit_action", {})});
    };
    if (due.size() <= shown_singly)
        for (auto& each : due) add(say(view, "contact.inbox.visit", {{"organization", each.name}, {"every", every}}));
    else {
        std::vector<std::string> names;
        for (auto& each : due) names.push_back(each.name);
        add(say(view, "contact.inbox.visits", {{"count", std::to_string(due.size())}, {"organizations", first_names(names)}, {"every", every}}));
    }
}

void without_leader(const View& view, std::vector<InboxItem>& items) {
    for (auto committee : view.actor.scopes({Role::committee_clerk})) {
        auto below = organizations_below(view, committee, view.today());
        std::vector<std::int64_t> ids;
        for (auto& each : below) ids.push_back(each.id.value);
        std::map<std::int64_t, bool> has;
        for (auto& point : Store<ContactPoint>{view}.select(any_of("organization_id", ids) && where("valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)", view.today(), view.today())))
            has[point.organization_id.value] = true;
        std::vector<std::string> names;
        for (auto& each : below)
            if (!has[each.id.value]) names.push_back(each.name);
        if (names.empty()) continue;
        auto* node = view.tree().find(committee);
        items.push_back({"contact.assign", say(view, "contact.inbox.assign", {{"count", std::to_string(names.size())}}),
                         say(view, "contact.inbox.assign_reason", {{"organizations", first_names(names)}}), node ? node->name : "", {},
                         fmt::format("/contact?organization_id={}&assign=uncovered", committee.value), "", say(view, "contact.inbox.assign_action", {})});
    }
}

void wishes_to_answer(const View& view, std::vector<InboxItem>& items) {
    if (view.actor.system || !view.actor.is_any(contacted)) return;
    auto open = Store<ContactVisit>{view}.select(view.within(contacted) && where("state = 'recorded' AND follow_up <> '' AND answered_on IS NULL"), "ORDER BY visited_on, id", 20);
    for (auto& visit : open) {
        auto leader = Store<ContactLeader>{view}.load(visit.leader_id, everything());
        items.push_back({"contact.answer", visit.follow_up, say(view, "contact.inbox.answer_reason", {{"leader", leader.name}, {"day", visit.visited_on.chinese()}}), leader.name, {},
                         fmt::format("/contact/visits/{}", visit.id.value), fmt::format("/m/contact/visits/{}", visit.id.value), say(view, "contact.inbox.answer_action", {})});
    }
}

}  // namespace

void inbox(const View& view, std::vector<InboxItem>& items) {
    own_visits_due(view, items);
    without_leader(view, items);
    wishes_to_answer(view, items);
}

}  // namespace zhibu::contact
