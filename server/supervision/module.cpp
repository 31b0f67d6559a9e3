// Everything the outside may do with this module.
#include "supervision/supervision.hpp"

namespace zhibu::supervision {

void install(App&) {}

}  // namespace zhibu::supervision
