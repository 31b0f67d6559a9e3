// The routes of accounts: who may log in, with which roles within which subtrees.
#include <fmt/format.h>

#include "kernel/access/account.hpp"
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

// Who may give which roles: nobody grants a role or a scope beyond their own.
constexpr Roles account_keepers{Role::administrator, Role::committee_clerk, Role::organ_clerk};
bool may_grant(const View& view, Role role, Id<Organization> organization) {
    if (view.covers({Role::administrator}, organization)) return true;
    bool ordinary = role == Role::branch_secretary || role == Role::member;
    if (view.covers({Role::committee_clerk}, organization)) return ordinary || role == Role::organ_clerk || role == Role::inspector || role == Role::leader;
    return ordinary && view.covers({Role::organ_clerk}, organization);
}

std::vector<RoleGrant> grants_of(const View& view, Id<Account> account) {
    std::vector<RoleGrant> all;
    auto rows = view.session.query("SELECT id, role, organization_id FROM role_grant WHERE tenant_id = ? AND account_id = ? ORDER BY id", view.tenant(), account);
    while (rows.next())
        if (auto role = Codec<Role>::parse(rows.text(1))) all.push_back({rows.integer(0), *role, {rows.integer(2)}});
    return all;
}

struct AccountPolicy {
    // An account is seen by whoever keeps accounts over one of its scopes; accounts of the whole office by administrators only.
    static Where visible_to(const View& view) {
        auto scope = view.within(account_keepers, "g.organization_id");
        if (scope.sql == "1=1") return everything();
        return Where{"id IN (SELECT g.account_id FROM role_grant g WHERE g.tenant_id = account.tenant_id AND " + scope.sql + ")", scope.arguments} ||
               where("id = ?", view.actor.account);
    }
    static Where matching(const View&, const std::string& words) {
        auto pattern = "%" + words + "%";
        return where("(username LIKE ? OR name LIKE ?)", pattern, pattern);
    }
    static Verdict may_change(const View& view, const Account& account) {
        if (!view.actor.is_any(account_keepers)) return denied("keeps_no_accounts");
        for (auto& grant : grants_of(view, account.id))
            if (!may_grant(view, grant.role, grant.organization_id)) return denied("grants_beyond_own");
        return allowed();
    }
};

struct AccountCreation {
    std::string username{}, name{};
    std::optional<std::string> password{};
    std::optional<Id<Member>> member_id{};
    std::vector<RoleGrant> grants{};
};
struct PasswordReset {
    std::optional<std::string> password{};
};

}  // namespace
}  // namespace access

