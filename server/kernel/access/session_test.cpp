// Log-ins: lock-out, expiry, what ends them, second factor and recovery codes, and what must come before any other work.
#include <openssl/hmac.h>

#include <chrono>
#include <functional>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

constexpr std::string_view right = "Zhibu-2021-ok";
// Argon2id is slow on purpose: one hash serves all accounts of these tests.
const std::string& right_hash() {
    static const std::string hash = secret::hash_password(right);
    return hash;
}

// The code of RFC 6238 for a step of 30 seconds, computed as a phone does.
std::string phone_code(std::string_view secret, std::int64_t step) {
    std::string key;
    unsigned buffer = 0, bits = 0;
    for (char sign : secret) {
        buffer = buffer << 5 | unsigned(std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"}.find(sign));
        if ((bits += 5) >= 8) key += char(buffer >> (bits -= 8));
    }
    unsigned char counter[8], digest[20];
    for (int i = 7; i >= 0; --i) counter[i] = static_cast<unsigned char>(step), step >>= 8;
    HMAC(EVP_sha1(), key.data(), int(key.size()), counter, 8, digest, nullptr);
    auto at = digest[19] & 15;
    auto number = (unsigned(digest[at] & 127) << 24 | unsigned(digest[at + 1]) << 16 | unsigned(digest[at + 2]) << 8 | digest[at + 3]) % 1000000;
    auto text = std::to_string(number);
    return std::string(6 - text.size(), '0') + text;
}

}  // namespace

class Sessions : public OnBothEngines {
protected:
    Id<Account> account(std::string username, std::vector<Grant> grants, bool must_change = false) {
        return app.write([&](Transaction& t) {
            return access::create_account(t, {username, username, "", {}, grants, must_change}, right_hash());
        });
    }
    struct Login {
        int status{};
        std::string problem, text;
        Person person;
    };
    Login log_in(const std::string& username, std::string_view password = right, const std::string& totp = "", const std::string& peer = "10.0.0.1") {
        http::Request request;
        request.method = http::Method::post, request.path = "/api/v1/session", request.peer = peer, request.headers = {{"x-zhibu", "1"}};
        request.request_id = "0123456789abcdef";
        json::object body{{"username", username}, {"password", password}};
        if (!totp.empty()) body["totp"] = totp;
        request.body = json::serialize(body);
        auto response = app->router.answer(request);
        Login login{response.status, Answer{response.status, {}, "", json::parse(response.body)}.problem(), response.body, {}};
        for (auto& [name, value] : response.headers)
            if (name == "set-cookie") login.person.cookie = value.substr(0, value.find(';'));
        return login;
    }
    void after(std::int64_t seconds) { app->clock.stand_at(app->clock.now().plus_seconds(seconds)); }
    std::int64_t step() { return app->clock.now().milliseconds() / 30000; }
    int status(const Person& who, const std::string& path = "/api/v1/session") { return app.get(who, path).status; }

    // Sets the second factor up and returns its secret; `codes` are the recovery codes.
    std::string set_up(const Person& who, json::array* codes = nullptr) {
        auto secret = std::string{app.post(who, "/api/v1/session/totp")["secret"].as_string()};
        auto done = app.send(who, http::Method::put, "/api/v1/session/totp", json::serialize(json::object{{"code", phone_code(secret, step())}}));
        EXPECT_EQ(done.status, 200) << done.text;
        if (codes) *codes = done["recovery_codes"].as_array();
        return secret;
    }
    Id<Organization> office = app.organization("市直机关工委", OrganizationKind::working_committee);
    Id<Organization> other_office = app.organization("另一工委", OrganizationKind::working_committee);
};
ZHIBU_ON_BOTH_ENGINES(Sessions);

