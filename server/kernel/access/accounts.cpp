// The routes of accounts: who may log in, with which roles within which subtrees.
#include <algorithm>
#include <fmt/format.h>
#include <map>

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
struct Granting {
    Role keeper;
    std::vector<Role> roles;
};
const std::vector<Granting>& grantings() {
    using enum Role;
    static const std::vector<Granting> all{
        {administrator, {committee_clerk, leader, inspector, organ_clerk, branch_secretary, member, administrator, auditor}},
        {committee_clerk, {leader, inspector, organ_clerk, branch_secretary, member}},
        {organ_clerk, {branch_secretary, member}}};
    return all;
}
bool may_grant(const View& view, Role role, Id<Organization> organization) {
    return std::any_of(grantings().begin(), grantings().end(), [&](auto& each) {
        return std::find(each.roles.begin(), each.roles.end(), role) != each.roles.end() && view.covers({each.keeper}, organization);
    });
}

std::vector<RoleGrant> role_grants_of(const View& view, Id<Account> account) {
    std::vector<RoleGrant> all;
    auto rows = view.session.query("SELECT id, role, organization_id FROM role_grant WHERE tenant_id = ? AND account_id = ? ORDER BY id", view.tenant(), account);
    while (rows.next())
        if (auto role = Codec<Role>::parse(rows.text(1))) all.push_back({rows.integer(0), *role, {}}), all.back().organization_id = Id<Organization>{rows.integer(2)};
    return all;
}

