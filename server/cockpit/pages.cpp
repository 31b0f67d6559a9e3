// The routes of imbalance, integration and attention.
#include "cockpit/cockpit.hpp"

namespace zhibu::cockpit {
namespace {

constexpr std::size_t findings_shown = 3, organisations_shown = 200;

Period period_of(const http::Call& call, Date today) {
    auto period = call.period_parameter("period").value_or(Period::year_of(today));
    if (period.first_day() > today) throw invalid({{"?period", "not_begun"}});
    return period;
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
            return http::ok(json::serialize(imbalance_json(view, shelf, top, index, period_of(call, view.today()), language, organisations_shown)));
        });
    });
    r.get("/api/v1/cockpit/integration", {.operation = "cockpit.integration", .response = object, .query = {within, period}}, [shelf](http::Call& call) {
        auto language = call.language();
        return call.read_kept([&](const View& view) {
            auto top = top_of(view, call);
            return http::ok(json::serialize(integration_json(view, shelf, top, period_of(call, view.today()), language)));
        });
    });
    r.get("/api/v1/cockpit/attention", {.operation = "cockpit.attention", .response = object, .query = {within}}, [shelf](http::Call& call) {
        auto language = call.language();
        return call.read_kept([&](const View& view) {
            auto top = top_of(view, call);
            return http::ok(json::serialize(attention_json(view, shelf, top, language, findings_shown)));
        });
    });
}

}  // namespace zhibu::cockpit
