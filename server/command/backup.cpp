// `zhibu backup`: one encrypted file out of a whole installation, while it runs.
#include <CLI/CLI.hpp>

#include "command/command.hpp"
#include "command/secrets.hpp"

namespace zhibu::command {
void add_backup(CLI::App& program, int&) {
    struct Wanted {
        Where where;
        Secrets secrets;
        std::string file;
        bool as_json{false};
    };
    auto wanted = std::make_shared<Wanted>();
    auto* command = program.add_subcommand("backup", "writes a consistent, encrypted backup while the server runs; `zhibu backup verify FILE` checks one");
    add_where(*command, wanted->where);
    add_secrets(*command, wanted->secrets);
    command->add_flag("--json", wanted->as_json, "print the summary as JSON");
    command->add_option("file", wanted->file, "the backup to write; never overwritten");
    auto checked = std::make_shared<Wanted>();
    auto* verify = command->add_subcommand("verify", "reads a whole backup and checks every byte");
    add_secrets(*verify, checked->secrets);
    verify->add_flag("--json", checked->as_json, "print the summary as JSON");
    verify->add_option("file", checked->file, "the backup")->required();
    verify->callback([checked] { say(backup::verify(checked->file, checked->secrets.read()), checked->as_json); });
    command->callback([wanted, verify] {
        if (verify->parsed()) return;
        if (wanted->file.empty()) throw CLI::RequiredError{"file"};
        auto summary = backup::write(wanted->where.place(), wanted->secrets.read(), wanted->file);
        backup::verify(wanted->file, wanted->secrets.read());  // a backup that was never read is a hope
        // Its own row in the audit; what cannot be audited was not done.
        auto app = open(wanted->where, false);
        app->write(Actor::job({1}, "backup"), [&](Transaction& t) {
            t.audit("backup.written", "office", 0, {}, {"{\"files\":" + std::to_string(summary.files) + ",\"size\":" + std::to_string(summary.size) + "}"});
        });
        say(summary, wanted->as_json);
    });
}

}  // namespace zhibu::command
