// What an administrator does with backups: sets up the vault, changes the plan, takes one now, tries one, takes the papers out.
#include "kernel/backup/office.hpp"

#include <sys/stat.h>

#include <fstream>
#include <map>

#include "kernel/access/session.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu {
namespace backup {

// What makes a vault.
struct VaultRequest {
    std::string passphrase{};
    std::string hint{};
};

}  // namespace backup

template <>
struct Schema<backup::VaultRequest> {
    static constexpr std::string_view name = "backup_vault_request";
    static constexpr auto fields = std::tuple{field<&backup::VaultRequest::passphrase>({.required = true, .min = 12, .max = 200}), field<&backup::VaultRequest::hint>({.max = 200})};
};

namespace backup {
namespace {

using std::string;

string master_key_of(const Place& place) {
    std::ifstream in{place.key_file(), std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// Runs of this page, by the moment that they made or tried.
json::object shown(const BackupRun& run) {
    json::object out{{"id", run.id.value}, {"state", Codec<BackupState>::name(run.state)}, {"moment", run.moment}, {"taken_at", nullptr}, {"began_at", run.began_at.iso()}, {"ended_at", nullptr},
                     {"seconds", 0}, {"actor", run.actor}, {"rows", run.row_count}, {"files", run.file_count}, {"bytes", run.bytes}, {"fresh", run.fresh_bytes}, {"message", run.message}};
    if (run.taken_at) out["taken_at"] = run.taken_at->iso();
    if (run.ended_at) out["ended_at"] = run.ended_at->iso(), out["seconds"] = (run.ended_at->milliseconds() - run.began_at.milliseconds()) / 1000;
    return out;
}

json::object shown(const Moment& moment) {
    return {{"moment", moment.name}, {"taken_at", moment.taken_at.iso()}, {"rows", moment.rows}, {"files", moment.files}, {"bytes", moment.bytes}, {"fresh", moment.fresh}, {"actor", ""}, {"drill", nullptr}};
}

// Every moment in the vault, the newest first, each with its newest drill. What a command has taken has no row and is asked of the vault.
json::array moments_shown(const View& view, const Vault& vault) {
    std::map<string, BackupRun> taken, drilled;
    for (auto& run : Store<BackupRun>{view}.select(where("state <> 'running' AND moment <> ''"), "ORDER BY began_at")) (run.deed == BackupDeed::backup ? taken : drilled)[run.moment] = run;
    json::array all;
    auto names = vault.moments();
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
        auto found = taken.find(*name);
        auto line = found == taken.end() ? shown(moment_of(vault, *name)) : shown(found->second);
        line["drill"] = nullptr;
        if (auto drill = drilled.find(*name); drill != drilled.end()) line["drill"] = shown(drill->second);
        all.push_back(std::move(line));
    }
    return all;
}

json::array runs_shown(const View& view, const Where& condition, int most) {
    json::array all;
    for (auto& run : Store<BackupRun>{view}.select(condition, "ORDER BY began_at DESC, id DESC", most)) {
        auto line = shown(run);
        line["counts"] = json::parse(run.counts.text);
        all.push_back(std::move(line));
    }
    return all;
}

http::Response list(http::Call& call) {
    auto& place = call.app.place;
    return call.read([&](const View& view) {
        may_keep(view).or_throw();
        json::object out{{"folder", vault_folder(place).string()}, {"set_up", Vault::stands_in(vault_folder(place))}, {"same_disk", on_same_disk(place)}, {"engine", view.session.engine() == db::Engine::sqlite ? "sqlite" : "postgresql"},
                         {"plan", json::parse(to_json(plan_of(view)))}, {"moments", json::array{}}, {"size", 0}, {"fault", ""}, {"drills", runs_shown(view, where("deed = 'drill'"), 20)},
                         {"failures", runs_shown(view, where("deed = 'backup' AND state = 'failed'"), 5)}, {"last", nullptr}, {"next_at", nullptr}, {"now", view.now.iso()}};
        if (auto last = last_run(view, BackupDeed::backup)) {
            out["last"] = shown(*last);
            if (auto hours = plan_of(view).every_hours; hours > 0) out["next_at"] = last->began_at.plus_seconds(hours * 3600).iso();
        }
        try {
            if (out["set_up"].as_bool()) {
                auto vault = Vault::open(vault_folder(place), vault_key_file(place));
                out["moments"] = moments_shown(view, vault), out["size"] = vault.size();
            }
        } catch (const Fault& fault) {
            out["fault"] = fault.what();  // stands on the page: the key is gone, or the folder is another's
        }
        return http::ok(json::serialize(out));
    });
}

http::Response set_plan(http::Call& call) {
    auto sent = call.body_as<BackupPlan>();
    return call.write([&](Transaction& t) {
        may_keep(t).or_throw();
        auto before = plan_of(t);
        auto plan = sent;
        plan.id = before.id, plan.version = before.version;
        before.id ? Store<BackupPlan>{t}.update(plan) : Store<BackupPlan>{t}.insert(plan);
        t.record({"backup_plan.changed", "backup_plan", plan.id.value}, differences(before, plan));
        return http::ok(to_json(plan));
    });
}

// The passphrase is stretched here, never on the writer's thread, and kept nowhere.
http::Response make_vault(http::Call& call) {
    auto sent = call.body_as<VaultRequest>();
    auto& place = call.app.place;
    call.read([&](const View& view) { return may_keep(view).or_throw(), http::no_content(); });
    if (Vault::stands_in(vault_folder(place))) throw conflict("backup-vault-stands");
    try {
        Vault::make(vault_folder(place), sent.passphrase, master_key_of(place), vault_key_file(place));
    } catch (const Fault& fault) {
        throw Problem{409, "backup-refused", {{"reason", fault.what()}}};
    }
    return call.write([&](Transaction& t) {
        may_keep(t).or_throw();
        auto plan = plan_of(t);
        plan.hint = sent.hint;
        plan.id ? Store<BackupPlan>{t}.update(plan) : Store<BackupPlan>{t}.insert(plan);
        t.record({"backup.vault_made", "backup_plan", plan.id.value});
        return http::created(to_json(plan));
    });
}

http::Response begun(std::int64_t job) {
    auto answer = http::ok(json::serialize(json::object{{"job_id", job}}));
    answer.status = 202;
    return answer;
}

void must_stand(http::Call& call) {
    call.read([&](const View& view) { return may_keep(view).or_throw(), http::no_content(); });
    if (!Vault::stands_in(vault_folder(call.app.place))) throw conflict("backup-no-vault");
    // One at a time is enough: who asks twice is led to what goes on. A job whose program has died no longer says that it is alive.
    bool busy = call.app.read(call.actor, [](const View& view) {
        return view.session.integer("SELECT 1 FROM job WHERE tenant_id = ? AND kind IN ('backup', 'backup_drill') AND state IN ('waiting', 'running') AND updated_at > ? LIMIT 1", view.tenant(), view.now.plus_seconds(-300))
            .has_value();
    });
    if (busy) throw conflict("backup-under-way");
}

http::Response start_drill(http::Call& call) {
    must_stand(call);
    auto vault = Vault::open(vault_folder(call.app.place), vault_key_file(call.app.place));
    auto all = vault.moments();
    if (all.empty()) throw conflict("backup-none-yet");
    auto asked = call.parameter("moment").value_or(all.back());
    if (std::find(all.begin(), all.end(), asked) == all.end()) throw not_found();
    return begun(begin_drill(call.app, call.actor, asked));
}

http::Response certificate(http::Call& call) {
    std::string bytes, name;
    std::int64_t id = 0;
    call.app.read(call.actor, [&](const View& view) {
        may_keep(view).or_throw();
        auto drill = Store<BackupRun>{view}.load(call.id<BackupRun>(), where("deed = 'drill' AND state = 'done'"));
        bytes = certificate_pdf(view, drill), name = drill.began_at.date().iso(), id = drill.id.value;
        return true;
    });
    call.app.write(call.actor, [&](Transaction& t) { t.audit("backup.certificate_exported", "backup_run", id); });
    return http::attachment(std::move(bytes), "application/pdf", "恢复演练证明 " + name + ".pdf");
}

http::Response recovery_sheet(http::Call& call) {
    std::string bytes;
    call.app.read(call.actor, [&](const View& view) {
        may_keep(view).or_throw();
        if (!Vault::stands_in(vault_folder(view.app.place))) throw conflict("backup-no-vault");
        bytes = recovery_sheet_pdf(view);
        return true;
    });
    call.app.write(call.actor, [&](Transaction& t) { t.audit("backup.recovery_sheet_exported", "office", 0); });
    return http::attachment(std::move(bytes), "application/pdf", "备份恢复说明.pdf");
}

}  // namespace

bool on_same_disk(const Place& place) {
    struct stat data {}, vault {};
    auto folder = fs::exists(vault_folder(place)) ? vault_folder(place) : place.data;
    return ::stat(place.data.c_str(), &data) == 0 && ::stat(folder.c_str(), &vault) == 0 && data.st_dev == vault.st_dev;
}

Verdict may_keep(const View& view) { return allowed_if(view.covers({Role::administrator}, whole_office), "keeps_no_backups"); }

BackupPlan plan_of(const View& view) {
    auto all = Store<BackupPlan>{view}.select(everything(), "ORDER BY id", 1);
    return all.empty() ? BackupPlan{} : all.front();
}

std::optional<BackupRun> last_run(const View& view, BackupDeed deed, const Where& only) {
    auto all = Store<BackupRun>{view}.select(where("deed = ?", Codec<BackupDeed>::name(deed)) && only, "ORDER BY began_at DESC, id DESC", 1);
    return all.empty() ? std::nullopt : std::optional{all.front()};
}

void add_to_inbox(const View& view, std::vector<InboxItem>& items) {
    // A sample and an office that is not set up yet have nothing to lose.
    if (!may_keep(view) || access::setting(view.session, view.tenant(), "sample") || !access::setting(view.session, view.tenant(), "installed_at")) return;
    auto say = [&](const string& key, const Parameters& parameters = {}) { return view.app.words.sentence(Language::chinese, "backup.inbox." + key, parameters); };
    auto add = [&](const string& kind, const Parameters& parameters) {
        items.push_back({.kind = "backup." + kind, .title = say(kind, parameters), .reason = say(kind + "_reason", parameters), .from = "", .due_on = view.today(), .link = "/backups", .action = say("look")});
    };
    auto plan = plan_of(view);  // read first: setting up a vault writes it, and an answer that was kept is then made anew
    if (!Vault::stands_in(vault_folder(view.app.place))) return add("none", {});
    auto last = last_run(view, BackupDeed::backup, where("state <> 'running'")), good = last_run(view, BackupDeed::backup, where("state = 'done'"));
    auto hours = [&](Instant since) { return (view.now.milliseconds() - since.milliseconds()) / 3600000; };
    if (last && last->state == BackupState::failed) add("failed", {{"reason", last->message}});
    if (good && plan.every_hours > 0 && hours(good->began_at) > std::max<std::int64_t>(26, 2 * plan.every_hours)) add("late", {{"hours", std::to_string(hours(good->began_at))}});
    auto drill = last_run(view, BackupDeed::drill, where("state <> 'running'")), sound = last_run(view, BackupDeed::drill, where("state = 'done'"));
    if (drill && drill->state == BackupState::failed) add("drill_failed", {{"reason", drill->message}});
    else if (good && (!sound || hours(sound->began_at) > plan.drill_days * 24)) add("drill", {{"days", std::to_string(plan.drill_days)}});
}

void install(App& app) {
    app.permit("backup.keep", {Role::administrator});
    app.inbox(add_to_inbox);
    app.jobs.every("backup.take", std::chrono::minutes{5}, back_up_if_due);
    auto object = http::Shape{{{"type", "object"}}, {}};
    auto& r = app.router;
    r.get("/api/v1/backups", {.operation = "backup.list", .response = object}, list);
    r.put("/api/v1/backup-plan", {.operation = "backup_plan.change", .request = http::shape<BackupPlan>(), .response = http::shape<BackupPlan>()}, set_plan);
    r.post("/api/v1/backup-vault", {.operation = "backup.make_vault", .request = http::shape<VaultRequest>(), .response = http::shape<BackupPlan>()}, make_vault);
    r.post("/api/v1/backups", {.operation = "backup.take", .response = object}, [](http::Call& call) { return must_stand(call), begun(begin_backup(call.app, call.actor)); });
    r.post("/api/v1/backup-drills", {.operation = "backup.drill", .response = object, .query = {{"moment", "the backup to try; the newest where none is given"}}}, start_drill);
    r.get("/api/v1/backup-drills/{id}/certificate", {.operation = "backup.certificate", .response = http::file_shape("application/pdf")}, certificate);
    r.get("/api/v1/backup-recovery-sheet", {.operation = "backup.recovery_sheet", .response = http::file_shape("application/pdf")}, recovery_sheet);
}

}  // namespace backup
}  // namespace zhibu
