// What people do about points, as records: settlements of a branch, disputes of members, corrections, and the decision to have a list.
#pragma once
#include "kernel/procedure/procedure.hpp"
#include "points/book.hpp"

namespace zhibu::points {

// What a branch has settled (结算) for a period: frozen when it is published in the branch, then confirmed. withdrawn: settled anew.
enum class SettlementState { published, confirmed, withdrawn };
BOOST_DESCRIBE_ENUM(SettlementState, published, confirmed, withdrawn)
struct Settlement {
    Id<Settlement> id{};
    Id<Organization> organization_id{};
    Period period{};
    std::int64_t rule_version{};
    SettlementState state{SettlementState::published};
    Date published_on{}, published_until{};  // both included
    std::int64_t people{}, exempt{}, passing{};
    Instant settled_at{};
    Id<Account> settled_by{};
    std::optional<Instant> confirmed_at{};
    std::optional<Id<Account>> confirmed_by{};
    std::string withdrawn_why{};
    std::int64_t version{1};
};
struct SettlementConfirmed {
    std::string note{};
};
struct SettlementWithdrawn {
    std::string reason{};
};

enum class Disputed { line, missing };
BOOST_DESCRIBE_ENUM(Disputed, line, missing)
// A member's objection (申诉) to a line, or to one that is missing; one named person answers it.
struct Dispute {
    Id<Dispute> id{};
    Id<Member> member_id{};
    Id<Organization> organization_id{};  // the home branch of the period
    Period period{};
    Disputed about{Disputed::line};
    std::optional<std::int64_t> fact_id{};
    std::string rule{};                  // of the line, by name; of a missing one where the member says
    std::string subject{};               // the line in words, as it stood
    std::optional<Date> happened_on{};
    std::string claim{};
    std::string state{};
    std::int64_t procedure_version{};
    std::optional<Date> due_on{};
    Date raised_on{};
    Id<Account> answerer_id{};
    std::optional<Id<Account>> recorder_id{};  // who entered what is disputed, and therefore does not answer
    std::optional<Date> answered_on{};
    std::string answer{};
    std::optional<std::int64_t> points{};      // given by the answer
    std::int64_t version{1};
};
struct DisputeStep {
    std::string note{};
    std::optional<std::int64_t> points{};
    bool corrected_at_source{false};  // the record itself was put right; points follow by themselves
};

// A correction that stands beside the facts: its own record is where its line leads to.
struct Adjustment {
    Id<Adjustment> id{};
    Id<Member> member_id{};
    Id<Organization> organization_id{};
    Period period{};
    std::int64_t points{};
    std::string reason{};
    std::optional<Id<Dispute>> dispute_id{};
    Id<Account> made_by{};
    Instant made_at{};
    std::int64_t version{1};
};

struct RankingDecision {
    bool on{false};
    std::string reason{};
};

// Who sees names: the member, and the secretary of the very branch. All above see spreads.
bool keeps(const View& view, Id<Organization> branch);
std::vector<std::int64_t> kept_branches(const View& view);
// The branch where the member stands today; none for what is no member.
Id<Organization> home_of(const View& view, Id<Member> member);

struct SettlementPolicy {
    static Where visible_to(const View& view);
    static Where matching(const View& view, const std::string& words);
    static Verdict may_settle(const View& view, Id<Organization> branch);
    static Verdict may_change(const View&, const Settlement&) { return denied("points_are_frozen"); }
    static Verdict may_confirm(const View& view, const Settlement& settlement);
    static Verdict may_withdraw(const View& view, const Settlement& settlement);
    // The names: the branch's own secretary always, its members while it is published.
    static Verdict may_read_lines(const View& view, const Settlement& settlement);
};
struct DisputePolicy {
    static Where visible_to(const View& view);
    static Where matching(const View& view, const std::string& words);
    static Verdict may_change(const View&, const Dispute&) { return denied("dispute_is_answered_not_changed"); }
};
struct AdjustmentPolicy {
    static Where visible_to(const View& view);
    static Where matching(const View& view, const std::string& words);
    static Verdict may_create(const View& view, const Adjustment& adjustment);
    static Verdict may_change(const View&, const Adjustment&) { return denied("adjustment_stands"); }
};

procedure::Case case_of(const Dispute& dispute);
// Not the member, and not who recorded what is disputed: neither as the one named nor in that one's place.
bool may_answer(const Dispute& dispute, Id<Account> account, Id<Member> member);
// The settlement of a branch and period that stands; none where there is none.
std::optional<Settlement> standing_settlement(const View& view, Id<Organization> branch, Period period);
// Until when a line may be disputed: open until the period is settled, then so many working days. Nothing: no end yet.
std::optional<Date> dispute_ends(const View& view, const Rulebook& rules, const std::optional<Settlement>& settled, Instant entered);
void adjust(Transaction& t, Adjustment& adjustment);

// What the module keeps while the program runs.
struct Shelf {
    explicit Shelf(Seams given) : seams{std::make_shared<const Seams>(std::move(given))}, book{seams} {}
    points::Shared seams;
    Book book;
};
using Shelved = std::shared_ptr<Shelf>;

void install_rules(App& app, const Shelved& shelf);
void install_statements(App& app, const Shelved& shelf);
void install_branches(App& app, const Shelved& shelf);
void install_spread(App& app, const Shelved& shelf);
void install_trials(App& app, const Shelved& shelf);
void install_settlements(App& app, const Shelved& shelf);
void install_disputes(App& app, const Shelved& shelf);
void install_adjustments(App& app, const Shelved& shelf);
void declare_measures(App& app, const Shelved& shelf);
void add_inbox(const View& view, std::vector<InboxItem>& items);

}  // namespace zhibu::points

