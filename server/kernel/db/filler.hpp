// Fills the tables of a database with rows in canonical form, fast and so that it can be ended at any moment and gone on with.
//
// SQLite: prepared inserts, many thousands to a durable transaction. PostgreSQL: COPY in binary form. How far each table has come stands in
// the table move_progress, written in the same transaction as the rows.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/canonical.hpp"

namespace zhibu::db {

struct Filled {
    std::string reached{};  // the key of the last row, "" for none
    std::int64_t rows{};
    bool done = false;
};

class Filler {
public:
    virtual ~Filler() = default;
    // Empties all of them but schema_version, and begins the filling of this name.
    virtual void clear(const std::vector<Table>& tables, const std::string& name) = 0;
    // By table; nothing where no filling of this name was begun here.
    std::map<std::string, Filled> progress(const std::string& name);
    // Adds these rows and the place now reached: durable on return. Those of schema_version replace what stands there.
    virtual void add(const Table& table, const std::vector<std::string_view>& rows, const Filled& now) = 0;
    // What stands beside the rows: the index of words, the statistics of the planner.
    virtual void finish() = 0;
    // The notes of the filling go.
    virtual void forget() = 0;

protected:
    virtual std::map<std::string, Filled> noted() = 0;
};

// The schema must stand already.
std::unique_ptr<Filler> open_filler(const std::string& where);

// The lowest record number that is not in use, for Database::skip_ids() on the other side.
std::int64_t next_free_id(Session& session);

}  // namespace zhibu::db
