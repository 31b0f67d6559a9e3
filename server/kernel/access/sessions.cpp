// The routes of installation and log-in.
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "kernel/access/account.hpp"
#include "kernel/access/password.hpp"
#include "kernel/access/second_factor.hpp"
#include "kernel/access/separation.hpp"
#include "kernel/access/session.hpp"
#include "kernel/app.hpp"
#include "kernel/db/reserve.hpp"
#include "kernel/metric/metric.hpp"

namespace zhibu::access {
namespace {

struct Installation {
    std::string token{}, office_name{}, username{}, name{}, password{};
};
struct LogIn {
    std::string username{}, password{};
    std::optional<std::string> totp{};
};
struct PasswordChange {
    std::string current{}, fresh{};
};
struct Preferences {
    bool large_type{false};
};

}  // namespace
}  // namespace zhibu::access

namespace zhibu {
template <>
struct Schema<access::Installation> {
    using T = access::Installation;
    static constexpr std::string_view name = "installation";
    static constexpr auto fields = std::tuple{
        field<&T::token>({.required = true}), field<&T::office_name>({.required = true, .max = 60}),
        field<&T::username>({.required = true, .min = 2, .max = 40, .check = check_username}), field<&T::name>({.required = true, .max = 40}),
        field<&T::password>({.required = true, .max = 128})};
};
template <>
struct Schema<access::LogIn> {
    using T = access::LogIn;
    static constexpr std::string_view name = "log_in";
    static constexpr auto fields = std::tuple{field<&T::username>({.required = true, .max = 100}), field<&T::password>({.required = true, .max = 1000}), field<&T::totp>({.max = 40})};
};
template <>
struct Schema<access::PasswordChange> {
    using T = access::PasswordChange;
    static constexpr std::string_view name = "password_change";
    static constexpr auto fields = std::tuple{field<&T::current>({.required = true}), field<&T::fresh>({.required = true, .max = 128})};
};
template <>
struct Schema<access::Preferences> {
    static constexpr std::string_view name = "preferences";
    static constexpr auto fields = std::tuple{field<&access::Preferences::large_type>()};
};
}  // namespace zhibu

namespace zhibu::access {
namespace {

// A name from one address is locked after the first number of failures. A name guessed from many addresses, or an address that
// guesses many names, is locked only for who has not logged in from there before: one cannot shut a colleague out from elsewhere,
// nor an office behind one address by guessing from within it.
constexpr std::int64_t failures_at_address = 5, failures_of_name = 50, failures_from_address = 100;
constexpr std::int64_t place_known_days = 90;

http::Response with_cookie(http::Response response, const http::Request& request, std::string_view token, std::int64_t seconds) {
    response.set("set-cookie", fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}", request.encrypted ? "__Host-zhibu" : "zhibu", token, seconds,
                                           request.encrypted ? "; Secure" : ""));
    return response;
}

// The log-in's row; its token goes to the browser and only its fingerprint stays.
std::string open_session(Transaction& t, Id<Account> account, const http::Request& request) {
    auto token = secret::random_hex(32);
    auto device = std::string{request.header("user-agent").substr(0, 200)};
    t.session.execute(
        "INSERT INTO login_session (tenant_id, id, token_fingerprint, account_id, created_at, seen_at, expires_at, peer, device) VALUES (?,?,?,?,?,?,?,?,?)",
        t.tenant(), t.session.next_id(), secret::fingerprint(token), account, t.now, t.now, t.now.plus_seconds(absolute_seconds), request.peer, device);
    t.session.execute("DELETE FROM login_session WHERE tenant_id = ? AND account_id = ? AND (expires_at <= ? OR seen_at <= ?)", t.tenant(), account, t.now,
                      t.now.plus_seconds(-idle_seconds));
    t.session.execute("UPDATE account SET last_login_at = ? WHERE tenant_id = ? AND id = ?", t.now, t.tenant(), account);
    return token;
}

