// The organisations of a day as one row each, depth first: an organisation and all below it are one stretch.
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "kernel/access/actor.hpp"
#include "kernel/values/date.hpp"

namespace zhibu {

class View;

// Stands where an organisation has no value: no data, or the whole of a share is nought.
inline constexpr std::int64_t no_value = std::numeric_limits<std::int64_t>::min();
using Column = std::vector<std::int64_t>;  // by place on the axis, in the unit of Reading::value

struct Axis {
    struct Place {
        Id<Organization> id{};
        std::string name{}, kind{}, pinyin{};
        std::int32_t parent{-1};  // its place; -1: none
        std::int32_t end{};       // [its own place, end) is its subtree
        std::int32_t depth{};
        Date founded{};           // empty: not known
    };
    Date day{};
    std::vector<Place> places{};
    std::unordered_map<std::int64_t, std::int32_t> by_id{};

    // By the tree of the day; within one level in display order.
    static Axis on(const View& view, Date day);
    std::size_t size() const { return places.size(); }
    // `hint`: where it stood on another day's axis. Trees differ little from day to day, so that it is seldom looked up.
    std::optional<std::size_t> find(Id<Organization> id, std::size_t hint = 0) const;
    // What each did or has itself, summed with all below it.
    Column with_all_below(const Column& own) const;
    Column none() const { return Column(places.size(), no_value); }
};

}  // namespace zhibu
