// The parts of a DOCX that hardly change: content types, properties, styles, settings, fonts, footers, the watermark's header.
#include <fmt/format.h>
#include <string>

#include "kernel/document/docx_parts.hpp"
#include "kernel/document/text.hpp"

namespace zhibu::document::docx {
namespace {

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view word_namespaces =
    R"(xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office")";
constexpr const char* type_of_relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

struct ParagraphStyle {
    const char* id;
    const char* name;
    const char* font;       // the east Asian one; empty: of the body
    int half_points;        // 0: of the body
    const char* paragraph;  // further paragraph properties, in the schema's order
    const char* run;        // further run properties before the size
};

// Letters of other sizes stand as they are. (A grid of letters in the section would do for Word, but LibreOffice gives each letter
// that is wider than its cell two cells.)
constexpr const char* natural = R"(<w:spacing w:val="0"/>)";

// Word knows headings by their English names; the numbers belong to the text.
constexpr ParagraphStyle styles[] = {
    {"Plain", "Plain", "", 0, "", ""},
    {"BodyText", "Body Text", "", 0, R"(<w:ind w:firstLineChars="200" w:firstLine="632"/><w:jc w:val="both"/>)", ""},
    {"Title", "Title", "方正小标宋简体", 44, R"(<w:keepNext/><w:spacing w:line="720" w:lineRule="exact"/><w:jc w:val="center"/>)", natural},
    {"Heading1", "heading 1", "黑体", 0, R"(<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="632"/><w:outlineLvl w:val="0"/>)", ""},
    {"Heading2", "heading 2", "楷体_GB2312", 0,
     R"(<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="632"/><w:outlineLvl w:val="1"/>)", ""},
    {"Heading3", "heading 3", "", 0, R"(<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="632"/><w:outlineLvl w:val="2"/>)",
     "<w:b/>"},
    {"Heading4", "heading 4", "", 0, R"(<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="632"/><w:outlineLvl w:val="3"/>)", ""},
    {"IssuerMark", "Issuer Mark", "方正小标宋简体", 104,
     R"(<w:spacing w:before="1984" w:after="579" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>)",
     R"(<w:color w:val="DB0F0F"/><w:spacing w:val="0"/>)"},
    {"DocumentNumber", "Document Number", "", 0,
     R"(<w:pBdr><w:bottom w:val="single" w:sz="16" w:space="6" w:color="DB0F0F"/></w:pBdr><w:spacing w:after="868" w:line="579" w:lineRule="exact"/><w:jc w:val="center"/>)",
     ""},
    {"Closing", "Closing", "", 0, "<w:keepNext/>", ""},
    {"Caption", "caption", "黑体", 28, R"(<w:keepNext/><w:jc w:val="center"/>)", natural},
    {"TableHeader", "Table Header", "黑体", 24,
     R"(<w:keepNext/><w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="40" w:line="288" w:lineRule="auto"/>)", natural},
    {"TableText", "Table Text", "", 24,
     R"(<w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="40" w:line="288" w:lineRule="auto"/>)", natural},
    {"Picture", "Picture", "", 0, R"(<w:spacing w:before="120" w:after="120" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>)", ""},
    {"Anchor", "Anchor", "", 4, R"(<w:snapToGrid w:val="0"/><w:spacing w:line="40" w:lineRule="exact"/>)", ""},
    {"CopyTo", "Copy To", "", 28,
     R"(<w:pBdr><w:top w:val="single" w:sz="8" w:space="1" w:color="000000"/></w:pBdr><w:spacing w:line="480" w:lineRule="exact"/><w:ind w:left="1120" w:right="280" w:hanging="840"/>)",
     natural},
    {"Printed", "Printed", "", 28,
     R"(<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:space="1" w:color="000000"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="8560"/></w:tabs><w:spacing w:line="480" w:lineRule="exact"/><w:ind w:left="280" w:right="280"/>)",
     natural},
    {"Footer", "footer", "宋体", 28, R"(<w:snapToGrid w:val="0"/><w:spacing w:line="240" w:lineRule="auto"/>)", natural},
};

std::string styles_part() {
    std::string xml{declaration};
    xml += fmt::format(
        R"(<w:styles {}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="仿宋_GB2312" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>)",
        word_namespaces);
    xml +=
        R"(<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:line="579" w:lineRule="exact"/></w:pPr><w:rPr><w:spacing w:val="-5"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>)";  // 0.25 pt closer: 28 letters in 156 mm
    for (const auto& style : styles) {
        xml += fmt::format(R"(<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="{}"/><w:basedOn w:val="Normal"/>)", style.id,
                           style.name);
        if (std::string_view{style.id}.starts_with("Heading")) xml += R"(<w:next w:val="BodyText"/>)";
        xml += fmt::format("<w:qFormat/><w:pPr>{}</w:pPr><w:rPr>", style.paragraph);
        if (*style.font) xml += fmt::format(R"(<w:rFonts w:eastAsia="{}"/>)", style.font);
        xml += style.run;
        if (style.half_points) xml += fmt::format(R"(<w:sz w:val="{0}"/><w:szCs w:val="{0}"/>)", style.half_points);
        xml += "</w:rPr></w:style>";
    }
    xml +=
        R"(<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="1F3A68"/></w:rPr></w:style>)"
        R"(<w:style w:type="character" w:styleId="Label"><w:name w:val="Label"/><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style>)"
        R"(<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>)"
        R"(<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>)";
    for (const char* edge : {"top", "left", "bottom", "right", "insideH", "insideV"})
        xml += fmt::format(R"(<w:{} w:val="single" w:sz="4" w:space="0" w:color="000000"/>)", edge);
    return xml + "</w:tblBorders></w:tblPr></w:style></w:styles>";
}

std::string font_part() {
    std::string xml{declaration};
    xml += fmt::format("<w:fonts {}>", word_namespaces);
    constexpr std::pair<const char*, const char*> fonts[] = {
        {"仿宋_GB2312", "仿宋"}, {"楷体_GB2312", "楷体"}, {"方正小标宋简体", "方正小标宋_GBK"}, {"黑体", "SimHei"}};
    for (const auto& [name, other] : fonts)
        xml += fmt::format(
            R"(<w:font w:name="{}"><w:altName w:val="{}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>)",
            name, other);
    return xml + "</w:fonts>";
}

