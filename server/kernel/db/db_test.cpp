// The promises of the seam, on every engine at hand: values, errors, transactions, numbers, snapshots.
#include "kernel/db/db.hpp"

#include <unistd.h>

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <set>
#include <stdexcept>
#include <thread>

#include "testkit/database.hpp"

namespace zhibu::db {
namespace {

using testkit::FreshDatabase;

const std::vector<Migration> schema{
    {"trial", 1, "tables",
     "CREATE TABLE unit (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL);\n"
     "CREATE TABLE person (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, unit_id BIGINT REFERENCES unit(id),\n"
     "  code TEXT, photo BYTES, age BIGINT CHECK (age >= 0), note TEXT UNIQUE, PRIMARY KEY (tenant_id, id)) CLUSTERED;\n"
     "CREATE UNIQUE INDEX person_by_code ON person (tenant_id, code);\n"}};

class Db : public testing::TestWithParam<Engine> {
protected:
    Db() { database->migrate(schema); }
    std::int64_t count(std::string_view sql = "SELECT count(*) FROM person") {
        return database->read_value([&](Session& session) { return session.integer(sql).value(); });
    }
    void add(std::int64_t id, std::string code) {
        database->write([&](Session& session) { session.execute("INSERT INTO person (tenant_id, id, code) VALUES (1, ?, ?)", id, code); });
    }
    template <class F>
    std::pair<Error::Kind, std::string> failure_of(F f) {
        try {
            database->write(f);
        } catch (const Error& error) {
            return {error.kind, error.constraint};
        }
        ADD_FAILURE() << "nothing was thrown";
        return {};
    }

