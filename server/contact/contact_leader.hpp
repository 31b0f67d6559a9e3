// A leader of a committee who keeps contact with organisations below it: known by an account, by the roster, or by both.
#pragma once
#include "organization/organization.hpp"

namespace zhibu {

struct ContactLeader {
    Id<ContactLeader> id{};
    std::optional<Id<Account>> account_id{};
    std::optional<Id<Member>> member_id{};
    std::string name{}, post{};
    Id<Organization> organization_id{};  // the committee
    std::int64_t display_order{};        // leaders stand in their office's order
    std::int64_t version{1};
};
template <>
struct Schema<ContactLeader> {
    using T = ContactLeader;
    static constexpr std::string_view name = "contact_leader";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::account_id>({.server_set = true, .listed = false}),
        field<&T::member_id>({.server_set = true, .listed = false, .reference = "member"}), field<&T::name>({.server_set = true, .sortable = true}),
        field<&T::post>({.max = 60}), field<&T::organization_id>({.server_set = true, .filterable = true, .reference = "organization"}),
        field<&T::display_order>({.sortable = true, .listed = false, .min = 0, .max = 1000000}), field<&T::version>({.server_set = true, .listed = false})};
};

}  // namespace zhibu
