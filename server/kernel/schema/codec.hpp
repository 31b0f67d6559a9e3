// How one C++ type crosses JSON, SQL and OpenAPI. No primary template on purpose: a field of an unknown type does not compile.
#pragma once
#include <boost/describe/enum.hpp>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/json.hpp>
#include <boost/mp11/algorithm.hpp>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "kernel/db/db.hpp"
#include "kernel/http/problem.hpp"
#include "kernel/schema/schema.hpp"
#include "kernel/values/date.hpp"
#include "kernel/values/id.hpp"
#include "kernel/values/money.hpp"
#include "kernel/values/protected.hpp"

namespace zhibu {

namespace json = boost::json;

// JSON text that is stored and passed on as it is (always well-formed: it was written by a writer or parsed before).
struct Json {
    std::string text = "null";
    bool operator==(const Json&) const = default;
};

// Collects every fault of a body at its JSON pointer.
class Faults {
public:
    void add(std::string pointer, std::string code, Parameters parameters = {}) {
        list_.push_back({std::move(pointer), std::move(code), std::move(parameters)});
    }
    bool empty() const { return list_.empty(); }
    const std::vector<Violation>& list() const { return list_; }
    void throw_if_any() {
        if (!list_.empty()) throw invalid(std::move(list_));
    }

private:
    std::vector<Violation> list_;
};

void write_json_text(std::string& out, std::string_view text);  // with quotes, escaped
inline void write_json_integer(std::string& out, std::int64_t v) {
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, v).ptr);
}

// write: to JSON. read: from JSON, false (and a fault) where it does not fit. fetch: a column of a row. describe: JSON Schema.
// `kind` names the input that a form shows. empty: what "required" refuses.
template <class T>
struct Codec;

