// Lives through an inspection: visits, problems fed back on the spot, most put right and closed, the second look, the letters.
#include "command/sample/supervision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace zhibu::command {
namespace {

struct Finding {
    const char* item;
    const char* category;
    std::vector<const char*> descriptions;
    const char* measure;
};
const std::vector<Finding> findings{
    {"minutes", "record_thin", {"会议记录过于简单，无讨论内容", "支委会记录缺少表决情况", "主题党日记录只有流程、没有内容"}, "明确专人记录，会后由书记审签"},
    {"heart_talk", "heart_talk", {"谈心谈话未做到全覆盖", "班子成员之间谈心谈话未开展"}, "制定谈心谈话安排表，逐人落实"},
    {"theme_day", "meeting_missed", {"个别月份未开展主题党日", "主题党日时间不固定"}, "固定每月第二个星期五为主题党日"},
    {"party_lecture", "meeting_missed", {"上半年只开展1次党课", "书记未按要求讲党课"}, "排出党课计划，书记带头讲"},
    {"general_meeting", "meeting_missed", {"第二季度未召开党员大会"}, "补开党员大会并纳入年度计划"},
    {"development", "development_papers", {"发展党员材料日期前后矛盾", "入党积极分子考察记录不完整"}, "逐份核对，补齐说明并报上级备查"},
    {"dues", "dues", {"党费收缴台账更新不及时", "党费收缴使用情况未公示"}, "按月更新台账，年底公示"},
    {"committee", "term", {"支部任期将届满，未列入换届计划"}, "列入换届计划，提前六个月报告上级"},
    {"duty", "duty", {"党组专题研究党建工作次数不足", "党建责任清单未细化到岗位"}, "每半年专题研究一次，修订责任清单"},
    {"integration", "two_skins", {"党建工作与业务工作结合不紧", "重点项目没有对应的党员责任区"}, "重点项目建立党员先锋岗，同部署同检查"}};

struct Case {
    std::int64_t id{}, version{};
    std::string secretary, inspector;
    const Finding* finding{};
    int number{};  // among the campaign's problems: decides how far it gets
};

enum class Fate { closes, stuck_at_receipt, stuck_at_measures, in_work, reported_late, unfixable };

// Those that do not simply end stand `spacing` apart, so that they spread over the visits.
Fate fate_of(const Campaign& campaign, int number) {
    if (number % 71 == 40 && number / 71 < campaign.unfixable) return Fate::unfixable;
    if (number % campaign.spacing != campaign.spacing / 2 + 1) return Fate::closes;
    int rest = number / campaign.spacing;
    for (auto [fate, count] : {std::pair{Fate::stuck_at_receipt, campaign.stuck_at_receipt}, {Fate::stuck_at_measures, campaign.stuck_at_measures},
                               {Fate::in_work, campaign.in_work}, {Fate::reported_late, campaign.reported_late}}) {
        if (rest < count) return fate;
        rest -= count;
    }
    return Fate::closes;
}

class Supervision {
public:
    Supervision(City& city, const Campaign& campaign) : city_{city}, campaign_{campaign} {}
    void plan();

private:
    void open();
    void visit(std::size_t organ, std::int64_t visit, Date day);
    void follow(std::size_t number);
    void recheck();
    void remind();
    std::int64_t step(const std::string& who, Case& problem, const std::string& verb, json::object input = {}) {
        auto after = city_.client.post(who, fmt::format("/api/v1/problems/{}/steps/{}", problem.id, verb), input, problem.version);
        return problem.version = after.at("version").as_int64();
    }
    Date later(int low, int high) { return city_.app.working_days.plus_working_days(city_.app.clock.today(), int(city_.chance.between(low, high))); }
    void at(Date day, int hour, std::function<void()> what) { city_.timeline.at(city_.on(day, hour, int(city_.chance.between(0, 59))), std::move(what)); }
    const Branch& branch_of(std::int64_t organ);
    void answer(const std::string& letter, const std::string& secretary);

