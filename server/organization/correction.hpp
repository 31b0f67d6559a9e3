// A member's request that a field of the own record be put right (更正申请): the record, the fields that can be named, who sees it.
#pragma once
#include "kernel/procedure/procedure.hpp"
#include "organization/member_policy.hpp"

namespace zhibu {
namespace organization {

// A field of Schema<Member> that a keeper may write: its place there, counted from one, so that no list is spelled a second time.
// 0: none. Stored and sent by its name.
enum class MemberField : std::uint8_t {};

struct Correction {
    Id<Correction> id{};
    Id<Member> member_id{};
    Id<Organization> organization_id{};         // the member's home; an open request follows the member
    MemberField field{};
    Protected wanted{}, former{}, reason{};     // sealed whatever the field; former: as it stood when it was asked
    std::string state{};
    std::int64_t procedure_version{};
    Date asked_on{};
    std::optional<Date> due_on{}, answered_on{};
    Protected answer{};
    std::optional<Date> seen_on{};              // when the member took note of the answer
    std::int64_t version{1};
};
struct CorrectionStep {
    std::string note{};
    std::optional<std::int64_t> member_version{};  // of the member's record as the keeper saw it
};
struct CorrectionLook {
    std::string reason{};
};

// The value of a field as a client would send it; "" for none.
std::string text_of(const Member& member, MemberField field);
// Whether it is shown masked to others.
bool is_hidden(MemberField field);

struct CorrectionPolicy {
    static Where visible_to(const View& view);
    static Where matching(const View& view, const std::string& words);
    static Verdict may_change(const View&, const Correction&) { return denied("correction_is_answered_not_changed"); }
    static Verdict may_reveal(const View& view, const Correction& correction);
};

procedure::Case case_of(const Correction& correction);
bool is_own(const View& view, const Correction& correction);
void add_corrections(const View& view, std::vector<InboxItem>& items);

}  // namespace organization

template <>
struct Codec<organization::MemberField> {
    using E = organization::MemberField;
    static constexpr std::string_view kind = "enum";
    static std::string_view name(E field);
    static std::optional<E> parse(std::string_view text);
    static std::vector<std::string> names();
    static void write(std::string& out, E field) { write_json_text(out, name(field)); }
    static bool read(const json::value& in, E& field, Faults& faults, const std::string& pointer);
    static E fetch(db::Rows& row, int column);
    static json::object describe();
    static bool empty(E field) { return field == E{}; }
};
template <>
struct Schema<organization::Correction> {
    using T = organization::Correction;
    static constexpr std::string_view name = "correction";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::member_id>({.server_set = true, .filterable = true, .reference = "member"}),
        field<&T::organization_id>({.server_set = true, .filterable = true, .reference = "organization"}), field<&T::field>({.required = true, .fixed = true, .sortable = true, .filterable = true}),
        field<&T::wanted>({.required = true, .fixed = true, .listed = false, .max = 2000}), field<&T::former>({.server_set = true, .listed = false}),
        field<&T::reason>({.fixed = true, .listed = false, .max = 500}), field<&T::state>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::procedure_version>({.server_set = true, .listed = false}), field<&T::asked_on>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::due_on>({.server_set = true, .sortable = true, .filterable = true}), field<&T::answered_on>({.server_set = true, .sortable = true, .filterable = true, .listed = false}),
        field<&T::answer>({.server_set = true, .listed = false}), field<&T::seen_on>({.server_set = true, .listed = false}), field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<organization::CorrectionStep> {
    using T = organization::CorrectionStep;
    static constexpr std::string_view name = "correction_step";
    static constexpr auto fields = std::tuple{field<&T::note>({.long_text = true, .min = 4, .max = 500}), field<&T::member_version>({.min = 1})};
};
template <>
struct Schema<organization::CorrectionLook> {
    using T = organization::CorrectionLook;
    static constexpr std::string_view name = "correction_look";
    static constexpr auto fields = std::tuple{field<&T::reason>({.required = true, .min = 2, .max = 200})};
};

}  // namespace zhibu
