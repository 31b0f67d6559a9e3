// A problem as the pages see it: its fields, where it stands, its pictures and what the caller may do with it.
#pragma once
#include "supervision/problem.hpp"

namespace zhibu::supervision {

std::string problem_shown(const View& view, const LedgerProblem& problem, Language language);

}  // namespace zhibu::supervision
