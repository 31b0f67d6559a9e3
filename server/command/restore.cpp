// `zhibu restore FILE --data NEWDIR`: a backup into an empty place.
#include <CLI/CLI.hpp>

#include <cstdio>

#include "command/command.hpp"
#include "command/secrets.hpp"
#include "kernel/record/audit_seal.hpp"

namespace zhibu::command {

void add_restore(CLI::App& program, int&) {
    struct Wanted {
        std::string file, data, master_key;
        Secrets secrets;
    };
    auto wanted = std::make_shared<Wanted>();
    auto* command = program.add_subcommand("restore", "unpacks a backup into an empty data directory; any fault leaves the target untouched");
    command->add_option("file", wanted->file, "the backup")->required();
    command->add_option("--data", wanted->data, "the new data directory: empty, or not there yet")->required();
    command->add_option("--master-key", wanted->master_key, "the master key, where the backup does not carry it");
    add_secrets(*command, wanted->secrets);
    command->callback([wanted] {
        auto summary = backup::restore(wanted->file, wanted->secrets.read(), wanted->data, wanted->master_key);
        Where where{wanted->data, ""};
        auto app = open(where, false);
        app->write(Actor::job({1}, "restore"), [&](Transaction& t) { t.audit("backup.restored", "office", 0, {}, {"{\"taken_at\":" + to_json(summary.taken_at) + "}"}); });
        audit::write_seal(*app);
        say(summary, false);
    });
}

}  // namespace zhibu::command
