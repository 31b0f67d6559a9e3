// Chinese search text: overlapping pairs of characters, so that every two-character word is found exactly and none by chance.
#include "kernel/search/tokens.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "kernel/search/stretches.hpp"

namespace zhibu::search {
namespace {

constexpr std::size_t longest_word = 64;     // letters of a Latin word that count
constexpr std::size_t longest_stretch = 64;  // characters of a question's stretch that count
constexpr std::size_t most_stretches = 16;

// unicode61 knows the characters of Unicode 6.1 and drops later ones, among them characters of names that the national
// list of 2013 allows (𬘭, 𬭊): those are written as u and five hexadecimal digits, which every tokenizer keeps.
void append_character(std::string& out, char32_t c) {
    const bool known =
        (c >= 0x4E00 && c <= 0x9FCC) || (c >= 0x3400 && c <= 0x4DB5) || (c >= 0x3041 && c <= 0x30FE) || (c >= 0xAC00 && c <= 0xD7A3);
    if (known) return append_utf8(out, c);
    constexpr char digits[] = "0123456789abcdef";
    out += 'u';
    for (int shift = 16; shift >= 0; shift -= 4) out += digits[(c >> shift) & 15];
}

std::string word(const Stretch& stretch) { return utf8(std::u32string_view{stretch.letters}.substr(0, longest_word)); }

std::string pair(const Stretch& stretch, std::size_t at) {
    std::string token;
    append_character(token, stretch.letters[at]);
    append_character(token, stretch.letters[at + 1]);
    return token;
}

struct Piece {  // tokens that must stand side by side; a beginning where the last one may go on
    std::vector<std::string> tokens;
    bool beginning = false;
};

std::vector<Piece> pieces(std::string_view text) {
    // Beyond this nobody has asked anything by hand; the cut keeps a pasted book from becoming a query.
    auto parts = stretches(text.substr(0, 8192));
    if (parts.size() > most_stretches) parts.resize(most_stretches);
    std::vector<Piece> result;
    for (const auto& part : parts) {
        Piece piece;
        if (part.kind == Stretch::Kind::latin) {
            piece = {{word(part)}, &part == &parts.back()};
        } else if (part.letters.size() == 1) {
            piece.tokens.emplace_back();
            append_character(piece.tokens.back(), part.letters[0]);
            piece.beginning = true;
        } else {
            for (std::size_t at = 0; at + 1 < std::min(part.letters.size(), longest_stretch); ++at) piece.tokens.push_back(pair(part, at));
        }
        result.push_back(std::move(piece));
    }
    return result;
}

}  // namespace

std::string index_tokens(std::string_view text) {
    std::string result;
    const auto part = [&] {
        if (!result.empty()) result += ' ';
    };
    for (const auto& stretch : stretches(text)) {
        part();
        if (stretch.kind == Stretch::Kind::latin) {
            result += word(stretch);
            continue;
        }
        for (std::size_t at = 0; at + 1 < stretch.letters.size(); ++at) result += pair(stretch, at) + ' ';
        append_character(result, stretch.letters.back());
    }
    return result;
}

std::string fts5_query(std::string_view text) {
    std::string query;
    for (const auto& piece : pieces(text)) {
        if (!query.empty()) query += " AND ";
        query += '"';
        for (const auto& token : piece.tokens) query += (&token == &piece.tokens.front() ? "" : " ") + token;
        query += piece.beginning ? "\"*" : "\"";
    }
    return query;
}

std::string tsquery(std::string_view text) {
    std::string query;
    for (const auto& piece : pieces(text)) {
        if (!query.empty()) query += " & ";
        std::string phrase;
        for (const auto& token : piece.tokens) phrase += (phrase.empty() ? "'" : " <-> '") + token + "'";
        if (piece.beginning) phrase += ":*";
        query += piece.tokens.size() > 1 ? "(" + phrase + ")" : phrase;
    }
    return query;
}

}  // namespace zhibu::search
