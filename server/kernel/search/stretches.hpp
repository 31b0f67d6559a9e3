// Text cut into stretches of one kind, Chinese or Latin, folded for search. Shared by tokens and pinyin.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace zhibu::search {

struct Stretch {
    enum class Kind { chinese, latin };
    Kind kind;
    std::u32string letters;  // folded: lower case, half width
};
std::vector<Stretch> stretches(std::string_view utf8);

void append_utf8(std::string& out, char32_t letter);
std::string utf8(std::u32string_view letters);

}  // namespace zhibu::search
