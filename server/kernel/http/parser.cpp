// A request that two readers could understand differently is refused: that difference is how requests are smuggled past a proxy.
#include "kernel/http/parser.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>

namespace zhibu::http {
namespace {

constexpr std::size_t most_headers = 100;

// A token character in lower case, 0 for all others (RFC 9110, 5.6.2).
constexpr auto token_characters = [] {
    std::array<char, 256> table{};
    for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = c;
    for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = table[static_cast<unsigned char>(c - 32)] = c;
    for (char c : std::string_view{"!#$%&'*+-.^_`|~"}) table[static_cast<unsigned char>(c)] = c;
    return table;
}();

bool is_text(char c) { return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) || c == '\t'; }

std::optional<Method> method_named(std::string_view name) {
    for (auto method : {Method::get, Method::post, Method::put, Method::head, Method::patch, Method::remove})
        if (name_of(method) == name) return method;
    return std::nullopt;
}

// The router splits the decoded path, so an encoded slash would move the borders of its parts: refused.
bool decode_path(std::string_view raw, std::string& path) {
    if (raw.find('%') == raw.npos) {
        path.assign(raw);
    } else {
        auto decoded = percent_decode(raw);
        if (!decoded || std::count(decoded->begin(), decoded->end(), '/') != std::count(raw.begin(), raw.end(), '/')) return false;
        path = std::move(*decoded);
        if (!std::all_of(path.begin(), path.end(), is_text)) return false;
    }
    return is_utf8(path);
}

Verdict read_request_line(std::string_view line, Request& request, Framing& framing) {
    auto first = line.find(' '), last = line.rfind(' ');
    if (first == line.npos || first == last) return 400;
    auto method = line.substr(0, first), target = line.substr(first + 1, last - first - 1), version = line.substr(last + 1);
    if (method.empty() || !std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return 400;
    if (version.size() != 8 || !version.starts_with("HTTP/") || version[6] != '.') return 400;
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return 505;
    framing.old_version = version.back() == '0';
    auto known = method_named(method);
    if (!known) return 405;
    request.method = *known;
    if (!target.starts_with('/')) return 400;
    for (char c : target)
        if (!is_text(c) || c == ' ' || c == '\t' || c == '#') return 400;
    auto question = target.find('?');
    request.query.assign(question == target.npos ? std::string_view{} : target.substr(question + 1));
    return decode_path(target.substr(0, question), request.path) ? is_whole : 400;
}

bool has_token(std::string_view list, std::string_view token) {
    while (!list.empty()) {
        auto end = list.find(',');
        auto item = list.substr(0, end);
        while (item.starts_with(' ') || item.starts_with('\t')) item.remove_prefix(1);
        while (item.ends_with(' ') || item.ends_with('\t')) item.remove_suffix(1);
        if (equal_ignoring_case(item, token)) return true;
        list = end == list.npos ? std::string_view{} : list.substr(end + 1);
    }
    return false;
}

bool is_host(std::string_view host) {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return token_characters[static_cast<unsigned char>(c)] != 0 || c == ':' || c == '[' || c == ']';
    });
}

// What the fields that steer the connection said so far.
struct Steering {
    int hosts{0}, lengths{0}, encodings{0};
    bool close{false}, keep{false}, upgrade{false}, websocket{false};
};

