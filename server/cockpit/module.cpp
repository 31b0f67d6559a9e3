// Everything the outside may do with the cockpit. Installed after the modules whose indicators it reads.
#include "cockpit/cockpit.hpp"

#include "kernel/app.hpp"
#include "kernel/job/each_node.hpp"

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
    job::on_each_node(app.jobs, "cockpit.warm_up", [warm_up = std::make_shared<WarmUp>(shelf)](App& node) { warm_up->piece(node); });
}

}  // namespace zhibu::cockpit
