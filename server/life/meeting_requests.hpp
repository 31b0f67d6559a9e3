// What a client sends of a meeting: the plan, the record of one that was held, and the bodies of its verbs.
#pragma once
#include "life/attendance.hpp"

namespace zhibu {
namespace life {

// What a client says of a meeting when it is planned.
struct MeetingPlan {
    Id<Organization> organization_id{};
    MeetingKind kind{MeetingKind::theme_day};
    std::string title{};
    std::optional<Instant> planned_at{};
    std::int64_t duration{};
    std::string place{};
    std::optional<Id<Member>> host_id{}, lecturer_id{};
    std::string lecturer{}, topics{};
    std::vector<AgendaItem> agenda{};
    std::vector<Id<Member>> participants{};
    std::vector<PersonSent> guests{};
};
// A meeting that was held, in one request. `present` counts for those entitled; whoever is neither there nor on leave was absent.
// With `meeting_id` it completes a meeting that was planned.
struct MeetingRecord {
    std::optional<Id<Meeting>> meeting_id{};
    Id<Organization> organization_id{};
    MeetingKind kind{MeetingKind::theme_day};
    std::string title{};
    std::optional<Instant> held_at{}, ended_at{};
    std::string place{};
    std::optional<Id<Member>> host_id{}, lecturer_id{};
    std::string lecturer{}, topics{};
    std::vector<Id<Member>> participants{}, present{};
    std::vector<MarkSent> leave{};
    std::vector<PersonSent> guests{};
    std::vector<AgendaItem> agenda{};
    std::string minutes{};
    std::vector<Decision> decisions{};
    std::string late_reason{};
};
struct Invitation {
    std::vector<Id<Member>> participants{};
    std::vector<PersonSent> guests{};
};
struct Opening {
    std::vector<Id<Member>> participants{};  // named now, where they were not before
};
struct Marks {
    std::vector<MarkSent> marks{};
};
struct PaperChange {
    std::optional<std::vector<AgendaItem>> agenda{};
    std::optional<std::string> minutes{};
    std::optional<std::vector<Decision>> decisions{};
};
struct Amendment {
    std::string reason{};
    std::optional<Instant> held_at{}, ended_at{};
    std::optional<std::string> minutes{};
    std::optional<std::vector<AgendaItem>> agenda{};
    std::optional<std::vector<Decision>> decisions{};
    std::vector<MarkSent> marks{};
};
struct Cancellation {
    std::string reason{};
};

}  // namespace life

template <>
struct Schema<life::MeetingPlan> {
    using T = life::MeetingPlan;
    static constexpr std::string_view name = "meeting_plan";
    static constexpr auto fields = std::tuple{
        field<&T::organization_id>({.required = true, .reference = "organization"}), field<&T::kind>({.required = true}), field<&T::title>({.max = 80}), field<&T::planned_at>({.required = true}),
        field<&T::duration>({.min = 0, .max = 1440}), field<&T::place>({.max = 80}), field<&T::host_id>({.reference = "member"}), field<&T::lecturer_id>({.reference = "member"}),
        field<&T::lecturer>({.max = 40}), field<&T::topics>({.max = 200}), field<&T::agenda>({.max = 40}), field<&T::participants>({.max = 1000}), field<&T::guests>({.max = 50})};
};
template <>
struct Schema<life::MeetingRecord> {
    using T = life::MeetingRecord;
    static constexpr std::string_view name = "meeting_record";
    static constexpr auto fields = std::tuple{
        field<&T::meeting_id>({.reference = "meeting"}), field<&T::organization_id>({.reference = "organization"}), field<&T::kind>(), field<&T::title>({.max = 80}),
        field<&T::held_at>({.required = true}), field<&T::ended_at>(), field<&T::place>({.max = 80}), field<&T::host_id>({.reference = "member"}),
        field<&T::lecturer_id>({.reference = "member"}), field<&T::lecturer>({.max = 40}), field<&T::topics>({.max = 200}), field<&T::participants>({.max = 1000}),
        field<&T::present>({.max = 1000}), field<&T::leave>({.max = 1000}), field<&T::guests>({.max = 50}), field<&T::agenda>({.max = 40}),
        field<&T::minutes>({.long_text = true, .max = 50000}), field<&T::decisions>({.max = 40}), field<&T::late_reason>({.max = 200})};
};
template <>
struct Schema<life::Invitation> {
    using T = life::Invitation;
    static constexpr std::string_view name = "meeting_invitation";
    static constexpr auto fields = std::tuple{field<&T::participants>({.max = 1000}), field<&T::guests>({.max = 50})};
};
template <>
struct Schema<life::Opening> {
    static constexpr std::string_view name = "meeting_opening";
    static constexpr auto fields = std::tuple{field<&life::Opening::participants>({.max = 1000})};
};
template <>
struct Schema<life::Marks> {
    static constexpr std::string_view name = "meeting_marks";
    static constexpr auto fields = std::tuple{field<&life::Marks::marks>({.required = true, .max = 1000})};
};
template <>
struct Schema<life::PaperChange> {
    using T = life::PaperChange;
    static constexpr std::string_view name = "meeting_paper_change";
    static constexpr auto fields = std::tuple{field<&T::agenda>({.max = 40}), field<&T::minutes>({.long_text = true, .max = 50000}), field<&T::decisions>({.max = 40})};
};
template <>
struct Schema<life::Amendment> {
    using T = life::Amendment;
    static constexpr std::string_view name = "meeting_amendment";
    static constexpr auto fields = std::tuple{field<&T::reason>({.required = true, .max = 200}), field<&T::held_at>(), field<&T::ended_at>(),
                                              field<&T::minutes>({.long_text = true, .max = 50000}), field<&T::agenda>({.max = 40}), field<&T::decisions>({.max = 40}),
                                              field<&T::marks>({.max = 1000})};
};
template <>
struct Schema<life::Cancellation> {
    static constexpr std::string_view name = "meeting_cancellation";
    static constexpr auto fields = std::tuple{field<&life::Cancellation::reason>({.required = true, .max = 200})};
};

}  // namespace zhibu
