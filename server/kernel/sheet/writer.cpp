// Writes typed tables: the workbook by way of XlsxFile, CSV by hand.
#include "kernel/sheet/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "kernel/sheet/xlsx_file.hpp"
#include "kernel/values/text.hpp"

namespace zhibu::sheet {
namespace {

constexpr std::uint32_t rows_that_set_widths = 200;
constexpr std::uint32_t narrowest = 6, widest = 50;
constexpr std::size_t longest_list = 255;  // of a list within the validation itself

bool is_wide(char32_t point) {
    return (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) || (point >= 0xAC00 && point <= 0xD7A3) ||
           (point >= 0xF900 && point <= 0xFAFF) || (point >= 0xFE30 && point <= 0xFE6F) || (point >= 0xFF00 && point <= 0xFF60) ||
           (point >= 0xFFE0 && point <= 0xFFE6) || (point >= 0x20000 && point <= 0x3FFFD) || point == 0x2014 || point == 0x2026;
}

Look look_of(ColumnType type) {
    switch (type) {
        case ColumnType::text: return Look::text;
        case ColumnType::integer: return Look::integer;
        case ColumnType::decimal: return Look::decimal;
        case ColumnType::date: return Look::day;
        case ColumnType::money: return Look::money;
        case ColumnType::percent: return Look::percent;
    }
    return Look::general;
}

std::string yuan(std::int64_t fen) {
    auto size = fen < 0 ? 0 - static_cast<std::uint64_t>(fen) : static_cast<std::uint64_t>(fen);
    return fmt::format("{}{}.{:02}", fen < 0 ? "-" : "", size / 100, size % 100);
}

// How a value reads in CSV, and roughly in a cell.
std::string plain(const Value& value, ColumnType type) {
    struct Reading {
        ColumnType type;
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(std::int64_t number) const { return type == ColumnType::money ? yuan(number) : fmt::to_string(number); }
        std::string operator()(double number) const {
            if (!std::isfinite(number)) return {};
            return type == ColumnType::percent ? fmt::format("{:.1f}%", number * 100) : number_text(number);
        }
        std::string operator()(bool yes) const { return yes ? "是" : "否"; }
        std::string operator()(Date date) const { return date.iso(); }
    };
    return std::visit(Reading{type}, value);
}

bool looks_like_a_formula(std::string_view text) {
    if (text.empty()) return false;
    if (std::string_view{"=+-@\t\r\n"}.find(text[0]) != std::string_view::npos) return true;
    for (std::string_view wide : {"＝", "＋", "－", "＠"})
        if (text.starts_with(wide)) return true;
    return false;
}

}  // namespace

std::uint32_t display_width(std::string_view text) {
    std::uint32_t line = 0, longest = 0;
    for (std::size_t at = 0; at < text.size();) {
        auto point = next_code_point(text, at);
        if (point == '\n') line = 0;
        else line += is_wide(point) ? 2 : 1;
        longest = std::max(longest, line);
    }
    return longest;
}

struct Writer::State {
    explicit State(Table given) : table{std::move(given)}, sheet{file.add_sheet(table.sheet_name)} {
        if (table.columns.empty()) throw std::invalid_argument{"a table without columns"};
        file.set_properties(table);
        auto last = static_cast<lxw_col_t>(table.columns.size() - 1);
        if (!table.title.empty()) {
            XlsxFile::check(worksheet_set_row(sheet, 0, 30, nullptr));
            if (last == 0) XlsxFile::write_text(sheet, 0, 0, table.title, file.format(Look::title));
            else XlsxFile::check(worksheet_merge_range(sheet, 0, 0, 0, last, repaired_utf8(first_code_points(table.title, 255)).c_str(), file.format(Look::title)));
            heading_row = 1;
        }
        XlsxFile::check(worksheet_set_row(sheet, heading_row, 24, nullptr));
        for (std::uint32_t column = 0; column <= last; ++column) {
            XlsxFile::write_text(sheet, heading_row, column, table.columns[column].heading, file.format(Look::heading));
            widths.push_back(display_width(table.columns[column].heading));
        }
        worksheet_freeze_panes(sheet, heading_row + 1, 0);
        set_up_print(sheet, heading_row, table.watermark);
    }

    void add_row(std::span<const Value> values) {
        if (values.size() > table.columns.size()) throw std::invalid_argument{"a row with more values than columns"};
        if (!file.book()) throw std::logic_error{"a row after the end"};
        auto row = heading_row + 1 + rows++;
        for (std::uint32_t column = 0; column < table.columns.size(); ++column) {
            static const Value nothing;
            write(row, column, column < values.size() ? values[column] : nothing);
        }
    }
    void write(lxw_row_t row, std::uint32_t column, const Value& value) {
        auto type = table.columns[column].type;
        if (rows <= rows_that_set_widths) widths[column] = std::max(widths[column], display_width(plain(value, type)));
        auto at = static_cast<lxw_col_t>(column);
        auto* format = file.format(look_of(type));
        if (auto* text = std::get_if<std::string>(&value)) XlsxFile::write_text(sheet, row, column, *text, file.format(Look::text));
        else if (auto* date = std::get_if<Date>(&value); date && !date->empty()) file.write_date(sheet, row, column, *date);
        else if (auto* whole = std::get_if<std::int64_t>(&value)) write_whole(row, at, *whole, type);
        else if (auto* number = std::get_if<double>(&value); number && std::isfinite(*number))
            XlsxFile::check(worksheet_write_number(sheet, row, at, *number, type == ColumnType::text || type == ColumnType::date ? file.format(Look::general) : format));
        else if (auto* yes = std::get_if<bool>(&value)) XlsxFile::write_text(sheet, row, column, *yes ? "是" : "否", file.format(Look::text));
        else XlsxFile::check(worksheet_write_blank(sheet, row, at, format));
    }
    void write_whole(lxw_row_t row, lxw_col_t column, std::int64_t number, ColumnType type) {
        constexpr std::int64_t exact = 999'999'999'999'999;  // Excel keeps 15 digits; longer numbers stay whole as text
        if (number > exact || number < -exact)
            return XlsxFile::write_text(sheet, row, column, type == ColumnType::money ? yuan(number) : fmt::to_string(number), file.format(Look::text));
        bool plain_number = type == ColumnType::text || type == ColumnType::date;
        auto shown = type == ColumnType::money ? static_cast<double>(number) / 100 : static_cast<double>(number);
        XlsxFile::check(worksheet_write_number(sheet, row, column, shown, file.format(plain_number ? Look::general : look_of(type))));
    }

