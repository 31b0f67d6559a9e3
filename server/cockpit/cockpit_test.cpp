// The cockpit as a clerk would check it: each cell by its rule, levels in words, integration, attention, and a screen that names nobody.
#include <fmt/format.h>

#include <random>

#include "cockpit/cockpit.hpp"
#include "kernel/indicator/arithmetic.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

class CockpitTest : public OnBothEngines {
protected:
    Cast cast{app};
    std::int64_t source{70000};
    CockpitTest() { app.at("2022-07-10T09:00:00+08:00"); }

    void fact(const std::string& kind, Id<Organization> where, Date on, std::int64_t amount = 1, int times = 1, bool late = false) {
        app.write([&](Transaction& t) {
            for (int i = 0; i < times; ++i) t.facts.add({.kind = kind, .organization = where, .on = on, .amount = amount, .late = late}, {"meeting", ++source});
        });
    }
    // A branch's month: theme days and other meetings, who came of how many.
    void month(Id<Organization> branch, int month, int theme_days, int others, int came, int entitled) {
        auto on = Date::of(2022, month, 12);
        if (theme_days) fact("life.held.theme_day", branch, on, 1, theme_days);
        if (others) fact("life.held.general_meeting", branch, on, 1, others);
        if (entitled) fact("life.entitled.theme_day", branch, on, entitled);
        if (came) fact("life.attended.theme_day", branch, on, 60, came);
    }
    Answer map(const Person& who, Id<Organization> within = {}, int year = 2022) {
        return app.get(who, fmt::format("/api/v1/cockpit/temperature?year={}{}", year, within ? fmt::format("&organization_within={}", within.value) : ""));
    }
    Answer cell(const Person& who, Id<Organization> where, const std::string& month = "2022-06") { return app.get(who, fmt::format("/api/v1/cockpit/temperature/{}?month={}", where.value, month)); }
    Answer attention(const Person& who, Id<Organization> within = {}) { return app.get(who, within ? fmt::format("/api/v1/cockpit/attention?organization_within={}", within.value) : "/api/v1/cockpit/attention"); }
    static std::string row_of(const Answer& answer, Id<Organization> where, std::size_t month) {
        for (auto& row : answer["rows"].as_array())
            if (row.at("organization_id").as_int64() == where.value) {
                auto& found = row.at("months").as_array()[month];
                if (found.is_null()) return "none";
                auto degrees = found.to_number<double>();
                auto& scale = answer["months"].as_array()[month];
                return fmt::format("{} {}", degrees, degrees >= scale.at("hot").to_number<double>() ? "hot" : degrees >= scale.at("warm").to_number<double>() ? "warm" : "cold");
            }
        return "no row";
    }
    // "rule count: sentence; sentence" for each.
    static std::string found(const Answer& answer, const std::string& rule) {
        for (auto& each : answer["rules"].as_array())
            if (each.at("rule").as_string() == std::string_view{rule}) {
                std::string all = std::to_string(each.at("count").as_int64());
                for (auto& item : each.at("items").as_array()) all += (&item == &each.at("items").as_array().front() ? ": " : " ") + std::string{item.at("sentence").as_string()};
                return all;
            }
        return "";
    }
};
ZHIBU_ON_BOTH_ENGINES(CockpitTest);

// meetings 30 (2 = full) · theme day 25 (1) · attendance 30 (50 %–95 %) · in time 15 (50 %–95 %)
TEST_P(CockpitTest, makes_a_branch_as_warm_as_its_rule_says) {
    struct Row {
        int theme_days, others, came, entitled;
        const char* degrees;
    };
    int number = 0;
    for (auto& row : std::initializer_list<Row>{
             {1, 1, 10, 10, "100 hot"},    // all
             {1, 0, 10, 10, "85 hot"},     // one of two meetings: (50·30 + 100·25 + 100·30 + 100·15) ÷ 100
             {1, 0, 8, 10, "75 warm"},     // attendance 80 %: (80−50)÷45 = 66.7 → 20 of 30
             {0, 1, 8, 10, "50 cold"},     // without a theme day
             {0, 1, 5, 10, "30 cold"},     // attendance 50 %: nought
             {0, 1, 0, 0, "42.9 cold"},    // nobody was entitled: attendance leaves the denominator: (50·30 + 0·25 + 100·15) ÷ 70
             {3, 3, 10, 10, "100 hot"}}) { // no more than full
        auto branch = app.organization("测温支部" + std::to_string(++number), OrganizationKind::branch, cast.organ);
        month(branch, 6, row.theme_days, row.others, row.came, row.entitled);
        auto one = cell(cast.clerk, branch);
        ASSERT_EQ(one.status, 200) << one.text;
        EXPECT_EQ(fmt::format("{} {}", one["degrees"].to_number<double>(), std::string{one["warm"].as_string()}), row.degrees) << one.text;
        EXPECT_EQ(row_of(map(cast.clerk, cast.organ), branch, 5), row.degrees) << "the map shows the same";
    }
    auto quiet = app.organization("没有记录的支部", OrganizationKind::branch, cast.organ);
    EXPECT_EQ(cell(cast.clerk, quiet)["degrees"].to_number<double>(), 0) << "no meeting is cold, not unknown";
}

