// An index computed for all organisations at once: arithmetic on the columns of a matrix, in whole hundredths of a point, rounded at each
// step that is shown, so that a clerk with a calculator comes to the same figures.
#pragma once
#include <memory>
#include <mutex>

#include "evaluation/index.hpp"
#include "kernel/indicator/matrix.hpp"

namespace zhibu::evaluation {

// How an item came to its points. capped and floored have points; zero: without data, and the pack says that this counts nought.
enum class ItemState : std::uint8_t { counted, capped, floored, zero, no_data, exempt, not_applicable };
BOOST_DESCRIBE_ENUM(ItemState, counted, capped, floored, zero, no_data, exempt, not_applicable)

inline constexpr std::int32_t no_points = -1;

struct Scored {
    std::vector<std::int32_t> points{};    // by row, hundredths of a point; no_points: none
    std::vector<ItemState> states{};       // of items
};

struct Composite {
    std::shared_ptr<const IndexDefinition> definition{};
    std::shared_ptr<const Matrix> matrix{};
    Period period{};
    std::int64_t months{};                     // that a target of a year is held to
    std::vector<std::int32_t> places{};        // by row: where the organisation stands on the axis
    std::vector<std::int32_t> rows{};          // by place: its row; -1: the index does not apply
    std::vector<Scored> items{}, dimensions{}; // in the order of the definition, items of all dimensions one behind another
    std::vector<std::int32_t> total{};
    std::vector<std::uint32_t> vetoes{};       // by row, a bit for each that has fallen
    std::vector<std::int8_t> classes{};        // by row, Class; -1: none
    // Medians of all organisations of one kind that have points: of the index, and of each dimension.
    struct Medians {
        std::int32_t total{no_points};
        std::vector<std::int32_t> dimensions{};
    };
    std::map<std::string, Medians> medians{};

    std::size_t size() const { return places.size(); }
    std::optional<std::size_t> row_of(Id<Organization> id) const;
    const Axis::Place& place(std::size_t row) const { return matrix->axis->places[std::size_t(places[row])]; }
    std::optional<Class> class_of(std::size_t row) const;
    // Dimensions that lie far under the organisation's own mean and under the median of its kind.
    std::vector<std::size_t> lame(std::size_t row) const;
};

// How many months of a period a target of a year is held to: those that have ended, at least one.
std::int64_t months_of(Period period, Date today);
std::shared_ptr<const Composite> compute(std::shared_ptr<const IndexDefinition> definition, std::shared_ptr<const Matrix> matrix, const Indicators& indicators, Date today);

// What an item asks of one organisation: (value × months_of_year − worst × heads) ÷ ((target − worst) × heads).
struct Asked {
    std::int64_t target{}, worst{};  // in the indicator's unit, for one head and whole period or year
    std::int64_t heads{1};           // branches or members, times months
    std::int64_t of{1};              // 12 where the target is that of a year
};
Asked asked_of(const Item& item, const Indicator& indicator, const Matrix& matrix, std::size_t place, std::int64_t months);

// Keeps the newest of each index and period until its matrix changes.
class CompositeBook {
public:
    std::shared_ptr<const Composite> of(const View& view, std::shared_ptr<const IndexDefinition> definition, Period period);

private:
    static constexpr std::size_t most = 48;
    std::mutex mutex_;
    std::map<std::tuple<std::int64_t, std::string, std::int32_t>, std::shared_ptr<const Composite>> kept_;
};

}  // namespace zhibu::evaluation
