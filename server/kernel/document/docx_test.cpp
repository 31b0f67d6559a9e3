// DOCX and Markdown papers opened again: parts, links, styles, equal bytes, hostile text.
#include "kernel/document/docx.hpp"

#include <gtest/gtest.h>
#include <zip.h>

#include <cstdlib>
#include <ctime>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>

#include "kernel/document/markdown.hpp"
#include "kernel/document/paper_samples.hpp"

namespace zhibu::document {
namespace {

std::map<std::string, std::string> unzipped(const std::string& bytes) {
    zip_error_t error;
    zip_error_init(&error);
    auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    auto* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    EXPECT_NE(archive, nullptr) << zip_error_strerror(&error);
    std::map<std::string, std::string> parts;
    if (!archive) return parts;
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
        zip_stat_t about;
        zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &about);
        std::string part(about.size, '\0');
        auto* file = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
        EXPECT_EQ(zip_fread(file, part.data(), part.size()), static_cast<zip_int64_t>(part.size()));
        zip_fclose(file);
        parts[about.name] = part;
    }
    zip_discard(archive);
    return parts;
}

pugi::xml_document parsed(const std::string& xml) {
    pugi::xml_document document;
    const auto result = document.load_buffer(xml.data(), xml.size(), pugi::parse_full);
    EXPECT_TRUE(result) << result.description() << "\n" << xml.substr(0, 300);
    return document;
}
std::string text_of(const pugi::xml_document& xml) {
    std::string text;
    for (const auto& each : xml.select_nodes("//w:t")) text += each.node().text().get();
    return text;
}

TEST(Docx, has_all_parts_well_formed_and_every_reference_resolved) {
    const auto parts = unzipped(to_docx(samples::reminder()));
    for (const char* name :
         {"[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml", "word/styles.xml", "word/settings.xml",
          "word/fontTable.xml", "word/footer_odd.xml", "word/footer_even.xml", "word/header.xml", "word/_rels/document.xml.rels"})
        ASSERT_TRUE(parts.contains(name)) << name;
    for (const auto& [name, part] : parts) parsed(part);
    std::set<std::string> known, styles;
    const auto relations = parsed(parts.at("word/_rels/document.xml.rels"));
    for (const auto& each : relations.select_nodes("//Relationship")) {
        known.insert(each.node().attribute("Id").value());
        if (std::string{each.node().attribute("TargetMode").value()} != "External") {
            EXPECT_TRUE(parts.contains("word/" + std::string{each.node().attribute("Target").value()}));
        }
    }
    const auto sheet = parsed(parts.at("word/styles.xml"));
    for (const auto& each : sheet.select_nodes("//w:style")) styles.insert(each.node().attribute("w:styleId").value());
    const auto document = parsed(parts.at("word/document.xml"));
    for (const auto& each : document.select_nodes("//@r:id | //@r:embed"))
        EXPECT_TRUE(known.contains(each.attribute().value())) << each.attribute().value();
    for (const auto& each : document.select_nodes("//w:pStyle | //w:rStyle | //w:tblStyle"))
        EXPECT_TRUE(styles.contains(each.node().attribute("w:val").value())) << each.node().attribute("w:val").value();
}

