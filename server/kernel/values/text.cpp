// Chinese and Latin text as people type it: decoding, widths, names, log lines.
#include "kernel/values/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>

namespace zhibu {
namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr char32_t middle_dot = 0xB7;

struct Decoded {
    char32_t point = replacement;
    std::size_t size = 0;  // 0: the byte is not the start of a valid sequence
};

Decoded decode(std::string_view text, std::size_t at) {
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    std::size_t size = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xC2 && lead < 0xE0 ? 2 : 0;
    if (size == 0 || at + size > text.size()) return {};
    char32_t point = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        point = point << 6 | (byte(i) & 0x3F);
    }
    bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
    bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (overlong || surrogate || point > 0x10FFFF) return {};
    return {point, size};
}

char32_t half_width_of(char32_t point) {
    if (point >= 0xFF10 && point <= 0xFF19) return point - 0xFEE0;                                            // digits
    if ((point >= 0xFF21 && point <= 0xFF3A) || (point >= 0xFF41 && point <= 0xFF5A)) return point - 0xFEE0;  // letters
    switch (point) {
        case 0x3000: return ' ';
        case U'．': case U'－': case U'／': case U'：': case U'＋': case U'（': case U'）': case U'％': case U'，': case U'＊': case U'＃':
        case U'＿': return point - 0xFEE0;
        case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2212: return '-';  // hyphens, dashes, minus
        default: return point;
    }
}

// Keyboards and old systems write the dot of a minority name in many ways; GB 18030 names use U+00B7.
bool is_name_dot(char32_t point) {
    return point == middle_dot || point == 0x2022 || point == 0x2027 || point == 0x2219 || point == 0x22C5 || point == 0x30FB || point == 0xFF65 ||
           point == 0x2E31;
}

bool is_invisible(char32_t point) { return (point >= 0x200B && point <= 0x200D) || point == 0x2060 || point == 0xFEFF; }

bool is_unsafe_in_log(char32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x200E || point == 0x200F || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069) || is_invisible(point);
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
    auto [point, size] = decode(text, at);
    at += size == 0 ? 1 : size;
    return point;
}

void append_code_point(std::string& text, char32_t point) {
    auto tail = [&](int shift) { text.push_back(static_cast<char>(0x80 | ((point >> shift) & 0x3F))); };
    if (point < 0x80) {
        text.push_back(static_cast<char>(point));
    } else if (point < 0x800) {
        text.push_back(static_cast<char>(0xC0 | point >> 6));
        tail(0);
    } else if (point < 0x10000) {
        text.push_back(static_cast<char>(0xE0 | point >> 12));
        tail(6), tail(0);
    } else {
        text.push_back(static_cast<char>(0xF0 | point >> 18));
        tail(12), tail(6), tail(0);
    }
}

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        auto size = decode(text, at).size;
        if (size == 0) return false;
        at += size;
    }
    return true;
}

std::size_t code_point_count(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) next_code_point(text, at);
    return count;
}

std::string_view first_code_points(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    while (at < text.size() && count-- > 0) next_code_point(text, at);
    return text.substr(0, at);
}

std::string repaired_utf8(std::string_view text) {
    std::string repaired;
    repaired.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto point = next_code_point(text, at);
        append_code_point(repaired, point == 0xFFFE || point == 0xFFFF ? replacement : point);
    }
    return repaired;
}

bool is_han(char32_t point) {
    return (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x3400 && point <= 0x4DBF) || point == 0x3007 ||
           (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x20000 && point <= 0x323AF);
}

bool is_blank(char32_t point) {
    return point == ' ' || (point >= 0x09 && point <= 0x0D) || point == 0x85 || point == 0xA0 || point == 0x3000 ||
           (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 || point == 0x202F || is_invisible(point);
}

std::string_view trimmed(std::string_view text) {
    std::size_t begin = text.size(), end = 0;
    for (std::size_t at = 0; at < text.size();) {
        auto start = at;
        if (is_blank(next_code_point(text, at))) continue;
        begin = std::min(begin, start);
        end = at;
    }
    return begin < end ? text.substr(begin, end - begin) : std::string_view{};
}

bool is_blank(std::string_view text) { return trimmed(text).empty(); }

std::string to_half_width(std::string_view text) {
    std::string folded;
    folded.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto start = at;
        auto point = next_code_point(text, at);
        auto half = half_width_of(point);
        if (half == point) folded.append(text.substr(start, at - start));
        else append_code_point(folded, half);
    }
    return folded;
}

std::string tidy_name(std::string_view typed) {
    auto inner = trimmed(typed);
    std::string name;
    char32_t before = 0;
    bool gap = false;
    for (std::size_t at = 0; at < inner.size();) {
        auto point = half_width_of(next_code_point(inner, at));
        if (is_blank(point) || point < 0x20 || point == 0x7F) {
            gap = gap || !is_invisible(point);
            continue;
        }
        if (is_name_dot(point) || (point == '.' && is_han(before))) point = middle_dot;
        // A space belongs to a name only between two Latin words.
        auto breaks = [](char32_t p) { return is_han(p) || p == middle_dot; };
        if (gap && before != 0 && !breaks(before) && !breaks(point)) name.push_back(' ');
        append_code_point(name, point);
        before = point;
        gap = false;
    }
    return name;
}

std::string escaped_for_log(std::string_view text, LogLine kind) {
    bool json = kind == LogLine::json;
    std::string line;
    line.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto [point, size] = decode(text, at);
        if (size == 0) line += json ? "\\ufffd" : fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at]));
        else if (point == '\n') line += "\\n";
        else if (point == '\r') line += "\\r";
        else if (point == '\t') line += "\\t";
        else if (point == '\\' || (json && point == '"')) line += '\\', line += char(point);
        else if (is_unsafe_in_log(point)) line += json ? fmt::format("\\u{:04x}", static_cast<unsigned>(point)) : fmt::format("\\u{{{:x}}}", static_cast<unsigned>(point));
        else line.append(text.substr(at, size));
        at += size == 0 ? 1 : size;
    }
    return line;
}

}  // namespace zhibu
