// What every writer does to text before it prints it: sound characters, whole lines, harmless link targets.
#include "kernel/document/text.hpp"

#include <algorithm>
#include <string>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <vector>

namespace zhibu::document {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool forbidden(UChar32 c) {
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return true;
    if (c == 0xFFFE || c == 0xFFFF || c == 0xFEFF) return true;
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);  // a name must not be able to reverse the line it stands in
}

bool starts(std::string_view text, std::string_view beginning) { return text.substr(0, beginning.size()) == beginning; }

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view allowed = "-._~:/?#[]@!$&*+,;=%";
    constexpr char digits[] = "0123456789ABCDEF";
    std::string result;
    for (unsigned char c : text) {
        const bool plain =
            (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || allowed.find(static_cast<char>(c)) != allowed.npos;
        if (plain) result += static_cast<char>(c);
        else result.append({'%', digits[c >> 4], digits[c & 15]});
    }
    return result;
}

}  // namespace

std::string document_number(std::string_view code, int year, int number) {
    return std::string{code} + "〔" + std::to_string(year) + "〕" + std::to_string(number) + "号";
}

std::string printable(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto length = static_cast<std::int32_t>(std::min<std::size_t>(text.size(), 1u << 30));
    for (std::int32_t at = 0; at < length;) {
        const auto from = at;
        UChar32 c;
        U8_NEXT(bytes, at, length, c);
        if (c < 0) result += replacement;
        else if (c == '\n') result += '\n';
        else if (c == '\t' || c == 0x2028 || c == 0x2029) result += ' ';
        else if (!forbidden(c)) result.append(text, static_cast<std::size_t>(from), static_cast<std::size_t>(at - from));
    }
    return result;
}

std::string joined(const Runs& runs) {
    std::string text;
    for (const auto& run : runs) text += run.text;
    return text;
}

std::vector<Runs> paragraphs(const Runs& runs) {
    std::vector<Runs> result(1);
    for (const auto& run : runs) {
        const auto text = printable(run.text);
        for (std::size_t from = 0; from <= text.size();) {
            const auto end = std::min(text.find('\n', from), text.size());
            if (end > from) result.back().push_back({text.substr(from, end - from), run.kind, run.target});
            if (end == text.size()) break;
            result.emplace_back();
            from = end + 1;
        }
    }
    return result;
}

std::string address(const Run& run, std::string_view base_address) {
    if (run.kind != Run::Kind::link || run.target.empty()) return {};
    const std::string_view target = run.target;
    if (starts(target, "http://") || starts(target, "https://") || starts(target, "mailto:")) return percent_encoded(target);
    if (!starts(target, "/") || starts(target, "//") || !(starts(base_address, "http://") || starts(base_address, "https://"))) return {};
    while (!base_address.empty() && base_address.back() == '/') base_address.remove_suffix(1);
    return percent_encoded(std::string{base_address} + run.target);
}

std::string with_colon(std::string_view receiver) {
    auto text = printable(receiver);
    while (!text.empty() && (text.back() == ':' || text.back() == ' ')) text.pop_back();
    if (!text.empty() && !text.ends_with("：")) text += "：";
    return text;
}

int half_letters(std::string_view text) {
    int halves = 0;
    const auto length = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < length;) {
        UChar32 c;
        U8_NEXT(reinterpret_cast<const std::uint8_t*>(text.data()), at, length, c);
        const auto width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
        halves += width == U_EA_FULLWIDTH || width == U_EA_WIDE || width == U_EA_AMBIGUOUS ? 2 : 1;
    }
    return halves;
}

}  // namespace zhibu::document
