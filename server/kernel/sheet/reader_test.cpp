// Workbooks made by hand: every kind of cell, and every file that must be refused.
#include "kernel/sheet/reader.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "testkit/made_workbook.hpp"

namespace zhibu::sheet {
namespace {

using made::parts_of;
using made::zip_of;

std::string workbook(std::string_view rows, std::string_view strings = "", std::string_view styles = "", std::string_view properties = "") {
    return zip_of(parts_of({{.rows = std::string{rows}}}, strings, styles, properties));
}

TEST(Reader, gives_every_kind_of_cell) {
    auto bytes = workbook(
        R"(<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2"><v>42</v></c><c r="D2"><v>0.30000000000000004</v></c>
           <c r="E2" t="b"><v>1</v></c><c r="F2" t="e"><v>#N/A</v></c><c r="G2" t="inlineStr"><is><r><t>支</t></r><r><t>部</t></r><rPh><t>zhi</t></rPh></is></c>
           <c r="H2" t="str"><f>A1&amp;B1</f><v>公式</v></c><c r="I2"><f>1+1</f><v>2</v></c><c r="J2"><v>3.70299194705045E+17</v></c><c r="K2" t="s"><v>2</v></c><c r="L2"><v>-5</v></c></row>)",
        R"(<si><t xml:space="preserve"> 张 三 </t></si><si><r><rPr><b/></rPr><t>党</t></r><r><t>员_x000D_
一</t></r><rPh sb="0" eb="1"><t>hint</t></rPh></si><si><t/></si>)");
    auto read = made::read(bytes);
    ASSERT_TRUE(read.outcome) << read.outcome.detail;
    struct Row { std::size_t column; CellKind kind; std::string_view text; };
    for (auto [column, kind, text] : {Row{0, CellKind::text, " 张 三 "}, {1, CellKind::text, "党员\r\n一"}, {2, CellKind::number, "42"}, {3, CellKind::number, "0.3"},
                                      {4, CellKind::boolean, "TRUE"}, {5, CellKind::error, "#N/A"}, {6, CellKind::text, "支部"}, {7, CellKind::text, "公式"},
                                      {8, CellKind::number, "2"}, {9, CellKind::number, "370299194705045000"}, {10, CellKind::empty, ""}, {11, CellKind::number, "-5"}}) {
        EXPECT_EQ(read.at(2, column).kind, kind) << column;
        EXPECT_EQ(read.at(2, column).text, text) << column;
    }
    EXPECT_EQ(read.at(2, 11).number, -5);
    EXPECT_EQ(read.outcome.rows, 1U);
    EXPECT_EQ(read.outcome.sheet, "Sheet1");
}

TEST(Reader, knows_dates_by_their_format) {
    constexpr std::string_view styles = R"x(<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="177" formatCode="[$-804]yyyy/m/d;@"/>
        <numFmt numFmtId="178" formatCode="0.00_);[Red]\(0.00\)"/><numFmt numFmtId="179" formatCode="#,##0&quot; days&quot;"/><numFmt numFmtId="180" formatCode="h:mm AM/PM"/>
        <numFmt numFmtId="181" formatCode="[h]:mm"/><numFmt numFmtId="182" formatCode="G/通用格式&quot;元&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="178"/><xf numFmtId="179"/><xf numFmtId="57"/><xf numFmtId="22"/><xf numFmtId="180"/><xf numFmtId="49"/><xf numFmtId="181"/><xf numFmtId="182"/><xf numFmtId="17"/></cellXfs>)x";
    struct Row { int style; std::string_view value; CellKind kind; std::string_view text; };
    const std::vector<Row> rows{
        {0, "31229", CellKind::number, "31229"}, {1, "31229", CellKind::date, "1985-07-01"}, {2, "31229", CellKind::date, "1985-07"}, {2, "31230", CellKind::date, "1985-07-02"},
        {3, "31229", CellKind::date, "1985-07-01"}, {4, "31229.5", CellKind::number, "31229.5"}, {5, "31229", CellKind::number, "31229"}, {6, "38626", CellKind::date, "2005-10"},
        {7, "44256.3958333333", CellKind::date, "2021-03-01T09:30:00"}, {8, "0.395833333333333", CellKind::date, "09:30:00"}, {9, "31229", CellKind::number, "31229"},
        {10, "1.5", CellKind::date, "1900-01-01T12:00:00"}, {11, "31229", CellKind::number, "31229"}, {12, "31229", CellKind::date, "1985-07"}, {1, "-3", CellKind::number, "-3"},
        {1, "44255.9999999", CellKind::date, "2021-03-01"}, {1, "1e9", CellKind::number, "1000000000"}, {99, "5", CellKind::number, "5"}};
    std::string cells;
    for (auto& row : rows) cells += "<c s=\"" + std::to_string(row.style) + "\"><v>" + std::string{row.value} + "</v></c>";
    auto read = made::read(workbook("<row>" + cells + "</row>", "", styles));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(read.at(1, i).kind, rows[i].kind) << i;
        EXPECT_EQ(read.at(1, i).text, rows[i].text) << i;
    }
    auto from_1904 = made::read(workbook(R"(<row><c s="1"><v>29767</v></c></row>)", "", styles, R"(<workbookPr date1904="1"/>)"));
    EXPECT_EQ(from_1904.at(1, 0).text, "1985-07-01");
}

