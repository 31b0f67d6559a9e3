// Papers as editable DOCX: real styles with the wanted fonts' names, exact line pitch, page numbers, links.
#include "kernel/document/docx.hpp"

#include <algorithm>
#include <string>
#include <variant>

#include "kernel/document/docx_parts.hpp"
#include "kernel/document/measure.hpp"
#include "kernel/document/package.hpp"
#include "kernel/document/picture.hpp"
#include "kernel/document/text.hpp"

namespace zhibu::document {
namespace {

using docx::set;
using pugi::xml_node;

constexpr int letter = 316;  // twips: one letter of the 28 in a line

class Writer {
public:
    explicit Writer(const Document& document) : document_{document}, shape_{page_shape(document.orientation)} {}

    std::string write() {
        auto root = xml_.append_child("w:document");
        docx::declare_namespaces(root);
        body_ = root.append_child("w:body");
        letterhead();
        title();
        const auto& blocks = document_.body;
        const auto end = document_.signature ? std::find_if(blocks.begin(), blocks.end(), [](auto& block) { return std::holds_alternative<PageBreak>(block); }) : blocks.end();
        for (auto block = blocks.begin(); block != end; ++block) std::visit([&](const auto& each) { put(each); }, *block);
        attachments();
        signature();
        for (auto block = end; block != blocks.end(); ++block) {
            std::visit([&](const auto& each) { put(each); }, *block);
            if (block == end) label_of_annex();
        }
        imprint();
        const bool numbered = document_.page_numbers == Document::PageNumbers::shown;
        docx::append_section(body_, shape_, document_.orientation, numbered, !document_.watermark.empty());
        return package(numbered);
    }

private:
    xml_node paragraph(const char* style) {
        auto node = container_ ? container_.append_child("w:p") : body_.append_child("w:p");
        auto properties = node.append_child("w:pPr");
        set(properties.append_child("w:pStyle"), "w:val", style);
        return node;
    }
    static void align(xml_node paragraph, Alignment alignment) {
        static constexpr const char* words[] = {"both", "left", "center", "right"};
        set(paragraph.child("w:pPr").append_child("w:jc"), "w:val", words[static_cast<int>(alignment)]);
    }
    static xml_node indent(xml_node paragraph) { return paragraph.child("w:pPr").append_child("w:ind"); }

    void runs(xml_node node, const Runs& runs, int half_points = 0) {
        for (const auto& run : runs) {
            const auto text = printable(run.text);
            if (text.empty()) continue;
            const auto target = address(run, document_.base_address);
            auto holder = node;
            if (!target.empty()) {
                holder = node.append_child("w:hyperlink");
                set(holder, "r:id", relations_.link(target));
            }
            auto each = holder.append_child("w:r");
            auto properties = each.append_child("w:rPr");
            if (!target.empty()) set(properties.append_child("w:rStyle"), "w:val", "Hyperlink");
            set(properties.append_child("w:rFonts"), "w:hint", "eastAsia");  // or Word sets “ ” and … in the Latin font
            if (run.kind == Run::Kind::bold) properties.append_child("w:b");
            if (half_points > 0) {
                set(properties.append_child("w:sz"), "w:val", half_points);
                set(properties.append_child("w:szCs"), "w:val", half_points);
            }
            docx::append_text(each, text);
        }
    }
    void line(const char* style, std::string_view text) { runs(paragraph(style), {plain(std::string{text})}); }

    void letterhead() {
        if (!document_.letterhead) return;
        // Shrunk to the type area as in the PDF; letters of a Chinese name are as wide as high.
        const auto& head = *document_.letterhead;
        const auto mark = printable(head.mark);
        const double points = std::min(mark_points, shape_.area_width * 2 / std::max(1, half_letters(mark)));
        runs(paragraph("IssuerMark"), {plain(mark)}, static_cast<int>(points * 2));
        line("DocumentNumber", head.number);
    }

    void title() {
        if (!document_.title.empty())
            for (const auto& part : paragraphs({plain(document_.title)})) runs(paragraph("Title"), part);
        if (!document_.title.empty()) paragraph("Plain");
        if (!document_.receiver.empty()) line("Plain", with_colon(document_.receiver));
    }

    void put(const Paragraph& block) {
        const bool indented = block.indent == Paragraph::Indent::first_line &&
                              (block.alignment == Alignment::justified || block.alignment == Alignment::left);
        for (const auto& part : paragraphs(block.runs)) {
            auto node = paragraph(indented ? "BodyText" : "Plain");
            if (block.alignment != Alignment::justified) align(node, block.alignment);
            runs(node, part);
        }
    }
    void put(const Heading& block) {
        static constexpr const char* styles[] = {"Heading1", "Heading2", "Heading3", "Heading4"};
        auto text = printable(block.text);
        std::replace(text.begin(), text.end(), '\n', ' ');
        line(styles[std::clamp(block.level, 1, 4) - 1], text);
    }
    void put(const Particulars& block) {
        int widest = 0;  // half letters, and one for the blank that word processors put between Chinese and Latin
        for (const auto& each : block.lines) widest = std::max(widest, half_letters(with_colon(each.first)) + 1);
        for (const auto& [label, value] : block.lines) {
            auto node = paragraph("Plain");
            auto at = indent(node);
            set(at, "w:left", 2 * letter + widest * letter / 2);
            set(at, "w:hanging", widest * letter / 2);
            docx::append_run(node, with_colon(label), "Label");
            node.append_child("w:r").append_child("w:tab");  // to the hanging indent, under one another
            runs(node, value);
        }
    }
    void put(const PageBreak&) { set(paragraph("Plain").append_child("w:r").append_child("w:br"), "w:type", "page"); }
    void put(const Bookmark& block) {
        auto node = paragraph("Anchor");
        const auto id = std::to_string(++bookmarks_);
        auto start = node.append_child("w:bookmarkStart");
        set(start, "w:id", id);
        set(start, "w:name", "place" + id);
        set(node.append_child("w:bookmarkEnd"), "w:id", id);
        set(node.child("w:pPr").append_child("w:outlineLvl"), "w:val", std::clamp(block.level, 1, 4) - 1);
    }
    void put(const Spacing& block) {
        for (int i = 0; i < static_cast<int>(std::clamp(block.lines, 0.0, 22.0) + 0.5); ++i) paragraph("Plain");
    }
    void put(const Image& block) {
        const auto picture = inspect(block.bytes);
        const auto extent = printed_extent(block, picture, {shape_.area_width, shape_.area_height - line_pitch});
        auto node = paragraph("Picture");
        docx::append_picture(node, relations_.picture(block.bytes, picture.kind), ++pictures_, extent, printable(block.alternative));
    }

