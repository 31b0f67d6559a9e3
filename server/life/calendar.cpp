// The calendar: the meetings that somebody may see between two days.
#include <fmt/format.h>

#include "life/meeting_shown.hpp"

namespace zhibu::life {
namespace {

constexpr int longest_range = 400;  // days
constexpr std::int64_t most_entries = 2000;

http::Response calendar(http::Call& call) {
    return call.read([&](const View& view) {
        auto from = call.date_parameter("from").value_or(Period::month_of(view.today()).first_day());
        auto to = call.date_parameter("to").value_or(from.plus_days(31));
        if (to < from || from.days_until(to) > longest_range) throw invalid({{"?to", "not_a_period"}});
        auto condition = MeetingPolicy::visible_to(view) && where("day >= ? AND day <= ? AND state <> 'cancelled'", from, to);
        if (auto organization = call.integer_parameter("organization_within")) condition = condition && within("organization_id", view.tenant(), {{*organization}}, view.tree());
        std::string items;
        ReferenceList names;
        for (auto& meeting : Store<Meeting>{view}.select(condition, "ORDER BY day, planned_at, id", most_entries)) {
            auto begin = meeting.held_at ? meeting.held_at : meeting.planned_at;
            names.add("organization", meeting.organization_id.value);
            items += fmt::format("{}{{\"id\":{},\"kind\":\"{}\",\"title\":{},\"state\":\"{}\",\"day\":\"{}\",\"begins_at\":{},\"duration\":{},\"place\":{},\"organization_id\":{}}}", items.empty() ? "" : ",",
                                 meeting.id.value, Codec<MeetingKind>::name(meeting.kind), to_json(meeting.title), Codec<MeetingState>::name(meeting.state), meeting.day.iso(), to_json(begin),
                                 meeting.duration, to_json(meeting.place), meeting.organization_id.value);
        }
        std::string out = fmt::format("{{\"from\":\"{}\",\"to\":\"{}\",\"items\":[{}],\"references\":", from.iso(), to.iso(), items);
        names.write(out, view);
        return http::ok(out + "}");
    });
}

}  // namespace

void install_calendar(App& app) {
    app.router.get("/api/v1/calendar",
                   {.operation = "calendar.show", .query = {{"from", "first day"}, {"to", "last day"}, {"organization_within", "an organisation and all below it", {{"type", "integer"}}}}}, calendar);
}

}  // namespace zhibu::life
