// Heads, chunked bodies, queries and forms as a stranger sends them, in pieces of any size. The same bytes in one piece and in many
// must be understood alike: where they are not, two programs in a row could be made to disagree.
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "kernel/http/parser.hpp"

namespace {

using namespace zhibu::http;
constexpr std::size_t largest_head = 16 << 10, largest_body = 1 << 20;

struct Understood {
    Verdict head{}, body{};
    Request request;
    std::size_t used{};
};

Understood understood(std::string_view bytes, std::size_t step) {
    Understood out;
    Framing framing;
    HeadReader head{largest_head};
    std::size_t seen = 0;
    do {
        seen = std::min(bytes.size(), seen + step);
        out.head = head.read(bytes.substr(0, seen), out.request, framing);
    } while (out.head == wants_more && seen < bytes.size());
    if (out.head != is_whole) return out;
    out.used = head.length();
    auto rest = bytes.substr(out.used);
    if (!framing.chunked) {
        out.request.body = rest.substr(0, framing.content_length);
        return out;
    }
    ChunkReader chunks;
    while (!rest.empty() && out.body == wants_more) {
        auto piece = rest.substr(0, step), before = piece;
        out.body = chunks.read(piece, out.request.body, largest_body);
        rest.remove_prefix(before.size() - piece.size());
        if (out.body == wants_more && !piece.empty()) std::abort();
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string_view bytes{reinterpret_cast<const char*>(data), size};
    auto whole = understood(bytes, bytes.size() + 1), pieces = understood(bytes, 7);
    if (whole.head != pieces.head || whole.body != pieces.body || whole.used != pieces.used) std::abort();
    if (whole.head != is_whole) return 0;
    if (whole.request.path != pieces.request.path || whole.request.headers != pieces.request.headers || whole.request.body != pieces.request.body) std::abort();
    parse_query(whole.request.query);
    try {
        for (auto& part : parse_multipart(whole.request))
            if (part.name.find('/') != std::string::npos || part.name.find('\\') != std::string::npos) std::abort();
    } catch (const std::invalid_argument&) {
    }
    return 0;
}
