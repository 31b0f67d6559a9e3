// Log lines to standard error: ids, never personal data; control characters of outside text are escaped.
#pragma once
#include <fmt/core.h>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace zhibu::log {

enum class Level { debug, info, warning, error };
// json: one object a line with at, level, message, and request and origin where there are any (docs/operations.md lists them).
enum class Format { text, json };
void set_level(Level lowest);
void set_format(Format format);
void write(Level level, std::string_view line);

// One line for each answered request, where it was asked for: its route's template, never the path or what was sent.
void tell_of_requests(bool yes);
void request(std::string_view method, int status, std::chrono::nanoseconds took, std::int64_t account);

// Tests read what would have been written; an empty function gives it back to standard error.
void set_sink(std::function<void(const std::string& line)> sink);

template <class... A>
void info(fmt::format_string<A...> format, A&&... arguments) {
    write(Level::info, fmt::format(format, std::forward<A>(arguments)...));
}
template <class... A>
void warning(fmt::format_string<A...> format, A&&... arguments) {
    write(Level::warning, fmt::format(format, std::forward<A>(arguments)...));
}
template <class... A>
void error(fmt::format_string<A...> format, A&&... arguments) {
    write(Level::error, fmt::format(format, std::forward<A>(arguments)...));
}

}  // namespace zhibu::log
