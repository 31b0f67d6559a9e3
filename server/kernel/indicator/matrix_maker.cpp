#include "kernel/indicator/matrix_maker.hpp"

#include <algorithm>
#include <unordered_set>

#include "kernel/indicator/arithmetic.hpp"

namespace zhibu {
namespace {

void add_with_parts(const Indicators& all, const std::string& name, std::vector<const Indicator*>& ordered) {
    auto* found = all.find(name);
    if (!found || std::find(ordered.begin(), ordered.end(), found) != ordered.end()) return;
    for (auto* part : {&found->part, &found->whole})
        if (!part->empty()) add_with_parts(all, *part, ordered);
    ordered.push_back(found);
}
bool optional_and_absent(const View& view, const Indicator& indicator) {
    return indicator.optional && std::none_of(indicator.facts.begin(), indicator.facts.end(), [&](auto& pattern) {
               return std::any_of(view.app.fact_kinds.all().begin(), view.app.fact_kinds.all().end(), [&](auto& kind) { return means(pattern, kind.first); });
           });
}

}  // namespace

std::vector<const Indicator*> with_parts(const Indicators& all, const std::set<std::string>& names) {
    std::vector<const Indicator*> ordered;
    for (auto& name : names) add_with_parts(all, name, ordered);
    return ordered;
}

std::map<std::string, std::int64_t> used_kinds(const View& view) {
    std::map<std::string, std::int64_t> all;
    auto rows = view.session.query("SELECT name, number FROM fact_kind WHERE tenant_id = ?", view.tenant());
    while (rows.next()) all[std::string{rows.text(0)}] = rows.integer(1);
    return all;
}

std::vector<std::int64_t> numbers_of(const Indicator& indicator, const std::map<std::string, std::int64_t>& used) {
    std::vector<std::int64_t> all;
    for (auto& [name, number] : used)
        if (std::any_of(indicator.facts.begin(), indicator.facts.end(), [&](auto& pattern) { return means(pattern, name); })) all.push_back(number);
    return all;
}

Needs needs_of(const View& view, Period period, const std::set<std::string>& names) {
    Needs needs{with_parts(view.app.indicators, names), {}, {}, false};
    auto used = used_kinds(view);
    auto add = [&](const Indicator& indicator, Period at) {
        auto numbers = numbers_of(indicator, used);
        if (indicator.kind == IndicatorKind::distinct) needs.distinct[{indicator.name, at.number()}] = numbers;
        else needs.kinds[at.number()].insert(numbers.begin(), numbers.end());
        needs.measured |= indicator.kind == IndicatorKind::measure || indicator.kind == IndicatorKind::manual;
    };
    for (auto* each : needs.indicators) {
        add(*each, period);
        if (each->kind != IndicatorKind::year_on_year) continue;
        for (auto* base : with_parts(view.app.indicators, {each->part})) add(*base, period.a_year_before());
    }
    return needs;
}

std::shared_ptr<const Matrix> MatrixMaker::make() {
    auto matrix = std::make_shared<Matrix>();
    matrix->period = period_, matrix->axis = material_.axis;
    for (auto* each : needs_.indicators) matrix->columns_[each->name] = column(*each, period_);
    return matrix;
}

std::shared_ptr<const Matrix> MatrixMaker::made_of(Period period, std::shared_ptr<const Axis> axis, const std::map<std::string, Column>& columns) {
    auto matrix = std::make_shared<Matrix>();
    matrix->period = period, matrix->axis = std::move(axis);
    for (auto& [name, column] : columns) matrix->columns_[name] = std::make_shared<const Column>(column);
    return matrix;
}

std::shared_ptr<const Column> MatrixMaker::column(const Indicator& indicator, Period period) {
    using K = IndicatorKind;
    auto& made = made_[{indicator.name, period.number()}];
    if (made) return made;
    if (indicator.kind == K::measure || indicator.kind == K::manual) return made = measured(indicator, period);
    if (!is_composite(indicator.kind)) return made = std::make_shared<const Column>(of_facts(indicator, period));
    auto& all = view_.app.indicators;
    bool change = indicator.kind == K::year_on_year;
    auto part = column(*all.find(indicator.part), period);
    auto whole = change ? column(*all.find(indicator.part), period.a_year_before()) : column(*all.find(indicator.whole), period);
    Column values(part->size()), reported;
    if (change && all.find(indicator.part)->kind == K::sum) reported = reports(*all.find(indicator.part), period);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = !reported.empty() && !reported[i] ? no_value : change ? arithmetic::change((*part)[i], (*whole)[i]) : indicator.kind == K::ratio ? arithmetic::per_head((*part)[i], (*whole)[i]) : arithmetic::share((*part)[i], (*whole)[i]);
    return made_[{indicator.name, period.number()}] = std::make_shared<const Column>(std::move(values));
}

Column MatrixMaker::of_facts(const Indicator& indicator, Period period) {
    using K = IndicatorKind;
    if (optional_and_absent(view_, indicator)) return material_.axis->none();
    if (indicator.kind == K::distinct) return distinct(indicator, period);
    auto kinds = numbers_of(indicator, used_);
    if (indicator.kind == K::units) return units(kinds, period);
    Column values(material_.axis->size()), late(indicator.kind == K::on_time ? values.size() : 0);
    for (auto kind : kinds) {
        auto found = material_.figures.find({kind, period.number()});
        if (found == material_.figures.end()) continue;
        for (std::size_t i = 0; i < values.size(); ++i) {
            auto& figure = found->second[i];
            values[i] += indicator.kind == K::sum ? figure.amount : indicator.kind == K::late ? figure.late : figure.count;
            if (!late.empty()) late[i] += figure.late;
        }
    }
    if (indicator.kind == K::on_time)
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = arithmetic::share(values[i] - late[i], values[i]);
    return values;
}

// How many facts a sum is made of: where there is none, nobody has reported, which is no fall to nought.
Column MatrixMaker::reports(const Indicator& indicator, Period period) const {
    Column counts(material_.axis->size());
    for (auto kind : numbers_of(indicator, used_)) {
        auto found = material_.figures.find({kind, period.number()});
        if (found == material_.figures.end()) continue;
        for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += found->second[i].count;
    }
    return counts;
}

// One kind has its count in the roll-up; of several kinds an organisation must not count twice.
Column MatrixMaker::units(const std::vector<std::int64_t>& kinds, Period period) const {
    Column values(material_.axis->size());
    for (auto kind : kinds) {
        auto found = material_.figures.find({kind, period.number()});
        if (found == material_.figures.end()) continue;
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = kinds.size() == 1 ? found->second[i].units : std::max<std::int64_t>(values[i], found->second[i].own > 0);
    }
    return kinds.size() == 1 ? values : material_.axis->with_all_below(values);
}

Column MatrixMaker::distinct(const Indicator& indicator, Period period) const {
    auto& axis = *material_.axis;
    Column values(axis.size());
    auto found = material_.doers.find({indicator.name, period.number()});
    if (found == material_.doers.end()) return values;
    std::unordered_set<std::int64_t> exempt;
    if (indicator.without_exempt && view_.app.measures.exempt) {
        auto wanted = view_.app.measures.exempt(view_, std::min(period.last_day(), view_.today()));
        auto rows = view_.session.query_with(wanted.sql, wanted.arguments);
        while (rows.next()) exempt.insert(rows.integer(0));
    }
    // Most members did it in one place: they count on the way up from there. The few with several places count once where ways meet.
    std::unordered_map<std::int64_t, std::int32_t> first_place;
    std::unordered_map<std::int64_t, std::vector<std::int32_t>> more_places;
    for (std::size_t i = 0; i < found->second.size(); ++i)
        for (auto member : found->second[i]) {
            if (exempt.contains(member)) continue;
            auto [place, fresh] = first_place.try_emplace(member, std::int32_t(i));
            fresh ? void(++values[i]) : more_places[member].push_back(std::int32_t(i));
        }
    values = axis.with_all_below(values);
    for (auto& [member, places] : more_places) {
        std::unordered_set<std::int32_t> counted;
        for (auto at = first_place[member]; at >= 0; at = axis.places[std::size_t(at)].parent) counted.insert(at);
        for (auto place : places)
            for (auto at = place; at >= 0 && counted.insert(at).second; at = axis.places[std::size_t(at)].parent) ++values[std::size_t(at)];
    }
    return values;
}

std::shared_ptr<const Column> MatrixMaker::measured(const Indicator& indicator, Period period) {
    auto& kept = material_.measured[{indicator.name, period.number()}];
    if (kept.column) return kept.column;
    auto& session = view_.session;
    auto before = session.tables_seen();
    session.watch_reads();
    auto& measures = view_.app.measures;
    auto& axis = *material_.axis;
    Column values;
    if (indicator.kind == IndicatorKind::manual) values = measures.entered_everywhere ? measures.entered_everywhere(view_, indicator.name, axis, period) : axis.none();
    else values = measures.known(indicator.measure) ? measures.everywhere(indicator.measure, view_, axis, period) : axis.none();
    kept = {std::make_shared<const Column>(std::move(values)), session.tables_seen(), 0};
    if (session.marks()) kept.mark = db::TableChanges::sum(*session.marks(), kept.tables);
    session.watch_reads();
    session.saw(before);
    return kept.column;
}

std::vector<std::int64_t> Measures::everywhere(std::string_view name, const View& view, const Axis& axis, Period period) const {
    auto& measure = one(name);
    if (measure.everywhere) return measure.everywhere(view, axis, period);
    std::vector<std::int64_t> values;
    for (auto& place : axis.places) values.push_back(measure.here(view, place.id, period).value);
    return values;
}

const Column& Matrix::of(std::string_view indicator) const {
    auto found = columns_.find(indicator);
    if (found == columns_.end()) throw std::out_of_range{"the matrix holds no indicator " + std::string{indicator}};
    return *found->second;
}
std::map<std::string, std::size_t> Matrix::differences(const Matrix& other) const {
    std::map<std::string, std::size_t> all;
    for (auto& [name, column] : columns_) {
        if (!other.has(name)) continue;
        auto& theirs = other.of(name);
        auto at = std::mismatch(column->begin(), column->end(), theirs.begin(), theirs.end()).first;
        if (at != column->end() || column->size() != theirs.size()) all[name] = std::size_t(at - column->begin());
    }
    return all;
}

}  // namespace zhibu
