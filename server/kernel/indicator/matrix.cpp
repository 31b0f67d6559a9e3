// How snapshots are kept: read whole once, then only what a write, a new tree or a new day has changed.
#include "kernel/indicator/matrix.hpp"

#include <algorithm>

#include "kernel/indicator/material.hpp"

namespace zhibu {

struct MatrixBook::Kept {
    explicit Kept(Period period) : year{period.year()} {}
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
    std::chrono::steady_clock::time_point asked{};

    // Of a whole year only: what was read for its months and quarters together. Taken after the mutex of the period that wants it.
    std::mutex reading;
    material::Year year;
};

namespace {

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
    return std::erase_if(material.measured, [&](auto& each) { return material::mark(view, each.second.tables) > each.second.mark; }) > 0;
}

// Figures that are not there yet, for all places. The first of a month or quarter come with those of the whole year. Returns the mark at
// which the oldest of them were read.
template <class K>
std::optional<std::uint64_t> read_missing(const View& view, Period period, K& kept, K& year, bool anew) {
    std::optional<std::uint64_t> oldest;
    for (auto& [number, kinds] : kept.needs.kinds) {
        std::set<std::int64_t> missing;
        for (auto kind : kinds)
            if (!kept.material.figures.contains({kind, number})) missing.insert(kind);
        if (missing.empty()) continue;
        auto mark = material::mark(view, rollup::tables());
        if (anew && number == period.number() && !period.is_year()) {
            std::scoped_lock lock{year.reading};
            auto read = year.year.figures(view, period, missing);
            kept.material.figures.merge(read.figures);
            mark = read.mark;
        } else material::read_columns(view, Period::from_number(number), missing, kept.material);
        oldest = std::min(mark, oldest.value_or(mark));
    }
    return oldest;
}

// The axis of now, with everything at its place. Says whether it is another one than before; who is new on it is to be read.
template <class K>
bool take_axis(const View& view, Period period, K& kept, K& year, std::set<Id<Organization>>& to_read) {
    std::scoped_lock lock{year.reading};
    auto axis = year.year.axis(view, period.last_day());
    if (axis == kept.material.axis) return false;
    if (!kept.material.axis) kept.material.axis = axis;
    else
        for (auto id : material::move_to(axis, kept.material)) to_read.insert(id);
    return true;
}

template <class K>
void bring_up(const View& view, Period period, const std::set<std::string>& indicators, K& kept, K& year) {
    auto rollups = material::mark(view, rollup::tables());
    auto tree = view.tree().version();
    auto kinds = std::size_t(view.session.integer("SELECT COUNT(*) FROM fact_kind WHERE tenant_id = ?", view.tenant()).value_or(0));
    // An older view than the one that was read: what it would find is older than what stands here.
    std::optional<std::set<Id<Organization>>> changed = std::set<Id<Organization>>{};
    if (kept.matrix && rollups > kept.rollups) changed = view.app.rollup_changes.after(view.tenant(), kept.rollups);
    bool anew = !kept.matrix || !changed, stale = anew;
    if (anew) kept.matrix.reset(), kept.material = {}, changed.emplace();
    if (anew || kept.kinds_used != kinds || !std::includes(kept.names.begin(), kept.names.end(), indicators.begin(), indicators.end())) {
        kept.names.insert(indicators.begin(), indicators.end());
        kept.needs = needs_of(view, period, kept.names);
        if (kept.kinds_used != kinds) kept.material.doers.clear();  // they may be of more kinds now
        stale = true;
    }
    if (anew || kept.tree != tree) stale |= take_axis(view, period, kept, year, *changed);
    if (kept.day != view.today()) kept.material.measured.clear(), stale = true;
    auto oldest = read_missing(view, period, kept, year, anew);
    if (material::read_missing_doers(view, kept.needs, kept.material)) oldest = std::min(rollups, oldest.value_or(rollups));
    if (anew) kept.rollups = oldest.value_or(rollups);
    else if (oldest) kept.rollups = std::min(kept.rollups, *oldest), stale = true;
    if (anew && rollups > kept.rollups) changed = view.app.rollup_changes.after(view.tenant(), kept.rollups);
    if (!changed) return bring_up(view, period, indicators, kept, year);  // forgotten in this moment: all of it once more
    std::vector<Id<Organization>> again;
    for (auto id : *changed)
        if (kept.material.axis->find(id)) again.push_back(id);
    if (!again.empty()) stale |= material::read_again(view, kept.needs, again, kept.material);
    stale |= drop_outdated(view, kept.material);
    if (stale || material::mark(view, kept.other_tables) > kept.others) make(view, period, kept);
    kept.rollups = std::max(kept.rollups, rollups), kept.others = material::mark(view, kept.other_tables);
    kept.tree = tree, kept.day = view.today(), kept.kinds_used = kinds;
}

// In a write, which sees what nobody else does: nothing is kept.
template <class K>
void read_once(const View& view, Period period, const std::set<std::string>& indicators, K& once) {
    once.material.axis = std::make_shared<const Axis>(Axis::on(view, period.last_day()));
    once.needs = needs_of(view, period, indicators);
    for (auto& [number, kinds] : once.needs.kinds) material::read_columns(view, Period::from_number(number), kinds, once.material);
    material::read_missing_doers(view, once.needs, once.material);
    make(view, period, once);
}

}  // namespace

std::shared_ptr<const Matrix> MatrixBook::of(const View& view, Period period, const std::set<std::string>& indicators) {
    if (!view.session.marks()) {
        Kept once{period};
        read_once(view, period, indicators, once);
        return once.matrix;
    }
    std::shared_ptr<Kept> kept, year;
    {
        std::scoped_lock lock{mutex_};
        auto place = [&, now = std::chrono::steady_clock::now()](Period each) {
            auto& found = periods_[{view.tenant().value, each.number()}];
            if (!found) found = std::make_shared<Kept>(each);
            found->asked = now;
            return found;
        };
        kept = place(period), year = place(Period::whole_year(period.year()));
        while (periods_.size() > most) periods_.erase(std::min_element(periods_.begin(), periods_.end(), [](auto& a, auto& b) { return a.second->asked < b.second->asked; }));
    }
    std::scoped_lock lock{kept->mutex};
    try {
        bring_up(view, period, indicators, *kept, *year);
    } catch (...) {
        kept->matrix.reset();  // half read: the next one begins anew
        throw;
    }
    auto tables = kept->other_tables | rollup::tables();
    for (auto& [name, measured] : kept->material.measured) tables |= measured.tables;
    view.session.saw(tables);
    return kept->matrix;
}

}  // namespace zhibu
