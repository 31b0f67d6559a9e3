// Takes a whole batch back, unless something was built on it.
#include "organization/import.hpp"

namespace zhibu::organization {
namespace {

constexpr std::size_t obstacles_told = 20;

using Change = ImportChange;

std::vector<Change> changes_of(const Transaction& t, Id<RosterImport> batch) {
    std::vector<Change> all;
    auto rows = t.session.query(
        "SELECT sheet_row, subject_id, version_after, subject_kind, action, former FROM roster_import_change WHERE tenant_id = ? AND import_id = ? ORDER BY subject_id DESC", t.tenant(),
        batch);
    while (rows.next()) {
        Change change{rows.integer(0), rows.integer(1), rows.integer(2), std::string{rows.text(3)}, Codec<RowAction>::parse(rows.text(4)).value_or(RowAction::unchanged), {}};
        if (!rows.is_null(5)) {
            auto opened = t.app.keys.open(rows.bytes(5), former_place(batch, change.row));
            if (!opened) throw conflict("import-damaged");
            change.former = std::move(*opened);
        }
        all.push_back(std::move(change));
    }
    return all;
}

bool any(const Transaction& t, std::string_view sql, std::int64_t id) { return t.session.integer(sql, t.tenant(), id).has_value(); }

// Why a created record cannot simply go, "" where it can. Other modules refuse by a Problem from their subscribers of
// "member.taken_back" and "organization.taken_back".
std::string built_on(const Transaction& t, Id<RosterImport> batch, const Change& change) {
    if (change.kind == "member") {
        if (any(t, "SELECT 1 FROM account WHERE tenant_id = ? AND member_id = ? LIMIT 1", change.subject)) return "has_account";
        if (any(t, "SELECT 1 FROM fact WHERE tenant_id = ? AND member_id = ? AND member_id <> 0 LIMIT 1", change.subject)) return "has_facts";
        return "";
    }
    if (change.kind != "organization") return "";
    if (any(t, "SELECT 1 FROM role_grant WHERE tenant_id = ? AND organization_id = ? LIMIT 1", change.subject)) return "has_account";
    if (any(t, "SELECT 1 FROM fact WHERE tenant_id = ? AND organization_id = ? LIMIT 1", change.subject)) return "has_facts";
    if (any(t, "SELECT 1 FROM membership WHERE tenant_id = ? AND organization_id = ? LIMIT 1", change.subject)) return "still_has_members";
    if (t.session.integer(
            "SELECT 1 FROM organization o WHERE o.tenant_id = ? AND o.parent_id = ? AND NOT EXISTS (SELECT 1 FROM roster_import_change c WHERE c.tenant_id = o.tenant_id AND "
            "c.import_id = ? AND c.subject_kind = 'organization' AND c.subject_id = o.id) LIMIT 1", t.tenant(), change.subject, batch))
        return "still_has_organizations";
    return "";
}

void refuse_obstacles(const Transaction& t, Id<RosterImport> batch, const std::vector<Change>& changes) {
    std::vector<Violation> obstacles;
    for (auto& change : changes) {
        auto version = t.session.integer("SELECT version FROM " + change.kind + " WHERE tenant_id = ? AND id = ?", t.tenant(), change.subject);
        std::string why;
        if (!version || *version != change.version_after) why = "changed_since";
        else if (change.action == RowAction::created) why = built_on(t, batch, change);
        if (!why.empty()) obstacles.push_back({"#/rows/" + std::to_string(std::abs(change.row)), why});  // below 0: what a row brought along
        if (obstacles.size() == obstacles_told) break;
    }
    if (!obstacles.empty()) throw Problem{409, "import-built-upon", {}, std::move(obstacles)};
}

void undo_member(Transaction& t, const Change& change) {
    if (change.action == RowAction::created) {
        auto home = t.session.integer("SELECT organization_id FROM member WHERE tenant_id = ? AND id = ?", t.tenant(), change.subject).value_or(0);
        t.tell({"member.taken_back", "member", change.subject, {home}});
        t.session.execute("DELETE FROM membership WHERE tenant_id = ? AND member_id = ?", t.tenant(), change.subject);
        t.session.execute("DELETE FROM member WHERE tenant_id = ? AND id = ?", t.tenant(), change.subject);
        return;
    }
    auto former = from_whole_json<Member>(change.former);
    auto home = t.session.integer("SELECT organization_id FROM member WHERE tenant_id = ? AND id = ?", t.tenant(), change.subject).value_or(0);
    former.version = change.version_after;
    derive(t.app.keys, former);
    Store<Member>{t}.update(former);
    if (home != former.organization_id.value) {
        auto since = t.session.integer("SELECT MAX(valid_from) FROM membership WHERE tenant_id = ? AND member_id = ?", t.tenant(), change.subject).value_or(0);
        keep_membership(t, former.id, former.organization_id, Date::from_number(since), "import_undone");
    }
    t.tell({"member.changed", "member", change.subject, former.organization_id});
}

void undo_organization(Transaction& t, const Change& change, bool& moved) {
    Id<Organization> id{change.subject};
    if (change.action == RowAction::created) {
        t.tell({"organization.taken_back", "organization", id.value, id});
        scope::forget(t.session, t.tenant(), id);
        for (auto table : {"organization_name", "organization_change"})
            t.session.execute(std::string{"DELETE FROM "} + table + " WHERE tenant_id = ? AND organization_id = ?", t.tenant(), id);
        t.session.execute("DELETE FROM organization WHERE tenant_id = ? AND id = ?", t.tenant(), id);
        return;
    }
    auto former = from_whole_json<Organization>(change.former);
    auto now = Store<Organization>{t}.load(id, everything());
    former.version = now.version;
    if (change.action == RowAction::ended) {
        Store<Organization>{t}.update(former);
        t.session.execute("UPDATE scope SET valid_to = ? WHERE tenant_id = ? AND descendant_id = ? AND valid_to = ?", never_ends, t.tenant(), id, now.ended_on->plus_days(-1));
        scope::touch(t.session, t.tenant());
    } else {
        auto since = Date::from_number(t.session.integer("SELECT MAX(valid_from) FROM scope WHERE tenant_id = ? AND descendant_id = ? AND valid_to = ?", t.tenant(), id, never_ends).value_or(0));
        auto place = now.parent_id, place_before = former.parent_id;
        former.parent_id = place;
        Store<Organization>{t}.update(former);
        if (now.short_name != former.short_name || now.name != former.name) {
            auto named = Date::from_number(t.session.integer("SELECT MAX(valid_from) FROM organization_name WHERE tenant_id = ? AND organization_id = ?", t.tenant(), id).value_or(0));
            rename(t, former, former.name, former.short_name, named, "撤销导入");
        }
        if (place != place_before && place_before) move(t, former, *place_before, since, "撤销导入", Figures::leave), moved = true;
        scope::touch(t.session, t.tenant());
    }
    t.tell({"organization.changed", "organization", id.value, id});
}

}  // namespace

void undo_import(Transaction& t, const RosterImport& batch) {
    auto changes = changes_of(t, batch.id);
    refuse_obstacles(t, batch.id, changes);
    bool moved = false;
    // What was ended comes back first: others return to their place below it.
    for (auto& change : changes)
        if (change.action == RowAction::ended) undo_organization(t, change, moved);
    for (auto& change : changes) {
        if (change.kind == "member") undo_member(t, change);
        else if (change.kind != "organization") import_type(batch.kind).undo(t, change);
        else if (change.action != RowAction::ended) undo_organization(t, change, moved);
    }
    if (moved) rollup::rebuild(t);
}

}  // namespace zhibu::organization
