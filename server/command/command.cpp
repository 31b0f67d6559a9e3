#include "command/command.hpp"

#include <CLI/CLI.hpp>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>

#include "kernel/access/session.hpp"
#include "kernel/db/reserve.hpp"
#include "kernel/record/audit.hpp"
#include "kernel/record/audit_seal.hpp"
#include "modules.hpp"

namespace zhibu::command {

void add_where(CLI::App& command, Where& where) {
    command.add_option("--data", where.data, "the data directory")->capture_default_str();
    command.add_option("--database", where.database, "postgresql://… instead of SQLite in the data directory");
}

constexpr std::uint64_t kept_for_log_ins = 8 << 20;  // about a hundred log-ins before the log is moved, and it is then used again

std::unique_ptr<App> open(const Where& where, bool create) {
    auto place = where.place();
    if (create) {
        std::filesystem::create_directories(place.files());
        // Nobody but the server's own account reads what is in here.
        std::filesystem::permissions(place.data, std::filesystem::perms::owner_all);
    } else if (!std::filesystem::exists(place.key_file())) throw std::runtime_error{"no installation in " + place.data.string() + "; run: zhibu init --data " + place.data.string()};
    if (create && place.database.empty()) db::Reserve::make(place.database_file(), kept_for_log_ins);
    auto keys = secret::Keys::load(place.key_file(), create);
    auto app = std::make_unique<App>(place, std::move(keys), db::open(place.database.empty() ? place.database_file().string() : place.database));
    install_modules(*app);
    audit::seal_if_new(*app);
    app->database->read([&](db::Session& session) {
        if (auto offset = access::setting(session, {1}, "clock_offset_ms")) app->clock.set_offset(std::stoll(*offset));
    });
    return app;
}

void add_init(CLI::App& program, int& status) {
    auto where = std::make_shared<Where>();
    auto* command = program.add_subcommand("init", "makes an empty installation and prints the token for the first administrator");
    add_where(*command, *where);
    command->callback([where, &status] {
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
        auto findings = app->database->check();
        app->read(Actor::job({1}, "verify"), [&](const View& view) {
            for (auto& each : audit::verify(view)) findings.push_back(each);
            for (auto& each : audit::verify_seal(view)) findings.push_back(each);
            for (auto& each : rollup::verify(view)) findings.push_back(each);
            auto files = view.session.query("SELECT id, digest, size FROM stored_file WHERE tenant_id = ?", view.tenant());
            while (files.next()) {
                auto content = app->files.get(files.text(1));
                if (!content || secret::fingerprint(*content) != files.text(1)) findings.push_back("文件 " + std::to_string(files.integer(0)) + " 缺失或被改动");
            }
            return true;
        });
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
