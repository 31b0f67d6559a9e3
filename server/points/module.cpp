// Everything the outside may do with points. Installed after the modules whose work they count, before those that weigh them.
#include "kernel/record/store.hpp"
#include "points/points.hpp"
#include "points/record.hpp"

namespace zhibu::points {
namespace {

void declare_facts(App& app) {
    for (auto name : {adjusted_kind, "points.disputed", "points.dispute_answered"}) app.fact_kinds.declare({name, FactKind::Unit::times});
    app.fact_kinds.declare({"points.settled", FactKind::Unit::people});
}

template <class T, class F>
void declare_names(App& app, std::string kind, F name) {
    app.references.declare(std::move(kind), [name](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<T>{view}.select(any_of("id", ids))) names[each.id.value] = name(each);
        return names;
    });
}

}  // namespace

void install(App& app, Seams seams) {
    auto shelf = std::make_shared<Shelf>(std::move(seams));
    declare_facts(app);
    declare_rules(app, shelf->seams);
    declare_measures(app, shelf);
    app.permit("points.own", {Role::member, Role::branch_secretary, Role::organ_clerk, Role::committee_clerk, Role::leader, Role::inspector});
    app.permit("points.keep", {Role::branch_secretary});
    app.permit("points.spread", {Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary});
    app.permit("points.try", {Role::administrator, Role::committee_clerk, Role::organ_clerk});
    declare_names<Settlement>(app, "points_settlement", [](const Settlement& each) { return each.period.chinese(); });
    declare_names<Dispute>(app, "points_dispute", [](const Dispute& each) { return each.subject; });
    declare_names<Adjustment>(app, "points_adjustment", [](const Adjustment& each) { return each.reason; });
    app.references.show_at("points_settlement", "/points/settlements?open={id}");
    app.references.show_at("points_dispute", "/points/disputes?open={id}");
    app.references.show_at("points_adjustment", "/points/adjustments?open={id}");
    install_rules(app, shelf);
    install_statements(app, shelf);
    install_branches(app, shelf);
    install_spread(app, shelf);
    install_trials(app, shelf);
    install_settlements(app, shelf);
    install_disputes(app, shelf);
    install_adjustments(app, shelf);
    app.inbox(add_inbox);
}

}  // namespace zhibu::points
