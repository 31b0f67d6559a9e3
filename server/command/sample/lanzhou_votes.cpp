// Two ballots of the demo branch in `lanzhou`, put in by its members: a by-election at a meeting, partly on paper, and the appraisal of members.
#include <fmt/format.h>

#include <algorithm>

#include "command/sample/lanzhou_evaluation.hpp"

namespace zhibu::command::lanzhou {
namespace {

struct Voter {
    std::int64_t member{};
    std::string username;
};
constexpr std::size_t candidates = 2, on_paper = 3, away = 2;

class Votes {
public:
    explicit Votes(City& city) : city_{city} {
        auto branch = city.demo_branch()->id;
        auto roster = city.client.get("admin", fmt::format("/api/v1/members?organization_id={}&sort=joined_on&size=100", branch)).at("items").as_array();
        std::stable_partition(roster.begin(), roster.end(), [](auto& member) { return member.at("stage").as_string() == "formal"; });
        for (auto& member : roster) add(member.as_object(), branch);
    }
    void plan() {
        at(city_.working_day(2022, 6, 14), 9, [this] { plan_meeting(); });
        at(city_.working_day(2022, 6, 17), 15, [this] { elect(); });
        at(city_.working_day(2022, 6, 17), 17, [this] { close_meeting(); });
        at(city_.working_day(2022, 11, 23), 9, [this] { prepare_appraisal(); });
        at(city_.working_day(2022, 11, 25), 15, [this] { appraise(); });
        at(city_.working_day(2022, 11, 28), 10, [this] { confirm(); });
    }

private:
    void at(Date day, int hour, std::function<void()> what) { city_.timeline.at(city_.on(day, hour), std::move(what)); }
    // The first two of the branch have accounts: its secretary and the demo member.
    void add(const json::object& member, std::int64_t branch) {
        Voter voter{member.at("id").as_int64(), voters_.empty() ? "secretary" : voters_.size() == 1 ? "member" : fmt::format("dy{}", voters_.size() + 1)};
        if (voters_.size() > 1) {
            make_account(city_, voter.username, std::string{member.at("name").as_string()}, {grant("member", branch)}, voter.member);
            city_.voters.push_back(voter.username);
        }
        if (member.at("stage").as_string() == "formal") ++formal_;
        voters_.push_back(std::move(voter));
    }
    std::string path(const char* rest = "") const { return fmt::format("/api/v1/ballots/{}{}", ballot_, rest); }
    std::int64_t version(const std::string& record) { return city_.client.get("secretary", record).at("version").as_int64(); }
    json::value verb(const char* rest, const json::object& body = {}) { return city_.client.post("secretary", path(rest), body, version(path())); }
    // As each voter's own device does it.
    void put_in(const Voter& voter, json::array choices) {
        city_.client.post(voter.username, path("/paper"), {{"secret", fmt::format("{:016x}{:016x}", chance_.next(), chance_.next())}, {"choices", std::move(choices)}});
    }
    json::object tellers() const { return {{"scrutineer_id", voters_[formal_ - 1].member}, {"teller_id", voters_[formal_ - 2].member}, {"second_teller_id", voters_[formal_ - 3].member}}; }

    void plan_meeting();
    void elect();
    void count_papers();
    void close_meeting();
    void prepare_appraisal();
    void appraise();
    void confirm();