TEST_P(CockpitTest, explains_a_cell_down_to_its_records) {
    month(cast.branch, 6, 1, 0, 8, 10);
    auto one = cell(cast.clerk, cast.branch);
    EXPECT_EQ(one["formula"], "（50 × 30 + 100 × 25 + 66.7 × 30 + 100 × 15）÷ 100 = 75 度") << one.text;
    EXPECT_EQ(one["scale"], "80 度及以上为热，60 度及以上为温，以下为冷。");
    auto& items = one["items"].as_array();
    ASSERT_EQ(items.size(), 4u);
    EXPECT_EQ(items[2].at("text"), "80%");
    EXPECT_EQ(app.get(cast.clerk, std::string{items[0].at("records").as_string()})["total"].as_int64(), 1) << "the one meeting";
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/cockpit/temperature/{}", cast.branch.value)).faults(), "?month required");
    EXPECT_EQ(cell(cast.clerk, cast.branch, "2022").faults(), "?month not_a_month");
    EXPECT_EQ(cell(cast.clerk, cast.branch, "2022-08").faults(), "?month not_begun");
}

TEST_P(CockpitTest, says_hot_above_warm_between_cold_below) {
    // The committee and its organs study and meet; their branches hardly do.
    fact("life.held.centre_study", cast.organ, Date::of(2022, 5, 20));
    fact("supervision.problem_found", cast.organ, Date::of(2022, 4, 2), 1, 10), fact("supervision.problem_closed", cast.organ, Date::of(2022, 5, 2), 1, 10);
    for (auto branch : {cast.branch, cast.sibling_branch, cast.other_branch, cast.direct_branch}) month(branch, 6, 0, 1, 5, 10);
    auto answer = map(cast.clerk);
    ASSERT_EQ(answer.status, 200) << answer.text;
    EXPECT_EQ(answer["pattern"].at("short"), "上热中温下冷") << answer["pattern"].at("sentence");
    EXPECT_TRUE(answer["pattern"].at("falls").as_bool());
    EXPECT_NE(std::string{answer["pattern"].at("sentence").as_string()}.find("2022年6月"), std::string::npos) << "of the last month that has ended";
    EXPECT_EQ(answer["months"].as_array().size(), 7u) << "to the running month";
    EXPECT_TRUE(answer["months"].as_array().back().at("running").as_bool());
    auto english = app.send(cast.clerk, http::Method::get, "/api/v1/cockpit/temperature?year=2022", "", {0, "", {{"accept-language", "en"}}});
    EXPECT_EQ(english.status, 200);
}

