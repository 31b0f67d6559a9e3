// One PDF file being drawn: pages, lines of text, rules, pictures, links, bookmarks. Cairo's traps stay in here.
#pragma once
#include <cairo.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kernel/document/measure.hpp"
#include "kernel/document/picture.hpp"
#include "kernel/document/typeset.hpp"

namespace zhibu::document {

struct Colour {
    double red, green, blue;
};
inline constexpr Colour black{0, 0, 0};
inline constexpr Colour official_red{0.86, 0.06, 0.06};

struct Properties {
    std::string title, author;
    Instant created;
};

// Points from the sheet's top left corner. A canvas for measuring only counts its pages and draws nothing.
class Canvas {
public:
    enum class Purpose { drawing, measuring };
    explicit Canvas(Purpose purpose);

    void begin_page(Orientation orientation);
    void end_page();
    int pages() const { return pages_; }  // begun so far

    // The em box of the line's letters stands in the middle of `pitch` points below `top`.
    void text(const Typeset& text, int line, double left, double top, double pitch, Colour colour = black);
    // The text all over the page, tilted, as shapes: it must not mix with the text that people search and copy.
    void watermark(const std::string& text, const Typesetter& fonts, Orientation orientation);
    void rule(double x1, double y1, double x2, double y2, double thickness, Colour colour = black);
    void dots(double x1, double x2, double y);  // leaders of a contents line
    void picture(const Image& image, double left, double top, Extent extent);
    void place(const std::string& name, double top);                                           // a target of jump()
    void jump(const std::string& name, double left, double top, double width, double height);  // to a place of any page
    void bookmark(const std::string& title, int level, double top);                            // level 1…6

    std::string finish(const Properties& properties);

private:
    void link(const std::string& attributes);
    struct CloseSurface {
        void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    };
    struct ClosePen {
        void operator()(cairo_t* pen) const { cairo_destroy(pen); }
    };
    struct Mark {
        std::string title;
        int level, page;
        double top;
    };
    std::string bytes_;
    std::unique_ptr<cairo_surface_t, CloseSurface> surface_;
    std::unique_ptr<cairo_t, ClosePen> pen_;  // empty when measuring
    std::vector<Mark> marks_;
    std::map<std::pair<std::string, Orientation>, std::unique_ptr<cairo_surface_t, CloseSurface>>
        watermarks_;  // drawn once, shown on each page
    int pages_ = 0;
};

}  // namespace zhibu::document
