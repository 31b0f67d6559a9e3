// Real papers, counted by two people who do not see each other's figures.
#pragma once
#include "ballot/policy.hpp"

namespace zhibu::ballot {

// What both tellers counted, where they agree; nothing before.
std::optional<PaperCount> agreed_count(const View& view, const Ballot& ballot);
void forget_counts(Transaction& t, const Ballot& ballot);

}  // namespace zhibu::ballot
