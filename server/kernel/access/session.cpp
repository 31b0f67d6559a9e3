#include "kernel/access/session.hpp"

#include <algorithm>
#include <array>

#include "kernel/access/account.hpp"
#include "kernel/app.hpp"

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

bool recognise(App& app, const http::Request& request, Actor& actor) {
    auto token = request.cookie(request.encrypted ? "__Host-zhibu" : "zhibu");
    if (token.empty()) return false;
    auto print = secret::fingerprint(token);
    std::int64_t seen = 0;
    auto now = app.clock.now();
    bool known = app.database->read_value([&](db::Session& session) {
        auto rows = session.query(
            "SELECT s.id, s.tenant_id, s.account_id, s.seen_at, s.expires_at, a.name, a.member_id, a.state FROM login_session s JOIN account a ON "
            "a.tenant_id = s.tenant_id AND a.id = s.account_id WHERE s.token_fingerprint = ?", print);
        if (!rows.next() || rows.text(7) != "active") return false;
        seen = rows.integer(3);
        // A clock set back must not lengthen a log-in, nor one set forward end it twice: both bounds are checked against `now`.
        if (rows.integer(4) <= now.milliseconds() || seen + idle_seconds * 1000 <= now.milliseconds()) return false;
        actor.session = rows.integer(0), actor.tenant = {rows.integer(1)}, actor.account = {rows.integer(2)}, actor.name = rows.text(5);
        actor.member = {rows.is_null(6) ? 0 : rows.integer(6)};
        auto grants = session.query("SELECT role, organization_id FROM role_grant WHERE tenant_id = ? AND account_id = ?", actor.tenant, actor.account);
        while (grants.next())
            if (auto role = Codec<Role>::parse(grants.text(0))) actor.grants.push_back({*role, {grants.integer(1)}});
        return true;
    });
    // Once a minute is enough to know that somebody is still there, and spares a write a request.
    if (known && now.milliseconds() - seen > 60000)
        app.database->write([&](db::Session& session) {
            session.execute("UPDATE login_session SET seen_at = ? WHERE tenant_id = ? AND id = ?", now, actor.tenant, actor.session);
        });
    return known;
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
