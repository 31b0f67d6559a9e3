#include "kernel/log/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <string>

namespace zhibu::log {
namespace {

spdlog::logger& logger() {
    static auto made = [] {
        auto fresh = spdlog::stderr_color_mt("zhibu");
        fresh->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
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

}  // namespace

void set_level(Level lowest) { logger().set_level(level_of(lowest)); }

void write(Level level, std::string_view line) {
    std::string safe;
    for (char c : line) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) safe += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else safe += c;
    }
    logger().log(level_of(level), safe);
}

}  // namespace zhibu::log
