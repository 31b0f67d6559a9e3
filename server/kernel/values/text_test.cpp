// Text as people type it: code points, widths, names and log lines.
#include "kernel/values/text.hpp"

#include <gtest/gtest.h>

namespace zhibu {
namespace {

TEST(Text, tells_valid_utf8_from_the_rest) {
    for (std::string_view good : {"", "a", "支部", "\xF0\xA0\x80\x80", "\xEF\xBF\xBF"}) EXPECT_TRUE(is_utf8(good)) << good;
    for (std::string_view bad : {"\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE6\x94", "\xD6\xA7\xB2\xBF"})
        EXPECT_FALSE(is_utf8(bad));
}

TEST(Text, counts_and_cuts_by_code_points) {
    EXPECT_EQ(code_point_count("支部a\xF0\xA0\x80\x80"), 4U);
    EXPECT_EQ(first_code_points("支部大会", 2), "支部");
    EXPECT_EQ(first_code_points("支部", 5), "支部");
    EXPECT_EQ(first_code_points("支部", 0), "");
}

TEST(Text, repairs_bytes_that_are_no_utf8) {
    EXPECT_EQ(repaired_utf8("a\xFF支\xED\xA0"), "a\xEF\xBF\xBD支\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(repaired_utf8("\xEF\xBF\xBF"), "\xEF\xBF\xBD");
    EXPECT_EQ(repaired_utf8("党\xF0\xA0\x80\x80"), "党\xF0\xA0\x80\x80");
}

TEST(Text, trims_every_kind_of_blank) {
    EXPECT_EQ(trimmed(" \t\r\n　支 部\xC2\xA0\xE2\x80\x8B\xEF\xBB\xBF"), "支 部");
    EXPECT_EQ(trimmed("　 "), "");
    EXPECT_TRUE(is_blank("　\xE2\x80\x8B"));
    EXPECT_FALSE(is_blank("　无"));
}

TEST(Text, folds_full_width_for_numbers_only) {
    EXPECT_EQ(to_half_width("３７０２９９ａＺ（０５３２）－１．５％　／："), "370299aZ(0532)-1.5% /:");
    EXPECT_EQ(to_half_width("1985年7月。第一、二"), "1985年7月。第一、二");
    EXPECT_EQ(to_half_width("0532—2449760"), "0532-2449760");
}

TEST(Text, tidies_names) {
    struct Row { std::string_view typed, tidy; };
    for (auto [typed, tidy] : {Row{"张 三", "张三"}, {" 张　三 ", "张三"}, {"欧阳 娜 娜", "欧阳娜娜"}, {"张\xE2\x80\x8B三", "张三"}, {"买买提·吐尔逊", "买买提·吐尔逊"},
                               {"买买提 • 吐尔逊", "买买提·吐尔逊"}, {"买买提・吐尔逊", "买买提·吐尔逊"}, {"买买提.吐尔逊", "买买提·吐尔逊"}, {"John  Smith", "John Smith"},
                               {"J. Smith", "J. Smith"}, {"Ｌｉ Ｌｅｉ", "Li Lei"}, {"张\n三", "张三"}, {"", ""}, {"㛃 玉", "㛃玉"}})
        EXPECT_EQ(tidy_name(typed), tidy) << typed;
}

TEST(Text, writes_one_harmless_log_line) {
    EXPECT_EQ(escaped_for_log("a\nb\r\tc\\d"), "a\\nb\\r\\tc\\\\d");
    EXPECT_EQ(escaped_for_log("\x1b[31m\x7f"), "\\u{1b}[31m\\u{7f}");
    EXPECT_EQ(escaped_for_log("支部\xE2\x80\xAE\xFF"), "支部\\u{202e}\\xff");
    EXPECT_EQ(escaped_for_log(std::string_view{"\0", 1}), "\\u{0}");
    EXPECT_EQ(escaped_for_log("a\nb\t\"c\\d", LogLine::json), "a\\nb\\t\\\"c\\\\d");
    EXPECT_EQ(escaped_for_log("\x1b支部\xE2\x80\xAE\xFF", LogLine::json), "\\u001b支部\\u202e\\ufffd");
}

}  // namespace
}  // namespace zhibu
