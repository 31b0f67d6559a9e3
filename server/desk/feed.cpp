#include "desk/feed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kernel/access/actor_of.hpp"
#include "kernel/http/base_address.hpp"

namespace zhibu::desk {
namespace {

constexpr int days_back = 31, days_ahead = 180;
constexpr std::size_t octets_a_line = 75;  // RFC 5545, 3.1
constexpr std::string_view base_path = "/api/v1/calendar/feed", suffix = ".ics";

std::string escaped(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        if (c == '\n') out += "\\n";
        else if (c != '\r') out += c;
    }
    return out;
}

// Long lines go on in the next one after a space; a character is never cut.
void add_line(std::string& out, std::string_view line) {
    std::size_t room = octets_a_line;
    while (line.size() > room) {
        auto cut = room;
        while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;
        out += line.substr(0, cut);
        out += "\r\n ";
        line.remove_prefix(cut);
        room = octets_a_line - 1;
    }
    out += line;
    out += "\r\n";
}

std::string day_text(Date day) { return fmt::format("{:04}{:02}{:02}", day.year(), day.month(), day.day()); }
// In UTC: then the reader needs no table of zones. Chinese time is eight hours ahead all year.
std::string moment_text(Instant at) {
    auto universal = at.plus_seconds(-8 * 3600);
    return fmt::format("{}T{:02}{:02}00Z", day_text(universal.date()), universal.hour(), universal.minute());
}

void add_item(std::string& out, const CalendarItem& item, std::string_view base, Instant made) {
    add_line(out, "BEGIN:VEVENT");
    // The same item keeps its identity when it is moved to another day.
    add_line(out, "UID:" + secret::fingerprint(item.kind + "|" + item.link + "|" + item.title).substr(0, 32) + "@zhibu");
    add_line(out, "DTSTAMP:" + moment_text(made));
    auto begin = item.time.empty() ? std::nullopt : Instant::parse(item.on.iso() + "T" + item.time);
    if (begin) {
        add_line(out, "DTSTART:" + moment_text(*begin));
        add_line(out, "DURATION:PT1H");
    } else add_line(out, "DTSTART;VALUE=DATE:" + day_text(item.on));
    add_line(out, "SUMMARY:" + escaped(item.title));
    if (!item.place.empty()) add_line(out, "LOCATION:" + escaped(item.place));
    if (!base.empty() && !item.link.empty()) add_line(out, "URL:" + std::string{base} + item.link);
    if (item.kind == "due") add_line(out, "TRANSP:TRANSPARENT");
    add_line(out, "END:VEVENT");
}

// Meetings are one's own: of the branch one belongs to or keeps, and those one was invited to. A clerk who sees every branch's
// does not want them all on the telephone. Deadlines are what stands in the inbox.
std::vector<CalendarItem> own_items(App& app, const Actor& actor) {
    auto near = actor;
    std::erase_if(near.grants, [](auto& grant) { return grant.role != Role::member && grant.role != Role::branch_secretary; });
    std::vector<CalendarItem> all;
    auto take = [&](const Actor& who, bool due) {
        app.read(who, [&](const View& view) {
            for (auto& item : app.calendar_of(view, view.today().plus_days(-days_back), view.today().plus_days(days_ahead)))
                if ((item.kind == "due") == due) all.push_back(item);
            return 0;
        });
    };
    take(near, false), take(actor, true);
    std::stable_sort(all.begin(), all.end(), [](auto& a, auto& b) { return std::tie(a.on, a.time) < std::tie(b.on, b.time); });
    return all;
}

// Whose feed the token is: an account that is in use, with the rights that it has now.
std::optional<Actor> owner_of(App& app, std::string_view token) {
    Actor nobody;
    return app.read(nobody, [&](const View& view) -> std::optional<Actor> {
        auto rows = view.session.query("SELECT tenant_id, account_id FROM calendar_feed WHERE tenant_id = 1 AND token_fingerprint = ?", secret::fingerprint(token));
        return rows.next() ? access::actor_of(view.session, {rows.integer(0)}, {rows.integer(1)}, view.today()) : std::nullopt;
    });
}

http::Response read_feed(http::Call& call) {
    std::string_view token = call.part(0);
    if (!token.ends_with(suffix)) throw not_found();
    token.remove_suffix(suffix.size());
    auto owner = owner_of(call.app, token);
    if (!owner) throw not_found();
    auto now = call.app.clock.now();
    auto text = icalendar(own_items(call.app, *owner), call.app.words.text(owner->language, "desk.feed.name"), http::base_address(call.request), now);
    // The day of the last reading shows whether anybody still uses it; programs come every few minutes, so it is written once a day.
    call.app.database->write([&](db::Session& s) {
        s.execute("UPDATE calendar_feed SET read_on = ? WHERE tenant_id = ? AND account_id = ? AND (read_on IS NULL OR read_on <> ?)", now.date(), owner->tenant, owner->account, now.date());
    });
    auto response = http::ok(std::move(text));
    response.set("content-type", "text/calendar; charset=utf-8");
    response.set("cache-control", "private, no-store");
    return response;
}

http::Response show(http::Call& call) {
    return call.read([&](const View& view) {
        auto rows = view.session.query("SELECT made_at, read_on FROM calendar_feed WHERE tenant_id = ? AND account_id = ?", view.tenant(), view.actor.account);
        if (!rows.next()) return http::ok(R"({"made_at":null,"read_on":null})");
        return http::ok("{\"made_at\":" + to_json(Instant::from_milliseconds(rows.integer(0))) + ",\"read_on\":" + (rows.is_null(1) ? "null" : to_json(Date::from_number(rows.integer(1)))) + "}");
    });
}

// The address is shown this once. Not through Call::write: what it answers must not be kept for a retry.
http::Response make(http::Call& call) {
    auto token = secret::random_hex(32);
    auto base = http::base_address(call.request);
    return call.app.write(call.actor, [&](Transaction& t) {
        t.session.execute("INSERT INTO calendar_feed (tenant_id, account_id, token_fingerprint, made_at, read_on) VALUES (?,?,?,?,NULL) ON CONFLICT (tenant_id, account_id) DO UPDATE SET "
                          "token_fingerprint = excluded.token_fingerprint, made_at = excluded.made_at, read_on = NULL",
                          t.tenant(), t.actor.account, secret::fingerprint(token), t.now);
        t.audit("calendar_feed.made", "account", t.actor.account.value);
        auto path = std::string{base_path} + "s/" + token + std::string{suffix};
        return http::created("{\"made_at\":" + to_json(t.now) + ",\"path\":" + to_json(path) + ",\"address\":" + to_json(base + path) + "}");
    });
}

http::Response revoke(http::Call& call) {
    return call.write([](Transaction& t) {
        if (t.session.execute("DELETE FROM calendar_feed WHERE tenant_id = ? AND account_id = ?", t.tenant(), t.actor.account) == 0) throw not_found();
        t.audit("calendar_feed.revoked", "account", t.actor.account.value);
        return http::no_content();
    });
}

}  // namespace

std::string icalendar(const std::vector<CalendarItem>& items, std::string_view name, std::string_view base, Instant made) {
    std::string out;
    add_line(out, "BEGIN:VCALENDAR");
    add_line(out, "VERSION:2.0");
    add_line(out, "PRODID:-//Zhibu//Zhibu//ZH");
    add_line(out, "CALSCALE:GREGORIAN");
    add_line(out, "METHOD:PUBLISH");
    add_line(out, "X-WR-CALNAME:" + escaped(name));
    add_line(out, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    for (auto& item : items) add_item(out, item, base, made);
    add_line(out, "END:VCALENDAR");
    return out;
}

void install_feed(App& app) {
    std::string path{base_path};
    app.router.get(path, {.operation = "calendar_feed.show"}, show);
    app.router.post(path, {.operation = "calendar_feed.make"}, make);
    app.router.remove(path, {.operation = "calendar_feed.revoke"}, revoke);
    app.router.get(path + "s/{token}", {.operation = "calendar_feed.read", .response = http::file_shape("text/calendar"), .gate = http::Gate::open}, read_feed);
}

}  // namespace zhibu::desk
