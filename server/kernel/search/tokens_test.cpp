// Search text against a real FTS5 index: everything a scan finds is found, and nothing typed becomes an operator.
#include "kernel/search/tokens.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace zhibu::search {
namespace {

class Index {
public:
    explicit Index(const std::vector<std::string>& texts) {
        sqlite3_open(":memory:", &db_);
        run("CREATE VIRTUAL TABLE f USING fts5(tokens)");
        for (const auto& text : texts) run("INSERT INTO f(tokens) VALUES(?1)", index_tokens(text));
    }
    ~Index() { sqlite3_close(db_); }
    Index(const Index&) = delete;
    Index& operator=(const Index&) = delete;

    // Numbers (from 0) of the texts that match.
    std::set<int> find(const std::string& typed) const {
        const auto query = fts5_query(typed);
        std::set<int> found;
        if (query.empty()) return found;
        for (const int row : run("SELECT rowid FROM f WHERE f MATCH ?1", query)) found.insert(row - 1);
        return found;
    }

private:
    std::vector<int> run(const char* sql, const std::string& value = {}) const {
        sqlite3_stmt* statement = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr), SQLITE_OK) << sqlite3_errmsg(db_);
        if (sqlite3_bind_parameter_count(statement))
            sqlite3_bind_text(statement, 1, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
        std::vector<int> rows;
        int step;
        while ((step = sqlite3_step(statement)) == SQLITE_ROW) rows.push_back(sqlite3_column_int(statement, 0));
        EXPECT_EQ(step, SQLITE_DONE) << sqlite3_errmsg(db_) << " in " << value;
        sqlite3_finalize(statement);
        return rows;
    }
    sqlite3* db_ = nullptr;
};

TEST(Tokens, as_stored) {
    const std::pair<std::string, std::string> table[] = {
        {"党员发展2026", "党员 员发 发展 展 2026"},
        {"党", "党"},
        {"", ""},
        {"，。 \n", ""},
        {"三会一课、主题党日", "三会 会一 一课 课 主题 题党 党日 日"},
        {"ＷｉＦｉ签到 A4纸", "wifi 签到 到 a4 纸"},
        {"清直工〔2026〕7号", "清直 直工 工 2026 7 号"},
        {"Ⅲ①㈱", "iii1 株"},
        {"〇一", "u03007一 一"},
        {"张𬘭", "张u2c62d u2c62d"},
        {"a_b-c.d", "a b c d"},
        {std::string{"党\0建", 7}, "党 建"},
        {"党\xFF建", "党 建"},
    };
    for (const auto& [text, expected] : table) EXPECT_EQ(index_tokens(text), expected) << text;
}

TEST(Tokens, queries_as_written) {
    const std::tuple<std::string, std::string, std::string> table[] = {
        {"党员", "\"党员\"", "'党员'"},
        {"党", "\"党\"*", "'党':*"},
        {"三会一课", "\"三会 会一 一课\"", "('三会' <-> '会一' <-> '一课')"},
        {"党员 2026", "\"党员\" AND \"2026\"*", "'党员' & '2026':*"},
        {"2026年", "\"2026\" AND \"年\"*", "'2026' & '年':*"},
        {"  ", "", ""},
        {"\"'*^:()-+&|!<>\\", "", ""},
        {"党建 OR NOT NEAR(整改)", "\"党建\" AND \"or\" AND \"not\" AND \"near\" AND \"整改\"", "'党建' & 'or' & 'not' & 'near' & '整改'"},
        {"a' | 'b", "\"a\" AND \"b\"*", "'a' & 'b':*"},
        {"x\\':*", "\"x\"*", "'x':*"},
    };
    for (const auto& [typed, fts5, postgres] : table) {
        EXPECT_EQ(fts5_query(typed), fts5) << typed;
        EXPECT_EQ(tsquery(typed), postgres) << typed;
    }
}

TEST(Tokens, find_what_a_scan_finds) {
    const std::vector<std::string> texts = {
        "关于召开2026年第一季度党建工作会议的通知",
        "整改问题清单",
        "三会一课制度落实情况",
        "一课三会",
        "党员发展对象公示",
        "发展党员工作细则",
        "机关党委换届选举",
        "组织生活会查摆问题整改方案",
        "主题党日活动WiFi签到",
        "党",
        "建党105周年",
        "会一次课",
        "张𬘭同志先进事迹",
        "刘㼆、李鿍、王𠮷",
        "ＡＰＩ接口说明",
    };
    const Index index{texts};
    for (const char* word : {"党建", "整改", "三会一课", "党员", "发展", "问题", "党", "会",   "课",   "会一",     "一季度", "换届",
                             "张𬘭", "𬘭",   "𠮷",       "㼆",   "鿍",   "李鿍", "的", "通知", "没有", "党建工作", "建党"}) {
        std::set<int> expected;
        for (std::size_t i = 0; i < texts.size(); ++i)
            if (texts[i].find(word) != std::string::npos) expected.insert(static_cast<int>(i));
        EXPECT_EQ(index.find(word), expected) << word;
    }
    EXPECT_EQ(index.find("api"), std::set<int>{14});
    EXPECT_EQ(index.find("wif"), std::set<int>{8});
    EXPECT_EQ(index.find("通知 党建"), std::set<int>{0});
    EXPECT_EQ(index.find("党建 2026"), std::set<int>{0});
    EXPECT_TRUE(index.find("党建 2025").empty());
}

TEST(Tokens, hostile_questions_are_answered_without_an_error) {
    const Index index{{"党员发展", "or and not near"}};
    std::mt19937 random{20260301};
    const std::string alphabet[] = {"\"",   "'",        "*", "(",  ")",      "AND",  " OR ", "NOT", "NEAR(", "^", ":", "-",
                                    "+",    "{",        "}", "党", "员",     "发展", "\\",   ";",   "--",    "%", "_", std::string(1, '\0'),
                                    "\xFF", "\xF0\x9F", " ", "f",  "tokens", "1e5",  "<->",  "&",   "|",     "!", "😀"};
    for (int round = 0; round < 3000; ++round) {
        std::string typed;
        for (int i = 0; i < 8; ++i) typed += alphabet[random() % std::size(alphabet)];
        index.find(typed);
        const auto query = tsquery(typed);
        EXPECT_EQ(query.find_first_of("\\|!%;\""), query.npos) << query;
        EXPECT_EQ(std::count(query.begin(), query.end(), '\'') % 2, 0) << query;
        if (HasFailure()) return;
    }
    std::string book;
    for (int i = 0; i < 100000; ++i) book += "党a ";
    EXPECT_LT(fts5_query(book).size(), 2000u);
    EXPECT_EQ(index.find("or"), std::set<int>{1});
}

}  // namespace
}  // namespace zhibu::search