template <>
struct Codec<std::string> {
    static constexpr std::string_view kind = "text";
    static void write(std::string& out, const std::string& v) { write_json_text(out, v); }
    static bool read(const json::value& in, std::string& v, Faults& faults, const std::string& pointer);
    static std::string fetch(db::Rows& row, int column) { return std::string{row.text(column)}; }
    static json::object describe() { return {{"type", "string"}}; }
    static bool empty(const std::string& v) { return v.empty(); }
};
template <>
struct Codec<std::int64_t> {
    static constexpr std::string_view kind = "integer";
    static void write(std::string& out, std::int64_t v) { write_json_integer(out, v); }
    static bool read(const json::value& in, std::int64_t& v, Faults& faults, const std::string& pointer);
    static std::int64_t fetch(db::Rows& row, int column) { return row.integer(column); }
    static json::object describe() { return {{"type", "integer"}}; }
    static bool empty(std::int64_t) { return false; }
};
template <>
struct Codec<bool> {
    static constexpr std::string_view kind = "boolean";
    static void write(std::string& out, bool v) { out += v ? "true" : "false"; }
    static bool read(const json::value& in, bool& v, Faults& faults, const std::string& pointer);
    static bool fetch(db::Rows& row, int column) { return row.integer(column) != 0; }
    static json::object describe() { return {{"type", "boolean"}}; }
    static bool empty(bool) { return false; }
};
template <>
struct Codec<Date> {
    static constexpr std::string_view kind = "date";
    static void write(std::string& out, Date v) { v.empty() ? void(out += "null") : write_json_text(out, v.iso()); }
    static bool read(const json::value& in, Date& v, Faults& faults, const std::string& pointer);
    static Date fetch(db::Rows& row, int column) { return Date::from_number(row.integer(column)); }
    static json::object describe() { return {{"type", "string"}, {"format", "date"}, {"description", "YYYY-MM-DD; old papers: YYYY-MM or YYYY"}}; }
    static bool empty(Date v) { return v.empty(); }
};
template <>
struct Codec<Period> {
    static constexpr std::string_view kind = "period";
    static void write(std::string& out, Period v) { write_json_text(out, v.iso()); }
    static bool read(const json::value& in, Period& v, Faults& faults, const std::string& pointer);
    static Period fetch(db::Rows& row, int column) { return Period::from_number(row.integer(column)); }
    static json::object describe() { return {{"type", "string"}, {"description", "YYYY-MM, YYYY-Qn or YYYY"}}; }
    static bool empty(Period v) { return v == Period{}; }
};
template <>
struct Codec<Instant> {
    static constexpr std::string_view kind = "instant";
    static void write(std::string& out, Instant v) { v.empty() ? void(out += "null") : write_json_text(out, v.iso()); }
    static bool read(const json::value& in, Instant& v, Faults& faults, const std::string& pointer);
    static Instant fetch(db::Rows& row, int column) { return Instant::from_milliseconds(row.integer(column)); }
    static json::object describe() { return {{"type", "string"}, {"format", "date-time"}}; }
    static bool empty(Instant v) { return v.empty(); }
};
template <>
struct Codec<Money> {
    static constexpr std::string_view kind = "money";
    static void write(std::string& out, Money v) { write_json_integer(out, v.fen); }
    static bool read(const json::value& in, Money& v, Faults& faults, const std::string& pointer) {
        return Codec<std::int64_t>::read(in, v.fen, faults, pointer);
    }
    static Money fetch(db::Rows& row, int column) { return {row.integer(column)}; }
    static json::object describe() { return {{"type", "integer"}, {"description", "fen"}}; }
    static bool empty(Money) { return false; }
};
// Written masked; a client sends the clear text. Sealing and opening are the store's (kernel/record/store.hpp).
template <>
struct Codec<Protected> {
    static constexpr std::string_view kind = "protected";
    static void write(std::string& out, const Protected& v) { write_json_text(out, v.masked()); }
    static bool read(const json::value& in, Protected& v, Faults& faults, const std::string& pointer) {
        return Codec<std::string>::read(in, v.clear, faults, pointer);
    }
    static json::object describe() { return {{"type", "string"}, {"description", "masked when read"}}; }
    static bool empty(const Protected& v) { return v.empty(); }
};
template <>
struct Codec<BlindIndex> {
    static constexpr std::string_view kind = "hidden";
    static void write(std::string& out, const BlindIndex&) { out += "null"; }
    static bool read(const json::value&, BlindIndex&, Faults&, const std::string&) { return true; }
    static BlindIndex fetch(db::Rows& row, int column) { return {std::string{row.text(column)}}; }
    static json::object describe() { return {{"type", "null"}}; }
    static bool empty(const BlindIndex& v) { return v.value.empty(); }
};
template <>
struct Codec<Json> {
    static constexpr std::string_view kind = "json";
    static void write(std::string& out, const Json& v) { out += v.text; }
    static bool read(const json::value& in, Json& v, Faults&, const std::string&) {
        v.text = json::serialize(in);
        return true;
    }
    static Json fetch(db::Rows& row, int column) { return {std::string{row.text(column)}}; }
    static json::object describe() { return {}; }
    static bool empty(const Json& v) { return v.text == "null"; }
};
template <class T>
struct Codec<Id<T>> {
    static constexpr std::string_view kind = "reference";
    static void write(std::string& out, Id<T> v) { v ? write_json_integer(out, v.value) : void(out += "null"); }
    static bool read(const json::value& in, Id<T>& v, Faults& faults, const std::string& pointer) {
        return Codec<std::int64_t>::read(in, v.value, faults, pointer);
    }
    static Id<T> fetch(db::Rows& row, int column) { return {row.integer(column)}; }
    static json::object describe() { return {{"type", "integer"}}; }
    static bool empty(Id<T> v) { return !v; }
};
template <class T>
struct Codec<std::optional<T>> {
    static constexpr std::string_view kind = Codec<T>::kind;
    static void write(std::string& out, const std::optional<T>& v) { v ? Codec<T>::write(out, *v) : void(out += "null"); }
    static bool read(const json::value& in, std::optional<T>& v, Faults& faults, const std::string& pointer) {
        if (in.is_null()) {
            v.reset();
            return true;
        }
        return Codec<T>::read(in, v.emplace(), faults, pointer);
    }
    static std::optional<T> fetch(db::Rows& row, int column) {
        if (row.is_null(column)) return {};
        return Codec<T>::fetch(row, column);
    }
    static json::object describe() {
        auto inner = Codec<T>::describe();
        if (auto* type = inner.if_contains("type")) *type = json::array{*type, "null"};
        if (auto* names = inner.if_contains("enum")) names->as_array().emplace_back(nullptr);
        return inner;
    }
    static bool empty(const std::optional<T>& v) { return !v || Codec<T>::empty(*v); }
};
template <class T>
struct Codec<std::vector<T>> {
    static constexpr std::string_view kind = "list";
    static void write(std::string& out, const std::vector<T>& v) {
        out += '[';
        for (std::size_t i = 0; i < v.size(); ++i) {
            if (i) out += ',';
            Codec<T>::write(out, v[i]);
        }
        out += ']';
    }
    static bool read(const json::value& in, std::vector<T>& v, Faults& faults, const std::string& pointer) {
        auto* list = in.if_array();
        if (!list) return faults.add(pointer, "not_a_list"), false;
        v.clear();
        bool good = true;
        for (std::size_t i = 0; i < list->size(); ++i) good &= Codec<T>::read((*list)[i], v.emplace_back(), faults, pointer + "/" + std::to_string(i));
        return good;
    }
    static json::object describe() { return {{"type", "array"}, {"items", Codec<T>::describe()}}; }
    static bool empty(const std::vector<T>& v) { return v.empty(); }
};
template <class E>
    requires std::is_enum_v<E>
