// A described type for the web: what DescribedForm and DescribedTable need, with the labels of the caller's language.
#pragma once
#include <functional>
#include <map>
#include <string>

#include "kernel/schema/record.hpp"
#include "kernel/words/words.hpp"

namespace zhibu {

// {type, label, fields:[{name,label,kind,required,min,max,read_only,fixed,sortable,filterable,list_column,reference_to,options}]}
template <class T>
std::string description_of(const Words& words, Language language) {
    std::string type{Schema<T>::name};
    json::array fields;
    for_fields<T>([&](const auto& each) {
        using V = typename std::remove_cvref_t<decltype(each)>::Value;
        if constexpr (!std::is_same_v<V, BlindIndex>) {
            auto& rules = each.rules;
            std::string name{each.name};
            std::string kind{rules.long_text ? std::string_view{"long_text"} : Codec<V>::kind};
            json::object field{{"name", name}, {"label", words.text(language, type + "." + name)}, {"kind", kind}, {"required", rules.required},
                               {"read_only", rules.server_set}, {"fixed", rules.fixed}, {"sortable", rules.sortable}, {"filterable", rules.filterable},
                               {"list_column", rules.listed && !rules.long_text}};
            if (rules.min != std::numeric_limits<std::int64_t>::min()) field["min"] = rules.min;
            if (rules.max != std::numeric_limits<std::int64_t>::max()) field["max"] = rules.max;
            if (!rules.reference.empty()) field["reference_to"] = rules.reference;
            auto add_options = [&]<class E>(std::type_identity<E>) {
                if constexpr (std::is_enum_v<E>) {
                    json::array options;
                    for (auto& option : Codec<E>::names()) options.push_back({{"value", option}, {"label", words.text(language, type + "." + name + "_is." + option)}});
                    field["options"] = std::move(options);
                }
            };
            if constexpr (requires { typename V::value_type; }) add_options(std::type_identity<typename V::value_type>{});
            else add_options(std::type_identity<V>{});
            fields.push_back(std::move(field));
        }
    });
    return json::serialize(json::object{{"type", type}, {"label", words.text(language, type + "._")}, {"fields", std::move(fields)}});
}

// Rows of a list as a table of texts with labelled columns, for Excel. Values are what the screen shows.
struct SheetColumn {
    std::string name, label, kind;
};

}  // namespace zhibu
