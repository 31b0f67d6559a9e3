// Organisations and members as the other modules may know them: the types, who sees them, and the questions they ask most.
#pragma once
#include <array>

#include "kernel/app.hpp"
#include "kernel/record/store.hpp"

namespace zhibu {

// 工委, 党组, 机关党委, 机关纪委, 党总支, 党支部, 离退休干部党支部, 联合党支部, 临时党支部, 党小组
enum class OrganizationKind {
    working_committee, leading_group, organ_committee, discipline_committee, general_branch, branch, retired_branch, joint_branch, temporary_branch, group
};
BOOST_DESCRIBE_ENUM(OrganizationKind, working_committee, leading_group, organ_committee, discipline_committee, general_branch, branch, retired_branch, joint_branch,
                    temporary_branch, group)
// Whether a branch has a committee (支委会): told, or by the rule of the pack (from 7 formal members, 支部条例).
enum class CommitteeRule { by_size, yes, no };
BOOST_DESCRIBE_ENUM(CommitteeRule, by_size, yes, no)

struct Organization {
    Id<Organization> id{};
    std::optional<std::string> code{};  // 党组织唯一标识
    std::string number{};               // 党组织编码
    std::string name{}, short_name{};
    std::string pinyin{};               // of the short name, for sorting
    OrganizationKind kind{OrganizationKind::branch};
    std::optional<Id<Organization>> parent_id{};
    std::optional<Date> founded_on{}, ended_on{};
    std::string ended_why{};
    std::string unit{}, region{};       // 所在单位, 行政区划
    std::string contact_name{};
    Protected contact_phone{};
    CommitteeRule committee{CommitteeRule::by_size};
    std::int64_t display_order{};
    std::int64_t version{1};

    // Branches of every kind: what holds the meetings of organisation life.
    bool is_branch() const;
};
template <>
struct Schema<Organization> {
    using T = Organization;
    static constexpr std::string_view name = "organization";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::code>({.filterable = true, .listed = false, .max = 60}),
        field<&T::number>({.sortable = true, .listed = false, .max = 40}), field<&T::name>({.required = true, .listed = false, .max = 120}),
        field<&T::short_name>({.required = true, .sortable = true, .filterable = true, .max = 60, .sort_by = "pinyin"}),
        field<&T::pinyin>({.server_set = true, .listed = false}), field<&T::kind>({.sortable = true, .filterable = true}),
        field<&T::parent_id>({.fixed = true, .filterable = true, .reference = "organization"}), field<&T::founded_on>({.sortable = true, .filterable = true}),
        field<&T::ended_on>({.server_set = true, .filterable = true, .listed = false}), field<&T::ended_why>({.server_set = true, .listed = false}),
        field<&T::unit>({.filterable = true, .max = 120}), field<&T::region>({.listed = false, .max = 12}), field<&T::contact_name>({.max = 40}),
        field<&T::contact_phone>({.max = 40}), field<&T::committee>({.listed = false}), field<&T::display_order>({.sortable = true, .listed = false, .min = 0, .max = 1000000}),
        field<&T::version>({.server_set = true, .listed = false})};
};

enum class Gender { male, female, unknown };
BOOST_DESCRIBE_ENUM(Gender, male, female, unknown)
// 正式党员, 预备党员, 发展对象, 入党积极分子, 入党申请人
enum class MemberStage { formal, probationary, development_object, activist, applicant };
BOOST_DESCRIBE_ENUM(MemberStage, formal, probationary, development_object, activist, applicant)

struct Member {
    Id<Member> id{};
    std::optional<std::string> code{};  // 党员唯一标识
    std::string name{}, pinyin{};
    Gender gender{Gender::unknown};
    Protected id_number{};
    BlindIndex id_number_index{};
    std::optional<Date> birth_date{};
    Protected phone{};
    BlindIndex phone_index{};
    std::string nationality{}, education{}, degree{}, post{};
    MemberStage stage{MemberStage::formal};
    Id<Organization> organization_id{};  // the home branch today
    std::optional<Date> joined_on{}, regular_on{};
    std::string exempt_reason{};         // out of denominators, with a reason (老弱病残, 教育条例 第23条)
    std::optional<Date> exempt_from{}, exempt_until{};  // first and last day; empty: ever since, until taken back
    std::optional<Date> left_on{};
    std::string left_why{};
    std::string note{};
    std::int64_t version{1};
};
template <>
struct Schema<Member> {
    using T = Member;
    static constexpr std::string_view name = "member";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::code>({.filterable = true, .listed = false, .max = 60}),
        field<&T::name>({.required = true, .sortable = true, .filterable = true, .max = 40, .sort_by = "pinyin"}), field<&T::pinyin>({.server_set = true, .listed = false}),
        field<&T::gender>({.sortable = true, .filterable = true}), field<&T::id_number>({.max = 40}), field<&T::id_number_index>({.server_set = true, .listed = false}),
        field<&T::birth_date>({.sortable = true, .filterable = true, .listed = false}), field<&T::phone>({.max = 40}), field<&T::phone_index>({.server_set = true, .listed = false}),
        field<&T::nationality>({.filterable = true, .listed = false, .max = 20}), field<&T::education>({.filterable = true, .listed = false, .max = 20}), field<&T::degree>({.filterable = true, .listed = false, .max = 20}),
        field<&T::post>({.filterable = true, .listed = false, .max = 60}), field<&T::stage>({.sortable = true, .filterable = true}),
        field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}),
        field<&T::joined_on>({.sortable = true, .filterable = true}), field<&T::regular_on>({.sortable = true, .filterable = true}),
        field<&T::exempt_reason>({.listed = false, .max = 200}), field<&T::exempt_from>({.server_set = true, .listed = false}),
        field<&T::exempt_until>({.server_set = true, .listed = false}), field<&T::left_on>({.server_set = true, .filterable = true, .listed = false}),
        field<&T::left_why>({.server_set = true, .listed = false}), field<&T::note>({.listed = false, .long_text = true, .max = 2000}),
        field<&T::version>({.server_set = true, .listed = false})};
};

