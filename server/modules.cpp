#include "modules.hpp"

#include "kernel/access/account.hpp"
#include "organization/organization.hpp"

namespace zhibu {

void install_modules(App& app) {
    access::install_sessions(app);
    access::install_accounts(app);
    access::install_audit(app);
    organization::install(app);
    app.router.get("/api/v1/openapi.json", {.operation = "openapi.show", .gate = http::Gate::open}, [](http::Call& call) {
        auto response = http::ok(call.app.router.openapi());
        response.set("cache-control", "no-cache");
        return response;
    });
}

}  // namespace zhibu
