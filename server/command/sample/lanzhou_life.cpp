#include "command/sample/lanzhou_life.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zhibu::command::lanzhou {
namespace {

constexpr int first_year = 2021, last_year = 2022;
constexpr int centre_studies[] = {12, 19}, training_classes[] = {28, 35};  // of each year; those of 2022 stand in the article

const std::vector<std::string> themes[12] = {
    {"学习党章党规", "春节安保党员先锋岗"}, {"走访慰问困难民警", "廉洁过节树新风"}, {"学雷锋志愿服务进社区", "义务植树"}, {"缅怀公安英烈", "政治轮训交流"}, {"反电信诈骗宣传进小区", "青年民警讲党史"}, {"重温入党誓词", "慰问老党员"},
    {"向党旗报告", "走进辖区企业解难题"}, {"防汛救灾党员突击队", "练兵比武"}, {"文明交通劝导", "中秋走访"}, {"为群众办实事", "守护平安夜巡"}, {"疫情防控党员先锋队", "学习党的重要会议精神"}, {"宪法宣传进社区", "年终为群众办实事回访"}};
const std::vector<std::string> lectures{"忠诚担当、守护平安", "从公安英烈中汲取奋进力量", "严守纪律规矩、永葆清廉本色", "窗口服务中的党员责任", "大案侦办中的支部作用"};
const std::vector<std::string> studies{"党的重要会议精神", "政治建警", "意识形态工作", "全面从严治警", "习近平法治思想", "党内法规", "平安建设", "基层党建攻坚年部署", "模范机关创建", "安全生产与公共安全"};
const std::vector<std::string> classes{"党支部书记轮训班", "党务干部业务培训班", "青年民警政治轮训班", "新任警长政治轮训班", "发展对象培训班", "党风廉政教育培训班", "基层所队长轮训班"};

// How many of a hundred planned meetings take place: a cool summer in the districts, a warm end of the year everywhere.
int percent_of(Diligence diligence, Tier tier, int year, int month) {
    int usual = usually_held(diligence);
    if (tier == Tier::district) usual -= month >= 6 && month <= 9 ? 22 : 6;
    if (tier == Tier::detachment && (month == 2 || month == 8)) usual -= 10;
    if (month >= 11) usual += 6;
    return std::clamp(usual + (year == last_year ? 2 : 0), 25, 100);
}

class Life {
public:
    Life(City& city, const std::map<std::int64_t, Tier>& tiers) : city_{city}, tiers_{tiers} {}
    void plan() {
        for (int year = first_year; year <= last_year; ++year) {
            for (std::size_t i = 0; i < city_.branches.size(); ++i) plan_branch(i, year);
            plan_centre_group(year);
            plan_classes(year);
        }
        city_.timeline.at(city_.on(Date::of(last_year, 12, 23), 10), [&city = city_] {
            city.client.post("secretary", "/api/v1/meetings", {{"organization_id", city.demo_branch()->id}, {"kind", "theme_day"}, {"title", "主题党日：宪法宣传进社区"},
                                                               {"planned_at", city.on(city.sample.now.date(), 14, 30).iso()}, {"place", "党员活动室"}});
        });
    }

private:
    void plan_branch(std::size_t index, int year);
    void plan_month(std::size_t index, int year, int month, bool has_committee);
    void plan_centre_group(int year);
    void plan_classes(int year);
    Date day(int year, int month, int low, int high) { return city_.working_day(year, month, int(city_.chance.between(low, high))); }
    json::array some_members(std::int64_t organization, int most, int page);
    // Held as likely as the branch and the season have it.
    void perhaps(std::size_t index, Held held) {
        if (!held.percent) held.percent = percent_of(city_.branches[index].diligence, tiers_.at(city_.branches[index].organ), held.day.year(), held.day.month());
        hold(city_, index, std::move(held));
    }

