// Indicators: figures of an organisation as data of a pack. One definition answers three questions: the value, the records
// behind it, and the sentence that explains it.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/fact/fact.hpp"
#include "kernel/http/router.hpp"
#include "kernel/indicator/measure.hpp"
#include "kernel/pack/pack.hpp"
#include "kernel/words/words.hpp"

namespace zhibu {

// count: facts. sum: of their amounts. late: facts entered after their time. units: organisations with at least one such fact.
// distinct: members with at least one such fact. share: `part` of `whole` in percent. coverage: units (or a measure) of all there are,
// in percent. on_time: facts that were not late, in percent. ratio: `part` for each of `whole`, to two places. year_on_year: by how
// many percent `part` has changed against the same period a year before. measure: what a module computes under a name. manual:
// entered by a named person with a reason, and marked as such wherever it stands. There is no word for what a screen could count
// (log-ins, time online, views, likes): points and indexes come from work.
enum class IndicatorKind { count, sum, late, units, distinct, share, coverage, on_time, ratio, year_on_year, measure, manual };
BOOST_DESCRIBE_ENUM(IndicatorKind, count, sum, late, units, distinct, share, coverage, on_time, ratio, year_on_year, measure, manual)

// The Chinese measure word of the value, and the percent sign: words/*/report.json "report.unit_is".
enum class IndicatorUnit { times, person_times, organizations, problems, people, letters, records, minutes, percent, per_head, items, points };
BOOST_DESCRIBE_ENUM(IndicatorUnit, times, person_times, organizations, problems, people, letters, records, minutes, percent, per_head, items, points)

struct Indicator {
    std::string name{}, title{}, title_english{};
    IndicatorKind kind{IndicatorKind::count};
    IndicatorUnit unit{IndicatorUnit::times};
    std::vector<std::string> facts{};              // kinds, or patterns that end in ".*"
    std::string measure{};                         // of kind measure
    std::string part{}, whole{};                   // other indicators, of kinds share, coverage and ratio; year_on_year has a part only
    bool without_exempt{false};                    // of kind distinct: members exempt on the period's last day are left out
    std::string sentence{}, sentence_english{};    // with {organization}, {period}, {value}
    std::string explanation{}, explanation_english{};  // what is counted, and what is not
    std::string source{};                          // the regulation or the office that defines it
    bool optional{false};                          // rests on a module that an office may leave out: then it has no value
};
template <>
struct Schema<Indicator> {
    using T = Indicator;
    static constexpr std::string_view name = "indicator";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true}), field<&T::title>({.required = true}), field<&T::title_english>({.required = true}), field<&T::kind>(), field<&T::unit>(),
        field<&T::facts>(), field<&T::measure>(), field<&T::part>(), field<&T::whole>(), field<&T::without_exempt>(), field<&T::sentence>({.required = true}),
        field<&T::sentence_english>({.required = true}), field<&T::explanation>({.required = true}), field<&T::explanation_english>({.required = true}),
        field<&T::source>({.required = true}), field<&T::optional>()};
};

// An indicator read at one organisation and period.
struct Reading {
    const Indicator* indicator{};
    Period period{};
    std::optional<std::int64_t> value{};  // tenths of a percent for shares; nothing where the whole is 0 or the module is not there
    std::string records{}, page{};        // see Measured
    std::vector<Reading> parts{};         // of a share: part and whole

    bool percent() const;
    std::string text() const;  // "305", "96.4%", "-24.7%", "3.25", "" where there is no value
};

// Tenths of a percent, hundredths or the number itself, by its kind.
bool is_percent(IndicatorKind kind);
bool is_composite(IndicatorKind kind);  // made of other indicators
std::string value_text(IndicatorKind kind, std::int64_t value);
// "90%", "3.5", "12", "-10%" as the value of an indicator of this kind; nothing where it is none.
std::optional<std::int64_t> read_value(IndicatorKind kind, std::string_view text);
// Whether a pattern ("life.held.*") or an exact name means this kind of fact.
bool means(std::string_view pattern, std::string_view fact_kind);

class Indicators {
public:
    // Reads [[indicator]]; throws pack::Fault with file and line for an unknown fact kind, measure or part, a name given twice,
    // or a field that does not belong to the kind.
    void load(const pack::File& file, const FactKinds& kinds, const Measures& measures);
    const Indicator* find(std::string_view name) const;
    const std::vector<Indicator>& all() const { return all_; }

private:
    std::vector<Indicator> all_;
    std::map<std::string, std::size_t, std::less<>> places_;
};

// Reads any number of indicators at one organisation within one year: its roll-ups are read once. The caller has made sure
// that the actor may see figures of the organisation.
class Gauge {
public:
    Gauge(const View& view, const Indicators& indicators, Id<Organization> organization, int year);
    Reading read(const Indicator& indicator, Period period);
    // The sentence with the organisation's name, the period and the value; the words for "no data" where there is none.
    std::string sentence(const Reading& reading, Language language) const;
    // What is counted, from which facts, by which rule.
    std::string explanation(const Reading& reading, Language language) const;

private:
    const std::vector<std::int64_t>& kinds_of(const Indicator& indicator);
    std::int64_t units(const std::vector<std::int64_t>& kinds, Period period);
    std::int64_t distinct(const Indicator& indicator, Period period);
    Reading share(const Indicator& indicator, Period period);
    Reading year_on_year(const Indicator& indicator, Period period);
    const Figure* figure(std::int64_t kind, Period period);
    void link_to_facts(Reading& reading) const;
    const View& view_;
    const Indicators& indicators_;
    Id<Organization> organization_;
    std::map<std::pair<std::int64_t, std::int32_t>, Figure> rollups_;  // of the years read so far: kind, period
    std::set<int> years_;
    std::map<std::string, std::int64_t, std::less<>> numbers_;         // of the kinds used so far
    std::map<std::string, std::vector<std::int64_t>, std::less<>> kinds_;  // by indicator
};

// {title, value, unit, unit_label, text, sentence, explanation, source, records, page, period, parts?}
json::object to_json(const Gauge& gauge, const Reading& reading, const Words& words, Language language);

}  // namespace zhibu
