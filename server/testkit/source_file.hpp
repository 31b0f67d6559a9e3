// Where a file of the checkout stands: goldens, sample sheets, rules.
#pragma once
#include <string>
#include <string_view>

namespace zhibu {

std::string source_file(std::string_view path);

}  // namespace zhibu
