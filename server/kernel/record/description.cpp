#include "kernel/record/description.hpp"

namespace zhibu {

std::string description_of(std::string_view type, std::span<const AnyField> of, const Words& words, Language language) {
    json::array fields;
    for (auto& each : of) {
        if (each.value->hidden) continue;
        auto& rules = *each.rules;
        auto key = std::string{type} + "." + std::string{each.name};
        json::object field{{"name", each.name}, {"label", words.text(language, key)}, {"kind", rules.long_text ? std::string_view{"long_text"} : each.value->kind}, {"required", rules.required},
                           {"read_only", rules.server_set}, {"fixed", rules.fixed}, {"sortable", rules.sortable}, {"filterable", rules.filterable},
                           {"list_column", rules.listed && !rules.long_text}};
        if (rules.min != std::numeric_limits<std::int64_t>::min()) field["min"] = rules.min;
        if (rules.max != std::numeric_limits<std::int64_t>::max()) field["max"] = rules.max;
        if (!rules.reference.empty()) field["reference_to"] = rules.reference;
        if (each.value->options) {
            json::array options;
            for (auto& option : each.value->options()) options.push_back({{"value", option}, {"label", words.text(language, key + "_is." + option)}});
            field["options"] = std::move(options);
        }
        fields.push_back(std::move(field));
    }
    return json::serialize(json::object{{"type", type}, {"label", words.text(language, std::string{type} + "._")}, {"fields", std::move(fields)}});
}

}  // namespace zhibu
