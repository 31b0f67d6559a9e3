// The module's door: what main installs.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::selection {

void install(App& app);

}  // namespace zhibu::selection
