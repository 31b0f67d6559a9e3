// Remembers statements that take long: their text with ? for every value, so that no personal data reaches a page or a log.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/values/date.hpp"

namespace zhibu::db {

class Database;

constexpr std::size_t most_slow_statements = 300;  // beyond it the one that took the least time in all goes

// One statement as one route or job runs it, of this process since slow_since().
struct SlowStatement {
    std::int64_t id{};     // of its text and origin: the same in every process
    std::string text{};    // as a person reads it: one line, ? for values, lists of them as (?…)
    std::string origin{};  // the route's template, "job NAME", or empty
    std::int64_t count{};
    double mean{}, p95{}, longest{}, total{};  // milliseconds; p95 of the last 200
    Instant last_at{};
};

// Statements that run longer than `limit` are remembered and logged, on SQLite of connections opened from now on; 0 turns it off.
void log_slow_queries(std::chrono::milliseconds limit);
std::chrono::milliseconds slow_limit();
// `types`: those of its parameters as PostgreSQL calls them, with commas between; "" for SQLite.
void note_statement(std::string_view sql, std::string_view types, std::chrono::nanoseconds took);

std::vector<SlowStatement> slow_statements();  // the one that took the most time in all first
Instant slow_since();
void forget_slow_statements();
// How the database would run it now, a line each; nothing where the statement is not remembered. Runs nothing of it.
std::optional<std::vector<std::string>> plan_of(Database& database, std::int64_t id);

// The text with every literal as ?, lists of values as (?…), white space as one blank.
std::string normalized(std::string_view sql);

}  // namespace zhibu::db
