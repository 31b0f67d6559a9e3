// How Chinese characters are read, without tones.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace zhibu::search {

using Readings = std::vector<std::string>;  // the most usual one first; empty: not known

const Readings& readings(char32_t character);
const Readings& surname_readings(char32_t character);  // as a surname first, then the ordinary ones
// Two-character surnames that are not read as their characters are: 尉迟 yu chi. Empty where `name` does not begin with one.
std::vector<std::string_view> double_surname(std::u32string_view name);

}  // namespace zhibu::search
