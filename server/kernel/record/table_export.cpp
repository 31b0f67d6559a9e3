#include "kernel/record/table_export.hpp"

#include <charconv>

#include "kernel/sheet/writer.hpp"

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

}  // namespace

http::Response export_sheet(const View& view, std::string_view title, const std::vector<ExportColumn>& columns, const std::vector<ExportRow>& rows, Language) {
    sheet::Table table;
    table.sheet_name = table.title = title;
    // Who took it and when, on every printed page: an export of personal data can be traced.
    table.watermark = view.actor.name + " " + view.now.iso().substr(0, 16);
    table.author = view.actor.name;
    table.made_at = view.now;
    for (auto& column : columns) table.columns.push_back({column.label, type_of(column.kind)});
    sheet::Writer writer{std::move(table)};
    std::vector<sheet::Value> values;
    for (auto& row : rows) {
        values.clear();
        for (std::size_t i = 0; i < row.size(); ++i) values.push_back(value_of(row[i], type_of(columns[i].kind)));
        writer.add_row(values);
    }
    return http::attachment(writer.finish(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                            std::string{title} + "-" + view.today().iso() + ".xlsx");
}

}  // namespace zhibu
