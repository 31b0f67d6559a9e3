// How points are spread over people, without a name: quartiles, bands, and the share that reaches what is expected.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "kernel/schema/codec.hpp"

namespace zhibu::points {

// Fewer people than this would tell of single ones: their spread is not shown.
inline constexpr std::int64_t fewest = 5;

class Spread {
public:
    void add(std::int32_t points);
    std::int64_t people() const { return std::int64_t(values_.size()); }
    bool shown() const { return people() >= fewest; }
    // The value below which a quarter (1), half (2), three quarters (3) lie; the lower of the two in the middle.
    std::int64_t quartile(int which);
    std::int64_t hundredths_of_mean() const;
    std::int64_t at_least(std::int64_t points) const;
    std::vector<std::int64_t> bands(std::int64_t floor, std::int64_t top, std::size_t count) const;
    // {people, q1, median, q3, mean, passing}: null where too few.
    json::object shown_json(std::int64_t passing);

private:
    std::vector<std::int32_t> values_;
};

}  // namespace zhibu::points
