// Everything the outside may do with ballots.
#include "ballot/policy.hpp"

namespace zhibu::ballot {

void install(App& app, Gatherings gatherings) {
    auto shipped = declare_rules(app);
    for (auto& kind : shipped->kinds)
        if (!app.fact_kinds.known("life.ballot.held." + kind.name)) app.fact_kinds.declare({"life.ballot.held." + kind.name, FactKind::Unit::times});
    for (auto& grade : shipped->grades) app.fact_kinds.declare({"life.review." + grade.name, FactKind::Unit::people});
    app.permit("ballot.keep", ballot_keepers);
    app.permit("ballot.list", {Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary, Role::member});
    app.references.declare("ballot", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<Ballot>{view}.select(any_of("id", ids))) names[each.id.value] = each.title;
        return names;
    });
    install_ballots(app, gatherings);
    install_voting(app, gatherings);
    install_paper_counts(app);
    install_sheet(app);
    app.inbox(add_inbox);
}

}  // namespace zhibu::ballot
