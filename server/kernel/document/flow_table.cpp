// Tables poured onto pages: rows move whole, a row taller than a page is cut between lines, the header row returns on each page.
#include <cmath>

#include "kernel/document/flow.hpp"
#include "kernel/document/text.hpp"

namespace zhibu::document {
namespace {
constexpr double border = 0.5;
constexpr double side_padding = 4;
constexpr double row_padding = 3;  // above and below
}  // namespace

struct Flow::TableSetting {
    const Table& table;
    double pitch;
    std::vector<double> edges;  // of the columns, from the page's left; one more than columns
    std::vector<Typeset> header;
    std::vector<int> header_spans;
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

int tallest(const std::vector<Typeset>& cells) {
    int most = 1;
    for (const auto& each : cells) most = std::max(most, each.lines());
    return most;
}

}  // namespace

void Flow::put(const Table& block, double keep_below) {
    if (block.columns.empty()) return;
    const double points = std::clamp(block.points, 6.0, 22.0);
    TableSetting table{block, points * 1.45, column_edges(block, shape_.left, shape_.area_width), {}, {}};
    const auto cell_width = [&](std::size_t from, std::size_t to) { return table.edges[to] - table.edges[from] - 2 * side_padding; };
    if (std::any_of(block.columns.begin(), block.columns.end(), [](const Column& column) { return !column.title.empty(); })) {
        for (std::size_t i = 0; i < block.columns.size(); ++i) {
            table.header.push_back(fonts_.set(printable(block.columns[i].title), {.face = Face::hei, .points = points, .alignment = Alignment::centre}, cell_width(i, i + 1)));
            table.header_spans.push_back(1);
        }
    }
    const double header_height = table.header.empty() ? 0 : tallest(table.header) * table.pitch + 2 * row_padding;
    const double first_row = table.pitch + 2 * row_padding;
    if (!block.caption.empty()) {
        const auto caption = fonts_.set(printable(block.caption), {.face = Face::hei, .points = small_points, .alignment = Alignment::centre}, shape_.area_width);
        if (caption.lines() * line_pitch + header_height + first_row > room() && !fresh()) turn();
        lines(caption, shape_.left, line_pitch);
    } else if (header_height + first_row > room() && !fresh()) {
        turn();
    }
    table_header(table);
    for (const auto& row : block.rows) {
        std::vector<Typeset> cells;
        std::vector<int> spans;
        std::size_t at = 0;
        for (const auto& each : row) {
            if (at >= block.columns.size()) break;
            const auto span = static_cast<std::size_t>(std::clamp(each.span, 1, static_cast<int>(block.columns.size() - at)));
            const auto alignment = each.alignment.value_or(block.columns[at].alignment);
            cells.push_back(fonts_.set(each.runs, {.points = points, .alignment = alignment}, cell_width(at, at + span), document_->base_address));
            spans.push_back(static_cast<int>(span));
            at += span;
        }
        table_row(table, cells, spans, &row == &block.rows.back() ? keep_below : 0);
    }
    skip(row_padding * 2);
}

void Flow::table_header(const TableSetting& table) {
    if (!table.header.empty()) table_slice(table, table.header, table.header_spans, 0, tallest(table.header));
}

void Flow::table_row(const TableSetting& table, const std::vector<Typeset>& cells, const std::vector<int>& spans, double keep_below) {
    const int total = tallest(cells);
    const double header_height = table.header.empty() ? 0 : tallest(table.header) * table.pitch + 2 * row_padding;
    const double whole = total * table.pitch + 2 * row_padding;
    const auto turn_with_header = [&] {
        turn();
        table_header(table);
    };
    const bool fits_a_page = header_height + whole <= shape_.area_height;
    // A row that fits a page moves there whole, along with what must stand below the last row.
    if (fits_a_page && y_ > shape_.top + header_height + 0.02 && whole + keep_below > room()) turn_with_header();
    for (int from = 0; from < total;) {
        const int count = std::min(total - from, static_cast<int>(std::floor((room() - 2 * row_padding) / table.pitch)));
        if (count < 1 && y_ > shape_.top + header_height + 0.02) {
            turn_with_header();
            continue;
        }
        table_slice(table, cells, spans, from, std::max(count, 1));
        from += std::max(count, 1);
        if (from < total) turn_with_header();
    }
}

void Flow::table_slice(const TableSetting& table, const std::vector<Typeset>& cells, const std::vector<int>& spans, int from, int count) {
    const double height = count * table.pitch + 2 * row_padding, end = y_ + height;
    const bool whole_row = from == 0 && count >= tallest(cells);
    std::size_t column = 0;
    canvas_.rule(table.edges.front(), y_, table.edges.front(), end, border);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto& cell = cells[i];
        const double centring = whole_row ? (count - cell.lines()) * table.pitch / 2 : 0;
        for (int line = from; line < std::min(from + count, cell.lines()); ++line)
            canvas_.text(cell, line, table.edges[column] + side_padding, y_ + row_padding + centring + (line - from) * table.pitch, table.pitch);
        column += static_cast<std::size_t>(spans[i]);
        canvas_.rule(table.edges[column], y_, table.edges[column], end, border);
    }
    for (; column < table.edges.size(); ++column) canvas_.rule(table.edges[column], y_, table.edges[column], end, border);
    canvas_.rule(table.edges.front(), y_, table.edges.back(), y_, border);
    canvas_.rule(table.edges.front(), end, table.edges.back(), end, border);
    y_ = end;
}

}  // namespace zhibu::document
