// A standard (达标标准) as data of a pack: sections of items with points, what proves each, what vetoes, and which grade a score gives.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/indicator/indicator.hpp"
#include "kernel/pack/book.hpp"
#include "organization/organization.hpp"

namespace zhibu::standard {

// record: an indicator ticks it by itself, with its records. evidence: the branch says so, with words and files, and the organ judges.
// on_site: only who was there can say; where nobody went it does not count.
enum class Proof { record, evidence, on_site };
BOOST_DESCRIBE_ENUM(Proof, record, evidence, on_site)
// year: the number asked for is that of twelve months, and a round of fewer, or a running one, asks for its share of them.
enum class Over { period, year };
BOOST_DESCRIBE_ENUM(Over, period, year)
enum class WithoutData { out, missed };  // an item whose indicator has no value leaves the total, or is missed
BOOST_DESCRIBE_ENUM(WithoutData, out, missed)

struct Head {
    std::string name{}, title{}, title_english{};
    std::string source{};
    Date valid_from{};
    std::vector<OrganizationKind> applies_to{};
    std::string note{}, note_english{};
    std::int64_t objection_days{5}, answer_days{10};  // working days
    std::int64_t recheck_months{12};                  // 0: never looked at again before it expires
    std::int64_t remind_days{90};                     // before a grade expires
    std::string certificate_code{};                   // 机关代字 of the certificate's number
};
struct Item {
    std::string name{}, title{}, title_english{};
    std::int64_t points{};               // 0 only for what must be
    bool must{false};                    // without it no grade that asks for all of them
    Proof proof{Proof::record};
    std::string indicator{};             // of proof record
    std::string at_least{}, at_most{};   // one of the two, in the indicator's own unit: "4", "90%"
    Over over{Over::period};
    bool partial{false};                 // points in proportion below the number asked for
    WithoutData without_data{WithoutData::missed};
    std::vector<OrganizationKind> applies_to{};  // none: all that the standard applies to
    std::string asks{}, asks_english{};  // what is looked for
    std::string source{};
};
struct Section {
    std::string name{}, title{}, title_english{};
    std::int64_t points{};
    std::vector<Item> items{};
};
// Where the indicator reaches a number, no better grade than this one is given.
struct Veto {
    std::string name{}, title{}, title_english{};
    std::string indicator{}, at_least{}, at_most{};
    std::string grade{};
    std::string reason{}, reason_english{}, source{};
};
// The first grade whose demands are met; the last one demands nothing.
struct Grade {
    std::string name{}, title{}, title_english{};
    std::int64_t at_least{};    // of a hundred
    bool all_musts{false};
    bool on_site{false};        // only for who was visited
    bool passes{false};
    std::int64_t years{};       // how long it holds
};
// What the file says of itself: an item at a value, or a grade at a score.
struct TestRow {
    std::string title{};
    std::string item{}, value{};         // value "": no data
    std::int64_t months{12};
    std::string points{};                // "4", "2.50"; "out" where it leaves the total
    std::string score{};                 // "92.50"
    std::vector<std::string> missing{};  // items that must be and are not
    std::vector<std::string> vetoes{};
    bool on_site{false};
    std::string grade{};
};

struct Standard {
    Head head;
    std::vector<Section> sections;
    std::vector<Veto> vetoes;
    std::vector<Grade> grades;

    const Item* item(std::string_view name) const;
    const Grade* grade(std::string_view name) const;
    const Veto* veto(std::string_view name) const;
    std::size_t place_of(std::string_view grade) const;  // 0: the best; grades.size() where there is none
    bool applies(OrganizationKind kind) const;
    bool applies(const Item& item, OrganizationKind kind) const;
    std::int64_t items() const;
};
using Rules = std::shared_ptr<const Standard>;

// Reads a file; with indicators also whether the names it says are known. Throws pack::Fault, or keeps the faults in the file.
Standard read_standard(const pack::File& file, const Indicators* indicators);
std::vector<pack::Outcome> run_tests(const Standard& standard, const pack::File& file, const Indicators& indicators);
void declare_rules(App& app);

// The standards in force on a day, by path.
struct Offered {
    std::string path;
    pack::InForce version;
    Rules rules;
};
std::vector<Offered> offered_on(const View& view, Date day);

// A round keeps the text of its standard: what was asked in 2021 is read so for ever, whatever the pack or the program says by then.
std::string keep_text(Transaction& t, const std::string& path, const std::string& text);  // returns its digest
Rules kept(const View& view, const std::string& digest);

}  // namespace zhibu::standard

