// How many rows a condition has, remembered until one of the tables it names is written.
#pragma once
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>

#include "kernel/db/kept.hpp"

namespace zhibu {

// The total of a list is asked with every page and seldom changes: counting 100,000 rows takes longer than reading fifty.
class Counts {
public:
    std::int64_t of(db::Session& session, const std::string& sql, std::span<const db::Value> arguments);

private:
    std::mutex mutex_;
    std::unordered_map<std::string, db::Kept<std::int64_t>> known_;
};

}  // namespace zhibu
