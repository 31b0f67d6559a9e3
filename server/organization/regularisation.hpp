// Regularisation (转正): the stage of a probationary member follows the day on the roster.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::organization {

// Makes formal whose day has come, each with audit and fact; returns how many. The hourly job does it.
int regularise_due(App& app);
// The fact of it, on the member's day, at the home branch of that day.
void add_regularised(Transaction& t, const Member& member);

void install_regularisation(App& app);

}  // namespace zhibu::organization
