// The meetings of a year as a chapter of the archive binder: by kind and day, each with who came, what was said and decided.
#include <algorithm>

#include "life/attendance.hpp"
#include "life/keeping.hpp"
#include "life/life.hpp"
#include "life/meeting_policy.hpp"

namespace zhibu::life {
namespace {

using document::Block;

document::Runs runs(std::string text) { return {document::plain(std::move(text))}; }

std::string names(const std::vector<Attendee>& attendees, AttendanceState state, bool guests) {
    std::string all;
    for (auto& each : attendees)
        if (each.state == state && (each.standing == AttendeeStanding::guest) == guests) all += (all.empty() ? "" : "、") + each.name + (each.reason.empty() ? "" : "（" + each.reason + "）");
    return all;
}

std::string votes(const Decision& decision) {
    if (!decision.voted()) return decision.text;
    auto count = [](const std::optional<std::int64_t>& number) { return std::to_string(number.value_or(0)); };
    return decision.text + "（赞成" + count(decision.yes) + "，反对" + count(decision.no) + "，弃权" + count(decision.abstained) + (decision.passed.value_or(false) ? "，通过）" : "，未通过）");
}

// Of a talk only that it took place: its content is nobody's record (谈心谈话不记内容).
void write(const View& view, const Meeting& meeting, std::vector<Block>& out) {
    auto kind = std::string{view.app.words.text(Language::chinese, "meeting.kind_is." + std::string{Codec<MeetingKind>::name(meeting.kind)})};
    out.push_back(document::Heading{1, meeting.day.chinese() + "　" + meeting.title});
    auto attendees = attendees_of(view, meeting.id);
    document::Particulars lines;
    auto line = [&](const char* label, std::string text) {
        if (!text.empty()) lines.lines.emplace_back(label, runs(std::move(text)));
    };
    line("类别", kind);
    if (meeting.held_at) line("时间", meeting.held_at->date().chinese() + meeting.held_at->iso().substr(10, 6).replace(0, 1, " ") + "，" + std::to_string(meeting.duration) + "分钟");
    line("地点", meeting.place);
    line("到会", "应到" + std::to_string(meeting.entitled) + "人，实到" + std::to_string(meeting.present) + "人");
    line("出席", names(attendees, AttendanceState::present, false));
    line("列席", names(attendees, AttendanceState::present, true));
    line("请假", names(attendees, AttendanceState::leave, false));
    line("缺席", names(attendees, AttendanceState::absent, false));
    if (meeting.late) line("补录原因", meeting.late_reason);
    out.push_back(std::move(lines));
    if (meeting.kind == MeetingKind::heart_talk || !MeetingPolicy::reads_paper(view, meeting)) return;
    auto paper = paper_of(view, meeting.id);
    if (!paper.agenda.empty()) out.push_back(document::Heading{2, "议程"});
    for (std::size_t i = 0; i < paper.agenda.size(); ++i)
        out.push_back(document::paragraph(std::to_string(i + 1) + ". " + paper.agenda[i].title + (paper.agenda[i].done ? "" : "（未进行" + (paper.agenda[i].reason.empty() ? "" : "：" + paper.agenda[i].reason) + "）")));
    if (!paper.minutes.empty()) out.push_back(document::Heading{2, "记录"}), out.push_back(document::paragraph(paper.minutes));
    if (!paper.decisions.empty()) out.push_back(document::Heading{2, "决议"});
    for (auto& decision : paper.decisions) out.push_back(document::paragraph(votes(decision)));
}

std::vector<Block> chapter(const View& view, Id<Organization> organization, int year) {
    auto condition = MeetingPolicy::visible_to(view) &&
                     where("organization_id = ? AND day >= ? AND day <= ? AND state = 'closed'", organization, Date::of(year, 1, 1), Date::of(year, 12, 31));
    auto meetings = Store<Meeting>{view}.select(condition, "ORDER BY day, id");
    std::stable_sort(meetings.begin(), meetings.end(), [](auto& a, auto& b) { return a.kind < b.kind; });
    std::vector<Block> out;
    for (auto& meeting : meetings) write(view, meeting, out);
    return out;
}

}  // namespace

void install_binder_chapter(App& app) { app.binder.chapter(200, "binder.meetings", chapter); }

}  // namespace zhibu::life
