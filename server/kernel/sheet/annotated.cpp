// Writes an office's sheet again with its faults marked.
#include "kernel/sheet/annotated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernel/sheet/reader.hpp"
#include "kernel/sheet/xlsx_file.hpp"
#include "kernel/values/text.hpp"

namespace zhibu::sheet {
namespace {

constexpr std::uint32_t narrowest = 6, widest = 40, rows_that_set_widths = 500;
constexpr std::size_t longest_comment = 2000;

// The messages of one row by column; those of the whole row under Fault::whole_row.
using RowFaults = std::map<std::uint32_t, std::string>;

std::map<std::uint32_t, RowFaults> by_row(const std::vector<Fault>& faults) {
    std::map<std::uint32_t, RowFaults> rows;
    for (auto& fault : faults) {
        auto& message = rows[fault.row][fault.column];
        message += (message.empty() ? "" : "\n") + fault.message;
    }
    return rows;
}

class Copy {
public:
    Copy(const Annotation& annotation, std::uint32_t columns, const std::string& sheet_name)
        : annotation_{annotation}, faults_{by_row(annotation.faults)}, fault_column_{columns}, sheet_{file_.add_sheet(sheet_name)} {
        Table about;
        about.made_at = annotation.made_at;
        file_.set_properties(about);
    }
    void add(std::uint32_t row, std::span<const Cell> cells) {
        auto faults = faults_.find(row);
        bool head = row <= annotation_.heading_row;
        if (annotation_.keep == Annotation::Keep::faulty_rows && !head && faults == faults_.end()) return;
        auto target = annotation_.keep == Annotation::Keep::faulty_rows && !head ? std::max(next_row_, annotation_.heading_row) : row - 1;
        next_row_ = target + 1;
        if (row == annotation_.heading_row) return add_headings(target, cells);
        if (row < annotation_.heading_row && cells.size() == 1) return add_title(target, cells[0]);
        static const RowFaults none;
        add_cells(target, cells, faults == faults_.end() ? none : faults->second);
    }
    std::string finish() {
        for (std::uint32_t column = 0; column < widths_.size(); ++column)
            XlsxFile::check(worksheet_set_column(sheet_, static_cast<lxw_col_t>(column), static_cast<lxw_col_t>(column), std::clamp(widths_[column], narrowest, widest) + 2.0, nullptr));
        auto heading = annotation_.heading_row - 1;
        worksheet_freeze_panes(sheet_, heading + 1, 0);
        XlsxFile::check(worksheet_autofilter(sheet_, heading, 0, std::max(heading, next_row_ == 0 ? 0 : next_row_ - 1), static_cast<lxw_col_t>(fault_column_)));
        set_up_print(sheet_, heading, annotation_.watermark);
        return file_.close();
    }

private:
    void add_headings(lxw_row_t row, std::span<const Cell> cells) {
        headings_.assign(fault_column_ + 1, "");
        for (std::uint32_t column = 0; column < cells.size(); ++column) headings_[column] = std::string{trimmed(cells[column].text)};
        headings_[fault_column_] = fault_heading;
        for (std::uint32_t column = 0; column <= fault_column_; ++column) {
            XlsxFile::write_text(sheet_, row, column, headings_[column], file_.format(Look::heading));
            widen(column, headings_[column]);
        }
    }
    void add_title(lxw_row_t row, const Cell& cell) {
        auto text = repaired_utf8(first_code_points(cell.text, 8000));
        XlsxFile::check(worksheet_merge_range(sheet_, row, 0, row, static_cast<lxw_col_t>(std::max(1U, fault_column_)), text.c_str(), file_.format(Look::title)));
    }
    void add_cells(lxw_row_t row, std::span<const Cell> cells, const RowFaults& faults) {
        std::string explanation;
        for (std::uint32_t column = 0; column < std::max<std::size_t>(cells.size(), fault_column_); ++column) {
            if (column == fault_column_) continue;
            static const Cell nothing;
            auto fault = faults.find(column);
            write(row, column, column < cells.size() ? cells[column] : nothing, fault == faults.end() ? Mark::none : Mark::fault);
            if (fault == faults.end()) continue;
            comment(row, column, fault->second);
            explain(explanation, column < headings_.size() ? headings_[column] : "", fault->second);
        }
        for (auto& [column, message] : faults)
            if (column >= std::max<std::size_t>(cells.size(), fault_column_) || column == fault_column_) explain(explanation, "", message);
        if (explanation.empty()) return;
        XlsxFile::write_text(sheet_, row, fault_column_, explanation, file_.format(Look::text, Mark::fault));
        widen(fault_column_, explanation);
    }
    static void explain(std::string& explanation, const std::string& heading, std::string message) {
        std::replace(message.begin(), message.end(), '\n', ';');
        if (!explanation.empty()) explanation += ";";
        explanation += heading.empty() ? message : heading + ":" + message;
    }
    void write(lxw_row_t row, std::uint32_t column, const Cell& cell, Mark mark) {
        if (++cells_ < rows_that_set_widths * (fault_column_ + 1)) widen(column, cell.text);
        auto at = static_cast<lxw_col_t>(column);
        auto day = cell.kind == CellKind::date ? Date::parse(cell.text) : std::nullopt;
        if (day) file_.write_date(sheet_, row, column, *day, mark);
        else if (cell.kind == CellKind::number) XlsxFile::check(worksheet_write_number(sheet_, row, at, cell.number, file_.format(Look::general, mark)));
        else if (cell.kind == CellKind::boolean) XlsxFile::check(worksheet_write_boolean(sheet_, row, at, cell.number != 0, file_.format(Look::general, mark)));
        else XlsxFile::write_text(sheet_, row, column, cell.text, file_.format(Look::text, mark));
    }
    void comment(lxw_row_t row, std::uint32_t column, const std::string& message) {
        lxw_comment_options options{};
        options.x_scale = 2;
        std::string author = "支部";
        options.author = author.data();
        auto text = repaired_utf8(first_code_points(message, longest_comment));
        if (text.empty()) return;
        XlsxFile::check(worksheet_write_comment_opt(sheet_, row, static_cast<lxw_col_t>(column), text.c_str(), &options));
    }
    void widen(std::uint32_t column, std::string_view text) {
        if (widths_.size() <= column) widths_.resize(column + 1);
        widths_[column] = std::max(widths_[column], display_width(text));
    }

