// Everything the outside may do with figures, the facts behind them, annual reports and binders. Installed after the modules
// whose facts, measures and chapters it reads.
#include "kernel/pack/book.hpp"
#include "report/binder_papers.hpp"
#include "report/fact_list.hpp"
#include "report/report.hpp"

namespace zhibu::report {

void install(App& app) {
    app.permit("figure.read", organization::readers);
    app.permit("report.write", writers);
    install_roster(app);  // declares measures: before the packs that name them are read
    app.indicators.load(pack::embedded("standard/indicator.toml"), app.fact_kinds, app.measures);
    app.packs.fix("indicator", "pack_fixed_indicator");
    install_figures(app);
    install_facts(app);
    install_reports(app);
    install_chapters(app);
    install_asked_drafts(app);
    install_binders(app);
}

}  // namespace zhibu::report
