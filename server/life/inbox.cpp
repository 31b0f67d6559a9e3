#include "life/inbox.hpp"

#include <fmt/format.h>

#include "life/meeting_shown.hpp"

namespace zhibu::life {
namespace {

constexpr int days_ahead = 14;  // a meeting stands in the inbox this long before it is held

std::string when(Instant at) { return fmt::format("{}月{}日 {:02}:{:02}", at.date().month(), at.date().day(), at.hour(), at.minute()); }

std::string name_of(const View& view, Id<Organization> id) {
    auto* node = view.tree().find(id);
    return node ? node->name : std::string{};
}

InboxItem item(const View& view, const char* kind, const Meeting& meeting, std::string reason, std::string action, std::string phone = "") {
    auto page = fmt::format("/meetings/{}", meeting.id.value);
    return {kind, meeting.title, std::move(reason), name_of(view, meeting.organization_id), meeting.day, page, phone.empty() ? "/m" + page : std::move(phone), std::move(action)};
}

// Meetings that wait for whoever keeps them: only one's own branch's, or what one planned oneself (a clerk is not sent every branch's).
void add_kept(const View& view, std::vector<InboxItem>& items) {
    if (!view.actor.is_any(meeting_keepers)) return;
    auto mine = view.within({Role::branch_secretary}) || where("created_by = ?", view.actor.account);
    for (auto& meeting : Store<Meeting>{view}.select(mine && MeetingPolicy::visible_to(view) && where("state IN ('planned', 'open') AND day <= ?", view.today()), "ORDER BY day, id", 50)) {
        if (!MeetingPolicy::may_open(view, meeting)) continue;
        if (meeting.state == MeetingState::open) items.push_back(item(view, "meeting.close", meeting, "已开始签到，尚未结束", "记录并结束"));
        else if (meeting.day == view.today()) items.push_back(item(view, "meeting.open", meeting, fmt::format("今天 {:02}:{:02} 召开", meeting.planned_at->hour(), meeting.planned_at->minute()), "开始签到"));
        else items.push_back(item(view, "meeting.record", meeting, "计划时间已过，尚未记录；没有召开的请取消", "补记", fmt::format("/m/meetings/record?meeting={}", meeting.id.value)));
    }
}

void add_invitations(const View& view, std::vector<InboxItem>& items) {
    auto named = where("id IN (SELECT meeting_id FROM attendance WHERE tenant_id = ? AND ((member_id = ? AND member_id <> 0) OR (account_id = ? AND account_id <> 0)))", view.tenant(),
                       view.actor.member, view.actor.account);
    auto home = view.actor.member ? view.session.integer("SELECT organization_id FROM member WHERE tenant_id = ? AND id = ? AND left_on IS NULL", view.tenant(), view.actor.member) : std::nullopt;
    auto mine = home ? named || where("organization_id = ?", *home) : named;
    // Who keeps the meeting finds it here once, as something to open.
    auto kept = view.actor.scopes({Role::branch_secretary});
    auto soon = where("day >= ? AND day <= ? AND state IN ('planned', 'open')", view.today(), view.today().plus_days(days_ahead));
    for (auto& meeting : Store<Meeting>{view}.select(mine && soon && MeetingPolicy::visible_to(view), "ORDER BY day, id", 50)) {
        auto attendees = attendees_of(view, meeting.id);
        auto* me = find(attendees, view.actor.member, view.actor.account);
        bool expected = me || (all_members_attend(view, meeting) && home == meeting.organization_id.value);
        if (!expected || (me && me->state != AttendanceState::none)) continue;
        if (meeting.state == MeetingState::planned && meeting.day == view.today() && std::find(kept.begin(), kept.end(), meeting.organization_id) != kept.end()) continue;
        auto at = meeting.planned_at ? when(*meeting.planned_at) : meeting.day.chinese();
        if (!meeting.place.empty()) at += " " + meeting.place;
        items.push_back(item(view, "meeting.attend", meeting, meeting.state == MeetingState::open ? at + "，正在签到" : at + "，请您参加", meeting.state == MeetingState::open ? "去签到" : "查看"));
    }
}

}  // namespace

void add_meetings(const View& view, std::vector<InboxItem>& items) {
    add_kept(view, items);
    add_invitations(view, items);
}

namespace {

// What is arranged already waits in the inbox as its own meeting.
bool is_arranged(const View& view, const MissingDuty& duty) {
    auto planned = Store<Meeting>{view}.count(where("organization_id = ? AND kind = ? AND state IN ('planned', 'open') AND day >= ? AND day <= ?", duty.organization,
                                                    std::string{Codec<MeetingKind>::name(duty.rule->kind)}, duty.cell.period.first_day(), duty.cell.period.last_day()));
    return duty.cell.held + planned >= duty.cell.required;
}

// One line for all that falls due this month below an organ's or the committee's clerk: from the roll-up of the whole.
void add_branches_duties(const View& view, const Duties& duties, std::vector<InboxItem>& items) {
    for (auto scope : view.actor.scopes({Role::committee_clerk, Role::organ_clerk})) {
        HeldBook held{view, duties, figures_needed(duties, {scope})};
        std::int64_t required = 0, open = 0;
        std::optional<Date> due;
        for (std::size_t i = 0; i < duties.cadence().size(); ++i)
            for (auto period : periods_of(duties.cadence()[i], duties.year())) {
                if (Period::month_of(period.last_day()) != Period::month_of(view.today())) continue;
                auto cell = cell_of(view, duties, held, i, scope, period);
                required += cell.required, open += std::max<std::int64_t>(0, cell.required - cell.held);
                if (cell.held < cell.required) due = cell.due_on;
            }
        if (open)
            items.push_back({"meeting.due_below", fmt::format("本月到期的组织生活还有 {} 件未办", open), fmt::format("应办 {} 件，已办 {} 件；支部记录后自动减少", required, required - open), name_of(view, scope), due,
                             fmt::format("/cadence?organization={}", scope.value), "/m/meetings", "查看"});
    }
}

}  // namespace

void add_missing_duties(const View& view, DutyBook& book, std::vector<InboxItem>& items) {
    if (view.actor.is_any({Role::committee_clerk, Role::organ_clerk})) add_branches_duties(view, *book.of(view, view.today().year()), items);
    std::vector<Id<Organization>> holders;
    for (auto scope : view.actor.scopes({Role::branch_secretary}))
        for (auto id : view.tree().subtree(scope)) holders.push_back(id);
    if (holders.empty()) return;
    auto duties = book.of(view, view.today().year());
    std::erase_if(holders, [&](auto id) { return !duties->holders().contains(id); });
    if (holders.empty()) return;
    for (auto& each : missing(view, *duties, holders, Period::month_of(view.today()).last_day())) {
        // What was not held in a month that is over cannot be held any more: it shows in the matrix, and here while a record may still follow.
        auto days = rules().record(view.today()).late_after_working_days;
        if (view.app.working_days.plus_working_days(each.cell.due_on, int(days)) < view.today()) continue;
        if (is_arranged(view, each)) continue;
        auto kind = Codec<MeetingKind>::name(each.rule->kind);
        auto words = rules().kind(each.rule->kind).words;
        auto query = fmt::format("?organization={}&kind={}", each.organization.value, kind);
        items.push_back({"meeting.due", fmt::format("{}：{}", words, each.cell.period.chinese()), each.rule->sentence, name_of(view, each.organization), each.cell.due_on,
                         "/meetings/plan" + query, "/m/meetings/plan" + query, "安排"});
    }
}

void install_inbox(App& app) {
    app.inbox([](const View& view, std::vector<InboxItem>& items) { add_meetings(view, items); });
}

}  // namespace zhibu::life
