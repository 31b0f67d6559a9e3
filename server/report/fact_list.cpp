// GET /facts: what a figure counts, row by row, and GET /facts/{id}: where one fact comes from and which figures count it.
#include "report/fact_list.hpp"

#include "kernel/record/audited_export.hpp"
#include "kernel/record/list_query.hpp"

namespace zhibu::report {

Where facts_visible_to(const View& view) {
    auto today = view.within(organization::readers, "f.organization_id");
    if (today.sql == "1=1") return today;
    std::vector<std::int64_t> scopes;
    for (auto id : view.actor.scopes(organization::readers)) scopes.push_back(id.value);
    auto then = any_of("v.ancestor_id", scopes);
    if (!scopes.empty())
        then.sql =
            "EXISTS (SELECT 1 FROM scope v WHERE v.tenant_id = f.tenant_id AND v.descendant_id = f.organization_id AND v.valid_from <= "
            "f.happened_on AND "
            "v.valid_to >= f.happened_on AND " +
            then.sql + ")";
    auto own = view.actor.member ? where("f.member_id = ?", view.actor.member) : nothing();
    return today || then || own;
}

std::string kind_label(const Words& words, Language language, std::string_view kind) {
    auto key = "fact_kind." + std::string{kind};
    return words.has(language, key) ? std::string{words.text(language, key)} : std::string{kind};
}
namespace {

const char* unit_words(FactKind::Unit unit) {
    switch (unit) {
        case FactKind::Unit::minutes:
            return "fact_unit.minutes";
        case FactKind::Unit::people:
            return "fact_unit.people";
        case FactKind::Unit::fen:
            return "fact_unit.fen";
        case FactKind::Unit::working_days:
            return "fact_unit.working_days";
        default:
            return "fact_unit.times";
    }
}

std::vector<std::int64_t> numbers(const View& view, const std::vector<std::string>& patterns) {
    std::vector<std::int64_t> all;
    for (auto& pattern : patterns)
        for (auto number : view.app.fact_kinds.matching(view.session, view.tenant(), pattern))
            if (std::find(all.begin(), all.end(), number) == all.end()) all.push_back(number);
    return all;
}

// By the tree of the fact's day, or of one day where an organisation counts once in a period: as the roll-ups count.
Where below(const View& view, const FactQuery& query) {
    auto candidates = where("f.organization_id IN (SELECT c.descendant_id FROM scope c WHERE c.tenant_id = ? AND c.ancestor_id = ?)",
                            view.tenant(), query.within);
    std::string valid =
        "(f.organization_id = ? OR EXISTS (SELECT 1 FROM scope s WHERE s.tenant_id = f.tenant_id AND s.ancestor_id = ? AND s.descendant_id "
        "= f.organization_id AND ";
    if ((query.one_for_each_organization || query.one_for_each_member) && query.period) {
        auto day = query.period->last_day();
        return candidates && where(valid + "s.valid_from <= ? AND s.valid_to >= ?))", query.within, query.within, day, day);
    }
    return candidates && where(valid + "s.valid_from <= f.happened_on AND s.valid_to >= f.happened_on))", query.within, query.within);
}

Where condition(const View& view, const FactQuery& query) {
    // Who reads an organisation reads all that its roll-up counts.
    auto all = query.within && view.covers(organization::readers, query.within) ? everything() : facts_visible_to(view);
    all = where("f.tenant_id = ?", view.tenant()) && all;
    if (!query.kinds.empty()) all = all && any_of("f.kind", numbers(view, query.kinds));
    if (query.within) all = all && below(view, query);
    if (query.organization) all = all && where("f.organization_id = ?", query.organization);
    if (query.period) all = all && where("f.happened_on >= ? AND f.happened_on <= ?", query.period->first_day(), query.period->last_day());
    if (query.from) all = all && where("f.happened_on >= ?", *query.from);
    if (query.to) all = all && where("f.happened_on <= ?", *query.to);
    if (query.member) all = all && where("f.member_id = ?", query.member);
    if (!query.source_kind.empty()) all = all && where("f.source_kind = ?", query.source_kind);
    if (query.source_id) all = all && where("f.source_id = ?", query.source_id);
    if (query.late) all = all && where("f.late = ?", *query.late);
    if (query.one_for_each_member) all = all && Where{"f.member_id <> 0"};
    if (query.without_exempt && view.app.measures.exempt) {
        auto day = query.period ? std::min(query.period->last_day(), view.today()) : view.today();
        auto exempt = view.app.measures.exempt(view, day);
        all = all && Where{"f.member_id NOT IN (" + exempt.sql + ")", exempt.arguments};
    }
    return all;
}
// A counter-fact carries what it takes back, so that the same condition finds both.
Where live(const Where& all) {
    Where taken_back{"f.id NOT IN (SELECT f.voids FROM fact f WHERE f.sign = -1 AND " + all.sql + ")", all.arguments};
    return all && Where{"f.sign = 1"} && taken_back;
}

constexpr const char* columns =
    "f.id, f.kind, f.organization_id, f.member_id, f.happened_on, f.amount, f.late, f.source_kind, f.source_id, f.entered_at, f.entered_by";

void name_sources(const View& view, std::vector<FactRow>& rows) {
    std::map<std::string, std::set<std::int64_t>> wanted;
    for (auto& row : rows) wanted[row.source_kind].insert(row.source_id);
    for (auto& [kind, ids] : wanted) {
        auto names = view.app.references.names(view, kind, {ids.begin(), ids.end()});
        for (auto& row : rows)
            if (row.source_kind == kind)
                if (auto found = names.find(row.source_id); found != names.end()) row.source_name = found->second;
    }
}

std::vector<FactRow> read(const View& view, const Where& condition, const std::string& tail, Language language) {
    auto& words = view.app.words;
    std::map<std::int64_t, std::string> kinds;
    auto names = view.session.query("SELECT number, name FROM fact_kind WHERE tenant_id = ?", view.tenant());
    while (names.next()) kinds[names.integer(0)] = names.text(1);
    std::vector<FactRow> all;
    auto rows =
        view.session.query_with(std::string{"SELECT "} + columns + " FROM fact f WHERE " + condition.sql + " " + tail, condition.arguments);
    while (rows.next()) {
        FactRow row;
        row.id = rows.integer(0), row.kind = kinds[rows.integer(1)], row.kind_label = kind_label(words, language, row.kind);
        row.organization_id = {rows.integer(2)};
        if (rows.integer(3)) row.member_id = Id<Member>{rows.integer(3)};
        row.happened_on = Date::from_number(rows.integer(4)), row.amount = rows.integer(5), row.late = rows.integer(6) != 0;
        row.source_kind = rows.text(7), row.source_id = rows.integer(8),
        row.source_page = view.app.references.page(row.source_kind, row.source_id);
        row.entered_at = Instant::from_milliseconds(rows.integer(9));
        if (rows.integer(10)) row.entered_by = Id<Account>{rows.integer(10)};
        auto* kind = view.app.fact_kinds.find(row.kind);
        row.unit = words.text(language, unit_words(kind ? kind->unit : FactKind::Unit::times));
        all.push_back(std::move(row));
    }
    name_sources(view, all);
    return all;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at <= text.size();) {
        auto end = std::min(text.find(',', at), text.size());
        if (end > at) all.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return all;
}

void read_kinds(const http::Call& call, FactQuery& query, Faults& faults) {
    query.kinds = split(*call.parameter("kind"));
    for (auto& pattern : query.kinds) {
        bool known = false;
        for (auto& [name, kind] : call.app.fact_kinds.all())
            known |= pattern.ends_with(".*") ? name.starts_with(std::string_view{pattern}.substr(0, pattern.size() - 1)) : name == pattern;
        if (!known) faults.add("?kind", "unknown_fact_kind");
    }
}
void read_order(const std::string& sort, FactQuery& query, Faults& faults) {
    bool down = sort.starts_with('-');
    auto name = sort.substr(down);
    if (name != "happened_on" && name != "amount" && name != "entered_at") return faults.add("?sort", "not_sortable");
    query.order = "f." + name + (down ? " DESC" : "") + ", f.id" + (down ? " DESC" : "");
}

FactQuery asked(const http::Call& call) {
    FactQuery query;
    Faults faults;
    for (auto& [name, value] : call.parameters()) {
        if (value.empty() || name == "format" || name == "count" || name == "reason") continue;
        if (name == "kind") read_kinds(call, query, faults);
        else if (name == "organization_within") query.within = {*call.integer_parameter(name)};
        else if (name == "organization_id") query.organization = {*call.integer_parameter(name)};
        else if (name == "period") query.period = call.period_parameter(name);
        else if (name == "happened_on_from") query.from = call.date_parameter(name);
        else if (name == "happened_on_to") query.to = call.date_parameter(name);
        else if (name == "member_id") query.member = {*call.integer_parameter(name)};
        else if (name == "source_kind") query.source_kind = value;
        else if (name == "source_id") query.source_id = *call.integer_parameter(name);
        else if (name == "late")
            value == "true" || value == "false" ? void(query.late = value == "true") : faults.add("?late", "not_a_boolean");
        else if (name == "distinct")
            value == "organization" ? void(query.one_for_each_organization = true)
            : value == "member"   ? void(query.one_for_each_member = true)
                                  : faults.add("?distinct", "not_one_of");
        else if (name == "exempt")
            value == "false" ? void(query.without_exempt = true) : faults.add("?exempt", "not_one_of");
        else if (name == "sort") read_order(value, query, faults);
        else if (name == "page") query.page = std::max<std::int64_t>(1, *call.integer_parameter(name));
        else if (name == "size") query.size = std::clamp<std::int64_t>(*call.integer_parameter(name), 1, largest_page);
        else faults.add("?" + name, "unknown_parameter");
    }
    faults.throw_if_any();
    return query;
}

std::string page_json(const View& view, const FactQuery& query, Language language) {
    auto rows = facts(view, query, language);
    auto totals = fact_totals(view, query);
    ReferenceList names;
    std::string out = "{\"items\":[";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i) out += ',';
        write_json(out, rows[i]);
        names.add("organization", rows[i].organization_id.value);
        if (rows[i].member_id) names.add("member", rows[i].member_id->value);
        if (rows[i].entered_by) names.add("account", rows[i].entered_by->value);
    }
    names.add("organization", query.within.value);
    names.add("organization", query.organization.value);
    if (query.member && !rows.empty()) names.add("member", query.member.value);
    out += "],\"page\":" + std::to_string(query.page) + ",\"size\":" + std::to_string(query.size) +
           ",\"total\":" + std::to_string(query.one_for_each_organization ? totals.organizations : query.one_for_each_member ? totals.members : totals.count) +
           ",\"amount\":" + std::to_string(totals.amount) + ",\"late\":" + std::to_string(totals.late) +
           ",\"organizations\":" + std::to_string(totals.organizations) + ",\"references\":";
    names.write(out, view);
    return out + "}";
}

