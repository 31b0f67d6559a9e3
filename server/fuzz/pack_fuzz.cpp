// Files of rules as an office uploads them: TOML, and zips of it. What is read is read alike with another line end and can be told line by
// line; what is refused has a line within the text.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "kernel/pack/archive.hpp"
#include "kernel/pack/toml.hpp"

namespace {

using namespace zhibu;

int lines_in(std::string_view text) { return 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n')); }

// Within texts a line end is content: only a text without long strings and comments at issue reads the same.
std::string with_carriage_returns(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

void read(std::string_view text) {
    try {
        auto read = pack::read_toml(text);
        for (auto& [pointer, line] : read.lines)
            if (line < 1 || line > lines_in(text)) std::abort();
        for (auto& [pointer, place] : read.places)
            if (place.first >= place.second || place.second > text.size()) std::abort();
        if (text.find('\r') == std::string_view::npos && pack::read_toml(with_carriage_returns(text)).content != read.content) std::abort();
    } catch (const pack::Unreadable& why) {
        if (why.line < 1 || why.line > lines_in(text)) std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string_view bytes{reinterpret_cast<const char*>(data), size};
    read(bytes);
    if (bytes.starts_with("PK")) try {
            for (auto& [name, text] : pack::unzipped(bytes)) read(text);
        } catch (const Problem&) {
        }
    return 0;
}
