// Everything the outside may do with business: items, figures, their sheets.
#include "business/business.hpp"
#include "business/figure.hpp"
#include "business/item.hpp"
#include "kernel/indicator/axis.hpp"

namespace zhibu::business {
namespace {

// Of an item: registered; tied to a branch, and driven by that branch; led by a team of Party members; discussed at a meeting; done in
// time. Of a figure: its number, as the amount.
void declare_facts(App& app) {
    for (auto name : {"registered", "tied", "driven", "team", "discussed", "done"}) app.fact_kinds.declare({std::string{"business.item."} + name, FactKind::Unit::times});
    for (auto name : {"case.criminal", "case.public_order", "case.homicide", "case.traffic_death", "figure.matters_handled", "figure.complaints", "figure.risks_settled", "figure.investment"})
        app.fact_kinds.declare({std::string{"business."} + name, FactKind::Unit::times});
}

// Items of the period that are past their day and not done.
void declare_measures(App& app) {
    auto which = [](const View& view, Period period) { return where("state = 'under_way' AND due_on < ? AND starts_on >= ? AND starts_on <= ?", view.today(), period.first_day(), period.last_day()); };
    app.measures.declare("business.items_overdue", [which](const View& view, Id<Organization> organization, Period period) {
        auto condition = zhibu::within("organization_id", view.tenant(), {organization}, view.tree()) && which(view, period);
        auto query = "?state=under_way&organization_within=" + std::to_string(organization.value) + "&due_on_to=" + view.today().plus_days(-1).iso() + "&starts_on_from=" + period.first_day().iso() + "&starts_on_to=" + period.last_day().iso();
        return Measured{Store<BusinessItem>{view}.count(condition), "/api/v1/business-items" + query, "/business/items" + query};
    }, [which](const View& view, const Axis& axis, Period period) {
        auto condition = where("tenant_id = ?", view.tenant()) && which(view, period);
        Column own(axis.size());
        auto rows = view.session.query_with("SELECT organization_id, COUNT(*) FROM business_item WHERE " + condition.sql + " GROUP BY organization_id", condition.arguments);
        while (rows.next())
            if (auto place = axis.find({rows.integer(0)})) own[*place] = rows.integer(1);
        return axis.with_all_below(own);
    });
}

}  // namespace

void install(App& app) {
    declare_facts(app);
    declare_measures(app);
    declare_rules(app);
    app.permit("business.read", organization::readers);
    app.permit("business.keep", organization::keepers);
    app.permit("business.tie", {Role::administrator, Role::committee_clerk, Role::organ_clerk, Role::branch_secretary});
    install_items(app);
    install_figures(app);
    declare_item_import(app);
    declare_figure_import(app);
    app.inbox(add_inbox);
}

}  // namespace zhibu::business
