// What pages ask before and beside a meeting: whom and what a plan is filled in with, the kinds and their rules, a member's own year.
#include <fmt/format.h>

#include "life/meeting_shown.hpp"

namespace zhibu::life {
namespace {

using Call = http::Call;
using Response = http::Response;

// The template of a kind for an organisation and a day: what a plan or a record is filled in with.
Response roster(Call& call) {
    return call.read([&](const View& view) {
        Meeting meeting;
        meeting.organization_id = {call.integer_parameter("organization_id").value_or(0)};
        auto kind = Codec<MeetingKind>::parse(call.parameter("kind").value_or(""));
        if (!kind) throw invalid({{"?kind", "not_one_of"}});
        meeting.kind = *kind;
        if (!view.tree().find(meeting.organization_id)) throw not_found();
        organization::load(view, meeting.organization_id);  // nor one that the actor does not see
        MeetingPolicy::may_create(view, meeting).or_throw();
        meeting.day = call.date_parameter("day").value_or(view.today());
        Faults faults;
        auto chosen = last_participants(view, meeting.organization_id, *kind);
        bool all = all_members_attend(view, meeting);
        // For a chosen circle everybody who could be chosen is shown, those of last time ticked.
        std::vector<Attendee> people;
        if (all) people = entitled_on(view, meeting, {}, faults, "");
        else {
            auto* node = view.tree().find(meeting.organization_id);
            auto top = node->kind == "group" && node->parent ? node->parent : meeting.organization_id;
            auto members = Store<Member>{view}.select(within("organization_id", view.tenant(), {top}, view.tree()) && organization::members_visible_to(view) &&
                                                          where("left_on IS NULL AND stage IN ('formal', 'probationary')"), "ORDER BY pinyin, id", 500);
            std::vector<Id<Member>> ids;
            for (auto& each : members) ids.push_back(each.id);
            people = entitled_on(view, meeting, ids, faults, "");
        }
        std::string out = fmt::format("{{\"all_members_attend\":{},\"people\":", all);
        Codec<std::vector<Attendee>>::write(out, people);
        out += ",\"chosen\":";
        Codec<std::vector<Id<Member>>>::write(out, chosen);
        out += ",\"guests\":";
        Codec<std::vector<Attendee>>::write(out, possible_guests(view, meeting.organization_id));
        out += ",\"agenda\":";
        Codec<std::vector<AgendaItem>>::write(out, rules().agenda_of(*kind, meeting.day));
        auto& record_rule = rules().record(meeting.day);
        out += fmt::format(",\"late_from\":\"{}\",\"duration\":{},\"title\":", view.app.working_days.plus_working_days(meeting.day, int(record_rule.late_after_working_days)).plus_days(1).iso(),
                           rules().kind(*kind).minutes);
        write_json_text(out, fmt::format("{}月{}", meeting.day.month(), rules().kind(*kind).words));
        return http::ok(out + "}");
    });
}

Response kinds(Call&) {
    std::string out = "{\"items\":";
    Codec<std::vector<KindRule>>::write(out, rules().kinds);
    out += ",\"agenda\":";
    Codec<std::vector<AgendaRule>>::write(out, rules().agenda);
    out += ",\"votes\":";
    Codec<std::vector<VoteRule>>::write(out, rules().votes);
    out += ",\"records\":";
    Codec<std::vector<RecordRule>>::write(out, rules().records);
    return http::ok(out + "}");
}

// A member's own year: what was attended, and the study hours that follow from it.
Response own_attendance(Call& call) {
    return call.read([&](const View& view) {
        auto year = int(call.integer_parameter("year").value_or(view.today().year()));
        auto rows = view.session.query(
            "SELECT m.id, m.title, m.kind, m.day, m.organization_id, m.duration, m.state, a.state, a.standing, a.signed_by FROM attendance a JOIN meeting m ON m.tenant_id = "
            "a.tenant_id AND m.id = a.meeting_id WHERE a.tenant_id = ? AND a.member_id = ? AND a.member_id <> 0 AND m.state <> 'cancelled' AND m.day >= ? AND m.day <= ? ORDER BY m.day DESC, m.id DESC",
            view.tenant(), view.actor.member, Date::of(year, 1, 1), Date::of(year, 12, 31));
        std::string items;
        std::int64_t study = 0, attended = 0, expected = 0;
        while (rows.next()) {
            auto kind = Codec<MeetingKind>::fetch(rows, 2);
            bool closed = rows.text(6) == "closed", present = rows.text(7) == "present";
            bool counts = rules().kind(kind).study;
            expected += closed, attended += closed && present;
            if (closed && present && counts) study += rows.integer(5);
            items += fmt::format("{}{{\"id\":{},\"title\":{},\"kind\":\"{}\",\"day\":\"{}\",\"organization_id\":{},\"duration\":{},\"meeting_state\":\"{}\",\"state\":\"{}\",\"standing\":\"{}\","
                                 "\"signed_by\":\"{}\",\"study\":{}}}",
                                 items.empty() ? "" : ",", rows.integer(0), to_json(std::string{rows.text(1)}), rows.text(2), Date::from_number(rows.integer(3)).iso(),
                                 rows.integer(4), rows.integer(5), rows.text(6), rows.text(7), rows.text(8), rows.text(9), counts);
        }
        return http::ok(fmt::format("{{\"year\":{},\"expected\":{},\"attended\":{},\"study_minutes\":{},\"items\":[{}]}}", year, expected, attended, study, items));
    });
}

}  // namespace

void install_meeting_questions(App& app) {
    auto& r = app.router;
    r.get("/api/v1/meeting-roster", {.operation = "meeting.roster", .query = {{"organization_id", "who holds it", {{"type", "integer"}}}, {"kind", "the kind"}, {"day", "the day"}}}, roster);
    r.get("/api/v1/meeting-kinds", {.operation = "meeting.kinds"}, kinds);
    r.get("/api/v1/my-attendance", {.operation = "meeting.own_attendance", .query = {{"year", "the year", {{"type", "integer"}}}}}, own_attendance);
}

}  // namespace zhibu::life
