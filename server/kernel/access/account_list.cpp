// Accounts as lists, details, Excel sheets and descriptions show them: with the roles that stand beside the row.
#include <fmt/format.h>

#include <map>

#include "kernel/access/account_list.hpp"
#include "kernel/access/account_policy.hpp"
#include "kernel/app.hpp"
#include "kernel/record/audited_export.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu::access {
namespace {

std::string place_of(const View& view, const RoleGrant& grant) {
    if (grant.organization() == whole_office) return std::string{view.app.words.text(view.actor.language, "role_grant.whole_office")};
    auto names = view.app.references.names(view, "organization", {grant.organization().value});
    return names.empty() ? "" : names.begin()->second;
}

void write_account(std::string& out, const View& view, const Account& account, const ReferenceList& names) {
    write_named_members(out, account, names);
    out += ",\"grants\":[";
    for (auto& grant : role_grants_of(view, account.id)) {
        if (out.back() != '[') out += ',';
        out += fmt::format(R"({{"id":{},"role":"{}","organization_id":{},"organization_name":{}}})", grant.id, Codec<Role>::name(grant.role), to_json(grant.organization()),
                           to_json(place_of(view, grant)));
    }
    out += ']';
}

ListQuery asked(const http::Call& call, const View& view) {
    auto query = list_query<Account>(call, view, {"role", "organization_within"});
    auto holding = [&](const Where& grants) {
        query.condition = query.condition && Where{"id IN (SELECT r.account_id FROM role_grant r WHERE r.tenant_id = account.tenant_id AND " + grants.sql + ")", grants.arguments};
    };
    if (auto words = call.parameter("q")) query.condition = query.condition && AccountPolicy::matching(view, *words);
    if (auto role = call.parameter("role")) holding(where("r.role = ?", *role));
    if (auto organization = call.integer_parameter("organization_within")) holding(within("r.organization_id", view.tenant(), {{*organization}}, view.tree()));
    return query;
}

std::string roles_of(const View& view, const Account& account) {
    std::string all;
    for (auto& grant : role_grants_of(view, account.id))
        all += fmt::format("{}{} {}", all.empty() ? "" : "; ", view.app.words.text(view.actor.language, fmt::format("role.{}", Codec<Role>::name(grant.role))), place_of(view, grant));
    return all;
}

// The fields that the screen shows, and the roles that stand in none of them.
http::Response sheet_of(const View& view, const http::Call& call, const std::vector<Account>& accounts) {
    auto& words = view.app.words;
    auto chosen = call.parameter("columns");
    auto wanted = [&](const auto& each) { return chosen ? fmt::format(",{},", *chosen).find(fmt::format(",{},", each.name)) != std::string::npos : each.rules->listed; };
    std::vector<std::int64_t> members;
    for (auto& account : accounts)
        if (account.member_id) members.push_back(account.member_id->value);
    ExportNames names{{"member", view.app.references.names(view, "member", members)}};
    std::vector<ExportColumn> columns;
    std::vector<ExportRow> rows(accounts.size());
    for (auto& each : any_fields<Account>()) {
        if (!wanted(each)) continue;
        auto key = fmt::format("account.{}", each.name);
        columns.push_back({std::string{each.name}, std::string{words.text(view.actor.language, key)}, std::string{each.value->kind}});
        for (std::size_t i = 0; i < accounts.size(); ++i) rows[i].push_back(export_text(each, &accounts[i], key, words, view.actor.language, names));
    }
    columns.push_back({"grants", std::string{words.text(view.actor.language, "account.grants")}, "text"});
    for (std::size_t i = 0; i < accounts.size(); ++i) rows[i].push_back(roles_of(view, accounts[i]));
    return export_sheet(view, words.text(view.actor.language, "account._"), columns, rows, view.actor.language);
}

http::Response exported(http::Call& call) {
    return audited_export(call, "account", {}, [&](const View& view, std::size_t& rows) {
        auto query = asked(call, view);
        query.page = 1, query.size = largest_export, query.count = false;
        auto page = Store<Account>{view}.list(AccountPolicy::visible_to(view), query);
        rows = page.items.size();
        return sheet_of(view, call, page.items);
    });
}

}  // namespace

http::Response list_accounts(http::Call& call) {
    if (call.parameter("format") == "xlsx") return exported(call);
    return call.read([&](const View& view) {
        auto page = Store<Account>{view}.list(AccountPolicy::visible_to(view), asked(call, view));
        ReferenceList names;
        for (auto& account : page.items) collect_references(account, names);
        names.load(view);
        std::string out = "{\"items\":[";
        for (auto& account : page.items) {
            out += out.back() == '[' ? "{" : ",{";
            write_account(out, view, account, names);
            out += '}';
        }
        out += fmt::format("],\"page\":{},\"size\":{}", page.page, page.size);
        if (page.total) out += fmt::format(",\"total\":{}", *page.total);
        return http::ok(out + "}");
    });
}

std::string account_json(const View& view, const Account& account) {
    ReferenceList names;
    collect_references(account, names);
    names.load(view);
    std::string out = "{";
    write_account(out, view, account, names);
    bool second_factor = view.session.query("SELECT 1 FROM account WHERE tenant_id = ? AND id = ? AND totp_secret IS NOT NULL", view.tenant(), account.id).next();
    out += fmt::format(",\"totp\":{},\"can\":{{", second_factor);
    auto kept = AccountPolicy::may_keep(view, account);
    for (auto& [deed, verdict] : {std::pair{"change", AccountPolicy::may_change(view, account)}, {"grant", kept}, {"disable", kept}, {"reset_password", kept}}) {
        out += fmt::format("{}\"{}\":", out.back() == '{' ? "" : ",", deed);
        write_verdict(out, view, verdict);
    }
    return out + "}}";
}

// The roles stand in no column of the account: they are described as one that is filtered by and shown, never written.
std::string describe_accounts(const Words& words, Language language) {
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

}  // namespace zhibu::access
