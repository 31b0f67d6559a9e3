// Public holidays as a file of the pack that the office keeps: the State Council publishes each year's in November or December.
#pragma once
#include "kernel/app.hpp"

namespace zhibu::organization {

struct HolidayYear {
    std::int64_t year{};
    std::vector<std::string> off{}, work{};  // "10-01..10-07 国庆节"; worked Saturdays and Sundays
    std::string source{};                    // the notice
};

void declare_holidays(App& app);
// Takes the table in force today over, where it is another than the one that is counted by: at the start, when a version is published, and
// with each inbox, so that every node and every midnight hears of it.
void count_by_holidays(const View& view);

}  // namespace zhibu::organization

namespace zhibu {
template <>
struct Schema<organization::HolidayYear> {
    using T = organization::HolidayYear;
    static constexpr std::string_view name = "holiday_year";
    static constexpr auto fields = std::tuple{field<&T::year>({.required = true, .min = 1949, .max = 2200}), field<&T::off>({.required = true, .max = 60}), field<&T::work>({.max = 60}),
                                              field<&T::source>({.required = true, .max = 300})};
};
}  // namespace zhibu
