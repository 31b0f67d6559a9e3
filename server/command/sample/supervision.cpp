// One inspection of the 63 organisations with its 305 problems.
#include "command/sample/city.hpp"

namespace zhibu::command {

void plan_supervision(City&) {}

}  // namespace zhibu::command
