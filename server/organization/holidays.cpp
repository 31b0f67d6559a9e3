// Reads the office's table of holidays, lets the whole program count by it, and reminds of the year to come.
#include "organization/holidays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "kernel/pack/book.hpp"
#include "kernel/values/holidays.hpp"
#include "organization/organization.hpp"

namespace zhibu::organization {
namespace {

constexpr const char* holidays_file = "standard/working_days.toml";
constexpr int notice_month = 11, notice_day = 15;  // from then on next year's table may be expected

std::vector<Date> days_in(int year, const std::vector<std::string>& entries, const std::string& here, Faults& faults) {
    std::vector<Date> all;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto days = holidays::days_of(year, entries[i]);
        if (!days) faults.add(here + "/" + std::to_string(i), "holiday_unreadable");
        else all.insert(all.end(), days->begin(), days->end());
    }
    return all;
}

// Limits of running cases were counted by the years that came with the program: they may be put right, not left out.
void keep_shipped_years(const std::set<std::int64_t>& named, Faults& faults) {
    static const auto shipped = pack::embedded(holidays_file).rows<HolidayYear>("year");
    for (auto& each : shipped)
        if (!named.contains(each.year)) faults.add("#/year", "holiday_year_left_out", {{"year", std::to_string(each.year)}});
}

struct Holidays {
    std::vector<WorkingDays::Year> years;
};

Holidays read_holidays(const pack::File& file) {
    auto rows = file.rows<HolidayYear>("year");
    if (file.broken()) return {};
    Faults faults;
    std::set<std::int64_t> named;
    Holidays all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto here = "#/year/" + std::to_string(i);
        auto year = int(rows[i].year);
        if (!named.insert(year).second) faults.add(here + "/year", "taken");
        WorkingDays::Year read{year, days_in(year, rows[i].off, here + "/off", faults), days_in(year, rows[i].work, here + "/work", faults), rows[i].source};
        std::set<Date> off{read.off.begin(), read.off.end()};
        for (auto day : read.work)
            if (day.weekday() < 6 || off.contains(day)) faults.add(here + "/work", "holiday_no_worked_weekend", {{"day", day.chinese()}});
        all.years.push_back(std::move(read));
    }
    keep_shipped_years(named, faults);
    file.refuse(faults);
    return all;
}

// Each November and December, until the coming year is there.
void remind(const View& view, std::vector<InboxItem>& items) {
    count_by_holidays(view);
    auto today = view.today();
    if (!view.actor.is_any(committee) || today < Date::of(today.year(), notice_month, notice_day) || view.app.working_days.knows(today.year() + 1) || holidays::knows(today.year() + 1)) return;
    auto say = [&](const char* word) { return view.app.words.sentence(Language::chinese, std::string{"inbox.holidays."} + word, {{"year", std::to_string(today.year() + 1)}}); };
    items.push_back({"holidays.due", say("title"), say("reason"), "", Date::of(today.year(), 12, 31), std::string{"/packs/"} + holidays_file, "", say("action")});
}

}  // namespace

void count_by_holidays(const View& view) {
    try {
        auto number = view.app.packs.in_force(view, holidays_file, view.today()).number;
        if (number == holidays::version()) return;
        if (number == 0) holidays::forget();
        else holidays::publish(number, view.app.packs.at<Holidays>(view, holidays_file, view.today())->years);
    } catch (const Problem&) {
        // A version that this program cannot read: its page says so; what was counted by before goes on.
    }
}

void declare_holidays(App& app) {
    app.packs.declare<Holidays>("working_days", read_holidays);
    for (auto event : {"pack.published", "pack.withdrawn"})
        app.on(event, [](Transaction& t, const Event&) {
            t.after_commit([&program = t.app] { program.read(Actor::job({1}, "holidays"), [](const View& view) { return count_by_holidays(view), true; }); });
        });
    app.inbox(remind);
}

}  // namespace zhibu::organization
