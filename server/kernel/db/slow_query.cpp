#include "kernel/db/slow_query.hpp"

#include <sqlite3.h>

#include <atomic>
#include <chrono>

#include "kernel/db/sqlite_extension.hpp"
#include "kernel/log/log.hpp"

namespace zhibu::db {
namespace {

std::atomic<std::int64_t> limit_ns{0};

// SQLite measures from a statement's first step to its reset; sqlite3_sql() gives the text as it was prepared, without values.
int look(unsigned, void*, void* statement, void* nanoseconds) {
    auto took = *static_cast<sqlite3_int64*>(nanoseconds);
    auto limit = limit_ns.load(std::memory_order_relaxed);
    if (limit && took >= limit) log::warning("slow query, {} ms: {}", took / 1000000, sqlite3_sql(static_cast<sqlite3_stmt*>(statement)));
    return 0;
}
void watch(sqlite3* connection) { sqlite3_trace_v2(connection, SQLITE_TRACE_PROFILE, look, nullptr); }

}  // namespace

void log_slow_queries(std::chrono::milliseconds limit) {
    limit_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(limit).count();
    if (limit.count() > 0) register_sqlite_extension(watch);
}

}  // namespace zhibu::db
