#include "testkit/source_file.hpp"

namespace zhibu {

std::string source_file(std::string_view path) { return std::string{ZHIBU_SOURCE_DIR "/"}.append(path); }

}  // namespace zhibu
