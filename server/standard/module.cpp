// Everything the outside may do with standards and acceptance.
#include "standard/record.hpp"

namespace zhibu::standard {
namespace {

StandardSheet of(const View& view, const procedure::Case& c) { return Store<StandardSheet>{view}.load({c.id}, everything()); }

// Whether somebody has said a word of every item of this proof that applies; `column` of standard_mark holds it.
Verdict all_said(const View& view, const procedure::Case& c, Proof proof, const std::string& column, const char* reason) {
    auto sheet = of(view, c);
    auto standard = kept(view, round_of(view, sheet).digest);
    auto kind = Store<Organization>{view}.load(sheet.organization_id, everything()).kind;
    for (auto& section : standard->sections)
        for (auto& item : section.items) {
            if (item.proof != proof || !standard->applies(item, kind)) continue;
            if (!view.session.integer("SELECT 1 FROM standard_mark WHERE tenant_id = ? AND sheet_id = ? AND item = ? AND " + column + " <> ''", view.tenant(), sheet.id, item.name)) return denied(reason);
        }
    return allowed();
}

template <class T, class F>
void declare_names(App& app, const char* kind, F name) {
    app.references.declare(kind, [name](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<T>{view}.select(any_of("id", ids))) names[each.id.value] = name(view, each);
        return names;
    });
}

}  // namespace

void load_procedure(App& app) {
    auto& all = app.procedures;
    all.condition("standard_all_claimed", [](const View& view, const procedure::Case& c) { return all_said(view, c, Proof::evidence, "claimed", "not_all_claimed"); });
    all.condition("standard_all_reviewed", [](const View& view, const procedure::Case& c) { return all_said(view, c, Proof::evidence, "reviewed", "not_all_reviewed_items"); });
    all.condition("standard_all_seen", [](const View& view, const procedure::Case& c) { return all_said(view, c, Proof::on_site, "on_site", "not_all_seen"); });
    // The named person of the round, who answers objections, or whoever stands in.
    all.party("standard_handler", [](const View& view, const std::string& column) {
        auto sheets = where("tenant_id = ?", view.tenant()) && answered_sheets(view);
        return Where{column + " IN (SELECT organization_id FROM standard_sheet WHERE " + sheets.sql + ")", sheets.arguments};
    });
    all.load(pack::embedded("standard/acceptance.toml"), {"note"});
}

void install(App& app) {
    declare_rules(app);
    load_procedure(app);
    for (auto kind : {"standard.passed", "standard.failed", "standard.withdrawn", "standard.kept", "standard.visited", "burden.asked.form"}) app.fact_kinds.declare({kind, FactKind::Unit::times});
    declare_measures(app);
    app.indicators.load(pack::embedded("standard/standard_indicator.toml"), app.fact_kinds, app.measures);
    app.permit("standard.read", {Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary});
    app.permit("standard.keep", round_keepers);
    app.permit("standard.check", {Role::branch_secretary});
    app.permit("standard.visit", {Role::inspector, Role::committee_clerk});
    declare_names<StandardRound>(app, "standard_round", [](const View&, const StandardRound& round) { return round.title; });
    declare_names<StandardSheet>(app, "standard_sheet", [](const View& view, const StandardSheet& sheet) { return name_at(view, sheet.organization_id); });
    install_rounds(app);
    install_sheets(app);
    install_evidence(app);
    install_draws(app);
    install_grading(app);
    install_certificates(app);
    install_results(app);
    app.inbox(add_inbox);
}

}  // namespace zhibu::standard
