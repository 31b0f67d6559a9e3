#include "kernel/schema/any_field.hpp"

#include <algorithm>

#include "kernel/schema/record.hpp"

namespace zhibu {
namespace {

constexpr auto no_least = std::numeric_limits<std::int64_t>::min(), no_most = std::numeric_limits<std::int64_t>::max();

}  // namespace

void begin_member(std::string& out, bool& first, std::string_view name) {
    if (!first) out += ',';
    first = false;
    out += '"';
    out += name;
    out += "\":";
}

void write_members(std::string& out, std::span<const AnyField> fields, const void* record) {
    bool first = true;
    for (auto& each : fields) {
        if (each.value->hidden) continue;
        begin_member(out, first, each.name);
        each.value->write(out, each.in(record));
    }
}

bool read_fields(std::span<const AnyField> fields, const json::value& in, void* record, Faults& faults, const std::string& pointer, bool creating) {
    auto* object = in.if_object();
    if (!object) return faults.add(pointer, "not_an_object"), false;
    std::size_t known = 0;
    for (auto& each : fields) {
        auto here = pointer + "/" + std::string{each.name};
        bool good = true;
        if (auto* value = object->if_contains(each.name)) {
            ++known;
            if (each.rules->server_set || (each.rules->fixed && !creating)) {
                faults.add(here, each.rules->server_set ? "read_only" : "fixed");
                continue;
            }
            good = each.value->read(*value, each.at(record), faults, here);
        }
        if (good && !each.rules->server_set) each.value->check(each.in(record), *each.rules, faults, here);
    }
    if (known != object->size())
        for (auto& member : *object)
            if (std::none_of(fields.begin(), fields.end(), [&](auto& each) { return each.name == std::string_view{member.key()}; }))
                faults.add(pointer + "/" + std::string{member.key()}, "unknown_field");
    return true;
}

json::object describe_fields(std::span<const AnyField> fields) {
    json::object properties;
    json::array required;
    for (auto& each : fields) {
        if (each.value->hidden) continue;
        auto property = each.value->describe();
        if (each.rules->min != no_least) property[each.value->text ? "minLength" : "minimum"] = each.rules->min;
        if (each.rules->max != no_most) property[each.value->text ? "maxLength" : "maximum"] = each.rules->max;
        if (each.rules->server_set) property["readOnly"] = true;
        if (each.rules->required || each.rules->server_set) required.emplace_back(each.name);
        properties[each.name] = std::move(property);
    }
    json::object all{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) all["required"] = std::move(required);
    return all;
}

Json differences(std::span<const AnyField> fields, const void* before, const void* after) {
    std::string out = "{", old_text, new_text;
    bool first = true;
    for (auto& each : fields) {
        if (each.value->hidden || each.name == "version") continue;
        old_text.clear(), new_text.clear();
        each.value->write(old_text, each.in(before)), each.value->write(new_text, each.in(after));
        // Two values may look the same once masked.
        bool same = each.value->sealed ? *static_cast<const Protected*>(each.in(before)) == *static_cast<const Protected*>(each.in(after)) : old_text == new_text;
        if (same) continue;
        begin_member(out, first, each.name);
        out += '[';
        out += old_text;
        out += ',';
        out += new_text;
        out += ']';
    }
    return {out + "}"};
}

void check_text(std::string_view text, const FieldRules& rules, Faults& faults, const std::string& pointer) {
    auto length = code_points(text);
    auto longest = rules.max == no_most ? (rules.long_text ? 100000 : 500) : rules.max;
    if (length < rules.min) faults.add(pointer, "too_short", {{"min", std::to_string(rules.min)}});
    else if (length > longest) faults.add(pointer, "too_long", {{"max", std::to_string(longest)}});
    else if (rules.check)
        if (auto code = rules.check(text); !code.empty()) faults.add(pointer, std::string{code});
}
void check_number(std::int64_t number, const FieldRules& rules, Faults& faults, const std::string& pointer) {
    if (number < rules.min) faults.add(pointer, "too_small", {{"min", std::to_string(rules.min)}});
    if (number > rules.max) faults.add(pointer, "too_large", {{"max", std::to_string(rules.max)}});
}
void check_count(std::size_t count, const FieldRules& rules, Faults& faults, const std::string& pointer) {
    if (static_cast<std::int64_t>(count) > rules.max) faults.add(pointer, "too_many", {{"max", std::to_string(rules.max)}});
}

}  // namespace zhibu
