// For tests: a round of acceptance over the usual cast, a good year on record, and each deed of a sheet in one line.
#pragma once
#include <fmt/format.h>

#include "standard/record.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class Acceptance : public OnBothEngines {
protected:
    Acceptance() {
        app.at("2022-01-10T09:00:00+08:00");
        handler = app.person("异议处理人", {{Role::leader, cast.committee}});
        second_clerk = app.person("第二干事", {{Role::organ_clerk, cast.organ}});
    }
    void held(Id<Organization> where, const std::string& kind, int times, const std::vector<Id<Member>>& present = {}, std::int64_t minutes = 0) {
        auto first = source_;
        source_ += times;
        app.write([&](Transaction& t) {
            for (int i = 0; i < times; ++i) {
                Source from{"meeting", first + i};
                auto on = Date::of(2021, 1 + i * 12 / times, 10);
                t.facts.add({.kind = "life.held." + kind, .organization = where, .on = on}, from);
                t.facts.add({.kind = "life.entitled." + kind, .organization = where, .on = on, .amount = std::int64_t(present.size())}, from);
                for (auto member : present) t.facts.add({.kind = "life.attended." + kind, .organization = where, .member = member, .on = on, .amount = minutes}, from);
            }
        });
    }
    // A branch that did everything in 2021 which records can tell, but for the term, which nobody entered.
    void good_year(Id<Organization> where, const std::vector<Id<Member>>& people) {
        held(where, "general_meeting", 4, people, 60), held(where, "committee_meeting", 12), held(where, "party_lecture", 4, people, 90), held(where, "theme_day", 12, people, 120);
        held(where, "organization_life", 1, people, 120), held(where, "democratic_review", 1, people, 60), held(where, "heart_talk", 1, people, 0), held(where, "volunteer", 2, people, 60);
    }
    json::object plan(json::object more = {}) {
        json::object all{{"organization_id", cast.committee.value}, {"title", "2021年度达标验收"}, {"standard", "standard/standard.toml"}, {"period", "2021"}, {"handler_id", handler.account.value}};
        for (auto& [key, value] : more) all[key] = value;
        return all;
    }
    std::string round_path(const char* rest = "") { return fmt::format("/api/v1/standard-rounds/{}{}", round, rest); }
    void open_round() {
        auto made = app.post(cast.clerk, "/api/v1/standard-rounds", plan());
        ASSERT_EQ(made.status, 201) << made.text;
        round = made.id();
        auto opened = app.post(cast.clerk, round_path("/opening"), json::object{}, {made.version()});
        ASSERT_EQ(opened.status, 200) << opened.text;
    }
    std::int64_t sheet_of(Id<Organization> organization) {
        return *app.read([&](const View& view) { return view.session.integer("SELECT id FROM standard_sheet WHERE tenant_id = 1 AND round_id = ? AND organization_id = ?", round, organization); });
    }
    static std::string path(std::int64_t sheet, const std::string& rest = "") { return fmt::format("/api/v1/standard-sheets/{}{}", sheet, rest); }
    Answer shown(std::int64_t sheet) { return app.get(cast.clerk, path(sheet)); }
    std::string state(std::int64_t sheet) { return std::string{shown(sheet)["state"].as_string()}; }
    Answer act(const Person& who, std::int64_t sheet, const std::string& rest, json::object body = {}) { return app.post(who, path(sheet, rest), body, {shown(sheet).version()}); }
    Answer step(const Person& who, std::int64_t sheet, const std::string& verb, const std::string& note = "") { return act(who, sheet, "/steps/" + verb, note.empty() ? json::object{} : json::object{{"note", note}}); }
    json::object item(const Answer& sheet, std::string_view name) {
        for (auto& section : sheet["whole"].at("sections").as_array())
            for (auto& each : section.at("items").as_array())
                if (each.at("name").as_string() == name) return each.as_object();
        return {};
    }
    static constexpr const char* evidence[] = {"secretary_training", "duty_report", "dues", "developing", "vanguard"};
    static constexpr const char* on_site[] = {"room", "archive", "opinion"};
    Answer claim_all(const Person& who, std::int64_t sheet, const char* met = "yes") {
        json::array claims;
        for (auto name : evidence) claims.push_back({{"item", name}, {"met", met}, {"words", "见材料"}});
        return app.post(who, path(sheet, "/claims"), json::object{{"claims", claims}});
    }
    Answer mark_all(const Person& who, std::int64_t sheet, std::initializer_list<const char*> names, const char* rest, const char* met = "yes") {
        json::array marks;
        for (auto name : names) marks.push_back({{"item", name}, {"met", met}, {"note", std::string_view{met} == "yes" ? "" : "材料不全"}});
        return app.post(who, path(sheet, rest), json::object{{"marks", marks}});
    }
    Answer review_all(const Person& who, std::int64_t sheet) { return mark_all(who, sheet, {"secretary_training", "duty_report", "dues", "developing", "vanguard"}, "/marks"); }
    Answer see_all(const Person& who, std::int64_t sheet, const char* met = "yes") { return mark_all(who, sheet, {"room", "archive", "opinion"}, "/on-site-marks", met); }
    // Until the committee may grade it.
    std::int64_t reviewed(const Person& secretary, Id<Organization> branch, const Person& reviewer) {
        auto sheet = sheet_of(branch);
        EXPECT_EQ(claim_all(secretary, sheet).status, 200);
        EXPECT_EQ(step(secretary, sheet, "submit").status, 200);
        EXPECT_EQ(review_all(reviewer, sheet).status, 200);
        EXPECT_EQ(step(reviewer, sheet, "accept").status, 200);
        return sheet;
    }
    Answer grade(const Person& who, std::int64_t sheet, const char* name = "", const char* reason = "") { return act(who, sheet, "/grade", {{"grade", name}, {"reason", reason}}); }
    std::int64_t measure(const char* name, Id<Organization> organization, int year = 2022) {
        return app.read([&](const View& view) { return view.app.measures.of(name, view, organization, Period::whole_year(year)).value; });
    }
    std::int64_t fact(const char* kind, Id<Organization> organization) {
        return app.read([&](const View& view) { return rollup::of(view, kind, organization, Period::whole_year(view.today().year())).count; });
    }
    std::string inbox(const Person& who) {
        std::string out;
        auto seen = app.get(who, "/api/v1/inbox");
        for (auto& each : seen["items"].as_array())
            if (each.at("kind").as_string().starts_with("standard.")) out += (out.empty() ? "" : " ") + std::string{each.at("kind").as_string()}.substr(9) + (each.at("due_on").is_string() ? "@" + std::string{each.at("due_on").as_string()} : "");
        return out;
    }
    Cast cast{app};
    Person handler, second_clerk;
    std::int64_t round{}, source_{5000};
};

}  // namespace zhibu::testkit
