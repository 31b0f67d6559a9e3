// Long work: one piece at a time on a thread of its own, its progress in a row that its owner may look at from any node.
#include "kernel/app.hpp"
#include "kernel/job/job.hpp"
#include "kernel/log/log.hpp"

namespace zhibu::job {
namespace {

constexpr std::int64_t silent_seconds = 60;  // running work is alive as long as its node says so every ten seconds
constexpr auto between_reports = std::chrono::milliseconds{500};

http::Response list(const View& view) {
    std::string out = "{\"items\":[";
    auto rows = view.session.query("SELECT id, kind, title, state, done, total, message, link, created_at FROM job WHERE tenant_id = ? AND account_id = ? ORDER BY id DESC LIMIT 50",
                                   view.tenant(), view.actor.account);
    for (bool first = true; rows.next(); first = false) {
        if (!first) out += ',';
        out += json::serialize(json::object{{"id", rows.integer(0)}, {"kind", rows.text(1)}, {"title", rows.text(2)}, {"state", rows.text(3)}, {"done", rows.integer(4)},
                                            {"total", rows.integer(5)}, {"message", rows.text(6)}, {"link", rows.text(7)},
                                            {"created_at", Instant::from_milliseconds(rows.integer(8)).iso()}});
    }
    return http::ok(out + "]}");
}
// Nobody sees another's work: it may name what only its owner may see.
http::Response show(const View& view, std::int64_t id) {
    auto rows = view.session.query("SELECT id, kind, title, state, done, total, message, link, created_at FROM job WHERE tenant_id = ? AND id = ? AND account_id = ?", view.tenant(),
                                   id, view.actor.account);
    if (!rows.next()) throw not_found();
    return http::ok(json::serialize(json::object{{"id", rows.integer(0)}, {"kind", rows.text(1)}, {"title", rows.text(2)}, {"state", rows.text(3)}, {"done", rows.integer(4)},
                                                 {"total", rows.integer(5)}, {"message", rows.text(6)}, {"link", rows.text(7)},
                                                 {"created_at", Instant::from_milliseconds(rows.integer(8)).iso()}}));
}

}  // namespace

void Progress::report(std::int64_t done, std::int64_t total, const std::string& at) {
    auto now = std::chrono::steady_clock::now();
    if (app_.jobs.stopping_) throw Cancelled{};
    if (done != total && now - written_ < between_reports) return;
    written_ = now;
    bool asked = app_.database->write_value([&](db::Session& s) {
        s.execute("UPDATE job SET done = ?, total = ?, message = ?, updated_at = ? WHERE tenant_id = ? AND id = ?", done, total, at, app_.clock.now(), actor_.tenant, id_);
        return s.integer("SELECT cancelling FROM job WHERE tenant_id = ? AND id = ?", actor_.tenant, id_).value_or(1) != 0;
    });
    if (asked) throw Cancelled{};
}

std::int64_t Jobs::begin(Transaction& t, const std::string& kind, const std::string& title, Work work) {
    auto id = t.session.next_id();
    t.session.execute(
        "INSERT INTO job (tenant_id, id, account_id, kind, title, state, done, total, message, link, cancelling, created_at, updated_at) VALUES (?,?,?,?,?,'waiting',0,0,'','',0,?,?)",
        t.tenant(), id, t.actor.account, kind, title, t.now, t.now);
    t.audit("job.begun", "job", id, {}, {"{\"kind\":" + to_json(kind) + "}"});
    t.after_commit([this, id, actor = t.actor, work = std::move(work)] {
        std::lock_guard lock{mutex_};
        waiting_.push_back({id, actor, work});
        if (!worker_.joinable()) worker_ = std::thread{[this] { work_on(); }};
        changed_.notify_all();
    });
    return id;
}

std::int64_t Jobs::begin(const Actor& actor, const std::string& kind, const std::string& title, Work work) {
    return app_.write(actor, [&](Transaction& t) { return begin(t, kind, title, work); });
}

Standing Jobs::standing(const View& view, std::int64_t id) {
    auto rows = view.session.query("SELECT state, updated_at, cancelling, done, total, message FROM job WHERE tenant_id = ? AND id = ?", view.tenant(), id);
    if (!rows.next()) return {};
    bool over = rows.text(0) != "waiting" && rows.text(0) != "running", silent = rows.integer(1) < view.now.plus_seconds(-silent_seconds).milliseconds();
    return {!over && !silent, rows.integer(2) != 0, rows.integer(3), rows.integer(4), std::string{rows.text(5)}};
}

void Jobs::work_on() {
    for (;;) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (waiting_.empty()) return;  // stopping
        auto begun = std::move(waiting_.front());
        waiting_.pop_front();
        working_on_ = begun.id;
        lock.unlock();
        try {
            do_work(begun);
        } catch (const std::exception& error) {
            log::error("job {}: {}", begun.id, error.what());
        }
        lock.lock();
        working_on_ = 0;
        changed_.notify_all();
    }
}