http::Response exported(http::Call& call, FactQuery query) {
    query.page = 1, query.size = largest_export;
    return audited_export(call, "fact", query.within, [&](const View& view, std::size_t& count) {
        auto rows = facts(view, query, call.language());
        count = rows.size();
        return table_export(view, rows, call);
    });
}

// Which figures of the packs count a fact of this kind.
json::array counted_by(const View& view, std::string_view kind, Language language) {
    json::array titles;
    for (auto& each : view.app.indicators.all())
        if (std::any_of(each.facts.begin(), each.facts.end(), [&](auto& pattern) {
                return pattern.ends_with(".*") ? kind.starts_with(std::string_view{pattern}.substr(0, pattern.size() - 1))
                                               : kind == pattern;
            }))
            titles.emplace_back(language == Language::chinese ? each.title : each.title_english);
    return titles;
}

http::Response explained(http::Call& call) {
    auto language = call.language();
    return call.read([&](const View& view) {
        auto rows = read(
            view, where("f.tenant_id = ? AND f.id = ?", view.tenant(), call.number(0)) && facts_visible_to(view) && Where{"f.sign = 1"}, "",
            language);
        if (rows.empty()) throw not_found();
        auto& row = rows.front();
        auto void_row = view.session.query(
            "SELECT v.entered_at FROM fact v WHERE v.tenant_id = ? AND v.source_id = ? AND v.source_kind = ? AND v.voids = ?",
            view.tenant(), row.source_id, row.source_kind, row.id);
        bool taken_back = void_row.next();
        auto* node = view.tree().find(row.organization_id);
        auto by =
            row.entered_by ? view.app.references.names(view, "account", {row.entered_by->value}) : std::map<std::int64_t, std::string>{};
        auto& words = view.app.words;
        Parameters parameters{{"date", language == Language::chinese ? row.happened_on.chinese() : row.happened_on.iso()},
                              {"organization", node ? node->name : ""},
                              {"kind", row.kind_label},
                              {"amount", std::to_string(row.amount)},
                              {"unit", row.unit},
                              {"source", row.source_name.empty() ? row.source_page : row.source_name},
                              {"by", by.empty() ? std::string{words.text(language, "fact_explained.the_system")} : by.begin()->second},
                              {"at", row.entered_at.iso().substr(0, 10)}};
        auto sentence = words.sentence(language, "fact_explained.sentence", parameters);
        if (row.late) sentence += words.text(language, "fact_explained.late");
        if (taken_back) sentence += words.text(language, "fact_explained.taken_back");
        std::string out = "{";
        write_members(out, row);
        out += ",\"taken_back\":" + std::string{taken_back ? "true" : "false"} + ",\"explanation\":";
        write_json_text(out, sentence);
        out += ",\"counted_by\":" + json::serialize(counted_by(view, row.kind, language)) + ",\"references\":";
        ReferenceList names;
        names.add("organization", row.organization_id.value);
        if (row.member_id) names.add("member", row.member_id->value);
        if (row.entered_by) names.add("account", row.entered_by->value);
        names.write(out, view);
        return http::ok(out + "}");
    });
}

