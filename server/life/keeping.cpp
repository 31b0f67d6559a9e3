#include "life/keeping.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zhibu::life {
namespace {

template <class T>
std::vector<T> list_from(std::string_view text) {
    std::vector<T> all;
    auto stored = json::parse(text);
    for (auto& each : stored.as_array()) {
        auto& object = each.as_object();
        T row{};
        Faults ignored;
        for_fields<T>([&](const auto& f) {
            using F = std::remove_cvref_t<decltype(f)>;
            if (auto* value = object.if_contains(F::name)) Codec<typename F::Value>::read(*value, row.*F::member, ignored, "");
        });
        all.push_back(std::move(row));
    }
    return all;
}

std::int64_t minutes_between(Instant from, Instant to) { return (to.milliseconds() - from.milliseconds()) / 60000; }

void check_times(const View& view, Meeting& meeting, const Closing& closing, Faults& faults) {
    auto& rule = rules().kind(meeting.kind);
    if (closing.held_at) meeting.held_at = closing.held_at;
    if (!meeting.held_at) meeting.held_at = meeting.opened_at ? meeting.opened_at : meeting.planned_at;
    if (!meeting.held_at) return faults.add("#/held_at", "required");
    if (*meeting.held_at > view.now) return faults.add("#/held_at", "in_the_future");
    auto planned_length = meeting.duration ? meeting.duration : rule.minutes;
    // A meeting that was opened live and is being closed has lasted until now; one recorded afterwards as long as was planned.
    bool live = meeting.state == MeetingState::open && meeting.opened_at->date() == view.today();
    meeting.ended_at = closing.ended_at ? *closing.ended_at : std::min(view.now, live ? view.now : meeting.held_at->plus_seconds(planned_length * 60));
    if (*meeting.ended_at < *meeting.held_at) faults.add("#/ended_at", "before_the_beginning");
    else if (minutes_between(*meeting.held_at, *meeting.ended_at) > 1440) faults.add("#/ended_at", "longer_than_a_day");
    else if (*meeting.ended_at > view.now.plus_seconds(60)) faults.add("#/ended_at", "in_the_future");
    meeting.day = meeting.held_at->date();
    meeting.duration = minutes_between(*meeting.held_at, *meeting.ended_at);
}

void check_agenda(const Paper& paper, Faults& faults) {
    for (std::size_t i = 0; i < paper.agenda.size(); ++i)
        if (auto& item = paper.agenda[i]; item.mandatory && !item.done && item.reason.empty())
            faults.add(fmt::format("#/agenda/{}", i), "mandatory_item_open", {{"title", item.title}});
}

void check_decisions(const Meeting& meeting, Paper& paper, Faults& faults) {
    auto& vote = rules().vote(meeting.day);
    bool needs_quorum = rules().kind(meeting.kind).quorum;
    for (std::size_t i = 0; i < paper.decisions.size(); ++i) {
        auto& decision = paper.decisions[i];
        decision.passed.reset();
        auto place = fmt::format("#/decisions/{}", i);
        if (needs_quorum && !has_quorum(meeting))
            faults.add(place, "no_quorum", {{"present", std::to_string(meeting.voters_present)}, {"needed", std::to_string(quorum_needed(meeting))}});
        if (!decision.voted()) continue;
        auto yes = decision.yes.value_or(0), all = yes + decision.no.value_or(0) + decision.abstained.value_or(0);
        if (all > meeting.voters_present) faults.add(place, "more_votes_than_voters", {{"votes", std::to_string(all)}, {"voters", std::to_string(meeting.voters_present)}});
        decision.passed = yes * 100 > meeting.voters * vote.majority_more_than_percent;
    }
}

void check_lateness(const View& view, Meeting& meeting, const Closing& closing, Faults& faults) {
    auto days = rules().record(meeting.day).late_after_working_days;
    meeting.late = view.app.working_days.plus_working_days(meeting.day, int(days)) < view.today();
    meeting.late_reason = closing.late_reason;
    if (meeting.late && is_blank(closing.late_reason)) faults.add("#/late_reason", "late_needs_a_reason", {{"days", std::to_string(days)}});
}

}  // namespace

std::string fact_kind(std::string_view what, MeetingKind kind) { return fmt::format("life.{}.{}", what, Codec<MeetingKind>::name(kind)); }

