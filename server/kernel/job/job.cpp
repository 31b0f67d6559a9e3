#include "kernel/job/job.hpp"

#include <functional>
#include <stdexcept>

#include "kernel/app.hpp"
#include "kernel/job/each_node.hpp"
#include "kernel/log/context.hpp"
#include "kernel/db/write_gate.hpp"
#include "kernel/log/log.hpp"
#include "kernel/metric/metric.hpp"

namespace zhibu::job {
namespace {

// A database that fails for a while, or is closed to writes, must not end the jobs.
template <class F>
void trying(F f) {
    try {
        f();
    } catch (const db::Error& error) {
        if (!db::gate_of(error)) log::error("jobs: {}", error.what());
    } catch (const std::exception& error) {
        log::error("jobs: {}", error.what());
    }
}

constexpr std::chrono::seconds at_each_look{0};       // a turn of each node, which nobody claims
constexpr std::int64_t lease_seconds = 60;            // a task claimed by a node that died is done by another after this time
constexpr auto between_beats = std::chrono::seconds{10};  // a node that lives says so: a task may take as long as it needs
constexpr auto look_again = std::chrono::seconds{5};  // for tasks that other nodes have sent
constexpr Instant never = Instant::from_milliseconds(9000000000000000);

// 5 s, 10 s, 20 s … at most an hour.
std::int64_t pause_after(std::int64_t attempts) { return std::min<std::int64_t>(3600, std::int64_t{5} << std::min<std::int64_t>(attempts - 1, 12)); }

}  // namespace

void Jobs::declare(std::string name, Handler handler) { handlers_[std::move(name)] = std::move(handler); }
void Jobs::every(std::string name, std::chrono::seconds span, std::function<void(App&)> f) { turns_.push_back({std::move(name), span, std::move(f)}); }

void on_each_node(Jobs& jobs, std::string name, std::function<void(App&)> f) { jobs.every(std::move(name), at_each_look, std::move(f)); }

void Jobs::send(Transaction& t, const std::string& name, const json::value& payload, Instant due) {
    if (!handlers_.contains(name)) throw std::logic_error{"no job is called " + name};
    t.session.execute("INSERT INTO outbox (tenant_id, id, job, payload, due_at, attempts, failure) VALUES (?,?,?,?,?,0,'')", t.tenant(), t.session.next_id(), name,
                      json::serialize(payload), due.empty() ? t.now : due);
    t.after_commit([this] { wake(); });
}

void Jobs::wake() {
    std::lock_guard lock{mutex_};
    woken_ = true;
    changed_.notify_all();
}

void Jobs::start() {
    // Where nothing can be written for a while the service begins nonetheless, and this is done later.
    auto marked = [this] {
        try {
            return mark_interrupted(), true;
        } catch (const db::Error&) {
            return false;
        }
    }();
    beater_ = std::thread{[this] {
        for (std::unique_lock lock{mutex_}; !stopped_.wait_for(lock, between_beats, [this] { return stopping_.load(); });) {
            lock.unlock();
            trying([this] { keep_alive(); });
            lock.lock();
        }
    }};
    runner_ = std::thread{[this, marked]() mutable {
        while (!stopping_) {
            trying([&] {
                if (!marked) mark_interrupted(), marked = true;
                run_due();
            });
            std::unique_lock lock{mutex_};
            changed_.wait_for(lock, look_again, [this] { return woken_ || stopping_; });
            woken_ = false;
        }
    }};
}

void Jobs::stop() {
    {
        std::lock_guard lock{mutex_};
        stopping_ = true;
        changed_.notify_all();
        stopped_.notify_all();
    }
    if (beater_.joinable()) beater_.join();
    if (runner_.joinable()) runner_.join();
    if (worker_.joinable()) worker_.join();
}

int Jobs::run_due() { return run_turns() + run_outbox(); }

// ---- Periodic jobs ------------------------------------------------------------------------------------------------------

bool Jobs::claim_turn(const Turn& turn) {
    auto now = app_.clock.now();
    auto due = app_.database->read_value([&](db::Session& s) { return s.integer("SELECT due_at FROM job_turn WHERE tenant_id = 1 AND name = ?", turn.name); });
    // A clock that was far ahead once must not keep a job from running for as long.
    if (due && *due > now.milliseconds() && *due <= now.plus_seconds(2 * turn.span.count()).milliseconds()) return false;
    return app_.database->write_value([&](db::Session& s) {
        auto next = now.plus_seconds(turn.span.count());
        if (due) return s.execute("UPDATE job_turn SET due_at = ? WHERE tenant_id = 1 AND name = ? AND due_at = ?", next, turn.name, *due) == 1;
        return s.execute("INSERT INTO job_turn (tenant_id, name, due_at) VALUES (1, ?, ?) ON CONFLICT (tenant_id, name) DO NOTHING", turn.name, next) == 1;
    });
}

int Jobs::run_turns() {
    int count = 0;
    for (auto& turn : turns_) {
        bool own = turn.span == at_each_look;
        if (stopping_ || (!own && !claim_turn(turn))) continue;
        if (!own) ++count, metric::count(metric::Count::job_run);
        auto origin = "job " + turn.name;
        log::Working working{{{}, origin}};
        try {
            turn.run(app_);
        } catch (const std::exception& error) {
            metric::count(metric::Count::job_failure);
            log::error("job {}: {}", turn.name, error.what());
        } catch (...) {
            metric::count(metric::Count::job_failure);
            log::error("job {}: failed", turn.name);
        }
    }
    return count;
}

// ---- The outbox ---------------------------------------------------------------------------------------------------------

int Jobs::run_outbox() {
    struct Due {
        std::int64_t id, attempts, due_at;
        std::string name, payload;
    };
    auto due = app_.database->read_value([&](db::Session& s) {
        std::vector<Due> all;
        auto rows = s.query("SELECT id, attempts, due_at, job, payload FROM outbox WHERE tenant_id = 1 AND due_at <= ? ORDER BY due_at, id LIMIT 100", app_.clock.now());
        while (rows.next()) all.push_back({rows.integer(0), rows.integer(1), rows.integer(2), std::string{rows.text(3)}, std::string{rows.text(4)}});
        return all;
    });
    int count = 0;
    for (auto& each : due) {
        if (stopping_) break;
        // Claimed by whoever moves it first; should this node die now, the task is due again when its lease has ended.
        bool ours = app_.database->write_value([&](db::Session& s) {
            return s.execute("UPDATE outbox SET attempts = attempts + 1, due_at = ? WHERE tenant_id = 1 AND id = ? AND attempts = ? AND due_at = ?",
                             app_.clock.now().plus_seconds(lease_seconds), each.id, each.attempts, each.due_at) == 1;
        });
        if (!ours) continue;
        run_task(each.id, each.name, each.payload, each.attempts + 1);
        ++count;
    }
    return count;
}

void Jobs::keep_task(std::int64_t id, std::int64_t attempts) {
    std::lock_guard lock{mutex_};
    task_ = id, task_attempts_ = attempts;
}

// The claims of this node's work are renewed while it lives.
void Jobs::keep_alive() {
    std::vector<std::int64_t> ours;
    std::int64_t task = 0, attempts = 0;
    {
        std::lock_guard lock{mutex_};
        if (working_on_) ours.push_back(working_on_);
        for (auto& each : waiting_) ours.push_back(each.id);
        task = task_, attempts = task_attempts_;
    }
    if (ours.empty() && !task) return;
    app_.database->write([&](db::Session& s) {
        auto now = app_.clock.now();
        for (auto id : ours) s.execute("UPDATE job SET updated_at = ? WHERE tenant_id = 1 AND id = ?", now, id);
        if (task) s.execute("UPDATE outbox SET due_at = ? WHERE tenant_id = 1 AND id = ? AND attempts = ?", now.plus_seconds(lease_seconds), task, attempts);
    });
}

void Jobs::run_task(std::int64_t id, const std::string& name, const std::string& payload, std::int64_t attempts) {
    std::string failure;
    metric::count(metric::Count::job_run);
    auto origin = "job " + name;
    log::Working working{{{}, origin}};
    keep_task(id, attempts);
    try {
        auto handler = handlers_.find(name);
        if (handler == handlers_.end()) throw std::runtime_error{"no job is called " + name};
        handler->second(Task{app_, Actor::job({1}, name), json::parse(payload)});
    } catch (const std::exception& error) {
        failure = error.what();
    } catch (...) {
        failure = "failed";
    }
    keep_task(0, 0);
    app_.database->write([&](db::Session& s) {
        if (failure.empty()) {
            s.execute("DELETE FROM outbox WHERE tenant_id = 1 AND id = ? AND attempts = ?", id, attempts);
            return;
        }
        auto next = attempts >= most_attempts ? never : app_.clock.now().plus_seconds(pause_after(attempts));
        s.execute("UPDATE outbox SET failure = ?, due_at = ? WHERE tenant_id = 1 AND id = ? AND attempts = ?", failure, next, id, attempts);
    });
    if (!failure.empty()) metric::count(metric::Count::job_failure), log::warning("job {} {}: attempt {} failed: {}", name, id, attempts, failure);
}

}  // namespace zhibu::job
