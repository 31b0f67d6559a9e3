// Everything the outside may do with this module.
#include "desk/desk.hpp"

namespace zhibu::desk {

void install(App&) {}

}  // namespace zhibu::desk
