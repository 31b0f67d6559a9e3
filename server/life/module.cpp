// Everything the outside may do with this module.
#include "life/life.hpp"

namespace zhibu::life {

void install(App&) {}

}  // namespace zhibu::life