    City& city_;
    const Campaign campaign_;
    std::int64_t inspection_{};
    std::vector<int> shares_;  // problems of each organisation
    std::vector<Case> cases_;
    int pledged_{0};
};

const Branch& Supervision::branch_of(std::int64_t organ) {
    std::vector<const Branch*> own;
    for (auto& branch : city_.branches)
        if (branch.organ == organ) own.push_back(&branch);
    return *city_.chance.pick(own);
}

void Supervision::plan() {
    shares_.assign(city_.organs.size(), 0);
    // Where somebody is there to answer: an organisation whose branches have nobody on the roster gets none.
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < city_.organs.size(); ++i)
        if (std::any_of(city_.branches.begin(), city_.branches.end(), [&](auto& branch) { return branch.organ == city_.organs[i]; })) places.push_back(i);
    // Three for everybody, the rest where chance puts them.
    for (int i = 0; i < campaign_.problems; ++i) ++shares_[i < int(places.size()) * 3 ? places[std::size_t(i) % places.size()] : city_.chance.pick(places)];
    at(campaign_.opened_on, 9, [this] { open(); });
    if (campaign_.rechecked) at(campaign_.recheck_on, 9, [this] { recheck(); });
    if (campaign_.reminders) at(campaign_.letters_on, 10, [this] { remind(); });
}

void Supervision::open() {
    auto made = city_.client.post("clerk", "/api/v1/inspections",
                                  {{"title", campaign_.title}, {"kind", campaign_.kind}, {"organization_id", city_.committee}, {"coverage", "direct_below"},
                                   {"starts_on", campaign_.starts_on.iso()}, {"ends_on", campaign_.ends_on.iso()}, {"checklist", campaign_.checklist}, {"purpose", campaign_.purpose}});
    inspection_ = made.at("id").as_int64();
    auto path = fmt::format("/api/v1/inspections/{}", inspection_);
    std::vector<std::int64_t> teams;
    auto inspectors = city_.client.get("clerk", "/api/v1/inspections/inspectors?organization_id=" + std::to_string(city_.committee));
    auto account_of = [&](const std::string& username) {
        return city_.app.database->read_value([&](db::Session& s) { return *s.integer("SELECT id FROM account WHERE tenant_id = 1 AND username = ?", username); });
    };
    for (int i = 0; i < 3; ++i) {
        auto lead = account_of(city_.inspectors[std::size_t(i)]), second = account_of(city_.inspectors[std::size_t(i) + 3]);
        auto team = city_.client.post("clerk", path + "/teams", {{"name", fmt::format("第{}督导组", i + 1)}, {"lead_id", lead}, {"members", json::array{lead, second}}});
        teams.push_back(team.at("id").as_int64());
    }
    auto now = city_.client.get("clerk", path);
    city_.client.post("clerk", path + "/opening", json::object{}, now.at("version").as_int64());
    auto visits = city_.client.get("clerk", fmt::format("/api/v1/visits?inspection_id={}&size=200", inspection_)).at("items").as_array();
    for (std::size_t i = 0; i < visits.size(); ++i) {
        auto day = city_.app.working_days.plus_working_days(campaign_.first_visit, int(i * std::size_t(campaign_.over_working_days) / visits.size()));
        auto id = visits[i].at("id").as_int64();
        city_.client.post("clerk", path + "/assignment", {{"visits", json::array{id}}, {"team_id", teams[i % 3]}, {"planned_on", day.iso()}});
        auto organ = visits[i].at("organization_id").as_int64();
        auto place = std::size_t(std::find(city_.organs.begin(), city_.organs.end(), organ) - city_.organs.begin());
        at(day, 9, [this, place, id, day] { visit(place, id, day); });
    }
}

