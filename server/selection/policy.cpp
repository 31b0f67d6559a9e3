#include "kernel/access/delegation.hpp"
#include "selection/record.hpp"

namespace zhibu::selection {

Where SelectionPolicy::visible_to(const View& view) {
    auto scope = view.within(organization::readers);
    if (scope.sql == "1=1") return scope;
    std::vector<std::int64_t> above, nominating;
    for (auto& grant : view.actor.grants)
        for (auto id : view.tree().ancestors(grant.organization)) above.push_back(id.value);
    for (auto place : view.actor.scopes(nominators))
        for (auto id : view.tree().ancestors(place)) nominating.push_back(id.value);
    return scope || access::answered_by_actor(view, "handler_id", "organization_id") || any_of("organization_id", nominating) || (any_of("organization_id", above) && where("state IN ('publicised', 'decided')"));
}
Verdict SelectionPolicy::may_change(const View& view, const Selection& selection) {
    if (!view.covers(selection_keepers, selection.organization_id)) return denied("holds_no_selections");
    return allowed_if(selection.state == "nominating" || selection.state.empty(), "selection_stands_elsewhere");
}
Verdict SelectionPolicy::may_nominate(const View& view, const Selection& selection) {
    if (!view.actor.is_any(nominators)) return denied("nominates_nobody");
    return allowed_if(selection.state == "nominating", "selection_stands_elsewhere");
}
Verdict SelectionPolicy::may_review(const View& view, const Selection& selection) {
    if (!view.covers(selection_keepers, selection.organization_id)) return denied("holds_no_selections");
    return allowed_if(selection.state == "reviewing", "selection_stands_elsewhere");
}
Verdict SelectionPolicy::may_object(const View& view, const Selection& selection) {
    if (selection.state != "publicised" || !selection.publicity_to || view.today() > *selection.publicity_to) return denied("publicity_is_over");
    return allowed();
}
Verdict SelectionPolicy::may_handle(const View& view, const Selection& selection) { return allowed_if(access::answers_as(view, selection.handler_id, selection.organization_id), "handles_no_objections"); }

Where HonourPolicy::visible_to(const View& view) {
    auto scope = view.within(organization::readers) || view.within({Role::member});
    if (!view.actor.member) return scope;
    return scope || where("member_id = ?", view.actor.member);
}

Selection load_selection(const View& view, Id<Selection> id) { return Store<Selection>{view}.load(id, SelectionPolicy::visible_to(view)); }
std::vector<Nomination> nominations_of(const View& view, Id<Selection> id) { return Store<Nomination>{view}.select(where("selection_id = ?", id), "ORDER BY id"); }
procedure::Case case_of(const Selection& s) { return {"selection", s.id.value, s.organization_id, "selection", s.procedure_version, s.state}; }

}  // namespace zhibu::selection
