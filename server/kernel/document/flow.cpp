// The parts of a paper poured onto pages: lines and rows one after another, a new page where the old one is full.
#include "kernel/document/flow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <variant>

#include "kernel/document/text.hpp"

namespace zhibu::document {
namespace {

const TextStyle body_style{.gridded = true, .indent = 2 * letter_step, .alignment = Alignment::justified};
const TextStyle heading_styles[] = {
    {.face = Face::hei, .gridded = true, .indent = 2 * letter_step, .alignment = Alignment::left},
    {.face = Face::kai, .gridded = true, .indent = 2 * letter_step, .alignment = Alignment::left},
    {.face = Face::song, .bold = true, .gridded = true, .indent = 2 * letter_step, .alignment = Alignment::left},
    {.face = Face::song, .gridded = true, .indent = 2 * letter_step, .alignment = Alignment::left},
};

}  // namespace

void Flow::pour(const Document& document) {
    begin(document);
    if (before_first_line_) std::exchange(before_first_line_, nullptr)();
    letterhead();
    title();
    body();
    attachments();
    signature();
    annex();
    imprint();
    end();
}

void Flow::begin(const Document& look) {
    document_ = &look;
    shape_ = page_shape(look.orientation);
    open_page();
}

void Flow::end() {
    close_page();
    document_ = nullptr;
}

void Flow::open_page() {
    canvas_.begin_page(document_->orientation);
    y_ = shape_.top;
    if (!document_->watermark.empty()) canvas_.watermark(document_->watermark, fonts_, document_->orientation);
}

void Flow::close_page() {
    if (document_->page_numbers == Document::PageNumbers::shown) page_number();
    canvas_.end_page();
}

void Flow::turn() {
    close_page();
    open_page();
}

// 7 mm below the type area, a dash on each side; odd pages right, even pages left, one letter from the edge.
void Flow::page_number() {
    const auto text = fonts_.set(fmt::format("—\u2002{}\u2002—", next_number_), {.points = small_points}, shape_.area_width);
    const bool odd = next_number_ % 2 == 1;
    const double left = odd ? shape_.left + shape_.area_width - small_points - text.widest() : shape_.left + small_points;
    canvas_.text(text, 0, left, bottom() + millimetres(7), small_points);
    ++next_number_;
}

// How many of the lines left go onto this page; 0: none, turn first. Neither one line alone at a page's foot nor one alone on the
// next page, and the last two lines go along with what must stand below them.
int Flow::fitting(int left, double pitch, double keep_below) const {
    if (left * pitch + keep_below <= room()) return left;
    int count = std::min(static_cast<int>(std::floor(room() / pitch)), left);
    if (keep_below > 0 && count == left) count = left - std::min(left, 2);
    if (count == left - 1) --count;
    if (count < 2) return fresh() ? std::max(1, count) : 0;
    return count;
}

void Flow::lines(const Typeset& text, double left, double pitch, double keep_below) {
    for (int next = 0; next < text.lines();) {
        const int count = fitting(text.lines() - next, pitch, keep_below);
        if (count == 0) {
            turn();
            continue;
        }
        for (int i = 0; i < count; ++i, ++next, y_ += pitch) canvas_.text(text, next, left, y_, pitch);
        if (next < text.lines()) turn();
    }
}

void Flow::write(const Runs& runs, const TextStyle& style, double pitch, double keep_below) {
    lines(fonts_.set(runs, style, shape_.area_width, document_->base_address), shape_.left, pitch, keep_below);
}

void Flow::skip(double points) {
    if (!fresh()) y_ = std::min(y_ + points, bottom());
}

void Flow::letterhead() {
    if (!document_->letterhead) return;
    const auto& head = *document_->letterhead;
    const auto mark_text = printable(head.mark);
    TextStyle style{.face = Face::title, .points = mark_points};
    const double natural = fonts_.set(mark_text, style, 5000).widest();
    if (natural > shape_.area_width) style.points = std::floor(mark_points * shape_.area_width / natural * 10) / 10;
    style.alignment = Alignment::centre;
    const auto mark = fonts_.set(mark_text, style, shape_.area_width + 2);
    y_ = shape_.top + mark_offset;
    for (int i = 0; i < mark.lines(); ++i, y_ += style.points * 1.2) canvas_.text(mark, i, shape_.left - 1, y_, style.points, official_red);
    y_ += head.number.empty() ? line_pitch / 2 : 1.6 * line_pitch;
    if (!head.number.empty()) write({plain(head.number)}, {.alignment = Alignment::centre}, line_pitch);
    y_ += millimetres(4) - (line_pitch - body_points) / 2;
    canvas_.rule(shape_.left, y_, shape_.left + shape_.area_width, y_, 2, official_red);
    y_ += 1.5 * line_pitch;
}

void Flow::title() {
    if (!document_->title.empty()) {
        canvas_.bookmark(document_->title, 1 + outline_depth_, y_);
        const auto text =
            fonts_.set_balanced(printable(document_->title), {.face = Face::title, .points = title_points, .alignment = Alignment::centre},
                                shape_.area_width - 2 * letter_step);
        lines(text, shape_.left + letter_step, title_pitch);
        skip(line_pitch * 0.8);
    }
    if (!document_->receiver.empty()) write({plain(with_colon(document_->receiver))}, {.gridded = true}, line_pitch, line_pitch);
}

std::size_t Flow::end_of_text() const {
    const auto& blocks = document_->body;
    if (!document_->signature) return blocks.size();
    return static_cast<std::size_t>(std::find_if(blocks.begin(), blocks.end(), [](auto& block) { return std::holds_alternative<PageBreak>(block); }) - blocks.begin());
}

void Flow::body() {
    for (std::size_t i = 0; i < end_of_text(); ++i)
        std::visit([&](const auto& block) { put(block, height_below(i, 5)); }, document_->body[i]);
}

// On a page of their own, "附件" black at the left edge of its first line (GB/T 9704-2012, 7.3.7).
void Flow::annex() {
    const auto& blocks = document_->body;
    for (auto i = end_of_text(); i < blocks.size(); ++i) {
        std::visit([&](const auto& block) { put(block, 0); }, blocks[i]);
        if (i == end_of_text()) write({plain("附件")}, {.face = Face::hei, .gridded = true}, line_pitch, line_pitch);
    }
}

// What must stand on the page of the last line of block i: below a heading the beginning of its text, below the text the signature.
double Flow::height_below(std::size_t i, int look_ahead) const {
    const auto& blocks = document_->body;
    if (i + 1 >= end_of_text()) return closing_height();
    if (look_ahead == 0) return 0;
    if (!std::holds_alternative<Heading>(blocks[i]) && !std::holds_alternative<Bookmark>(blocks[i])) return 0;
    const double after_next = height_below(i + 1, look_ahead - 1);
    return std::visit([&](const auto& next) { return beginning_height(next) + after_next; }, blocks[i + 1]);
}

// The least that a block puts on the page where it begins.
double Flow::beginning_height(const Heading& block) const {
    return fonts_.set(printable(block.text), heading_styles[std::clamp(block.level, 1, 4) - 1], shape_.area_width).lines() * line_pitch;
}
double Flow::beginning_height(const Image& block) const {
    return printed_extent(block, inspect(block.bytes), {shape_.area_width, shape_.area_height - line_pitch}).height + 12;
}
double Flow::beginning_height(const Paragraph& block) const {
    const auto first = paragraphs(block.runs).front();
    constexpr std::size_t surely_three_lines = 400;  // bytes
    if (joined(first).size() > surely_three_lines) return 3 * line_pitch;
    return std::min(3, fonts_.set(first, body_style, shape_.area_width).lines()) * line_pitch;
}
double Flow::beginning_height(const Particulars&) const { return 2 * line_pitch; }
double Flow::beginning_height(const Spacing& block) const { return std::clamp(block.lines, 0.0, 4.0) * line_pitch; }
double Flow::beginning_height(const PageBreak&) const { return 0; }
double Flow::beginning_height(const Bookmark&) const { return 0; }

void Flow::put(const Paragraph& block, double keep_below) {
    auto style = body_style;
    style.alignment = block.alignment;
    const bool indented =
        block.indent == Paragraph::Indent::first_line && (block.alignment == Alignment::justified || block.alignment == Alignment::left);
    if (!indented) style.indent = 0;
    const auto parts = paragraphs(block.runs);
    for (const auto& part : parts) write(part, style, line_pitch, &part == &parts.back() ? keep_below : 0);
}

void Flow::put(const Heading& block, double keep_below) {
    const int level = std::clamp(block.level, 1, 4);
    const auto text = fonts_.set(printable(block.text), heading_styles[level - 1], shape_.area_width);
    const double least = std::min(text.lines() * line_pitch + keep_below, shape_.area_height);
    if (least > room() && !fresh()) turn();
    canvas_.bookmark(block.text, level + outline_depth_ + (document_->title.empty() ? 0 : 1), y_);
    lines(text, shape_.left, line_pitch);
}

void Flow::put(const Particulars& block, double keep_below) {
    double widest = 0;
    for (const auto& [label, value] : block.lines)
        widest = std::max(widest, fonts_.set(with_colon(label), {.face = Face::hei, .gridded = true}, shape_.area_width / 2).widest());
    const double left = shape_.left + 2 * letter_step, offset = 2 * letter_step + widest;
    for (const auto& line : block.lines) {
        const auto label = fonts_.set(with_colon(line.first), {.face = Face::hei, .gridded = true}, widest + 1);
        const auto value = fonts_.set(line.second, {.gridded = true}, shape_.area_width - offset, document_->base_address);
        const double keep = &line == &block.lines.back() ? keep_below : 0;
        if (std::max(label.lines(), std::min(value.lines(), 2)) * line_pitch > room() && !fresh()) turn();
        for (int i = 0; i < label.lines(); ++i) canvas_.text(label, i, left, y_ + i * line_pitch, line_pitch);
        const double below_label = y_ + label.lines() * line_pitch;
        const int page = canvas_.pages();
        if (value.lines() == 1) canvas_.text(value, 0, shape_.left + offset, y_, line_pitch), y_ += line_pitch;
        else lines(value, shape_.left + offset, line_pitch, keep);
        if (canvas_.pages() == page) y_ = std::max(y_, below_label);
    }
}

void Flow::put(const Image& block, double) {
    const auto extent = printed_extent(block, inspect(block.bytes), {shape_.area_width, shape_.area_height - line_pitch});
    if (extent.height + 12 > room() && !fresh()) turn();
    canvas_.picture(block, shape_.left + (shape_.area_width - extent.width) / 2, y_ + 6, extent);
    y_ += extent.height + 12;
}

void Flow::put(const PageBreak&, double) {
    if (!fresh()) turn();
}

void Flow::put(const Bookmark& block, double) {
    canvas_.bookmark(block.title, std::clamp(block.level, 1, 4) + outline_depth_ + (document_->title.empty() ? 0 : 1), y_);
}

void Flow::put(const Spacing& block, double) { skip(std::clamp(block.lines, 0.0, 22.0) * line_pitch); }

// One line of the contents: title, dots, page; a long title breaks and the page stands beside its last line.
void Flow::contents_line(const std::string& title, const std::string& page, const std::string& target, int level) {
    const TextStyle style{.face = level == 1 ? Face::hei : Face::song, .points = small_points};
    const double left = shape_.left + (level - 1) * 2 * small_points, right = shape_.left + shape_.area_width;
    const auto text = fonts_.set(printable(title), style, right - left - 4 * small_points);
    const auto number = fonts_.set(page, {.points = small_points}, 100);
    const double height = text.lines() * line_pitch;
    if (height > room() && !fresh()) turn();
    const double first = y_;
    for (int i = 0; i < text.lines(); ++i, y_ += line_pitch) canvas_.text(text, i, left, y_, line_pitch);
    const int last = text.lines() - 1;
    canvas_.dots(left + text.right(last) + 8, right - number.widest() - 8, y_ - line_pitch / 2 + 3);
    canvas_.text(number, 0, right - number.widest(), y_ - line_pitch, line_pitch);
    canvas_.jump(target, left, first, right - left, height);
}

}  // namespace zhibu::document
