// The rule of members' points (党员积分) as data: what is given or taken off for which work, within which bounds. Kind `points` of the packs.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernel/pack/book.hpp"
#include "organization/organization.hpp"

namespace zhibu::points {

inline constexpr const char* rule_file = "standard/points.toml";

enum class Cycle { quarter, year };
BOOST_DESCRIBE_ENUM(Cycle, quarter, year)
enum class Effect { award, deduct };
BOOST_DESCRIBE_ENUM(Effect, award, deduct)
// Who is left out of spreads and lists, and has nothing taken off: with an exemption in the roster, of a branch of the retired, on leave for long.
enum class Exemption { registered, retired_branch, on_leave };
BOOST_DESCRIBE_ENUM(Exemption, registered, retired_branch, on_leave)

// What stands at the top of the file.
struct PointsHead {
    std::string title{}, title_english{};
    Cycle cycle{Cycle::quarter};
    std::int64_t base{}, floor{}, top{};     // what everybody begins with; no less and no more than
    std::int64_t passing{};                  // what is expected of everybody
    std::vector<Exemption> exempt{};
    std::int64_t leave_days{};               // approved leave of so many days in the period exempts
    std::int64_t dispute_days{};             // working days after a line stands, or after publication
    std::int64_t publication_days{};         // working days
    std::int64_t ranking_at_most{};          // names in a branch's list, where it decides to have one; 0: none ever
    std::vector<std::string> answered_by{};  // posts of the branch, the first who may
    std::string source{};
};
struct PointsRule {
    std::string name{}, title{}, title_english{};
    Effect effect{Effect::award};
    std::vector<std::string> facts{};         // of the closed list of work
    std::int64_t points{};
    std::int64_t per{};                       // for every so many of the fact's unit (minutes, working days); 0: for each fact
    std::int64_t at_least{};                  // in the fact's unit; less counts nothing
    std::int64_t cap{};                       // in a period; 0: none
    bool on_time{false};                      // only what was not late
    bool unless_on_leave{false};              // not on a day of approved leave
    std::vector<MemberStage> stages{};        // none: formal and probationary
    std::vector<OrganizationKind> branches{};  // kinds of the home branch; none: all
    std::vector<std::string> posts{};         // held on the day; of an organisation's work: whom it is credited to
    std::string sentence{}, sentence_english{}, source{};
};
struct TestFact {
    std::string fact{};
    Date on{};
    std::int64_t amount{1};
    bool late{false};
};
// One case that an office writes down to be held to.
struct PointsTest {
    std::string title{};
    MemberStage stage{MemberStage::formal};
    OrganizationKind branch{OrganizationKind::branch};
    std::vector<std::string> posts{};
    bool exempt{false};
    std::optional<Date> leave_from{}, leave_to{};
    std::vector<TestFact> facts{};
    std::int64_t points{};
};

struct Rulebook {
    PointsHead head;
    std::vector<PointsRule> rules;
    const PointsRule* find(std::string_view name) const;
};
using Rules = std::shared_ptr<const Rulebook>;

// The rules that hold for a period: the version in force on its first day, so that nobody is judged by a rule that was not there when the
// period began; and the number of that version.
Rules rules_of(const View& view, Period period);
// Those of a text as it would hold from a day on; throws pack::Fault.
Rules rules_in(const View& view, const pack::Candidate& candidate, Date day);
std::int64_t version_of(const View& view, Period period);
// Quarters or years: as the version in force on the first day of the year says. A change of the cycle begins with a year.
Cycle cycle_of(const View& view, int year);
Period period_of(const View& view, Date day);
std::vector<Period> periods_of(const View& view, int year);
// 422 at "?period" where it is not one of the rule's, or has not begun.
Period checked_period(const View& view, Period period);

struct Seams;
using Shared = std::shared_ptr<const Seams>;
void declare_rules(App& app, const Shared& seams);

}  // namespace zhibu::points

namespace zhibu {
template <>
struct Schema<points::PointsHead> {
    using T = points::PointsHead;
    static constexpr std::string_view name = "points_head";
    static constexpr auto fields = std::tuple{
        field<&T::title>({.required = true, .max = 60}), field<&T::title_english>({.required = true, .max = 100}), field<&T::cycle>(), field<&T::base>({.min = 0, .max = 1000}), field<&T::floor>({.min = 0, .max = 1000}),
        field<&T::top>({.required = true, .min = 1, .max = 10000}), field<&T::passing>({.min = 0, .max = 10000}), field<&T::exempt>({.max = 3}), field<&T::leave_days>({.min = 0, .max = 366}),
        field<&T::dispute_days>({.required = true, .min = 1, .max = 60}), field<&T::publication_days>({.required = true, .min = 1, .max = 60}), field<&T::ranking_at_most>({.min = 0, .max = 10}),
        field<&T::answered_by>({.required = true, .max = 10}), field<&T::source>({.required = true, .max = 300})};
};
template <>
struct Schema<points::PointsRule> {
    using T = points::PointsRule;
    static constexpr std::string_view name = "points_rule";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true, .max = 60}), field<&T::title>({.required = true, .max = 60}), field<&T::title_english>({.required = true, .max = 100}), field<&T::effect>(),
        field<&T::facts>({.required = true, .max = 20}), field<&T::points>({.required = true, .min = 1, .max = 1000}), field<&T::per>({.min = 0, .max = 100000}), field<&T::at_least>({.min = 0, .max = 100000}),
        field<&T::cap>({.min = 0, .max = 10000}), field<&T::on_time>(), field<&T::unless_on_leave>(), field<&T::stages>({.max = 5}), field<&T::branches>({.max = 10}), field<&T::posts>({.max = 20}),
        field<&T::sentence>({.required = true, .max = 200}), field<&T::sentence_english>({.required = true, .max = 300}), field<&T::source>({.required = true, .max = 300})};
};
template <>
struct Schema<points::TestFact> {
    using T = points::TestFact;
    static constexpr std::string_view name = "points_test_fact";
    static constexpr auto fields = std::tuple{field<&T::fact>({.required = true, .max = 60}), field<&T::on>({.required = true}), field<&T::amount>({.min = 0, .max = 1000000}), field<&T::late>()};
};
template <>
struct Schema<points::PointsTest> {
    using T = points::PointsTest;
    static constexpr std::string_view name = "points_test";
    static constexpr auto fields = std::tuple{
        field<&T::title>({.required = true, .max = 100}), field<&T::stage>(), field<&T::branch>(), field<&T::posts>({.max = 10}), field<&T::exempt>(), field<&T::leave_from>(), field<&T::leave_to>(),
        field<&T::facts>({.max = 200}), field<&T::points>({.min = 0, .max = 10000})};
};
}  // namespace zhibu
