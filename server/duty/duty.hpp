// The module's door: reports on duty (述职评议), scored in the hall on phones.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::duty {

void install(App& app);

}  // namespace zhibu::duty
