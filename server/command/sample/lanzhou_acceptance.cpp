// The round of acceptance in `lanzhou`: every branch checks itself, its committee reviews, some are seen on site, the bureau grades.
#include <fmt/format.h>

#include "command/sample/lanzhou_evaluation.hpp"

namespace zhibu::command::lanzhou {
namespace {

constexpr std::uint64_t seed = 20220214;
constexpr int drawn = 24, declared_models = 36;
const char* const evidence[] = {"secretary_training", "duty_report", "dues", "developing", "vanguard"};
const char* const on_site[] = {"room", "archive", "opinion"};

struct Sheet {
    std::int64_t id{}, version{};
    std::size_t branch{};
    std::string reviewer;
    bool seen{}, excluded{};
};

class Acceptance {
public:
    Acceptance(City& city, const std::map<std::int64_t, Tier>& tiers) : city_{city}, tiers_{tiers} {}
    void plan() {
        at(2, 14, [this] { open(); });
        at(3, 28, [this] { draw(); });
        at(4, 18, [this] { grade_all(); });
        at(4, 21, [this] { object(); });
        at(4, 28, [this] { answer(); });
        at(5, 20, [this] { step("clerk", round_path("/closure")); });
    }

private:
    void at(int month, int day, std::function<void()> what) { city_.timeline.at(city_.on(city_.working_day(2022, month, day), 10), std::move(what)); }
    std::string round_path(const std::string& rest = "") const { return fmt::format("/api/v1/standard-rounds/{}{}", round_, rest); }
    static std::string path(const Sheet& sheet, const std::string& rest = "") { return fmt::format("/api/v1/standard-sheets/{}{}", sheet.id, rest); }
    json::value step(const std::string& who, const std::string& verb_path, const json::object& body = {}) {
        auto record = verb_path.substr(0, verb_path.rfind('/'));
        return city_.client.post(who, verb_path, body, city_.client.get(who, record).at("version").as_int64());
    }
    void take(Sheet& sheet, const std::string& who, const std::string& verb, const std::string& note = "") {
        json::object body;
        if (!note.empty()) body["note"] = note;
        sheet.version = city_.client.post(who, path(sheet, "/steps/" + verb), body, sheet.version).at("version").as_int64();
    }
    Diligence diligence(const Sheet& sheet) const { return city_.branches[sheet.branch].diligence; }
    // How many of a hundred items a branch can show.
    int shows(const Sheet& sheet) const { return diligence(sheet) == Diligence::good ? 98 : diligence(sheet) == Diligence::middling ? 88 : 60; }

    void open();
    void read_sheets();
    void check_itself(Sheet& sheet);
    void review(Sheet& sheet);
    void draw();
    void look(Sheet& sheet, const std::string& inspector);
    void grade_all() { city_.client.post("clerk", round_path("/grades"), json::object{}); }
    void object();
    void answer();

