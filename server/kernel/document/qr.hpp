// QR codes: sign-in posters, badges and links on paper.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "kernel/document/document.hpp"

namespace zhibu::document {

// Dark modules by row, without the quiet zone. Error correction M (15 %), byte mode, the smallest version that holds the text.
// Throws std::invalid_argument for an empty text and for one longer than 2,331 bytes.
std::vector<std::vector<bool>> qr_modules(std::string_view text);

// A scalable picture of one path on white, quiet zone of 4 modules, no script and no outside reference. Sized by its viewer.
std::string qr_svg(std::string_view text);

std::string qr_png(std::string_view text, int pixels_a_module = 8);  // 1…32
Image qr_image(std::string_view text, double width_millimetres);     // for a Document; the alternative text is `text`

}  // namespace zhibu::document
