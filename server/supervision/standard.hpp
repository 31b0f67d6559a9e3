// What the pack says about supervision: checklists, kinds of problems, the words of letters.
#pragma once
#include "kernel/pack/book.hpp"
#include "supervision/letter.hpp"

namespace zhibu::supervision {

struct ChecklistItem {
    std::string code{}, group{}, text{}, clause{}, category{};
    std::string evidence{};       // facts that show it already; "" where there are none
    std::int64_t at_least{};      // of them in a year
};
struct Checklist {
    std::string name{}, title{}, source{};
    Date valid_from{};
    std::vector<ChecklistItem> items{};
};
struct Category {
    std::string code{}, label{}, english{};
};
struct LetterTemplate {
    LetterKind kind{};
    std::string label{}, code{}, title{}, topic{}, opening{}, closing{};
    std::int64_t reply_days{};
    std::string source{};
};

// The kinds of problems are the program's: past problems bear their codes, and figures of many years count by them.
struct Standard {
    std::vector<Category> categories;
    std::string source;

    const Category* category(std::string_view code) const;
};
// Read once from the packs inside the binary; throws pack::Fault naming file and line.
const Standard& standard();

// The office's own, in versions: an inspection goes by the checklists of the day it starts on, a letter by the words of its day.
struct Checklists {
    std::vector<Checklist> all;
    const Checklist* find(std::string_view name) const;
    const ChecklistItem* item(std::string_view checklist, std::string_view code) const;
};
struct LetterTemplates {
    std::vector<LetterTemplate> all;
    const LetterTemplate& of(LetterKind kind) const;
};
std::shared_ptr<const Checklists> checklists_on(const View& view, Date day);
std::shared_ptr<const LetterTemplates> letter_templates_on(const View& view, Date day);
void declare_rules(App& app);

}  // namespace zhibu::supervision

namespace zhibu {
template <>
struct Schema<supervision::ChecklistItem> {
    using T = supervision::ChecklistItem;
    static constexpr std::string_view name = "checklist_item";
    static constexpr auto fields = std::tuple{field<&T::code>({.required = true}), field<&T::group>({.required = true}), field<&T::text>({.required = true}),
                                              field<&T::clause>({.required = true}), field<&T::category>({.required = true}), field<&T::evidence>(), field<&T::at_least>({.min = 0, .max = 366})};
};
template <>
struct Schema<supervision::Checklist> {
    using T = supervision::Checklist;
    static constexpr std::string_view name = "checklist";
    static constexpr auto fields = std::tuple{field<&T::name>({.required = true}), field<&T::title>({.required = true}), field<&T::source>({.required = true}),
                                              field<&T::valid_from>({.required = true}), field<&T::items>({.required = true, .max = 200})};
};
template <>
struct Schema<supervision::Category> {
    using T = supervision::Category;
    static constexpr std::string_view name = "problem_category";
    static constexpr auto fields = std::tuple{field<&T::code>({.required = true}), field<&T::label>({.required = true}), field<&T::english>({.required = true})};
};
template <>
struct Schema<supervision::LetterTemplate> {
    using T = supervision::LetterTemplate;
    static constexpr std::string_view name = "letter_template";
    static constexpr auto fields = std::tuple{field<&T::kind>(), field<&T::label>({.required = true}), field<&T::code>({.required = true}), field<&T::title>({.required = true}),
                                              field<&T::topic>(), field<&T::opening>({.required = true}), field<&T::closing>({.required = true}),
                                              field<&T::reply_days>({.min = 1, .max = 60}), field<&T::source>({.required = true})};
};
}  // namespace zhibu
