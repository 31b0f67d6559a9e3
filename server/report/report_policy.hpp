// Who may see figures, the facts behind them, and reports; who may write reports.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::report {

inline constexpr Roles writers{Role::administrator, Role::committee_clerk, Role::organ_clerk, Role::branch_secretary};

// Figures of an organisation: 404 where it is not visible, 403 where it is but the actor reads nothing of it.
inline void may_read_figures(const View& view, Id<Organization> organization) {
    organization::load(view, organization);
    allowed_if(view.covers(organization::readers, organization), "reads_no_figures").or_throw();
}
inline Verdict may_write_reports(const View& view, Id<Organization> organization) {
    return allowed_if(view.covers(writers, organization), "writes_no_reports");
}
// Facts (alias f): of the organisations one reads today or read on the fact's day, so that a figure and its records agree
// although an organisation has moved since; and one's own.
Where facts_visible_to(const View& view);

}  // namespace zhibu::report
