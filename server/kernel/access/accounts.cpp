// The routes of accounts: who may log in, with which roles within which subtrees.
#include <fmt/format.h>

#include "kernel/access/account_list.hpp"
#include "kernel/access/account_policy.hpp"
#include "kernel/access/password.hpp"
#include "kernel/access/separation.hpp"
#include "kernel/access/session.hpp"
#include "kernel/app.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu {

std::string_view check_username(std::string_view username) {
    for (unsigned char c : username)
        if (!std::isalnum(c) && c != '_' && c != '-' && c != '.') return "username_characters";
    return "";
}

namespace access {
namespace {

struct AccountCreation {
    std::string username{}, name{};
    std::optional<std::string> password{};
    std::optional<Id<Member>> member_id{};
    std::vector<RoleGrant> grants{};
};
struct PasswordReset {
    std::optional<std::string> password{};
};
struct Disablement {
    std::string reason{};
};

}  // namespace
}  // namespace access

template <>
struct Schema<access::AccountCreation> {
    using T = access::AccountCreation;
    static constexpr std::string_view name = "account_creation";
    static constexpr auto fields = std::tuple{
        field<&T::username>({.required = true, .min = 2, .max = 40, .check = check_username}), field<&T::name>({.required = true, .max = 40}),
        field<&T::password>({.max = 128}), field<&T::member_id>({.reference = "member"}), field<&T::grants>({.max = 20})};
};
template <>
struct Schema<access::PasswordReset> {
    static constexpr std::string_view name = "password_reset";
    static constexpr auto fields = std::tuple{field<&access::PasswordReset::password>({.max = 128})};
};
template <>
struct Schema<access::Disablement> {
    static constexpr std::string_view name = "disablement";
    static constexpr auto fields = std::tuple{field<&access::Disablement::reason>({.required = true, .max = 200})};
};

