#include "kernel/access/second_factor.hpp"

#include <fmt/format.h>

#include "kernel/access/session.hpp"
#include "kernel/document/qr.hpp"

namespace zhibu::access {
namespace {

struct TotpCode {
    std::string code{};
};

}  // namespace
}  // namespace zhibu::access

template <>
struct zhibu::Schema<zhibu::access::TotpCode> {
    static constexpr std::string_view name = "totp_code";
    static constexpr auto fields = std::tuple{field<&access::TotpCode::code>({.required = true, .max = 20})};
};

namespace zhibu::access {

std::string normal_code(std::string_view typed) {
    std::string out;
    for (char c : typed)
        if (c != ' ' && c != '-') out += c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
    return out;
}

std::vector<std::string> new_recovery_codes() {
    // 32 signs without those that are taken for one another: 12 of them are 60 bits.
    static constexpr std::string_view signs = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    std::vector<std::string> codes;
    for (int i = 0; i < recovery_code_count; ++i) {
        std::string code;
        for (unsigned char byte : secret::random_bytes(12)) {
            if (code.size() == 4 || code.size() == 9) code += '-';
            code += signs[byte % signs.size()];
        }
        codes.push_back(std::move(code));
    }
    return codes;
}

std::string fingerprints_of(const std::vector<std::string>& codes) {
    json::array all;
    for (auto& code : codes) all.emplace_back(secret::fingerprint(normal_code(code)));
    return json::serialize(all);
}

std::optional<std::string> without_code(std::string_view stored, std::string_view code) {
    auto print = secret::fingerprint(normal_code(code));
    auto all = json::parse(stored).as_array();
    for (auto at = all.begin(); at != all.end(); ++at)
        if (at->as_string() == print) {
            all.erase(at);
            return json::serialize(all);
        }
    return {};
}

namespace {

std::string pending_name(Id<Account> account) { return "totp_pending." + std::to_string(account.value); }

http::Response begin(http::Call& call) {
    auto key = secret::base32(secret::random_bytes(20));
    return call.write([&](Transaction& t) {
        auto name = pending_name(t.actor.account);
        set_setting(t.session, t.tenant(), name, secret::base64(t.app.keys.seal(key, "account." + name)));
        auto username = t.session.text("SELECT username FROM account WHERE tenant_id = ? AND id = ?", t.tenant(), t.actor.account).value_or("");
        auto address = fmt::format("otpauth://totp/Zhibu:{}?secret={}&issuer=Zhibu", http::percent_encode(username), key);
        return http::ok(json::serialize(json::object{{"secret", key}, {"address", address}, {"qr_svg", document::qr_svg(address)}}));
    });
}

http::Response confirm(http::Call& call) {
    auto sent = call.body_as<TotpCode>();
    auto codes = new_recovery_codes();
    return call.write([&](Transaction& t) {
        auto name = pending_name(t.actor.account);
        auto pending = setting(t.session, t.tenant(), name);
        auto key = pending ? t.app.keys.open(secret::from_base64(*pending), "account." + name) : std::nullopt;
        if (!key) throw conflict("totp-not-begun");
        auto step = secret::totp_step(*key, normal_code(sent.code), t.now.milliseconds() / 1000);
        if (!step) throw invalid({{"#/code", "wrong_code"}});
        t.session.execute("UPDATE account SET totp_secret = ?, totp_last_step = ?, recovery_codes = ?, version = version + 1 WHERE tenant_id = ? AND id = ?",
                          db::Bytes{t.app.keys.seal(*key, "account.totp." + std::to_string(t.actor.account.value))}, *step, fingerprints_of(codes), t.tenant(),
                          t.actor.account);
        t.session.execute("DELETE FROM setting WHERE tenant_id = ? AND name = ?", t.tenant(), name);
        t.audit("account.totp_set", "account", t.actor.account.value);
        json::array told;
        for (auto& code : codes) told.emplace_back(code);
        return http::ok(json::serialize(json::object{{"recovery_codes", std::move(told)}}));
    });
}

http::Shape object_of(std::initializer_list<std::pair<std::string_view, json::object>> members) {
    json::object properties;
    json::array required;
    for (auto& [name, schema] : members) properties[name] = schema, required.emplace_back(name);
    return {{{"type", "object"}, {"required", required}, {"properties", properties}}, {}};
}

}  // namespace

void install_second_factor(App& app) {
    json::object text{{"type", "string"}}, texts{{"type", "array"}, {"items", {{"type", "string"}}}};
    app.router.post("/api/v1/session/totp",
                    {.operation = "session.begin_totp", .response = object_of({{"secret", text}, {"address", text}, {"qr_svg", text}}), .gate = http::Gate::settling}, begin);
    app.router.put("/api/v1/session/totp",
                   {.operation = "session.confirm_totp", .request = http::shape<TotpCode>(), .response = object_of({{"recovery_codes", texts}}), .gate = http::Gate::settling},
                   confirm);
}

}  // namespace zhibu::access
