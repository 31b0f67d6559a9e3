#include "kernel/log/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <string>

#include "kernel/log/context.hpp"
#include "kernel/values/clock.hpp"
#include "kernel/values/text.hpp"

namespace zhibu::log {
namespace {

std::atomic<Format> chosen{Format::text};
std::atomic<bool> requests_told{false};
std::mutex sink_mutex;
std::function<void(const std::string&)> other_sink;

// The line is whole when it comes here; spdlog's part is the level and one write a line.
spdlog::logger& logger() {
    static auto made = [] {
        auto fresh = spdlog::stderr_color_mt("zhibu");
        fresh->set_pattern("%v");
        return fresh;
    }();
    return *made;
}
spdlog::level::level_enum level_of(Level level) {
    switch (level) {
        case Level::debug: return spdlog::level::debug;
        case Level::info: return spdlog::level::info;
        case Level::warning: return spdlog::level::warn;
        default: return spdlog::level::err;
    }
}
std::string_view name_of(Level level) {
    constexpr std::string_view names[] = {"debug", "info", "warning", "error"};
    return names[static_cast<int>(level)];
}

void put(Level level, const std::string& line) {
    {
        std::lock_guard lock{sink_mutex};
        if (other_sink) return other_sink(line);
    }
    logger().log(level_of(level), line);
}

std::string moment() {
    auto now = Clock{}.now();
    return now.iso().insert(19, fmt::format(".{:03}", now.milliseconds() % 1000));
}

// `more`: further members as JSON, each behind a comma.
void put(Level level, std::string_view message, std::string_view more) {
    auto at = moment();
    auto& working = context();
    if (chosen == Format::text) return put(level, fmt::format("{} {} {}", at, name_of(level), escaped_for_log(message)));
    std::string line = fmt::format("{{\"at\":\"{}\",\"level\":\"{}\",\"message\":\"{}\"", at, name_of(level), escaped_for_log(message, LogLine::json));
    if (!working.request.empty()) line += fmt::format(",\"request\":\"{}\"", escaped_for_log(working.request, LogLine::json));
    if (!working.origin.empty()) line += fmt::format(",\"origin\":\"{}\"", escaped_for_log(working.origin, LogLine::json));
    put(level, line.append(more) + "}");
}

}  // namespace

Context& context() {
    thread_local Context now;
    return now;
}

void set_level(Level lowest) { logger().set_level(level_of(lowest)); }
void set_format(Format format) { chosen = format; }
void tell_of_requests(bool yes) { requests_told = yes; }
void set_sink(std::function<void(const std::string&)> sink) {
    std::lock_guard lock{sink_mutex};
    other_sink = std::move(sink);
}

void write(Level level, std::string_view line) { put(level, line, {}); }

void request(std::string_view method, int status, std::chrono::nanoseconds took, std::int64_t account) {
    if (!requests_told) return;
    auto milliseconds = static_cast<double>(took.count()) / 1e6;
    if (chosen == Format::text) return put(Level::info, fmt::format("request {} {} {} {} {:.1f} ms", context().request, method, context().origin, status, milliseconds), {});
    put(Level::info, "request", fmt::format(",\"method\":\"{}\",\"status\":{},\"milliseconds\":{:.1f},\"account\":{}", method, status, milliseconds, account));
}

}  // namespace zhibu::log
