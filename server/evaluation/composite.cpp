#include "evaluation/composite.hpp"

#include <algorithm>

#include "kernel/indicator/arithmetic.hpp"

namespace zhibu::evaluation {
namespace {

constexpr std::int64_t hundredths = 100, full_marks = 100 * hundredths;

// What one item needs for every organisation, looked up once.
struct Columns {
    const Item& item;
    const Indicator& indicator;
    const Column& values;
    const Column* heads{};
    std::int64_t target{}, worst{};
    bool of_members{};  // asks something of members: nothing where all are exempt
};

Columns columns_of(const Item& item, const Indicators& indicators, const Matrix& matrix) {
    auto& indicator = *indicators.find(item.indicator);
    Columns columns{item, indicator, matrix.of(item.indicator)};
    if (item.target_for == TargetFor::branch) columns.heads = &matrix.of("branches");
    if (item.target_for == TargetFor::member) columns.heads = &matrix.of("counted_members");
    columns.target = *read_value(indicator.kind, item.target), columns.worst = *read_value(indicator.kind, item.worst);
    columns.of_members = item.target_for == TargetFor::member || indicator.whole == "counted_members";
    return columns;
}

class Maker {
public:
    Maker(Composite& composite, const Indicators& indicators) : out_{composite}, indicators_{indicators}, matrix_{*composite.matrix}, members_{matrix_.of("members")}, counted_{matrix_.of("counted_members")} {}

