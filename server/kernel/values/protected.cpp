#include "kernel/values/protected.hpp"

#include <string>

namespace zhibu {

std::string Protected::masked() const {
    if (clear.empty()) return {};
    if (clear.size() <= 6) return std::string(clear.size(), '*');
    for (char c : clear)
        if (static_cast<unsigned char>(c) >= 0x80) return clear.substr(0, 3) + "****";  // an address: its first character only
    std::size_t head = clear.size() >= 15 ? 6 : 3;
    return clear.substr(0, head) + std::string(clear.size() - head - 4, '*') + clear.substr(clear.size() - 4);
}

}  // namespace zhibu