void Jobs::do_work(Begun& begun) {
    auto words = [&](std::string_view key) { return std::string{app_.words.text(Language::chinese, key)}; };
    bool waited_for = !stopping_ && app_.database->write_value([&](db::Session& s) {
        return s.execute("UPDATE job SET state = 'running', updated_at = ? WHERE tenant_id = ? AND id = ? AND cancelling = 0", app_.clock.now(), begun.actor.tenant, begun.id) == 1;
    });
    if (!waited_for) return end_work(begun, "cancelled", {words("desk.job.cancelled")});
    Progress progress{app_, begun.actor, begun.id};
    try {
        end_work(begun, "done", begun.work(progress));
    } catch (const Cancelled&) {
        end_work(begun, "cancelled", {words("desk.job.cancelled")});
    } catch (const Problem& problem) {
        end_work(begun, "failed", {app_.words.sentence(Language::chinese, "problem." + problem.type + ".detail", problem.parameters)});
    } catch (const std::exception& error) {
        log::error("job {}: {}", begun.id, error.what());
        end_work(begun, "failed", {words("desk.job.failed")});
    }
}

void Jobs::end_work(const Begun& begun, std::string_view state, const Outcome& outcome) {
    app_.database->write([&](db::Session& s) {
        s.execute("UPDATE job SET state = ?, message = ?, link = ?, updated_at = ? WHERE tenant_id = ? AND id = ?", state, outcome.message, outcome.link, app_.clock.now(),
                  begun.actor.tenant, begun.id);
    });
}

void Jobs::wait() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return waiting_.empty() && working_on_ == 0; });
}

void Jobs::mark_interrupted() {
    auto silent = app_.clock.now().plus_seconds(-silent_seconds);
    app_.database->write([&](db::Session& s) {
        s.execute("UPDATE job SET state = 'failed', message = ? WHERE tenant_id = 1 AND state IN ('waiting', 'running') AND updated_at < ?", app_.words.text(Language::chinese, "desk.job.interrupted"),
                  silent);
    });
}

void install_jobs(App& app) {
    using http::Call;
    auto& r = app.router;
    r.get("/api/v1/jobs", {.operation = "job.list"}, [](Call& call) { return call.read(list); });
    r.get("/api/v1/jobs/{id}", {.operation = "job.show"}, [](Call& call) { return call.read([&](const View& view) { return show(view, call.number(0)); }); });
    r.post("/api/v1/jobs/{id}/cancellation", {.operation = "job.cancel"}, [](Call& call) {
        return call.write([&](Transaction& t) {
            show(t, call.number(0));
            if (t.session.execute("UPDATE job SET cancelling = 1 WHERE tenant_id = ? AND id = ? AND state IN ('waiting', 'running')", t.tenant(), call.number(0)) != 1)
                throw conflict("job-has-ended");
            t.audit("job.cancelled", "job", call.number(0));
            return show(t, call.number(0));
        });
    });
}

}  // namespace zhibu::job
