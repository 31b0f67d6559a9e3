#include "modules.hpp"

#include "ballot/ballot.hpp"
#include "contact/contact.hpp"
#include "desk/desk.hpp"
#include "duty/duty.hpp"
#include "evaluation/evaluation.hpp"
#include "kernel/access/account.hpp"
#include "kernel/ballot_box/ballot_box.hpp"
#include "kernel/notify/notify.hpp"
#include "kernel/pack/office.hpp"
#include "kernel/record/personal_data.hpp"
#include "life/life.hpp"
#include "organization/organization.hpp"
#include "post/post.hpp"
#include "report/report.hpp"
#include "report/binder_papers.hpp"
#include "selection/selection.hpp"
#include "supervision/supervision.hpp"
#include "tour/tour.hpp"

namespace zhibu {

namespace {

// Two modules that do not know each other: ballots ask who is gathered at a meeting.
ballot::Gathering gathering_at(const View& view, Id<Meeting> meeting) {
    auto found = life::gathered_at(view, meeting);
    ballot::Gathering out{found.organization, found.title, found.day, found.open, {}};
    for (auto& each : found.people) out.people.push_back({each.member, each.name, each.votes, each.exempt, each.present});
    return out;
}

// And visits to stations: the binder of a place is bound by the module of reports.
std::function<tour::Bound()> binder_of(const View& view, Id<Organization> organization, int year) {
    auto bound = std::make_shared<report::Bound>(report::papers(view, organization, year, [](report::Progress) {}));
    return [bound] { return tour::Bound{bound->name, document::to_pdf(bound->papers, bound->options)}; };
}

}  // namespace

void install_modules(App& app) {
    access::install_sessions(app);
    access::install_accounts(app);
    access::install_audit(app);
    personal::install(app);
    notify::install(app);
    pack::install(app);
    ballot_box::install(app);
    organization::install(app);
    life::install(app);
    ballot::install(app, gathering_at);
    contact::install(app);
    supervision::install(app);
    post::install(app);
    duty::install(app);
    selection::install(app);
    tour::install(app, binder_of);
    report::install(app);
    evaluation::install(app);
    desk::install(app);
    app.packs.check_shipped();  // refuses a broken pack at the start, not at the first click
    app.router.get("/api/v1/openapi.json", {.operation = "openapi.show", .gate = http::Gate::open}, [](http::Call& call) {
        auto response = http::ok(call.app.router.openapi());
        response.set("cache-control", "no-cache");
        return response;
    });
}

}  // namespace zhibu
