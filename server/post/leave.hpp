// Leave (请假): from a day to a day, its kind and nothing more; what waits for the person's posts goes to their stand-ins meanwhile.
#pragma once
#include "post/post_policy.hpp"

namespace zhibu {

struct Leave {
    Id<Leave> id{};
    Id<Organization> organization_id{};     // the home branch; of a secretary or a Party worker the organisation they answer for
    Id<Account> account_id{};
    std::optional<Id<Member>> member_id{};
    Date from_on{}, to_on{};                // both included
    std::string reason{};                   // a kind of the pack
    std::string procedure{}, state{};
    std::int64_t procedure_version{};
    std::optional<Date> due_on{};
    Date requested_on{};
    std::optional<Date> decided_on{};
    std::optional<Date> returned_on{};      // back at work from this day on
    std::string decision{};
    std::int64_t version{1};

    // The last day on which somebody stands in.
    Date last_day() const { return returned_on ? returned_on->plus_days(-1) : to_on; }
};
template <>
struct Schema<Leave> {
    using T = Leave;
    static constexpr std::string_view name = "leave";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.server_set = true, .sortable = true, .filterable = true, .reference = "organization"}),
        field<&T::account_id>({.server_set = true, .filterable = true, .reference = "account"}), field<&T::member_id>({.server_set = true, .filterable = true, .listed = false, .reference = "member"}),
        field<&T::from_on>({.required = true, .sortable = true, .filterable = true}), field<&T::to_on>({.required = true, .sortable = true, .filterable = true}),
        field<&T::reason>({.required = true, .filterable = true, .max = 20}), field<&T::procedure>({.server_set = true, .listed = false}), field<&T::state>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::procedure_version>({.server_set = true, .listed = false}), field<&T::due_on>({.server_set = true, .listed = false}), field<&T::requested_on>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::decided_on>({.server_set = true, .listed = false}), field<&T::returned_on>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::decision>({.server_set = true, .listed = false}), field<&T::version>({.server_set = true, .listed = false})};
};

namespace post {

struct LeavePolicy {
    static Where visible_to(const View& view);
    static Where matching(const View& view, const std::string& words);
    static Verdict may_change(const View&, const Leave&) { return denied("leave_is_decided_not_changed"); }
};
procedure::Case case_of(const Leave& leave);
void install_leaves(App& app);

}  // namespace post
}  // namespace zhibu
