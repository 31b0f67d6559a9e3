// The derivations over a whole described struct: JSON out, JSON in with every fault at once, JSON Schema, form description.
#pragma once
#include "kernel/schema/codec.hpp"

namespace zhibu {

// "organization_id" → "organization": the name of the record it leads to stands beside it as "organization_name".
constexpr std::string_view reference_stem(std::string_view field) { return field.ends_with("_id") ? field.substr(0, field.size() - 3) : field; }

template <class T>
void write_members(std::string& out, const T& record) {  // without the braces, so that a caller can add members of its own
    bool first = true;
    for_fields<T>([&](const auto& each) {
        using F = std::remove_cvref_t<decltype(each)>;
        if constexpr (!std::is_same_v<typename F::Value, BlindIndex>) {
            if (!first) out += ',';
            first = false;
            out += '"';
            out += F::name;
            out += "\":";
            Codec<typename F::Value>::write(out, record.*F::member);
        }
    });
}
template <class T>
void write_json(std::string& out, const T& record) {
    out += '{';
    write_members(out, record);
    out += '}';
}
template <class T>
std::string to_json(const T& value) {
    std::string out;
    Codec<T>::write(out, value);
    return out;
}

// Rules of one field against its value; faults at `pointer`.
template <class V>
void check_value(const V& value, const FieldRules& rules, Faults& faults, const std::string& pointer);
std::int64_t code_points(std::string_view utf8);

template <class V>
void check_value(const V& value, const FieldRules& rules, Faults& faults, const std::string& pointer) {
    if (Codec<V>::empty(value)) {
        if (rules.required) faults.add(pointer, "required");
        return;
    }
    if constexpr (requires { value.has_value(); *value; }) check_value(*value, rules, faults, pointer);
    else if constexpr (std::is_same_v<V, std::string> || std::is_same_v<V, Protected>) {
        std::string_view text = [&] { if constexpr (std::is_same_v<V, Protected>) return std::string_view{value.clear}; else return std::string_view{value}; }();
        auto length = code_points(text);
        auto longest = rules.max == std::numeric_limits<std::int64_t>::max() ? (rules.long_text ? 100000 : 500) : rules.max;
        if (length < rules.min) faults.add(pointer, "too_short", {{"min", std::to_string(rules.min)}});
        else if (length > longest) faults.add(pointer, "too_long", {{"max", std::to_string(longest)}});
        else if (rules.check)
            if (auto code = rules.check(text); !code.empty()) faults.add(pointer, std::string{code});
    } else if constexpr (std::is_same_v<V, std::int64_t> || std::is_same_v<V, Money>) {
        auto number = [&] { if constexpr (std::is_same_v<V, Money>) return value.fen; else return value; }();
        if (number < rules.min) faults.add(pointer, "too_small", {{"min", std::to_string(rules.min)}});
        if (number > rules.max) faults.add(pointer, "too_large", {{"max", std::to_string(rules.max)}});
    } else if constexpr (requires { value.size(); }) {
        if (static_cast<std::int64_t>(value.size()) > rules.max) faults.add(pointer, "too_many", {{"max", std::to_string(rules.max)}});
    }
}

// Reads what a client sent into `record`. Absent members keep their value (a change sends only what it changes); unknown
// members, members the client may not write and broken rules are faults, all of them at once.
template <class T>
bool read_fields(const json::value& in, T& record, Faults& faults, const std::string& pointer, bool creating) {
    auto* object = in.if_object();
    if (!object) return faults.add(pointer, "not_an_object"), false;
    std::size_t known = 0;
    for_fields<T>([&](const auto& each) {
        using F = std::remove_cvref_t<decltype(each)>;
        auto here = pointer + "/" + std::string{F::name};
        bool good = true;
        if (auto* value = object->if_contains(F::name)) {
            ++known;
            if (each.rules.server_set || (each.rules.fixed && !creating)) {
                faults.add(here, each.rules.server_set ? "read_only" : "fixed");
                return;
            }
            good = Codec<typename F::Value>::read(*value, record.*F::member, faults, here);
        }
        if (good && !each.rules.server_set) check_value(record.*F::member, each.rules, faults, here);
    });
    if (known != object->size()) {
        for (auto& member : *object) {
            bool found = false;
            for_fields<T>([&](const auto& each) { found |= each.name == std::string_view{member.key()}; });
            if (!found) faults.add(pointer + "/" + std::string{member.key()}, "unknown_field");
        }
    }
    return true;
}
// The whole body as T, or a Problem 422 with every fault.
template <class T>
T read_body(const json::value& body) {
    T record{};
    Faults faults;
    read_fields(body, record, faults, "#", true);
    faults.throw_if_any();
    return record;
}

// Indented JSON with a stable order of members, for golden files.
std::string pretty(const json::value& value);

// JSON Schema of T for OpenAPI.
template <class T>
json::object describe_type() {
    json::object properties;
    json::array required;
    for_fields<T>([&](const auto& each) {
        using F = std::remove_cvref_t<decltype(each)>;
        if constexpr (!std::is_same_v<typename F::Value, BlindIndex>) {
            auto property = Codec<typename F::Value>::describe();
            constexpr bool text = std::is_same_v<typename F::Value, std::string> || std::is_same_v<typename F::Value, Protected>;
            if (each.rules.min != std::numeric_limits<std::int64_t>::min()) property[text ? "minLength" : "minimum"] = each.rules.min;
            if (each.rules.max != std::numeric_limits<std::int64_t>::max()) property[text ? "maxLength" : "maximum"] = each.rules.max;
            if (each.rules.server_set) property["readOnly"] = true;
            if (each.rules.required || each.rules.server_set) required.emplace_back(F::name);
            properties[F::name] = std::move(property);
        }
    });
    json::object all{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) all["required"] = std::move(required);
    return all;
}

}  // namespace zhibu
