// What a visit is scored by: sheets of the pack (packs/standard/tour.toml) with their items, circles, times and limits.
#pragma once
#include "kernel/app.hpp"
#include "kernel/pack/book.hpp"
#include "organization/organization.hpp"

namespace zhibu::tour {

struct SheetItem {
    std::string key{}, label{}, english{};
    std::int64_t points{};
    std::string about{};
};
struct SheetCircle {
    std::string key{}, label{}, english{};
    std::int64_t weight{};
    std::vector<std::string> roles{};  // whose accounts the page proposes
};
struct Sheet {
    std::string name{}, title{}, english{};
    bool scan_first{false};
    std::int64_t opens_before_minutes{60}, late_minutes{0};
    std::int64_t trim_from{0}, least_scores{1};
    std::int64_t excellent_at_least{100}, excellent_share{0};  // points, percent of the stations
    std::vector<std::string> figures{};
    std::vector<SheetItem> items{};
    std::vector<SheetCircle> circles{};
    std::string source{};
    Date valid_from{};

    const SheetCircle* circle(std::string_view key) const;
};
struct Rules {
    std::vector<Sheet> sheets;
    const Sheet* sheet(std::string_view name) const;
};
using KeptRules = std::shared_ptr<const Rules>;
inline constexpr const char* rules_file = "standard/tour.toml";
KeptRules rules_on(const View& view, Date day);
void declare_rules(App& app);

}  // namespace zhibu::tour

namespace zhibu {
template <>
struct Schema<tour::SheetItem> {
    using T = tour::SheetItem;
    static constexpr std::string_view name = "tour_item";
    static constexpr auto fields = std::tuple{field<&T::key>({.required = true, .max = 16}), field<&T::label>({.required = true, .max = 40}), field<&T::english>({.required = true}),
                                              field<&T::points>({.required = true, .min = 1, .max = 100}), field<&T::about>({.max = 200})};
};
template <>
struct Schema<tour::SheetCircle> {
    using T = tour::SheetCircle;
    static constexpr std::string_view name = "tour_circle";
    static constexpr auto fields = std::tuple{field<&T::key>({.required = true, .max = 16}), field<&T::label>({.required = true, .max = 40}), field<&T::english>({.required = true}),
                                              field<&T::weight>({.required = true, .min = 1, .max = 100}), field<&T::roles>({.max = 8})};
};
template <>
struct Schema<tour::Sheet> {
    using T = tour::Sheet;
    static constexpr std::string_view name = "tour_sheet";
    static constexpr auto fields = std::tuple{
        field<&T::name>({.required = true, .max = 40}), field<&T::title>({.required = true, .max = 60}), field<&T::english>({.required = true}), field<&T::scan_first>(),
        field<&T::opens_before_minutes>({.min = 0, .max = 1440}), field<&T::late_minutes>({.min = 0, .max = 2880}), field<&T::trim_from>({.min = 0, .max = 1000}),
        field<&T::least_scores>({.min = 1, .max = 1000}), field<&T::excellent_at_least>({.min = 0, .max = 100}), field<&T::excellent_share>({.min = 0, .max = 100}), field<&T::figures>({.max = 12}),
        field<&T::items>({.required = true, .max = 20}), field<&T::circles>({.required = true, .max = 8}), field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
}  // namespace zhibu
