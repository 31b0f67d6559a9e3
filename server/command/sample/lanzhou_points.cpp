// Members' points in `lanzhou`: headquarters and detachments settle a quarter, some members object and are answered.
#include <fmt/format.h>

#include "command/sample/lanzhou_evaluation.hpp"

namespace zhibu::command::lanzhou {
namespace {

constexpr const char* period = "2022-Q3";

struct Objection {
    std::string by, claim, answer;
    bool upheld{};
    int points{};
    bool appealed{};
};
const Objection objections[] = {{"member", "8月12日参加社区反诈宣传志愿服务2小时，没有记入。", "经社区居委会证明属实，予以补记。", true, 4},
                                {"", "8月20日参加反诈宣传，没有记入。", "当天为值班勤务，不属志愿服务，维持原分。", false, 0, true},
                                {"", "9月3日参加义务献血，没有记入。", "有献血证明，按志愿服务补记。", true, 2},
                                {"", "9月6日主题党日请假未获登记。", "记录中已按请假登记，未扣分，维持原分。", false, 0}};

class Points {
public:
    Points(City& city, const std::map<std::int64_t, Tier>& tiers) : city_{city}, tiers_{tiers} {}
    void plan() {
        for (auto& branch : city_.branches) {
            auto tier = tiers_.at(branch.organ);
            if (tier != Tier::headquarters && tier != Tier::detachment) continue;
            auto settled = city_.working_day(2022, 10, 10 + int(chance_.between(0, 3)));
            // When the last day for objections and their answers is over.
            auto confirmed = city_.app.working_days.plus_working_days(settled, 18);
            city_.timeline.at(city_.on(settled, 14, int(chance_.between(0, 59))), [this, &branch] { settle(branch); });
            city_.timeline.at(city_.on(confirmed, 15, int(chance_.between(0, 59))), [this, &branch] { confirm(branch); });
        }
        city_.timeline.at(city_.on(city_.working_day(2022, 10, 17), 10), [this] { object(); });
    }

private:
    void settle(const Branch& branch) {
        settlements_[branch.id] = city_.client.post(branch.secretary, "/api/v1/points-settlements", {{"organization_id", branch.id}, {"period", period}}).at("id").as_int64();
    }
    void confirm(const Branch& branch) {
        auto path = fmt::format("/api/v1/points-settlements/{}", settlements_.at(branch.id));
        city_.client.post(branch.secretary, path + "/confirmation", json::object{}, city_.client.get(branch.secretary, path).at("version").as_int64());
    }
    void object() {
        std::size_t next = 0;
        auto& organ = city_.demo_branch()->organ;
        for (auto& each : objections) {
            auto by = each.by;
            while (by.empty()) {
                auto& branch = city_.branches.at(next++);
                if (branch.organ == organ && branch.secretary != "secretary") by = branch.secretary;
            }
            auto made = city_.client.post(by, "/api/v1/points-disputes", {{"period", period}, {"about", "missing"}, {"happened_on", "2022-08-12"}, {"rule", "volunteer"}, {"claim", each.claim}});
            auto id = made.at("id").as_int64();
            auto answerer = city_.accounts.at(made.at("answerer_id").as_int64());
            json::object answer{{"note", each.answer}};
            if (each.upheld) answer["points"] = each.points;
            later(2, [this, id, answerer, answer, upheld = each.upheld] { step(answerer, id, upheld ? "uphold" : "refuse", answer); });
            if (!each.appealed) continue;
            later(3, [this, id, by] { step(by, id, "appeal", {{"note", "志愿服务有社区签到，请上级复核。"}}); });
            later(5, [this, id] { step("clerk", id, "refuse_appeal", {{"note", "社区签到为本人勤务时段，维持原分。"}}); });
        }
    }
    void later(int working_days, std::function<void()> what) {
        city_.timeline.at(city_.on(city_.app.working_days.plus_working_days(city_.app.clock.today(), working_days), 11), std::move(what));
    }
    void step(const std::string& who, std::int64_t id, const std::string& verb, const json::object& body) {
        auto path = fmt::format("/api/v1/points-disputes/{}", id);
        city_.client.post(who, path + "/steps/" + verb, body, city_.client.get(who, path).at("version").as_int64());
    }

    City& city_;
    const std::map<std::int64_t, Tier> tiers_;
    Chance chance_{20221010};
    std::map<std::int64_t, std::int64_t> settlements_;  // by branch
};

}  // namespace

void plan_points(City& city, const std::map<std::int64_t, Tier>& tiers) {
    auto points = std::make_shared<Points>(city, tiers);
    points->plan();
    city.keep.push_back(points);
}

}  // namespace zhibu::command::lanzhou