namespace access {

Id<Account> create_account(Transaction& t, const NewAccount& account, std::string_view password_hash) {
    Id<Account> id{t.session.next_id()};
    t.session.execute(
        "INSERT INTO account (tenant_id, id, username, name, member_id, password_hash, password_changed_at, must_change_password, totp_last_step, "
        "recovery_codes, state, large_type, created_at, authority, version) VALUES (?,?,?,?,?,?,?,?,0,'[]','active',0,?,1,1)",
        t.tenant(), id, account.username, account.name, account.member, password_hash, t.now, account.must_change_password, t.now);
    for (auto& grant : account.grants)
        t.session.execute("INSERT INTO role_grant (tenant_id, id, account_id, role, organization_id, granted_by, granted_at) VALUES (?,?,?,?,?,?,?)", t.tenant(),
                          t.session.next_id(), id, Codec<Role>::name(grant.role), grant.organization, t.actor.account, t.now);
    return id;
}

namespace {

// A first password that reads well over the telephone: no 0/O, 1/l.
std::string readable_password() {
    static constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz", capitals = "ABCDEFGHJKLMNPQRSTUVWXYZ", digits = "23456789";
    std::string out;
    for (unsigned char c : secret::random_bytes(12)) {
        auto& from = out.size() % 4 == 0 ? capitals : out.size() % 4 == 3 ? digits : letters;
        out += from[c % from.size()];
    }
    return out;
}

// The roles that the caller may give to somebody somewhere.
http::Response grantable_roles(http::Call& call) {
    return call.read([&](const View& view) {
        json::array items;
        for (auto role : roles_to_give(view))
            items.push_back({{"role", Codec<Role>::name(role)}, {"label", call.app.words.text(call.language(), fmt::format("role.{}", Codec<Role>::name(role)))}});
        return http::ok(json::serialize(json::object{{"items", std::move(items)}}));
    });
}

void check_member(const View& view, const std::optional<Id<Member>>& member, Id<Account> account) {
    if (!member) return;
    if (view.app.references.within_reach(view, "member", {member->value}).empty()) throw invalid({{"#/member_id", "unknown_reference"}});
    auto other = view.session.integer("SELECT id FROM account WHERE tenant_id = ? AND member_id = ?", view.tenant(), *member);
    if (other && *other != account.value) throw invalid({{"#/member_id", "has_account"}});
}

// A password given for somebody else, hashed before the write, and whether it has to be told.
struct GivenPassword {
    std::string hash, told;
    GivenPassword(http::Call& call, const std::optional<std::string>& wished, const std::vector<std::string>& own) {
        bool made = wished.value_or("").empty();
        auto password = made ? readable_password() : *wished;
        call.app.read(call.actor, [&](const View& view) { return refuse_weak_password(view, password, own, "#/password"), true; });
        hash = secret::hash_password(password);
        if (made) told = password;
    }
};

http::Response create(http::Call& call) {
    if (!call.actor.is_any(account_makers)) throw forbidden("keeps_no_accounts");  // before the slow hash
    auto sent = call.body_as<AccountCreation>();
    GivenPassword password{call, sent.password, {sent.username, sent.name}};
    return call.write([&](Transaction& t) {
        // An account is of no use without a role; whoever leaves the roles to the security officer makes it without.
        if (sent.grants.empty() && may_keep_rights(t)) throw invalid({{"#/grants", "required"}});
        check_grants(t, sent.grants, "#/grants");
        if (t.session.integer("SELECT id FROM account WHERE tenant_id = ? AND username = ?", t.tenant(), sent.username)) throw invalid({{"#/username", "taken"}});
        check_member(t, sent.member_id, {});
        auto id = create_account(t, {sent.username, sent.name, "", sent.member_id, {}, true}, password.hash);
        auto made = Store<Account>{t}.load(id, everything());
        t.record({"account.created", "account", id.value}, differences(Account{}, made));
        for (auto& grant : sent.grants) give(t, id, grant.role, grant.organization());
        auto shown = account_json(t, made);
        // The first password is told once, to whoever hands it over; the user must change it at the first log-in.
        shown.pop_back();
        return http::created(shown + (password.told.empty() ? "}" : ",\"first_password\":\"" + password.told + "\"}"));
    });
}

http::Response change(http::Call& call) {
    call.body();
    return call.write([&](Transaction& t) {
        Store<Account> store{t};
        auto account = store.load(call.id<Account>(), AccountPolicy::visible_to(t));
        auto before = account;
        AccountPolicy::may_change(t, account).or_throw();
        call.must_match(account.version);
        Faults faults;
        read_fields(call.body(), account, faults, "#", false);
        faults.throw_if_any();
        if (account.member_id != before.member_id) {
            AccountPolicy::may_name_member(t, account).or_throw();
            check_member(t, account.member_id, account.id);
        }
        store.update(account);
        t.record({"account.changed", "account", account.id.value}, differences(before, account));
        return http::ok(account_json(t, account));
    });
}

Account kept_account(const http::Call& call, const View& view) {
    auto account = Store<Account>{view}.load(call.id<Account>(), AccountPolicy::visible_to(view));
    if (account.id == view.actor.account) throw conflict("not-oneself");
    AccountPolicy::may_keep(view, account).or_throw();
    return account;
}

http::Response disable(http::Call& call) {
    auto sent = call.body_as<Disablement>();
    return call.write([&](Transaction& t) {
        auto account = kept_account(call, t);
        if (account.state == AccountState::disabled) throw conflict("already-disabled");
        refuse_last(t, account.id);
        account.state = AccountState::disabled;
        Store<Account>{t}.update(account);
        t.session.execute("DELETE FROM login_session WHERE tenant_id = ? AND account_id = ?", t.tenant(), account.id);
        t.record({"account.disabled", "account", account.id.value}, {fmt::format(R"({{"state":["active","disabled"],"reason":{}}})", to_json(sent.reason))});
        return http::ok(account_json(t, account));
    });
}

http::Response restore(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto account = kept_account(call, t);
        if (account.state == AccountState::active) throw conflict("not-disabled");
        account.state = AccountState::active;
        Store<Account>{t}.update(account);
        t.record({"account.restored", "account", account.id.value}, {R"({"state":["disabled","active"]})"});
        return http::ok(account_json(t, account));
    });
}