std::string session_json(const View& view) {
    auto& s = view.session;
    auto account = s.query("SELECT username, name, large_type, must_change_password, password_changed_at, totp_secret FROM account WHERE tenant_id = ? AND id = ?",
                           view.tenant(), view.actor.account);
    account.next();
    bool first = account.integer(3) != 0, old = password_expired(view, Instant::from_milliseconds(account.integer(4)));
    auto& policy = *password_rules(view).profile;
    auto due = second_factor_due(view);
    json::value totp_by = nullptr;
    if (due) totp_by = due->iso();
    json::array roles, permissions;
    for (auto& grant : view.actor.grants) {
        auto* node = view.tree().find(grant.organization);
        auto name = grant.organization == whole_office ? std::string{view.app.words.text(view.actor.language, "role_grant.whole_office")} : node ? node->name : "";
        roles.push_back({{"role", Codec<Role>::name(grant.role)}, {"organization_id", grant.organization.value}, {"organization_name", name},
                         {"organization_kind", node ? node->kind : ""}});
    }
    for (auto& [name, _] : view.app.permissions()) {
        auto allowed = roles_of_permission(view, name);
        if (std::any_of(allowed.begin(), allowed.end(), [&](Role role) { return view.actor.is(role); })) permissions.emplace_back(name);
    }
    json::value sample = nullptr;
    if (auto name = setting(s, view.tenant(), "sample"))
        sample = {{"name", *name}, {"label", setting(s, view.tenant(), "sample_label").value_or("")}, {"today", view.today().iso()}};
    json::value member = nullptr;
    if (view.actor.member) member = view.actor.member.value;
    auto roots = view.tree().roots();
    auto* top = roots.empty() ? nullptr : view.tree().find(roots.front());
    return json::serialize(json::object{
        {"account", {{"id", view.actor.account.value}, {"username", account.text(0)}, {"name", account.text(1)}, {"large_type", account.integer(2) != 0}, {"totp", !account.is_null(5)}}},
        {"office_name", setting(s, view.tenant(), "office_name").value_or("")},
        {"top_kind", top ? top->kind : ""},
        {"member_id", member},
        {"roles", std::move(roles)},
        {"permissions", std::move(permissions)},
        {"sample", std::move(sample)},
        {"now", view.now.iso()},
        {"password", {{"profile", policy.name}, {"length", policy.length}, {"classes", policy.classes}, {"days", policy.days}, {"blocked", policy.blocked}}},
        {"needs", {{"password_change", first || old}, {"password_old", old}, {"totp", due.has_value()}, {"totp_by", std::move(totp_by)}}},
        {"installed", true}});
}

std::string place_of(Id<Account> account, const std::string& peer) { return secret::fingerprint(std::to_string(account.value) + "@" + peer); }

// A log-in that succeeded takes back what its own owner mistyped here, and makes the place known.
void remember_place(Transaction& t, Id<Account> account, const std::string& username, const std::string& peer) {
    t.session.execute("DELETE FROM login_failure WHERE tenant_id = ? AND subject = ?", t.tenant(), secret::fingerprint(username + "|" + peer));
    t.session.execute("INSERT INTO login_place (tenant_id, account_id, place, last_at) VALUES (?,?,?,?) ON CONFLICT (tenant_id, account_id, place) DO UPDATE SET last_at = excluded.last_at",
                      t.tenant(), account, place_of(account, peer), t.now);
    t.session.execute("DELETE FROM login_place WHERE tenant_id = ? AND account_id = ? AND last_at <= ?", t.tenant(), account, t.now.plus_seconds(-place_known_days * 86400));
}

http::Response install(http::Call& call) {
    auto sent = call.body_as<Installation>();
    if (auto code = weakness_of_first(sent.password, sent.username); !code.empty()) throw invalid({{"#/password", code}});
    auto hash = secret::hash_password(sent.password);
    auto language = call.actor.language;
    call.actor = Actor::job({1}, "installation");
    call.actor.language = language, call.actor.request_id = call.request.request_id, call.actor.peer = call.request.peer;
    std::string token, shown;
    call.app.write(call.actor, [&](Transaction& t) {
        // Two racing requests: the writers come one after the other, and the second finds the office installed.
        if (setting(t.session, t.tenant(), "installed_at")) throw Problem{409, "already-installed"};
        auto expected = setting(t.session, t.tenant(), "installation_token").value_or("");
        if (!secret::equal_in_constant_time(expected, secret::fingerprint(sent.token))) throw invalid({{"#/token", "wrong_token"}});
        set_setting(t.session, t.tenant(), "installed_at", t.now.iso());
        set_setting(t.session, t.tenant(), "office_name", sent.office_name);
        t.session.execute("DELETE FROM setting WHERE tenant_id = ? AND name = 'installation_token'", t.tenant());
        auto id = create_account(t, {sent.username, sent.name, {}, {}, {{Role::administrator, whole_office}}, false}, hash);
        t.record({"office.installed", "account", id.value});
        remember_place(t, id, sent.username, call.request.peer);
        token = open_session(t, id, call.request);
        call.actor.account = id, call.actor.name = sent.name, call.actor.system = false, call.actor.grants = {{Role::administrator, whole_office}};
    });
    auto response = call.read([&](const View& view) { return http::created(session_json(view)); });
    return with_cookie(std::move(response), call.request, token, absolute_seconds);
}