    City& city_;
    const std::map<std::int64_t, Tier> tiers_;
};

void Life::plan_month(std::size_t index, int year, int month, bool has_committee) {
    int last = month == 12 ? 23 : 26;
    auto theme = city_.chance.pick(themes[month - 1]);
    perhaps(index, {"theme_day", "主题党日：" + theme, "围绕“" + theme + "”开展活动，党员交流了体会，书记作了小结。", day(year, month, 5, last), 14});
    if (has_committee) perhaps(index, {"committee_meeting", fmt::format("{}月支委会", month), "研究本月党建和队伍重点工作，明确责任人和时限。", day(year, month, 3, last - 2), 9});
}

void Life::plan_branch(std::size_t index, int year) {
    auto& branch = city_.branches[index];
    bool demo = branch.secretary == "secretary";  // still owes December's meetings: there is something to do when one looks in
    bool has_committee = city_.client.get(branch.secretary, fmt::format("/api/v1/members?organization_id={}&stage=formal&size=1", branch.id)).at("total").as_int64() >= 7;
    for (int month = 1; month <= 12; ++month)
        if (!(demo && year == last_year && month == 12)) plan_month(index, year, month, has_committee);
    for (int quarter = 0; quarter < 4; ++quarter) {
        int first = quarter * 3 + 1, last = quarter == 3 ? 11 : first + 2;
        perhaps(index, {"general_meeting", fmt::format("第{}季度党员大会", quarter + 1), "听取支委会工作报告，讨论重点任务，党员充分发表意见。", day(year, int(city_.chance.between(first, last)), 8, 24), 15});
        perhaps(index, {"party_lecture", "党课：" + city_.chance.pick(lectures), "由支部书记主讲，联系岗位讲体会、谈打算。", day(year, int(city_.chance.between(first, last)), 8, 24), 15});
    }
    // 指导273个党支部召开年度组织生活会: every branch once.
    Held yearly{"organization_life", "年度组织生活会", "书记代表班子作对照检查，党员逐一发言，开展批评和自我批评，形成整改清单。", day(year, year == last_year ? 11 : 12, 3, 22), 9};
    yearly.percent = 100;
    perhaps(index, yearly);
    perhaps(index, {"democratic_review", "民主评议党员", "个人自评、党员互评、民主测评，支委会综合评定。", yearly.day, 14});
    auto talks = std::size_t(city_.chance.between(1, int(talk_groups)));
    for (std::size_t group = 0; group < talks; ++group) perhaps(index, {"heart_talk", "谈心谈话", "", day(year, int(city_.chance.between(2, 11)), 4, 26), 10, {}, group});
    // 志愿服务 of those who like to go out.
    if (branch.diligence != Diligence::weak && city_.chance.percent(35))
        perhaps(index, {"volunteer", "志愿服务：反诈宣传", "党员到社区开展反诈宣传，受到居民欢迎。", day(year, int(city_.chance.between(3, 10)), 6, 24), 9});
}

json::array Life::some_members(std::int64_t organization, int most, int page) {
    json::array ids;
    auto list = city_.client.get("clerk", fmt::format("/api/v1/members?organization_within={}&stage=formal&sort=joined_on&size={}&page={}", organization, most, page));
    for (auto& member : list.at("items").as_array()) ids.push_back(member.at("id"));
    return ids;
}

void Life::plan_centre_group(int year) {
    int times = centre_studies[year - first_year];
    for (int i = 0; i < times; ++i) {
        auto subject = studies[std::size_t(i) % studies.size()];
        auto when = day(year, 1 + i * 12 / times, i % 2 ? 18 : 6, i % 2 ? 26 : 14);
        if (when > city_.sample.now.date()) when = city_.working_day(year, 12, 16);
        city_.timeline.at(city_.on(when, 12), [this, subject, when] {
            json::array guests;
            for (auto& leader : city_.leaders) guests.push_back(json::object{{"account_id", leader.account}});
            study_together(city_, "centre_study", city_.committee, {"centre_study", "中心组学习：" + subject, "围绕“" + subject + "”集体学习研讨，与会同志作了交流发言，主要负责同志作了小结。", when, 9},
                           some_members(city_.organs.front(), 9, 1), guests);
        });
    }
}

// 政治轮训: the bureau's own and those of its larger units, a class of some forty.
void Life::plan_classes(int year) {
    std::vector<std::int64_t> hosts{city_.committee};
    for (auto organ : city_.organs)
        if (tiers_.at(organ) == Tier::district || tiers_.at(organ) == Tier::detachment) hosts.push_back(organ);
    int times = training_classes[year - first_year];
    for (int i = 0; i < times; ++i) {
        auto host = i % 2 ? hosts[1 + std::size_t(i) / 2 % (hosts.size() - 1)] : city_.committee;
        auto title = fmt::format("{}（第{}期）", classes[std::size_t(i) % classes.size()], i + 1);
        auto when = day(year, 2 + i * 10 / times, 6, 24);
        city_.timeline.at(city_.on(when, 18), [this, host, title, when, i] {
            study_together(city_, "training", host, {"training", title, "集中授课、分组研讨、结业交流。", when, 9}, some_members(host, 40, i % 3 + 1), {});
        });
    }
}

}  // namespace

void plan_life(City& city, const std::map<std::int64_t, Tier>& tiers) {
    auto life = std::make_shared<Life>(city, tiers);
    life->plan();
    city.keep.push_back(life);
}

}  // namespace zhibu::command::lanzhou
