// The routes of indexes: which there are, all organisations of one as a table, and one organisation opened.
#include <fmt/format.h>

#include "evaluation/evaluation.hpp"
#include "kernel/record/audited_export.hpp"
#include "kernel/record/list_query.hpp"
#include "kernel/record/sheet_export.hpp"

namespace zhibu::evaluation {
namespace {

Period asked(http::Call& call) {
    auto period = call.period_parameter("period");
    if (!period) throw invalid({{"?period", "required"}});
    return *period;
}
// The index that a question names, by the rules of its period.
Definition asked_index(const http::Call& call, const View& view, Period period) { return load_index(view, call.part(0), ruling_day(view, period)).definition; }

http::Response listed(http::Call& call) {
    auto period = call.period_parameter("period");
    return call.read_kept([&](const View& view) {
        allowed_if(view.actor.is_any(organization::readers), "reads_no_figures").or_throw();
        std::string out = "{\"items\":[";
        for (auto& each : indexes_on(view, period ? ruling_day(view, *period) : view.today())) {
            if (out.back() != '[') out += ',';
            out += "{";
            write_members(out, *each.definition);
            out += fmt::format(",\"manual_share\":{:.1f},\"ruling\":{{\"file\":{},\"from\":\"{}\"}}}}", double(manual_share(*each.definition, view.app.indicators)) / 10, to_json(each.path), each.from.iso());
        }
        return http::ok(out + "]}");
    });
}

// ---- all organisations -------------------------------------------------------------------------------------------------

// By name, or from the top of the index or of one dimension. The other way round is a list of last places, which nobody gets.
void sort_rows(const Composite& composite, const std::string& sort, std::vector<std::size_t>& rows) {
    if (sort == "tree") return;
    if (sort.empty() || sort == "name") {
        std::stable_sort(rows.begin(), rows.end(), [&](auto a, auto b) { return composite.place(a).pinyin < composite.place(b).pinyin; });
        return;
    }
    const std::vector<std::int32_t>* points = sort == "-points" ? &composite.total : nullptr;
    for (std::size_t d = 0; d < composite.dimensions.size(); ++d)
        if (sort == "-" + composite.definition->dimensions[d].name) points = &composite.dimensions[d].points;
    if (!points) throw invalid({{"?sort", sort == "points" ? "no_last_places" : "not_sortable"}});
    std::stable_sort(rows.begin(), rows.end(), [&](auto a, auto b) { return (*points)[a] > (*points)[b]; });
}

std::vector<std::size_t> chosen(const http::Call& call, const View& view, const Composite& composite) {
    auto rows = readable_rows(view, composite, {call.integer_parameter("organization_within").value_or(0)});
    auto kind = call.parameter("kind").value_or(""), grade = call.parameter("class").value_or(""), words = call.parameter("q").value_or(""), state = call.parameter("state").value_or("");
    if (!grade.empty() && !Codec<Class>::parse(grade)) throw invalid({{"?class", "not_one_of"}});
    if (!state.empty() && state != "lame" && state != "vetoed" && state != "without_points") throw invalid({{"?state", "not_one_of"}});
    std::erase_if(rows, [&](auto row) {
        auto& place = composite.place(row);
        if (!kind.empty() && place.kind != kind) return true;
        if (!grade.empty() && composite.class_of(row) != Codec<Class>::parse(grade)) return true;
        if (!words.empty() && place.name.find(words) == std::string::npos && !place.pinyin.starts_with(words)) return true;
        if (state == "lame") return composite.lame(row).empty();
        if (state == "vetoed") return composite.vetoes[row] == 0;
        return state == "without_points" && composite.total[row] != no_points;
    });
    sort_rows(composite, call.parameter("sort").value_or(""), rows);
    return rows;
}

void write_row(std::string& out, const View& view, const Composite& composite, std::size_t row) {
    auto& place = composite.place(row);
    auto grade = composite.class_of(row);
    auto lame = composite.lame(row);
    auto label = view.app.words.text(view.actor.language, "organization.kind_is." + place.kind);
    out += fmt::format("{{\"organization_id\":{},\"organization_name\":{},\"kind\":\"{}\",\"kind_label\":{},\"points\":{},\"class\":{},\"dimensions\":[", place.id.value, to_json(place.name), place.kind,
                       to_json(std::string{label}), points_json(composite.total[row]), grade ? "\"" + std::string{Codec<Class>::name(*grade)} + "\"" : "null");
    for (std::size_t d = 0; d < composite.dimensions.size(); ++d) out += (d ? "," : "") + points_json(composite.dimensions[d].points[row]);
    out += "],\"lame\":[";
    for (std::size_t i = 0; i < lame.size(); ++i) out += (i ? ",\"" : "\"") + composite.definition->dimensions[lame[i]].name + "\"";
    out += "],\"vetoes\":[";
    bool first = true;
    for (std::size_t v = 0; v < composite.definition->vetoes.size(); ++v)
        if (composite.vetoes[row] & (1u << v)) {
            auto& veto = composite.definition->vetoes[v];
            out += (first ? "" : ",") + to_json(said(view.actor.language, veto.reason, veto.reason_english)), first = false;
        }
    std::size_t exempt = 0, without = 0;
    for (auto& item : composite.items) exempt += item.states[row] == ItemState::exempt, without += item.states[row] == ItemState::no_data;
    out += fmt::format("],\"exempt_items\":{},\"items_without_data\":{}}}", exempt, without);
}

std::string summary(const Composite& composite, const std::vector<std::size_t>& rows) {
    std::array<std::int64_t, 3> classes{};
    std::int64_t lame = 0, vetoed = 0, without = 0;
    for (auto row : rows) {
        if (auto grade = composite.class_of(row)) ++classes[std::size_t(*grade)];
        lame += !composite.lame(row).empty(), vetoed += composite.vetoes[row] != 0, without += composite.total[row] == no_points;
    }
    return fmt::format("{{\"advanced\":{},\"middle\":{},\"weak\":{},\"lame\":{},\"vetoed\":{},\"without_points\":{}}}", classes[0], classes[1], classes[2], lame, vetoed, without);
}

std::string medians_json(const Composite& composite) {
    std::string out = "{";
    for (auto& [kind, medians] : composite.medians) {
        out += fmt::format("{}\"{}\":{{\"points\":{},\"dimensions\":[", out.size() > 1 ? "," : "", kind, points_json(medians.total));
        for (std::size_t d = 0; d < medians.dimensions.size(); ++d) out += (d ? "," : "") + points_json(medians.dimensions[d]);
        out += "]}";
    }
    return out + "}";
}

http::Response export_rows(http::Call& call, const Shared& shelf) {
    auto period = asked(call);
    return audited_export(call, "index", {call.integer_parameter("organization_within").value_or(0)}, [&](const View& view, std::size_t& count) {
        allowed_if(view.actor.is_any(organization::readers), "reads_no_figures").or_throw();
        auto definition = asked_index(call, view, period);
        auto composite = shelf->composites.of(view, definition, period);
        auto rows = chosen(call, view, *composite);
        auto language = call.language();
        auto word = [&](const std::string& key) { return std::string{view.app.words.text(language, key)}; };
        auto title = said(language, definition->title, definition->title_english) + " " + (language == Language::chinese ? period.chinese() : period.iso());
        std::vector<sheet::Column> columns{{word("reading.organization_id")}, {word("reading.kind")}, {word("reading.points"), sheet::ColumnType::decimal}, {word("reading.class")}};
        for (auto& dimension : definition->dimensions) columns.push_back({said(language, dimension.title, dimension.title_english), sheet::ColumnType::decimal});
        columns.push_back({word("reading.vetoes")});
        SheetExport out{view, title, std::move(columns)};
        auto number = [](std::int32_t points) { return points == no_points ? sheet::Value{} : sheet::Value{double(points) / 100}; };
        for (auto row : rows) {
            auto grade = composite->class_of(row);
            std::vector<sheet::Value> cells{composite->place(row).name, word("organization.kind_is." + composite->place(row).kind), number(composite->total[row]),
                                            grade ? word("reading.class_is." + std::string{Codec<Class>::name(*grade)}) : std::string{}};
            for (auto& dimension : composite->dimensions) cells.push_back(number(dimension.points[row]));
            std::string reasons;
            for (std::size_t v = 0; v < definition->vetoes.size(); ++v)
                if (composite->vetoes[row] & (1u << v)) reasons += (reasons.empty() ? "" : "；") + said(language, definition->vetoes[v].reason, definition->vetoes[v].reason_english);
            cells.emplace_back(reasons);
            out.add(cells);
        }
        count = out.rows();
        return out.finish(title);
    });
}

http::Response readings(http::Call& call, const Shared& shelf) {
    if (call.parameter("format") == "xlsx") return export_rows(call, shelf);
    auto period = asked(call);
    auto page = std::max<std::int64_t>(1, call.integer_parameter("page").value_or(1)), size = std::clamp<std::int64_t>(call.integer_parameter("size").value_or(50), 1, largest_page);
    return call.read_kept([&](const View& view) {
        allowed_if(view.actor.is_any(organization::readers), "reads_no_figures").or_throw();
        auto definition = asked_index(call, view, period);
        auto composite = shelf->composites.of(view, definition, period);
        auto rows = chosen(call, view, *composite);
        std::string out = "{\"period\":\"" + period.iso() + "\",\"items\":[";
        for (auto at = std::size_t((page - 1) * size); at < std::min(rows.size(), std::size_t(page * size)); ++at) {
            if (out.back() != '[') out += ',';
            write_row(out, view, *composite, rows[at]);
        }
        return http::ok(out + "],\"page\":" + std::to_string(page) + ",\"size\":" + std::to_string(size) + ",\"total\":" + std::to_string(rows.size()) + ",\"summary\":" + summary(*composite, rows) +
                        ",\"medians\":" + medians_json(*composite) + "}");
    });
}

http::Response one(http::Call& call, const Shared& shelf) {
    auto period = asked(call);
    auto language = call.language();
    return call.read_kept([&](const View& view) {
        auto composite = shelf->composites.of(view, asked_index(call, view, period), period);
        auto row = readable_row(view, *composite, {call.number(1)});
        return http::ok(json::serialize(explained(view, *composite, row, language)));
    });
}

}  // namespace

void install_indexes(App& app, const Shared& shelf) {
    json::object integer{{"type", "integer"}};
    http::QueryParameter period{"period", "2021, 2021-Q1 or 2021-03"};
    auto& r = app.router;
    r.get("/api/v1/indexes", {.operation = "index.list", .response = {{{"type", "object"}}, {}}, .query = {{"period", "as they rule it; left out: as they hold today"}}}, listed);
    r.get("/api/v1/indexes/{name}/readings",
          {.operation = "index.readings", .response = {{{"type", "object"}}, {}},
           .query = {period, {"organization_within", "with all below it", integer}, {"kind", "of organisation"}, {"class", "advanced, middle or weak"}, {"state", "lame, vetoed or without_points"}, {"q", "part of the name"},
                     {"sort", "name, tree, -points or '-' and a dimension"}, {"page", "from 1", integer}, {"size", "rows a page", integer}, {"format", "json or xlsx"}}},
          [shelf](http::Call& call) { return readings(call, shelf); });
    r.get("/api/v1/indexes/{name}/readings/{organization_id}", {.operation = "index.reading", .response = {{{"type", "object"}}, {}}, .query = {period}}, [shelf](http::Call& call) { return one(call, shelf); });
}

}  // namespace zhibu::evaluation