namespace zhibu {
template <>
struct Schema<standard::Head> {
    using T = standard::Head;
    static constexpr std::string_view name = "standard_head";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true, .max = 60}), field<&T::title>({.required = true, .max = 60}), field<&T::title_english>({.required = true}), field<&T::source>({.required = true}),
        field<&T::valid_from>({.required = true}), field<&T::applies_to>({.required = true, .max = 10}), field<&T::note>(), field<&T::note_english>(), field<&T::objection_days>({.min = 1, .max = 60}),
        field<&T::answer_days>({.min = 1, .max = 60}), field<&T::recheck_months>({.min = 0, .max = 60}), field<&T::remind_days>({.min = 1, .max = 366}), field<&T::certificate_code>({.required = true, .max = 20})};
};
template <>
struct Schema<standard::Item> {
    using T = standard::Item;
    static constexpr std::string_view name = "standard_item";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true, .max = 60}), field<&T::title>({.required = true, .max = 60}), field<&T::title_english>({.required = true}), field<&T::points>({.min = 0, .max = 100}),
        field<&T::must>(), field<&T::proof>(), field<&T::indicator>(), field<&T::at_least>({.max = 12}), field<&T::at_most>({.max = 12}), field<&T::over>(), field<&T::partial>(),
        field<&T::without_data>(), field<&T::applies_to>({.max = 10}), field<&T::asks>({.required = true, .max = 300}), field<&T::asks_english>({.required = true}), field<&T::source>({.required = true})};
};
template <>
struct Schema<standard::Section> {
    using T = standard::Section;
    static constexpr std::string_view name = "standard_section";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true, .max = 60}), field<&T::title>({.required = true, .max = 60}), field<&T::title_english>({.required = true}),
                                              field<&T::points>({.min = 0, .max = 100}), field<&T::items>({.required = true, .max = 60})};
};
template <>
struct Schema<standard::Veto> {
    using T = standard::Veto;
    static constexpr std::string_view name = "standard_veto";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true, .max = 60}), field<&T::title>({.required = true}), field<&T::title_english>({.required = true}), field<&T::indicator>({.required = true}), field<&T::at_least>({.max = 12}),
        field<&T::at_most>({.max = 12}), field<&T::grade>({.required = true}), field<&T::reason>({.required = true}), field<&T::reason_english>({.required = true}), field<&T::source>({.required = true})};
};
template <>
struct Schema<standard::Grade> {
    using T = standard::Grade;
    static constexpr std::string_view name = "standard_grade";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true, .max = 40}), field<&T::title>({.required = true, .max = 40}), field<&T::title_english>({.required = true}), field<&T::at_least>({.min = 0, .max = 100}),
        field<&T::all_musts>(), field<&T::on_site>(), field<&T::passes>(), field<&T::years>({.min = 0, .max = 10})};
};
template <>
struct Schema<standard::TestRow> {
    using T = standard::TestRow;
    static constexpr std::string_view name = "standard_test";
    static constexpr auto fields = std::tuple{
        field<&T::title>({.required = true}), field<&T::item>(), field<&T::value>({.max = 12}), field<&T::months>({.min = 0, .max = 12}), field<&T::points>({.max = 12}), field<&T::score>({.max = 12}),
        field<&T::missing>({.max = 60}), field<&T::vetoes>({.max = 20}), field<&T::on_site>(), field<&T::grade>({.max = 40})};
};
}  // namespace zhibu