TEST_P(Sessions, five_failures_lock_an_account_at_that_address_only) {
    account("wang", {{Role::member, office}});
    account("li", {{Role::member, office}});
    for (int i = 0; i < 5; ++i) EXPECT_EQ(log_in("wang", "wrong").problem, "log-in-failed");
    struct Row {
        const char* what;
        const char *username, *peer;
        std::int64_t seconds_later;
        int status;
    } table[] = {{"the account at the address", "wang", "10.0.0.1", 0, 401},       {"the account elsewhere", "wang", "10.0.0.2", 0, 201},
                 {"another account at the address", "li", "10.0.0.1", 0, 201},     {"just before the lock ends", "wang", "10.0.0.1", 15 * 60 - 1, 401},
                 {"a new failure begins to count anew", "wang", "10.0.0.1", 15 * 60 + 1, 201}};
    for (auto& row : table) {
        SCOPED_TRACE(row.what);
        after(row.seconds_later);
        EXPECT_EQ(log_in(row.username, right, "", row.peer).status, row.status);
    }
}

TEST_P(Sessions, guessing_many_names_or_from_many_addresses_shuts_out_nobody_where_they_work) {
    account("wang", {{Role::member, office}});
    account("li", {{Role::member, office}});
    ASSERT_EQ(log_in("wang").status, 201);
    // One guess as it happens, then as if it had been so many: each takes its time on purpose.
    auto guessed = [&](const std::string& username, const std::string& peer, const std::string& subject, int failures) {
        log_in(username, "wrong", "", peer);
        auto counted = app.write([&](Transaction& t) { return t.session.execute("UPDATE login_failure SET count = ? WHERE subject = ?", failures, secret::fingerprint(subject)); });
        EXPECT_EQ(counted, 1) << subject;
    };
    struct Row {
        const char* what;
        std::function<void()> guess;
        const char *username, *peer;
        int status;
    } table[] = {{"an address that guesses: who works there gets in", [&] { guessed("nobody", "10.0.0.1", "|10.0.0.1", 100); }, "wang", "10.0.0.1", 201},
                 {"who was never there waits", [] {}, "li", "10.0.0.1", 401},
                 {"and gets in elsewhere", [] {}, "li", "10.0.0.2", 201},
                 {"fewer guesses close nothing", [&] { guessed("nobody", "10.0.0.3", "|10.0.0.3", 98); }, "li", "10.0.0.3", 201},
                 {"a name guessed from everywhere: open at the known place", [&] { guessed("wang", "10.0.0.66", "wang|", 50); }, "wang", "10.0.0.1", 201},
                 {"closed where it never was", [] {}, "wang", "10.0.0.67", 401},
                 {"others are not concerned", [] {}, "li", "10.0.0.67", 201},
                 {"a place is known for ninety days", [&] { after(91 * 86400), guessed("nobody", "10.0.0.1", "|10.0.0.1", 100); }, "wang", "10.0.0.1", 401}};
    for (auto& row : table) {
        SCOPED_TRACE(row.what);
        row.guess();
        EXPECT_EQ(log_in(row.username, right, "", row.peer).status, row.status);
    }
}

TEST_P(Sessions, unknown_wrong_locked_and_disabled_get_one_answer_after_the_same_work) {
    account("wang", {{Role::member, office}});
    account("locked", {{Role::member, office}});
    auto gone = account("gone", {{Role::member, office}});
    app.write([&](Transaction& t) { t.session.execute("UPDATE account SET state = 'disabled' WHERE id = ?", gone); });
    for (int i = 0; i < 5; ++i) log_in("locked", "wrong");
    struct Row {
        const char* what;
        const char* username;
        std::string_view password;
    } table[] = {{"wrong", "wang", "wrong"}, {"unknown", "nobody", "wrong"}, {"locked", "locked", right}, {"disabled", "gone", right}};
    std::map<std::string, std::int64_t> fastest;
    auto answer = log_in("wang", "wrong").text;
    for (auto& row : table) {
        SCOPED_TRACE(row.what);
        for (int i = 0; i < 3; ++i) {
            auto begun = std::chrono::steady_clock::now();
            auto login = log_in(row.username, row.password, "", "10.0.1." + std::to_string(row.username == std::string_view{"locked"} ? 1 : i));
            auto spent = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count();
            if (row.username == std::string_view{"locked"}) login = log_in(row.username, row.password);
            EXPECT_EQ(login.text, answer);
            auto& least = fastest.try_emplace(row.what, spent).first->second;
            least = std::min<std::int64_t>(least, spent);
        }
    }
    // A verification takes tens of milliseconds; without it the answer would come a hundred times faster.
    for (auto& [what, spent] : fastest) EXPECT_GT(spent * 4, fastest["wrong"]) << what;
}