TEST(Reader, does_not_guess_the_month_of_a_shortened_number) {
    auto read = made::read(workbook(R"(<row><c><v>1982.1</v></c><c><v>1982.08</v></c><c t="str"><v>1982.1</v></c><c><v>31229</v></c></row>)"));
    EXPECT_FALSE(date_of(read.at(1, 0)));
    EXPECT_EQ(date_of(read.at(1, 1))->iso(), "1982-08");
    EXPECT_EQ(date_of(read.at(1, 2))->iso(), "1982-01");
    EXPECT_EQ(date_of(read.at(1, 3))->iso(), "1985-07-01");
}

TEST(Reader, fills_gaps_and_leaves_out_empty_rows) {
    auto read = made::read(workbook(R"(<row r="3"><c r="C3"><v>1</v></c><c><v>2</v></c><c r="AB3"><v>3</v></c><c r="AC3" s="1"/></row><row r="5"><c r="A5" s="1"/></row><row/><row r="9"><c r="A9"><v>9</v></c></row>)"));
    ASSERT_EQ(read.rows.size(), 2U);
    EXPECT_EQ(read.rows[0].number, 3U);
    EXPECT_EQ(read.rows[0].cells.size(), 28U);
    EXPECT_TRUE(read.at(3, 0).empty());
    EXPECT_EQ(read.at(3, 3).text, "2");
    EXPECT_EQ(read.at(3, 27).text, "3");
    EXPECT_EQ(read.rows[1].number, 9U);
    EXPECT_EQ(read.rows[1].cells.size(), 1U) << "a cell of an earlier row must not come again";
    EXPECT_EQ(column_letters(27), "AB");
}

TEST(Reader, chooses_the_first_visible_sheet_with_rows) {
    auto bytes = zip_of(parts_of({{"隐藏", "<row><c><v>1</v></c></row>", "hidden"}, {"空", "<row><c s=\"1\"/></row>", "visible"}, {"名单", "<row><c><v>3</v></c></row>", "visible"}, {"更多", "<row><c><v>4</v></c></row>", "visible"}}));
    auto read = made::read(bytes);
    EXPECT_EQ(read.outcome.sheet, "名单");
    EXPECT_EQ(read.at(1, 0).text, "3");
    EXPECT_EQ(made::read(bytes, {.sheet = "隐藏"}).at(1, 0).text, "1");
    EXPECT_EQ(made::read(bytes, {.sheet = "没有"}).outcome.error, ReadError::no_such_sheet);
    auto names = sheet_names(Source::memory(bytes));
    ASSERT_EQ(names.names.size(), 4U);
    EXPECT_FALSE(names.names[0].visible);
    EXPECT_EQ(names.names[3].name, "更多");
}

