// Cuts SQL text into pieces, so that what stands inside quotes and comments is left alone.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace zhibu::db {

struct Piece {
    enum class Kind { word, quoted, comment, space, symbol };
    Kind kind;
    std::string_view text;  // a part of the text given: no longer valid than that
};

// Joined again the pieces give the text. Quoted is 'text', "name" and $tag$ body $tag$; a symbol is one character.
std::vector<Piece> pieces_of(std::string_view sql);

// `?` becomes $1, $2, … outside quotes and comments.
struct Numbered {
    std::string sql;
    std::vector<bool> null_tests;  // one for each parameter: whether `IS` follows it, which tells PostgreSQL no type
};
Numbered number_parameters(std::string_view sql);

// Whether two words are the same but for their case.
bool same_word(std::string_view a, std::string_view b);

}  // namespace zhibu::db
