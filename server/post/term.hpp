// A term (届) of what leads an organisation, the change of term (换届) that begins it, and the extension that a superior grants.
#pragma once
#include "kernel/procedure/procedure.hpp"
#include "post/holding.hpp"

namespace zhibu {
struct MeetingRecord;  // of life, known here by its number
struct LetterRecord;   // of supervision, the same

struct Term {
    Id<Term> id{};
    Id<Organization> organization_id{};
    std::string number{};                // 第三届
    std::string kind{};                  // of the pack
    Date began_on{}, planned_on{}, due_on{};  // planned: without extensions
    std::optional<Date> ended_on{};      // the day before the next one began
    std::optional<Id<MeetingRecord>> meeting_id{};
    std::string decided_by{}, approval{};  // the meeting or ballot in words; the paper that approved the result
    std::optional<Id<LetterRecord>> letter_id{};
    std::optional<Date> reminded_on{};
    Instant recorded_at{};
    Id<Account> recorded_by{};
    std::int64_t version{1};
};
template <>
struct Schema<Term> {
    using T = Term;
    static constexpr std::string_view name = "term";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.server_set = true, .sortable = true, .filterable = true, .reference = "organization"}),
        field<&T::number>({.required = true, .max = 20}), field<&T::kind>({.server_set = true, .filterable = true}), field<&T::began_on>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::planned_on>({.server_set = true, .sortable = true, .filterable = true, .listed = false}), field<&T::due_on>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::ended_on>({.server_set = true, .sortable = true, .filterable = true, .listed = false}), field<&T::meeting_id>({.server_set = true, .listed = false, .reference = "meeting"}),
        field<&T::decided_by>({.max = 200}), field<&T::approval>({.max = 120}), field<&T::letter_id>({.server_set = true, .listed = false, .reference = "letter"}),
        field<&T::reminded_on>({.server_set = true, .sortable = true, .filterable = true}), field<&T::recorded_at>({.server_set = true, .listed = false}),
        field<&T::recorded_by>({.server_set = true, .listed = false, .reference = "account"}), field<&T::version>({.server_set = true, .listed = false})};
};

struct TermExtension {
    Id<TermExtension> id{};
    Id<Organization> organization_id{};
    Id<Term> term_id{};
    Date until{};
    std::string reason{};
    std::string state{};
    std::int64_t procedure_version{};
    std::optional<Date> due_on{};
    Date requested_on{};
    Id<Account> requested_by{};
    std::optional<Date> decided_on{};
    std::string decision{};
    std::int64_t version{1};
};
template <>
struct Schema<TermExtension> {
    using T = TermExtension;
    static constexpr std::string_view name = "term_extension";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.server_set = true, .sortable = true, .filterable = true, .reference = "organization"}),
        field<&T::term_id>({.required = true, .fixed = true, .filterable = true, .reference = "term"}), field<&T::until>({.required = true, .fixed = true, .sortable = true, .filterable = true}),
        field<&T::reason>({.required = true, .fixed = true, .long_text = true, .min = 4, .max = 1000}), field<&T::state>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::procedure_version>({.server_set = true, .listed = false}), field<&T::due_on>({.server_set = true, .listed = false}),
        field<&T::requested_on>({.server_set = true, .sortable = true, .filterable = true}), field<&T::requested_by>({.server_set = true, .reference = "account"}),
        field<&T::decided_on>({.server_set = true, .sortable = true, .filterable = true}), field<&T::decision>({.server_set = true, .listed = false, .long_text = true}),
        field<&T::version>({.server_set = true, .listed = false})};
};

namespace post {

struct ElectedTo {
    std::string post{};
    Id<Member> member_id{};
    std::optional<Id<Member>> stand_in_id{};
};
// 换届: what was elected when, on which paper, and who holds which post from then on.
struct TermChange {
    Id<Organization> organization_id{};
    std::string number{}, kind{};
    Date began_on{};
    std::optional<Id<MeetingRecord>> meeting_id{};
    std::string decided_by{}, approval{};
    std::vector<ElectedTo> holders{};
};
struct Note {
    std::string note{};
};
struct TermMistake {
    std::string reason{};
};

enum class Standing { within, soon, overdue };  // in its term, within the first reminder of its end, beyond it
BOOST_DESCRIBE_ENUM(Standing, within, soon, overdue)
Standing standing_of(const View& view, const Term& term, Date day);
// Terms that ran on a day, and of those by then within or beyond their end; by the extensions that were granted by that day.
Where ran_on(Date day);
Where due_by_then(Date day, const char* comparison);
std::optional<Term> term_of(const View& view, Id<Organization> organization, Date day);
procedure::Case case_of(const TermExtension& extension);

void install_terms(App& app);
void install_taking_back(App& app);
void install_extensions(App& app);

}  // namespace post

template <>
struct Schema<post::ElectedTo> {
    using T = post::ElectedTo;
    static constexpr std::string_view name = "elected_to";
    static constexpr auto fields = std::tuple{field<&T::post>({.required = true, .max = 40}), field<&T::member_id>({.required = true, .reference = "member"}), field<&T::stand_in_id>({.reference = "member"})};
};
template <>
struct Schema<post::TermChange> {
    using T = post::TermChange;
    static constexpr std::string_view name = "term_change";
    static constexpr auto fields = std::tuple{
        field<&T::organization_id>({.required = true, .reference = "organization"}), field<&T::number>({.required = true, .max = 20}), field<&T::kind>({.max = 20}), field<&T::began_on>({.required = true}),
        field<&T::meeting_id>({.reference = "meeting"}), field<&T::decided_by>({.max = 200}), field<&T::approval>({.max = 120}), field<&T::holders>({.required = true, .max = 60})};
};
template <>
struct Schema<post::TermMistake> {
    static constexpr std::string_view name = "term_mistake";
    static constexpr auto fields = std::tuple{field<&post::TermMistake::reason>({.required = true, .max = 200})};
};
template <>
struct Schema<post::Note> {
    static constexpr std::string_view name = "post_note";
    static constexpr auto fields = std::tuple{field<&post::Note::note>({.max = 1000})};
};
}  // namespace zhibu
