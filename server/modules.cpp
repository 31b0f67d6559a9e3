#include "modules.hpp"

#include "ballot/ballot.hpp"
#include "business/business.hpp"
#include "cockpit/cockpit.hpp"
#include "contact/contact.hpp"
#include "desk/desk.hpp"
#include "duty/duty.hpp"
#include "evaluation/evaluation.hpp"
#include "kernel/access/account.hpp"
#include "kernel/backup/office.hpp"
#include "kernel/ballot_box/ballot_box.hpp"
#include "kernel/notify/notify.hpp"
#include "kernel/operation/operation.hpp"
#include "kernel/pack/office.hpp"
#include "kernel/record/personal_data.hpp"
#include "life/life.hpp"
#include "organization/organization.hpp"
#include "points/points.hpp"
#include "post/post.hpp"
#include "report/report.hpp"
#include "report/binder_papers.hpp"
#include "selection/selection.hpp"
#include "standard/standard.hpp"
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

// The cockpit reads indexes without knowing who computes them. A view lives as long as the composite it was made of.
class IndexViews {
public:
    explicit IndexViews(evaluation::Shared shelf) : shelf_{std::move(shelf)} {}
    std::shared_ptr<const cockpit::IndexView> read(const View& view, const std::string& name, Period period) {
        auto ruling = evaluation::find_index(view, name, evaluation::ruling_day(view, period));
        if (!ruling) return nullptr;
        auto composite = shelf_->composites.of(view, ruling->definition, period);
        std::scoped_lock lock{mutex_};
        auto& kept = kept_[{view.tenant().value, name, period.number()}];
        if (kept.first != composite) kept = {composite, made(*composite)};
        auto found = kept.second;
        if (kept_.size() > 48) kept_.clear();
        return found;
    }

private:
    static std::shared_ptr<const cockpit::IndexView> made(const evaluation::Composite& composite) {
        auto out = std::make_shared<cockpit::IndexView>();
        auto& definition = *composite.definition;
        out->name = definition.name, out->title = definition.title, out->title_english = definition.title_english, out->axis = composite.matrix->axis;
        auto places = out->axis->size();
        auto by_place = [&](const std::vector<std::int32_t>& points) {
            std::vector<std::int32_t> all(places, cockpit::IndexView::no_points);
            for (std::size_t row = 0; row < composite.size(); ++row) all[std::size_t(composite.places[row])] = points[row];
            return all;
        };
        out->points = by_place(composite.total), out->lame.resize(places);
        for (std::size_t d = 0; d < definition.dimensions.size(); ++d) {
            out->titles.push_back(definition.dimensions[d].title), out->titles_english.push_back(definition.dimensions[d].title_english);
            out->dimensions.push_back(by_place(composite.dimensions[d].points));
        }
        for (std::size_t row = 0; row < composite.size(); ++row)
            for (auto d : composite.lame(row)) out->lame[std::size_t(composite.places[row])] |= 1u << d;
        for (auto& [kind, medians] : composite.medians) out->medians[kind] = medians.dimensions, out->median[kind] = medians.total;
        return out;
    }
    evaluation::Shared shelf_;
    std::mutex mutex_;
    std::map<std::tuple<std::int64_t, std::string, std::int32_t>, std::pair<std::shared_ptr<const evaluation::Composite>, std::shared_ptr<const cockpit::IndexView>>> kept_;
};

cockpit::IndexSource indexes_of(evaluation::Shared shelf) {
    auto views = std::make_shared<IndexViews>(std::move(shelf));
    return {[views](const View& view, const std::string& name, Period period) { return views->read(view, name, period); }};
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
    operation::install(app);
    notify::install(app);
    backup::install(app);
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
    business::install(app);
    points::install(app, seams_of_points());
    report::install(app);
    standard::install(app);
    cockpit::install(app, indexes_of(evaluation::install(app)));
    desk::install(app);
    app.packs.check_shipped();  // refuses a broken pack at the start, not at the first click
    app.router.get("/api/v1/openapi.json", {.operation = "openapi.show", .gate = http::Gate::open}, [](http::Call& call) {
        auto response = http::ok(call.app.router.openapi());
        response.set("cache-control", "no-cache");
        return response;
    });
}

}  // namespace zhibu
