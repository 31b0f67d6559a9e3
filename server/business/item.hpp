// Items of business (业务事项): who owns one, which branch is its engine (动车模式), whether Party members lead it, and how far it is.
#pragma once
#include "organization/organization.hpp"

namespace zhibu::business {

// 重点工作, 重点项目, 专项行动, 服务事项, 日常业务
enum class ItemKind { key_task, project, campaign, service, routine };
BOOST_DESCRIBE_ENUM(ItemKind, key_task, project, campaign, service, routine)
// 党员先锋岗, 党员突击队, 党员攻坚小组
enum class Team { none, vanguard_post, shock_team, breakthrough_group };
BOOST_DESCRIBE_ENUM(Team, none, vanguard_post, shock_team, breakthrough_group)
// Done after its day is done, too; that it was late stands in its days.
enum class ItemState { under_way, done };
BOOST_DESCRIBE_ENUM(ItemState, under_way, done)

struct BusinessItem {
    Id<BusinessItem> id{};
    std::string number{};                             // of the office's own list; "" where it has none
    std::string name{};
    ItemKind kind{ItemKind::key_task};
    Id<Organization> organization_id{};               // whose business it is
    std::optional<Id<Organization>> branch_id{};      // the branch that drives it; none: 两张皮
    Team team{Team::none};
    Date starts_on{}, due_on{};
    std::optional<Date> done_on{};
    std::string outcome{};
    ItemState state{ItemState::under_way};
    std::int64_t discussions{};                       // meetings at which it was discussed
    std::int64_t version{1};
};
struct Tie {
    std::optional<Id<Organization>> branch_id{};      // none: no longer tied
};
struct Discussion {
    std::int64_t meeting_id{};
    Date discussed_on{};
};

struct ItemPolicy {
    // Whoever reads the owner's records, and the branch that drives it.
    static Where visible_to(const View& view) { return view.within(organization::readers) || view.within(organization::readers, "branch_id"); }
    static Where matching(const View&, const std::string& words) { return where("(name LIKE ? OR number = ?)", "%" + words + "%", words); }
    static Verdict may_create(const View& view, const BusinessItem& item) { return allowed_if(view.actor.system || view.covers(organization::keepers, item.organization_id), "keeps_no_business"); }
    static Verdict may_change(const View& view, const BusinessItem& item) { return may_create(view, item); }
    static Verdict may_remove(const View& view, const BusinessItem& item) { return may_create(view, item); }
    // A secretary claims an item of the own organ for the own branch: handled with the branch in hand.
    static Verdict may_tie(const View& view, const BusinessItem& item);
    static Verdict may_discuss(const View& view, const BusinessItem& item);
};

// Writes what the item says of itself as facts, in place of what it said before.
void record_facts(Transaction& t, const BusinessItem& item);
// 422 where the days or the branch cannot be.
void check_item(const View& view, const BusinessItem& item);
void settle(BusinessItem& item);  // the state that follows from its days

}  // namespace zhibu::business

namespace zhibu {
template <>
struct Schema<business::BusinessItem> {
    using T = business::BusinessItem;
    static constexpr std::string_view name = "business_item";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::number>({.sortable = true, .filterable = true, .listed = false, .max = 40}), field<&T::name>({.required = true, .sortable = true, .max = 120}),
        field<&T::kind>({.sortable = true, .filterable = true}), field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}),
        field<&T::branch_id>({.server_set = true, .filterable = true, .reference = "organization"}), field<&T::team>({.filterable = true, .listed = false}), field<&T::starts_on>({.required = true, .sortable = true, .filterable = true, .listed = false}),
        field<&T::due_on>({.required = true, .sortable = true, .filterable = true}), field<&T::done_on>({.sortable = true, .filterable = true, .listed = false}), field<&T::outcome>({.listed = false, .long_text = true, .max = 2000}),
        field<&T::state>({.server_set = true, .sortable = true, .filterable = true}), field<&T::discussions>({.server_set = true, .sortable = true, .filterable = true}), field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<business::Tie> {
    static constexpr std::string_view name = "business_tie";
    static constexpr auto fields = std::tuple{field<&business::Tie::branch_id>({.reference = "organization"})};
};
template <>
struct Schema<business::Discussion> {
    using T = business::Discussion;
    static constexpr std::string_view name = "business_discussion";
    static constexpr auto fields = std::tuple{field<&T::meeting_id>({.required = true, .min = 1, .reference = "meeting"}), field<&T::discussed_on>({.required = true})};
};
}  // namespace zhibu
