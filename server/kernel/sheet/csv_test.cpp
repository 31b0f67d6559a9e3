// CSV as offices have it: encodings, separators, quotes.
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "testkit/made_workbook.hpp"

namespace zhibu::sheet {
namespace {

// 姓名,支部\n张三,机关一支部\n in GB18030.
constexpr std::string_view gb18030 = "\xD0\xD5\xC3\xFB,\xD6\xA7\xB2\xBF\n\xD5\xC5\xC8\xFD,\xBB\xFA\xB9\xD8\xD2\xBB\xD6\xA7\xB2\xBF\n";

TEST(Csv, is_read_in_every_encoding) {
    const std::string utf16("\xFF\xFE\xD3\x59\x0D\x54\x2C\x00\x2F\x65\xE8\x90\x0A\x00\x20\x5F\x09\x4E\x2C\x00\x3A\x67\x73\x51\x00\x4E\x2F\x65\xE8\x90", 30);
    for (std::string bytes : {std::string{gb18030}, std::string{"姓名,支部\n张三,机关一支部\n"}, std::string{"\xEF\xBB\xBF姓名,支部\r\n张三,机关一支部"}, utf16}) {
        auto read = made::read(bytes);
        ASSERT_TRUE(read.outcome) << read.outcome.detail;
        EXPECT_EQ(read.at(1, 0).text, "姓名");
        EXPECT_EQ(read.at(1, 1).text, "支部");
        EXPECT_EQ(read.at(2, 0).text, "张三");
        EXPECT_EQ(read.at(2, 1).text, "机关一支部");
        EXPECT_EQ(read.outcome.rows, 2U);
    }
    auto four_bytes = made::read(std::string_view{"a,\x95\x32\x82\x36\n"});  // U+20000
    EXPECT_EQ(four_bytes.at(1, 1).text, "\xF0\xA0\x80\x80");
}

TEST(Csv, longer_than_a_conversion_buffer_stays_whole) {
    std::string bytes;
    for (int i = 0; i < 20000; ++i) bytes += gb18030;
    auto read = made::read(bytes);
    ASSERT_EQ(read.rows.size(), 40000U);
    for (auto& row : read.rows) ASSERT_EQ(row.cells[1].text, row.number % 2 == 1 ? "支部" : "机关一支部") << row.number;
}

TEST(Csv, finds_the_separator_and_minds_quotes) {
    struct Row { std::string_view text; std::vector<std::string> cells; };
    for (auto& [text, cells] : {Row{"a,b,c\n", {"a", "b", "c"}}, {"a;b,x;c\nd;e;f", {"a", "b,x", "c"}}, {"a\tb\tc\r\n", {"a", "b", "c"}}, {"\"a,b\",c\n", {"a,b", "c"}},
                                {"\"a\"\"b\",\"c\nd\"\n", {"a\"b", "c\nd"}}, {"a,,c\n", {"a", "", "c"}}, {"'=1+1,'-5,'x,-5\n", {"=1+1", "-5", "'x", "-5"}},
                                {"=\"370299194705044607\",x\n", {"370299194705044607", "x"}}, {"a b\"c,d\n", {"a b\"c", "d"}}, {"one\n", {"one"}}}) {
        auto read = made::read(text);
        ASSERT_TRUE(read.outcome) << text;
        ASSERT_EQ(read.rows[0].cells.size(), cells.size()) << text;
        for (std::size_t i = 0; i < cells.size(); ++i) EXPECT_EQ(read.rows[0].cells[i].text, cells[i]) << text;
    }
}

TEST(Csv, counts_blank_records_and_old_line_ends) {
    auto read = made::read("a,b\r\r\n,\nc,d");
    ASSERT_EQ(read.rows.size(), 2U);
    EXPECT_EQ(read.rows[1].number, 4U);
    EXPECT_EQ(made::read("\n\n").outcome.rows, 0U);
}

TEST(Csv, is_refused_when_it_is_none) {
    EXPECT_EQ(made::read(std::string_view{"a\0b", 3}).outcome.error, ReadError::not_a_workbook);
    EXPECT_EQ(made::read("a,\xFF\xFF\n").outcome.error, ReadError::damaged);
    EXPECT_EQ(made::read("a,\"b\nc,d\n").outcome.error, ReadError::damaged);
    EXPECT_EQ(made::read("a\nb\nc\n", {.limits = {.rows = 2}}).outcome.error, ReadError::too_large);
    EXPECT_EQ(made::read("a,b,c\n", {.limits = {.columns = 2}}).outcome.error, ReadError::too_large);
    EXPECT_EQ(made::read("a,b,c\n", {.limits = {.unpacked_bytes = 3}}).outcome.error, ReadError::too_large);
}

}  // namespace
}  // namespace zhibu::sheet
