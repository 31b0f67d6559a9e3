// Template bodies of router.hpp.
#pragma once
#include <map>

#include "kernel/http/router.hpp"

namespace zhibu::http {

template <class T>
void collect(std::map<std::string, json::object>& into) {
    if constexpr (schema::Described<T>) {
        if (!into.emplace(std::string{Schema<T>::name}, json::object{}).second) return;
        auto described = describe_type<T>();
        into[std::string{Schema<T>::name}] = std::move(described);
        for_fields<T>([&](const auto& each) { collect<typename std::remove_cvref_t<decltype(each)>::Value>(into); });
    } else if constexpr (requires { typename T::value_type; } && !std::is_same_v<T, std::string>) {
        collect<typename T::value_type>(into);
    }
}

// A described type as an answer holds it: every field is there, the name stands beside each reference, and a record shown
// alone says in `can` what the caller may do with it.
template <class T>
void collect_shown(std::map<std::string, json::object>& into) {
    auto name = std::string{Schema<T>::name} + "_shown";
    if (into.contains(name)) return;
    collect<T>(into);
    auto shown = describe_type<T>();
    auto& properties = shown["properties"].as_object();
    json::array required;
    for_fields<T>([&](const auto& each) {
        using V = typename std::remove_cvref_t<decltype(each)>::Value;
        if constexpr (!std::is_same_v<V, BlindIndex>) {
            required.emplace_back(each.name);
            if (each.rules.reference.empty()) return;
            properties[std::string{reference_stem(each.name)} + "_name"] = {{"type", {"string", "null"}}};
        }
    });
    properties["can"] = {{"type", "object"}, {"description", "true, or the reason why not"}, {"additionalProperties", {{"type", {"boolean", "string"}}}}};
    shown["required"] = std::move(required);
    into[name] = std::move(shown);
}
template <class T>
Shape shown_of() {
    Shape out;
    collect_shown<T>(out.components);
    out.schema = {{"$ref", "#/components/schemas/" + std::string{Schema<T>::name} + "_shown"}};
    return out;
}

template <class T>
Shape page_of() {
    auto out = shown_of<T>();
    json::object items{{"type", "array"}, {"items", std::move(out.schema)}};
    json::object number{{"type", "integer"}};
    out.schema = {{"type", "object"},
                  {"required", {"items", "page", "size"}},
                  {"properties", {{"items", items}, {"total", number}, {"page", number}, {"size", number}}}};
    return out;
}

}  // namespace zhibu::http
