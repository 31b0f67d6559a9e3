// The records behind a figure: facts that were not taken back, with where they come from.
#pragma once
#include "kernel/http/router.hpp"
#include "report/report_policy.hpp"

namespace zhibu::report {

struct FactRow {
    std::int64_t id{};
    Date happened_on{};
    std::string kind{}, kind_label{};
    Id<Organization> organization_id{};
    std::optional<Id<Member>> member_id{};
    std::int64_t amount{};
    std::string unit{};
    bool late{false};
    std::string source_kind{};
    std::int64_t source_id{};
    std::string source_name{}, source_page{};
    Instant entered_at{};
    std::optional<Id<Account>> entered_by{};
};

struct FactQuery {
    std::vector<std::string> kinds{};           // names or patterns; none: all
    Id<Organization> within{}, organization{};  // all below it, by the tree of the fact's day; exactly this one
    std::optional<Period> period{};
    std::optional<Date> from{}, to{};
    Id<Member> member{};
    std::string source_kind{};
    std::int64_t source_id{};
    std::optional<bool> late{};
    bool one_for_each_organization{false};      // the newest of each, by the tree of the period's last day
    bool one_for_each_member{false};            // likewise
    bool without_exempt{false};                 // as of the period's last day, or today
    std::string order = "f.happened_on DESC, f.id DESC";
    std::int64_t page = 1, size = 50;
};
struct FactTotals {
    std::int64_t count{}, amount{}, late{}, organizations{}, members{};
};

// What the actor may see of it.
std::vector<FactRow> facts(const View& view, const FactQuery& query, Language language);
FactTotals fact_totals(const View& view, const FactQuery& query);
// "主题党日" for life.held.theme_day.
std::string kind_label(const Words& words, Language language, std::string_view kind);

void install_facts(App& app);
void install_figures(App& app);
void install_roster(App& app);
void install_reports(App& app);
void install_binders(App& app);
void install_asked_drafts(App& app);

}  // namespace zhibu::report

namespace zhibu {
template <>
struct Schema<report::FactRow> {
    using T = report::FactRow;
    static constexpr std::string_view name = "fact";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .listed = false}), field<&T::happened_on>({.server_set = true, .sortable = true}), field<&T::kind>({.server_set = true, .listed = false}),
        field<&T::kind_label>({.server_set = true}), field<&T::organization_id>({.server_set = true, .reference = "organization"}),
        field<&T::member_id>({.server_set = true, .reference = "member"}), field<&T::amount>({.server_set = true, .sortable = true}), field<&T::unit>({.server_set = true}),
        field<&T::late>({.server_set = true}), field<&T::source_kind>({.server_set = true, .listed = false}), field<&T::source_id>({.server_set = true, .listed = false}),
        field<&T::source_name>({.server_set = true}), field<&T::source_page>({.server_set = true, .listed = false}),
        field<&T::entered_at>({.server_set = true, .sortable = true}), field<&T::entered_by>({.server_set = true, .reference = "account"})};
};
}  // namespace zhibu