http::Shape fact_page() {
    auto page = http::page_of<FactRow>();
    for (auto name : {"amount", "late", "organizations"}) page.schema["properties"].as_object()[name] = json::object{{"type", "integer"}};
    return page;
}

}  // namespace

std::vector<FactRow> facts(const View& view, const FactQuery& query, Language language) {
    auto all = live(condition(view, query));
    if (query.one_for_each_organization)
        all = all && Where{"f.id IN (SELECT MAX(f.id) FROM fact f WHERE " + all.sql + " GROUP BY f.organization_id)", all.arguments};
    if (query.one_for_each_member)
        all = all && Where{"f.id IN (SELECT MAX(f.id) FROM fact f WHERE " + all.sql + " GROUP BY f.member_id)", all.arguments};
    return read(
        view, all,
        "ORDER BY " + query.order + " LIMIT " + std::to_string(query.size) + " OFFSET " + std::to_string((query.page - 1) * query.size),
        language);
}

FactTotals fact_totals(const View& view, const FactQuery& query) {
    auto all = condition(view, query);
    FactTotals totals;
    auto sums = view.session.query_with(
        "SELECT COALESCE(SUM(f.sign), 0), COALESCE(SUM(f.sign * f.amount), 0), COALESCE(SUM(f.sign * f.late), 0) FROM fact f WHERE " +
            all.sql,
        all.arguments);
    if (sums.next()) totals.count = sums.integer(0), totals.amount = sums.integer(1), totals.late = sums.integer(2);
    auto units = view.session.query_with("SELECT COUNT(*) FROM (SELECT f.organization_id FROM fact f WHERE " + all.sql +
                                             " GROUP BY f.organization_id HAVING SUM(f.sign) > 0) doers",
                                         all.arguments);
    if (units.next()) totals.organizations = units.integer(0);
    if (query.one_for_each_member) {
        auto people = view.session.query_with("SELECT COUNT(DISTINCT d.member_id) FROM (SELECT f.member_id FROM fact f WHERE " + all.sql + " GROUP BY f.organization_id, f.member_id HAVING SUM(f.sign) > 0) d", all.arguments);
        if (people.next()) totals.members = people.integer(0);
    }
    return totals;
}

