// Names and titles found by pinyin and by initials: dyfz and dangyuan both find 党员发展, shan finds 单雄信.
#pragma once
#include <string>
#include <string_view>

namespace zhibu::search {

enum class PinyinKind {
    person,  // the first character (or two: 尉迟) is a surname and read as one; ordinary readings are kept beside it
    title,
};

// What an index stores beside index_tokens(): words of a…z parted by single blanks, each once, in a fixed order. From every
// character of each Chinese stretch on: the joined syllables of up to 8 characters, and the joined initials of up to 16; so
// that the beginning of any word is the beginning of some token. A character with several common readings stands under each
// (at most 16 combinations a token); ü is written both v and u. Latin letters and digits are left to index_tokens().
std::string pinyin_tokens(std::string_view text, PinyinKind kind);

// What was typed, if it can be pinyin: letters with blanks or apostrophes between ("dang yuan", "xi'an"), joined, lower case, cut
// to what the index holds. Empty otherwise. Ask the index for tokens that begin with it: fts5_query and tsquery do.
std::string pinyin_word(std::string_view typed);

}  // namespace zhibu::search
