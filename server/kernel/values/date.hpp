// Calendar dates, months and instants as Zhibu stores them.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zhibu {

// A calendar date of the proleptic Gregorian calendar, stored as yyyymmdd so that a table stays readable and a month
// is a range of integers. Old papers know only a month or a year: then day (and month) are 00. Empty is 0.
class Date {
public:
    constexpr Date() = default;
    static constexpr Date of(int year, int month, int day) { return Date{year * 10000 + month * 100 + day}; }
    static constexpr Date from_number(std::int64_t yyyymmdd) { return Date{static_cast<std::int32_t>(yyyymmdd)}; }
    // "2021-03-01", "2021-03" or "2021"; nothing for anything else or for a day that does not exist.
    static std::optional<Date> parse(std::string_view iso);

    constexpr std::int32_t number() const { return number_; }
    constexpr int year() const { return number_ / 10000; }
    constexpr int month() const { return number_ / 100 % 100; }
    constexpr int day() const { return number_ % 100; }
    constexpr bool empty() const { return number_ == 0; }
    constexpr bool whole() const { return day() != 0; }  // known to the day
    bool exists() const;                                 // a real day, month or year
    std::string iso() const;                             // as parse() reads it
    std::string chinese() const;                         // 2021年3月1日, 2021年3月, 2021年

    Date first_day() const;           // of a partly known date: its earliest day
    Date plus_days(int days) const;
    Date plus_months(int months) const;  // natural months: 31 January + 1 month is the last day of February
    int days_until(Date later) const;
    int weekday() const;              // 1 Monday … 7 Sunday
    int age_at(Date day) const;       // full years

    constexpr auto operator<=>(const Date&) const = default;

private:
    constexpr explicit Date(std::int32_t number) : number_{number} {}
    std::int32_t number_{};
};

// A moment in milliseconds since 1970-01-01T00:00:00Z. On screen and in dates it is Chinese time (UTC+8, no summer time).
class Instant {
public:
    constexpr Instant() = default;
    static constexpr Instant from_milliseconds(std::int64_t ms) { return Instant{ms}; }
    static Instant at(Date day, int hour = 0, int minute = 0);  // Chinese time
    static std::optional<Instant> parse(std::string_view iso);  // 2021-03-01T09:30:00+08:00, Z, or without a zone (Chinese time)
    constexpr std::int64_t milliseconds() const { return ms_; }
    Date date() const;
    int hour() const;
    int minute() const;
    std::string iso() const;  // 2021-03-01T09:30:00+08:00
    constexpr Instant plus_seconds(std::int64_t seconds) const { return Instant{ms_ + seconds * 1000}; }
    constexpr bool empty() const { return ms_ == 0; }
    constexpr auto operator<=>(const Instant&) const = default;

private:
    constexpr explicit Instant(std::int64_t ms) : ms_{ms} {}
    std::int64_t ms_{};
};

// A month, a quarter or a year, as one number that sorts and joins: yyyy*100 + {1…12 month, 21…24 quarter, 0 year}.
class Period {
public:
    constexpr Period() = default;
    static constexpr Period month(int year, int month) { return Period{year * 100 + month}; }
    static constexpr Period quarter(int year, int quarter) { return Period{year * 100 + 20 + quarter}; }
    static constexpr Period whole_year(int year) { return Period{year * 100}; }
    static constexpr Period from_number(std::int64_t n) { return Period{static_cast<std::int32_t>(n)}; }
    static constexpr Period month_of(Date d) { return month(d.year(), d.month()); }
    static constexpr Period quarter_of(Date d) { return quarter(d.year(), (d.month() + 2) / 3); }
    static constexpr Period year_of(Date d) { return whole_year(d.year()); }
    // "2021-03", "2021-Q1" or "2021".
    static std::optional<Period> parse(std::string_view text);

    constexpr std::int32_t number() const { return number_; }
    constexpr int year() const { return number_ / 100; }
    constexpr bool is_year() const { return number_ % 100 == 0; }
    constexpr bool is_quarter() const { return number_ % 100 > 20; }
    constexpr bool is_month() const { return !is_year() && !is_quarter(); }
    constexpr Period a_year_before() const { return Period{number_ - 100}; }
    Date first_day() const;
    Date last_day() const;
    bool contains(Date d) const { return first_day() <= d && d <= last_day(); }
    std::string iso() const;      // as parse() reads it
    std::string chinese() const;  // 2021年3月, 2021年第1季度, 2021年
    constexpr auto operator<=>(const Period&) const = default;

private:
    constexpr explicit Period(std::int32_t n) : number_{n} {}
    std::int32_t number_{};
};

}  // namespace zhibu
