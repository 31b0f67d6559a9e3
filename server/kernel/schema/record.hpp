// The derivations over a whole described struct: JSON out, JSON in with every fault at once, JSON Schema, differences.
#pragma once
#include "kernel/schema/any_field.hpp"

namespace zhibu {

// "organization_id" → "organization": the name of the record it leads to stands beside it as "organization_name".
constexpr std::string_view reference_stem(std::string_view field) { return field.ends_with("_id") ? field.substr(0, field.size() - 3) : field; }

template <class T>
void write_members(std::string& out, const T& record) {
    write_members(out, any_fields<T>(), &record);
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

// Reads what a client sent into `record`. Absent members keep their value (a change sends only what it changes); unknown
// members, members the client may not write and broken rules are faults, all of them at once.
template <class T>
bool read_fields(const json::value& in, T& record, Faults& faults, const std::string& pointer, bool creating) {
    return read_fields(any_fields<T>(), in, &record, faults, pointer, creating);
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

// The differences between two states of a record for the audit: {"title":["old","new"]}; protected values masked.
template <class T>
Json differences(const T& before, const T& after) {
    return differences(any_fields<T>(), &before, &after);
}

// Indented JSON with a stable order of members, for golden files.
std::string pretty(const json::value& value);

// JSON Schema of T for OpenAPI.
template <class T>
json::object describe_type() {
    return describe_fields(any_fields<T>());
}

}  // namespace zhibu
