// Corrections (更正): a fact of its own with a reason and who made it; what was settled stays as it was frozen, the correction stands beside it.
#include "kernel/record/resource.hpp"
#include "points/statement.hpp"

namespace zhibu::points {

void adjust(Transaction& t, Adjustment& adjustment) {
    Store<Adjustment>{t}.insert(adjustment);
    auto on = std::min(adjustment.period.last_day(), t.today());
    t.facts.add({adjusted_kind, adjustment.organization_id, adjustment.member_id, on, adjustment.points}, {"points_adjustment", adjustment.id.value});
    t.record({"points_adjustment.made", "points_adjustment", adjustment.id.value, adjustment.organization_id}, differences(Adjustment{}, adjustment));
}

namespace {

using Adjustments = Resource<Adjustment, AdjustmentPolicy>;

http::Response create(http::Call& call, const Shelved& shelf, const std::shared_ptr<Adjustments>& resource) {
    auto sent = call.body_as<Adjustment>();
    return call.write([&](Transaction& t) {
        auto made = sent;
        Faults faults;
        if (!made.points) faults.add("#/points", "required");
        if (made.period.year() < 1950 || made.period.year() > 9000 || period_of(t, made.period.first_day()) != made.period) faults.add("#/period", "not_a_period_of_points");
        else if (made.period.first_day() > t.today()) faults.add("#/period", "not_begun");
        faults.throw_if_any();
        auto standing = readable_statement(t, *shelf->seams, made.member_id, made.period);
        made.organization_id = standing.statement.organization_id, made.made_by = t.actor.account, made.made_at = t.now;
        AdjustmentPolicy::may_create(t, made).or_throw();
        adjust(t, made);
        return http::created(resource->shown(t, made));
    });
}

}  // namespace

void install_adjustments(App& app, const Shelved& shelf) {
    auto resource = std::make_shared<Adjustments>(app, "/api/v1/points-adjustments");
    resource->list().show().describe();
    app.router.post("/api/v1/points-adjustments", {.operation = "points_adjustment.create", .request = http::shape<Adjustment>(), .response = http::shown_of<Adjustment>()},
                    [shelf, resource](http::Call& call) { return create(call, shelf, resource); });
}

}  // namespace zhibu::points
