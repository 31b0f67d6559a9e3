#include "kernel/operation/measures.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "kernel/access/session.hpp"
#include "kernel/log/log.hpp"
#include "kernel/operation/readiness.hpp"
#include "kernel/upgrade/upgrade.hpp"

namespace zhibu::operation {
namespace {

namespace fs = std::filesystem;
using metric::Sample;
using Samples = std::vector<Sample>;
using std::string;

double size_of(const fs::path& file) {
    std::error_code error;
    auto size = fs::file_size(file, error);
    return error ? 0 : static_cast<double>(size);
}
double seconds_since(const App& app, std::int64_t milliseconds) { return static_cast<double>(app.clock.now().milliseconds() - milliseconds) / 1000; }

void sizes(const App& app, db::Session& session, Samples& out) {
    constexpr auto help = "Size of the database, and of SQLite's write-ahead log.";
    if (session.engine() == db::Engine::postgresql) {
        out.push_back({"zhibu_database_bytes", help, {{"part", "database"}}, static_cast<double>(session.integer("SELECT pg_database_size(current_database())").value_or(0))});
        return;
    }
    auto file = app.place.database.empty() ? app.place.database_file() : fs::path{app.place.database};
    out.push_back({"zhibu_database_bytes", help, {{"part", "database"}}, size_of(file)});
    out.push_back({"zhibu_database_bytes", help, {{"part", "log"}}, size_of(file.string() + "-wal")});
}

void by_state(db::Session& session, Samples& out, const char* name, const char* help, std::initializer_list<std::string_view> states, std::string_view sql) {
    std::map<string, double, std::less<>> counts;
    for (auto state : states) counts[string{state}] = 0;  // a series that comes and goes cannot be compared
    for (auto rows = session.query(sql); rows.next();)
        if (auto found = counts.find(rows.text(0)); found != counts.end()) found->second = static_cast<double>(rows.integer(1));
    for (auto& [state, count] : counts) out.push_back({name, help, {{"state", state}}, count});
}

void work(const App& app, db::Session& session, Samples& out) {
    auto now = app.clock.now();
    auto idle = now.plus_seconds(-access::idle_seconds);
    out.push_back({"zhibu_sessions", "Log-ins that are in force.", {}, static_cast<double>(session.integer("SELECT count(*) FROM login_session WHERE expires_at > ? AND seen_at > ?", now, idle).value_or(0))});
    by_state(session, out, "zhibu_jobs", "Long work by state.", {"waiting", "running", "done", "failed", "cancelled"}, "SELECT state, count(*) FROM job GROUP BY state");
    constexpr std::int64_t far_ahead_seconds = 400LL * 24 * 3600;  // where a task is put that is not tried again
    auto given_up = now.plus_seconds(far_ahead_seconds);
    out.push_back({"zhibu_outbox_tasks", "Tasks of the outbox.", {{"state", "waiting"}}, static_cast<double>(session.integer("SELECT count(*) FROM outbox WHERE due_at <= ?", given_up).value_or(0))});
    out.push_back({"zhibu_outbox_tasks", "Tasks of the outbox.", {{"state", "given_up"}}, static_cast<double>(session.integer("SELECT count(*) FROM outbox WHERE due_at > ?", given_up).value_or(0))});
    auto due = session.integer("SELECT min(due_at) FROM outbox WHERE due_at <= ?", now);
    out.push_back({"zhibu_outbox_oldest_seconds", "How long the oldest task that is due has waited.", {}, due ? seconds_since(app, *due) : 0});
    auto late = session.integer("SELECT min(due_at) FROM job_turn");
    out.push_back({"zhibu_periodic_job_late_seconds", "How late the most overdue periodic job is.", {}, late ? std::max(0.0, seconds_since(app, *late)) : 0});
}

// On the primary: how far its standbys are behind. Needs the right to read pg_stat_replication (pg_monitor); unknown otherwise.
void replication(db::Session& session, Samples& out) {
    if (session.engine() != db::Engine::postgresql) return;
    auto rows = session.query(
        "SELECT coalesce(application_name, ''), CAST(extract(epoch FROM replay_lag) * 1000 AS BIGINT), CAST(pg_wal_lsn_diff(sent_lsn, replay_lsn) AS BIGINT) FROM pg_stat_replication "
        "WHERE replay_lsn IS NOT NULL ORDER BY 1 LIMIT 16");
    while (rows.next()) {
        string standby{rows.text(0)};
        out.push_back({"zhibu_replication_lag_seconds", "How far a standby is behind, by time.", {{"standby", standby}}, rows.is_null(1) ? 0 : static_cast<double>(rows.integer(1)) / 1000});
        out.push_back({"zhibu_replication_lag_bytes", "How far a standby is behind, by bytes.", {{"standby", standby}}, static_cast<double>(rows.integer(2))});
    }
}

void places(App& app, Samples& out) {
    out.push_back({"zhibu_disk_free_bytes", "Free space where the data directory is.", {}, static_cast<double>(free_bytes(app.place.data))});
    if (auto age = backup_age(app)) out.push_back({"zhibu_backup_age_seconds", "Age of the newest backup; absent where none is known.", {}, static_cast<double>(*age)});
}

void process(Samples& out) {
    std::ifstream memory{"/proc/self/statm"};
    double pages = 0, resident = 0;
    memory >> pages >> resident;
    auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
    out.push_back({"process_resident_memory_bytes", "Resident memory.", {}, resident * page});
    out.push_back({"process_virtual_memory_bytes", "Virtual memory.", {}, pages * page});
    std::error_code error;
    auto descriptors = std::distance(fs::directory_iterator{"/proc/self/fd", error}, fs::directory_iterator{});
    out.push_back({"process_open_fds", "Open file descriptors.", {}, static_cast<double>(descriptors)});
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) out.push_back({"process_max_fds", "The limit of open file descriptors.", {}, static_cast<double>(limit.rlim_cur)});
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
    out.push_back({"process_cpu_seconds_total", "Processor time, user and system.", {}, seconds(used.ru_utime) + seconds(used.ru_stime), true});
}

}  // namespace

Samples measures(App& app) {
    Samples out;
    bool postgresql = app.database->engine() == db::Engine::postgresql;
    out.push_back({"zhibu_build_info", "The version that runs.", {{"version", string{zhibu_version}}, {"engine", postgresql ? "postgresql" : "sqlite"}}, 1});
    process(out);
    places(app, out);
    Samples read;
    try {
        app.database->read([&](db::Session& session) {
            read.clear();
            sizes(app, session, read);
            work(app, session, read);
            replication(session, read);
        });
        out.insert(out.end(), read.begin(), read.end());
        out.push_back({"zhibu_database_up", "Whether the database answered this.", {}, 1});
    } catch (const std::exception& error) {
        log::warning("metrics: the database does not answer: {}", error.what());
        out.push_back({"zhibu_database_up", "Whether the database answered this.", {}, 0});
    }
    return out;
}

http::Response metrics(App& app, const http::Request& request) {
    http::Response response;
    if (request.path != "/metrics" || (request.method != http::Method::get && request.method != http::Method::head)) {
        response.status = 404;
        return response;
    }
    response.set("content-type", "text/plain; version=0.0.4; charset=utf-8");
    response.set("cache-control", "no-store");
    response.body = metric::exposition(measures(app));
    return response;
}

}  // namespace zhibu::operation
