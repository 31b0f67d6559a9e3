// What is written is read again: types, dangerous text, templates; and the parts of the workbook that only Excel reads.
#include "kernel/sheet/writer.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <variant>
#include <vector>

#include "kernel/sheet/archive.hpp"
#include "testkit/made_workbook.hpp"


namespace zhibu::sheet {
namespace {

std::string part(const std::string& bytes, const std::string& name) {
    Archive archive{Source::memory(bytes), {}};
    auto stream = archive.open(name);
    std::string text;
    for (std::string piece(4096, '\0');;) {
        auto count = stream.read(piece.data(), piece.size());
        if (count == 0) return text;
        text.append(piece.data(), count);
    }
}
bool holds(const std::string& text, std::string_view wanted) { return text.find(wanted) != std::string::npos; }

Table roster() {
    return {.sheet_name = "名单/2021",
            .title = "机关党员名册",
            .columns = {{"姓名"}, {"人数", ColumnType::integer}, {"学时", ColumnType::decimal}, {"入党时间", ColumnType::date}, {"党费", ColumnType::money}, {"到会率", ColumnType::percent}},
            .watermark = "张三 & 李四 2021-03-01 09:30",
            .author = "机关党委",
            .made_at = Instant::at(Date::of(2021, 3, 1), 9, 30)};
}

TEST(Writer, writes_what_the_reader_reads) {
    Writer writer{roster()};
    writer.add_row(std::vector<Value>{"张三", std::int64_t{-5}, 1.25, Date::of(1985, 7, 1), std::int64_t{123456}, 0.975});
    writer.add_row(std::vector<Value>{"=1+1", std::int64_t{1234567}, -0.5, Date::of(2005, 10, 0), std::int64_t{-5}, 0.0});
    writer.add_row(std::vector<Value>{std::monostate{}, std::monostate{}, std::monostate{}, Date::of(1899, 1, 1), "无", true});
    writer.add_row(std::vector<Value>{"末", Date::of(1985, 0, 0)});
    EXPECT_EQ(writer.rows(), 4U);
    auto read = made::read(writer.finish());
    ASSERT_TRUE(read.outcome) << read.outcome.detail;
    EXPECT_EQ(read.outcome.sheet, "名单2021");
    EXPECT_EQ(read.at(1, 0).text, "机关党员名册");
    EXPECT_EQ(read.at(2, 5).text, "到会率");
    struct Row { std::uint32_t row; std::size_t column; CellKind kind; std::string_view text; };
    for (auto [row, column, kind, text] : {Row{3, 0, CellKind::text, "张三"}, {3, 1, CellKind::number, "-5"}, {3, 2, CellKind::number, "1.25"}, {3, 3, CellKind::date, "1985-07-01"},
                                           {3, 4, CellKind::number, "1234.56"}, {3, 5, CellKind::number, "0.975"}, {4, 0, CellKind::text, "=1+1"}, {4, 1, CellKind::number, "1234567"},
                                           {4, 2, CellKind::number, "-0.5"}, {4, 3, CellKind::date, "2005-10"}, {4, 4, CellKind::number, "-0.05"}, {4, 5, CellKind::number, "0"},
                                           {5, 0, CellKind::empty, ""}, {5, 3, CellKind::text, "1899-01-01"}, {5, 4, CellKind::text, "无"}, {5, 5, CellKind::text, "是"},
                                           {6, 0, CellKind::text, "末"}, {6, 1, CellKind::text, "1985"}}) {
        EXPECT_EQ(read.at(row, column).kind, kind) << row << " " << column;
        EXPECT_EQ(read.at(row, column).text, text) << row << " " << column;
    }
}

TEST(Writer, keeps_any_text_as_it_is) {
    const std::vector<std::string> texts{"=HYPERLINK(\"http://x\")", "+1", "-1", "@x", "370299194705044607", "00123", "<a>&\"'", " 前后 ", "一\n二", "_x0041_", "a_x000D_b", "TRUE", "1985.7.1",
                                         "\xF0\xA0\x80\x80", "tab\tend", "bell\x07", std::string(32767, 'a')};
    Writer writer{{.columns = {{"x"}}}};
    for (auto& text : texts) writer.add_row(std::vector<Value>{text});
    auto read = made::read(writer.finish());
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ(read.at(i + 2, 0).text, texts[i]);
        EXPECT_EQ(read.at(i + 2, 0).kind, CellKind::text);
    }
}

TEST(Writer, repairs_what_a_workbook_cannot_hold) {
    Writer writer{{.sheet_name = "'a[b]:*?/\\c'", .columns = {{"x"}, {"n", ColumnType::integer}}}};
    writer.add_row(std::vector<Value>{"a\xFF支\xEF\xBF\xBF", std::int64_t{1234567890123456789}});
    writer.add_row(std::vector<Value>{std::string(40000, 'b'), 1.0 / 0.0});
    auto read = made::read(writer.finish());
    ASSERT_TRUE(read.outcome) << read.outcome.detail;
    EXPECT_EQ(read.outcome.sheet, "abc");
    EXPECT_EQ(read.at(2, 0).text, "a\xEF\xBF\xBD支\xEF\xBF\xBD");
    EXPECT_EQ(read.at(2, 1).text, "1234567890123456789");
    EXPECT_EQ(read.at(3, 0).text.size(), 32767U);
    EXPECT_TRUE(read.at(3, 1).empty());
}

TEST(Writer, sets_up_the_screen_and_the_print) {
    Writer writer{roster()};
    writer.add_row(std::vector<Value>{"一个很长很长的名字"});
    auto bytes = writer.finish();
    auto sheet = part(bytes, "xl/worksheets/sheet1.xml");
    EXPECT_TRUE(holds(sheet, R"(<pane ySplit="2" topLeftCell="A3")")) << sheet;
    EXPECT_TRUE(holds(sheet, R"(<autoFilter ref="A2:F3"/>)"));
    EXPECT_TRUE(holds(sheet, R"(<mergeCell ref="A1:F1"/>)"));
    EXPECT_TRUE(holds(sheet, R"(paperSize="9")"));
    EXPECT_TRUE(holds(sheet, R"(orientation="landscape")"));
    EXPECT_TRUE(holds(sheet, R"(fitToHeight="0")"));
    EXPECT_TRUE(holds(sheet, R"(<oddFooter>&amp;L张三 &amp;&amp; 李四 2021-03-01 09:30&amp;R第 &amp;P 页 共 &amp;N 页</oddFooter>)"));
    EXPECT_TRUE(holds(sheet, R"(<col min="1" max="1" width="20.7)")) << "nine Chinese characters count eighteen";
    EXPECT_TRUE(holds(part(bytes, "xl/workbook.xml"), "_xlnm.Print_Titles"));
    auto core = part(bytes, "docProps/core.xml");
    EXPECT_TRUE(holds(core, "<dc:title>机关党员名册</dc:title>"));
    EXPECT_TRUE(holds(core, "<dc:creator>机关党委</dc:creator>"));
    EXPECT_TRUE(holds(core, "2021-03-01T01:30:00Z"));
}

TEST(Writer, makes_a_template_with_lists) {
    std::vector<std::string> branches;
    for (int i = 1; i <= 40; ++i) branches.push_back("机关第" + std::to_string(i) + "党支部");
    Writer writer{{.columns = {{"姓名"}, {.heading = "性别", .choices = {"男", "女"}}, {.heading = "所在支部", .choices = branches}, {.heading = "入党时间", .type = ColumnType::date, .hint = "如 1985-07-01"}},
                   .rows_to_fill = 500}};
    auto bytes = writer.finish();
    auto sheet = part(bytes, "xl/worksheets/sheet1.xml");
    EXPECT_TRUE(holds(sheet, R"(sqref="B2:B501"><formula1>"男,女"</formula1>)")) << sheet;
    EXPECT_TRUE(holds(sheet, R"(<formula1>'选项1'!$A$1:$A$40</formula1>)"));
    EXPECT_TRUE(holds(sheet, R"(prompt="如 1985-07-01")"));
    auto names = sheet_names(Source::memory(bytes));
    ASSERT_EQ(names.names.size(), 2U);
    EXPECT_FALSE(names.names[1].visible);
    EXPECT_EQ(made::read(bytes, {.sheet = "选项1"}).at(40, 0).text, "机关第40党支部");
    EXPECT_EQ(made::read(bytes).outcome.sheet, "Sheet1");
}

TEST(Writer, writes_to_a_file_and_says_when_it_cannot) {
    auto file = std::filesystem::temp_directory_path() / ("writer_test_" + std::to_string(getpid()) + ".xlsx");
    Writer writer{{.columns = {{"x"}}}};
    writer.add_row(std::vector<Value>{"支部"});
    writer.finish_to(file);
    EXPECT_EQ(made::read(Source::file(file)).at(2, 0).text, "支部");
    std::filesystem::remove(file);
    Writer lost{{.columns = {{"x"}}}};
    EXPECT_THROW(lost.finish_to("/nowhere/at-all.xlsx"), std::runtime_error);
    EXPECT_THROW(Writer{Table{}}, std::invalid_argument);
    Writer narrow{{.columns = {{"x"}}}};
    EXPECT_THROW(narrow.add_row(std::vector<Value>{"a", "b"}), std::invalid_argument);
}

TEST(CsvWriter, guards_text_and_leaves_numbers) {
    CsvWriter writer{{.columns = {{"姓名"}, {"人数", ColumnType::integer}, {"党费", ColumnType::money}, {"率", ColumnType::percent}, {"日期", ColumnType::date}}}};
    writer.add_row(std::vector<Value>{"=1+1", std::int64_t{-5}, std::int64_t{-1234}, 0.5, Date::of(2021, 3, 1)});
    writer.add_row(std::vector<Value>{"a,\"b\"\nc", -2.5, std::int64_t{5}, std::monostate{}, Date::of(2005, 10, 0)});
    writer.add_row(std::vector<Value>{"-5"});
    writer.add_row(std::vector<Value>{"＝cmd"});
    writer.add_row(std::vector<Value>{"\tx"});
    EXPECT_EQ(writer.text(),
              "\xEF\xBB\xBF姓名,人数,党费,率,日期\r\n'=1+1,-5,-12.34,50.0%,2021-03-01\r\n\"a,\"\"b\"\"\nc\",-2.5,0.05,,2005-10\r\n'-5,,,,\r\n'＝cmd,,,,\r\n\"'\tx\",,,,\r\n");
    auto read = made::read(writer.text());
    EXPECT_EQ(read.at(2, 0).text, "=1+1");
    EXPECT_EQ(read.at(3, 0).text, "a,\"b\"\nc");
    EXPECT_EQ(read.at(4, 0).text, "-5");
}

TEST(DisplayWidth, counts_chinese_double) {
    EXPECT_EQ(display_width("党员abc"), 7U);
    EXPECT_EQ(display_width("一\n三个字"), 6U);
    EXPECT_EQ(display_width(""), 0U);
}

}  // namespace
}  // namespace zhibu::sheet
