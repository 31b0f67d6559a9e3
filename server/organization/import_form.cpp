// Finds out how a sheet is laid out: its headings, which column is which field, and what the office once corrected.
#include <algorithm>

#include "kernel/sheet/reader.hpp"
#include "kernel/values/text.hpp"
#include "organization/import.hpp"

namespace zhibu::organization {
namespace {

constexpr std::size_t rows_to_look_at = 30;

const sheet::Dictionary& dictionary_of(ImportKind kind) { return import_type(kind).headings; }

std::vector<sheet::NumberedRow> first_rows(const sheet::Source& source, std::string& sheet_name) {
    std::vector<sheet::NumberedRow> rows;
    auto outcome = sheet::read_any(source, {}, [&](std::uint32_t row, std::span<const sheet::Cell> cells) {
        rows.push_back({row, {cells.begin(), cells.end()}});
        return rows.size() < rows_to_look_at ? sheet::Flow::go_on : sheet::Flow::stop;
    });
    refuse_unreadable(outcome);
    if (rows.empty()) throw Problem{422, "sheet-is-empty"};
    sheet_name = outcome.sheet;
    return rows;
}

// Known headings that are read past are unmapped columns for everybody outside.
void read_past(sheet::Mapping& mapping) {
    for (auto& column : mapping.columns)
        if (column.field.starts_with('~')) mapping.unmapped.push_back({column.column, column.heading});
    std::erase_if(mapping.columns, [](auto& column) { return column.field.starts_with('~'); });
    std::sort(mapping.unmapped.begin(), mapping.unmapped.end(), [](auto& a, auto& b) { return a.column < b.column; });
}

std::string fingerprint_of(const std::vector<sheet::NumberedRow>& rows, std::uint32_t heading_row) {
    std::vector<std::string> keys;
    for (auto& row : rows)
        if (row.number == heading_row)
            for (auto& cell : row.cells)
                if (auto key = sheet::heading_key(cell.text); !key.empty()) keys.push_back(std::move(key));
    std::sort(keys.begin(), keys.end());
    std::string all;
    for (auto& key : keys) all += key + "\n";
    return secret::fingerprint(all);
}

void note_missing(Form& form, ImportKind kind) {
    form.missing.clear();
    if (!form.mapping) return;
    for (auto& group : import_type(kind).needed)
        if (std::none_of(group.begin(), group.end(), [&](auto& field) { return form.mapping.of(field) != nullptr; })) form.missing.push_back(group.front());
}

std::string heading_at(const std::vector<sheet::NumberedRow>& rows, std::uint32_t heading_row, std::uint32_t column) {
    for (auto& row : rows)
        if (row.number == heading_row && column < row.cells.size()) return std::string{trimmed(row.cells[column].text)};
    return {};
}

// Puts chosen columns over what was guessed for the same heading row.
void choose(sheet::Mapping& mapping, const std::vector<sheet::NumberedRow>& rows, const std::vector<ChosenColumn>& columns) {
    std::vector<sheet::UnmappedColumn> headings;
    for (auto& row : rows)
        if (row.number == mapping.heading_row)
            for (std::uint32_t i = 0; i < row.cells.size(); ++i)
                if (!is_blank(std::string_view{row.cells[i].text})) headings.push_back({i, heading_at(rows, mapping.heading_row, i)});
    mapping.columns.clear(), mapping.unmapped.clear();
    for (auto& chosen : columns)
        if (!chosen.field.empty())
            mapping.columns.push_back({static_cast<std::uint32_t>(chosen.column), heading_at(rows, mapping.heading_row, static_cast<std::uint32_t>(chosen.column)), chosen.field, 100});
    std::sort(mapping.columns.begin(), mapping.columns.end(), [](auto& a, auto& b) { return a.column < b.column; });
    for (auto& heading : headings)
        if (std::none_of(mapping.columns.begin(), mapping.columns.end(), [&](auto& column) { return column.column == heading.column; })) mapping.unmapped.push_back(heading);
    mapping.confidence = 100;
}

}  // namespace

void refuse_unreadable(const sheet::ReadOutcome& outcome) {
    switch (outcome.error) {
        case sheet::ReadError::none: return;
        case sheet::ReadError::not_a_workbook: throw Problem{422, "sheet-is-none"};
        case sheet::ReadError::legacy_xls: throw Problem{422, "sheet-is-xls"};
        case sheet::ReadError::encrypted: throw Problem{422, "sheet-is-encrypted"};
        case sheet::ReadError::too_large: throw Problem{422, "sheet-is-too-large"};
        case sheet::ReadError::damaged: throw Problem{422, "sheet-is-damaged"};
        case sheet::ReadError::no_such_sheet: throw Problem{422, "sheet-is-empty"};
    }
}

std::string masked_numbers(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto end = at;
        auto digit = [&](std::size_t i) { return i < text.size() && ((text[i] >= '0' && text[i] <= '9') || ((text[i] == 'x' || text[i] == 'X') && i > at)); };
        while (digit(end)) ++end;
        if (end - at >= 9) out += Protected{std::string{text.substr(at, end - at)}}.masked();
        else out += text.substr(at, std::max<std::size_t>(end - at, 1));
        at = std::max(end, at + 1);
    }
    return out;
}

int Form::column_of(std::string_view field) const {
    auto* found = mapping.of(field);
    return found ? static_cast<int>(found->column) : -1;
}