    FreshDatabase database{GetParam(), Options{.readers = 8}};
};

INSTANTIATE_TEST_SUITE_P(Engines, Db, testing::ValuesIn(testkit::engines()),
                         [](const auto& engine) { return testkit::name_of(engine.param); });

TEST_P(Db, GivesBackEachValueAsItWasGiven) {
    const std::string odd = "党支部 '\"\\? $1 -- 😀";
    const Bytes bytes{std::string("\0\xff\\x00'\x80", 8)};
    const std::int64_t large = (std::int64_t{1} << 53) - 1, small = std::numeric_limits<std::int64_t>::min();
    database->write([&](Session& session) {
        session.execute("INSERT INTO person (tenant_id, id, code, photo, note) VALUES (?, ?, ?, ?, ?)", small, large, odd, bytes, "");
        session.execute("INSERT INTO person (tenant_id, id, code, photo) VALUES (?, ?, ?, ?)", 1, 2, nullptr, std::optional<Bytes>{});
        session.execute("INSERT INTO person (tenant_id, id, photo) VALUES (?, ?, ?)", 1, 3, Bytes{});
    });
    database->read([&](Session& session) {
        auto rows = session.query("SELECT tenant_id, id, code, photo, note FROM person ORDER BY id DESC");
        ASSERT_TRUE(rows.next());
        EXPECT_EQ(rows.integer(0), small);
        EXPECT_EQ(rows.integer(1), large);
        EXPECT_EQ(rows.text(2), odd);
        EXPECT_EQ(rows.bytes(3), bytes.data);
        EXPECT_FALSE(rows.is_null(4));
        EXPECT_EQ(rows.text(4), "");
        ASSERT_TRUE(rows.next());
        EXPECT_FALSE(rows.is_null(3));
        EXPECT_EQ(rows.bytes(3), "");
        ASSERT_TRUE(rows.next());
        EXPECT_TRUE(rows.is_null(2));
        EXPECT_TRUE(rows.is_null(3));
        EXPECT_FALSE(rows.next());
        EXPECT_FALSE(rows.next()) << "asking after the end must not run the query again";
        EXPECT_EQ(session.integer("SELECT id FROM person WHERE code = ?", odd), large);
        EXPECT_EQ(session.integer("SELECT id FROM person WHERE photo = ?", bytes), large);
        EXPECT_EQ(session.text("SELECT code FROM person WHERE id = ?", 2), std::nullopt);
        EXPECT_EQ(session.integer("SELECT sum(age) FROM person"), std::nullopt);
    });
}

TEST_P(Db, ReadsDatesSumsAndTruthAsIntegers) {
    database->write([&](Session& session) {
        session.execute("INSERT INTO person (tenant_id, id, age) VALUES (1, 1, ?), (1, 2, ?)", Date::of(2026, 3, 1),
                        Instant::from_milliseconds(7));
        EXPECT_EQ(session.integer("SELECT sum(age) FROM person"), 20260308);
        EXPECT_EQ(session.integer("SELECT age = ? FROM person WHERE id = 2", 7), 1);
        EXPECT_EQ(session.integer("SELECT count(*) FROM person WHERE ? IS NULL OR age = ?", std::optional<int>{}, std::optional<int>{}), 2);
        EXPECT_EQ(session.integer("SELECT count(*) FROM person WHERE ? IS NULL OR age = ?", std::optional{7}, std::optional{7}), 1);
    });
}

TEST_P(Db, LeavesQuestionMarksInQuotesAndCommentsAlone) {
    database->read([&](Session& session) {
        EXPECT_EQ(session.text("SELECT 'wh?t''s ?' || ? /* ? */ -- ?\n", "!"), "wh?t's ?!");
        EXPECT_EQ(session.integer("SELECT count(*) AS \"?\" FROM person WHERE code = '?' AND id = ?", 1), 0);
        EXPECT_THROW(session.integer("SELECT ?", 1, 2), std::logic_error);
        EXPECT_THROW(session.integer("SELECT CAST(? AS BIGINT)"), std::logic_error);
    });
}

TEST_P(Db, TellsHowManyRowsWereWritten) {
    database->write([&](Session& session) {
        EXPECT_EQ(session.execute("INSERT INTO unit (id, name) VALUES (1, 'a'), (2, 'b')"), 2);
        EXPECT_EQ(session.execute("UPDATE unit SET name = 'c' WHERE id = 7"), 0);
        EXPECT_EQ(session.execute("SELECT * FROM unit"), 0);
        EXPECT_EQ(session.integer("INSERT INTO unit (id, name) VALUES (3, 'd') RETURNING id"), 3);
        EXPECT_EQ(session.execute("DELETE FROM unit"), 3);
    });
}

TEST_P(Db, ReadsTheSameTextWithinItself) {
    database->write([&](Session& session) { session.execute("INSERT INTO unit (id, name) VALUES (1, 'a'), (2, 'b')"); });
    database->read([&](Session& session) {
        constexpr const char* sql = "SELECT id FROM unit WHERE id >= ? ORDER BY id";
        std::vector<std::int64_t> seen;
        for (auto outer = session.query(sql, 1); outer.next();)
            for (auto inner = session.query(sql, outer.integer(0)); inner.next();) seen.push_back(outer.integer(0) * 10 + inner.integer(0));
        EXPECT_EQ(seen, (std::vector<std::int64_t>{11, 12, 22}));
    });
}

TEST_P(Db, NamesTheRuleThatWasBroken) {
    using Kind = Error::Kind;
    add(1, "a");
    auto fails = [&](const char* sql) { return failure_of([sql](Session& session) { session.execute(sql); }); };
    EXPECT_EQ(fails("INSERT INTO person (tenant_id, id, code) VALUES (1, 2, 'a')"),
              (std::pair{Kind::unique, std::string{"person_by_code"}}));
    EXPECT_EQ(fails("INSERT INTO person (tenant_id, id) VALUES (1, 1)"), (std::pair{Kind::unique, std::string{"person_pkey"}}));
    EXPECT_EQ(fails("INSERT INTO person (tenant_id, id, note) VALUES (1, 3, 'x'), (1, 4, 'x')"),
              (std::pair{Kind::unique, std::string{"person_note_key"}}));
    EXPECT_EQ(fails("INSERT INTO unit (id, name) VALUES (1, 'a'), (1, 'b')"), (std::pair{Kind::unique, std::string{"unit_pkey"}}));
    EXPECT_EQ(fails("INSERT INTO person (tenant_id, id, unit_id) VALUES (1, 2, 9)").first, Kind::foreign_key);
    EXPECT_EQ(fails("INSERT INTO person (tenant_id, id, age) VALUES (1, 2, -1)").first, Kind::check);
    EXPECT_EQ(fails("INSERT INTO unit (id, name) VALUES (1, NULL)"), (std::pair{Kind::check, std::string{"unit.name"}}));
    EXPECT_EQ(fails("INSERT INTO nowhere (id) VALUES (1)").first, Kind::broken);
    EXPECT_EQ(count(), 1);
}

TEST_P(Db, UndoesOnlyTheWorkThatThrew) {
    std::vector<std::thread> threads;
    std::atomic<int> own_errors{0};
    for (int number = 1; number <= 40; ++number)
        threads.emplace_back([&, number] {
            try {
                database->write([&](Session& session) {
                    session.execute("INSERT INTO person (tenant_id, id) VALUES (1, ?)", number);
                    if (number % 4 == 0) throw std::out_of_range{std::to_string(number)};
                    if (number % 4 == 1) session.execute("INSERT INTO person (tenant_id, id) VALUES (1, ?)", number);
                });
            } catch (const std::out_of_range& error) {
                own_errors += error.what() == std::to_string(number);
            } catch (const Error& error) {
                own_errors += number % 4 == 1 && error.kind == Error::Kind::unique;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(own_errors, 20);
    EXPECT_EQ(count(), 20);
    EXPECT_EQ(count("SELECT count(*) FROM person WHERE id % 4 IN (0, 1)"), 0);
}

// SQLite runs works that wait together, and each for itself only where one of them failed.
TEST_P(Db, RunsTheNeighboursOfAFailedWorkAgain) {
    std::vector<std::thread> threads;
    std::array<std::atomic<int>, 4> runs{};
    std::atomic<int> refused{0};
    std::promise<void> queued;
    threads.emplace_back([&] { database->write([&](Session&) { queued.get_future().wait(); }); });  // holds the writer while the others come
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([&, number] {
            try {
                database->write([&](Session& session) {
                    ++runs[std::size_t(number)];
                    session.execute("INSERT INTO person (tenant_id, id) VALUES (1, ?)", number);
                    if (number == 2) throw std::out_of_range{"two"};
                });
            } catch (const std::out_of_range&) {
                ++refused;
            }
        });
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    queued.set_value();
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(refused, 1);
    EXPECT_EQ(count(), 3);
    EXPECT_EQ(count("SELECT count(*) FROM person WHERE id = 2"), 0);
    for (auto& each : runs) EXPECT_LE(each, 2);
}

TEST_P(Db, UndoesWorkThatSwallowsAnError) {
    auto [kind, constraint] = failure_of([](Session& session) {
        session.execute("INSERT INTO unit (id, name) VALUES (1, 'a')");
        try {
            session.execute("INSERT INTO unit (id, name) VALUES (1, 'again')");
        } catch (const Error&) {
        }
    });
    EXPECT_EQ(kind, Error::Kind::unique);
    EXPECT_EQ(count("SELECT count(*) FROM unit"), 0);
}

TEST_P(Db, LosesNoWriteOf64Threads) {
    std::vector<std::thread> threads;
    std::mutex mutex;
    std::set<std::int64_t> given;
    database->write([](Session& session) { session.execute("INSERT INTO unit (id, name) VALUES (1, '0')"); });
    for (int number = 0; number < 64; ++number)
        threads.emplace_back([&] {
            for (int round = 0; round < 5; ++round) {
                auto id = database->write_value([&](Session& session) {
                    auto next = session.next_id();
                    session.execute("INSERT INTO person (tenant_id, id) VALUES (1, ?)", next);
                    auto before = std::stoll(session.text("SELECT name FROM unit WHERE id = 1").value());
                    session.execute("UPDATE unit SET name = ? WHERE id = 1", std::to_string(before + 1));
                    return next;
                });
                std::lock_guard lock{mutex};
                given.insert(id);
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(given.size(), 320u);
    EXPECT_EQ(count(), 320);
    EXPECT_EQ(database->read_value([](Session& session) { return *session.text("SELECT name FROM unit"); }), "320") << "a lost update";
}

TEST_P(Db, NeverGivesANumberTwice) {
    std::set<std::int64_t> given;
    std::int64_t times = 0;
    auto take = [&](int how_many, bool undo) {
        try {
            database->write([&](Session& session) {
                for (int i = 0; i < how_many; ++i, ++times) given.insert(session.next_id());
                if (undo) throw std::out_of_range{"undo"};
            });
        } catch (const std::out_of_range&) {
        }
    };
    for (int round = 0; round < 3; ++round) {
        take(1, true);
        take(1500, true);
        take(1, false);
        take(999, false);
        take(2500, round % 2 == 0);
        if (round == 1) database.reopen();
    }
    EXPECT_EQ(static_cast<std::int64_t>(given.size()), times);
    EXPECT_GE(*given.begin(), 1);
    database->skip_ids(5'000'000);
    EXPECT_GT(database->write_value([](Session& session) { return session.next_id(); }), 5'000'000);
    EXPECT_THROW(database->read([](Session& session) { session.next_id(); }), std::logic_error);
}

// A command beside a running server: what is kept in memory must not outlive what it wrote. (On PostgreSQL the journal tells: nodes_test.cpp.)
TEST_P(Db, HearsOfWhatAnotherProcessWroteWithItsOwnNextWrite) {
    if (GetParam() != Engine::sqlite) GTEST_SKIP();
    auto person = tables_read("FROM person");
    ASSERT_EQ(person & tables_read("FROM unit"), 0u);
    std::vector<std::string> heard;
    database->listen([&](std::string_view words, auto&) { heard.emplace_back(words); });
    auto mark = [&] { return database->changes().sum_of(person); };
    auto found = [&](int id) { database->write([&](Session& session) { session.execute("INSERT INTO unit (id, name) VALUES (?, '甲')", id); }); };
    found(1), found(2);
    auto before = mark();
    found(3);
    EXPECT_EQ(mark(), before) << "of what it writes itself it knows the table";
    EXPECT_TRUE(heard.empty());
    open(database.where(), {})->write([](Session& session) { session.execute("INSERT INTO person (tenant_id, id) VALUES (1, 7)"); });
    found(4);
    EXPECT_GT(mark(), before);
    EXPECT_EQ(heard, std::vector<std::string>{""}) << "anything may have changed";
    before = mark();
    found(5), found(6);
    EXPECT_EQ(mark(), before) << "told once";
}

TEST_P(Db, ReadsOneSnapshot) {
    add(1, "a");
    database->read([&](Session& session) {
        EXPECT_EQ(session.integer("SELECT count(*) FROM person"), 1);
        add(2, "b");
        EXPECT_EQ(session.integer("SELECT count(*) FROM person"), 1);
    });
    EXPECT_EQ(count(), 2) << "the next read sees what was answered";
    EXPECT_THROW(database->read([](Session& session) { session.execute("DELETE FROM person"); }), Error);
    EXPECT_EQ(count(), 2);
}

TEST_P(Db, SortsTextByCodePoint) {
    database->write(
        [](Session& session) { session.execute("INSERT INTO unit (id, name) VALUES (1, 'b'), (2, 'a'), (3, 'B'), (4, '党'), (5, 'é')"); });
    std::string order;
    database->read([&](Session& session) {
        for (auto rows = session.query("SELECT name FROM unit ORDER BY name"); rows.next();) order += rows.text(0);
    });
    EXPECT_EQ(order, "Babé党");
}

// Each looks whether a place is free and then takes it: only transactions that behave as one after the other keep the quota.
TEST_P(Db, KeepsAQuotaUnderConcurrentWriters) {
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    for (int number = 1; number <= 32; ++number)
        threads.emplace_back([&, number] {
            struct NoPlace {};
            try {
                database->write([&](Session& session) {
                    if (session.integer("SELECT count(*) FROM person").value() >= 10) throw NoPlace{};
                    session.execute("INSERT INTO person (tenant_id, id) VALUES (1, ?)", number);
                });
            } catch (const NoPlace&) {
                ++refused;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(count(), 10);
    EXPECT_EQ(refused, 22);
}

TEST_P(Db, RefusesADeferredReferenceWithoutHarmToItsNeighbours) {
    auto steps = schema;
    steps.push_back(
        {"trial", 2, "deferred",
         "CREATE TABLE link (id BIGINT NOT NULL PRIMARY KEY, unit_id BIGINT REFERENCES unit(id) DEFERRABLE INITIALLY DEFERRED)"});
    database->migrate(steps);
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    for (int number = 1; number <= 20; ++number)
        threads.emplace_back([&, number] {
            try {
                database->write([&](Session& session) {
                    session.execute("INSERT INTO link (id, unit_id) VALUES (?, ?)", number, number);
                    if (number % 2) session.execute("INSERT INTO unit (id, name) VALUES (?, 'later')", number);
                });
            } catch (const Error& error) {
                refused += error.kind == Error::Kind::foreign_key;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(refused, 10);
    EXPECT_EQ(count("SELECT count(*) FROM link WHERE id % 2 = 1"), 10);
    EXPECT_EQ(count("SELECT count(*) FROM link"), 10);
}

TEST_P(Db, ForgetsOldStatementsButNotThoseInUse) {
    database->write([&](Session& session) { session.execute("INSERT INTO unit (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')"); });
    for (int round = 0; round < 2; ++round)
        database->write([&](Session& session) {
            auto held = session.query("SELECT id FROM unit ORDER BY id");
            std::int64_t sum = 0;
            for (std::int64_t row = 1; held.next(); ++row) {
                sum += held.integer(0);
                for (int text = 0; text < 400; ++text) {
                    auto value = row * 1000 + text;
                    EXPECT_EQ(session.integer("SELECT " + std::to_string(value)), value);
                }
            }
            EXPECT_EQ(sum, 6);
        });
}

TEST_P(Db, RefusesAWriteThatWaitsForAnother) {
    EXPECT_THROW(database->write([&](Session&) { add(1, "a"); }), std::logic_error);
    EXPECT_EQ(count(), 0);
}

TEST_P(Db, AcceptsTheSameTextWithOtherKindsOfValues) {
    constexpr const char* insert = "INSERT INTO person (tenant_id, id, code, photo, age) VALUES (?, ?, ?, ?, ?)";
    database->write([&](Session& session) {
        session.execute(insert, 1, 1, nullptr, nullptr, nullptr);
        session.execute(insert, 1, 2, "x", Bytes{"y"}, 3);
        session.execute(insert, 1, 3, nullptr, Bytes{"z"}, nullptr);
        EXPECT_EQ(session.integer("SELECT count(*) FROM person WHERE code = 'x' AND photo = ? AND age = 3", Bytes{"y"}), 1);
        EXPECT_EQ(session.integer("SELECT count(*) FROM person WHERE code IS NULL"), 2);
    });
}

TEST_P(Db, FindsNoFaultInASoundDatabase) {
    add(1, "a");
    EXPECT_EQ(database->check(), std::vector<std::string>{});
    auto health = database->health();
    EXPECT_TRUE(health.writable) << health.reason;
}

std::vector<Engine> without_sqlite() {
    auto engines = testkit::engines();
    std::erase(engines, Engine::sqlite);
    return engines;
}

class PostgresqlOnly : public Db {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(PostgresqlOnly);
INSTANTIATE_TEST_SUITE_P(Engines, PostgresqlOnly, testing::ValuesIn(without_sqlite()),
                         [](const auto& engine) { return testkit::name_of(engine.param); });

TEST_P(PostgresqlOnly, RunsAWriteAgainWhoseConnectionWasLost) {
    auto other = open(database.where());
    int runs = 0;
    database->write([&](Session& session) {
        session.execute("INSERT INTO unit (id, name) VALUES (1, 'a')");
        if (++runs > 1) return;
        auto process = session.integer("SELECT pg_backend_pid()").value();
        other->read([&](Session& killer) { killer.text("SELECT CAST(pg_terminate_backend(CAST(? AS INTEGER)) AS TEXT)", process); });
        session.execute("INSERT INTO unit (id, name) VALUES (2, 'b')");
    });
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(count("SELECT count(*) FROM unit"), 1);
}

// Under a name of its own: other tests of the same server keep their connections.
TEST_P(PostgresqlOnly, ReconnectsWhenTheServerHasClosedIdleConnections) {
    auto name = "closed_" + std::to_string(getpid());
    auto idle = open(database.where() + "&application_name=" + name);
    auto rows = [&] { return idle->read_value([](Session& session) { return session.integer("SELECT count(*) FROM unit").value(); }); };
    EXPECT_EQ(rows(), 0);
    database->read([&](Session& session) {
        EXPECT_GT(session.integer("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = ?", name), 0);
    });
    EXPECT_EQ(rows(), 0);
    idle->write([](Session& session) { session.execute("INSERT INTO unit (id, name) VALUES (1, 'a')"); });
    EXPECT_EQ(rows(), 1);
}

TEST_P(PostgresqlOnly, SaysBusyWhereNoServerAnswers) {
    try {
        open("postgresql://postgres@127.0.0.1:1/postgres");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind, Error::Kind::busy) << error.what();
    }
}

}  // namespace
}  // namespace zhibu::db
