// Writes tables as xlsx in constant memory, and as CSV: typed cells, official print set-up, templates with lists.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kernel/sheet/cell.hpp"
#include "kernel/values/date.hpp"

namespace zhibu::sheet {

enum class ColumnType : std::uint8_t {
    text,     // whatever it looks like: =1+1 stays text
    integer,  // 1,234
    decimal,  // 1,234.50
    date,     // 2021-03-01; a date known to the month stays so
    money,    // std::int64_t in fen, shown in yuan with two places
    percent,  // double, 0.25 is 25%
};

struct Column {
    std::string heading;
    ColumnType type = ColumnType::text;
    double width = 0;                  // in Latin characters; 0 fits the first rows, a Chinese character counting double
    std::vector<std::string> choices;  // a drop-down list
    std::string hint;                  // shown when a cell of a template is chosen (at most 255 characters)
};

struct Table {
    std::string sheet_name;  // made valid for Excel; empty is Sheet1
    std::string title;       // a merged row above the headings; empty: none
    std::vector<Column> columns;
    std::string watermark;   // who and when, in the footer of every printed page
    std::string author;
    std::string company;
    Instant made_at;         // the creation date of the document; empty: now
    // Rows below the written ones that also get lists, hints and cell types: for a template that is filled in by hand.
    std::uint32_t rows_to_fill = 0;
};

// monostate is an empty cell. A value of another type than its column's is written as what it is.
using Value = std::variant<std::monostate, std::string, std::int64_t, double, bool, Date>;

// One table into one workbook; A4 across, fitted to the width of the page, headings frozen, filtered and repeated on every page.
// Rows are written as they come and not kept. Throws std::runtime_error when the machine refuses (disk, memory, a full sheet).
class Writer {
public:
    explicit Writer(Table table);
    ~Writer();
    Writer(Writer&&) noexcept;
    Writer& operator=(Writer&&) noexcept;
    void add_row(std::span<const Value> values);
    std::uint32_t rows() const;
    // Ends the workbook; afterwards only destruction is left.
    std::string finish();
    void finish_to(const std::filesystem::path& file);

private:
    struct State;
    std::unique_ptr<State> state_;
};

// CSV for Excel: UTF-8 with its mark, CRLF; text that a spreadsheet would take for a formula gets an apostrophe, numbers do not.
class CsvWriter {
public:
    explicit CsvWriter(const Table& table);
    void add_row(std::span<const Value> values);
    const std::string& text() const { return text_; }

private:
    void add_line(std::span<const std::string> fields);
    std::vector<ColumnType> types_;
    std::string text_;
};

// A width in Latin characters: a character of double width counts 2, the longest line counts.
std::uint32_t display_width(std::string_view text);

}  // namespace zhibu::sheet
