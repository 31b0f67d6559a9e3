// Finds the headings of an office's sheet and which column is which field; tells people's rows from totals and notes.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/sheet/cell.hpp"

namespace zhibu::sheet {

// What the caller wants to find: a field and the headings under which offices write it, the usual one first.
struct TargetField {
    std::string field;
    std::vector<std::string> headings;
};
using Dictionary = std::vector<TargetField>;

struct MappedColumn {
    std::uint32_t column{};
    std::string heading;  // as the sheet has it, without blanks at its ends
    std::string field;
    int confidence{};     // 100 the usual heading, 95 another known one, 70 and less: a known one within a longer one
};
struct UnmappedColumn {
    std::uint32_t column{};
    std::string heading;
};

struct Mapping {
    std::uint32_t heading_row = 0;     // 0: no headings found
    std::uint32_t first_data_row = 0;  // heading_row + 1, or + 2 under headings of two levels
    int confidence = 0;                // 0 to 100: the columns' confidence over all headings of the row
    std::vector<MappedColumn> columns; // each field at most once, in the order of the columns
    std::vector<UnmappedColumn> unmapped;
    explicit operator bool() const { return heading_row != 0; }
    const MappedColumn* of(std::string_view field) const;  // nullptr: the sheet has no such column
};

// How headings are compared: without blanks, line breaks, punctuation, stars and the remarks in brackets; half width, lower case.
std::string heading_key(std::string_view heading);

// From the first rows of a sheet (30 are enough). A row counts as headings from two known ones, or one where the dictionary has but one.
Mapping guess_mapping(std::span<const NumberedRow> first_rows, const Dictionary& dictionary);
// Reads those rows itself; a file that cannot be read gives no headings and its outcome.
struct GuessedMapping {
    ReadOutcome outcome;
    Mapping mapping;
};
GuessedMapping guess_mapping(const Source& source, const ReadOptions& options, const Dictionary& dictionary);

enum class RowKind : std::uint8_t {
    data,
    blank,     // nothing in any mapped column
    headings,  // the heading row, or its repetition on a later page
    total,     // 合计, 小计, 总计 …
    note,      // 填表说明, 备注:, 注: … and what stands above the headings
};
// Tells the rows of one sheet apart, in their order. Below a total or a note a row is data only when it fills more than half of
// the mapped columns: the lines of a note are no people, and a subtotal does not end a roster.
class RowSorter {
public:
    explicit RowSorter(Mapping mapping) : mapping_{std::move(mapping)} {}
    RowKind kind_of(std::uint32_t row, std::span<const Cell> cells);

private:
    Mapping mapping_;
    bool in_tail_ = false;
};

}  // namespace zhibu::sheet
