// The office's rules of contact points as its pack gives them: who must have a leader, how often a leader comes, when a record is late.
#pragma once
#include "contact/contact_visit.hpp"
#include "kernel/pack/book.hpp"

namespace zhibu::contact {

enum class Every { month, quarter, half_year, year };
BOOST_DESCRIBE_ENUM(Every, month, quarter, half_year, year)

struct CoverageRule {
    std::vector<OrganizationKind> except{};
    std::string source{};
    Date valid_from{};
};
struct TargetRule {
    Every every{Every::half_year};
    std::int64_t times{1};
    std::int64_t remind_days{};  // before the end of the stretch of time
    std::string source{};
    Date valid_from{};
};
struct RecordRule {
    std::int64_t late_after_working_days{};
    std::string source{};
    Date valid_from{};
};

// A month, quarter, half-year or year, counted from 0 within its year.
struct Stretch {
    Date first, last;
};
int stretches_in_year(Every every);
Stretch stretch(int year, Every every, int number);
int stretch_of(Every every, Date day);

struct Rules {
    std::vector<CoverageRule> coverage;
    std::vector<TargetRule> targets;
    std::vector<RecordRule> records;
    // Of those valid on the day the newest; before the first one, the first.
    const CoverageRule& coverage_on(Date day) const;
    const TargetRule& target_on(Date day) const;
    const RecordRule& record_on(Date day) const;
};
// Throws pack::Fault by file and line.
Rules read_rules(const pack::File& file);
std::shared_ptr<const Rules> rules_on(const View& view, Date day);  // the office's, in the version of the day
void declare_rules(App& app);

}  // namespace zhibu::contact

namespace zhibu {
template <>
struct Schema<contact::CoverageRule> {
    using T = contact::CoverageRule;
    static constexpr std::string_view name = "contact_coverage_rule";
    static constexpr auto fields = std::tuple{field<&T::except>(), field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<contact::TargetRule> {
    using T = contact::TargetRule;
    static constexpr std::string_view name = "contact_target_rule";
    static constexpr auto fields = std::tuple{field<&T::every>({.required = true}), field<&T::times>({.min = 1, .max = 100}), field<&T::remind_days>({.min = 0, .max = 366}),
                                              field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<contact::RecordRule> {
    using T = contact::RecordRule;
    static constexpr std::string_view name = "contact_record_rule";
    static constexpr auto fields = std::tuple{field<&T::late_after_working_days>({.min = 0, .max = 366}), field<&T::source>({.required = true}),
                                              field<&T::valid_from>({.required = true})};
};
}  // namespace zhibu
