// Everybody's points of a period in memory, for spreads and indicators: read from the facts once, and after a write only for those members
// whom it may have changed. Statements and branch lists do not go through here; they read their own facts.
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <mutex>

#include "points/reckoning.hpp"

namespace zhibu::points {

// One snapshot; it never changes.
struct Standings {
    Period period{};
    Rules rules{};
    std::int64_t version{};  // of the rules
    std::shared_ptr<const Axis> axis{};
    std::shared_ptr<const People> people{};
    std::vector<std::int32_t> totals{};  // by row: as settled where the branch has settled, else by the facts
    // The rows of an organisation and all below it: [first, last).
    std::pair<std::size_t, std::size_t> rows_of(std::size_t place) const;
};

class Book {
public:
    explicit Book(Shared seams) : seams_{std::move(seams)} {}
    // Of a period of the rules. In a write nothing is kept and everything is read.
    std::shared_ptr<const Standings> of(const View& view, Period period);

private:
    struct Kept;
    static constexpr std::size_t most = 8;              // periods
    static constexpr std::chrono::seconds patience{2};  // with what other processes write, at least
    Shared seams_;
    std::mutex mutex_;
    std::map<std::pair<std::int64_t, std::int32_t>, std::shared_ptr<Kept>> periods_;
};

// What a settlement froze, and what was corrected since, in place of what the facts say today.
void apply_settled(const View& view, Period period, const People& people, std::vector<std::int32_t>& totals);

}  // namespace zhibu::points
