// What is read of TOML, and what is refused on which line: what ended or misled a parser before stands here as a row.
#include "kernel/pack/toml.hpp"

#include <gtest/gtest.h>

#include "kernel/file/embedded.hpp"
#include "kernel/words/words.hpp"

namespace zhibu::pack {
namespace {

std::string read(std::string_view text) { return json::serialize(read_toml(text).content); }

TEST(PackToml, ReadsWhatPacksAreWrittenIn) {
    struct Row {
        const char *text, *json;
    };
    for (auto& [text, expected] : std::vector<Row>{
             {"", "{}"},
             {"# 说明\n\n a = 1 # 一\r\nb = -2\n", R"({"a":1,"b":-2})"},
             {"a = 1_000\nb = 1.5\nc = +3\nd = 2e3\n", R"({"a":1000,"b":1.5E0,"c":3,"d":2E3})"},
             {"a = true\nb = false\nc = 2021-02-28", R"({"a":true,"b":false,"c":"2021-02-28"})"},
             {"a = \"党员\\n\\\"\\\\ \\u515A\"", "{\"a\":\"党员\\n\\\"\\\\ 党\"}"},
             {"a = 'C:\\n'", R"({"a":"C:\\n"})"},
             {"a = \"\"\"\n一\n二\"\"\"", R"({"a":"一\n二"})"},
             {"a = \"\"\"一\\\n   二\"\"\"", R"({"a":"一二"})"},
             {"a = '''\n\"\"''二'''", R"({"a":"\"\"''二"})"},
             {"a = \"\"\"\"\"\"", R"({"a":""})"},
             {"a = \"\"\"x\"\"\"\"\"", R"({"a":"x\"\""})"},
             {"a = [1, 2,\n # 注\n 3,]", R"({"a":[1,2,3]})"},
             {"a = [[1], []]", R"({"a":[[1],[]]})"},
             {"a = {b = 1, c = \"x\"}", R"({"a":{"b":1,"c":"x"}})"},
             {"a.b.c = 1\na.d = 2", R"({"a":{"b":{"c":1},"d":2}})"},
             {"\"中文 名\" = 1\n'x y' = 2", R"({"中文 名":1,"x y":2})"},
             {"[a]\nb = 1\n[a.c]\nd = 2\n[e]", R"({"a":{"b":1,"c":{"d":2}},"e":{}})"},
             {"[a.b]\nc = 1\n[a]\nd = 2", R"({"a":{"b":{"c":1},"d":2}})"},
             {"[[r]]\na = 1\n[[r.items]]\nb = 1\n[[r.items]]\nb = 2\n[[r]]\na = 2", R"({"r":[{"a":1,"items":[{"b":1},{"b":2}]},{"a":2}]})"},
             {"[[r]]\n[r.x]\ny = 1\n[[r]]\n[r.x]\ny = 2", R"({"r":[{"x":{"y":1}},{"x":{"y":2}}]})"},
             {"\xEF\xBB\xBF" "a = 1", R"({"a":1})"},
         })
        EXPECT_EQ(read(text), expected) << text;
}

