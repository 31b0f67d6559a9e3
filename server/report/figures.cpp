// GET /figures: indicators of the packs at an organisation, each with its sentence, its explanation and its records.
#include "kernel/record/list_query.hpp"
#include "report/fact_list.hpp"

namespace zhibu::report {
namespace {

std::vector<const Indicator*> wanted(const http::Call& call) {
    std::vector<const Indicator*> all;
    auto names = call.parameter("names").value_or("");
    if (names.empty()) {
        for (auto& each : call.app.indicators.all()) all.push_back(&each);
        return all;
    }
    for (std::size_t at = 0; at <= names.size();) {
        auto end = std::min(names.find(',', at), names.size());
        auto* found = call.app.indicators.find(std::string_view{names}.substr(at, end - at));
        if (!found) throw invalid({{"?names", "unknown_indicator"}});
        all.push_back(found);
        at = end + 1;
    }
    return all;
}

json::array by_month(Gauge& gauge, const Indicator& indicator, int year, const Words& words, Language language) {
    json::array months;
    for (int month = 1; month <= 12; ++month) {
        auto each = to_json(gauge, gauge.read(indicator, Period::month(year, month)), words, language);
        months.push_back({{"period", each["period"]}, {"value", each["value"]}, {"text", each["text"]}, {"records", each["records"]}, {"page", each["page"]}});
    }
    return months;
}

http::Response shown(http::Call& call) {
    auto organization = call.integer_parameter("organization_id");
    auto period = call.period_parameter("period");
    if (!organization || !period) throw invalid({{organization ? "?period" : "?organization_id", "required"}});
    auto indicators = wanted(call);
    bool months = call.parameter("by") == "month";
    auto language = call.language();
    return call.read_kept([&](const View& view) {
        may_read_figures(view, {*organization});
        Gauge gauge{view, view.app.indicators, {*organization}, period->year()};
        json::object figures;
        for (auto* each : indicators) {
            auto figure = to_json(gauge, gauge.read(*each, *period), view.app.words, language);
            if (months) figure["months"] = by_month(gauge, *each, period->year(), view.app.words, language);
            figures[each->name] = std::move(figure);
        }
        auto* node = view.tree().find({*organization});
        return http::ok(json::serialize(json::object{{"organization_id", *organization}, {"organization", node ? node->name : ""}, {"period", period->iso()}, {"figures", std::move(figures)}}));
    });
}

}  // namespace

void install_figures(App& app) {
    json::object integer{{"type", "integer"}};
    app.router.get("/api/v1/figures",
                   {.operation = "figure.list", .response = {{{"type", "object"}}, {}},
                    .query = {{"organization_id", "with all below it", integer}, {"period", "2021, 2021-Q1 or 2021-03"}, {"names", "indicators of the packs, several with ','; all where left out"},
                              {"by", "month: also for each month of the year"}}},
                   shown);
}

}  // namespace zhibu::report
