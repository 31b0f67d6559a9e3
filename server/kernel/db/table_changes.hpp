// How often each table was written by this process: what a figure kept in memory is checked against.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

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
        Marks now;
        for (std::size_t i = 0; i < now.size(); ++i) now[i] = counters_[i].load(std::memory_order_acquire);
        return now;
    }
    // Called after the commit is durable and visible.
    void add(TableSet written) {
        for (std::size_t i = 0; written; ++i, written >>= 1)
            if (written & 1) counters_[i].fetch_add(1, std::memory_order_acq_rel);
    }
    std::uint64_t sum_of(TableSet tables) const { return sum(marks(), tables); }
    static std::uint64_t sum(const Marks& marks, TableSet tables) {
        std::uint64_t all = 0;
        for (std::size_t i = 0; tables; ++i, tables >>= 1) all += tables & 1 ? marks[i] : 0;
        return all;
    }

private:
    std::array<std::atomic<std::uint64_t>, 64> counters_{};
};

}  // namespace zhibu::db
