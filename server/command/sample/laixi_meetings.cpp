// A believable year of organisation life for every branch of `laixi`.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "command/sample/meetings.hpp"

namespace zhibu::command {
namespace {

constexpr int year_shown = 2021;

const std::vector<std::string> themes[12] = {
    {"学习党章党规，谋划全年工作", "走访慰问困难党员"},
    {"廉洁过节树新风", "志愿清扫迎新春"},
    {"学雷锋志愿服务进社区", "义务植树添新绿"},
    {"缅怀先烈、不忘初心清明祭扫", "学党史、悟思想、担使命读书会"},
    {"学习百年党史，传承红色基因", "青年党员讲党史"},
    {"慰问大青山森林防火管护队", "重温入党誓词"},
    {"庆祝建党100周年", "走访慰问老党员、老战士"},
    {"防汛救灾党员先锋行", "疫情防控进小区"},
    {"文明创城、党员先行", "机关开放日"},
    {"我为群众办实事", "走进社区办实事"},
    {"学习党的十九届六中全会精神", "宪法宣传进社区"},
    {"六中全会精神专题交流", "年终为群众办实事回访"}};
const std::vector<std::string> lectures{"从百年党史中汲取奋进力量", "坚守初心使命、勇于担当作为", "党的十九届六中全会精神解读", "严守纪律规矩、永葆清廉本色", "新时代机关党员的责任与担当"};
// 党史学习教育, the study of that year: its four parts month by month, the secretary's lecture for the centenary, then a meeting of
// organisation life of its own.
const std::vector<std::pair<int, std::string>> history_studies{{4, "新民主主义革命时期历史"}, {5, "社会主义革命和建设时期历史"}, {6, "改革开放新时期历史"}, {9, "党的十八大以来历史"}};

void plan_branch(City& city, std::size_t index) {
    auto& chance = city.chance;
    auto day_of = [&](int month, int low, int high) { return city.working_day(year_shown, month, int(chance.between(low, high))); };
    // The demo branch still owes December's meetings: there is something to do when one looks in.
    bool demo = city.branches[index].secretary == "secretary";
    for (int month = 1; month <= 12; ++month) {
        int last = month == 12 ? 24 : 26;
        if (!(demo && month == 12)) {
            auto theme = chance.pick(themes[month - 1]);
            hold(city, index, {"theme_day", "主题党日：" + theme, "围绕“" + theme + "”开展活动，党员交流了体会，书记作了小结，明确了下一步任务。", day_of(month, 5, last), 14});
        }
        if (city.client.get(city.branches[index].secretary, fmt::format("/api/v1/members?organization_id={}&stage=formal&size=1", city.branches[index].id)).at("total").as_int64() >= 7 && !(demo && month == 12))
            hold(city, index, {"committee_meeting", fmt::format("{}月支委会", month), "研究本月重点工作，审议主题党日方案，对党员教育管理工作作出安排。", day_of(month, 3, last - 2), 9});
    }
    for (int quarter = 0; quarter < 4; ++quarter) {
        int month = quarter * 3 + int(chance.between(1, quarter == 3 ? 2 : 3));
        hold(city, index, {"general_meeting", fmt::format("第{}季度党员大会", quarter + 1), "学习上级文件精神，听取支委会工作报告，党员充分讨论并形成一致意见。", day_of(month, 8, 24), 15});
        hold(city, index, {"party_lecture", "党课：" + chance.pick(lectures), "由支部书记主讲，联系实际讲体会、谈打算，党员作了互动交流。", day_of(quarter * 3 + int(chance.between(1, quarter == 3 ? 2 : 3)), 8, 24), 15});
    }
    for (auto& [month, part] : history_studies)
        hold(city, index, {"party_lecture", "党史学习教育专题党课：" + part, "集体学习指定书目，支委领学，党员结合岗位谈体会。", day_of(month, 8, 26), 15});
    hold(city, index, {"party_lecture", "庆祝建党100周年专题党课", "支部书记讲授专题党课，党员学习“七一”重要讲话精神并交流体会。", day_of(7, 2, 16), 15});
    hold(city, index, {"organization_life", "党史学习教育专题组织生活会", "党员对照检视，开展批评和自我批评，逐项明确整改措施。", day_of(8, 2, 20), 9});
    if (!demo) {
        auto day = day_of(12, 3, 23);
        hold(city, index, {"organization_life", "年度组织生活会", "书记代表班子作对照检查，党员逐一发言，开展批评和自我批评，形成整改清单。", day, 9});
        hold(city, index, {"democratic_review", "民主评议党员", "个人自评、党员互评、民主测评，支委会综合评定。", day, 14});
    }
    auto talks = std::size_t(chance.between(2, int(talk_groups)));
    for (std::size_t group = 0; group < talks; ++group) hold(city, index, {"heart_talk", "谈心谈话", "", day_of(int(chance.between(2, 11)), 4, 26), 10, {}, group});
}

// 志愿服务活动14次, by branches of health, science and other offices.
void plan_volunteers(City& city) {
    const std::vector<std::string> what{"卫生清理", "防疫宣传", "防溺水宣传", "免费义诊", "送医下乡", "垃圾分类敲门行动", "文明交通劝导"};
    for (int i = 0; i < 14; ++i) {
        auto index = std::size_t(city.chance.between(0, std::int64_t(city.branches.size()) - 1));
        auto day = city.working_day(year_shown, 1 + i % 12, int(city.chance.between(6, 24)));
        Held held{"volunteer", "志愿服务：" + what[std::size_t(i) % what.size()], "组织党员到社区开展志愿服务，受到居民欢迎。", day, 9};
        city.timeline.at(city.on(day, 17), [&city, index, held] { record_now(city, city.branches[index], held); });
    }
}

// 理论学习中心组学习8次, of the committee's own leading members, with its leaders; the clerk keeps the record.
void plan_centre_studies(City& city) {
    const std::vector<std::pair<int, std::string>> studies{{1, "学习贯彻党的十九届五中全会精神"}, {3, "党史学习教育专题学习(一)"}, {4, "党史学习教育专题学习(二)"}, {5, "中国共产党组织工作条例"},
                                                           {7, "庆祝中国共产党成立100周年大会重要讲话精神"}, {9, "中央民族工作会议精神"}, {10, "机关党建高质量发展专题研讨"}, {11, "党的十九届六中全会精神"}};
    auto home = std::find_if(city.branches.begin(), city.branches.end(), [](auto& branch) { return branch.name.find("市直机关工委机关第一") != std::string::npos; });
    if (home == city.branches.end()) throw std::runtime_error{"the committee's own branch is not in the roster"};
    for (auto& study : studies) {
        auto& [month, subject] = study;
        auto day = city.working_day(year_shown, month, int(city.chance.between(10, 20)));
        city.timeline.at(city.on(day, 12), [&city, topic = subject, day, branch = home->id] {
            json::array people, guests;
            auto members = city.client.get("clerk", fmt::format("/api/v1/members?organization_id={}&stage=formal&sort=joined_on&size=9", branch));
            for (auto& member : members.at("items").as_array()) people.push_back(member.at("id"));
            for (auto& leader : city.leaders) guests.push_back(json::object{{"account_id", leader.account}});
            study_together(city, "centre_study", city.committee,
                           {"centre_study", "中心组学习:" + topic, "围绕“" + topic + "”集体学习研讨,与会同志作了交流发言,主要负责同志作了小结。", day, 9}, people, guests);
        });
    }
}

// What the demo branch has before it today: a theme day this afternoon, everybody invited.
void plan_today(City& city) {
    city.timeline.at(city.on(Date::of(year_shown, 12, 24), 10), [&city] {
        city.client.post("secretary", "/api/v1/meetings", {{"organization_id", city.demo_branch()->id}, {"kind", "theme_day"}, {"title", "主题党日：走进社区办实事"},
                                                           {"planned_at", city.on(city.sample.now.date(), 14, 30).iso()}, {"place", "三楼会议室"}});
    });
}

}  // namespace

void plan_laixi_meetings(City& city) {
    for (std::size_t i = 0; i < city.branches.size(); ++i) plan_branch(city, i);
    plan_volunteers(city);
    plan_centre_studies(city);
    plan_today(city);
}

}  // namespace zhibu::command
