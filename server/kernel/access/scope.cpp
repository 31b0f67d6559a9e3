#include "kernel/access/scope.hpp"

#include <algorithm>
#include <memory>

#include "kernel/words/hierarchy.hpp"

namespace zhibu {

Where any_of(const std::string& column, const std::vector<std::int64_t>& ids) {
    if (ids.empty()) return nothing();
    Where out{column + " IN ("};
    for (auto id : ids) out.sql += out.arguments.empty() ? "?" : ",?", out.arguments.emplace_back(id);
    out.sql += ")";
    return out;
}

bool Actor::is(Role role) const {
    return std::any_of(grants.begin(), grants.end(), [&](auto& grant) { return grant.role == role; });
}
bool Actor::is_any(Roles roles) const {
    return std::any_of(roles.begin(), roles.end(), [&](Role role) { return is(role); });
}
std::vector<Id<Organization>> Actor::scopes(Roles roles) const {
    std::vector<Id<Organization>> all;
    for (auto& grant : grants)
        if (std::find(roles.begin(), roles.end(), grant.role) != roles.end()) all.push_back(grant.organization);
    return all;
}
Actor Actor::job(TenantId tenant, std::string name) {
    Actor actor;
    actor.tenant = tenant, actor.name = std::move(name), actor.system = true;
    return actor;
}

const ScopeTree::Node* ScopeTree::find(Id<Organization> id) const {
    auto found = nodes_.find(id.value);
    return found == nodes_.end() ? nullptr : &found->second;
}
bool ScopeTree::within(Id<Organization> id, Id<Organization> ancestor) const {
    if (ancestor == whole_office) return true;
    for (auto* node = find(id); node; node = find(node->parent))
        if (node->id == ancestor) return true;
    return false;
}
std::vector<Id<Organization>> ScopeTree::ancestors(Id<Organization> id) const {
    std::vector<Id<Organization>> all;
    for (auto* node = find(id); node; node = find(node->parent)) all.push_back(node->id);
    return all;
}
std::vector<Id<Organization>> ScopeTree::subtree(Id<Organization> id) const {
    std::vector<Id<Organization>> all;
    std::vector<Id<Organization>> open;  // depth first, in display order
    if (find(id)) open.push_back(id);
    while (!open.empty()) {
        auto* node = find(open.back());
        open.pop_back();
        all.push_back(node->id);
        open.insert(open.end(), node->children.rbegin(), node->children.rend());
    }
    return all;
}

constexpr const char* version_question = "SELECT version FROM scope_version WHERE tenant_id = ?";

static std::int64_t version_of(db::Session& session, TenantId tenant) { return session.integer(version_question, tenant).value_or(0); }

std::shared_ptr<const ScopeTree> ScopeTree::load(db::Session& session, TenantId tenant) {
    auto tree = std::make_shared<ScopeTree>();
    tree->version_ = version_of(session, tenant);
    auto rows = session.query(
        "SELECT id, parent_id, short_name, kind, display_order FROM organization WHERE tenant_id = ? AND ended_on IS NULL "
        "ORDER BY display_order, id", tenant);
    std::vector<Id<Organization>> order;
    while (rows.next()) {
        Node node{{rows.integer(0)}, {rows.is_null(1) ? 0 : rows.integer(1)}, std::string{rows.text(2)}, std::string{rows.text(3)}, rows.integer(4), {}};
        order.push_back(node.id);
        tree->nodes_.emplace(node.id.value, std::move(node));
    }
    for (auto id : order) {
        auto parent = tree->nodes_.find(tree->nodes_.at(id.value).parent.value);
        if (parent == tree->nodes_.end()) tree->roots_.push_back(id);
        else parent->second.children.push_back(id);
    }
    for (auto id : order)
        for (auto above = tree->nodes_.find(tree->nodes_.at(id.value).parent.value); above != tree->nodes_.end(); above = tree->nodes_.find(above->second.parent.value)) ++above->second.with_all_below;
    return tree;
}

std::shared_ptr<const ScopeTree> ScopeTrees::of(db::Session& session, TenantId tenant) {
    if (!session.marks()) return newest(session, tenant);
    {
        std::lock_guard lock{mutex_};
        if (auto& known = known_[tenant.value]; known.holds(*session.marks())) {
            session.saw(known.tables());
            return known.value();
        }
    }
    auto tree = newest(session, tenant);
    std::lock_guard lock{mutex_};
    known_[tenant.value] = {tree, session, db::tables_read(version_question)};
    return tree;
}

std::shared_ptr<const ScopeTree> ScopeTrees::newest(db::Session& session, TenantId tenant) {
    auto version = version_of(session, tenant);
    {
        std::lock_guard lock{mutex_};
        if (auto& kept = trees_[tenant.value]; kept && kept->version() == version) return kept;
    }
    auto fresh = ScopeTree::load(session, tenant);
    auto roots = fresh->roots();
    hierarchy::speak_of(roots.empty() ? "" : fresh->find(roots.front())->kind);
    // A tree read inside a write that is later undone carries a version that may be given again: only what is newer is kept,
    // and a reader compares for equality, so that the worst case is one read too many.
    std::lock_guard lock{mutex_};
    auto& kept = trees_[tenant.value];
    if (!kept || kept->version() <= fresh->version()) kept = fresh;
    return fresh;
}

std::size_t ScopeTree::size_of(Id<Organization> id) const {
    auto* node = find(id);
    return node ? node->with_all_below : 0;
}

namespace scope {

void touch(db::Session& session, TenantId tenant) {
    // A number never used before: a tree cached inside an undone write can never be taken for a later one.
    session.execute("INSERT INTO scope_version (tenant_id, version) VALUES (?, ?) ON CONFLICT (tenant_id) DO UPDATE SET version = excluded.version",
                    tenant, session.next_id());
}

static void attach(db::Session& session, TenantId tenant, Id<Organization> id, Id<Organization> parent, Date from) {
    // Every pair of (an ancestor of the parent, a descendant of the moved node) becomes a row. A branch may be older than the
    // organisation it stands under: then from that one's first day.
    session.execute(
        "INSERT INTO scope (tenant_id, ancestor_id, descendant_id, valid_from, valid_to) "
        "SELECT a.tenant_id, a.ancestor_id, d.descendant_id, CASE WHEN a.valid_from > ? THEN a.valid_from ELSE ? END, ? FROM scope a JOIN scope d ON d.tenant_id = a.tenant_id "
        "WHERE a.tenant_id = ? AND a.descendant_id = ? AND a.valid_to = ? AND d.ancestor_id = ? AND d.valid_to = ? "
        "ON CONFLICT (tenant_id, ancestor_id, descendant_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to",
        from, from, never_ends, tenant, parent, never_ends, id, never_ends);
}

void found(db::Session& session, TenantId tenant, Id<Organization> id, Id<Organization> parent, Date from) {
    session.execute("INSERT INTO scope (tenant_id, ancestor_id, descendant_id, valid_from, valid_to) VALUES (?, ?, ?, ?, ?)", tenant, id, id, from,
                    never_ends);
    if (parent) attach(session, tenant, id, parent, from);
    touch(session, tenant);
}

void move(db::Session& session, TenantId tenant, Id<Organization> id, Id<Organization> parent, Date from) {
    // All pairs that cross the border of the moved subtree end the day before; pairs that would never have held are taken out.
    session.execute(
        "UPDATE scope SET valid_to = ? WHERE tenant_id = ? AND valid_to = ? AND descendant_id IN (SELECT descendant_id FROM scope WHERE "
        "tenant_id = ? AND ancestor_id = ? AND valid_to = ?) AND ancestor_id NOT IN (SELECT descendant_id FROM scope WHERE tenant_id = ? "
        "AND ancestor_id = ? AND valid_to = ?)",
        from.plus_days(-1), tenant, never_ends, tenant, id, never_ends, tenant, id, never_ends);
    session.execute("DELETE FROM scope WHERE tenant_id = ? AND valid_to < valid_from", tenant);
    if (parent) attach(session, tenant, id, parent, from);
    touch(session, tenant);
}

void end(db::Session& session, TenantId tenant, Id<Organization> id, Date from) {
    session.execute("UPDATE scope SET valid_to = ? WHERE tenant_id = ? AND descendant_id = ? AND valid_to = ?", from.plus_days(-1), tenant, id, never_ends);
    session.execute("DELETE FROM scope WHERE tenant_id = ? AND valid_to < valid_from", tenant);
    touch(session, tenant);
}

void forget(db::Session& session, TenantId tenant, Id<Organization> id) {
    session.execute("DELETE FROM scope WHERE tenant_id = ? AND descendant_id = ?", tenant, id);
    touch(session, tenant);
}

std::vector<Id<Organization>> ancestors_on(db::Session& session, TenantId tenant, Id<Organization> id, Date day) {
    std::vector<Id<Organization>> all{id};
    auto rows = session.query("SELECT ancestor_id FROM scope WHERE tenant_id = ? AND descendant_id = ? AND valid_from <= ? AND valid_to >= ? AND ancestor_id <> ?",
                              tenant, id, day, day, id);
    while (rows.next()) all.push_back({rows.integer(0)});
    return all;
}

}  // namespace scope

Where within(const std::string& column, TenantId tenant, const std::vector<Id<Organization>>& organizations, const ScopeTree& tree) {
    std::vector<std::int64_t> ids;
    for (auto id : organizations) {
        auto roots = tree.roots();
        if (id == whole_office || (roots.size() == 1 && roots[0] == id)) return everything();  // nothing to narrow
        ids.push_back(id.value);
    }
    if (ids.empty()) return nothing();
    auto inside = any_of("ancestor_id", ids);
    inside.sql = column + " IN (SELECT descendant_id FROM scope WHERE tenant_id = ? AND valid_to = ? AND " + inside.sql + ")";
    inside.arguments.insert(inside.arguments.begin(), {db::to_value(tenant), db::to_value(never_ends)});
    return inside;
}

Where within_on(const std::string& column, TenantId tenant, Id<Organization> organization, Date day) {
    return where(column + " IN (SELECT descendant_id FROM scope WHERE tenant_id = ? AND ancestor_id = ? AND valid_from <= ? AND valid_to >= ?)", tenant,
                 organization, day, day);
}

}  // namespace zhibu
