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
#include "points/points.hpp"
#include "post/post.hpp"
#include "report/report.hpp"
#include "selection/selection.hpp"
#include "supervision/supervision.hpp"

namespace zhibu {

namespace {

// Two modules that do not know each other: ballots ask who is gathered at a meeting.
ballot::Gathering gathering_at(const View& view, Id<Meeting> meeting) {
    auto found = life::gathered_at(view, meeting);
    ballot::Gathering out{found.organization, found.title, found.day, found.open, {}};
    for (auto& each : found.people) out.people.push_back({each.member, each.name, each.votes, each.exempt, each.present});
    return out;
}

}  // namespace

points::Seams seams_of_points() {
    points::Seams seams;
    seams.posts_held = [](const View& view, Date from, Date to, const std::vector<std::int64_t>& members) {
        std::vector<points::HeldPost> all;
        for (auto& each : post::held_between(view, from, to, members)) all.push_back({each.member, each.organization, each.post, each.from, each.to});
        return all;
    };
    seams.leaves = [](const View& view, Date from, Date to, const std::vector<std::int64_t>& members) {
        std::vector<points::Away> all;
        for (auto& each : post::on_leave_between(view, from, to, members)) all.push_back({each.member, each.from, each.to});
        return all;
    };
    for (auto& each : post::post_labels()) seams.posts.push_back({each.key, each.label, each.english});
    return seams;
}

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
    points::install(app, seams_of_points());
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
