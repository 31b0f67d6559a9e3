// 减负: what organisations were asked for and what they had to write, per branch and month, from the facts that asking and writing leave.

#include <fmt/format.h>

#include <algorithm>

#include "cockpit/cockpit.hpp"
#include "kernel/record/audited_export.hpp"
#include "kernel/record/sheet_export.hpp"

namespace zhibu::cockpit {
namespace {

Period before(Period period) {
    auto day = period.first_day().plus_days(-1);
    return period.is_month() ? Period::month_of(day) : period.is_quarter() ? Period::quarter_of(day) : Period::year_of(day);
}
// Months of a period that have begun.
std::int64_t months_in(Period period, Date today) {
    std::int64_t count = 0;
    for (int month = 1; month <= 12; ++month) {
        auto each = Period::month(period.year(), month);
        count += period.contains(each.first_day()) && each.first_day() <= today;
    }
    return count;
}

// Counts of an organisation with all below it, by kind and period.
using Counts = std::map<std::pair<std::int64_t, std::int32_t>, std::int64_t>;

class Reader {
public:
    Reader(const View& view, const Rules& rules) : view_{view}, rules_{rules} {
        for (auto& row : rules.burdens) {
            auto& numbers = kinds_.emplace_back();
            for (auto& pattern : row.facts)
                for (auto number : view.app.fact_kinds.matching(view.session, view.tenant(), pattern)) numbers.push_back(number), all_.push_back(number);
        }
    }
    void read(const std::vector<Id<Organization>>& organizations, const std::set<int>& years) {
        for (auto year : years)
            for (auto& row : rollup::of_organizations(view_, organizations, all_, year)) counts_[row.organization][{row.kind, row.period.number()}] += row.figure.count;
    }
    // By the rules' rows.
    std::vector<std::int64_t> of(Id<Organization> organization, Period period) const {
        std::vector<std::int64_t> values(kinds_.size());
        auto found = counts_.find(organization);
        if (found == counts_.end()) return values;
        for (std::size_t at = 0; at < kinds_.size(); ++at)
            for (auto kind : kinds_[at])
                if (auto count = found->second.find({kind, period.number()}); count != found->second.end()) values[at] += count->second;
        return values;
    }
    std::int64_t sum(const std::vector<std::int64_t>& values, Side side) const {
        std::int64_t sum = 0;
        for (std::size_t at = 0; at < values.size(); ++at)
            if (rules_.burdens[at].side == side) sum += values[at];
        return sum;
    }

private:
    const View& view_;
    const Rules& rules_;
    std::vector<std::vector<std::int64_t>> kinds_;  // of each row
    std::vector<std::int64_t> all_;
    std::map<Id<Organization>, Counts> counts_;
};

struct Line {
    Id<Organization> id{};
    std::string name{};
    std::int64_t branches{}, below{};
    std::vector<std::int64_t> values{};
    std::int64_t asked{}, entered{}, before{};
};
struct Burdens {
    std::shared_ptr<const Rules> rules;
    Period period{};
    std::int64_t months{};
    std::vector<Line> lines{};  // the first is the whole, then who stands directly below, most asked for each branch first
    std::vector<std::array<std::int64_t, 2>> trend{};  // asked and entered, of the year's months that have begun
};

double each_month(std::int64_t count, const Line& line, std::int64_t months) { return double(count) / double(std::max<std::int64_t>(1, line.branches) * std::max<std::int64_t>(1, months)); }

Burdens burdens_of(const View& view, Id<Organization> top, Period period) {
    Burdens out{rules_on(view, std::min(period.last_day(), view.today())), period, months_in(period, view.today())};
    auto matrix = view.app.matrices.of(view, period, {"branches"});
    auto& axis = *matrix->axis;
    auto stretch = stretch_of(axis, top);
    if (!stretch) throw not_found();
    std::vector<std::size_t> places{stretch->place};
    for (auto at = stretch->place + 1; at < stretch->end; at = std::size_t(axis.places[at].end)) places.push_back(at);
    std::vector<Id<Organization>> ids;
    for (auto at : places) ids.push_back(axis.places[at].id);
    Reader reader{view, *out.rules};
    reader.read(ids, {period.year(), before(period).year()});
    for (auto at : places) {
        auto& place = axis.places[at];
        auto branches = matrix->at("branches", at);
        Line line{place.id, place.name, branches == no_value ? 0 : branches, place.end - std::int64_t(at) - 1, reader.of(place.id, period)};
        line.asked = reader.sum(line.values, Side::asked), line.entered = reader.sum(line.values, Side::entered);
        line.before = reader.sum(reader.of(place.id, before(period)), Side::asked);
        out.lines.push_back(std::move(line));
    }
    std::stable_sort(out.lines.begin() + 1, out.lines.end(), [&](auto& a, auto& b) { return each_month(a.asked, a, 1) > each_month(b.asked, b, 1); });
    for (auto& month : months_of(period.year(), view.today())) {
        auto values = reader.of(top, month);
        out.trend.push_back({reader.sum(values, Side::asked), reader.sum(values, Side::entered)});
    }
    return out;
}

std::string each_text(double value) { return fmt::format("{:.2f}", value); }

json::object line_json(const Burdens& all, const Line& line) {
    json::array values;
    for (auto each : line.values) values.push_back(each);
    return {{"organization_id", line.id.value}, {"name", line.name}, {"below", line.below}, {"branches", line.branches}, {"values", std::move(values)}, {"asked", line.asked}, {"entered", line.entered},
            {"before", line.before}, {"each", each_text(each_month(line.asked, line, all.months))}, {"entered_each", each_text(each_month(line.entered, line, all.months))}};
}

json::object burdens_json(const View& view, const Burdens& all, Language language) {
    auto word = [&](const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(language, "cockpit_said." + key, parameters); };
    auto& whole = all.lines.front();
    json::array columns, rows, trend;
    for (auto& each : all.rules->burdens) {
        std::string kinds;
        for (auto& fact : each.facts) kinds += (kinds.empty() ? "" : ",") + fact;
        columns.push_back({{"name", each.name}, {"title", said(language, each.title, each.title_english)}, {"side", Codec<Side>::name(each.side)}, {"kinds", kinds}, {"source", each.source}});
    }
    for (std::size_t at = 1; at < all.lines.size(); ++at) rows.push_back(line_json(all, all.lines[at]));
    for (auto& [asked, entered] : all.trend) trend.push_back({{"asked", asked}, {"entered", entered}});
    auto number = [](std::int64_t value) { return std::to_string(value); };
    auto change = whole.asked - whole.before;
    auto sentence = word("burden", {{"organization", whole.name}, {"period", language == Language::chinese ? all.period.chinese() : all.period.iso()}, {"branches", number(whole.branches)},
                                    {"asked", number(whole.asked)}, {"each", each_text(each_month(whole.asked, whole, all.months))}, {"entered", number(whole.entered)},
                                    {"entered_each", each_text(each_month(whole.entered, whole, all.months))}}) +
                    word(change > 0 ? "burden_more" : change < 0 ? "burden_less" : "burden_same", {{"count", number(std::abs(change))}});
    return {{"organization_id", whole.id.value}, {"name", whole.name}, {"period", all.period.iso()}, {"months", all.months}, {"columns", std::move(columns)}, {"whole", line_json(all, whole)},
            {"rows", std::move(rows)}, {"trend", std::move(trend)}, {"sentence", sentence}};
}

http::Response exported(http::Call& call) {
    auto language = call.language();
    return audited_export(call, "burden", {call.integer_parameter("organization_within").value_or(0)}, [&](const View& view, std::size_t& count) {
        auto all = burdens_of(view, top_of(view, call), period_of(call, Period::month_of(view.today()), view.today()));
        auto word = [&](const char* key) { return view.app.words.sentence(language, std::string{"cockpit_said."} + key, {}); };
        std::vector<sheet::Column> columns{{word("organization")}, {word("burden_branches")}};
        for (auto& each : all.rules->burdens) columns.push_back({said(language, each.title, each.title_english)});
        for (auto key : {"burden_asked", "burden_before", "burden_each", "burden_entered"}) columns.push_back({word(key)});
        SheetExport out{view, word("burden_sheet"), std::move(columns)};
        for (auto& line : all.lines) {
            std::vector<sheet::Value> row{line.name, line.branches};
            row.insert(row.end(), line.values.begin(), line.values.end());
            row.insert(row.end(), {line.asked, line.before, each_text(each_month(line.asked, line, all.months)), line.entered});
            out.add(row);
        }
        count = out.rows();
        return out.finish(word("burden_sheet") + "-" + all.period.iso());
    });
}

}  // namespace

http::Response burden_page(http::Call& call) {
    if (call.parameter("format") == "xlsx") return exported(call);
    auto language = call.language();
    return call.read_kept([&](const View& view) { return http::ok(json::serialize(burdens_json(view, burdens_of(view, top_of(view, call), period_of(call, Period::month_of(view.today()), view.today())), language))); });
}

}  // namespace zhibu::cockpit