TEST_P(CockpitTest, a_cell_is_the_weighted_figure_of_its_indicators) {
    std::mt19937 random{20220710};
    auto any = [&](int most) { return int(random() % unsigned(most + 1)); };
    for (auto branch : {cast.branch, cast.sibling_branch, cast.other_branch, cast.direct_branch})
        for (int m = 1; m <= 6; ++m) month(branch, m, any(2), any(3), any(12), any(1) ? 12 : 0);
    fact("life.held.theme_day", cast.branch, Date::of(2022, 3, 3), 1, 2, true);
    cockpit::TemperatureBook book;
    app.read([&](const View& view) {
        int compared = 0;
        for (int m = 1; m <= 6; ++m) {
            auto cells = book.of(view, Period::month(2022, m));
            for (std::size_t place = 0; place < cells->axis().size(); ++place) {
                // From the figures of one organisation alone, by the rule's own words.
                Gauge gauge{view, app->indicators, cells->axis().places[place].id, 2022};
                std::int64_t sum = 0, weights = 0;
                for (auto& rule : cells->rules->warmth) {
                    if (cells->levels[place] < 0 || !cells->rules->counts(rule, cells->levels[place])) continue;
                    auto& indicator = *app->indicators.find(rule.indicator);
                    auto period = rule.span == cockpit::Span::month ? Period::month(2022, m) : Period::quarter_of(Date::of(2022, m, 1));
                    auto value = gauge.read(indicator, period).value;
                    if (!value) continue;
                    auto full = *read_value(indicator.kind, rule.full), cold = *read_value(indicator.kind, rule.cold);
                    sum += rule.weight * std::clamp<std::int64_t>(arithmetic::ratio(*value - cold, full - cold, 1000), 0, 1000), weights += rule.weight;
                }
                EXPECT_EQ(cells->degrees[place], weights ? arithmetic::ratio(sum, weights, 1) : cockpit::no_degrees) << cells->axis().places[place].name << " " << m;
                ++compared;
            }
        }
        EXPECT_GT(compared, 40);
        EXPECT_EQ(book.of(view, Period::month(2022, 6)), book.of(view, Period::month(2022, 6))) << "kept while nothing changes";
        return 0;
    });
}

TEST_P(CockpitTest, shows_a_write_at_once) {
    EXPECT_EQ(row_of(map(cast.clerk, cast.organ), cast.branch, 5), "0 cold");
    month(cast.branch, 6, 1, 1, 10, 10);
    EXPECT_EQ(row_of(map(cast.clerk, cast.organ), cast.branch, 5), "100 hot");
}

TEST_P(CockpitTest, is_read_before_somebody_asks) {
    month(cast.branch, 5, 1, 1, 10, 10);
    for (auto kind : {"life.held.theme_day", "life.held.general_meeting"}) fact(kind, cast.branch, Date::of(2021, 5, 12));
    auto shelf = std::make_shared<cockpit::Shelf>();
    shelf->indexes.read = [](const View&, const std::string&, Period) { return nullptr; };
    cockpit::WarmUp warm_up{shelf};
    EXPECT_FALSE(warm_up.piece(*app)) << "a small office is read while it asks";
    int pieces = 1;
    while (warm_up.piece(*app, 1)) ASSERT_LT(++pieces, 40);
    // Figures taken away behind everybody's back: what was read stands.
    app->database->write([](db::Session& session) { session.execute("DELETE FROM rollup"); });
    auto degrees = [&](Period period) {
        return app.read([&](const View& view) {
            auto cells = shelf->temperatures.of(view, period);
            return cells->degrees[*cells->axis().find(cast.branch)];
        });
    };
    EXPECT_EQ(degrees(Period::month(2022, 5)), 1000);
    EXPECT_EQ(degrees(Period::month(2021, 5)), 0) << "not of this year: it was not read, and now there is nothing";
}

// who | the whole | the own organ | another organ | one cell of another organ's branch
TEST_P(CockpitTest, shows_each_reader_the_own_place) {
    struct Row {
        const Person& who;
        int whole, organ, other, cell;
    };
    for (auto& row : std::initializer_list<Row>{{cast.clerk, 200, 200, 200, 200}, {cast.leader, 200, 200, 200, 200}, {cast.auditor, 200, 200, 200, 200}, {cast.organ_clerk, 403, 200, 404, 404}, {cast.secretary, 403, 403, 404, 404}, {cast.member, 403, 403, 403, 403}}) {
        EXPECT_EQ(map(row.who, cast.committee).status, row.whole);
        EXPECT_EQ(map(row.who, cast.organ).status, row.organ);
        EXPECT_EQ(map(row.who, cast.other_organ).status, row.other);
        EXPECT_EQ(cell(row.who, cast.other_branch).status == 200, row.cell == 200);
        for (auto page : {"imbalance", "integration", "attention", "screen"}) EXPECT_EQ(app.get(row.who, fmt::format("/api/v1/cockpit/{}?organization_within={}", page, cast.organ.value)).status, row.organ) << page;
    }
    EXPECT_EQ(map(cast.organ_clerk)["organization_id"].as_int64(), cast.organ.value) << "without a place: the highest that is read";
    EXPECT_EQ(map(cast.secretary)["organization_id"].as_int64(), cast.branch.value);
}

