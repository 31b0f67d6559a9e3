// Chinese and Latin text as people type it: code points, widths, names, and what may stand in a log line. All text is UTF-8.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace zhibu {

// The code point at byte `at`, which moves behind it. A byte that is no valid UTF-8 gives U+FFFD and moves by one.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_code_point(std::string& text, char32_t point);

// Valid UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);
std::size_t code_point_count(std::string_view text);
// At most `count` code points from the front; a view into `text`.
std::string_view first_code_points(std::string_view text, std::size_t count);
// The text with every invalid byte, and every character that XML cannot carry (U+FFFE, U+FFFF), replaced by U+FFFD.
std::string repaired_utf8(std::string_view text);

bool is_han(char32_t point);
// Space, tab, line break, no-break and ideographic space, and the invisible zero-width characters that copying leaves behind.
bool is_blank(char32_t point);
std::string_view trimmed(std::string_view text);
bool is_blank(std::string_view text);

// Full-width digits, letters and the punctuation of numbers (．－／：＋（）％，＊＃＿ and the ideographic space) as their
// half-width forms. For numbers and keys; running text keeps its full-width punctuation.
std::string to_half_width(std::string_view text);

// A person's name as it is compared and shown: 张 三 → 张三, 买买提 • 吐尔逊 → 买买提·吐尔逊, John  Smith → John Smith.
std::string tidy_name(std::string_view typed);

// One line without control characters, direction marks or invalid bytes. As text: \n, \t, \r, \\, \u{202e}, \xff; as what stands inside a
// JSON string, which reads back as it was but for invalid bytes (U+FFFD).
enum class LogLine { text, json };
std::string escaped_for_log(std::string_view text, LogLine line = LogLine::text);

}  // namespace zhibu
