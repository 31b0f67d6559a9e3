// Writes status lines and fields by hand: one string, one write, no formatting library on the hot path.
#include "kernel/http/answer.hpp"

#include <charconv>
#include <ctime>
#include <string>

namespace zhibu::http {
namespace {

void append_number(std::string& out, std::uint64_t number, int base = 10) {
    char digits[20];
    auto end = std::to_chars(digits, digits + sizeof digits, number, base).ptr;
    out.append(digits, end);
}

// IMF-fixdate, made once a second on each thread.
std::string_view date_now() {
    thread_local std::time_t made_at = 0;
    thread_local char text[32];
    thread_local std::size_t length = 0;
    if (auto now = std::time(nullptr); now != made_at) {
        std::tm utc{};
        gmtime_r(&now, &utc);
        length = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
        made_at = now;
    }
    return {text, length};
}

bool is_ours(std::string_view name) {
    switch (name.size()) {
        case 4: return equal_ignoring_case(name, "date");
        case 10: return equal_ignoring_case(name, "connection") || equal_ignoring_case(name, "keep-alive");
        case 12: return equal_ignoring_case(name, "x-request-id");
        case 14: return equal_ignoring_case(name, "content-length");
        case 15: return equal_ignoring_case(name, "referrer-policy");
        case 17: return equal_ignoring_case(name, "transfer-encoding");
        case 22: return equal_ignoring_case(name, "x-content-type-options");
        default: return false;
    }
}

// A line break in a value would let a stored text write fields of its own.
void append_value(std::string& out, std::string_view value) {
    auto start = out.size();
    out.append(value);
    for (auto i = start; i < out.size(); ++i)
        if (static_cast<unsigned char>(out[i]) < 0x20 || out[i] == 0x7F) out[i] = ' ';
}

}  // namespace

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 416: return "Range Not Satisfiable";
        case 422: return "Unprocessable Content";
        case 428: return "Precondition Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 503: return "Service Unavailable";
        case 505: return "HTTP Version Not Supported";
        case 507: return "Insufficient Storage";
        default: return "Status";
    }
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

void append_head(std::string& out, const Response& response, const AnswerContext& context) {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::uint64_t>(response.status));
    out.append(" ").append(reason_phrase(response.status)).append("\r\nDate: ").append(date_now());
    out.append("\r\nX-Request-Id: ").append(context.request_id);
    out.append("\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n");
    for (auto& [name, value] : response.headers) {
        if (is_ours(name)) continue;
        append_value(out, name);
        out.append(": ");
        append_value(out, value);
        out.append("\r\n");
    }
    if (may_have_body(response.status)) {
        if (context.framing == BodyFraming::sized) {
            out.append("Content-Length: ");
            append_number(out, context.length);
            out.append("\r\n");
        } else if (context.framing == BodyFraming::chunked) {
            out.append("Transfer-Encoding: chunked\r\n");
        }
    }
    if (!context.keep_alive) out.append("Connection: close\r\n");
    out.append("\r\n");
}

void append_chunk(std::string& out, std::string_view piece) {
    if (piece.empty()) return;
    append_number(out, piece.size(), 16);
    out.append("\r\n").append(piece).append("\r\n");
}

Response refusal(int status, std::string_view detail) {
    Response response;
    response.status = status;
    response.set("Content-Type", "application/problem+json");
    response.body.append(R"({"type":"about:blank","title":")").append(reason_phrase(status)).append(R"(","status":)");
    append_number(response.body, static_cast<std::uint64_t>(status));
    response.body.append(R"(,"detail":")").append(detail).append(R"("})");
    return response;
}

}  // namespace zhibu::http
