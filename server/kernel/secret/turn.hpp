// Who works with the keys of a data directory: many programs together, or one alone that changes them.
#pragma once
#include <filesystem>
#include <utility>

namespace zhibu::secret {

class Turn {
public:
    enum class Kind { shared, alone };
    // `folder` is that of the keys, on a file system that all nodes share. std::runtime_error in words where another is in the way.
    Turn(const std::filesystem::path& folder, Kind kind);
    Turn(Turn&& other) noexcept : file_{std::exchange(other.file_, -1)} {}
    Turn(const Turn&) = delete;
    ~Turn();

private:
    int file_;
};

}  // namespace zhibu::secret
