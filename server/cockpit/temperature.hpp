// Temperatures: how warm an organisation is in a month, from its level's indicators, in whole tenths of a degree from 0 to 1000.
//
// A month's cells are a column over the axis of organisations, made of the columns of a MatrixBook snapshot by arithmetic alone, and kept
// until one of its snapshots or its rules change: a page of a province reads no fact and no roll-up.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <mutex>

#include "cockpit/rules.hpp"
#include "kernel/indicator/matrix.hpp"

namespace zhibu::cockpit {

enum class Warm : std::uint8_t { none, cold, warm, hot };
BOOST_DESCRIBE_ENUM(Warm, none, cold, warm, hot)

inline constexpr std::int16_t no_degrees = -1;

struct Cells {
    std::shared_ptr<const Rules> rules{};
    std::shared_ptr<const Matrix> month{}, quarter{};
    Period period{};
    std::vector<std::int16_t> degrees{};  // by place
    std::vector<std::int8_t> levels{};    // by place; -1: of no level
    std::vector<std::int32_t> in_quarter{};  // by place: its place on the quarter's axis, -1: none; empty where both are the same
    const Axis& axis() const { return *month->axis; }
};

// The level of each place: -1 where it fits none.
std::vector<std::int8_t> levels_on(const Rules& rules, const Axis& axis);
// What one indicator gives one organisation: tenths of a degree, no_degrees without data.
std::int16_t degrees_of(const Warmth& each, const Indicator& indicator, const Matrix& matrix, std::size_t place);
std::int16_t degrees_at(const Cells& cells, const Warmth& each, const Indicator& indicator, std::size_t place);  // of month or quarter, as the rule says
Warm warm_of(const Scale& scale, std::int64_t degrees);

class TemperatureBook {
public:
    std::shared_ptr<const Cells> of(const View& view, Period month);
    // levels_on, kept while the same axis is asked for.
    std::shared_ptr<const std::vector<std::int8_t>> levels_of(const std::shared_ptr<const Rules>& rules, const std::shared_ptr<const Axis>& axis);

private:
    struct Levels {
        std::shared_ptr<const Rules> rules;
        std::shared_ptr<const Axis> axis;
        std::shared_ptr<const std::vector<std::int8_t>> levels;
    };
    static constexpr std::size_t most = 40, most_axes = 4;  // months; axes of offices and periods at once
    std::mutex mutex_;
    std::map<std::pair<std::int64_t, std::int32_t>, std::shared_ptr<const Cells>> kept_;
    std::deque<Levels> levels_;
};

// The mean of the organisations of each level within a stretch of the axis, and how many are hot, warm, cold and without data.
struct LevelMean {
    std::int64_t degrees{no_degrees};
    std::array<std::int64_t, 4> count{};  // by Warm
};
std::vector<LevelMean> level_means(const Cells& cells, std::size_t first, std::size_t end);
std::int16_t lowest_mean(const Cells& cells, std::size_t first, std::size_t end);  // degrees of the lowest level alone

// The months of a year up to today: the last of them may still run.
std::vector<Period> months_of(int year, Date today);
// The last month that has ended; nothing before the year's first has.
std::optional<Period> last_ended(const std::vector<Period>& months, Date today);

}  // namespace zhibu::cockpit