Json to_form_json(const Form& form) {
    json::array columns, unmapped, missing;
    for (auto& each : form.mapping.columns)
        columns.push_back({{"column", each.column}, {"letter", sheet::column_letters(each.column)}, {"heading", masked_numbers(each.heading)}, {"field", each.field}, {"confidence", each.confidence}});
    for (auto& each : form.mapping.unmapped)
        unmapped.push_back({{"column", each.column}, {"letter", sheet::column_letters(each.column)}, {"heading", masked_numbers(each.heading)}});
    for (auto& each : form.missing) missing.emplace_back(each);
    return {json::serialize(json::object{{"header_row", form.mapping.heading_row}, {"first_data_row", form.mapping.first_data_row}, {"sheet", form.sheet},
                                         {"heading_set", form.heading_set}, {"remembered", form.remembered}, {"missing", missing}, {"columns", columns}, {"unmapped", unmapped}})};
}

Form form_of(const Json& stored) {
    auto object = json::parse(stored.text).as_object();
    Form form;
    form.mapping.heading_row = static_cast<std::uint32_t>(object.at("header_row").to_number<std::int64_t>());
    form.mapping.first_data_row = static_cast<std::uint32_t>(object.at("first_data_row").to_number<std::int64_t>());
    form.sheet = object.at("sheet").as_string(), form.heading_set = object.at("heading_set").as_string(), form.remembered = object.at("remembered").as_bool();
    auto text = [](const json::value& v) { return std::string{v.as_string()}; };
    for (auto& each : object.at("missing").as_array()) form.missing.push_back(text(each));
    for (auto& each : object.at("columns").as_array())
        form.mapping.columns.push_back({each.at("column").to_number<std::uint32_t>(), text(each.at("heading")), text(each.at("field")), each.at("confidence").to_number<int>()});
    for (auto& each : object.at("unmapped").as_array()) form.mapping.unmapped.push_back({each.at("column").to_number<std::uint32_t>(), text(each.at("heading"))});
    return form;
}

Form read_form(const View& view, const sheet::Source& source, ImportKind kind) {
    Form form;
    auto rows = first_rows(source, form.sheet);
    form.mapping = sheet::guess_mapping(rows, dictionary_of(kind));
    read_past(form.mapping);
    if (!form.mapping) return form;
    form.heading_set = fingerprint_of(rows, form.mapping.heading_row);
    auto kept = view.session.text("SELECT columns FROM roster_mapping WHERE tenant_id = ? AND kind = ? AND heading_set = ?", view.tenant(), Codec<ImportKind>::name(kind), form.heading_set);
    if (kept) {
        // By heading, not by place: the same headings may stand in another order.
        std::vector<ChosenColumn> columns;
        auto known = json::parse(*kept).as_object();
        for (auto& row : rows)
            if (row.number == form.mapping.heading_row)
                for (std::size_t i = 0; i < row.cells.size(); ++i)
                    if (auto* field = known.if_contains(sheet::heading_key(row.cells[i].text))) columns.push_back({static_cast<std::int64_t>(i), std::string{field->as_string()}});
        choose(form.mapping, rows, columns);
        form.remembered = true;
    }
    note_missing(form, kind);
    return form;
}

Form chosen_form(const sheet::Source& source, ImportKind kind, std::int64_t header_row, const std::vector<ChosenColumn>& columns) {
    Form form;
    auto rows = first_rows(source, form.sheet);
    auto guessed = sheet::guess_mapping(rows, dictionary_of(kind));
    Faults faults;
    auto row = std::find_if(rows.begin(), rows.end(), [&](auto& each) { return each.number == header_row; });
    if (row == rows.end()) faults.add("#/header_row", "no_such_row");
    auto known = import_fields(kind);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto here = "#/columns/" + std::to_string(i);
        if (row != rows.end() && (columns[i].column < 0 || columns[i].column >= 512)) faults.add(here + "/column", "no_such_column");
        if (columns[i].field.empty()) continue;
        if (std::find(known.begin(), known.end(), columns[i].field) == known.end()) faults.add(here + "/field", "not_one_of");
        for (std::size_t j = 0; j < i; ++j) {
            if (columns[j].field == columns[i].field) faults.add(here + "/field", "field_taken_twice");
            if (columns[j].column == columns[i].column && !columns[j].field.empty()) faults.add(here + "/column", "column_taken_twice");
        }
    }
    faults.throw_if_any();
    form.mapping.heading_row = static_cast<std::uint32_t>(header_row);
    form.mapping.first_data_row = guessed.heading_row == form.mapping.heading_row ? guessed.first_data_row : form.mapping.heading_row + 1;
    choose(form.mapping, rows, columns);
    form.heading_set = fingerprint_of(rows, form.mapping.heading_row);
    note_missing(form, kind);
    return form;
}

void remember_form(Transaction& t, ImportKind kind, const Form& form) {
    json::object columns;
    for (auto& each : form.mapping.columns) columns[sheet::heading_key(masked_numbers(each.heading))] = each.field;
    t.session.execute(
        "INSERT INTO roster_mapping (tenant_id, kind, heading_set, columns, saved_at, saved_by) VALUES (?,?,?,?,?,?) ON CONFLICT (tenant_id, kind, heading_set) DO UPDATE SET columns = "
        "excluded.columns, saved_at = excluded.saved_at, saved_by = excluded.saved_by",
        t.tenant(), Codec<ImportKind>::name(kind), form.heading_set, json::serialize(columns), t.now, t.actor.account);
}

std::vector<std::string> import_fields(ImportKind kind) {
    std::vector<std::string> all;
    for (auto& each : dictionary_of(kind))
        if (!each.field.starts_with('~')) all.push_back(each.field);
    return all;
}

}  // namespace zhibu::organization
