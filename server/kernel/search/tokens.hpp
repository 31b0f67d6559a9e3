// Chinese search text: overlapping pairs of characters, so that every two-character word is found exactly and none by chance.
#pragma once
#include <string>
#include <string_view>

namespace zhibu::search {

// What an index stores: words parted by single blanks, in the order of the text, safe for SQLite's FTS5 with its stock
// tokenizer (unicode61, detail=full) and for PostgreSQL's to_tsvector('simple', …). "党员发展2026" → "党员 员发 发展 展 2026".
// A run of Chinese characters gives its pairs and its last character alone; Latin letters and digits give whole lower-case
// words (full-width forms are folded first); everything else parts words. Broken UTF-8 parts words too.
// PostgreSQL keeps positions up to 16,383: index longer texts in pieces, or phrases beyond are not found there.
std::string index_tokens(std::string_view text);

// The same question for either engine, empty where the text has nothing to look for (then nothing is found: do not ask).
// Each stretch of Chinese must occur as it stands, the stretches anywhere (AND); a lone character and the last Latin word are
// beginnings. Whatever was typed, the result has no operator but those written here. At most 16 stretches, 64 characters each.
std::string fts5_query(std::string_view text);  // for `f MATCH $1`: "党员 员发 发展" AND "2026"*
std::string tsquery(std::string_view text);     // for `to_tsquery('simple', $1)`: ('党员' <-> '员发' <-> '发展') & '2026':*

}  // namespace zhibu::search
