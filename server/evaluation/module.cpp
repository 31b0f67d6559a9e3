// Everything the outside may do with indexes, classes and lift plans. Installed after the modules whose facts and measures it weighs.
#include "evaluation/evaluation.hpp"

namespace zhibu::evaluation {

Shared install(App& app) {
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
    return shelf;
}

}  // namespace zhibu::evaluation
