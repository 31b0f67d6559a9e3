// The problem ledger (问题台账): what was found, where, and how far it is put right.
#pragma once
#include "kernel/procedure/procedure.hpp"
#include "kernel/record/view.hpp"
#include "kernel/schema/record.hpp"
#include "supervision/inspection.hpp"
#include "supervision/letter.hpp"

namespace zhibu::supervision {

enum class Severity { minor, general, serious };
BOOST_DESCRIBE_ENUM(Severity, minor, general, serious)

// "Problem" alone is the kernel's word for a refusal.
struct LedgerProblem {
    Id<LedgerProblem> id{};
    Id<Organization> organization_id{};
    std::optional<Id<Inspection>> inspection_id{};
    std::optional<Id<Visit>> visit_id{};
    std::string item{};                       // of the checklist
    std::string category{};                   // of the pack
    Severity severity{Severity::general};
    std::string clause{};
    std::string description{};
    Date found_on{};
    std::string state{};                      // of the procedure
    std::int64_t procedure_version{};
    std::optional<Date> due_on{};             // to leave the state
    std::optional<Date> fed_back_on{}, received_on{}, measures_on{}, reported_on{}, verified_on{}, closed_on{}, reopened_on{};
    std::string measures{}, owner{};          // who answers for it
    std::optional<Date> promised_on{};
    std::string rectification{};
    std::string unfixable_reason{};
    std::optional<Id<Letter>> letter_id{};    // the paper that fed it back
    Id<Account> raised_by{};
    std::optional<Instant> reminded_at{};
    std::int64_t version{1};
};

// What a step may be sent; which of it is required the procedure says.
struct StepInput {
    std::string note{}, measures{}, owner{};
    std::optional<Date> due_on{};
    std::string rectification{};
    std::vector<std::string> photos{};
};

}  // namespace zhibu::supervision

namespace zhibu {
template <>
struct Schema<supervision::LedgerProblem> {
    using T = supervision::LedgerProblem;
    static constexpr std::string_view name = "problem";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .filterable = true, .listed = false}), field<&T::description>({.required = true, .min = 4, .max = 2000}),
        field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}),
        field<&T::state>({.server_set = true, .sortable = true, .filterable = true}), field<&T::category>({.required = true, .sortable = true, .filterable = true, .max = 60}),
        field<&T::due_on>({.server_set = true, .sortable = true, .filterable = true}), field<&T::severity>({.sortable = true, .filterable = true}),
        field<&T::owner>({.server_set = true}), field<&T::found_on>({.required = true, .sortable = true, .filterable = true}),
        field<&T::inspection_id>({.fixed = true, .filterable = true, .listed = false, .reference = "inspection"}), field<&T::visit_id>({.fixed = true, .filterable = true, .listed = false}),
        field<&T::item>({.fixed = true, .listed = false, .max = 60}), field<&T::clause>({.listed = false, .max = 300}),
        field<&T::procedure_version>({.server_set = true, .listed = false}), field<&T::fed_back_on>({.server_set = true, .filterable = true, .listed = false}),
        field<&T::received_on>({.server_set = true, .listed = false}), field<&T::measures_on>({.server_set = true, .filterable = true, .listed = false}),
        field<&T::reported_on>({.server_set = true, .filterable = true, .listed = false}), field<&T::verified_on>({.server_set = true, .listed = false}),
        field<&T::closed_on>({.server_set = true, .sortable = true, .filterable = true, .listed = false}), field<&T::reopened_on>({.server_set = true, .filterable = true, .listed = false}),
        field<&T::measures>({.server_set = true, .long_text = true}), field<&T::promised_on>({.server_set = true, .listed = false}),
        field<&T::rectification>({.server_set = true, .long_text = true}), field<&T::unfixable_reason>({.server_set = true, .listed = false}),
        field<&T::letter_id>({.server_set = true, .filterable = true, .listed = false, .reference = "letter"}), field<&T::raised_by>({.server_set = true, .listed = false, .reference = "account"}),
        field<&T::reminded_at>({.server_set = true, .listed = false}), field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<supervision::StepInput> {
    using T = supervision::StepInput;
    static constexpr std::string_view name = "problem_step";
    static constexpr auto fields = std::tuple{field<&T::note>({.long_text = true, .max = 2000}), field<&T::measures>({.long_text = true, .max = 2000}), field<&T::owner>({.max = 60}),
                                              field<&T::due_on>(), field<&T::rectification>({.long_text = true, .max = 4000}), field<&T::photos>({.max = 9})};
};
}  // namespace zhibu