void prepare(const View& view, Meeting& meeting, Faults& faults) {
    auto& rule = rules().kind(meeting.kind);
    auto when = meeting.held_at ? meeting.held_at : meeting.planned_at;
    meeting.day = when ? when->date() : view.today();
    auto* node = view.tree().find(meeting.organization_id);
    auto kind = node ? Codec<OrganizationKind>::parse(node->kind) : std::nullopt;
    if (!kind) faults.add("#/organization_id", "unknown_reference");
    else if (!holds(rule, *kind)) faults.add("#/kind", "not_held_by_such_an_organization");
    if (meeting.kind == MeetingKind::committee_meeting && kind && organization::is_branch(*kind) &&
        !organization::had_committee(view, organization::load(view, meeting.organization_id), std::min(meeting.day, view.today())))
        faults.add("#/kind", "no_committee");
    std::vector<std::int64_t> people;
    for (auto& id : {meeting.host_id, meeting.lecturer_id})
        if (id) people.push_back(id->value);
    if (!people.empty()) {
        auto known = Store<Member>{view}.select(any_of("id", people) && organization::members_visible_to(view));
        auto missing = [&](auto& id) { return id && std::none_of(known.begin(), known.end(), [&](auto& each) { return each.id == *id; }); };
        if (missing(meeting.host_id)) faults.add("#/host_id", "unknown_reference");
        if (missing(meeting.lecturer_id)) faults.add("#/lecturer_id", "unknown_reference");
    }
    if (is_blank(meeting.title)) meeting.title = fmt::format("{}月{}", meeting.day.month(), rule.words);
    if (!meeting.duration) meeting.duration = rule.minutes;
}

Paper paper_of(const View& view, Id<Meeting> meeting) {
    auto rows = view.session.query("SELECT agenda, minutes, decisions, photos, version FROM meeting_paper WHERE tenant_id = ? AND meeting_id = ?", view.tenant(), meeting);
    if (!rows.next()) return {};
    return {list_from<AgendaItem>(rows.text(0)), std::string{rows.text(1)}, list_from<Decision>(rows.text(2)), list_from<Photo>(rows.text(3)), rows.integer(4)};
}
void insert(Transaction& t, Id<Meeting> meeting, const Paper& p) {
    t.session.send("INSERT INTO meeting_paper (tenant_id, meeting_id, agenda, minutes, decisions, photos, version) VALUES (?,?,?,?,?,?,1)", t.tenant(), meeting, to_json(p.agenda),
                   p.minutes, to_json(p.decisions), to_json(p.photos));
}
void update(Transaction& t, Id<Meeting> meeting, Paper& p) {
    auto seen = p.version++;
    if (t.session.execute("UPDATE meeting_paper SET agenda = ?, minutes = ?, decisions = ?, photos = ?, version = ? WHERE tenant_id = ? AND meeting_id = ? AND version = ?",
                          to_json(p.agenda), p.minutes, to_json(p.decisions), to_json(p.photos), p.version, t.tenant(), meeting, seen) != 1)
        throw Problem{412, "stale"};
}

std::vector<AgendaItem> agenda_with_template(MeetingKind kind, Date day, std::vector<AgendaItem> sent) {
    auto fixed = rules().agenda_of(kind, day);
    for (auto& item : sent) {
        auto rule = std::find_if(fixed.begin(), fixed.end(), [&](auto& each) { return !item.rule.empty() && each.rule == item.rule; });
        if (rule == fixed.end()) {
            item.rule.clear(), item.source.clear(), item.mandatory = false;
            continue;
        }
        if (is_blank(item.title)) item.title = rule->title;  // a place may word it closer: which speech was studied
        item.mandatory = rule->mandatory, item.source = rule->source;
        fixed.erase(rule);
    }
    std::erase_if(sent, [](auto& item) { return is_blank(item.title); });
    std::erase_if(fixed, [](auto& item) { return !item.mandatory; });
    sent.insert(sent.begin(), fixed.begin(), fixed.end());
    return sent;
}

bool has_quorum(const Meeting& meeting) { return meeting.voters_present * 100 > meeting.voters * rules().vote(meeting.day).quorum_more_than_percent; }
std::int64_t quorum_needed(const Meeting& meeting) { return meeting.voters * rules().vote(meeting.day).quorum_more_than_percent / 100 + 1; }

