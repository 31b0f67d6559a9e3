// Selections, who is nominated in them, the honours that come of them, and the pack's rules about all three.
#pragma once
#include "kernel/pack/book.hpp"
#include "kernel/record/store.hpp"
#include "selection/selection.hpp"

namespace zhibu {
struct Ballot;

struct Selection {
    Id<Selection> id{};
    Id<Organization> organization_id{};
    std::string honour{}, title{};
    std::int64_t year{}, heads{}, quota{};  // heads: those by whom the quota was reckoned
    std::string state{};
    std::int64_t procedure_version{};
    Id<Account> handler_id{};  // who opens and answers objections
    std::optional<Date> publicity_from{}, publicity_to{}, decided_on{};
    Id<Account> created_by{};
    std::int64_t rules_number{};  // the version of the pack's file that the selection keeps to
    std::int64_t version{1};
};
template <>
struct Schema<Selection> {
    using T = Selection;
    static constexpr std::string_view name = "selection";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}),
        field<&T::honour>({.required = true, .fixed = true, .sortable = true, .filterable = true}), field<&T::title>({.required = true, .sortable = true, .max = 80}),
        field<&T::year>({.required = true, .fixed = true, .sortable = true, .filterable = true, .min = 1921, .max = 9999}), field<&T::heads>({.server_set = true, .listed = false}),
        field<&T::quota>({.sortable = true, .min = 0, .max = 100000}), field<&T::state>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::procedure_version>({.server_set = true, .listed = false}), field<&T::handler_id>({.required = true, .listed = false, .reference = "account"}),
        field<&T::publicity_from>({.server_set = true, .listed = false}), field<&T::publicity_to>({.server_set = true, .sortable = true}), field<&T::decided_on>({.server_set = true, .sortable = true}),
        field<&T::created_by>({.server_set = true, .listed = false, .reference = "account"}), field<&T::rules_number>({.server_set = true, .listed = false}),
        field<&T::version>({.server_set = true, .listed = false})};
};

// withdrawn: by whoever nominated, or because an objection was upheld
enum class NominationState { proposed, chosen, refused, withdrawn, honoured };
BOOST_DESCRIBE_ENUM(NominationState, proposed, chosen, refused, withdrawn, honoured)
struct Nomination {
    Id<Nomination> id{};
    Id<Selection> selection_id{};
    Id<Organization> organization_id{};  // the nominated, or the nominated member's
    std::optional<Id<Member>> member_id{};
    std::optional<Id<Ballot>> ballot_id{};  // by whose result it was made
    std::string deeds{};
    NominationState state{NominationState::proposed};
    std::string note{};
    Id<Account> created_by{};
    std::int64_t version{1};
};
template <>
struct Schema<Nomination> {
    using T = Nomination;
    static constexpr std::string_view name = "nomination";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::selection_id>({.server_set = true, .filterable = true, .reference = "selection"}),
        field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}), field<&T::member_id>({.fixed = true, .filterable = true, .reference = "member"}),
        field<&T::ballot_id>({.listed = false, .reference = "ballot"}), field<&T::deeds>({.required = true, .listed = false, .long_text = true, .max = 5000}),
        field<&T::state>({.server_set = true, .sortable = true, .filterable = true}), field<&T::note>({.server_set = true, .listed = false}),
        field<&T::created_by>({.server_set = true, .listed = false, .reference = "account"}), field<&T::version>({.server_set = true, .listed = false})};
};

struct Honour {
    Id<Honour> id{};
    std::string honour{}, title{};
    Id<Organization> organization_id{};
    std::optional<Id<Member>> member_id{};
    std::int64_t year{};
    Date awarded_on{};
    Id<Organization> given_by_id{};
    std::optional<Id<Selection>> selection_id{};  // none for one of before the program
    std::string paper{};                          // its number on paper
    std::int64_t version{1};
};
template <>
struct Schema<Honour> {
    using T = Honour;
    static constexpr std::string_view name = "honour";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::honour>({.required = true, .fixed = true, .sortable = true, .filterable = true}), field<&T::title>({.max = 80}),
        field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}), field<&T::member_id>({.fixed = true, .filterable = true, .reference = "member"}),
        field<&T::year>({.required = true, .fixed = true, .sortable = true, .filterable = true, .min = 1921, .max = 9999}), field<&T::awarded_on>({.required = true, .fixed = true, .sortable = true}),
        field<&T::given_by_id>({.required = true, .fixed = true, .reference = "organization"}), field<&T::selection_id>({.server_set = true, .listed = false, .reference = "selection"}),
        field<&T::paper>({.max = 80}), field<&T::version>({.server_set = true, .listed = false})};
};

