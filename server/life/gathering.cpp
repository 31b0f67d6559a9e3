// What a ballot at a meeting asks: who was frozen as entitled to vote, and who is there; and what it leaves in the meeting's decisions.
#include "life/life.hpp"
#include "life/meeting_shown.hpp"

namespace zhibu::life {

Gathered gathered_at(const View& view, Id<Meeting> id) {
    auto meeting = load_meeting(view, id);
    Gathered out{meeting.organization_id, meeting.title, meeting.day, meeting.state == MeetingState::open, {}};
    for (auto& each : attendees_of(view, id))
        if (each.standing != AttendeeStanding::guest) out.people.push_back({each.member_id, each.name, each.standing == AttendeeStanding::votes, each.exempt, each.is_present()});
    return out;
}

// The words of the result go into the record; its counts stay with the ballot, since written opinions of absent members are among them.
void keep_decision(Transaction& t, const Event& event) {
    auto told = json::parse(event.detail.text).as_object();
    auto* meeting = told.if_contains("meeting_id");
    if (!meeting || !meeting->is_int64()) return;
    Id<Meeting> id{meeting->as_int64()};
    auto paper = paper_of(t, id);
    Decision decision;
    decision.text = std::string{told.at("decision").as_string()};
    if (code_points(decision.text) > 1000) decision.text = decision.text.substr(0, decision.text.find("：")) + "：结果见表决结果报告单。";
    paper.decisions.push_back(std::move(decision));
    update(t, id, paper);
}

}  // namespace zhibu::life