TEST(Reader, reads_prefixed_elements_and_stops_when_told) {
    auto parts = parts_of({{.rows = ""}});
    for (auto& [name, content] : parts)
        if (name == "xl/worksheets/sheet1.xml")
            content = R"(<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="2"><x:c r="A2"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>)";
    auto bytes = zip_of(parts);
    EXPECT_EQ(made::read(bytes).rows.size(), 2U);
    int calls = 0;
    auto outcome = read_rows(Source::memory(bytes), {}, [&](std::uint32_t, std::span<const Cell>) { return ++calls, Flow::stop; });
    EXPECT_TRUE(outcome);
    EXPECT_EQ(calls, 1);
    EXPECT_THROW(read_rows(Source::memory(bytes), {}, [](std::uint32_t, std::span<const Cell>) -> Flow { throw std::out_of_range{"mine"}; }), std::out_of_range);
}

struct Refused {
    std::string_view what;
    std::string bytes;
    ReadError error;
};

std::string with_part(std::string_view name, std::string content) {
    auto parts = parts_of({{.rows = "<row><c t=\"s\"><v>0</v></c></row>"}}, "<si><t>x</t></si>");
    for (auto& part : parts)
        if (part.first == name) part.second = content;
    return zip_of(parts);
}
std::string with_row(std::string_view rows) { return workbook(rows); }
std::string ole(std::string_view ascii) {
    std::string bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(4096, '\0');
    for (char c : ascii) bytes += {c, '\0'};
    return bytes + std::string(512, '\0');
}

