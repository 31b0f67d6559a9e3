// The routes of meetings: planning, opening, keeping, closing, amending, and recording one that was held.
#include <fmt/format.h>

#include "kernel/record/resource.hpp"
#include "life/meeting_requests.hpp"
#include "life/meeting_shown.hpp"

namespace zhibu {
namespace life {
namespace {

using Call = http::Call;
using Response = http::Response;

// A verb on one meeting: seen, allowed, in the right state, in the version the client saw (where it sends one).
Meeting meeting_for(Transaction& t, Call& call, Verdict (*may)(const View&, const Meeting&), std::initializer_list<MeetingState> states) {
    auto meeting = load_meeting(t, call.id<Meeting>());
    may(t, meeting).or_throw();
    must_be(meeting, states);
    return meeting;
}

template <class Sent>
Meeting meeting_from(const Sent& sent) {
    Meeting meeting;
    meeting.organization_id = sent.organization_id, meeting.kind = sent.kind, meeting.title = sent.title, meeting.place = sent.place;
    meeting.host_id = sent.host_id, meeting.lecturer_id = sent.lecturer_id, meeting.lecturer = sent.lecturer, meeting.topics = sent.topics;
    return meeting;
}

// Members of a branch need no rows before the opening; named participants and guests do.
std::vector<Attendee> invited(const View& view, const Meeting& meeting, const std::vector<Id<Member>>& participants, const std::vector<PersonSent>& guests) {
    Faults faults;
    auto named = entitled_on(view, meeting, participants, faults, "#/participants");
    auto others = guests_named(view, meeting, guests, named, faults, "#/guests");
    faults.throw_if_any();
    if (all_members_attend(view, meeting)) named.clear();
    named.insert(named.end(), others.begin(), others.end());
    return named;
}

// What was held already is recorded, with its reason where it is late, and not planned.
void must_lie_ahead(const View& view, const Meeting& meeting, Faults& faults) {
    if (meeting.planned_at && meeting.planned_at->date() < view.today()) faults.add("#/planned_at", "planned_in_the_past");
}

Response plan(Call& call) {
    auto sent = call.body_as<MeetingPlan>();
    return call.write([&](Transaction& t) {
        auto meeting = meeting_from(sent);
        meeting.planned_at = sent.planned_at, meeting.duration = sent.duration, meeting.created_by = t.actor.account;
        MeetingPolicy::may_create(t, meeting).or_throw();
        Faults faults;
        prepare(t, meeting, faults);
        must_lie_ahead(t, meeting, faults);
        faults.throw_if_any();
        auto people = invited(t, meeting, sent.participants, sent.guests);
        Store<Meeting>{t}.insert(meeting);
        Paper paper{.agenda = agenda_with_template(meeting.kind, meeting.day, sent.agenda.empty() ? rules().agenda_of(meeting.kind, meeting.day) : sent.agenda)};
        insert(t, meeting.id, paper);
        insert(t, meeting.id, people);
        t.record({"meeting.planned", "meeting", meeting.id.value, meeting.organization_id}, differences(Meeting{}, meeting));
        return http::created(shown(t, meeting));
    });
}

Response change(Call& call) {
    call.body();
    return call.write([&](Transaction& t) {
        auto meeting = meeting_for(t, call, MeetingPolicy::may_change, {MeetingState::planned, MeetingState::open});
        auto before = meeting;
        call.must_match(meeting.version);
        Faults faults;
        read_fields(call.body(), meeting, faults, "#", false);
        faults.throw_if_any();
        if (meeting.state == MeetingState::planned) prepare(t, meeting, faults);
        if (meeting.planned_at != before.planned_at) must_lie_ahead(t, meeting, faults);
        faults.throw_if_any();
        Store<Meeting>{t}.update(meeting);
        t.record({"meeting.changed", "meeting", meeting.id.value, meeting.organization_id}, differences(before, meeting));
        return http::ok(shown(t, meeting));
    });
}

Response invite(Call& call) {
    auto sent = call.body_as<Invitation>();
    return call.write([&](Transaction& t) {
        auto meeting = meeting_for(t, call, MeetingPolicy::may_invite, {MeetingState::planned, MeetingState::open});
        auto there = attendees_of(t, meeting.id);
        // Once open, the entitled are frozen; a guest may still come.
        if (meeting.state == MeetingState::open && !sent.participants.empty()) throw conflict("meeting-open");
        auto people = invited(t, meeting, sent.participants, sent.guests);
        std::erase_if(people, [&](auto& each) {
            return find(there, each.member_id ? std::optional{each.member_id} : std::nullopt, each.account_id ? std::optional{each.account_id} : std::nullopt);
        });
        insert(t, meeting.id, people);
        t.record({"meeting.invited", "meeting", meeting.id.value, meeting.organization_id}, {fmt::format("{{\"people\":{}}}", people.size())});
        return http::ok(shown(t, meeting));
    });
}

Response open(Call& call) {
    auto sent = call.body_as<Opening>();
    return call.write([&](Transaction& t) {
        auto meeting = meeting_for(t, call, MeetingPolicy::may_open, {MeetingState::planned});
        auto before = meeting;
        meeting.day = t.today();
        auto there = attendees_of(t, meeting.id);
        auto participants = sent.participants;
        std::vector<PersonSent> guests;
        for (auto& each : there) {
            if (each.standing != AttendeeStanding::guest) participants.push_back(each.member_id);
            else guests.push_back({each.member_id ? std::optional{each.member_id} : std::nullopt, each.account_id ? std::optional{each.account_id} : std::nullopt});
        }
        Faults faults;
        auto entitled = entitled_on(t, meeting, participants, faults, "#/participants");
        if (entitled.empty() && faults.empty()) faults.add("#/participants", "nobody_entitled");
        faults.throw_if_any();
        remove_all(t, meeting.id);
        std::erase_if(there, [&](auto& each) { return each.standing != AttendeeStanding::guest || find(entitled, each.member_id, {}); });
        entitled.insert(entitled.end(), there.begin(), there.end());
        insert(t, meeting.id, entitled);
        auto sum = tally(entitled);
        meeting.state = MeetingState::open, meeting.opened_at = t.now, meeting.held_at = t.now, meeting.entitled = sum.entitled, meeting.voters = sum.voters;
        Store<Meeting>{t}.update(meeting);
        t.record({"meeting.opened", "meeting", meeting.id.value, meeting.organization_id}, differences(before, meeting));
        return http::ok(shown(t, meeting));
    });
}

Response mark_sheet(Call& call) {
    auto sent = call.body_as<Marks>();
    return call.write([&](Transaction& t) {
        auto meeting = meeting_for(t, call, MeetingPolicy::may_mark, {MeetingState::open});
        auto attendees = attendees_of(t, meeting.id);
        Faults faults;
        auto changed = mark(t, attendees, sent.marks, faults, "#/marks");
        faults.throw_if_any();
        for (auto* each : changed) update(t, meeting.id, *each);
        if (!changed.empty()) t.record({"meeting.marked", "meeting", meeting.id.value, meeting.organization_id}, {to_json(sent.marks)});
        return http::ok(shown(t, meeting, paper_of(t, meeting.id), attendees));
    });
}

// Saved while somebody writes: the version is the paper's own, so that signatures do not disturb it.
Response save_paper(Call& call) {
    auto sent = call.body_as<PaperChange>();
    return call.write([&](Transaction& t) {
        auto meeting = meeting_for(t, call, MeetingPolicy::may_change, {MeetingState::planned, MeetingState::open});
        auto paper = paper_of(t, meeting.id);
        call.must_match(paper.version);
        if (sent.agenda) paper.agenda = agenda_with_template(meeting.kind, meeting.day, *sent.agenda);
        if (sent.minutes) paper.minutes = *sent.minutes;
        if (sent.decisions) paper.decisions = *sent.decisions;
        if (rules().kind(meeting.kind).confidential && (!is_blank(paper.minutes) || !paper.decisions.empty())) throw invalid({{"#/minutes", "no_content_recorded"}});
        update(t, meeting.id, paper);
        t.audit("meeting.paper_saved", "meeting", meeting.id.value, meeting.organization_id);
        return http::ok(to_json(paper));
    });
}

Response close(Call& call) {
    auto sent = call.body_as<Closing>();
    return call.write([&](Transaction& t) {
        auto meeting = meeting_for(t, call, MeetingPolicy::may_close, {MeetingState::open});
        auto attendees = attendees_of(t, meeting.id);
        auto paper = paper_of(t, meeting.id);
        auto before = attendees;
        settle(t, meeting, paper, attendees, sent);
        for (std::size_t i = 0; i < attendees.size(); ++i)
            if (attendees[i].state != before[i].state) update(t, meeting.id, attendees[i]);
        Store<Meeting>{t}.update(meeting);
        update(t, meeting.id, paper);
        add_facts(t, meeting, attendees);
        record_closed(t, meeting, attendees, "closed");
        return http::ok(shown(t, meeting, paper, attendees));
    });
}

Response amend(Call& call) {
    auto sent = call.body_as<Amendment>();
    return call.write([&](Transaction& t) {
        auto meeting = meeting_for(t, call, MeetingPolicy::may_amend, {MeetingState::closed});
        auto before = meeting;
        call.must_match(meeting.version);
        auto attendees = attendees_of(t, meeting.id);
        auto paper = paper_of(t, meeting.id);
        Faults faults;
        auto changed = mark(t, attendees, sent.marks, faults, "#/marks");
        faults.throw_if_any();
        settle(t, meeting, paper, attendees, {sent.held_at, sent.ended_at, sent.minutes, sent.agenda, sent.decisions, {}});
        ++meeting.amendments;
        for (auto* each : changed) update(t, meeting.id, *each);
        Store<Meeting>{t}.update(meeting);
        update(t, meeting.id, paper);
        t.facts.take_back({"meeting", meeting.id.value});
        add_facts(t, meeting, attendees);
        t.audit("meeting.amended.reason", "meeting", meeting.id.value, meeting.organization_id,
                {fmt::format("{{\"reason\":{},\"marks\":{},\"changes\":{}}}", to_json(sent.reason), to_json(sent.marks), differences(before, meeting).text)});
        record_closed(t, meeting, attendees, "amended");
        return http::ok(shown(t, meeting, paper, attendees));
    });
}

Response cancel(Call& call) {
    auto sent = call.body_as<Cancellation>();
    return call.write([&](Transaction& t) {
        auto meeting = meeting_for(t, call, MeetingPolicy::may_cancel, {MeetingState::planned, MeetingState::open});
        auto before = meeting;
        meeting.state = MeetingState::cancelled, meeting.cancel_reason = sent.reason;
        Store<Meeting>{t}.update(meeting);
        t.record({"meeting.cancelled", "meeting", meeting.id.value, meeting.organization_id}, differences(before, meeting));
        return http::ok(shown(t, meeting));
    });
}

// Everybody entitled, with what was said of them: named as present, on leave with a reason, or else absent.
std::vector<Attendee> sheet_of(const View& view, const Meeting& meeting, const MeetingRecord& sent, Faults& faults) {
    auto participants = sent.participants;
    if (participants.empty()) {
        participants = sent.present;
        for (auto& each : sent.leave)
            if (each.member_id) participants.push_back(*each.member_id);
    }
    auto attendees = entitled_on(view, meeting, participants, faults, sent.participants.empty() ? "#/present" : "#/participants");
    auto guests = guests_named(view, meeting, sent.guests, attendees, faults, "#/guests");
    std::vector<MarkSent> present;
    for (auto id : sent.present) present.push_back({id, {}, AttendanceState::present, ""});
    if (faults.empty()) mark(view, attendees, present, faults, "#/present");
    if (faults.empty()) mark(view, attendees, sent.leave, faults, "#/leave");
    for (auto& guest : guests) {
        guest.state = AttendanceState::present, guest.signed_by = SignedBy::list, guest.signed_at = view.now;
        attendees.push_back(std::move(guest));
    }
    return attendees;
}

Response record(Call& call) {
    auto sent = call.body_as<MeetingRecord>();
    for (auto& each : sent.leave)
        if (each.state == AttendanceState::present) each.state = AttendanceState::leave;
    return call.write([&](Transaction& t) {
        auto planned = sent.meeting_id ? std::optional{load_meeting(t, *sent.meeting_id)} : std::nullopt;
        auto meeting = planned ? *planned : meeting_from(sent);
        if (!planned) meeting.created_by = t.actor.account;
        if (!is_blank(sent.title)) meeting.title = sent.title;
        if (!is_blank(sent.place)) meeting.place = sent.place;
        meeting.held_at = sent.held_at;
        MeetingPolicy::may_close(t, meeting).or_throw();
        must_be(meeting, {MeetingState::planned});
        Faults faults;
        if (!planned && !meeting.organization_id) faults.add("#/organization_id", "required");
        else prepare(t, meeting, faults);
        faults.throw_if_any();
        auto attendees = sheet_of(t, meeting, sent, faults);
        faults.throw_if_any();
        auto paper = planned ? paper_of(t, meeting.id) : Paper{};
        Closing closing{sent.held_at, sent.ended_at, sent.minutes, sent.agenda.empty() && planned ? std::nullopt : std::optional{sent.agenda}, sent.decisions, sent.late_reason};
        settle(t, meeting, paper, attendees, closing);
        if (planned) {
            Store<Meeting>{t}.update(meeting);
            update(t, meeting.id, paper);
            remove_all(t, meeting.id);
        } else {
            Store<Meeting>{t}.insert(meeting);
            insert(t, meeting.id, paper);
        }
        insert(t, meeting.id, attendees);
        add_facts(t, meeting, attendees);
        record_closed(t, meeting, attendees, "closed");
        return http::created(to_json(meeting));
    });
}

}  // namespace

void install_meetings(App& app) {
    auto& r = app.router;
    static constexpr const char* base = "/api/v1/meetings";
    // List, export and description are the ordinary ones (the resource lives as long as the route that holds it); the verbs are not.
    auto resource = std::make_shared<Resource<Meeting, MeetingPolicy>>(app, base);
    resource->list().describe();
    auto of = [](const char* path) { return std::string{base} + "/{id}" + path; };
    r.get(of(""), {.operation = "meeting.show", .response = http::shape<Meeting>()},
          [resource](Call& call) { return call.read([&](const View& view) { return http::ok(shown(view, load_meeting(view, call.id<Meeting>()))); }); });
    r.post(base, {.operation = "meeting.plan", .request = http::shape<MeetingPlan>(), .response = http::shape<Meeting>()}, plan);
    r.patch(of(""), {.operation = "meeting.change", .request = http::shape<Meeting>(), .response = http::shape<Meeting>()}, change);
    r.post(of("/invitation"), {.operation = "meeting.invite", .request = http::shape<Invitation>(), .response = http::shape<Meeting>()}, invite);
    r.post(of("/opening"), {.operation = "meeting.open", .request = http::shape<Opening>(), .response = http::shape<Meeting>()}, open);
    r.post(of("/marks"), {.operation = "meeting.mark", .request = http::shape<Marks>(), .response = http::shape<Meeting>()}, mark_sheet);
    r.patch(of("/paper"), {.operation = "meeting.save_paper", .request = http::shape<PaperChange>(), .response = http::shape<Paper>()}, save_paper);
    r.post(of("/closure"), {.operation = "meeting.close", .request = http::shape<Closing>(), .response = http::shape<Meeting>()}, close);
    r.post(of("/amendment"), {.operation = "meeting.amend", .request = http::shape<Amendment>(), .response = http::shape<Meeting>()}, amend);
    r.post(of("/cancellation"), {.operation = "meeting.cancel", .request = http::shape<Cancellation>(), .response = http::shape<Meeting>()}, cancel);
    r.post(std::string{base} + "/records", {.operation = "meeting.record", .request = http::shape<MeetingRecord>(), .response = http::shape<Meeting>()}, record);
}

}  // namespace life
}  // namespace zhibu