    // What depends on the number of rows and on their widths.
    void complete() {
        auto last = static_cast<lxw_col_t>(table.columns.size() - 1);
        XlsxFile::check(worksheet_autofilter(sheet, heading_row, 0, std::max(heading_row + rows, heading_row), last));
        for (lxw_col_t column = 0; column <= last; ++column) {
            auto& about = table.columns[column];
            auto width = about.width > 0 ? about.width : std::clamp(widths[column], narrowest, widest) + 2.0;
            auto* format = table.rows_to_fill > 0 ? file.format(look_of(about.type)) : nullptr;
            XlsxFile::check(worksheet_set_column(sheet, column, column, width, format));
            if (!about.choices.empty() || (!about.hint.empty() && table.rows_to_fill > 0)) add_validation(column, about);
        }
    }
    void add_validation(lxw_col_t column, const Column& about) {
        auto last_row = heading_row + rows + table.rows_to_fill;
        if (last_row == heading_row) return;
        lxw_data_validation rule{};
        rule.validate = about.choices.empty() ? LXW_VALIDATION_TYPE_ANY : LXW_VALIDATION_TYPE_LIST;
        rule.ignore_blank = LXW_VALIDATION_ON;
        rule.show_input = LXW_VALIDATION_ON;
        auto hint = repaired_utf8(first_code_points(about.hint, 255));
        if (!hint.empty()) rule.input_message = hint.data();
        std::vector<char*> list;
        std::string formula;
        std::vector<std::string> choices;
        for (auto& choice : about.choices) choices.push_back(repaired_utf8(choice));
        if (fits_inside(choices)) {
            for (auto& choice : choices) list.push_back(choice.data());
            list.push_back(nullptr);
            rule.value_list = list.data();
        } else if (!choices.empty()) {
            formula = add_list(choices);
            rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
            rule.value_formula = formula.data();
        }
        XlsxFile::check(worksheet_data_validation_range(sheet, heading_row + 1, column, last_row, column, &rule));
    }
    static bool fits_inside(const std::vector<std::string>& choices) {
        std::size_t size = 0;
        for (auto& choice : choices) {
            size += choice.size() + 1;
            if (choice.find_first_of(",\"") != std::string::npos) return false;
        }
        return !choices.empty() && size <= longest_list;
    }
    // A long list stands on a hidden sheet of its own.
    std::string add_list(const std::vector<std::string>& choices) {
        auto name = fmt::format("选项{}", ++lists);
        auto* hidden = file.add_sheet(name);
        worksheet_hide(hidden);
        for (std::uint32_t row = 0; row < choices.size(); ++row) XlsxFile::write_text(hidden, row, 0, choices[row], file.format(Look::text));
        return fmt::format("='{}'!$A$1:$A${}", name, choices.size());
    }

    Table table;
    XlsxFile file;
    lxw_worksheet* sheet;
    std::uint32_t heading_row = 0;
    std::uint32_t rows = 0;
    int lists = 0;
    std::vector<std::uint32_t> widths;
};

Writer::Writer(Table table) : state_{std::make_unique<State>(std::move(table))} {}
Writer::~Writer() = default;
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;
void Writer::add_row(std::span<const Value> values) { state_->add_row(values); }
std::uint32_t Writer::rows() const { return state_->rows; }
std::string Writer::finish() {
    state_->complete();
    return state_->file.close();
}
void Writer::finish_to(const std::filesystem::path& file) {
    state_->complete();
    state_->file.close_to(file);
}

CsvWriter::CsvWriter(const Table& table) : text_{"\xEF\xBB\xBF"} {
    std::vector<std::string> headings;
    for (auto& column : table.columns) {
        types_.push_back(column.type);
        headings.push_back((looks_like_a_formula(column.heading) ? "'" : "") + column.heading);
    }
    add_line(headings);
}

void CsvWriter::add_row(std::span<const Value> values) {
    if (values.size() > types_.size()) throw std::invalid_argument{"a row with more values than columns"};
    std::vector<std::string> fields(types_.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        fields[i] = plain(values[i], types_[i]);
        if (std::holds_alternative<std::string>(values[i]) && looks_like_a_formula(fields[i])) fields[i].insert(0, "'");
    }
    add_line(fields);
}

void CsvWriter::add_line(std::span<const std::string> fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) text_ += ',';
        if (fields[i].find_first_of(",;\t\"\r\n") == std::string::npos) {
            text_ += fields[i];
            continue;
        }
        text_ += '"';
        for (char c : fields[i]) text_.append(c == '"' ? 2 : 1, c);
        text_ += '"';
    }
    text_ += "\r\n";
}

}  // namespace zhibu::sheet
