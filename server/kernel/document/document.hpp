// An official paper as a value: what it says and in which parts, before anybody decides whether it becomes PDF, DOCX or Markdown.
// Shapes and sizes follow GB/T 9704-2012; the writers know them, a paper only names its parts.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "kernel/values/date.hpp"

namespace zhibu::document {

enum class Alignment { justified, left, centre, right };
enum class Orientation { portrait, landscape };

// A stretch of text. A link keeps its target in PDF, DOCX and Markdown, so that a figure leads to the records it counts.
// Targets are http(s) or mailto addresses, or paths ("/meetings/7") below Document::base_address; others are printed as plain text.
struct Run {
    enum class Kind { plain, bold, link };
    std::string text;
    Kind kind = Kind::plain;
    std::string target{};
};
using Runs = std::vector<Run>;

inline Run plain(std::string text) { return {std::move(text)}; }
inline Run bold(std::string text) { return {std::move(text), Run::Kind::bold}; }
inline Run link(std::string text, std::string target) { return {std::move(text), Run::Kind::link, std::move(target)}; }

// Body text; a line feed in a run begins a new paragraph of the same form.
struct Paragraph {
    enum class Indent { first_line, none };
    Runs runs;
    Alignment alignment = Alignment::justified;
    Indent indent = Indent::first_line;
};
inline Paragraph paragraph(std::string text) { return {{plain(std::move(text))}}; }

// Level 1 (一、黑体), 2 (（一）楷体), 3 (1. bold), 4 ((1)); the number is part of the text. Each one is also a bookmark.
struct Heading {
    int level = 1;
    std::string text;
};

struct Column {
    std::string title;
    double share = 1;  // of the table's width, relative to the other columns
    Alignment alignment = Alignment::left;
};
struct Cell {
    Runs runs;
    std::optional<Alignment> alignment{};  // of the column where empty
    int span = 1;                          // columns covered
};
inline Cell cell(std::string text) { return {{plain(std::move(text))}}; }

// As wide as the type area. The header row returns on every page; columns without any title have no header row.
struct Table {
    std::string caption{};
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;
    double points = 12;  // size of the letters, 6…22
};

// Lines of "label：value", the values under one another.
struct Particulars {
    std::vector<std::pair<std::string, Runs>> lines;
};

// A PNG or JPEG of at most image_bytes and image_pixels; larger or other bytes make the writers throw std::invalid_argument.
struct Image {
    std::string bytes;
    double width_millimetres = 0;  // 0: as large as its pixels at 150 dpi; never larger than the type area
    std::string alternative{};     // in words, for those who do not see it
};
inline constexpr std::size_t image_bytes = 20u << 20;
inline constexpr std::size_t image_pixels = 24'000'000;

struct PageBreak {};
struct Bookmark {  // a place in the outline that prints nothing
    std::string title;
    int level = 1;  // 1…4
};
struct Spacing {
    double lines = 1;  // 0…22
};

using Block = std::variant<Paragraph, Heading, Table, Particulars, Image, PageBreak, Bookmark, Spacing>;

// The red head: the issuer's mark and the number (see document_number), a red rule below.
struct Letterhead {
    std::string mark;
    std::string number{};
};
// Bottom right: who issues the paper and when.
struct Signature {
    std::string issuer;
    Date date;
};
// The last lines of the last page: who gets a copy, who printed it.
struct Imprint {
    std::string copy_to{};  // names, without "抄送："
    std::string printer{};
    Date printed{};
};

struct Document {
    enum class PageNumbers { shown, none };
    std::optional<Letterhead> letterhead{};
    std::string title{};     // a line feed breaks it where the sense asks for it
    std::string receiver{};  // the full-width colon is added
    std::vector<Block> body{};
    std::vector<std::string> attachments{};  // names, numbered by the writer where there are several
    std::optional<Signature> signature{};
    std::string note{};  // 附注, printed in parentheses
    std::optional<Imprint> imprint{};
    PageNumbers page_numbers = PageNumbers::shown;
    Orientation orientation = Orientation::portrait;
    std::string watermark{};     // light, across each page: who took the paper out and when
    std::string author{};        // of the file's properties
    Instant created{};           // of the file's properties; bytes depend on it and on nothing else of the hour
    std::string base_address{};  // "https://zhibu.example.gov.cn", put before targets that are paths
    std::string section{};       // of a binder: a change from the paper before opens a chapter of the contents
};

// 机关代字〔年〕序号: year in full, number without leading zero: 青直工〔2026〕7号.
std::string document_number(std::string_view code, int year, int number);

}  // namespace zhibu::document
