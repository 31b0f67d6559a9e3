#include "evaluation/entry.hpp"

#include <fmt/format.h>

#include "kernel/record/resource.hpp"

namespace zhibu::evaluation {
namespace {

void check_new(Transaction& t, IndexEntry& entry) {
    Faults faults;
    auto* indicator = t.app.indicators.find(entry.indicator);
    if (!indicator || indicator->kind != IndicatorKind::manual) faults.add("#/indicator", "not_by_hand");
    if (entry.period.first_day() > t.today()) faults.add("#/period", "not_begun");
    if (t.session.integer("SELECT 1 FROM index_entry WHERE tenant_id = ? AND indicator = ? AND organization_id = ? AND period = ? AND state = 'entered'", t.tenant(), entry.indicator, entry.organization_id, entry.period))
        faults.add("#/period", "taken");
    faults.throw_if_any();
    entry.entered_by = t.actor.account, entry.entered_at = t.now;
}

std::string records_of(std::string_view indicator, Id<Organization> organization, Period period) {
    return fmt::format("?indicator={}&organization_id={}&period={}&state=entered", indicator, organization.value, period.iso());
}

}  // namespace

void install_entries(App& app, const Shared&) {
    app.measures.entered = [](const View& view, std::string_view indicator, Id<Organization> organization, Period period) -> std::optional<Measured> {
        auto value = view.session.integer("SELECT value FROM index_entry WHERE tenant_id = ? AND indicator = ? AND organization_id = ? AND period = ? AND state = 'entered'", view.tenant(), indicator, organization, period);
        if (!value) return {};
        auto query = records_of(indicator, organization, period);
        return Measured{*value, "/api/v1/index-entries" + query, "/indexes/entries" + query};
    };
    app.measures.entered_everywhere = [](const View& view, std::string_view indicator, const Axis& axis, Period period) {
        auto column = axis.none();
        auto rows = view.session.query("SELECT organization_id, value FROM index_entry WHERE tenant_id = ? AND indicator = ? AND period = ? AND state = 'entered'", view.tenant(), indicator, period);
        while (rows.next())
            if (auto place = axis.find({rows.integer(0)})) column[*place] = rows.integer(1);
        return column;
    };
    auto entries = std::make_shared<Resource<IndexEntry, EntryPolicy>>(app, "/api/v1/index-entries");
    entries->list()
        .show()
        .create(check_new)
        .change([](Transaction& t, const IndexEntry&, IndexEntry& entry) { entry.entered_by = t.actor.account, entry.entered_at = t.now; })
        .verb<EntryWithdrawal>("withdrawal", "withdrawn", EntryPolicy::may_change, [](Transaction&, IndexEntry& entry, const EntryWithdrawal& sent) { entry.state = EntryState::withdrawn, entry.withdrawn_why = sent.reason; });
    app.router.get("/api/v1/descriptions/index_entry", {.operation = "index_entry.describe"}, [entries](http::Call& call) {
        auto description = json::parse(description_of<IndexEntry>(call.app.words, call.language())).as_object();
        json::array choices;
        for (auto& each : call.app.indicators.all())
            if (each.kind == IndicatorKind::manual) choices.push_back({{"value", each.name}, {"label", said(call.language(), each.title, each.title_english)}});
        for (auto& each : description["fields"].as_array())
            if (each.as_object()["name"] == "indicator") each.as_object()["kind"] = "enum", each.as_object()["options"] = choices;
        return http::ok(json::serialize(description));
    });
}

}  // namespace zhibu::evaluation
