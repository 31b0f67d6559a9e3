// The cockpit's rules as data of a pack: what makes an organisation warm at its level, what needs attention, what business is set beside
// Party work. Files are read through the PackBook, so a month keeps the rule of its last day.
#pragma once
#include <array>

#include "kernel/indicator/indicator.hpp"
#include "kernel/pack/book.hpp"
#include "organization/organization.hpp"

namespace zhibu::cockpit {

enum class Direction { higher, lower };
BOOST_DESCRIBE_ENUM(Direction, higher, lower)
enum class For { organization, branch, member };
BOOST_DESCRIBE_ENUM(For, organization, branch, member)
// What falls due less often than every month is read in its quarter.
enum class Span { month, quarter };
BOOST_DESCRIBE_ENUM(Span, month, quarter)

// From how many degrees on it is hot (热), and warm (温); below it is cold (冷).
struct Scale {
    std::int64_t hot{80}, warm{60};
    std::int64_t uneven_by{15};  // between two levels: from so many degrees on the words speak of a fall
    std::string source{};
};
// 上, 中, 下: the levels from the top. An organisation belongs to the first level that it fits: by its kind, the kind of what it stands
// directly below, and how deep (the top of the tree: 0). One that fits none is as warm as those below it in the mean.
struct Level {
    std::string name{}, title{}, title_english{};
    std::string place{}, place_english{};
    std::vector<OrganizationKind> kinds{}, below{};  // below: of its superior; none: any
    std::int64_t depth_from{0}, depth_to{99};
    bool fits(OrganizationKind kind, std::optional<OrganizationKind> superior, std::int64_t depth) const;
};
// One indicator of a level's temperature: `full` gives a hundred degrees, `cold` none, in between in proportion.
struct Warmth {
    std::vector<std::string> levels{};
    std::string indicator{};
    std::int64_t weight{1};
    std::string full{}, cold{};
    Direction direction{Direction::higher};
    For each{For::organization};
    Span span{Span::month};
    std::string why{}, why_english{};
    std::string source{};
};
// indicator: it has reached a value. cooled: the temperature of the last month fell by so many degrees against the month before.
// uneven: a dimension of the index lies far behind the others and its like (偏科、跛脚).
enum class AttentionKind { indicator, cooled, uneven };
BOOST_DESCRIBE_ENUM(AttentionKind, indicator, cooled, uneven)
enum class Tone { bad, warn };
BOOST_DESCRIBE_ENUM(Tone, bad, warn)
struct Attention {
    std::string name{}, title{}, title_english{};
    AttentionKind kind{AttentionKind::indicator};
    std::string indicator{};  // of kind uneven: the index
    std::string at_least{}, at_most{};
    bool own{false};          // without what stands at those directly below: each finding once, at the organisation it is about
    Tone tone{Tone::warn};
    std::vector<std::string> levels{};  // none: whatever the organisation
    std::string sentence{}, sentence_english{};  // with {organization}, {value}, {before}
    std::string source{};
};
// A change of business on the year, and which way is good.
struct Change {
    std::string indicator{};
    Direction direction{Direction::higher};
};
// What counts as asked of a unit (letters, forms, visits), and as written by it (minutes, replies, reports): facts that are there anyway.
enum class Side { asked, entered };
BOOST_DESCRIBE_ENUM(Side, asked, entered)
struct Burden {
    std::string name{}, title{}, title_english{};
    Side side{Side::asked};
    std::vector<std::string> facts{};  // kinds, or patterns that end in ".*"
    std::string source{};
};
// The index that Party work is shown by beside business, and from how many points on it counts as strong.
struct Quadrant {
    std::string index{};
    std::int64_t strong{75};
    std::string source{};
};

struct Rules {
    Scale scale{};
    std::vector<Level> levels{};
    std::vector<Warmth> warmth{};
    std::vector<Attention> attention{};
    std::vector<Change> changes{};
    std::vector<Burden> burdens{};
    Quadrant quadrant{};

