// Every column of the database, of the kernel and of all modules, that is sealed by the office's key.
#pragma once
#include <vector>

#include "kernel/secret/rotation.hpp"

namespace zhibu {
std::vector<secret::SealedColumn> sealed_columns();
}
