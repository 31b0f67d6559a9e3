// What must hold when things break: killed processes, failing syncs, full disks, copies under load.
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <thread>

#include "kernel/db/db.hpp"
#include "testkit/database.hpp"

namespace {

std::atomic<int> syncs{0};
std::atomic<bool> sync_fails{false}, disk_is_full{false};

}  // namespace

// SQLite calls these two through the program's own symbols: so the test stands between it and the kernel.
extern "C" int fdatasync(int descriptor) {
    ++syncs;
    if (sync_fails) return errno = EIO, -1;
    return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}
extern "C" ssize_t pwrite64(int descriptor, const void* data, size_t length, off64_t at) {
    if (disk_is_full) return errno = ENOSPC, -1;
    return ::syscall(SYS_pwrite64, descriptor, data, length, at);
}

namespace zhibu::db {
namespace {

using testkit::FreshDatabase;

const std::vector<Migration> schema{
    {"trial", 1, "row",
     "CREATE TABLE row (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, twin BIGINT, PRIMARY KEY (tenant_id, id)) CLUSTERED"}};

void add(Database& database, std::int64_t id, std::int64_t twin = 0) {
    database.write([&](Session& session) { session.execute("INSERT INTO row (tenant_id, id, twin) VALUES (1, ?, ?)", id, twin); });
}

std::int64_t number(Database& database, std::string_view sql) {
    return database.read_value([&](Session& session) { return session.integer(sql).value(); });
}

Error::Kind failure_of_writing(Database& database, std::int64_t id) {
    try {
        add(database, id);
    } catch (const Error& error) {
        return error.kind;
    }
    ADD_FAILURE() << "a write that cannot be durable was acknowledged";
    return Error::Kind::broken;
}

void overwrite_last_page(const std::filesystem::path& file) {
    std::unique_ptr<std::FILE, decltype(&std::fclose)> raw{std::fopen(file.c_str(), "r+b"), &std::fclose};
    std::fseek(raw.get(), static_cast<long>(std::filesystem::file_size(file) - 4096), SEEK_SET);
    ASSERT_EQ(std::fwrite(std::string(4096, '\x5a').data(), 1, 4096, raw.get()), 4096u);
}

class Sqlite : public testing::Test {
protected:
    Sqlite() { database->migrate(schema); }
    ~Sqlite() override { sync_fails = disk_is_full = false; }
    FreshDatabase database{Engine::sqlite};
};

TEST_F(Sqlite, SyncsBeforeItAnswers) {
    for (int id = 1; id <= 5; ++id) {
        auto before = syncs.load();
        add(*database, id);
        EXPECT_GT(syncs.load(), before) << "the write was answered before it was synced";
    }
}

TEST_F(Sqlite, GroupsWaitingWritesIntoOneSync) {
    auto before = syncs.load();
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 64; ++thread)
        threads.emplace_back([&, thread] {
            for (int i = 0; i < 10; ++i) add(*database, thread * 100 + i + 1);
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(number(*database, "SELECT count(*) FROM row"), 640);
    EXPECT_LT(syncs.load() - before, 320);
}

TEST_F(Sqlite, NeverAcknowledgesWhatCouldNotBeSynced) {
    add(*database, 1);
    sync_fails = true;
    EXPECT_EQ(failure_of_writing(*database, 2), Error::Kind::input_output);
    EXPECT_EQ(number(*database, "SELECT count(*) FROM row"), 1) << "reads go on and do not see it";
    auto health = database->health();
    EXPECT_FALSE(health.writable);
    EXPECT_NE(health.reason.find("disk fails"), std::string::npos) << health.reason;
    sync_fails = false;
    EXPECT_TRUE(database->health().writable) << "it recovers by itself";
    add(*database, 3);
    EXPECT_EQ(number(*database, "SELECT count(*) FROM row"), 2);
    EXPECT_EQ(database->check(), std::vector<std::string>{});
}

TEST_F(Sqlite, TellsAFullDiskAndRecovers) {
    add(*database, 1);
    disk_is_full = true;
    EXPECT_EQ(failure_of_writing(*database, 2), Error::Kind::full);
    EXPECT_EQ(number(*database, "SELECT count(*) FROM row"), 1);
    auto health = database->health();
    EXPECT_FALSE(health.writable);
    EXPECT_NE(health.reason.find("disk is full"), std::string::npos) << health.reason;
    disk_is_full = false;
    add(*database, 2);
    EXPECT_TRUE(database->health().writable);
    database.reopen();
    EXPECT_EQ(number(*database, "SELECT count(*) FROM row"), 2);
}

TEST_F(Sqlite, LetsSmallWritesPassWhereALargeOneDoesNotFit) {
    database->write([](Session& session) {
        session.integer("PRAGMA max_page_count = " + std::to_string(session.integer("PRAGMA page_count").value() + 2));
    });
    auto large = [&] {
        database->write([](Session& session) {
            for (int id = 1; id < 100'000; ++id) session.execute("INSERT INTO row (tenant_id, id) VALUES (2, ?)", id);
        });
    };
    try {
        large();
        FAIL() << "it cannot have fitted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind, Error::Kind::full) << error.what();
    }
    add(*database, 1);
    EXPECT_EQ(number(*database, "SELECT count(*) FROM row"), 1);
    database->write([](Session& session) { session.integer("PRAGMA max_page_count = 1000000"); });
    large();
    EXPECT_EQ(number(*database, "SELECT count(*) FROM row"), 100'000);
}

// Each transaction writes two rows that name each other: a copy that tore one apart would hold a row without its twin.
TEST_F(Sqlite, CopiesSoundlyWhileWritersGoOn) {
    constexpr std::int64_t there_before = 100'000;
    database->write([](Session& session) {
        for (std::int64_t id = -there_before; id < 0; ++id)
            session.execute("INSERT INTO row (tenant_id, id, twin) VALUES (1, ?, ?)", id, id % 2 == 0 ? id + 1 : id - 1);
    });
    std::atomic<bool> stop{false};
    std::atomic<std::int64_t> written{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&, thread] {
            for (std::int64_t i = 1; !stop; ++i) {
                database->write([&](Session& session) {
                    auto id = (thread * 10'000'000 + i) * 2;
                    session.execute("INSERT INTO row (tenant_id, id, twin) VALUES (1, ?, ?), (1, ?, ?)", id, id + 1, id + 1, id);
                });
                ++written;
            }
        });
    testkit::TemporaryFolder folder;
    while (written < 500) std::this_thread::yield();
    // A copy that happened to fall between two writes shows nothing: then the next one.
    std::filesystem::path file;
    std::int64_t before = 0, after = 0;
    for (int copy = 0; copy < 100 && after == before; ++copy) {
        file = folder.path() / std::to_string(copy);
        before = written;
        database->copy_to(file);
        after = written;
    }
    stop = true;
    for (auto& thread : threads) thread.join();
    EXPECT_GT(after, before) << "the writers stood still";
    auto copy = open(file.string());
    EXPECT_EQ(copy->check(), std::vector<std::string>{});
    auto rows = number(*copy, "SELECT count(*) FROM row");
    EXPECT_GE(rows, there_before + before * 2);
    EXPECT_LE(rows, there_before + (after + 4) * 2);
    EXPECT_EQ(number(*copy, "SELECT count(*) FROM row a JOIN row b ON b.tenant_id = 1 AND b.id = a.twin WHERE a.tenant_id = 1"), rows);
    EXPECT_THROW(database->copy_to(file), Error) << "nothing is overwritten";
}

TEST_F(Sqlite, StopsWritingToADamagedFile) {
    database->write([](Session& session) {
        for (int id = 10; id < 3000; ++id) session.execute("INSERT INTO row (tenant_id, id) VALUES (1, ?)", id);
    });
    testkit::TemporaryFolder folder;
    auto file = folder.path() / "copy.db";
    database->copy_to(file);
    overwrite_last_page(file);
    auto damaged = open(file.string());
    EXPECT_TRUE(damaged->health().writable) << "nobody has met the page yet";
    EXPECT_NE(damaged->check(), std::vector<std::string>{});
    EXPECT_THROW(number(*damaged, "SELECT sum(twin) + sum(id) FROM row"), Error);
    auto health = damaged->health();
    EXPECT_FALSE(health.writable);
    EXPECT_NE(health.reason.find("restore a backup"), std::string::npos) << health.reason;
    EXPECT_EQ(failure_of_writing(*damaged, 1), Error::Kind::input_output);
}

class Killed : public testing::TestWithParam<Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines, Killed, testing::ValuesIn(testkit::engines()),
                         [](const auto& engine) { return testkit::name_of(engine.param); });

// In a child process: writes with eight threads and tells each acknowledged number through the pipe, until it is killed.
[[noreturn]] void write_until_killed(const testkit::DatabasePlace& place, int pipe) {
    auto database = place.open();
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread)
        threads.emplace_back([&] {
            while (true) {
                auto id = database->write_value([](Session& session) {
                    auto next = session.next_id();
                    session.execute("INSERT INTO row (tenant_id, id) VALUES (1, ?)", next);
                    return next;
                });
                if (::write(pipe, &id, sizeof id) != sizeof id) ::_exit(1);
            }
        });
    for (auto& thread : threads) thread.join();
    ::_exit(0);
}

std::vector<std::int64_t> acknowledged_before_kill(const testkit::DatabasePlace& place, std::size_t at_least) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error{"no pipe"};
    auto child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        write_until_killed(place, ends[1]);
    }
    ::close(ends[1]);
    ::alarm(30);
    std::vector<std::int64_t> acknowledged;
    std::int64_t id = 0;
    while (::read(ends[0], &id, sizeof id) == sizeof id) {
        acknowledged.push_back(id);
        if (acknowledged.size() == at_least) ::kill(child, SIGKILL);
    }
    ::alarm(0);
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return acknowledged;
}

TEST_P(Killed, LosesNoAcknowledgedWrite) {
    testkit::DatabasePlace place{GetParam()};
    place.open()->migrate(schema);
    std::vector<std::int64_t> acknowledged;
    for (int round = 0; round < 4; ++round) {
        auto now = acknowledged_before_kill(place, 300 + 211u * static_cast<unsigned>(round));
        EXPECT_GE(now.size(), 300u);
        acknowledged.insert(acknowledged.end(), now.begin(), now.end());
        auto database = place.open();
        auto found = database->read_value([&](Session& session) {
            std::size_t count = 0;
            for (auto id : acknowledged) count += session.integer("SELECT id FROM row WHERE tenant_id = 1 AND id = ?", id).has_value();
            return count;
        });
        EXPECT_EQ(found, acknowledged.size());
        EXPECT_EQ(database->check(), std::vector<std::string>{});
    }
}

}  // namespace
}  // namespace zhibu::db
