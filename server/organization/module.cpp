// Everything the outside may do with organisations and members.
#include "kernel/record/resource.hpp"
#include "organization/organization.hpp"

namespace zhibu::organization {

void install(App& app) {
    app.permit("organization.keep", keepers);
    app.permit("member.keep", keepers);
    app.references.declare("organization", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto id : ids)
            if (auto* node = view.tree().find({id})) names[id] = node->name;
        return names;
    });
}

}  // namespace zhibu::organization
