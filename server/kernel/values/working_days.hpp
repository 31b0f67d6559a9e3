// The Chinese calendar of working days: public holidays, worked weekends (调休), and honest words about years not yet published.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/values/date.hpp"

namespace zhibu {

// A value that never changes after it is built; reading it from many threads is safe. Only whole dates may be asked for.
class WorkingDays {
public:
    struct Year {
        int year{};
        std::vector<Date> off;   // days without work; weekends among them do no harm
        std::vector<Date> work;  // Saturdays and Sundays that are worked
        std::string source;      // the notice that says so
    };
    WorkingDays() = default;  // knows no year: Monday to Friday
    explicit WorkingDays(std::vector<Year> years);
    // The text of packs/standard/working_days.toml. Throws std::invalid_argument that names the line or the year.
    static WorkingDays from_toml(std::string_view text);

    bool knows(int year) const { return years_.contains(year); }
    int last_known_year() const { return years_.empty() ? 0 : years_.rbegin()->first; }
    std::string_view source_of(int year) const;  // empty for a year that is not in the table
    // Empty when every year from one date to the other is in the table; else the sentence for the screen:
    // 2027年的节假日安排尚未载入，暂按周一至周五计算.
    std::string caution(Date from, Date to) const;

    bool is_working_day(Date day) const;
    Date next_working_day_on_or_after(Date day) const;
    // The n-th working day after `day` (not counting `day` itself), before it for a negative n; `day` itself for 0.
    Date plus_working_days(Date day, int count) const;
    // Working days after `from` up to and including `to`, so that plus_working_days(from, n) is n days away; negative when `to` is earlier.
    int working_days_between(Date from, Date to) const;

private:
    std::map<int, Year> years_;
};

}  // namespace zhibu
