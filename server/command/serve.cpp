// `zhibu serve`: the web server on a data directory.
#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <future>
#include <thread>

#include "command/command.hpp"
#include "kernel/access/session.hpp"
#include "kernel/backup/backup.hpp"
#include "kernel/db/slow_query.hpp"
#include "kernel/http/compress.hpp"
#include "kernel/http/pages.hpp"
#include "kernel/http/server.hpp"
#include "kernel/log/log.hpp"
#include "kernel/record/audit_seal.hpp"

namespace zhibu::command {
namespace {

struct Serve {
    Where where;
    http::ServerOptions server;
    bool plain_http{false}, no_rate_limits{false};
    int slow_query_ms{200};
};

// What the probes ask and what ends the program.
struct State {
    std::atomic<bool> stopping{false}, damaged{false};
};

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1" || address == "localhost"; }

http::Response probe(bool good, std::string_view status, std::string_view reason) {
    auto response = http::ok(json::serialize(json::object{{"status", status}, {"reason", reason}}));
    if (!good) response.status = 503;
    response.set("cache-control", "no-store");
    return response;
}
// Alive: the program answers and can write. Ready: send it requests.
http::Response health(App& app) {
    auto state = app.database->health();
    return probe(state.writable, state.writable ? "ok" : "degraded", state.reason);
}
http::Response readiness(App& app, const State& state) {
    if (state.stopping) return probe(false, "stopping", "");
    if (state.damaged) return probe(false, "damaged", "");
    auto health = app.database->health();
    return probe(health.writable, health.writable ? "ready" : "degraded", health.reason);
}

// Nothing is repaired in silence: the words say what is wrong and which backup to use.
std::runtime_error damage(const Place& place, std::string_view what) {
    auto newest = backup::newest_of(place);
    auto next = newest.empty() ? std::string{"没有找到备份记录。请用最近的备份恢复: zhibu restore 备份文件 --data 新目录"}
                               : "请用最近的备份恢复到新目录: zhibu restore " + newest + " --data 新目录";
    return std::runtime_error{"数据库已损坏,不能启动(没有改动任何内容): " + std::string{what} + "\n" + next + "\nThe database is damaged; restore a backup into a new directory."};
}

std::unique_ptr<App> open_sound(const Where& where) {
    try {
        return open(where, true);
    } catch (const db::Error& error) {
        if (error.kind != db::Error::Kind::broken || std::string_view{error.what()}.find("newer program") != std::string_view::npos) throw;
        throw damage(where.place(), error.what());
    }
}

// The first fault of the database's structure, "" where it is sound. Reads every page: seconds on a large one.
std::string structural_fault(App& app) {
    if (app.database->engine() != db::Engine::sqlite) return {};
    try {
        return app.database->read_value([](db::Session& session) {
            auto found = session.text("PRAGMA quick_check(1)").value_or("");
            return found == "ok" ? std::string{} : found;
        });
    } catch (const std::exception& error) {
        return error.what();
    }
}

// What the first request would otherwise wait for.
void warm_up(App& app) {
    app.read(Actor::job({1}, "start"), [](const View& view) { return view.tree().size(); });
    bool indexed = app.database->read_value([](db::Session& s) {
        return s.integer("SELECT 1 FROM search_entry LIMIT 1").has_value() || !s.integer("SELECT 1 FROM organization LIMIT 1");
    });
    if (!indexed) app.write(Actor::job({1}, "start"), [](Transaction& t) { t.app.search.rebuild(t); });  // a database of an older program
    secret::pretend_to_verify("");
}

// Signals are waited for on a thread of their own: a handler may do next to nothing, a thread may stop the server. Before any
// other thread begins: one that does not block them would end the program at once, in the middle of answers.
sigset_t keep_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

void serve(Serve& options) {
    if (options.server.certificate_file.empty() && !options.plain_http && !is_loopback(options.server.address))
        throw std::runtime_error{"plain HTTP is served on loopback only; give --certificate and --key, or --plain-http behind a proxy"};
    db::log_slow_queries(std::chrono::milliseconds{options.slow_query_ms});
    auto signals = keep_signals();
    auto app = open_sound(options.where);
    if (options.no_rate_limits) app->router.limits.turn_off();
    // A small database is checked before the first answer; the check of a large one goes on beside the service and ends it.
    constexpr auto patience = std::chrono::milliseconds{120};
    auto check = std::async(std::launch::async, [&] { return structural_fault(*app); });
    bool checked = check.wait_for(patience) == std::future_status::ready;
    if (checked)
        if (auto fault = check.get(); !fault.empty()) throw damage(app->place, fault);

    audit::note_faults_of_seal(*app);

    State state;
    http::Pages pages{file::embedded_pages()};
    options.server.is_upload = [&](const http::Request& request) { return app->router.is_upload(request); };
    http::Server server{options.server, [&](const http::Request& request) {
                            if (request.path == "/healthz") return health(*app);
                            if (request.path == "/readyz") return readiness(*app, state);
                            if (auto page = pages.answer(request)) return *page;
                            auto response = app->router.answer(request);
                            http::compress(request, response);
                            return response;
                        }};
    std::thread watcher{[&] {
        int number = 0;
        sigwait(&signals, &number);
        state.stopping = true;
        server.stop();
    }};
    std::string fault;
    std::thread background{[&] {
        try {
            warm_up(*app);
            if (!checked) fault = check.get();
        } catch (const std::exception& error) {
            log::error("start: {}", error.what());
        }
        if (fault.empty()) return;
        state.damaged = true;
        server.stop();
    }};
    auto scheme = options.server.certificate_file.empty() ? "http" : "https";
    std::printf("支部 Zhibu %s\n%s://%s:%d\n", std::string{zhibu_version}.c_str(), scheme, options.server.address.c_str(), server.port());
    if (auto token = access::new_installation_token(*app)) std::printf("首位管理员的一次性口令 / one-time token for the first administrator:\n  %s\n", token->c_str());
    std::fflush(stdout);
    app->jobs.start();
    server.run();
    pthread_kill(watcher.native_handle(), SIGTERM);
    watcher.join();
    background.join();
    app->jobs.stop();
    if (!fault.empty()) throw damage(app->place, fault);
    audit::write_seal(*app);
}

}  // namespace

void add_serve(CLI::App& program, int&) {
    auto options = std::make_shared<Serve>();
    auto* command = program.add_subcommand("serve", "serves the web pages and the API");
    add_where(*command, options->where);
    command->add_option("--address", options->server.address, "the address to listen on")->capture_default_str();
    command->add_option("--port", options->server.port, "the port; 0 takes a free one and prints it")->capture_default_str();
    command->add_option("--workers", options->server.workers, "threads that answer requests")->capture_default_str();
    command->add_option("--trusted-proxy", options->server.trusted_proxies, "addresses whose X-Forwarded-* headers are believed");
    command->add_option("--certificate", options->server.certificate_file, "TLS certificate (PEM)");
    command->add_option("--key", options->server.key_file, "TLS key (PEM)");
    command->add_flag("--plain-http", options->plain_http, "serve plain HTTP beyond loopback (behind a proxy that does TLS)");
    command->add_option("--slow-query-ms", options->slow_query_ms, "log statements that take longer, without their values; 0 for none")->capture_default_str();
    command->add_flag("--no-rate-limits", options->no_rate_limits, "answer however often somebody asks (a proxy limits, or a load test measures)");
    command->callback([options] { serve(*options); });
}

}  // namespace zhibu::command