TEST(PackToml, RefusesWithTheLine) {
    struct Row {
        std::string text;
        int line;
        const char* code;
    };
    const Words words;
    for (auto& [text, line, code] : std::vector<Row>{
             {"a = 1\n权重 = 2", 2, "pack_key_letters"},  // undefined ground for the parser used before
             {"[[#", 1, "pack_no_key"},                   // ended it
             {"[[", 1, "pack_no_key"},
             {"[a", 1, "pack_header_open"},
             {"[[a]\nb = 1", 1, "pack_header_open"},
             {"a = 1\na = 2", 2, "pack_twice"},
             {"[a]\n[a]", 2, "pack_twice"},
             {"a = 1\n[a]", 2, "pack_twice"},
             {"a = [1]\n[[a]]", 2, "pack_twice"},
             {"[[a]]\n[a]", 2, "pack_twice"},
             {"[a]\n[[a]]", 2, "pack_twice"},
             {"a = {b = 1}\na.c = 2", 2, "pack_twice"},
             {"a = {b = 1}\n[a.c]", 2, "pack_twice"},
             {"a.b = 1\n[a]", 2, "pack_twice"},
             {"[a.b]\n[a]\nb.c = 1", 3, "pack_twice"},
             {"a = {b = 1, b = 2}", 1, "pack_twice"},
             {"a", 1, "pack_no_equals"},
             {"a =", 1, "pack_no_value"},
             {"a = \n1", 1, "pack_no_value"},
             {"a = 01", 1, "pack_no_value"},
             {"a = 1__0", 1, "pack_no_value"},
             {"a = 0x1F", 1, "pack_no_value"},
             {"a = 1.", 1, "pack_no_value"},
             {"a = 99999999999999999999", 1, "pack_no_value"},
             {"a = 1e999", 1, "pack_no_value"},
             {"a = inf", 1, "pack_text_without_quotes"},
             {"a = 十", 1, "pack_text_without_quotes"},
             {"a = 2021-02-29", 1, "not_a_date"},
             {"a = 2021-02-28T10:00:00", 1, "pack_no_value"},
             {"a = 1 2", 1, "pack_rest_of_line"},
             {"a = \"x\" y", 1, "pack_rest_of_line"},
             {"a = \"x\ny\"", 1, "pack_text_open"},
             {"\na = \"\"\"x\ny", 2, "pack_text_open"},
             {"a = 'x", 1, "pack_text_open"},
             {"a = \"\\q\"", 1, "pack_escape"},
             {"a = \"\\uD800\"", 1, "pack_escape"},
             {"a = \"\\u0000\"", 1, "pack_escape"},
             {"a = \"\\u12\"", 1, "pack_escape"},
             {"a = \"\\", 1, "pack_text_open"},
             {"a = [1, 2", 1, "pack_list_open"},
             {"a = [1 2]", 1, "pack_list_open"},
             {"a = {b = 1", 1, "pack_table_open"},
             {"a = {b = 1,\n c = 2}", 1, "pack_no_key"},
             {"\"a/b\" = 1", 1, "pack_key_letters"},
             {"\"\" = 1", 1, "pack_key_letters"},
             {"\"\"\"a\"\"\" = 1", 1, "pack_no_key"},
             {std::string("a = 1\nb = \"x\x01\"", 14), 2, "has_control_character"},
             {"# a\rb", 1, "has_control_character"},
             {"a = 1\nb = \"\xC0\x80\"", 2, "pack_not_utf8"},
             {"a = \"\xED\xA0\x80\"", 1, "pack_not_utf8"},
             {"a = " + std::string(20, '[') + std::string(20, ']'), 1, "pack_too_deep"},
             {"a.b.c.d.e.f.g.h.i.j.k.l.m.n = 1", 1, "pack_too_deep"},
             {"a = " + std::string(100'000, '['), 1, "pack_too_deep"},
             {std::string(300'000, '#'), 1, "pack_too_large"},
         }) {
        try {
            read_toml(text);
            ADD_FAILURE() << "not refused: " << text.substr(0, 60);
        } catch (const Unreadable& why) {
            EXPECT_EQ(std::to_string(why.line) + " " + why.code, std::to_string(line) + " " + code) << text.substr(0, 60);
            EXPECT_TRUE(words.has(Language::chinese, "violation." + why.code) && words.has(Language::english, "violation." + why.code)) << why.code;
        }
    }
}

TEST(PackToml, BoundsHowMuchItHolds) {
    std::string many = "a = [";
    for (int i = 0; i < 30'000; ++i) many += "1,";
    try {
        read_toml(many + "]");
        FAIL();
    } catch (const Unreadable& why) {
        EXPECT_EQ(why.code, "pack_too_many_values");
    }
}

TEST(PackToml, TellsTheLineOfEachValue) {
    auto lines = read_toml("# c\n[[rule]]\nname = \"a\"\nlist = [1,\n2]\n\n[[rule]]\nname = \"b\"\n").lines;
    EXPECT_EQ(lines.at("#/rule/0"), 2);
    EXPECT_EQ(lines.at("#/rule/0/name"), 3);
    EXPECT_EQ(lines.at("#/rule/0/list/1"), 5);
    EXPECT_EQ(lines.at("#/rule/1/name"), 8);
}

TEST(PackToml, ReadsEveryFileThatComesWithTheProgram) {
    for (auto& file : file::embedded_packs())
        if (file.path.ends_with(".toml")) {
            EXPECT_NO_THROW(read_toml(file.content)) << file.path;
        }
}

}  // namespace
}  // namespace zhibu::pack