struct AccountPolicy {
    // An account is seen by whoever keeps accounts over one of its scopes; accounts of the whole office by administrators only.
    // One that has lost its last role stays with those who could see it until then, so that they can give it another.
    static Where visible_to(const View& view) {
        if (view.actor.system || view.covers({Role::administrator}, whole_office)) return everything();
        auto scope = view.within(account_keepers, "g.organization_id");
        if (scope.sql == "1=1") scope = where("g.organization_id <> ?", whole_office);
        auto within = [&](std::string_view table) {
            return Where{fmt::format("id IN (SELECT g.account_id FROM {} g WHERE g.tenant_id = account.tenant_id AND {})", table, scope.sql), scope.arguments};
        };
        auto without_role = where("NOT EXISTS (SELECT 1 FROM role_grant n WHERE n.tenant_id = account.tenant_id AND n.account_id = account.id)");
        return within("role_grant") || (without_role && within("ended_grant")) || where("id = ?", view.actor.account);
    }
    static Where matching(const View&, const std::string& words) {
        auto pattern = "%" + words + "%";
        return where("(username LIKE ? OR name LIKE ?)", pattern, pattern);
    }
    static Verdict may_change(const View& view, const Account& account) {
        if (!view.actor.is_any(account_keepers)) return denied("keeps_no_accounts");
        for (auto& grant : role_grants_of(view, account.id))
            if (!may_grant(view, grant.role, grant.organization())) return denied("grants_beyond_own");
        return allowed();
    }
    // Nobody shuts themselves out, gives themselves more, or goes round the question for the current password.
    static Verdict may_keep(const View& view, const Account& account) {
        if (account.id == view.actor.account) return denied("not_oneself");
        return may_change(view, account);
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
        field<&T::password>({.max = 128}), field<&T::member_id>({.reference = "member"}), field<&T::grants>({.required = true, .max = 20})};
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

// Writes accounts with their roles and the names of what they refer to.
class AccountList {
public:
    AccountList(const View& view, const std::vector<Account>& accounts) : view_{view} {
        for (auto& account : accounts) {
            auto& grants = grants_[account.id.value] = role_grants_of(view, account.id);
            collect_references(account, names_);
            for (auto& grant : grants) collect_references(grant, names_);
        }
        names_.load(view);
    }
    void write_members(std::string& out, const Account& account) const {
        write_named_members(out, account, names_);
        out += ",\"grants\":[";
        bool first = true;
        for (auto& grant : grants_.at(account.id.value)) {
            if (!first) out += ',';
            first = false;
            out += fmt::format(R"({{"id":{},"role":"{}","organization_id":)", grant.id, Codec<Role>::name(grant.role));
            Codec<Id<Organization>>::write(out, grant.organization());
            out += ",\"organization_name\":";
            auto* name = names_.name("organization", grant.organization().value);
            if (grant.organization() == whole_office) write_json_text(out, view_.app.words.text(view_.actor.language, "role_grant.whole_office"));
            else name ? write_json_text(out, *name) : void(out += "null");
            out += '}';
        }
        out += ']';
    }

private:
    const View& view_;
    std::map<std::int64_t, std::vector<RoleGrant>> grants_;
    ReferenceList names_;
};

std::string account_json(const View& view, const Account& account) {
    std::string out = "{";
    AccountList{view, {account}}.write_members(out, account);
    bool second_factor = view.session.query("SELECT 1 FROM account WHERE tenant_id = ? AND id = ? AND totp_secret IS NOT NULL", view.tenant(), account.id).next();
    out += second_factor ? ",\"totp\":true" : ",\"totp\":false";
    out += ",\"can\":{";
    auto kept = AccountPolicy::may_keep(view, account);
    bool first = true;
    for (auto& [deed, verdict] : {std::pair{"change", AccountPolicy::may_change(view, account)}, {"grant", kept}, {"disable", kept}, {"reset_password", kept}}) {
        out += fmt::format("{}\"{}\":", first ? "" : ",", deed);
        write_verdict(out, view, verdict);
        first = false;
    }
    return out + "}}";
}

http::Response list_accounts(http::Call& call) {
    return call.read([&](const View& view) {
        auto query = list_query<Account>(call, view, {"role", "organization_within"});
        if (auto words = call.parameter("q")) query.condition = query.condition && AccountPolicy::matching(view, *words);
        if (auto role = call.parameter("role"))
            query.condition = query.condition && where("id IN (SELECT account_id FROM role_grant WHERE tenant_id = account.tenant_id AND role = ?)", *role);
        if (auto organization = call.integer_parameter("organization_within")) {
            auto inside = within("r.organization_id", view.tenant(), {{*organization}}, view.tree());
            query.condition = query.condition && Where{"id IN (SELECT r.account_id FROM role_grant r WHERE r.tenant_id = account.tenant_id AND " + inside.sql + ")", inside.arguments};
        }
        auto page = Store<Account>{view}.list(AccountPolicy::visible_to(view), query);
        AccountList accounts{view, page.items};
        std::string out = "{\"items\":[";
        for (std::size_t i = 0; i < page.items.size(); ++i) {
            out += i ? ",{" : "{";
            accounts.write_members(out, page.items[i]);
            out += '}';
        }
        out += fmt::format("],\"page\":{},\"size\":{}", page.page, page.size);
        if (page.total) out += fmt::format(",\"total\":{}", *page.total);
        return http::ok(out + "}");
    });
}

// The roles that the caller may give to somebody somewhere.
http::Response grantable_roles(http::Call& call) {
    std::vector<Role> roles;
    for (auto& each : grantings())
        if (call.actor.is(each.keeper))
            for (auto role : each.roles)
                if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
    json::array items;
    for (auto role : roles)
        items.push_back({{"role", Codec<Role>::name(role)}, {"label", call.app.words.text(call.language(), fmt::format("role.{}", Codec<Role>::name(role)))}});
    return http::ok(json::serialize(json::object{{"items", std::move(items)}}));
}

// What was granted must lie within the granter's own reach; every fault at its place.
void check_grants(const View& view, const std::vector<RoleGrant>& grants, const std::string& place) {
    Faults faults;
    for (std::size_t i = 0; i < grants.size(); ++i) {
        auto here = place.empty() ? std::string{"#"} : fmt::format("{}/{}", place, i);
        auto organization = grants[i].organization();
        if (organization && !view.tree().find(organization)) faults.add(here + "/organization_id", "unknown_reference");
        else if (!may_grant(view, grants[i].role, organization)) faults.add(here + (organization ? "/role" : "/organization_id"), organization ? "beyond_own_authority" : "required");
    }
    faults.throw_if_any();
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
    GivenPassword(http::Call& call, const std::optional<std::string>& wished, std::string_view username) {
        bool made = wished.value_or("").empty();
        auto password = made ? readable_password() : *wished;
        auto profile = call.app.database->read_value([&](db::Session& s) { return setting(s, call.actor.tenant, "password_profile").value_or("classified"); });
        if (auto code = check_password(password, username, profile); !code.empty()) throw invalid({{"#/password", code}});
        hash = secret::hash_password(password);
        if (made) told = password;
    }
};

std::string grant_detail(const RoleGrant& grant, bool given) {
    auto role = fmt::format("\"{}\"", Codec<Role>::name(grant.role)), organization = std::to_string(grant.organization().value);
    return fmt::format(R"({{"role":[{},{}],"organization_id":[{},{}]}})", given ? "null" : role, given ? role : "null", given ? "null" : organization, given ? organization : "null");
}

http::Response create(http::Call& call) {
    if (!call.actor.is_any(account_keepers)) throw forbidden("keeps_no_accounts");  // before the slow hash
    auto sent = call.body_as<AccountCreation>();
    GivenPassword password{call, sent.password, sent.username};
    return call.write([&](Transaction& t) {
        check_grants(t, sent.grants, "#/grants");
        if (t.session.integer("SELECT id FROM account WHERE tenant_id = ? AND username = ?", t.tenant(), sent.username)) throw invalid({{"#/username", "taken"}});
        check_member(t, sent.member_id, {});
        NewAccount account{sent.username, sent.name, "", sent.member_id, {}, true};
        for (auto& grant : sent.grants) account.grants.push_back({grant.role, grant.organization()});
        auto id = create_account(t, account, password.hash);
        auto made = Store<Account>{t}.load(id, everything());
        t.record({"account.created", "account", id.value}, differences(Account{}, made));
        for (auto& grant : role_grants_of(t, id)) t.audit("account.granted", "account", id.value, grant.organization(), {grant_detail(grant, true)});
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
            // Whoever is the person behind an account acts as that member: nobody chooses this for themselves.
            AccountPolicy::may_keep(t, account).or_throw();
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
    auto username = call.app.read(call.actor, [&](const View& view) { return kept_account(call, view).username; });
    GivenPassword password{call, sent.password, username};
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
        t.session.execute("INSERT INTO role_grant (tenant_id, id, account_id, role, organization_id, granted_by, granted_at) VALUES (?,?,?,?,?,?,?) ON CONFLICT "
                          "(tenant_id, account_id, role, organization_id) DO NOTHING",
                          t.tenant(), t.session.next_id(), account.id, Codec<Role>::name(sent.role), sent.organization(), t.actor.account, t.now);
        t.record({"account.granted", "account", account.id.value, sent.organization()}, {grant_detail(sent, true)});
        return http::created(account_json(t, account));
    });
}

http::Response withdraw(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto account = Store<Account>{t}.load(call.id<Account>(), AccountPolicy::visible_to(t));
        if (account.id == t.actor.account) throw conflict("not-oneself");
        for (auto& each : role_grants_of(t, account.id)) {
            if (each.id != call.number(1)) continue;
            if (!may_grant(t, each.role, each.organization())) throw forbidden("grants_beyond_own");
            t.session.execute("INSERT INTO ended_grant (tenant_id, id, account_id, role, organization_id, granted_by, granted_at, ended_by, ended_at) SELECT tenant_id, id, "
                              "account_id, role, organization_id, granted_by, granted_at, ?, ? FROM role_grant WHERE tenant_id = ? AND id = ?",
                              t.actor.account, t.now, t.tenant(), each.id);
            t.session.execute("DELETE FROM role_grant WHERE tenant_id = ? AND id = ?", t.tenant(), each.id);
            t.record({"account.grant_withdrawn", "account", account.id.value, each.organization()}, {grant_detail(each, false)});
            return http::ok(account_json(t, account));
        }
        throw not_found();
    });
}

