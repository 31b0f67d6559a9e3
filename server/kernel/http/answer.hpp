// Turns a Response into the bytes of an HTTP/1.1 answer.
#pragma once
#include <string>

#include "kernel/http/message.hpp"

namespace zhibu::http {

enum class BodyFraming { sized, chunked, until_close };

struct AnswerContext {
    std::string_view request_id;
    BodyFraming framing{BodyFraming::sized};
    std::size_t length{0};  // of a sized body
    bool keep_alive{true};
};

// Appends status line and fields. Content-Length, Transfer-Encoding, Connection, Date, X-Request-Id and the fields that every
// answer carries are the transport's: the handler's own are dropped. Control characters in values become spaces.
void append_head(std::string& out, const Response& response, const AnswerContext& context);
void append_chunk(std::string& out, std::string_view piece);  // nothing for an empty piece, which would end the body
constexpr std::string_view last_chunk = "0\r\n\r\n";

bool may_have_body(int status);                       // false for 1xx, 204 and 304
Response refusal(int status, std::string_view detail);  // problem+json for what the transport itself refuses
std::string_view reason_phrase(int status);

}  // namespace zhibu::http