    static constexpr int no_level = -1;
    bool counts(const Warmth& each, int level) const;
    int level_named(std::string_view name) const;
    std::set<std::string> indicators(Span span) const;  // of temperatures
    std::set<std::string> yearly() const;               // of attention, integration and business
};

// Throws pack::Fault by file and line.
Rules read_rules(const pack::File& file, const Indicators& indicators, const FactKinds& kinds);
std::shared_ptr<const Rules> rules_on(const View& view, Date day);
void declare_rules(App& app);

}  // namespace zhibu::cockpit

namespace zhibu {
template <>
struct Schema<cockpit::Scale> {
    using T = cockpit::Scale;
    static constexpr std::string_view name = "cockpit_scale";
    static constexpr auto fields = std::tuple{field<&T::hot>({.min = 1, .max = 100}), field<&T::warm>({.min = 0, .max = 99}), field<&T::uneven_by>({.min = 1, .max = 100}), field<&T::source>({.required = true})};
};
template <>
struct Schema<cockpit::Level> {
    using T = cockpit::Level;
    static constexpr std::string_view name = "cockpit_level";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true, .max = 40}), field<&T::title>({.required = true, .max = 20}), field<&T::title_english>({.required = true}), field<&T::place>({.required = true, .max = 4}),
                                              field<&T::place_english>({.required = true}), field<&T::kinds>({.required = true, .max = 10}), field<&T::below>({.max = 10}), field<&T::depth_from>({.min = 0, .max = 99}), field<&T::depth_to>({.min = 0, .max = 99})};
};
template <>
struct Schema<cockpit::Warmth> {
    using T = cockpit::Warmth;
    static constexpr std::string_view name = "cockpit_warmth";
    static constexpr auto fields = std::tuple{
        field<&T::levels>({.required = true, .max = 10}), field<&T::indicator>({.required = true}), field<&T::weight>({.min = 1, .max = 1000}), field<&T::full>({.required = true, .max = 12}), field<&T::cold>({.required = true, .max = 12}),
        field<&T::direction>(), field<&T::each>(), field<&T::span>(), field<&T::why>({.required = true}), field<&T::why_english>({.required = true}), field<&T::source>({.required = true})};
};
template <>
struct Schema<cockpit::Attention> {
    using T = cockpit::Attention;
    static constexpr std::string_view name = "cockpit_attention";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true, .max = 40}), field<&T::title>({.required = true, .max = 40}), field<&T::title_english>({.required = true}), field<&T::kind>(), field<&T::indicator>(), field<&T::at_least>({.max = 12}),
        field<&T::at_most>({.max = 12}), field<&T::own>(), field<&T::tone>(), field<&T::levels>(), field<&T::sentence>({.required = true}), field<&T::sentence_english>({.required = true}), field<&T::source>({.required = true})};
};
template <>
struct Schema<cockpit::Change> {
    using T = cockpit::Change;
    static constexpr std::string_view name = "cockpit_change";
    static constexpr auto fields = std::tuple{field<&T::indicator>({.required = true}), field<&T::direction>()};
};
template <>
struct Schema<cockpit::Burden> {
    using T = cockpit::Burden;
    static constexpr std::string_view name = "cockpit_burden";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true, .max = 40}), field<&T::title>({.required = true, .max = 20}), field<&T::title_english>({.required = true}), field<&T::side>(),
                                              field<&T::facts>({.required = true, .max = 20}), field<&T::source>({.required = true})};
};
template <>
struct Schema<cockpit::Quadrant> {
    using T = cockpit::Quadrant;
    static constexpr std::string_view name = "cockpit_quadrant";
    static constexpr auto fields = std::tuple{field<&T::index>({.required = true, .max = 60}), field<&T::strong>({.min = 0, .max = 100}), field<&T::source>({.required = true})};
};
}  // namespace zhibu