    City& city_;
    const std::map<std::int64_t, Tier> tiers_;
    Chance chance_{seed};
    std::int64_t round_{};
    std::vector<Sheet> sheets_;
    std::vector<std::size_t> objecting_;
};

void Acceptance::open() {
    auto made = city_.client.post("clerk", "/api/v1/standard-rounds", {{"organization_id", city_.committee}, {"title", "2021年度标准化党支部创建达标验收"}, {"standard", "standard/standard.toml"}, {"period", "2021"},
                                                                       {"self_check_until", "2022-03-11"}, {"handler_id", city_.leaders.at(1).account}});
    round_ = made.at("id").as_int64();
    step("clerk", round_path("/opening"));
    read_sheets();
    for (std::size_t i = 0; i < sheets_.size(); ++i) {
        auto& sheet = sheets_[i];
        auto tier = tiers_.at(city_.branches[sheet.branch].organ);
        // What is weak at the districts is first put in order: its acceptance is put off.
        if (tier == Tier::district && diligence(sheet) == Diligence::weak && chance_.percent(60)) {
            sheet.excluded = true;
            at(2, 25, [this, i] { take(sheets_[i], "clerk", "exclude", "列入整顿提升，推迟到下一轮验收"); });
            continue;
        }
        int days = tier == Tier::headquarters ? int(chance_.between(1, 12)) : int(chance_.between(4, 24));
        auto checked = city_.app.working_days.next_working_day_on_or_after(city_.app.clock.today().plus_days(days));
        city_.timeline.at(city_.on(checked, 15, int(chance_.between(0, 59))), [this, i] { check_itself(sheets_[i]); });
        city_.timeline.at(city_.on(city_.app.working_days.plus_working_days(checked, int(chance_.between(1, 6))), 10), [this, i] { review(sheets_[i]); });
    }
}

void Acceptance::read_sheets() {
    std::map<std::int64_t, std::size_t> places;
    for (std::size_t i = 0; i < city_.branches.size(); ++i) places[city_.branches[i].id] = i;
    for (int page = 1;; ++page) {
        auto items = city_.client.get("clerk", fmt::format("/api/v1/standard-sheets?round_id={}&size=200&page={}", round_, page)).at("items").as_array();
        for (auto& item : items) {
            auto found = places.find(item.at("organization_id").as_int64());
            if (found == places.end()) continue;
            bool demo = city_.branches[found->second].organ == city_.demo_branch()->organ;
            sheets_.push_back({item.at("id").as_int64(), item.at("version").as_int64(), found->second, demo ? "organ" : "clerk"});
        }
        if (items.size() < 200) return;
    }
}

void Acceptance::check_itself(Sheet& sheet) {
    json::array claims;
    for (auto* item : evidence) {
        bool met = chance_.percent(shows(sheet));
        claims.push_back(json::object{{"item", item}, {"met", met ? "yes" : "no"}, {"words", met ? "材料齐全，已装入支部工作手册。" : "正在补齐。"}});
    }
    auto& secretary = city_.branches[sheet.branch].secretary;
    city_.client.post(secretary, path(sheet, "/claims"), {{"claims", claims}});
    sheet.version = city_.client.get(secretary, path(sheet)).at("version").as_int64();
    take(sheet, secretary, "submit");
}

void Acceptance::review(Sheet& sheet) {
    json::array marks;
    for (auto* item : evidence) {
        bool met = chance_.percent(shows(sheet));
        marks.push_back(json::object{{"item", item}, {"met", met ? "yes" : "no"}, {"note", met ? "" : "材料不足以证明，本项不计分。"}});
    }
    city_.client.post(sheet.reviewer, path(sheet, "/marks"), {{"marks", marks}});
    sheet.version = city_.client.get(sheet.reviewer, path(sheet)).at("version").as_int64();
    take(sheet, sheet.reviewer, "accept");
}

// A draw that anybody can compute again, and those that would be models: no model without a look on site.
void Acceptance::draw() {
    city_.client.post("clerk", round_path("/draws"), {{"take", drawn}});
    city_.client.post("clerk", round_path("/draws/result"), json::object{});
    int declared = 0, seen = 0;
    for (auto& sheet : sheets_) {
        if (sheet.excluded) continue;
        auto shown = city_.client.get("clerk", path(sheet));
        sheet.version = shown.at("version").as_int64();
        bool model = shown.at("state").as_string() == "reviewed" && diligence(sheet) == Diligence::good && declared < declared_models;
        if (model && std::stod(std::string{shown.at("whole").at("total").at("score").as_string()}) >= 95) ++declared, take(sheet, "clerk", "inspect", "申报示范党支部，到现场看");
        else if (shown.at("state").as_string() != "on_site") continue;
        sheet.seen = true;
        auto when = city_.app.working_days.plus_working_days(city_.app.clock.today(), 1 + seen / 6);
        auto inspector = city_.inspectors[std::size_t(seen++) % city_.inspectors.size()];
        city_.timeline.at(city_.on(when, 9 + seen % 6, 30), [this, &sheet, inspector] { look(sheet, inspector); });
    }
}

void Acceptance::look(Sheet& sheet, const std::string& inspector) {
    json::array marks;
    for (auto* item : on_site) {
        bool met = chance_.percent(diligence(sheet) == Diligence::good ? 97 : 80);
        marks.push_back(json::object{{"item", item}, {"met", met ? "yes" : "no"}, {"note", met ? "" : "现场未见，要求整改。"}});
    }
    city_.client.post(inspector, path(sheet, "/on-site-marks"), {{"marks", marks}});
    sheet.version = city_.client.get(inspector, path(sheet)).at("version").as_int64();
    take(sheet, inspector, "report");
}

// Two of those below the standard object: one is right, its review is done again; the other stays where it was.
void Acceptance::object() {
    for (std::size_t i = 0; i < sheets_.size() && objecting_.size() < 2; ++i) {
        auto& sheet = sheets_[i];
        if (sheet.excluded || city_.client.get("clerk", path(sheet)).at("state").as_string() != "failed") continue;
        city_.client.post(city_.branches[sheet.branch].secretary, path(sheet, "/objection"), {{"text", "本支部对定级结果有异议，有关活动记录在纸质台账中，请复核。"}});
        objecting_.push_back(i);
    }
}

void Acceptance::answer() {
    for (std::size_t n = 0; n < objecting_.size(); ++n) {
        auto& sheet = sheets_[objecting_[n]];
        bool upheld = n == 0;
        city_.client.post(city_.leaders.at(1).username, path(sheet, "/objection/answer"), {{"answer", upheld ? "经调阅台账，有一项材料漏计，退回重新定级。" : "经复核，记录与台账一致，维持原定等次。"}, {"upheld", upheld}});
        if (upheld) city_.client.post("clerk", path(sheet, "/grade"), json::object{}, city_.client.get("clerk", path(sheet)).at("version").as_int64());
    }
}

}  // namespace

void plan_acceptance(City& city, const std::map<std::int64_t, Tier>& tiers) {
    auto round = std::make_shared<Acceptance>(city, tiers);
    round->plan();
    city.keep.push_back(round);
}

}  // namespace zhibu::command::lanzhou
