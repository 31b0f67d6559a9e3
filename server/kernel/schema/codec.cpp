#include "kernel/schema/codec.hpp"

#include <algorithm>

#include "kernel/schema/record.hpp"

namespace zhibu {

void write_json_text(std::string& out, std::string_view text) {
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, from, i - from);
        from = i + 1;
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default: out += "\\u00", out += hex[c >> 4], out += hex[c & 15];
        }
    }
    out.append(text, from);
    out += '"';
}

bool Codec<std::string>::read(const json::value& in, std::string& v, Faults& faults, const std::string& pointer) {
    auto* text = in.if_string();
    if (!text) return faults.add(pointer, "not_a_text"), false;
    // NUL ends a text in C libraries and PostgreSQL refuses it: never part of what a person writes.
    if (text->find('\0') != json::string::npos) return faults.add(pointer, "has_control_character"), false;
    v.assign(text->data(), text->size());
    return true;
}
bool Codec<std::int64_t>::read(const json::value& in, std::int64_t& v, Faults& faults, const std::string& pointer) {
    auto* number = in.if_int64();
    if (!number) return faults.add(pointer, "not_an_integer"), false;
    v = *number;
    return true;
}
bool Codec<bool>::read(const json::value& in, bool& v, Faults& faults, const std::string& pointer) {
    auto* truth = in.if_bool();
    if (!truth) return faults.add(pointer, "not_a_boolean"), false;
    v = *truth;
    return true;
}
bool Codec<Date>::read(const json::value& in, Date& v, Faults& faults, const std::string& pointer) {
    auto* text = in.if_string();
    auto date = text ? Date::parse(*text) : std::nullopt;
    if (!date) return faults.add(pointer, "not_a_date"), false;
    v = *date;
    return true;
}
bool Codec<Period>::read(const json::value& in, Period& v, Faults& faults, const std::string& pointer) {
    auto* text = in.if_string();
    auto period = text ? Period::parse(*text) : std::nullopt;
    if (!period) return faults.add(pointer, "not_a_period"), false;
    v = *period;
    return true;
}
bool Codec<Instant>::read(const json::value& in, Instant& v, Faults& faults, const std::string& pointer) {
    auto* text = in.if_string();
    auto moment = text ? Instant::parse(*text) : std::nullopt;
    if (!moment) return faults.add(pointer, "not_a_moment"), false;
    v = *moment;
    return true;
}

static void pretty(std::string& out, const json::value& value, int depth) {
    std::string indent(std::size_t(depth) * 2 + 2, ' ');
    auto close = indent.substr(2);
    bool first = true;
    auto next = [&] { out += first ? "\n" : ",\n", out += indent, first = false; };
    if (auto* object = value.if_object(); object && !object->empty()) {
        out += '{';
        for (auto& [key, member] : *object) next(), write_json_text(out, key), out += ": ", pretty(out, member, depth + 1);
        out += "\n" + close + "}";
    } else if (auto* list = value.if_array(); list && !list->empty()) {
        out += '[';
        for (auto& item : *list) next(), pretty(out, item, depth + 1);
        out += "\n" + close + "]";
    } else out += json::serialize(value);
}
std::string pretty(const json::value& value) {
    std::string out;
    pretty(out, value, 0);
    return out + "\n";
}

std::int64_t code_points(std::string_view utf8) {
    return std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

}  // namespace zhibu
