// An organisation's annual report: a draft that writes itself and that people edit, until it is final.
#pragma once
#include "kernel/document/document.hpp"
#include "report/report_policy.hpp"
#include "report/template.hpp"

namespace zhibu::report {

enum class ReportState { draft, final };
BOOST_DESCRIBE_ENUM(ReportState, draft, final)

struct Report {
    Id<Report> id{};
    Id<Organization> organization_id{};
    std::int64_t year{};
    std::string title{};
    ReportState state{ReportState::draft};
    Json sections{}, generated{};  // [ReportSection]: as edited, and as the template wrote them last
    Json figures{};                // name → figure, as computed at computed_at
    Instant computed_at{}, created_at{};
    Id<Account> created_by{};
    Instant changed_at{};
    std::optional<Date> finalised_on{};
    std::int64_t version{1};
};

struct NewReport {
    Id<Organization> organization_id{};
    std::int64_t year{};
};
struct ReportChange {
    std::string title{};
    std::vector<ReportSection> sections{};
};

// What the template says today, with the figures it stands on.
struct Computed {
    std::string organization, title;
    std::vector<ReportSection> sections;
    json::object figures;
};
// By the template of today: a report is written in today's words, about its year's figures.
Computed compute(const View& view, Id<Organization> organization, int year, Language language, const std::string& file = template_file);
document::Document paper(const std::string& title, const std::vector<ReportSection>& sections, const json::object& figures, const std::string& issuer, Date date,
                         const std::string& base_address);

}  // namespace zhibu::report

namespace zhibu {
template <>
struct Schema<report::Report> {
    using T = report::Report;
    static constexpr std::string_view name = "report";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.server_set = true, .filterable = true, .reference = "organization"}),
        field<&T::year>({.server_set = true, .sortable = true, .filterable = true, .min = 1921, .max = 9999}), field<&T::title>({.server_set = true}), field<&T::state>({.server_set = true, .filterable = true}),
        field<&T::sections>({.server_set = true, .listed = false}), field<&T::generated>({.server_set = true, .listed = false}), field<&T::figures>({.server_set = true, .listed = false}),
        field<&T::computed_at>({.server_set = true, .sortable = true}), field<&T::created_at>({.server_set = true, .sortable = true}),
        field<&T::created_by>({.server_set = true, .reference = "account"}), field<&T::changed_at>({.server_set = true, .sortable = true}),
        field<&T::finalised_on>({.server_set = true, .sortable = true}), field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<report::NewReport> {
    using T = report::NewReport;
    static constexpr std::string_view name = "new_report";
    static constexpr auto fields = std::tuple{field<&T::organization_id>({.required = true, .reference = "organization"}), field<&T::year>({.required = true, .min = 1949, .max = 2100})};
};
template <>
struct Schema<report::ReportChange> {
    using T = report::ReportChange;
    static constexpr std::string_view name = "report_change";
    static constexpr auto fields = std::tuple{field<&T::title>({.required = true, .max = 120}), field<&T::sections>({.required = true, .max = 60})};
};
}  // namespace zhibu