TEST_P(Sessions, end_after_half_an_hour_of_silence_and_after_twelve_hours_at_all) {
    account("wang", {{Role::member, office}});
    auto idle = log_in("wang").person;
    for (auto [minutes, expected] : {std::pair{29, 200}, {29, 200}, {31, 401}}) {
        after(minutes * 60);
        EXPECT_EQ(status(idle), expected);
    }

    auto busy = log_in("wang").person;
    for (int i = 0; i < 28; ++i) {
        after(25 * 60);
        ASSERT_EQ(status(busy), 200) << i;
    }
    after(21 * 60);
    EXPECT_EQ(status(busy), 401) << "12 hours and a minute";

    auto forgotten = log_in("wang").person;
    for (int i = 0; i < 2; ++i) {
        after(20 * 60);
        // What a page looks up by itself does not count as somebody being there.
        auto looked = app.send(forgotten, http::Method::get, "/api/v1/session", "", {.headers = {{"x-zhibu", "unasked"}}});
        EXPECT_EQ(looked.status, i == 0 ? 200 : 401);
    }
    auto set_back = log_in("wang").person;
    after(-3600);
    EXPECT_EQ(status(set_back), 200) << "a clock set back ends nothing";
}

TEST_P(Sessions, end_at_once_by_what_must_end_them) {
    auto admin = app.administrator();
    auto id = account("wang", {{Role::member, office}});
    auto path = "/api/v1/accounts/" + std::to_string(id.value);
    struct Row {
        const char* what;
        std::function<Answer(const Person& own)> deed;
        int own, other;  // afterwards: the log-in that did it, and another of the same account
    } table[] = {
        {"log-out", [&](auto& own) { return app.send(own, http::Method::remove, "/api/v1/session"); }, 401, 200},
        {"a new password", [&](auto& own) { return app.post(own, "/api/v1/session/password", {{"current", right}, {"fresh", "Another-2021-ok"}}); }, 200, 401},
        {"reset by a keeper", [&](auto&) { return app.post(admin, path + "/password"); }, 401, 401},
        {"disabling", [&](auto&) { return app.post(admin, path + "/disablement", {{"reason", "调离"}}); }, 401, 401},
    };
    for (auto& row : table) {
        SCOPED_TRACE(row.what);
        app.write([&](Transaction& t) {
            t.session.execute("UPDATE account SET password_hash = ?, must_change_password = 0, state = 'active' WHERE tenant_id = 1 AND id = ?", right_hash(), id);
        });
        auto own = log_in("wang").person, other = log_in("wang").person;
        ASSERT_EQ(status(own), 200);
        auto done = row.deed(own);
        EXPECT_LT(done.status, 300) << done.text;
        EXPECT_EQ(status(own), row.own);
        EXPECT_EQ(status(other), row.other);
    }
    app.write([&](Transaction& t) { t.session.execute("UPDATE account SET state = 'active', must_change_password = 0, password_hash = ? WHERE id = ?", right_hash(), id); });
    auto wang = log_in("wang").person;
    app.write([&](Transaction& t) { t.session.execute("DELETE FROM role_grant WHERE account_id = ?", id); });
    EXPECT_EQ(app.get(wang, "/api/v1/session")["roles"].as_array().size(), 0u) << "a role taken away is gone with the next request";
}

TEST_P(Sessions, a_code_opens_one_log_in) {
    account("wang", {{Role::member, office}});
    auto wang = log_in("wang").person;
    auto secret = set_up(wang);
    EXPECT_EQ(log_in("wang").problem, "totp-required");
    EXPECT_EQ(log_in("wang", "wrong", phone_code(secret, step() + 1)).problem, "log-in-failed") << "the password comes first";
    struct Row {
        const char* what;
        std::int64_t step;
        int status;
    } table[] = {{"the code of the set-up, again", 0, 401}, {"the next code", 1, 201}, {"the same, again", 1, 401}, {"an earlier one", 0, 401}, {"far ahead", 3, 401}};
    auto base = step();
    for (auto& row : table) {
        SCOPED_TRACE(row.what);
        auto login = log_in("wang", right, phone_code(secret, base + row.step));
        EXPECT_EQ(login.status, row.status);
        if (row.status == 401) {
            EXPECT_EQ(login.problem, "totp-wrong");
        }
    }
    after(60);
    EXPECT_EQ(log_in("wang", right, phone_code(secret, step())).status, 201);
}

