// Walks the segments of a JPEG and the chunks of a PNG and keeps what makes the picture.
#include "kernel/file/photo.hpp"

#include <stdexcept>
#include <string>

#include "kernel/document/picture.hpp"

namespace zhibu::file {
namespace {

unsigned at(std::string_view bytes, std::size_t i) {
    if (i >= bytes.size()) throw std::invalid_argument{"the picture is cut off"};
    return static_cast<unsigned char>(bytes[i]);
}

// Entropy-coded bytes from `i` up to the next marker that is neither stuffing nor a restart.
std::size_t end_of_scan(std::string_view in, std::size_t i) {
    for (;; ++i)
        if (at(in, i) == 0xFF && at(in, i + 1) != 0 && !(at(in, i + 1) >= 0xD0 && at(in, i + 1) <= 0xD7) && at(in, i + 1) != 0xFF) return i;
}

std::string cleaned_jpeg(std::string_view in) {
    std::string out{in.substr(0, 2)};
    for (std::size_t i = 2;;) {
        if (at(in, i) != 0xFF) throw std::invalid_argument{"a broken JPEG"};
        while (at(in, i + 1) == 0xFF) ++i;  // fill bytes
        auto marker = at(in, i + 1);
        if (marker == 0xD9) return out += in.substr(i, 2);  // whatever a camera put behind the picture is left out
        auto length = (at(in, i + 2) << 8) + at(in, i + 3);
        if (length < 2 || i + 2 + length > in.size()) throw std::invalid_argument{"a broken JPEG"};
        auto end = i + 2 + length;
        if (marker == 0xDA) end = end_of_scan(in, end);
        // APP0 (JFIF) and APP14 (Adobe: how colours are meant) make the picture; the other APPn and comments speak of it.
        bool speaks = (marker >= 0xE1 && marker <= 0xEF && marker != 0xEE) || marker == 0xFE;
        if (!speaks) out += in.substr(i, end - i);
        i = end;
    }
}

std::string cleaned_png(std::string_view in) {
    static constexpr std::string_view kept[] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "pHYs"};
    std::string out{in.substr(0, 8)};
    for (std::size_t i = 8; i < in.size();) {
        std::size_t length = (std::size_t{at(in, i)} << 24) + (at(in, i + 1) << 16) + (at(in, i + 2) << 8) + at(in, i + 3);
        if (length > in.size() || i + 12 + length > in.size()) throw std::invalid_argument{"a broken PNG"};
        auto name = in.substr(i + 4, 4);
        for (auto each : kept)
            if (name == each) out += in.substr(i, 12 + length);
        i += 12 + length;
        if (name == "IEND") return out;
    }
    throw std::invalid_argument{"the picture is cut off"};
}

}  // namespace

std::string cleaned_photo(std::string_view bytes) {
    return document::inspect(bytes).kind == document::PictureKind::jpeg ? cleaned_jpeg(bytes) : cleaned_png(bytes);
}

}  // namespace zhibu::file
