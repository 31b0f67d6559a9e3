// Reads the pack's words about supervision, and checks that its parts name one another rightly.
#include "supervision/standard.hpp"

#include <algorithm>
#include <set>

#include "kernel/app.hpp"

namespace zhibu::supervision {

namespace {

constexpr const char* checklist_file = "standard/checklist.toml";
constexpr const char* letter_file = "standard/letter.toml";

Standard read_standard(const pack::File& file) {
    file.known("valid_from");
    return {file.rows<Category>("category"), file.text("source")};
}

// An item names a kind of problem, and the facts that show it: both must be there.
Checklists read_checklists(const App& app, const pack::File& file) {
    Checklists lists{file.rows<Checklist>("checklist")};
    Faults faults;
    std::set<std::string> names;
    for (std::size_t i = 0; i < lists.all.size(); ++i) {
        auto here = "#/checklist/" + std::to_string(i);
        if (!names.insert(lists.all[i].name).second) faults.add(here + "/name", "taken");
        std::set<std::string> codes;
        for (std::size_t j = 0; j < lists.all[i].items.size(); ++j) {
            auto& item = lists.all[i].items[j];
            auto at = here + "/items/" + std::to_string(j);
            if (!codes.insert(item.code).second) faults.add(at + "/code", "taken");
            if (!standard().category(item.category)) faults.add(at + "/category", "unknown_reference");
            if (!item.evidence.empty() && !app.fact_kinds.all().contains(item.evidence)) faults.add(at + "/evidence", "unknown_fact", {{"name", item.evidence}});
        }
    }
    if (lists.all.empty()) faults.add("#/checklist", "required");
    file.refuse(faults);
    return lists;
}

LetterTemplates read_letters(const pack::File& file) {
    LetterTemplates letters{file.rows<LetterTemplate>("letter")};
    Faults faults;
    for (auto kind : {LetterKind::reminder, LetterKind::supervision, LetterKind::pledge})
        if (std::none_of(letters.all.begin(), letters.all.end(), [&](auto& each) { return each.kind == kind; })) faults.add("#/letter", "required");
    // The way of a letter is the program's: a running letter keeps it to its end.
    static const auto way = json::object{pack::embedded(letter_file).content()}["procedure"];
    file.known("procedure");
    auto* procedure = file.content().if_contains("procedure");
    if (!procedure || *procedure != way) faults.add("#/procedure", "pack_fixed_part");
    file.refuse(faults);
    return letters;
}

}  // namespace

const Category* Standard::category(std::string_view code) const {
    auto found = std::find_if(categories.begin(), categories.end(), [&](auto& each) { return each.code == code; });
    return found == categories.end() ? nullptr : &*found;
}
const Standard& standard() {
    static const Standard all = read_standard(pack::embedded("standard/inspection.toml"));
    return all;
}

const Checklist* Checklists::find(std::string_view name) const {
    auto found = std::find_if(all.begin(), all.end(), [&](auto& each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}
const ChecklistItem* Checklists::item(std::string_view list, std::string_view code) const {
    auto* in = find(list);
    if (!in) return nullptr;
    auto found = std::find_if(in->items.begin(), in->items.end(), [&](auto& each) { return each.code == code; });
    return found == in->items.end() ? nullptr : &*found;
}
const LetterTemplate& LetterTemplates::of(LetterKind kind) const {
    return *std::find_if(all.begin(), all.end(), [&](auto& each) { return each.kind == kind; });
}

std::shared_ptr<const Checklists> checklists_on(const View& view, Date day) { return view.app.packs.at<Checklists>(view, checklist_file, day); }
std::shared_ptr<const LetterTemplates> letter_templates_on(const View& view, Date day) { return view.app.packs.at<LetterTemplates>(view, letter_file, day); }

void declare_rules(App& app) {
    app.packs.declare<Checklists>("checklist", [&app](const pack::File& file) { return read_checklists(app, file); });
    app.packs.declare<LetterTemplates>("letter", read_letters);
    app.packs.declare<Standard>("inspection", read_standard, {.fixed = "pack_fixed_categories"});
    app.packs.fix("rectification", "pack_fixed_procedure");
}

}  // namespace zhibu::supervision