TEST(Docx, keeps_the_wanted_fonts_the_page_and_the_line_pitch) {
    const auto parts = unzipped(to_docx(samples::reminder()));
    const auto& styles = parts.at("word/styles.xml");
    for (const char* font : {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"})
        EXPECT_NE(styles.find(std::string{"w:eastAsia=\""} + font), styles.npos) << font;
    EXPECT_NE(styles.find(R"(<w:spacing w:line="579" w:lineRule="exact"/>)"), styles.npos);
    EXPECT_NE(styles.find(R"(w:firstLineChars="200" w:firstLine="632")"), styles.npos);
    const auto document = parsed(parts.at("word/document.xml"));
    const auto section = document.select_node("//w:sectPr").node();
    EXPECT_EQ(section.child("w:pgSz").attribute("w:w").as_int(), 11906);
    EXPECT_EQ(section.child("w:pgSz").attribute("w:h").as_int(), 16838);
    EXPECT_EQ(section.child("w:pgMar").attribute("w:top").as_int(), 2098);   // 37 mm
    EXPECT_EQ(section.child("w:pgMar").attribute("w:left").as_int(), 1587);  // 28 mm
    EXPECT_EQ(document.select_nodes("//w:footerReference").size(), 2u);
    EXPECT_NE(parts.at("word/settings.xml").find("evenAndOddHeaders"), std::string::npos);
    EXPECT_EQ(std::string{document.select_node("//w:p[w:pPr/w:pStyle/@w:val='Heading1']//w:t").node().text().get()}, "一、基本情况");
}

TEST(Docx, tables_repeat_their_header_and_links_keep_their_targets) {
    const auto parts = unzipped(to_docx(samples::report()));
    const auto document = parsed(parts.at("word/document.xml"));
    EXPECT_EQ(document.select_nodes("//w:tr[w:trPr/w:tblHeader]").size(), 1u);
    EXPECT_EQ(document.select_nodes("//w:tr").size(), 5u);
    int width = 0;
    for (const auto& each : document.select_nodes("//w:gridCol")) width += each.node().attribute("w:w").as_int();
    EXPECT_EQ(width, 8844);  // 156 mm in twips
    EXPECT_EQ(document.select_nodes("//w:gridSpan[@w:val='2']").size(), 1u);
    const auto& relations = parts.at("word/_rels/document.xml.rels");
    EXPECT_NE(relations.find(R"(Target="https://zhibu.example.gov.cn/facts/28" TargetMode="External")"), relations.npos);
    EXPECT_EQ(parts.at("word/media/picture1.png").substr(1, 3), "PNG");
    EXPECT_EQ(document.select_nodes("//w:drawing").size(), 1u);
}

TEST(Docx, the_same_paper_gives_the_same_bytes_in_any_time_zone) {
    const auto expected = to_docx(samples::report());
    ::setenv("TZ", "America/New_York", 1);
    ::tzset();
    const auto elsewhere = to_docx(samples::report());
    ::unsetenv("TZ");
    ::tzset();
    EXPECT_EQ(elsewhere, expected);
    EXPECT_NE(to_docx(samples::reminder()), expected);
}

TEST(Docx, hostile_text_stays_text) {
    Document paper;
    paper.title = "</w:t><w:p>&\"";
    paper.watermark = "\"/><evil>&";
    paper.author = "]]>\x02";
    paper.body = {paragraph(std::string{"甲\0乙\x0B\xFF丙", 12} + "\n<丁>"),
                  Paragraph{{link("戊", "javascript:alert(1)"), link("己", "https://a.example/\"><x")}},
                  Table{"", {{"列", 1}}, {{}, {cell("\n")}}}};
    const auto parts = unzipped(to_docx(paper));
    for (const auto& [name, part] : parts) parsed(part);
    const auto text = text_of(parsed(parts.at("word/document.xml")));
    EXPECT_NE(text.find("</w:t><w:p>&\""), text.npos);
    EXPECT_NE(text.find("甲乙\xEF\xBF\xBD丙<丁>"), text.npos) << text;
    const auto& relations = parts.at("word/_rels/document.xml.rels");
    EXPECT_EQ(relations.find("javascript"), relations.npos);
    EXPECT_NE(relations.find("https://a.example/%22%3E%3Cx"), relations.npos);
    EXPECT_EQ(parsed(parts.at("word/header.xml")).select_nodes("//evil").size(), 0u);
}

TEST(Markdown, writes_headings_tables_links_and_lists) {
    const auto text = to_markdown(samples::report());
    for (const char* part :
         {"# 市直机关2025年度党建工作情况报告\n", "\n## 一、主要工作\n", "\n### （一）坚持把政治建设摆在首位\n",
          "\n#### 1. 理论学习中心组学习\n", "[1395人次](<https://zhibu.example.gov.cn/facts/1>)", "| 序号 | 单位 | 支部党员大会（次） |",
          "| :-: | --- | --: |", "| **合计** |  | 90 | 277 |  |", "- **统计时间：** 2025年1月1日至2025年12月31日"})
        EXPECT_NE(text.find(part), text.npos) << part << "\n" << text;
}

TEST(Markdown, what_people_typed_makes_no_markup) {
    Document paper;
    paper.body = {paragraph("# 不是标题"), paragraph("1. 不是列表\n- 也不是"), paragraph("<img src=x onerror=alert(1)> [a](b) `c` **d** |"),
                  Paragraph{{link("x](y", "https://a.example/>)(")}}, Table{"", {{"列", 1}}, {{cell("甲|乙\n丙")}}}};
    const auto text = to_markdown(paper);
    EXPECT_EQ(text,
              "\\# 不是标题\n\n1\\. 不是列表\n\n\\- 也不是\n\n\\<img src=x onerror=alert(1)\\> \\[a\\](b) \\`c\\` \\*\\*d\\*\\* \\|\n\n"
              "[x\\](y](<https://a.example/%3E%29%28>)\n\n| 列 |\n| --- |\n| 甲\\|乙<br>丙 |\n");
}

}  // namespace
}  // namespace zhibu::document
