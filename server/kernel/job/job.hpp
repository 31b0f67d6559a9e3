// Work outside of requests: the outbox (what must happen after a commit, retried until it does), periodic jobs, and long work
// whose progress its owner watches. Several nodes may run on one database: each piece is claimed by one of them.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "kernel/access/actor.hpp"
#include "kernel/schema/codec.hpp"
#include "kernel/values/date.hpp"

namespace zhibu {
class App;
class Transaction;
class View;
}  // namespace zhibu

namespace zhibu::job {

constexpr int most_attempts = 12;  // then the task stays in the outbox with its last failure and is not tried again

// One task of the outbox being done. It may be done twice where the program ends in the middle: write so that this does no harm.
struct Task {
    App& app;
    Actor actor;  // the system actor that carries the job's name
    json::value payload;
};

// How far a long piece of work is, and what it is at. report() writes at most twice a second and throws Cancelled once its owner
// has asked to stop.
struct Cancelled {};
class Progress {
public:
    Progress(App& app, Actor actor, std::int64_t id) : app_{app}, actor_{std::move(actor)}, id_{id} {}
    void report(std::int64_t done, std::int64_t total, const std::string& at = "");
    const Actor& actor() const { return actor_; }

private:
    App& app_;
    Actor actor_;
    std::int64_t id_;
    std::chrono::steady_clock::time_point written_{};
};
// What came of it: a sentence, and the page or file that it made.
struct Outcome {
    std::string message, link{};
};
struct Standing {
    bool going{};      // some node does it, or will: none has been silent about it for a minute
    bool cancelled{};  // its owner has asked to stop
    std::int64_t done{}, total{};
    std::string at{};
};

class Jobs {
public:
    explicit Jobs(App& app) : app_{app} {}
    ~Jobs() { stop(); }
    Jobs(const Jobs&) = delete;

    // The outbox. `send` writes the task in the caller's transaction; it is due at once, or at `due`.
    using Handler = std::function<void(const Task&)>;
    void declare(std::string name, Handler handler);
    void send(Transaction& transaction, const std::string& name, const json::value& payload, Instant due = {});
    // Runs f once in each span of time, on one node.
    void every(std::string name, std::chrono::seconds span, std::function<void(App&)> f);

    // Begins long work, with the caller's commit or at once, and returns its number for GET /jobs/{id}. It is done as the actor.
    using Work = std::function<Outcome(Progress&)>;
    std::int64_t begin(Transaction& transaction, const std::string& kind, const std::string& title, Work work);
    std::int64_t begin(const Actor& actor, const std::string& kind, const std::string& title, Work work);
    static Standing standing(const View& view, std::int64_t id);  // whichever node does it
    void wait();  // until all long work begun here has ended; for tests and commands

    // Shows what another node had begun and left (it died in the middle) as failed, with words that say to begin it again.
    void mark_interrupted();
    void start();  // the runner's thread; tests call run_due() instead
    void stop();   // ends the threads; long work is asked to stop and marked
    void wake();
    int run_due();  // does whatever is due now, in the caller's thread; returns how many pieces

private:
    struct Turn {
        std::string name;
        std::chrono::seconds span;
        std::function<void(App&)> run;
    };
    struct Begun {
        std::int64_t id;
        Actor actor;
        Work work;
    };
    int run_turns();
    int run_outbox();
    bool claim_turn(const Turn& turn);
    void run_task(std::int64_t id, const std::string& name, const std::string& payload, std::int64_t attempts);
    void work_on();
    void do_work(Begun& begun);
    void end_work(const Begun& begun, std::string_view state, const Outcome& outcome);
    void keep_alive();
    void keep_task(std::int64_t id, std::int64_t attempts);

    friend class Progress;
    App& app_;
    std::map<std::string, Handler, std::less<>> handlers_;
    std::vector<Turn> turns_;
    std::mutex mutex_;
    std::condition_variable changed_, stopped_;
    std::atomic<bool> stopping_{false};
    bool woken_{false};
    std::deque<Begun> waiting_;
    std::int64_t working_on_{};  // the long work that runs here now
    std::int64_t task_{}, task_attempts_{};  // of the outbox, likewise
    std::thread runner_, worker_, beater_;
};

// The program's own periodic jobs: sweeping of what has ended, and the audit's seal.
void declare_sweeps(App& app);
void install_jobs(App& app);  // GET /jobs, GET /jobs/{id}, POST /jobs/{id}/cancellation

// Deletes stored bytes that no row speaks of and that nobody has touched for `older_than`; returns how many.
int sweep_files(App& app, std::chrono::seconds older_than);

}  // namespace zhibu::job
