// Everything the outside may do with this module.
#include "report/report.hpp"

namespace zhibu::report {

void install(App&) {}

}  // namespace zhibu::report