struct Candidate {
    Id<Account> id{};
    std::string hash, name;
    bool active{false};
    std::optional<std::string> totp_secret;
    std::int64_t last_step{};
    std::string recovery_codes;
    bool locked{false};
};

// Failures are counted for a name at an address, for the name from anywhere, and for the address whatever the name.
struct Counted {
    std::string subject;
    std::int64_t allowed;
    bool spares_known_places;
};
std::array<Counted, 3> counted(const std::string& username, const std::string& peer) {
    return {{{username + "|" + peer, failures_at_address, false}, {username + "|", failures_of_name, true}, {"|" + peer, failures_from_address, true}}};
}
bool is_locked(db::Session& s, Instant now, Id<Account> account, const std::string& username, const std::string& peer) {
    bool known = s.integer("SELECT 1 FROM login_place WHERE tenant_id = 1 AND account_id = ? AND place = ? AND last_at > ?", account, place_of(account, peer),
                           now.plus_seconds(-place_known_days * 86400)).has_value();
    bool locked = false;
    for (auto& each : counted(username, peer)) {
        auto failures = s.integer("SELECT count FROM login_failure WHERE tenant_id = 1 AND subject = ? AND last_at > ?", secret::fingerprint(each.subject), now.plus_seconds(-locked_seconds));
        locked |= failures.value_or(0) >= each.allowed && !(known && each.spares_known_places);
    }
    return locked;
}

Candidate candidate_for(App& app, const std::string& username, const std::string& peer) {
    return app.database->read_value([&](db::Session& s) {
        Candidate found;
        auto rows = s.query("SELECT id, password_hash, name, state, totp_secret, totp_last_step, recovery_codes FROM account WHERE tenant_id = 1 AND username = ?", username);
        if (rows.next()) {
            found.id = {rows.integer(0)}, found.hash = rows.text(1), found.name = rows.text(2), found.active = rows.text(3) == "active";
            if (!rows.is_null(4)) found.totp_secret = app.keys.open(rows.bytes(4), "account.totp." + std::to_string(found.id.value));
            found.last_step = rows.integer(5), found.recovery_codes = rows.text(6);
        }
        found.locked = is_locked(s, app.clock.now(), found.id, username, peer);
        return found;
    });
}

void count_failure(App& app, const http::Call& call, const std::string& username, Id<Account> account) {
    metric::count(metric::Count::failed_log_in);
    db::Essential with_a_full_disk_too;
    app.write(call.actor, [&](Transaction& t) {
        for (auto& each : counted(username, call.request.peer)) {
            auto print = secret::fingerprint(each.subject);
            // Failures older than the lock are forgotten.
            t.session.execute("DELETE FROM login_failure WHERE tenant_id = ? AND subject = ? AND last_at <= ?", t.tenant(), print, t.now.plus_seconds(-locked_seconds));
            t.session.execute(
                "INSERT INTO login_failure (tenant_id, subject, count, last_at) VALUES (?,?,1,?) ON CONFLICT (tenant_id, subject) DO UPDATE SET "
                "count = login_failure.count + 1, last_at = excluded.last_at", t.tenant(), print, t.now);
        }
        t.audit("session.refused", "account", account.value);
    });
}

// The second factor as it was proved: a step of the phone's code, or the recovery codes that remain after one was used.
struct Proof {
    std::int64_t step{};
    std::optional<std::string> remaining{};
};

std::optional<Proof> prove(const Candidate& found, const std::string& typed, std::int64_t unix_seconds) {
    auto code = normal_code(typed);
    if (code.size() > 6) {
        auto remaining = without_code(found.recovery_codes, code);
        if (!remaining) return {};
        return Proof{0, std::move(remaining)};
    }
    auto step = secret::totp_step(*found.totp_secret, code, unix_seconds);
    if (!step || *step <= found.last_step) return {};
    return Proof{*step, {}};
}