    void find_rows() {
        auto& axis = *matrix_.axis;
        out_.rows.assign(axis.size(), -1);
        for (std::size_t i = 0; i < axis.size(); ++i) {
            auto kind = Codec<OrganizationKind>::parse(axis.places[i].kind);
            if (!kind || !out_.definition->applies(*kind)) continue;
            out_.rows[i] = std::int32_t(out_.places.size());
            out_.places.push_back(std::int32_t(i));
            kinds_.push_back(*kind);
        }
    }
    void score_items() {
        for (auto& dimension : out_.definition->dimensions)
            for (auto& item : dimension.items) {
                auto columns = columns_of(item, indicators_, matrix_);
                Scored scored{std::vector<std::int32_t>(out_.size(), no_points), std::vector<ItemState>(out_.size(), ItemState::not_applicable)};
                for (std::size_t row = 0; row < out_.size(); ++row)
                    if (item.applies_to.empty() || std::find(item.applies_to.begin(), item.applies_to.end(), kinds_[row]) != item.applies_to.end()) score(columns, row, scored);
                out_.items.push_back(std::move(scored));
            }
    }
    void join_dimensions() {
        std::size_t first = 0;
        for (auto& dimension : out_.definition->dimensions) {
            Scored joined{std::vector<std::int32_t>(out_.size(), no_points), {}};
            for (std::size_t row = 0; row < out_.size(); ++row) {
                std::int64_t sum = 0, weights = 0;
                for (std::size_t i = 0; i < dimension.items.size(); ++i)
                    if (auto points = out_.items[first + i].points[row]; points != no_points) sum += dimension.items[i].weight * points, weights += dimension.items[i].weight;
                if (weights) joined.points[row] = std::int32_t(arithmetic::ratio(sum, weights, 1));
            }
            first += dimension.items.size();
            out_.dimensions.push_back(std::move(joined));
        }
    }
    // A veto on a dimension falls before the dimensions are joined, one on the whole after.
    void fall_vetoes() {
        out_.vetoes.assign(out_.size(), 0);
        auto& vetoes = out_.definition->vetoes;
        for (std::size_t v = 0; v < vetoes.size(); ++v) {
            auto kind = indicators_.find(vetoes[v].indicator)->kind;
            auto& values = matrix_.of(vetoes[v].indicator);
            bool at_least = !vetoes[v].at_least.empty();
            auto limit = *read_value(kind, at_least ? vetoes[v].at_least : vetoes[v].at_most);
            for (std::size_t row = 0; row < out_.size(); ++row) {
                auto value = values[std::size_t(out_.places[row])];
                if (value != no_value && (at_least ? value >= limit : value <= limit)) out_.vetoes[row] |= 1u << v;
            }
            for (std::size_t d = 0; d < out_.dimensions.size(); ++d)
                if (vetoes[v].dimension == out_.definition->dimensions[d].name) cap(out_.dimensions[d].points, v);
        }
    }
    void join_total() {
        out_.total.assign(out_.size(), no_points);
        for (std::size_t row = 0; row < out_.size(); ++row) {
            std::int64_t sum = 0, weights = 0;
            for (std::size_t d = 0; d < out_.dimensions.size(); ++d)
                if (auto points = out_.dimensions[d].points[row]; points != no_points) sum += out_.definition->dimensions[d].weight * points, weights += out_.definition->dimensions[d].weight;
            if (weights) out_.total[row] = std::int32_t(arithmetic::ratio(sum, weights, 1));
        }
        for (std::size_t v = 0; v < out_.definition->vetoes.size(); ++v)
            if (out_.definition->vetoes[v].dimension.empty()) cap(out_.total, v);
    }
    void classify() {
        out_.classes.assign(out_.size(), -1);
        for (std::size_t row = 0; row < out_.size(); ++row) {
            if (out_.total[row] == no_points) continue;
            for (auto& rule : out_.definition->classes)
                if (fulfils(rule, row)) {
                    out_.classes[row] = std::int8_t(rule.name);
                    break;
                }
        }
    }
    void find_medians() {
        std::map<std::string, std::vector<std::size_t>> by_kind;
        for (std::size_t row = 0; row < out_.size(); ++row) by_kind[out_.place(row).kind].push_back(row);
        for (auto& [kind, rows] : by_kind) {
            auto& medians = out_.medians[kind];
            medians.total = median(out_.total, rows);
            for (auto& dimension : out_.dimensions) medians.dimensions.push_back(median(dimension.points, rows));
        }
    }

private:
    void score(const Columns& columns, std::size_t row, Scored& scored) const {
        auto place = std::size_t(out_.places[row]);
        auto& item = columns.item;
        auto& points = scored.points[row];
        auto& state = scored.states[row];
        if (columns.of_members && counted_[place] == 0 && members_[place] > 0) return void(state = ItemState::exempt);
        auto heads = (columns.heads ? (*columns.heads)[place] : 1) * (item.target_over == TargetOver::year ? out_.months : 1);
        auto of = item.target_over == TargetOver::year ? 12 : 1;
        auto value = columns.values[place];
        if (value == no_value || heads <= 0) {
            bool zero = value == no_value && item.without_data == WithoutData::zero;
            state = zero ? ItemState::zero : ItemState::no_data, points = zero ? 0 : no_points;
            return;
        }
        auto raw = arithmetic::ratio(value * of - columns.worst * heads, (columns.target - columns.worst) * heads, full_marks);
        auto least = item.floor * hundredths, most = item.cap * hundredths;
        state = raw > most ? ItemState::capped : raw < least ? ItemState::floored : ItemState::counted;
        points = std::int32_t(std::clamp(raw, least, most));
    }
    void cap(std::vector<std::int32_t>& points, std::size_t veto) const {
        auto most = std::int32_t(out_.definition->vetoes[veto].cap * hundredths);
        for (std::size_t row = 0; row < points.size(); ++row)
            if (out_.vetoes[row] & (1u << veto)) points[row] = std::min(points[row], most);
    }
    bool fulfils(const ClassRule& rule, std::size_t row) const {
        if (out_.total[row] < rule.at_least * hundredths || (rule.without_veto && out_.vetoes[row])) return false;
        return std::all_of(out_.dimensions.begin(), out_.dimensions.end(),
                           [&](auto& each) { return each.points[row] == no_points || each.points[row] >= rule.dimensions_at_least * hundredths; });
    }
    static std::int32_t median(const std::vector<std::int32_t>& points, const std::vector<std::size_t>& rows) {
        std::vector<std::int32_t> known;
        for (auto row : rows)
            if (points[row] != no_points) known.push_back(points[row]);
        if (known.empty()) return no_points;
        auto middle = known.begin() + std::ptrdiff_t(known.size() / 2);
        std::nth_element(known.begin(), middle, known.end());
        if (known.size() % 2) return *middle;
        return std::int32_t(arithmetic::ratio(*middle + *std::max_element(known.begin(), middle), 2, 1));
    }
    Composite& out_;
    const Indicators& indicators_;
    const Matrix& matrix_;
    const Column &members_, &counted_;
    std::vector<OrganizationKind> kinds_;
};

}  // namespace

std::int64_t months_of(Period period, Date today) {
    std::int64_t ended = 0;
    for (int month = 1; month <= 12; ++month) {
        auto last = Period::month(period.year(), month).last_day();
        ended += period.contains(last) && last < today;
    }
    return std::max<std::int64_t>(1, ended);
}

std::shared_ptr<const Composite> compute(std::shared_ptr<const IndexDefinition> definition, std::shared_ptr<const Matrix> matrix, const Indicators& indicators, Date today) {
    auto composite = std::make_shared<Composite>();
    composite->definition = std::move(definition), composite->matrix = std::move(matrix);
    composite->period = composite->matrix->period, composite->months = months_of(composite->period, today);
    Maker maker{*composite, indicators};
    maker.find_rows();
    maker.score_items();
    maker.join_dimensions();
    maker.fall_vetoes();
    maker.join_total();
    maker.classify();
    maker.find_medians();
    return composite;
}

Asked asked_of(const Item& item, const Indicator& indicator, const Matrix& matrix, std::size_t place, std::int64_t months) {
    Asked asked{*read_value(indicator.kind, item.target), *read_value(indicator.kind, item.worst)};
    if (item.target_for == TargetFor::branch) asked.heads = matrix.at("branches", place);
    if (item.target_for == TargetFor::member) asked.heads = matrix.at("counted_members", place);
    if (item.target_over == TargetOver::year) asked.heads *= months, asked.of = 12;
    return asked;
}

std::optional<std::size_t> Composite::row_of(Id<Organization> id) const {
    auto at = matrix->axis->find(id);
    if (!at || rows[*at] < 0) return {};
    return std::size_t(rows[*at]);
}
std::optional<Class> Composite::class_of(std::size_t row) const {
    if (classes[row] < 0) return {};
    return Class(classes[row]);
}
std::vector<std::size_t> Composite::lame(std::size_t row) const {
    std::int64_t sum = 0, count = 0;
    for (auto& each : dimensions)
        if (each.points[row] != no_points) sum += each.points[row], ++count;
    std::vector<std::size_t> all;
    if (count < 2) return all;
    auto mean = arithmetic::ratio(sum, count, 1);
    auto& kind = medians.at(place(row).kind);
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
        auto points = dimensions[d].points[row];
        if (points == no_points) continue;
        if (points <= mean - definition->below_own_mean * hundredths && points <= kind.dimensions[d] - definition->below_median * hundredths) all.push_back(d);
    }
    return all;
}

std::shared_ptr<const Composite> CompositeBook::of(const View& view, std::shared_ptr<const IndexDefinition> definition, Period period) {
    auto matrix = view.app.matrices.of(view, period, definition->indicators());
    std::tuple key{view.tenant().value, definition->name, period.number()};
    {
        std::scoped_lock lock{mutex_};
        auto found = kept_.find(key);
        if (found != kept_.end() && found->second->matrix == matrix && found->second->definition == definition) return found->second;
    }
    auto fresh = compute(definition, matrix, view.app.indicators, view.today());
    std::scoped_lock lock{mutex_};
    if (kept_.size() >= most) kept_.clear();
    return kept_[key] = fresh;
}

}  // namespace zhibu::evaluation
