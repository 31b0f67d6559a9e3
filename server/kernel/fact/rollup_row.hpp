// One row of the roll-ups: its key, and what is added to it.
#pragma once
#include <cstdint>
#include <tuple>

#include "kernel/fact/fact.hpp"

namespace zhibu::rollup {

struct Sum {
    std::int64_t count{}, amount{}, late{};
    void add(const FactEntry& entry, int sign) { count += sign, amount += sign * entry.amount, late += sign * entry.late; }
};

// What a transaction adds to one row of the roll-ups.
struct Increment {
    Sum sum;
    std::int64_t own{}, units{};
};
using RollupKey = std::tuple<std::int64_t, std::int32_t, std::int64_t, std::int32_t>;  // organisation, year, kind, period

// Adds to the row, or begins it.
void add_to_row(db::Session& session, TenantId tenant, const RollupKey& key, std::int64_t slot, const Increment& row);

}  // namespace zhibu::rollup
