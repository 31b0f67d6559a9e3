// What clients send about rounds and sheets.
#pragma once
#include "standard/record.hpp"

namespace zhibu::standard {

struct StepSent {
    std::string note{};
};
struct Claim {
    std::string item{};
    Met met{Met::yes};
    std::string words{};
};
struct Claims {
    std::vector<Claim> claims{};
};
struct MarkSent {
    std::string item{};
    Met met{Met::yes};          // open: takes the mark back
    std::string points{};       // of part: "2.5"
    std::string note{};
};
struct Marks {
    std::vector<MarkSent> marks{};
};
struct GradeSent {
    std::string grade{};        // "": by the rule
    std::string reason{};
};
struct ObjectionAnswer {
    std::string answer{};
    bool upheld{false};
};
struct DrawSize {
    std::int64_t take{};
};
struct SheetChoice {
    std::vector<Id<StandardSheet>> sheets{};  // none: all that wait
};

}  // namespace zhibu::standard

namespace zhibu {
template <>
struct Schema<standard::StepSent> {
    static constexpr std::string_view name = "standard_step";
    static constexpr auto fields = std::tuple{field<&standard::StepSent::note>({.max = 500})};
};
template <>
struct Schema<standard::Claim> {
    using T = standard::Claim;
    static constexpr std::string_view name = "standard_claim";
    static constexpr auto fields = std::tuple{field<&T::item>({.required = true, .max = 60}), field<&T::met>(), field<&T::words>({.long_text = true, .max = 2000})};
};
template <>
struct Schema<standard::Claims> {
    static constexpr std::string_view name = "standard_claims";
    static constexpr auto fields = std::tuple{field<&standard::Claims::claims>({.required = true, .max = 200})};
};
template <>
struct Schema<standard::MarkSent> {
    using T = standard::MarkSent;
    static constexpr std::string_view name = "standard_mark";
    static constexpr auto fields = std::tuple{field<&T::item>({.required = true, .max = 60}), field<&T::met>(), field<&T::points>({.max = 8}), field<&T::note>({.max = 500})};
};
template <>
struct Schema<standard::Marks> {
    static constexpr std::string_view name = "standard_marks";
    static constexpr auto fields = std::tuple{field<&standard::Marks::marks>({.required = true, .max = 200})};
};
template <>
struct Schema<standard::GradeSent> {
    using T = standard::GradeSent;
    static constexpr std::string_view name = "standard_grade_sent";
    static constexpr auto fields = std::tuple{field<&T::grade>({.max = 40}), field<&T::reason>({.max = 500})};
};
template <>
struct Schema<standard::ObjectionAnswer> {
    using T = standard::ObjectionAnswer;
    static constexpr std::string_view name = "standard_objection_answer";
    static constexpr auto fields = std::tuple{field<&T::answer>({.required = true, .long_text = true, .max = 2000}), field<&T::upheld>()};
};
template <>
struct Schema<standard::DrawSize> {
    static constexpr std::string_view name = "standard_draw_size";
    static constexpr auto fields = std::tuple{field<&standard::DrawSize::take>({.required = true, .min = 1, .max = 10000})};
};
template <>
struct Schema<standard::SheetChoice> {
    static constexpr std::string_view name = "standard_sheet_choice";
    static constexpr auto fields = std::tuple{field<&standard::SheetChoice::sheets>({.max = 2000, .reference = "standard_sheet"})};
};
}  // namespace zhibu
