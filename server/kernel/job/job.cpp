#include "kernel/job/job.hpp"

#include <functional>
#include <stdexcept>

#include "kernel/app.hpp"
#include "kernel/log/log.hpp"

namespace zhibu::job {
namespace {

constexpr std::int64_t lease_seconds = 300;         // a task claimed by a node that died is tried again after this time
constexpr auto look_again = std::chrono::seconds{5};  // for tasks that other nodes have sent
constexpr Instant never = Instant::from_milliseconds(9000000000000000);

// 5 s, 10 s, 20 s … at most an hour.
std::int64_t pause_after(std::int64_t attempts) { return std::min<std::int64_t>(3600, std::int64_t{5} << std::min<std::int64_t>(attempts - 1, 12)); }

}  // namespace

void Jobs::declare(std::string name, Handler handler) { handlers_[std::move(name)] = std::move(handler); }
void Jobs::every(std::string name, std::chrono::seconds span, std::function<void(App&)> f) { turns_.push_back({std::move(name), span, std::move(f)}); }

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
    mark_interrupted();
    runner_ = std::thread{[this] {
        while (!stopping_) {
            try {
                run_due();
                keep_alive();
            } catch (const std::exception& error) {  // a database that fails for a while must not end the jobs
                log::error("jobs: {}", error.what());
            }
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
    }
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
        if (stopping_ || !claim_turn(turn)) continue;
        ++count;
        try {
            turn.run(app_);
        } catch (const std::exception& error) {
            log::error("job {}: {}", turn.name, error.what());
        } catch (...) {
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

void Jobs::run_task(std::int64_t id, const std::string& name, const std::string& payload, std::int64_t attempts) {
    std::string failure;
    try {
        auto handler = handlers_.find(name);
        if (handler == handlers_.end()) throw std::runtime_error{"no job is called " + name};
        handler->second(Task{app_, Actor::job({1}, name), json::parse(payload)});
    } catch (const std::exception& error) {
        failure = error.what();
    } catch (...) {
        failure = "failed";
    }
    app_.database->write([&](db::Session& s) {
        if (failure.empty()) {
            s.execute("DELETE FROM outbox WHERE tenant_id = 1 AND id = ? AND attempts = ?", id, attempts);
            return;
        }
        auto next = attempts >= most_attempts ? never : app_.clock.now().plus_seconds(pause_after(attempts));
        s.execute("UPDATE outbox SET failure = ?, due_at = ? WHERE tenant_id = 1 AND id = ? AND attempts = ?", failure, next, id, attempts);
    });
    if (!failure.empty()) log::warning("job {} {}: attempt {} failed: {}", name, id, attempts, failure);
}

}  // namespace zhibu::job
