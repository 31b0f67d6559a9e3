// Meetings where they are looked for: in the calendar and by search.
#include <fmt/format.h>

#include "life/meeting_shown.hpp"

namespace zhibu::life {
namespace {

constexpr std::int64_t most_entries = 2000;

const char* state_of(const View& view, const Meeting& meeting) {
    if (meeting.state == MeetingState::closed) return "done";
    return meeting.day < view.today() ? "overdue" : "planned";
}

void add_meetings_between(const View& view, Date from, Date to, std::vector<CalendarItem>& items) {
    auto condition = MeetingPolicy::visible_to(view) && where("day >= ? AND day <= ? AND state <> 'cancelled'", from, to);
    for (auto& meeting : Store<Meeting>{view}.select(condition, "ORDER BY day, planned_at, id", most_entries)) {
        auto begin = meeting.held_at ? meeting.held_at : meeting.planned_at;
        auto* node = view.tree().find(meeting.organization_id);
        auto page = fmt::format("/meetings/{}", meeting.id.value);
        items.push_back({.kind = "meeting", .title = meeting.title, .on = meeting.day, .time = begin ? fmt::format("{:02}:{:02}", begin->hour(), begin->minute()) : "",
                         .place = meeting.place.empty() && node ? node->name : meeting.place, .link = page, .phone_link = "/m" + page, .state = state_of(view, meeting)});
    }
}

}  // namespace

void install_calendar(App& app) {
    app.calendar(add_meetings_between);
    app.search.declare({.name = "meeting",
                        .table = "meeting",
                        .visible = MeetingPolicy::visible_to,
                        .entries = "SELECT id, organization_id, title, place || ' ' || topics, day FROM meeting WHERE tenant_id = ? AND state <> 'cancelled'",
                        .link = "/meetings/{id}",
                        .phone_link = "/m/meetings/{id}"});
}

}  // namespace zhibu::life
