// The answer to a faulty import: the office's own sheet again, with the faulty cells marked and explained.
#pragma once
#include <string>
#include <vector>

#include "kernel/sheet/cell.hpp"

namespace zhibu::sheet {

// The heading of the column that explains; a sheet that comes back with it gets it renewed, not doubled.
inline constexpr std::string_view fault_heading = "错误说明";

struct Fault {
    static constexpr std::uint32_t whole_row = UINT32_MAX;
    std::uint32_t row{};     // as Excel counts
    std::uint32_t column{};  // from 0, or whole_row
    std::string message;     // a sentence for the person who corrects it
};

struct Annotation {
    enum class Keep : std::uint8_t { all_rows, faulty_rows };  // faulty_rows: titles and headings, then the rows with a fault, closed up
    std::uint32_t heading_row = 1;
    std::vector<Fault> faults;  // in any order
    Keep keep = Keep::all_rows;
    std::string watermark;      // who and when, in the footer
    Instant made_at;
};

struct AnnotatedCopy {
    ReadOutcome outcome;  // of reading the original
    std::string bytes;    // the workbook; empty when it could not be read
};
// Reads the original twice (its width first) and writes as it reads. Values, rows and columns stay where they are, apart from
// keep; colours and formulas of the original are not kept. Throws std::runtime_error when the machine refuses.
AnnotatedCopy annotated_copy(const Source& original, const ReadOptions& options, const Annotation& annotation);

}  // namespace zhibu::sheet
