// The module's door: standards and acceptance (标准化达标验收).
#pragma once
#include "organization/organization.hpp"

namespace zhibu::standard {

void install(App& app);

}  // namespace zhibu::standard
