// One organisation's index opened: dimensions, items, the formula of each with its numbers, and the records behind them.
#include <fmt/format.h>

#include <cstdlib>

#include "evaluation/evaluation.hpp"
#include "kernel/indicator/arithmetic.hpp"

namespace zhibu::evaluation {

std::string points_json(std::int64_t points) {
    if (points == no_points) return "null";
    auto size = std::abs(points);  // what a formula comes to before its floor may lie below nought
    return (points < 0 ? "-" : "") + (size % 100 ? fmt::format("{}.{:02}", size / 100, size % 100) : std::to_string(size / 100));
}
std::string points_text(std::int64_t points) { return points == no_points ? "—" : points_json(points); }

std::vector<std::size_t> readable_rows(const View& view, const Composite& composite, Id<Organization> within) {
    auto& axis = *composite.matrix->axis;
    std::vector<std::pair<std::size_t, std::size_t>> stretches;
    for (auto scope : view.actor.scopes(organization::readers)) {
        if (scope == whole_office) stretches.emplace_back(0, axis.size());
        else if (auto place = axis.find(scope)) stretches.emplace_back(*place, std::size_t(axis.places[*place].end));
    }
    auto only = within ? axis.find(within) : std::nullopt;
    std::vector<std::size_t> rows;
    if (within && !only) return rows;
    std::pair bounds{only ? *only : 0, only ? std::size_t(axis.places[*only].end) : axis.size()};
    for (std::size_t row = 0; row < composite.size(); ++row) {
        auto place = std::size_t(composite.places[row]);
        if (place < bounds.first || place >= bounds.second) continue;
        if (std::any_of(stretches.begin(), stretches.end(), [&](auto& each) { return each.first <= place && place < each.second; })) rows.push_back(row);
    }
    return rows;
}

std::size_t readable_row(const View& view, const Composite& composite, Id<Organization> organization) {
    organization::load(view, organization);
    allowed_if(view.covers(organization::readers, organization), "reads_no_figures").or_throw();
    if (auto row = composite.row_of(organization)) return *row;
    throw not_found();
}

namespace {

class Explaining {
public:
    Explaining(const View& view, const Composite& composite, std::size_t row, Language language)
        : view_{view}, composite_{composite}, definition_{*composite.definition}, row_{row}, language_{language},
          gauge_{view, view.app.indicators, composite.place(row).id, composite.period.year()} {}

    json::object whole() {
        auto& place = composite_.place(row_);
        auto lame = composite_.lame(row_);
        json::array dimensions;
        std::size_t first = 0;
        for (std::size_t d = 0; d < definition_.dimensions.size(); ++d) {
            dimensions.push_back(dimension(d, first, std::find(lame.begin(), lame.end(), d) != lame.end()));
            first += definition_.dimensions[d].items.size();
        }
        auto& kind = composite_.medians.at(place.kind);
        json::object out{{"organization_id", place.id.value}, {"organization_name", place.name}, {"kind", place.kind}, {"kind_label", text("organization.kind_is." + place.kind)},
                         {"period", composite_.period.iso()}, {"name", definition_.name}, {"title", said(language_, definition_.title, definition_.title_english)},
                         {"note", said(language_, definition_.note, definition_.note_english)}, {"source", definition_.source}, {"valid_from", definition_.valid_from.iso()}, {"total", points(composite_.total[row_])}, {"median", points(kind.total)},
                         {"target", points(aim())}, {"formula", sum_formula()}, {"dimensions", std::move(dimensions)}, {"vetoes", vetoes()}, {"class", class_of()},
                         {"manual_share", double(manual_share(definition_, view_.app.indicators)) / 10}, {"months", composite_.months}};
        return out;
    }

private:
    static json::value points(std::int64_t hundredths) { return hundredths == no_points ? json::value(nullptr) : json::value(double(hundredths) / 100); }
    std::string text(const std::string& key) const { return std::string{view_.app.words.text(language_, key)}; }
    std::string sentence(const std::string& key, const Parameters& parameters) const { return view_.app.words.sentence(language_, "index_formula." + key, parameters); }
    const std::string& title_of(const auto& named) const { return said(language_, named.title, named.title_english); }
    // What the best class asks of each dimension and of the whole.
    std::int64_t aim() const { return definition_.classes.empty() ? 10000 : definition_.classes.front().at_least * 100; }

