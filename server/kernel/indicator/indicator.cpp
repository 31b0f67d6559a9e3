// How indicators are checked when a pack is read, and how they are read at an organisation.
#include "kernel/indicator/indicator.hpp"

#include <algorithm>
#include <cstdlib>

#include "kernel/app.hpp"
#include "kernel/indicator/arithmetic.hpp"

namespace zhibu {
namespace {

bool declared(const FactKinds& kinds, std::string_view pattern) {
    for (auto& [name, kind] : kinds.all())
        if (means(pattern, name)) return true;
    return false;
}
bool of_facts(IndicatorKind kind) {
    using K = IndicatorKind;
    return kind == K::count || kind == K::sum || kind == K::late || kind == K::units || kind == K::distinct || kind == K::on_time;
}
bool has_part(IndicatorKind kind) { return is_composite(kind); }
bool has_whole(IndicatorKind kind) { return is_composite(kind) && kind != IndicatorKind::year_on_year; }

std::string joined(const std::vector<std::string>& all, const char* separator) {
    std::string text;
    for (auto& each : all) text += (text.empty() ? "" : separator) + each;
    return text;
}
std::optional<std::int64_t> known(std::int64_t value) { return value == no_value ? std::nullopt : std::optional{value}; }
std::string decimal(std::int64_t value, std::int64_t one) {
    auto text = std::to_string(std::abs(value) / one);
    auto rest = std::abs(value) % one;
    if (rest) {
        auto digits = std::to_string(one + rest).substr(1);
        while (digits.ends_with('0')) digits.pop_back();
        text += "." + digits;
    }
    return (value < 0 ? "-" : "") + text;
}

}  // namespace

bool means(std::string_view pattern, std::string_view fact_kind) {
    return pattern.ends_with(".*") ? fact_kind.starts_with(pattern.substr(0, pattern.size() - 1)) : pattern == fact_kind;
}
bool is_composite(IndicatorKind kind) {
    using K = IndicatorKind;
    return kind == K::share || kind == K::coverage || kind == K::ratio || kind == K::year_on_year;
}
bool is_percent(IndicatorKind kind) {
    using K = IndicatorKind;
    return kind == K::share || kind == K::coverage || kind == K::on_time || kind == K::year_on_year;
}
std::string value_text(IndicatorKind kind, std::int64_t value) {
    if (kind == IndicatorKind::ratio) return decimal(value, 100);
    return is_percent(kind) ? decimal(value, 10) + "%" : std::to_string(value);
}
std::optional<std::int64_t> read_value(IndicatorKind kind, std::string_view text) {
    std::int64_t one = kind == IndicatorKind::ratio ? 100 : is_percent(kind) ? 10 : 1, value = 0, places = 1;
    bool negative = text.starts_with('-'), point = false, digits = false;
    if (negative) text.remove_prefix(1);
    if (text.ends_with('%') != is_percent(kind)) return {};
    if (is_percent(kind)) text.remove_suffix(1);
    for (char c : text) {
        if (c == '.' && !point && digits) point = true;
        else if (c >= '0' && c <= '9' && value < 1'000'000'000) {
            if (point && (places *= 10) > one) return {};
            value = value * 10 + (c - '0'), digits = true;
        } else return {};
    }
    if (!digits) return {};
    value = value * one / places;
    return negative ? -value : value;
}

bool Reading::percent() const { return is_percent(indicator->kind); }
std::string Reading::text() const { return value ? value_text(indicator->kind, *value) : ""; }

void Indicators::load(const pack::File& file, const FactKinds& kinds, const Measures& measures) {
    auto first = all_.size();
    for (auto& row : file.rows<Indicator>("indicator")) all_.push_back(row);
    Faults faults;
    for (auto i = first; i < all_.size(); ++i) {
        auto& each = all_[i];
        auto here = "#/indicator/" + std::to_string(i - first);
        if (!places_.emplace(each.name, i).second) faults.add(here + "/name", "taken");
        if (each.facts.empty() == of_facts(each.kind)) faults.add(here + "/facts", each.facts.empty() ? "required" : "belongs_to_other_kind");
        for (std::size_t f = 0; f < each.facts.size(); ++f)
            if (!declared(kinds, each.facts[f]) && !each.optional) faults.add(here + "/facts/" + std::to_string(f), "unknown_fact_kind");
        bool measured = each.kind == IndicatorKind::measure;
        if (each.measure.empty() == measured) faults.add(here + "/measure", measured ? "required" : "belongs_to_other_kind");
        else if (measured && !measures.known(each.measure) && !each.optional) faults.add(here + "/measure", "unknown_measure");
        if (each.part.empty() == has_part(each.kind)) faults.add(here + "/part", each.part.empty() ? "required" : "belongs_to_other_kind");
        if (each.whole.empty() == has_whole(each.kind)) faults.add(here + "/whole", each.whole.empty() ? "required" : "belongs_to_other_kind");
        if (each.without_exempt && each.kind != IndicatorKind::distinct) faults.add(here + "/without_exempt", "belongs_to_other_kind");
    }
    for (auto i = first; i < all_.size(); ++i) {
        auto& each = all_[i];
        if (!is_composite(each.kind)) continue;
        auto here = "#/indicator/" + std::to_string(i - first);
        // A share of a share would be read without end where two name each other; a change may be that of a share.
        bool change = each.kind == IndicatorKind::year_on_year;
        for (auto& [field_name, name] : {std::pair{"/part", each.part}, std::pair{"/whole", each.whole}}) {
            if (change && name.empty()) continue;
            auto* found = find(name);
            if (!found || (change ? found->kind == IndicatorKind::year_on_year : is_composite(found->kind))) faults.add(here + field_name, "unknown_indicator");
        }
    }
    file.refuse(faults);
}
const Indicator* Indicators::find(std::string_view name) const {
    auto found = places_.find(name);
    return found == places_.end() ? nullptr : &all_[found->second];
}

Gauge::Gauge(const View& view, const Indicators& indicators, Id<Organization> organization, int year)
    : view_{view}, indicators_{indicators}, organization_{organization}, rollups_{rollup::of_year(view, organization, year)}, years_{year} {
    auto rows = view.session.query("SELECT name, number FROM fact_kind WHERE tenant_id = ?", view.tenant());
    while (rows.next()) numbers_[std::string{rows.text(0)}] = rows.integer(1);
}

const std::vector<std::int64_t>& Gauge::kinds_of(const Indicator& indicator) {
    auto [place, fresh] = kinds_.try_emplace(indicator.name);
    if (!fresh) return place->second;
    for (auto& [name, number] : numbers_)
        if (std::any_of(indicator.facts.begin(), indicator.facts.end(), [&](auto& pattern) { return means(pattern, name); })) place->second.push_back(number);
    return place->second;
}

const Figure* Gauge::figure(std::int64_t kind, Period period) {
    if (years_.insert(period.year()).second) rollups_.merge(rollup::of_year(view_, organization_, period.year()));
    auto found = rollups_.find({kind, period.number()});
    return found == rollups_.end() ? nullptr : &found->second;
}

// One kind has its count in the roll-up; of several kinds an organisation must not count twice.
std::int64_t Gauge::units(const std::vector<std::int64_t>& kinds, Period period) {
    if (kinds.empty()) return 0;
    if (kinds.size() == 1) {
        auto* found = figure(kinds.front(), period);
        return found ? found->units : 0;
    }
    // The organisation itself always counts, as in the roll-ups.
    auto below = where("r.organization_id = ?", organization_) || within_on("r.organization_id", view_.tenant(), organization_, period.last_day());
    auto any = any_of("r.kind", kinds);
    std::vector<db::Value> arguments{db::to_value(view_.tenant()), db::to_value(period.year()), db::to_value(period)};
    for (auto* each : {&any, &below}) arguments.insert(arguments.end(), each->arguments.begin(), each->arguments.end());
    auto rows = view_.session.query_with("SELECT COUNT(DISTINCT r.organization_id) FROM rollup r WHERE r.tenant_id = ? AND r.year = ? AND r.period = ? AND r.own > 0 AND " + any.sql +
                                             " AND " + below.sql, arguments);
    return rows.next() ? rows.integer(0) : 0;
}

// Whoever did it at the organisation or anywhere below it counts once, by the tree of the period's last day.
std::int64_t Gauge::distinct(const Indicator& indicator, Period period) {
    auto& kinds = kinds_of(indicator);
    if (kinds.empty()) return 0;
    auto below = where("f.organization_id = ?", organization_) || within_on("f.organization_id", view_.tenant(), organization_, period.last_day());
    auto done = where("f.tenant_id = ?", view_.tenant()) && any_of("f.kind", kinds) && where("f.happened_on >= ? AND f.happened_on <= ? AND f.member_id <> 0", period.first_day(), period.last_day()) && below;
    if (indicator.without_exempt && view_.app.measures.exempt) {
        auto exempt = view_.app.measures.exempt(view_, std::min(period.last_day(), view_.today()));
        done = done && Where{"f.member_id NOT IN (" + exempt.sql + ")", exempt.arguments};
    }
    auto rows = view_.session.query_with("SELECT f.organization_id, f.member_id FROM fact f WHERE " + done.sql + " GROUP BY f.organization_id, f.member_id HAVING SUM(f.sign) > 0", done.arguments);
    std::set<std::int64_t> members;
    while (rows.next()) members.insert(rows.integer(1));
    return std::int64_t(members.size());
}

void Gauge::link_to_facts(Reading& reading) const {
    auto kind = reading.indicator->kind;
    auto query = "?kind=" + joined(reading.indicator->facts, ",") + "&organization_within=" + std::to_string(organization_.value) + "&period=" + reading.period.iso();
    if (kind == IndicatorKind::late) query += "&late=true";
    if (kind == IndicatorKind::on_time) query += "&late=false";
    if (kind == IndicatorKind::units) query += "&distinct=organization";
    if (kind == IndicatorKind::distinct) query += "&distinct=member";
    if (reading.indicator->without_exempt) query += "&exempt=false";
    reading.records = "/api/v1/facts" + query;
    reading.page = "/facts" + query;
}

Reading Gauge::share(const Indicator& indicator, Period period) {
    Reading reading{&indicator, period, {}, {}, {}, {}};
    for (auto* name : {&indicator.part, &indicator.whole}) reading.parts.push_back(read(*indicators_.find(*name), period));
    auto part = reading.parts[0].value.value_or(no_value), whole = reading.parts[1].value.value_or(no_value);
    reading.value = known(indicator.kind == IndicatorKind::ratio ? arithmetic::per_head(part, whole) : arithmetic::share(part, whole));
    reading.records = reading.parts[0].records, reading.page = reading.parts[0].page;
    return reading;
}

Reading Gauge::year_on_year(const Indicator& indicator, Period period) {
    Reading reading{&indicator, period, {}, {}, {}, {}};
    auto& base = *indicators_.find(indicator.part);
    for (auto each : {period, period.a_year_before()}) reading.parts.push_back(read(base, each));
    // Of a sum that nobody has reported yet nothing can be said: it is no fall to nought.
    if (base.kind == IndicatorKind::sum) {
        auto& kinds = kinds_of(base);
        bool reported = std::any_of(kinds.begin(), kinds.end(), [&](auto kind) {
            auto* found = figure(kind, period);
            return found && found->count;
        });
        if (!reported) return reading;
    }
    reading.value = known(arithmetic::change(reading.parts[0].value.value_or(no_value), reading.parts[1].value.value_or(no_value)));
    reading.records = reading.parts[0].records, reading.page = reading.parts[0].page;
    return reading;
}

Reading Gauge::read(const Indicator& indicator, Period period) {
    using K = IndicatorKind;
    if (indicator.kind == K::year_on_year) return year_on_year(indicator, period);
    if (is_composite(indicator.kind)) return share(indicator, period);
    Reading reading{&indicator, period, {}, {}, {}, {}};
    if (indicator.kind == K::measure || indicator.kind == K::manual) {
        auto& measures = view_.app.measures;
        std::optional<Measured> measured;
        if (indicator.kind == K::manual) measured = measures.entered ? measures.entered(view_, indicator.name, organization_, period) : std::nullopt;
        else if (measures.known(indicator.measure)) measured = measures.of(indicator.measure, view_, organization_, period);
        if (measured) reading.value = measured->value, reading.records = std::move(measured->records), reading.page = std::move(measured->page);
        return reading;
    }
    if (indicator.optional && std::none_of(indicator.facts.begin(), indicator.facts.end(), [&](auto& each) { return declared(view_.app.fact_kinds, each); })) return reading;
    auto& kinds = kinds_of(indicator);
    Figure sum;
    for (auto kind : kinds)
        if (auto* found = figure(kind, period)) sum.count += found->count, sum.amount += found->amount, sum.late += found->late;
    switch (indicator.kind) {
        case K::sum: reading.value = sum.amount; break;
        case K::late: reading.value = sum.late; break;
        case K::units: reading.value = units(kinds, period); break;
        case K::distinct: reading.value = distinct(indicator, period); break;
        case K::on_time: reading.value = known(arithmetic::share(sum.count - sum.late, sum.count)); break;
        default: reading.value = sum.count;
    }
    link_to_facts(reading);
    return reading;
}

std::string Gauge::sentence(const Reading& reading, Language language) const {
    auto* node = view_.tree().find(organization_);
    Parameters parameters{{"organization", node ? node->name : ""}, {"value", reading.text()},
                          {"period", language == Language::chinese ? reading.period.chinese() : reading.period.iso()},
                          {"title", language == Language::chinese ? reading.indicator->title : reading.indicator->title_english}};
    if (!reading.value) return view_.app.words.sentence(language, "figure.no_value", parameters);
    return fill(language == Language::chinese ? reading.indicator->sentence : reading.indicator->sentence_english, parameters);
}

std::string Gauge::explanation(const Reading& reading, Language language) const {
    auto& indicator = *reading.indicator;
    auto text = language == Language::chinese ? indicator.explanation : indicator.explanation_english;
    auto& words = view_.app.words;
    if (is_composite(indicator.kind)) {
        Parameters parts;
        for (std::size_t i = 0; i < reading.parts.size(); ++i) {
            auto& part = reading.parts[i];
            parts[i ? "whole" : "part"] = language == Language::chinese ? part.indicator->title : part.indicator->title_english;
            parts[i ? "whole_value" : "part_value"] = part.value ? part.text() : "—";
        }
        text += words.sentence(language, indicator.kind == IndicatorKind::year_on_year ? "figure.changed" : "figure.computed", parts);
    }
    return text + words.sentence(language, "figure.by_rule", {{"source", indicator.source}});
}

json::object to_json(const Gauge& gauge, const Reading& reading, const Words& words, Language language) {
    auto& indicator = *reading.indicator;
    std::string unit{Codec<IndicatorUnit>::name(indicator.unit)};
    json::value value = nullptr;
    if (reading.value) value = reading.percent() ? json::value(double(*reading.value) / 10) : indicator.kind == IndicatorKind::ratio ? json::value(double(*reading.value) / 100) : json::value(*reading.value);
    json::object out{{"title", language == Language::chinese ? indicator.title : indicator.title_english}, {"value", value}, {"unit", unit},
                     {"unit_label", words.text(language, "figure.unit_is." + unit)}, {"text", reading.text()}, {"sentence", gauge.sentence(reading, language)},
                     {"explanation", gauge.explanation(reading, language)}, {"source", indicator.source}, {"period", reading.period.iso()},
                     {"records", reading.records.empty() ? json::value() : json::value(reading.records)}, {"page", reading.page.empty() ? json::value() : json::value(reading.page)}};
    if (reading.parts.empty()) return out;
    json::array parts;
    for (auto& part : reading.parts) {
        auto each = to_json(gauge, part, words, language);
        each["name"] = part.indicator->name;
        parts.push_back(std::move(each));
    }
    out["parts"] = std::move(parts);
    return out;
}

}  // namespace zhibu
