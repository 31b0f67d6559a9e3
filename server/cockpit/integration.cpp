// 两张皮: how much of the business a branch drives, and how business moved beside what indexes say of Party work.
#include <fmt/format.h>

#include "cockpit/cockpit.hpp"
#include "kernel/indicator/arithmetic.hpp"

namespace zhibu::cockpit {
namespace {

constexpr std::size_t most_points = 400;
constexpr std::int64_t most_change = 1000;  // a change of more than a hundred percent says no more

std::string word(const View& view, Language language, const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(language, "cockpit_said." + key, parameters); }

constexpr std::array parts{"business_items_tied", "business_items_team", "business_items_discussed", "business_items_done"};

json::object shares(const Matrix& matrix, std::size_t place) {
    auto items = matrix.at("business_items", place);
    json::object out{{"items", items == no_value ? 0 : items}};
    for (auto part : parts) {
        auto count = matrix.at(part, place);
        auto share = count == no_value || items == no_value ? no_value : arithmetic::share(count, items);
        std::string name{std::string_view{part}.substr(std::string_view{"business_items_"}.size())};
        out[name] = count == no_value ? 0 : count;
        out[name + "_share"] = share == no_value ? json::value() : json::value(value_text(IndicatorKind::share, share));
    }
    return out;
}

struct Moved {
    std::int64_t score{no_value};  // tenths of a percent, up is good
    std::int64_t better{}, worse{}, same{};
    json::array changes{};
};
// The columns of the rule's changes, looked up once for all organisations.
struct ChangeColumn {
    const Change* rule;
    const Indicator* indicator;
    const Column* values;
    const Column* told;  // of the last month; nullptr: the period is over
};

// The year whose business is compared. One that still runs is, once what it comes to was reported in its last month; until then it is no
// more than a part, and the year before stands for it.
struct Compared {
    Period period{};
    std::shared_ptr<const Matrix> matrix{}, last_month{};
    std::vector<ChangeColumn> columns{};
};
Compared compared_of(const View& view, const Rules& rules, Period period, Id<Organization> top) {
    auto last = Period::month_of(period.last_day());
    Compared out{period, nullptr, nullptr, {}};
    if (period.last_day() >= view.today()) {
        std::set<std::string> changes;
        for (auto& each : rules.changes) changes.insert(each.indicator);
        if (last.first_day() <= view.today()) out.last_month = view.app.matrices.of(view, last, changes);
        auto place = out.last_month ? out.last_month->axis->find(top) : std::nullopt;
        bool told = place && std::any_of(rules.changes.begin(), rules.changes.end(), [&](auto& each) { return out.last_month->at(each.indicator, *place) != no_value; });
        if (!told) out.period = period.a_year_before(), out.last_month = nullptr;
    }
    out.matrix = view.app.matrices.of(view, out.period, rules.yearly());
    for (auto& each : rules.changes)
        out.columns.push_back({&each, view.app.indicators.find(each.indicator), &out.matrix->of(each.indicator), out.last_month ? &out.last_month->of(each.indicator) : nullptr});
    return out;
}
// The mean of an organisation's changes on the year, each turned so that up is good.
Moved moved(const std::vector<ChangeColumn>& columns, std::size_t place, Language language) {
    Moved out;
    std::int64_t sum = 0, count = 0;
    for (auto& column : columns) {
        auto value = (*column.values)[place];
        if (value == no_value || (column.told && place < column.told->size() && (*column.told)[place] == no_value)) continue;
        auto& each = *column.rule;
        auto& indicator = *column.indicator;
        auto good = each.direction == Direction::higher ? value : -value;
        good > 0 ? ++out.better : good < 0 ? ++out.worse : ++out.same;
        sum += std::clamp(good, -most_change, most_change), ++count;
        out.changes.push_back({{"indicator", each.indicator}, {"title", said(language, indicator.title, indicator.title_english)}, {"text", value_text(indicator.kind, value)}, {"better", good > 0 ? json::value(true) : good < 0 ? json::value(false) : json::value()}});
    }
    if (count) out.score = arithmetic::ratio(sum, count, 1);
    return out;
}

}  // namespace

json::object integration_json(const View& view, const Shared& shelf, Id<Organization> top, Period period, Language language) {
    auto rules = rules_on(view, std::min(period.last_day(), view.today()));
    auto matrix = view.app.matrices.of(view, period, rules->yearly());
    auto [compared, ended, last_month, columns] = compared_of(view, *rules, period, top);
    auto index = shelf->indexes.read(view, rules->quadrant.index, compared);
    auto stretch = stretch_of(*matrix->axis, top);
    if (!stretch) throw not_found();
    auto& axis = *matrix->axis;
    json::array rows, points;
    for (auto at = stretch->place + 1; at < stretch->end; at = std::size_t(axis.places[at].end)) {
        if (auto items = matrix->at("business_items", at); items == no_value || items == 0) continue;
        auto row = shares(*matrix, at);
        row["organization_id"] = axis.places[at].id.value, row["name"] = axis.places[at].name;
        rows.push_back(std::move(row));
    }
    std::array<std::int64_t, 4> quadrants{};  // both, Party only, business only, neither
    std::string apart;
    std::int64_t shown = 0;
    for (auto at = stretch->place; index && at < stretch->end; ++at) {
        auto other = index->axis->find(axis.places[at].id, at), then = ended->axis->find(axis.places[at].id, at);
        if (!other || !then || index->points[*other] == IndexView::no_points) continue;
        auto business = moved(columns, *then, language);
        if (business.score == no_value) continue;
        bool strong = index->points[*other] >= rules->quadrant.strong * 100, good = business.score >= 0;
        auto which = strong ? (good ? 0u : 1u) : (good ? 2u : 3u);
        ++quadrants[which];
        if (which == 1 && shown < 3) apart += (shown++ ? word(view, language, "comma") : "") + axis.places[at].name;
        if (points.size() >= most_points) continue;
        points.push_back({{"organization_id", axis.places[at].id.value}, {"name", axis.places[at].name}, {"party", double(index->points[*other]) / 100}, {"business", double(business.score) / 10}, {"quadrant", which},
                          {"better", business.better}, {"worse", business.worse}, {"same", business.same}, {"changes", std::move(business.changes)}});
    }
    auto whole = shares(*matrix, stretch->place);
    auto items = whole["items"].as_int64();
    auto number = [](std::int64_t value) { return std::to_string(value); };
    auto first = items ? word(view, language, "integration", {{"organization", axis.places[stretch->place].name}, {"period", language == Language::chinese ? period.chinese() : period.iso()}, {"items", number(items)},
                                                              {"tied", number(whole["tied"].as_int64())}, {"share", std::string{whole["tied_share"].as_string()}}, {"untied", number(items - whole["tied"].as_int64())}})
                       : word(view, language, "no_business");
    auto all = quadrants[0] + quadrants[1] + quadrants[2] + quadrants[3];
    auto second = all ? word(view, language, "quadrants", {{"period", language == Language::chinese ? compared.chinese() : compared.iso()}, {"all", number(all)}, {"both", number(quadrants[0])}, {"party", number(quadrants[1])}, {"business", number(quadrants[2])}, {"neither", number(quadrants[3])}}) : word(view, language, "no_quadrants");
    if (!apart.empty()) second += word(view, language, "apart", {{"names", apart}});
    json::object out{{"organization_id", top.value}, {"name", axis.places[stretch->place].name}, {"period", period.iso()}, {"whole", std::move(whole)}, {"rows", std::move(rows)}, {"points", std::move(points)},
                     {"quadrants", json::array{quadrants[0], quadrants[1], quadrants[2], quadrants[3]}}, {"strong", rules->quadrant.strong}, {"sentences", json::array{first, second}}};
    auto whole_then = ended->axis->find(top);
    out["changes"] = whole_then ? moved(columns, *whole_then, language).changes : json::array{};
    out["changes_period"] = compared.iso();
    out["index"] = rules->quadrant.index, out["index_title"] = index ? json::value(said(language, index->title, index->title_english)) : json::value();
    return out;
}

}  // namespace zhibu::cockpit
