// What a struct cannot say of itself: one constexpr list of its fields with their rules, from which JSON, SQL, OpenAPI,
// forms, tables, Excel columns and the audit's differences are derived. A field left out of the list does not compile.
#pragma once
#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace zhibu {

// Returns the code of the fault ("" where there is none); codes are keys of "violation" in words/*/problem.json.
using TextCheck = std::string_view (*)(std::string_view);

struct FieldRules {
    bool required = false;    // a client must give it and it must not be empty
    bool server_set = false;  // no client writes it
    bool fixed = false;       // a client gives it at creation and never changes it
    bool sortable = false, filterable = false;
    bool listed = true;       // a column of the table (long texts are not)
    bool long_text = false;
    std::int64_t min = std::numeric_limits<std::int64_t>::min();  // of a number; of a text or list its length in code points or items
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
    std::string_view reference = {};  // an Id: the kind of record it leads to ("organization"), so that its name is shown
    TextCheck check = nullptr;
    std::string_view sort_by = {};  // the column that gives its order, where it is another (a name sorts by its pinyin)
};

template <class T>
struct Schema;  // static constexpr std::string_view name (the word, and the table if stored); static constexpr auto fields

namespace schema {

template <auto Member>
consteval std::string_view member_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    auto from = text.find("Member = ") + 9;
    auto end = text.find_first_of(";]", from);
    text = text.substr(from, end - from);
    while (!text.empty() && (text.back() == ')' || text.back() == ' ')) text.remove_suffix(1);
    return text.substr(text.rfind("::") + 2);
}

template <class T>
struct MemberOf;
template <class C, class V>
struct MemberOf<V C::*> {
    using Class = C;
    using Value = V;
};

}  // namespace schema

template <auto Member>
struct Field {
    using Record = typename schema::MemberOf<decltype(Member)>::Class;
    using Value = typename schema::MemberOf<decltype(Member)>::Value;
    static constexpr auto member = Member;
    static constexpr std::string_view name = schema::member_name<Member>();
    FieldRules rules{};
};
template <auto Member>
constexpr Field<Member> field(FieldRules rules = {}) {
    return {rules};
}

namespace schema {

// The number of members of an aggregate, found by trying how many initialisers it takes.
struct Anything {
    template <class T>
    operator T() const;
};
template <class T, class... A>
consteval std::size_t arity() {
    if constexpr (requires { T{A{}..., Anything{}}; }) return arity<T, A..., Anything>();
    else return sizeof...(A);
}
template <class T>
concept Described = requires { Schema<T>::fields; };
template <class T>
concept Stored = Described<T> && requires(T t) { t.id; t.version; };

}  // namespace schema

// Calls f(field) for every field of T, in order. The fields are constexpr: rules can be read with `if constexpr`.
template <class T, class F>
constexpr void for_fields(F&& f) {
    static_assert(schema::arity<T>() == std::tuple_size_v<std::remove_cvref_t<decltype(Schema<T>::fields)>>,
                  "every member of a described struct stands in its Schema");
    std::apply([&](const auto&... each) { (f(each), ...); }, Schema<T>::fields);
}

}  // namespace zhibu
