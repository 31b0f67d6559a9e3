// Pinyin and initials: what a secretary types finds the name or the title.
#include "kernel/search/pinyin.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "kernel/search/readings.hpp"

namespace zhibu::search {
namespace {

bool found(const std::string& tokens, const std::string& typed) {
    const auto word = pinyin_word(typed);
    return !word.empty() && (" " + tokens).find(" " + word) != std::string::npos;
}

struct Row {
    const char* text;
    PinyinKind kind;
    std::vector<const char*> finds;
    std::vector<const char*> finds_not;
};

TEST(Pinyin, finds_by_syllables_and_initials) {
    using enum PinyinKind;
    const Row table[] = {
        {"党员发展", title, {"dyfz", "dangyuanfazhan", "dang yuan", "dy", "fz", "fazhan", "d", "DYFZ"}, {"yd", "fazhang", "df", "angyuan"}},
        {"关于做好党员发展工作的通知", title, {"dyfz", "gyzh", "tongzhi", "dangyuanfazhangongzuodetongzhi", "gzdtz"}, {"tzd"}},
        {"重庆市行政区划", title, {"chongqing", "cqs", "xingzheng", "xzqh", "zhongqing"}, {"congqing"}},
        {"长城银行", title, {"changcheng", "yinhang", "ccyh", "yinxing"}, {}},
        {"第1支部", title, {"zhibu", "zb", "di"}, {"1"}},
        {"单雄信", person, {"shanxiongxin", "sxx", "danxiongxin", "xiongxin", "shan"}, {"xs"}},
        {"曾国藩", person, {"zengguofan", "zgf", "cengguofan"}, {}},
        {"仇英", person, {"qiuying", "qy", "chouying"}, {}},
        {"解晓东", person, {"xiexiaodong", "xxd", "jiexiaodong"}, {}},
        {"区少章", person, {"oushaozhang", "osz"}, {}},
        {"查良镛", person, {"zhaliangyong", "zly", "cha"}, {}},
        {"盖叫天", person, {"gejiaotian", "gai"}, {}},
        {"朴树", person, {"piaoshu", "ps"}, {}},
        {"翟志刚", person, {"zhaizhigang", "zzg", "dizhigang"}, {}},
        {"尉迟恭", person, {"yuchigong", "ycg", "weichi"}, {}},
        {"万俟卨", person, {"moqi", "mq"}, {}},
        {"乐嘉", person, {"yuejia", "yj", "lejia"}, {}},
        {"任长霞", person, {"renchangxia", "rcx"}, {}},
        {"吕布", person, {"lvbu", "lubu", "lb"}, {"lübu"}},
        {"欧阳修", person, {"ouyangxiu", "oyx"}, {}},
        {"阿依古丽·买买提", person, {"ayiguli", "aygl", "maimaiti", "mmt"}, {}},
        {"陈望舒", person, {"chenwangshu", "cws", "wangshu", "c"}, {"shuwang"}},
    };
    for (const auto& row : table) {
        const auto tokens = pinyin_tokens(row.text, row.kind);
        for (const char* typed : row.finds) EXPECT_TRUE(found(tokens, typed)) << row.text << " by " << typed << " in " << tokens;
        for (const char* typed : row.finds_not) EXPECT_FALSE(found(tokens, typed)) << row.text << " by " << typed << " in " << tokens;
    }
}

TEST(Pinyin, the_usual_reading_of_a_title_is_not_the_surname) {
    EXPECT_EQ(pinyin_tokens("单位", PinyinKind::title).substr(0, 6), "danwei");
    EXPECT_EQ(pinyin_tokens("单位", PinyinKind::person).substr(0, 7), "shanwei");
}

TEST(Pinyin, only_letters_can_be_pinyin) {
    EXPECT_EQ(pinyin_word("Xi'an"), "xian");
    EXPECT_EQ(pinyin_word(" dang yuan "), "dangyuan");
    for (const char* typed : {"", " ", "党员", "dy2", "a\"b", "a*", "a-b"}) EXPECT_EQ(pinyin_word(typed), "") << typed;
    EXPECT_EQ(pinyin_word(std::string(500, 'a')).size(), 16u);
}

TEST(Pinyin, tokens_are_few_even_where_every_character_has_several_readings) {
    std::string text;
    for (int i = 0; i < 40; ++i) text += "行长重会乐";
    EXPECT_LT(pinyin_tokens(text, PinyinKind::title).size(), 400'000u);
    EXPECT_EQ(pinyin_tokens("", PinyinKind::title), "");
    EXPECT_EQ(pinyin_tokens("2026 WiFi ，", PinyinKind::person), "");
    EXPECT_EQ(pinyin_tokens("\xFF\xE5\x85", PinyinKind::title), "");
}

TEST(Pinyin, every_character_of_the_common_block_is_read_as_letters) {
    int unread = 0;
    for (char32_t c = 0x4E00; c <= 0x9FA5; ++c) {
        if (readings(c).empty()) ++unread;
        for (const auto& each : readings(c)) ASSERT_EQ(each.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), std::string::npos) << each;
    }
    EXPECT_LT(unread, 60);
    EXPECT_TRUE(readings(U'a').empty());
    EXPECT_TRUE(readings(0x10FFFF).empty());
}

TEST(Pinyin, threads_agree) {
    const auto expected = pinyin_tokens("尉迟敬德与秦叔宝", PinyinKind::person);
    std::vector<std::string> results(4);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < results.size(); ++i)
        threads.emplace_back([&, i] {
            for (char32_t c = 0x4E00 + static_cast<char32_t>(i); c < 0x9FA5; c += 97) readings(c);
            results[i] = pinyin_tokens("尉迟敬德与秦叔宝", PinyinKind::person);
        });
    for (auto& thread : threads) thread.join();
    for (const auto& each : results) EXPECT_EQ(each, expected);
}

}  // namespace
}  // namespace zhibu::search
