// The screen on the wall: figures and names of organisations, never of people; by a session, or by a link that only reads.
#include "cockpit/screen.hpp"

#include "kernel/record/resource.hpp"
#include "kernel/secret/keys.hpp"

namespace zhibu::cockpit {
namespace {

// The wall turns at most four panels of twelve rows below the chosen one itself (web/src/cockpit/screen/screen.ts).
constexpr std::size_t findings_shown = 2, organisations_shown = 8, rows_shown = 1 + 4 * 12;

// Everything that the screen turns over, in one answer: names of organisations and figures, without numbers of records and without links.
json::value without_links(json::value value) {
    if (auto* object = value.if_object()) {
        for (auto name : {"page", "records"}) object->erase(name);
        for (auto& each : *object) each.value() = without_links(std::move(each.value()));
    } else if (auto* list = value.if_array())
        for (auto& each : *list) each = without_links(std::move(each));
    return value;
}

std::string shown(const View& view, const Shared& shelf, Id<Organization> top, int year, Language language) {
    auto today = view.today();
    auto period = Period::whole_year(year);
    auto index = rules_on(view, today)->quadrant.index;
    auto* node = view.tree().find(top);
    json::object out{{"name", node ? node->name : ""}, {"at", view.now.iso()}, {"year", year}};
    out["imbalance"] = shelf->indexes.read(view, index, period) ? json::value(imbalance_json(view, shelf, top, index, period, language, organisations_shown)) : json::value();
    out["integration"] = integration_json(view, shelf, top, period, language);
    out["attention"] = attention_json(view, shelf, top, language, {findings_shown});
    auto text = json::serialize(without_links(std::move(out)));
    text.pop_back();
    return text + ",\"temperature\":" + temperature_text(view, shelf, top, year, language, rows_shown) + "}";
}

struct Opened {
    TenantId tenant;
    Id<ScreenLink> link;
    Id<Organization> organization;
    std::optional<Date> read_on;
};
std::optional<Opened> opened(App& app, std::string_view token) {
    Actor nobody;
    return app.read(nobody, [&](const View& view) -> std::optional<Opened> {
        auto rows = view.session.query("SELECT tenant_id, id, organization_id, read_on FROM screen_link WHERE tenant_id = 1 AND token_fingerprint = ?", secret::fingerprint(token));
        if (!rows.next()) return {};
        return Opened{{rows.integer(0)}, {rows.integer(1)}, {rows.integer(2)}, rows.is_null(3) ? std::nullopt : std::optional{Date::from_number(rows.integer(3))}};
    });
}

http::Response by_link(http::Call& call, const Shared& shelf) {
    auto link = opened(call.app, call.part(0));
    if (!link) throw not_found();
    auto actor = Actor::job(link->tenant, "screen");
    actor.system = false, actor.language = call.language();
    actor.grants = {{Role::leader, link->organization}};
    call.actor = actor;
    auto today = call.app.clock.now().date();
    // Screens ask every half minute; that the link is in use is noted once a day.
    if (link->read_on != today)
        call.app.database->write([&](db::Session& s) { s.execute("UPDATE screen_link SET read_on = ? WHERE tenant_id = ? AND id = ?", today, link->tenant, link->link); });
    auto response = call.app.read(actor, [&](const View& view) { return http::ok(shown(view, shelf, link->organization, year_of(call, today), actor.language)); });
    response.set("cache-control", "private, no-store");
    return response;
}

// The address is shown this once, and not kept for a retry.
http::Response make(http::Call& call) {
    auto sent = call.body_as<ScreenLink>();
    auto token = secret::random_hex(32);
    return call.app.write(call.actor, [&](Transaction& t) {
        auto link = sent;
        if (!t.tree().find(link.organization_id)) throw invalid({{"#/organization_id", "unknown_reference"}});
        ScreenPolicy::may_create(t, link).or_throw();
        link.token_fingerprint = {secret::fingerprint(token)}, link.made_at = t.now, link.made_by = t.actor.account;
        Store<ScreenLink>{t}.insert(link);
        t.record({"screen_link.made", "screen_link", link.id.value, link.organization_id});
        return http::created("{\"id\":" + std::to_string(link.id.value) + ",\"version\":" + std::to_string(link.version) + ",\"path\":\"/screen#" + token + "\"}");
    });
}

http::Response revoke(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto link = Store<ScreenLink>{t}.load(call.id<ScreenLink>(), ScreenPolicy::visible_to(t));
        Store<ScreenLink>{t}.remove(link);
        t.record({"screen_link.revoked", "screen_link", link.id.value, link.organization_id});
        return http::no_content();
    });
}

}  // namespace

void install_screens(App& app, const Shared& shelf) {
    json::object integer{{"type", "integer"}};
    http::Shape object{{{"type", "object"}}, {}};
    auto& r = app.router;
    r.get("/api/v1/cockpit/screen", {.operation = "cockpit.screen", .response = object, .query = {{"organization_within", "what the screen shows", integer}, {"year", "this year where it is left out", integer}}}, [shelf](http::Call& call) {
        auto language = call.language();
        return call.read_kept([&](const View& view) {
            auto top = top_of(view, call);
            return http::ok(shown(view, shelf, top, year_of(call, view.today()), language));
        });
    });
    r.get("/api/v1/screens/{token}", {.operation = "screen.read", .response = object, .query = {{"year", "this year where it is left out", integer}}, .gate = http::Gate::open}, [shelf](http::Call& call) { return by_link(call, shelf); });
    auto links = std::make_shared<Resource<ScreenLink, ScreenPolicy>>(app, "/api/v1/screen-links");
    links->list().describe();
    r.post("/api/v1/screen-links", {.operation = "screen_link.make", .request = http::shape<ScreenLink>(), .response = object}, make);
    r.remove("/api/v1/screen-links/{id}", {.operation = "screen_link.revoke"}, [links](http::Call& call) { return revoke(call); });
    app.references.declare("screen_link", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<ScreenLink>{view}.select(any_of("id", ids))) names[each.id.value] = each.name;
        return names;
    });
    app.references.show_at("screen_link", "/screen-links");
}

}  // namespace zhibu::cockpit
