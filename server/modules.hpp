// The list of modules.
#pragma once
#include "kernel/app.hpp"

namespace zhibu {
void install_modules(App& app);
}