template <>
struct Schema<access::AccountCreation> {
    using T = access::AccountCreation;
    static constexpr std::string_view name = "account_creation";
    static constexpr auto fields = std::tuple{
        field<&T::username>({.required = true, .min = 2, .max = 40, .check = check_username}), field<&T::name>({.required = true, .max = 40}),
        field<&T::password>({.max = 128}), field<&T::member_id>({.reference = "member"}), field<&T::grants>({.required = true, .max = 20})};
};
template <>
struct Schema<access::PasswordReset> {
    static constexpr std::string_view name = "password_reset";
    static constexpr auto fields = std::tuple{field<&access::PasswordReset::password>({.max = 128})};
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

std::string account_json(const View& view, const Account& account) {
    std::string out = "{";
    write_members(out, account);
    out += ",\"grants\":";
    auto grants = grants_of(view, account.id);
    Codec<std::vector<RoleGrant>>::write(out, grants);
    auto verdict = AccountPolicy::may_change(view, account);
    out += ",\"can\":{\"change\":";
    verdict ? void(out += "true") : write_json_text(out, verdict.reason);
    out += "},\"references\":";
    ReferenceList names;
    for (auto& grant : grants) names.add("organization", grant.organization_id.value);
    if (account.member_id) names.add("member", account.member_id->value);
    names.write(out, view);
    return out + "}";
}

http::Response list_accounts(http::Call& call) {
    return call.read([&](const View& view) {
        auto query = list_query<Account>(call, view, {"role", "organization_within"});
        if (auto words = call.parameter("q")) query.condition = query.condition && AccountPolicy::matching(view, *words);
        if (auto role = call.parameter("role"))
            query.condition = query.condition && where("id IN (SELECT account_id FROM role_grant WHERE tenant_id = account.tenant_id AND role = ?)", *role);
        auto page = Store<Account>{view}.list(AccountPolicy::visible_to(view), query);
        std::string out = "{\"items\":[";
        ReferenceList names;
        for (std::size_t i = 0; i < page.items.size(); ++i) {
            auto grants = grants_of(view, page.items[i].id);
            out += i ? ",{" : "{";
            write_members(out, page.items[i]);
            out += ",\"grants\":";
            Codec<std::vector<RoleGrant>>::write(out, grants);
            out += '}';
            for (auto& grant : grants) names.add("organization", grant.organization_id.value);
        }
        out += fmt::format("],\"page\":{},\"size\":{}", page.page, page.size);
        if (page.total) out += fmt::format(",\"total\":{}", *page.total);
        out += ",\"references\":";
        names.write(out, view);
        return http::ok(out + "}");
    });
}

// What was granted must lie within the granter's own reach; every fault at its place.
void check_grants(const View& view, const std::vector<RoleGrant>& grants) {
    Faults faults;
    for (std::size_t i = 0; i < grants.size(); ++i) {
        auto place = fmt::format("#/grants/{}", i);
        if (grants[i].organization_id && !view.tree().find(grants[i].organization_id)) faults.add(place + "/organization_id", "unknown_reference");
        else if (!may_grant(view, grants[i].role, grants[i].organization_id)) faults.add(place, "beyond_own_authority");
    }
    faults.throw_if_any();
}

http::Response create(http::Call& call) {
    auto sent = call.body_as<AccountCreation>();
    auto password = sent.password.value_or("").empty() ? readable_password() : *sent.password;
    auto profile = call.app.database->read_value([&](db::Session& s) { return setting(s, call.actor.tenant, "password_profile").value_or("classified"); });
    if (auto code = check_password(password, sent.username, profile); !code.empty()) throw invalid({{"#/password", code}});
    auto hash = secret::hash_password(password);
    return call.write([&](Transaction& t) {
        if (!t.actor.is_any(account_keepers)) throw forbidden("keeps_no_accounts");
        check_grants(t, sent.grants);
        if (t.session.integer("SELECT id FROM account WHERE tenant_id = ? AND username = ?", t.tenant(), sent.username)) throw invalid({{"#/username", "taken"}});
        if (sent.member_id && t.app.references.names(t, "member", {sent.member_id->value}).empty()) throw invalid({{"#/member_id", "unknown_reference"}});
        NewAccount account{sent.username, sent.name, "", sent.member_id, {}, true};
        for (auto& grant : sent.grants) account.grants.push_back({grant.role, grant.organization_id});
        auto id = create_account(t, account, hash);
        t.record({"account.created", "account", id.value}, {to_json(sent.grants)});
        auto shown = account_json(t, Store<Account>{t}.load(id, everything()));
        // The first password is told once, to whoever hands it over; the user must change it at the first log-in.
        shown.pop_back();
        return http::created(shown + (sent.password ? "}" : ",\"first_password\":\"" + password + "\"}"));
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
        if (account.state == AccountState::disabled && account.id == t.actor.account) throw conflict("not-oneself");
        store.update(account);
        if (account.state == AccountState::disabled) t.session.execute("DELETE FROM login_session WHERE tenant_id = ? AND account_id = ?", t.tenant(), account.id);
        t.record({"account.changed", "account", account.id.value}, differences(before, account));
        return http::ok(account_json(t, account));
    });
}

http::Response reset_password(http::Call& call) {
    auto sent = call.body_as<PasswordReset>();
    auto password = sent.password.value_or("").empty() ? readable_password() : *sent.password;
    auto profile = call.app.database->read_value([&](db::Session& s) { return setting(s, call.actor.tenant, "password_profile").value_or("classified"); });
    if (auto code = check_password(password, "", profile); !code.empty()) throw invalid({{"#/password", code}});
    auto hash = secret::hash_password(password);
    return call.write([&](Transaction& t) {
        auto account = Store<Account>{t}.load(call.id<Account>(), AccountPolicy::visible_to(t));
        AccountPolicy::may_change(t, account).or_throw();
        t.session.execute("UPDATE account SET password_hash = ?, password_changed_at = ?, must_change_password = 1, totp_secret = NULL, version = version + 1 WHERE "
                          "tenant_id = ? AND id = ?", hash, t.now, t.tenant(), account.id);
        t.session.execute("DELETE FROM login_session WHERE tenant_id = ? AND account_id = ?", t.tenant(), account.id);
        t.record({"account.password_reset", "account", account.id.value});
        return http::ok(sent.password ? "{}" : "{\"first_password\":\"" + password + "\"}");
    });
}

http::Response grant(http::Call& call) {
    auto sent = call.body_as<RoleGrant>();
    return call.write([&](Transaction& t) {
        auto account = Store<Account>{t}.load(call.id<Account>(), AccountPolicy::visible_to(t));
        AccountPolicy::may_change(t, account).or_throw();
        check_grants(t, {sent});
        t.session.execute("INSERT INTO role_grant (tenant_id, id, account_id, role, organization_id, granted_by, granted_at) VALUES (?,?,?,?,?,?,?) ON CONFLICT "
                          "(tenant_id, account_id, role, organization_id) DO NOTHING",
                          t.tenant(), t.session.next_id(), account.id, Codec<Role>::name(sent.role), sent.organization_id, t.actor.account, t.now);
        t.record({"account.granted", "account", account.id.value, sent.organization_id}, {to_json(sent)});
        return http::created(account_json(t, account));
    });
}

http::Response withdraw(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto account = Store<Account>{t}.load(call.id<Account>(), AccountPolicy::visible_to(t));
        for (auto& each : grants_of(t, account.id)) {
            if (each.id != call.number(1)) continue;
            if (!may_grant(t, each.role, each.organization_id)) throw forbidden("grants_beyond_own");
            if (account.id == t.actor.account) throw conflict("not-oneself");
            t.session.execute("DELETE FROM role_grant WHERE tenant_id = ? AND id = ?", t.tenant(), each.id);
            t.record({"account.grant_withdrawn", "account", account.id.value, each.organization_id}, {to_json(each)});
            return http::ok(account_json(t, account));
        }
        throw not_found();
    });
}

}  // namespace

