// Everything the outside may do with organisations, members and imports.
#include "kernel/pack/book.hpp"
#include "organization/holidays.hpp"
#include "organization/organization.hpp"
#include "organization/regularisation.hpp"
#include "organization/routes.hpp"

namespace zhibu::organization {
namespace {

// An empty office begins with its tree, then its people.
void first_steps(const View& view, std::vector<InboxItem>& items) {
    if (!view.actor.is_any(committee)) return;
    auto& words = view.app.words;
    auto add = [&](std::string_view kind, const std::string& link) {
        auto key = "inbox.first_" + std::string{kind};
        items.push_back({"roster.first_" + std::string{kind}, std::string{words.text(Language::chinese, key + ".title")}, std::string{words.text(Language::chinese, key + ".reason")}, "", {},
                         link, "", std::string{words.text(Language::chinese, key + ".action")}});
    };
    if (view.tree().size() == 0) return add("organizations", "/imports/new?kind=organizations");
    if (!view.session.integer("SELECT 1 FROM member WHERE tenant_id = ? LIMIT 1", view.tenant())) add("members", "/imports/new?kind=members");
}

}  // namespace

void install(App& app) {
    app.packs.fix("organization", "pack_fixed_structure");
    app.packs.fix("roster", "pack_fixed_structure");
    declare_holidays(app);
    app.measures.exempt = [](const View& view, Date day) { return where("SELECT id FROM member WHERE tenant_id = ? AND " + exempt_on(""), view.tenant(), day, day); };
    app.permit("organization.read", readers);
    app.permit("organization.keep", keepers);
    app.permit("member.read", readers);
    app.permit("member.keep", keepers);
    app.permit("member.own", {Role::member});
    app.references.declare("organization", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        std::vector<std::int64_t> gone;
        for (auto id : ids)
            if (auto* node = view.tree().find({id})) names[id] = node->name;
            else gone.push_back(id);
        if (gone.empty()) return names;
        auto condition = any_of("id", gone);
        condition.arguments.insert(condition.arguments.begin(), db::to_value(view.tenant()));
        auto rows = view.session.query_with("SELECT id, short_name FROM organization WHERE tenant_id = ? AND " + condition.sql, condition.arguments);
        while (rows.next()) names[rows.integer(0)] = rows.text(1);
        return names;
    });
    app.inbox(first_steps);
    install_organizations(app);
    install_members(app);
    install_own_page(app);
    install_corrections(app);
    install_regularisation(app);
    install_imports(app);
    app.search.declare({.name = "organization", .table = "organization", .visible = organizations_visible_to,
                        .entries = "SELECT id, id, short_name, name || ' ' || unit, 0 FROM organization WHERE tenant_id = ? AND ended_on IS NULL", .link = "/organizations?open={id}"});
    app.search.declare({.name = "member", .table = "member", .visible = members_visible_to,
                        .entries = "SELECT id, organization_id, name, '', 0 FROM member WHERE tenant_id = ? AND left_on IS NULL", .link = "/members?open={id}",
                        .pinyin = search::PinyinKind::person});
    // An import writes its rows without an event each: the index is made anew with it, in the same transaction.
    for (auto event : {"roster_import.applied", "roster_import.undone"}) app.on(event, [](Transaction& t, const Event&) { t.app.search.rebuild(t); });
}

}  // namespace zhibu::organization
