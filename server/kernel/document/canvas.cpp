// One PDF file being drawn: pages, lines of text, rules, pictures, links, bookmarks. Cairo's traps stay in here.
#include "kernel/document/canvas.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <numbers>
#include <stdexcept>
#include <string>

#include "kernel/document/text.hpp"

namespace zhibu::document {
namespace {

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

void colour_of(cairo_t* pen, Colour colour) { cairo_set_source_rgb(pen, colour.red, colour.green, colour.blue); }

using Surface = std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)>;

Surface png_surface(std::string_view bytes) {
    const auto read = [](void* closure, unsigned char* data, unsigned int length) {
        auto& left = *static_cast<std::string_view*>(closure);
        if (left.size() < length) return CAIRO_STATUS_READ_ERROR;
        std::memcpy(data, left.data(), length);
        left.remove_prefix(length);
        return CAIRO_STATUS_SUCCESS;
    };
    return {cairo_image_surface_create_from_png_stream(read, &bytes), cairo_surface_destroy};
}

// The file takes the JPEG's own bytes; the surface only lends its size and is never painted on.
Surface jpeg_surface(const std::string& bytes, const Picture& picture) {
    Surface surface{cairo_image_surface_create(CAIRO_FORMAT_RGB16_565, picture.width, picture.height), cairo_surface_destroy};
    auto* copy = static_cast<unsigned char*>(std::malloc(bytes.size()));
    if (!copy) throw std::bad_alloc{};
    std::memcpy(copy, bytes.data(), bytes.size());
    cairo_surface_set_mime_data(surface.get(), CAIRO_MIME_TYPE_JPEG, copy, bytes.size(), std::free, copy);
    return surface;
}

constexpr Colour watermark_grey{0.90, 0.90, 0.90};

cairo_surface_t* watermark_surface(const Typeset& text, const PageShape& page) {
    const cairo_rectangle_t extents{0, 0, page.width, page.height};
    auto* surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents);
    std::unique_ptr<cairo_t, void (*)(cairo_t*)> pen{cairo_create(surface), cairo_destroy};
    colour_of(pen.get(), watermark_grey);
    const double step = std::max(text.widest() + 60, 200.0);
    int row = 0;
    for (double y = 110; y < page.height + 100; y += 150, ++row)
        for (double x = 20 - step / 2 * (row % 2); x < page.width; x += step) {
            cairo_save(pen.get());
            cairo_translate(pen.get(), x, y);
            cairo_rotate(pen.get(), -24 * std::numbers::pi / 180);
            cairo_move_to(pen.get(), 0, 0);
            pango_cairo_layout_line_path(pen.get(), text.line(0));
            cairo_fill(pen.get());
            cairo_restore(pen.get());
        }
    return surface;
}

}  // namespace

Canvas::Canvas(Purpose purpose) {
    if (purpose == Purpose::measuring) return;
    const auto shape = page_shape(Orientation::portrait);
    surface_.reset(cairo_pdf_surface_create_for_stream(append, &bytes_, shape.width, shape.height));
    cairo_pdf_surface_restrict_to_version(surface_.get(), CAIRO_PDF_VERSION_1_5);
    pen_.reset(cairo_create(surface_.get()));
}

void Canvas::begin_page(Orientation orientation) {
    ++pages_;
    const auto shape = page_shape(orientation);
    if (pen_) cairo_pdf_surface_set_size(surface_.get(), shape.width, shape.height);
}

void Canvas::end_page() {
    if (pen_) cairo_show_page(pen_.get());
}

void Canvas::text(const Typeset& text, int line, double left, double top, double pitch, Colour colour) {
    if (!pen_) return;
    const double x = left + text.left(line), letters = top + (pitch - text.points()) / 2;
    colour_of(pen_.get(), colour);
    cairo_move_to(pen_.get(), x, letters + 0.88 * text.points());  // a Chinese em box stands 0.88 above and 0.12 below the baseline
    pango_cairo_show_layout_line(pen_.get(), text.line(line));
    for (const auto& box : text.links(line))
        link(fmt::format("rect=[{:.2f} {:.2f} {:.2f} {:.2f}] uri='{}'", x + box.left, letters, box.right - box.left, text.points(),
                         box.address));
}

void Canvas::watermark(const std::string& text, const Typesetter& fonts, Orientation orientation) {
    if (!pen_) return;
    auto& drawn = watermarks_[{text, orientation}];
    if (!drawn) drawn.reset(watermark_surface(fonts.set(text, {.points = 15}, 2000), page_shape(orientation)));
    cairo_set_source_surface(pen_.get(), drawn.get(), 0, 0);
    cairo_paint(pen_.get());
}

