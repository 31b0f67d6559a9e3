#include "kernel/access/session.hpp"

#include <algorithm>

#include "kernel/access/account.hpp"
#include "kernel/access/delegation.hpp"
#include "kernel/access/separation.hpp"
#include "kernel/app.hpp"
#include "kernel/db/reserve.hpp"
#include "kernel/db/write_gate.hpp"
#include "kernel/log/log.hpp"

namespace zhibu::access {

std::optional<std::string> setting(db::Session& session, TenantId tenant, std::string_view name) {
    return session.text("SELECT value FROM setting WHERE tenant_id = ? AND name = ?", tenant, name);
}
void set_setting(db::Session& session, TenantId tenant, std::string_view name, std::string_view value) {
    session.execute("INSERT INTO setting (tenant_id, name, value) VALUES (?,?,?) ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value", tenant,
                    name, value);
}

std::optional<std::string> new_installation_token(App& app) {
    auto actor = Actor::job({1}, "installation");
    // Looked at first: a start must not need a write where nothing can be written for a while.
    if (app.read(actor, [](const View& view) { return setting(view.session, view.tenant(), "installed_at").has_value(); })) return {};
    auto token = secret::random_hex(16);
    bool installed = app.write(actor, [&](Transaction& t) {
        if (setting(t.session, t.tenant(), "installed_at")) return true;
        set_setting(t.session, t.tenant(), "installation_token", secret::fingerprint(token));
        return false;
    });
    if (installed) return {};
    return token;
}

std::optional<Date> second_factor_due(const View& view) {
    if (!view.actor.is_any(three)) return {};
    auto rows = view.session.query("SELECT totp_secret, created_at FROM account WHERE tenant_id = ? AND id = ?", view.tenant(), view.actor.account);
    if (!rows.next() || !rows.is_null(0) || setting(view.session, view.tenant(), "sample")) return {};
    auto since = rows.integer(1);
    // Whoever becomes an administrator later has the same days from then on.
    auto granted = view.session.integer("SELECT MIN(granted_at) FROM role_grant WHERE tenant_id = ? AND account_id = ? AND role IN ('administrator', 'security_officer', 'auditor')",
                                        view.tenant(), view.actor.account);
    return Instant::from_milliseconds(std::max(since, granted.value_or(since))).date().plus_days(totp_grace_days);
}

namespace {

// The log-in of a request as the database knows it.
struct Login {
    Instant seen{}, ends{}, password_changed{};
    bool must_change_password{};
};

std::optional<Login> find_login(const View& view, std::string_view token_fingerprint, Actor& actor) {
    auto rows = view.session.query(
        "SELECT s.id, s.tenant_id, s.account_id, s.seen_at, s.expires_at, a.name, a.member_id, a.state, a.must_change_password, a.password_changed_at FROM "
        "login_session s JOIN account a ON a.tenant_id = s.tenant_id AND a.id = s.account_id WHERE s.tenant_id = ? AND s.token_fingerprint = ?", actor.tenant,
        token_fingerprint);
    if (!rows.next() || rows.text(7) != "active") return {};
    auto seen = Instant::from_milliseconds(rows.integer(3));
    // A clock set back must not lengthen a log-in, nor one set forward end it twice: both bounds are checked against `now`.
    if (rows.integer(4) <= view.now.milliseconds() || seen.plus_seconds(idle_seconds) <= view.now) return {};
    actor.session = rows.integer(0), actor.tenant = {rows.integer(1)}, actor.account = {rows.integer(2)}, actor.name = rows.text(5);
    actor.member = {rows.is_null(6) ? 0 : rows.integer(6)};
    auto ends = std::min(seen.plus_seconds(idle_seconds), Instant::from_milliseconds(rows.integer(4)));
    return Login{seen, ends, Instant::from_milliseconds(rows.integer(9)), rows.integer(8) != 0};
}

std::string_view must_first(const View& view, const Login& login) {
    if (login.must_change_password || password_expired(view, login.password_changed)) return "password-change-required";
    auto due = second_factor_due(view);
    return due && *due < view.today() ? "totp-required-by-now" : "";
}

// Asks the database who it is; a log-in that is none is not kept.
KnownCaller look_up(App& app, TenantId tenant, const std::string& print, Instant now) {
    KnownCaller known;
    known.actor.tenant = tenant;
    app.read(known.actor, [&](const View& view) {
        view.session.watch_reads();
        auto& actor = known.actor;
        auto login = find_login(view, print, actor);
        if (!login) return false;
        actor.grants = grants_of(view.session, actor.tenant, actor.account, view.today());
        known.caller = {true, must_first(view, *login)};
        known.seen = login->seen, known.ends = login->ends;
        app.callers.keep(print, known, now, view.session);
        return true;
    });
    return known;
}

// A disk that is full or fails must not keep anybody from reading: then the log-in only ends sooner.
void note_seen(App& app, const Actor& actor, Instant now) {
    try {
        db::Essential with_a_full_disk_too;
        app.database->write([&](db::Session& session) {
            session.execute("UPDATE login_session SET seen_at = ? WHERE tenant_id = ? AND id = ?", now, actor.tenant, actor.session);
        });
    } catch (const db::Error& error) {
        if (!db::gate_of(error)) log::warning("a log-in's last use could not be noted: {}", error.what());
    }
}

}  // namespace

Caller recognise(App& app, const http::Request& request, Actor& actor) {
    auto token = request.cookie(request.encrypted ? "__Host-zhibu" : "zhibu");
    if (token.empty()) return {};
    auto print = secret::fingerprint(token);
    app.database->catch_up();
    auto now = app.clock.now();
    auto known = app.callers.find(print, app.database->changes(), now);
    if (!known) known = look_up(app, actor.tenant, print, now);
    auto& found = known->actor;
    actor.session = found.session, actor.tenant = found.tenant, actor.account = found.account, actor.member = found.member;
    actor.name = std::move(found.name), actor.grants = std::move(found.grants);
    // What a page looks up by itself does not keep a forgotten log-in alive. Once a minute is enough to know that somebody is
    // still there, and spares a write a request.
    if (known->caller.signed_in && request.header("x-zhibu") != "unasked" && now.milliseconds() - known->seen.milliseconds() > 60000)
        note_seen(app, actor, now);
    return known->caller;
}

std::vector<Grant> grants_of(db::Session& session, TenantId tenant, Id<Account> account, Date day) {
    std::vector<Grant> grants;
    {
        auto rows = session.query("SELECT role, organization_id FROM role_grant WHERE tenant_id = ? AND account_id = ? ORDER BY id", tenant, account);
        while (rows.next())
            if (auto role = Codec<Role>::parse(rows.text(0))) grants.push_back({*role, {rows.integer(1)}});
    }
    for (auto& each : held_for_others(session, tenant, account, day)) {
        bool own = std::any_of(grants.begin(), grants.end(), [&](auto& grant) { return grant.role == each.role && grant.organization == each.organization; });
        if (!own) grants.push_back({each.role, each.organization});
    }
    return grants;
}

}  // namespace zhibu::access
