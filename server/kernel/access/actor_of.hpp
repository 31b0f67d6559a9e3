// An account as an actor without a log-in: for what the program does on somebody's behalf (a feed, a digest).
#pragma once
#include <optional>

#include "kernel/record/view.hpp"

namespace zhibu::access {

// With the rights it has on the day; nothing for an account that is not in use.
std::optional<Actor> actor_of(db::Session& session, TenantId tenant, Id<Account> account, Date day);

}  // namespace zhibu::access
