// A cell, a row and the limits and outcomes of reading them: the words that readers, writers and mappings share.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/values/date.hpp"

namespace zhibu::sheet {

enum class CellKind : std::uint8_t { empty, text, number, date, boolean, error };

// text always holds what a person sees, roughly: a number with up to 15 digits, a date as ISO text (2021-03-01, with a time
// 2021-03-01T09:30:00; 2021-03 where the format shows year and month only; 09:30:00 for a bare time), TRUE or FALSE, #N/A.
struct Cell {
    CellKind kind = CellKind::empty;
    std::string text;
    double number = 0;  // number: itself; date: the serial number; boolean: 1 or 0
    bool empty() const { return kind == CellKind::empty; }
};

// The date in a cell as parse_date_cell() reads it. Nothing for a bare number like 1982.1 either: Excel shortens a typed 1982.10
// to it, so January and October cannot be told apart.
std::optional<Date> date_of(const Cell& cell);

// A, B, … Z, AA, … for the 0-based column.
std::string column_letters(std::uint32_t column);

// Sheet rows count from 1 as in Excel, columns from 0. Rows without any value are not delivered; cells reach to the last value.
enum class Flow : std::uint8_t { go_on, stop };
using RowCallback = std::function<Flow(std::uint32_t row, std::span<const Cell> cells)>;
struct NumberedRow {
    std::uint32_t number{};
    std::vector<Cell> cells;
};

// What a file may ask of the machine. A workbook is refused as too_large at the first limit that it passes.
struct Limits {
    std::uint64_t unpacked_bytes = 512ULL << 20;  // over all parts of the workbook; of a CSV file its size
    std::uint64_t ratio = 200;                    // unpacked : packed, of parts above 16 MiB
    std::uint64_t shared_bytes = 128ULL << 20;    // memory of the shared strings
    std::uint32_t entries = 4096;                 // files in the zip
    std::uint32_t rows = 200'000;                 // rows with a value
    std::uint32_t columns = 512;
};

enum class ReadError : std::uint8_t {
    none,
    not_a_workbook,  // some other file, whatever its name
    legacy_xls,      // Excel 97–2003: to be saved as xlsx first
    encrypted,       // has a password
    too_large,       // passes a limit
    damaged,         // truncated, inconsistent, or holding what no spreadsheet program writes (a DTD)
    no_such_sheet,
};

struct ReadOutcome {
    ReadError error = ReadError::none;
    std::string detail;      // for the log: what was wrong and where, without any content of cells
    std::string sheet;       // the sheet that was read
    std::uint32_t rows = 0;  // rows delivered
    explicit operator bool() const { return error == ReadError::none; }
};

// Where a file's bytes are; a view must outlive the reading.
struct Source {
    std::filesystem::path path;
    std::string_view bytes;  // used when path is empty
    static Source file(std::filesystem::path path) { return {std::move(path), {}}; }
    static Source memory(std::string_view bytes) { return {{}, bytes}; }
};

struct ReadOptions {
    Limits limits;
    std::string sheet;  // a sheet by name; empty: the first visible one that is not empty
};

}  // namespace zhibu::sheet