void Supervision::visit(std::size_t organ, std::int64_t visit, Date day) {
    auto path = fmt::format("/api/v1/visits/{}", visit);
    auto shown = city_.client.get("clerk", path);
    std::string inspector;
    // The lead of the assigned team goes.
    auto team = shown.at("team_id").as_int64();
    auto lead = city_.app.database->read_value([&](db::Session& s) {
        return s.text("SELECT a.username FROM inspection_team t JOIN account a ON a.tenant_id = t.tenant_id AND a.id = t.lead_id WHERE t.tenant_id = 1 AND t.id = ?", team).value_or("inspector");
    });
    inspector = lead;
    // To every third of their contact organisations or so the leaders come along.
    json::array leaders;
    for (auto& leader : city_.leaders)
        for (auto contact : leader.contacts)
            if (contact == city_.organs[organ] && city_.chance.percent(35)) leaders.emplace_back(leader.account);
    auto after = city_.client.post(inspector, path + "/arrival", {{"visited_on", day.iso()}, {"attended_by", "党组织书记、党务干部"}, {"leaders", leaders}}, shown.at("version").as_int64());
    for (int i = 0; i < shares_[organ]; ++i) {
        auto& finding = findings[std::size_t(city_.chance.between(0, 99)) * findings.size() / 100];
        auto& branch = branch_of(city_.organs[organ]);
        auto made = city_.client.post(inspector, "/api/v1/problems",
                                      {{"organization_id", branch.id}, {"inspection_id", inspection_}, {"visit_id", visit}, {"item", finding.item}, {"category", finding.category},
                                       {"severity", city_.chance.percent(12) ? "serious" : city_.chance.percent(35) ? "minor" : "general"},
                                       {"description", std::string{city_.chance.pick(finding.descriptions)} + "。"}, {"found_on", day.iso()}});
        auto number = cases_.size();
        cases_.push_back({made.at("id").as_int64(), made.at("version").as_int64(), branch.secretary, inspector, &finding, int(number)});
        auto fed_back = later(0, 2);
        at(fed_back, 17, [this, number] {
            step(cases_[number].inspector, cases_[number], "feed_back", {{"note", "现场直面反馈"}});
            follow(number);
        });
    }
    auto ready = city_.client.get(inspector, path);
    city_.client.post(inspector, path + "/report", {{"conclusion", "总体情况较好，发现的问题已现场反馈，请按期整改。"}}, ready.at("version").as_int64());
}

// The way of one problem after its feedback, as far as its fate lets it.
void Supervision::follow(std::size_t number) {
    auto fate = fate_of(campaign_, cases_[number].number);
    if (fate == Fate::stuck_at_receipt) return;
    at(later(1, 2), 10, [this, number, fate] {
        step(cases_[number].secretary, cases_[number], "receive");
        if (fate == Fate::stuck_at_measures) return;
        at(later(2, 6), 15, [this, number, fate] {
            auto& c = cases_[number];
            if (fate == Fate::unfixable) {
                step(c.secretary, c, "request_unfixable", {{"note", "涉及历史档案缺失，原经办人已故，无法补正。"}});
                at(later(2, 4), 9, [this, number] { step("clerk", cases_[number], "approve_unfixable", {{"note", "情况属实，同意。"}}); });
                return;
            }
            auto latest = city_.app.clock.today().plus_months(3).plus_days(-7);  // the procedure gives three months
            auto promised = fate == Fate::in_work ? latest : std::min(later(20, 35), latest);
            step(c.secretary, c, "set_measures", {{"measures", c.finding->measure}, {"owner", "支部书记"}, {"due_on", promised.iso()}});
            if (fate == Fate::in_work) return;
            bool late = fate == Fate::reported_late, ends = !late || campaign_.late_ones_close;
            auto reported = late ? city_.app.working_days.next_working_day_on_or_after(campaign_.reported_on) : later(8, 24);
            at(reported, 16, [this, number, ends] {
                auto& problem = cases_[number];
                step(problem.secretary, problem, "report", {{"rectification", std::string{problem.finding->measure} + ",已落实到位，相关记录已补充完善。"}});
                if (!ends) return;
                at(later(1, 5), 11, [this, number] {
                    step(cases_[number].inspector, cases_[number], "verify", {{"note", "经核验，整改到位。"}});
                    at(later(0, 3), 14, [this, number] { step("clerk", cases_[number], "close"); });
                });
            });
        });
    });
}

