// Reads the parts of a multipart/form-data body (RFC 7578), as browsers and curl write it.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/http/message.hpp"

namespace zhibu::http {
namespace {

constexpr std::size_t most_parts = 200;
constexpr std::size_t longest_part_head = 8 << 10;

[[noreturn]] void refuse(const char* reason) { throw std::invalid_argument{reason}; }

struct Parameters {
    std::string first;  // what stands before the first ';'
    std::vector<std::pair<std::string, std::string>> named;
    const std::string* find(std::string_view name) const {
        for (auto& [key, value] : named)
            if (equal_ignoring_case(key, name)) return &value;
        return nullptr;
    }
};

void skip_space(std::string_view& text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

// A quoted value. Only \" is an escape: browsers send C:\名单.xlsx with bare backslashes.
std::string take_quoted(std::string_view& text) {
    std::string out;
    for (text.remove_prefix(1); !text.empty(); text.remove_prefix(1)) {
        if (text.front() == '"') {
            text.remove_prefix(1);
            return out;
        }
        if (text.starts_with("\\\"")) text.remove_prefix(1);
        out += text.front();
    }
    refuse("a quoted parameter does not end");
}

std::string take_value(std::string_view& text) {
    if (text.starts_with('"')) return take_quoted(text);
    auto value = text.substr(0, text.find(';'));
    text.remove_prefix(value.size());
    while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
    return std::string{value};
}

// "form-data; name=a; filename*=UTF-8''%E5" and the like.
Parameters parse_parameters(std::string_view text) {
    Parameters out;
    skip_space(text);
    out.first = take_value(text);
    while (skip_space(text), text.starts_with(';')) {
        text.remove_prefix(1);
        skip_space(text);
        auto equals = text.find_first_of("=;");
        if (equals == text.npos || text[equals] == ';') {
            text.remove_prefix(equals == text.npos ? text.size() : equals);
            continue;
        }
        std::string name{text.substr(0, equals)};
        text.remove_prefix(equals + 1);
        out.named.emplace_back(std::move(name), take_value(text));
    }
    if (!text.empty()) refuse("a parameter is not followed by ;");
    return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

// Forms escape only these three in quoted names (HTML, "multipart/form-data encoding algorithm").
std::string form_name(std::string text) {
    replace_all(text, "%22", "\"");
    replace_all(text, "%0D", "\r");
    replace_all(text, "%0A", "\n");
    return text;
}

// filename* (RFC 5987) before filename; folders that some browsers send along are dropped.
std::string file_name(const Parameters& disposition) {
    std::string name;
    if (auto extended = disposition.find("filename*")) {
        auto quote = extended->find('\''), second = quote == extended->npos ? quote : extended->find('\'', quote + 1);
        if (second == extended->npos) refuse("filename* is not charset'language'value");
        if (!equal_ignoring_case(std::string_view{*extended}.substr(0, quote), "utf-8")) refuse("filename* is not in UTF-8");
        auto decoded = percent_decode(std::string_view{*extended}.substr(second + 1));
        if (!decoded) refuse("filename* is not percent-encoded");
        name = std::move(*decoded);
    } else if (auto plain = disposition.find("filename")) {
        name = form_name(*plain);
    }
    if (!is_utf8(name) || name.find('\0') != name.npos) refuse("a file name is not UTF-8");
    auto folder = name.find_last_of("/\\");
    return folder == name.npos ? name : name.substr(folder + 1);
}

// Reads the head of a part and leaves `part` at its content.
UploadedFile take_head(std::string_view& part) {
    auto end = part.starts_with("\r\n") ? 0 : part.find("\r\n\r\n");
    if (end == part.npos || end > longest_part_head) refuse("the head of a part does not end");
    auto head = part.substr(0, end);
    part.remove_prefix(end + (end == 0 ? 2 : 4));
    UploadedFile out;
    bool named = false;
    while (!head.empty()) {
        auto line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(std::min(head.size(), line.size() + 2));
        auto colon = line.find(':');
        if (colon == line.npos) refuse("a line in the head of a part has no colon");
        auto value = line.substr(colon + 1);
        skip_space(value);
        if (equal_ignoring_case(line.substr(0, colon), "content-type")) out.content_type = value;
        if (!equal_ignoring_case(line.substr(0, colon), "content-disposition")) continue;
        auto disposition = parse_parameters(value);
        auto field = disposition.find("name");
        if (!equal_ignoring_case(disposition.first, "form-data") || !field || named) refuse("a part has no single form-data name");
        named = true;
        out.field = form_name(*field);
        out.name = file_name(disposition);
    }
    if (!named || !is_utf8(out.field)) refuse("a part has no name");
    return out;
}

std::string delimiter_of(const Request& request) {
    auto type = parse_parameters(request.header("content-type"));
    if (!equal_ignoring_case(type.first, "multipart/form-data")) refuse("the body is not multipart/form-data");
    auto boundary = type.find("boundary");
    if (!boundary || boundary->empty() || boundary->size() > 70) refuse("the boundary is missing or too long");
    return "\r\n--" + *boundary;
}

}  // namespace

std::vector<UploadedFile> parse_multipart(const Request& request) {
    auto delimiter = delimiter_of(request);
    std::string_view rest = request.body;
    // The first delimiter may open the body, where no line break stands before it.
    if (rest.starts_with(std::string_view{delimiter}.substr(2))) {
        rest.remove_prefix(delimiter.size() - 2);
    } else {
        auto start = rest.find(delimiter);
        if (start == rest.npos) refuse("the boundary does not occur");
        rest.remove_prefix(start + delimiter.size());
    }
    std::vector<UploadedFile> parts;
    for (;;) {
        if (rest.starts_with("--")) return parts;
        while (rest.starts_with(' ') || rest.starts_with('\t')) rest.remove_prefix(1);
        if (!rest.starts_with("\r\n")) refuse("a boundary is not followed by a line break");
        rest.remove_prefix(2);
        if (parts.size() == most_parts) refuse("there are too many parts");
        auto part = take_head(rest);
        auto end = rest.find(delimiter);
        if (end == rest.npos) refuse("the last part does not end");
        part.content = rest.substr(0, end);
        rest.remove_prefix(end + delimiter.size());
        parts.push_back(std::move(part));
    }
}

}  // namespace zhibu::http
