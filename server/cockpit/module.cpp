// Everything the outside may do with the cockpit. Installed after the modules whose indicators it reads.
#include "cockpit/cockpit.hpp"

namespace zhibu::cockpit {

void install(App& app, IndexSource indexes) {
    declare_rules(app);
    app.permit("cockpit.read", readers);
    app.permit("screen.keep", {Role::administrator});
    auto shelf = std::make_shared<Shelf>();
    shelf->indexes = std::move(indexes);
    install_temperature(app, shelf);
    install_pages(app, shelf);
    install_screens(app, shelf);
}

}  // namespace zhibu::cockpit
