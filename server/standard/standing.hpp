// What each decision made of an organisation, as it holds on a day.
#pragma once
#include "standard/record.hpp"

namespace zhibu::standard {

struct Standing {
    Id<Organization> organization{};
    Id<StandardSheet> sheet{};
    std::string standard, outcome, grade_title;
    Date from{}, until{};
};
// The newest of each organisation and standard that had been decided by the day.
std::vector<Standing> standings_on(const View& view, const Where& scope, Date day);
// passed: holds on the day. expired: passed, and over. failed: failed or withdrawn, and not made good since.
std::string state_of(const Standing& standing, Date day);
std::string shown_state(const Standing& standing, Date day);  // the same, with "withdrawn" apart

void install_overview(App& app);

}  // namespace zhibu::standard
