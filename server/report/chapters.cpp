// The binder's chapters that need no other module: organisation and roster, hours of study, the year's facts.
#include "kernel/values/protected.hpp"
#include "report/binder_papers.hpp"
#include "report/fact_list.hpp"

namespace zhibu::report {
namespace {

using document::Block;
using document::cell;

std::string text_of(const std::optional<Date>& date) { return date ? date->chinese() : ""; }
std::string label(const View& view, const std::string& key) { return std::string{view.app.words.text(Language::chinese, key)}; }
document::Runs runs(std::string text) { return {document::plain(std::move(text))}; }

// 组织基本情况与名册. Names and dates of the members' Party life; numbers are masked, as everywhere.
std::vector<Block> organization_chapter(const View& view, Id<Organization> id, int year) {
    auto record = organization::load(view, id);
    auto day = std::min(Date::of(year, 12, 31), view.today());
    std::vector<Block> out;
    document::Particulars lines;
    auto line = [&](const char* name, std::string text) {
        if (!text.empty()) lines.lines.emplace_back(label(view, std::string{"organization."} + name), runs(std::move(text)));
    };
    line("name", record.name);
    line("kind", label(view, "organization.kind_is." + std::string{Codec<OrganizationKind>::name(record.kind)}));
    if (auto* node = view.tree().find(id))
        if (auto* above = view.tree().find(node->parent)) line("parent_id", above->name);
    line("founded_on", text_of(record.founded_on));
    line("unit", record.unit);
    line("contact_name", record.contact_name);
    out.push_back(document::Heading{1, "组织基本情况"});
    out.push_back(std::move(lines));
    document::Table roster{"党员名册(" + day.chinese() + ")",
                           {{"序号", 1, document::Alignment::centre},
                            {"姓名", 2},
                            {"性别", 1},
                            {"出生年月", 2},
                            {"学历", 2},
                            {"人员类别", 2},
                            {"入党日期", 2.4},
                            {"公民身份号码", 3.4}},
                           {},
                           10.5};
    for (auto& standing : organization::members_on(view, id, day)) {
        auto member = Store<Member>{view}.find(standing.member, organization::members_visible_to(view));
        if (!member) continue;
        auto born = member->birth_date ? Date::of(member->birth_date->year(), member->birth_date->month(), 0).chinese() : "";
        roster.rows.push_back({cell(std::to_string(roster.rows.size() + 1)), cell(member->name),
                               cell(label(view, "member.gender_is." + std::string{Codec<Gender>::name(member->gender)})), cell(born),
                               cell(member->education),
                               cell(label(view, "member.stage_is." + std::string{Codec<MemberStage>::name(member->stage)})),
                               cell(member->joined_on ? member->joined_on->iso() : ""), cell(member->id_number.masked())});
    }
    if (!roster.rows.empty()) out.push_back(document::Heading{1, "党员名册"}), out.push_back(std::move(roster));
    auto* node = view.tree().find(id);
    document::Table below{"下属党组织", {{"序号", 1, document::Alignment::centre}, {"党组织", 8}}, {}, 12};
    for (auto child : node ? node->children : std::vector<Id<Organization>>{})
        below.rows.push_back({cell(std::to_string(below.rows.size() + 1)), cell(view.tree().find(child)->name)});
    if (!below.rows.empty()) out.push_back(document::Heading{1, "下属党组织"}), out.push_back(std::move(below));
    return out;
}

// 党员学习时数, from attendance.
std::vector<Block> study_chapter(const View& view, Id<Organization> id, int year) {
    document::Table table{"",
                          {{"序号", 1, document::Alignment::centre},
                           {"姓名", 3},
                           {"参加次数", 2, document::Alignment::right},
                           {"学时（小时）", 2, document::Alignment::right}},
                          {},
                          12};
    for (auto& standing : organization::members_on(view, id, std::min(Date::of(year, 12, 31), view.today()))) {
        auto studied = rollup::of_member(view, "life.attended.*", standing.member, year);
        auto tenths = studied.amount / 6;  // of an hour
        table.rows.push_back({cell(std::to_string(table.rows.size() + 1)), cell(standing.name), cell(std::to_string(studied.count)),
                              cell(std::to_string(tenths / 10) + "." + std::to_string(tenths % 10))});
    }
    if (table.rows.empty()) return {};
    return {document::Heading{1, std::to_string(year) + "年党员学习时数"}, document::paragraph("由各次会议签到记录汇总，不取自在线时长。"),
            std::move(table)};
}

// 履职事实: the figures of the year, and the organisation's own facts but single attendances, each with its source.
std::vector<Block> fact_chapter(const View& view, Id<Organization> id, int year) {
    Gauge gauge{view, view.app.indicators, id, year};
    document::Table figures{"", {{"指标", 2}, {"数值", 1, document::Alignment::right}, {"统计口径", 5}}, {}, 10.5};
    for (auto& indicator : view.app.indicators.all()) {
        auto reading = gauge.read(indicator, Period::whole_year(year));
        if (!reading.value || *reading.value == 0) continue;
        auto number = reading.page.empty() ? document::plain(reading.text()) : document::link(reading.text(), reading.page);
        figures.rows.push_back({cell(indicator.title), {{number}}, cell(gauge.explanation(reading, Language::chinese))});
    }
    FactQuery query;
    for (auto& [name, kind] : view.app.fact_kinds.all())
        if (!name.starts_with("life.attended.") && !name.starts_with("life.entitled.")) query.kinds.push_back(name);
    query.organization = id, query.period = Period::whole_year(year), query.order = "f.happened_on, f.id", query.size = 5000;
    document::Table table{"", {{"日期", 2}, {"事项", 3}, {"来源", 5}, {"备注", 1}}, {}, 10.5};
    if (!query.kinds.empty())
        for (auto& fact : facts(view, query, Language::chinese))
            table.rows.push_back({cell(fact.happened_on.iso()),
                                  cell(fact.kind_label),
                                  {{document::link(fact.source_name.empty() ? fact.source_page : fact.source_name, fact.source_page)}},
                                  cell(fact.late ? "补录" : "")});
    std::vector<Block> out;
    if (!figures.rows.empty()) out.push_back(document::Heading{1, "年度数据一览"}), out.push_back(std::move(figures));
    if (!table.rows.empty()) out.push_back(document::Heading{1, "履职记录目录"}), out.push_back(std::move(table));
    return out;
}

}  // namespace

void install_chapters(App& app) {
    app.binder.chapter(100, "binder.organization", organization_chapter);
    app.binder.chapter(300, "binder.study", study_chapter);
    app.binder.chapter(900, "binder.facts", fact_chapter);
}

}  // namespace zhibu::report
