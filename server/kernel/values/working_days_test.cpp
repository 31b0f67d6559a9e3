// The calendar of working days, read from the table that the program ships.
#include "kernel/values/working_days.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "kernel/values/holidays.hpp"
#include "testkit/source_file.hpp"

namespace zhibu {
namespace {

WorkingDays shipped() {
    std::ifstream file{source_file("packs/standard/working_days.toml")};
    std::ostringstream text;
    text << file.rdbuf();
    return WorkingDays::from_toml(text.str());
}
Date day(std::string_view iso) { return Date::parse(iso).value(); }

TEST(WorkingDays, know_the_holidays_and_worked_weekends) {
    auto calendar = shipped();
    struct Row { std::string_view day; bool works; };
    for (auto [iso, works] : {Row{"2021-02-07", true},  // Sunday, worked for Spring Festival
                              {"2021-02-20", true}, {"2021-02-06", false}, {"2021-02-10", true}, {"2021-02-11", false}, {"2021-02-17", false}, {"2021-02-18", true},
                              {"2021-09-30", true}, {"2021-10-01", false}, {"2021-10-02", false}, {"2021-10-03", false}, {"2021-10-04", false}, {"2021-10-05", false},
                              {"2021-10-06", false}, {"2021-10-07", false}, {"2021-10-08", true}, {"2021-10-09", true}, {"2021-10-10", false}, {"2020-01-31", false},
                              {"2015-09-03", false}, {"2026-10-10", true}, {"2021-03-01", true}, {"2021-03-06", false}})
        EXPECT_EQ(calendar.is_working_day(day(iso)), works) << iso;
    for (int year = 2015; year <= 2026; ++year) {
        EXPECT_TRUE(calendar.knows(year)) << year;
        EXPECT_NE(calendar.source_of(year).find(std::to_string(year)), std::string_view::npos) << year;
    }
}

TEST(WorkingDays, every_known_year_has_a_likely_number_of_working_days) {
    auto calendar = shipped();
    for (int year = 2015; year <= 2026; ++year) {
        int count = calendar.working_days_between(Date::of(year - 1, 12, 31), Date::of(year, 12, 31));
        EXPECT_GE(count, 247) << year;
        EXPECT_LE(count, 252) << year;
    }
}

TEST(WorkingDays, count_across_spring_festival) {
    auto calendar = shipped();
    struct Row { std::string_view from; int count; std::string_view to; };
    for (auto [from, count, to] : {Row{"2021-02-05", 1, "2021-02-07"}, {"2021-02-05", 5, "2021-02-18"}, {"2021-02-10", 1, "2021-02-18"}, {"2021-02-10", 3, "2021-02-20"},
                                   {"2021-02-11", 1, "2021-02-18"}, {"2021-02-18", -1, "2021-02-10"}, {"2021-02-18", -5, "2021-02-05"}, {"2021-03-01", 0, "2021-03-01"},
                                   {"2021-09-30", 5, "2021-10-13"}})
        EXPECT_EQ(calendar.plus_working_days(day(from), count).iso(), to) << from << " " << count;
    EXPECT_EQ(calendar.next_working_day_on_or_after(day("2021-10-01")).iso(), "2021-10-08");
    EXPECT_EQ(calendar.next_working_day_on_or_after(day("2021-02-07")).iso(), "2021-02-07");
    EXPECT_EQ(calendar.working_days_between(day("2021-02-05"), day("2021-02-18")), 5);
    EXPECT_EQ(calendar.working_days_between(day("2021-02-18"), day("2021-02-05")), -5);
}

TEST(WorkingDays, counting_there_and_measuring_back_agree) {
    auto calendar = shipped();
    for (auto from = day("2020-12-20"); from < day("2021-03-10"); from = from.plus_days(1))
        for (int count : {1, 2, 5, 10, 23}) EXPECT_EQ(calendar.working_days_between(from, calendar.plus_working_days(from, count)), count) << from.iso();
}

TEST(WorkingDays, say_when_a_year_is_not_known) {
    auto calendar = shipped();
    EXPECT_FALSE(calendar.knows(2031));
    EXPECT_EQ(calendar.last_known_year(), 2026);
    EXPECT_FALSE(calendar.is_working_day(day("2031-10-04")));  // a Saturday
    EXPECT_TRUE(calendar.is_working_day(day("2031-10-01")));   // nobody has told
    EXPECT_EQ(calendar.caution(day("2021-01-01"), day("2026-12-31")), "");
    EXPECT_EQ(calendar.caution(day("2026-12-01"), day("2028-01-10")), "2027年、2028年的节假日安排尚未载入，暂按周一至周五计算");
    EXPECT_EQ(WorkingDays{}.last_known_year(), 0);
}

TEST(WorkingDays, refuse_a_wrong_table_in_words) {
    struct Row { std::string_view text, word; };
    for (auto [text, word] : {Row{"[[year]]\nyear = 2021\noff = [\"02-30 x\"]\nwork = []", "02-30"}, {"[[year]]\nyear = 2021\noff = []\nwork = [\"02-08\"]", "2021-02-08"},
                              {"[[year]]\nyear = 2021\noff = [\"10-07..10-01 x\"]\nwork = []", "10-07..10-01"}, {"[[year]]\nyear = 2021\nwork = []", "off"},
                              {"[[year]]\nyear = 2021\noff = [1]\nwork = []", "no text"}, {"[[year]]\noff = []\nwork = []", "without a year"}, {"x = 1", "no [[year]]"},
                              {"[[year]\n", "line 1"},
                              {"[[year]]\nyear = 2021\noff = []\nwork = []\n[[year]]\nyear = 2021\noff = []\nwork = []", "twice"}}) {
        try {
            WorkingDays::from_toml(text);
            ADD_FAILURE() << text;
        } catch (const std::invalid_argument& error) {
            EXPECT_NE(std::string_view{error.what()}.find(word), std::string_view::npos) << error.what();
        }
    }
}

TEST(WorkingDays, count_by_what_was_published_and_read_it_whole_while_it_changes) {
    auto calendar = shipped();
    const std::vector<WorkingDays::Year> none_off{{2021, {}, {}, "none off"}};
    std::atomic<bool> done{false};
    std::thread publishing{[&] {
        for (int i = 0; i < 2000; ++i) i % 2 ? holidays::forget() : holidays::publish(1, none_off);
        done = true;
    }};
    // Without Spring Festival five working days later is 12 February.
    while (!done) {
        auto found = calendar.plus_working_days(day("2021-02-05"), 5).iso();
        EXPECT_TRUE(found == "2021-02-18" || found == "2021-02-12") << found;
    }
    publishing.join();
    holidays::publish(7, none_off);
    EXPECT_EQ(holidays::version(), 7);
    EXPECT_EQ(calendar.plus_working_days(day("2021-02-05"), 5).iso(), "2021-02-12");
    EXPECT_EQ(calendar.plus_working_days(day("2020-09-30"), 1).iso(), "2020-10-09") << "other years as they came";
    EXPECT_THROW(holidays::publish(8, {{2027, {}, {Date::of(2027, 3, 1)}, "a Monday worked instead"}}), std::invalid_argument);
    EXPECT_EQ(holidays::version(), 7);
    holidays::forget();
    EXPECT_EQ(calendar.plus_working_days(day("2021-02-05"), 5).iso(), "2021-02-18");
}

}  // namespace
}  // namespace zhibu
