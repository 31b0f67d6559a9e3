// `zhibu serve`: the web server on a data directory.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <thread>

#include "command/command.hpp"
#include "kernel/access/session.hpp"
#include "kernel/http/compress.hpp"
#include "kernel/http/pages.hpp"
#include "kernel/http/server.hpp"
#include "kernel/log/log.hpp"

namespace zhibu::command {
namespace {

struct Serve {
    Where where;
    http::ServerOptions server;
    bool plain_http{false};
};

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1" || address == "localhost"; }

http::Response health(App& app) {
    auto state = app.database->health();
    auto response = http::ok(json::serialize(json::object{{"status", state.writable ? "ok" : "degraded"}, {"reason", state.reason}}));
    if (!state.writable) response.status = 503;
    response.set("cache-control", "no-store");
    return response;
}

void serve(Serve& options) {
    if (options.server.certificate_file.empty() && !options.plain_http && !is_loopback(options.server.address))
        throw std::runtime_error{"plain HTTP is served on loopback only; give --certificate and --key, or --plain-http behind a proxy"};
    auto app = open(options.where, true);
    http::Pages pages{file::embedded_pages()};
    options.server.is_upload = [&](const http::Request& request) { return app->router.is_upload(request); };
    http::Server server{options.server, [&](const http::Request& request) {
                            if (request.path == "/healthz") return health(*app);
                            if (auto page = pages.answer(request)) return *page;
                            auto response = app->router.answer(request);
                            http::compress(request, response);
                            return response;
                        }};
    // Signals are waited for on a thread of their own: a handler may do next to nothing, a thread may stop the server.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread watcher{[&] {
        int number = 0;
        sigwait(&signals, &number);
        server.stop();
    }};
    auto scheme = options.server.certificate_file.empty() ? "http" : "https";
    std::printf("支部 Zhibu %s\n%s://%s:%d\n", std::string{zhibu_version}.c_str(), scheme, options.server.address.c_str(), server.port());
    if (auto token = access::new_installation_token(*app)) std::printf("首位管理员的一次性口令 / one-time token for the first administrator:\n  %s\n", token->c_str());
    std::fflush(stdout);
    server.run();
    pthread_kill(watcher.native_handle(), SIGTERM);
    watcher.join();
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
    command->callback([options] { serve(*options); });
}

}  // namespace zhibu::command
