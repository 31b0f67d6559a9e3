// The parts of a paper poured onto pages: lines and rows one after another, a new page where the old one is full.
#pragma once
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "kernel/document/canvas.hpp"

namespace zhibu::document {

// Pours one Document at a time onto a Canvas; every document begins on a new page.
class Flow {
public:
    Flow(const Typesetter& fonts, Canvas& canvas) : fonts_{fonts}, canvas_{canvas} {}

    void pour(const Document& document);

    // For cover and contents of a binder, between begin() and end().
    void begin(const Document& look);
    void end();
    void write(const Runs& runs, const TextStyle& style, double pitch, double keep_below = 0);
    void write_set(const Typeset& text, double pitch) { lines(text, shape_.left, pitch); }
    void skip(double points);                      // white, but none at a page's top
    void advance(double points) { y_ += points; }  // white anywhere
    void advance_to_foot(double height) { y_ = std::max(y_, bottom() - height); }
    void before_first_line(std::function<void()> act) { before_first_line_ = std::move(act); }  // on the first page of the next pour()
    void contents_line(const std::string& title, const std::string& page, const std::string& target, int level);

    int next_number() const { return next_number_; }  // of the next page that will be numbered
    void outline_below(int levels) { outline_depth_ = levels; }

private:
    struct TableSetting;
    struct TableCells;
    void turn();
    void open_page();
    void close_page();
    double room() const { return bottom() - y_ + 0.01; }
    double bottom() const { return shape_.top + shape_.area_height; }
    bool fresh() const { return y_ <= shape_.top + 0.01; }
    int fitting(int left, double pitch, double keep_below) const;
    void lines(const Typeset& text, double left, double pitch, double keep_below = 0);
    void page_number();

    void letterhead();
    void title();
    void body();
    void annex();
    // In a signed paper a page break ends the text: what its attachments hold follows the signature.
    std::size_t end_of_text() const;
    void attachments();
    void signature();
    double closing_height() const;  // of what must not stand on a page without any text
    void imprint();

    double height_below(std::size_t block, int look_ahead) const;
    double beginning_height(const Heading& block) const;
    double beginning_height(const Image& block) const;
    double beginning_height(const Paragraph& block) const;
    double beginning_height(const Particulars& block) const;
    double beginning_height(const Spacing& block) const;
    double beginning_height(const PageBreak& block) const;
    double beginning_height(const Bookmark& block) const;
    double beginning_height(const Table& block) const;

    void put(const Paragraph& block, double keep_below);
    void put(const Heading& block, double keep_below);
    void put(const Table& block, double keep_below);
    void put(const Particulars& block, double keep_below);
    void put(const Image& block, double keep_below);
    void put(const PageBreak& block, double keep_below);
    void put(const Bookmark& block, double keep_below);
    void put(const Spacing& block, double keep_below);

    TableSetting table_setting(const Table& table) const;
    TableCells table_cells(const TableSetting& table, const std::vector<Cell>& row) const;
    Typeset table_caption(const Table& table) const;
    void table_row(const TableSetting& table, const TableCells& cells, double keep_below);
    void table_slice(const TableSetting& table, const TableCells& cells, int from, int count);
    void table_header(const TableSetting& table);

    const Typesetter& fonts_;
    Canvas& canvas_;
    const Document* document_ = nullptr;
    PageShape shape_ = page_shape(Orientation::portrait);
    double y_ = 0;
    int next_number_ = 1;
    int outline_depth_ = 0;
    std::function<void()> before_first_line_;
};

}  // namespace zhibu::document
