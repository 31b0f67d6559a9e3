// The XML of a DOCX below the paper itself: styles, settings, relations, pictures, tables, section.
#include "kernel/document/docx_parts.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "kernel/document/text.hpp"

namespace zhibu::document::docx {
namespace {

int twips(double points) { return static_cast<int>(std::lround(points * 20)); }
int emu(double points) { return static_cast<int>(std::lround(points * 12700)); }

pugi::xml_node with(pugi::xml_node parent, const char* name, const char* attribute, const std::string& value) {
    auto node = parent.append_child(name);
    set(node, attribute, value);
    return node;
}

}  // namespace

std::string Relations::link(const std::string& address) {
    auto& id = id_of_[address];
    if (id.empty()) {
        id = "link" + std::to_string(links_.size() + 1);
        links_.emplace_back(id, address);
    }
    return id;
}

std::string Relations::picture(const std::string& bytes, PictureKind kind) {
    const auto number = std::to_string(pictures_.size() + 1);
    pictures_.push_back({"picture" + number, "media/picture" + number + (kind == PictureKind::png ? ".png" : ".jpeg"), bytes});
    return pictures_.back().id;
}

void Relations::write(pugi::xml_node relationships) const {
    const std::string types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    for (const auto& [id, address] : links_) {
        auto node = with(relationships, "Relationship", "Id", id);
        set(node, "Type", types + "hyperlink");
        set(node, "Target", address);
        set(node, "TargetMode", "External");
    }
    for (const auto& each : pictures_) {
        auto node = with(relationships, "Relationship", "Id", each.id);
        set(node, "Type", types + "image");
        set(node, "Target", each.name);
    }
}

void Relations::add_pictures(Package& package) const {
    for (const auto& each : pictures_) package.add("word/" + each.name, each.bytes);
}

std::string serialized(const pugi::xml_document& xml) {
    std::ostringstream out;
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    xml.save(out, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
    return out.str();
}

void declare_namespaces(pugi::xml_node root) {
    set(root, "xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");
    set(root, "xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships");
    set(root, "xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing");
    set(root, "xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main");
    set(root, "xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture");
    set(root, "xmlns:v", "urn:schemas-microsoft-com:vml");
    set(root, "xmlns:o", "urn:schemas-microsoft-com:office:office");
}

void append_text(pugi::xml_node run, const std::string& text) {
    for (std::size_t from = 0; from <= text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        if (from > 0) run.append_child("w:br");
        auto node = run.append_child("w:t");
        set(node, "xml:space", "preserve");
        node.text().set(text.substr(from, end - from).c_str());
        from = end + 1;
    }
}

void append_run(pugi::xml_node paragraph, const std::string& text, const char* character_style) {
    auto run = paragraph.append_child("w:r");
    auto properties = run.append_child("w:rPr");
    set(properties.append_child("w:rStyle"), "w:val", character_style);
    set(properties.append_child("w:rFonts"), "w:hint", "eastAsia");
    append_text(run, text);
}

void append_picture(pugi::xml_node paragraph, const std::string& relation, int number, Extent extent, const std::string& alternative) {
    const int width = emu(extent.width), height = emu(extent.height);
    auto place = paragraph.append_child("w:r").append_child("w:drawing").append_child("wp:inline");
    auto size = place.append_child("wp:extent");
    set(size, "cx", width);
    set(size, "cy", height);
    auto about = place.append_child("wp:docPr");
    set(about, "id", number);
    set(about, "name", "picture" + std::to_string(number));
    set(about, "descr", alternative);
    constexpr const char* kind = "http://schemas.openxmlformats.org/drawingml/2006/picture";
    auto data = place.append_child("a:graphic").append_child("a:graphicData");
    set(data, "uri", kind);
    auto picture = data.append_child("pic:pic");
    auto plain = picture.append_child("pic:nvPicPr");
    auto name = plain.append_child("pic:cNvPr");
    set(name, "id", number);
    set(name, "name", "picture" + std::to_string(number));
    plain.append_child("pic:cNvPicPr");
    auto fill = picture.append_child("pic:blipFill");
    set(fill.append_child("a:blip"), "r:embed", relation);
    fill.append_child("a:stretch").append_child("a:fillRect");
    auto shape = picture.append_child("pic:spPr");
    auto transform = shape.append_child("a:xfrm");
    auto corner = transform.append_child("a:off");
    set(corner, "x", 0);
    set(corner, "y", 0);
    auto extent_node = transform.append_child("a:ext");
    set(extent_node, "cx", width);
    set(extent_node, "cy", height);
    set(shape.append_child("a:prstGeom"), "prst", "rect");
}

void append_section(pugi::xml_node body, const PageShape& shape, Orientation orientation, bool numbered, bool watermarked) {
    auto section = body.append_child("w:sectPr");
    const auto refer = [&](const char* kind, const char* pages, const char* id) {
        auto node = section.append_child(kind);
        set(node, "w:type", pages);
        set(node, "r:id", id);
    };
    if (watermarked) {
        refer("w:headerReference", "default", "header");
        refer("w:headerReference", "even", "header");
    }
    if (numbered) {
        refer("w:footerReference", "default", "footer_odd");
        refer("w:footerReference", "even", "footer_even");
    }
    auto size = section.append_child("w:pgSz");
    set(size, "w:w", twips(shape.width));
    set(size, "w:h", twips(shape.height));
    if (orientation == Orientation::landscape) set(size, "w:orient", "landscape");
    auto margins = section.append_child("w:pgMar");
    const double below = shape.height - shape.top - shape.area_height;
    set(margins, "w:top", twips(shape.top));
    set(margins, "w:right", twips(shape.width - shape.left - shape.area_width));
    set(margins, "w:bottom", twips(below));
    set(margins, "w:left", twips(shape.left));
    set(margins, "w:header", 851);
    set(margins, "w:footer", twips(below - millimetres(7) - 20));
    set(margins, "w:gutter", 0);
    auto grid = section.append_child("w:docGrid");
    set(grid, "w:type", "lines");
    set(grid, "w:linePitch", twips(line_pitch));
}

std::vector<int> column_widths(const Table& table, double width) {
    double shares = 0, done = 0;
    for (const auto& column : table.columns) shares += std::max(column.share, 0.01);
    std::vector<int> widths;
    int before = 0;
    for (const auto& column : table.columns) {
        done += std::max(column.share, 0.01);
        const int edge = twips(width * done / shares);
        widths.push_back(edge - std::exchange(before, edge));
    }
    return widths;
}

pugi::xml_node append_table(pugi::xml_node body, const std::vector<int>& widths) {
    auto table = body.append_child("w:tbl");
    auto properties = table.append_child("w:tblPr");
    set(properties.append_child("w:tblStyle"), "w:val", "TableGrid");
    int total = 0;
    for (const int width : widths) total += width;
    auto size = properties.append_child("w:tblW");
    set(size, "w:w", total);
    set(size, "w:type", "dxa");
    set(properties.append_child("w:jc"), "w:val", "center");
    set(properties.append_child("w:tblLayout"), "w:type", "fixed");
    auto grid = table.append_child("w:tblGrid");
    for (const int width : widths) set(grid.append_child("w:gridCol"), "w:w", width);
    return table;
}

pugi::xml_node append_row(pugi::xml_node table, RowKind kind) {
    auto row = table.append_child("w:tr");
    auto properties = row.append_child("w:trPr");
    properties.append_child("w:cantSplit");
    if (kind == RowKind::header) properties.append_child("w:tblHeader");
    return row;
}

pugi::xml_node append_cell(pugi::xml_node row, int width, int span) {
    auto cell = row.append_child("w:tc");
    auto properties = cell.append_child("w:tcPr");
    auto size = properties.append_child("w:tcW");
    set(size, "w:w", width);
    set(size, "w:type", "dxa");
    if (span > 1) set(properties.append_child("w:gridSpan"), "w:val", span);
    set(properties.append_child("w:vAlign"), "w:val", "center");
    return cell;
}

// As Flow::signature() places them (GB/T 9704-2012, 7.3.5.3).
SignaturePlaces signature_places(const Signature& signature, int half_letters_a_line) {
    const int issuer = half_letters(printable(signature.issuer)), date = half_letters(signature.date.chinese()),
              right = half_letters_a_line - 4;
    const int date_begins = date > issuer ? right - date : right - issuer + 4;
    return {std::max(date_begins - 4, 0), std::max(date_begins, 0)};
}

}  // namespace zhibu::document::docx