struct Codec<E> {
    static constexpr std::string_view kind = "enum";
    static std::string_view name(E e) { return boost::describe::enum_to_string(e, "?"); }
    static std::optional<E> parse(std::string_view text) {
        std::optional<E> found;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
            if (text == d.name) found = d.value;
        });
        return found;
    }
    static std::vector<std::string> names() {
        std::vector<std::string> all;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) { all.emplace_back(d.name); });
        return all;
    }
    static void write(std::string& out, E v) { write_json_text(out, name(v)); }
    static bool read(const json::value& in, E& v, Faults& faults, const std::string& pointer) {
        auto* text = in.if_string();
        auto found = text ? parse(*text) : std::nullopt;
        if (!found) return faults.add(pointer, "not_one_of"), false;
        v = *found;
        return true;
    }
    static E fetch(db::Rows& row, int column) {
        if (auto found = parse(row.text(column))) return *found;
        throw db::Error{db::Error::Kind::broken, "a column holds no known name: " + std::string{row.text(column)}};
    }
    static json::object describe() {
        json::array list;
        for (auto& each : names()) list.emplace_back(each);
        return {{"type", "string"}, {"enum", std::move(list)}};
    }
    static bool empty(E) { return false; }
};

template <class T>
void write_json(std::string& out, const T& record);
template <class T>
bool read_fields(const json::value& in, T& record, Faults& faults, const std::string& pointer, bool creating);
template <class T>
json::object describe_type();

template <schema::Described T>
struct Codec<T> {
    static constexpr std::string_view kind = "object";
    static void write(std::string& out, const T& v) { write_json(out, v); }
    static bool read(const json::value& in, T& v, Faults& faults, const std::string& pointer) { return read_fields(in, v, faults, pointer, true); }
    static json::object describe() { return {{"$ref", "#/components/schemas/" + std::string{Schema<T>::name}}}; }
    static bool empty(const T&) { return false; }
};

// A parameter of a statement from a field's value.
template <class V>
db::Value to_parameter(const V& v) {
    if constexpr (std::is_enum_v<V>) return std::string{Codec<V>::name(v)};
    else if constexpr (std::is_same_v<V, Money>) return v.fen;
    else if constexpr (std::is_same_v<V, Json>) return v.text;
    else if constexpr (std::is_same_v<V, BlindIndex>) return v.value.empty() ? db::Value{nullptr} : db::Value{v.value};
    else if constexpr (requires { v.has_value(); *v; }) return v ? to_parameter(*v) : db::Value{nullptr};
    else return db::to_value(v);
}

}  // namespace zhibu
