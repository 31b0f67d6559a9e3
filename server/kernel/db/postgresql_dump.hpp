// Lets PostgreSQL's own pg_dump copy a database into a file.
#pragma once
#include <filesystem>
#include <string>

namespace zhibu::db {

// The newest pg_dump of this machine; empty where there is none.
std::filesystem::path pg_dump_program();

// Writes the schema's tables in pg_dump's custom format (pg_restore reads it), synced, under its name only when whole. Passwords
// go through the environment, never through a command line that others can see. Throws Error in words.
void dump_postgresql(const std::string& address, const std::string& schema, const std::filesystem::path& file,
                     const std::filesystem::path& program = pg_dump_program());

}  // namespace zhibu::db
