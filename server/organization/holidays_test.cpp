// Public holidays as the office keeps them: a new year counts at once everywhere, a wrong table is refused at its line.
#include "organization/holidays.hpp"

#include <fmt/format.h>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

const std::string file = "/api/v1/packs/standard/files/working_days.toml";
const std::string year_2027 = "\n[[year]]\nyear = 2027\nsource = \"国务院办公厅关于2027年部分节假日安排的通知\"\noff = [\"01-01..01-03 元旦\", \"10-01..10-07 国庆节\"]\nwork = [\"10-09\"]\n";
std::string shipped() { return std::string{pack::embedded_text("standard/working_days.toml")}; }

class Holidays : public OnBothEngines {
protected:
    Cast cast{app};
    Holidays() { app.at("2026-11-20T09:00:00+08:00"); }
    Answer draft(const std::string& text, const Person& who) { return app.post(who, file + "/drafts", {{"text", text}}); }
    Answer publish(const Answer& version, const char* from = "2026-11-20") {
        return app.post(cast.clerk, fmt::format("/api/v1/pack-versions/{}/publication", version.id()), {{"effective_from", from}, {"note", "2027年安排"}, {"reason", ""}}, {.version = version.version()});
    }
    // What the calendar page of a member says of a day, and what it warns of.
    bool works(const char* day) {
        auto answer = app.get(cast.member, fmt::format("/api/v1/calendar?from={}&to={}", day, day));
        return answer["days"].at(0).at("working").as_bool();
    }
    std::string caution() { return std::string{app.get(cast.member, "/api/v1/calendar?from=2027-10-01&to=2027-10-31")["caution"].as_string()}; }
    bool reminded(const Person& who) { return app.get(who, "/api/v1/inbox").text.find("holidays.due") != std::string::npos; }
};
ZHIBU_ON_BOTH_ENGINES(Holidays);

TEST_P(Holidays, count_for_everybody_once_they_are_published) {
    EXPECT_TRUE(works("2027-10-01")) << "a Friday, and nobody has told";
    EXPECT_NE(caution(), "");
    EXPECT_EQ(draft(shipped() + year_2027, cast.organ_clerk).status, 403);
    auto made = draft(shipped() + year_2027, cast.clerk);
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_TRUE(works("2027-10-01")) << "a draft changes nothing";
    auto done = publish(made);
    ASSERT_EQ(done.status, 200) << done.text;
    EXPECT_FALSE(works("2027-10-01"));
    EXPECT_TRUE(works("2027-10-09")) << "a Saturday that is worked";
    EXPECT_EQ(caution(), "");
    EXPECT_EQ(app->working_days.plus_working_days(Date::of(2027, 9, 30), 1).iso(), "2027-10-08");
}

TEST_P(Holidays, wait_for_their_day_and_can_be_taken_back_until_then) {
    auto made = draft(shipped() + year_2027, cast.clerk);
    ASSERT_EQ(publish(made, "2026-12-01").status, 200);
    EXPECT_TRUE(works("2027-10-01"));
    auto version = app.get(cast.clerk, fmt::format("/api/v1/pack-versions/{}", made.id())).version();
    EXPECT_EQ(app.post(cast.clerk, fmt::format("/api/v1/pack-versions/{}/withdrawal", made.id()), {{"reason", "通知有更正"}}, {.version = version}).status, 200);
    app.at("2026-12-02T09:00:00+08:00");
    EXPECT_TRUE(works("2027-10-01"));
    auto again = draft(shipped() + year_2027, cast.clerk);
    ASSERT_EQ(publish(again, "2026-12-03").status, 200);
    app.at("2026-12-03T09:00:00+08:00");
    app.get(cast.member, "/api/v1/inbox");  // the day is noticed with the next inbox
    EXPECT_FALSE(works("2027-10-01"));
}

TEST_P(Holidays, are_refused_at_their_line) {
    struct Row {
        const char* what;
        std::string text;
        const char* code;
    };
    auto with = [&](const char* off, const char* work) { return shipped() + fmt::format("\n[[year]]\nyear = 2027\nsource = \"通知\"\noff = [{}]\nwork = [{}]\n", off, work); };
    for (auto& [what, text, code] : std::vector<Row>{{"no such day", with("\"02-30 春节\"", ""), "holiday_unreadable"},
                                                     {"ends before it begins", with("\"10-07..10-01 国庆节\"", ""), "holiday_unreadable"},
                                                     {"words without a day", with("\"国庆节放七天\"", ""), "holiday_unreadable"},
                                                     {"a weekday worked instead", with("\"10-01..10-07 国庆节\"", "\"10-08\""), "holiday_no_worked_weekend"},
                                                     {"worked and off", with("\"10-01..10-09 国庆节\"", "\"10-09\""), "holiday_no_worked_weekend"},
                                                     {"a year twice", shipped() + "\n[[year]]\nyear = 2026\nsource = \"通知\"\noff = [\"01-01 元旦\"]\nwork = []\n", "taken"},
                                                     {"years left out", year_2027, "holiday_year_left_out"},
                                                     {"no source", shipped() + "\n[[year]]\nyear = 2027\noff = [\"01-01 元旦\"]\nwork = []\n", "required"},
                                                     {"a word that nobody knows", shipped() + year_2027 + "half = []\n", "unknown_field"}}) {
        auto made = draft(text, cast.clerk);
        auto refused = publish(made);
        EXPECT_EQ(refused.status, 422) << what;
        EXPECT_NE(refused.faults().find(code), std::string::npos) << what << ": " << refused.faults();
        EXPECT_TRUE(works("2027-10-01")) << what;
        app.post(cast.clerk, fmt::format("/api/v1/pack-versions/{}/withdrawal", made.id()), {{"reason", "重写"}}, {.version = app.get(cast.clerk, fmt::format("/api/v1/pack-versions/{}", made.id())).version()});
    }
}

TEST_P(Holidays, are_asked_for_when_the_year_ends) {
    EXPECT_TRUE(reminded(cast.clerk));
    EXPECT_FALSE(reminded(cast.secretary));
    app.at("2026-11-14T09:00:00+08:00");
    EXPECT_FALSE(reminded(cast.clerk)) << "the notice comes later";
    app.at("2026-12-20T09:00:00+08:00");
    EXPECT_TRUE(reminded(cast.clerk));
    ASSERT_EQ(publish(draft(shipped() + year_2027, cast.clerk), "2026-12-20").status, 200);
    EXPECT_FALSE(reminded(cast.clerk));
}

}  // namespace
}  // namespace zhibu::testkit