TEST_P(CockpitTest, finds_what_needs_attention_by_the_rules_of_the_pack) {
    EXPECT_EQ(found(attention(cast.clerk), "cooled"), "");
    for (auto branch : {cast.branch, cast.sibling_branch}) month(branch, 5, 1, 1, 10, 10);
    month(cast.branch, 6, 1, 1, 10, 10), month(cast.sibling_branch, 6, 0, 1, 5, 10);
    auto name = app.read([&](const View& view) { return view.tree().find(cast.sibling_branch)->name; });
    EXPECT_EQ(found(attention(cast.clerk), "cooled"), "1: " + name + "上个月 30 度，比前一个月的 100 度明显转冷。");
    auto make = [&](const char* title, json::value done) {
        return app.post(cast.clerk, "/api/v1/business-items", {{"name", title}, {"organization_id", cast.organ.value}, {"starts_on", "2022-01-10"}, {"due_on", "2022-07-09"}, {"done_on", done}});
    };
    auto late = make("甲", nullptr);
    make("乙", "2022-07-01");
    auto organ = app.read([&](const View& view) { return view.tree().find(cast.organ)->name; });
    EXPECT_EQ(found(attention(cast.clerk), "business_overdue"), "1: " + organ + "有 1 项业务事项超过期限。") << "once, at its owner, not again above";
    EXPECT_EQ(found(attention(cast.clerk), "apart"), "1: " + organ + "只有 0% 的业务事项有支部牵引。");
    EXPECT_EQ(found(attention(cast.other_organ_clerk), "business_overdue"), "");
    app.post(cast.clerk, fmt::format("/api/v1/business-items/{}/tie", late.id()), {{"branch_id", cast.branch.value}}, {1});
    EXPECT_EQ(found(attention(cast.clerk), "apart"), "1: " + organ + "只有 50% 的业务事项有支部牵引。") << "at most a half";
    auto all = attention(cast.clerk);
    for (auto& rule : all["rules"].as_array())
        for (auto& item : rule.at("items").as_array())
            if (rule.at("rule").as_string() == "business_overdue") EXPECT_EQ(app.get(cast.clerk, "/api/v1/business-items" + std::string{item.at("page").as_string()}.substr(std::string_view{"/business/items"}.size()))["total"].as_int64(), 1);
    app.at("2022-08-10T09:00:00+08:00");
    EXPECT_EQ(found(attention(cast.clerk), "cooled").substr(0, 2), "3:") << "a month later: both branches, and the organ whose branches they are";
    auto of_rule = [&](const std::string& more) { return app.get(cast.clerk, "/api/v1/cockpit/attention?rule=cooled" + more); };
    EXPECT_EQ(found(of_rule(""), "cooled"), found(attention(cast.clerk), "cooled"));
    EXPECT_EQ(of_rule("")["rules"].as_array().size(), 1u);
    EXPECT_EQ(found(of_rule("&from=2"), "cooled").substr(0, 2), "3:") << "the count is of all";
    EXPECT_EQ(of_rule("&from=2")["rules"].as_array()[0].at("items").as_array().size(), 1u);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/cockpit/attention?rule=warmth").status, 422);
    EXPECT_EQ(of_rule("&format=xlsx").status, 200);
}

// items | tied | with a team | the share
TEST_P(CockpitTest, measures_integration_by_organ) {
    auto make = [&](Id<Organization> organ, json::value branch, const char* team) {
        auto made = app.post(cast.clerk, "/api/v1/business-items", {{"name", fmt::format("事项{}", ++source)}, {"organization_id", organ.value}, {"starts_on", "2022-02-01"}, {"due_on", "2022-12-01"}, {"team", team}});
        ASSERT_EQ(made.status, 201) << made.text;
        if (branch.is_null()) return;
        ASSERT_EQ(app.post(cast.clerk, fmt::format("/api/v1/business-items/{}/tie", made.id()), {{"branch_id", branch}}, {1}).status, 200);
    };
    auto path = "/api/v1/cockpit/integration?period=2022";
    EXPECT_TRUE(app.get(cast.clerk, path)["whole"].at("tied_share").is_null());
    make(cast.organ, cast.branch.value, "vanguard_post"), make(cast.organ, cast.sibling_branch.value, "none"), make(cast.organ, nullptr, "none"), make(cast.other_organ, nullptr, "shock_team");
    auto answer = app.get(cast.clerk, path);
    auto& whole = answer["whole"];
    EXPECT_EQ(whole.at("items").as_int64(), 4);
    EXPECT_EQ(whole.at("tied_share"), "50%");
    EXPECT_EQ(whole.at("team_share"), "50%");
    ASSERT_EQ(answer["rows"].as_array().size(), 2u);
    EXPECT_EQ(answer["rows"].as_array()[0].at("tied_share"), "66.7%");
    EXPECT_EQ(answer["rows"].as_array()[1].at("tied_share"), "0%");
    EXPECT_NE(std::string{answer["sentences"].as_array()[0].as_string()}.find("其中 2 项有支部牵引（50%），2 项没有"), std::string::npos) << answer.text;
    EXPECT_EQ(app.get(cast.other_organ_clerk, path)["whole"].at("items").as_int64(), 1);
}

