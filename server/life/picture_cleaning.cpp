#include "life/picture_cleaning.hpp"

#include <cstdint>

namespace zhibu::life {
namespace {

constexpr std::uint64_t most_pixels = 50'000'000;

std::uint32_t byte(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }
std::uint32_t big_endian(std::string_view bytes, std::size_t at, int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 8 | byte(bytes, at + std::size_t(i));
    return value;
}
std::uint32_t little_endian(std::string_view bytes, std::size_t at, int count) {
    std::uint32_t value = 0;
    for (int i = count; i-- > 0;) value = value << 8 | byte(bytes, at + std::size_t(i));
    return value;
}
std::string little_endian_text(std::uint32_t value) {
    std::string out;
    for (int i = 0; i < 4; ++i) out += char(value >> (8 * i) & 0xFF);
    return out;
}
bool too_large(std::uint64_t width, std::uint64_t height) { return !width || !height || width * height > most_pixels; }

// The orientation (1…8) in the camera data of an APP1 segment; 1 where there is none.
int orientation_in(std::string_view exif) {
    if (exif.size() < 14 || !exif.starts_with(std::string_view{"Exif\0\0", 6})) return 1;
    auto tiff = exif.substr(6);
    bool little = tiff.starts_with("II");
    auto number = [&](std::size_t at, int count) { return little ? little_endian(tiff, at, count) : big_endian(tiff, at, count); };
    std::size_t at = number(4, 4);
    if (at > tiff.size() - 2 || tiff.size() < 10) return 1;
    auto entries = number(at, 2);
    for (std::uint32_t i = 0; i < entries; ++i) {
        auto entry = at + 2 + std::size_t{i} * 12;
        if (entry + 12 > tiff.size()) return 1;
        if (number(entry, 2) == 0x0112) {
            auto value = int(number(entry + 8, 2));
            return value >= 1 && value <= 8 ? value : 1;
        }
    }
    return 1;
}
std::string orientation_segment(int orientation) {
    std::string tiff{"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19};
    tiff += char(orientation);
    tiff += std::string_view{"\0\0\0\0\0\0", 6};
    auto body = std::string{"Exif\0\0", 6} + tiff;
    auto length = body.size() + 2;
    return std::string{"\xFF\xE1", 2} + char(length >> 8) + char(length & 0xFF) + body;
}

// Segments up to the scan; application data but JFIF (APP0), colour profile (APP2) and Adobe's colour transform (APP14), and
// comments are left out.
std::optional<CleanPicture> clean_jpeg(std::string_view bytes) {
    std::string out{bytes.substr(0, 2)}, kept;
    int orientation = 1;
    bool sized = false;
    std::size_t at = 2;
    while (at + 4 <= bytes.size()) {
        if (byte(bytes, at) != 0xFF) return {};
        auto marker = byte(bytes, at + 1);
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        auto length = big_endian(bytes, at + 2, 2);
        if (length < 2 || at + 2 + length > bytes.size()) return {};
        auto segment = bytes.substr(at, 2 + length);
        bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            if (length < 8 || too_large(big_endian(bytes, at + 7, 2), big_endian(bytes, at + 5, 2))) return {};
            sized = true;
        }
        bool application = marker >= 0xE0 && marker <= 0xEF, comment = marker == 0xFE;
        if (marker == 0xE1 && orientation == 1) orientation = orientation_in(segment.substr(4));
        if (!comment && (!application || marker == 0xE0 || marker == 0xE2 || marker == 0xEE)) kept += segment;
        at += 2 + length;
        if (marker != 0xDA) continue;
        if (!sized) return {};
        auto end = bytes.rfind("\xFF\xD9");  // whatever a maker put behind the picture goes
        if (end == std::string_view::npos || end < at) return {};
        if (orientation != 1) out += orientation_segment(orientation);
        return CleanPicture{out + kept + std::string{bytes.substr(at, end + 2 - at)}, "image/jpeg", "jpg"};
    }
    return {};
}

std::optional<CleanPicture> clean_png(std::string_view bytes) {
    std::string out{bytes.substr(0, 8)};
    bool first = true;
    for (std::size_t at = 8; at + 12 <= bytes.size();) {
        auto length = big_endian(bytes, at, 4);
        if (length > bytes.size() - at - 12) return {};
        auto name = bytes.substr(at + 4, 4);
        if (first && (name != "IHDR" || length != 13 || too_large(big_endian(bytes, at + 8, 4), big_endian(bytes, at + 12, 4)))) return {};
        first = false;
        if (name != "eXIf" && name != "tEXt" && name != "zTXt" && name != "iTXt" && name != "tIME") out += bytes.substr(at, 12 + length);
        at += 12 + length;
        if (name == "IEND") return CleanPicture{out, "image/png", "png"};
    }
    return {};
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> webp_size(std::string_view name, std::string_view data) {
    if (name == "VP8X" && data.size() >= 10) return std::pair{little_endian(data, 4, 3) + 1, little_endian(data, 7, 3) + 1};
    if (name == "VP8 " && data.size() >= 10) return std::pair{little_endian(data, 6, 2) & 0x3FFF, little_endian(data, 8, 2) & 0x3FFF};
    if (name == "VP8L" && data.size() >= 5) {
        auto bits = little_endian(data, 1, 4);
        return std::pair{(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
    }
    return {};
}
std::optional<CleanPicture> clean_webp(std::string_view bytes) {
    std::string kept;
    bool sized = false;
    for (std::size_t at = 12; at + 8 <= bytes.size();) {
        auto name = bytes.substr(at, 4);
        std::size_t length = little_endian(bytes, at + 4, 4);
        if (length > bytes.size() - at - 8) return {};
        auto data = bytes.substr(at + 8, length);
        if (auto size = webp_size(name, data)) {
            if (too_large(size->first, size->second)) return {};
            sized = true;
        }
        if (name != "EXIF" && name != "XMP ") {
            auto start = kept.size();
            kept += bytes.substr(at, 8 + length);
            if (length % 2) kept += '\0';
            if (name == "VP8X" && length) kept[start + 8] = char(byte(data, 0) & ~0x0Cu);  // it no longer carries either
        }
        at += 8 + length + length % 2;
    }
    if (!sized) return {};
    return CleanPicture{"RIFF" + little_endian_text(std::uint32_t(kept.size() + 4)) + "WEBP" + kept, "image/webp", "webp"};
}

}  // namespace

std::optional<CleanPicture> clean_picture(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xD8\xFF")) return clean_jpeg(bytes);
    if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return clean_png(bytes);
    if (bytes.size() > 20 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return clean_webp(bytes);
    return {};
}

}  // namespace zhibu::life
