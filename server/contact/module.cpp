// Everything the outside may do with leaders' contact points (联系点).
#include "contact/binder_chapter.hpp"
#include "contact/contact.hpp"

#include <fmt/format.h>

#include "contact/inbox.hpp"
#include "contact/roster.hpp"
#include "contact/visits.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu::contact {
namespace {

struct Resources {
    explicit Resources(App& app)
        : leaders{app, "/api/v1/contact-leaders"}, points{app, "/api/v1/contact-points"}, visits{app, "/api/v1/contact-visits"} {}
    Resource<ContactLeader, LeaderPolicy> leaders;
    Resource<ContactPoint, PointPolicy> points;
    Resource<ContactVisit, VisitPolicy> visits;
};

std::map<std::int64_t, std::string> names_of_leaders(const View& view, const std::vector<std::int64_t>& ids) {
    std::map<std::int64_t, std::string> names;
    for (auto& leader : Store<ContactLeader>{view}.select(any_of("id", ids))) names[leader.id.value] = leader.name;
    return names;
}

void declare_measures(App& app) {
    app.measures.declare("contact.leaders", [](const View& view, Id<Organization> organization, Period period) {
        auto day = reference_day(view, period);
        return Measured{coverage(view, organization, day).leaders, fmt::format("/api/v1/contact-leaders?directly_below={}&on={}", organization.value, day.iso()),
                        fmt::format("/contact?organization_id={}&year={}", organization.value, period.year())};
    });
    app.measures.declare("contact.organizations_covered", [](const View& view, Id<Organization> organization, Period period) {
        auto day = reference_day(view, period);
        return Measured{coverage(view, organization, day).covered, fmt::format("/api/v1/contact-points?directly_below={}&on={}", organization.value, day.iso()),
                        fmt::format("/contact?organization_id={}&year={}", organization.value, period.year())};
    });
}

}  // namespace

void install(App& app) {
    declare_rules(app);
    app.fact_kinds.declare({"contact.visited", FactKind::Unit::times});
    app.permit("contact.read", overseers);
    app.permit("contact.assign", organization::committee);
    app.permit("contact.log", {Role::leader});
    app.permit("contact.ours", contacted);
    app.references.declare("contact_leader", names_of_leaders);
    app.procedures.party("contact_leader", led_by_actor);
    app.references.show_at("contact_visit", "/contact/visits/{id}");
    app.inbox(inbox);
    declare_measures(app);
    subscribe(app);
    install_binder_chapter(app);

    auto all = std::make_shared<Resources>(app);  // lives as long as the routes that hold it
    json::object integer{{"type", "integer"}};
    app.router.get("/api/v1/contact-leaders", {.operation = "contact_leader.list", .response = http::page_of<ContactLeader>(), .query = leader_parameters()},
                   [all](http::Call& call) { return list_leaders(call); });
    app.router.get("/api/v1/contact-leaders/choices", {.operation = "contact_leader.choices"}, leader_choices);
    all->leaders.show().change().describe();
    app.router.get("/api/v1/contact-points", {.operation = "contact_point.list", .response = http::page_of<ContactPoint>(), .query = point_parameters()}, list_points);
    app.router.post("/api/v1/contact-points/assignments", {.operation = "contact_point.assign", .request = http::shape<Assignment>()}, assign);
    app.router.get("/api/v1/contact-points/matrix",
                   {.operation = "contact_point.matrix", .query = {{"organization_id", "the committee", integer}, {"year", "of the visits", integer}, {"format", "json or xlsx"}}}, show_matrix);
    app.router.get("/api/v1/contact-points/mine", {.operation = "contact_point.mine", .query = {{"year", "of the visits", integer}}}, show_own);
    all->points.show().describe().verb<Ending>("end", "ended", PointPolicy::may_end, end);
    app.router.get("/api/v1/organizations/{id}/contact-leader", {.operation = "contact_point.leader_of", .query = {{"on", "a day; today where absent"}}}, leader_of_organization);
    all->visits.list().show().create(begin_exchange).change().describe();
    all->visits.verb<VisitWithdrawal>("withdrawal", "withdrawn", VisitPolicy::may_withdraw, withdraw).verb<VisitAnswer>("answer", "answered", VisitPolicy::may_answer, answer);
}

}  // namespace zhibu::contact
