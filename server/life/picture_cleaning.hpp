// Photos as they may be kept: recognised by their first bytes, bounded in size, without what a camera wrote about place and owner.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace zhibu::life {

struct CleanPicture {
    std::string content, content_type, extension;
};
// Nothing where the bytes are no PNG, JPEG or WebP, are cut off, or have more than 50 million pixels. Of a JPEG's camera data only
// the orientation stays.
std::optional<CleanPicture> clean_picture(std::string_view bytes);

}  // namespace zhibu::life