    json::object dimension(std::size_t d, std::size_t first, bool lame) {
        auto& each = definition_.dimensions[d];
        auto own = composite_.dimensions[d].points[row_];
        json::array items;
        std::string parts;
        std::int64_t weights = 0;
        for (std::size_t i = 0; i < each.items.size(); ++i) {
            items.push_back(item(each.items[i], first + i));
            auto points_of = composite_.items[first + i].points[row_];
            if (points_of == no_points) continue;
            parts += fmt::format("{}{} × {}", parts.empty() ? "" : " + ", points_text(points_of), each.items[i].weight), weights += each.items[i].weight;
        }
        auto median = composite_.medians.at(composite_.place(row_).kind).dimensions[d];
        json::object out{{"name", each.name}, {"title", title_of(each)}, {"about", said(language_, each.about, each.about_english)}, {"weight", each.weight}, {"points", points(own)},
                         {"median", points(median)}, {"target", points(std::max(aim(), definition_.classes.empty() ? 0 : definition_.classes.front().dimensions_at_least * 100))}, {"lame", lame},
                         {"lame_words", lame ? json::value(lame_words(d, first)) : json::value(nullptr)},
                         {"formula", weights ? sentence("dimension", {{"parts", parts}, {"weights", std::to_string(weights)}, {"points", points_text(own)}}) : sentence("nothing", {})}, {"items", std::move(items)}};
        return out;
    }
    std::string lame_words(std::size_t d, std::size_t first) const {
        std::int64_t sum = 0, count = 0;
        for (auto& each : composite_.dimensions)
            if (each.points[row_] != no_points) sum += each.points[row_], ++count;
        auto own = std::int64_t{composite_.dimensions[d].points[row_]}, mean = arithmetic::ratio(sum, count, 1), median = std::int64_t{composite_.medians.at(composite_.place(row_).kind).dimensions[d]};
        // The item that costs most: weight times what is missing to full marks.
        auto& items = definition_.dimensions[d].items;
        std::int64_t most = 0;
        std::string because;
        for (std::size_t i = 0; i < items.size(); ++i)
            if (auto points_of = composite_.items[first + i].points[row_]; points_of != no_points && items[i].weight * (10000 - points_of) > most)
                most = items[i].weight * (10000 - points_of), because = title_of(items[i]);
        return sentence("lame", {{"title", title_of(definition_.dimensions[d])}, {"points", points_text(own)}, {"mean", points_text(mean)}, {"below_mean", points_text(mean - own)},
                                 {"median", points_text(median)}, {"below_median", points_text(median - own)}, {"because", because}});
    }
    std::string sum_formula() const {
        std::string parts;
        std::int64_t weights = 0;
        for (std::size_t d = 0; d < definition_.dimensions.size(); ++d)
            if (auto each = composite_.dimensions[d].points[row_]; each != no_points) parts += fmt::format("{}{} × {}", parts.empty() ? "" : " + ", points_text(each), definition_.dimensions[d].weight), weights += definition_.dimensions[d].weight;
        if (!weights) return sentence("nothing", {});
        auto formula = sentence("dimension", {{"parts", parts}, {"weights", std::to_string(weights)}, {"points", points_text(composite_.total[row_])}});
        for (std::size_t v = 0; v < definition_.vetoes.size(); ++v)
            if (composite_.vetoes[row_] & (1u << v) && definition_.vetoes[v].dimension.empty())
                formula = sentence("dimension_vetoed", {{"parts", parts}, {"weights", std::to_string(weights)}, {"cap", std::to_string(definition_.vetoes[v].cap)}, {"points", points_text(composite_.total[row_])}, {"reason", said(language_, definition_.vetoes[v].reason, definition_.vetoes[v].reason_english)}});
        return formula;
    }

