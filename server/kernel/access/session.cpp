#include "kernel/access/session.hpp"

#include <algorithm>
#include <array>

#include "kernel/access/account.hpp"
#include "kernel/access/delegation.hpp"
#include "kernel/app.hpp"
#include "kernel/db/reserve.hpp"
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
    auto token = secret::random_hex(16);
    bool installed = app.write(Actor::job({1}, "installation"), [&](Transaction& t) {
        if (setting(t.session, t.tenant(), "installed_at")) return true;
        set_setting(t.session, t.tenant(), "installation_token", secret::fingerprint(token));
        return false;
    });
    if (installed) return {};
    return token;
}

bool password_expired(const View& view, Instant changed_at) {
    if (view.now.milliseconds() - changed_at.milliseconds() <= password_days * 86400000) return false;
    return setting(view.session, view.tenant(), "password_profile").value_or("classified") == "classified" && !setting(view.session, view.tenant(), "sample");
}

std::optional<Date> second_factor_due(const View& view) {
    if (!view.actor.is_any({Role::administrator, Role::auditor})) return {};
    auto rows = view.session.query("SELECT totp_secret, created_at FROM account WHERE tenant_id = ? AND id = ?", view.tenant(), view.actor.account);
    if (!rows.next() || !rows.is_null(0) || setting(view.session, view.tenant(), "sample")) return {};
    auto since = rows.integer(1);
    // Whoever becomes an administrator later has the same days from then on.
    auto granted = view.session.integer("SELECT MIN(granted_at) FROM role_grant WHERE tenant_id = ? AND account_id = ? AND role IN ('administrator', 'auditor')",
                                        view.tenant(), view.actor.account);
    return Instant::from_milliseconds(std::max(since, granted.value_or(since))).date().plus_days(totp_grace_days);
}

namespace {

// The log-in of a request as the database knows it.
struct Login {
    Instant seen{}, password_changed{};
    bool must_change_password{};
};

std::optional<Login> find_login(const View& view, std::string_view token_fingerprint, Actor& actor) {
    auto rows = view.session.query(
        "SELECT s.id, s.tenant_id, s.account_id, s.seen_at, s.expires_at, a.name, a.member_id, a.state, a.must_change_password, a.password_changed_at FROM "
        "login_session s JOIN account a ON a.tenant_id = s.tenant_id AND a.id = s.account_id WHERE s.token_fingerprint = ?", token_fingerprint);
    if (!rows.next() || rows.text(7) != "active") return {};
    auto seen = Instant::from_milliseconds(rows.integer(3));
    // A clock set back must not lengthen a log-in, nor one set forward end it twice: both bounds are checked against `now`.
    if (rows.integer(4) <= view.now.milliseconds() || seen.plus_seconds(idle_seconds) <= view.now) return {};
    actor.session = rows.integer(0), actor.tenant = {rows.integer(1)}, actor.account = {rows.integer(2)}, actor.name = rows.text(5);
    actor.member = {rows.is_null(6) ? 0 : rows.integer(6)};
    return Login{seen, Instant::from_milliseconds(rows.integer(9)), rows.integer(8) != 0};
}

// A disk that is full or fails must not keep anybody from reading: then the log-in only ends sooner.
void note_seen(App& app, const Actor& actor, Instant now) {
    try {
        db::Essential with_a_full_disk_too;
        app.database->write([&](db::Session& session) {
            session.execute("UPDATE login_session SET seen_at = ? WHERE tenant_id = ? AND id = ?", now, actor.tenant, actor.session);
        });
    } catch (const db::Error& error) {
        log::warning("a log-in's last use could not be noted: {}", error.what());
    }
}

}  // namespace

Caller recognise(App& app, const http::Request& request, Actor& actor) {
    auto token = request.cookie(request.encrypted ? "__Host-zhibu" : "zhibu");
    if (token.empty()) return {};
    auto print = secret::fingerprint(token);
    Instant seen, now;
    auto caller = app.read(actor, [&](const View& view) -> Caller {
        auto login = find_login(view, print, actor);
        if (!login) return {};
        seen = login->seen, now = view.now;
        actor.grants = grants_of(view.session, actor.tenant, actor.account, view.today());
        if (login->must_change_password || password_expired(view, login->password_changed)) return {true, "password-change-required"};
        auto due = second_factor_due(view);
        if (due && *due < view.today()) return {true, "totp-required-by-now"};
        return {true, ""};
    });
    // What a page looks up by itself does not keep a forgotten log-in alive. Once a minute is enough to know that somebody is
    // still there, and spares a write a request.
    if (caller.signed_in && request.header("x-zhibu") != "unasked" && now.milliseconds() - seen.milliseconds() > 60000)
        note_seen(app, actor, now);
    return caller;
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

std::string check_password(std::string_view password, std::string_view username, std::string_view profile) {
    auto length = code_points(password);
    if (length > 128) return "password_too_long";
    if (profile == "asvs") {
        static constexpr std::array<std::string_view, 12> common{"password1234", "123456789012", "qwertyuiop12", "administrator", "111111111111", "abcdefghijkl",
                                                                 "1234567890ab", "zhibu1234567", "dangjian1234", "iloveyou1234", "000000000000", "adminadmin12"};
        if (length < 12) return "password_short_12";
        return std::find(common.begin(), common.end(), password) == common.end() ? "" : "password_common";
    }
    if (length < 10) return "password_short_10";
    bool lower = false, upper = false, digit = false, other = false;
    for (unsigned char c : password) (std::islower(c) ? lower : std::isupper(c) ? upper : std::isdigit(c) ? digit : other) = true;
    if (lower + upper + digit + other < 3) return "password_classes";
    if (!username.empty() && password.find(username) != std::string_view::npos) return "password_has_username";
    return "";
}

}  // namespace zhibu::access
