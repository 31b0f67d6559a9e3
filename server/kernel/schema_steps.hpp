// The steps of the schema that this program knows, in their order.
#pragma once
#include <vector>

#include "kernel/db/db.hpp"

namespace zhibu {

std::vector<db::Migration> schema_steps();

}  // namespace zhibu
