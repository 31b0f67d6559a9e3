// What an administrator sees of the running program: statements that take long, with their plans.
#pragma once
#include "kernel/app.hpp"

namespace zhibu::operation {

// GET /slow-statements, GET /slow-statements/{id}, POST /slow-statements/clearance.
void install(App& app);

}  // namespace zhibu::operation
