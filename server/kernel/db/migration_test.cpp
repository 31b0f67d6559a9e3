// Steps of the schema: what their text becomes on each engine, and what is refused.
#include "kernel/db/migration.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

#include "testkit/database.hpp"

namespace zhibu::db {
namespace {

using Texts = std::vector<std::string>;

TEST(MigrationText, MapsTypesAndTableOptions) {
    constexpr const char* sql =
        "CREATE TABLE a (id BIGINT, bytes BYTES, t TEXT DEFAULT 'BIGINT; BYTES') CLUSTERED;\ncreate table b (x BIGINT);";
    EXPECT_EQ(statements_of(sql, Engine::sqlite),
              (Texts{"CREATE TABLE a (id INTEGER, bytes BLOB, t TEXT DEFAULT 'BIGINT; BYTES') STRICT, WITHOUT ROWID",
                     "create table b (x INTEGER) STRICT"}));
    EXPECT_EQ(
        statements_of(sql, Engine::postgresql),
        (Texts{"CREATE TABLE a (id BIGINT, bytes BYTEA, t TEXT COLLATE \"C\" DEFAULT 'BIGINT; BYTES')", "create table b (x BIGINT)"}));
}

TEST(MigrationText, KeepsOnlyItsOwnFences) {
    constexpr const char* sql =
        "CREATE TABLE a (x BIGINT); -- ; not here\n-- only sqlite\nS;\n-- end\n  -- only postgresql\r\nP;\n-- end\nB; /* ; */";
    EXPECT_EQ(statements_of(sql, Engine::sqlite), (Texts{"CREATE TABLE a (x INTEGER) STRICT", "S", "B"}));
    EXPECT_EQ(statements_of(sql, Engine::postgresql), (Texts{"CREATE TABLE a (x BIGINT)", "P", "B"}));
    EXPECT_THROW(statements_of("-- only sqlite\nS;", Engine::sqlite), std::logic_error);
}

TEST(MigrationText, KeepsTheBodyOfATriggerWhole) {
    const std::string trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET x = CASE WHEN 1 THEN 2 END; SELECT ';'; END";
    EXPECT_EQ(statements_of(trigger + "; SELECT 1;", Engine::sqlite), (Texts{trigger, "SELECT 1"}));
    const std::string function = "CREATE FUNCTION f() RETURNS trigger AS $body$ BEGIN RETURN NEW; END; $body$ LANGUAGE plpgsql";
    const std::string call = "CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION f()";
    EXPECT_EQ(statements_of(function + ";" + call + "; SELECT 1", Engine::postgresql), (Texts{function, call, "SELECT 1"}));
}

class Migrations : public testing::TestWithParam<Engine> {
protected:
    std::string refusal_of(const std::vector<Migration>& steps) {
        try {
            database->migrate(steps);
        } catch (const Error& error) {
            return error.what();
        }
        return "not refused";
    }
    testkit::FreshDatabase database{GetParam()};
    Migration first{"life", 1, "meeting", "CREATE TABLE meeting (id BIGINT NOT NULL PRIMARY KEY)"};
    Migration second{"life", 2, "place", "ALTER TABLE meeting ADD COLUMN place TEXT; CREATE INDEX meeting_by_place ON meeting (place)"};
};

INSTANTIATE_TEST_SUITE_P(Engines, Migrations, testing::ValuesIn(testkit::engines()),
                         [](const auto& engine) { return testkit::name_of(engine.param); });

TEST_P(Migrations, RunEachStepOnce) {
    EXPECT_EQ(database->migrate(std::vector{first}), (Texts{"life 1 meeting"}));
    EXPECT_EQ(database->migrate(std::vector{first, second}), (Texts{"life 2 place"}));
    database.reopen();
    EXPECT_EQ(database->migrate(std::vector{first, second}), Texts{});
    database->write([](Session& session) { session.execute("INSERT INTO meeting (id, place) VALUES (1, 'x')"); });
}

TEST_P(Migrations, RefuseADatabaseOfANewerProgram) {
    database->migrate(std::vector{first, second});
    Migration other{"desk", 1, "task", "CREATE TABLE task (id BIGINT)"};
    auto words = refusal_of({first, other});
    EXPECT_NE(words.find("step life 2 (place)"), std::string::npos) << words;
    EXPECT_THROW(database->read([](Session& session) { session.query("SELECT id FROM task").next(); }), Error) << "it changed something";
}

TEST_P(Migrations, RefuseAStepThatWasChanged) {
    database->migrate(std::vector{first});
    auto changed = first;
    changed.sql += "\n";
    auto words = refusal_of({changed});
    EXPECT_NE(words.find("Step life 1 (meeting)"), std::string::npos) << words;
}

TEST_P(Migrations, UndoAStepThatFailsInTheMiddle) {
    auto broken = second;
    broken.sql += "; INSERT INTO nowhere (id) VALUES (1)";
    auto words = refusal_of({first, broken});
    EXPECT_NE(words.find("life 2 place"), std::string::npos) << words;
    EXPECT_EQ(database->migrate(std::vector{first, second}), (Texts{"life 2 place"}));
}

TEST_P(Migrations, RebuildATableThatOthersReferTo) {
    Migration child{"life", 2, "child",
                    "CREATE TABLE part (id BIGINT NOT NULL PRIMARY KEY, meeting_id BIGINT NOT NULL REFERENCES meeting(id))"};
    Migration rebuild{
        "life", 3, "rebuild",
        "-- only sqlite\nCREATE TABLE fresh (id BIGINT NOT NULL PRIMARY KEY, x BIGINT);\nINSERT INTO fresh (id) SELECT id FROM meeting;\n"
        "DROP TABLE meeting;\nALTER TABLE fresh RENAME TO meeting;\n-- end\n"
        "-- only postgresql\nALTER TABLE meeting ADD COLUMN x BIGINT;\n-- end"};
    database->migrate(std::vector{first, child});
    database->write([](Session& session) {
        session.execute("INSERT INTO meeting (id) VALUES (1)");
        session.execute("INSERT INTO part (id, meeting_id) VALUES (1, 1)");
    });
    EXPECT_EQ(database->migrate(std::vector{first, child, rebuild}), (Texts{"life 3 rebuild"}));
    EXPECT_EQ(database->check(), Texts{});
    EXPECT_THROW(database->write([](Session& session) { session.execute("INSERT INTO part (id, meeting_id) VALUES (2, 2)"); }), Error);
}

}  // namespace
}  // namespace zhibu::db
