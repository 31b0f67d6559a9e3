#include "points/spread.hpp"

#include <algorithm>
#include <numeric>

namespace zhibu::points {

void Spread::add(std::int32_t points) { values_.push_back(points); }

std::int64_t Spread::quartile(int which) {
    if (values_.empty()) return 0;
    auto at = std::ptrdiff_t((values_.size() - 1) * std::size_t(which) / 4);
    std::nth_element(values_.begin(), values_.begin() + at, values_.end());
    return values_[std::size_t(at)];
}
std::int64_t Spread::hundredths_of_mean() const {
    if (values_.empty()) return 0;
    auto sum = std::accumulate(values_.begin(), values_.end(), std::int64_t{0});
    return (sum * 200 / people() + (sum < 0 ? -1 : 1)) / 2;
}
std::int64_t Spread::at_least(std::int64_t points) const {
    return std::count_if(values_.begin(), values_.end(), [&](auto each) { return each >= points; });
}
std::vector<std::int64_t> Spread::bands(std::int64_t floor, std::int64_t top, std::size_t count) const {
    std::vector<std::int64_t> all(count);
    auto width = std::max<std::int64_t>(1, (top - floor + std::int64_t(count)) / std::int64_t(count));
    for (auto each : values_) ++all[std::size_t(std::clamp<std::int64_t>((each - floor) / width, 0, std::int64_t(count) - 1))];
    return all;
}
json::object Spread::shown_json(std::int64_t passing) {
    json::object out{{"people", people()}};
    auto put = [&](const char* name, auto value) { out[name] = shown() ? json::value(value) : json::value(nullptr); };
    put("q1", quartile(1));
    put("median", quartile(2));
    put("q3", quartile(3));
    put("mean", double(hundredths_of_mean()) / 100);
    put("passing", at_least(passing));
    return out;
}

}  // namespace zhibu::points
