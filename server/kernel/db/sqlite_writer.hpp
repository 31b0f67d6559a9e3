// The one thread that writes to a SQLite database: it groups waiting writes into one durable commit.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "kernel/db/reserve.hpp"
#include "kernel/db/sqlite_connection.hpp"
#include "kernel/log/context.hpp"

namespace zhibu::db {

class SqliteWriter {
public:
    using Work = std::function<void(Session&)>;

    SqliteWriter(const std::filesystem::path& file, const Options& options);
    ~SqliteWriter();  // finishes what waits
    SqliteWriter(const SqliteWriter&) = delete;

    // Returns when the work is synced to the disk; throws what it threw, or why the commit failed.
    void write(const Work& work);
    // Runs f on the writer's thread between batches, outside any transaction.
    void alone(const std::function<void(SqliteConnection&)>& f);
    // After a failure a small write is tried, for at most this long.
    Health health(std::chrono::milliseconds patience);
    // Remember what a reader met: a failing disk; a damaged file, after which nothing is written until the next start.
    void note(const Error& error);
    void note_damage(const std::string& damage);
    // Whether another process has written since this was asked last; noticed with this process's own next write.
    bool others_wrote() { return others_wrote_.exchange(false); }

private:
    struct Job {
        const Work* work = nullptr;
        log::Context context;  // of the thread that waits for it
        const std::function<void(SqliteConnection&)>* alone = nullptr;
        std::exception_ptr error;
        bool done = false;
        std::mutex mutex;
        std::condition_variable finished;
    };

    void submit(Job& job);
    void refuse_if_damaged();
    void enqueue(Job& job);
    void loop();
    void run_batch(std::vector<Job*>& batch);
    void begin();
    void look_for_others();
    template <class F>
    std::size_t run_works(std::vector<Job*>& batch, F f);
    std::size_t run_together(std::vector<Job*>& batch);
    std::size_t run_apart(std::vector<Job*>& batch);
    std::exception_ptr attempt(Job& job);
    void run_one(Job& job);
    void rehearse(std::vector<Job*>& batch);
    void undo_works();
    void undo_one();
    void commit(std::size_t writes);
    void undo_batch(const std::vector<Job*>& batch, const Error& error);
    void run_alone(Job& job);
    void move_log();
    static void answer(Job& job);

    SqliteConnection connection_;
    Reserve reserve_;
    std::size_t largest_batch_;
    bool rehearsed_;
    std::int64_t changes_seen_ = 0;
    std::int64_t version_seen_ = 0;  // of the file's content, as this connection counts what others commit
    std::atomic<bool> others_wrote_{false};
    int careful_ = 0;    // batches still to be run with savepoints
    int log_pages_ = 0;  // of the write-ahead log, as of the last commit

    std::mutex queue_mutex_;
    std::condition_variable queued_;
    std::deque<Job*> queue_;
    bool ending_ = false;

    std::mutex health_mutex_;
    std::string trouble_;  // empty: all is well
    std::string damage_;   // likewise; never cleared
    std::shared_ptr<Job> probe_;

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace zhibu::db
