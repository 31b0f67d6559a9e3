// A visit from its plan to its result: opened, its board shown, closed and counted, or cancelled.
#include <fmt/format.h>

#include <algorithm>

#include "tour/record.hpp"

namespace zhibu::tour {
namespace {

constexpr std::string_view asked_kind = "burden.asked.station";

using Tours = Resource<Tour, TourPolicy>;

void check_plan(const View& view, Tour& tour) {
    Faults faults;
    auto rules = rules_on(view, view.today());
    if (tour.sheet.empty()) tour.sheet = rules->sheets.front().name;
    if (!rules->sheet(tour.sheet)) faults.add("#/sheet", "not_one_of");
    if (!tour.held_on.whole()) faults.add("#/held_on", "not_a_date");
    if (!view.tree().find(tour.organization_id)) faults.add("#/organization_id", "unknown_reference");
    faults.throw_if_any();
}

void open(Transaction& t, Tour& tour, const Nothing&) {
    auto stations = stations_of(t, tour.id);
    if (stations.empty()) throw conflict("tour-has-no-stations");
    auto people = people_of(t, tour.id);
    if (std::none_of(people.begin(), people.end(), [](auto& each) { return !each.circle.empty(); })) throw conflict("tour-has-no-judges");
    auto sheet = sheet_of(t, tour);
    for (auto& each : people)
        if (!each.circle.empty() && !sheet->circle(each.circle)) throw conflict("tour-circle-is-gone", {{"circle", each.circle}});
    tour.sheet = sheet->name, tour.rules_number = t.app.packs.in_force(t, rules_file, t.today()).number;
    tour.state = TourState::open, tour.opened_at = t.now;
    for (auto& station : stations) t.facts.add({asked_kind, station.organization_id, {}, t.today()}, {"tour_station", station.id.value});
}

void switch_board(Transaction&, Tour& tour, const BoardSwitch& sent) { tour.board_open = sent.open; }

void cancel(Transaction& t, Tour& tour, const Reason& sent) {
    tour.state = TourState::cancelled, tour.reason = sent.reason, tour.board_open = false, tour.closed_at = t.now;
    for (auto& station : stations_of(t, tour.id)) t.facts.take_back({"tour_station", station.id.value}, asked_kind);
}

// Counts every station; what was never scored has no result, and no fact.
void close(Transaction& t, Tour& tour, const Nothing&) {
    auto sheet = sheet_of(t, tour);
    auto stations = stations_of(t, tour.id);
    for (auto& station : stations) {
        auto result = result_of(*sheet.sheet, scores_of(t, station.id));
        station.score = result.score, station.result = {json::serialize(result_json(result))};
    }
    for (auto at : excellent_of(*sheet.sheet, stations)) stations[at].excellent = true;
    for (auto& station : stations) {
        Store<Station>{t}.update(station);
        if (!station.score) continue;
        Source source{"tour_station", station.id.value};
        t.facts.add({"tour.station_visited", station.organization_id, {}, tour.held_on}, source);
        t.facts.add({.kind = "tour.station_scored", .organization = station.organization_id, .on = tour.held_on, .amount = (*station.score + 50) / 100}, source);
        if (!station.excellent) continue;
        t.facts.add({"tour.station_excellent", station.organization_id, {}, tour.held_on}, source);
        json::object detail{{"organization_id", station.organization_id.value}, {"given_by_id", tour.organization_id.value}, {"awarded_on", tour.held_on.iso()}, {"paper", tour.title}};
        t.tell({"tour.station_excellent", "tour_station", station.id.value, station.organization_id, {json::serialize(detail)}});
    }
    tour.state = TourState::closed, tour.closed_at = t.now;
}

// ---- as a page reads it ------------------------------------------------------------------------------------------------

json::array circles_json(const View& view, const Tour& tour, const Sheet& sheet) {
    auto people = people_of(view, tour.id);
    bool keeps = view.covers(readers, tour.organization_id), chinese = view.actor.language == Language::chinese;
    json::array all;
    auto add = [&](const std::string& key, const std::string& label, std::int64_t weight) {
        json::array named;
        std::int64_t count = 0;
        for (auto& each : people)
            if (each.circle == key) {
                ++count;
                if (keeps) named.push_back({{"id", each.account.value}, {"name", each.name}});
            }
        all.push_back({{"key", key}, {"label", label}, {"weight", weight}, {"count", count}, {"people", std::move(named)}});
    };
    for (auto& each : sheet.circles) add(each.key, chinese ? each.label : each.english, each.weight);
    add("", std::string{view.app.words.text(view.actor.language, "tour.visitors")}, 0);
    return all;
}

json::array stations_json(const View& view, const Tour& tour, const Sheet& sheet) {
    bool keeps = view.covers(readers, tour.organization_id);
    auto circle = circle_of(view, tour.id, view.actor.account);
    auto judges = people_of(view, tour.id);
    std::erase_if(judges, [](auto& each) { return each.circle.empty(); });
    json::array all;
    for (auto& station : stations_of(view, tour.id)) {
        auto* node = view.tree().find(station.organization_id);
        bool own = view.covers(of_units, station.organization_id);
        json::object row{{"id", station.id.value}, {"position", station.position}, {"organization_id", station.organization_id.value}, {"organization_name", node ? node->name : ""},
                         {"arrives_at", station.arrives_at.iso()}, {"leaves_at", station.leaves_at.iso()}, {"theme", station.theme}, {"binder", station.binder_file_id.has_value()},
                         {"arrived", has_arrived(view, station.id, view.actor.account)}};
        if (keeps) row["scores"] = scores_of(view, station.id).size();
        if (keeps) row["entitled"] = std::count_if(judges.begin(), judges.end(), [&](auto& each) { return !is_own_unit(view, station, each.account); });
        if (circle && !circle->empty()) {
            row["own_unit"] = is_own_unit(view, station, view.actor.account);
            auto window = score_window(sheet, station);
            row["scoring"] = view.now < window.opens ? "early" : window.holds(view.now) ? "now" : "over";
            auto mine = view.session.integer("SELECT total FROM tour_score WHERE tenant_id = ? AND station_id = ? AND account_id = ?", view.tenant(), station.id, view.actor.account);
            row["own_score"] = mine ? json::value(*mine) : json::value(nullptr);
        }
        if (tour.state == TourState::closed && (keeps || own)) {
            row["score"] = station.score ? json::value(*station.score) : json::value(nullptr);
            row["excellent"] = station.excellent;
            row["result"] = json::parse(station.result.text);
        }
        all.push_back(std::move(row));
    }
    return all;
}

std::string shown(const View& view, const Tours& resource, const Tour& tour) {
    auto sheet = sheet_of(view, tour);
    auto out = resource.shown(view, tour);
    out.pop_back();
    auto circle = circle_of(view, tour.id, view.actor.account);
    json::object more{{"circles", circles_json(view, tour, *sheet.sheet)}, {"stations", stations_json(view, tour, *sheet.sheet)}, {"formula", formula(*sheet.sheet)}, {"source", sheet->source},
                      {"sheet_title", view.actor.language == Language::chinese ? sheet->title : sheet->english}, {"takes_part", circle.has_value()}, {"circle", circle ? json::value(*circle) : json::value(nullptr)}};
    for (auto& [name, value] : more) out += ",\"" + std::string{name} + "\":" + json::serialize(value);
    return out + "}";
}

// The verbs answer with the whole visit, as its page shows it.
template <class Body>
void verb(App& app, const std::shared_ptr<Tours>& resource, const char* path, const char* operation, Tours::May may, void (*act)(Transaction&, Tour&, const Body&)) {
    resource->offers(path, may);
    app.router.post(std::string{"/api/v1/tours/{id}/"} + path, {.operation = std::string{"tour."} + operation, .request = http::shape<Body>(), .response = http::shown_of<Tour>()}, [=](http::Call& call) {
        auto sent = call.body_as<Body>();
        return call.write([&](Transaction& t) {
            auto tour = load_tour(t, call);
            auto before = tour;
            may(t, tour).or_throw();
            call.must_match(tour.version);
            act(t, tour, sent);
            Store<Tour>{t}.update(tour);
            t.record({std::string{"tour."} + operation, "tour", tour.id.value, tour.organization_id}, differences(before, tour));
            return http::ok(shown(t, *resource, tour));
        });
    });
}

}  // namespace

void install_tours(App& app) {
    auto tours = std::make_shared<Tours>(app, "/api/v1/tours");
    tours->offers("stations", TourPolicy::may_plan).offers("people", TourPolicy::may_plan).offers("codes", TourPolicy::may_hang_up).offers("sheet", TourPolicy::may_take_sheet);
    tours->list().create([](Transaction& t, Tour& tour) { check_plan(t, tour); }).change([](Transaction& t, const Tour&, Tour& tour) { check_plan(t, tour); }).describe();
    verb<Nothing>(app, tours, "opening", "opened", TourPolicy::may_open, open);
    verb<Nothing>(app, tours, "closing", "closed", TourPolicy::may_close, close);
    verb<Reason>(app, tours, "cancellation", "cancelled", TourPolicy::may_cancel, cancel);
    verb<BoardSwitch>(app, tours, "board", "board_switched", TourPolicy::may_show_board, switch_board);
    app.router.get("/api/v1/tours/{id}", {.operation = "tour.show", .response = http::shown_of<Tour>()},
                   [tours](http::Call& call) { return call.read([&](const View& view) { return http::ok(shown(view, *tours, load_tour(view, call))); }); });
}

}  // namespace zhibu::tour
