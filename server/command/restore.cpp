// `zhibu restore BACKUP --data NEWDIR`: a backup, out of a vault or a file, into an empty place.
#include <CLI/CLI.hpp>

#include <cstdio>

#include "command/command.hpp"
#include "command/secrets.hpp"
#include "kernel/backup/moment.hpp"
#include "kernel/record/audit_seal.hpp"

namespace zhibu::command {
namespace {

struct Wanted {
    std::string path, data, database, master_key, moment;
    Secrets secrets;
};

void note(const Wanted& wanted, const std::string& taken_at) {
    auto app = open(Where{.data = wanted.data, .database = wanted.database, .upgrade_without_backup = true}, false);  // the backup stands where it was
    app->write(Actor::job({1}, "restore"), [&](Transaction& t) { t.audit("backup.restored", "office", 0, {}, {"{\"taken_at\":" + to_json(taken_at) + "}"}); });
    audit::write_seal(*app);
}

void restore_vault(const Wanted& wanted) {
    auto keys = backup::Vault::unlock(wanted.path, wanted.secrets.read().text);
    backup::Vault vault{wanted.path, keys.vault_key};
    auto all = vault.moments();
    if (all.empty()) throw backup::Fault{"备份库里还没有备份。 The vault holds no backup yet."};
    auto moment = backup::restore_moment(vault, wanted.moment.empty() ? all.back() : wanted.moment, wanted.data, keys.master_key, wanted.database);
    note(wanted, moment.taken_at.iso());
    std::printf("已恢复到 %s 的备份 %s:%lld 行记录,%lld 个文件。请运行 zhibu verify --data %s\n", moment.taken_at.iso().c_str(), moment.name.c_str(), static_cast<long long>(moment.rows),
                static_cast<long long>(moment.files), wanted.data.c_str());
}

}  // namespace

void add_restore(CLI::App& program, int&) {
    auto wanted = std::make_shared<Wanted>();
    auto* command = program.add_subcommand("restore", "unpacks a backup into an empty data directory; any fault leaves the target untouched");
    command->add_option("backup", wanted->path, "a vault's folder, or a file")->required();
    command->add_option("--data", wanted->data, "the new data directory: empty, or not there yet")->required();
    command->add_option("--moment", wanted->moment, "which of the vault's backups (zhibu backup list); the newest where none is named");
    command->add_option("--database", wanted->database, "postgresql://… an empty database to bring the records of a vault's backup into");
    command->add_option("--master-key", wanted->master_key, "the master key, where the backup file does not carry it");
    add_secrets(*command, wanted->secrets);
    command->callback([wanted] {
        if (auto named = backup::Vault::named(wanted->path)) {
            wanted->path = named->first;
            if (wanted->moment.empty()) wanted->moment = named->second;
            return restore_vault(*wanted);
        }
        if (!wanted->database.empty()) throw backup::Fault{"单个备份文件只能恢复到数据目录。 A backup file is restored into a data directory only."};
        auto summary = backup::restore(wanted->path, wanted->secrets.read(), wanted->data, wanted->master_key);
        note(*wanted, summary.taken_at);
        say(summary, false);
    });
}

}  // namespace zhibu::command