std::string settings_part() {
    return fmt::format(
        R"({}<w:settings {}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:adjustLineHeightInTable/><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>)",
        declaration, word_namespaces);
}

// One letter from the edge: odd pages right, even pages left.
std::string footer_part(const char* alignment, const char* indent) {
    return fmt::format(
        R"({}<w:ftr {}><w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind w:{}="280"/><w:jc w:val="{}"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>)",
        declaration, word_namespaces, indent, alignment);
}

std::string header_part(const std::string& watermark) {
    pugi::xml_document xml;
    const auto shape = fmt::format(
        R"(<w:hdr {}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype><v:shape id="watermark" o:spid="_x0000_s2049" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:430pt;height:34pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#dcdcdc" stroked="f"><v:textpath style="font-family:&quot;仿宋&quot;;font-size:1pt"/></v:shape></w:pict></w:r></w:p></w:hdr>)",
        word_namespaces);
    xml.load_string(shape.c_str());
    set(xml.select_node("//v:shape/v:textpath").node(), "string", printable(watermark));
    return serialized(xml);
}

std::string properties_part(const Document& document) {
    pugi::xml_document xml;
    auto root = xml.append_child("cp:coreProperties");
    set(root, "xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties");
    set(root, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
    set(root, "xmlns:dcterms", "http://purl.org/dc/terms/");
    set(root, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    root.append_child("dc:title").text().set(printable(document.title).c_str());
    root.append_child("dc:creator").text().set(printable(document.author).c_str());
    for (const char* name : {"dcterms:created", "dcterms:modified"}) {
        auto node = root.append_child(name);
        set(node, "xsi:type", "dcterms:W3CDTF");
        node.text().set(document.created.iso().c_str());
    }
    return serialized(xml);
}

std::string relations_part(const Document& document, const Relations& relations, bool numbered) {
    pugi::xml_document xml;
    auto root = xml.append_child("Relationships");
    set(root, "xmlns", "http://schemas.openxmlformats.org/package/2006/relationships");
    const auto add = [&](const char* id, const char* type, const char* target) {
        auto node = root.append_child("Relationship");
        set(node, "Id", id);
        set(node, "Type", std::string{type_of_relation} + type);
        set(node, "Target", target);
    };
    add("styles", "styles", "styles.xml");
    add("settings", "settings", "settings.xml");
    add("fonts", "fontTable", "fontTable.xml");
    if (numbered) {
        add("footer_odd", "footer", "footer_odd.xml");
        add("footer_even", "footer", "footer_even.xml");
    }
    if (!document.watermark.empty()) add("header", "header", "header.xml");
    relations.write(root);
    return serialized(xml);
}

std::string content_types_part(const Document& document, bool numbered) {
    std::string xml{declaration};
    xml +=
        R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>)";
    const auto add = [&](const char* part, const char* type) {
        xml += fmt::format(
            R"(<Override PartName="/word/{}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"/>)",
            part, type);
    };
    add("document", "document.main");
    add("styles", "styles");
    add("settings", "settings");
    add("fontTable", "fontTable");
    if (numbered) {
        add("footer_odd", "footer");
        add("footer_even", "footer");
    }
    if (!document.watermark.empty()) add("header", "header");
    return xml + "</Types>";
}

}  // namespace

void add_fixed_parts(Package& package, const Document& document, const Relations& relations, bool numbered) {
    package.add("[Content_Types].xml", content_types_part(document, numbered));
    package.add(
        "_rels/.rels",
        std::string{declaration} +
            R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="document" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="properties" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>)");
    package.add("docProps/core.xml", properties_part(document));
    package.add("word/_rels/document.xml.rels", relations_part(document, relations, numbered));
    package.add("word/styles.xml", styles_part());
    package.add("word/settings.xml", settings_part());
    package.add("word/fontTable.xml", font_part());
    if (numbered) {
        package.add("word/footer_odd.xml", footer_part("right", "right"));
        package.add("word/footer_even.xml", footer_part("left", "left"));
    }
    if (!document.watermark.empty()) package.add("word/header.xml", header_part(document.watermark));
    relations.add_pictures(package);
}

}  // namespace zhibu::document::docx
