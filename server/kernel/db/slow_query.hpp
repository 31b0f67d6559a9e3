// Tells of statements that take long: their text with ? for every value, so that no personal data reaches a log.
#pragma once
#include <chrono>

namespace zhibu::db {

// Statements of SQLite connections opened from now on that run longer than `limit` are logged; 0 turns it off.
void log_slow_queries(std::chrono::milliseconds limit);

}  // namespace zhibu::db
