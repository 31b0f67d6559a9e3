// Figures of business (业务指标) by organisation and period, whole numbers in the unit that the pack gives, with the change on the year.
#pragma once
#include "kernel/pack/book.hpp"
#include "organization/organization.hpp"

namespace zhibu::business {

enum class Better { lower, higher };
BOOST_DESCRIBE_ENUM(Better, lower, higher)

// What figures an office keeps, of packs/standard/business.toml.
struct FigureDefinition {
    std::string name{}, title{}, title_english{};
    std::string unit{}, unit_english{};
    Better better{Better::higher};
    std::string fact{};                 // the kind of fact whose amount is the value; empty: none, then no indicator reads it
    std::vector<std::string> words{};   // how sheets write it, beside the title
    std::string source{};
};
struct Rules {
    std::vector<FigureDefinition> figures{};
    const FigureDefinition* find(std::string_view name) const;
    const FigureDefinition* said(std::string_view words) const;  // by name, title or one of the words, as headings are compared
};
std::shared_ptr<const Rules> rules_on(const View& view, Date day);
void declare_rules(App& app);

struct BusinessFigure {
    Id<BusinessFigure> id{};
    std::string name{}, title{};
    Id<Organization> organization_id{};
    Period period{};
    std::int64_t value{};
    std::string unit{};
    Better better{Better::higher};
    std::optional<std::int64_t> previous{};  // of the same period a year before
    std::string change{};                    // "-24.7%", "" where there is nothing to compare with
    std::string source{};
    std::int64_t version{1};
};

struct FigurePolicy {
    static Where visible_to(const View& view) { return view.within(organization::readers); }
    static Where matching(const View&, const std::string& words) { return where("(title LIKE ? OR source LIKE ?)", "%" + words + "%", "%" + words + "%"); }
    static Verdict may_create(const View& view, const BusinessFigure& figure) { return allowed_if(view.actor.system || view.covers(organization::keepers, figure.organization_id), "keeps_no_business"); }
    static Verdict may_change(const View& view, const BusinessFigure& figure) { return may_create(view, figure); }
};

// Unit and direction as the pack gives them; "" or the violation of the name.
std::string_view define(const Rules& rules, BusinessFigure& figure);
// The day from which a period is reported: in the last month of a year or quarter, from the 25th of a month.
Date reported_from(Period period);
// Why the period cannot be: not yet to be reported, or other lengths of period already used for this figure this year; "" where it can.
std::string_view period_fault(const View& view, const BusinessFigure& figure);
void compare(const View& view, BusinessFigure& figure);             // previous and change
void record_facts(Transaction& t, const BusinessFigure& figure);
void tell_next_year(Transaction& t, const BusinessFigure& figure);  // whose change rests on this value
void forget_comparison(Transaction& t, const BusinessFigure& figure);  // before it goes: the next year has nothing to compare with

}  // namespace zhibu::business

namespace zhibu {
template <>
struct Schema<business::FigureDefinition> {
    using T = business::FigureDefinition;
    static constexpr std::string_view name = "business_figure_definition";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true, .max = 60}), field<&T::title>({.required = true, .max = 60}), field<&T::title_english>({.required = true}), field<&T::unit>({.required = true, .max = 12}),
        field<&T::unit_english>({.required = true, .max = 24}), field<&T::better>(), field<&T::fact>({.max = 80}), field<&T::words>({.max = 20}), field<&T::source>({.required = true})};
};
template <>
struct Schema<business::BusinessFigure> {
    using T = business::BusinessFigure;
    static constexpr std::string_view name = "business_figure";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::name>({.required = true, .fixed = true, .filterable = true, .listed = false, .max = 60}), field<&T::title>({.server_set = true, .sortable = true}),
        field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}), field<&T::period>({.required = true, .fixed = true, .sortable = true, .filterable = true}),
        field<&T::value>({.sortable = true, .min = 0, .max = 1'000'000'000'000}), field<&T::unit>({.server_set = true}), field<&T::better>({.server_set = true, .filterable = true}),
        field<&T::previous>({.server_set = true}), field<&T::change>({.server_set = true}), field<&T::source>({.required = true, .max = 120}), field<&T::version>({.server_set = true, .listed = false})};
};
}  // namespace zhibu
