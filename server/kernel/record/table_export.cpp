#include "kernel/record/table_export.hpp"

#include <algorithm>
#include <charconv>

#include "kernel/record/sheet_export.hpp"

namespace zhibu {
namespace {

sheet::ColumnType type_of(std::string_view kind) {
    return kind == "integer" ? sheet::ColumnType::integer : kind == "money" ? sheet::ColumnType::money : kind == "date" ? sheet::ColumnType::date : sheet::ColumnType::text;
}
sheet::Value value_of(const std::string& text, sheet::ColumnType type) {
    if (text.empty()) return std::monostate{};
    if (type == sheet::ColumnType::date) {
        auto date = Date::parse(text);
        return date ? sheet::Value{*date} : sheet::Value{text};
    }
    std::int64_t number = 0;
    if (type != sheet::ColumnType::text && std::from_chars(text.data(), text.data() + text.size(), number).ptr == text.data() + text.size()) return number;
    return text;
}

// The names of what one field leads to in all records.
void add_names(ExportNames& names, const View& view, const AnyField& field, const std::vector<const void*>& records) {
    if (!field.value->reference || field.rules->reference.empty()) return;
    std::vector<std::int64_t> ids;
    for (auto* record : records)
        if (auto id = field.value->reference(field.in(record))) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    names[std::string{field.rules->reference}].merge(view.app.references.names(view, field.rules->reference, ids));
}

}  // namespace

namespace {

sheet::Table table_of(const View& view, const std::string& title, std::vector<sheet::Column> columns) {
    return {.sheet_name = title, .title = title, .columns = std::move(columns), .watermark = view.actor.name + " " + view.now.iso().substr(0, 16), .author = view.actor.name, .company = "", .made_at = view.now};
}

}  // namespace

SheetExport::SheetExport(const View& view, const std::string& title, std::vector<sheet::Column> columns) : writer_{table_of(view, title, std::move(columns))} {}
http::Response SheetExport::finish(const std::string& file_name) {
    return http::attachment(writer_.finish(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file_name + ".xlsx");
}

http::Response export_sheet(const View& view, std::string_view title, const std::vector<ExportColumn>& columns, const std::vector<ExportRow>& rows, Language) {
    std::vector<sheet::Column> headings;
    for (auto& column : columns) headings.push_back({column.label, type_of(column.kind)});
    SheetExport out{view, std::string{title}, std::move(headings)};
    std::vector<sheet::Value> values;
    for (auto& row : rows) {
        values.clear();
        for (std::size_t i = 0; i < row.size(); ++i) values.push_back(value_of(row[i], type_of(columns[i].kind)));
        out.add(values);
    }
    return out.finish(std::string{title} + "-" + view.today().iso());
}

std::string export_text(const AnyField& field, const void* record, const std::string& key, const Words& words, Language language, const ExportNames& names) {
    auto* value = field.in(record);
    if (auto kind = field.value->reference ? names.find(std::string{field.rules->reference}) : names.end(); kind != names.end()) {
        auto name = kind->second.find(field.value->reference(value));
        return name == kind->second.end() ? "" : name->second;
    }
    auto text = field.value->plain(value);
    if (text.empty()) return text;
    if (field.value->kind == Codec<bool>::kind) return std::string{words.text(language, text == "true" ? "value.yes" : "value.no")};
    if (field.value->options && field.value->kind != "list") return std::string{words.text(language, key + "_is." + text)};
    return text;
}

http::Response table_export(const View& view, std::string_view type, std::span<const AnyField> fields, const std::vector<const void*>& records, const http::Call& call) {
    auto& words = view.app.words;
    auto language = call.language();
    auto key = [&](const AnyField& field) { return std::string{type} + "." + std::string{field.name}; };
    // The columns that the screen shows, where it says so; else the usual ones.
    auto chosen = call.parameter("columns");
    std::vector<const AnyField*> wanted;
    for (auto& each : fields)
        if (!each.value->hidden && (chosen ? ("," + *chosen + ",").find("," + std::string{each.name} + ",") != std::string::npos : each.rules->listed)) wanted.push_back(&each);
    std::vector<ExportColumn> columns;
    ExportNames names;
    for (auto* each : wanted) {
        columns.push_back({std::string{each->name}, std::string{words.text(language, key(*each))}, std::string{each->value->kind}});
        add_names(names, view, *each, records);
    }
    std::vector<ExportRow> rows;
    rows.reserve(records.size());
    for (auto* record : records) {
        auto& row = rows.emplace_back();
        for (auto* each : wanted) row.push_back(export_text(*each, record, key(*each), words, language, names));
    }
    return export_sheet(view, words.text(language, std::string{type} + "._"), columns, rows, language);
}

}  // namespace zhibu
