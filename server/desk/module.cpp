// Everything the outside may do with the desk.
#include "desk/desk.hpp"
#include "desk/feed.hpp"
#include "kernel/record/recycle_bin.hpp"

namespace zhibu {

namespace desk {
struct SampleRemoval {
    std::string confirmation{};
};
}  // namespace desk
template <>
struct Schema<desk::SampleRemoval> {
    static constexpr std::string_view name = "sample_removal";
    static constexpr auto fields = std::tuple{field<&desk::SampleRemoval::confirmation>({.required = true, .max = 40})};
};

namespace desk {
namespace {

constexpr std::int64_t most_days = 100, most_hits = 50, usual_hits = 8;

// The organisation that the caller's first post is about; the top of the tree for the whole office.
Id<Organization> own_place(const View& view) {
    for (auto& grant : view.actor.grants)
        if (grant.organization && grant.role != Role::member) return grant.organization;
    auto roots = view.tree().roots();
    if (view.actor.is(Role::administrator) && !roots.empty()) return roots.front();
    return view.actor.grants.empty() ? Id<Organization>{} : view.actor.grants.front().organization;
}

http::Response figures(http::Call& call) {
    return call.read_kept([&](const View& view) {
        auto asked = call.integer_parameter("organization_id");
        // One that the caller may not read is as good as none: 404.
        if (asked && (!view.tree().find({*asked}) || !view.covers(organization::readers, {*asked}))) throw not_found();
        return http::ok(figures_json(view, call.language(), asked ? Id<Organization>{*asked} : own_place(view)));
    });
}

http::Response calendar(http::Call& call) {
    return call.read_kept([&](const View& view) {
        auto month = Period::month_of(view.today());
        auto from = call.date_parameter("from").value_or(month.first_day()), to = call.date_parameter("to").value_or(month.last_day());
        if (to < from) throw invalid({{"?to", "before_from"}});
        if (from.days_until(to) > most_days) throw invalid({{"?to", "too_many_days", {{"max", std::to_string(most_days)}}}});
        return http::ok(calendar_json(view, from, to));
    });
}

http::Response find(http::Call& call) {
    auto limit = std::clamp<std::int64_t>(call.integer_parameter("limit").value_or(usual_hits), 1, most_hits);
    return call.read_kept([&](const View& view) {
        return http::ok(search_json(view, call.language(), call.parameter("q").value_or(""), std::size_t(limit), call.parameter("kind").value_or("")));
    });
}

http::Response end_sample(http::Call& call) {
    auto sent = call.body_as<SampleRemoval>();
    // All of it goes: an administrator of one organisation has no say in the others'.
    bool whole = call.app.read(call.actor, [](const View& view) { return view.covers({Role::administrator}, whole_office); });
    if (!whole) throw forbidden("removes_no_sample");
    // In words, so that nobody empties an office by one wrong click.
    if (sent.confirmation != call.app.words.text(call.language(), "desk.sample.confirmation")) throw invalid({{"#/confirmation", "not_confirmed"}});
    auto token = remove_sample(call.app, call.actor);
    return http::ok(json::serialize(json::object{{"token", token}}));
}

// Whatever is due stands in the calendar too.
void add_due(const View& view, Date from, Date to, std::vector<CalendarItem>& items) {
    for (auto& todo : view.app.inbox_of(view)) {
        if (!todo.due_on || *todo.due_on < from || *todo.due_on > to) continue;
        auto when = due(view.app.working_days, todo.due_on, view.today());
        items.push_back({"due", todo.title, *todo.due_on, "", todo.from, todo.link, todo.phone_link, when.nearness == Nearness::overdue ? "overdue" : "due"});
    }
}

}  // namespace

void install(App& app) {
    using http::Call;
    auto& r = app.router;
    r.get("/api/v1/inbox", {.operation = "inbox.list"}, [](Call& call) { return call.read_kept([](const View& view) { return http::ok(inbox_json(view)); }); });
    r.get("/api/v1/calendar", {.operation = "calendar.list", .query = {{"from", "the first day; today's month where absent"}, {"to", "the last day, at most 100 days later"}}}, calendar);
    r.get("/api/v1/desk/figures", {.operation = "desk.figures", .query = {{"organization_id", "about which organisation; one's own where absent", {{"type", "integer"}}}}}, figures);
    r.get("/api/v1/search", {.operation = "search.find", .query = {{"q", "words, pinyin or initials"}, {"kind", "only this kind of record"}, {"limit", "hits a kind, 8 where absent", {{"type", "integer"}}}},
                             .rate = http::Rate::search}, find);
    r.post("/api/v1/sample/removal", {.operation = "sample.remove", .request = http::shape<SampleRemoval>()}, end_sample);
    app.calendar(add_due);
    install_feed(app);
    job::install_jobs(app);
    recycle::install(app);
    install_sight(app);
    job::declare_sweeps(app);
}

}  // namespace desk
}  // namespace zhibu
