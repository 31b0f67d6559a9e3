// Indexes (指数) as data of a pack: dimensions of items, each an indicator with weight, target, cap and floor; vetoes; the rule of classes.
// What belongs into an index is what an organisation did. No item can say what anybody believes: indicators have no word for it.
#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kernel/indicator/indicator.hpp"
#include "kernel/pack/book.hpp"
#include "organization/organization.hpp"

namespace zhibu::evaluation {

enum class Direction { higher, lower };
BOOST_DESCRIBE_ENUM(Direction, higher, lower)
// What a target is for: the organisation whatever its size, each of its branches, or each member who is not exempt.
enum class TargetFor { organization, branch, member };
BOOST_DESCRIBE_ENUM(TargetFor, organization, branch, member)
// of_period: the target holds for whatever period is read. of_year: it is spread evenly over twelve months, and a running year is held to
// the months that have ended.
enum class TargetOver { period, year };
BOOST_DESCRIBE_ENUM(TargetOver, period, year)
enum class WithoutData { out, zero };  // an item without data leaves the denominator, or counts nought
BOOST_DESCRIBE_ENUM(WithoutData, out, zero)

struct Item {
    std::string name{}, title{}, title_english{};
    std::string indicator{};
    std::int64_t weight{1};
    std::string target{};   // full marks: "90%", "4", "0"
    std::string worst{};    // no marks: "0%", "3"
    Direction direction{Direction::higher};
    TargetFor target_for{TargetFor::organization};
    TargetOver target_over{TargetOver::period};
    std::int64_t cap{100}, floor{0};  // points of a hundred that it can give at most and at least
    WithoutData without_data{WithoutData::out};
    std::vector<OrganizationKind> applies_to{};  // none: all that the index applies to
    std::string why{}, why_english{};  // why this fact belongs here
    std::string source{};
};
struct Dimension {
    std::string name{}, title{}, title_english{};
    std::int64_t weight{1};
    std::string about{}, about_english{};
    std::vector<Item> items{};
};
// Where the indicator reaches a value, the index (or one dimension) gives no more than `cap` points, with the reason in words.
struct Veto {
    std::string name{}, title{}, title_english{};
    std::string indicator{};
    std::string at_least{}, at_most{};  // one of the two
    std::string dimension{};            // empty: the whole
    std::int64_t cap{};
    std::string reason{}, reason_english{};
    std::string source{};
};
enum class Class { advanced, middle, weak };
BOOST_DESCRIBE_ENUM(Class, advanced, middle, weak)
// The first rule that an organisation fulfils gives its class.
struct ClassRule {
    Class name{Class::middle};
    std::string title{}, title_english{};
    std::int64_t at_least{};            // points of the index
    std::int64_t dimensions_at_least{}; // of each dimension
    bool without_veto{false};           // no veto may have fallen
    std::string reason{}, reason_english{};
};
struct IndexDefinition {
    std::string name{}, title{}, title_english{};
    std::string source{};
    Date valid_from{};
    std::string note{}, note_english{};  // said on the screen: placeholders, what the office must still decide
    std::vector<OrganizationKind> applies_to{};
    std::int64_t manual_share_at_most{20};  // percent of the weight
    // Imbalance (偏科、跛脚): a dimension at least so many points under the organisation's own mean, and under the median of its kind.
    std::int64_t below_own_mean{15}, below_median{10};
    std::vector<Dimension> dimensions{};
    std::vector<Veto> vetoes{};
    std::vector<ClassRule> classes{};

    bool applies(OrganizationKind kind) const;
    std::set<std::string> indicators() const;  // that its items, vetoes and targets are read from
};

// The share of the whole weight that manual items carry, in tenths of a percent.
std::int64_t manual_share(const IndexDefinition& index, const Indicators& indicators);
// Every fault of a definition at its pointer; `here` is "#/index/0" in a file, "#" in a what-if.
void check(const IndexDefinition& index, const Indicators& indicators, Faults& faults, const std::string& here);

using Definition = std::shared_ptr<const IndexDefinition>;

// What one [[test]] of a file says: given values of indicators, what the index comes to.
struct IndexTest {
    std::string title{}, index{};
    OrganizationKind kind{OrganizationKind::branch};
    std::vector<std::string> given{};       // "theme_days = 12"; what is not named has no data
    std::int64_t branches{1}, members{10};  // for targets by branch and by member
    std::string dimension{};                // whose points; empty: the whole
    std::string points{};                   // "86.25"; "" where there are none
    std::optional<Class> grade{};
};
// The [[index]] tables of one file.
struct IndexFile {
    std::vector<Definition> indexes{};
    std::vector<IndexTest> tests{};
};
IndexFile read_indexes(const pack::File& file, const Indicators& indicators);  // throws pack::Fault with file and line
void check_tests(const IndexFile& content, const Indicators& indicators, Faults& faults);
std::vector<pack::Outcome> run_tests(const IndexFile& content, const Indicators& indicators);
void declare_indexes(App& app);

// The day by whose rules a period is judged: its last one, and today while it runs.
Date ruling_day(const View& view, Period period);
// An index as it holds on a day, and where it stands.
struct Ruling {
    Definition definition{};
    std::string path{};
    Date from{};  // from when its version holds; of what came with the program, the index's own day
};
std::vector<Ruling> indexes_on(const View& view, Date day);           // by file
std::optional<Ruling> find_index(const View& view, std::string_view name, Date day);
Ruling load_index(const View& view, std::string_view name, Date day);  // 404

}  // namespace zhibu::evaluation

