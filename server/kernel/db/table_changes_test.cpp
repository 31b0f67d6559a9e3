// Which tables a statement writes and reads, and that a mark tells a write.
#include "kernel/db/table_changes.hpp"

#include <gtest/gtest.h>

namespace zhibu::db {
namespace {

TEST(TableChanges, know_the_table_of_a_statement) {
    auto member = tables_read("SELECT 1 FROM member"), meeting = tables_read("select id from meeting m");
    ASSERT_NE(member, meeting);
    struct Row {
        const char* sql;
        TableSet written;
    };
    for (auto& row : {Row{"INSERT INTO member (id) VALUES (?)", member}, {"insert or ignore into member VALUES (?)", member}, {"UPDATE member SET name = ?", member},
                      {"  DELETE FROM meeting WHERE id = ?", meeting}, {"SELECT * FROM member", 0}, {"PRAGMA quick_check", 0}, {"SAVEPOINT work", 0},
                      {"WITH x AS (SELECT 1) INSERT INTO member SELECT * FROM x", ~TableSet{0}}, {"DROP TABLE member", ~TableSet{0}}})
        EXPECT_EQ(tables_written(row.sql), row.written) << row.sql;
    EXPECT_EQ(tables_read("SELECT m.id FROM member m JOIN meeting x ON x.id = m.id WHERE m.id IN (SELECT id FROM meeting)"), member | meeting);
    EXPECT_EQ(tables_read("UPDATE member SET name = ?"), 0u);
}

TEST(TableChanges, tell_a_write_to_one_table_from_a_write_to_another) {
    TableChanges changes;
    auto member = tables_read("FROM member"), meeting = tables_read("FROM meeting");
    auto before = changes.marks();
    auto changes_before_listener = TableChanges::sum(before, meeting);
    changes.add(meeting, [&](auto& reached) { EXPECT_EQ(changes_before_listener, TableChanges::sum(reached, meeting) - 1); });
    EXPECT_EQ(changes.sum_of(member), TableChanges::sum(before, member));
    EXPECT_NE(changes.sum_of(meeting), TableChanges::sum(before, meeting));
    EXPECT_NE(changes.sum_of(meeting | member), TableChanges::sum(before, meeting | member));
}

}  // namespace
}  // namespace zhibu::db
