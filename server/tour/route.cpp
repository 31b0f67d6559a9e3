// Planning a visit: stations in their order with times, who takes part and in which circle, the codes to be hung up, the binders laid out.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "kernel/document/qr.hpp"
#include "tour/record.hpp"

namespace zhibu::tour {
namespace {

std::string place_of(std::size_t i) { return "#/stations/" + std::to_string(i); }

void check_stations(const View& view, const Tour& tour, const Route& sent, const std::vector<Station>& before, Faults& faults) {
    std::set<std::int64_t> seen;
    for (std::size_t i = 0; i < sent.stations.size(); ++i) {
        auto& each = sent.stations[i];
        auto here = place_of(i);
        if (!view.tree().find(each.organization_id) || !view.tree().within(each.organization_id, tour.organization_id)) faults.add(here + "/organization_id", "unknown_reference");
        else if (!seen.insert(each.organization_id.value).second) faults.add(here + "/organization_id", "taken");
        if (each.id && std::none_of(before.begin(), before.end(), [&](auto& one) { return one.id == *each.id; })) faults.add(here + "/id", "unknown_reference");
        if (each.arrives_at.date() != tour.held_on) faults.add(here + "/arrives_at", "not_on_the_day", {{"day", tour.held_on.chinese()}});
        else if (each.leaves_at <= each.arrives_at) faults.add(here + "/leaves_at", "before_start");
        else if (i && each.arrives_at < sent.stations[i - 1].leaves_at) faults.add(here + "/arrives_at", "before_the_one_before");
    }
}

// The whole route at once: what is named stays with its binder, what is not goes.
http::Response set_stations(http::Call& call) {
    auto sent = call.body_as<Route>();
    return call.write([&](Transaction& t) {
        auto tour = load_tour(t, call);
        TourPolicy::may_plan(t, tour).or_throw();
        call.must_match(tour.version);
        auto before = stations_of(t, tour.id);
        Faults faults;
        check_stations(t, tour, sent, before, faults);
        faults.throw_if_any();
        // First what goes, so that an organisation may come again under another number.
        for (auto& each : before)
            if (std::none_of(sent.stations.begin(), sent.stations.end(), [&](auto& one) { return one.id == each.id; })) Store<Station>{t}.remove(each);
        for (std::size_t i = 0; i < sent.stations.size(); ++i) {
            auto& each = sent.stations[i];
            auto known = std::find_if(before.begin(), before.end(), [&](auto& one) { return each.id == one.id; });
            auto station = known == before.end() ? Station{} : *known;
            bool moved = station.organization_id != each.organization_id;
            station.tour_id = tour.id, station.organization_id = each.organization_id, station.position = std::int64_t(i) + 1;
            station.arrives_at = each.arrives_at, station.leaves_at = each.leaves_at, station.theme = each.theme;
            if (moved) station.binder_file_id.reset();
            if (known == before.end()) Store<Station>{t}.insert(station);
            else Store<Station>{t}.update(station);
        }
        Store<Tour>{t}.update(tour);
        t.record({"tour.route_set", "tour", tour.id.value, tour.organization_id}, {fmt::format("{{\"stations\":{}}}", sent.stations.size())});
        return http::ok(fmt::format("{{\"version\":{}}}", tour.version));
    });
}

struct Candidate {
    std::string name;
    std::set<std::string> roles;
};
// Active accounts with a role within the event's organisation or above it.
std::map<std::int64_t, Candidate> candidates(const View& view, Id<Organization> organization) {
    std::map<std::int64_t, Candidate> all;
    auto rows = view.session.query("SELECT a.id, a.name, g.role, g.organization_id FROM account a JOIN role_grant g ON g.tenant_id = a.tenant_id AND g.account_id = a.id WHERE a.tenant_id = ? AND a.state = 'active' "
                                   "ORDER BY a.name, a.id", view.tenant());
    while (rows.next()) {
        Id<Organization> place{rows.integer(3)};
        auto role = rows.text(2);
        if (role == "administrator" || role == "auditor") continue;
        if (place != whole_office && !view.tree().within(place, organization) && !view.tree().within(organization, place)) continue;
        auto& each = all[rows.integer(0)];
        each.name = rows.text(1);
        each.roles.insert(std::string{role});
    }
    return all;
}

http::Response list_people(http::Call& call) {
    return call.read([&](const View& view) {
        auto tour = load_tour(view, call);
        TourPolicy::may_create(view, tour).or_throw();
        auto sheet = sheet_of(view, tour);
        json::array all;
        for (auto& [id, each] : candidates(view, tour.organization_id)) {
            json::array circles;
            for (auto& circle : sheet->circles)
                if (std::any_of(circle.roles.begin(), circle.roles.end(), [&](auto& role) { return each.roles.contains(role); })) circles.emplace_back(circle.key);
            all.push_back({{"id", id}, {"name", each.name}, {"circles", std::move(circles)}});
        }
        return http::ok(json::serialize(json::object{{"items", std::move(all)}}));
    });
}

http::Response set_people(http::Call& call) {
    auto sent = call.body_as<People>();
    return call.write([&](Transaction& t) {
        auto tour = load_tour(t, call);
        TourPolicy::may_plan(t, tour).or_throw();
        call.must_match(tour.version);
        if (!sent.circle.empty() && !sheet_of(t, tour)->circle(sent.circle)) throw invalid({{"#/circle", "not_one_of"}});
        auto known = candidates(t, tour.organization_id);
        Faults faults;
        for (std::size_t i = 0; i < sent.account_ids.size(); ++i)
            if (!known.contains(sent.account_ids[i].value)) faults.add(fmt::format("#/account_ids/{}", i), "unknown_reference");
        faults.throw_if_any();
        t.session.execute("DELETE FROM tour_person WHERE tenant_id = ? AND tour_id = ? AND circle = ?", t.tenant(), tour.id, sent.circle);
        // Each person in one circle: named anew, the person leaves the former one.
        for (auto account : sent.account_ids)
            t.session.execute("INSERT INTO tour_person (tenant_id, tour_id, account_id, circle) VALUES (?,?,?,?) ON CONFLICT (tenant_id, tour_id, account_id) DO UPDATE SET circle = excluded.circle", t.tenant(),
                              tour.id, account, sent.circle);
        Store<Tour>{t}.update(tour);
        t.record({"tour.people_set", "tour", tour.id.value, tour.organization_id}, {"{\"circle\":" + to_json(sent.circle) + ",\"count\":" + std::to_string(sent.account_ids.size()) + "}"});
        return http::ok(fmt::format("{{\"version\":{}}}", tour.version));
    });
}

// What hangs at each station. Only who holds the visit, and the station's own people for theirs.
http::Response codes(http::Call& call) {
    auto host = call.request.header("host");
    std::string base = host.empty() ? "" : fmt::format("{}://{}", call.request.encrypted ? "https" : "http", host);
    struct Code {
        Station station;
        std::string name, address;
    };
    std::vector<Code> all;
    call.read([&](const View& view) {
        auto tour = load_tour(view, call);
        TourPolicy::may_hang_up(view, tour).or_throw();
        for (auto& station : stations_of(view, tour.id)) {
            if (!holds(view, tour) && !view.covers(of_units, station.organization_id)) continue;
            auto* node = view.tree().find(station.organization_id);
            all.push_back({station, node ? node->name : "", fmt::format("{}/m/tours/{}/stations/{}?c={}", base, tour.id.value, station.id.value, code_of(view, station.id))});
        }
        return http::no_content();
    });
    json::array items;
    for (auto& each : all)
        items.push_back({{"station_id", each.station.id.value}, {"position", each.station.position}, {"name", each.name}, {"link", each.address}, {"svg", document::qr_svg(each.address)}});
    return http::ok(json::serialize(json::object{{"items", std::move(items)}}));
}

void may_lay_out(const View& view, const Tour& tour, const Station& station) {
    allowed_if(holds(view, tour) || view.covers(of_units, station.organization_id), "holds_no_tours").or_throw();
    allowed_if(view.covers(organization::readers, station.organization_id), "reads_no_figures").or_throw();
    if (tour.state != TourState::planned && tour.state != TourState::open) throw conflict("tour-is-over");
}
// Laid out by somebody who may read the place's records, for those who take part and for the time of the visit: that is what the audit says.
http::Response lay_out_binder(http::Call& call, const Binding& binding) {
    std::function<Bound()> bind;
    Tour tour;
    call.read([&](const View& view) {
        tour = load_tour(view, call);
        auto station = station_in(view, tour, call.number(1));
        may_lay_out(view, tour, station);
        bind = binding(view, station.organization_id, tour.held_on.year());
        return http::no_content();
    });
    auto bound = bind();
    auto digest = call.app.files.put(bound.pdf);
    return call.write([&](Transaction& t) {
        auto station = station_in(t, load_tour(t, call), call.number(1));
        may_lay_out(t, load_tour(t, call), station);
        station.binder_file_id = t.app.files.keep(t.session, t.tenant(), bound.name, "application/pdf", std::int64_t(bound.pdf.size()), digest, t.now);
        Store<Station>{t}.update(station);
        t.record({"tour.binder_laid_out", "tour_station", station.id.value, station.organization_id}, {"{\"tour_id\":" + std::to_string(tour.id.value) + "}"});
        return http::ok(fmt::format("{{\"station_id\":{},\"bytes\":{}}}", station.id.value, bound.pdf.size()));
    });
}

}  // namespace

void install_route(App& app, Binding binding) {
    auto& r = app.router;
    const std::string one = "/api/v1/tours/{id}";
    http::Shape any{{{"type", "object"}}, {}};
    r.put(one + "/stations", {.operation = "tour.set_stations", .request = http::shape<Route>(), .response = any}, set_stations);
    r.get(one + "/people", {.operation = "tour.people", .response = any}, list_people);
    r.put(one + "/people", {.operation = "tour.set_people", .request = http::shape<People>(), .response = any}, set_people);
    r.get(one + "/codes", {.operation = "tour.codes", .response = any}, codes);
    r.post(one + "/stations/{station}/binder", {.operation = "tour.lay_out_binder", .response = any}, [binding](http::Call& call) { return lay_out_binder(call, binding); });
}

}  // namespace zhibu::tour
