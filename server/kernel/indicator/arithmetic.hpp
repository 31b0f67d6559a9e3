// The arithmetic of figures that are made of others, in integers and rounded to the nearest, so that a clerk finds the same.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernel/indicator/axis.hpp"

namespace zhibu::arithmetic {

// a × scale / b, rounded half away from nought; no_value where there is nothing to divide by.
inline std::int64_t ratio(std::int64_t a, std::int64_t b, std::int64_t scale) {
    if (a == no_value || b == no_value || b == 0) return no_value;
    auto product = a * scale * 2;
    if (b < 0) product = -product, b = -b;
    return (product + (product < 0 ? -b : b)) / (2 * b);
}
// Tenths of a percent.
inline std::int64_t share(std::int64_t part, std::int64_t whole) { return whole <= 0 ? no_value : ratio(part, whole, 1000); }
// Hundredths: what falls to one head.
inline std::int64_t per_head(std::int64_t part, std::int64_t whole) { return whole <= 0 ? no_value : ratio(part, whole, 100); }
// Tenths of a percent by which it has changed: 753 after 1000 is −24.7 %.
inline std::int64_t change(std::int64_t now, std::int64_t before) {
    if (now == no_value || before == no_value || before <= 0) return no_value;
    return ratio(now - before, before, 1000);
}

// The mean of scores; of `from` or more of them (and more than two) without the highest and the lowest. from 0: all of them.
struct TrimmedMean {
    std::int64_t mean{no_value}, dropped{};
};
inline TrimmedMean trimmed_mean(std::vector<std::int64_t> scores, std::int64_t from) {
    TrimmedMean out;
    std::sort(scores.begin(), scores.end());
    if (from > 0 && std::int64_t(scores.size()) >= from && scores.size() > 2) scores.erase(scores.begin()), scores.pop_back(), out.dropped = 2;
    std::int64_t sum = 0;
    for (auto score : scores) sum += score;
    out.mean = ratio(sum, std::int64_t(scores.size()), 1);
    return out;
}

}  // namespace zhibu::arithmetic
