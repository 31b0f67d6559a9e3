#include "command/sample/lanzhou_business.hpp"

#include <fmt/format.h>

#include "kernel/pack/pack.hpp"

namespace zhibu::command::lanzhou {
namespace {

// The article's four changes on the year: −24.7 %, −23.5 %, −31.3 %, −18.8 %.
struct Total {
    const char* name;
    std::int64_t before, now;
};
constexpr Total criminal{"刑事案件", 10000, 7530}, public_order{"治安案件", 20000, 15300}, homicides{"命案", 16, 11}, traffic_deaths{"交通事故死亡人数", 101, 82};

const std::vector<std::string> tasks{"重点案件攻坚", "社区警务规范化", "电信网络诈骗治理", "矛盾纠纷排查化解", "执法规范化建设", "窗口服务提升", "重点区域巡防", "风险隐患清零"};

class Business {
public:
    Business(City& city, const std::map<std::int64_t, Tier>& tiers) : city_{city}, tiers_{tiers}, chance_{city.sample.seed + 7} {
        for (auto organ : city.organs)
            if (tiers.at(organ) == Tier::district) districts_.push_back(organ);
    }

    // A total shared out among the districts, some better than others, none lost.
    void share(std::string& sheet, const Total& total, int year) {
        auto whole = year == 2021 ? total.before : total.now;
        auto count = std::int64_t(districts_.size());
        std::int64_t given = 0;
        for (std::int64_t i = 0; i < count; ++i) {
            auto part = whole / count + (i < whole % count ? 1 : 0);
            // What one does better another does worse: neighbours differ by as much as they can within a tenth.
            if (year == 2022 && whole >= 100 && count % 2 == 0) part += (i % 2 ? 1 : -1) * (part * (1 + i / 2 * 2) / 40);
            given += part;
            add(sheet, city_.names.at(districts_[std::size_t(i)]), total.name, year, part);
        }
        if (given != whole) add_rest(total, whole - given);
    }
    std::string figures(int year) {
        std::string sheet = "单位名称,指标,期间,数值,数据来源\n";
        for (auto& total : {criminal, public_order, homicides}) share(sheet, total, year);
        for (auto organ : districts_)
            if (city_.names.at(organ).starts_with("交通警察支队")) add(sheet, city_.names.at(organ), traffic_deaths.name, year, year == 2021 ? traffic_deaths.before : traffic_deaths.now);
        return sheet;
    }
    std::string items() {
        std::string sheet = "编号,事项名称,事项类别,责任单位,牵引支部,党员先锋队,开始日期,完成期限\n";
        int number = 0;
        for (auto organ : city_.organs) {
            std::vector<const Branch*> branches;
            for (auto& branch : city_.branches)
                if (branch.organ == organ) branches.push_back(&branch);
            auto tier = tiers_.at(organ);
            if (branches.empty() || tier == Tier::retired) continue;
            // Headquarters ties nearly all it does to a branch, districts hardly half.
            int tied = tier == Tier::headquarters ? 95 : tier == Tier::detachment ? 78 : 48;
            for (int i = 0; i < (tier == Tier::headquarters ? 2 : 4); ++i) {
                auto branch = chance_.percent(tied) ? chance_.pick(branches)->name : std::string{};
                auto team = !branch.empty() && chance_.percent(45) ? std::string{chance_.percent(60) ? "党员先锋岗" : "党员突击队"} : std::string{};
                auto task = tasks[std::size_t(number) % tasks.size()];
                auto due = Date::of(2022, int(chance_.between(6, 12)), 25);
                sheet += fmt::format("2022-{:03},{},重点工作,{},{},{},2022-01-{:02},{}\n", ++number, task, city_.names.at(organ), branch, team, chance_.between(5, 25), due.iso());
            }
        }
        return sheet;
    }
    void finish_items() {
        auto today = city_.app.clock.now().date();
        auto list = city_.client.get("admin", "/api/v1/business-items?state=under_way&size=200");
        for (auto& each : list.as_object().at("items").as_array()) {
            auto due = *Date::parse(std::string_view{each.at("due_on").as_string()});
            auto done = due.plus_days(-int(chance_.between(1, 20)));
            if (done > today || !chance_.percent(each.at("branch_id").is_null() ? 62 : 88)) continue;
            city_.client.patch("admin", fmt::format("/api/v1/business-items/{}", each.at("id").as_int64()), {{"done_on", done.iso()}, {"outcome", "按计划完成"}}, each.at("version").as_int64());
        }
    }
    // The bureau's own levels: its departments, detachments, districts.
    void publish_levels() {
        auto draft = city_.client.post("clerk", "/api/v1/packs/standard/files/cockpit.toml/drafts", {{"text", pack::embedded_text("samples/lanzhou/cockpit.toml")}});
        city_.client.post("clerk", fmt::format("/api/v1/pack-versions/{}/publication", draft.at("id").as_int64()), {{"effective_from", "2021-01-01"}, {"note", "按机关本级、直属支队、分局三级看冷热"}, {"reason", "全年用同一口径"}}, draft.at("version").as_int64());
    }

private:
    static void add(std::string& sheet, const std::string& organization, std::string_view name, int year, std::int64_t value) { sheet += fmt::format("{},{},{}年,{},公安业务统计年报\n", organization, name, year, value); }
    static void add_rest(const Total& total, std::int64_t rest) { throw std::logic_error{fmt::format("{}: {} are not shared out", total.name, rest)}; }

    City& city_;
    const std::map<std::int64_t, Tier>& tiers_;
    Chance chance_;
    std::vector<std::int64_t> districts_;
};

}  // namespace

void plan_business(City& city, const std::map<std::int64_t, Tier>& tiers) {
    auto kept = std::make_shared<std::map<std::int64_t, Tier>>(tiers);
    auto business = std::make_shared<Business>(city, *kept);
    city.keep.push_back(kept), city.keep.push_back(business);
    city.timeline.at(city.on(Date::of(2021, 1, 6), 10), [business] { business->publish_levels(); });
    city.timeline.at(city.on(Date::of(2022, 1, 14), 10), [&city, business] { import(city, "business_figures", "2021年业务指标.csv", business->figures(2021)); });
    city.timeline.at(city.on(Date::of(2022, 1, 26), 10), [&city, business] { import(city, "business_items", "2022年重点工作台账.csv", business->items()); });
    city.timeline.at(city.on(Date::of(2022, 12, 26), 15), [&city, business] {
        business->finish_items();
        import(city, "business_figures", "2022年业务指标.csv", business->figures(2022));
    });
}

}  // namespace zhibu::command::lanzhou
