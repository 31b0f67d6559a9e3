// The engine for many machines: pooled connections, serializable writes that are run again, blocks of record numbers.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "kernel/db/migration.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/db/postgresql_connection.hpp"
#include "kernel/metric/metric.hpp"
#include "kernel/db/shared_question.hpp"
#include "kernel/db/write_gate.hpp"

namespace zhibu::db {
namespace {

using Mode = PostgresqlConnection::Mode;

constexpr int most_tries = 12;
constexpr int tries_together = 3;
constexpr std::int64_t block_size = 1000;
constexpr std::chrono::milliseconds look_again{10}, patience_with_replica{300};
constexpr const char* migration_lock = "SELECT pg_advisory_lock(8314722518)";
constexpr const char* migration_unlock = "SELECT pg_advisory_unlock(8314722518)";

// Writes pass together; one that lost against others several times passes alone, so that it cannot lose for ever to the
// writes of this process. Whoever wants to be alone goes before newcomers.
class Gate {
public:
    enum class Passage { together, alone };
    class Pass {
    public:
        Pass(Gate& gate, Passage passage) : gate_{gate}, passage_{passage} { gate_.enter(passage_); }
        Pass(const Pass&) = delete;
        ~Pass() { gate_.leave(passage_); }

    private:
        Gate& gate_;
        Passage passage_;
    };

private:
    void enter(Passage passage) {
        std::unique_lock lock{mutex_};
        if (passage == Passage::together) {
            changed_.wait(lock, [&] { return !alone_ && waiting_ == 0; });
            ++together_;
            return;
        }
        ++waiting_;
        changed_.wait(lock, [&] { return !alone_ && together_ == 0; });
        --waiting_;
        alone_ = true;
    }
    void leave(Passage passage) {
        std::lock_guard lock{mutex_};
        if (passage == Passage::together) --together_;
        else alone_ = false;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    int together_ = 0, waiting_ = 0;
    bool alone_ = false;
};

// A sequence is outside transactions: what it has given is never given again, whatever is undone. One block serves the whole
// process, so that numbers grow roughly with time.
class SequenceNumbers final : public NumberSource {
public:
    std::int64_t next(PostgresqlConnection& connection) override {
        std::lock_guard lock{mutex_};
        if (next_ == end_) {
            next_ = connection.integer("SELECT nextval('record_id')").value();
            end_ = next_ + block_size;
        }
        return next_++;
    }
    void discard() {
        std::lock_guard lock{mutex_};
        next_ = end_ = 0;
    }

private:
    std::mutex mutex_;
    std::int64_t next_ = 0, end_ = 0;
};

void wait_before(int attempt) {
    thread_local std::minstd_rand random{std::random_device{}()};
    std::uniform_int_distribution<int> spread{0, 1000 << std::min(attempt, 6)};
    std::this_thread::sleep_for(std::chrono::microseconds{spread(random)});
}

class PostgresqlDatabase final : public Database {
public:
    PostgresqlDatabase(const std::string& address, const Options& options) : address_{address} {
        make_own_things();
        for (int i = 0; i < std::max(2, options.sessions); ++i) pool_.add(std::make_unique<PostgresqlConnection>(address, numbers_));
        has_replica_ = !options.replica.empty();
        for (int i = 0; has_replica_ && i < std::max(2, options.sessions / 2); ++i)
            replica_.add(std::make_unique<PostgresqlConnection>(options.replica, numbers_, PostgresqlConnection::Server::any));
    }

    Engine engine() const override { return Engine::postgresql; }
    Health health() override;
    std::vector<std::string> migrate(std::span<const Migration> migrations) override;
    std::vector<std::string> check() override;
    void copy_to(const std::filesystem::path&) override {
        throw Error{Error::Kind::broken, "A PostgreSQL database is copied with PostgreSQL's own tools: pg_dump or pg_basebackup."};
    }
    void skip_ids(std::int64_t number) override;
    void catch_up() override {
        hearing_.ask([this] { pool_.take()->look(journal_); });
    }
    std::string position() const override { return journal_.newest()->position; }

private:
    void do_read(const std::function<void(Session&)>& f) override;
    bool do_read_behind(const std::string& position, const std::function<void(Session&)>& f) override;
    void do_write(const std::function<void(Session&)>& f) override;
    bool journals() const override { return true; }
    bool try_write(const std::function<void(Session&)>& f, int attempt);
    void make_own_things();
    void sweep_journal();