// Each code opens one log-in: the row tells whether it was used meanwhile.
void use_up(Transaction& t, const Candidate& found, const Proof& proof) {
    auto used = proof.remaining ? t.session.execute("UPDATE account SET recovery_codes = ? WHERE tenant_id = ? AND id = ? AND recovery_codes = ?", *proof.remaining,
                                                    t.tenant(), found.id, found.recovery_codes)
                                : t.session.execute("UPDATE account SET totp_last_step = ? WHERE tenant_id = ? AND id = ? AND totp_last_step < ?", proof.step,
                                                    t.tenant(), found.id, proof.step);
    if (used != 1) throw Problem{401, "totp-wrong"};
    if (proof.remaining) t.audit("account.recovery_code_used", "account", found.id.value);
}

http::Response log_in(http::Call& call) {
    auto sent = call.body_as<LogIn>();
    auto language = call.actor.language;
    call.actor = Actor::job({1}, "log-in");
    call.actor.language = language, call.actor.request_id = call.request.request_id, call.actor.peer = call.request.peer;
    auto found = candidate_for(call.app, sent.username, call.request.peer);
    // Unknown, wrong, locked and disabled give the same answer after the same work.
    bool right = false;
    if (found.id) right = secret::verify_password(found.hash, sent.password);
    else secret::pretend_to_verify(sent.password);
    if (!right || !found.active || found.locked) {
        count_failure(call.app, call, sent.username, found.id);
        throw Problem{401, "log-in-failed"};
    }
    std::optional<Proof> proof;
    if (found.totp_secret) {
        if (sent.totp.value_or("").empty()) throw Problem{401, "totp-required"};
        proof = prove(found, *sent.totp, call.app.clock.now().milliseconds() / 1000);
        if (!proof) {
            count_failure(call.app, call, sent.username, found.id);
            throw Problem{401, "totp-wrong"};
        }
    }
    call.actor.system = false, call.actor.account = found.id, call.actor.name = found.name;
    std::string token;
    db::Essential with_a_full_disk_too;
    call.app.write(call.actor, [&](Transaction& t) {
        if (proof) use_up(t, found, *proof);
        remember_place(t, found.id, sent.username, call.request.peer);
        token = open_session(t, found.id, call.request);
        t.audit("session.opened", "account", found.id.value);
        call.actor.grants = grants_of(t.session, t.tenant(), found.id, t.today());
        call.actor.member = {t.session.integer("SELECT member_id FROM account WHERE tenant_id = ? AND id = ?", t.tenant(), found.id).value_or(0)};
    });
    auto response = call.read([&](const View& view) { return http::created(session_json(view)); });
    return with_cookie(std::move(response), call.request, token, absolute_seconds);
}

http::Response log_out(http::Call& call) {
    db::Essential with_a_full_disk_too;
    call.app.write(call.actor, [&](Transaction& t) {
        t.session.execute("DELETE FROM login_session WHERE tenant_id = ? AND id = ?", t.tenant(), call.actor.session);
        t.audit("session.closed", "account", call.actor.account.value);
    });
    return with_cookie(http::no_content(), call.request, "", 0);
}

http::Response change_password(http::Call& call) {
    auto sent = call.body_as<PasswordChange>();
    std::string hash;
    std::vector<std::string> own, earlier;
    call.read([&](const View& view) {
        auto rows = view.session.query("SELECT username, name, password_hash FROM account WHERE tenant_id = ? AND id = ?", view.tenant(), view.actor.account);
        rows.next();
        own = {std::string{rows.text(0)}, std::string{rows.text(1)}}, hash = rows.text(2);
        auto old = view.session.query("SELECT password_hash FROM password_history WHERE tenant_id = ? AND account_id = ? ORDER BY changed_at DESC LIMIT ?", view.tenant(), view.actor.account,
                                      password_rules(view).profile->history);
        while (old.next()) earlier.emplace_back(old.text(0));
        return http::no_content();
    });
    if (!secret::verify_password(hash, sent.current)) throw invalid({{"#/current", "wrong_password"}});
    call.read([&](const View& view) { return refuse_weak_password(view, sent.fresh, own, "#/fresh"), http::no_content(); });
    earlier.push_back(hash);
    for (auto& old : earlier)
        if (secret::verify_password(old, sent.fresh)) throw invalid({{"#/fresh", "password_used_before"}});
    auto fresh = secret::hash_password(sent.fresh);
    return call.write([&](Transaction& t) {
        t.session.execute("INSERT INTO password_history (tenant_id, account_id, changed_at, password_hash) VALUES (?,?,?,?)", t.tenant(), t.actor.account, t.now, hash);
        t.session.execute("UPDATE account SET password_hash = ?, password_changed_at = ?, must_change_password = 0, version = version + 1 WHERE tenant_id = ? AND id = ?",
                          fresh, t.now, t.tenant(), t.actor.account);
        // Every other log-in of this account ends at once.
        t.session.execute("DELETE FROM login_session WHERE tenant_id = ? AND account_id = ? AND id <> ?", t.tenant(), t.actor.account, t.actor.session);
        t.audit("account.password_changed", "account", t.actor.account.value);
        return http::no_content();
    });
}

