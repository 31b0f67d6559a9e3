// Everything the outside may do with this module: inspections, the problem ledger, letters, and the meter of burden.
#include "supervision/letter_policy.hpp"
#include "supervision/problem_policy.hpp"
#include "supervision/standard.hpp"
#include "supervision/visit_policy.hpp"

namespace zhibu::supervision {
namespace {

void declare_facts(App& app) {
    for (auto name : {"supervision.inspected", "supervision.problem_found", "supervision.problem_fed_back", "supervision.problem_closed", "supervision.problem_reopened",
                      "supervision.problem_unfixable", "supervision.letter_sent", "burden.asked.letter", "burden.asked.inspection", "burden.asked.notice"})
        app.fact_kinds.declare({name, FactKind::Unit::times});
}

// Names of records for lists: id → text of one column.
template <class T>
void declare_names(App& app, const std::string& kind, std::string column) {
    app.references.declare(kind, [column](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        auto condition = any_of("id", ids);
        condition.arguments.insert(condition.arguments.begin(), db::to_value(view.tenant()));
        auto rows = view.session.query_with("SELECT id, " + column + " FROM " + std::string{Schema<T>::name} + " WHERE tenant_id = ? AND " + condition.sql, condition.arguments);
        while (rows.next()) names[rows.integer(0)] = rows.text(1);
        return names;
    });
}

void load_procedures(App& app) {
    auto& all = app.procedures;
    all.condition("drawn_for_recheck", [](const View& view, const procedure::Case& c) {
        // Each draw lets a problem be looked at once.
        auto drawn = view.session.integer("SELECT COUNT(*) FROM recheck WHERE tenant_id = ? AND problem_id = ?", view.tenant(), c.id).value_or(0);
        auto looked = view.session.integer("SELECT COUNT(*) FROM procedure_history WHERE tenant_id = ? AND subject_kind = 'problem' AND subject_id = ? AND verb = 'look_again'", view.tenant(), c.id);
        return allowed_if(drawn > looked.value_or(0), "not_drawn");
    });
    all.condition("acts_for_issuer", [](const View& view, const procedure::Case& c) {
        return allowed_if(acts_for(view, Store<Letter>{view}.load({c.id}, everything()).issuer_id), "does_not_sign");
    });
    all.condition("acts_for_receiver", [](const View& view, const procedure::Case& c) {
        return allowed_if(acts_for(view, Store<Letter>{view}.load({c.id}, everything()).organization_id), "does_not_sign");
    });
    // The contact module says which leader is whose; without it every leader is everybody's.
    if (!all.knows_party("contact_leader"))
        all.party("contact_leader", [](const View& view, const std::string& column) { return view.within({Role::leader}, column); });
    std::vector<std::string> fields;
    for_fields<StepInput>([&](const auto& each) { fields.emplace_back(each.name); });
    all.load(pack::embedded("standard/rectification.toml"), fields);
    all.load(pack::embedded("standard/letter.toml"), {});
}

// What is so today about the ledger and no fact can say.
void declare_measures(App& app) {
    auto measure = [&app](const std::string& name, const std::string& filter, auto condition) {
        app.measures.declare("supervision." + name, [filter, condition](const View& view, Id<Organization> organization, Period period) {
            auto scope = zhibu::within("organization_id", view.tenant(), {organization}, view.tree()) && where("found_on >= ? AND found_on <= ?", period.first_day(), period.last_day());
            auto query = filter + "&organization_within=" + std::to_string(organization.value) + "&found_on_from=" + period.first_day().iso() + "&found_on_to=" + period.last_day().iso();
            return Measured{Store<LedgerProblem>{view}.count(scope && condition(view)), "/api/v1/problems?" + query, "/problems?" + query};
        }, [condition](const View& view, const Axis& axis, Period period) {
            auto which = where("tenant_id = ? AND found_on >= ? AND found_on <= ?", view.tenant(), period.first_day(), period.last_day()) && condition(view);
            Column own(axis.size());
            auto rows = view.session.query_with("SELECT organization_id, COUNT(*) FROM problem WHERE " + which.sql + " GROUP BY organization_id", which.arguments);
            while (rows.next())
                if (auto place = axis.find({rows.integer(0)})) own[*place] = rows.integer(1);
            return axis.with_all_below(own);
        });
    };
    measure("problems_overdue", "overdue=true", [](const View& view) { return is_overdue(view); });
    measure("problems_open", "open=true", [](const View& view) { return is_open(view) && where("state <> 'withdrawn'"); });
}

}  // namespace

void install(App& app) {
    declare_facts(app);
    declare_measures(app);
    app.search.declare({.name = "problem", .table = "problem", .visible = ProblemPolicy::visible_to,
                        .entries = "SELECT id, organization_id, description, measures, found_on FROM problem WHERE tenant_id = ? AND state <> 'withdrawn'", .link = "/problems/{id}",
                        .phone_link = "/m/problems/{id}"});
    declare_rules(app);
    load_procedures(app);
    app.permit("inspection.plan", planners);
    app.permit("draw.see", committee_side);
    app.permit("inspection.see", {Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary});
    app.permit("visit.work", inspectors);
    app.permit("problem.raise", inspectors);
    app.permit("problem.see", {Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary});
    app.permit("problem.answer", unit_side);
    app.permit("letter.see", {Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::organ_clerk, Role::branch_secretary});
    app.permit("letter.write", {Role::committee_clerk, Role::organ_clerk});
    declare_names<Inspection>(app, "inspection", "title");
    declare_names<Team>(app, "inspection_team", "name");
    // What an inspector noted is not yet the unit's to read, though the fact that it was found already counts there.
    app.references.declare("problem", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<LedgerProblem>{view}.select(ProblemPolicy::visible_to(view) && any_of("id", ids))) names[each.id.value] = each.description;
        return names;
    });
    declare_names<Letter>(app, "letter", "number");
    install_inspections(app);
    install_visits(app);
    install_draws(app);
    install_problems(app);
    install_ledger(app);
    install_letters(app);
    install_asked_letters(app);
    install_photos(app);
    install_burden(app);
    install_binder_chapters(app);
    app.inbox(add_inbox);
}

}  // namespace zhibu::supervision
