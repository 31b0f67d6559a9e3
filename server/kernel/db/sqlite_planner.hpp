// What SQLite's planner is told about the size of tables.
#pragma once

namespace zhibu::db {

class SqliteConnection;

// Writes sqlite_stat1 by rule from the indexes that there are, where it does not say so already. Inside a transaction of its own.
void tell_planner(SqliteConnection& connection);

}  // namespace zhibu::db