    std::string address_;
    SequenceNumbers numbers_;
    ChangeJournal journal_{{[this](auto& marks, auto& fresh) {
                                changes_.reach(marks, [&](auto& reached) {
                                    for (auto& each : fresh) hear(each.told, reached);
                                });
                            },
                            [this](auto& marks) { changes_.reach(marks, [&](auto& reached) { hear_of_anything(reached); }); }}};
    Pool<PostgresqlConnection> pool_, replica_;
    bool has_replica_ = false;
    std::atomic<std::int64_t> swept_at_{0};
    Gate gate_;
    SharedQuestion hearing_;
    std::atomic<bool> was_full_{false};
};

// Migrations and sequence under one lock of the cluster: several nodes may start at once.
class MigrationLock {
public:
    explicit MigrationLock(PostgresqlConnection& connection) : connection_{connection} {
        connection_.begin(Mode::migrate);
        connection_.commit();
        connection_.run("SET lock_timeout = 0; SET statement_timeout = 0");
        connection_.run(migration_lock);
    }
    MigrationLock(const MigrationLock&) = delete;
    ~MigrationLock() {
        try {
            connection_.run(migration_unlock);
        } catch (const Error&) {  // the server gives it free with the connection
        }
    }

private:
    PostgresqlConnection& connection_;
};

void in_transaction(PostgresqlConnection& connection, Mode mode, const std::function<void(Session&)>& f) {
    connection.begin(mode);
    try {
        f(connection);
        if (connection.lost()) throw *connection.lost();
        connection.commit();
    } catch (...) {
        connection.roll_back();
        throw;
    }
}

void PostgresqlDatabase::make_own_things() {
    PostgresqlConnection connection{address_, numbers_};
    MigrationLock lock{connection};
    in_transaction(connection, Mode::migrate, [&](Session& session) {
        if (!session.text("SELECT to_regclass('record_id')"))
            session.execute(fmt::format("CREATE SEQUENCE record_id START 1 MINVALUE 1 INCREMENT {}", block_size));
        if (!session.text("SELECT to_regclass('write_gate')"))
            for (auto& statement : statements_of(gate_table, Engine::postgresql)) session.execute(statement);
        if (!session.text("SELECT to_regclass('change_journal')")) connection.run(journal_schema);
    });
}

void PostgresqlDatabase::do_read(const std::function<void(Session&)>& f) {
    auto connection = pool_.take();
    try {
        connection->begin_reading(journal_);
        f(*connection);
        connection->end_reading();
    } catch (...) {
        connection->roll_back();
        throw;
    }
}

// A standby that is away or too far behind is no failure: the primary answers then.
bool PostgresqlDatabase::do_read_behind(const std::string& position, const std::function<void(Session&)>& f) {
    if (!has_replica_) return false;
    auto connection = replica_.take();
    try {
        for (auto waited = std::chrono::milliseconds{0}; !connection->begin_behind(position); waited += look_again)
            if (waited >= patience_with_replica) return false;
            else std::this_thread::sleep_for(look_again);
    } catch (const Error&) {
        return false;
    }
    try {
        f(*connection);
        connection->end_reading();
    } catch (const Error& error) {
        connection->roll_back();
        // The standby cut the reading off for the sake of its replay, or went away.
        if (connection->worth_another_try() || error.kind == Error::Kind::busy) return false;
        throw;
    } catch (...) {
        connection->roll_back();
        throw;
    }
    return true;
}

// By whichever process comes first in a span of time; two at once do no harm.
void PostgresqlDatabase::sweep_journal() {
    constexpr std::int64_t span = 20;
    auto now = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
    auto before = swept_at_.load();
    if (now - before < span || !swept_at_.compare_exchange_strong(before, now)) return;
    try {
        auto connection = pool_.take();
        in_transaction(*connection, Mode::migrate, [&](Session&) { connection->run(journal_sweep); });
    } catch (const Error&) {  // the next one
    }
}

void PostgresqlDatabase::do_write(const std::function<void(Session&)>& f) {
    // On SQLite it would wait for itself for ever: refused here too, so that no test passes on one engine only.
    thread_local const void* writing = nullptr;
    if (writing == this) throw std::logic_error{"A write may not wait for another write: use the session that was given."};
    struct Mark {
        explicit Mark(const void* database) : before{std::exchange(writing, database)} {}
        ~Mark() { writing = before; }
        const void* before;
    } mark{this};
    for (int attempt = 1; !try_write(f, attempt); ++attempt) wait_before(attempt);
    sweep_journal();
}

// Returns false where the transaction is to be run again; it has left no trace then.
bool PostgresqlDatabase::try_write(const std::function<void(Session&)>& f, int attempt) {
    Gate::Pass pass{gate_, attempt > tries_together ? Gate::Passage::alone : Gate::Passage::together};
    auto connection = pool_.take();
    try {
        in_transaction(*connection, Mode::write, f);
    } catch (const Error& error) {
        if (connection->worth_another_try() && attempt < most_tries && !(error.kind == Error::Kind::busy && attempt > tries_together)) {
            metric::count(metric::Count::serialization_retry);
            return false;
        }
        if (error.kind == Error::Kind::full) was_full_ = true;
        throw;
    } catch (...) {
        // An own exception thrown over a transaction that was lost already: what it judged by may never have been.
        if (connection->worth_another_try() && attempt < tries_together) return false;
        throw;
    }
    return true;
}

std::vector<std::string> PostgresqlDatabase::migrate(std::span<const Migration> migrations) {
    PostgresqlConnection connection{address_, numbers_};
    MigrationLock lock{connection};
    return run_migrations(Engine::postgresql, migrations,
                          [&](References, const std::function<void(Session&)>& f) { in_transaction(connection, Mode::migrate, f); });
}

void PostgresqlDatabase::skip_ids(std::int64_t number) {
    PostgresqlConnection connection{address_, numbers_};
    in_transaction(connection, Mode::migrate, [&](Session& session) {
        session.integer("SELECT setval('record_id', greatest(?, last_value + ?), false) FROM record_id", number + 1, block_size);
    });
    numbers_.discard();
}

// A message in the server's log is the smallest durable write: it tells a full disk, a standby and a lost server apart. The log has room of
// its own, though, where the tables have none: once a write was refused for that, only a megabyte of new pages shows that there is room again.
Health PostgresqlDatabase::health() {
    try {
        PostgresqlConnection connection{address_, numbers_};
        in_transaction(connection, Mode::migrate,
                       [](Session& session) { session.text("SELECT CAST(pg_logical_emit_message(true, 'zhibu', 'probe') AS TEXT)"); });
        if (was_full_) {
            connection.begin(Mode::migrate);
            connection.run("CREATE UNLOGGED TABLE room_probe AS SELECT repeat('x', 1900) AS page FROM generate_series(1, 512)");
            connection.roll_back();
            was_full_ = false;
        }
    } catch (const Error& error) {
        return {false, error.what()};
    }
    return {true, {}};
}

// PostgreSQL enforces references by itself unless somebody switched its triggers off; rows are counted against that here.
std::vector<std::string> orphans_of(Session& session) {
    constexpr const char* keys =
        "SELECT CAST(c.conrelid::regclass AS TEXT), CAST(c.confrelid::regclass AS TEXT), c.conname, "
        "string_agg('a.' || quote_ident(x.attname) || ' = b.' || quote_ident(y.attname), ' AND ' ORDER BY k.place), "
        "string_agg('a.' || quote_ident(x.attname) || ' IS NOT NULL', ' AND ' ORDER BY k.place) "
        "FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k(own, other, place) "
        "JOIN pg_attribute x ON x.attrelid = c.conrelid AND x.attnum = k.own JOIN pg_attribute y ON y.attrelid = c.confrelid AND y.attnum "
        "= k.other "
        "WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace GROUP BY 1, 2, 3 ORDER BY 1, 3";
    std::vector<std::string> faults;
    for (auto rows = session.query(keys); rows.next();) {
        auto count = fmt::format("SELECT count(*) FROM {} a WHERE {} AND NOT EXISTS (SELECT 1 FROM {} b WHERE {})", rows.text(0),
                                 rows.text(4), rows.text(1), rows.text(3));
        if (auto orphans = session.integer(count).value_or(0))
            faults.push_back(fmt::format("{} rows of {} refer to rows of {} that do not exist ({}).", orphans, rows.text(0), rows.text(1),
                                         rows.text(2)));
    }
    return faults;
}

std::vector<std::string> PostgresqlDatabase::check() {
    std::vector<std::string> faults;
    do_read([&](Session& session) {
        for (auto rows = session.query("SELECT CAST(indexrelid::regclass AS TEXT) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
                                       "WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready)");
             rows.next();)
            faults.push_back(fmt::format("The index {} is not valid.", rows.text(0)));
        for (auto rows = session.query(
                 "SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND NOT convalidated");
             rows.next();)
            faults.push_back(fmt::format("The rule {} was never checked against its rows.", rows.text(0)));
        if (session.integer("SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()").value_or(0))
            faults.push_back("The server has met pages whose checksum is wrong.");
        // Reading every row meets every damaged page of a table.
        std::vector<std::string> tables;
        for (auto rows = session.query("SELECT CAST(oid::regclass AS TEXT) FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                                       "current_schema()::regnamespace ORDER BY 1");
             rows.next();)
            tables.emplace_back(rows.text(0));
        for (const auto& table : tables) session.integer(fmt::format("SELECT sum(length(CAST(t AS TEXT))) FROM {} t", table));
        for (auto& fault : orphans_of(session)) faults.push_back(std::move(fault));
    });
    return faults;
}

}  // namespace

std::unique_ptr<Database> open_postgresql(const std::string& address, const Options& options) {
    return std::make_unique<PostgresqlDatabase>(address, options);
}

}  // namespace zhibu::db
