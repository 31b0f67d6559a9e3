// How many rows a condition has, remembered until one of the tables it names is written.
#pragma once
#include <chrono>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>

#include "kernel/db/db.hpp"

namespace zhibu {

// The total of a list is asked with every page and seldom changes: counting 100,000 rows takes longer than reading fifty.
// Writes of this process are noticed at once; those of another one (a second node, `zhibu import` beside a running server)
// after `patience` at the latest.
class Counts {
public:
    static constexpr std::chrono::seconds patience{2};
    std::int64_t of(db::Session& session, const std::string& sql, std::span<const db::Value> arguments);

private:
    struct Count {
        std::int64_t value{};
        std::uint64_t mark{};
        std::chrono::steady_clock::time_point taken;
    };
    std::mutex mutex_;
    std::unordered_map<std::string, Count> known_;
};

}  // namespace zhibu
