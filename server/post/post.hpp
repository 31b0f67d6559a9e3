// The module's door: committees, posts and terms of organisations, stand-ins and leave.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::post {

void install(App& app);

}  // namespace zhibu::post
