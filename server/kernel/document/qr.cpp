// QR codes: sign-in posters, badges and links on paper.
#include "kernel/document/qr.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <qrencode.h>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/document/picture.hpp"

namespace zhibu::document {
namespace {
constexpr int quiet_zone = 4;               // modules, ISO/IEC 18004
constexpr std::size_t longest_text = 2331;  // version 40, level M, byte mode
}  // namespace

std::vector<std::vector<bool>> qr_modules(std::string_view text) {
    if (text.empty() || text.size() > longest_text) throw std::invalid_argument{"qr: a text of 1 to 2331 bytes is needed"};
    std::unique_ptr<QRcode, void (*)(QRcode*)> code{
        QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M),
        QRcode_free};
    if (!code) throw std::invalid_argument{"qr: the text cannot be encoded"};
    const auto side = static_cast<std::size_t>(code->width);
    std::vector<std::vector<bool>> rows(side, std::vector<bool>(side));
    for (std::size_t y = 0; y < side; ++y)
        for (std::size_t x = 0; x < side; ++x) rows[y][x] = (code->data[y * side + x] & 1) != 0;
    return rows;
}

std::string qr_svg(std::string_view text) {
    const auto rows = qr_modules(text);
    const auto side = rows.size() + 2 * quiet_zone;
    std::string path;
    for (std::size_t y = 0; y < rows.size(); ++y)
        for (std::size_t x = 0; x < rows.size(); ++x) {
            const auto from = x;
            while (x < rows.size() && rows[y][x]) ++x;
            if (x > from) path += fmt::format("M{} {}h{}v1h-{}z", from + quiet_zone, y + quiet_zone, x - from, x - from);
        }
    return fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{0}v{0}H0z"/><path fill="#000" d="{1}"/></svg>)",
        side, path);
}

std::string qr_png(std::string_view text, int pixels_a_module) {
    return png_of_modules(qr_modules(text), std::clamp(pixels_a_module, 1, 32), quiet_zone);
}

Image qr_image(std::string_view text, double width_millimetres) { return {qr_png(text), width_millimetres, std::string{text}}; }

}  // namespace zhibu::document
