// The module's door: what main installs, and the words that its files share.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::supervision {

// The committee's side sees everything at once; the units' side what was fed back to them.
inline constexpr Roles committee_side{Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector};
inline constexpr Roles unit_side{Role::organ_clerk, Role::branch_secretary};
inline constexpr Roles planners{Role::committee_clerk};
inline constexpr Roles inspectors{Role::committee_clerk, Role::inspector};

void install(App& app);
void install_inspections(App& app);
void install_visits(App& app);
void install_draws(App& app);
void install_problems(App& app);
void install_ledger(App& app);
void install_letters(App& app);
void install_asked_letters(App& app);
void install_photos(App& app);
void install_burden(App& app);
void install_binder_chapters(App& app);
void add_inbox(const View& view, std::vector<InboxItem>& items);

}  // namespace zhibu::supervision
