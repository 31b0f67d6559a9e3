// All indicators of all organisations in a period, in memory: what indexes, maps and what-ifs compute with. Columns stand by place on an
// axis of organisations; they are read from roll-ups once, and after a write only those organisations are read anew that it changed.
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "kernel/fact/fact.hpp"
#include "kernel/indicator/axis.hpp"

namespace zhibu {

class App;
class View;
struct Indicator;
class Indicators;

// One snapshot: it never changes, so it may be kept and compared by address.
class Matrix {
public:
    Period period{};
    std::shared_ptr<const Axis> axis{};
    bool has(std::string_view indicator) const { return columns_.contains(indicator); }
    // Throws std::out_of_range for an indicator that was not asked for.
    const Column& of(std::string_view indicator) const;
    std::int64_t at(std::string_view indicator, std::size_t place) const { return of(indicator)[place]; }
    // The names of the indicators whose values differ from another matrix of the same period and axis, with the first place.
    std::map<std::string, std::size_t> differences(const Matrix& other) const;

private:
    friend class MatrixMaker;
    std::map<std::string, std::shared_ptr<const Column>, std::less<>> columns_;
};

// What one organisation with all below it did of one kind in a period.
struct KindFigure {
    std::int64_t amount{};
    std::int32_t count{}, late{}, units{}, own{};
};
// By kind and period, each by place.
using KindFigures = std::map<std::pair<std::int64_t, std::int32_t>, std::vector<KindFigure>>;
// The organisation and the member of each pair with at least one fact, by place; for an indicator of kind distinct.
using Doers = std::vector<std::vector<std::int64_t>>;

class MatrixBook {
public:
    // The snapshot that holds at least these indicators (with their parts). In a write nothing is kept and everything is read.
    std::shared_ptr<const Matrix> of(const View& view, Period period, const std::set<std::string>& indicators);

private:
    struct Kept;
    static constexpr std::size_t most = 24;  // periods: a year, its months and quarters, and the year before
    static constexpr std::chrono::seconds patience{2};  // with what other processes write, at least
    std::mutex mutex_;
    std::map<std::pair<std::int64_t, std::int32_t>, std::shared_ptr<Kept>> periods_;
};

// The same snapshot from the facts themselves, past all roll-ups: `readers` sessions scan their parts of the table side by side.
struct Recomputed {
    std::shared_ptr<const Matrix> matrix;
    std::int64_t facts{};     // scanned
    double seconds{};         // of scanning and adding up, without the measures
};
Recomputed recompute(App& app, TenantId tenant, Period period, const std::set<std::string>& indicators, int readers);

}  // namespace zhibu
