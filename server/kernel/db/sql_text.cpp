// Cuts SQL text into pieces, and numbers its parameters for PostgreSQL.
#include "kernel/db/sql_text.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace zhibu::db {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_word(char c) {
    auto u = static_cast<unsigned char>(c);
    return (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') || (u >= 'a' && u <= 'z') || u == '_' || u >= 0x80;
}

std::size_t end_of(std::string_view sql, std::string_view mark, std::size_t from) {
    auto at = sql.find(mark, from);
    return at == std::string_view::npos ? sql.size() : at + mark.size();
}

// A doubled quote inside ends one piece and begins the next: together they are still the same text.
std::size_t after_dollar_quote(std::string_view sql, std::size_t at) {
    auto tag_end = at + 1;
    while (tag_end < sql.size() && is_word(sql[tag_end])) ++tag_end;
    bool parameter = at + 1 < sql.size() && sql[at + 1] >= '0' && sql[at + 1] <= '9';
    if (parameter || tag_end >= sql.size() || sql[tag_end] != '$') return at;
    return end_of(sql, sql.substr(at, tag_end + 1 - at), tag_end + 1);
}

Piece next_piece(std::string_view sql, std::size_t at) {
    using Kind = Piece::Kind;
    auto rest = sql.substr(at);
    auto piece = [&](Kind kind, std::size_t end) { return Piece{kind, sql.substr(at, end - at)}; };
    char c = sql[at];
    if (c == '\'' || c == '"') return piece(Kind::quoted, end_of(sql, sql.substr(at, 1), at + 1));
    if (rest.starts_with("--")) return piece(Kind::comment, std::min(sql.find('\n', at), sql.size()));
    if (rest.starts_with("/*")) return piece(Kind::comment, end_of(sql, "*/", at + 2));
    if (c == '$')
        if (auto end = after_dollar_quote(sql, at); end != at) return piece(Kind::quoted, end);
    auto end = at;
    while (end < sql.size() && is_space(sql[end])) ++end;
    if (end != at) return piece(Kind::space, end);
    while (end < sql.size() && is_word(sql[end])) ++end;
    return end != at ? piece(Kind::word, end) : piece(Kind::symbol, at + 1);
}

}  // namespace

std::vector<Piece> pieces_of(std::string_view sql) {
    std::vector<Piece> pieces;
    for (std::size_t at = 0; at < sql.size(); at += pieces.back().text.size()) pieces.push_back(next_piece(sql, at));
    return pieces;
}

Numbered number_parameters(std::string_view sql) {
    Numbered result;
    bool just_after = false;
    for (const auto& piece : pieces_of(sql)) {
        if (piece.kind == Piece::Kind::word && just_after) result.null_tests.back() = same_word(piece.text, "IS");
        if (piece.kind != Piece::Kind::space && piece.kind != Piece::Kind::comment) just_after = false;
        if (piece.kind == Piece::Kind::symbol && piece.text == "?") {
            result.null_tests.push_back(false);
            result.sql += "$" + std::to_string(result.null_tests.size());
            just_after = true;
        } else {
            result.sql += piece.text;
        }
    }
    return result;
}

bool same_word(std::string_view a, std::string_view b) {
    auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace zhibu::db
