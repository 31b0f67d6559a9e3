// Who scores in which circle, by which items and choices, and how papers become a result: packs/standard/duty.toml.
#pragma once
#include "kernel/app.hpp"
#include "kernel/pack/book.hpp"
#include "organization/organization.hpp"

namespace zhibu::duty {

struct Rule {
    std::string name{};
    std::int64_t least_in_circle{}, drop_extremes_from{};
    std::string source{};
    Date valid_from{};
};
struct Circle {
    std::string key{}, label{}, english{};
    std::int64_t weight{};
    std::vector<std::string> roles{};  // whose accounts the page proposes
};
struct Item {
    std::string key{}, label{}, english{};
    std::int64_t points{};
};
struct Choice {
    std::string key{}, label{}, english{};
    std::int64_t percent{};
};
struct Grade {
    std::string key{}, label{}, english{};
    std::int64_t at_least{};
};
struct Rules {
    Rule rule;
    std::vector<Circle> circles;
    std::vector<Item> items;
    std::vector<Choice> choices;
    std::vector<Grade> grades;  // the best first

    const Circle* circle(std::string_view key) const;
    const Grade& grade_of(std::int64_t hundredths) const;
};
// As they hold on a day; of a session from its opening on: as they held then (DutySession::rules_number).
using KeptRules = std::shared_ptr<const Rules>;
inline constexpr const char* rules_file = "standard/duty.toml";
KeptRules rules_on(const View& view, Date day);
void declare_rules(App& app);

}  // namespace zhibu::duty

namespace zhibu {
template <>
struct Schema<duty::Rule> {
    using T = duty::Rule;
    static constexpr std::string_view name = "duty_rule";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true}), field<&T::least_in_circle>({.min = 1, .max = 100}), field<&T::drop_extremes_from>({.min = 0, .max = 1000}),
                                              field<&T::source>({.required = true}), field<&T::valid_from>({.required = true})};
};
template <>
struct Schema<duty::Circle> {
    using T = duty::Circle;
    static constexpr std::string_view name = "duty_circle";
    static constexpr auto fields = std::tuple{field<&T::key>({.required = true, .max = 16}), field<&T::label>({.required = true}), field<&T::english>({.required = true}), field<&T::weight>({.min = 1, .max = 100}),
                                              field<&T::roles>({.max = 8})};
};
template <>
struct Schema<duty::Item> {
    using T = duty::Item;
    static constexpr std::string_view name = "duty_item";
    static constexpr auto fields = std::tuple{field<&T::key>({.required = true}), field<&T::label>({.required = true}), field<&T::english>({.required = true}), field<&T::points>({.min = 1, .max = 100})};
};
template <>
struct Schema<duty::Choice> {
    using T = duty::Choice;
    static constexpr std::string_view name = "duty_choice";
    static constexpr auto fields = std::tuple{field<&T::key>({.required = true}), field<&T::label>({.required = true}), field<&T::english>({.required = true}), field<&T::percent>({.min = 0, .max = 100})};
};
template <>
struct Schema<duty::Grade> {
    using T = duty::Grade;
    static constexpr std::string_view name = "duty_grade";
    static constexpr auto fields = std::tuple{field<&T::key>({.required = true}), field<&T::label>({.required = true}), field<&T::english>({.required = true}), field<&T::at_least>({.min = 0, .max = 100})};
};
}  // namespace zhibu
