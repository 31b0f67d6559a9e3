// What the body of a request or an answer looks like, for OpenAPI, from its described type.
#pragma once
#include <map>
#include <string>

#include "kernel/schema/record.hpp"

namespace zhibu::http {

// The name of a described type (kept in OpenAPI's components), or a list page of it, or JSON Schema.
struct Shape {
    json::object schema;
    std::map<std::string, json::object> components;
};

Shape shape_of(const AnyValue& value);
Shape shown_as(const AnyValue& record);
Shape page_as(const AnyValue& record);

template <class T>
Shape shape() {
    if constexpr (std::is_void_v<T>) return {};
    else return shape_of(schema::any_value<T>);
}
// T as an answer holds it: every field is there, the name stands beside each reference, and a record shown alone says in `can`
// what the caller may do with it.
template <class T>
Shape shown_of() {
    return shown_as(schema::any_value<T>);
}
// {items:[T as shown], total, page, size}
template <class T>
Shape page_of() {
    return page_as(schema::any_value<T>);
}
inline Shape file_shape(std::string content_type) { return {{{"contentMediaType", std::move(content_type)}}, {}}; }

}  // namespace zhibu::http
