// Descriptions whose choices stand in the pack or in a procedure: a text field that a form and a table show as a choice.
#pragma once
#include "kernel/record/description.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu::post {

struct Choice {
    std::string value, label;
};

inline std::string with_choices(const std::string& description, const std::map<std::string, std::vector<Choice>>& choices) {
    auto described = json::parse(description).as_object();
    for (auto& field : described["fields"].as_array()) {
        auto found = choices.find(std::string{field.as_object()["name"].as_string()});
        if (found == choices.end()) continue;
        json::array options;
        for (auto& each : found->second) options.push_back({{"value", each.value}, {"label", each.label}});
        field.as_object()["kind"] = "enum", field.as_object()["options"] = std::move(options);
    }
    return json::serialize(described);
}

template <class Row>
std::vector<Choice> choices_of(const std::vector<Row>& rows, Language language) {
    std::vector<Choice> all;
    for (auto& row : rows) all.push_back({row.key, language == Language::chinese ? row.label : row.english});
    return all;
}
inline std::vector<Choice> states_of(const procedure::Procedure& procedure, Language language) {
    std::vector<Choice> all;
    for (auto& state : procedure.states) all.push_back({state.name, language == Language::chinese ? state.label : state.english});
    return all;
}

}  // namespace zhibu::post