// The roles stand in no column of the account: they are described as one that is filtered by and shown, never written.
std::string describe(const Words& words, Language language) {
    auto described = json::parse(description_of<Account>(words, language));
    json::array options;
    for (auto& role : Codec<Role>::names()) options.push_back({{"value", role}, {"label", words.text(language, "role." + role)}});
    auto& fields = described.as_object()["fields"].as_array();
    auto state = std::find_if(fields.begin(), fields.end(), [](auto& each) { return each.at("name") == "state"; });
    fields.insert(state, json::object{{"name", "role"}, {"label", words.text(language, "account.grants")}, {"kind", "enum"}, {"read_only", true}, {"filterable", true},
                                      {"list_column", true}, {"options", std::move(options)}});
    return json::serialize(described);
}

// What an answer holds beside the account's own fields.
http::Shape account_shape(bool page) {
    auto out = page ? http::page_of<Account>() : http::shown_of<Account>();
    auto& shown = out.components.at("account_shown");
    for (auto& [name, schema] : http::shown_of<RoleGrant>().components) out.components[name] = schema;
    shown["properties"].as_object()["grants"] = {{"type", "array"}, {"items", {{"$ref", "#/components/schemas/role_grant_shown"}}}};
    shown["properties"].as_object()["totp"] = {{"type", "boolean"}};
    shown["properties"].as_object()["first_password"] = {{"type", "string"}, {"description", "told once, when the account is made"}};
    shown["required"].as_array().emplace_back("grants");
    return out;
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
    r.remove("/api/v1/accounts/{id}/grants/{grant_id}", {.operation = "account.withdraw", .response = account_shape(false)}, withdraw);
    r.get("/api/v1/descriptions/account", {.operation = "account.describe"}, [](http::Call& call) { return http::ok(describe(call.app.words, call.language())); });
}

}  // namespace access
}  // namespace zhibu
