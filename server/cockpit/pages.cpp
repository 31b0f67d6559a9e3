// The routes of imbalance, integration and attention.
#include <algorithm>

#include "cockpit/cockpit.hpp"
#include "kernel/record/audited_export.hpp"
#include "kernel/record/sheet_export.hpp"

namespace zhibu::cockpit {
namespace {

constexpr std::size_t findings_shown = 3, findings_at_once = 100, organisations_shown = 200;

Findings findings_of(const http::Call& call) {
    auto rule = call.parameter("rule").value_or("");
    if (rule.empty()) return {findings_shown};
    return {findings_at_once, std::move(rule), std::size_t(std::max<std::int64_t>(0, call.integer_parameter("from").value_or(0)))};
}

http::Response exported_findings(http::Call& call, const Shared& shelf) {
    auto language = call.language();
    return audited_export(call, "cockpit", {call.integer_parameter("organization_within").value_or(0)}, [&](const View& view, std::size_t& count) {
        auto found = attention_json(view, shelf, top_of(view, call), language, {all_rows, call.parameter("rule").value_or("")});
        auto column = [&](const char* key) { return view.app.words.sentence(language, std::string{"cockpit_said."} + key, {}); };
        SheetExport out{view, column("attention_sheet"), {{column("attention_rule")}, {column("organization")}, {column("attention_why")}}};
        for (auto& rule : found.at("rules").as_array())
            for (auto& item : rule.at("items").as_array()) {
                auto text = [](const json::value& value) { return sheet::Value{std::string{value.as_string()}}; };
                out.add({text(rule.at("title")), text(item.at("name")), text(item.at("sentence"))});
            }
        count = out.rows();
        return out.finish(column("attention_sheet") + "-" + view.today().iso());
    });
}

}  // namespace

void install_pages(App& app, const Shared& shelf) {
    json::object integer{{"type", "integer"}};
    http::QueryParameter within{"organization_within", "the organisation with all below it; none: the highest that the caller reads", integer}, period{"period", "2022, 2022-Q1 or 2022-03; none: this year"};
    http::Shape object{{{"type", "object"}}, {}};
    auto& r = app.router;
    r.get("/api/v1/cockpit/imbalance", {.operation = "cockpit.imbalance", .response = object, .query = {within, period, {"index", "which index"}}}, [shelf](http::Call& call) {
        auto language = call.language();
        return call.read_kept([&](const View& view) {
            auto top = top_of(view, call);
            auto index = call.parameter("index").value_or(rules_on(view, view.today())->quadrant.index);
            return http::ok(json::serialize(imbalance_json(view, shelf, top, index, period_of(call, Period::year_of(view.today()), view.today()), language, organisations_shown)));
        });
    });
    r.get("/api/v1/cockpit/integration", {.operation = "cockpit.integration", .response = object, .query = {within, period}}, [shelf](http::Call& call) {
        auto language = call.language();
        return call.read_kept([&](const View& view) {
            auto top = top_of(view, call);
            return http::ok(json::serialize(integration_json(view, shelf, top, period_of(call, Period::year_of(view.today()), view.today()), language)));
        });
    });
    r.get("/api/v1/cockpit/burden", {.operation = "cockpit.burden", .response = object, .query = {within, {"period", "2022, 2022-Q1 or 2022-03; none: this month"}, {"format", "json or xlsx"}, {"reason", "why it is exported"}}}, burden_page);
    r.get("/api/v1/cockpit/attention", {.operation = "cockpit.attention", .response = object, .query = {within, {"rule", "one rule: its findings, a hundred at a time; none: the first three of each"}, {"from", "how many findings of the rule come before", integer}, {"format", "json or xlsx"}, {"reason", "why it is exported"}}}, [shelf](http::Call& call) {
        if (call.parameter("format") == "xlsx") return exported_findings(call, shelf);
        auto language = call.language();
        return call.read_kept([&](const View& view) {
            auto top = top_of(view, call);
            return http::ok(json::serialize(attention_json(view, shelf, top, language, findings_of(call))));
        });
    });
}

}  // namespace zhibu::cockpit
