// The size of a PNG or JPEG, read from its first bytes, so that nothing is unpacked that is too large to be unpacked.
#include "kernel/document/picture.hpp"

#include <algorithm>
#include <cairo.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace zhibu::document {
namespace {

int byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }
std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value * 256 + byte_at(bytes, at + i);
    return value;
}

Picture checked(PictureKind kind, std::int64_t width, std::int64_t height) {
    if (width < 1 || height < 1 || width > 32767 || height > 32767) throw std::invalid_argument{"picture: empty or too long a side"};
    if (static_cast<std::size_t>(width * height) > image_pixels) throw std::invalid_argument{"picture: too many pixels"};
    return {kind, static_cast<int>(width), static_cast<int>(height)};
}

// SOF0…SOF15 carry the size; C4, C8 and CC share the range and do not.
bool carries_size(int marker) { return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC; }

Picture inspect_jpeg(std::string_view bytes) {
    for (std::size_t at = 2; at + 9 < bytes.size();) {
        if (byte_at(bytes, at) != 0xFF) break;
        const int marker = byte_at(bytes, at + 1);
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        if (carries_size(marker)) return checked(PictureKind::jpeg, big_endian(bytes, at + 7, 2), big_endian(bytes, at + 5, 2));
        const auto length = big_endian(bytes, at + 2, 2);
        if (length < 2) break;
        at += 2 + static_cast<std::size_t>(length);
    }
    throw std::invalid_argument{"picture: a JPEG without a size"};
}

}  // namespace

Picture inspect(std::string_view bytes) {
    if (bytes.size() > image_bytes) throw std::invalid_argument{"picture: too many bytes"};
    if (bytes.size() > 33 && bytes.substr(0, 8) == "\x89PNG\r\n\x1A\n" && bytes.substr(12, 4) == "IHDR")
        return checked(PictureKind::png, big_endian(bytes, 16, 4), big_endian(bytes, 20, 4));
    if (bytes.size() > 4 && bytes.substr(0, 3) == "\xFF\xD8\xFF") return inspect_jpeg(bytes);
    throw std::invalid_argument{"picture: neither PNG nor JPEG"};
}

Extent printed_extent(const Image& image, const Picture& picture, Extent area) {
    double width = image.width_millimetres > 0 ? image.width_millimetres * 72 / 25.4 : picture.width * 72 / 150.0;
    double height = width * picture.height / picture.width;
    const double shrink = std::min({1.0, area.width / width, area.height / height});
    return {width * shrink, height * shrink};
}

std::string png_of_modules(const std::vector<std::vector<bool>>& rows, int scale, int quiet) {
    const int side = (static_cast<int>(rows.size()) + 2 * quiet) * scale;
    std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface{cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side),
                                                                         cairo_surface_destroy};
    std::unique_ptr<cairo_t, void (*)(cairo_t*)> pen{cairo_create(surface.get()), cairo_destroy};
    cairo_set_antialias(pen.get(), CAIRO_ANTIALIAS_NONE);
    cairo_set_source_rgb(pen.get(), 1, 1, 1);
    cairo_paint(pen.get());
    cairo_set_source_rgb(pen.get(), 0, 0, 0);
    for (std::size_t y = 0; y < rows.size(); ++y)
        for (std::size_t x = 0; x < rows[y].size(); ++x)
            if (rows[y][x])
                cairo_rectangle(pen.get(), (static_cast<int>(x) + quiet) * scale, (static_cast<int>(y) + quiet) * scale, scale, scale);
    cairo_fill(pen.get());
    std::string png;
    const auto append = [](void* closure, const unsigned char* data, unsigned int length) {
        static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
        return CAIRO_STATUS_SUCCESS;
    };
    if (cairo_surface_write_to_png_stream(surface.get(), append, &png) != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error{"picture: cannot write a PNG"};
    return png;
}

}  // namespace zhibu::document
