// Log lines to standard error: ids, never personal data; control characters of outside text are escaped.
#pragma once
#include <fmt/core.h>

#include <string>
#include <string_view>

namespace zhibu::log {

enum class Level { debug, info, warning, error };
void set_level(Level lowest);
void write(Level level, std::string_view line);

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
