// The strict reader of HTTP/1.x requests: bytes in; a Request, or the status that refuses it, out. Knows no socket.
#pragma once
#include <string>

#include "kernel/http/message.hpp"

namespace zhibu::http {

// What the head says about the bytes that follow it.
struct Framing {
    std::uint64_t content_length{0};
    bool chunked{false};
    bool has_body() const { return chunked || content_length > 0; }
    bool keep_alive{true};
    bool old_version{false};  // HTTP/1.0: no chunked answer
    bool expects_continue{false};
    bool wants_websocket{false};
};

// 0: more bytes are wanted; 200: whole; else the status that refuses the request, after which the connection must close
// because nobody knows where the next request would begin.
using Verdict = int;
constexpr Verdict wants_more = 0, is_whole = 200;

class HeadReader {
public:
    explicit HeadReader(std::size_t largest_head) : largest_{largest_head} {}
    // `bytes` are all bytes of the connection from the start of the request on; call again with more where more are wanted.
    // When whole, length() of them were the head, and method, path, query and headers are set. Request's strings are reused.
    Verdict read(std::string_view bytes, Request& request, Framing& framing);
    std::size_t length() const { return length_; }

private:
    std::size_t largest_;
    std::size_t scanned_{0}, line_start_{0}, length_{0};
};

class ChunkReader {
public:
    // Appends the content found in `bytes` to `body` and takes away what was used; 413 when the body would pass `largest`.
    Verdict read(std::string_view& bytes, std::string& body, std::size_t largest);

private:
    enum class At { size_first, size, extension, size_end, data, data_return, data_end, last_return, last_end };
    Verdict step(char c, std::size_t room);
    At at_{At::size_first};
    std::uint64_t left_{0};
    int extension_length_{0};
};

}  // namespace zhibu::http
