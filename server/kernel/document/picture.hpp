// The size of a PNG or JPEG, read from its first bytes, so that nothing is unpacked that is too large to be unpacked.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "kernel/document/document.hpp"

namespace zhibu::document {

enum class PictureKind { png, jpeg };
struct Picture {
    PictureKind kind{};
    int width{};   // pixels
    int height{};  // pixels
};

// Throws std::invalid_argument for other bytes, for an empty picture and for one beyond image_bytes or image_pixels.
Picture inspect(std::string_view bytes);

struct Extent {
    double width{};   // points
    double height{};  // points
};
// How large the image is printed inside an area of that many points.
Extent printed_extent(const Image& image, const Picture& picture, Extent area);

// Rows of black (true) modules as a PNG of `scale` pixels a module, white around by `quiet` modules.
std::string png_of_modules(const std::vector<std::vector<bool>>& rows, int scale, int quiet);

}  // namespace zhibu::document
