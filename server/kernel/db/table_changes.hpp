// How often each table was written, as far as this process has heard: what a figure kept in memory is checked against.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <utility>

namespace zhibu::db {

// Tables fall into 64 groups by name; two in one group only make each other's figures be counted anew.
using TableSet = std::uint64_t;

// The table that a statement writes (all of them where the text does not begin with INSERT, UPDATE, DELETE or a read).
TableSet tables_written(std::string_view sql);
// Every table named behind FROM or JOIN.
TableSet tables_read(std::string_view sql);

class TableChanges {
public:
    using Marks = std::array<std::uint64_t, 64>;
    Marks marks() const {
        std::lock_guard lock{mutex_};
        return counters_;
    }
    // Called after the commit is durable and visible. `first` is given the new marks and runs before anybody else sees them.
    template <class F>
    void add(TableSet written, F first) {
        std::lock_guard lock{mutex_};
        auto next = counters_;
        for (std::size_t i = 0; written; ++i, written >>= 1) next[i] += written & 1;
        first(std::as_const(next));
        counters_ = next;
    }
    // The same where somebody else counts: marks never go back.
    template <class F>
    void reach(const Marks& marks, F first) {
        std::lock_guard lock{mutex_};
        auto next = counters_;
        for (std::size_t i = 0; i < next.size(); ++i) next[i] = std::max(next[i], marks[i]);
        first(std::as_const(next));
        counters_ = next;
    }
    std::uint64_t sum_of(TableSet tables) const {
        std::lock_guard lock{mutex_};
        return sum(counters_, tables);
    }
    static std::uint64_t sum(const Marks& marks, TableSet tables) {
        std::uint64_t all = 0;
        for (std::size_t i = 0; tables; ++i, tables >>= 1) all += tables & 1 ? marks[i] : 0;
        return all;
    }

private:
    mutable std::mutex mutex_;
    Marks counters_{};
};

}  // namespace zhibu::db
