#include "kernel/indicator/material.hpp"

#include <algorithm>

namespace zhibu::material {
namespace {

constexpr std::size_t organizations_at_once = 1024;  // bounds the rows that stand in memory beside the columns
constexpr std::chrono::seconds waits_for{60};

KindFigure compact(const rollup::OwnFigure& row) {
    return {row.figure.amount, std::int32_t(row.figure.count), std::int32_t(row.figure.late), std::int32_t(row.figure.units), std::int32_t(row.own)};
}
bool same(const KindFigure& a, const KindFigure& b) { return a.amount == b.amount && a.count == b.count && a.late == b.late && a.units == b.units && a.own == b.own; }

template <class F>
void each_figure(const View& view, const std::vector<Id<Organization>>& organizations, const std::set<std::int64_t>& kinds, Period first, Period last, F f) {
    for (std::size_t at = 0; at < organizations.size(); at += organizations_at_once) {
        std::vector<Id<Organization>> some(organizations.begin() + std::ptrdiff_t(at), organizations.begin() + std::ptrdiff_t(std::min(organizations.size(), at + organizations_at_once)));
        for (auto& row : rollup::of_organizations(view, some, {kinds.begin(), kinds.end()}, first.year(), where("period >= ? AND period <= ?", first, last))) f(row);
    }
}

std::vector<Id<Organization>> all_of(const Axis& axis) {
    std::vector<Id<Organization>> all;
    for (auto& place : axis.places) all.push_back(place.id);
    return all;
}

// The months of a year for a month, its quarters for a quarter: those that have begun, and the one asked for.
std::vector<Period> siblings(const View& view, Period period) {
    std::vector<Period> all;
    if (period.is_year()) return {period};
    auto last = period.is_quarter() ? 4 : 12;
    for (int i = 1; i <= last; ++i) {
        auto each = period.is_quarter() ? Period::quarter(period.year(), i) : Period::month(period.year(), i);
        if (each == period || each.first_day() <= view.today()) all.push_back(each);
    }
    return all;
}

Where of_doers(const View& view, const std::vector<std::int64_t>& kinds, Period period) {
    return where("tenant_id = ?", view.tenant()) && any_of("kind", kinds) && where("happened_on >= ? AND happened_on <= ? AND member_id <> 0", period.first_day(), period.last_day());
}
template <class F>
void each_doer(const View& view, const Where& condition, F f) {
    auto rows = view.session.query_with("SELECT organization_id, member_id FROM fact WHERE " + condition.sql + " GROUP BY organization_id, member_id HAVING SUM(sign) > 0", condition.arguments);
    while (rows.next()) f(Id<Organization>{rows.integer(0)}, rows.integer(1));
}

bool read_figures_again(const View& view, Period period, const std::set<std::int64_t>& kinds, const std::vector<Id<Organization>>& organizations, Material& into) {
    std::map<std::pair<std::int64_t, std::size_t>, KindFigure> fresh;
    for (auto kind : kinds)
        for (auto id : organizations) fresh[{kind, *into.axis->find(id)}] = {};
    each_figure(view, organizations, kinds, period, period, [&](auto& row) { fresh[{row.kind, *into.axis->find(row.organization)}] = compact(row); });
    bool differs = false;
    for (auto& [at, figure] : fresh) {
        auto& stands = into.figures.at({at.first, period.number()})[at.second];
        differs |= !same(stands, figure);
        stands = figure;
    }
    return differs;
}

bool read_doers_again(const View& view, Period period, const std::vector<std::int64_t>& kinds, const std::vector<Id<Organization>>& organizations, const Axis& axis, Doers& doers) {
    constexpr std::size_t batch = 64;
    std::map<std::size_t, std::vector<std::int64_t>> fresh;
    for (auto id : organizations) fresh[*axis.find(id)] = {};
    for (std::size_t at = 0; at < organizations.size() && !kinds.empty(); at += batch) {
        std::vector<std::int64_t> ids;
        for (std::size_t i = at; i < std::min(at + batch, organizations.size()); ++i) ids.push_back(organizations[i].value);
        each_doer(view, of_doers(view, kinds, period) && any_of("organization_id", ids), [&](auto organization, auto member) { fresh[*axis.find(organization)].push_back(member); });
    }
    bool differs = false;
    for (auto& [place, members] : fresh) {
        std::sort(members.begin(), members.end());
        differs |= doers[place] != members;
        doers[place] = std::move(members);
    }
    return differs;
}

template <class T>
std::vector<T> placed(std::vector<T>&& column, const std::vector<std::ptrdiff_t>& from) {
    std::vector<T> out(from.size());
    for (std::size_t i = 0; i < from.size(); ++i)
        if (from[i] >= 0) out[i] = std::move(column[std::size_t(from[i])]);
    return out;
}

}  // namespace

std::uint64_t mark(const View& view, db::TableSet tables) { return db::TableChanges::sum(*view.session.marks(), tables); }

std::shared_ptr<const Axis> Year::axis(const View& view, Date day) {
    if (auto version = view.tree().version(); version != tree_) {
        axes_.clear(), waiting_.clear(), turns_.clear();
        auto first = Date::of(year_, 1, 1), last = Date::of(year_, 12, 31);
        auto begun = view.session.query("SELECT DISTINCT valid_from FROM scope WHERE tenant_id = ? AND valid_from > ? AND valid_from <= ?", view.tenant(), first, last);
        while (begun.next()) turns_.push_back(Date::from_number(begun.integer(0)));
        auto ended = view.session.query("SELECT DISTINCT valid_to FROM scope WHERE tenant_id = ? AND valid_to >= ? AND valid_to < ?", view.tenant(), first, last);
        while (ended.next()) turns_.push_back(Date::from_number(ended.integer(0)).plus_days(1));
        std::sort(turns_.begin(), turns_.end());
        tree_ = version;
    }
    auto& axis = axes_[std::upper_bound(turns_.begin(), turns_.end(), day) - turns_.begin()];
    if (!axis) axis = std::make_shared<const Axis>(Axis::on(view, day));
    return axis;
}

bool Year::holds(const View& view, Period period, const std::set<std::int64_t>& kinds) {
    auto found = waiting_.find(period.number());
    return found != waiting_.end() && std::includes(kinds_.begin(), kinds_.end(), kinds.begin(), kinds.end()) && found->second.axis == axis(view, period.last_day()) &&
           std::chrono::steady_clock::now() - read_at_ < waits_for && view.app.rollup_changes.after(view.tenant(), mark_);
}

Year::Read Year::figures(const View& view, Period period, const std::set<std::int64_t>& kinds) {
    auto axis_now = axis(view, period.last_day());  // drops what another tree had placed
    if (!holds(view, period, kinds)) read_with_siblings(view, period, kinds);
    auto found = waiting_.extract(period.number());
    return {std::move(found.mapped().figures), mark_};
}

void Year::read_with_siblings(const View& view, Period period, const std::set<std::int64_t>& kinds) {
    struct Target {
        const Axis* axis;
        std::vector<std::vector<KindFigure>*> columns;  // by the kind's place in the set
    };
    waiting_.clear();
    std::map<std::int32_t, Waiting> fresh;
    std::map<std::int32_t, Target> targets;
    std::set<const Axis*> axes;
    std::vector<Id<Organization>> organizations;
    auto periods = siblings(view, period);
    for (auto each : periods) {
        auto& waiting = fresh[each.number()];
        waiting.axis = axis(view, each.last_day());
        auto& target = targets[each.number()] = {waiting.axis.get(), {}};
        for (auto kind : kinds) target.columns.push_back(&(waiting.figures[{kind, each.number()}] = std::vector<KindFigure>(waiting.axis->size())));
        if (axes.insert(target.axis).second)
            for (auto& place : target.axis->places) organizations.push_back(place.id);
    }
    std::sort(organizations.begin(), organizations.end());  // as the roll-ups lie
    organizations.erase(std::unique(organizations.begin(), organizations.end()), organizations.end());
    std::size_t hint = 0;
    if (!kinds.empty()) each_figure(view, organizations, kinds, periods.front(), periods.back(), [&](auto& row) {
        auto target = targets.find(row.period.number());
        if (target == targets.end()) return;
        auto place = target->second.axis->find(row.organization, hint);
        if (!place) return;
        hint = *place;
        (*target->second.columns[std::size_t(std::distance(kinds.begin(), kinds.find(row.kind)))])[hint] = compact(row);
    });
    waiting_ = std::move(fresh), kinds_ = kinds, mark_ = mark(view, rollup::tables()), read_at_ = std::chrono::steady_clock::now();
}

void read_columns(const View& view, Period period, const std::set<std::int64_t>& kinds, Material& into) {
    for (auto kind : kinds) into.figures[{kind, period.number()}] = std::vector<KindFigure>(into.axis->size());
    if (kinds.empty()) return;
    std::size_t hint = 0;
    each_figure(view, all_of(*into.axis), kinds, period, period, [&](auto& row) {
        hint = *into.axis->find(row.organization, hint);
        into.figures.at({row.kind, period.number()})[hint] = compact(row);
    });
}

bool read_missing_doers(const View& view, const Needs& needs, Material& into) {
    bool any = false;
    for (auto& [key, kinds] : needs.distinct) {
        if (into.doers.contains(key)) continue;
        any = true;
        auto& doers = into.doers[key];
        doers.resize(into.axis->size());
        if (kinds.empty()) continue;
        each_doer(view, of_doers(view, kinds, Period::from_number(key.second)), [&](auto organization, auto member) {
            if (auto place = into.axis->find(organization)) doers[*place].push_back(member);
        });
        for (auto& each : doers) std::sort(each.begin(), each.end());
    }
    return any;
}

bool read_again(const View& view, const Needs& needs, const std::vector<Id<Organization>>& organizations, Material& into) {
    bool differs = false;
    for (auto& [number, kinds] : needs.kinds)
        if (!kinds.empty()) differs |= read_figures_again(view, Period::from_number(number), kinds, organizations, into);
    for (auto& [key, kinds] : needs.distinct) differs |= read_doers_again(view, Period::from_number(key.second), kinds, organizations, *into.axis, into.doers.at(key));
    return differs;
}

std::vector<Id<Organization>> move_to(std::shared_ptr<const Axis> axis, Material& material) {
    std::vector<Id<Organization>> unknown;
    std::vector<std::ptrdiff_t> from;
    for (std::size_t i = 0; i < axis->size(); ++i) {
        auto found = material.axis->find(axis->places[i].id, from.empty() || from.back() < 0 ? i : std::size_t(from.back()) + 1);
        from.push_back(found ? std::ptrdiff_t(*found) : -1);
        if (!found) unknown.push_back(axis->places[i].id);
    }
    for (auto& [key, column] : material.figures) column = placed(std::move(column), from);
    for (auto& [key, doers] : material.doers) doers = placed(std::move(doers), from);
    material.measured.clear();
    material.axis = std::move(axis);
    return unknown;
}

}  // namespace zhibu::material
