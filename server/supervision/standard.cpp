// Reads the pack's words about supervision, and checks that its parts name one another rightly.
#include "supervision/standard.hpp"

#include <algorithm>

namespace zhibu::supervision {

const Checklist* Standard::checklist(std::string_view name) const {
    auto found = std::find_if(checklists.begin(), checklists.end(), [&](auto& each) { return each.name == name; });
    return found == checklists.end() ? nullptr : &*found;
}
const ChecklistItem* Standard::item(std::string_view list, std::string_view code) const {
    auto* in = checklist(list);
    if (!in) return nullptr;
    auto found = std::find_if(in->items.begin(), in->items.end(), [&](auto& each) { return each.code == code; });
    return found == in->items.end() ? nullptr : &*found;
}
const Category* Standard::category(std::string_view code) const {
    auto found = std::find_if(categories.begin(), categories.end(), [&](auto& each) { return each.code == code; });
    return found == categories.end() ? nullptr : &*found;
}
const LetterTemplate& Standard::letter(LetterKind kind) const {
    return *std::find_if(letters.begin(), letters.end(), [&](auto& each) { return each.kind == kind; });
}

static Standard read_standard() {
    auto checklists = pack::embedded("standard/checklist.toml"), inspection = pack::embedded("standard/inspection.toml"), letter = pack::embedded("standard/letter.toml");
    Standard all{checklists.rows<Checklist>("checklist"), inspection.rows<Category>("category"), letter.rows<LetterTemplate>("letter"), ""};
    if (auto* source = inspection.content().if_contains("source")) all.source = std::string{source->as_string()};
    Faults faults;
    for (std::size_t i = 0; i < all.checklists.size(); ++i)
        for (std::size_t j = 0; j < all.checklists[i].items.size(); ++j)
            if (!all.category(all.checklists[i].items[j].category))
                faults.add("#/checklist/" + std::to_string(i) + "/items/" + std::to_string(j) + "/category", "unknown_reference");
    checklists.refuse(faults);
    Faults missing;
    for (auto kind : {LetterKind::reminder, LetterKind::supervision, LetterKind::pledge})
        if (std::none_of(all.letters.begin(), all.letters.end(), [&](auto& each) { return each.kind == kind; })) missing.add("#/letter", "required");
    letter.refuse(missing);
    return all;
}

const Standard& standard() {
    static const Standard all = read_standard();
    return all;
}

}  // namespace zhibu::supervision
