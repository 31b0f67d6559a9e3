// Text broken into lines by Chinese rules: fonts wanted by name with free stand-ins, even justification, first-line indents.
#pragma once
#include <pango/pango.h>

#include <memory>
#include <string>
#include <vector>

#include "kernel/document/document.hpp"

namespace zhibu::document {

enum class Face { song, title, hei, kai };  // 仿宋, 小标宋, 黑体, 楷体

struct TextStyle {
    Face face = Face::song;
    double points = 16;
    bool bold = false;
    bool gridded = false;  // letters stand 28 to the type area's width
    double indent = 0;     // of each paragraph's first line, points; negative: of all others
    Alignment alignment = Alignment::left;
};

struct LinkBox {
    std::string address;
    double left, right;  // points from the line's left edge
};

// One text set into lines of a width. Lives no longer than the Typesetter that made it.
class Typeset {
public:
    int lines() const { return static_cast<int>(lines_.size()); }
    double points() const { return points_; }
    double widest() const;  // points, of the longest line with its indent
    PangoLayoutLine* line(int number) const { return lines_[static_cast<std::size_t>(number)].line; }
    double left(int number) const { return lines_[static_cast<std::size_t>(number)].left; }    // where the line begins
    double right(int number) const { return lines_[static_cast<std::size_t>(number)].right; }  // and ends
    std::vector<LinkBox> links(int number) const;

private:
    friend class Typesetter;
    struct Line {
        PangoLayoutLine* line;
        double left, right, width;
    };
    struct LinkRange {
        int from, to;
        std::string address;
    };
    struct Release {
        void operator()(PangoLayout* layout) const;
    };
    std::unique_ptr<PangoLayout, Release> layout_;
    std::vector<Line> lines_;
    std::vector<LinkRange> links_;
    double points_ = 0;
};

// The fonts, found once. Not for use by two threads at a time.
class Typesetter {
public:
    Typesetter();
    ~Typesetter();
    Typesetter(const Typesetter&) = delete;
    Typesetter& operator=(const Typesetter&) = delete;

    Typeset set(const Runs& runs, const TextStyle& style, double width, std::string_view base_address = {}) const;
    Typeset set(std::string_view text, const TextStyle& style, double width) const;
    // The same number of lines, as equally long as they get: for titles.
    Typeset set_balanced(std::string_view text, const TextStyle& style, double width) const;

private:
    struct Fonts;
    std::unique_ptr<Fonts> fonts_;
};

}  // namespace zhibu::document