    const Annotation& annotation_;
    std::map<std::uint32_t, RowFaults> faults_;
    std::uint32_t fault_column_;
    XlsxFile file_;
    lxw_worksheet* sheet_;
    std::vector<std::string> headings_;
    std::vector<std::uint32_t> widths_;
    std::uint32_t next_row_ = 0;
    std::uint64_t cells_ = 0;
};

struct Shape {
    ReadOutcome outcome;
    std::uint32_t columns = 0;  // where the explanation goes: the column that has its heading, or the first free one
};

Shape shape_of(const Source& original, const ReadOptions& options, std::uint32_t heading_row) {
    Shape shape;
    std::optional<std::uint32_t> existing;
    shape.outcome = read_any(original, options, [&](std::uint32_t row, std::span<const Cell> cells) {
        shape.columns = std::max(shape.columns, static_cast<std::uint32_t>(cells.size()));
        for (std::uint32_t i = 0; row == heading_row && i < cells.size(); ++i)
            if (trimmed(cells[i].text) == fault_heading) existing = i;
        return Flow::go_on;
    });
    if (existing) shape.columns = *existing;
    return shape;
}

}  // namespace

AnnotatedCopy annotated_copy(const Source& original, const ReadOptions& options, const Annotation& annotation) {
    auto shape = shape_of(original, options, annotation.heading_row);
    if (!shape.outcome || annotation.heading_row == 0) return {shape.outcome, {}};
    Copy copy{annotation, shape.columns, shape.outcome.sheet};
    auto again = options;
    again.sheet = shape.outcome.sheet;
    auto outcome = read_any(original, again, [&](std::uint32_t row, std::span<const Cell> cells) {
        copy.add(row, cells);
        return Flow::go_on;
    });
    if (!outcome) return {outcome, {}};
    return {shape.outcome, copy.finish()};
}

}  // namespace zhibu::sheet
