// The module's door: what main installs.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::life {

void install(App& app);

}  // namespace zhibu::life
