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
    app.search.declare({.name = "organization", .table = "organization", .visible = organizations_visible_to,
                        .entries = "SELECT id, id, short_name, name || ' ' || unit, 0 FROM organization WHERE tenant_id = ? AND ended_on IS NULL", .link = "/organizations?open={id}"});
    app.search.declare({.name = "member", .table = "member", .visible = members_visible_to,
                        .entries = "SELECT id, organization_id, name, '', 0 FROM member WHERE tenant_id = ? AND left_on IS NULL", .link = "/members?open={id}",
                        .pinyin = search::PinyinKind::person});
}

}  // namespace zhibu::organization
