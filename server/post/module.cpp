// Everything the outside may do with committees, posts, terms, stand-ins and leave.
#include <fmt/format.h>

#include "kernel/indicator/axis.hpp"
#include "post/committee.hpp"
#include "post/inbox.hpp"
#include "post/post.hpp"
#include "post/stand_ins.hpp"

namespace zhibu::post {
namespace {

void declare_facts(App& app) {
    app.fact_kinds.declare({"post.appointed", FactKind::Unit::times});
    app.fact_kinds.declare({"post.term_changed", FactKind::Unit::times});
    app.fact_kinds.declare({"post.term_extended", FactKind::Unit::times});
    app.fact_kinds.declare({"post.leave_granted", FactKind::Unit::times});
    app.fact_kinds.declare({"post.stood_in", FactKind::Unit::working_days});
}

// Organisations with a running term, those of them within it, those whose term ends within the months of the first reminder, and those
// past it; on the last day of the period.
void declare_measures(App& app) {
    using Condition = Where (*)(const View&, Date);
    auto measure = [&](const std::string& name, const std::string& filter, Condition which) {
        app.measures.declare("post." + name, [filter, which](const View& view, Id<Organization> organization, Period period) {
            auto day = std::min(period.last_day(), view.today());
            auto condition = zhibu::within("organization_id", view.tenant(), {organization}, view.tree()) && ran_on(day) && which(view, day);
            auto query = fmt::format("?organization_within={}&on={}{}", organization.value, day.iso(), filter);
            return Measured{Store<Term>{view}.count(condition), "/api/v1/terms" + query, "/terms" + query};
        }, [which](const View& view, const Axis& axis, Period period) {
            auto day = std::min(period.last_day(), view.today());
            auto condition = where("tenant_id = ?", view.tenant()) && ran_on(day) && which(view, day);
            Column own(axis.size());
            auto rows = view.session.query_with("SELECT organization_id, COUNT(*) FROM term WHERE " + condition.sql + " GROUP BY organization_id", condition.arguments);
            while (rows.next())
                if (auto place = axis.find({rows.integer(0)})) own[*place] = rows.integer(1);
            return axis.with_all_below(own);
        });
    };
    measure("terms", "", [](const View&, Date) { return everything(); });
    measure("terms_in_term", "&standing=in_term", [](const View&, Date day) { return due_by_then(day, ">="); });
    measure("terms_ending", "&standing=soon", [](const View& view, Date day) { return due_by_then(day, ">=") && where("due_on <= ?", day.plus_months(int(rules_on(view, day)->reminder.months.front()))); });
    measure("terms_overdue", "&standing=overdue", [](const View&, Date day) { return due_by_then(day, "<"); });
}

void load_procedures(App& app) {
    app.procedures.party("term_keeper", [](const View& view, const std::string& column) { return view.within(unit_keepers, column); });
    app.procedures.party("term_superior", [](const View& view, const std::string& column) { return below_actor(view, superior_keepers, column); });
}

template <class T, class F>
void declare_names(App& app, std::string kind, F name) {
    app.references.declare(std::move(kind), [name](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<T>{view}.select(any_of("id", ids))) names[each.id.value] = name(view, each);
        return names;
    });
}

}  // namespace

void install(App& app) {
    declare_rules(app);
    declare_facts(app);
    declare_measures(app);
    load_procedures(app);
    app.permit("post.read", {Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary, Role::member});
    app.permit("post.keep", organization::keepers);
    app.permit("term.read", organization::readers);
    app.permit("leave.take", {Role::committee_clerk, Role::organ_clerk, Role::branch_secretary, Role::inspector, Role::leader, Role::member});
    declare_names<Term>(app, "term", [](const View&, const Term& term) { return term.number; });
    declare_names<PostHolding>(app, "post_holding", [](const View& view, const PostHolding& holding) {
        auto rules = rules_today(view);
        auto* post = rules->post(holding.post);
        return post ? post->label : holding.post;
    });
    app.references.show_at("term", "/terms?open={id}");
    app.references.show_at("post_holding", "/posts?open={id}");
    app.references.show_at("term_extension", "/terms?open={id}");
    app.references.show_at("leave", "/leaves?open={id}");
    install_holdings(app);
    declare_post_import(app);
    install_terms(app);
    install_taking_back(app);
    install_extensions(app);
    install_committee(app);
    install_leaves(app);
    app.procedures.load(pack::embedded("standard/post.toml"), {"note"});
    app.inbox(add_inbox);
}

}  // namespace zhibu::post
