// The burden meter: what a unit was asked for in a month, shown to whoever is about to ask for more.
#include "supervision/burden.hpp"

#include <fmt/format.h>

#include "kernel/app.hpp"
#include "supervision/supervision.hpp"

namespace zhibu::supervision {
namespace {

constexpr std::string_view prefix = "burden.asked.";

struct Asked {
    std::string kind;
    Date on{};
    Source source;
};

std::vector<Asked> records(const View& view, Id<Organization> organization, Period period) {
    std::vector<std::int64_t> kinds = view.app.fact_kinds.matching(view.session, view.tenant(), "burden.asked.*");
    auto condition = any_of("f.kind", kinds);
    std::vector<db::Value> arguments{db::to_value(view.tenant()), db::to_value(organization), db::to_value(period.first_day()), db::to_value(period.last_day())};
    arguments.insert(arguments.end(), condition.arguments.begin(), condition.arguments.end());
    std::vector<Asked> all;
    auto rows = view.session.query_with(
        "SELECT k.name, f.happened_on, f.source_kind, f.source_id FROM fact f JOIN fact_kind k ON k.tenant_id = f.tenant_id AND k.number = f.kind WHERE f.tenant_id = ? AND "
        "f.organization_id = ? AND f.happened_on >= ? AND f.happened_on <= ? AND f.sign = 1 AND " + condition.sql +
        " AND NOT EXISTS (SELECT 1 FROM fact v WHERE v.tenant_id = f.tenant_id AND v.source_id = f.source_id AND v.source_kind = f.source_kind AND v.voids = f.id) "
        "ORDER BY f.happened_on, f.id", arguments);
    while (rows.next()) all.push_back({std::string{rows.text(0)}.substr(prefix.size()), Date::from_number(rows.integer(1)), {std::string{rows.text(2)}, rows.integer(3)}});
    return all;
}

Period month_before(Period month) { return Period::month_of(month.first_day().plus_days(-1)); }

// {organization_id, period, total, previous, asked:{letter:n,…}, with_below, records:[{kind,on,source_kind,source_id}]}
http::Response show(http::Call& call) {
    return call.read([&](const View& view) {
        auto number = call.integer_parameter("organization_id");
        if (!number) throw invalid({{"?organization_id", "required"}});
        Id<Organization> organization{*number};
        if (!view.covers(committee_side, organization) && !view.covers(unit_side, organization)) throw not_found();
        auto period = call.period_parameter("period").value_or(Period::month_of(view.today()));
        auto all = records(view, organization, period);
        json::object asked;
        for (auto& [kind, unit] : view.app.fact_kinds.all())
            if (kind.starts_with(prefix)) asked[kind.substr(prefix.size())] = 0;
        std::string items;
        for (auto& each : all) {
            auto& count = asked[each.kind];
            count = (count.is_int64() ? count.as_int64() : 0) + 1;
            items += fmt::format("{}{{\"kind\":{},\"on\":{},\"source_kind\":{},\"source_id\":{}}}", items.empty() ? "" : ",", to_json(each.kind), to_json(each.on), to_json(each.source.kind),
                                 each.source.id);
        }
        auto previous = period.is_month() ? asked_of(view, organization, month_before(period)) : 0;
        return http::ok(fmt::format("{{\"organization_id\":{},\"period\":{},\"total\":{},\"previous\":{},\"with_below\":{},\"asked\":{},\"records\":[{}]}}", organization.value,
                                    to_json(period), all.size(), previous, rollup::of(view, "burden.asked.*", organization, period).count, json::serialize(asked), items));
    });
}

}  // namespace

std::int64_t asked_of(const View& view, Id<Organization> organization, Period period) { return std::int64_t(records(view, organization, period).size()); }

void install_burden(App& app) {
    app.router.get("/api/v1/burden", {.operation = "burden.show", .query = {{"organization_id", "whose", {{"type", "integer"}}}, {"period", "a month; this one where not said"}}}, show);
}

}  // namespace zhibu::supervision
