// Text cut into stretches of one kind, Chinese or Latin, folded for search. Shared by tokens and pinyin.
#include "kernel/search/stretches.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace zhibu::search {
namespace {

const icu::Normalizer2& folding() {
    UErrorCode error = U_ZERO_ERROR;
    const auto* instance = icu::Normalizer2::getNFKCCasefoldInstance(error);  // full width to half, upper case to lower, ① to 1
    if (U_FAILURE(error)) throw std::runtime_error{u_errorName(error)};
    return *instance;
}

bool chinese(UChar32 c) {
    if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF)) return true;
    if (c < 0x1100) return false;
    UErrorCode error = U_ZERO_ERROR;
    switch (uscript_getScript(c, &error)) {
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_BOPOMOFO:
        case USCRIPT_HANGUL:
            return u_isalnum(c) || u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC);
        default:
            return false;
    }
}

}  // namespace

std::vector<Stretch> stretches(std::string_view text) {
    std::vector<Stretch> result;
    if (text.size() > 1u << 28) text = text.substr(0, 1u << 28);
    UErrorCode error = U_ZERO_ERROR;
    const auto raw = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    const auto folded = folding().normalize(raw, error);
    if (U_FAILURE(error)) throw std::runtime_error{u_errorName(error)};
    bool apart = true;
    for (std::int32_t at = 0; at < folded.length();) {
        const UChar32 c = folded.char32At(at);
        at += U16_LENGTH(c);
        const bool han = chinese(c);
        if (!han && !u_isalnum(c)) {
            apart = true;
            continue;
        }
        const auto kind = han ? Stretch::Kind::chinese : Stretch::Kind::latin;
        if (apart || result.back().kind != kind) result.push_back({kind, {}});
        result.back().letters += static_cast<char32_t>(c);
        apart = false;
    }
    return result;
}

void append_utf8(std::string& out, char32_t c) {
    if (c < 0x80) out += static_cast<char>(c);
    else if (c < 0x800) out.append({static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 63))});
    else if (c < 0x10000)
        out.append({static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 63)), static_cast<char>(0x80 | (c & 63))});
    else
        out.append({static_cast<char>(0xF0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 63)),
                    static_cast<char>(0x80 | ((c >> 6) & 63)), static_cast<char>(0x80 | (c & 63))});
}

std::string utf8(std::u32string_view letters) {
    std::string result;
    for (const auto c : letters) append_utf8(result, c);
    return result;
}

}  // namespace zhibu::search
