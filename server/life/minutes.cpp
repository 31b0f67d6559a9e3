#include "life/minutes.hpp"

#include <fmt/format.h>

#include "kernel/document/docx.hpp"
#include "kernel/document/pdf.hpp"
#include "life/meeting_policy.hpp"
#include "life/meeting_shown.hpp"

namespace zhibu::life {
namespace {

using document::Block;

document::Runs runs(std::string text) { return {document::plain(std::move(text))}; }

std::string kind_words(const View& view, const Meeting& meeting) {
    return std::string{view.app.words.text(Language::chinese, "meeting.kind_is." + std::string{Codec<MeetingKind>::name(meeting.kind)})};
}

std::string names(const std::vector<Attendee>& attendees, AttendanceState state, bool guests) {
    std::string all;
    for (auto& each : attendees)
        if (each.state == state && (each.standing == AttendeeStanding::guest) == guests) all += (all.empty() ? "" : "、") + each.name + (each.reason.empty() ? "" : "（" + each.reason + "）");
    return all;
}

std::string name_of(const View& view, std::optional<Id<Member>> member) {
    if (!member) return "";
    auto found = view.app.references.names(view, "member", {member->value});
    return found.empty() ? "" : found.begin()->second;
}

std::string time_of(const Meeting& meeting) {
    if (!meeting.held_at) return meeting.day.chinese();
    auto text = fmt::format("{} {:02}:{:02}", meeting.held_at->date().chinese(), meeting.held_at->hour(), meeting.held_at->minute());
    if (meeting.ended_at && meeting.ended_at->date() == meeting.held_at->date()) text += fmt::format("—{:02}:{:02}", meeting.ended_at->hour(), meeting.ended_at->minute());
    return text + fmt::format("（{}分钟）", meeting.duration);
}

std::string lecturer_of(const View& view, const Meeting& meeting) {
    auto own = name_of(view, meeting.lecturer_id);
    return own.empty() ? meeting.lecturer : own;
}

document::Particulars particulars(const View& view, const Meeting& meeting, const std::vector<Attendee>& attendees) {
    document::Particulars lines;
    auto line = [&](const char* label, std::string text) {
        if (!text.empty()) lines.lines.emplace_back(label, runs(std::move(text)));
    };
    line("类别", kind_words(view, meeting));
    line("时间", time_of(meeting));
    line("地点", meeting.place);
    line("主持", name_of(view, meeting.host_id));
    line("主讲", lecturer_of(view, meeting));
    line("议题", meeting.topics);
    line("到会", fmt::format("应到{}人，实到{}人", meeting.entitled, meeting.present));
    line("出席", names(attendees, AttendanceState::present, false));
    line("列席", names(attendees, AttendanceState::present, true));
    line("请假", names(attendees, AttendanceState::leave, false));
    line("缺席", names(attendees, AttendanceState::absent, false));
    if (meeting.late) line("补录原因", meeting.late_reason);
    return lines;
}

std::string item(const AgendaItem& each, std::size_t number) {
    auto text = fmt::format("{}. {}", number, each.title);
    if (each.done) return text;
    return text + "（未进行" + (each.reason.empty() ? "" : "：" + each.reason) + "）";
}

std::string votes(const Decision& decision) {
    if (!decision.voted()) return decision.text;
    return fmt::format("{}（赞成{}，反对{}，弃权{}，{}）", decision.text, decision.yes.value_or(0), decision.no.value_or(0), decision.abstained.value_or(0),
                       decision.passed.value_or(false) ? "通过" : "未通过");
}

// Whoever takes a paper out of the program leaves a trace: minutes name people.
http::Response handed_out(http::Call& call) {
    auto format = call.parameter("format").value_or("pdf");
    if (format != "pdf" && format != "docx") throw invalid({{"?format", "not_one_of"}});
    Meeting meeting;
    auto paper = call.app.read(call.actor, [&](const View& view) {
        meeting = load_meeting(view, call.id<Meeting>());
        must_be(meeting, {MeetingState::closed});
        return minutes_paper(view, meeting);
    });
    // Set outside the transaction: Pango takes its time.
    bool pdf = format == "pdf";
    auto bytes = pdf ? document::to_pdf(paper) : document::to_docx(paper);
    call.app.write(call.actor, [&](Transaction& t) { t.audit("meeting.minutes_taken", "meeting", meeting.id.value, meeting.organization_id, {"{\"format\":" + to_json(std::string{format}) + "}"}); });
    auto name = meeting.day.iso() + " " + meeting.title + (pdf ? ".pdf" : ".docx");
    return http::attachment(std::move(bytes), pdf ? "application/pdf" : "application/vnd.openxmlformats-officedocument.wordprocessingml.document", name);
}

}  // namespace

std::vector<Block> minutes_body(const View& view, const Meeting& meeting) {
    std::vector<Block> out{particulars(view, meeting, attendees_of(view, meeting.id))};
    if (rules().kind(meeting.kind).confidential || !MeetingPolicy::reads_paper(view, meeting)) return out;
    auto paper = paper_of(view, meeting.id);
    if (!paper.agenda.empty()) out.push_back(document::Heading{2, "议程"});
    for (std::size_t i = 0; i < paper.agenda.size(); ++i) out.push_back(document::paragraph(item(paper.agenda[i], i + 1)));
    if (!paper.minutes.empty()) out.push_back(document::Heading{2, "记录"}), out.push_back(document::paragraph(paper.minutes));
    if (!paper.decisions.empty()) out.push_back(document::Heading{2, "决议"});
    for (auto& decision : paper.decisions) out.push_back(document::paragraph(votes(decision)));
    if (!paper.photos.empty()) out.push_back(document::paragraph(fmt::format("另有照片{}张，存于会议记录页。", paper.photos.size())));
    return out;
}

document::Document minutes_paper(const View& view, const Meeting& meeting) {
    // The name stands on the paper whoever reads it.
    auto holder = Store<Organization>{view}.load(meeting.organization_id, everything());
    document::Document paper;
    auto kind = kind_words(view, meeting);
    paper.title = holder.name + "\n" + kind + (kind.ends_with("记录") ? "" : "记录");
    document::Particulars subject;
    subject.lines.emplace_back("主题", runs(meeting.title));
    paper.body.push_back(std::move(subject));
    for (auto& block : minutes_body(view, meeting)) paper.body.push_back(std::move(block));
    paper.body.push_back(document::Spacing{1});
    paper.body.push_back(document::Table{"", {{"", 1}, {"", 1}}, {{document::cell("主持人（签字）："), document::cell("记录人（签字）：")}}, 14});
    paper.author = holder.name, paper.created = meeting.closed_at.value_or(view.now);
    paper.watermark = view.actor.name + " " + view.now.iso().substr(0, 10) + " " + view.now.iso().substr(11, 5);
    return paper;
}

void install_minutes(App& app) {
    app.router.get("/api/v1/meetings/{id}/minutes", {.operation = "meeting.minutes", .response = http::file_shape("application/pdf"), .query = {{"format", "pdf or docx"}}}, handed_out);
}

}  // namespace zhibu::life
