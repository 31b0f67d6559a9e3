// Who sees a visit and may do what with it; who belongs to a station; when it is open.
#include <algorithm>

#include "tour/record.hpp"

namespace zhibu::tour {

bool holds(const View& view, const Tour& tour) { return view.covers(keepers, tour.organization_id); }

Where TourPolicy::visible_to(const View& view) {
    auto takes_part = where("id IN (SELECT p.tour_id FROM tour_person p WHERE p.tenant_id = ? AND p.account_id = ?)", view.tenant(), view.actor.account);
    auto hosts = view.within(of_units, "s.organization_id");
    hosts.sql = "id IN (SELECT s.tour_id FROM tour_station s WHERE s.tenant_id = tour.tenant_id AND " + hosts.sql + ")";
    return view.within(readers) || (takes_part && where("state <> 'planned'")) || hosts;
}
Verdict TourPolicy::may_change(const View& view, const Tour& tour) {
    if (tour.state != TourState::planned) return denied("tour_has_begun");
    return may_create(view, tour);
}
Verdict TourPolicy::may_close(const View& view, const Tour& tour) {
    if (tour.state != TourState::open) return denied("tour_is_not_open");
    return may_create(view, tour);
}
Verdict TourPolicy::may_cancel(const View& view, const Tour& tour) {
    if (tour.state != TourState::open && tour.state != TourState::planned) return denied("tour_is_over");
    return may_create(view, tour);
}
Verdict TourPolicy::may_show_board(const View& view, const Tour& tour) {
    if (tour.state != TourState::open && tour.state != TourState::closed) return denied("tour_is_not_open");
    return may_create(view, tour);
}
Verdict TourPolicy::may_hang_up(const View& view, const Tour& tour) {
    if (tour.state != TourState::planned && tour.state != TourState::open) return denied("tour_is_over");
    auto stations = stations_of(view, tour.id);
    bool hosts = std::any_of(stations.begin(), stations.end(), [&](auto& each) { return view.covers(of_units, each.organization_id); });
    return allowed_if(!stations.empty() && (holds(view, tour) || hosts), "holds_no_tours");
}
Verdict TourPolicy::may_take_sheet(const View& view, const Tour& tour) {
    if (tour.state != TourState::closed) return denied("tour_is_not_counted");
    return allowed_if(view.covers(readers, tour.organization_id), "reads_own_station_only");
}

Ruled sheet_of(const View& view, const Tour& tour) {
    auto all = tour.state == TourState::planned || tour.state == TourState::cancelled ? rules_on(view, view.today()) : view.app.packs.numbered<Rules>(view, rules_file, tour.rules_number);
    auto* sheet = all->sheet(tour.sheet);
    // A sheet that was taken out of the file while the visit was planned: the first one stands in, as for a new visit.
    if (!sheet) sheet = &all->sheets.front();
    return {std::move(all), sheet};
}

std::vector<Person> people_of(const View& view, Id<Tour> tour) {
    std::vector<Person> all;
    auto rows = view.session.query("SELECT p.account_id, a.name, p.circle FROM tour_person p JOIN account a ON a.tenant_id = p.tenant_id AND a.id = p.account_id WHERE p.tenant_id = ? AND p.tour_id = ? "
                                   "ORDER BY p.circle, a.name, a.id", view.tenant(), tour);
    while (rows.next()) all.push_back({{rows.integer(0)}, std::string{rows.text(1)}, std::string{rows.text(2)}});
    return all;
}
std::optional<std::string> circle_of(const View& view, Id<Tour> tour, Id<Account> account) {
    return view.session.text("SELECT circle FROM tour_person WHERE tenant_id = ? AND tour_id = ? AND account_id = ?", view.tenant(), tour, account);
}
std::vector<Station> stations_of(const View& view, Id<Tour> tour) { return Store<Station>{view}.select(where("tour_id = ?", tour), "ORDER BY position, id"); }
Station station_in(const View& view, const Tour& tour, std::int64_t id) { return Store<Station>{view}.load({id}, where("tour_id = ?", tour.id)); }
Tour load_tour(const View& view, const http::Call& call) { return Store<Tour>{view}.load(call.id<Tour>(), TourPolicy::visible_to(view)); }

bool is_own_unit(const View& view, const Station& station, Id<Account> account) {
    auto& tree = view.tree();
    auto home = view.session.query("SELECT s.organization_id FROM account a JOIN membership s ON s.tenant_id = a.tenant_id AND s.member_id = a.member_id WHERE a.tenant_id = ? AND a.id = ? AND s.valid_from <= ? AND "
                                   "s.valid_to >= ?", view.tenant(), account, view.today(), view.today());
    while (home.next())
        if (tree.within({home.integer(0)}, station.organization_id)) return true;
    auto grants = view.session.query("SELECT role, organization_id FROM role_grant WHERE tenant_id = ? AND account_id = ?", view.tenant(), account);
    while (grants.next()) {
        Id<Organization> place{grants.integer(1)};
        if (place == whole_office) continue;
        auto role = Codec<Role>::parse(grants.text(0));
        bool answers = role && std::find(of_units.begin(), of_units.end(), *role) != of_units.end();
        if (tree.within(place, station.organization_id) || (answers && tree.within(station.organization_id, place))) return true;
    }
    return false;
}
bool has_arrived(const View& view, Id<Station> station, Id<Account> account) {
    return view.session.integer("SELECT 1 FROM tour_arrival WHERE tenant_id = ? AND station_id = ? AND account_id = ?", view.tenant(), station, account).has_value();
}
// The key never leaves the server: the code of one station says nothing of another's.
std::string code_of(const View& view, Id<Station> station) { return view.app.keys.blind(std::to_string(view.tenant().value) + ":" + std::to_string(station.value), "tour.station").substr(0, 16); }

Window event_window(const Sheet& sheet, const std::vector<Station>& stations) {
    Window window;
    for (auto& each : stations) {
        if (window.opens.empty() || each.arrives_at < window.opens) window.opens = each.arrives_at;
        window.closes = std::max(window.closes, each.leaves_at);
    }
    return {window.opens.plus_seconds(-sheet.opens_before_minutes * 60), window.closes.plus_seconds(sheet.late_minutes * 60)};
}
Window score_window(const Sheet& sheet, const Station& station) { return {station.arrives_at, station.leaves_at.plus_seconds(sheet.late_minutes * 60)}; }

}  // namespace zhibu::tour