TEST_P(CockpitTest, sets_business_on_the_year_beside_the_index) {
    auto figure = [&](Id<Organization> organ, const char* name, const char* period, int value) {
        ASSERT_EQ(app.post(cast.clerk, "/api/v1/business-figures", {{"name", name}, {"organization_id", organ.value}, {"period", period}, {"value", value}, {"source", "年报"}}).status, 201);
    };
    figure(cast.organ, "criminal_cases", "2020", 1000), figure(cast.organ, "criminal_cases", "2021", 753), figure(cast.organ, "matters_handled", "2020", 100), figure(cast.organ, "matters_handled", "2021", 110);
    figure(cast.other_organ, "criminal_cases", "2020", 100), figure(cast.other_organ, "criminal_cases", "2021", 120);
    auto answer = app.get(cast.clerk, "/api/v1/cockpit/integration?period=2021");
    ASSERT_EQ(answer.status, 200) << answer.text;
    auto running = app.get(cast.clerk, "/api/v1/cockpit/integration?period=2022");
    EXPECT_EQ(running["changes_period"], "2021") << "a year that runs is not compared with a whole one";
    EXPECT_EQ(running["points"], answer["points"]);
    app.at("2022-12-28T09:00:00+08:00");
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/cockpit/integration?period=2022")["changes_period"], "2021") << "not reported yet";
    figure(cast.organ, "criminal_cases", "2022", 700);
    auto reported = app.get(cast.clerk, "/api/v1/cockpit/integration?period=2022");
    EXPECT_EQ(reported["changes_period"], "2022") << "reported in its last month";
    EXPECT_EQ(reported["changes"].as_array().size(), 1u) << "of the other figures nothing has been said";
    EXPECT_EQ(reported["changes"].as_array()[0].at("text"), "-19.8%") << "700 of 753 and 120";
    std::map<std::int64_t, json::object> points;
    for (auto& each : answer["points"].as_array()) points[each.at("organization_id").as_int64()] = each.as_object();
    EXPECT_NEAR(points[cast.organ.value]["business"].to_number<double>(), 17.4, 0.06) << "fewer cases 24.7, more matters 10";
    EXPECT_EQ(points[cast.organ.value]["better"].as_int64(), 2);
    EXPECT_EQ(points[cast.other_organ.value]["business"].to_number<double>(), -20);
    EXPECT_EQ(points[cast.other_organ.value]["quadrant"].as_int64(), 3) << "no Party work recorded, and business fell";
    std::int64_t all = 0;
    for (auto& each : answer["quadrants"].as_array()) all += each.as_int64();
    EXPECT_EQ(all, std::int64_t(answer["points"].as_array().size()));
}

