// Where a page of the cockpit looks, and how it writes its numbers.
#include <fmt/format.h>

#include "cockpit/cockpit.hpp"

namespace zhibu::cockpit {

std::string month_words(Period period, Language language) { return language == Language::chinese ? period.chinese() : period.iso(); }
json::value degrees_json(std::int64_t tenths) {
    if (tenths == no_degrees) return nullptr;
    return tenths % 10 ? json::value(double(tenths) / 10) : json::value(tenths / 10);
}
std::string degrees_text(std::int64_t tenths) {
    if (tenths == no_degrees) return "—";
    return tenths % 10 ? fmt::format("{}.{}", tenths / 10, tenths % 10) : std::to_string(tenths / 10);
}

Id<Organization> top_of(const View& view, const http::Call& call) {
    allowed_if(view.actor.is_any(readers), "reads_no_figures").or_throw();
    if (auto asked = call.integer_parameter("organization_within")) {
        organization::load(view, {*asked});
        allowed_if(view.covers(readers, {*asked}), "reads_no_figures").or_throw();
        return {*asked};
    }
    // The highest place that the actor reads; of several the first in the tree.
    Id<Organization> best{};
    std::size_t size = 0;
    for (auto scope : view.actor.scopes(readers))
        for (auto each : scope == whole_office ? view.tree().roots() : std::vector{scope})
            if (auto below = view.tree().size_of(each); below > size) best = each, size = below;
    if (!best) throw not_found();
    return best;
}

int year_of(const http::Call& call, Date today) {
    auto year = call.integer_parameter("year").value_or(today.year());
    if (year < 1949 || year > today.year()) throw invalid({{"?year", "not_a_period"}});
    return int(year);
}

Period period_of(const http::Call& call, Period usual, Date today) {
    auto period = call.period_parameter("period").value_or(usual);
    if (period.first_day() > today) throw invalid({{"?period", "not_begun"}});
    return period;
}

std::optional<Stretch> stretch_of(const Axis& axis, Id<Organization> top, std::size_t hint) {
    auto place = axis.find(top, hint);
    if (!place) return {};
    return Stretch{top, *place, std::size_t(axis.places[*place].end)};
}

}  // namespace zhibu::cockpit