namespace zhibu {
template <>
struct Schema<evaluation::Item> {
    using T = evaluation::Item;
    static constexpr std::string_view name = "index_item";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true, .max = 60}), field<&T::title>({.required = true, .max = 60}), field<&T::title_english>({.required = true}), field<&T::indicator>({.required = true}),
        field<&T::weight>({.min = 0, .max = 1000}), field<&T::target>({.required = true, .max = 12}), field<&T::worst>({.required = true, .max = 12}), field<&T::direction>(),
        field<&T::target_for>(), field<&T::target_over>(), field<&T::cap>({.min = 1, .max = 150}), field<&T::floor>({.min = 0, .max = 100}), field<&T::without_data>(),
        field<&T::applies_to>({.max = 10}), field<&T::why>({.required = true}), field<&T::why_english>({.required = true}), field<&T::source>({.required = true})};
};
template <>
struct Schema<evaluation::Dimension> {
    using T = evaluation::Dimension;
    static constexpr std::string_view name = "index_dimension";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true, .max = 60}), field<&T::title>({.required = true, .max = 60}), field<&T::title_english>({.required = true}),
                                              field<&T::weight>({.min = 0, .max = 1000}), field<&T::about>(), field<&T::about_english>(), field<&T::items>({.required = true, .max = 40})};
};
template <>
struct Schema<evaluation::Veto> {
    using T = evaluation::Veto;
    static constexpr std::string_view name = "index_veto";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true, .max = 60}), field<&T::title>({.required = true}), field<&T::title_english>({.required = true}), field<&T::indicator>({.required = true}),
        field<&T::at_least>(), field<&T::at_most>(), field<&T::dimension>(), field<&T::cap>({.min = 0, .max = 100}), field<&T::reason>({.required = true}),
        field<&T::reason_english>({.required = true}), field<&T::source>({.required = true})};
};
template <>
struct Schema<evaluation::ClassRule> {
    using T = evaluation::ClassRule;
    static constexpr std::string_view name = "class_rule";
    static constexpr auto fields = std::tuple{field<&T::name>(), field<&T::title>({.required = true}), field<&T::title_english>({.required = true}), field<&T::at_least>({.min = 0, .max = 150}),
                                              field<&T::dimensions_at_least>({.min = 0, .max = 150}), field<&T::without_veto>(), field<&T::reason>(), field<&T::reason_english>()};
};
template <>
struct Schema<evaluation::IndexTest> {
    using T = evaluation::IndexTest;
    static constexpr std::string_view name = "index_test";
    static constexpr auto fields = std::tuple{
        field<&T::title>({.required = true, .max = 80}), field<&T::index>({.required = true, .max = 60}), field<&T::kind>(), field<&T::given>({.required = true, .max = 80}),
        field<&T::branches>({.min = 0, .max = 100000}), field<&T::members>({.min = 0, .max = 10000000}), field<&T::dimension>({.max = 60}), field<&T::points>({.max = 12}), field<&T::grade>()};
};
template <>
struct Schema<evaluation::IndexDefinition> {
    using T = evaluation::IndexDefinition;
    static constexpr std::string_view name = "index";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true, .max = 60}), field<&T::title>({.required = true, .max = 60}), field<&T::title_english>({.required = true}), field<&T::source>({.required = true}),
        field<&T::valid_from>({.required = true}), field<&T::note>(), field<&T::note_english>(), field<&T::applies_to>({.required = true, .max = 10}),
        field<&T::manual_share_at_most>({.min = 0, .max = 50}), field<&T::below_own_mean>({.min = 1, .max = 100}), field<&T::below_median>({.min = 0, .max = 100}),
        field<&T::dimensions>({.required = true, .max = 12}), field<&T::vetoes>({.max = 20}), field<&T::classes>({.max = 3})};
};
}  // namespace zhibu
