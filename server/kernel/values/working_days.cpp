// Reads the table of holidays and counts working days.
#include "kernel/values/working_days.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/pack/toml.hpp"

namespace zhibu {
namespace {

constexpr int saturday = 6;

Date day_of(int year, std::string_view month_day) {
    auto day = Date::parse(fmt::format("{:04}-{}", year, month_day));
    if (!day || !day->whole()) throw std::invalid_argument{fmt::format("working days {}: \"{}\" is no day", year, month_day)};
    return *day;
}

// "10-01..10-07 国庆节" or "09-03 抗战纪念日".
void append_range(int year, std::string_view line, std::vector<Date>& days) {
    auto span = line.substr(0, line.find(' '));
    auto dots = span.find("..");
    auto first = day_of(year, span.substr(0, dots));
    auto last = dots == std::string_view::npos ? first : day_of(year, span.substr(dots + 2));
    if (last < first) throw std::invalid_argument{fmt::format("working days {}: \"{}\" ends before it begins", year, line)};
    for (auto day = first; day <= last; day = day.plus_days(1)) days.push_back(day);
}

std::vector<Date> days_in(const json::object& entry, std::string_view key, int year) {
    std::vector<Date> days;
    auto* value = entry.if_contains(key);
    auto* list = value ? value->if_array() : nullptr;
    if (!list) throw std::invalid_argument{fmt::format("working days {}: no list \"{}\"", year, key)};
    for (auto& item : *list) {
        auto* line = item.if_string();
        if (!line) throw std::invalid_argument{fmt::format("working days {}: \"{}\" holds something that is no text", year, key)};
        append_range(year, *line, days);
    }
    return days;
}

WorkingDays::Year year_of(const json::object& entry) {
    auto* value = entry.if_contains("year");
    auto* number = value ? value->if_int64() : nullptr;
    if (!number || *number < 1949 || *number > 2200) throw std::invalid_argument{"working days: an entry without a year"};
    auto year = int(*number);
    auto* source = entry.if_contains("source");
    return {year, days_in(entry, "off", year), days_in(entry, "work", year), source && source->is_string() ? std::string{source->as_string()} : std::string{}};
}

bool contains(const std::vector<Date>& sorted, Date day) { return std::binary_search(sorted.begin(), sorted.end(), day); }

}  // namespace

WorkingDays::WorkingDays(std::vector<Year> years) {
    for (auto& year : years) {
        std::sort(year.off.begin(), year.off.end());
        std::sort(year.work.begin(), year.work.end());
        for (Date day : year.work)
            if (day.weekday() < saturday || contains(year.off, day)) throw std::invalid_argument{"working days: " + day.iso() + " cannot be a worked weekend"};
        for (auto* days : {&year.off, &year.work})
            for (Date day : *days)
                if (day.year() != year.year) throw std::invalid_argument{fmt::format("working days: {} stands under {}", day.iso(), year.year)};
        auto number = year.year;
        if (!years_.emplace(number, std::move(year)).second) throw std::invalid_argument{fmt::format("working days: {} stands twice", number)};
    }
}

WorkingDays WorkingDays::from_toml(std::string_view text) {
    try {
        auto table = pack::read_toml(text).content;
        auto* value = table.if_contains("year");
        auto* list = value ? value->if_array() : nullptr;
        if (!list || list->empty()) throw std::invalid_argument{"working days: no [[year]]"};
        std::vector<Year> years;
        for (auto& item : *list) {
            if (!item.is_object()) throw std::invalid_argument{"working days: [[year]] must be a table"};
            years.push_back(year_of(item.as_object()));
        }
        return WorkingDays{std::move(years)};
    } catch (const pack::Unreadable& unreadable) {
        throw std::invalid_argument{fmt::format("working days, line {}: {}", unreadable.line, unreadable.code)};
    }
}

std::string_view WorkingDays::source_of(int year) const {
    auto found = years_.find(year);
    return found == years_.end() ? std::string_view{} : std::string_view{found->second.source};
}

std::string WorkingDays::caution(Date from, Date to) const {
    std::string missing;
    for (int year = std::min(from.year(), to.year()), last = std::max(from.year(), to.year()); year <= last; ++year)
        if (!knows(year)) missing += fmt::format("{}{}年", missing.empty() ? "" : "、", year);
    return missing.empty() ? missing : missing + "的节假日安排尚未载入，暂按周一至周五计算";
}

bool WorkingDays::is_working_day(Date day) const {
    bool weekday = day.weekday() < saturday;
    auto found = years_.find(day.year());
    if (found == years_.end()) return weekday;
    return weekday ? !contains(found->second.off, day) : contains(found->second.work, day);
}

Date WorkingDays::next_working_day_on_or_after(Date day) const {
    while (!is_working_day(day)) day = day.plus_days(1);
    return day;
}

Date WorkingDays::plus_working_days(Date day, int count) const {
    int step = count < 0 ? -1 : 1;
    for (int left = std::abs(count); left > 0;) {
        day = day.plus_days(step);
        if (is_working_day(day)) --left;
    }
    return day;
}

int WorkingDays::working_days_between(Date from, Date to) const {
    if (to < from) return -working_days_between(to, from);
    int count = 0;
    for (auto day = from; day < to;) {
        day = day.plus_days(1);
        if (is_working_day(day)) ++count;
    }
    return count;
}

}  // namespace zhibu
