// The ledger as a whole: the list with its filters, its figures, what comes again and again, and the official table.
#include <fmt/format.h>

#include "kernel/record/audited_export.hpp"
#include "kernel/record/resource.hpp"
#include "supervision/problem_policy.hpp"
#include "supervision/standard.hpp"

namespace zhibu::supervision {
namespace {

// Conditions that are no single column: reached, overdue, mine, escalated.
ListQuery ledger_query(const http::Call& call, const View& view) {
    auto query = list_query<LedgerProblem>(call, view, {"reached", "overdue", "mine", "escalated", "open"});
    if (auto words = call.parameter("q")) query.condition = query.condition && ProblemPolicy::matching(view, *words);
    if (auto stage = call.parameter("reached"); stage && !stage->empty()) query.condition = query.condition && has_reached(*stage);
    if (call.parameter("overdue") == "true") query.condition = query.condition && is_overdue(view);
    if (call.parameter("open") == "true") query.condition = query.condition && is_open(view);
    if (call.parameter("mine") == "true") query.condition = query.condition && waits_for(view);
    if (call.parameter("escalated") == "true") query.condition = query.condition && escalated_to(view);
    return query;
}

int days_late(const View& view, const LedgerProblem& p) {
    auto& state = view.app.procedures.of(case_of(p)).state(p.state);
    if (!p.due_on || *p.due_on >= view.today() || state.responsible.empty()) return 0;
    return std::max(1, view.app.working_days.working_days_between(*p.due_on, view.today()));
}

std::string category_label(const std::string& code, Language language) {
    auto* category = standard().category(code);
    return category ? language == Language::chinese ? category->label : category->english : code;
}
std::string state_label(const View& view, const LedgerProblem& p, Language language) {
    auto& state = view.app.procedures.of(case_of(p)).state(p.state);
    return language == Language::chinese ? state.label : state.english;
}

http::Response list(http::Call& call, const View& view, const ListQuery& query) {
    auto page = Store<LedgerProblem>{view}.list(ProblemPolicy::visible_to(view), query);
    std::string out = "{\"items\":[";
    ReferenceList names;
    for (auto& problem : page.items) {
        auto late = days_late(view, problem);
        out += out.back() == '[' ? "{" : ",{";
        write_members(out, problem);
        out += fmt::format(",\"overdue_days\":{},\"level\":{},\"state_label\":{},\"category_label\":{}}}", late, view.app.procedures.of(case_of(problem)).level(late),
                           to_json(state_label(view, problem, call.language())), to_json(category_label(problem.category, call.language())));
        collect_references(problem, names);
    }
    out += fmt::format("],\"page\":{},\"size\":{}", page.page, page.size);
    if (page.total) out += fmt::format(",\"total\":{}", *page.total);
    out += ",\"references\":";
    names.write(out, view);
    return http::ok(out + "}");
}

// 问题台账 in the shape in which an office hands it in.
http::Response exported(http::Call& call) {
    return audited_export(call, "problem", {}, [&](const View& view, std::size_t& taken) {
        auto query = ledger_query(call, view);
        query.page = 1, query.size = largest_export, query.count = false;
        auto problems = Store<LedgerProblem>{view}.list(ProblemPolicy::visible_to(view), query).items;
        taken = problems.size();
        std::vector<std::int64_t> inspections, letters;
        for (auto& p : problems) {
            if (p.inspection_id) inspections.push_back(p.inspection_id->value);
            if (p.letter_id) letters.push_back(p.letter_id->value);
        }
        auto inspection_names = view.app.references.names(view, "inspection", inspections), letter_names = view.app.references.names(view, "letter", letters);
        auto language = call.language();
        auto word = [&](const std::string& key) { return std::string{view.app.words.text(language, key)}; };
        std::vector<ExportColumn> columns;
        for (auto [name, kind] : {std::pair{"number", "integer"}, {"organization_id", "text"}, {"inspection_id", "text"}, {"category", "text"}, {"description", "text"}, {"clause", "text"},
                                  {"severity", "text"}, {"found_on", "date"}, {"fed_back_on", "date"}, {"letter_id", "text"}, {"measures", "text"}, {"owner", "text"}, {"promised_on", "date"},
                                  {"rectification", "text"}, {"reported_on", "date"}, {"verified_on", "date"}, {"closed_on", "date"}, {"state", "text"}, {"overdue_days", "integer"}})
            columns.push_back({name, word(std::string{"problem."} + name), kind});
        auto text = [](std::optional<Date> date) { return date ? date->iso() : std::string{}; };
        std::vector<ExportRow> rows;
        for (auto& p : problems) {
            auto* node = view.tree().find(p.organization_id);
            auto late = days_late(view, p);
            rows.push_back({std::to_string(rows.size() + 1), node ? node->name : "", p.inspection_id ? inspection_names[p.inspection_id->value] : "", category_label(p.category, language),
                            p.description, p.clause, word("problem.severity_is." + std::string{Codec<Severity>::name(p.severity)}), p.found_on.iso(), text(p.fed_back_on),
                            p.letter_id ? letter_names[p.letter_id->value] : "", p.measures, p.owner, text(p.promised_on), p.rectification, text(p.reported_on), text(p.verified_on),
                            text(p.closed_on), state_label(view, p, language), late ? std::to_string(late) : ""});
        }
        return export_sheet(view, word("problem.ledger"), columns, rows, language);
    });
}

// Found, fed back, measures set, reported, closed, overdue, reopened …: each with the list that it counts.
http::Response figures(http::Call& call) {
    return call.read([&](const View& view) {
        auto scope = ProblemPolicy::visible_to(view) && ledger_query(call, view).condition && where("state <> 'withdrawn'");
        std::string filters;
        for (auto& [name, value] : call.parameters())
            if (!value.empty() && name != "page" && name != "size" && name != "sort" && name != "reached" && name != "overdue") filters += "&" + name + "=" + http::percent_encode(value);
        Store<LedgerProblem> store{view};
        std::string out = "{";
        auto add = [&](const std::string& name, const Where& condition, const std::string& filter) {
            out += (out.size() > 1 ? ",\"" : "\"") + name + "\":{\"value\":" + std::to_string(store.count(scope && condition)) + ",\"records\":" +
                   to_json("/api/v1/problems?" + filter + filters) + "}";
        };
        for (auto stage : {"found", "fed_back", "received", "measures", "reported", "closed", "reopened", "unfixable"}) add(stage, has_reached(stage), std::string{"reached="} + stage);
        add("overdue", is_overdue(view), "overdue=true");
        add("open", is_open(view), "open=true");
        add("mine", waits_for(view), "mine=true");
        std::vector<db::Value> arguments{db::to_value(view.tenant())};
        arguments.insert(arguments.end(), scope.arguments.begin(), scope.arguments.end());
        auto rows = view.session.query_with("SELECT COUNT(DISTINCT organization_id) FROM problem WHERE tenant_id = ? AND " + scope.sql, arguments);
        rows.next();
        out += ",\"units\":" + std::to_string(rows.integer(0));
        return http::ok(out + "}");
    });
}

// The same kind of problem in many organisations, or again in one.
http::Response recurrence(http::Call& call) {
    return call.read([&](const View& view) {
        auto condition = ProblemPolicy::visible_to(view) && ledger_query(call, view).condition && where("state <> 'withdrawn'");
        struct Row {
            std::int64_t problems{}, organizations{}, again{};
        };
        std::map<std::string, Row> all;
        std::vector<db::Value> arguments{db::to_value(view.tenant())};
        arguments.insert(arguments.end(), condition.arguments.begin(), condition.arguments.end());
        auto rows = view.session.query_with("SELECT category, organization_id, COUNT(*) FROM problem WHERE tenant_id = ? AND " + condition.sql + " GROUP BY category, organization_id", arguments);
        while (rows.next()) {
            auto& row = all[std::string{rows.text(0)}];
            row.problems += rows.integer(2), ++row.organizations, row.again += rows.integer(2) > 1;
        }
        std::vector<std::pair<std::string, Row>> sorted{all.begin(), all.end()};
        std::stable_sort(sorted.begin(), sorted.end(), [](auto& a, auto& b) { return std::tie(a.second.organizations, a.second.problems) > std::tie(b.second.organizations, b.second.problems); });
        std::string out = "{\"items\":[";
        for (auto& [code, row] : sorted)
            out += fmt::format("{}{{\"category\":{},\"label\":{},\"organizations\":{},\"problems\":{},\"again_in_one\":{},\"records\":\"/api/v1/problems?category={}\"}}",
                               out.back() == '[' ? "" : ",", to_json(code), to_json(category_label(code, call.language())), row.organizations, row.problems, row.again, code);
        return http::ok(out + "]}");
    });
}

// What pages need to name things: kinds of problems, checklists, states, steps, letters.
http::Response standards(http::Call& call) {
    return call.read([&](const View& view) {
        auto language = call.language();
        json::array categories, checklists, states, letters;
        for (auto& each : standard().categories) categories.push_back({{"value", each.code}, {"label", language == Language::chinese ? each.label : each.english}});
        auto lists = checklists_on(view, view.today());
        auto templates = letter_templates_on(view, view.today());
        for (auto& each : lists->all)
            checklists.push_back({{"name", each.name}, {"title", each.title}, {"source", each.source}, {"items", json::parse(to_json(each.items))}});
        auto& procedure = view.app.procedures.on("rectification", view.today());
        for (auto& each : procedure.states)
            states.push_back({{"value", each.name}, {"label", language == Language::chinese ? each.label : each.english}, {"open", !each.responsible.empty()}});
        for (auto& each : templates->all) letters.push_back(json::parse(to_json(each)));
        auto caution = view.app.working_days.caution(view.today(), view.today().plus_months(3));
        return http::ok(json::serialize(json::object{{"categories", categories}, {"checklists", checklists}, {"states", states}, {"letters", letters}, {"source", standard().source},
                                                     {"procedure_source", procedure.source}, {"calendar_caution", caution},
                                                     {"diagrams", {{"rectification", procedure::mermaid(procedure, language)},
                                                                   {"letter", procedure::mermaid(view.app.procedures.on("letter", view.today()), language)}}}}));
    });
}

}  // namespace

void install_ledger(App& app) {
    auto parameters = list_parameters<LedgerProblem>();
    for (auto [name, about] : {std::pair{"reached", "found, fed_back, received, measures, reported, closed, reopened, unfixable"}, {"overdue", "true: past its day and open"},
                               {"open", "true: somebody's turn"}, {"mine", "true: the caller's turn"}, {"escalated", "true: late, and up to the caller in the chain"}})
        parameters.push_back({name, about});
    auto& r = app.router;
    r.get("/api/v1/problems", {.operation = "problem.list", .response = http::page_of<LedgerProblem>(), .query = parameters}, [](http::Call& call) {
        if (call.parameter("format") == "xlsx") return exported(call);
        return call.read([&](const View& view) { return list(call, view, ledger_query(call, view)); });
    });
    r.get("/api/v1/problems/figures", {.operation = "problem.figures", .query = parameters}, figures);
    r.get("/api/v1/problems/recurrence", {.operation = "problem.recurrence", .query = parameters}, recurrence);
    r.get("/api/v1/supervision-standard", {.operation = "supervision.standard"}, standards);
    // States and categories are data: the description carries them as the options of their fields.
    r.get("/api/v1/descriptions/problem", {.operation = "problem.describe"}, [](http::Call& call) {
        auto chinese = call.language() == Language::chinese;
        auto description = json::parse(description_of<LedgerProblem>(call.app.words, call.language())).as_object();
        json::array states, categories;
        for (auto& each : call.app.procedures.on("rectification", call.app.clock.today()).states) states.push_back({{"value", each.name}, {"label", chinese ? each.label : each.english}});
        for (auto& each : standard().categories) categories.push_back({{"value", each.code}, {"label", chinese ? each.label : each.english}});
        for (auto& field : description["fields"].as_array()) {
            auto& object = field.as_object();
            if (object["name"] == "state") object["kind"] = "enum", object["options"] = states;
            if (object["name"] == "category") object["kind"] = "enum", object["options"] = categories;
        }
        return http::ok(json::serialize(description));
    });
}

}  // namespace zhibu::supervision
