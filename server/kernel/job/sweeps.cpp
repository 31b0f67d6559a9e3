// Periodic sweeping: what has ended is deleted, in small pieces, so that writers hardly wait.
#include "kernel/access/session.hpp"
#include "kernel/app.hpp"
#include "kernel/job/job.hpp"
#include "kernel/record/audit_seal.hpp"

namespace zhibu::job {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t answers_kept_seconds = 48 * 3600;  // a client may retry a POST for two days
constexpr std::int64_t failures_kept_seconds = 24 * 3600;
constexpr int at_once = 1000;

void sweep_answers(App& app) {
    auto limit = app.clock.now().plus_seconds(-answers_kept_seconds);
    for (bool more = true; more;)
        app.database->write([&](db::Session& s) {
            auto until = s.integer("SELECT created_at FROM idempotency WHERE tenant_id = 1 AND created_at < ? ORDER BY created_at LIMIT 1 OFFSET ?", limit, at_once);
            more = until.has_value();
            s.execute("DELETE FROM idempotency WHERE tenant_id = 1 AND created_at < ? AND created_at <= ?", limit, until.value_or(limit.milliseconds()));
        });
}

void sweep_sessions(App& app) {
    auto now = app.clock.now();
    app.database->write([&](db::Session& s) {
        s.execute("DELETE FROM login_session WHERE tenant_id = 1 AND (expires_at <= ? OR seen_at <= ?)", now, now.plus_seconds(-access::idle_seconds));
        s.execute("DELETE FROM login_failure WHERE tenant_id = 1 AND last_at <= ?", now.plus_seconds(-failures_kept_seconds));
    });
}

bool spoken_of(App& app, const std::string& digest) {
    return app.database->read_value([&](db::Session& s) { return s.integer("SELECT 1 FROM stored_file WHERE tenant_id = 1 AND digest = ? LIMIT 1", digest).has_value(); });
}
bool untouched_for(const std::filesystem::path& file, std::chrono::seconds span) {
    std::error_code error;
    auto touched = std::filesystem::last_write_time(file, error);
    return !error && std::filesystem::file_time_type::clock::now() - touched >= span;
}

}  // namespace

int sweep_files(App& app, std::chrono::seconds older_than) {
    int count = 0;
    std::error_code error;
    for (auto& folder : std::filesystem::directory_iterator{app.place.files(), error}) {
        if (!folder.is_directory()) continue;
        for (auto& file : std::filesystem::directory_iterator{folder.path(), error}) {
            auto digest = folder.path().filename().string() + file.path().filename().string();
            if (!untouched_for(file.path(), older_than) || spoken_of(app, digest)) continue;
            // Moved aside first: whoever puts the same bytes from now on writes them anew. Whoever touched them just before gets them back.
            auto aside = file.path();
            aside += ".swept";
            std::filesystem::rename(file.path(), aside, error);
            if (error) continue;
            if (!untouched_for(aside, older_than) || spoken_of(app, digest)) std::filesystem::rename(aside, file.path(), error);
            else count += std::filesystem::remove(aside, error);
        }
    }
    return count;
}

void declare_sweeps(App& app) {
    app.jobs.every("sweep.idempotency", 1h, sweep_answers);
    app.jobs.every("sweep.sessions", 1h, sweep_sessions);
    app.jobs.every("sweep.files", 24h, [](App& program) { sweep_files(program, 24h); });
    app.jobs.every("job.interrupted", 1min, [](App& program) { program.jobs.mark_interrupted(); });
    app.jobs.every("rollup.fold", 24h, [](App& program) { rollup::fold(program); });
    app.jobs.every("audit.seal", 20s, audit::write_seal);
}

}  // namespace zhibu::job