TEST(Reader, refuses_what_is_no_sound_workbook) {
    auto good = workbook("<row><c><v>1</v></c></row>");
    auto flipped = good;
    auto data = flipped.find("xl/worksheets/sheet1.xml") + std::string_view{"xl/worksheets/sheet1.xml"}.size() + 12;
    for (std::size_t i = 0; i < 8; ++i) flipped[data + i] = static_cast<char>(~flipped[data + i]);
    const std::string bomb = R"(<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>)";
    const std::string foreign = R"(<!DOCTYPE x SYSTEM "file:///etc/passwd"><sst><si><t>x</t></si></sst>)";
    for (auto& [what, bytes, error] : {
             Refused{"empty", "", ReadError::not_a_workbook}, {"binary", std::string("GIF89a\0\0\0", 9), ReadError::not_a_workbook},
             {"half of it", good.substr(0, good.size() / 2), ReadError::damaged}, {"its end missing", good.substr(0, good.size() - 10), ReadError::damaged},
             {"a zip of something else", zip_of({{"a.txt", "x"}}), ReadError::not_a_workbook},
             {"a document", zip_of({{"_rels/.rels", R"(<R><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></R>)"}, {"word/document.xml", "<document/>"}}), ReadError::not_a_workbook},
             {"a binary workbook", zip_of({{"_rels/.rels", R"(<R><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.bin"/></R>)"}, {"xl/workbook.bin", "x"}}), ReadError::not_a_workbook},
             {"flipped bytes", flipped, ReadError::damaged}, {"an old workbook", ole("Workbook"), ReadError::legacy_xls}, {"a password", ole("EncryptedPackage"), ReadError::encrypted},
             {"entities", with_part("xl/worksheets/sheet1.xml", bomb), ReadError::damaged}, {"a foreign DTD", with_part("xl/sharedStrings.xml", foreign), ReadError::damaged},
             {"broken XML", with_part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row></sheetData>"), ReadError::damaged},
             {"a string that is not there", with_row(R"(<row><c t="s"><v>7</v></c></row>)"), ReadError::damaged}, {"rows backwards", with_row(R"(<row r="5"><c><v>1</v></c></row><row r="4"><c><v>1</v></c></row>)"), ReadError::damaged},
             {"a row beyond Excel", with_row(R"(<row r="1048577"><c><v>1</v></c></row>)"), ReadError::damaged}, {"a far column", with_row(R"(<row r="1"><c r="XFD1"><v>1</v></c></row>)"), ReadError::too_large},
             {"a column of many letters", with_row(R"(<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>)"), ReadError::too_large},
             {"an endless cell", with_row("<row><c t=\"str\"><v>" + std::string(140000, 'x') + "</v></c></row>"), ReadError::too_large},
             {"an endless attribute", with_part("xl/worksheets/sheet1.xml", "<worksheet a=\"" + std::string(3 << 20, 'x') + "\"/>"), ReadError::too_large},
             {"deep nesting", with_part("xl/worksheets/sheet1.xml", [] { std::string s; for (int i = 0; i < 1000; ++i) s += "<a>"; return s; }()), ReadError::damaged}})
        EXPECT_EQ(made::read(bytes).outcome.error, error) << what << ": " << made::read(bytes).outcome.detail;
    EXPECT_TRUE(made::read(good).outcome);
    EXPECT_EQ(read_rows(Source::memory("a,b\n1,2\n"), {}, [](auto, auto) { return Flow::go_on; }).error, ReadError::not_a_workbook);
    EXPECT_FALSE(made::read(Source::file("/nowhere/at-all.xlsx")).outcome);
}

TEST(Reader, keeps_to_its_limits) {
    auto bytes = workbook(R"(<row><c><v>1</v></c><c><v>1</v></c></row><row><c><v>1</v></c></row><row><c><v>1</v></c></row>)", "<si><t>a</t></si>");
    auto error = [&](Limits limits) { return made::read(bytes, {.limits = limits}).outcome.error; };
    EXPECT_EQ(error({}), ReadError::none);
    EXPECT_EQ(error({.rows = 3, .columns = 2}), ReadError::none);
    EXPECT_EQ(error({.rows = 2}), ReadError::too_large);
    EXPECT_EQ(error({.columns = 1}), ReadError::too_large);
    EXPECT_EQ(error({.entries = 4}), ReadError::too_large);
    EXPECT_EQ(error({.unpacked_bytes = 500}), ReadError::too_large);
    EXPECT_EQ(error({.shared_bytes = 1000}), ReadError::too_large);
}

// 64 MiB of blanks in 64 kB; then the same with the claimed sizes rewritten to something harmless.
TEST(Reader, refuses_a_zip_bomb_at_once) {
    auto parts = parts_of({{.rows = ""}});
    for (auto& [name, content] : parts)
        if (name == "xl/worksheets/sheet1.xml") content = "<worksheet><sheetData>" + std::string(64 << 20, ' ') + "</sheetData></worksheet>";
    auto bytes = zip_of(parts);
    ASSERT_LT(bytes.size(), 100'000U);
    auto lying = bytes;
    auto claimed = static_cast<std::uint32_t>((64 << 20) + std::string_view{"<worksheet><sheetData></sheetData></worksheet>"}.size());
    std::string truth, lie;
    for (int shift = 0; shift < 32; shift += 8) truth += static_cast<char>(claimed >> shift & 0xFF), lie += static_cast<char>(30'000 >> shift & 0xFF);
    int rewritten = 0;
    for (auto at = lying.find(truth); at != std::string::npos; at = lying.find(truth, at), ++rewritten) lying.replace(at, 4, lie);
    ASSERT_GE(rewritten, 2);
    for (auto& file : {bytes, lying}) {
        auto start = std::chrono::steady_clock::now();
        auto read = made::read(file);
        EXPECT_NE(read.outcome.error, ReadError::none) << read.outcome.detail;
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{500});
    }
    EXPECT_EQ(made::read(bytes).outcome.error, ReadError::too_large);
    // Without the limit on the ratio it is only a sheet without rows.
    EXPECT_EQ(made::read(bytes, {.limits = {.ratio = 5000}}).outcome.error, ReadError::none);
}

TEST(Reader, counts_the_entries_before_it_opens_the_zip) {
    made::Parts parts = parts_of({{.rows = "<row><c><v>1</v></c></row>"}});
    for (int i = 0; i < 5000; ++i) parts.emplace_back("x/" + std::to_string(i), "");
    EXPECT_EQ(made::read(zip_of(parts)).outcome.error, ReadError::too_large);
}

}  // namespace
}  // namespace zhibu::sheet
