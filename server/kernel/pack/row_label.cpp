// What a row of a rules file is called on a page: its own words; else its year, or what it is about; never its position.
#include "kernel/pack/office.hpp"

namespace zhibu::pack {
namespace {

// A number, a word, or the first word of several.
std::string first_words(const json::value* value) {
    if (!value) return "";
    if (auto* text = value->if_string()) return std::string{*text};
    if (auto* list = value->if_array()) return list->empty() ? "" : first_words(&list->front());
    return "";
}

std::string first_of(const json::object& row, std::initializer_list<const char*> names) {
    for (auto name : names)
        if (auto words = first_words(row.if_contains(name)); !words.empty()) return words;
    return "";
}

// A name of the program in the words of its catalogue; the name itself, which the office may have made, where it has none.
std::string in_words(const View& view, Language language, const std::string& type, const char* field, const std::string& name) {
    if (auto* indicator = view.app.indicators.find(name); indicator && std::string_view{field} == "indicator") return language == Language::chinese ? indicator->title : indicator->title_english;
    auto& words = view.app.words;
    for (auto& key : {type + "." + field + "_is." + name, "pack.value." + name, "meeting.kind_is." + name, "organization.kind_is." + name, "fact_kind." + name, name + "._"})
        if (words.has(language, key)) return std::string{words.text(language, key)};
    return name;
}

}  // namespace

std::string row_label(const View& view, Language language, const std::string& type, const json::object& row) {
    if (language == Language::english)
        if (auto own = first_of(row, {"title_english", "english"}); !own.empty()) return own;
    if (auto own = first_of(row, {"title", "label", "heading", "words", "headings", "sentence", "text"}); !own.empty()) return own;
    if (auto* year = row.if_contains("year"); year && year->is_int64()) return std::to_string(year->as_int64()) + (language == Language::chinese ? "年" : "");
    for (auto field : {"name", "code", "key", "kind", "verb", "indicator", "fact", "noun", "value", "field"})
        if (auto* name = row.if_contains(field); name && name->is_string() && !name->as_string().empty()) return in_words(view, language, type, field, std::string{name->as_string()});
    return "";
}

}  // namespace zhibu::pack
