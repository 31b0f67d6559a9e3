#include "cockpit/temperature.hpp"

#include <algorithm>

#include "kernel/indicator/arithmetic.hpp"

namespace zhibu::cockpit {
namespace {

constexpr std::int64_t full_degrees = 1000;

struct Weighed {
    std::int64_t sum{}, weights{};
};

void add_level(const Cells& cells, const Rules& rules, const Indicators& indicators, int level, std::vector<Weighed>& into) {
    for (auto& each : rules.warmth) {
        if (!rules.counts(each, level)) continue;
        auto& indicator = *indicators.find(each.indicator);
        for (std::size_t place = 0; place < into.size(); ++place) {
            if (cells.levels[place] != level) continue;
            if (auto degrees = degrees_at(cells, each, indicator, place); degrees != no_degrees) into[place].sum += each.weight * degrees, into[place].weights += each.weight;
        }
    }
}

// Who fits no level is as warm as those below in the mean. Those come later on the axis: one way back is enough.
void take_means(Cells& cells) {
    auto& axis = cells.axis();
    std::vector<Weighed> below(axis.size());
    for (auto place = axis.size(); place-- > 0;) {
        auto& sum = below[place];
        if (cells.levels[place] < 0) cells.degrees[place] = sum.weights ? std::int16_t(arithmetic::ratio(sum.sum, sum.weights, 1)) : no_degrees;
        auto own = sum;
        if (cells.levels[place] >= 0 && cells.degrees[place] != no_degrees) own.sum += cells.degrees[place], ++own.weights;
        if (auto parent = axis.places[place].parent; parent >= 0) below[std::size_t(parent)].sum += own.sum, below[std::size_t(parent)].weights += own.weights;
    }
}

std::shared_ptr<const Cells> make(std::shared_ptr<const Rules> rules, std::shared_ptr<const Matrix> month, std::shared_ptr<const Matrix> quarter, const Indicators& indicators) {
    auto cells = std::make_shared<Cells>();
    cells->rules = std::move(rules), cells->month = std::move(month), cells->quarter = std::move(quarter), cells->period = cells->month->period;
    auto& axis = cells->axis();
    // A quarter's tree is that of its last day: where something was founded or moved within it, the two differ.
    auto& later = *cells->quarter->axis;
    bool same = std::equal(axis.places.begin(), axis.places.end(), later.places.begin(), later.places.end(), [](auto& x, auto& y) { return x.id == y.id; });
    for (std::size_t i = 0; !same && i < axis.size(); ++i) {
        auto found = later.find(axis.places[i].id);
        cells->in_quarter.push_back(found ? std::int32_t(*found) : -1);
    }
    cells->levels = levels_on(*cells->rules, axis);
    std::vector<Weighed> weighed(axis.size());
    for (std::size_t level = 0; level < cells->rules->levels.size(); ++level) add_level(*cells, *cells->rules, indicators, int(level), weighed);
    cells->degrees.reserve(axis.size());
    for (auto& each : weighed) cells->degrees.push_back(each.weights ? std::int16_t(arithmetic::ratio(each.sum, each.weights, 1)) : no_degrees);
    take_means(*cells);
    return cells;
}

}  // namespace

std::vector<std::int8_t> levels_on(const Rules& rules, const Axis& axis) {
    // Few kinds and depths, many organisations: each combination is looked up once.
    std::map<std::string, std::optional<OrganizationKind>, std::less<>> kinds;
    for (auto& kind : Codec<OrganizationKind>::names()) kinds[kind] = Codec<OrganizationKind>::parse(kind);
    std::vector<std::int8_t> kind_of(axis.size(), -1), levels(axis.size(), Rules::no_level);
    std::map<std::tuple<int, int, int>, std::int8_t> known;
    for (std::size_t i = 0; i < axis.size(); ++i) {
        auto& place = axis.places[i];
        auto kind = kinds[place.kind];
        if (!kind) continue;
        kind_of[i] = std::int8_t(*kind);
        auto superior = place.parent < 0 ? -1 : int(kind_of[std::size_t(place.parent)]);
        auto [found, fresh] = known.try_emplace({int(*kind), superior, place.depth}, std::int8_t(Rules::no_level));
        for (std::size_t level = 0; fresh && level < rules.levels.size() && found->second < 0; ++level)
            if (rules.levels[level].fits(*kind, superior < 0 ? std::nullopt : std::optional{OrganizationKind(superior)}, place.depth)) found->second = std::int8_t(level);
        levels[i] = found->second;
    }
    return levels;
}

std::int16_t degrees_of(const Warmth& each, const Indicator& indicator, const Matrix& matrix, std::size_t place) {
    auto value = matrix.at(each.indicator, place);
    auto heads = each.each == For::branch ? matrix.at("branches", place) : each.each == For::member ? matrix.at("counted_members", place) : 1;
    if (value == no_value || heads == no_value || heads <= 0) return no_degrees;
    auto full = *read_value(indicator.kind, each.full), cold = *read_value(indicator.kind, each.cold);
    auto degrees = arithmetic::ratio(value - cold * heads, (full - cold) * heads, full_degrees);
    return std::int16_t(std::clamp<std::int64_t>(degrees, 0, full_degrees));
}

std::int16_t degrees_at(const Cells& cells, const Warmth& each, const Indicator& indicator, std::size_t place) {
    if (each.span == Span::month) return degrees_of(each, indicator, *cells.month, place);
    if (cells.in_quarter.empty()) return degrees_of(each, indicator, *cells.quarter, place);
    return cells.in_quarter[place] < 0 ? no_degrees : degrees_of(each, indicator, *cells.quarter, std::size_t(cells.in_quarter[place]));
}

Warm warm_of(const Scale& scale, std::int64_t degrees) {
    if (degrees == no_degrees) return Warm::none;
    return degrees >= scale.hot * 10 ? Warm::hot : degrees >= scale.warm * 10 ? Warm::warm : Warm::cold;
}

std::shared_ptr<const Cells> TemperatureBook::of(const View& view, Period month) {
    auto rules = rules_on(view, std::min(month.last_day(), view.today()));
    auto of_month = view.app.matrices.of(view, month, rules->indicators(Span::month));
    auto of_quarter = view.app.matrices.of(view, Period::quarter_of(month.first_day()), rules->indicators(Span::quarter));
    std::pair key{view.tenant().value, month.number()};
    {
        std::scoped_lock lock{mutex_};
        auto found = kept_.find(key);
        if (found != kept_.end() && found->second->rules == rules && found->second->month == of_month && found->second->quarter == of_quarter) return found->second;
    }
    auto fresh = make(rules, of_month, of_quarter, view.app.indicators);
    std::scoped_lock lock{mutex_};
    if (kept_.size() >= most) kept_.clear();
    return kept_[key] = fresh;
}

std::shared_ptr<const std::vector<std::int8_t>> TemperatureBook::levels_of(const std::shared_ptr<const Rules>& rules, const std::shared_ptr<const Axis>& axis) {
    std::scoped_lock lock{mutex_};
    for (auto& each : levels_)
        if (each.rules == rules && each.axis == axis) return each.levels;
    levels_.push_front({rules, axis, std::make_shared<const std::vector<std::int8_t>>(levels_on(*rules, *axis))});
    while (levels_.size() > most_axes) levels_.pop_back();
    return levels_.front().levels;
}

std::vector<LevelMean> level_means(const Cells& cells, std::size_t first, std::size_t end) {
    std::vector<LevelMean> means(cells.rules->levels.size());
    std::vector<Weighed> sums(means.size());
    for (auto place = first; place < end; ++place) {
        auto level = cells.levels[place];
        if (level < 0) continue;
        auto degrees = cells.degrees[place];
        ++means[std::size_t(level)].count[std::size_t(warm_of(cells.rules->scale, degrees))];
        if (degrees != no_degrees) sums[std::size_t(level)].sum += degrees, ++sums[std::size_t(level)].weights;
    }
    for (std::size_t i = 0; i < means.size(); ++i)
        if (sums[i].weights) means[i].degrees = arithmetic::ratio(sums[i].sum, sums[i].weights, 1);
    return means;
}

std::int16_t lowest_mean(const Cells& cells, std::size_t first, std::size_t end) {
    auto lowest = std::int8_t(cells.rules->levels.size()) - 1;
    std::int64_t sum = 0, count = 0;
    for (auto place = first; place < end; ++place)
        if (cells.levels[place] == lowest && cells.degrees[place] != no_degrees) sum += cells.degrees[place], ++count;
    return count ? std::int16_t(arithmetic::ratio(sum, count, 1)) : no_degrees;
}

std::vector<Period> months_of(int year, Date today) {
    std::vector<Period> all;
    for (int month = 1; month <= 12; ++month)
        if (Period::month(year, month).first_day() <= today) all.push_back(Period::month(year, month));
    return all;
}
std::optional<Period> last_ended(const std::vector<Period>& months, Date today) {
    for (auto each = months.rbegin(); each != months.rend(); ++each)
        if (each->last_day() < today) return *each;
    return {};
}

}  // namespace zhibu::cockpit
