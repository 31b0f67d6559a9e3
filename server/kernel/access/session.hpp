// Log-ins: recognising the caller of a request, the rules of passwords, the lock-out.
#pragma once
#include <optional>
#include <string>

#include "kernel/access/kept_callers.hpp"
#include "kernel/http/message.hpp"
#include "kernel/record/view.hpp"

namespace zhibu::access {

constexpr std::int64_t idle_seconds = 30 * 60, absolute_seconds = 12 * 3600;
constexpr int totp_grace_days = 7;  // for administrators, security officers and auditors
constexpr int recovery_code_count = 10;
constexpr std::int64_t locked_seconds = 15 * 60;

// Fills in the actor from the request's cookie.
Caller recognise(App& app, const http::Request& request, Actor& actor);

// What is wrong with the first administrator's password (a violation's code), before the office has a profile of its own; "" where nothing is.
std::string weakness_of_first(std::string_view password, std::string_view username);

// The roles of an account, in the order they were given; after them what it holds in place of others on the day (delegation.hpp).
std::vector<Grant> grants_of(db::Session& session, TenantId tenant, Id<Account> account, Date day);
// Whether the password is older than the office's profile allows. Sample installations have no such limit.
bool password_expired(const View& view, Instant changed_at);
// The last day on which this account may work without a second factor; nothing where it needs none or has one.
std::optional<Date> second_factor_due(const View& view);

// One value of the office's settings.
std::optional<std::string> setting(db::Session& session, TenantId tenant, std::string_view name);
void set_setting(db::Session& session, TenantId tenant, std::string_view name, std::string_view value);

// The token that the first administrator needs, made anew (only its fingerprint is kept); nothing where the office is installed.
std::optional<std::string> new_installation_token(App& app);

}  // namespace zhibu::access
