#include "kernel/http/shape.hpp"

namespace zhibu::http {
namespace {

// The described type that a value is or holds, and those inside it.
void collect(const AnyValue& value, std::map<std::string, json::object>& into) {
    if (!value.fields || !into.emplace(std::string{value.record}, json::object{}).second) return;
    into[std::string{value.record}] = describe_fields(value.fields());
    for (auto& each : value.fields()) collect(*each.value, into);
}

json::object describe_shown(std::span<const AnyField> fields) {
    auto shown = describe_fields(fields);
    auto& properties = shown["properties"].as_object();
    json::array required;
    for (auto& each : fields) {
        if (each.value->hidden) continue;
        required.emplace_back(each.name);
        if (!each.rules->reference.empty()) properties[std::string{reference_stem(each.name)} + "_name"] = {{"type", {"string", "null"}}};
    }
    properties["can"] = {{"type", "object"}, {"description", "true, or the reason why not"}, {"additionalProperties", {{"type", {"boolean", "string"}}}}};
    shown["required"] = std::move(required);
    return shown;
}

}  // namespace

Shape shape_of(const AnyValue& value) {
    Shape out{value.describe(), {}};
    collect(value, out.components);
    return out;
}

Shape shown_as(const AnyValue& record) {
    auto name = std::string{record.record} + "_shown";
    Shape out{{{"$ref", "#/components/schemas/" + name}}, {}};
    collect(record, out.components);
    out.components[name] = describe_shown(record.fields());
    return out;
}

Shape page_as(const AnyValue& record) {
    auto out = shown_as(record);
    json::object items{{"type", "array"}, {"items", std::move(out.schema)}};
    json::object number{{"type", "integer"}};
    out.schema = {{"type", "object"},
                  {"required", {"items", "page", "size"}},
                  {"properties", {{"items", items}, {"total", number}, {"page", number}, {"size", number}}}};
    return out;
}

}  // namespace zhibu::http
