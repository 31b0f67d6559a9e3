#include "kernel/values/date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>

namespace zhibu {
namespace {

using namespace std::chrono;
constexpr std::int64_t china_offset_ms = 8 * 3600 * 1000;
constexpr std::int64_t day_ms = 24 * 3600 * 1000;

sys_days days_of(Date d) { return sys_days{year{d.year()} / std::max(1, d.month()) / std::max(1, d.day())}; }
Date date_of(sys_days days) {
    year_month_day ymd{days};
    return Date::of(int(ymd.year()), int(unsigned(ymd.month())), int(unsigned(ymd.day())));
}
// Exactly `count` digits at `at`, or nothing.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return {};
    int value = 0;
    auto [end, error] = std::from_chars(text.data() + at, text.data() + at + count, value);
    if (error != std::errc{} || end != text.data() + at + count || text[at] == '-') return {};
    return value;
}

}  // namespace

std::optional<Date> Date::parse(std::string_view iso) {
    if (iso.size() != 4 && iso.size() != 7 && iso.size() != 10) return {};
    auto y = digits(iso, 0, 4);
    auto m = iso.size() >= 7 ? digits(iso, 5, 2) : std::optional<int>{0};
    auto d = iso.size() == 10 ? digits(iso, 8, 2) : std::optional<int>{0};
    if (!y || !m || !d || (iso.size() >= 7 && iso[4] != '-') || (iso.size() == 10 && iso[7] != '-')) return {};
    if ((iso.size() >= 7 && *m == 0) || (iso.size() == 10 && *d == 0)) return {};
    auto date = of(*y, *m, *d);
    if (!date.exists()) return {};
    return date;
}

bool Date::exists() const {
    if (empty() || year() < 1 || (month() == 0 && day() != 0)) return false;
    return (std::chrono::year{year()} / std::max(1, month()) / std::max(1, day())).ok();
}
std::string Date::iso() const {
    if (empty()) return "";
    if (month() == 0) return fmt::format("{:04}", year());
    if (day() == 0) return fmt::format("{:04}-{:02}", year(), month());
    return fmt::format("{:04}-{:02}-{:02}", year(), month(), day());
}
std::string Date::chinese() const {
    if (empty()) return "";
    if (month() == 0) return fmt::format("{}年", year());
    if (day() == 0) return fmt::format("{}年{}月", year(), month());
    return fmt::format("{}年{}月{}日", year(), month(), day());
}
Date Date::first_day() const { return empty() ? Date{} : date_of(days_of(*this)); }
Date Date::plus_days(int count) const { return date_of(days_of(*this) + std::chrono::days{count}); }
Date Date::plus_months(int count) const {
    auto moved = year_month{std::chrono::year{year()}, std::chrono::month(unsigned(std::max(1, month())))} + std::chrono::months{count};
    auto last = unsigned((moved / std::chrono::last).day());
    return of(int(moved.year()), int(unsigned(moved.month())), int(std::min(unsigned(std::max(1, day())), last)));
}
int Date::days_until(Date later) const { return int((days_of(later) - days_of(*this)).count()); }
int Date::weekday() const { return int(std::chrono::weekday{days_of(*this)}.iso_encoding()); }
int Date::age_at(Date on) const {
    int age = on.year() - year();
    return on.month() * 100 + on.day() < month() * 100 + day() ? age - 1 : age;
}

Instant Instant::at(Date d, int hour, int minute) {
    return Instant{days_of(d).time_since_epoch().count() * day_ms + (hour * 60 + minute) * 60000LL - china_offset_ms};
}
std::optional<Instant> Instant::parse(std::string_view iso) {
    if (iso.size() < 16 || (iso[10] != 'T' && iso[10] != ' ') || iso[13] != ':') return {};
    auto d = Date::parse(iso.substr(0, 10));
    auto h = digits(iso, 11, 2), m = digits(iso, 14, 2);
    if (!d || !h || !m || *h > 23 || *m > 59) return {};
    std::size_t at = 16;
    std::int64_t ms = 0;
    if (at < iso.size() && iso[at] == ':') {
        auto s = digits(iso, 17, 2);
        if (!s || *s > 60) return {};
        ms = *s * 1000;
        at = 19;
        if (at < iso.size() && iso[at] == '.') {
            std::int64_t unit = 100;
            for (++at; at < iso.size() && iso[at] >= '0' && iso[at] <= '9'; ++at, unit /= 10) ms += (iso[at] - '0') * unit;
        }
    }
    auto zone = iso.substr(at);
    std::int64_t offset = china_offset_ms;
    if (zone == "Z") offset = 0;
    else if (zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':') {
        auto zh = digits(zone, 1, 2), zm = digits(zone, 4, 2);
        if (!zh || !zm) return {};
        offset = (*zh * 60 + *zm) * 60000LL * (zone[0] == '-' ? -1 : 1);
    } else if (!zone.empty()) return {};
    return Instant{days_of(*d).time_since_epoch().count() * day_ms + (*h * 60 + *m) * 60000LL + ms - offset};
}
Date Instant::date() const { return date_of(floor<std::chrono::days>(sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{ms_ + china_offset_ms}})); }
int Instant::hour() const { return int(((ms_ + china_offset_ms) % day_ms + day_ms) % day_ms / 3600000); }
int Instant::minute() const { return int(((ms_ + china_offset_ms) % day_ms + day_ms) % day_ms / 60000 % 60); }
std::string Instant::iso() const {
    auto local = ((ms_ + china_offset_ms) % day_ms + day_ms) % day_ms;
    return fmt::format("{}T{:02}:{:02}:{:02}+08:00", date().iso(), local / 3600000, local / 60000 % 60, local / 1000 % 60);
}

std::optional<Period> Period::parse(std::string_view text) {
    auto y = digits(text, 0, 4);
    if (!y || *y < 1) return {};
    if (text.size() == 4) return whole_year(*y);
    if (text.size() != 7 || text[4] != '-') return {};
    if (text[5] == 'Q') {
        auto q = digits(text, 6, 1);
        return q && *q >= 1 && *q <= 4 ? std::optional{quarter(*y, *q)} : std::nullopt;
    }
    auto m = digits(text, 5, 2);
    return m && *m >= 1 && *m <= 12 ? std::optional{month(*y, *m)} : std::nullopt;
}
Date Period::first_day() const {
    int part = number_ % 100;
    return Date::of(year(), is_year() ? 1 : is_quarter() ? (part - 21) * 3 + 1 : part, 1);
}
Date Period::last_day() const { return first_day().plus_months(is_year() ? 12 : is_quarter() ? 3 : 1).plus_days(-1); }
std::string Period::iso() const {
    int part = number_ % 100;
    return is_year() ? fmt::format("{:04}", year()) : is_quarter() ? fmt::format("{:04}-Q{}", year(), part - 20) : fmt::format("{:04}-{:02}", year(), part);
}
std::string Period::chinese() const {
    int part = number_ % 100;
    return is_year() ? fmt::format("{}年", year()) : is_quarter() ? fmt::format("{}年第{}季度", year(), part - 20) : fmt::format("{}年{}月", year(), part);
}

}  // namespace zhibu
