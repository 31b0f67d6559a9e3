// A leader's contacts with an organisation as a chapter of the archive binder.
#include "contact/binder_chapter.hpp"

#include "contact/contact_policy.hpp"
#include "contact/contact_leader.hpp"

namespace zhibu::contact {
namespace {

using document::Block;
using document::cell;

std::string label(const View& view, const std::string& key) { return std::string{view.app.words.text(Language::chinese, key)}; }

// What was said follows the table, each in its own words.
void write_words(const ContactVisit& visit, const std::string& leader, std::vector<Block>& out) {
    if (visit.feedback.empty() && visit.follow_up.empty()) return;
    std::string text = visit.visited_on.chinese() + "，" + leader + "：" + visit.feedback;
    if (!visit.follow_up.empty()) text += "需跟进：" + visit.follow_up;
    if (!visit.answer.empty()) text += "办理情况：" + visit.answer;
    out.push_back(document::paragraph(std::move(text)));
}

std::vector<Block> chapter(const View& view, Id<Organization> organization, int year) {
    auto visits = Store<ContactVisit>{view}.select(VisitPolicy::visible_to(view) && where("(organization_id = ? OR place_id = ?) AND state = 'recorded' AND visited_on >= ? AND visited_on <= ?", organization,
                                                                                        organization, Date::of(year, 1, 1), Date::of(year, 12, 31)), "ORDER BY visited_on, id");
    if (visits.empty()) return {};
    std::map<std::int64_t, std::string> leaders;
    for (auto& leader : Store<ContactLeader>{view}.select(everything())) leaders[leader.id.value] = leader.name;
    document::Table table{"", {{"序号", 1, document::Alignment::centre}, {"日期", 2.4}, {"联系领导", 2}, {"方式", 2}, {"地点", 3.4}, {"事项", 4}}, {}, 10.5};
    std::vector<Block> said;
    for (auto& visit : visits) {
        auto* place = view.tree().find(visit.place_id ? visit.place_id : visit.organization_id);
        table.rows.push_back({cell(std::to_string(table.rows.size() + 1)), cell(visit.visited_on.iso()), cell(leaders[visit.leader_id.value]),
                              cell(label(view, "contact_visit.way_is." + std::string{Codec<ContactWay>::name(visit.way)})), cell(place ? place->name : ""), cell(visit.title + (visit.late ? "（补记）" : ""))});
        write_words(visit, leaders[visit.leader_id.value], said);
    }
    std::vector<Block> out{document::Heading{1, std::to_string(year) + "年领导联系记录"}, std::move(table)};
    if (!said.empty()) out.push_back(document::Heading{2, "交流反馈"});
    for (auto& block : said) out.push_back(std::move(block));
    return out;
}

}  // namespace

void install_binder_chapter(App& app) { app.binder.chapter(400, "binder.contact", chapter); }

}  // namespace zhibu::contact
