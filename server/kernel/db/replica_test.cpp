// Long reads on a standby that streams from the primary: never behind what was acknowledged before they were asked for.
#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <chrono>
#include <cstdlib>
#include <memory>

#include "kernel/db/db.hpp"
#include "testkit/database.hpp"

namespace zhibu::db {
namespace {

class Replica : public testing::Test {
protected:
    void SetUp() override {
        if (!std::getenv("ZHIBU_TEST_REPLICA")) GTEST_SKIP() << "no standby: run under bin/with-postgresql --replica";
        place = std::make_unique<testkit::DatabasePlace>(Engine::postgresql);
        database = place->open({.replica = place->replica()});
        const Migration step{"trial", 1, "tables", "CREATE TABLE unit (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)) CLUSTERED;"};
        database->migrate({&step, 1});
    }
    void TearDown() override {
        if (std::getenv("ZHIBU_TEST_REPLICA")) on_standby("SELECT pg_wal_replay_resume()");
    }
    static void on_standby(const char* sql) {
        std::unique_ptr<PGconn, decltype(&PQfinish)> connection{PQconnectdb(std::getenv("ZHIBU_TEST_REPLICA")), &PQfinish};
        std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(connection.get(), sql), &PQclear};
        ASSERT_EQ(PQresultStatus(result.get()), PGRES_TUPLES_OK) << PQerrorMessage(connection.get());
    }
    void write(std::int64_t id) {
        database->write([&](Session& session) { session.execute("INSERT INTO unit (tenant_id, id) VALUES (1, ?)", id); });
    }
    // As App does: what this process has heard of is what the reading must not miss.
    struct Seen {
        std::int64_t rows{};
        bool standby{};
    };
    Seen read_behind() {
        database->read([](Session& session) { session.integer("SELECT 1"); });  // a request recognises its caller first
        Seen seen;
        database->read_behind(database->position(), [&](Session& session) {
            seen = {session.integer("SELECT COUNT(*) FROM unit WHERE tenant_id = 1").value(), session.integer("SELECT pg_is_in_recovery()").value() != 0};
        });
        return seen;
    }
    std::unique_ptr<testkit::DatabasePlace> place;
    std::unique_ptr<Database> database;
};

TEST_F(Replica, answers_but_never_without_what_was_acknowledged_before) {
    struct Row {
        const char* what;
        const char* before;  // done at the standby
        bool standby;        // who answers
    } table[] = {{"it follows", "SELECT 1", true},
                 {"its replay stands still", "SELECT pg_wal_replay_pause()", false},
                 {"it goes on", "SELECT pg_wal_replay_resume()", true}};
    std::int64_t id = 0;
    for (auto& row : table) {
        SCOPED_TRACE(row.what);
        on_standby(row.before);
        for (int i = 0; i < 20; ++i) {
            write(++id);
            auto seen = read_behind();
            ASSERT_EQ(seen.rows, id);
            if (row.standby && i < 19) continue;  // the last of many: a busy machine may be late once
            EXPECT_EQ(seen.standby, row.standby);
            break;
        }
    }
}

TEST_F(Replica, is_not_needed) {
    write(1);
    database = place->open({.replica = "postgresql://postgres@127.0.0.1:1/postgres"});
    auto seen = read_behind();
    EXPECT_EQ(seen.rows, 1);
    EXPECT_FALSE(seen.standby);
    database->read([](Session& session) { EXPECT_EQ(session.integer("SELECT pg_is_in_recovery()"), 0); });
}

// The positive control: asked without a position, the standby answers with what it had.
TEST_F(Replica, would_be_stale_without_the_position) {
    write(1);
    ASSERT_EQ(read_behind().rows, 1);
    on_standby("SELECT pg_wal_replay_pause()");
    write(2);
    std::int64_t rows = 0;
    database->read_behind("", [&](Session& session) { rows = session.integer("SELECT COUNT(*) FROM unit WHERE tenant_id = 1").value(); });
    EXPECT_EQ(rows, 1);
}

}  // namespace
}  // namespace zhibu::db
