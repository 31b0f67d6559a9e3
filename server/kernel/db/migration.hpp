// The schema's runner: which steps a database lacks, and each step's text as one engine understands it.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/db.hpp"

namespace zhibu::db {

// Rebuilding a table on SQLite (create, copy, drop, rename) needs references unwatched until the step's end.
enum class References { watched, checked_at_end };

// Runs a function in one durable transaction of an engine.
using Transaction = std::function<void(References, const std::function<void(Session&)>&)>;

// Runs what is missing, one transaction a step; returns "module number name" of each. Refuses (Error::broken) before it
// changes anything where the database carries a step that is not in `migrations`, or one whose text has changed since.
std::vector<std::string> run_migrations(Engine engine, std::span<const Migration> migrations, const Transaction& transaction);

// The statements of a step in the words of an engine: fences resolved, types and table options mapped, split.
std::vector<std::string> statements_of(std::string_view sql, Engine engine);

}  // namespace zhibu::db
