// The list of modules.
#pragma once
#include "kernel/app.hpp"
#include "points/points.hpp"

namespace zhibu {
void install_modules(App& app);
// What points ask of the modules that keep posts and leave.
points::Seams seams_of_points();
}
