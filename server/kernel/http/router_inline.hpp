// Template bodies of router.hpp.
#pragma once
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

template <class T>
Shape page_of() {
    auto out = shape<T>();
    json::object items{{"type", "array"}, {"items", std::move(out.schema)}};
    json::object number{{"type", "integer"}};
    json::object names{{"type", "object"}, {"description", "kind → id → name"}};
    out.schema = {{"type", "object"},
                  {"required", {"items", "page", "size"}},
                  {"properties", {{"items", items}, {"total", number}, {"page", number}, {"size", number}, {"references", names}}}};
    return out;
}

}  // namespace zhibu::http