void install_accounts(App& app) {
    app.permit("account.manage", {Role::administrator, Role::committee_clerk, Role::organ_clerk});
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
    r.get("/api/v1/accounts", {.operation = "account.list", .response = http::page_of<Account>(), .query = parameters}, list_accounts);
    r.post("/api/v1/accounts", {.operation = "account.create", .request = http::shape<AccountCreation>(), .response = http::shape<Account>()}, create);
    r.get("/api/v1/accounts/{id}", {.operation = "account.show", .response = http::shape<Account>()}, [](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(account_json(view, Store<Account>{view}.load(call.id<Account>(), AccountPolicy::visible_to(view)))); });
    });
    r.patch("/api/v1/accounts/{id}", {.operation = "account.change", .request = http::shape<Account>(), .response = http::shape<Account>()}, change);
    r.post("/api/v1/accounts/{id}/password", {.operation = "account.reset_password", .request = http::shape<PasswordReset>()}, reset_password);
    r.post("/api/v1/accounts/{id}/grants", {.operation = "account.grant", .request = http::shape<RoleGrant>(), .response = http::shape<Account>()}, grant);
    r.remove("/api/v1/accounts/{id}/grants/{grant_id}", {.operation = "account.withdraw", .response = http::shape<Account>()}, withdraw);
    r.get("/api/v1/descriptions/account", {.operation = "account.describe"}, [](http::Call& call) { return http::ok(description_of<Account>(call.app.words, call.language())); });
}

}  // namespace access
}  // namespace zhibu
