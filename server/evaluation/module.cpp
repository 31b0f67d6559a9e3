// Everything the outside may do with indexes, classes and lift plans. Installed after the modules whose facts and measures it weighs.
#include "evaluation/evaluation.hpp"

namespace zhibu::evaluation {
namespace {

// The seam for business items: whoever brings them in (an import, later a module) records these facts, and indexes and the map of
// integration (两张皮) read them. registered: an item of business of the year; tied: a branch is its engine (动车模式); done: finished in
// time; case.*: monthly numbers of a business indicator, with the number as the amount.
void declare_business(App& app) {
    for (auto name : {"business.item.registered", "business.item.tied", "business.item.done", "business.case.criminal", "business.case.public_order", "business.case.homicide", "business.case.traffic_death"})
        if (!app.fact_kinds.known(name)) app.fact_kinds.declare({name, FactKind::Unit::times});
}

}  // namespace

void install(App& app) {
    declare_business(app);
    app.permit("index.read", organization::readers);
    app.permit("index.try", {Role::administrator, Role::committee_clerk, Role::organ_clerk});
    app.permit("index.enter", clerks);
    app.permit("classes.confirm", clerks);
    app.permit("lift.write", lifters);
    auto shelf = std::make_shared<Shelf>();
    install_entries(app, shelf);
    install_classifications(app, shelf);
    install_lifts(app);
    app.indicators.load(pack::embedded("standard/index_indicator.toml"), app.fact_kinds, app.measures);
    declare_indexes(app);
    install_indexes(app, shelf);
    install_trials(app, shelf);
    install_taking_over(app);
    app.inbox(add_inbox);
}

}  // namespace zhibu::evaluation
