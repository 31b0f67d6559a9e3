// A contact point (联系点): the one leader that an organisation has from a day to a day.
#pragma once
#include "contact/contact_leader.hpp"

namespace zhibu {

struct ContactPoint {
    Id<ContactPoint> id{};
    Id<ContactLeader> leader_id{};
    Id<Organization> organization_id{};
    Date valid_from{};
    std::optional<Date> valid_to{};  // the last day; none: until further notice
    std::string why{}, ended_why{};
    Instant assigned_at{};
    Id<Account> assigned_by{};
    std::int64_t version{1};

    bool holds_on(Date day) const { return valid_from <= day && (!valid_to || *valid_to >= day); }
};
template <>
struct Schema<ContactPoint> {
    using T = ContactPoint;
    static constexpr std::string_view name = "contact_point";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}),
        field<&T::leader_id>({.server_set = true, .sortable = true, .filterable = true, .reference = "contact_leader"}),
        field<&T::organization_id>({.server_set = true, .sortable = true, .filterable = true, .reference = "organization"}),
        field<&T::valid_from>({.server_set = true, .sortable = true, .filterable = true}), field<&T::valid_to>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::why>({.server_set = true}), field<&T::ended_why>({.server_set = true}), field<&T::assigned_at>({.server_set = true, .sortable = true}),
        field<&T::assigned_by>({.server_set = true, .reference = "account"}), field<&T::version>({.server_set = true, .listed = false})};
};

namespace contact {

// What a clerk sends: one leader (as registered, or an account, or a member) for one or many organisations.
struct Assignment {
    std::optional<Id<ContactLeader>> leader_id{};
    std::optional<Id<Account>> account_id{};
    std::optional<Id<Member>> member_id{};
    std::vector<Id<Organization>> organization_ids{};
    Date valid_from{};
    std::optional<Date> valid_to{};
    std::string why{};
    bool replace{false};  // hand over where another leader holds it; without it that is a fault
    bool preview{false};  // say what would happen, change nothing
};
// What becomes of one organisation. assigned: had no leader. handed_over: the former leader's time ends the day before.
// replaced: the former assignment began no earlier and is withdrawn. kept: is so already. The others refuse the whole.
enum class Outcome { assigned, handed_over, replaced, kept, has_another_leader, leader_has_visited, beyond_own_authority, unknown_reference };
BOOST_DESCRIBE_ENUM(Outcome, assigned, handed_over, replaced, kept, has_another_leader, leader_has_visited, beyond_own_authority, unknown_reference)
constexpr bool refuses(Outcome outcome) { return outcome > Outcome::kept; }

struct Ending {
    Date last_day{};
    std::string reason{};
};

}  // namespace contact

template <>
struct Schema<contact::Assignment> {
    using T = contact::Assignment;
    static constexpr std::string_view name = "contact_assignment";
    static constexpr auto fields = std::tuple{
        field<&T::leader_id>({.reference = "contact_leader"}), field<&T::account_id>(), field<&T::member_id>({.reference = "member"}),
        field<&T::organization_ids>({.required = true, .max = 2000, .reference = "organization"}), field<&T::valid_from>({.required = true}), field<&T::valid_to>(),
        field<&T::why>({.max = 200}), field<&T::replace>(), field<&T::preview>()};
};
template <>
struct Schema<contact::Ending> {
    using T = contact::Ending;
    static constexpr std::string_view name = "contact_ending";
    static constexpr auto fields = std::tuple{field<&T::last_day>({.required = true}), field<&T::reason>({.required = true, .max = 200})};
};

}  // namespace zhibu