namespace zhibu {
template <>
struct Schema<points::Settlement> {
    using T = points::Settlement;
    static constexpr std::string_view name = "points_settlement";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}),
        field<&T::period>({.required = true, .fixed = true, .sortable = true, .filterable = true}), field<&T::rule_version>({.server_set = true, .listed = false}),
        field<&T::state>({.server_set = true, .sortable = true, .filterable = true}), field<&T::published_on>({.server_set = true, .sortable = true}), field<&T::published_until>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::people>({.server_set = true}), field<&T::exempt>({.server_set = true, .listed = false}), field<&T::passing>({.server_set = true, .listed = false}), field<&T::settled_at>({.server_set = true, .sortable = true, .listed = false}),
        field<&T::settled_by>({.server_set = true, .reference = "account"}), field<&T::confirmed_at>({.server_set = true, .sortable = true}), field<&T::confirmed_by>({.server_set = true, .listed = false, .reference = "account"}),
        field<&T::withdrawn_why>({.server_set = true, .listed = false}), field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<points::SettlementConfirmed> {
    static constexpr std::string_view name = "points_settlement_confirmed";
    static constexpr auto fields = std::tuple{field<&points::SettlementConfirmed::note>({.max = 200})};
};
template <>
struct Schema<points::SettlementWithdrawn> {
    static constexpr std::string_view name = "points_settlement_withdrawn";
    static constexpr auto fields = std::tuple{field<&points::SettlementWithdrawn::reason>({.required = true, .min = 4, .max = 200})};
};
template <>
struct Schema<points::Dispute> {
    using T = points::Dispute;
    static constexpr std::string_view name = "points_dispute";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::member_id>({.server_set = true, .filterable = true, .reference = "member"}),
        field<&T::organization_id>({.server_set = true, .filterable = true, .reference = "organization"}), field<&T::period>({.required = true, .fixed = true, .sortable = true, .filterable = true}),
        field<&T::about>({.fixed = true, .filterable = true}), field<&T::fact_id>({.fixed = true, .listed = false}), field<&T::rule>({.fixed = true, .listed = false, .max = 60}), field<&T::subject>({.server_set = true}),
        field<&T::happened_on>({.fixed = true, .listed = false}), field<&T::claim>({.required = true, .fixed = true, .listed = false, .long_text = true, .min = 4, .max = 500}),
        field<&T::state>({.server_set = true, .sortable = true, .filterable = true}), field<&T::procedure_version>({.server_set = true, .listed = false}), field<&T::due_on>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::raised_on>({.server_set = true, .sortable = true, .filterable = true}), field<&T::answerer_id>({.server_set = true, .filterable = true, .reference = "account"}),
        field<&T::recorder_id>({.server_set = true, .listed = false, .reference = "account"}), field<&T::answered_on>({.server_set = true, .sortable = true, .listed = false}),
        field<&T::answer>({.server_set = true, .listed = false}), field<&T::points>({.server_set = true, .listed = false}), field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<points::DisputeStep> {
    using T = points::DisputeStep;
    static constexpr std::string_view name = "points_dispute_step";
    static constexpr auto fields = std::tuple{field<&T::note>({.long_text = true, .max = 500}), field<&T::points>({.min = 1, .max = 1000}), field<&T::corrected_at_source>()};
};
template <>
struct Schema<points::Adjustment> {
    using T = points::Adjustment;
    static constexpr std::string_view name = "points_adjustment";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::member_id>({.required = true, .fixed = true, .filterable = true, .reference = "member"}),
        field<&T::organization_id>({.server_set = true, .filterable = true, .reference = "organization"}), field<&T::period>({.required = true, .fixed = true, .sortable = true, .filterable = true}),
        field<&T::points>({.required = true, .fixed = true, .min = -1000, .max = 1000}), field<&T::reason>({.required = true, .fixed = true, .min = 4, .max = 200}), field<&T::dispute_id>({.server_set = true, .reference = "points_dispute"}),
        field<&T::made_by>({.server_set = true, .reference = "account"}), field<&T::made_at>({.server_set = true, .sortable = true}), field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<points::RankingDecision> {
    using T = points::RankingDecision;
    static constexpr std::string_view name = "points_ranking_decision";
    static constexpr auto fields = std::tuple{field<&T::on>(), field<&T::reason>({.required = true, .min = 4, .max = 200})};
};
}  // namespace zhibu
