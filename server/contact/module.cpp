// Everything the outside may do with this module.
#include "contact/contact.hpp"

namespace zhibu::contact {

void install(App&) {}

}  // namespace zhibu::contact
