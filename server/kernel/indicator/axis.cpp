#include "kernel/indicator/axis.hpp"

#include <algorithm>

#include "kernel/app.hpp"

namespace zhibu {
namespace {

struct Found {
    Axis::Place place;
    std::int64_t parent{}, order{};
    std::int32_t ancestors{};
    std::vector<std::int64_t> children{};
};

// The parent is the ancestor that has the most ancestors itself.
void find_parents(const View& view, Date day, std::unordered_map<std::int64_t, Found>& all) {
    std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
    auto rows = view.session.query("SELECT descendant_id, ancestor_id FROM scope WHERE tenant_id = ? AND valid_from <= ? AND valid_to >= ? AND ancestor_id <> descendant_id", view.tenant(), day, day);
    while (rows.next()) {
        pairs.emplace_back(rows.integer(0), rows.integer(1));
        if (auto found = all.find(rows.integer(0)); found != all.end()) ++found->second.ancestors;
    }
    for (auto& [below, above] : pairs) {
        auto lower = all.find(below), upper = all.find(above);
        if (lower == all.end() || upper == all.end()) continue;
        auto known = all.find(lower->second.parent);
        if (known == all.end() || upper->second.ancestors > known->second.ancestors) lower->second.parent = above;
    }
}

void place(std::unordered_map<std::int64_t, Found>& all, std::int64_t id, std::int32_t parent, Axis& axis) {
    auto& found = all.at(id);
    auto at = axis.places.size();
    found.place.parent = parent, found.place.depth = parent < 0 ? 0 : axis.places[std::size_t(parent)].depth + 1;
    axis.by_id[id] = std::int32_t(at);
    axis.places.push_back(found.place);
    std::sort(found.children.begin(), found.children.end(), [&](auto a, auto b) { return std::pair{all.at(a).order, a} < std::pair{all.at(b).order, b}; });
    for (auto child : found.children) place(all, child, std::int32_t(at), axis);
    axis.places[at].end = std::int32_t(axis.places.size());
}

}  // namespace

Axis Axis::on(const View& view, Date day) {
    std::unordered_map<std::int64_t, Found> all;
    auto rows = view.session.query(
        "SELECT o.id, o.short_name, o.kind, o.pinyin, o.display_order, o.founded_on FROM organization o WHERE o.tenant_id = ? AND EXISTS (SELECT 1 FROM scope s WHERE s.tenant_id = o.tenant_id AND "
        "s.ancestor_id = o.id AND s.descendant_id = o.id AND s.valid_from <= ? AND s.valid_to >= ?)", view.tenant(), day, day);
    while (rows.next()) {
        Found found;
        found.place.id = {rows.integer(0)}, found.place.name = rows.text(1), found.place.kind = rows.text(2), found.place.pinyin = rows.text(3), found.order = rows.integer(4);
        if (!rows.is_null(5)) found.place.founded = Date::from_number(rows.integer(5));
        all.emplace(rows.integer(0), std::move(found));
    }
    find_parents(view, day, all);
    std::vector<std::int64_t> roots;
    for (auto& [id, found] : all) {
        if (auto parent = all.find(found.parent); parent != all.end()) parent->second.children.push_back(id);
        else roots.push_back(id);
    }
    std::sort(roots.begin(), roots.end(), [&](auto a, auto b) { return std::pair{all.at(a).order, a} < std::pair{all.at(b).order, b}; });
    Axis axis;
    axis.day = day;
    axis.places.reserve(all.size());
    for (auto root : roots) place(all, root, -1, axis);
    return axis;
}

std::optional<std::size_t> Axis::find(Id<Organization> id, std::size_t hint) const {
    if (hint < places.size() && places[hint].id == id) return hint;
    auto found = by_id.find(id.value);
    if (found == by_id.end()) return {};
    return std::size_t(found->second);
}

Column Axis::with_all_below(const Column& own) const {
    Column all = own;
    for (auto at = places.size(); at-- > 0;)
        if (auto parent = places[at].parent; parent >= 0) all[std::size_t(parent)] += all[at];
    return all;
}

}  // namespace zhibu
