// Rows sent one by one, and the statements that leave.
#include "kernel/db/row_batch.hpp"

#include <gtest/gtest.h>

namespace zhibu::db {
namespace {

struct Sent {
    std::string sql;
    std::vector<Value> arguments;
};
std::vector<Sent> given(RowBatch& batch) {
    std::vector<Sent> all;
    batch.give([&](auto& sql, auto arguments) { all.push_back({sql, {arguments.begin(), arguments.end()}}); });
    return all;
}
const std::string plain = "INSERT INTO t (a, b) VALUES (?,1)";
const std::string upsert = "INSERT INTO t (a, b, c) VALUES (?,?,?) ON CONFLICT (a, c) DO UPDATE SET b = t.b + excluded.b";

TEST(OneRow, is_taken_apart_only_where_it_can_be_repeated) {
    struct Row {
        const char* sql;
        std::size_t parameters;
        std::vector<std::size_t> key;
        const char* twice;
    };
    const Row table[] = {
        {"INSERT INTO t (a, b) VALUES (?,?)", 2, {}, "INSERT INTO t (a, b) VALUES (?,?),(?,?)"},
        {"insert into t(a,b) values ( ? , 'x)' )", 1, {}, "insert into t(a,b) values ( ? , 'x)' ),( ? , 'x)' )"},
        {"INSERT INTO t (a, b) VALUES (?,0) ON CONFLICT DO NOTHING", 1, {}, "INSERT INTO t (a, b) VALUES (?,0),(?,0) ON CONFLICT DO NOTHING"},
        {"INSERT INTO t (a, b, c) VALUES (?,?,?) ON CONFLICT (c, a) DO UPDATE SET b = excluded.b", 3, {0, 2},
         "INSERT INTO t (a, b, c) VALUES (?,?,?),(?,?,?) ON CONFLICT (c, a) DO UPDATE SET b = excluded.b"},
        {"INSERT INTO t (a, b, c) VALUES (0,?,?) ON CONFLICT (a, c) DO UPDATE SET b = excluded.b", 2, {1},
         "INSERT INTO t (a, b, c) VALUES (0,?,?),(0,?,?) ON CONFLICT (a, c) DO UPDATE SET b = excluded.b"},
        {"INSERT INTO t (a, b) VALUES (?,COALESCE(?, 1))", 0, {}, nullptr},
        {"INSERT INTO t (a, b) VALUES (?,?) ON CONFLICT (a) DO UPDATE SET b = ?", 0, {}, nullptr},
        {"INSERT INTO t (a, b) VALUES (?,?) RETURNING a", 0, {}, nullptr},
        {"INSERT INTO t (a, b) VALUES (?,?), (?,?)", 0, {}, nullptr},
        {"INSERT INTO t (a) SELECT a FROM u WHERE b = ?", 0, {}, nullptr},
        {"UPDATE t SET a = ? WHERE b = ?", 0, {}, nullptr},
        {"", 0, {}, nullptr},
    };
    for (auto& row : table) {
        SCOPED_TRACE(row.sql);
        auto one = one_row(row.sql);
        EXPECT_EQ(one.parameters, row.parameters);
        EXPECT_EQ(one.joinable(), row.twice != nullptr);
        if (!row.twice) continue;
        EXPECT_EQ(one.key, row.key);
        EXPECT_EQ(one.of(1), row.sql);
        EXPECT_EQ(one.of(2), row.twice);
    }
}

TEST(RowBatch, gives_all_rows_in_their_order_by_halving_pieces) {
    RowBatch batch;
    for (std::int64_t i = 0; i < 77; ++i) ASSERT_TRUE(batch.take(plain, std::vector<Value>{i}));
    std::vector<std::size_t> sizes;
    std::int64_t next = 0;
    for (auto& each : given(batch)) {
        sizes.push_back(each.arguments.size());
        EXPECT_EQ(each.sql, one_row(plain).of(each.arguments.size()));
        for (auto& value : each.arguments) EXPECT_EQ(std::get<std::int64_t>(value), next++);
    }
    EXPECT_EQ(sizes, (std::vector<std::size_t>{32, 32, 8, 4, 1}));
    EXPECT_TRUE(batch.empty());
    EXPECT_TRUE(given(batch).empty());
}

TEST(RowBatch, refuses_another_text_a_second_row_of_a_key_and_what_cannot_be_joined) {
    RowBatch batch;
    EXPECT_FALSE(batch.take("UPDATE t SET a = ?", std::vector<Value>{1}));
    EXPECT_FALSE(batch.take(plain, std::vector<Value>{1, 2})) << "another number of arguments";
    EXPECT_TRUE(batch.take(upsert, std::vector<Value>{1, 5, "x"}));
    EXPECT_FALSE(batch.take(plain, std::vector<Value>{1})) << "another text";
    EXPECT_TRUE(batch.take(upsert, std::vector<Value>{1, 5, "y"}));
    EXPECT_TRUE(batch.take(upsert, std::vector<Value>{Value{nullptr}, 5, "x"}));
    EXPECT_FALSE(batch.take(upsert, std::vector<Value>{1, 7, "x"})) << "the key of the first";
    EXPECT_EQ(given(batch).size(), 2u);
    EXPECT_TRUE(batch.take(upsert, std::vector<Value>{1, 7, "x"})) << "which has left";
    EXPECT_TRUE(batch.take(plain, std::vector<Value>{}) == false);
}

}  // namespace
}  // namespace zhibu::db