http::Response reset_password(http::Call& call) {
    auto sent = call.body_as<PasswordReset>();
    auto of = call.app.read(call.actor, [&](const View& view) { return kept_account(call, view); });
    GivenPassword password{call, sent.password, {of.username, of.name}};
    return call.write([&](Transaction& t) {
        auto account = kept_account(call, t);
        // Whoever lost the phone with the password starts anew with both.
        t.session.execute("UPDATE account SET password_hash = ?, password_changed_at = ?, must_change_password = 1, totp_secret = NULL, recovery_codes = '[]', version = "
                          "version + 1 WHERE tenant_id = ? AND id = ?", password.hash, t.now, t.tenant(), account.id);
        t.session.execute("DELETE FROM login_session WHERE tenant_id = ? AND account_id = ?", t.tenant(), account.id);
        t.record({"account.password_reset", "account", account.id.value});
        return http::ok(password.told.empty() ? "{}" : "{\"first_password\":\"" + password.told + "\"}");
    });
}

http::Response grant(http::Call& call) {
    auto sent = call.body_as<RoleGrant>();
    return call.write([&](Transaction& t) {
        auto account = kept_account(call, t);
        check_grants(t, {sent}, "");
        give(t, account.id, sent.role, sent.organization());
        return http::created(account_json(t, account));
    });
}

http::Response withdraw_grant(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto account = Store<Account>{t}.load(call.id<Account>(), AccountPolicy::visible_to(t));
        if (account.id == t.actor.account) throw conflict("not-oneself");
        for (auto& each : role_grants_of(t, account.id)) {
            if (each.id != call.number(1)) continue;
            may_keep_rights(t).or_throw();
            if (!may_grant(t, each.role, each.organization())) throw forbidden("grants_beyond_own");
            withdraw(t, account.id, each);
            return http::ok(account_json(t, account));
        }
        throw not_found();
    });
}

}  // namespace

void install_accounts(App& app) {
    app.permit("account.manage", account_keepers);
    app.permit("account.create", account_makers);
    app.references.declare("account", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        auto condition = any_of("id", ids);
        condition.arguments.insert(condition.arguments.begin(), db::to_value(view.tenant()));
        auto rows = view.session.query_with("SELECT id, name FROM account WHERE tenant_id = ? AND " + condition.sql, condition.arguments);
        while (rows.next()) names[rows.integer(0)] = rows.text(1);
        return names;
    });
    auto& r = app.router;
    auto parameters = list_parameters<Account>();
    parameters.push_back({"role", "filter: holds this role anywhere"});
    parameters.push_back({"organization_within", "filter: a role within an organisation or below it", {{"type", "integer"}}});
    http::Shape told{{{"type", "object"}, {"properties", {{"first_password", {{"type", "string"}}}}}}, {}};
    r.get("/api/v1/accounts", {.operation = "account.list", .response = account_shape(true), .query = parameters}, list_accounts);
    r.post("/api/v1/accounts", {.operation = "account.create", .request = http::shape<AccountCreation>(), .response = account_shape(false)}, create);
    r.get("/api/v1/accounts/grantable-roles", {.operation = "account.grantable_roles"}, grantable_roles);
    r.get("/api/v1/accounts/{id}", {.operation = "account.show", .response = account_shape(false)}, [](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(account_json(view, Store<Account>{view}.load(call.id<Account>(), AccountPolicy::visible_to(view)))); });
    });
    r.patch("/api/v1/accounts/{id}", {.operation = "account.change", .request = http::shape<Account>(), .response = account_shape(false)}, change);
    r.post("/api/v1/accounts/{id}/disablement", {.operation = "account.disable", .request = http::shape<Disablement>(), .response = account_shape(false)}, disable);
    r.post("/api/v1/accounts/{id}/restoration", {.operation = "account.restore", .response = account_shape(false)}, restore);
    r.post("/api/v1/accounts/{id}/password", {.operation = "account.reset_password", .request = http::shape<PasswordReset>(), .response = told}, reset_password);
    r.post("/api/v1/accounts/{id}/grants", {.operation = "account.grant", .request = http::shape<RoleGrant>(), .response = account_shape(false)}, grant);
    r.remove("/api/v1/accounts/{id}/grants/{grant_id}", {.operation = "account.withdraw", .response = account_shape(false)}, withdraw_grant);
    r.get("/api/v1/descriptions/account", {.operation = "account.describe"}, [](http::Call& call) { return http::ok(describe_accounts(call.app.words, call.language())); });
}

}  // namespace access
}  // namespace zhibu
