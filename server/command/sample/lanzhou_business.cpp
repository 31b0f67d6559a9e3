// The bureau's business in `lanzhou`: monthly figures of two years and the items of 2022, imported as the clerk's sheets.
#include "command/sample/lanzhou_business.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "kernel/sheet/writer.hpp"

namespace zhibu::command::lanzhou {
namespace {

constexpr int first_year = 2021, last_year = 2022, months = 12;

// Totals of both years: down by 24.7 %, 23.5 %, 31.3 % and 18.8 %, as the article has it; the rest is the sample's own.
struct Line {
    const char* title;
    int before, after;
    const char* reported_by;  // whose name holds this
};
const Line lines[] = {{"刑事案件", 12000, 9036, "分局"}, {"治安案件", 20000, 15300, "分局"}, {"群众投诉", 960, 742, "分局"}, {"化解矛盾纠纷", 4200, 5166, "分局"},
                      {"命案", 16, 11, "刑事侦查支队"}, {"交通事故死亡人数", 80, 65, "交通警察支队"}, {"窗口办结事项", 88000, 96400, "出入境管理处"}};

// `total` in so many parts of about the same size, whole numbers, none negative.
std::vector<int> shared_out(Chance& chance, int total, std::size_t parts) {
    std::vector<int> weights(parts), out(parts);
    for (auto& each : weights) each = int(chance.between(70, 130));
    auto whole = std::int64_t(std::accumulate(weights.begin(), weights.end(), 0));
    int given = 0;
    for (std::size_t i = 0; i < parts; ++i) given += out[i] = int(std::int64_t(total) * weights[i] / whole);
    for (; given < total; ++given) ++out[chance.next() % parts];
    return out;
}

std::string sheet_of(const char* name, const std::vector<const char*>& headings, const std::vector<std::vector<sheet::Value>>& rows) {
    sheet::Table table{.sheet_name = name};
    for (auto* heading : headings) table.columns.push_back({.heading = heading});
    sheet::Writer writer{table};
    for (auto& row : rows) writer.add_row(row);
    return writer.finish();
}

void import_sheet(City& city, const char* kind, const std::string& file, const std::string& content) {
    auto batch = city.client.upload("clerk", "/api/v1/imports", file, content, {{"kind", kind}});
    city.client.post("clerk", fmt::format("/api/v1/imports/{}/application", batch.at("id").as_int64()), json::object{}, batch.at("version").as_int64());
}

std::string figures_of(City& city, int year) {
    std::vector<std::vector<sheet::Value>> rows;
    for (auto& line : lines) {
        std::vector<std::string> places;
        for (auto organ : city.organs)
            if (city.names.at(organ).find(line.reported_by) != std::string::npos) places.push_back(city.names.at(organ));
        auto values = shared_out(city.chance, year == first_year ? line.before : line.after, places.size() * months);
        for (std::size_t i = 0; i < values.size(); ++i)
            rows.push_back({places[i / months], std::string{line.title}, fmt::format("{}-{:02}", year, i % months + 1), std::to_string(values[i]), std::string{"警情统计月报"}});
    }
    return sheet_of("业务指标", {"单位名称", "业务指标", "统计期间", "数值", "数据来源"}, rows);
}

// ---- items ----

const char* const tasks[] = {"打击电信网络诈骗专项行动", "命案积案攻坚", "夏季治安打击整治行动", "社区警务规范化建设", "执法规范化提升", "道路交通事故预防减量控大", "窗口服务“一件事一次办”", "重大活动安保", "反诈预警劝阻", "矛盾纠纷排查化解", "涉企服务护航行动", "智慧安防小区建设"};
const char* const kinds[] = {"专项行动", "重点工作", "重点项目", "服务事项"};
const char* const teams[] = {"党员突击队", "党员先锋岗", "党员攻坚小组"};

std::string unit_name(City& city, std::int64_t organ) {
    auto& name = city.names.at(organ);
    auto found = std::find_if(units().begin(), units().end(), [&](auto& unit) { return name.starts_with(unit.name); });
    return found->name;
}

// How many of a hundred items have a branch behind them: fewer the further from headquarters (两张皮).
int tied_percent(Tier tier) { return tier == Tier::headquarters ? 90 : tier == Tier::detachment ? 72 : tier == Tier::district ? 46 : 100; }

std::string items_of(City& city, const std::map<std::int64_t, Tier>& tiers) {
    std::vector<std::vector<sheet::Value>> rows;
    auto& chance = city.chance;
    for (auto organ : city.organs) {
        auto tier = tiers.at(organ);
        if (tier == Tier::retired) continue;
        std::vector<const Branch*> own;
        for (auto& branch : city.branches)
            if (branch.organ == organ) own.push_back(&branch);
        int count = tier == Tier::headquarters ? 3 : tier == Tier::detachment ? 6 : 9;
        for (int i = 0; i < count; ++i) {
            bool tied = chance.percent(tied_percent(tier));
            auto starts = Date::of(last_year, int(chance.between(1, 9)), int(chance.between(1, 28)));
            auto due = starts.plus_days(int(chance.between(50, 110)));
            bool done = due < city.sample.now.date() && chance.percent(tied ? 93 : 74);
            auto finished = std::min(due.plus_days(int(chance.between(-12, tied ? 2 : 9))), city.sample.now.date());
            rows.push_back({fmt::format("{}-{:03}", last_year, rows.size() + 1), unit_name(city, organ) + tasks[(rows.size() * 5 + std::size_t(i)) % std::size(tasks)], std::string{kinds[rows.size() % std::size(kinds)]},
                            city.names.at(organ), tied ? sheet::Value{chance.pick(own)->name} : sheet::Value{}, tied && chance.percent(60) ? sheet::Value{std::string{teams[rows.size() % std::size(teams)]}} : sheet::Value{},
                            starts.iso(), due.iso(), done ? sheet::Value{finished.iso()} : sheet::Value{}, done ? sheet::Value{std::string{"已按方案完成。"}} : sheet::Value{}});
        }
    }
    return sheet_of("业务事项", {"编号", "业务事项", "事项类别", "责任单位", "牵引支部", "党员先锋队", "开始日期", "完成期限", "完成日期", "完成情况"}, rows);
}

// A good half of the items with a branch were discussed at a meeting of it.
void discuss(City& city) {
    auto items = city.client.get("clerk", "/api/v1/business-items?size=200").at("items").as_array();
    for (auto& item : items) {
        if (item.at("branch_id").is_null() || !city.chance.percent(58)) continue;
        auto branch = item.at("branch_id").as_int64();
        auto found = std::find_if(city.branches.begin(), city.branches.end(), [&](auto& each) { return each.id == branch; });
        auto meetings = city.client.get(found->secretary, fmt::format("/api/v1/meetings?organization_id={}&state=closed&day_from={}&day_to={}&sort=day&size=1", branch,
                                                                      std::string{item.at("starts_on").as_string()}, std::string{item.at("due_on").as_string()})).at("items").as_array();
        if (meetings.empty()) continue;
        city.client.post(found->secretary, fmt::format("/api/v1/business-items/{}/discussion", item.at("id").as_int64()), {{"meeting_id", meetings.front().at("id")}, {"discussed_on", meetings.front().at("day")}},
                         item.at("version").as_int64());
    }
}

}  // namespace

void plan_business(City& city, const std::map<std::int64_t, Tier>& tiers) {
    city.timeline.at(city.on(Date::of(last_year, 1, 10), 10), [&city] { import_sheet(city, "business_figures", "2021年业务指标.xlsx", figures_of(city, first_year)); });
    city.timeline.at(city.on(city.sample.now.date(), 8), [&city, tiers] {
        import_sheet(city, "business_figures", "2022年业务指标.xlsx", figures_of(city, last_year));
        import_sheet(city, "business_items", "2022年业务事项.xlsx", items_of(city, tiers));
        discuss(city);
    });
}

}  // namespace zhibu::command::lanzhou
