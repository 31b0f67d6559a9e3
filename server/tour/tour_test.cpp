// On-site visits as the office would check them: who plans, who looks, who scores what and when, what scores come to.
#include <fmt/format.h>

#include "testkit/test_app.hpp"
#include "tour/record.hpp"

namespace zhibu::testkit {
namespace {

using namespace tour;

Sheet plain_sheet(std::int64_t trim_from, std::int64_t least = 1) {
    Sheet sheet;
    sheet.trim_from = trim_from, sheet.least_scores = least;
    sheet.circles = {{"leaders", "领导评委", "", 50, {}}, {"peers", "同行评委", "", 30, {}}, {"members", "党员代表", "", 20, {}}};
    return sheet;
}
std::vector<Score> scores(std::initializer_list<std::pair<const char*, std::vector<std::int64_t>>> all) {
    std::vector<Score> out;
    for (auto& [circle, totals] : all)
        for (auto total : totals) out.push_back({circle, total});
    return out;
}

// scores by circle | trimmed from | at least | result in hundredths, by hand
TEST(TourResults, are_what_a_calculator_says) {
    struct Row {
        const char* what;
        std::vector<Score> given;
        std::int64_t trim_from, least, score;
    };
    for (auto& row : std::initializer_list<Row>{
             {"nobody scored", {}, 5, 1, -1},
             {"one circle alone carries the whole", scores({{"peers", {80, 90}}}), 5, 1, 8500},
             {"50·90 + 30·80 + 20·70 of 100", scores({{"leaders", {90}}, {"peers", {80}}, {"members", {70}}}), 5, 1, 8300},
             {"50·90 + 20·70 of 70: 84.2857", scores({{"leaders", {90}}, {"members", {70}}}), 5, 1, 8429},
             {"five: highest and lowest go, 90 of 88, 90, 92", scores({{"leaders", {60, 88, 90, 92, 100}}}), 5, 1, 9000},
             {"four: all count, 85", scores({{"leaders", {60, 90, 90, 100}}}), 5, 1, 8500},
             {"never trimmed: 86 of five", scores({{"leaders", {60, 88, 90, 92, 100}}}), 0, 1, 8600},
             {"two are not trimmed away", scores({{"leaders", {60, 100}}}), 2, 1, 8000},
             {"a circle of one counts nothing where two are asked", scores({{"leaders", {90, 80}}, {"peers", {10}}}), 5, 2, 8500},
             {"88.333…: 8833", scores({{"leaders", {88, 88, 89}}}), 0, 1, 8833},
         }) {
        auto result = result_of(plain_sheet(row.trim_from, row.least), row.given);
        EXPECT_EQ(result.score.value_or(-1), row.score) << row.what;
    }
}

TEST(TourResults, find_the_excellent_among_the_best) {
    struct Row {
        std::vector<std::int64_t> scores;  // hundredths
        std::int64_t share;
        std::vector<std::size_t> excellent;
    };
    for (auto& row : std::initializer_list<Row>{{{9500, 9200, 8000, 7000}, 50, {0, 1}},
                                                {{9500, 9200, 9100, 7000}, 50, {0, 1}},   // two of four
                                                {{9500, 9200, 9200, 7000}, 50, {0}},      // the last place is tied: nobody of them
                                                {{9000, 8999, 8000}, 100, {0}},           // 90 is the limit
                                                {{9500, 9400}, 30, {}}}) {                // 30 % of two is none
        auto sheet = plain_sheet(0);
        sheet.excellent_at_least = 90, sheet.excellent_share = row.share;
        std::vector<Station> stations(row.scores.size());
        for (std::size_t i = 0; i < stations.size(); ++i) stations[i].score = row.scores[i];
        EXPECT_EQ(excellent_of(sheet, stations), row.excellent);
    }
}

// Three stations on 6 January 2022, an hour each from nine; the two branches of one organ and a branch of another.
class Tours : public OnBothEngines {
protected:
    Cast cast{app};
    Person visitor, judge;
    std::int64_t id{};
    Tours() {
        app.at("2022-01-05T15:00:00+08:00");
        visitor = app.person("观摩员", {{Role::member, cast.committee}});
        judge = app.person("特邀评委", {{Role::inspector, cast.committee}});
        auto made = app.post(cast.clerk, "/api/v1/tours", {{"organization_id", cast.committee.value}, {"title", "一季度现场观摩"}, {"held_on", "2022-01-06"}});
        EXPECT_EQ(made.status, 201) << made.text;
        id = made.id();
    }
    std::string path(const std::string& rest = "") const { return fmt::format("/api/v1/tours/{}{}", id, rest); }
    Answer put(const Person& who, const std::string& rest, const json::value& body) {
        return app.send(who, http::Method::put, path(rest), json::serialize(body), {.version = app.get(cast.clerk, path()).version()});
    }
    Answer verb(const Person& who, const std::string& rest, const json::value& body = json::object{}) { return app.post(who, path(rest), body, {.version = app.get(cast.clerk, path()).version()}); }
    static json::object stop(Id<Organization> where, const char* from, const char* until) {
        return {{"organization_id", where.value}, {"arrives_at", fmt::format("2022-01-06T{}:00+08:00", from)}, {"leaves_at", fmt::format("2022-01-06T{}:00+08:00", until)}, {"theme", "看阵地、看台账"}};
    }
    Answer route(std::initializer_list<json::object> stops, const Person& who) {
        json::array all;
        for (auto& each : stops) all.push_back(each);
        return put(who, "/stations", {{"stations", all}});
    }
    Answer people(const char* circle, std::initializer_list<Person> who) {
        json::array ids;
        for (auto& each : who) ids.push_back(each.account.value);
        return put(cast.clerk, "/people", {{"circle", circle}, {"account_ids", ids}});
    }
    void planned() {
        EXPECT_EQ(route({stop(cast.branch, "09:00", "10:00"), stop(cast.sibling_branch, "10:00", "11:00"), stop(cast.other_branch, "11:00", "12:00")}, cast.clerk).status, 200);
        EXPECT_EQ(people("leaders", {cast.leader, judge}).status, 200);
        EXPECT_EQ(people("peers", {cast.secretary, cast.organ_clerk, cast.other_secretary}).status, 200);
        EXPECT_EQ(people("", {visitor}).status, 200);
    }
    void opened() {
        planned();
        auto open = verb(cast.clerk, "/opening");
        ASSERT_EQ(open.status, 200) << open.text;
    }
    std::int64_t station(std::size_t at) { return app.get(cast.clerk, path())["stations"].at(at).at("id").as_int64(); }
    std::string of(std::size_t at, const std::string& rest = "") { return path(fmt::format("/stations/{}{}", station(at), rest)); }
    std::string code(std::size_t at) {
        return app.read([&](const View& view) { return code_of(view, {station(at)}); });
    }
    Answer scan(const Person& who, std::size_t at) { return app.post(who, of(at, "/arrival"), {{"code", code(at)}}); }
    Answer score(const Person& who, std::size_t at, std::vector<std::int64_t> points, const char* moment = "") {
        json::object body{{"points", json::value_from(points)}};
        if (*moment) body["scored_at"] = fmt::format("2022-01-06T{}:00+08:00", moment);
        return app.post(who, of(at, "/score"), body);
    }
    static std::string outcome(const Answer& answer) {
        if (answer.status < 300) return std::to_string(answer.status);
        return std::to_string(answer.status) + " " + (answer.status == 422 ? answer.faults() : answer.problem());
    }
};
ZHIBU_ON_BOTH_ENGINES(Tours);

TEST_P(Tours, are_planned_by_who_holds_them) {
    struct Row {
        const char* what;
        const Person& who;
        std::vector<json::object> stops;
        const char* outcome;
    };
    auto good = stop(cast.branch, "09:00", "10:00");
    for (auto& row : std::vector<Row>{
             {"the committee's clerk", cast.clerk, {good}, "200"},
             {"a leader looks on", cast.leader, {good}, "403 forbidden"},
             {"a member sees no plan", cast.member, {good}, "404 not-found"},
             {"another day", cast.clerk, {{{"organization_id", cast.branch.value}, {"arrives_at", "2022-01-07T09:00:00+08:00"}, {"leaves_at", "2022-01-07T10:00:00+08:00"}}}, "422 #/stations/0/arrives_at not_on_the_day"},
             {"left before arriving", cast.clerk, {stop(cast.branch, "09:00", "09:00")}, "422 #/stations/0/leaves_at before_start"},
             {"two places at once", cast.clerk, {good, stop(cast.other_branch, "09:30", "10:30")}, "422 #/stations/1/arrives_at before_the_one_before"},
             {"one place twice", cast.clerk, {good, stop(cast.branch, "10:00", "11:00")}, "422 #/stations/1/organization_id taken"},
             {"no such place", cast.clerk, {{{"organization_id", 999999}, {"arrives_at", "2022-01-06T09:00:00+08:00"}, {"leaves_at", "2022-01-06T10:00:00+08:00"}}}, "422 #/stations/0/organization_id unknown_reference"},
         }) {
        json::array all;
        for (auto& each : row.stops) all.push_back(each);
        EXPECT_EQ(outcome(put(row.who, "/stations", {{"stations", all}})), row.outcome) << row.what;
    }
    EXPECT_EQ(outcome(verb(cast.clerk, "/opening")), "409 tour-has-no-judges");
    EXPECT_EQ(outcome(put(cast.clerk, "/people", {{"circle", "likes"}, {"account_ids", json::array{}}})), "422 #/circle not_one_of");
    EXPECT_EQ(people("leaders", {cast.leader}).status, 200);
    EXPECT_EQ(people("peers", {cast.leader}).status, 200) << "named anew, the leader leaves the other circle";
    EXPECT_EQ(app.get(cast.clerk, path())["circles"].at(0).at("count").as_int64(), 0);
    EXPECT_EQ(verb(cast.clerk, "/opening").status, 200);
    EXPECT_EQ(outcome(route({good}, cast.clerk)), "403 forbidden") << "the route stands from the opening on";
    EXPECT_EQ(outcome(verb(cast.clerk, "/opening")), "403 forbidden");
}

// who | station | when | scanned before | with which points | comes to
TEST_P(Tours, are_scored_by_judges_at_other_people_s_stations_in_time) {
    opened();
    struct Row {
        const char* what;
        const Person& who;
        std::size_t at;
        const char* now;
        bool scan;
        std::vector<std::int64_t> points;
        const char* moment;
        const char* outcome;
    };
    for (auto& row : std::vector<Row>{
             {"not scanned yet", judge, 0, "09:10", false, {30, 20, 30, 20}, "", "403 forbidden"},
             {"a judge in time", judge, 0, "09:10", true, {30, 20, 30, 20}, "", "200"},
             {"again: the last one counts", judge, 0, "09:30", true, {20, 10, 20, 10}, "", "200"},
             {"before the visit is there", judge, 1, "09:40", true, {20, 10, 20, 10}, "", "422 #/scored_at scored_early"},
             {"an item beyond its points", judge, 1, "10:10", true, {31, 10, 20, 10}, "", "422 #/points/0 beyond_the_item"},
             {"less than nothing", judge, 1, "10:10", true, {20, -1, 20, 10}, "", "422 #/points/1 beyond_the_item"},
             {"an item left out", judge, 1, "10:10", true, {20, 10, 20}, "", "422 #/points score_every_item"},
             {"the secretary of the place itself", cast.secretary, 0, "09:20", true, {30, 20, 30, 20}, "", "403 forbidden"},
             {"the clerk of the organ above the place", cast.organ_clerk, 1, "10:20", true, {30, 20, 30, 20}, "", "403 forbidden"},
             {"the same clerk at another organ's place", cast.organ_clerk, 2, "11:20", true, {20, 20, 20, 20}, "", "200"},
             {"the secretary at the branch beside", cast.secretary, 1, "11:20", true, {20, 15, 20, 15}, "", "200"},
             {"a visitor", visitor, 1, "11:20", true, {20, 15, 20, 15}, "", "403 forbidden"},
             {"the one who holds it, and is no judge", cast.clerk, 1, "11:20", false, {20, 15, 20, 15}, "", "403 forbidden"},
             {"somebody who takes no part", cast.other_member, 1, "11:20", false, {20, 15, 20, 15}, "", "404 not-found"},
             {"the last minute: two hours after", judge, 1, "13:00", true, {20, 15, 20, 15}, "", "200"},
             {"a minute late", cast.leader, 1, "13:01", true, {20, 15, 20, 15}, "", "422 #/scored_at scored_late"},
             {"late, but scored in time without a network", cast.leader, 1, "13:30", true, {24, 16, 24, 16}, "10:40", "200"},
             {"a moment before the visit was there", cast.leader, 2, "13:30", true, {24, 16, 24, 16}, "10:40", "422 #/scored_at scored_early"},
             {"a moment to come is now", cast.leader, 1, "13:40", true, {24, 16, 24, 16}, "23:00", "422 #/scored_at scored_late"},
         }) {
        app.at(fmt::format("2022-01-06T{}:00+08:00", row.now));
        if (row.scan) EXPECT_LT(scan(row.who, row.at).status, 300) << row.what;
        EXPECT_EQ(outcome(score(row.who, row.at, row.points, row.moment)), row.outcome) << row.what;
    }
    auto mine = app.get(judge, of(0))["paper"];
    EXPECT_EQ(json::serialize(mine.at("own")), "[20,10,20,10]");
    EXPECT_EQ(app.audited().find("20,10") == std::string::npos, true) << "that somebody scored is audited, not how";
}

TEST_P(Tours, open_a_station_to_those_who_are_there) {
    planned();
    EXPECT_EQ(app.get(visitor, path()).status, 404) << "a plan is not shown to those who are to come";
    auto laid = app.post(cast.clerk, of(0, "/binder"));
    ASSERT_EQ(laid.status, 200) << laid.text;
    EXPECT_GT(laid["bytes"].as_int64(), 1000);
    EXPECT_EQ(app.post(cast.other_secretary, of(0, "/binder")).status, 403) << "not of another's place";
    EXPECT_EQ(verb(cast.clerk, "/opening").status, 200);
    struct Row {
        const char* what;
        const Person& who;
        const char* now;
        bool scan;
        int arrival, binder;
    };
    for (auto& row : std::vector<Row>{{"the day before", visitor, "2022-01-05T15:00", true, 403, 403},
                                      {"at the gate, not scanned", visitor, "2022-01-06T08:30", false, 0, 403},
                                      {"scanned", visitor, "2022-01-06T08:30", true, 201, 200},
                                      {"scanned again", visitor, "2022-01-06T09:30", true, 200, 200},
                                      {"two hours after the last station", visitor, "2022-01-06T14:00", false, 0, 200},
                                      {"afterwards it is closed", visitor, "2022-01-06T14:01", false, 0, 403},
                                      {"who reads the place anyway", cast.secretary, "2022-01-06T20:00", false, 0, 200},
                                      {"somebody of another place", cast.other_member, "2022-01-06T09:30", true, 404, 404}}) {
        app.at(std::string{row.now} + ":00+08:00");
        if (row.scan) EXPECT_EQ(scan(row.who, 0).status, row.arrival) << row.what;
        EXPECT_EQ(app.get(row.who, of(0, "/binder")).status, row.binder) << row.what;
        auto shown = app.get(row.who, of(0));
        if (shown.status == 200) EXPECT_EQ(!shown["figures"].as_array().empty(), row.binder == 200) << row.what;
    }
    app.at("2022-01-06T09:30:00+08:00");
    // The figures with their sentences, without the way into records that the visitor may not read.
    auto shown = app.get(visitor, of(0));
    EXPECT_EQ(shown["figures"].as_array().size(), 6u);
    EXPECT_TRUE(shown["figures"].at(2).at("records").is_null());
    EXPECT_FALSE(app.get(cast.clerk, of(0))["figures"].at(2).at("records").is_null());
    EXPECT_EQ(outcome(app.post(visitor, of(1, "/arrival"), {{"code", code(0)}})), "422 #/code no_such_station_code") << "the code of one station opens no other";
    EXPECT_EQ(app.get(visitor, of(1, "/binder")).status, 403);
    auto codes = app.get(cast.clerk, path("/codes"))["items"].as_array();
    ASSERT_EQ(codes.size(), 3u);
    EXPECT_NE(std::string{codes[1].at("link").as_string()}.find(code(1)), std::string::npos);
    EXPECT_EQ(app.get(cast.secretary, path("/codes"))["items"].as_array().size(), 1u) << "a station's own people hang up theirs";
    EXPECT_EQ(app.get(visitor, path("/codes")).status, 403);
}

TEST_P(Tours, show_means_on_the_board_only_once_it_is_open_and_count_at_the_end) {
    opened();
    app.at("2022-01-06T11:30:00+08:00");
    auto give = [&](const Person& who, std::size_t at, std::vector<std::int64_t> points) {
        EXPECT_LT(scan(who, at).status, 300);
        EXPECT_EQ(outcome(score(who, at, std::move(points))), "200");
    };
    give(cast.leader, 0, {30, 18, 28, 18}), give(judge, 0, {28, 18, 28, 18});            // leaders 94, 92
    give(cast.other_secretary, 0, {27, 18, 27, 18});                                       // peers 90: (50·93 + 30·90) ÷ 80 = 91.875
    give(cast.leader, 1, {24, 16, 24, 16}), give(cast.secretary, 1, {21, 14, 21, 14});     // 80, 70: 76.25
    auto hidden = app.get(visitor, path("/board"));
    EXPECT_FALSE(hidden["open"].as_bool());
    EXPECT_FALSE(hidden["stations"].at(0).as_object().contains("score"));
    EXPECT_EQ(hidden["stations"].at(0).at("scores").as_int64(), 3);
    EXPECT_EQ(outcome(verb(cast.leader, "/board", {{"open", true}})), "403 forbidden");
    EXPECT_EQ(verb(cast.clerk, "/board", {{"open", true}}).status, 200);
    auto board = app.get(visitor, path("/board"));
    EXPECT_EQ(board["stations"].at(0).at("score").as_int64(), 9188);
    EXPECT_EQ(board["stations"].at(1).at("score").as_int64(), 7625);
    EXPECT_TRUE(board["stations"].at(2).at("score").is_null());
    for (auto name : {"工委领导", "特邀评委", "支部书记"}) EXPECT_EQ(board.text.find(name), std::string::npos) << name << " stands on the board";
    EXPECT_EQ(app.get(cast.other_member, path("/board")).status, 404);

    EXPECT_EQ(outcome(verb(cast.leader, "/closing")), "403 forbidden");
    EXPECT_EQ(app.get(cast.clerk, path("/sheet")).status, 403) << "no result before the count";
    auto closed = verb(cast.clerk, "/closing");
    ASSERT_EQ(closed.status, 200) << closed.text;
    EXPECT_EQ(closed["stations"].at(0).at("score").as_int64(), 9188);
    EXPECT_FALSE(closed["stations"].at(0).at("excellent").as_bool()) << "30 % of three stations is none";
    EXPECT_TRUE(closed["stations"].at(2).at("score").is_null());
    EXPECT_NE(std::string{closed["formula"].as_string()}.find("一组满 5 份评分的，去掉一个最高分和一个最低分"), std::string::npos);
    EXPECT_EQ(outcome(score(judge, 0, {30, 20, 30, 20})), "409 tour-is-over");
    EXPECT_EQ(app.get(cast.secretary, path())["stations"].at(0).at("score").as_int64(), 9188) << "one's own station";
    EXPECT_FALSE(app.get(cast.secretary, path())["stations"].at(1).as_object().contains("score")) << "not another's";
    auto figure = [&](const char* name) {
        return app.get(cast.clerk, fmt::format("/api/v1/facts?kind=tour.{}&organization_within={}&period=2022", name, cast.committee.value))["total"].as_int64();
    };
    EXPECT_EQ(app.read([&](const View& view) { return rollup::of(view, "burden.asked.station", cast.committee, Period::whole_year(2022)).count; }), 3) << "each was asked to prepare";
    EXPECT_EQ(figure("station_visited"), 2) << "what was never scored was never counted";
    EXPECT_EQ(figure("station_scored"), 2);
    auto pdf = app.get(cast.clerk, path("/sheet"));
    EXPECT_EQ(pdf.status, 200);
    EXPECT_TRUE(pdf.text.starts_with("%PDF"));
    EXPECT_EQ(app.get(cast.secretary, path("/sheet")).status, 403);
}

TEST_P(Tours, give_the_honour_to_excellent_stations_and_keep_to_the_sheet_of_their_opening) {
    auto text = std::string{pack::embedded_text(rules_file)};
    auto replace = [&](const std::string& from, const std::string& to) { text.replace(text.find(from), from.size(), to); };
    replace("excellent_share = 30", "excellent_share = 50");
    auto publish = [&](const std::string& content, const char* reason) {
        auto draft = app.post(cast.clerk, "/api/v1/packs/standard/files/tour.toml/drafts", {{"text", content}});
        auto done = app.post(cast.clerk, fmt::format("/api/v1/pack-versions/{}/publication", draft.id()), {{"effective_from", "2022-01-05"}, {"note", "本市方案"}, {"reason", reason}}, {.version = draft.version()});
        EXPECT_EQ(done.status, 200) << done.text;
    };
    publish(text, "");
    opened();
    // Reaching back over a visit under way changes nothing for it.
    app.at("2022-01-06T08:00:00+08:00");
    replace("points = 30", "points = 10"), replace("points = 20", "points = 40");
    publish(text, "调整分值");
    app.at("2022-01-06T09:30:00+08:00");
    EXPECT_LT(scan(judge, 0).status, 300);
    EXPECT_EQ(outcome(score(judge, 0, {30, 20, 30, 20})), "200") << "30 for organisation life, as when it was opened";
    EXPECT_EQ(verb(cast.clerk, "/closing").status, 200);
    auto honours = app.get(cast.clerk, "/api/v1/honours");
    ASSERT_EQ(honours["total"].as_int64(), 1) << honours.text;
    EXPECT_EQ(honours["items"].at(0).at("organization_id").as_int64(), cast.branch.value);
    EXPECT_EQ(honours["items"].at(0).at("paper").as_string(), "一季度现场观摩");
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/facts?kind=honour.excellent_station&organization_within={}&period=2022", cast.branch.value))["total"].as_int64(), 1);
}

TEST_P(Tours, are_cancelled_with_a_reason) {
    opened();
    EXPECT_EQ(outcome(verb(cast.clerk, "/cancellation")), "422 #/reason required");
    EXPECT_EQ(outcome(verb(cast.leader, "/cancellation", {{"reason", "改期"}})), "403 forbidden");
    EXPECT_EQ(verb(cast.clerk, "/cancellation", {{"reason", "改期"}})["state"].as_string(), "cancelled");
    app.at("2022-01-06T09:30:00+08:00");
    EXPECT_EQ(outcome(app.post(judge, of(0, "/arrival"), {{"code", code(0)}})), "409 tour-is-not-open");
    EXPECT_EQ(app.get(cast.clerk, fmt::format("/api/v1/facts?kind=tour.station_visited&organization_within={}&period=2022", cast.committee.value))["total"].as_int64(), 0);
}

}  // namespace
}  // namespace zhibu::testkit