void Supervision::recheck() {
    auto drawn = city_.client.post("clerk", "/api/v1/rechecks", {{"organization_id", city_.committee}, {"inspection_id", inspection_}, {"take", campaign_.rechecked}});
    auto result = city_.client.post("clerk", fmt::format("/api/v1/draws/{}/result", drawn.at("id").as_int64()), json::object{}, drawn.at("version").as_int64());
    int number = 0;
    for (auto& id : result.at("result").as_array()) {
        auto found = std::size_t(std::find_if(cases_.begin(), cases_.end(), [&](auto& c) { return c.id == id.as_int64(); }) - cases_.begin());
        bool fails = number++ < campaign_.failing_recheck;
        // The draw itself put it under the second look.
        cases_[found].version = city_.client.get("clerk", fmt::format("/api/v1/problems/{}", id.as_int64())).at("version").as_int64();
        at(later(1, 5), 10, [this, found, fails] {
            if (fails) step(cases_[found].inspector, cases_[found], "reopen", {{"note", "回头看发现问题反弹，近两个月记录仍不完整。"}});
            else step(cases_[found].inspector, cases_[found], "confirm", {{"note", "整改成果巩固较好。"}});
        });
    }
}

// 提示单 to those whose problems wait longest, 督办函 to the latest of them.
void Supervision::remind() {
    auto path_of = [&] { return fmt::format("/api/v1/problems?inspection_id={}&state=received,fed_back&size=50", inspection_); };
    auto waiting = city_.client.get("clerk", path_of()).at("items").as_array();
    int number = 0;
    for (auto& problem : waiting) {
        if (number >= campaign_.reminders + campaign_.supervisions) break;
        bool firm = number++ >= campaign_.reminders;
        auto organization = problem.at("organization_id").as_int64();
        auto draft = city_.client.post("clerk", "/api/v1/letters", {{"kind", firm ? "supervision" : "reminder"}, {"issuer_id", city_.committee}, {"organization_id", organization},
                                                                    {"problem_ids", json::array{problem.at("id")}}});
        auto path = fmt::format("/api/v1/letters/{}", draft.at("id").as_int64());
        auto seen = city_.client.get("clerk", path);
        auto issued = city_.client.post("clerk", path + "/issue", {{"burden_seen", seen.at("burden")}}, seen.at("version").as_int64());
        auto secretary = std::find_if(city_.branches.begin(), city_.branches.end(), [&](auto& branch) { return branch.id == organization; })->secretary;
        if (number % 3 == 0) continue;  // some have not been received yet
        at(later(1, 2), 9, [this, path, secretary, version = issued.at("version").as_int64()] {
            city_.client.post(secretary, path + "/receipt", json::object{}, version);
            if (pledged_++ < campaign_.pledges) at(later(1, 3), 15, [this, path, secretary] { answer(path, secretary); });
        });
    }
}

// Replied to with a pledge (承诺书), numbered like any other letter.
void Supervision::answer(const std::string& letter, const std::string& secretary) {
    auto version = city_.client.get(secretary, letter).at("version").as_int64();
    city_.client.post(secretary, letter + "/reply", {{"reply", "支委会已专题研究，逐项明确责任人和完成时限，保证按期整改到位。"}, {"pledge", true}}, version);
}

}  // namespace

void plan_campaign(City& city, const Campaign& campaign) {
    // Lives as long as the happenings that it plans.
    auto supervision = std::make_shared<Supervision>(city, campaign);
    supervision->plan();
    city.keep.push_back(supervision);
}

}  // namespace zhibu::command
