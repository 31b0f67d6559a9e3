// Something read from tables and kept in memory until one of them is written.
#pragma once
#include <chrono>
#include <cstdint>
#include <utility>

#include "kernel/db/db.hpp"

namespace zhibu::db {

// Writes are noticed at once, on PostgreSQL those of other nodes too; what another program writes into the SQLite file (`zhibu import`
// beside a running server), and what only the clock changes, after `patience`.
template <class T>
class Kept {
public:
    static constexpr std::chrono::seconds patience{2};

    Kept() = default;
    // `session` knows its marks: what a write reads is not kept.
    Kept(T value, const Session& session, TableSet tables)
        : value_{std::move(value)}, tables_{tables}, mark_{TableChanges::sum(*session.marks(), tables)}, until_{std::chrono::steady_clock::now() + patience} {}

    bool holds(const TableChanges& changes) const { return std::chrono::steady_clock::now() < until_ && changes.sum_of(tables_) == mark_; }
    bool holds(const TableChanges::Marks& marks) const { return std::chrono::steady_clock::now() < until_ && TableChanges::sum(marks, tables_) == mark_; }
    const T& value() const { return value_; }
    TableSet tables() const { return tables_; }

private:
    T value_{};
    TableSet tables_{};
    std::uint64_t mark_{};
    std::chrono::steady_clock::time_point until_{};  // nothing is held yet
};

}  // namespace zhibu::db
