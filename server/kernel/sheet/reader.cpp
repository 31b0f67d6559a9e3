// Streams a worksheet part into rows of cells.
#include "kernel/sheet/reader.hpp"

#include <fmt/format.h>

#include <charconv>
#include <span>
#include <string>
#include <vector>

#include "kernel/sheet/archive.hpp"
#include "kernel/sheet/refusal.hpp"
#include "kernel/sheet/workbook.hpp"
#include "kernel/sheet/xml.hpp"

namespace zhibu::sheet {
namespace {

constexpr std::size_t longest_cell = 4 * 32767;
constexpr std::uint32_t last_row = 1'048'576;

// The column of a reference like C5 (0-based), or `expected` when there is none.
std::uint32_t column_of(std::string_view reference, std::uint32_t expected) {
    std::uint32_t column = 0;
    std::size_t letters = 0;
    for (; letters < reference.size() && letters < 4; ++letters) {
        char c = reference[letters];
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        if (c < 'A' || c > 'Z') break;
        column = column * 26 + static_cast<std::uint32_t>(c - 'A' + 1);
    }
    return letters == 0 ? expected : column - 1;
}

struct SheetHandler : XmlHandler {
    enum class Type : std::uint8_t { number, shared, inline_text, formula_text, boolean, error, date };

    SheetHandler(const SharedStrings& known, const std::vector<FormatKind>& kinds, bool since_1904, const Limits& bounds, const RowCallback& to)
        : strings{known}, formats{kinds}, from_1904{since_1904}, limits{bounds}, callback{to} {}

    void opened(std::string_view element, Attributes attributes) override {
        if (element == "c") open_cell(attributes);
        else if (element == "v") in_value = in_cell;
        else if (element == "row") open_row(attributes["r"]);
        else if (element == "t") in_value = in_cell && !in_hint;
        else if (element == "rPh") in_hint = true;
    }
    void closed(std::string_view element) override {
        if (element == "v" || element == "t") in_value = false;
        else if (element == "c") close_cell();
        else if (element == "row") close_row();
        else if (element == "rPh") in_hint = false;
        else if (element == "sheetData") finished = true;
    }
    void text(std::string_view piece) override {
        if (!in_value) return;
        if (value.size() + piece.size() > longest_cell) refuse(ReadError::too_large, fmt::format("row {}: a text of more than 32767 characters", row));
        value += piece;
    }

    void open_row(std::string_view number) {
        std::uint32_t next = row + 1;
        if (!number.empty()) std::from_chars(number.data(), number.data() + number.size(), next);
        if (next <= row || next > last_row) refuse(ReadError::damaged, fmt::format("row {} after row {}", next, row));
        row = next;
        used = next_column = 0;
    }
    void open_cell(Attributes attributes) {
        in_cell = true;
        value.clear();
        column = column_of(attributes["r"], next_column);
        next_column = column + 1;
        style = 0;
        if (auto s = attributes["s"]; !s.empty()) std::from_chars(s.data(), s.data() + s.size(), style);
        auto t = attributes["t"];
        type = t == "s" ? Type::shared : t == "inlineStr" ? Type::inline_text : t == "str" ? Type::formula_text : t == "b" ? Type::boolean
               : t == "e" ? Type::error : t == "d" ? Type::date : Type::number;
    }
    void close_cell() {
        in_cell = false;
        if (value.empty()) return;
        if (type == Type::shared && shared_text().empty()) return;
        if (column >= limits.columns) refuse(ReadError::too_large, fmt::format("row {}: a value in column {}", row, column_letters(column)));
        while (used <= column) clear(used++);
        fill(cells[column]);
    }
    void clear(std::size_t at) {
        if (at == cells.size()) return void(cells.emplace_back());
        cells[at].kind = CellKind::empty;
        cells[at].text.clear();
        cells[at].number = 0;
    }
    void fill(Cell& cell) {
        switch (type) {
            case Type::shared: return set_text(cell, shared_text());
            case Type::inline_text: case Type::formula_text: {
                cell.text.clear();
                append_unescaped(cell.text, value);
                cell.kind = cell.text.empty() ? CellKind::empty : CellKind::text;
                return;
            }
            case Type::boolean:
                cell.number = value == "1" || value == "true" ? 1 : 0;
                cell.text = cell.number != 0 ? "TRUE" : "FALSE";
                cell.kind = CellKind::boolean;
                return;
            case Type::error: cell.text = value, cell.kind = CellKind::error; return;
            case Type::date: cell.text = value.ends_with("T00:00:00") ? value.substr(0, 10) : value, cell.kind = CellKind::date; return;
            case Type::number: return set_number(cell);
        }
    }
    static void set_text(Cell& cell, std::string_view text) {
        cell.text = text;
        cell.kind = CellKind::text;
    }
    void set_number(Cell& cell) {
        double number = 0;
        auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc{} || end != value.data() + value.size()) return set_text(cell, value);
        cell.number = number;
        auto format = style < formats.size() ? formats[style] : FormatKind::number;
        if (format != FormatKind::number) cell.text = serial_text(number, format, from_1904);
        cell.kind = cell.text.empty() ? CellKind::number : CellKind::date;
        if (cell.text.empty()) cell.text = number_text(number);
    }
    std::string_view shared_text() const {
        std::size_t index = 0;
        auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), index);
        if (error != std::errc{} || index >= strings.size()) refuse(ReadError::damaged, fmt::format("row {}: no such shared string", row));
        return strings.at(index);
    }
    void close_row() {
        if (used == 0) return;
        if (++rows > limits.rows) refuse(ReadError::too_large, fmt::format("more than {} rows", limits.rows));
        if (callback(row, std::span<const Cell>{cells.data(), used}) == Flow::stop) finished = true;
    }

    const SharedStrings& strings;
    const std::vector<FormatKind>& formats;
    bool from_1904;
    const Limits& limits;
    const RowCallback& callback;
    std::vector<Cell> cells;  // kept from row to row, so that its strings keep their memory
    std::size_t used = 0;
    std::string value;
    Type type = Type::number;
    std::uint32_t row = 0, rows = 0, column = 0, next_column = 0;
    std::size_t style = 0;
    bool in_cell = false, in_value = false, in_hint = false;
};