TEST_P(CockpitTest, shows_a_screen_that_names_nobody) {
    month(cast.branch, 6, 1, 1, 10, 10);
    app.write([&](Transaction& t) { t.facts.add({.kind = "life.attended.theme_day", .organization = cast.branch, .member = cast.members.front(), .on = Date::of(2022, 6, 12), .amount = 60}, {"meeting", ++source}); });
    auto make = [&](const Person& who, Id<Organization> where) { return app.post(who, "/api/v1/screen-links", {{"name", "一楼大厅"}, {"organization_id", where.value}}); };
    for (auto* who : {&cast.clerk, &cast.leader, &cast.auditor, &cast.organ_clerk, &cast.secretary, &cast.member}) EXPECT_EQ(make(*who, cast.organ).status, 403);
    EXPECT_EQ(app.post(cast.administrator, "/api/v1/screen-links", {{"name", ""}, {"organization_id", cast.organ.value}}).faults(), "#/name required");
    auto made = make(cast.administrator, cast.committee);
    ASSERT_EQ(made.status, 201) << made.text;
    std::string address{made["path"].as_string()}, token = address.substr(address.find('#') + 1);
    auto list = app.get(cast.administrator, "/api/v1/screen-links");
    EXPECT_EQ(list["total"].as_int64(), 1);
    EXPECT_EQ(list.text.find(token), std::string::npos) << "the address is shown once";
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/screen-links")["total"].as_int64(), 0);

    Person nobody;
    auto by_link = app.get(nobody, "/api/v1/screens/" + token);
    ASSERT_EQ(by_link.status, 200) << by_link.text;
    auto by_session = app.get(cast.clerk, "/api/v1/cockpit/screen");
    for (auto* answer : {&by_link, &by_session}) {
        EXPECT_EQ(answer->text.find("\"page\""), std::string::npos);
        EXPECT_EQ(answer->text.find("\"records\""), std::string::npos);
        app.read([&](const View& view) {
            auto rows = view.session.query("SELECT name FROM member");
            int people = 0;
            for (; rows.next(); ++people) EXPECT_EQ(answer->text.find(rows.text(0)), std::string::npos) << rows.text(0);
            auto accounts = view.session.query("SELECT name, username FROM account");
            while (accounts.next())
                for (int i : {0, 1})
                    if (accounts.text(i).size() > 3) EXPECT_EQ(answer->text.find("\"" + std::string{accounts.text(i)} + "\""), std::string::npos) << accounts.text(i);
            EXPECT_GT(people, 10);
            return 0;
        });
        // Nothing but the known words, whatever a panel may one day carry.
        std::set<std::string> known{"name", "at", "year", "temperature", "imbalance", "integration", "attention", "organization_id", "months", "levels", "rows", "rows_count", "month", "running", "title", "degrees", "warm", "hot", "cold", "without", "kind", "level",
                                    "below", "lowest", "scale", "sentence", "source", "pattern", "short", "falls", "index", "period", "dimensions", "counted", "lame", "by_dimension", "own", "items", "points", "medians", "whole", "tied", "tied_share",
                                    "team", "team_share", "discussed", "discussed_share", "done", "done_share", "quadrants", "strong", "sentences", "changes", "index_title", "party", "business", "quadrant", "better", "worse", "same", "indicator",
                                    "text", "day", "count", "counts", "rules", "rule", "tone", "likes", "label", "changes_period"};
        std::function<void(const json::value&)> walk = [&](const json::value& value) {
            if (auto* object = value.if_object()) {
                for (auto& each : *object) {
                    EXPECT_TRUE(known.contains(std::string{each.key()})) << each.key();
                    walk(each.value());
                }
            } else if (auto* items = value.if_array()) {
                for (auto& each : *items) walk(each);
            }
        };
        walk(answer->body);
    }
    EXPECT_EQ(app.get(nobody, "/api/v1/screens/" + std::string(64, '0')).status, 404);
    EXPECT_EQ(app.get(nobody, "/api/v1/cockpit/screen").status, 401);
    EXPECT_EQ(app.get(nobody, "/api/v1/cockpit/temperature").status, 401) << "a link opens nothing else";
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/screen-links")["items"].as_array()[0].at("read_on"), "2022-07-10");
    EXPECT_EQ(app.send(cast.clerk, http::Method::remove, fmt::format("/api/v1/screen-links/{}", made.id())).status, 404);
    EXPECT_EQ(app.send(cast.administrator, http::Method::remove, fmt::format("/api/v1/screen-links/{}", made.id())).status, 204);
    EXPECT_EQ(app.get(nobody, "/api/v1/screens/" + token).status, 404) << "taken back at once";
    // A link over an organ shows that organ.
    auto organ = make(cast.administrator, cast.organ);
    std::string second{organ["path"].as_string()};
    auto shown = app.get(nobody, "/api/v1/screens/" + second.substr(second.find('#') + 1));
    auto other = app.read([&](const View& view) { return view.tree().find(cast.other_branch)->name; });
    EXPECT_EQ(shown["temperature"].at("organization_id").as_int64(), cast.organ.value);
    EXPECT_EQ(shown.text.find(other), std::string::npos);
}

