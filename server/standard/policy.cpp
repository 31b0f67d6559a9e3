// Who sees rounds and sheets, and who may say what on one.
#include "kernel/access/delegation.hpp"
#include "standard/record.hpp"

namespace zhibu::standard {

Where RoundPolicy::visible_to(const View& view) {
    auto scope = view.within(sheet_readers);
    if (scope.sql == "1=1") return scope;
    std::vector<std::int64_t> above;
    for (auto place : view.actor.scopes(sheet_readers))
        for (auto id : view.tree().ancestors(place)) above.push_back(id.value);
    return scope || (any_of("organization_id", above) && where("state <> 'planned'"));
}
Where answered_sheets(const View& view) {
    auto rounds = where("tenant_id = ?", view.tenant()) && access::answered_by_actor(view, "handler_id", "organization_id");
    return {"round_id IN (SELECT id FROM standard_round WHERE " + rounds.sql + ")", rounds.arguments};
}
// Whoever answers a round's objections, or stands in for that, sees its sheets, whatever else they may see.
Where SheetPolicy::visible_to(const View& view) { return view.within(sheet_readers) || answered_sheets(view); }
Verdict RoundPolicy::may_change(const View& view, const StandardRound& round) {
    if (auto verdict = may_keep(view, round.organization_id); !verdict) return verdict;
    return allowed_if(round.state == RoundState::planned, "round_is_open");
}
Verdict RoundPolicy::may_draw(const View& view, const StandardRound& round) {
    if (auto verdict = may_keep(view, round.organization_id); !verdict) return verdict;
    return allowed_if(round.state == RoundState::open, "round_is_not_open");
}

Where SheetPolicy::matching(const View& view, const std::string& words) {
    return where("organization_id IN (SELECT id FROM organization WHERE tenant_id = ? AND (name LIKE ? OR short_name LIKE ?))", view.tenant(), "%" + words + "%", "%" + words + "%");
}
Verdict SheetPolicy::may_claim(const View& view, const StandardSheet& sheet) {
    if (!view.covers({Role::branch_secretary}, sheet.organization_id)) return denied("checks_no_branch");
    return allowed_if(sheet.state == SheetState::self_check, "sheet_stands_elsewhere");
}
Verdict SheetPolicy::may_mark(const View& view, const StandardSheet& sheet) {
    if (!view.covers({Role::organ_clerk, Role::committee_clerk}, sheet.organization_id)) return denied("reviews_no_sheets");
    return allowed_if(sheet.state == SheetState::review, "sheet_stands_elsewhere");
}
Verdict SheetPolicy::may_mark_on_site(const View& view, const StandardSheet& sheet) {
    if (!view.covers({Role::inspector, Role::committee_clerk}, sheet.organization_id)) return denied("inspects_nothing");
    return allowed_if(sheet.state == SheetState::on_site, "sheet_stands_elsewhere");
}
Verdict SheetPolicy::may_grade(const View& view, const StandardSheet& sheet) {
    if (!view.covers(round_keepers, sheet.organization_id)) return denied("holds_no_rounds");
    return allowed_if(sheet.state == SheetState::reviewed || sheet.state == SheetState::inspected, "sheet_stands_elsewhere");
}
Verdict SheetPolicy::may_object(const View& view, const StandardSheet& sheet) {
    if (!view.covers({Role::branch_secretary}, sheet.organization_id)) return denied("objects_for_no_branch");
    if (sheet.state != SheetState::passed && sheet.state != SheetState::failed) return denied("sheet_stands_elsewhere");
    auto standard = kept(view, round_of(view, sheet).digest);
    if (view.today() > view.app.working_days.plus_working_days(*sheet.graded_on, int(standard->head.objection_days))) return denied("objection_is_late");
    for (auto& each : objections_of(view, sheet.id))
        // One that was upheld was an objection to the grade before this one.
        if (!each.answered_on || (!each.upheld && each.objected_on >= *sheet.graded_on)) return denied("objected_already");
    return allowed();
}

StandardRound load_round(const View& view, Id<StandardRound> id) { return Store<StandardRound>{view}.load(id, RoundPolicy::visible_to(view)); }
StandardRound round_of(const View& view, const StandardSheet& sheet) { return Store<StandardRound>{view}.load(sheet.round_id, everything()); }
StandardSheet load_sheet(const View& view, Id<StandardSheet> id) { return Store<StandardSheet>{view}.load(id, SheetPolicy::visible_to(view)); }
bool is_decided(SheetState state) { return state == SheetState::passed || state == SheetState::failed || state == SheetState::recheck || state == SheetState::withdrawn; }

}  // namespace zhibu::standard
