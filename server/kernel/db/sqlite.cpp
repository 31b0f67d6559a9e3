// The embedded engine: one writer's thread, parallel readers in snapshots, online copies.
#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <fmt/format.h>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <unistd.h>
#include <vector>

#include "kernel/db/migration.hpp"
#include "kernel/db/pool.hpp"
#include "kernel/db/sqlite_planner.hpp"
#include "kernel/db/sqlite_writer.hpp"

namespace zhibu::db {
namespace {

// Makes a file's content, or a folder's list of names, survive a power cut.
void sync(const std::filesystem::path& path) {
    int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!synced) throw Error{Error::Kind::input_output, fmt::format("{} could not be synced to the disk.", path.string())};
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
}

// Ends the snapshot also when the reader throws.
class Snapshot {
public:
    explicit Snapshot(SqliteConnection& connection) : connection_{connection} {
        connection_.begin_work();
        connection_.run_prepared("BEGIN");
    }
    Snapshot(const Snapshot&) = delete;
    ~Snapshot() {
        try {
            connection_.run_prepared("ROLLBACK");
        } catch (...) {
            connection_.try_run("ROLLBACK");
        }
    }

private:
    SqliteConnection& connection_;
};

std::vector<std::string> broken_references(SqliteConnection& connection) {
    std::vector<std::string> faults;
    auto rows = connection.query("PRAGMA foreign_key_check");
    while (rows.next() && faults.size() < 100)
        faults.push_back(fmt::format("A row of {} refers to a row of {} that does not exist.", rows.text(0), rows.text(2)));
    return faults;
}

// One step of the schema on the writer's own connection. The switch for references cannot be turned inside a transaction.
void run_step(SqliteConnection& connection, References references, const std::function<void(Session&)>& f) {
    bool unwatched = references == References::checked_at_end;
    if (unwatched) connection.run("PRAGMA foreign_keys = OFF");
    try {
        connection.begin_work();
        connection.run("BEGIN IMMEDIATE");
        f(connection);
        if (unwatched)
            if (auto faults = broken_references(connection); !faults.empty()) throw Error{Error::Kind::foreign_key, faults.front()};
        connection.run("COMMIT");
    } catch (...) {
        connection.try_run("ROLLBACK");
        connection.try_run("PRAGMA foreign_keys = ON");
        throw;
    }
    if (unwatched) connection.run("PRAGMA foreign_keys = ON");
}

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(const std::filesystem::path& file, const Options& options) : file_{file}, options_{options}, writer_{file, options} {
        sync(folder_of(file));  // the name of a file just created
        for (int i = 0; i < std::max(1, options.readers); ++i)
            readers_.add(std::make_unique<SqliteConnection>(file, options, SqliteRole::reader));
    }

    Engine engine() const override { return Engine::sqlite; }
    Health health() override { return writer_.health(std::chrono::seconds{1}); }
    std::vector<std::string> migrate(std::span<const Migration> migrations) override;
    std::vector<std::string> check() override;
    void copy_to(const std::filesystem::path& file) override;
    void skip_ids(std::int64_t number) override;

private:
    void do_read(const std::function<void(Session&)>& f) override;
    void do_write(const std::function<void(Session&)>& f) override {
        writer_.write(f);
        if (writer_.others_wrote()) changes_.add(~TableSet{0}, [this](auto& marks) { hear_of_anything(marks); });
    }
    void copy_pages(const std::filesystem::path& file);

    std::filesystem::path file_;
    Options options_;
    SqliteWriter writer_;
    Pool<SqliteConnection> readers_;
};

void SqliteDatabase::do_read(const std::function<void(Session&)>& f) {
    auto connection = readers_.take();
    try {
        Snapshot snapshot{*connection};
        f(*connection);
    } catch (const Error& error) {
        writer_.note(error);
        writer_.note_damage(connection->damage());
        // SQLite calls a read that the disk refused (EIO) a malformed file: to whoever asked it is the disk that fails.
        if (!connection->damage().empty()) throw Error{Error::Kind::input_output, error.what()};
        throw;
    }
}

std::vector<std::string> SqliteDatabase::migrate(std::span<const Migration> migrations) {
    auto run = run_migrations(Engine::sqlite, migrations, [&](References references, const std::function<void(Session&)>& f) {
        writer_.alone([&](SqliteConnection& connection) { run_step(connection, references, f); });
    });
    writer_.alone([&](SqliteConnection& connection) { run_step(connection, References::watched, [&](Session&) { tell_planner(connection); }); });
    return run;
}

// A damaged page may also stop the check itself: that is a fault found, not a failure to look.
std::vector<std::string> SqliteDatabase::check() {
    std::vector<std::string> faults;
    try {
        SqliteConnection connection{file_, options_, SqliteRole::reader};
        Snapshot snapshot{connection};
        for (auto rows = connection.query("PRAGMA integrity_check"); rows.next();)
            if (rows.text(0) != "ok") faults.emplace_back(rows.text(0));
        for (auto& fault : broken_references(connection)) faults.push_back(std::move(fault));
    } catch (const Error& error) {
        faults.emplace_back(error.what());
    }
    return faults;
}

void SqliteDatabase::skip_ids(std::int64_t number) {
    writer_.alone([&](SqliteConnection& connection) {
        run_step(connection, References::watched,
                 [&](Session& session) { session.execute("UPDATE id_block SET next = max(next, ?) WHERE name = 'record'", number + 1); });
        connection.ids.discard();
    });
}

// Written beside the wanted name and renamed when whole: a copy that has its name is complete and synced.
void SqliteDatabase::copy_to(const std::filesystem::path& file) {
    if (std::filesystem::exists(file)) throw Error{Error::Kind::broken, fmt::format("{} exists already.", file.string())};
    auto part = file;
    part += ".part";
    try {
        std::filesystem::remove(part);
        copy_pages(part);
        sync(part);
        std::filesystem::rename(part, file);
        sync(folder_of(file));
    } catch (const std::filesystem::filesystem_error& error) {
        throw Error{Error::Kind::input_output, error.what()};
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(part, ignored);
        throw;
    }
}

// The copy reads from one snapshot that stays open: without it each commit of the writer would make the copy begin anew.
void SqliteDatabase::copy_pages(const std::filesystem::path& file) {
    SqliteConnection source{file_, options_, SqliteRole::reader};
    Snapshot snapshot{source};
    source.run("SELECT count(*) FROM sqlite_schema");  // takes the snapshot
    sqlite3* target = nullptr;
    int code = sqlite3_open_v2(file.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code == SQLITE_OK) code = sqlite3_exec(target, "PRAGMA synchronous = FULL", nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) {
        auto* backup = sqlite3_backup_init(target, "main", source.handle(), "main");
        while (backup && (code = sqlite3_backup_step(backup, 256)) == SQLITE_OK) {
        }
        sqlite3_backup_finish(backup);
        code = sqlite3_extended_errcode(target);
    }
    auto message = fmt::format("The copy failed: {} ({})", sqlite3_errmsg(target), code);
    auto closed = sqlite3_close(target);
    auto kind = (code & 0xff) == SQLITE_FULL ? Error::Kind::full : Error::Kind::input_output;
    if (code != SQLITE_OK) throw Error{kind, message};
    if (closed != SQLITE_OK) throw Error{kind, "The copy could not be closed."};
}

}  // namespace

std::unique_ptr<Database> open_sqlite(const std::filesystem::path& file, const Options& options) {
    return std::make_unique<SqliteDatabase>(file, options);
}

}  // namespace zhibu::db
