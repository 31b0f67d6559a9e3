// How indicators are checked when a pack is read, and how they are read at an organisation.
#include "kernel/indicator/indicator.hpp"

#include <algorithm>

#include "kernel/app.hpp"

namespace zhibu {
namespace {

bool names(std::string_view pattern, std::string_view kind) {
    return pattern.ends_with(".*") ? kind.starts_with(pattern.substr(0, pattern.size() - 1)) : pattern == kind;
}
bool declared(const FactKinds& kinds, std::string_view pattern) {
    for (auto& [name, kind] : kinds.all())
        if (names(pattern, name)) return true;
    return false;
}
bool of_facts(IndicatorKind kind) {
    using K = IndicatorKind;
    return kind == K::count || kind == K::sum || kind == K::late || kind == K::units || kind == K::on_time;
}
bool of_parts(IndicatorKind kind) { return kind == IndicatorKind::share || kind == IndicatorKind::coverage; }

std::string joined(const std::vector<std::string>& all, const char* separator) {
    std::string text;
    for (auto& each : all) text += (text.empty() ? "" : separator) + each;
    return text;
}
// Tenths of a percent, rounded to the nearest.
std::optional<std::int64_t> per_mille(std::optional<std::int64_t> part, std::optional<std::int64_t> whole) {
    if (!part || !whole || *whole <= 0) return {};
    return (*part * 1000 + *whole / 2) / *whole;
}

}  // namespace

bool Reading::percent() const { return of_parts(indicator->kind) || indicator->kind == IndicatorKind::on_time; }
std::string Reading::text() const {
    if (!value) return "";
    if (!percent()) return std::to_string(*value);
    auto whole = std::to_string(*value / 10);
    return (*value % 10 ? whole + "." + std::to_string(*value % 10) : whole) + "%";
}

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
        if (each.part.empty() == of_parts(each.kind)) faults.add(here + "/part", each.part.empty() ? "required" : "belongs_to_other_kind");
        if (each.whole.empty() == of_parts(each.kind)) faults.add(here + "/whole", each.whole.empty() ? "required" : "belongs_to_other_kind");
    }
    for (auto i = first; i < all_.size(); ++i) {
        auto& each = all_[i];
        if (!of_parts(each.kind)) continue;
        auto here = "#/indicator/" + std::to_string(i - first);
        // A share of a share would be read without end where two name each other.
        for (auto& [field_name, name] : {std::pair{"/part", each.part}, std::pair{"/whole", each.whole}})
            if (auto* found = find(name); !found || of_parts(found->kind)) faults.add(here + field_name, "unknown_indicator");
    }
    file.refuse(faults);
}
const Indicator* Indicators::find(std::string_view name) const {
    auto found = places_.find(name);
    return found == places_.end() ? nullptr : &all_[found->second];
}

Gauge::Gauge(const View& view, const Indicators& indicators, Id<Organization> organization, int year)
    : view_{view}, indicators_{indicators}, organization_{organization}, rollups_{rollup::of_year(view, organization, year)} {
    auto rows = view.session.query("SELECT name, number FROM fact_kind WHERE tenant_id = ?", view.tenant());
    while (rows.next()) numbers_[std::string{rows.text(0)}] = rows.integer(1);
}

const std::vector<std::int64_t>& Gauge::kinds_of(const Indicator& indicator) {
    auto [place, fresh] = kinds_.try_emplace(indicator.name);
    if (!fresh) return place->second;
    for (auto& [name, number] : numbers_)
        if (std::any_of(indicator.facts.begin(), indicator.facts.end(), [&](auto& pattern) { return names(pattern, name); })) place->second.push_back(number);
    return place->second;
}

// One kind has its count in the roll-up; of several kinds an organisation must not count twice.
std::int64_t Gauge::units(const std::vector<std::int64_t>& kinds, Period period) {
    if (kinds.empty()) return 0;
    if (kinds.size() == 1) {
        auto found = rollups_.find({kinds.front(), period.number()});
        return found == rollups_.end() ? 0 : found->second.units;
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

void Gauge::link_to_facts(Reading& reading) const {
    auto kind = reading.indicator->kind;
    auto query = "?kind=" + joined(reading.indicator->facts, ",") + "&organization_within=" + std::to_string(organization_.value) + "&period=" + reading.period.iso();
    if (kind == IndicatorKind::late) query += "&late=true";
    if (kind == IndicatorKind::on_time) query += "&late=false";
    if (kind == IndicatorKind::units) query += "&distinct=organization";
    reading.records = "/api/v1/facts" + query;
    reading.page = "/facts" + query;
}

Reading Gauge::share(const Indicator& indicator, Period period) {
    Reading reading{&indicator, period, {}, {}, {}, {}};
    for (auto* name : {&indicator.part, &indicator.whole}) reading.parts.push_back(read(*indicators_.find(*name), period));
    reading.value = per_mille(reading.parts[0].value, reading.parts[1].value);
    reading.records = reading.parts[0].records, reading.page = reading.parts[0].page;
    return reading;
}

Reading Gauge::read(const Indicator& indicator, Period period) {
    using K = IndicatorKind;
    if (of_parts(indicator.kind)) return share(indicator, period);
    Reading reading{&indicator, period, {}, {}, {}, {}};
    if (indicator.kind == K::measure) {
        if (!view_.app.measures.known(indicator.measure)) return reading;
        auto measured = view_.app.measures.of(indicator.measure, view_, organization_, period);
        reading.value = measured.value, reading.records = std::move(measured.records), reading.page = std::move(measured.page);
        return reading;
    }
    if (indicator.optional && std::none_of(indicator.facts.begin(), indicator.facts.end(), [&](auto& each) { return declared(view_.app.fact_kinds, each); })) return reading;
    auto& kinds = kinds_of(indicator);
    Figure sum;
    for (auto kind : kinds)
        if (auto found = rollups_.find({kind, period.number()}); found != rollups_.end())
            sum.count += found->second.count, sum.amount += found->second.amount, sum.late += found->second.late;
    switch (indicator.kind) {
        case K::sum: reading.value = sum.amount; break;
        case K::late: reading.value = sum.late; break;
        case K::units: reading.value = units(kinds, period); break;
        case K::on_time: reading.value = per_mille(sum.count - sum.late, sum.count); break;
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
    if (of_parts(indicator.kind)) {
        Parameters parts;
        for (std::size_t i = 0; i < reading.parts.size(); ++i) {
            auto& part = reading.parts[i];
            parts[i ? "whole" : "part"] = language == Language::chinese ? part.indicator->title : part.indicator->title_english;
            parts[i ? "whole_value" : "part_value"] = part.value ? part.text() : "—";
        }
        text += words.sentence(language, "figure.computed", parts);
    }
    return text + words.sentence(language, "figure.by_rule", {{"source", indicator.source}});
}

json::object to_json(const Gauge& gauge, const Reading& reading, const Words& words, Language language) {
    auto& indicator = *reading.indicator;
    std::string unit{Codec<IndicatorUnit>::name(indicator.unit)};
    json::value value = nullptr;
    if (reading.value) value = reading.percent() ? json::value(double(*reading.value) / 10) : json::value(*reading.value);
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
