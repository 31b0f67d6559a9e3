// The audit as auditors and administrators read it: newest first, filtered; one entry with its differences in words.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "kernel/access/account.hpp"
#include "kernel/access/separation.hpp"
#include "kernel/app.hpp"
#include "kernel/record/audit.hpp"
#include "kernel/record/audited_export.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu::access {
namespace {

constexpr std::int64_t chain_width = 1'000'000'000'000;  // an entry's number: chain * width + sequence

struct AuditRow {
    std::int64_t id{};
    Instant at{};
    std::string actor{}, action{}, subject_kind{};
    std::int64_t subject_id{};
    Id<Organization> organization_id{};
    std::string peer{}, request_id{};
};

}  // namespace
}  // namespace zhibu::access

template <>
struct zhibu::Schema<zhibu::access::AuditRow> {
    using T = access::AuditRow;
    static constexpr std::string_view name = "audit";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .listed = false}), field<&T::at>({.server_set = true, .filterable = true}), field<&T::actor>({.server_set = true, .filterable = true}),
        field<&T::action>({.server_set = true, .filterable = true}), field<&T::subject_kind>({.server_set = true, .filterable = true}),
        field<&T::subject_id>({.server_set = true, .filterable = true, .listed = false}), field<&T::organization_id>({.server_set = true, .filterable = true, .reference = "organization"}),
        field<&T::peer>({.server_set = true}), field<&T::request_id>({.server_set = true, .listed = false})};
};

