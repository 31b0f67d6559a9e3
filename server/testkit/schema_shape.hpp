// What a database's schema is made of, as lines that can be compared: tables, columns, keys, indexes, rules, triggers.
#pragma once
#include <string>
#include <vector>

#include "kernel/db/db.hpp"

namespace zhibu::testkit {

// Sorted; the same for two databases whose tables hold the same, wherever they stand.
std::vector<std::string> shape_of(db::Database& database);

}  // namespace zhibu::testkit
