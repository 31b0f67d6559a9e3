// Who sees inspections and visits, who plans them and who carries them out.
#pragma once
#include "supervision/inspection.hpp"
#include "supervision/supervision.hpp"

namespace zhibu::supervision {

struct InspectionPolicy {
    // The committee's side; a unit sees the inspections that come to it.
    static Where visible_to(const View& view) {
        auto own = view.within(committee_side);
        if (!view.actor.is_any(unit_side)) return own;
        auto units = view.within(unit_side, "v.organization_id");
        units.sql = "id IN (SELECT v.inspection_id FROM visit v WHERE v.tenant_id = inspection.tenant_id AND " + units.sql + ")";
        return own || units;
    }
    static Where matching(const View&, const std::string& words) { return where("title LIKE ?", "%" + words + "%"); }
    static Verdict may_plan(const View& view, Id<Organization> organization) { return allowed_if(view.covers(planners, organization), "plans_no_inspections"); }
    static Verdict may_create(const View& view, const Inspection& record) {
        return may_plan(view, record.organization_id);
    }
    static Verdict may_change(const View& view, const Inspection& record) {
        auto verdict = may_plan(view, record.organization_id);
        return verdict && record.state != InspectionState::planned ? denied("inspection_has_begun") : verdict;
    }
    static Verdict may_open(const View& view, const Inspection& record) { return may_plan(view, record.organization_id); }
    static Verdict may_close(const View& view, const Inspection& record) { return may_plan(view, record.organization_id); }
};

struct VisitPolicy {
    static Where visible_to(const View& view) { return view.within(committee_side) || view.within(unit_side); }
    static bool in_team(const View& view, const Visit& visit) {
        if (!visit.team_id) return false;
        return view.session.integer("SELECT 1 FROM inspection_team_member WHERE tenant_id = ? AND team_id = ? AND account_id = ?", view.tenant(), *visit.team_id, view.actor.account).has_value();
    }
    // On site: the team of the visit, or the clerk.
    static Verdict may_work(const View& view, const Visit& visit) {
        if (view.covers(planners, visit.organization_id)) return allowed();
        if (!view.covers({Role::inspector, Role::leader}, visit.organization_id)) return denied("inspects_nothing");
        return allowed_if(in_team(view, visit), "not_in_team");
    }
};

// The organisations that an inspection is to cover, as the tree and the draw stand now.
std::vector<Id<Organization>> covered_by(const View& view, const Inspection& inspection);
std::optional<Draw> draw_of(const View& view, Id<Inspection> inspection);
std::vector<Team> teams_of(const View& view, Id<Inspection> inspection);

}  // namespace zhibu::supervision
