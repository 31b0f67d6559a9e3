// The groups of routes of this module, for module.cpp.
#pragma once
#include "kernel/app.hpp"

namespace zhibu::organization {

void install_organizations(App& app);
void install_members(App& app);
void install_own_page(App& app);
void install_own_copy(App& app);
void install_corrections(App& app);
void install_imports(App& app);

}  // namespace zhibu::organization
