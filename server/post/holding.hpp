// A post held (任职): by whom, in which organisation, from which day to which; one person may hold several.
#pragma once
#include "post/rules.hpp"

namespace zhibu {
struct Term;

// 选举, 任命, 增补, 指定
enum class HoldingWay { elected, appointed, co_opted, designated };
BOOST_DESCRIBE_ENUM(HoldingWay, elected, appointed, co_opted, designated)

struct PostHolding {
    Id<PostHolding> id{};
    Id<Organization> organization_id{};
    std::string post{};                     // of the pack
    Id<Member> member_id{};
    Date valid_from{};
    std::optional<Date> valid_to{};         // the last day; none: until further notice
    HoldingWay way{HoldingWay::elected};
    std::string basis{};                    // the paper it rests on
    std::optional<Id<Term>> term_id{};
    std::optional<Id<Member>> stand_in_id{};  // B角
    std::string ended_why{};
    Instant recorded_at{};
    Id<Account> recorded_by{};
    std::int64_t version{1};

    bool holds_on(Date day) const { return valid_from <= day && (!valid_to || *valid_to >= day); }
};
template <>
struct Schema<PostHolding> {
    using T = PostHolding;
    static constexpr std::string_view name = "post_holding";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.required = true, .fixed = true, .sortable = true, .filterable = true, .reference = "organization"}),
        field<&T::post>({.required = true, .fixed = true, .sortable = true, .filterable = true, .max = 40}),
        field<&T::member_id>({.required = true, .fixed = true, .sortable = true, .filterable = true, .reference = "member"}),
        field<&T::valid_from>({.required = true, .sortable = true, .filterable = true}), field<&T::valid_to>({.server_set = true, .sortable = true, .filterable = true}), field<&T::way>({.filterable = true}),
        field<&T::basis>({.max = 120}), field<&T::term_id>({.server_set = true, .filterable = true, .listed = false, .reference = "term"}),
        field<&T::stand_in_id>({.server_set = true, .filterable = true, .reference = "member"}), field<&T::ended_why>({.server_set = true, .listed = false}),
        field<&T::recorded_at>({.server_set = true, .listed = false}), field<&T::recorded_by>({.server_set = true, .listed = false, .reference = "account"}),
        field<&T::version>({.server_set = true, .listed = false})};
};

namespace post {

struct HoldingEnd {
    Date last_day{};
    std::string reason{};
};
struct StandIn {
    std::optional<Id<Member>> member_id{};  // none: nobody
};

// Whether the post can be held there by this person from the day on; faults at `place`/post, `place`/member_id.
void check_holding(const View& view, const PostHolding& holding, const Organization& organization, Faults& faults, const std::string& place);
// 409 where the post has as many holders as it may have.
void check_room(const View& view, const PostHolding& holding);
void appoint(Transaction& t, PostHolding& holding);
void end_holding(Transaction& t, PostHolding& holding, Date last_day, const std::string& reason);
// Those of a day in an organisation, in the order of the pack.
std::vector<PostHolding> holdings_on(const View& view, Id<Organization> organization, Date day);
// May stand where the organisation's people stand: a formal member of its own, or of its superior where it has none.
// On the day, or today: the roster often begins later than the terms that are recorded in it.
bool belongs_to(const View& view, Id<Member> member, Id<Organization> organization, HomeIn from, Date day);
// Where those who may hold such a post of an organisation are at home: in it and below, or from its superior on.
Id<Organization> home_of_holders(const View& view, Id<Organization> organization, HomeIn from);
bool has_committee_by(const View& view, const Organization& organization, Date day);

void install_holdings(App& app);
void declare_post_import(App& app);

}  // namespace post

template <>
struct Schema<post::HoldingEnd> {
    using T = post::HoldingEnd;
    static constexpr std::string_view name = "post_holding_end";
    static constexpr auto fields = std::tuple{field<&T::last_day>({.required = true}), field<&T::reason>({.required = true, .max = 200})};
};
template <>
struct Schema<post::StandIn> {
    using T = post::StandIn;
    static constexpr std::string_view name = "stand_in";
    static constexpr auto fields = std::tuple{field<&T::member_id>({.reference = "member"})};
};
}  // namespace zhibu