namespace organization {

// Roles that see the records of everything in their subtree, and those that keep them.
inline constexpr Roles readers{Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary};
inline constexpr Roles keepers{Role::administrator, Role::committee_clerk, Role::organ_clerk};
inline constexpr Roles committee{Role::administrator, Role::committee_clerk};

// Everybody sees the tree above their own place and all within their scopes; a member sees the own branch.
Where organizations_visible_to(const View& view);
// Rows about single members: within the readers' scopes, and one's own.
Where members_visible_to(const View& view);

Organization load(const View& view, Id<Organization> id);  // whatever the actor may see; 404
bool is_branch(OrganizationKind kind);

// A member as he stood on a day.
struct Standing {
    Id<Member> member{};
    std::string name{};
    bool may_vote{false};  // a formal member; probationary members speak and do not vote
    bool exempt{false};
};
// SQL that is true for a member (under this alias, "" for none) who is exempt on a day; binds the day twice.
std::string exempt_on(const std::string& alias);
// The members of a branch on a day (formal and probationary), in the order of their names.
std::vector<Standing> members_on(const View& view, Id<Organization> branch, Date day);
// Whether a branch has a committee: told, or by the number of formal members today (rule "members_for_a_committee" of the pack).
bool has_committee(const View& view, const Organization& branch);
// The same on a day, by the roster of that day; and for all branches at once in each month of a year, as of the month's last day
// (today for what has not come).
bool had_committee(const View& view, const Organization& branch, Date day);
using Months = std::array<bool, 12>;
std::map<Id<Organization>, Months> committees_in(const View& view, int year);

// The writes of the tree. Each says in the audit what was done; dates are the first day of the new state.
void found(Transaction& t, Organization& record);
void rename(Transaction& t, Organization& record, const std::string& name, const std::string& short_name, Date from, const std::string& reason);
// Throws Problem "own-descendant" where the new parent lies below it. Figures::leave: the caller rebuilds the roll-ups once, after many moves.
enum class Figures { rebuild, leave };
void move(Transaction& t, Organization& record, Id<Organization> parent, Date from, const std::string& reason, Figures figures = Figures::rebuild);
// Throws Problem "still-has-members" or "still-has-organizations".
void end(Transaction& t, Organization& record, Date from, const std::string& reason);
// Members and organisations below go over to `into`; then it ends. Throws Problem "not-a-branch" where members would go to what holds none.
void merge(Transaction& t, Organization& record, const Organization& into, Date from, const std::string& reason);
// Founds `fresh` beside the record and takes these of its members over. Throws 422 for a member of another organisation.
void split(Transaction& t, Organization& record, Organization& fresh, const std::vector<Id<Member>>& members, Date from, const std::string& reason);
// 422 at #/effective_on for a day after today, or not after the last change of its name or place.
void check_effective(const View& view, const Organization& record, Date from);

// The writes of the roster.
void admit(Transaction& t, Member& record);
// As admit, without a row of its own in the audit: the batch that brings many has one.
void enter(Transaction& t, Member& record);
// Into another home branch from a day on; exactly one home branch on every day.
void transfer(Transaction& t, Member& record, Id<Organization> branch, Date from, const std::string& why);
// The same without writing the member's row, the audit and the event: of a batch that writes the row itself.
void keep_membership(Transaction& t, Id<Member> member, Id<Organization> branch, Date from, const std::string& why);
void leave(Transaction& t, Member& record, Date from, const std::string& why);
void readmit(Transaction& t, Member& record, Id<Organization> branch, Date from, const std::string& why);
// Sets what follows from the other fields: pinyin, blind indexes.
void derive(const secret::Keys& keys, Member& record);
void derive(Organization& record);

void install(App& app);

}  // namespace organization
}  // namespace zhibu
