// The sample city `lanzhou`: a bureau's Party committee with 273 branches and two years, modelled on a published article (2022).
// All people are invented; the pattern is the article's: headquarters ahead, detachments in the middle, districts behind.
#include "command/sample/city.hpp"
#include "command/sample/lanzhou_business.hpp"
#include "command/sample/lanzhou_evaluation.hpp"
#include "command/sample/lanzhou_life.hpp"
#include "command/sample/lanzhou_roster.hpp"
#include "command/sample/supervision.hpp"
#include "kernel/pack/pack.hpp"

namespace zhibu::command {
namespace {

// 大督察: four rounds a year through everything directly below. 1,100 problems found in 2022, and as many put right in it: what is still
// open at its end (22), cannot be put right (2) or came back (3) equals the 27 of the year before that were put right late.
constexpr int found_in_2022 = 1100, carried_over = 27;

Campaign round(std::string_view title, Date opened, int problems) {
    return {.title = title, .purpose = "紧盯苗头性、倾向性问题，抓早抓小，督促整改。", .checklist = "organ_party_building", .opened_on = opened, .starts_on = opened.plus_days(2),
            .ends_on = opened.plus_days(60), .first_visit = opened.plus_days(3), .over_working_days = 20, .problems = problems, .kind = "research"};
}

std::vector<Campaign> rounds() {
    auto before = round("2021年党建工作大督察", Date::of(2021, 6, 7), 130);
    before.spacing = 4, before.reported_late = carried_over, before.reported_on = Date::of(2022, 1, 10), before.late_ones_close = true;
    auto first = round("2022年第一轮大督察", Date::of(2022, 1, 5), found_in_2022 / 4);
    first.unfixable = 2;
    auto second = round("2022年第二轮大督察", Date::of(2022, 3, 21), found_in_2022 / 4);
    auto third = round("2022年第三轮大督察", Date::of(2022, 6, 13), found_in_2022 / 4);
    third.recheck_on = Date::of(2022, 12, 5), third.rechecked = 20, third.failing_recheck = 3;
    auto last = round("2022年第四轮大督察", Date::of(2022, 8, 29), found_in_2022 / 4);
    last.stuck_at_receipt = 4, last.stuck_at_measures = 8, last.in_work = 6, last.reported_late = 4, last.reported_on = Date::of(2022, 12, 22);
    last.letters_on = Date::of(2022, 12, 1), last.reminders = 8, last.supervisions = 4, last.pledges = 5;
    return {before, first, second, third, last};
}

std::map<std::int64_t, lanzhou::Tier> tiers_of(City& city) {
    std::map<std::int64_t, lanzhou::Tier> tiers;
    for (auto organ : city.organs)
        for (auto& unit : lanzhou::units())
            if (city.names.at(organ).starts_with(unit.name)) tiers[organ] = unit.tier;
    return tiers;
}

Diligence diligence_of(Chance& chance, lanzhou::Tier tier) {
    int draw = int(chance.between(1, 100));
    switch (tier) {
        case lanzhou::Tier::headquarters: return draw <= 94 ? Diligence::good : Diligence::middling;
        case lanzhou::Tier::detachment: return draw <= 40 ? Diligence::good : draw <= 88 ? Diligence::middling : Diligence::weak;
        case lanzhou::Tier::retired: return draw <= 70 ? Diligence::good : Diligence::middling;
        case lanzhou::Tier::district: break;
    }
    return draw <= 16 ? Diligence::good : draw <= 58 ? Diligence::middling : Diligence::weak;
}

// The bureau's own levels of the cockpit: its departments, detachments, districts.
void publish_levels(City& city) {
    auto draft = city.client.post("clerk", "/api/v1/packs/standard/files/cockpit.toml/drafts", {{"text", pack::embedded_text("samples/lanzhou/cockpit.toml")}});
    city.client.post("clerk", "/api/v1/pack-versions/" + std::to_string(draft.at("id").as_int64()) + "/publication",
                     {{"effective_from", "2021-01-01"}, {"note", "按机关本级、直属支队、分局三级看冷热"}, {"reason", "全年用同一口径"}}, draft.at("version").as_int64());
}

}  // namespace

void plan_lanzhou(City& city) {
    city.app.clock.stand_at(city.on(Date::of(2020, 12, 1), 9));
    install(city);
    auto sheets = lanzhou::make_sheets(city.chance);
    import(city, "organizations", "党组织.xlsx", sheets.organizations);
    import(city, "members", "党员.xlsx", sheets.members);
    read_tree(city, [](std::int64_t) { return Diligence::middling; });
    auto tiers = tiers_of(city);
    for (auto& branch : city.branches) branch.diligence = diligence_of(city.chance, tiers.at(branch.organ));
    staff(city, "刑事侦查支队第一");
    plan_contacts(city, 2021);
    lanzhou::plan_life(city, tiers);
    for (auto& campaign : rounds()) plan_campaign(city, campaign);
    city.timeline.at(city.on(Date::of(2021, 1, 6), 10), [&city] { publish_levels(city); });
    lanzhou::plan_business(city, tiers);
    plan_posts(city, 2022);
    lanzhou::plan_acceptance(city, tiers);
    lanzhou::plan_points(city, tiers);
    lanzhou::plan_votes(city);  // before the visit: its members' judges are those voters
    lanzhou::plan_tour(city, tiers);
    plan_jobs(city, 2021);
}

}  // namespace zhibu::command
