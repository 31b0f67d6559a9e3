// Dates: the stored form, natural months, and every way an office writes one.
#include "kernel/values/date.hpp"

#include <gtest/gtest.h>
#include <string>

#include "kernel/values/identity.hpp"

namespace zhibu {
namespace {

std::string office_date(std::string_view text) {
    auto date = parse_date_cell(text);
    return date ? date->iso() : "-";
}

TEST(Date, is_read_from_every_form_an_office_writes) {
    struct Row { std::string_view text, iso; };
    for (auto [text, iso] : {
             Row{"1985.7.1", "1985-07-01"}, {"1985年7月", "1985-07"}, {"19850701", "1985-07-01"}, {"1985/7/1", "1985-07-01"}, {"2005-10", "2005-10"},
             {"1985.7.1.", "1985-07-01"}, {"1985-7-", "1985-07"}, {"1981.08", "1981-08"}, {"31229", "1985-07-01"}, {"31229.5", "1985-07-01"}, {"1985-07-01", "1985-07-01"},
             {"1985年07月01日", "1985-07-01"}, {"1985 年 7 月 1 日", "1985-07-01"}, {"1985.7.1.", "1985-07-01"}, {"1985-7-", "1985-07"}, {"1985. 7. 1", "1985-07-01"}, {"1985。7。1", "1985-07-01"},
             {"1985、7、1", "1985-07-01"}, {"１９８５．７．１", "1985-07-01"}, {"１９８５年７月", "1985-07"}, {"　1985.7.1 ", "1985-07-01"}, {"'19850701", "1985-07-01"},
             {"198507", "1985-07"}, {"1985", "1985"}, {"1985年", "1985"}, {"1985-07-01 00:00:00", "1985-07-01"}, {"1985-07-01T00:00:00", "1985-07-01"},
             {"1985/7/1 9:30", "1985-07-01"}, {"1985.7.1.", "1985-07-01"}, {"1985-7-", "1985-07"}, {"1985.07.00", "1985-07"}, {"19850700", "1985-07"}, {"1985—07—01", "1985-07-01"},
             {"2000-02-29", "2000-02-29"}, {"1985 7 1", "1985-07-01"}, {"1985年7月1", "1985-07-01"}, {"2005年10月", "2005-10"}, {"2013/2/20", "2013-02-20"}})
        EXPECT_EQ(office_date(text), iso) << text;
}

TEST(Date, is_not_read_from_nonsense) {
    for (std::string_view text : {"", " ", "不详", "至今", "1985.13.1", "1985.2.30", "1900-02-29", "1985-00-01", "85.7.1", "7/1/1985", "1985.7.1入党", "约1985年", "1985.7.1.2.x",
                                  "19851301", "198513", "198500", "12", "123", "1234567", "123456789", "1985..7", "0985-07-01", "2985-07-01", "1985年7月1日左右", "-1985.7.1", "1985.777",
                                  "1985.7.111", "99999999", "3.7029919850701E+17", "1985年七月", "31229.5.1"})
        EXPECT_EQ(office_date(text), "-") << text;
}

TEST(Date, follows_the_serial_numbers_of_excel) {
    EXPECT_EQ(date_of_serial(1)->iso(), "1900-01-01");
    EXPECT_EQ(date_of_serial(59)->iso(), "1900-02-28");
    EXPECT_FALSE(date_of_serial(60));
    EXPECT_EQ(date_of_serial(61)->iso(), "1900-03-01");
    EXPECT_EQ(date_of_serial(26919)->iso(), "1973-09-12");
    EXPECT_EQ(date_of_serial(44197.999)->iso(), "2021-01-01");
    EXPECT_EQ(date_of_serial(2958465)->iso(), "9999-12-31");
    for (double outside : {0.0, -1.0, 0.5, 2958466.0, 1e300}) EXPECT_FALSE(date_of_serial(outside));
}

TEST(Date, parses_its_own_form_only) {
    for (std::string_view iso : {"2021-03-01", "2021-03", "2021", "2024-02-29"}) EXPECT_EQ(Date::parse(iso)->iso(), iso);
    for (std::string_view wrong : {"", "2021-3-1", "2021-02-29", "2021-13", "2021-00", "2021-01-00", "20210301", "2021/03/01", "-021-03-01", "2021-03-0a"}) EXPECT_FALSE(Date::parse(wrong)) << wrong;
}

TEST(Date, moves_by_natural_months_and_counts_days_and_years) {
    EXPECT_EQ(Date::of(2021, 1, 31).plus_months(1).iso(), "2021-02-28");
    EXPECT_EQ(Date::of(2024, 1, 31).plus_months(1).iso(), "2024-02-29");
    EXPECT_EQ(Date::of(2021, 12, 15).plus_months(-12).iso(), "2020-12-15");
    EXPECT_EQ(Date::of(2021, 2, 28).plus_days(1).iso(), "2021-03-01");
    EXPECT_EQ(Date::of(2021, 1, 1).days_until(Date::of(2022, 1, 1)), 365);
    EXPECT_EQ(Date::of(2021, 2, 7).weekday(), 7);
    EXPECT_EQ(Date::of(2003, 7, 1).age_at(Date::of(2021, 6, 30)), 17);
    EXPECT_EQ(Date::of(2003, 7, 1).age_at(Date::of(2021, 7, 1)), 18);
    EXPECT_EQ(Date::of(2005, 10, 0).first_day().iso(), "2005-10-01");
    EXPECT_EQ(Date::of(2005, 10, 0).chinese(), "2005年10月");
}

TEST(Instant, is_chinese_time_on_screen_and_utc_inside) {
    EXPECT_EQ(Instant::at(Date::of(2021, 3, 1), 9, 30).iso(), "2021-03-01T09:30:00+08:00");
    EXPECT_EQ(Instant::parse("2021-03-01T01:30:00Z"), Instant::at(Date::of(2021, 3, 1), 9, 30));
    EXPECT_EQ(Instant::parse("2021-03-01T09:30")->milliseconds(), 1614562200000);
    EXPECT_EQ(Instant::parse("2021-02-28T18:00:00Z")->date().iso(), "2021-03-01");
    EXPECT_FALSE(Instant::parse("2021-03-01T24:00"));
    EXPECT_FALSE(Instant::parse("2021-03-01"));
}

TEST(Period, is_a_month_a_quarter_or_a_year) {
    EXPECT_EQ(Period::parse("2021-Q4")->last_day().iso(), "2021-12-31");
    EXPECT_EQ(Period::parse("2024-02")->last_day().iso(), "2024-02-29");
    EXPECT_EQ(Period::parse("2021")->first_day().iso(), "2021-01-01");
    EXPECT_EQ(Period::quarter_of(Date::of(2021, 10, 1)).iso(), "2021-Q4");
    for (std::string_view wrong : {"", "2021-Q5", "2021-Q0", "2021-13", "2021-00", "21-01"}) EXPECT_FALSE(Period::parse(wrong)) << wrong;
}

}  // namespace
}  // namespace zhibu
