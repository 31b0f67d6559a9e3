// Figures as an Excel file, for pages that are no list of records.
#pragma once
#include <string>
#include <vector>

#include "kernel/record/view.hpp"
#include "kernel/sheet/writer.hpp"

namespace zhibu {

// A table of figures that leaves as an Excel file: who took it and when stands on every printed page.
class SheetExport {
public:
    SheetExport(const View& view, const std::string& title, std::vector<sheet::Column> columns);
    void add(const std::vector<sheet::Value>& row) { writer_.add_row(row), ++rows_; }
    std::size_t rows() const { return rows_; }
    http::Response finish(const std::string& file_name);  // without its ending

private:
    sheet::Writer writer_;
    std::size_t rows_{};
};

}  // namespace zhibu