namespace selection {

enum class GivenTo { member, organization };
BOOST_DESCRIBE_ENUM(GivenTo, member, organization)
struct HonourRule {
    std::string name{}, words{}, english{};
    GivenTo given_to{};
    std::string heads{};  // the measure that counts those by whom the quota is reckoned
    std::int64_t over{1}, under{1};
    std::vector<std::string> checks{};
    std::int64_t publicity_days{5};
    std::string source{};
    Date valid_from{};
};
struct CheckRule {
    std::string name{}, measure{};
    std::vector<std::string> facts{};
    std::int64_t more_than{};
    std::string reason{}, english{};
    bool optional{false};
    std::string source{};
};
struct Rules {
    std::vector<HonourRule> honours;
    std::vector<CheckRule> checks;
    const HonourRule* honour(std::string_view name, Date day) const;
    const CheckRule* check(std::string_view name) const;
};
// As they hold on a day; of a selection: as they held when it was announced.
using KeptRules = std::shared_ptr<const Rules>;
inline constexpr const char* rules_file = "standard/selection.toml";
KeptRules rules_on(const View& view, Date day);
void declare_rules(App& app);

// A selection's honour beside its checks; what is found in it lives as long as it is held.
struct Ruled {
    KeptRules all{};
    const HonourRule* honour{};
    const HonourRule* operator->() const { return honour; }
};
Ruled rule_of(const View& view, const Selection& selection);

struct StepSent {
    std::string note{};
};
struct Review {
    bool chosen{};
    std::string note{};
};
struct ObjectionSent {
    std::optional<Id<Nomination>> nomination_id{};
    std::string text{};
};
struct AnswerSent {
    std::string answer{};
    std::optional<Id<Nomination>> upheld_id{};  // the nomination that falls
};

// What blocks a nomination now: in words, with the page of the records.
struct Block {
    std::string check, reason, page;
};
std::vector<Block> blocks(const View& view, const Selection& selection, const Nomination& nomination);

inline constexpr Roles selection_keepers{Role::committee_clerk};
inline constexpr Roles nominators{Role::committee_clerk, Role::organ_clerk, Role::branch_secretary};

struct SelectionPolicy {
    // Readers and nominators the selections of what is above and below them; from publicity on everybody in the selection's subtree.
    static Where visible_to(const View& view);
    static Where matching(const View&, const std::string& words) { return where("title LIKE ?", "%" + words + "%"); }
    static Verdict may_create(const View& view, const Selection& selection) { return allowed_if(view.covers(selection_keepers, selection.organization_id), "holds_no_selections"); }
    static Verdict may_change(const View& view, const Selection& selection);
    static Verdict may_nominate(const View& view, const Selection& selection);
    static Verdict may_review(const View& view, const Selection& selection);
    static Verdict may_object(const View& view, const Selection& selection);
    static Verdict may_handle(const View& view, const Selection& selection);
};
struct HonourPolicy {
    static Where visible_to(const View& view);
    static Where matching(const View&, const std::string& words) { return where("title LIKE ?", "%" + words + "%"); }
    static Verdict may_create(const View& view, const Honour& honour) { return allowed_if(view.covers(selection_keepers, honour.organization_id), "holds_no_selections"); }
    static Verdict may_change(const View& view, const Honour& honour) { return may_create(view, honour); }
};

Selection load_selection(const View& view, Id<Selection> id);
std::vector<Nomination> nominations_of(const View& view, Id<Selection> id);
procedure::Case case_of(const Selection& selection);
std::string shown(const View& view, const Selection& selection);

void install_selections(App& app);
void install_nominations(App& app);
void install_objections(App& app);
void install_honours(App& app);
void declare_honour_import(App& app);
// Faults at the fields of an honour of before the program; and its title and fact, in the place of an earlier one.
void check_honour(const View& view, const Honour& record, Faults& faults);
void note_honour(Transaction& t, Honour& record);
void add_inbox(const View& view, std::vector<InboxItem>& items);

}  // namespace selection

template <>
struct Schema<selection::HonourRule> {
    using T = selection::HonourRule;
    static constexpr std::string_view name = "honour_rule";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true}), field<&T::words>({.required = true}), field<&T::english>({.required = true}), field<&T::given_to>({.required = true}), field<&T::heads>({.required = true}),
        field<&T::over>({.min = 1}), field<&T::under>({.min = 1}), field<&T::checks>({.max = 20}), field<&T::publicity_days>({.min = 1, .max = 60}), field<&T::source>({.required = true}),
        field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<selection::CheckRule> {
    using T = selection::CheckRule;
    static constexpr std::string_view name = "selection_check";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true}), field<&T::measure>(), field<&T::facts>({.max = 20}), field<&T::more_than>({.min = 0}), field<&T::reason>({.required = true}),
        field<&T::english>({.required = true}), field<&T::optional>(), field<&T::source>({.required = true})};
};
template <>
struct Schema<selection::StepSent> {
    static constexpr std::string_view name = "selection_step";
    static constexpr auto fields = std::tuple{field<&selection::StepSent::note>({.max = 500})};
};
template <>
struct Schema<selection::Review> {
    using T = selection::Review;
    static constexpr std::string_view name = "nomination_review";
    static constexpr auto fields = std::tuple{field<&T::chosen>(), field<&T::note>({.max = 500})};
};
template <>
struct Schema<selection::ObjectionSent> {
    using T = selection::ObjectionSent;
    static constexpr std::string_view name = "objection_sent";
    static constexpr auto fields = std::tuple{field<&T::nomination_id>({.reference = "nomination"}), field<&T::text>({.required = true, .long_text = true, .max = 5000})};
};
template <>
struct Schema<selection::AnswerSent> {
    using T = selection::AnswerSent;
    static constexpr std::string_view name = "objection_answer";
    static constexpr auto fields = std::tuple{field<&T::answer>({.required = true, .long_text = true, .max = 5000}), field<&T::upheld_id>({.reference = "nomination"})};
};

}  // namespace zhibu
