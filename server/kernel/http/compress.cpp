// One deflate state a thread, reset for each answer: setting one up costs more than a small body.
#include "kernel/http/compress.hpp"

#include <string>
#include <zlib.h>

namespace zhibu::http {
namespace {

constexpr std::size_t shortest = 1400;
constexpr int level = 1;
constexpr int gzip_window = 15 + 16;

class Deflater {
public:
    Deflater() { ready_ = deflateInit2(&state_, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) == Z_OK; }
    ~Deflater() {
        if (ready_) deflateEnd(&state_);
    }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    // Empty where it failed or the result is not shorter.
    std::string shorter(std::string_view text) {
        if (!ready_ || deflateReset(&state_) != Z_OK) return {};
        std::string out(text.size() - 1, '\0');
        state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
        state_.avail_in = static_cast<uInt>(text.size());
        state_.next_out = reinterpret_cast<Bytef*>(out.data());
        state_.avail_out = static_cast<uInt>(out.size());
        if (deflate(&state_, Z_FINISH) != Z_STREAM_END) return {};
        out.resize(state_.total_out);
        return out;
    }

private:
    z_stream state_{};
    bool ready_;
};

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

// "q=0", "q=0.000": not wanted.
bool is_zero_quality(std::string_view parameter) {
    parameter = trimmed(parameter);
    if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) return false;
    return parameter.find_first_of("123456789") == parameter.npos;
}

bool is_text(std::string_view type) {
    type = trimmed(type.substr(0, type.find(';')));
    return equal_ignoring_case(type, "application/json") || equal_ignoring_case(type, "application/problem+json") ||
           equal_ignoring_case(type.substr(0, 5), "text/");
}

}  // namespace

bool takes_gzip(const Request& request) {
    auto list = request.header("accept-encoding");
    while (!list.empty()) {
        auto comma = list.find(',');
        auto item = list.substr(0, comma);
        list = comma == list.npos ? std::string_view{} : list.substr(comma + 1);
        auto semicolon = item.find(';');
        if (!equal_ignoring_case(trimmed(item.substr(0, semicolon)), "gzip")) continue;
        return semicolon == item.npos || !is_zero_quality(item.substr(semicolon + 1));
    }
    return false;
}

void compress(const Request& request, Response& response) {
    if (response.stream || response.shared_body || response.body.size() < shortest || response.body.size() > UINT32_MAX) return;
    bool text = false;
    for (auto& [name, value] : response.headers) {
        if (equal_ignoring_case(name, "content-encoding")) return;
        if (equal_ignoring_case(name, "content-type")) text = is_text(value);
    }
    if (!text) return;
    response.set("Vary", "Accept-Encoding");
    if (!takes_gzip(request)) return;
    thread_local Deflater deflater;
    auto shorter = deflater.shorter(response.body);
    if (shorter.empty()) return;
    response.body = std::move(shorter);
    response.set("Content-Encoding", "gzip");
}

}  // namespace zhibu::http
