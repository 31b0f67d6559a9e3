// Reads the rows of an office's file, one after the other, in little memory: xlsx workbooks and CSV.
#pragma once
#include <string>
#include <vector>

#include "kernel/sheet/cell.hpp"

namespace zhibu::sheet {

// Streams the rows of one sheet of an xlsx workbook. Of merged cells only the first has the value; formulas give their stored result.
// What the callback throws passes through. Memory: the shared strings (at most Limits::shared_bytes) and one row.
ReadOutcome read_rows(const Source& source, const ReadOptions& options, const RowCallback& callback);

// Streams the records of a CSV file: UTF-8, UTF-16 with its mark, or GB18030; separated by comma, semicolon or tab, whichever fits.
// Every cell is text; the row is the number of the record, blank ones counted.
ReadOutcome read_csv(const Source& source, const ReadOptions& options, const RowCallback& callback);

// read_rows() for a zip or an OLE container, read_csv() for text; not_a_workbook for other bytes.
ReadOutcome read_any(const Source& source, const ReadOptions& options, const RowCallback& callback);

struct SheetName {
    std::string name;
    bool visible = true;
};
struct SheetNames {
    ReadError error = ReadError::none;
    std::vector<SheetName> names;
};
SheetNames sheet_names(const Source& source, const Limits& limits = {});

}  // namespace zhibu::sheet
