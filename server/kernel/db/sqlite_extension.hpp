// The hook through which a part of the kernel adds functions or tokenizers to every SQLite connection.
#pragma once

struct sqlite3;

namespace zhibu::db {

// Called on each new connection, before its first statement; throws what should keep the database from opening.
using SqliteExtension = void (*)(sqlite3*);

// Call it before the first open() of a SQLite database; registering the same function again does nothing. Thread-safe.
void register_sqlite_extension(SqliteExtension extension);

}  // namespace zhibu::db
