// A ballot as pages read it: the record, its rule, what is voted on, who is entitled, how many papers are out, and what the actor may do.
#pragma once
#include "ballot/policy.hpp"

namespace zhibu::ballot {

std::string shown(const View& view, const Ballot& ballot);

}  // namespace zhibu::ballot
