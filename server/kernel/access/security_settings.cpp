// The office's choices of security: how passwords have to be, whether the three are apart, and from how many rows an export needs two.
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "kernel/access/account.hpp"
#include "kernel/access/password.hpp"
#include "kernel/access/separation.hpp"
#include "kernel/access/session.hpp"
#include "kernel/app.hpp"
#include "kernel/record/export_request.hpp"

namespace zhibu {
namespace access {

// What is left out stays as it is.
struct SecurityChange {
    std::optional<std::string> profile{}, words{};
    std::optional<bool> three_apart{};
    std::optional<std::int64_t> rows_for_two{};  // 0: never
    std::string reason{};
};

}  // namespace access

static std::string_view check_profile(std::string_view name) {
    auto& all = access::password_profiles();
    return std::any_of(all.begin(), all.end(), [&](auto& each) { return each.name == name; }) ? "" : "not_one_of";
}

template <>
struct Schema<access::SecurityChange> {
    using T = access::SecurityChange;
    static constexpr std::string_view name = "security_change";
    static constexpr auto fields = std::tuple{field<&T::profile>({.check = check_profile}), field<&T::words>({.max = 1000}), field<&T::three_apart>(), field<&T::rows_for_two>({.min = 0, .max = 100000}), field<&T::reason>({.required = true, .min = 2, .max = 200})};
};

namespace access {
namespace {

void must_read(const View& view) {
    if (!view.covers(three, whole_office)) throw forbidden("reads_no_security_settings");
}

json::object shown(const PasswordProfile& each) {
    return {{"name", each.name}, {"length", each.length}, {"classes", each.classes}, {"history", each.history}, {"days", each.days}, {"blocked", each.blocked}, {"source", each.source}};
}

// Who would be asked for a new password with the next request, were this profile in force.
std::int64_t asked_under(const View& view, const PasswordProfile& profile) {
    if (profile.days == 0) return 0;
    return view.session.integer("SELECT count(*) FROM account WHERE tenant_id = ? AND state = 'active' AND must_change_password = 0 AND password_changed_at < ?", view.tenant(),
                                view.now.milliseconds() - profile.days * 86'400'000).value_or(0);
}

json::object three_json(const View& view) {
    json::array two, missing;
    for (auto& each : holding_two(view)) {
        json::array roles;
        for (auto role : each.roles) roles.emplace_back(Codec<Role>::name(role));
        two.push_back({{"account_id", each.account.value}, {"name", each.name}, {"roles", std::move(roles)}});
    }
    for (auto role : nobody_has(view)) missing.emplace_back(Codec<Role>::name(role));
    return {{"apart", kept_apart(view)}, {"holding_two", std::move(two)}, {"nobody_has", std::move(missing)}};
}

std::string settings_json(const View& view) {
    auto rules = password_rules(view);
    json::array profiles, words;
    for (auto& each : password_profiles()) {
        auto one = shown(each);
        one["asked"] = asked_under(view, each);
        profiles.push_back(std::move(one));
    }
    for (auto& each : rules.words) words.emplace_back(each);
    json::object out{{"profile", rules.profile->name}, {"profiles", std::move(profiles)}, {"words", std::move(words)}, {"three", three_json(view)}, {"rows_for_two", personal::rows_for_two(view)},
                     {"may_change", view.covers({keeper_of_rights(view)}, whole_office)}, {"changed_at", nullptr}, {"changed_by", nullptr}};
    auto rows = view.session.query("SELECT at, actor FROM audit WHERE tenant_id = ? AND action = 'security.changed' ORDER BY at DESC LIMIT 1", view.tenant());
    if (rows.next()) out["changed_at"] = Instant::from_milliseconds(rows.integer(0)).iso(), out["changed_by"] = rows.text(1);
    return json::serialize(out);
}

Verdict may_change(const View& view) {
    if (view.covers({keeper_of_rights(view)}, whole_office)) return allowed();
    return denied(kept_apart(view) ? "left_to_the_security_officer" : "keeps_no_security_settings");
}

http::Response change(http::Call& call) {
    auto sent = call.body_as<SecurityChange>();
    if (sent.rows_for_two && *sent.rows_for_two && *sent.rows_for_two < personal::least_for_two) throw invalid({{"#/rows_for_two", "too_small", {{"min", std::to_string(personal::least_for_two)}}}});
    return call.write([&](Transaction& t) {
        must_read(t);
        may_change(t).or_throw();
        json::object detail;
        if (sent.profile) detail["profile"] = {password_rules(t).profile->name, *sent.profile}, set_setting(t.session, t.tenant(), "password_profile", *sent.profile);
        if (sent.words) detail["words"] = true, set_setting(t.session, t.tenant(), "password_words", *sent.words);
        if (sent.three_apart) detail["three_apart"] = {kept_apart(t), *sent.three_apart}, set_apart(t, *sent.three_apart);
        if (sent.rows_for_two) detail["rows_for_two"] = {personal::rows_for_two(t), *sent.rows_for_two}, personal::set_rows_for_two(t, *sent.rows_for_two);
        detail["reason"] = sent.reason;
        t.record({"security.changed", "office", 0}, {json::serialize(detail)});
        return http::ok(settings_json(t));
    });
}

}  // namespace

void install_security_settings(App& app) {
    app.permit("security.read", three);
    app.router.get("/api/v1/security", {.operation = "security.show"}, [](http::Call& call) {
        return call.read([](const View& view) {
            must_read(view);
            return http::ok(settings_json(view));
        });
    });
    app.router.put("/api/v1/security", {.operation = "security.change", .request = http::shape<SecurityChange>()}, change);
}

}  // namespace access
}  // namespace zhibu
