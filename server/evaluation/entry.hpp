// Values entered by hand for indicators of kind manual: by a named person, with a reason, marked as such wherever they count.
#pragma once
#include "evaluation/evaluation.hpp"

namespace zhibu::evaluation {

enum class EntryState { entered, withdrawn };
BOOST_DESCRIBE_ENUM(EntryState, entered, withdrawn)

struct IndexEntry {
    Id<IndexEntry> id{};
    std::string indicator{};
    Id<Organization> organization_id{};
    Period period{};
    std::int64_t value{};
    std::string reason{};
    Id<Account> entered_by{};
    Instant entered_at{};
    EntryState state{EntryState::entered};
    std::string withdrawn_why{};
    std::int64_t version{1};
};
struct EntryWithdrawal {
    std::string reason{};
};

struct EntryPolicy {
    // What counts for an organisation its own people see, too.
    static Where visible_to(const View& view) { return view.within(organization::readers); }
    static Where matching(const View&, const std::string& words) { return where("reason LIKE ?", "%" + words + "%"); }
    // The clerk of the committee above, for organisations below: never an organ for itself.
    static Verdict may_create(const View& view, const IndexEntry& entry) { return allowed_if(view.covers(clerks, entry.organization_id), "enters_no_values"); }
    static Verdict may_change(const View& view, const IndexEntry& entry) {
        if (entry.state == EntryState::withdrawn) return denied("entry_was_withdrawn");
        return may_create(view, entry);
    }
};

}  // namespace zhibu::evaluation

namespace zhibu {
template <>
struct Schema<evaluation::IndexEntry> {
    using T = evaluation::IndexEntry;
    static constexpr std::string_view name = "index_entry";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::indicator>({.required = true, .fixed = true, .sortable = true, .filterable = true, .max = 60}),
        field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}), field<&T::period>({.required = true, .fixed = true, .sortable = true, .filterable = true}),
        field<&T::value>({.sortable = true, .min = 0, .max = 1000000}), field<&T::reason>({.required = true, .long_text = true, .min = 4, .max = 500}),
        field<&T::entered_by>({.server_set = true, .reference = "account"}), field<&T::entered_at>({.server_set = true, .sortable = true}), field<&T::state>({.server_set = true, .filterable = true}),
        field<&T::withdrawn_why>({.server_set = true, .listed = false}), field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<evaluation::EntryWithdrawal> {
    static constexpr std::string_view name = "index_entry_withdrawal";
    static constexpr auto fields = std::tuple{field<&evaluation::EntryWithdrawal::reason>({.required = true, .max = 200})};
};
}  // namespace zhibu
