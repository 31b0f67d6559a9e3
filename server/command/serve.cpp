// `zhibu serve`: the web server on a data directory.
#include <CLI/CLI.hpp>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <future>
#include <optional>
#include <thread>

#include "command/command.hpp"
#include "kernel/access/session.hpp"
#include "kernel/backup/backup.hpp"
#include "kernel/db/slow_query.hpp"
#include "kernel/http/compress.hpp"
#include "kernel/http/pages.hpp"
#include "kernel/http/server.hpp"
#include "kernel/log/log.hpp"
#include "kernel/metric/metric.hpp"
#include "kernel/operation/measures.hpp"
#include "kernel/operation/readiness.hpp"
#include "kernel/record/audit_seal.hpp"

namespace zhibu::command {
namespace {

struct Serve {
    Where where;
    http::ServerOptions server;
    bool plain_http{false}, no_rate_limits{false};
    int slow_query_ms{200};
    std::string metrics, log{"auto"};
    bool metrics_anywhere{false}, log_requests{false};
    int least_free_mb{64}, leave_seconds{0};
};

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1" || address == "localhost"; }

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
        std::string_view words{error.what()};
        bool malformed = words.find("malformed") != words.npos || words.find("not a database") != words.npos;
        if (!malformed && (error.kind != db::Error::Kind::broken || words.find("newer program") != words.npos)) throw;
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

// Lines for a person at a terminal, JSON for whatever gathers them.
void choose_log(const Serve& options) {
    if (options.log != "auto" && options.log != "json" && options.log != "text") throw std::runtime_error{"--log takes auto, json or text"};
    bool json = options.log == "json" || (options.log == "auto" && ::isatty(STDERR_FILENO) == 0);
    log::set_format(json ? log::Format::json : log::Format::text);
    log::tell_of_requests(options.log_requests);
}

// GET /metrics on a listener of its own, which the public one never shows.
class MetricsListener {
public:
    MetricsListener(App& app, const std::string& where, bool anywhere) {
        auto colon = where.rfind(':');
        if (colon == std::string::npos) throw std::runtime_error{"--metrics takes ADDRESS:PORT"};
        http::ServerOptions options;
        options.address = where.substr(0, colon);
        if (options.address.starts_with('[') && options.address.ends_with(']')) options.address = options.address.substr(1, options.address.size() - 2);
        options.port = static_cast<std::uint16_t>(std::stoi(where.substr(colon + 1)));
        if (!is_loopback(options.address) && !anywhere) throw std::runtime_error{"metrics are told on loopback only; give --metrics-anywhere where others may read them"};
        options.workers = 2;
        metric::turn_on();
        server_.emplace(options, [&app](const http::Request& request) { return operation::metrics(app, request); });
        thread_ = std::thread{[this] { server_->run(); }};
        log::info("metrics: http://{}:{}/metrics", options.address, server_->port());
    }
    MetricsListener(const MetricsListener&) = delete;
    ~MetricsListener() {
        server_->stop();
        thread_.join();
    }

private:
    std::optional<http::Server> server_;
    std::thread thread_;
};

// Everything that is asked of the public port.
http::Response answer(App& app, const http::Pages& pages, const operation::Standing& standing, const operation::Limits& limits, const http::Request& request) {
    metric::InFlight in_flight;
    if (request.path == "/healthz") return operation::health(app);
    if (request.path == "/readyz") return operation::readiness(app, standing, limits, request);
    auto begun = std::chrono::steady_clock::now();
    if (auto page = pages.answer(request)) {
        metric::request(http::name_of(request.method), "page", page->status, std::chrono::steady_clock::now() - begun);
        return *page;
    }
    auto response = app.router.answer(request);
    http::compress(request, response);
    return response;
}

void serve(Serve& options) {
    choose_log(options);
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

    operation::Standing standing;
    std::atomic<bool> server_ended{false};
    operation::Limits limits;
    limits.least_free_bytes = std::uint64_t(options.least_free_mb) << 20;
    http::Pages pages{file::embedded_pages()};
    options.server.is_upload = [&](const http::Request& request) { return app->router.is_upload(request); };
    http::Server server{options.server, [&](const http::Request& request) { return answer(*app, pages, standing, limits, request); }};
    std::optional<MetricsListener> metrics;
    if (!options.metrics.empty()) metrics.emplace(*app, options.metrics, options.metrics_anywhere);
    std::thread watcher{[&] {
        int number = 0;
        sigwait(&signals, &number);
        // First /readyz says so, and a balancer sends no more; then the port closes and what is under way is answered.
        standing.leaving = true;
        timespec patience{options.leave_seconds, 0};
        if (options.leave_seconds > 0 && !server_ended) log::info("leaving: requests are answered for another {} s, /readyz says no", options.leave_seconds), sigtimedwait(&signals, nullptr, &patience);
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
        // Nothing of our own works on a database that is not known to be whole.
        if (fault.empty()) return app->jobs.start();
        standing.damaged = true;
        server.stop();
    }};
    auto scheme = options.server.certificate_file.empty() ? "http" : "https";
    std::printf("支部 Zhibu %s\n%s://%s:%d\n", std::string{zhibu_version}.c_str(), scheme, options.server.address.c_str(), server.port());
    if (auto token = access::new_installation_token(*app)) std::printf("首位管理员的一次性口令 / one-time token for the first administrator:\n  %s\n", token->c_str());
    std::fflush(stdout);
    server.run();
    server_ended = true;
    pthread_kill(watcher.native_handle(), SIGTERM);
    watcher.join();
    background.join();
    metrics.reset();
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
    command->add_option("--metrics", options->metrics, "ADDRESS:PORT of a listener that tells GET /metrics to Prometheus; none unless given");
    command->add_flag("--metrics-anywhere", options->metrics_anywhere, "let --metrics listen beyond loopback");
    command->add_option("--log", options->log, "auto, json or text; auto writes text to a terminal and JSON lines elsewhere")->capture_default_str();
    command->add_flag("--log-requests", options->log_requests, "log each answered request: its route, status and time, never its path or content");
    command->add_option("--least-free-mb", options->least_free_mb, "free space of the data directory below which /readyz says no")->capture_default_str();
    command->add_option("--leave-seconds", options->leave_seconds, "after SIGTERM answer for so long while /readyz says no, so that a balancer sends no more")->capture_default_str();
    command->add_flag("--no-rate-limits", options->no_rate_limits, "answer however often somebody asks (a proxy limits, or a load test measures)");
    command->callback([options] { serve(*options); });
}

}  // namespace zhibu::command
