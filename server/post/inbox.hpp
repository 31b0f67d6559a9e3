// The module's part of the inbox.
#pragma once
#include "kernel/app.hpp"

namespace zhibu::post {

void add_inbox(const View& view, std::vector<InboxItem>& items);

}  // namespace zhibu::post
