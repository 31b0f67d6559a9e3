// Tables poured onto pages: rows move whole, a row taller than a page is cut between lines, the header row returns on each page.
#include <algorithm>
#include <cmath>
#include <vector>

#include "kernel/document/flow.hpp"
#include "kernel/document/text.hpp"

namespace zhibu::document {
namespace {
constexpr double border = 0.5;
constexpr double side_padding = 4;
constexpr double row_padding = 3;  // above and below
}  // namespace

// One row, set: the cells and how many columns each covers.
struct Flow::TableCells {
    std::vector<Typeset> cells;
    std::vector<std::size_t> spans;

    void add(Typeset cell, std::size_t span) {
        cells.push_back(std::move(cell));
        spans.push_back(span);
    }
    int lines() const {
        int most = 1;
        for (const auto& each : cells) most = std::max(most, each.lines());
        return most;
    }
};

struct Flow::TableSetting {
    const Table& table;
    double points, pitch;
    std::vector<double> edges;  // of the columns, from the page's left; one more than columns
    TableCells header;

    double height(const TableCells& row) const { return row.lines() * pitch + 2 * row_padding; }
    double header_height() const { return header.cells.empty() ? 0 : height(header); }
    double cell_width(std::size_t from, std::size_t to) const { return edges[to] - edges[from] - 2 * side_padding; }
};

namespace {

std::vector<double> column_edges(const Table& table, double left, double width) {
    double shares = 0;
    for (const auto& column : table.columns) shares += std::max(column.share, 0.01);
    std::vector<double> edges{left};
    for (const auto& column : table.columns) edges.push_back(edges.back() + width * std::max(column.share, 0.01) / shares);
    edges.back() = left + width;
    return edges;
}

}  // namespace

Flow::TableSetting Flow::table_setting(const Table& block) const {
    const double points = std::clamp(block.points, 6.0, 22.0);
    TableSetting table{block, points, points * 1.45, column_edges(block, shape_.left, shape_.area_width), {}};
    const auto& columns = block.columns;
    if (std::all_of(columns.begin(), columns.end(), [](const Column& column) { return column.title.empty(); })) return table;
    const TextStyle style{.face = Face::hei, .points = points, .alignment = Alignment::centre};
    for (std::size_t i = 0; i < columns.size(); ++i) table.header.add(fonts_.set(columns[i].title, style, table.cell_width(i, i + 1)), 1);
    return table;
}

Flow::TableCells Flow::table_cells(const TableSetting& table, const std::vector<Cell>& row) const {
    TableCells result;
    const auto& columns = table.table.columns;
    std::size_t at = 0;
    for (const auto& each : row) {
        if (at >= columns.size()) break;
        const auto span = static_cast<std::size_t>(std::clamp(each.span, 1, static_cast<int>(columns.size() - at)));
        const TextStyle style{.points = table.points, .alignment = each.alignment.value_or(columns[at].alignment)};
        result.add(fonts_.set(each.runs, style, table.cell_width(at, at + span), document_->base_address), span);
        at += span;
    }
    return result;
}

Typeset Flow::table_caption(const Table& block) const {
    return fonts_.set(block.caption, {.face = Face::hei, .points = small_points, .alignment = Alignment::centre}, shape_.area_width);
}

// Caption, header row and first row keep together.
double Flow::beginning_height(const Table& block) const {
    if (block.columns.empty()) return 0;
    const auto table = table_setting(block);
    const double caption = block.caption.empty() ? 0 : table_caption(block).lines() * line_pitch;
    const double first_row = block.rows.empty() ? 0 : table.height(table_cells(table, block.rows.front()));
    const double whole = caption + table.header_height() + first_row;
    return whole <= shape_.area_height ? whole : caption + table.header_height() + table.pitch * 3;
}

void Flow::put(const Table& block, double keep_below) {
    if (block.columns.empty()) return;
    if (beginning_height(block) > room() && !fresh()) turn();
    if (!block.caption.empty()) lines(table_caption(block), shape_.left, line_pitch);
    const auto table = table_setting(block);
    table_header(table);
    for (const auto& row : block.rows) table_row(table, table_cells(table, row), &row == &block.rows.back() ? keep_below : 0);
    skip(row_padding * 2);
}

void Flow::table_header(const TableSetting& table) {
    if (!table.header.cells.empty()) table_slice(table, table.header, 0, table.header.lines());
}

void Flow::table_row(const TableSetting& table, const TableCells& row, double keep_below) {
    const int total = row.lines();
    const double begins = shape_.top + table.header_height() + 0.02;  // where a fresh page's first row stands
    const auto turn_with_header = [&] {
        turn();
        table_header(table);
    };
    const bool fits_a_page = table.header_height() + table.height(row) <= shape_.area_height;
    // A row that fits a page moves there whole, along with what must stand below the last row.
    if (fits_a_page && y_ > begins && table.height(row) + keep_below > room()) turn_with_header();
    for (int from = 0; from < total;) {
        const int count = std::min(total - from, static_cast<int>(std::floor((room() - 2 * row_padding) / table.pitch)));
        if (count < 1 && y_ > begins) {
            turn_with_header();
            continue;
        }
        table_slice(table, row, from, std::max(count, 1));
        from += std::max(count, 1);
        if (from < total) turn_with_header();
    }
}

void Flow::table_slice(const TableSetting& table, const TableCells& row, int from, int count) {
    const double end = y_ + count * table.pitch + 2 * row_padding;
    const bool whole_row = from == 0 && count >= row.lines();
    const auto upright = [&](std::size_t column) { canvas_.rule(table.edges[column], y_, table.edges[column], end, border); };
    std::size_t column = 0;
    upright(0);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const auto& cell = row.cells[i];
        const double centring = whole_row ? (count - cell.lines()) * table.pitch / 2 : 0;
        for (int line = from; line < std::min(from + count, cell.lines()); ++line)
            canvas_.text(cell, line, table.edges[column] + side_padding, y_ + row_padding + centring + (line - from) * table.pitch,
                         table.pitch);
        column += row.spans[i];
        upright(column);
    }
    while (++column < table.edges.size()) upright(column);
    canvas_.rule(table.edges.front(), y_, table.edges.back(), y_, border);
    canvas_.rule(table.edges.front(), end, table.edges.back(), end, border);
    y_ = end;
}

}  // namespace zhibu::document
