// The engine for many machines.
#include "kernel/db/db.hpp"

namespace zhibu::db {

std::unique_ptr<Database> open_postgresql(const std::string&, const Options&) {
    throw Error{Error::Kind::broken, "This build cannot open a PostgreSQL database."};
}

}  // namespace zhibu::db
