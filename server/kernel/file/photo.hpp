// Photos as people upload them, without what a camera or a program writes into them: place, device, previews, comments.
#pragma once
#include <string>
#include <string_view>

namespace zhibu::file {

// The same picture as JPEG or PNG without its metadata. Throws std::invalid_argument for other bytes, for a broken file and
// for one that is too large (document::image_bytes, document::image_pixels).
std::string cleaned_photo(std::string_view bytes);

}  // namespace zhibu::file
