// The binder's chapter of contacts.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::contact {

void install_binder_chapter(App& app);

}  // namespace zhibu::contact