void Canvas::rule(double x1, double y1, double x2, double y2, double thickness, Colour colour) {
    if (!pen_) return;
    colour_of(pen_.get(), colour);
    cairo_set_line_width(pen_.get(), thickness);
    cairo_set_line_cap(pen_.get(), CAIRO_LINE_CAP_SQUARE);
    cairo_move_to(pen_.get(), x1, y1);
    cairo_line_to(pen_.get(), x2, y2);
    cairo_stroke(pen_.get());
}

void Canvas::dots(double x1, double x2, double y) {
    if (!pen_ || x2 <= x1) return;
    constexpr double step = 5;
    cairo_save(pen_.get());
    colour_of(pen_.get(), black);
    cairo_set_line_width(pen_.get(), 1.1);
    cairo_set_line_cap(pen_.get(), CAIRO_LINE_CAP_ROUND);
    const double pattern[] = {0, step};
    cairo_set_dash(pen_.get(), pattern, 2, 0);
    cairo_move_to(pen_.get(), x2 - step * static_cast<int>((x2 - x1) / step), y);  // dots of all lines stand below one another
    cairo_line_to(pen_.get(), x2, y);
    cairo_stroke(pen_.get());
    cairo_restore(pen_.get());
}

void Canvas::picture(const Image& image, double left, double top, Extent extent) {
    const auto picture = inspect(image.bytes);
    if (!pen_) return;
    const auto surface = picture.kind == PictureKind::png ? png_surface(image.bytes) : jpeg_surface(image.bytes, picture);
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) throw std::invalid_argument{"picture: damaged"};
    cairo_save(pen_.get());
    cairo_translate(pen_.get(), left, top);
    cairo_scale(pen_.get(), extent.width / picture.width, extent.height / picture.height);
    cairo_set_source_surface(pen_.get(), surface.get(), 0, 0);
    // Codes and stamps stay sharp; a photograph is smoothed by whoever shows the file anyway.
    cairo_pattern_set_filter(cairo_get_source(pen_.get()), picture.kind == PictureKind::png ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_BILINEAR);
    cairo_paint(pen_.get());
    cairo_restore(pen_.get());
}

void Canvas::link(const std::string& attributes) {
    cairo_tag_begin(pen_.get(), CAIRO_TAG_LINK, attributes.c_str());
    cairo_tag_end(pen_.get(), CAIRO_TAG_LINK);
}

void Canvas::place(const std::string& name, double top) {
    if (!pen_) return;
    cairo_tag_begin(pen_.get(), CAIRO_TAG_DEST, fmt::format("name='{}' x=0 y={:.2f}", name, top).c_str());
    cairo_tag_end(pen_.get(), CAIRO_TAG_DEST);
}

void Canvas::jump(const std::string& name, double left, double top, double width, double height) {
    if (pen_) link(fmt::format("rect=[{:.2f} {:.2f} {:.2f} {:.2f}] dest='{}'", left, top, width, height, name));
}

void Canvas::bookmark(const std::string& title, int level, double top) { marks_.push_back({printable(title), level, pages_, top}); }

std::string Canvas::finish(const Properties& properties) {
    if (!pen_) return {};
    auto* surface = surface_.get();
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, printable(properties.title).c_str());
    if (!properties.author.empty())
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, printable(properties.author).c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Zhibu");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, properties.created.iso().c_str());
    std::array<int, 7> parents{};  // of each level; a level that was left out hangs below the nearest one above it
    for (const auto& mark : marks_) {
        const auto level = static_cast<std::size_t>(std::clamp(mark.level, 1, 6));
        const auto where = fmt::format("page={} pos=[0 {:.2f}]", mark.page, mark.top);
        const int id = cairo_pdf_surface_add_outline(surface, parents[level - 1], mark.title.c_str(), where.c_str(),
                                                     static_cast<cairo_pdf_outline_flags_t>(level < 2 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0));
        for (auto below = level; below < parents.size(); ++below) parents[below] = id;
    }
    const auto drawn = cairo_status(pen_.get());
    pen_.reset();
    cairo_surface_finish(surface);
    const auto status = drawn != CAIRO_STATUS_SUCCESS ? drawn : cairo_surface_status(surface);
    surface_.reset();
    if (status != CAIRO_STATUS_SUCCESS) throw std::runtime_error{fmt::format("pdf: {}", cairo_status_to_string(status))};
    return std::move(bytes_);
}

}  // namespace zhibu::document
