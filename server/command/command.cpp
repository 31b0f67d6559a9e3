#include "command/command.hpp"

#include "command/keys.hpp"

#include <CLI/CLI.hpp>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>

#include "kernel/access/session.hpp"
#include "kernel/db/reserve.hpp"
#include "kernel/db/write_gate.hpp"
#include "kernel/record/audit_seal.hpp"
#include "kernel/record/soundness.hpp"
#include "kernel/secret/recognition.hpp"
#include "kernel/secret/ring.hpp"
#include "kernel/secret/turn.hpp"
#include "kernel/upgrade/upgrade.hpp"
#include "modules.hpp"
#include "organization/holidays.hpp"

namespace zhibu::command {

void add_where(CLI::App& command, Where& where) {
    command.add_option("--data", where.data, "the data directory")->capture_default_str();
    command.add_flag("--upgrade-without-backup", where.upgrade_without_backup, "bring the schema of an older version up to date without the backup that is made first otherwise");
    command.add_option("--database", where.database, "postgresql://… instead of SQLite in the data directory; several hosts, comma by comma: the primary among them is found");
    command.add_option("--replica", where.replica, "postgresql://… of standbys of that database, for long reads that may lag");
    command.add_option("--sessions", where.sessions, "sessions of PostgreSQL that this node shares among its requests")->check(CLI::Range(2, 500))->capture_default_str();
}

constexpr std::uint64_t kept_for_log_ins = 8 << 20;  // about a hundred log-ins before the log is moved, and it is then used again

// A database that is not whole, or from which everything was taken away, is nobody's to work with.
void refuse_unfit(db::Database& database) {
    auto gate = database.read_value([](db::Session& session) { return db::gate_of(session); });
    if (gate.state == db::GateState::filling)
        throw std::runtime_error{"这个数据库还没有迁完,不能使用。请接着迁移(再次运行同一条 zhibu move 命令)。 This database is not whole: go on with the move."};
    if (gate.state == db::GateState::moved)
        throw std::runtime_error{"数据已迁到 " + gate.other + ",请改用那里(--database)。 The records were moved to " + gate.other + "."};
}

enum class Rotation { refused, accepted };  // one that is not finished
static std::unique_ptr<App> open_place(const Where& where, bool create, Unfit unfit, Rotation rotation);

// Held until the program ends: nobody rotates the key of a place that somebody works with.
void share_keys(const Place& place) {
    static std::vector<secret::Turn> held;
    held.emplace_back(place.key_file().parent_path(), secret::Turn::Kind::shared);
}

std::unique_ptr<App> open(const Where& where, bool create, Unfit unfit) {
    auto place = where.place();
    if (create || std::filesystem::exists(place.key_file())) share_keys(place);
    return open_place(where, create, unfit, Rotation::refused);
}
std::unique_ptr<App> open_rotating(const Where& where) { return open_place(where, false, Unfit::refused, Rotation::accepted); }

std::unique_ptr<App> open_place(const Where& where, bool create, Unfit unfit, Rotation rotation) {
    auto place = where.place();
    if (create) {
        std::filesystem::create_directories(place.files());
        // Nobody but the server's own account reads what is in here.
        std::filesystem::permissions(place.data, std::filesystem::perms::owner_all);
    } else if (!std::filesystem::exists(place.key_file())) throw std::runtime_error{"no installation in " + place.data.string() + "; run: zhibu init --data " + place.data.string()};
    if (create && place.database.empty()) db::Reserve::make(place.database_file(), kept_for_log_ins);
    auto keys = secret::Keys::load(place.key_file(), create);
    if (rotation == Rotation::refused && secret::rotating(keys))
        throw std::runtime_error{"主密钥的轮换还没有完成,请再次运行: zhibu keys rotate --data " + where.data + "。 A rotation of the key is not finished: run it again."};
    auto database = db::open(where.database_address(), {.sessions = place.sessions, .replica = place.replica});
    if (unfit == Unfit::refused) refuse_unfit(*database);
    upgrade::prepare(place, *database, where.upgrade_without_backup ? upgrade::Backup::none : upgrade::Backup::first);
    auto app = std::make_unique<App>(place, std::move(keys), std::move(database));
    upgrade::finish(place);
    install_modules(*app);
    secret::refuse_foreign(*app);
    if (create && unfit == Unfit::refused) secret::note_key(*app);
    audit::seal_if_new(*app);
    app->database->read([&](db::Session& session) {
        if (auto offset = access::setting(session, {1}, "clock_offset_ms")) app->clock.set_offset(std::stoll(*offset));
    });
    // What the office's records say of the whole program: its holidays, and what it calls the top of its tree.
    app->read(Actor::job({1}, "start"), [](const View& view) { return organization::count_by_holidays(view), view.tree().size(); });
    return app;
}

void add_init(CLI::App& program, int& status) {
    auto where = std::make_shared<Where>();
    auto* command = program.add_subcommand("init", "makes an empty installation and prints the token for the first administrator");
    add_where(*command, *where);
    auto cryptography = std::make_shared<std::string>();
    add_cryptography(*command, *cryptography);
    command->callback([where, cryptography, &status] {
        choose_cryptography(*where, *cryptography);
        auto app = open(*where, true);
        if (auto token = access::new_installation_token(*app)) std::printf("%s\n", token->c_str());
        else std::fprintf(stderr, "已经装好,请直接登录。 Already installed.\n"), status = 1;
    });
}

void add_openapi(CLI::App& program, int&) {
    program.add_subcommand("openapi", "prints the description of the API (OpenAPI 3.1)")->callback([] {
        char folder[] = "/tmp/zhibu-openapi-XXXXXX";
        if (!::mkdtemp(folder)) throw std::runtime_error{"cannot make a temporary folder"};
        {
            App app{Place{folder, ""}, secret::Keys::of_test(), db::open(std::string{folder} + "/zhibu.db")};
            install_modules(app);
            std::fputs(app.router.openapi().c_str(), stdout);
        }
        std::filesystem::remove_all(folder);
    });
}

void add_verify(CLI::App& program, int& status) {
    auto where = std::make_shared<Where>();
    auto as_json = std::make_shared<bool>(false);
    auto* command = program.add_subcommand("verify", "checks the database, the files, the audit chain, and that roll-ups equal facts");
    add_where(*command, *where);
    command->add_flag("--json", *as_json, "print findings as JSON");
    command->callback([where, as_json, &status] {
        auto app = open(*where, false);
        auto findings = faults_of(*app);
        if (*as_json) {
            json::array list;
            for (auto& each : findings) list.emplace_back(each);
            std::printf("%s\n", json::serialize(json::object{{"sound", findings.empty()}, {"findings", list}}).c_str());
        } else {
            for (auto& each : findings) std::fprintf(stderr, "%s\n", each.c_str());
            std::printf(findings.empty() ? "完好。数据库、文件、审计链、汇总均相符。\n" : "发现 %zu 处不符。\n", findings.size());
        }
        status = findings.empty() ? 0 : 1;
    });
}

void add_rebuild(CLI::App& program, int&) {
    auto where = std::make_shared<Where>();
    auto* command = program.add_subcommand("rebuild", "computes all roll-ups anew from the facts, and the search index from the records");
    add_where(*command, *where);
    command->callback([where] {
        auto app = open(*where, false);
        app->write(Actor::job({1}, "rebuild"), [](Transaction& t) {
            rollup::rebuild(t);
            t.audit("rollup.rebuilt", "office", 0);
            t.app.search.rebuild(t);
            t.audit("search.rebuilt", "office", 0);
        });
        std::puts("汇总已按事实重新计算,搜索索引已按记录重建。");
    });
}

int run(int argc, char** argv) {
    ::umask(077);  // whatever we write is the server's own
    CLI::App program{"Zhibu 支部: a work platform for Party-building in government organs"};
    program.require_subcommand(1);
    int status = 0;
    program.add_subcommand("version", "prints the version")->callback([] { std::printf("zhibu %s\n", std::string{zhibu_version}.c_str()); });
    add_serve(program, status);
    add_init(program, status);
    add_openapi(program, status);
    add_verify(program, status);
    add_rebuild(program, status);
    add_sample(program, status);
    add_backup(program, status);
    add_move(program, status);
    add_keys(program, status);
    add_restore(program, status);
    add_report(program, status);
    add_evaluate(program, status);
    add_import(program, status);
    try {
        program.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return program.exit(success);  // --help
    } catch (const CLI::ParseError& error) {
        program.exit(error);
        return 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "zhibu: %s\n", error.what());
        return 1;
    }
    return status;
}

}  // namespace zhibu::command
