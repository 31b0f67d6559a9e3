// The module's share of what somebody has to do.
#pragma once
#include "contact/matrix.hpp"

namespace zhibu::contact {

void inbox(const View& view, std::vector<InboxItem>& items);

}  // namespace zhibu::contact