std::vector<Workbook::Sheet> candidates(const Workbook& book, const std::string& wanted) {
    std::vector<Workbook::Sheet> sheets;
    for (auto& sheet : book.sheets)
        if (wanted.empty() ? sheet.visible : sheet.name == wanted) sheets.push_back(sheet);
    if (sheets.empty()) refuse(ReadError::no_such_sheet, wanted.empty() ? "no visible sheet" : "no sheet of that name");
    return sheets;
}

void read_workbook(const Source& source, const ReadOptions& options, const RowCallback& callback, ReadOutcome& outcome) {
    Archive archive{source, options.limits};
    auto book = load_workbook(archive);
    auto sheets = candidates(book, options.sheet);
    auto strings = load_shared_strings(archive, book, options.limits.shared_bytes);
    auto formats = load_cell_formats(archive, book);
    outcome.sheet = sheets.front().name;
    for (auto& sheet : sheets) {
        SheetHandler handler{strings, formats, book.from_1904, options.limits, callback};
        try {
            parse(archive.open(sheet.part), handler);
        } catch (...) {
            outcome.rows = handler.rows;
            throw;
        }
        if (handler.rows == 0) continue;
        outcome.sheet = sheet.name;
        outcome.rows = handler.rows;
        return;
    }
}

}  // namespace

ReadOutcome read_rows(const Source& source, const ReadOptions& options, const RowCallback& callback) {
    ReadOutcome outcome;
    try {
        read_workbook(source, options, callback, outcome);
    } catch (const Refusal& refusal) {
        outcome.error = refusal.error;
        outcome.detail = refusal.detail;
    }
    return outcome;
}

ReadOutcome read_any(const Source& source, const ReadOptions& options, const RowCallback& callback) {
    std::string head;
    try {
        head = bytes_of(source, 0, 4);
    } catch (const Refusal& refusal) {
        return {refusal.error, refusal.detail, {}, 0};
    }
    bool container = head.starts_with("PK") || head.starts_with("\xD0\xCF\x11\xE0");
    return container ? read_rows(source, options, callback) : read_csv(source, options, callback);
}

SheetNames sheet_names(const Source& source, const Limits& limits) {
    SheetNames found;
    try {
        Archive archive{source, limits};
        for (auto& sheet : load_workbook(archive).sheets) found.names.push_back({sheet.name, sheet.visible});
    } catch (const Refusal& refusal) {
        found.error = refusal.error;
    }
    return found;
}

}  // namespace zhibu::sheet
