// Reads the table of holidays and counts working days.
#include "kernel/values/working_days.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/pack/toml.hpp"
#include "kernel/values/holidays.hpp"

namespace zhibu {
namespace {

constexpr int saturday = 6;

std::optional<Date> day_of(int year, std::string_view month_day) {
    auto day = Date::parse(fmt::format("{:04}-{}", year, month_day));
    if (!day || !day->whole()) return {};
    return day;
}

std::vector<Date> days_in(const json::object& entry, std::string_view key, int year) {
    std::vector<Date> days;
    auto* value = entry.if_contains(key);
    auto* list = value ? value->if_array() : nullptr;
    if (!list) throw std::invalid_argument{fmt::format("working days {}: no list \"{}\"", year, key)};
    for (auto& item : *list) {
        auto* line = item.if_string();
        if (!line) throw std::invalid_argument{fmt::format("working days {}: \"{}\" holds something that is no text", year, key)};
        auto found = holidays::days_of(year, *line);
        if (!found) throw std::invalid_argument{fmt::format("working days {}: \"{}\" is no day or range of days", year, *line)};
        days.insert(days.end(), found->begin(), found->end());
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

using Years = std::map<int, WorkingDays::Year>;
struct Published {
    std::int64_t version{};
    Years years{};
};
using Shared = std::shared_ptr<const Published>;

// Swapped whole: whoever counts holds on to the one it began with.
std::atomic<Shared>& published_now() {
    static std::atomic<Shared> now{std::make_shared<const Published>()};
    return now;
}

Years checked(std::vector<WorkingDays::Year> years) {
    Years all;
    for (auto& year : years) {
        std::sort(year.off.begin(), year.off.end());
        std::sort(year.work.begin(), year.work.end());
        for (Date day : year.work)
            if (day.weekday() < saturday || contains(year.off, day)) throw std::invalid_argument{"working days: " + day.iso() + " cannot be a worked weekend"};
        for (auto* days : {&year.off, &year.work})
            for (Date day : *days)
                if (day.year() != year.year) throw std::invalid_argument{fmt::format("working days: {} stands under {}", day.iso(), year.year)};
        auto number = year.year;
        if (!all.emplace(number, std::move(year)).second) throw std::invalid_argument{fmt::format("working days: {} stands twice", number)};
    }
    return all;
}

// The years of one question: the published ones before those of the table.
class Calendar {
public:
    explicit Calendar(const Years& shipped) : shipped_{shipped}, published_{published_now().load()} {}
    const WorkingDays::Year* find(int year) const {
        if (auto found = published_->years.find(year); found != published_->years.end()) return &found->second;
        auto found = shipped_.find(year);
        return found == shipped_.end() ? nullptr : &found->second;
    }
    bool is_worked(Date day) const {
        bool weekday = day.weekday() < saturday;
        auto* year = find(day.year());
        if (!year) return weekday;
        return weekday ? !contains(year->off, day) : contains(year->work, day);
    }

private:
    const Years& shipped_;
    Shared published_;
};

}  // namespace

void holidays::publish(std::int64_t version, std::vector<WorkingDays::Year> years) { published_now() = std::make_shared<const Published>(Published{version, checked(std::move(years))}); }
void holidays::forget() { published_now() = std::make_shared<const Published>(); }
std::int64_t holidays::version() { return published_now().load()->version; }
bool holidays::knows(int year) { return published_now().load()->years.contains(year); }

std::optional<std::vector<Date>> holidays::days_of(int year, std::string_view entry) {
    auto span = entry.substr(0, entry.find(' '));
    auto dots = span.find("..");
    auto first = day_of(year, span.substr(0, dots));
    auto last = dots == std::string_view::npos ? first : day_of(year, span.substr(dots + 2));
    if (!first || !last || *last < *first) return {};
    std::vector<Date> days;
    for (auto day = *first; day <= *last; day = day.plus_days(1)) days.push_back(day);
    return days;
}

WorkingDays::WorkingDays(std::vector<Year> years) : years_{checked(std::move(years))} {}

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
    Calendar calendar{years_};
    for (int year = std::min(from.year(), to.year()), last = std::max(from.year(), to.year()); year <= last; ++year)
        if (!calendar.find(year)) missing += fmt::format("{}{}年", missing.empty() ? "" : "、", year);
    return missing.empty() ? missing : missing + "的节假日安排尚未载入，暂按周一至周五计算";
}

bool WorkingDays::is_working_day(Date day) const { return Calendar{years_}.is_worked(day); }

Date WorkingDays::next_working_day_on_or_after(Date day) const {
    Calendar calendar{years_};
    while (!calendar.is_worked(day)) day = day.plus_days(1);
    return day;
}

Date WorkingDays::plus_working_days(Date day, int count) const {
    Calendar calendar{years_};
    int step = count < 0 ? -1 : 1;
    for (int left = std::abs(count); left > 0;) {
        day = day.plus_days(step);
        if (calendar.is_worked(day)) --left;
    }
    return day;
}

int WorkingDays::working_days_between(Date from, Date to) const {
    if (to < from) return -working_days_between(to, from);
    Calendar calendar{years_};
    int count = 0;
    for (auto day = from; day < to;) {
        day = day.plus_days(1);
        if (calendar.is_worked(day)) ++count;
    }
    return count;
}

}  // namespace zhibu