void settle(Transaction& t, Meeting& meeting, Paper& paper, std::vector<Attendee>& attendees, const Closing& closing) {
    Faults faults;
    check_times(t, meeting, closing, faults);
    if (closing.minutes) paper.minutes = *closing.minutes;
    if (closing.decisions) paper.decisions = *closing.decisions;
    paper.agenda = agenda_with_template(meeting.kind, meeting.day, closing.agenda ? *closing.agenda : paper.agenda);
    if (rules().kind(meeting.kind).confidential && (!is_blank(paper.minutes) || !paper.decisions.empty())) faults.add("#/minutes", "no_content_recorded");
    auto sum = tally(attendees);
    meeting.entitled = sum.entitled, meeting.present = sum.present, meeting.voters = sum.voters, meeting.voters_present = sum.voters_present;
    if (!sum.present) faults.add("#/present", "nobody_present");
    check_agenda(paper, faults);
    check_decisions(meeting, paper, faults);
    if (meeting.state != MeetingState::closed) check_lateness(t, meeting, closing, faults);  // an amendment leaves it as it was
    faults.throw_if_any();
    for (auto& each : attendees)
        if (each.state == AttendanceState::none && each.standing != AttendeeStanding::guest) each.state = AttendanceState::absent;
    meeting.state = MeetingState::closed;
    if (!meeting.closed_at) meeting.closed_at = t.now;
}

void add_facts(Transaction& t, const Meeting& meeting, const std::vector<Attendee>& attendees) {
    Source source{"meeting", meeting.id.value};
    auto held = fact_kind("held", meeting.kind), entitled = fact_kind("entitled", meeting.kind), attended = fact_kind("attended", meeting.kind), absent = fact_kind("absent", meeting.kind), taught = fact_kind("taught", meeting.kind);
    t.facts.add({held, meeting.organization_id, {}, meeting.day, 1, meeting.late}, source);
    // A person counts at the home branch, entitled and attended alike: a leader who sits in elsewhere counts at home from this
    // same record, and no rate can exceed one.
    std::map<Id<Organization>, std::int64_t> expected;
    for (auto& each : attendees) {
        bool came_as_guest = each.standing == AttendeeStanding::guest && each.is_present() && each.member_id;
        if (each.counts() || came_as_guest) ++expected[each.home_id];
        if (each.is_present() && each.member_id) t.facts.add({attended, each.home_id, each.member_id, meeting.day, meeting.duration, meeting.late}, source);
        // Without leave: who was on leave did not miss anything, nor who is exempt.
        if (each.counts() && each.state == AttendanceState::absent && each.member_id) t.facts.add({absent, each.home_id, each.member_id, meeting.day, 1, meeting.late}, source);
    }
    if (meeting.lecturer_id) {
        auto lecturer = std::find_if(attendees.begin(), attendees.end(), [&](auto& each) { return each.member_id == *meeting.lecturer_id; });
        t.facts.add({taught, lecturer == attendees.end() ? meeting.organization_id : lecturer->home_id, *meeting.lecturer_id, meeting.day, meeting.duration, meeting.late}, source);
    }
    for (auto& [home, people] : expected) t.facts.add({entitled, home, {}, meeting.day, people, meeting.late}, source);
}

void record_closed(Transaction& t, const Meeting& meeting, const std::vector<Attendee>& attendees, std::string_view past) {
    std::string guests;
    for (auto& each : attendees)
        if (each.standing == AttendeeStanding::guest && each.is_present())
            guests += fmt::format("{}{{\"account_id\":{},\"member_id\":{}}}", guests.empty() ? "" : ",", each.account_id.value, each.member_id.value);
    t.record({"meeting." + std::string{past}, "meeting", meeting.id.value, meeting.organization_id},
             {fmt::format("{{\"kind\":\"{}\",\"day\":\"{}\",\"present\":{},\"entitled\":{},\"late\":{},\"guests\":[{}]}}", Codec<MeetingKind>::name(meeting.kind),
                          meeting.day.iso(), meeting.present, meeting.entitled, meeting.late, guests)});
}

}  // namespace zhibu::life