// 减负: asked and written, per branch and month; every number opens to as many records.
TEST_P(CockpitTest, counts_what_was_asked_of_branches_and_what_they_wrote) {
    auto june = Date::of(2022, 6, 12), may = Date::of(2022, 5, 12);
    fact("burden.asked.letter", cast.branch, june, 1, 2), fact("burden.asked.report", cast.branch, june), fact("burden.asked.letter", cast.branch, may, 1, 5);
    fact("burden.asked.form", cast.other_branch, june), fact("life.held.theme_day", cast.branch, june, 1, 3), fact("life.held.party_lecture", cast.other_branch, june);
    auto page = [&](const Person& who, const std::string& query) { return app.get(who, "/api/v1/cockpit/burden?" + query); };
    auto value = [](const Answer& answer, const json::value& row, std::string_view name, std::string_view side) {
        auto& columns = answer["columns"].as_array();
        for (std::size_t at = 0; at < columns.size(); ++at)
            if (columns[at].at("name").as_string() == name && columns[at].at("side").as_string() == side) return row.at("values").as_array()[at].as_int64();
        return std::int64_t{-1};
    };
    auto answer = page(cast.clerk, fmt::format("period=2022-06&organization_within={}", cast.committee.value));
    ASSERT_EQ(answer.status, 200) << answer.text;
    auto& whole = answer["whole"];
    auto branches = whole.at("branches").as_int64();
    EXPECT_EQ(value(answer, whole, "letter", "asked"), 2);
    EXPECT_EQ(value(answer, whole, "form", "asked"), 1);
    EXPECT_EQ(value(answer, whole, "minutes", "entered"), 4);
    EXPECT_EQ(whole.at("asked").as_int64(), 4);
    EXPECT_EQ(whole.at("before").as_int64(), 5);
    EXPECT_EQ(whole.at("each").as_string(), fmt::format("{:.2f}", 4.0 / double(branches)));
    EXPECT_EQ(answer["trend"].at(4).at("asked").as_int64(), 5);
    EXPECT_NE(answer["sentence"].as_string().find("比上期少 1 项"), std::string::npos) << answer.text;
    EXPECT_EQ(page(cast.clerk, fmt::format("period=2022&organization_within={}", cast.committee.value))["whole"].at("each").as_string(), fmt::format("{:.2f}", 9.0 / double(branches) / 7)) << "of the seven months that have begun";
    // Who is asked for most of a branch stands first, and each number opens to as many records.
    EXPECT_EQ(answer["rows"].at(0).at("organization_id").as_int64(), cast.organ.value);
    for (std::size_t at = 0; at < answer["columns"].as_array().size(); ++at)
        EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/facts?kind={}&organization_within={}&period=2022-06", std::string{answer["columns"].at(at).at("kinds").as_string()}, cast.committee.value))["total"].as_int64(),
                  whole.at("values").at(at).as_int64());
    EXPECT_EQ(page(cast.organ_clerk, "period=2022-06")["whole"].at("asked").as_int64(), 3) << "an organ sees its own";
    EXPECT_EQ(page(cast.organ_clerk, fmt::format("organization_within={}", cast.other_organ.value)).status, 404);
    EXPECT_EQ(page(cast.clerk, "period=2022-08").faults(), "?period not_begun");
    auto sheet = page(cast.clerk, "period=2022-06&format=xlsx");
    EXPECT_EQ(sheet.status, 200);
    EXPECT_TRUE(sheet.text.starts_with("PK"));
}
// What a rule counts must be a fact that somebody records.
TEST_P(CockpitTest, refuses_burdens_of_unknown_facts) {
    std::string text{pack::embedded_text("standard/cockpit.toml")};
    auto at = text.find("burden.asked.letter");
    text.replace(at, 19, "burden.asked.smiles");
    EXPECT_THROW(cockpit::read_rules(pack::File{"t.toml", text}, app->indicators, app->fact_kinds), pack::Fault);
}

