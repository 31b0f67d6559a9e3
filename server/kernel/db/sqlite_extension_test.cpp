// What is registered once is there on every connection, whichever role it has.
#include "kernel/db/sqlite_extension.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "testkit/database.hpp"

namespace zhibu::db {
namespace {

void twice(sqlite3_context* context, int, sqlite3_value** values) { sqlite3_result_int64(context, 2 * sqlite3_value_int64(values[0])); }

void add_function(sqlite3* connection) {
    sqlite3_create_function_v2(connection, "trial_twice", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, twice, nullptr, nullptr, nullptr);
}

TEST(SqliteExtension, IsThereForReadersAndTheWriter) {
    register_sqlite_extension(add_function);
    register_sqlite_extension(add_function);
    auto database = testkit::fresh_database(Engine::sqlite);
    auto ask = [](Session& session) { return session.integer("SELECT trial_twice(?)", 21); };
    EXPECT_EQ(database->read_value(ask), 42);
    EXPECT_EQ(database->write_value(ask), 42);
}

}  // namespace
}  // namespace zhibu::db
