// The lines of the cadence overview: one organisation with all below it, month by month.
#pragma once
#include <chrono>

#include "life/cadence.hpp"

namespace zhibu::life {

// Keeps each line as it is written into the answer, until something below its organisation was held or taken back, the tree, the
// roster, the rules or the day changed: a meeting in one branch makes two lines new, not a province's 2,500.
class CadenceLines {
public:
    // The lines of the organisations given, in that order, as JSON objects joined by commas.
    std::string of(const View& view, const std::shared_ptr<const Duties>& duties, const std::vector<Id<Organization>>& organizations);

private:
    struct Line {
        std::shared_ptr<const Duties> duties;
        std::uint64_t mark{};
        std::chrono::steady_clock::time_point taken;
        std::shared_ptr<const std::string> json;
    };
    using Key = std::tuple<std::int64_t, int, Id<Organization>>;  // tenant, year
    std::mutex mutex_;
    std::map<Key, Line> lines_;
};

}  // namespace zhibu::life