namespace zhibu::access {
namespace {

Where audit_visible_to(const View& view) {
    auto readers = audit_readers(view);
    if (!view.actor.is_any(readers)) throw forbidden("reads_no_audit");
    auto scope = view.within(readers);
    return scope.sql == "1=1" ? scope : scope && where("organization_id <> 0");
}

Where audit_condition(const http::Call& call, const View& view) {
    auto condition = audit_visible_to(view);
    for (auto name : {"action", "subject_kind", "actor", "request_id"})
        if (auto value = call.parameter(name)) condition = condition && where(std::string{name} + " = ?", *value);
    for (auto name : {"subject_id", "account_id", "organization_id"})
        if (auto number = call.integer_parameter(name)) condition = condition && where(std::string{name} + " = ?", *number);
    if (auto from = call.date_parameter("at_from")) condition = condition && where("at >= ?", Instant::at(*from));
    if (auto to = call.date_parameter("at_to")) condition = condition && where("at < ?", Instant::at(to->plus_days(1)));
    if (auto words = call.parameter("q")) {
        auto pattern = "%" + *words + "%";
        condition = condition && where("(action LIKE ? OR actor LIKE ? OR detail LIKE ?)", pattern, pattern, pattern);
    }
    return condition;
}

std::string noun_of(const Words& words, Language language, std::string_view kind) {
    auto key = fmt::format("{}._", kind);
    return words.has(language, key) ? std::string{words.text(language, key)} : std::string{kind};
}

// What was done, in words: those written for the action, else the noun with the usual verb, else the action's own name.
std::string action_label(const Words& words, Language language, std::string_view action) {
    if (auto key = fmt::format("audit.{}", action); words.has(language, key)) return std::string{words.text(language, key)};
    auto dot = action.rfind('.');
    if (dot == action.npos) return std::string{action};
    auto verb = fmt::format("audit.verb.{}", action.substr(dot + 1)), noun = fmt::format("{}._", action.substr(0, dot));
    if (!words.has(language, verb) || !words.has(language, noun)) return std::string{action};
    return words.sentence(language, verb, {{"noun", std::string{words.text(language, noun)}}});
}

struct EntryRow {
    AuditRow row;
    std::string detail;
};
std::vector<EntryRow> entries(const View& view, const Where& condition, const std::string& tail) {
    auto arguments = condition.arguments;
    arguments.insert(arguments.begin(), db::to_value(view.tenant()));
    auto rows = view.session.query_with(
        "SELECT chain, sequence, at, actor, action, subject_kind, subject_id, organization_id, peer, request_id, detail FROM audit WHERE tenant_id = ? AND " +
            condition.sql + tail, arguments);
    std::vector<EntryRow> all;
    while (rows.next())
        all.push_back({{rows.integer(0) * chain_width + rows.integer(1), Instant::from_milliseconds(rows.integer(2)), std::string{rows.text(3)},
                        std::string{rows.text(4)}, std::string{rows.text(5)}, rows.integer(6), {rows.integer(7)}, std::string{rows.text(8)},
                        std::string{rows.text(9)}},
                       std::string{rows.text(10)}});
    return all;
}

void write_entry(std::string& out, const View& view, const AuditRow& row, const ReferenceList& names) {
    auto& words = view.app.words;
    auto language = view.actor.language;
    write_named_members(out, row, names);
    out += ",\"action_label\":";
    write_json_text(out, action_label(words, language, row.action));
    // Jobs act under names of the program.
    out += ",\"actor_label\":";
    auto job = "audit.job." + row.actor;
    write_json_text(out, words.has(language, job) ? words.text(language, job) : std::string_view{row.actor});
    out += ",\"subject_kind_label\":";
    write_json_text(out, noun_of(words, language, row.subject_kind));
}

constexpr const char* newest_first = " ORDER BY at DESC, chain, sequence DESC";

// As the screen shows it: what was done and with what kind of record in words.
http::Response exported(http::Call& call) {
    return audited_export(call, "audit", {}, [&](const View& view, std::size_t& count) {
        std::vector<AuditRow> rows;
        for (auto& each : entries(view, audit_condition(call, view), newest_first + fmt::format(" LIMIT {}", largest_export))) {
            auto& row = rows.emplace_back(std::move(each.row));
            row.action = action_label(view.app.words, call.language(), row.action), row.subject_kind = noun_of(view.app.words, call.language(), row.subject_kind);
        }
        count = rows.size();
        return table_export<AuditRow>(view, rows, call);
    });
}

http::Response list(http::Call& call) {
    if (call.parameter("format") == "xlsx") return exported(call);
    return call.read([&](const View& view) {
        auto condition = audit_condition(call, view);
        auto page = std::max<std::int64_t>(1, call.integer_parameter("page").value_or(1));
        auto size = std::clamp<std::int64_t>(call.integer_parameter("size").value_or(50), 1, 200);
        auto found = entries(view, condition, newest_first + fmt::format(" LIMIT {} OFFSET {}", size, (page - 1) * size));
        ReferenceList names;
        for (auto& each : found) collect_references(each.row, names);
        names.load(view);
        std::string out = "{\"items\":[";
        for (std::size_t i = 0; i < found.size(); ++i) {
            out += i ? ",{" : "{";
            write_entry(out, view, found[i].row, names);
            out += '}';
        }
        auto arguments = condition.arguments;
        arguments.insert(arguments.begin(), db::to_value(view.tenant()));
        auto total = view.session.query_with("SELECT COUNT(*) FROM audit WHERE tenant_id = ? AND " + condition.sql, arguments);
        total.next();
        return http::ok(out + fmt::format("],\"page\":{},\"size\":{},\"total\":{}}}", page, size, total.integer(0)));
    });
}

// A value of a difference as a person reads it; null stays null.
json::value in_words(const View& view, const std::string& kind, const std::string& field, const json::value& value) {
    auto& words = view.app.words;
    auto language = view.actor.language;
    auto said = [&](std::string_view key) { return json::value(words.text(language, key)); };
    if (value.is_null() || (value.is_string() && value.as_string().empty())) return nullptr;
    if (value.is_bool()) return said(value.as_bool() ? "value.yes" : "value.no");
    if (auto* text = value.if_string()) {
        for (auto& key : {fmt::format("{}.{}_is.{}", kind, field, std::string_view{*text}), fmt::format("{}.{}", field, std::string_view{*text})})
            if (words.has(language, key)) return said(key);
        return value;
    }
    if (auto* number = value.if_int64(); number && field.ends_with("_id")) {
        auto stem = field == "parent_id" ? kind : std::string{reference_stem(field)};
        if (*number == 0 && stem == "organization") return said("role_grant.whole_office");
        auto names = view.app.references.names(view, stem, {*number});
        if (!names.empty()) return json::value(names.begin()->second);
    }
    return value;
}

std::string label_of(const View& view, const std::string& kind, const std::string& field) {
    for (auto& key : {kind + "." + field, "audit.detail." + field})
        if (view.app.words.has(view.actor.language, key)) return std::string{view.app.words.text(view.actor.language, key)};
    return field;
}

// {"name":["old","new"],"reason":"…"} as rows of a table: a pair is a change, anything else stands as what holds afterwards.
json::array changes_of(const View& view, const EntryRow& entry) {
    json::array all;
    boost::system::error_code error;
    auto detail = json::parse(entry.detail, error);
    auto* members = error ? nullptr : detail.if_object();
    if (!members) return all;
    for (auto& [key, value] : *members) {
        std::string field{key};
        if (field == "id") continue;  // the subject itself
        auto* pair = value.if_array();
        bool change = pair && pair->size() == 2;
        all.push_back({{"field", field}, {"label", label_of(view, entry.row.subject_kind, field)},
                       {"before", change ? in_words(view, entry.row.subject_kind, field, (*pair)[0]) : json::value(nullptr)},
                       {"after", in_words(view, entry.row.subject_kind, field, change ? (*pair)[1] : value)}});
    }
    return all;
}

http::Response show(http::Call& call) {
    return call.read([&](const View& view) {
        auto number = call.number(0);
        auto found = entries(view, audit_visible_to(view) && where("chain = ?", number / chain_width) && where("sequence = ?", number % chain_width), "");
        if (found.empty()) throw not_found();
        ReferenceList names;
        collect_references(found[0].row, names);
        names.load(view);
        std::string out = "{";
        write_entry(out, view, found[0].row, names);
        if (found[0].row.action == personal::bulk_action) {
            auto verdict = personal::may_check(view, number);
            out += ",\"can\":{\"check\":" + (verdict ? std::string{"true"} : to_json(verdict.reason)) + "}";
        }
        return http::ok(out + ",\"changes\":" + json::serialize(changes_of(view, found[0])) + "}");
    });
}

// The choices of the filters: the nouns of the program, and every action that has words.
std::string describe(App& app, Language language) {
    std::set<std::string> nouns, actions;
    for (auto& route : app.router.routes()) {
        auto dot = route->spec.operation.find('.');
        auto noun = route->spec.operation.substr(0, dot), deed = route->spec.operation.substr(dot + 1);
        if (app.words.has(language, noun + "._")) nouns.insert(noun);
        if (deed == "create") actions.insert(noun + ".created");
        if (deed == "change") actions.insert(noun + ".changed");
    }
    for (auto at = app.words.all(language).lower_bound("audit."); at != app.words.all(language).end() && at->first.starts_with("audit."); ++at) {
        auto action = at->first.substr(6);
        if (action.find('.') != action.npos && !action.starts_with("verb.") && !action.starts_with("detail.") && !action.starts_with("job.")) actions.insert(action);
    }
    auto options_of = [](const std::set<std::string>& values, const std::function<std::string(const std::string&)>& label) {
        json::array options;
        for (auto& value : values)
            if (auto text = label(value); text != value) options.push_back({{"value", value}, {"label", text}});
        return options;
    };
    auto described = json::parse(description_of<AuditRow>(app.words, language));
    for (auto& each : described.as_object()["fields"].as_array()) {
        auto& field = each.as_object();
        if (field["name"] == "action") field["options"] = options_of(actions, [&](auto& value) { return action_label(app.words, language, value); });
        else if (field["name"] == "subject_kind") field["options"] = options_of(nouns, [&](auto& value) { return noun_of(app.words, language, value); });
        else continue;
        field["kind"] = "enum";
    }
    return json::serialize(described);
}

}  // namespace

void install_audit(App& app) {
    app.permit("audit.read", {Role::auditor, Role::administrator});
    std::vector<http::QueryParameter> parameters;
    for (auto name : {"action", "subject_kind", "actor", "request_id", "q", "at_from", "at_to"}) parameters.push_back({name, "filter"});
    parameters.push_back({"format", "json or xlsx"});
    for (auto name : {"subject_id", "account_id", "organization_id", "page", "size"}) parameters.push_back({name, "filter", {{"type", "integer"}}});
    app.router.get("/api/v1/audit", {.operation = "audit.list", .response = http::page_of<AuditRow>(), .query = parameters}, list);
    app.router.get("/api/v1/audit/{id}", {.operation = "audit.show", .response = http::shown_of<AuditRow>()}, show);
    app.router.get("/api/v1/descriptions/audit", {.operation = "audit.describe"}, [](http::Call& call) { return http::ok(describe(call.app, call.language())); });
}

}  // namespace zhibu::access
