// What needs attention today: the pack's rules held against every organisation of their levels, each finding with its reason and its link.
#include <fmt/format.h>

#include "cockpit/cockpit.hpp"

namespace zhibu::cockpit {
namespace {

struct Finding {
    std::size_t place{};
    std::string value, before, page;
};

class Looking {
public:
    Looking(const View& view, const Shared& shelf, Id<Organization> top, Language language, const Findings& wanted) : view_{view}, shelf_{shelf}, top_{top}, language_{language}, wanted_{wanted}, rules_{rules_on(view, view.today())} {}

    json::array all() {
        json::array out;
        bool known = wanted_.rule.empty();
        for (auto& rule : rules_->attention) {
            if (!wanted_.rule.empty() && rule.name != wanted_.rule) continue;
            known = true;
            findings_.clear(), count_ = 0, axis_ = nullptr;
            if (rule.kind == AttentionKind::indicator) by_indicator(rule);
            else if (rule.kind == AttentionKind::cooled) cooled(rule);
            else uneven(rule);
            if (!count_) continue;
            json::array items;
            for (auto& each : findings_) items.push_back(item(rule, each));
            out.push_back({{"rule", rule.name}, {"title", said(language_, rule.title, rule.title_english)}, {"tone", Codec<Tone>::name(rule.tone)}, {"count", count_}, {"source", rule.source}, {"items", std::move(items)}});
        }
        if (!known) throw invalid({{"?rule", "not_one_of"}});
        return out;
    }

private:
    // Organisations of the rule's levels below the top, itself included, on this axis. `fits` is asked first: of a whole province few do,
    // and only those are looked at by name.
    template <class Fits, class F>
    void each_place(const Attention& rule, const std::shared_ptr<const Axis>& axis, Fits fits, F f) {
        axis_ = axis;
        auto stretch = stretch_of(*axis, top_);
        if (!stretch) return;
        // All organisations, or those of the levels that the rule names.
        auto kept = shelf_->temperatures.levels_of(rules_, axis);
        auto& levels = *kept;
        auto wanted = [&](std::size_t place) {
            return rule.levels.empty() || (levels[place] >= 0 && std::find(rule.levels.begin(), rule.levels.end(), rules_->levels[std::size_t(levels[place])].name) != rule.levels.end());
        };
        for (auto place = stretch->place; place < stretch->end; ++place)
            if (fits(place) && wanted(place)) f(place);
    }
    void found(std::size_t place, std::string value, std::string before = {}, std::string page = {}) {
        if (std::size_t(count_++) >= wanted_.from && findings_.size() < wanted_.most) findings_.push_back({place, std::move(value), std::move(before), std::move(page)});
    }
    static std::int64_t own_value(const Axis& axis, const Column& column, std::size_t place) {
        auto value = column[place];
        for (auto at = place + 1; at < std::size_t(axis.places[place].end); at = std::size_t(axis.places[at].end))
            if (column[at] != no_value) value -= column[at];
        return value;
    }
    void by_indicator(const Attention& rule) {
        auto period = Period::year_of(view_.today());
        matrix_ = view_.app.matrices.of(view_, period, rules_->yearly());
        auto& indicator = *view_.app.indicators.find(rule.indicator);
        auto& column = matrix_->of(rule.indicator);
        bool least = !rule.at_least.empty();
        auto limit = *read_value(indicator.kind, least ? rule.at_least : rule.at_most);
        auto reaches = [&](std::int64_t value) { return value != no_value && (least ? value >= limit : value <= limit); };
        auto value_at = [&](std::size_t place) { return rule.own ? own_value(*matrix_->axis, column, place) : column[place]; };
        each_place(rule, matrix_->axis, [&](std::size_t place) { return reaches(column[place]) && reaches(value_at(place)); },
                   [&](std::size_t place) { found(place, value_text(indicator.kind, value_at(place))); });
        for (auto& each : findings_) {
            Gauge gauge{view_, view_.app.indicators, matrix_->axis->places[each.place].id, period.year()};
            each.page = gauge.read(indicator, period).page;
        }
    }
    void cooled(const Attention& rule) {
        auto today = view_.today();
        auto now = Period::month_of(Date::of(today.year(), today.month(), 1).plus_days(-1)), before = Period::month_of(now.first_day().plus_days(-1));
        cells_ = shelf_->temperatures.of(view_, now);
        auto then = shelf_->temperatures.of(view_, before);
        auto limit = std::stoll(rule.at_least) * 10;
        auto before_at = [&](std::size_t place) {
            auto other = then->axis().find(cells_->axis().places[place].id, place);
            return other ? then->degrees[*other] : no_degrees;
        };
        auto fell = [&](std::size_t place) {
            auto degrees = cells_->degrees[place], earlier = degrees == no_degrees ? no_degrees : before_at(place);
            return earlier != no_degrees && earlier - degrees >= limit;
        };
        each_place(rule, cells_->month->axis, fell, [&](std::size_t place) {
            auto id = cells_->axis().places[place].id;
            found(place, degrees_text(cells_->degrees[place]), degrees_text(before_at(place)), fmt::format("/cockpit?organization={}&year={}&open={}&month={}", id.value, now.year(), id.value, now.iso()));
        });
    }
    void uneven(const Attention& rule) {
        auto period = Period::year_of(view_.today());
        index_ = shelf_->indexes.read(view_, rule.indicator, period);
        if (!index_) return;
        each_place(rule, index_->axis, [&](std::size_t place) { return index_->lame[place] != 0; }, [&](std::size_t place) {
            std::string names;
            for (std::size_t d = 0; d < index_->titles.size(); ++d)
                if (index_->lame[place] & (1u << d)) names += (names.empty() ? "" : view_.app.words.sentence(language_, "cockpit_said.comma", {})) + said(language_, index_->titles[d], index_->titles_english[d]);
            found(place, names, {}, fmt::format("/indexes/{}/{}?period={}", rule.indicator, index_->axis->places[place].id.value, period.iso()));
        });
    }
    json::object item(const Attention& rule, const Finding& each) const {
        auto& here = axis_->places[each.place];
        return {{"organization_id", here.id.value}, {"name", here.name}, {"sentence", fill(said(language_, rule.sentence, rule.sentence_english), {{"organization", here.name}, {"value", each.value}, {"before", each.before}})},
                {"page", each.page.empty() ? json::value() : json::value(each.page)}};
    }

    const View& view_;
    const Shared& shelf_;
    Id<Organization> top_;
    Language language_;
    const Findings& wanted_;
    std::shared_ptr<const Rules> rules_;
    std::shared_ptr<const Matrix> matrix_;
    std::shared_ptr<const Cells> cells_;
    std::shared_ptr<const IndexView> index_;
    std::shared_ptr<const Axis> axis_;
    std::vector<Finding> findings_;
    std::int64_t count_{};
};

}  // namespace

json::object attention_json(const View& view, const Shared& shelf, Id<Organization> top, Language language, const Findings& wanted) {
    auto rules = Looking{view, shelf, top, language, wanted}.all();
    std::int64_t count = 0;
    for (auto& each : rules) count += each.at("count").as_int64();
    auto key = count ? "cockpit_said.attention" : "cockpit_said.no_attention";
    auto sentence = view.app.words.sentence(language, key, {{"count", std::to_string(count)}, {"rules", std::to_string(rules.size())}});
    auto* node = view.tree().find(top);
    return {{"organization_id", top.value}, {"name", node ? node->name : ""}, {"day", view.today().iso()}, {"count", count}, {"sentence", sentence}, {"rules", std::move(rules)}};
}

}  // namespace zhibu::cockpit
