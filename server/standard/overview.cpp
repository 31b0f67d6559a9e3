// 达标总览: organisations by standards, organ by organ and opened down to a sheet; the whole of it as a table to take out.
#include <algorithm>
#include <map>
#include <set>

#include "kernel/record/audited_export.hpp"
#include "standard/standing.hpp"

namespace zhibu::standard {
namespace {

// One standard as a column: what it applies to, and what was decided by the day.
struct Judged {
    std::string path, title;
    Rules rules;  // none where it is no longer offered: then it applies to whom it was decided of
    std::map<std::int64_t, Standing> standings;
    bool applies(const View& view, Id<Organization> id) const {
        if (standings.contains(id.value)) return true;
        auto* node = rules ? view.tree().find(id) : nullptr;
        auto kind = node ? Codec<OrganizationKind>::parse(node->kind) : std::nullopt;
        return kind && rules->applies(*kind);
    }
};

Id<Organization> top_of(const View& view, const http::Call& call) {
    allowed_if(view.actor.is_any(sheet_readers), "reads_no_sheets").or_throw();
    if (auto asked = call.integer_parameter("organization_within")) {
        if (!view.tree().find({*asked}) || !view.covers(sheet_readers, {*asked})) throw not_found();
        return {*asked};
    }
    Id<Organization> best{};
    std::size_t size = 0;
    for (auto scope : view.actor.scopes(sheet_readers))
        for (auto each : scope == whole_office ? view.tree().roots() : std::vector{scope})
            if (auto below = view.tree().size_of(each); below > size) best = each, size = below;
    if (!best) throw not_found();
    return best;
}

// The standards that were ever asked of anybody, by title; what is only offered fills no column.
std::vector<Judged> judged_on(const View& view, Id<Organization> top, Date day) {
    std::map<std::string, Judged> columns;
    {
        auto rows = view.session.query("SELECT standard, standard_title FROM standard_round WHERE tenant_id = ? AND state <> 'planned' ORDER BY id", view.tenant());
        while (rows.next()) columns[std::string{rows.text(0)}].title = rows.text(1);
    }
    for (auto& each : offered_on(view, day))
        if (auto found = columns.find(each.path); found != columns.end()) found->second.rules = each.rules, found->second.title = said_in(view.actor.language, each.rules->head.title, each.rules->head.title_english);
    for (auto& each : standings_on(view, within("organization_id", view.tenant(), {top}, view.tree()), day)) columns[each.standard].standings.emplace(each.organization.value, each);
    std::vector<Judged> all;
    for (auto& [path, each] : columns) each.path = path, all.push_back(std::move(each));
    return all;
}

// How many stand where, of one organisation and all below it; of a single one also which grade, until when and on which sheet.
json::object cell_json(const View& view, const Judged& judged, Id<Organization> id, Date day) {
    std::int64_t total = 0, passed = 0, expired = 0, failed = 0;
    const Standing* only = nullptr;
    for (auto each : view.tree().subtree(id)) {
        if (!judged.applies(view, each)) continue;
        ++total;
        auto found = judged.standings.find(each.value);
        if (found == judged.standings.end()) continue;
        auto state = state_of(found->second, day);
        ++(state == "passed" ? passed : state == "expired" ? expired : failed);
        only = &found->second;
    }
    json::object cell{{"total", total}, {"passed", passed}, {"expired", expired}, {"failed", failed}, {"none", total - passed - expired - failed}, {"sheet_id", nullptr}};
    if (total != 1 || !only) return cell;
    cell["sheet_id"] = only->sheet.value, cell["state"] = shown_state(*only, day), cell["grade_title"] = only->grade_title;
    if (only->outcome == "passed") cell["until"] = only->until.iso();
    return cell;
}

json::object row_json(const View& view, const std::vector<Judged>& columns, Id<Organization> id, Date day) {
    auto* node = view.tree().find(id);
    json::array cells;
    for (auto& each : columns) cells.push_back(cell_json(view, each, id, day));
    return {{"organization_id", id.value}, {"organization_name", node ? node->name : ""}, {"opens", node && !node->children.empty()}, {"cells", std::move(cells)}};
}

bool counts(const json::object& row) {
    auto& cells = row.at("cells").as_array();
    return std::any_of(cells.begin(), cells.end(), [](auto& cell) { return cell.at("total").as_int64() > 0; });
}

json::array path_json(const View& view, Id<Organization> top) {
    json::array path;
    for (auto each : view.tree().ancestors(top))
        if (view.covers(sheet_readers, each)) path.insert(path.begin(), json::object{{"organization_id", each.value}, {"organization_name", name_at(view, each)}});
    return path;
}

// Every organisation below the chosen one in a line, its organ before it.
http::Response exported(http::Call& call, Id<Organization> top) {
    return audited_export(call, "standard_standing", top, [&](const View& view, std::size_t& count) {
        auto day = call.date_parameter("on").value_or(view.today());
        auto language = call.language();
        auto say = [&](const std::string& key) { return std::string{view.app.words.text(language, "standard." + key)}; };
        auto columns = judged_on(view, top, day);
        std::vector<ExportColumn> heads{{"organ", say("column.organ"), "text"}, {"organization", say("column.organization"), "text"}};
        for (std::size_t i = 0; i < columns.size(); ++i) {
            heads.push_back({"grade_" + std::to_string(i), columns[i].title, "text"});
            heads.push_back({"until_" + std::to_string(i), say("column.until"), "date"});
        }
        std::vector<ExportRow> lines;
        for (auto each : view.tree().subtree(top)) {
            ExportRow line{name_at(view, view.tree().find(each)->parent), name_at(view, each)};
            bool any = false;
            for (auto& judged : columns) {
                auto found = judged.standings.find(each.value);
                bool applies = judged.applies(view, each), decided = found != judged.standings.end();
                any = any || applies;
                auto state = decided ? shown_state(found->second, day) : std::string{"none"};
                line.push_back(!applies ? "" : state == "passed" ? found->second.grade_title : say("standing." + state));
                line.push_back(decided && found->second.outcome == "passed" ? found->second.until.iso() : "");
            }
            if (any) lines.push_back(std::move(line));
        }
        count = lines.size();
        return export_sheet(view, say("column.overview"), heads, lines, language);
    });
}

http::Response overview(http::Call& call) {
    if (call.parameter("format") == "xlsx") {
        Id<Organization> top{};
        call.app.read(call.actor, [&](const View& view) { return top = top_of(view, call), true; });
        return exported(call, top);
    }
    return call.read_kept([&](const View& view) {
        auto top = top_of(view, call);
        auto day = call.date_parameter("on").value_or(view.today());
        auto columns = judged_on(view, top, day);
        json::array standards, rows;
        for (auto& each : columns) standards.push_back({{"path", each.path}, {"title", each.title}});
        auto* node = view.tree().find(top);
        auto below = node->children.empty() ? std::vector{top} : node->children;
        for (auto each : below)
            if (auto row = row_json(view, columns, each, day); counts(row)) rows.push_back(std::move(row));
        return http::ok(json::serialize(json::object{{"organization_id", top.value}, {"organization_name", node->name}, {"on", day.iso()}, {"path", path_json(view, top)}, {"standards", std::move(standards)},
                                                     {"rows", std::move(rows)}, {"whole", row_json(view, columns, top, day)}}));
    });
}

}  // namespace

void install_overview(App& app) {
    json::object integer{{"type", "integer"}};
    app.router.get("/api/v1/standard-overview",
                   {.operation = "standard_standing.overview", .response = {{{"type", "object"}}, {}},
                    .query = {{"organization_within", "whose organisations; the highest that the caller reads where it is left out", integer}, {"on", "as it stood on a day"}, {"format", "json or xlsx"}}},
                   overview);
}

}  // namespace zhibu::standard
