// What an office calls the top of its tree and what stands below it: texts say {top_body} and {lower_body}, which are 工委 and 机关党委, or
// 机关党委 and 下级党组织, by the kind of the top ("hierarchy.<kind>" of the catalogues). One office runs in a process, and has one top.
#pragma once
#include <string>
#include <string_view>

#include "kernel/words/words.hpp"

namespace zhibu::hierarchy {

// Said whenever a tree is read; a kind without words of its own is called as a working committee is. Safe while others read words.
void speak_of(std::string_view kind_of_top);
// A text of a pack with those names filled in; texts of the catalogues have them already.
std::string in_place(Language language, std::string_view text);

}  // namespace zhibu::hierarchy
