#include "life/meeting_shown.hpp"

#include <fmt/format.h>

#include "kernel/record/resource.hpp"

namespace zhibu::life {

Meeting load_meeting(const View& view, Id<Meeting> id) { return Store<Meeting>{view}.load(id, MeetingPolicy::visible_to(view)); }

void write_tally(std::string& out, const Meeting& meeting, const Tally& sum) {
    auto counted = meeting;
    counted.voters = sum.voters, counted.voters_present = sum.voters_present;
    out += fmt::format("{{\"entitled\":{},\"present\":{},\"voters\":{},\"voters_present\":{},\"guests\":{},\"quorum_needed\":{},\"quorum\":{}}}", sum.entitled, sum.present,
                       sum.voters, sum.voters_present, sum.guests, quorum_needed(counted), has_quorum(counted));
}

static void write_can(std::string& out, const View& view, const Meeting& meeting) {
    using S = MeetingState;
    struct {
        const char* name;
        Verdict verdict;
        std::initializer_list<S> states;
    } verbs[] = {{"change", MeetingPolicy::may_change(view, meeting), {S::planned, S::open}}, {"invite", MeetingPolicy::may_invite(view, meeting), {S::planned, S::open}},
                 {"open", MeetingPolicy::may_open(view, meeting), {S::planned}},              {"mark", MeetingPolicy::may_mark(view, meeting), {S::open}},
                 {"close", MeetingPolicy::may_close(view, meeting), {S::open}},               {"amend", MeetingPolicy::may_amend(view, meeting), {S::closed}},
                 {"cancel", MeetingPolicy::may_cancel(view, meeting), {S::planned, S::open}}, {"show_code", MeetingPolicy::may_show_code(view, meeting), {S::open}}};
    out += ",\"can\":{";
    bool first = true;
    for (auto& verb : verbs) {
        if (!first) out += ',';
        first = false;
        write_json_text(out, verb.name);
        out += ':';
        bool state_fits = std::find(verb.states.begin(), verb.states.end(), meeting.state) != verb.states.end();
        if (!verb.verdict) write_json_text(out, verb.verdict.reason);
        else state_fits ? void(out += "true") : write_json_text(out, "meeting_" + std::string{Codec<S>::name(meeting.state)});
    }
    out += '}';
}

std::string shown(const View& view, const Meeting& meeting, const Paper& paper, const std::vector<Attendee>& attendees) {
    ReferenceList names;
    collect_references(meeting, names);
    names.load(view);
    std::string out = "{";
    write_named_members(out, meeting, names);
    out += ",\"paper\":";
    MeetingPolicy::reads_paper(view, meeting) ? write_json(out, paper) : write_json(out, Paper{.agenda = paper.agenda, .version = paper.version});
    out += ",\"attendees\":";
    Codec<std::vector<Attendee>>::write(out, attendees);
    out += ",\"tally\":";
    write_tally(out, meeting, tally(attendees));
    auto& kind = rules().kind(meeting.kind);
    auto& vote = rules().vote(meeting.day);
    out += fmt::format(",\"all_members_attend\":{},\"decides\":{},\"confidential\":{},\"vote_sentence\":", all_members_attend(view, meeting), kind.quorum, kind.confidential);
    write_json_text(out, vote.sentence);
    write_can(out, view, meeting);
    return out + "}";
}

std::string shown(const View& view, const Meeting& meeting) { return shown(view, meeting, paper_of(view, meeting.id), attendees_of(view, meeting.id)); }

}  // namespace zhibu::life