void install_facts(App& app) {
    json::object integer{{"type", "integer"}};
    app.router.get("/api/v1/facts",
                   {.operation = "fact.list",
                    .response = fact_page(),
                    .query = {{"kind", "kinds or patterns (life.held.*), several with ','"},
                              {"organization_within", "an organisation and all below it, by the tree of the fact's day", integer},
                              {"organization_id", "this organisation alone", integer},
                              {"period", "2021, 2021-Q1 or 2021-03"},
                              {"happened_on_from", "not before"},
                              {"happened_on_to", "not after"},
                              {"member_id", "of one member", integer},
                              {"source_kind", "the kind of record it comes from"},
                              {"source_id", "the record it comes from", integer},
                              {"late", "true or false"},
                              {"distinct", "organization or member: the newest fact of each"},
                              {"exempt", "false: without the members who are exempt on the period's last day"},
                              {"sort", "happened_on, amount or entered_at, '-' before one turns it round"},
                              {"page", "from 1", integer},
                              {"size", "rows a page", integer},
                              {"format", "json or xlsx"}}},
                   [](http::Call& call) {
                       auto query = asked(call);
                       if (call.parameter("format") == "xlsx") return exported(call, query);
                       return call.read([&](const View& view) { return http::ok(page_json(view, query, call.language())); });
                   });
    app.router.get("/api/v1/facts/{id}", {.operation = "fact.show", .response = http::shape<FactRow>()}, explained);
}

}  // namespace zhibu::report
