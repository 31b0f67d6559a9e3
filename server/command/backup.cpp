// `zhibu backup`: a moment into a vault (every hour, only what changed), or one encrypted file out of a whole installation.
#include <CLI/CLI.hpp>

#include <chrono>
#include <thread>

#include "command/command.hpp"
#include "command/secrets.hpp"
#include "kernel/backup/office.hpp"
#include "kernel/record/audit_seal.hpp"

namespace zhibu::command {
namespace {

using backup::Vault;

struct Wanted {
    Where where;
    Secrets secrets;
    std::string path, moment, scratch, reason;
    bool as_json{false};
};

json::object shown(const backup::Moment& moment) {
    return {{"moment", moment.name}, {"taken_at", moment.taken_at.iso()}, {"program", moment.program}, {"engine", moment.engine}, {"rows", moment.rows}, {"files", moment.files}, {"bytes", moment.bytes}, {"fresh", moment.fresh}};
}
void say_moment(const backup::Moment& moment, const char* verdict, bool as_json) {
    if (as_json) std::printf("%s\n", json::serialize(shown(moment)).c_str());
    else
        std::printf("%s 的备份 %s:%lld 行记录,%lld 个文件,新增占用 %.1f MB。%s\n", moment.taken_at.iso().c_str(), moment.name.c_str(), static_cast<long long>(moment.rows), static_cast<long long>(moment.files),
                    double(moment.fresh) / 1e6, verdict);
}

std::filesystem::path vault_of(const Wanted& wanted) { return wanted.path.empty() ? backup::vault_folder(wanted.where.place()) : std::filesystem::path{wanted.path}; }

std::string moment_asked(const Vault& vault, const std::string& asked) {
    auto all = vault.moments();
    if (all.empty()) throw backup::Fault{"备份库里还没有备份。 The vault holds no backup yet."};
    return asked.empty() ? all.back() : asked;
}

// Everything is read, authenticated, brought back into a scratch place and looked at there.
int verify_vault(const Wanted& wanted) {
    auto keys = Vault::unlock(wanted.path, wanted.secrets.read().text);
    Vault vault{wanted.path, keys.vault_key};
    auto scratch = wanted.scratch.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path{wanted.scratch};
    auto examined = backup::examine(vault, moment_asked(vault, wanted.moment), scratch, keys.master_key);
    for (auto& each : examined.findings) std::fprintf(stderr, "%s\n", each.c_str());
    say_moment(examined.moment, examined.findings.empty() ? "已在临时目录恢复并核对:完好。" : "已在临时目录恢复:有问题。", wanted.as_json);
    return examined.findings.empty() ? 0 : 1;
}

void write_file(const Wanted& wanted) {
    auto summary = backup::write(wanted.where.place(), wanted.secrets.read(), wanted.path);
    backup::verify(wanted.path, wanted.secrets.read());  // a backup that was never read is a hope
    // Its own row in the audit; what cannot be audited was not done.
    auto app = open(wanted.where, false);
    app->write(Actor::job({1}, "backup"), [&](Transaction& t) {
        t.audit("backup.written", "office", 0, {}, {"{\"files\":" + std::to_string(summary.files) + ",\"size\":" + std::to_string(summary.size) + "}"});
    });
    say(summary, wanted.as_json);
}

// The server beside us may be backing up by its timer: it is waited for.
template <class F>
auto in_turn(F f) {
    for (int tries = 0;; ++tries) {
        try {
            return f();
        } catch (const backup::Busy&) {
            if (tries == 120) throw;
        }
        std::this_thread::sleep_for(std::chrono::seconds{1});
    }
}

// A row as the timer writes it, so that the page and the timer know of it.
BackupRun row_of(const backup::Moment& moment, Instant began, Instant ended) {
    BackupRun run;
    run.state = BackupState::done, run.moment = moment.name, run.taken_at = moment.taken_at, run.began_at = began, run.ended_at = ended, run.actor = "命令行";
    run.row_count = moment.rows, run.file_count = moment.files, run.bytes = std::int64_t(moment.bytes), run.fresh_bytes = std::int64_t(moment.fresh);
    return run;
}

void take_now(const Wanted& wanted) {
    auto app = open(wanted.where, false);
    auto vault = Vault::open(vault_of(wanted), backup::vault_key_file(app->place));
    auto actor = Actor::job({1}, "backup");
    auto began = app->clock.now();
    auto moment = in_turn([&] { return backup::take(*app, vault); });
    auto plan = app->read(actor, backup::plan_of);
    in_turn([&] { return backup::prune(vault, {plan.keep_hours, plan.keep_days, plan.keep_weeks, plan.keep_months}); });
    app->write(actor, [&](Transaction& t) {
        auto run = row_of(moment, began, t.now);
        Store<BackupRun>{t}.insert(run);
        t.audit("backup.taken", "backup_run", run.id.value, {}, {json::serialize(shown(moment))});
    });
    say_moment(moment, "", wanted.as_json);
}

void make_vault(const Wanted& wanted) {
    auto app = open(wanted.where, false);
    std::ifstream in{app->place.key_file(), std::ios::binary};
    Vault::make(vault_of(wanted), wanted.secrets.read().text, {std::istreambuf_iterator<char>{in}, {}}, backup::vault_key_file(app->place));
    app->write(Actor::job({1}, "backup"), [](Transaction& t) { t.audit("backup.vault_made", "office", 0); });
    std::printf("备份库已设置好: %s\n口令只有您知道,系统不保存;忘记口令就打不开备份。\n", vault_of(wanted).c_str());
}

// A database that was brought back by other means (PostgreSQL's own log) is older than the seal: what is gone is written down, and sealed.
void accept(const Wanted& wanted) {
    auto app = open(wanted.where, false);
    auto gone = app->read(Actor::job({1}, "restore"), [](const View& view) { return audit::verify_seal(view); });
    json::array lines;
    for (auto& each : gone) lines.emplace_back(each), std::printf("%s\n", each.c_str());
    app->write(Actor::job({1}, "restore"), [&](Transaction& t) { t.audit("backup.restored", "office", 0, {}, {json::serialize(json::object{{"reason", wanted.reason}, {"gone", lines}})}); });
    audit::write_seal(*app);
    std::puts("已记入审计并重新封存。");
}

void list_moments(const Wanted& wanted) {
    auto vault = std::filesystem::exists(backup::vault_key_file(wanted.where.place())) ? Vault::open(vault_of(wanted), backup::vault_key_file(wanted.where.place()))
                                                                                       : Vault{vault_of(wanted), Vault::unlock(vault_of(wanted), wanted.secrets.read().text).vault_key};
    json::array all;
    for (auto& name : vault.moments()) {
        auto moment = backup::moment_of(vault, name);
        if (wanted.as_json) all.push_back(shown(moment));
        else say_moment(moment, "", false);
    }
    if (wanted.as_json) std::printf("%s\n", json::serialize(all).c_str());
}

}  // namespace

void add_backup(CLI::App& program, int& status) {
    auto wanted = std::make_shared<Wanted>();
    auto* command = program.add_subcommand("backup", "backs up while the server runs\n"
                                                     "  zhibu backup vault --data DIR [VAULT]   sets up a vault (a folder; DIR/vault where none is named) with a passphrase\n"
                                                     "  zhibu backup now --data DIR [VAULT]     a backup into the vault: only what changed; forgets what the plan does not keep\n"
                                                     "  zhibu backup list --data DIR [VAULT]    the backups of a vault\n"
                                                     "  zhibu backup verify VAULT|FILE          reads everything, brings a vault's backup back in a scratch place and verifies it\n"
                                                     "  zhibu backup --data DIR FILE            one encrypted file out of a whole installation on SQLite");
    auto add_json = [&](CLI::App* to) { to->add_flag("--json", wanted->as_json, "print the summary as JSON"); };
    add_where(*command, wanted->where), add_secrets(*command, wanted->secrets), add_json(command);
    command->add_option("file", wanted->path, "the backup to write; never overwritten");
    auto sub = [&](const char* name, const char* about) {
        auto* made = command->add_subcommand(name, about);
        add_where(*made, wanted->where), add_secrets(*made, wanted->secrets), add_json(made);
        return made;
    };
    auto* vault = sub("vault", "sets up a vault with a passphrase");
    auto* now = sub("now", "takes a backup into the vault");
    auto* list = sub("list", "lists the backups of a vault");
    for (auto* each : {vault, now, list}) each->add_option("vault", wanted->path, "the vault's folder");
    auto* verify = sub("verify", "reads a whole backup and checks every byte; a vault's is brought back in a scratch place and verified there");
    verify->add_option("backup", wanted->path, "a vault's folder, or a file")->required();
    verify->add_option("--moment", wanted->moment, "which of the vault's backups; the newest where none is named");
    verify->add_option("--scratch", wanted->scratch, "where the scratch place is made");
    auto* acceptance = sub("accept", "after PostgreSQL was brought back to an earlier moment: writes into the audit what is gone, and seals anew");
    acceptance->add_option("--reason", wanted->reason, "why, and who decided it")->required();
    acceptance->callback([wanted] { accept(*wanted); });
    vault->callback([wanted] { make_vault(*wanted); });
    now->callback([wanted] { take_now(*wanted); });
    list->callback([wanted] { list_moments(*wanted); });
    verify->callback([wanted, &status] {
        if (auto named = Vault::named(wanted->path)) {
            wanted->path = named->first;
            if (wanted->moment.empty()) wanted->moment = named->second;
            status = verify_vault(*wanted);
        } else say(backup::verify(wanted->path, wanted->secrets.read()), wanted->as_json);
    });
    command->callback([wanted, command] {
        if (!command->get_subcommands().empty()) return;
        if (wanted->path.empty()) throw CLI::RequiredError{"file"};
        write_file(*wanted);
    });
}

}  // namespace zhibu::command