TEST_P(Sessions, a_recovery_code_stands_in_once) {
    account("wang", {{Role::member, office}});
    json::array codes;
    set_up(log_in("wang").person, &codes);
    ASSERT_EQ(codes.size(), 10u);
    std::string first{codes[0].as_string()}, second{codes[1].as_string()};
    EXPECT_EQ(first.size(), 14u) << first;
    app.read([&](const View& view) {
        auto stored = view.session.text("SELECT recovery_codes FROM account WHERE username = 'wang'").value_or("");
        EXPECT_EQ(stored.find(first), stored.npos) << "only fingerprints are stored";
        return true;
    });
    EXPECT_EQ(log_in("wang", right, first).status, 201);
    EXPECT_EQ(log_in("wang", right, first).problem, "totp-wrong");
    std::string typed;
    for (char c : second)
        if (c != '-') typed += char(std::tolower(c));
    EXPECT_EQ(log_in("wang", right, typed).status, 201) << "as people type it";
    EXPECT_EQ(log_in("wang", right, second).problem, "totp-wrong");
    EXPECT_EQ(log_in("wang", right, "AAAA-AAAA-AAAA").problem, "totp-wrong");
}

TEST_P(Sessions, a_first_or_old_password_comes_before_all_else) {
    account("fresh", {{Role::committee_clerk, office}}, true);
    account("old", {{Role::committee_clerk, office}});
    after(91 * 86400);
    for (auto name : {"fresh", "old"}) {
        SCOPED_TRACE(name);
        auto who = log_in(name).person;
        // Every route that is not the session's own, asked without any body.
        int asked = 0;
        for (auto& route : app->router.routes()) {
            if (route->spec.gate != http::Gate::signed_in) continue;
            auto path = route->path;
            for (auto at = path.find('{'); at != path.npos; at = path.find('{')) path.replace(at, path.find('}') - at + 1, "1");
            auto answer = app.send(who, route->method, path, "{}");
            EXPECT_EQ(answer.problem(), "password-change-required") << path;
            ++asked;
        }
        EXPECT_GT(asked, 20);
        EXPECT_TRUE(app.get(who, "/api/v1/session")["needs"].at("password_change").as_bool());
        auto changed = app.post(who, "/api/v1/session/password", {{"current", right}, {"fresh", "Another-2021-ok"}});
        EXPECT_EQ(changed.status, 204) << changed.text;
        EXPECT_EQ(status(who, "/api/v1/accounts"), 200);
    }
}

TEST_P(Sessions, only_the_classified_profile_lets_passwords_grow_old) {
    account("wang", {{Role::committee_clerk, office}});
    struct Row {
        const char *setting, *value;
        int days, status;
    } table[] = {{"", "", 89, 200}, {"", "", 91, 403}, {"password_profile", "asvs", 91, 200}, {"password_profile", "classified", 91, 403}, {"sample", "laixi", 91, 200}};
    auto begin = app->clock.now();
    for (auto& row : table) {
        SCOPED_TRACE(std::string{row.setting} + " " + row.value + " " + std::to_string(row.days));
        app->clock.stand_at(begin.plus_seconds(row.days * 86400));
        if (*row.setting) app.write([&](Transaction& t) { access::set_setting(t.session, t.tenant(), row.setting, row.value); });
        EXPECT_EQ(status(log_in("wang").person, "/api/v1/accounts"), row.status);
    }
}

