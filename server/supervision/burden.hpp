// How much an organisation is asked for: letters, inspections, forms, notices, counted where they are sent.
#pragma once
#include "kernel/record/view.hpp"

namespace zhibu::supervision {

// Things asked of the organisation itself (not of those below it) within the period.
std::int64_t asked_of(const View& view, Id<Organization> organization, Period period);

}  // namespace zhibu::supervision