// A bureau sets its departments against what stands further down: by depth and by what they stand below.
TEST_P(CockpitTest, puts_organisations_on_levels_by_kind_depth_and_superior) {
    std::string text{pack::embedded_text("standard/cockpit.toml")};
    auto from = text.find("[[level]]"), until = text.find("# ---- what makes a level warm");
    auto level = [](const char* name, const char* rest) { return fmt::format("[[level]]\nname = \"{0}\"\ntitle = \"{0}\"\ntitle_english = \"{0}\"\nplace = \"层\"\nplace_english = \"{0}\"\n{1}\n", name, rest); };
    text.replace(from, until - from, level("committee", "kinds = [\"branch\"]\ndepth_to = 1") + level("organ", "kinds = [\"branch\"]\nbelow = [\"general_branch\"]") + level("branch", "kinds = [\"branch\"]\nbelow = [\"organ_committee\"]"));
    auto rules = cockpit::read_rules(pack::File{"t.toml", text}, app->indicators, app->fact_kinds);
    auto general = app.organization("支队党总支", OrganizationKind::general_branch, cast.committee), under = app.organization("支队第一党支部", OrganizationKind::branch, general);
    app.read([&](const View& view) {
        auto axis = Axis::on(view, Date::of(2022, 7, 1));
        auto levels = cockpit::levels_on(rules, axis);
        auto at = [&](Id<Organization> id) { return int(levels[*axis.find(id)]); };
        EXPECT_EQ(at(cast.direct_branch), 0);
        EXPECT_EQ(at(under), 1);
        EXPECT_EQ(at(cast.branch), 2);
        EXPECT_EQ(at(cast.organ), -1);
        EXPECT_EQ(at(cast.committee), -1);
        return 0;
    });
    EXPECT_THROW(cockpit::read_rules(pack::File{"t.toml", text + level("late", "kinds = [\"branch\"]\ndepth_from = 3\ndepth_to = 2")}, app->indicators, app->fact_kinds), pack::Fault);
}

// Who fits no level is as warm as those below in the mean.
TEST_P(CockpitTest, takes_the_mean_of_those_below_where_a_level_is_missing) {
    auto discipline = app.organization("机关纪委", OrganizationKind::discipline_committee, cast.committee), first = app.organization("甲支部", OrganizationKind::branch, discipline), second = app.organization("乙支部", OrganizationKind::branch, discipline);
    month(first, 6, 1, 1, 10, 10), month(second, 6, 0, 1, 5, 10);
    auto one = cell(cast.clerk, discipline);
    EXPECT_EQ(one["degrees"].to_number<double>(), 65) << "100 and 30";
    EXPECT_EQ(one["formula"], "本级没有单独的规则，取所属各组织的平均：65 度");
}

// A pack file with one line changed, and the fault that refuses it.
TEST_P(CockpitTest, refuses_rules_that_make_no_sense) {
    std::string sound{pack::embedded_text("standard/cockpit.toml")};
    auto refused = [&](const std::string& from, const std::string& to) {
        auto text = sound;
        auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
        try {
            cockpit::read_rules(pack::File{"t.toml", text}, app->indicators, app->fact_kinds);
            return std::string{};
        } catch (const pack::Fault& fault) {
            return fault.findings.front().violation.pointer + " " + fault.findings.front().violation.code;
        }
    };
    EXPECT_EQ(refused("warm = 60", "warm = 60"), "");
    EXPECT_EQ(refused("warm = 60", "warm = 80"), "#/scale/0/warm not_below_hot");
    EXPECT_EQ(refused("indicator = \"meetings\"", "indicator = \"log_ins\""), "#/warmth/6/indicator unknown_indicator");
    EXPECT_EQ(refused("full = \"2\"", "full = \"2%\""), "#/warmth/6/full not_a_value");
    EXPECT_EQ(refused("full = \"90%\"\ncold = \"40%\"", "full = \"40%\"\ncold = \"40%\""), "#/warmth/1/full not_below_target");
    EXPECT_EQ(refused("kinds = [\"working_committee\", \"leading_group\"]", "kinds = [\"branch\"]"), "#/level/2/kinds/0 taken");
    EXPECT_EQ(refused("levels = [\"organ\", \"branch\"]", "levels = [\"moon\"]"), "#/attention/3/levels/0 not_one_of");
    EXPECT_EQ(refused("at_least = \"1\"", "at_least = \"one\""), "#/attention/0/at_least not_a_value");
    EXPECT_EQ(refused("indicator = \"criminal_cases_change\"", "indicator = \"criminal_cases\""), "#/change/0/indicator unknown_indicator");
}

}  // namespace
}  // namespace zhibu::testkit
