// An amount of money in integer fen (1 yuan = 100 fen).
#pragma once
#include <compare>
#include <cstdint>

namespace zhibu {

struct Money {
    std::int64_t fen{};
    constexpr auto operator<=>(const Money&) const = default;
};

}  // namespace zhibu