    json::object item(const Item& each, std::size_t at) {
        auto& indicator = *view_.app.indicators.find(each.indicator);
        auto place = std::size_t(composite_.places[row_]);
        auto state = composite_.items[at].states[row_];
        auto own = composite_.items[at].points[row_];
        auto reading = gauge_.read(indicator, composite_.period);
        auto value = composite_.matrix->at(each.indicator, place);
        bool manual = by_hand(reading);
        json::object out{{"name", each.name}, {"title", title_of(each)}, {"why", said(language_, each.why, each.why_english)}, {"source", each.source}, {"indicator", each.indicator}, {"weight", each.weight},
                         {"points", points(own)}, {"state", Codec<ItemState>::name(state)}, {"state_label", text("index_item.state_is." + std::string{Codec<ItemState>::name(state)})}, {"manual", manual},
                         {"value", value == no_value ? json::value(nullptr) : json::value(value_text(indicator.kind, value))}, {"unit_label", text("figure.unit_is." + std::string{Codec<IndicatorUnit>::name(indicator.unit)})},
                         {"formula", state == ItemState::not_applicable ? sentence("not_applicable", {}) : formula(each, indicator, place, state, value, own)}, {"sentence", gauge_.sentence(reading, language_)},
                         {"explanation", gauge_.explanation(reading, language_)}, {"records", reading.records.empty() ? json::value() : json::value(reading.records)},
                         {"page", reading.page.empty() ? json::value() : json::value(reading.page)}};
        return out;
    }
    static bool by_hand(const Reading& reading) {
        return reading.indicator->kind == IndicatorKind::manual || std::any_of(reading.parts.begin(), reading.parts.end(), by_hand);
    }
    // A target of so many for each head and month, in the indicator's unit, to two places.
    static std::string scaled(IndicatorKind kind, std::int64_t value, const Asked& asked) {
        if (asked.heads == 1 && asked.of == 1) return value_text(kind, value);
        return value_text(IndicatorKind::ratio, arithmetic::ratio(value * asked.heads, asked.of, 100));
    }
    std::string formula(const Item& each, const Indicator& indicator, std::size_t place, ItemState state, std::int64_t value, std::int64_t own) const {
        if (state == ItemState::no_data || state == ItemState::exempt || state == ItemState::zero) return sentence(std::string{Codec<ItemState>::name(state)}, {});
        auto asked = asked_of(each, indicator, *composite_.matrix, place, composite_.months);
        Parameters parameters{{"value", value_text(indicator.kind, value)}, {"target", scaled(indicator.kind, asked.target, asked)}, {"worst", scaled(indicator.kind, asked.worst, asked)}, {"points", points_text(own)},
                              {"raw", points_text(arithmetic::ratio(value * asked.of - asked.worst * asked.heads, (asked.target - asked.worst) * asked.heads, 10000))},
                              {"cap", std::to_string(each.cap)}, {"floor", std::to_string(each.floor)}, {"each", value_text(indicator.kind, asked.target)}, {"heads", std::to_string(asked.heads / (asked.of == 12 ? composite_.months : 1))},
                              {"months", std::to_string(composite_.months)}};
        std::string said_of;
        if (each.target_for == TargetFor::branch) said_of += sentence("for_branches", parameters);
        if (each.target_for == TargetFor::member) said_of += sentence("for_members", parameters);
        if (each.target_over == TargetOver::year) said_of += sentence("over_year", parameters);
        said_of += sentence(each.direction == Direction::lower ? "lower" : asked.worst ? "between" : "higher", parameters);
        if (state == ItemState::capped) said_of += sentence("capped", parameters);
        if (state == ItemState::floored) said_of += sentence("floored", parameters);
        return said_of;
    }

    json::array vetoes() {
        json::array all;
        for (std::size_t v = 0; v < definition_.vetoes.size(); ++v) {
            if (!(composite_.vetoes[row_] & (1u << v))) continue;
            auto& veto = definition_.vetoes[v];
            auto reading = gauge_.read(*view_.app.indicators.find(veto.indicator), composite_.period);
            all.push_back({{"name", veto.name}, {"title", title_of(veto)}, {"reason", said(language_, veto.reason, veto.reason_english)}, {"dimension", veto.dimension}, {"cap", veto.cap}, {"value", reading.text()},
                           {"source", veto.source}, {"page", reading.page.empty() ? json::value() : json::value(reading.page)}, {"records", reading.records.empty() ? json::value() : json::value(reading.records)}});
        }
        return all;
    }
    json::value class_of() const {
        auto found = composite_.class_of(row_);
        for (auto& rule : definition_.classes)
            if (found && rule.name == *found) return json::object{{"name", Codec<Class>::name(*found)}, {"title", title_of(rule)}, {"reason", said(language_, rule.reason, rule.reason_english)}, {"at_least", rule.at_least}};
        return nullptr;
    }
    const View& view_;
    const Composite& composite_;
    const IndexDefinition& definition_;
    std::size_t row_;
    Language language_;
    Gauge gauge_;
};

}  // namespace

json::object explained(const View& view, const Composite& composite, std::size_t row, Language language) { return Explaining{view, composite, row, language}.whole(); }

}  // namespace zhibu::evaluation