    City& city_;
    Chance chance_{20220617};
    std::vector<Voter> voters_;
    std::size_t formal_{};
    std::int64_t meeting_{}, ballot_{};
};

void Votes::plan_meeting() {
    meeting_ = city_.client.post("secretary", "/api/v1/meetings", {{"organization_id", city_.demo_branch()->id}, {"kind", "general_meeting"}, {"title", "补选支部委员党员大会"},
                                                                   {"planned_at", city_.on(city_.working_day(2022, 6, 17), 15).iso()}, {"place", "三楼会议室"}}).at("id").as_int64();
    json::object plan = tellers();
    json::array items;
    for (std::size_t i = 0; i < candidates; ++i) items.push_back(json::object{{"member_id", voters_.at(2 + away + i).member}});
    plan["organization_id"] = city_.demo_branch()->id, plan["meeting_id"] = meeting_, plan["kind"] = "election", plan["title"] = "补选支部青年委员", plan["seats"] = 1, plan["items"] = std::move(items);
    ballot_ = city_.client.post("secretary", "/api/v1/ballots", plan).at("id").as_int64();
}

void Votes::elect() {
    auto meeting = fmt::format("/api/v1/meetings/{}", meeting_);
    city_.client.post("secretary", meeting + "/opening", json::object{}, version(meeting));
    json::array marks;
    for (std::size_t i = 0; i < voters_.size(); ++i)
        if (i < 2 || i >= 2 + away) marks.push_back(json::object{{"member_id", voters_[i].member}, {"state", "present"}});
        else marks.push_back(json::object{{"member_id", voters_[i].member}, {"state", "leave"}, {"reason", "外出办案"}});
    city_.client.post("secretary", meeting + "/marks", {{"marks", std::move(marks)}});
    verb("/opening");
    json::array papers;
    std::size_t here = 0;
    for (std::size_t i = 0; i < formal_; ++i) {
        if (i >= 2 && i < 2 + away) continue;
        if (++here <= on_paper) papers.emplace_back(voters_[i].member);
        else if (chance_.percent(70)) put_in(voters_[i], {"yes", "no"});
        else put_in(voters_[i], {"no", "yes"});
    }
    verb("/handing-out", {{"members", std::move(papers)}, {"way", "paper"}});
    verb("/ending");
    count_papers();
    verb("/closing");
}

// Two tellers count what came back on paper, each for themselves.
void Votes::count_papers() {
    json::object count{{"returned", on_paper}, {"invalid", 0}, {"tallies", json::array{json::object{{"position", 1}, {"tally", json::array{2, 1, 0}}}, json::object{{"position", 2}, {"tally", json::array{1, 1, 1}}}}}};
    for (auto at : {formal_ - 2, formal_ - 3}) city_.client.post(voters_[at].username, path("/paper-count"), count);
}

void Votes::close_meeting() {
    auto meeting = fmt::format("/api/v1/meetings/{}", meeting_);
    auto shown = city_.client.get("secretary", meeting);
    auto agenda = shown.at("paper").at("agenda").as_array();
    for (auto& item : agenda) item.as_object()["done"] = true;
    city_.client.post("secretary", meeting + "/closure", {{"ended_at", city_.on(city_.app.clock.today(), 16, 30).iso()}, {"minutes", "通报候选人情况，无记名投票补选支部委员，当场公布结果。"}, {"agenda", std::move(agenda)}},
                      shown.at("version").as_int64());
}

void Votes::prepare_appraisal() {
    auto plan = tellers();
    plan["organization_id"] = city_.demo_branch()->id, plan["kind"] = "democratic_review", plan["title"] = "2022年度民主评议党员民主测评";
    ballot_ = city_.client.post("secretary", "/api/v1/ballots", plan).at("id").as_int64();
    json::array discussed;
    for (std::size_t i = 0; i < formal_; ++i) {
        city_.client.post(voters_[i].username, path("/self-grade"), {{"grade", chance_.percent(25) ? "excellent" : "qualified"}});
        discussed.emplace_back(voters_[i].member);
    }
    verb("/discussion", {{"members", std::move(discussed)}});
}

// Everybody grades everybody: a third are thought well of by most.
void Votes::appraise() {
    verb("/opening");
    auto graded = city_.client.get("secretary", path()).at("items").as_array().size();
    for (auto& voter : voters_) {
        json::array choices;
        for (std::size_t i = 0; i < graded; ++i) choices.push_back(chance_.percent(i % 4 == 0 ? 85 : 12) ? "excellent" : chance_.percent(i % 9 == 5 ? 40 : 3) ? "basically_qualified" : "qualified");
        put_in(voter, std::move(choices));
    }
    verb("/ending");
    verb("/closing");
}

void Votes::confirm() {
    json::array grades;
    auto shown = city_.client.get("secretary", path());
    for (auto& item : shown.at("items").as_array()) grades.push_back(json::object{{"position", item.at("position")}, {"grade", item.at("outcome")}});
    verb("/confirmation", {{"grades", std::move(grades)}});
}

}  // namespace

void plan_votes(City& city) {
    auto votes = std::make_shared<Votes>(city);
    votes->plan();
    city.keep.push_back(votes);
}

}  // namespace zhibu::command::lanzhou
