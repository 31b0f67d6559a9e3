// 提示单, 督办函 and 承诺书: numbered papers with a receipt and a day by which they are answered.
#pragma once
#include "kernel/document/document.hpp"
#include "kernel/record/view.hpp"
#include "kernel/schema/record.hpp"

namespace zhibu::supervision {

enum class LetterKind { reminder, supervision, pledge };
BOOST_DESCRIBE_ENUM(LetterKind, reminder, supervision, pledge)

struct Letter {
    Id<Letter> id{};
    LetterKind kind{LetterKind::reminder};
    std::string number{};                   // 直工提〔2021〕7号, given when issued
    std::int64_t year{}, sequence{};
    Id<Organization> issuer_id{};
    Id<Organization> organization_id{};     // who receives it
    std::string title{}, opening{}, closing{};
    Json problem_ids{"[]"};
    std::int64_t reply_days{};              // working days from the day of issue; 0: the template's
    std::string state{};
    std::int64_t procedure_version{};
    std::optional<Date> due_on{};           // to leave the state
    std::optional<Date> issued_on{}, reply_due_on{}, received_on{}, replied_on{}, closed_on{};
    std::string reply{};
    std::optional<Id<Letter>> replies_to{};
    std::int64_t version{1};
};

}  // namespace zhibu::supervision

namespace zhibu {
template <>
struct Schema<supervision::Letter> {
    using T = supervision::Letter;
    static constexpr std::string_view name = "letter";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::kind>({.fixed = true, .sortable = true, .filterable = true}),
        field<&T::number>({.server_set = true, .filterable = true}), field<&T::year>({.server_set = true, .sortable = true, .filterable = true, .listed = false, .min = 1921, .max = 9999}),
        field<&T::sequence>({.server_set = true, .sortable = true, .listed = false}),
        field<&T::issuer_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}),
        field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}), field<&T::title>({.max = 120}),
        field<&T::opening>({.long_text = true, .max = 4000}), field<&T::closing>({.long_text = true, .max = 1000}), field<&T::problem_ids>({.listed = false}),
        field<&T::reply_days>({.listed = false, .min = 0, .max = 60}), field<&T::state>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::procedure_version>({.server_set = true, .listed = false}), field<&T::due_on>({.server_set = true, .sortable = true, .filterable = true, .listed = false}),
        field<&T::issued_on>({.server_set = true, .sortable = true, .filterable = true}), field<&T::reply_due_on>({.server_set = true, .sortable = true, .filterable = true}),
        field<&T::received_on>({.server_set = true}), field<&T::replied_on>({.server_set = true}), field<&T::closed_on>({.server_set = true, .listed = false}),
        field<&T::reply>({.server_set = true, .listed = false, .long_text = true}), field<&T::replies_to>({.server_set = true, .filterable = true, .listed = false, .reference = "letter"}),
        field<&T::version>({.server_set = true, .listed = false})};
};
}  // namespace zhibu