    void put(const Table& block) {
        if (block.columns.empty()) return;
        if (!block.caption.empty()) line("Caption", block.caption);
        const int half_points = static_cast<int>(std::clamp(block.points, 6.0, 22.0) * 2 + 0.5);
        const auto widths = docx::column_widths(block, shape_.area_width);
        auto table = docx::append_table(body_, widths);
        const auto in_cell = [&](xml_node row, std::size_t from, std::size_t span, const char* style, Alignment alignment,
                                 const Runs& content) {
            auto width = 0;
            for (std::size_t i = from; i < from + span; ++i) width += widths[i];
            container_ = docx::append_cell(row, width, static_cast<int>(span));
            for (const auto& part : paragraphs(content)) {
                auto node = paragraph(style);
                align(node, alignment);
                runs(node, part, half_points);
            }
            container_ = {};
        };
        if (std::any_of(block.columns.begin(), block.columns.end(), [](const Column& each) { return !each.title.empty(); })) {
            auto row = docx::append_row(table, docx::RowKind::header);
            for (std::size_t i = 0; i < block.columns.size(); ++i)
                in_cell(row, i, 1, "TableHeader", Alignment::centre, {plain(block.columns[i].title)});
        }
        for (const auto& cells : block.rows) {
            auto row = docx::append_row(table, docx::RowKind::body);
            std::size_t at = 0;
            for (const auto& cell : cells) {
                if (at >= widths.size()) break;
                const auto span = static_cast<std::size_t>(std::clamp(cell.span, 1, static_cast<int>(widths.size() - at)));
                in_cell(row, at, span, "TableText", cell.alignment.value_or(block.columns[at].alignment), cell.runs);
                at += span;
            }
            for (; at < widths.size(); ++at) in_cell(row, at, 1, "TableText", Alignment::left, {});
        }
        paragraph("Anchor");  // two tables in a row would grow together
    }

    static void keep_with_next(xml_node paragraph) {
        auto properties = paragraph.child("w:pPr");
        if (properties) properties.insert_child_after("w:keepNext", properties.child("w:pStyle"));
    }

    void attachments() {
        const auto& names = document_.attachments;
        if (names.empty()) return;
        keep_with_next(body_.last_child());
        paragraph("Closing");
        for (std::size_t i = 0; i < names.size(); ++i) {
            auto node = paragraph("Closing");
            auto at = indent(node);
            const auto number = names.size() > 1 ? std::to_string(i + 1) + ". " : std::string{};
            const int label = i == 0 ? 3 * letter : 0, hanging = label + (number.empty() ? 0 : letter);
            set(at, "w:left", 2 * letter + 3 * letter + (number.empty() ? 0 : letter));
            set(at, "w:hanging", hanging);
            runs(node, {plain((i == 0 ? "附件：" : "") + number + names[i])});
        }
    }

    void signature() {
        if (document_.signature) {
            keep_with_next(body_.last_child());  // no page with a signature alone
            paragraph("Closing");
            const auto& signature = *document_.signature;
            const auto begins = docx::signature_places(signature, static_cast<int>(shape_.area_width * 40 / letter));
            auto issuer = paragraph("Closing");
            set(indent(issuer), "w:left", begins.issuer * letter / 2);
            runs(issuer, {plain(signature.issuer)});
            auto date = paragraph("Plain");
            set(indent(date), "w:left", begins.date * letter / 2);
            runs(date, {plain(signature.date.chinese())});
        }
        if (!document_.note.empty()) line("BodyText", "（" + document_.note + "）");
    }

    void label_of_annex() {
        line("Heading1", "附件");
        set(indent(body_.last_child()), "w:firstLine", 0);
    }

    void imprint() {
        if (!document_.imprint) return;
        const auto& imprint = *document_.imprint;
        paragraph("Plain");
        if (!imprint.copy_to.empty()) line("CopyTo", "抄送：" + imprint.copy_to);
        if (!imprint.printer.empty() || !imprint.printed.empty()) {
            auto node = paragraph("Printed");
            runs(node, {plain(imprint.printer)});
            node.append_child("w:r").append_child("w:tab");
            if (!imprint.printed.empty()) runs(node, {plain(imprint.printed.chinese() + "印发")});
        }
    }

    std::string package(bool numbered) {
        Package result;
        docx::add_fixed_parts(result, document_, relations_, numbered);
        result.add("word/document.xml", docx::serialized(xml_));
        return result.zipped();
    }

    const Document& document_;
    PageShape shape_;
    pugi::xml_document xml_;
    xml_node body_, container_;
    docx::Relations relations_;
    int bookmarks_ = 0, pictures_ = 0;
};

}  // namespace

std::string to_docx(const Document& document) { return Writer{document}.write(); }

}  // namespace zhibu::document