http::Response my_sessions(const View& view) {
    std::string out = "{\"items\":[";
    auto rows = view.session.query("SELECT id, created_at, seen_at, peer, device FROM login_session WHERE tenant_id = ? AND account_id = ? AND expires_at > ? AND seen_at > ? ORDER BY "
                                   "seen_at DESC", view.tenant(), view.actor.account, view.now, view.now.plus_seconds(-idle_seconds));
    for (bool first = true; rows.next(); first = false) {
        if (!first) out += ',';
        out += json::serialize(json::object{{"id", rows.integer(0)}, {"created_at", Instant::from_milliseconds(rows.integer(1)).iso()},
                                            {"seen_at", Instant::from_milliseconds(rows.integer(2)).iso()}, {"peer", rows.text(3)}, {"device", rows.text(4)},
                                            {"current", rows.integer(0) == view.actor.session}});
    }
    return http::ok(out + "]}");
}

}  // namespace

void install_sessions(App& app) {
    using http::Call;
    using http::Gate;
    auto& r = app.router;
    r.get("/api/v1/installation", {.operation = "installation.show", .gate = Gate::open}, [](Call& call) {
        return call.read([&](const View& view) {
            bool installed = setting(view.session, {1}, "installed_at").has_value();
            return http::ok(json::serialize(json::object{{"installed", installed}, {"version", zhibu_version}}));
        });
    });
    r.post("/api/v1/installation", {.operation = "installation.create", .request = http::shape<Installation>(), .gate = Gate::open}, install);
    r.get("/api/v1/session", {.operation = "session.show", .gate = Gate::settling}, [](Call& call) { return call.read([](const View& view) { return http::ok(session_json(view)); }); });
    r.post("/api/v1/session", {.operation = "session.open", .request = http::shape<LogIn>(), .gate = Gate::open, .rate = http::Rate::log_in}, log_in);
    r.remove("/api/v1/session", {.operation = "session.close", .gate = Gate::settling}, log_out);
    r.post("/api/v1/session/password", {.operation = "session.change_password", .request = http::shape<PasswordChange>(), .gate = Gate::settling}, change_password);
    install_second_factor(app);
    install_security_settings(app);
    r.patch("/api/v1/session/preferences", {.operation = "session.change_preferences", .request = http::shape<Preferences>(), .gate = Gate::settling}, [](Call& call) {
        auto sent = call.body_as<Preferences>();
        return call.write([&](Transaction& t) {
            t.session.execute("UPDATE account SET large_type = ? WHERE tenant_id = ? AND id = ?", sent.large_type, t.tenant(), t.actor.account);
            t.audit("account.preferences_changed", "account", t.actor.account.value);
            return http::no_content();
        });
    });
    r.get("/api/v1/session/all", {.operation = "session.list", .gate = Gate::settling}, [](Call& call) { return call.read(my_sessions); });
    r.remove("/api/v1/session/all/{id}", {.operation = "session.end", .gate = Gate::settling}, [](Call& call) {
        return call.write([&](Transaction& t) {
            if (t.session.execute("DELETE FROM login_session WHERE tenant_id = ? AND id = ? AND account_id = ?", t.tenant(), call.number(0), t.actor.account) != 1) throw not_found();
            t.audit("session.ended", "account", t.actor.account.value);
            return http::no_content();
        });
    });
}

}  // namespace zhibu::access
