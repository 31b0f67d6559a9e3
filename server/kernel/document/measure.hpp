// The numbers of GB/T 9704-2012 that all writers share, in points (1/72 inch).
#pragma once

#include "kernel/document/document.hpp"

namespace zhibu::document {

constexpr double millimetres(double mm) { return mm * 72 / 25.4; }

// Type area of 156 × 225 mm below a top margin of 37 mm and right of a left margin of 28 mm; a landscape page is the same sheet turned.
struct PageShape {
    double width, height;  // of the sheet
    double left, top;      // of the type area
    double area_width, area_height;
};
constexpr PageShape page_shape(Orientation orientation) {
    if (orientation == Orientation::landscape)
        return {millimetres(297), millimetres(210), millimetres(37), millimetres(28), millimetres(225), millimetres(156)};
    return {millimetres(210), millimetres(297), millimetres(28), millimetres(37), millimetres(156), millimetres(225)};
}

constexpr double body_points = 16;    // 三号
constexpr double title_points = 22;   // 二号
constexpr double small_points = 14;   // 四号
constexpr double line_pitch = 28.95;  // 22 lines in 225 mm
constexpr double title_pitch = 36;
constexpr double letter_step = 15.78;            // 28 letters in 156 mm: 16-point letters stand 0.22 pt closer
constexpr double mark_offset = millimetres(35);  // from the type area's top to the red mark
constexpr double mark_points = 52;               // largest; shrunk to the type area's width

}  // namespace zhibu::document