bool read_length(std::string_view value, Framing& framing) {
    if (value.empty() || value.size() > 18) return false;
    framing.content_length = 0;
    for (char c : value) {
        if (c < '0' || c > '9') return false;
        framing.content_length = framing.content_length * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return true;
}

bool read_steering(std::string_view name, std::string_view value, Framing& framing, Steering& steering) {
    switch (name.size()) {
        case 4: return name != "host" || (++steering.hosts == 1 && is_host(value));
        case 6:
            if (name == "expect") framing.expects_continue = equal_ignoring_case(value, "100-continue");
            return true;
        case 7:
            if (name == "upgrade") steering.websocket = has_token(value, "websocket");
            return true;
        case 10:
            if (name != "connection") return true;
            steering.close |= has_token(value, "close");
            steering.keep |= has_token(value, "keep-alive");
            steering.upgrade |= has_token(value, "upgrade");
            return true;
        case 14: return name != "content-length" || (++steering.lengths == 1 && read_length(value, framing));
        case 17:
            if (name != "transfer-encoding") return true;
            framing.chunked = true;
            return ++steering.encodings == 1 && equal_ignoring_case(value, "chunked");
        default: return true;
    }
}

// One "name: value" line into a slot whose strings are reused.
bool read_field(std::string_view line, std::pair<std::string, std::string>& field) {
    auto colon = line.find(':');
    if (colon == line.npos || colon == 0) return false;
    field.first.resize(colon);
    for (std::size_t i = 0; i < colon; ++i)
        if ((field.first[i] = token_characters[static_cast<unsigned char>(line[i])]) == 0) return false;
    auto value = line.substr(colon + 1);
    while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
    while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
    if (!std::all_of(value.begin(), value.end(), is_text)) return false;
    field.second.assign(value);
    return true;
}

Verdict settle(const Steering& steering, Request& request, Framing& framing) {
    if (steering.hosts == 0 && !framing.old_version) return 400;
    if (steering.lengths > 0 && steering.encodings > 0) return 400;
    if (framing.chunked && framing.old_version) return 400;
    framing.keep_alive = framing.old_version ? steering.keep && !steering.close : !steering.close;
    framing.expects_continue = framing.expects_continue && !framing.old_version;
    framing.wants_websocket =
        steering.upgrade && steering.websocket && request.method == Method::get && !framing.has_body() && !framing.old_version;
    return is_whole;
}

// `head` ends with the CRLF of its last field and every LF in it follows a CR.
Verdict read_head(std::string_view head, Request& request, Framing& framing) {
    framing = {};
    auto take_line = [&] {
        auto line = head.substr(0, head.find('\n') - 1);
        head.remove_prefix(line.size() + 2);
        return line;
    };
    if (auto verdict = read_request_line(take_line(), request, framing); verdict != is_whole) return verdict;
    Steering steering;
    std::size_t count = 0;
    for (; !head.empty(); ++count) {
        if (count == most_headers) return 431;
        if (count == request.headers.size()) request.headers.emplace_back();
        auto& field = request.headers[count];
        if (!read_field(take_line(), field) || !read_steering(field.first, field.second, framing, steering)) return 400;
    }
    request.headers.resize(count);
    return settle(steering, request, framing);
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = static_cast<char>(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

Verdict HeadReader::read(std::string_view bytes, Request& request, Framing& framing) {
    while (scanned_ < bytes.size()) {
        auto found = static_cast<const char*>(std::memchr(bytes.data() + scanned_, '\n', bytes.size() - scanned_));
        auto end = found ? static_cast<std::size_t>(found - bytes.data()) : bytes.size();
        if (end >= largest_) return 431;
        scanned_ = end;
        if (!found) break;
        if (end == line_start_ || bytes[end - 1] != '\r') return 400;
        bool empty_line = end == line_start_ + 1;
        if (empty_line && line_start_ == 0) return 400;
        auto fields_end = line_start_;
        scanned_ = line_start_ = end + 1;
        if (!empty_line) continue;
        length_ = end + 1;
        return read_head(bytes.substr(0, fields_end), request, framing);
    }
    return bytes.size() >= largest_ ? 431 : wants_more;
}

Verdict ChunkReader::read(std::string_view& bytes, std::string& body, std::size_t largest) {
    while (!bytes.empty()) {
        if (at_ == At::data) {
            auto take = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
            body.append(bytes.substr(0, take));
            bytes.remove_prefix(take);
            if ((left_ -= take) == 0) at_ = At::data_return;
            continue;
        }
        auto verdict = step(bytes.front(), largest - body.size());
        bytes.remove_prefix(1);
        if (verdict != wants_more) return verdict;
    }
    return wants_more;
}

Verdict ChunkReader::step(char c, std::size_t room) {
    switch (at_) {
        case At::size_first:
        case At::size:
            if (int digit = hex_digit(c); digit >= 0) {
                if (left_ >> 40) return 400;  // a size that could overflow is an attack, not a body
                left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
                at_ = At::size;
                return wants_more;
            }
            if (at_ == At::size_first) return 400;
            if (c == ';') return extension_length_ = 0, at_ = At::extension, wants_more;
            [[fallthrough]];
        case At::extension:
            if (c == '\r') return at_ = At::size_end, wants_more;
            return at_ == At::extension && is_text(c) && ++extension_length_ <= 256 ? wants_more : 400;
        case At::size_end:
            if (c != '\n') return 400;
            if (left_ > room) return 413;
            at_ = left_ ? At::data : At::last_return;
            return wants_more;
        case At::data_return: return c == '\r' ? (at_ = At::data_end, wants_more) : 400;
        case At::data_end: return c == '\n' ? (at_ = At::size_first, wants_more) : 400;
        case At::last_return: return c == '\r' ? (at_ = At::last_end, wants_more) : 400;  // trailers are refused
        case At::last_end: return c == '\n' ? is_whole : 400;
        case At::data: break;
    }
    return 400;
}

}  // namespace zhibu::http
