// Backups and restore drills as long work: begun by the timer or by a person, their outcome in a row, a failure in the inbox.
#include <fmt/format.h>

#include <map>

#include "kernel/backup/office.hpp"
#include "kernel/log/log.hpp"

namespace zhibu::backup {
namespace {

using std::string;

constexpr std::int64_t silent_seconds = 3600;  // a run that began so long ago and never ended was interrupted with its program

constexpr std::int64_t after_failure_seconds = 1800;  // then it is tried again, whatever the plan says

string words(const App& app, const string& key, const Parameters& parameters = {}) { return app.words.sentence(Language::chinese, key, parameters); }

string megabytes(std::uintmax_t bytes) { return fmt::format("{:.1f}", double(bytes) / 1e6); }

BackupRun begin_run(App& app, const Actor& actor, BackupDeed deed, const string& moment) {
    return app.write(actor, [&](Transaction& t) {
        t.session.execute("UPDATE backup_run SET state = 'failed', message = ?, ended_at = ?, version = version + 1 WHERE tenant_id = ? AND state = 'running' AND began_at < ?",
                          words(t.app, "backup.interrupted"), t.now, t.tenant(), t.now.plus_seconds(-silent_seconds));
        BackupRun run;
        run.deed = deed, run.moment = moment, run.began_at = t.now, run.actor = actor.system ? words(t.app, "backup.timer") : actor.name;
        Store<BackupRun>{t}.insert(run);
        return run;
    });
}

// The run's end and its audit are one.
void end_run(App& app, const Actor& actor, BackupRun& run, const string& failure) {
    app.write(actor, [&](Transaction& t) {
        auto ended = run;
        ended.ended_at = t.now, ended.state = failure.empty() ? BackupState::done : BackupState::failed, ended.message = failure;
        Store<BackupRun>{t}.update(ended);
        auto deed = run.deed == BackupDeed::backup ? failure.empty() ? "backup.taken" : "backup.failed" : failure.empty() ? "backup.drilled" : "backup.drill_failed";
        t.audit(deed, "backup_run", run.id.value, {},
                {json::serialize(json::object{{"moment", ended.moment}, {"rows", ended.row_count}, {"files", ended.file_count}, {"bytes", ended.bytes}, {"fresh", ended.fresh_bytes}, {"message", failure}})});
    });
}

// Tells the job how far it is; a person may cancel it.
Report reporting(job::Progress& progress) {
    return [&progress](std::int64_t done, std::int64_t total) { progress.report(std::min(done, total), total); };
}

template <class F>
job::Outcome as_run(App& app, const Actor& actor, BackupDeed deed, const string& moment, F f) {
    auto run = begin_run(app, actor, deed, moment);
    auto failed = [&](const string& why) { end_run(app, actor, run, why); };
    try {
        auto outcome = f(run);
        end_run(app, actor, run, run.message);
        if (!run.message.empty()) throw std::runtime_error{run.message};
        return outcome;
    } catch (const job::Cancelled&) {
        failed(words(app, "backup.cancelled"));
        throw;
    } catch (const Fault& fault) {
        failed(fault.what());
        return {fault.what(), "/backups"};
    } catch (const std::exception& error) {
        if (run.message.empty()) log::error("backup: {}", error.what()), failed(words(app, "backup.unexpected", {{"reason", error.what()}}));
        return {words(app, "backup.failed", {{"reason", run.message.empty() ? error.what() : run.message}}), "/backups"};
    }
}

job::Outcome back_up(App& app, job::Progress& progress) {
    return as_run(app, progress.actor(), BackupDeed::backup, "", [&](BackupRun& run) -> job::Outcome {
        auto vault = Vault::open(vault_folder(app.place), vault_key_file(app.place));
        auto moment = take(app, vault, reporting(progress));
        run.moment = moment.name, run.taken_at = moment.taken_at, run.row_count = moment.rows, run.file_count = moment.files, run.bytes = std::int64_t(moment.bytes), run.fresh_bytes = std::int64_t(moment.fresh);
        auto plan = app.read(progress.actor(), plan_of);
        prune(vault, {plan.keep_hours, plan.keep_days, plan.keep_weeks, plan.keep_months});
        return {words(app, "backup.taken", {{"rows", std::to_string(moment.rows)}, {"files", std::to_string(moment.files)}, {"fresh", megabytes(moment.fresh)}}), "/backups"};
    });
}

json::array compared(App& app, const Examined& examined) {
    return app.database->read_value([&](db::Session& session) {
        std::map<string, std::int64_t> restored;
        for (auto& each : examined.restored) restored[each.table] = each.rows;
        json::array all;
        for (auto& each : examined.moment.tables) {
            std::int64_t now = -1;
            if (each.table.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == string::npos) now = session.integer("SELECT count(*) FROM " + each.table).value_or(-1);
            all.push_back(json::object{{"table", each.table}, {"taken", each.rows}, {"restored", restored[each.table]}, {"now", now}});
        }
        return all;
    });
}

string master_key_of(const Place& place) {
    std::ifstream in{place.key_file(), std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

job::Outcome drill(App& app, job::Progress& progress, const string& moment) {
    return as_run(app, progress.actor(), BackupDeed::drill, moment, [&](BackupRun& run) -> job::Outcome {
        auto vault = Vault::open(vault_folder(app.place), vault_key_file(app.place));
        auto about = moment_of(vault, moment);
        run.taken_at = about.taken_at, run.row_count = about.rows, run.file_count = about.files, run.bytes = std::int64_t(about.bytes), run.fresh_bytes = std::int64_t(about.fresh);
        std::error_code ignored;
        if (auto room = fs::space(app.place.data, ignored); !ignored && room.available < about.bytes * 3) throw Fault{words(app, "backup.no_room", {{"needed", megabytes(about.bytes * 3)}})};
        auto examined = examine(vault, moment, app.place.data, master_key_of(app.place), reporting(progress));
        run.counts = {json::serialize(compared(app, examined))};
        for (std::size_t i = 0; i < examined.findings.size() && i < 5; ++i) run.message += (i ? "；" : "") + examined.findings[i];
        return {words(app, "backup.drilled", {{"rows", std::to_string(about.rows)}}), "/backups"};
    });
}

}  // namespace

std::int64_t begin_backup(App& app, const Actor& actor) {
    return app.jobs.begin(actor, "backup", words(app, "backup.job"), [&app](job::Progress& progress) { return back_up(app, progress); });
}

std::int64_t begin_drill(App& app, const Actor& actor, const string& moment) {
    return app.jobs.begin(actor, "backup_drill", words(app, "backup.drill_job"), [&app, moment](job::Progress& progress) { return drill(app, progress, moment); });
}

void back_up_if_due(App& app) {
    if (!Vault::stands_in(vault_folder(app.place))) return;
    auto actor = Actor::job({1}, "backup");
    bool due = app.read(actor, [](const View& view) {
        auto plan = plan_of(view);
        if (plan.every_hours == 0) return false;
        auto last = last_run(view, BackupDeed::backup);
        auto pause = last && last->state == BackupState::failed ? after_failure_seconds : plan.every_hours * 3600 - 60;
        // A clock that was far ahead once must not keep backups away.
        return !last || last->began_at.plus_seconds(pause) <= view.now || last->began_at > view.now.plus_seconds(3600);
    });
    if (due) begin_backup(app, actor);
}

}  // namespace zhibu::backup
