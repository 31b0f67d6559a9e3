#include "desk/desk.hpp"

namespace zhibu::desk {

Due due(const WorkingDays& calendar, const std::optional<Date>& due_on, Date today) {
    constexpr int soon = 3;  // working days
    if (!due_on) return {Nearness::later, 0};
    auto last = calendar.next_working_day_on_or_after(due_on->whole() ? *due_on : due_on->first_day());
    if (*due_on == today || last == today) return {Nearness::today, 0};
    // A weekend's deadline has not passed before its working day has.
    auto days = calendar.working_days_between(today, last);
    if (last < today) return {Nearness::overdue, std::min(days, -1)};
    return {days <= soon ? Nearness::soon : Nearness::later, days};
}

std::string inbox_json(const View& view) {
    json::array items;
    std::map<std::string, std::int64_t> counts, by_nearness;
    for (auto& item : view.app.inbox_of(view)) {
        auto when = due(view.app.working_days, item.due_on, view.today());
        auto state = Codec<Nearness>::name(when.nearness);
        ++counts[item.kind.substr(0, item.kind.find('.'))];
        ++by_nearness[std::string{state}];
        json::value due_on = nullptr;
        if (item.due_on) due_on = item.due_on->iso();
        items.push_back({{"kind", item.kind}, {"title", item.title}, {"reason", item.reason}, {"from", item.from}, {"due_on", due_on}, {"state", state},
                         {"working_days", when.working_days}, {"link", item.link}, {"phone_link", item.phone_link}, {"action", item.action}});
    }
    json::object dots, near;
    for (auto& [kind, count] : counts) dots[kind] = count;
    for (auto& [state, count] : by_nearness) near[state] = count;
    dots["all"] = std::int64_t(items.size());
    auto month_end = Period::month_of(view.today()).last_day();
    return json::serialize(json::object{{"items", std::move(items)}, {"counts", std::move(dots)}, {"by_nearness", std::move(near)}, {"today", view.today().iso()},
                                        {"working_days_left", view.app.working_days.working_days_between(view.today(), month_end)},
                                        {"caution", view.app.working_days.caution(view.today(), month_end)}});
}

std::string calendar_json(const View& view, Date from, Date to) {
    json::array items, days;
    for (auto& item : view.app.calendar_of(view, from, to))
        items.push_back({{"kind", item.kind}, {"title", item.title}, {"on", item.on.iso()}, {"time", item.time}, {"place", item.place}, {"link", item.link},
                         {"phone_link", item.phone_link}, {"state", item.state}});
    for (auto day = from; day <= to; day = day.plus_days(1)) days.push_back({{"on", day.iso()}, {"working", view.app.working_days.is_working_day(day)}});
    return json::serialize(json::object{{"from", from.iso()}, {"to", to.iso()}, {"today", view.today().iso()}, {"items", std::move(items)}, {"days", std::move(days)},
                                        {"caution", view.app.working_days.caution(from, to)}});
}

}  // namespace zhibu::desk
