// The routes of settlements: a branch freezes a period's points, publishes them to its members, and confirms them when all objections are answered.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/record/resource.hpp"
#include "points/statement.hpp"

namespace zhibu::points {
namespace {

using Settlements = Resource<Settlement, SettlementPolicy>;

void freeze(Transaction& t, const Settlement& settlement, const Statement& statement) {
    t.session.execute("INSERT INTO points_settled (tenant_id, settlement_id, member_id, points, adjusted, exempt, statement) VALUES (?,?,?,?,?,?,?)", t.tenant(), settlement.id, statement.member_id, statement.total,
                      statement.adjusted(), statement.exempt ? std::string{Codec<Exemption>::name(*statement.exempt)} : "", to_json(statement));
}

void check(const View& view, const Settlement& sent) {
    auto branch = organization::load(view, sent.organization_id);
    SettlementPolicy::may_settle(view, sent.organization_id).or_throw();
    Faults faults;
    if (!branch.is_branch()) faults.add("#/organization_id", "not_a_branch");
    if (sent.period.year() < 1950 || sent.period.year() > 9000 || period_of(view, sent.period.first_day()) != sent.period) faults.add("#/period", "not_a_period_of_points");
    else if (sent.period.last_day() >= view.today()) faults.add("#/period", "not_ended");
    faults.throw_if_any();
}

void settle(Transaction& t, const Shelved& shelf, Settlement& settlement) {
    auto rules = rules_of(t, settlement.period);
    auto all = statements_of(t, *shelf->seams, settlement.period, {.branch = settlement.organization_id});
    if (all.empty()) throw conflict("points-nobody-to-settle");
    settlement.rule_version = version_of(t, settlement.period);
    settlement.state = SettlementState::published, settlement.published_on = t.today();
    settlement.published_until = t.app.working_days.plus_working_days(t.today(), int(rules->head.publication_days));
    settlement.settled_at = t.now, settlement.settled_by = t.actor.account;
    for (auto& each : all) {
        ++settlement.people;
        if (each.exempt) ++settlement.exempt;
        else settlement.passing += each.total >= each.passing;
    }
    Store<Settlement>{t}.insert(settlement);
    for (auto& each : all) freeze(t, settlement, each);
    t.facts.add({"points.settled", settlement.organization_id, {}, t.today(), settlement.people}, {"points_settlement", settlement.id.value});
    t.record({"points_settlement.published", "points_settlement", settlement.id.value, settlement.organization_id}, differences(Settlement{}, settlement));
}

http::Response create(http::Call& call, const Shelved& shelf, const std::shared_ptr<Settlements>& resource) {
    auto sent = call.body_as<Settlement>();
    return call.write([&](Transaction& t) {
        auto settlement = sent;
        check(t, settlement);
        if (standing_settlement(t, settlement.organization_id, settlement.period)) throw conflict("points-settled-already");
        settle(t, shelf, settlement);
        return http::created(resource->shown(t, settlement));
    });
}

void confirm(Transaction& t, Settlement& settlement, const SettlementConfirmed&) {
    auto open = t.session.integer("SELECT COUNT(*) FROM points_dispute WHERE tenant_id = ? AND organization_id = ? AND period = ? AND state IN ('raised', 'appealed')", t.tenant(), settlement.organization_id, settlement.period).value_or(0);
    if (open) throw conflict("points-disputes-open", {{"count", std::to_string(open)}});
    settlement.state = SettlementState::confirmed, settlement.confirmed_at = t.now, settlement.confirmed_by = t.actor.account;
}

void withdraw(Transaction& t, Settlement& settlement, const SettlementWithdrawn& sent) {
    settlement.state = SettlementState::withdrawn, settlement.withdrawn_why = sent.reason;
    t.facts.take_back({"points_settlement", settlement.id.value});
}

// The published list, by name: each member's points, and nothing that orders them.
http::Response lines(http::Call& call) {
    return call.read([&](const View& view) {
        auto settlement = Store<Settlement>{view}.load(call.id<Settlement>(), SettlementPolicy::visible_to(view));
        SettlementPolicy::may_read_lines(view, settlement).or_throw();
        std::map<std::int64_t, std::int64_t> corrected;
        auto sums = view.session.query("SELECT member_id, SUM(points) FROM points_adjustment WHERE tenant_id = ? AND organization_id = ? AND period = ? GROUP BY member_id", view.tenant(), settlement.organization_id, settlement.period);
        while (sums.next()) corrected[sums.integer(0)] = sums.integer(1);
        json::array items;
        auto rows = view.session.query(
            "SELECT d.member_id, m.name, d.points, d.adjusted, d.exempt FROM points_settled d JOIN member m ON m.tenant_id = d.tenant_id AND m.id = d.member_id WHERE d.tenant_id = ? AND d.settlement_id = ? ORDER BY m.pinyin, m.id",
            view.tenant(), settlement.id);
        while (rows.next()) {
            auto since = corrected[rows.integer(0)] - rows.integer(3);
            auto exempt = Codec<Exemption>::parse(rows.text(4));
            items.push_back({{"member_id", rows.integer(0)}, {"member_name", rows.text(1)}, {"settled", rows.integer(2)}, {"corrected", since}, {"points", rows.integer(2) + since}, {"exempt", exempt ? json::value(exemption_label(view, *exempt)) : json::value(nullptr)}});
        }
        return http::ok(json::serialize(json::object{{"total", items.size()}, {"items", std::move(items)}}));
    });
}

}  // namespace

void install_settlements(App& app, const Shelved& shelf) {
    auto resource = std::make_shared<Settlements>(app, "/api/v1/points-settlements");
    resource->list().show().describe();
    resource->verb<SettlementConfirmed>("confirmation", "confirmed", &SettlementPolicy::may_confirm, confirm);
    resource->verb<SettlementWithdrawn>("withdrawal", "withdrawn", &SettlementPolicy::may_withdraw, withdraw);
    resource->offers("lines", &SettlementPolicy::may_read_lines);
    auto& r = app.router;
    r.post("/api/v1/points-settlements", {.operation = "points_settlement.create", .request = http::shape<Settlement>(), .response = http::shown_of<Settlement>()}, [shelf, resource](http::Call& call) { return create(call, shelf, resource); });
    r.get("/api/v1/points-settlements/{id}/lines", {.operation = "points_settlement.lines", .response = {{{"type", "object"}}, {}}}, lines);
}

}  // namespace zhibu::points