TEST_P(Sessions, keep_their_token_from_scripts_and_over_tls_from_other_hosts) {
    account("wang", {{Role::member, office}});
    for (bool encrypted : {false, true}) {
        http::Request request;
        request.method = http::Method::post, request.path = "/api/v1/session", request.peer = "10.0.0.1", request.headers = {{"x-zhibu", "1"}};
        request.request_id = "0123456789abcdef", request.encrypted = encrypted;
        request.body = json::serialize(json::object{{"username", "wang"}, {"password", right}});
        std::string cookie;
        for (auto& [name, value] : app->router.answer(request).headers)
            if (name == "set-cookie") cookie = value;
        EXPECT_EQ(cookie.find("__Host-zhibu="), encrypted ? 0u : std::string::npos) << cookie;
        EXPECT_EQ(cookie.find("; Secure") != std::string::npos, encrypted);
        for (auto* part : {"; Path=/", "; HttpOnly", "; SameSite=Lax"}) EXPECT_NE(cookie.find(part), std::string::npos) << cookie;
        EXPECT_EQ(cookie.find("Domain"), std::string::npos);
        auto token = cookie.substr(cookie.find('=') + 1, cookie.find(';') - cookie.find('=') - 1);
        EXPECT_EQ(token.size(), 64u) << "256 bits";
        // The token of the clear door opens nothing over TLS, and the other way round.
        request.method = http::Method::get, request.body.clear();
        request.headers = {{"cookie", (encrypted ? "zhibu=" : "__Host-zhibu=") + token}};
        EXPECT_EQ(app->router.answer(request).status, 401);
    }
}

TEST_P(Sessions, administrators_and_auditors_have_seven_days_for_a_second_factor) {
    account("admin", {{Role::administrator, whole_office}});
    account("auditor", {{Role::auditor, office}});
    account("clerk", {{Role::committee_clerk, office}});
    auto later = account("later", {{Role::committee_clerk, office}});
    struct Row {
        const char *who, *path;
        int day, status;
    } table[] = {{"admin", "/api/v1/accounts", 0, 200}, {"admin", "/api/v1/accounts", 7, 200}, {"admin", "/api/v1/accounts", 8, 403},
                 {"auditor", "/api/v1/audit", 7, 200},  {"auditor", "/api/v1/audit", 8, 403},  {"clerk", "/api/v1/accounts", 60, 200},
                 {"later", "/api/v1/accounts", 60, 200}, {"admin", "/api/v1/session", 60, 200}};
    auto begin = app->clock.now();
    for (auto& row : table) {
        SCOPED_TRACE(std::string{row.who} + " on day " + std::to_string(row.day));
        app->clock.stand_at(begin.plus_seconds(row.day * 86400));
        auto answer = app.get(log_in(row.who).person, row.path);
        EXPECT_EQ(answer.status, row.status) << answer.text;
        if (row.status == 403) {
            EXPECT_EQ(answer.problem(), "totp-required-by-now");
        }
    }
    app->clock.stand_at(begin.plus_seconds(60 * 86400));
    app.write([&](Transaction& t) {
        t.session.execute("INSERT INTO role_grant (tenant_id, id, account_id, role, organization_id, granted_by, granted_at) VALUES (1, 9000001, ?, 'auditor', ?, 0, ?)", later, office, t.now);
    });
    auto promoted = log_in("later").person;
    EXPECT_EQ(app.get(promoted, "/api/v1/session")["needs"].at("totp_by").as_string(), app->clock.now().date().plus_days(7).iso());
    EXPECT_EQ(status(promoted, "/api/v1/audit"), 200) << "whoever becomes an auditor later has the same days";

    auto admin = log_in("admin").person;
    EXPECT_TRUE(app.get(admin, "/api/v1/session")["needs"].at("totp").as_bool());
    set_up(admin);
    EXPECT_FALSE(app.get(admin, "/api/v1/session")["needs"].at("totp").as_bool());
    EXPECT_EQ(status(admin, "/api/v1/accounts"), 200);

    auto auditor = log_in("auditor").person;
    EXPECT_EQ(status(auditor, "/api/v1/audit"), 403);
    app.write([](Transaction& t) { access::set_setting(t.session, t.tenant(), "sample", "laixi"); });
    EXPECT_EQ(status(auditor, "/api/v1/audit"), 200) << "sample installations are exempt";
}

}  // namespace zhibu::testkit
