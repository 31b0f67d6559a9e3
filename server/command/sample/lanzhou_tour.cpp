// The on-site visit in `lanzhou`: one day, six stations, scored on phones by leaders, peers and members, counted in the evening.
#include <fmt/format.h>

#include <algorithm>

#include "command/sample/lanzhou_evaluation.hpp"

namespace zhibu::command::lanzhou {
namespace {

const std::vector<std::int64_t> full_points{30, 20, 30, 20};  // of the items of standard/tour.toml
const char* const themes[] = {"支部规范化和“一件事一次办”", "大案攻坚中的党员突击队", "反诈先锋岗", "离退休党支部的“银发护平安”", "派出所支部和社区共建", "执法规范化与支部工作法"};
constexpr int first_hour = 8, minutes_at_a_station = 75;

Instant after(Instant moment, int minutes) { return moment.plus_seconds(minutes * 60); }

struct Judge {
    std::string username, circle;
};

class Visit {
public:
    Visit(City& city, const std::map<std::int64_t, Tier>& tiers) : city_{city}, tiers_{tiers}, day_{city.working_day(2022, 9, 15)} {}
    void plan() {
        city_.timeline.at(city_.on(city_.working_day(2022, 9, 6), 10), [this] { prepare(); });
        city_.timeline.at(city_.on(day_, 7, 30), [this] { verb("/opening"); });
        for (std::size_t i = 0; i < std::size(themes); ++i) city_.timeline.at(after(arrival(i), 40), [this, i] { score(i); });
        city_.timeline.at(city_.on(day_, 17), [this] { verb("/board", {{"open", true}}); });
        city_.timeline.at(city_.on(day_, 19), [this] { verb("/closing"); });
    }

private:
    Instant arrival(std::size_t station) const { return after(city_.on(day_, first_hour), int(station) * minutes_at_a_station); }
    std::string path(const std::string& rest = "") const { return fmt::format("/api/v1/tours/{}{}", id_, rest); }
    std::int64_t version() { return city_.client.get("clerk", path()).at("version").as_int64(); }
    void verb(const std::string& rest, const json::object& body = {}) { city_.client.post("clerk", path(rest), body, version()); }
    // One branch of headquarters, two of detachments, the retired, two of districts; good ones are shown.
    std::vector<std::int64_t> stations() const {
        std::vector<std::int64_t> chosen;
        std::vector<std::int64_t> organs;
        for (auto tier : {Tier::headquarters, Tier::detachment, Tier::detachment, Tier::retired, Tier::district, Tier::district})
            for (auto& branch : city_.branches) {
                if (tiers_.at(branch.organ) != tier || branch.diligence != Diligence::good || branch.secretary == "secretary" || std::count(organs.begin(), organs.end(), branch.organ)) continue;
                chosen.push_back(branch.id), organs.push_back(branch.organ);
                break;
            }
        return chosen;
    }
    void prepare();
    void people(const char* circle);
    void score(std::size_t station);

    City& city_;
    const std::map<std::int64_t, Tier> tiers_;
    Date day_;
    Chance chance_{20220915};
    std::int64_t id_{};
    std::vector<Judge> judges_;
    std::vector<std::int64_t> places_;
};

void Visit::prepare() {
    id_ = city_.client.post("clerk", "/api/v1/tours", {{"organization_id", city_.committee}, {"title", "2022年党建工作现场观摩"}, {"held_on", day_.iso()}}).at("id").as_int64();
    json::array route;
    places_ = stations();
    for (std::size_t i = 0; i < places_.size(); ++i)
        route.push_back(json::object{{"organization_id", places_[i]}, {"arrives_at", arrival(i).iso()}, {"leaves_at", after(arrival(i), 60).iso()}, {"theme", themes[i]}});
    city_.client.put("clerk", path("/stations"), {{"stations", std::move(route)}}, version());
    for (auto& leader : city_.leaders) judges_.push_back({leader.username, "leaders"});
    judges_.push_back({"inspector", "leaders"}), judges_.push_back({"inspector2", "leaders"});
    // Peers: secretaries of units that are not visited. Members: those of the demo branch with an account.
    judges_.push_back({"organ", "peers"});
    for (std::size_t i = 3; i < city_.branches.size() && judges_.size() < 14; i += 31)
        if (auto& branch = city_.branches[i]; branch.secretary != "secretary" && !std::count(places_.begin(), places_.end(), branch.id)) judges_.push_back({branch.secretary, "peers"});
    judges_.push_back({"member", "members"});
    for (auto& username : city_.voters) judges_.push_back({username, "members"});
    for (auto* circle : {"leaders", "peers", "members"}) people(circle);
    auto shown = city_.client.get("clerk", path());
    for (auto& station : shown.at("stations").as_array())
        city_.client.post("clerk", path(fmt::format("/stations/{}/binder", station.at("id").as_int64())), json::object{});
}

void Visit::people(const char* circle) {
    json::array ids;
    for (auto& judge : judges_) {
        if (judge.circle != circle) continue;
        for (auto& [id, username] : city_.accounts)
            if (username == judge.username) ids.emplace_back(id);
    }
    city_.client.put("clerk", path("/people"), {{"circle", circle}, {"account_ids", std::move(ids)}}, version());
}

// Everybody scans what hangs there, and scores: leaders a little stricter, a station as good as it is.
void Visit::score(std::size_t number) {
    auto code = city_.client.get("clerk", path("/codes")).at("items").at(number);
    auto link = std::string{code.at("link").as_string()};
    auto here = path(fmt::format("/stations/{}", code.at("station_id").as_int64()));
    int lost = int(chance_.between(0, 3));
    for (auto& judge : judges_) {
        city_.client.post(judge.username, here + "/arrival", {{"code", link.substr(link.find("?c=") + 3)}});
        if (!city_.client.get(judge.username, here).at("can").at("score").is_bool()) continue;  // nobody scores their own
        json::array points;
        for (auto full : full_points) points.emplace_back(full - chance_.between(0, full / 10) - (judge.circle == "leaders" ? lost : lost / 2));
        city_.client.post(judge.username, here + "/score", {{"points", std::move(points)}});
    }
}

}  // namespace

void plan_tour(City& city, const std::map<std::int64_t, Tier>& tiers) {
    auto visit = std::make_shared<Visit>(city, tiers);
    visit->plan();
    city.keep.push_back(visit);
}

}  // namespace zhibu::command::lanzhou
