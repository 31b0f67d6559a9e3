// A leader's contact with an organisation: it follows from a meeting attended or an inspection made, or is an exchange told by the leader.
#pragma once
#include "contact/contact_point.hpp"

namespace zhibu {

// 列席会议, 督查检查, 交流反馈
enum class ContactWay { attended_meeting, inspection, exchange };
BOOST_DESCRIBE_ENUM(ContactWay, attended_meeting, inspection, exchange)
enum class VisitState { recorded, withdrawn };
BOOST_DESCRIBE_ENUM(VisitState, recorded, withdrawn)

struct ContactVisit {
    Id<ContactVisit> id{};
    Id<ContactLeader> leader_id{};
    Id<Organization> organization_id{};  // the contact organisation
    Id<Organization> place_id{};         // where it was: itself, or the branch below it that met or was inspected
    ContactWay way{ContactWay::exchange};
    Date visited_on{};
    std::string title{};                 // of the meeting or inspection
    std::string feedback{}, follow_up{};
    std::string answer{};                // of the organisation, to what was to be followed up
    std::optional<Date> answered_on{};
    VisitState state{VisitState::recorded};
    std::string withdrawn_why{};
    bool late{false};
    std::string late_reason{};
    std::string source_kind{};           // "meeting", "inspection_visit"; empty: told by the leader
    std::int64_t source_id{};
    Instant recorded_at{};
    Id<Account> recorded_by{};
    std::int64_t version{1};
};
template <>
struct Schema<ContactVisit> {
    using T = ContactVisit;
    static constexpr std::string_view name = "contact_visit";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::leader_id>({.server_set = true, .sortable = true, .filterable = true, .reference = "contact_leader"}),
        field<&T::organization_id>({.required = true, .fixed = true, .sortable = true, .filterable = true, .reference = "organization"}),
        field<&T::place_id>({.server_set = true, .filterable = true, .reference = "organization"}), field<&T::way>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::visited_on>({.required = true, .fixed = true, .sortable = true, .filterable = true}), field<&T::title>({.server_set = true, .max = 200}),
        field<&T::feedback>({.required = true, .long_text = true, .max = 2000}), field<&T::follow_up>({.long_text = true, .max = 1000}),
        field<&T::answer>({.server_set = true, .long_text = true}), field<&T::answered_on>({.server_set = true, .filterable = true, .listed = false}),
        field<&T::state>({.server_set = true, .filterable = true}), field<&T::withdrawn_why>({.server_set = true, .listed = false}), field<&T::late>({.server_set = true, .filterable = true}),
        field<&T::late_reason>({.fixed = true, .listed = false, .max = 200}), field<&T::source_kind>({.server_set = true, .listed = false}),
        field<&T::source_id>({.server_set = true, .listed = false}), field<&T::recorded_at>({.server_set = true, .sortable = true}),
        field<&T::recorded_by>({.server_set = true, .reference = "account"}), field<&T::version>({.server_set = true, .listed = false})};
};

namespace contact {
struct VisitWithdrawal {
    std::string reason{};
};
struct VisitAnswer {
    std::string answer{};
};
}  // namespace contact
template <>
struct Schema<contact::VisitWithdrawal> {
    static constexpr std::string_view name = "contact_visit_withdrawal";
    static constexpr auto fields = std::tuple{field<&contact::VisitWithdrawal::reason>({.required = true, .max = 200})};
};
template <>
struct Schema<contact::VisitAnswer> {
    static constexpr std::string_view name = "contact_visit_answer";
    static constexpr auto fields = std::tuple{field<&contact::VisitAnswer::answer>({.required = true, .long_text = true, .max = 1000})};
};

}  // namespace zhibu
