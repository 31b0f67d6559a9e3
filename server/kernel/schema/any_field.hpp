// The fields of a described type at run time. What lists, forms, statements, audits and exports do alike for every type runs over
// these rows, written once, instead of being generated anew for each field (that was a third of the program's code, and of the
// time to build it).
#pragma once
#include <span>

#include "kernel/schema/codec.hpp"

namespace zhibu {

class ReferenceList;
struct AnyField;
template <class T>
std::span<const AnyField> any_fields();

// One type of value: one row a type, however many fields hold it. Each pointer leads to a value of that type; a function that the
// type has no use for is null.
struct AnyValue {
    std::string_view kind;  // the input that a form shows, as Codec says
    bool text, sealed, hidden, moment;  // a text (its bounds are lengths); Protected; BlindIndex; a day or moment, maybe none
    void (*write)(std::string& out, const void* value);
    bool (*read)(const json::value& in, void* value, Faults& faults, const std::string& pointer);
    void (*check)(const void* value, const FieldRules& rules, Faults& faults, const std::string& pointer);
    json::object (*describe)();
    std::string (*plain)(const void* value);  // as a cell of a sheet before names and labels are put in; "" for none
    void (*fetch)(void* value, db::Rows& row, int column);
    db::Value (*parameter)(const void* value);
    db::Value (*filter)(std::string_view name, const std::string& text);  // one filter value; 422 where it does not fit
    std::int64_t (*reference)(const void* value);                         // the number of the record it leads to; 0 for none
    std::vector<std::string> (*options)();                                // the names of an enum
    std::string_view list_of;                                             // the kind of what a list holds
    // Of the described records that it is or holds: their name, their fields; and, not of a list that may be missing, the references
    // in them, them with names.
    std::string_view record;
    std::span<const AnyField> (*fields)();
    void (*collect)(const void* value, ReferenceList& names);
    void (*write_named)(std::string& out, const void* value, const ReferenceList& names);
};
struct AnyField {
    std::string_view name;
    const FieldRules* rules;
    const AnyValue* value;
    void* (*at)(void* record);
    const void* in(const void* record) const { return at(const_cast<void*>(record)); }  // NOLINT: given on as const
};

// `"name":`, with a comma before every member but the first.
void begin_member(std::string& out, bool& first, std::string_view name);

// ---- over all fields of a record; templates of the same names (record.hpp, references.hpp) take its type ----
void write_members(std::string& out, std::span<const AnyField> fields, const void* record);  // without the braces, so that a caller can add members of its own
bool read_fields(std::span<const AnyField> fields, const json::value& in, void* record, Faults& faults, const std::string& pointer, bool creating);
json::object describe_fields(std::span<const AnyField> fields);
Json differences(std::span<const AnyField> fields, const void* before, const void* after);
void collect_references(std::span<const AnyField> fields, const void* record, ReferenceList& names);                        // record/references.cpp
void write_named_members(std::string& out, std::span<const AnyField> fields, const void* record, const ReferenceList& names);  // the same

// ---- rules of one field against its value; faults at `pointer` ----
std::int64_t code_points(std::string_view utf8);
void check_text(std::string_view text, const FieldRules& rules, Faults& faults, const std::string& pointer);
void check_number(std::int64_t number, const FieldRules& rules, Faults& faults, const std::string& pointer);
void check_count(std::size_t count, const FieldRules& rules, Faults& faults, const std::string& pointer);
template <class V>
void check_value(const V& value, const FieldRules& rules, Faults& faults, const std::string& pointer) {
    if (Codec<V>::empty(value)) {
        if (rules.required) faults.add(pointer, "required");
        return;
    }
    if constexpr (requires { value.has_value(); *value; }) check_value(*value, rules, faults, pointer);
    else if constexpr (std::is_same_v<V, std::string>) check_text(value, rules, faults, pointer);
    else if constexpr (std::is_same_v<V, Protected>) check_text(value.clear, rules, faults, pointer);
    else if constexpr (std::is_same_v<V, std::int64_t>) check_number(value, rules, faults, pointer);
    else if constexpr (std::is_same_v<V, Money>) check_number(value.fen, rules, faults, pointer);
    else if constexpr (requires { value.size(); }) check_count(value.size(), rules, faults, pointer);
}

namespace schema {

template <class V>
inline constexpr bool is_reference = false;
template <class T>
inline constexpr bool is_reference<Id<T>> = true;
template <class V>
inline constexpr bool is_storable = requires(db::Rows& row) { Codec<V>::fetch(row, 0); };
template <class V>
inline constexpr bool is_list = false;
template <class V>
inline constexpr bool is_list<std::vector<V>> = true;

// What an optional or a list holds; else the type itself.
template <class V>
struct InnerOf {
    using Type = V;
};
template <class V>
struct InnerOf<std::optional<V>> {
    using Type = V;
};
template <class V>
struct InnerOf<std::vector<V>> {
    using Type = V;
};
template <class V>
using Inner = typename InnerOf<V>::Type;
// The same of what may hold a list: Described where there are records at the bottom.
template <class V>
using Innermost = Inner<Inner<V>>;

template <class V>
std::string plain_text(const V& value) {
    if constexpr (std::is_same_v<V, std::string>) return value;
    else if constexpr (std::is_same_v<V, Protected>) return value.masked();
    else if constexpr (std::is_same_v<V, bool>) return value ? "true" : "false";
    else if constexpr (std::is_same_v<V, Date> || std::is_same_v<V, Period> || std::is_same_v<V, Instant>) return value.iso();
    else if constexpr (std::is_same_v<V, Json>) return value.text;
    else if constexpr (std::is_enum_v<V>) return std::string{Codec<V>::name(value)};
    else if constexpr (is_reference<V>) return value ? std::to_string(value.value) : "";
    else if constexpr (requires { value.has_value(); *value; }) return value ? plain_text(*value) : "";
    else {
        std::string out;
        Codec<V>::write(out, value);
        return out;
    }
}

template <class V>
db::Value filter_value(std::string_view name, const std::string& text) {
    json::value in = json::string{text};
    if constexpr (std::is_same_v<V, std::int64_t> || is_reference<V> || std::is_same_v<V, Money>) {
        std::int64_t number = 0;
        if (std::from_chars(text.data(), text.data() + text.size(), number).ptr == text.data() + text.size()) in = number;
    } else if constexpr (std::is_same_v<V, bool>) in = text == "true";
    V value{};
    Faults faults;
    if (!Codec<V>::read(in, value, faults, "?" + std::string{name})) faults.throw_if_any();
    return to_parameter(value);
}

// Calls f(record) for the described records that a value is or holds.
template <class V, class F>
void for_inner(const V& value, F f) {
    if constexpr (Described<V>) f(value);
    else
        for (auto& each : value) f(each);
}
template <class V, class F>
void for_inner(const std::optional<V>& value, F f) {
    if (value) f(*value);
}

template <class V>
void write_named_value(std::string& out, const V& value, const ReferenceList& names) {
    auto one = [&](const auto& record) {
        out += '{';
        write_named_members(out, any_fields<Inner<V>>(), &record, names);
        out += '}';
    };
    if constexpr (Described<V>) one(value);
    else if constexpr (is_list<V>) {
        out += '[';
        for (bool first = true; auto& each : value) first ? void(first = false) : void(out += ','), one(each);
        out += ']';
    } else value ? one(*value) : void(out += "null");
}

template <class V>
constexpr AnyValue any_value_of() {
    using I = Inner<V>;
    AnyValue all{};
    all.kind = Codec<V>::kind;
    all.text = std::is_same_v<V, std::string> || std::is_same_v<V, Protected>;
    all.sealed = std::is_same_v<V, Protected>;
    all.hidden = std::is_same_v<V, BlindIndex>;
    all.moment = std::is_same_v<I, Date> || std::is_same_v<I, Instant>;
    all.write = [](std::string& out, const void* value) { Codec<V>::write(out, *static_cast<const V*>(value)); };
    all.read = [](const json::value& in, void* value, Faults& faults, const std::string& pointer) { return Codec<V>::read(in, *static_cast<V*>(value), faults, pointer); };
    all.check = [](const void* value, const FieldRules& rules, Faults& faults, const std::string& pointer) { check_value(*static_cast<const V*>(value), rules, faults, pointer); };
    all.describe = [] { return Codec<V>::describe(); };
    all.plain = [](const void* value) { return plain_text(*static_cast<const V*>(value)); };
    if constexpr (is_storable<I> && !is_list<V>) {
        all.fetch = [](void* value, db::Rows& row, int column) { *static_cast<V*>(value) = Codec<V>::fetch(row, column); };
        all.parameter = [](const void* value) -> db::Value { return to_parameter(*static_cast<const V*>(value)); };
        if constexpr (!std::is_same_v<V, BlindIndex> && !std::is_same_v<I, Json>) all.filter = filter_value<I>;
    }
    if constexpr (is_reference<V>) all.reference = [](const void* value) { return static_cast<const V*>(value)->value; };
    else if constexpr (is_reference<I> && !is_list<V>)
        all.reference = [](const void* value) {
            auto& id = *static_cast<const V*>(value);
            return id ? id->value : 0;
        };
    if constexpr (std::is_enum_v<I>) all.options = [] { return Codec<I>::names(); };
    if constexpr (is_list<V>) all.list_of = Codec<I>::kind;
    if constexpr (Described<Innermost<V>>) {
        all.record = Schema<Innermost<V>>::name;
        all.fields = any_fields<Innermost<V>>;
    }
    if constexpr (Described<I>) {
        all.collect = [](const void* value, ReferenceList& names) {
            for_inner(*static_cast<const V*>(value), [&](const auto& record) { collect_references(any_fields<I>(), &record, names); });
        };
        all.write_named = [](std::string& out, const void* value, const ReferenceList& names) { write_named_value(out, *static_cast<const V*>(value), names); };
    }
    return all;
}
template <class V>
inline constexpr AnyValue any_value = any_value_of<V>();

template <class T, auto Member>
constexpr AnyField any_field(const Field<Member>& each) {
    using V = typename Field<Member>::Value;
    return {Field<Member>::name, &each.rules, &any_value<V>, [](void* record) -> void* { return &(static_cast<T*>(record)->*Member); }};
}

}  // namespace schema

template <class T>
std::span<const AnyField> any_fields() {
    static_assert(schema::arity<T>() == std::tuple_size_v<std::remove_cvref_t<decltype(Schema<T>::fields)>>,
                  "every member of a described struct stands in its Schema");
    static constexpr auto all = std::apply([](const auto&... each) { return std::array{schema::any_field<T>(each)...}; }, Schema<T>::fields);
    return all;
}

}  // namespace zhibu
