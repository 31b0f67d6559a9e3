// The rules of organisation life as the standard pack gives them: kinds of meetings, agenda templates, votes, records, cadence.
#pragma once
#include "kernel/pack/book.hpp"
#include "life/meeting.hpp"

namespace zhibu::life {

enum class Attends { members, chosen };
BOOST_DESCRIBE_ENUM(Attends, members, chosen)
struct KindRule {
    MeetingKind name{};
    std::string words{};
    std::vector<OrganizationKind> held_by{};
    Attends attends{};
    bool quorum{}, study{}, confidential{};
    std::int64_t minutes{};
    std::string source{};
    Date valid_from{};
};
struct AgendaRule {
    std::string name{};
    std::vector<MeetingKind> kinds{};
    std::string title{};
    bool mandatory{};
    std::string source{};
    Date valid_from{};
};
struct VoteRule {
    std::int64_t quorum_more_than_percent{}, majority_more_than_percent{};
    std::string sentence{}, source{};
    Date valid_from{};
};
struct RecordRule {
    std::int64_t late_after_working_days{}, code_seconds{}, code_wrong_allowed{}, code_wrong_minutes{}, synced_within_hours{}, photos{}, photo_megabytes{};
    std::string source{};
    Date valid_from{};
};
enum class Every { month, quarter, year };
BOOST_DESCRIBE_ENUM(Every, month, quarter, year)
enum class Who { branch, branch_with_committee, group, leading_group };
BOOST_DESCRIBE_ENUM(Who, branch, branch_with_committee, group, leading_group)
enum class Force { rule, reminder };
BOOST_DESCRIBE_ENUM(Force, rule, reminder)
struct CadenceRule {
    std::string name{};
    MeetingKind kind{};
    Every every{};
    std::int64_t times{};
    Who who{};
    std::vector<OrganizationKind> except{};
    Force force{};
    std::int64_t grace_days{};
    std::string sentence{}, source{};
    Date valid_from{};
};

struct Rules {
    std::vector<KindRule> kinds;
    std::vector<AgendaRule> agenda;
    std::vector<VoteRule> votes;
    std::vector<RecordRule> records;

    const KindRule& kind(MeetingKind kind) const;  // the newest
    const VoteRule& vote(Date day) const;
    const RecordRule& record(Date day) const;
    // The template of a kind on a day, mandatory items first.
    std::vector<AgendaItem> agenda_of(MeetingKind kind, Date day) const;
};
// Of the packs inside the binary; read once. Throws pack::Fault naming file, line and field.
const Rules& rules();

// How often what must be held: the office's own, in versions.
struct Cadence {
    std::vector<CadenceRule> rules;
};
inline constexpr const char* cadence_file = "standard/cadence.toml";
void declare_rules(App& app);  // the kinds of pack files that this module reads
std::string heart_talk_sentence(const View& view, Date day);

bool holds(const KindRule& rule, OrganizationKind kind);

}  // namespace zhibu::life

namespace zhibu {
template <>
struct Schema<life::KindRule> {
    using T = life::KindRule;
    static constexpr std::string_view name = "meeting_kind";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true}), field<&T::words>({.required = true}), field<&T::held_by>({.required = true}),
                                              field<&T::attends>({.required = true}), field<&T::quorum>(), field<&T::study>(), field<&T::confidential>(),
                                              field<&T::minutes>({.min = 1, .max = 1440}), field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<life::AgendaRule> {
    using T = life::AgendaRule;
    static constexpr std::string_view name = "agenda_rule";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true}), field<&T::kinds>({.required = true}), field<&T::title>({.required = true}),
                                              field<&T::mandatory>(), field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<life::VoteRule> {
    using T = life::VoteRule;
    static constexpr std::string_view name = "vote_rule";
    static constexpr auto fields = std::tuple{field<&T::quorum_more_than_percent>({.min = 0, .max = 99}), field<&T::majority_more_than_percent>({.min = 0, .max = 99}),
                                              field<&T::sentence>({.required = true}), field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<life::RecordRule> {
    using T = life::RecordRule;
    static constexpr std::string_view name = "record_rule";
    static constexpr auto fields = std::tuple{
        field<&T::late_after_working_days>({.min = 0, .max = 365}), field<&T::code_seconds>({.min = 5, .max = 300}), field<&T::code_wrong_allowed>({.min = 1}),
        field<&T::code_wrong_minutes>({.min = 1}), field<&T::synced_within_hours>({.min = 0, .max = 240}), field<&T::photos>({.min = 0, .max = 40}),
        field<&T::photo_megabytes>({.min = 1, .max = 20}), field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<life::CadenceRule> {
    using T = life::CadenceRule;
    static constexpr std::string_view name = "cadence_rule";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true}), field<&T::kind>({.required = true}), field<&T::every>({.required = true}), field<&T::times>({.min = 1, .max = 100}),
        field<&T::who>({.required = true}), field<&T::except>(), field<&T::force>({.required = true}), field<&T::grace_days>({.min = 0, .max = 366}),
        field<&T::sentence>({.required = true}), field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
}  // namespace zhibu
