// A zip package whose bytes depend on its parts alone: names in the order added, one fixed time for all.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhibu::document {

class Package {
public:
    void add(std::string name, std::string bytes) { parts_.emplace_back(std::move(name), std::move(bytes)); }
    std::string zipped() const;  // throws std::runtime_error

private:
    std::vector<std::pair<std::string, std::string>> parts_;
};

}  // namespace zhibu::document
