// How snapshots are kept: read whole once, then only what a write has changed.
#include "kernel/indicator/matrix.hpp"

#include "kernel/indicator/matrix_maker.hpp"

namespace zhibu {
namespace {

KindFigure compact(const rollup::OwnFigure& row) {
    return {row.figure.amount, std::int32_t(row.figure.count), std::int32_t(row.figure.late), std::int32_t(row.figure.units), std::int32_t(row.own)};
}

void read_figures(const View& view, const Needs& needs, const std::vector<Id<Organization>>& organizations, Material& material) {
    for (auto& [number, kinds] : needs.kinds) {
        if (kinds.empty()) continue;
        auto period = Period::from_number(number);
        for (auto kind : kinds) {
            auto& column = material.figures[{kind, number}];
            column.resize(material.axis->size());
            for (auto id : organizations) column[*material.axis->find(id)] = {};
        }
        for (auto& row : rollup::of_organizations(view, organizations, {kinds.begin(), kinds.end()}, period.year(), where("period = ?", period)))
            material.figures.at({row.kind, number})[*material.axis->find(row.organization)] = compact(row);
    }
}

// All places, or only those given.
void read_doers(const View& view, const Needs& needs, const std::vector<Id<Organization>>* only, Material& material) {
    for (auto& [key, kinds] : needs.distinct) {
        auto& doers = material.doers[key];
        doers.resize(material.axis->size());
        if (kinds.empty()) continue;
        auto period = Period::from_number(key.second);
        constexpr std::size_t batch = 64;
        for (std::size_t at = 0; at < (only ? only->size() : 1); at += batch) {
            auto condition = where("tenant_id = ?", view.tenant()) && any_of("kind", kinds) && where("happened_on >= ? AND happened_on <= ? AND member_id <> 0", period.first_day(), period.last_day());
            if (only) {
                std::vector<std::int64_t> ids;
                for (std::size_t i = at; i < std::min(at + batch, only->size()); ++i) ids.push_back((*only)[i].value), doers[*material.axis->find((*only)[i])].clear();
                condition = condition && any_of("organization_id", ids);
            }
            auto rows = view.session.query_with("SELECT organization_id, member_id FROM fact WHERE " + condition.sql + " GROUP BY organization_id, member_id HAVING SUM(sign) > 0", condition.arguments);
            while (rows.next())
                if (auto place = material.axis->find({rows.integer(0)})) doers[*place].push_back(rows.integer(1));
        }
    }
}

std::vector<Id<Organization>> all_of(const Axis& axis) {
    std::vector<Id<Organization>> all;
    for (auto& place : axis.places) all.push_back(place.id);
    return all;
}

}  // namespace

struct MatrixBook::Kept {
    std::mutex mutex;
    std::set<std::string> names;
    Needs needs;
    Material material;
    std::shared_ptr<const Matrix> matrix;
    std::int64_t tree{};
    Date day{};
    std::uint64_t rollups{}, others{};  // counters of writes when it was read
    db::TableSet other_tables{};         // that columns were made with beside roll-ups: who is exempt
    std::size_t kinds_used{};
    std::chrono::steady_clock::time_point looked{};
    std::chrono::steady_clock::duration took{};  // to read it whole
    std::chrono::steady_clock::time_point asked{};
};

namespace {

std::uint64_t sum(const View& view, db::TableSet tables) { return db::TableChanges::sum(*view.session.marks(), tables); }

// Which tables a column is made with the session notices.
template <class K>
void make(const View& view, Period period, K& kept) {
    auto before = view.session.tables_seen();
    view.session.watch_reads();
    kept.matrix = MatrixMaker{view, period, kept.needs, kept.material}.make();
    kept.other_tables = view.session.tables_seen();
    view.session.saw(before);
}

// Measures are computed anew where a table was written that they were read from.
bool drop_outdated(const View& view, Material& material) {
    return std::erase_if(material.measured, [&](auto& each) { return sum(view, each.second.tables) > each.second.mark; }) > 0;
}

template <class K>
void read_whole(const View& view, Period period, K& kept) {
    kept.material = {};
    kept.material.axis = std::make_shared<const Axis>(Axis::on(view, period.last_day()));
    kept.needs = needs_of(view, period, kept.names);
    read_figures(view, kept.needs, all_of(*kept.material.axis), kept.material);
    read_doers(view, kept.needs, nullptr, kept.material);
    make(view, period, kept);
}

template <class K>
void read_changed(const View& view, Period period, K& kept, const std::set<Id<Organization>>& changed) {
    std::vector<Id<Organization>> ids;
    for (auto id : changed)
        if (kept.material.axis->find(id)) ids.push_back(id);
    read_figures(view, kept.needs, ids, kept.material);
    if (!ids.empty()) read_doers(view, kept.needs, &ids, kept.material);
    make(view, period, kept);
}

}  // namespace

std::shared_ptr<const Matrix> MatrixBook::of(const View& view, Period period, const std::set<std::string>& indicators) {
    if (!view.session.marks()) {
        Kept once;
        once.names = indicators;
        read_whole(view, period, once);
        return once.matrix;
    }
    std::shared_ptr<Kept> kept;
    auto now = std::chrono::steady_clock::now();
    {
        std::scoped_lock lock{mutex_};
        auto& place = periods_[{view.tenant().value, period.number()}];
        if (!place) place = std::make_shared<Kept>();
        kept = place, kept->asked = now;
        while (periods_.size() > most) periods_.erase(std::min_element(periods_.begin(), periods_.end(), [](auto& a, auto& b) { return a.second->asked < b.second->asked; }));
    }
    std::scoped_lock lock{kept->mutex};
    bool known = kept->matrix && std::includes(kept->names.begin(), kept->names.end(), indicators.begin(), indicators.end());
    auto rollups = sum(view, rollup::tables());
    auto tree = view.tree().version();
    auto kinds = std::size_t(view.session.integer("SELECT COUNT(*) FROM fact_kind WHERE tenant_id = ?", view.tenant()).value_or(0));
    // An older snapshot than the one kept reads for itself nothing: what it would find is older than what stands here.
    bool whole = !known || kept->tree != tree || kept->day != view.today() || kept->kinds_used != kinds;
    std::optional<std::set<Id<Organization>>> changed = std::set<Id<Organization>>{};
    if (!whole && rollups > kept->rollups && !(changed = view.app.rollup_changes.between(view.tenant(), kept->rollups, rollups))) whole = true;
    // What other processes wrote no counter tells: read anew after a while, the longer the dearer it is.
    whole = whole || now - kept->looked > std::max<std::chrono::steady_clock::duration>(patience, kept->took * 200);
    bool others = !whole && (sum(view, kept->other_tables) > kept->others || drop_outdated(view, kept->material));
    if (whole) {
        kept->names.insert(indicators.begin(), indicators.end());
        read_whole(view, period, *kept);
        kept->looked = now, kept->took = std::chrono::steady_clock::now() - now;
    } else if (others || !changed->empty()) read_changed(view, period, *kept, *changed);
    if (whole || rollups > kept->rollups) kept->rollups = rollups;
    kept->others = sum(view, kept->other_tables);
    kept->tree = tree, kept->day = view.today(), kept->kinds_used = kinds;
    auto tables = kept->other_tables | rollup::tables();
    for (auto& [name, measured] : kept->material.measured) tables |= measured.tables;
    view.session.saw(tables);
    return kept->matrix;
}

}  // namespace zhibu
