// On the phone, station by station: the code that is scanned, what it opens, and the scores.
#include <fmt/format.h>

#include "tour/record.hpp"

namespace zhibu::tour {
namespace {

struct Here {
    Tour tour;
    Station station;
    Ruled sheet;
    std::optional<std::string> circle;  // of the one who asks
};
Here here(const View& view, const http::Call& call) {
    auto tour = load_tour(view, call);
    auto station = station_in(view, tour, call.number(1));
    auto sheet = sheet_of(view, tour);
    return {tour, station, std::move(sheet), circle_of(view, tour.id, view.actor.account)};
}

// What a station shows is open to those who take part, once they have scanned its code, for the time of the visit; and always to whoever reads
// the place's records anyway.
Verdict may_look(const View& view, const Here& at) {
    if (view.covers(organization::readers, at.station.organization_id)) return allowed();
    if (!at.circle) return denied("takes_no_part");
    if (at.tour.state != TourState::open) return denied("tour_is_not_open");
    if (!event_window(*at.sheet.sheet, stations_of(view, at.tour.id)).holds(view.now)) return denied("outside_the_visit");
    return allowed_if(has_arrived(view, at.station.id, view.actor.account), "scan_first");
}

http::Response arrive(http::Call& call) {
    auto sent = call.body_as<Arrival>();
    return call.write([&](Transaction& t) {
        auto at = here(t, call);
        if (!at.circle) throw forbidden("takes_no_part");
        if (at.tour.state != TourState::open) throw conflict("tour-is-not-open");
        if (!event_window(*at.sheet.sheet, stations_of(t, at.tour.id)).holds(t.now)) throw forbidden("outside_the_visit");
        if (!secret::equal_in_constant_time(code_of(t, at.station.id), sent.code)) throw invalid({{"#/code", "no_such_station_code"}});
        if (has_arrived(t, at.station.id, t.actor.account)) return http::ok("{\"again\":true}");
        t.session.execute("INSERT INTO tour_arrival (tenant_id, station_id, account_id, arrived_at) VALUES (?,?,?,?)", t.tenant(), at.station.id, t.actor.account, t.now);
        t.record({"tour.arrived", "tour_station", at.station.id.value, at.station.organization_id});
        return http::created("{\"again\":false}");
    });
}

json::array figures_json(const View& view, const Here& at) {
    json::array all;
    auto period = Period::whole_year(at.tour.held_on.year());
    Gauge gauge{view, view.app.indicators, at.station.organization_id, period.year()};
    bool reads = view.covers(organization::readers, at.station.organization_id);
    for (auto& name : at.sheet->figures) {
        auto* indicator = view.app.indicators.find(name);
        if (!indicator) continue;
        auto figure = to_json(gauge, gauge.read(*indicator, period), view.app.words, view.actor.language);
        // A visitor sees the figure and its sentence; its records stay with those who read them.
        if (!reads) figure["records"] = nullptr, figure["page"] = nullptr, figure.erase("parts");
        all.push_back(std::move(figure));
    }
    return all;
}
json::object paper_json(const View& view, const Here& at) {
    bool chinese = view.actor.language == Language::chinese;
    json::array items, own;
    for (auto& each : at.sheet->items) items.push_back({{"key", each.key}, {"label", chinese ? each.label : each.english}, {"points", each.points}, {"about", each.about}});
    json::object out{{"items", std::move(items)}, {"scan_first", at.sheet->scan_first}, {"own", nullptr}, {"note", ""}};
    auto rows = view.session.query("SELECT points, note FROM tour_score WHERE tenant_id = ? AND station_id = ? AND account_id = ?", view.tenant(), at.station.id, view.actor.account);
    if (rows.next()) out["own"] = json::parse(rows.text(0)), out["note"] = rows.text(1);
    return out;
}

// Whether this person may score this station at that moment; a reason of words otherwise.
Verdict may_score(const View& view, const Here& at) {
    if (!at.circle || at.circle->empty()) return denied("is_no_judge");
    if (at.tour.state != TourState::open) return denied("tour_is_not_open");
    if (is_own_unit(view, at.station, view.actor.account)) return denied("scores_no_own_unit");
    return allowed_if(!at.sheet->scan_first || has_arrived(view, at.station.id, view.actor.account), "scan_first");
}

http::Response show(http::Call& call) {
    return call.read([&](const View& view) {
        auto at = here(view, call);
        auto look = may_look(view, at), score = may_score(view, at);
        auto* node = view.tree().find(at.station.organization_id);
        auto verdict = [&](const Verdict& each) { return each ? json::value(true) : json::value(view.app.words.text(view.actor.language, "reason." + each.reason)); };
        auto window = score_window(*at.sheet.sheet, at.station);
        json::object out{{"id", at.station.id.value}, {"tour_id", at.tour.id.value}, {"tour_title", at.tour.title}, {"position", at.station.position}, {"organization_id", at.station.organization_id.value},
                         {"organization_name", node ? node->name : ""}, {"arrives_at", at.station.arrives_at.iso()}, {"leaves_at", at.station.leaves_at.iso()}, {"theme", at.station.theme},
                         {"arrived", has_arrived(view, at.station.id, view.actor.account)}, {"can", {{"look", verdict(look)}, {"score", verdict(score)}}}, {"scores_until", window.closes.iso()},
                         {"scoring", view.now < window.opens ? "early" : window.holds(view.now) ? "now" : "over"}, {"binder", look && at.station.binder_file_id}, {"figures", json::array{}}};
        if (look) out["figures"] = figures_json(view, at);
        if (at.circle && !at.circle->empty()) out["paper"] = paper_json(view, at);
        return http::ok(json::serialize(out));
    });
}

http::Response binder(http::Call& call) {
    std::optional<file::StoredFile> file;
    Station station;
    call.read([&](const View& view) {
        auto at = here(view, call);
        may_look(view, at).or_throw();
        if (!at.station.binder_file_id) throw not_found();
        file = view.app.files.find(view.session, view.tenant(), *at.station.binder_file_id);
        station = at.station;
        return http::no_content();
    });
    auto content = file ? call.app.files.get(file->digest) : std::nullopt;
    if (!content) throw not_found();
    call.app.write(call.actor, [&](Transaction& t) { t.audit("tour.binder_taken", "tour_station", station.id.value, station.organization_id); });
    return http::attachment(std::move(*content), file->content_type, file->name);
}

void check_points(const Sheet& sheet, const ScoreSent& sent, Faults& faults) {
    if (sent.points.size() != sheet.items.size()) faults.add("#/points", "score_every_item");
    else
        for (std::size_t i = 0; i < sent.points.size(); ++i)
            if (sent.points[i] < 0 || sent.points[i] > sheet.items[i].points) faults.add("#/points/" + std::to_string(i), "beyond_the_item", {{"most", std::to_string(sheet.items[i].points)}});
}

// A score given without a network counts by the phone's moment, as long as the visit is not counted; a moment to come is none.
http::Response score(http::Call& call) {
    auto sent = call.body_as<ScoreSent>();
    return call.write([&](Transaction& t) {
        auto at = here(t, call);
        if (at.tour.state == TourState::closed || at.tour.state == TourState::cancelled) throw conflict("tour-is-over");
        may_score(t, at).or_throw();
        auto moment = sent.scored_at && *sent.scored_at < t.now ? *sent.scored_at : t.now;
        auto window = score_window(*at.sheet.sheet, at.station);
        Faults faults;
        check_points(*at.sheet.sheet, sent, faults);
        if (moment < window.opens) faults.add("#/scored_at", "scored_early", {{"time", window.opens.iso().substr(11, 5)}});
        else if (moment > window.closes) faults.add("#/scored_at", "scored_late", {{"time", window.closes.iso().substr(11, 5)}});
        faults.throw_if_any();
        std::int64_t total = 0;
        for (auto each : sent.points) total += each;
        t.session.execute("INSERT INTO tour_score (tenant_id, station_id, account_id, circle, points, total, note, scored_at) VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (tenant_id, station_id, account_id) DO UPDATE SET "
                          "circle = excluded.circle, points = excluded.points, total = excluded.total, note = excluded.note, scored_at = excluded.scored_at",
                          t.tenant(), at.station.id, t.actor.account, *at.circle, to_json(sent.points), total, sent.note, moment);
        // That somebody scored is audited, not how.
        t.record({"tour.scored", "tour_station", at.station.id.value, at.station.organization_id});
        return http::ok(fmt::format("{{\"station_id\":{},\"total\":{}}}", at.station.id.value, total));
    });
}

}  // namespace

void install_scoring(App& app) {
    auto& r = app.router;
    const std::string one = "/api/v1/tours/{id}/stations/{station}";
    http::Shape any{{{"type", "object"}}, {}};
    r.get(one, {.operation = "tour.show_station", .response = any}, show);
    r.post(one + "/arrival", {.operation = "tour.arrive", .request = http::shape<Arrival>(), .response = any}, arrive);
    r.get(one + "/binder", {.operation = "tour.binder", .response = http::file_shape("application/pdf")}, binder);
    r.post(one + "/score", {.operation = "tour.score", .request = http::shape<ScoreSent>(), .response = any}, score);
}

}  // namespace zhibu::tour
