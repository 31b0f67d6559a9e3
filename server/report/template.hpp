// The annual report's template: sections and sentences of a pack, and how they become text runs for an organisation.
#pragma once
#include <string>
#include <vector>

#include "kernel/indicator/indicator.hpp"
#include "organization/organization.hpp"

namespace zhibu::report {

// 工委; 机关党委 and what else leads organisations; 党支部 of every kind.
enum class Level { committee, organ, branch };
BOOST_DESCRIBE_ENUM(Level, committee, organ, branch)
Level level_of(OrganizationKind kind);

struct TemplateSection {
    std::string key{}, heading{};
    std::vector<Level> levels{};  // none: all
};
struct TemplateSentence {
    std::string section{}, paragraph{}, text{}, otherwise{};
    std::vector<std::string> needs{};             // figures with a value above zero
    std::vector<std::string> none{};              // figures that are zero or have no value
    std::vector<std::string> full{}, partial{};   // shares of 100 %, and of less
    std::vector<Level> levels{};
};

// A stretch of a paragraph: text, or a figure whose value stands in the report's figures.
struct ReportRun {
    std::string text{}, figure{};
    bool operator==(const ReportRun&) const = default;
};
struct ReportParagraph {
    std::string key{};  // of the template; empty: written by hand
    std::vector<ReportRun> runs{};
    bool operator==(const ReportParagraph&) const = default;
};
struct ReportSection {
    std::string key{}, heading{};
    std::vector<ReportParagraph> paragraphs{};
};

inline constexpr const char* template_file = "standard/report_annual.toml";

using Readings = std::map<std::string, Reading, std::less<>>;  // by the indicator's name

class Template {
public:
    // Throws pack::Fault with file and line for an unknown section, figure or field.
    Template(const pack::File& file, const Indicators& indicators);
    std::string title(const std::string& organization, int year) const;
    std::vector<ReportSection> write(const std::string& organization, Level level, int year, const Readings& readings) const;

private:
    std::string title_;
    std::vector<TemplateSection> sections_;
    std::vector<TemplateSentence> sentences_;
};

// What a person wrote stays, what the template wrote is written anew: `edited` grew from `generated`, `fresh` is what the
// template says now. A paragraph taken out by hand does not come back.
std::vector<ReportSection> refreshed(const std::vector<ReportSection>& edited, const std::vector<ReportSection>& generated, const std::vector<ReportSection>& fresh);

}  // namespace zhibu::report

namespace zhibu {
template <>
struct Schema<report::TemplateSection> {
    using T = report::TemplateSection;
    static constexpr std::string_view name = "report_template_section";
    static constexpr auto fields = std::tuple{field<&T::key>({.required = true}), field<&T::heading>({.required = true}), field<&T::levels>()};
};
template <>
struct Schema<report::TemplateSentence> {
    using T = report::TemplateSentence;
    static constexpr std::string_view name = "report_template_sentence";
    static constexpr auto fields = std::tuple{field<&T::section>({.required = true}), field<&T::paragraph>({.required = true}), field<&T::text>({.required = true}), field<&T::otherwise>(),
                                              field<&T::needs>(), field<&T::none>(), field<&T::full>(), field<&T::partial>(), field<&T::levels>()};
};
template <>
struct Schema<report::ReportRun> {
    using T = report::ReportRun;
    static constexpr std::string_view name = "report_run";
    static constexpr auto fields = std::tuple{field<&T::text>({.max = 20000}), field<&T::figure>({.max = 60})};
};
template <>
struct Schema<report::ReportParagraph> {
    using T = report::ReportParagraph;
    static constexpr std::string_view name = "report_paragraph";
    static constexpr auto fields = std::tuple{field<&T::key>({.max = 120}), field<&T::runs>({.max = 200})};
};
template <>
struct Schema<report::ReportSection> {
    using T = report::ReportSection;
    static constexpr std::string_view name = "report_section";
    static constexpr auto fields = std::tuple{field<&T::key>({.max = 60}), field<&T::heading>({.required = true, .max = 200}), field<&T::paragraphs>({.max = 200})};
};
}  // namespace zhibu
