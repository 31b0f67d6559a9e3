// Builds the tree of a day from who was below whom, what each was called and who belonged where.
#include "organization/tree_view.hpp"

#include <algorithm>

namespace zhibu::organization {
namespace {

struct Place {
    TreeNode node;
    std::int64_t order{};
    std::vector<std::int64_t> children;
};
using Places = std::unordered_map<std::int64_t, Place>;

class Drawing {
public:
    Drawing(const View& view, Places places) : view_{view}, places_{std::move(places)} {
        for (auto& [id, place] : places_) {
            auto parent = place.node.parent.value;
            if (!places_.contains(parent)) place.node.parent = {}, roots_.push_back(id);
            else places_[parent].children.push_back(id);
        }
    }
    std::vector<TreeNode> visible() {
        arrange(roots_);
        bool all = view_.actor.system || view_.within(readers).sql == "1=1";
        bool seen = all || view_.within({Role::security_officer}).sql == "1=1";
        for (auto root : roots_) draw(root, all, seen);
        return std::move(nodes_);
    }

private:
    void arrange(std::vector<std::int64_t>& ids) {
        std::sort(ids.begin(), ids.end(), [&](auto a, auto b) {
            auto& left = places_[a];
            auto& right = places_[b];
            return std::tuple{left.order, left.node.id} < std::tuple{right.order, right.node.id};
        });
    }
    bool granted(std::int64_t id, Roles roles) const {
        return std::any_of(view_.actor.grants.begin(), view_.actor.grants.end(),
                           [&](auto& grant) { return grant.organization.value == id && std::find(roles.begin(), roles.end(), grant.role) != roles.end(); });
    }
    // Returns the members below, and whether anything here is the actor's: the way down to it is shown too.
    std::pair<std::int64_t, bool> draw(std::int64_t id, bool reads, bool sees) {
        auto& place = places_[id];
        reads = reads || granted(id, readers);
        sees = sees || reads || granted(id, {Role::member, Role::security_officer});
        auto at = nodes_.size();
        nodes_.push_back(place.node);
        arrange(place.children);
        auto members = place.node.members.value_or(0);
        bool shown = sees;
        for (auto child : place.children) {
            auto [below, mine] = draw(child, reads, sees);
            members += below;
            shown = shown || mine;
        }
        if (!shown) nodes_.resize(at);
        else if (reads) nodes_[at].members = members;
        else nodes_[at].members.reset();
        return {members, shown};
    }
    const View& view_;
    Places places_;
    std::vector<std::int64_t> roots_;
    std::vector<TreeNode> nodes_;
};

}  // namespace

std::vector<TreeNode> tree_today(const View& view) {
    Places places;
    auto rows = view.session.query("SELECT id, parent_id, short_name, kind, display_order FROM organization WHERE tenant_id = ? AND ended_on IS NULL", view.tenant());
    while (rows.next()) {
        Place place{{{rows.integer(0)}, {rows.is_null(1) ? 0 : rows.integer(1)}, std::string{rows.text(2)}, std::string{rows.text(3)}, {}}, rows.integer(4), {}};
        places.emplace(rows.integer(0), std::move(place));
    }
    auto counts = view.session.query(
        "SELECT organization_id, COUNT(*) FROM member WHERE tenant_id = ? AND left_on IS NULL AND stage IN ('formal', 'probationary') GROUP BY organization_id", view.tenant());
    while (counts.next())
        if (auto found = places.find(counts.integer(0)); found != places.end()) found->second.node.members = counts.integer(1);
    return Drawing{view, std::move(places)}.visible();
}

std::vector<TreeNode> tree_on(const View& view, Date day) {
    std::unordered_map<std::int64_t, std::vector<std::int64_t>> above;  // all above a node on the day, itself left out
    Places places;
    auto pairs = view.session.query("SELECT descendant_id, ancestor_id FROM scope WHERE tenant_id = ? AND valid_from <= ? AND valid_to >= ?", view.tenant(), day, day);
    while (pairs.next()) {
        if (pairs.integer(0) == pairs.integer(1)) places[pairs.integer(0)].node.id = {pairs.integer(0)};
        else above[pairs.integer(0)].push_back(pairs.integer(1));
    }
    // The superior is the one of those above that itself has the most above it.
    for (auto& [id, place] : places) {
        std::int64_t parent = 0;
        for (auto candidate : above[id])
            if (!parent || above[candidate].size() > above[parent].size()) parent = candidate;
        place.node.parent = {parent};
    }
    auto rows = view.session.query("SELECT id, short_name, kind, display_order FROM organization WHERE tenant_id = ?", view.tenant());
    while (rows.next()) {
        auto found = places.find(rows.integer(0));
        if (found == places.end()) continue;
        found->second.node.name = rows.text(1), found->second.node.kind = rows.text(2), found->second.order = rows.integer(3);
    }
    auto names = view.session.query("SELECT organization_id, short_name FROM organization_name WHERE tenant_id = ? AND valid_from <= ? ORDER BY organization_id, valid_from",
                                    view.tenant(), day);
    while (names.next())
        if (auto found = places.find(names.integer(0)); found != places.end()) found->second.node.name = names.text(1);
    auto counts = view.session.query(
        "SELECT s.organization_id, COUNT(*) FROM membership s JOIN member m ON m.tenant_id = s.tenant_id AND m.id = s.member_id WHERE s.tenant_id = ? AND s.valid_from <= ? AND "
        "s.valid_to >= ? AND m.stage IN ('formal', 'probationary') GROUP BY s.organization_id", view.tenant(), day, day);
    while (counts.next())
        if (auto found = places.find(counts.integer(0)); found != places.end()) found->second.node.members = counts.integer(1);
    return Drawing{view, std::move(places)}.visible();
}

}  // namespace zhibu::organization
