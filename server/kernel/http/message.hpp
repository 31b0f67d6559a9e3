// A request and its answer as handlers see them: plain values, no socket and no library type.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhibu::http {

enum class Method { get, head, post, put, patch, remove };
std::string_view name_of(Method method);  // "GET" … "DELETE"

using Headers = std::vector<std::pair<std::string, std::string>>;  // names in lower case

struct Request {
    Method method{Method::get};
    std::string path;   // percent-decoded, without the query
    std::string query;  // as sent, without the '?'
    Headers headers;
    std::string body;
    std::string peer;        // address of the client, behind a trusted proxy the forwarded one
    bool encrypted{false};   // came over TLS, or a trusted proxy says so
    std::string request_id;  // 16 hexadecimal digits, made by the transport, in every answer and log line

    std::string_view header(std::string_view lower_case_name) const;  // "" where absent
    std::string_view cookie(std::string_view name) const;
};

// Produces a long body piece by piece; returns false when done. Called on a worker, never on the socket's thread.
using BodyStream = std::function<bool(std::string& piece)>;

struct Response {
    int status{200};
    Headers headers;
    std::string body;
    std::shared_ptr<const std::string_view> shared_body;  // instead of body: bytes that outlive the answer (embedded pages)
    BodyStream stream;                                    // instead of body: sent in chunks

    void set(std::string name, std::string value) { headers.emplace_back(std::move(name), std::move(value)); }
};

using Handler = std::function<Response(const Request&)>;

// A two-way channel to one browser. send() may be called from any thread; a slow reader is dropped, never waited for.
class Channel {
public:
    virtual ~Channel() = default;
    virtual void send(std::shared_ptr<const std::string> text) = 0;
    virtual void close(int code, std::string_view reason) = 0;
};
struct ChannelEvents {
    std::function<void(std::string_view text)> received;
    std::function<void()> closed;
};
// Decides on an upgrade request: events for the channel, or nothing (then the ordinary handler answers).
using ChannelHandler = std::function<std::optional<ChannelEvents>(const Request&, std::shared_ptr<Channel>)>;

// The decoded parameters of a query string, in order.
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);
// All but the unreserved characters of RFC 3986 as %XX.
std::string percent_encode(std::string_view text);
// Nothing where a % is not followed by two hexadecimal digits; '+' stays '+'.
std::optional<std::string> percent_decode(std::string_view text);
bool is_utf8(std::string_view bytes);                                // well-formed, without surrogates
bool equal_ignoring_case(std::string_view left, std::string_view right);  // ASCII letters only

struct UploadedFile {
    std::string field, name, content_type, content;  // name: UTF-8, without folders; "" for a part that is no file
};
// Parts of a multipart/form-data body, at most 200; throws std::invalid_argument (with the reason) where it is not one.
std::vector<UploadedFile> parse_multipart(const Request& request);

}  // namespace zhibu::http
