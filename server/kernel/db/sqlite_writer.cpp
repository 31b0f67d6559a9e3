// The writer's thread: batches, savepoints, the durable commit, the log's checkpoints, and what health knows.
#include "kernel/db/sqlite_writer.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/metric/metric.hpp"
#include "kernel/db/migration.hpp"
#include "kernel/db/write_gate.hpp"

namespace zhibu::db {
namespace {

constexpr auto longest_batch = std::chrono::milliseconds{50};
constexpr int pages_before_checkpoint = 4096;    // 16 MB: pages written again and again go to the file once
constexpr int careful_batches = 16;              // run with savepoints after one whose works could not run together
constexpr int pages_before_restart = 16 * 1024;  // 64 MB: readers kept the log from beginning anew

constexpr std::string_view only_essential = "The disk is full: only log-ins are written, into the space kept in reserve.";

bool is_trouble(const Error& error) { return error.kind == Error::Kind::full || error.kind == Error::Kind::input_output; }

}  // namespace

SqliteWriter::SqliteWriter(const std::filesystem::path& file, const Options& options)
    : connection_{file, options, SqliteRole::writer},
      reserve_{file},
      largest_batch_{static_cast<std::size_t>(std::max(1, options.largest_batch))},
      rehearsed_{options.rehearsed} {
    connection_.run(
        "BEGIN IMMEDIATE;"
        "CREATE TABLE IF NOT EXISTS id_block (name TEXT NOT NULL PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
        "INSERT INTO id_block (name, next) VALUES ('record', 1), ('probe', 0) ON CONFLICT DO NOTHING;"
        "COMMIT");
    for (auto& statement : statements_of(gate_table, Engine::sqlite)) connection_.run(statement.c_str());
    auto note_pages = [](void* self, sqlite3*, const char*, int pages) {
        static_cast<SqliteWriter*>(self)->log_pages_ = pages;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(connection_.handle(), note_pages, this);
    version_seen_ = connection_.integer("PRAGMA data_version").value_or(0);
    thread_ = std::thread{[this] { loop(); }};
}

SqliteWriter::~SqliteWriter() {
    {
        std::lock_guard lock{queue_mutex_};
        ending_ = true;
    }
    queued_.notify_one();
    thread_.join();
}

void SqliteWriter::write(const Work& work) {
    auto attempt = [&] {
        Job job;
        job.work = &work;
        submit(job);
    };
    // What was given up for log-ins is not for others to fill.
    if (!Essential::now() && reserve_.spent() && !reserve_.refill()) throw Error{Error::Kind::full, std::string{only_essential}};
    try {
        attempt();
    } catch (const Error& error) {
        if (error.kind != Error::Kind::full || !Essential::now() || !reserve_.spend()) throw;
        attempt();
    }
}

void SqliteWriter::alone(const std::function<void(SqliteConnection&)>& f) {
    Job job;
    job.alone = &f;
    submit(job);
}

void SqliteWriter::submit(Job& job) {
    if (std::this_thread::get_id() == thread_.get_id())
        throw std::logic_error{"A write may not wait for another write: use the session that was given."};
    refuse_if_damaged();
    job.context = log::context();
    enqueue(job);
    std::unique_lock lock{job.mutex};
    job.finished.wait(lock, [&] { return job.done; });
    if (job.error) std::rethrow_exception(std::exchange(job.error, {}));
}

void SqliteWriter::enqueue(Job& job) {
    {
        std::lock_guard lock{queue_mutex_};
        queue_.push_back(&job);
        metric::waiting_writes(queue_.size());
    }
    queued_.notify_one();
}

// Takes whatever waits now, and never waits for more: writers that arrive during a commit are the next batch.
void SqliteWriter::loop() {
    std::vector<Job*> batch;
    while (true) {
        batch.clear();
        {
            std::unique_lock lock{queue_mutex_};
            queued_.wait(lock, [&] { return ending_ || !queue_.empty(); });
            if (queue_.empty()) return;
            while (!queue_.empty() && batch.size() < largest_batch_ && (batch.empty() || !queue_.front()->alone)) {
                batch.push_back(queue_.front());
                queue_.pop_front();
                if (batch.back()->alone) break;
            }
            metric::waiting_writes(queue_.size());
        }
        if (batch.front()->alone) run_alone(*batch.front());
        else run_batch(batch);
        move_log();
    }
}

void SqliteWriter::run_batch(std::vector<Job*>& batch) {
    connection_.ids.fetched_by_this_batch = false;
    try {
        if (rehearsed_) rehearse(batch);
        begin();
        auto count = careful_ ? --careful_, run_apart(batch) : run_together(batch);
        if (count < batch.size()) {
            std::lock_guard lock{queue_mutex_};
            queue_.insert(queue_.begin(), batch.begin() + static_cast<std::ptrdiff_t>(count), batch.end());
            batch.resize(count);
        }
        bool undone = batch.size() == 1 && batch.front()->error && !connection_.in_transaction();
        if (!undone) commit(batch.size());
    } catch (const Error& error) {
        undo_batch(batch, error);
    } catch (const std::exception& error) {
        undo_batch(batch, Error{Error::Kind::broken, error.what()});
    }
    note_damage(connection_.damage());
    for (auto* job : batch) answer(*job);
}

void SqliteWriter::begin() {
    connection_.begin_work();
    pass_gate(connection_);  // without the lock first: whoever is refused must not keep the mover from it
    connection_.run_prepared("BEGIN IMMEDIATE");
    pass_gate(connection_);
    look_for_others();
}

// A command beside a running server writes past what this process counts. SQLite's number changes with others' commits only.
void SqliteWriter::look_for_others() {
    auto version = connection_.integer("PRAGMA data_version").value_or(0);
    if (std::exchange(version_seen_, version) != version) others_wrote_ = true;
}

// Runs f for one work after the other; returns how many it ran: a slow one must not keep those before it waiting for all
// those behind it.
template <class F>
std::size_t SqliteWriter::run_works(std::vector<Job*>& batch, F f) {
    auto begun = std::chrono::steady_clock::now();
    std::size_t count = 0;
    do
        if (!f(*batch[count++])) break;
    while (count < batch.size() && std::chrono::steady_clock::now() - begun < longest_batch);
    return count;
}

// Without savepoints: SQLite would copy each page for each of them, and write the text index out at each one's end, which is
// a third of all the work. Where one work fails all are undone, and run again each for itself: as on PostgreSQL after a
// serialization failure, a work must be able to run twice.
std::size_t SqliteWriter::run_together(std::vector<Job*>& batch) {
    auto count = run_works(batch, [&](Job& job) {
        job.error = attempt(job);
        return !job.error;
    });
    auto& last = *batch[count - 1];
    if (!last.error) return count;
    if (connection_.lost() && is_trouble(*connection_.lost())) note(*connection_.lost());
    undo_works();
    if (count == 1) return count;
    careful_ = careful_batches;
    begin();
    return run_apart(batch);
}

// The first of two runs, for tests: shows that the second is the same as if there had been one.
void SqliteWriter::rehearse(std::vector<Job*>& batch) {
    begin();
    run_works(batch, [&](Job& job) { return !attempt(job); });
    undo_works();
}

void SqliteWriter::undo_works() {
    if (connection_.in_transaction()) connection_.run("ROLLBACK");
    if (connection_.ids.fetched_by_this_batch) connection_.ids.discard();
}

std::size_t SqliteWriter::run_apart(std::vector<Job*>& batch) {
    return run_works(batch, [&](Job& job) {
        run_one(job);
        return true;
    });
}

// What the work threw, or nothing.
std::exception_ptr SqliteWriter::attempt(Job& job) {
    connection_.begin_work();
    connection_.ids.fetched_by_this_write = false;
    log::Working working{job.context};
    try {
        (*job.work)(connection_);
        if (connection_.lost()) throw *connection_.lost();
        int deferred = 0, unused = 0;
        // A deferred reference would only be looked at by COMMIT, where it would fail the neighbours too.
        sqlite3_db_status(connection_.handle(), SQLITE_DBSTATUS_DEFERRED_FKS, &deferred, &unused, 0);
        if (deferred) throw Error{Error::Kind::foreign_key, "SQLite: FOREIGN KEY constraint failed at the end of the transaction"};
        return {};
    } catch (...) {
        return std::current_exception();
    }
}

// Throws only where the whole batch is lost.
void SqliteWriter::run_one(Job& job) {
    connection_.begin_work();
    connection_.run_prepared("SAVEPOINT work");
    job.error = attempt(job);
    try {
        if (!job.error) connection_.run_prepared("RELEASE work");
    } catch (...) {
        job.error = std::current_exception();
    }
    if (job.error) undo_one();
}

void SqliteWriter::undo_one() {
    // A full disk or a failing one may make SQLite undo the whole transaction by itself.
    if (!connection_.in_transaction())
        throw connection_.lost() ? *connection_.lost() : Error{Error::Kind::broken, "SQLite undid the whole transaction."};
    if (connection_.lost() && is_trouble(*connection_.lost())) note(*connection_.lost());
    connection_.run("ROLLBACK TO work; RELEASE work");
    if (connection_.ids.fetched_by_this_write) connection_.ids.discard();
}

// With synchronous = FULL, COMMIT returns after the log is synced, or fails when the sync failed.
void SqliteWriter::commit(std::size_t writes) {
    if (!connection_.in_transaction()) throw Error{Error::Kind::broken, "SQLite undid the whole transaction."};
    auto begun = std::chrono::steady_clock::now();
    connection_.run_prepared("COMMIT");
    metric::commit(writes, std::chrono::steady_clock::now() - begun);
    auto changes = sqlite3_total_changes64(connection_.handle());
    if (changes == changes_seen_) return;
    changes_seen_ = changes;
    std::lock_guard lock{health_mutex_};
    trouble_.clear();
}

// Also the writes that failed for a reason of their own learn this one: what they saw of their neighbours never was.
void SqliteWriter::undo_batch(const std::vector<Job*>& batch, const Error& error) {
    if (connection_.in_transaction()) connection_.try_run("ROLLBACK");
    if (connection_.ids.fetched_by_this_batch) connection_.ids.discard();
    note(error);
    for (auto* job : batch) job->error = std::make_exception_ptr(error);
}

void SqliteWriter::run_alone(Job& job) {
    try {
        connection_.begin_work();
        (*job.alone)(connection_);
    } catch (...) {
        job.error = std::current_exception();
        if (connection_.in_transaction()) connection_.try_run("ROLLBACK");
        connection_.ids.discard();
    }
    answer(job);
}

void SqliteWriter::answer(Job& job) {
    // Notified under the lock: as soon as it is open the waiting thread may be gone, and the job with it.
    std::lock_guard lock{job.mutex};
    job.done = true;
    job.finished.notify_one();
}

// After the callers have their answer: moves the log into the database file. A failure loses nothing (the log is synced) but
// is told, because SQLite's own automatic checkpoint keeps such failures to itself. On a thread beside the writer it would
// never come to the end of a log that grows, and a long log makes every page slower to find (measured: a tenth less).
void SqliteWriter::move_log() {
    if (log_pages_ < pages_before_checkpoint) return;
    bool long_log = log_pages_ > pages_before_restart;
    if (long_log) sqlite3_busy_timeout(connection_.handle(), 50);
    int mode = long_log ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
    int code = sqlite3_wal_checkpoint_v2(connection_.handle(), "main", mode, nullptr, nullptr);
    if (long_log) sqlite3_busy_timeout(connection_.handle(), 5000);
    if (code != SQLITE_OK && code != SQLITE_BUSY) note(connection_.error(sqlite3_extended_errcode(connection_.handle())));
    log_pages_ = 0;
}

void SqliteWriter::note(const Error& error) {
    if (!is_trouble(error)) return;
    std::lock_guard lock{health_mutex_};
    trouble_ = error.kind == Error::Kind::full ? "The disk is full: " : "The disk fails: ";
    trouble_ += error.what();
}

void SqliteWriter::note_damage(const std::string& damage) {
    if (damage.empty()) return;
    std::lock_guard lock{health_mutex_};
    damage_ = "The database file is damaged: stop the server, check the file and restore a backup. " + damage;
}

// Writing on would carry the damage further, and into the next backup.
void SqliteWriter::refuse_if_damaged() {
    std::lock_guard lock{health_mutex_};
    if (!damage_.empty()) throw Error{Error::Kind::input_output, damage_};
}

Health SqliteWriter::health(std::chrono::milliseconds patience) {
    std::shared_ptr<Job> probe;
    if (reserve_.spent() && !reserve_.refill()) return {false, std::string{only_essential}};
    {
        std::lock_guard lock{health_mutex_};
        if (!damage_.empty()) return {false, damage_};
        if (trouble_.empty()) return {true, {}};
        // One probe at a time, kept alive here: a disk that hangs would otherwise gather one with each question.
        if (!probe_) {
            static const Work touch = [](Session& session) { session.execute("UPDATE id_block SET next = next + 1 WHERE name = 'probe'"); };
            probe_ = std::make_shared<Job>();
            probe_->work = &touch;
            enqueue(*probe_);
        }
        probe = probe_;
    }
    std::unique_lock lock{probe->mutex};
    bool finished = probe->finished.wait_for(lock, patience, [&] { return probe->done; });
    bool succeeded = finished && !probe->error;
    lock.unlock();
    std::lock_guard guard{health_mutex_};
    if (finished && probe_ == probe) probe_.reset();
    if (succeeded) trouble_.clear();
    return {trouble_.empty(), trouble_};
}

}  // namespace zhibu::db
