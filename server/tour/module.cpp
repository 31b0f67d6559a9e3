// Everything the outside may do with on-site visits. Installed after the modules whose indicators its sheets name.
#include <fmt/format.h>

#include "tour/record.hpp"

namespace zhibu::tour {

// Today's visit for who takes part; one to be counted for who holds it.
void add_inbox(const View& view, std::vector<InboxItem>& items) {
    if (!view.actor.account) return;
    auto say = [&](const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(Language::chinese, "tour.inbox." + key, parameters); };
    auto mine = where("state = 'open' AND held_on <= ? AND id IN (SELECT tour_id FROM tour_person WHERE tenant_id = ? AND account_id = ?)", view.today(), view.tenant(), view.actor.account);
    for (auto& tour : Store<Tour>{view}.select(mine, "ORDER BY held_on, id", 5)) {
        auto circle = circle_of(view, tour.id, view.actor.account).value_or("");
        std::int64_t left = 0;
        auto sheet = sheet_of(view, tour);
        if (!circle.empty())
            for (auto& station : stations_of(view, tour.id))
                left += score_window(*sheet.sheet, station).closes >= view.now && !is_own_unit(view, station, view.actor.account) &&
                        !view.session.integer("SELECT 1 FROM tour_score WHERE tenant_id = ? AND station_id = ? AND account_id = ?", view.tenant(), station.id, view.actor.account);
        if (!circle.empty() && !left) continue;
        if (circle.empty() && tour.held_on != view.today()) continue;
        items.push_back({"tour.visit", say(circle.empty() ? "look" : "score", {{"title", tour.title}}), say(circle.empty() ? "look_reason" : "score_reason", {{"count", std::to_string(left)}}), "", tour.held_on,
                         fmt::format("/tours/{}", tour.id.value), fmt::format("/m/tours/{}", tour.id.value), say("go")});
    }
    if (!view.actor.is_any(keepers)) return;
    for (auto& tour : Store<Tour>{view}.select(view.within(keepers) && where("state = 'open' AND held_on < ?", view.today()), "ORDER BY held_on, id", 10))
        items.push_back({"tour.close", say("close", {{"title", tour.title}}), say("close_reason"), "", tour.held_on, fmt::format("/tours/{}", tour.id.value), "", say("count")});
}

void install(App& app, Binding binding) {
    declare_rules(app);
    app.fact_kinds.declare({"tour.station_visited", FactKind::Unit::times});
    app.fact_kinds.declare({"burden.asked.station", FactKind::Unit::times});
    app.fact_kinds.declare({"tour.station_scored", FactKind::Unit::times});
    app.fact_kinds.declare({"tour.station_excellent", FactKind::Unit::times});
    app.permit("tour.read", {Role::administrator, Role::auditor, Role::committee_clerk, Role::organ_clerk, Role::leader, Role::inspector, Role::branch_secretary, Role::member});
    app.permit("tour.keep", keepers);
    app.references.declare("tour", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<Tour>{view}.select(any_of("id", ids))) names[each.id.value] = each.title;
        return names;
    });
    app.references.declare("tour_station", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<Station>{view}.select(any_of("id", ids))) {
            auto tour = view.session.text("SELECT title FROM tour WHERE tenant_id = ? AND id = ?", view.tenant(), each.tour_id);
            names[each.id.value] = tour.value_or("");
        }
        return names;
    });
    app.references.show_at("tour", "/tours/{id}");
    install_tours(app);
    install_route(app, std::move(binding));
    install_scoring(app);
    install_results(app);
    app.inbox(add_inbox);
}

}  // namespace zhibu::tour
