// A year's meetings and talks as chapters of the archive binder: meetings by kind and day, each on a page of its own; talks counted
// by member, never their content.
#include <algorithm>

#include "life/heart_talks.hpp"
#include "life/life.hpp"
#include "life/meeting_policy.hpp"
#include "life/meeting_shown.hpp"
#include "life/minutes.hpp"

namespace zhibu::life {
namespace {

using document::Block;
using document::cell;

std::vector<Meeting> held_in(const View& view, Id<Organization> organization, int year, bool confidential) {
    auto condition = MeetingPolicy::visible_to(view) &&
                     where("organization_id = ? AND day >= ? AND day <= ? AND state = 'closed'", organization, Date::of(year, 1, 1), Date::of(year, 12, 31));
    auto meetings = Store<Meeting>{view}.select(condition, "ORDER BY day, id");
    std::erase_if(meetings, [&](auto& each) { return rules().kind(each.kind).confidential != confidential; });
    std::stable_sort(meetings.begin(), meetings.end(), [](auto& a, auto& b) { return a.kind < b.kind; });
    return meetings;
}

std::vector<Block> meetings_chapter(const View& view, Id<Organization> organization, int year) {
    std::vector<Block> out;
    for (auto& meeting : held_in(view, organization, year, false)) {
        out.push_back(document::Heading{1, meeting.day.chinese() + "　" + meeting.title});
        for (auto& block : minutes_body(view, meeting)) out.push_back(std::move(block));
    }
    return out;
}

std::vector<Block> talks_chapter(const View& view, Id<Organization> organization, int year) {
    auto coverage = talk_coverage(view, organization, year);
    if (coverage.members.empty() || !coverage.talks()) return {};
    document::Table table{"", {{"序号", 1, document::Alignment::centre}, {"姓名", 3}, {"谈话次数", 2, document::Alignment::right}, {"最近一次", 3}}, {}, 12};
    for (auto& each : coverage.members)
        table.rows.push_back({cell(std::to_string(table.rows.size() + 1)), cell(each.name), cell(std::to_string(each.talks)), cell(each.last_on ? each.last_on->chinese() : "")});
    return {document::Heading{1, std::to_string(year) + "年谈心谈话开展情况"},
            document::paragraph("全年谈心谈话覆盖党员" + std::to_string(coverage.covered()) + "名，应覆盖" + std::to_string(coverage.members.size()) + "名。只记次数和日期，不记内容。"), std::move(table)};
}

}  // namespace

void install_binder_chapter(App& app) {
    app.binder.chapter(200, "binder.meetings", meetings_chapter);
    app.binder.chapter(250, "binder.heart_talks", talks_chapter);
}

}  // namespace zhibu::life
