// Rules for people who do not write TOML: the values of a text with their labels, and changes of values where they stand.
#include <algorithm>
#include <limits>

#include "kernel/pack/office.hpp"
#include "kernel/pack/toml.hpp"

namespace zhibu::pack {
namespace {

constexpr std::size_t most_rows = 600;  // a page of more is no form

std::string label(const Words& words, Language language, const std::string& type, const std::string& field) {
    auto key = type + "." + field;
    if (words.has(language, key)) return std::string{words.text(language, key)};
    auto common = "pack.field." + field;
    return words.has(language, common) ? std::string{words.text(language, common)} : field;
}
class Writer {
public:
    Writer(const View& view, const Toml& toml, Language language) : view_{view}, words_{view.app.words}, toml_{toml}, language_{language} {}

    void table(const std::string& pointer, const json::object& form, const json::value& content, const std::string& within) {
        auto type = std::string{form.at("type").as_string()};
        auto key = type + "._";
        auto label = words_.has(language_, key) ? std::string{words_.text(language_, key)} : pointer.substr(pointer.rfind('/') + 1);
        json::object out{{"pointer", pointer}, {"label", label}, {"within", within}, {"after", after_of(pointer)}, {"grows", content.is_array()}, {"rows", json::array{}}};
        auto& rows = out["rows"].as_array();
        std::vector<std::pair<std::string, const json::object*>> inner;
        auto one = [&](const std::string& here, const json::object& row) {
            if (++count_ > most_rows) return;
            auto title = row_label(view_, language_, type, row);
            if (title.empty()) title = content.is_array() && content.as_array().size() > 1 ? words_.sentence(language_, "pack.row", {{"number", std::to_string(rows.size() + 1)}}) : label;
            rows.push_back(row_json(here, title, form, type, row));
            inner.emplace_back(here, &row);
        };
        if (auto* list = content.if_array()) {
            for (std::size_t i = 0; i < list->size(); ++i)
                if (auto* row = (*list)[i].if_object()) one(pointer + "/" + std::to_string(i), *row);
        } else if (auto* row = content.if_object()) one(pointer, *row);
        all.push_back(std::move(out));
        for (auto& field : form.at("fields").as_array())
            if (auto* rows_of = field.as_object().if_contains("rows"))
                for (auto& [here, row] : inner) {
                    auto* value = row->if_contains(field.at("name").as_string());
                    if (!value && field.at("kind") != "list") continue;
                    table(here + "/" + std::string{field.at("name").as_string()}, rows_of->as_object(), value ? *value : json::value(json::array{}), row_label(view_, language_, type, *row));
                }
    }
    json::array all;

private:
    // The line of what a table lies within; one at the top without rows comes last.
    std::int64_t after_of(const std::string& pointer) const {
        auto holder = line(pointer.substr(0, pointer.rfind('/')));
        return holder ? holder : std::numeric_limits<std::int32_t>::max();
    }
    json::object row_json(const std::string& here, const std::string& title, const json::object& form, const std::string& type, const json::object& row) {
        json::array fields;
        for (auto& each : form.at("fields").as_array()) {
            auto& field = each.as_object();
            std::string name{field.at("name").as_string()};
            if (field.contains("rows")) continue;
            auto* value = row.if_contains(name);
            json::object out{{"name", name}, {"label", label(words_, language_, type, name)}, {"kind", field.at("kind")}, {"required", field.at("required")}, {"pointer", here + "/" + name},
                             {"value", value ? *value : json::value()}, {"line", value ? line(here + "/" + name) : 0}};
            for (auto bound : {"min", "max", "of"})
                if (auto* found = field.if_contains(bound)) out[bound] = *found;
            if (auto* options = field.if_contains("options")) out["options"] = options_json(type, name, options->as_array());
            fields.push_back(std::move(out));
        }
        return {{"pointer", here}, {"title", title}, {"line", line(here)}, {"fields", std::move(fields)}};
    }
    json::array options_json(const std::string& type, const std::string& name, const json::array& options) const {
        json::array out;
        for (auto& each : options) {
            std::string value{each.as_string()};
            auto text = value;
            for (auto& key : {type + "." + name + "_is." + value, "pack.value." + value, "meeting.kind_is." + value, "organization.kind_is." + value})
                if (words_.has(language_, key)) {
                    text = words_.text(language_, key);
                    break;
                }
            out.push_back({{"value", value}, {"label", text}});
        }
        return out;
    }
    std::int64_t line(const std::string& pointer) const {
        auto found = toml_.lines.find(pointer);
        return found == toml_.lines.end() ? 0 : found->second;
    }
    const View& view_;
    const Words& words_;
    const Toml& toml_;
    Language language_;
    std::size_t count_ = 0;
};

bool is_date(std::string_view text) {
    auto day = text.size() == 10 ? Date::parse(text) : std::nullopt;
    return day && day->whole();
}

// As TOML writes it; nothing for what a form cannot hold. A date stays a date where one stood.
std::optional<std::string> written(const json::value& value, bool as_date) {
    if (auto* text = value.if_string()) {
        if (!as_date) return quoted_text(*text);
        if (!is_date(*text)) return {};
        return std::string{*text};
    }
    if (auto* number = value.if_int64()) return std::to_string(*number);
    if (auto* truth = value.if_bool()) return *truth ? "true" : "false";
    if (auto* list = value.if_array()) {
        std::string out = "[";
        for (auto& each : *list) {
            auto item = each.is_array() ? std::nullopt : written(each, false);
            if (!item) return {};
            out += (out.size() > 1 ? ", " : "") + *item;
        }
        return out + "]";
    }
    return {};
}
std::size_t behind_line(const std::string& text, int line) {
    std::size_t at = 0;
    for (int i = 0; i < line; ++i) {
        auto end = text.find('\n', at);
        if (end == std::string::npos) return text.size();
        at = end + 1;
    }
    return at;
}
bool is_plain_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

// A replacement of a stretch of the text; an insertion where both ends are one.
struct Splice {
    std::size_t from, to;
    std::string text;
};

std::optional<Splice> splice_of(const std::string& text, const Toml& toml, const ValueChange& change) {
    auto value = json::parse(change.value.text);
    auto slash = change.pointer.rfind('/');
    if (slash == std::string::npos) return {};
    if (auto place = toml.places.find(change.pointer); place != toml.places.end()) {
        auto [from, to] = place->second;
        auto now = std::string_view{text}.substr(from, to - from);
        if (value.is_null()) {  // taken out: its whole line where it stands alone on it
            auto begin = text.rfind('\n', from);
            begin = begin == std::string::npos ? 0 : begin + 1;
            if (std::string_view{text}.substr(begin, from - begin).find_first_of("{,") != std::string_view::npos) return {};
            auto end = text.find('\n', to);
            return Splice{begin, end == std::string::npos ? text.size() : end + 1, ""};
        }
        auto made = written(value, is_date(now));
        if (!made) return {};
        return Splice{from, to, *made};
    }
    auto holder = toml.lines.find(change.pointer.substr(0, slash));
    auto name = change.pointer.substr(slash + 1);
    if (holder == toml.lines.end() || !is_plain_name(name) || value.is_null()) return {};
    auto made = written(value, value.is_string() && is_date(std::string_view{value.as_string()}));
    if (!made) return {};
    bool top = change.pointer.rfind('/') == 1;
    if (!top && text[behind_line(text, holder->second - 1)] != '[') return {};  // a table within a line
    auto at = top ? std::size_t{0} : behind_line(text, holder->second);
    bool open = at > 0 && text[at - 1] != '\n';
    return Splice{at, at, (open ? "\n" : "") + name + " = " + *made + "\n"};
}

}  // namespace

json::array form_json(const View& view, const FileEntry& entry, const std::string& text, Language language) {
    if (text.empty()) return {};
    Toml toml;
    try {
        toml = read_toml(text);
    } catch (const Unreadable&) {
        return {};  // the text's own page says where
    }
    Writer writer{view, toml, language};
    for (auto& [name, form] : view.app.packs.forms(view, {entry.path, text}, view.today())) {
        if (name.empty()) writer.table("#", form.as_object(), toml.content, "");
        else {
            auto* content = toml.content.if_contains(name);
            writer.table("#/" + std::string{name}, form.as_object(), content ? *content : json::value(json::array{}), "");
        }
    }
    // As they stand in the text; a table without rows behind what it belongs to.
    auto place = [](const json::value& table) {
        auto& rows = table.at("rows").as_array();
        return std::pair{rows.empty() ? table.at("after").as_int64() : rows[0].at("line").as_int64(), rows.empty()};
    };
    std::stable_sort(writer.all.begin(), writer.all.end(), [&](auto& a, auto& b) { return place(a) < place(b); });
    return std::move(writer.all);
}

std::string with_values(const std::string& text, const std::vector<ValueChange>& changes) {
    Toml toml;
    try {
        toml = read_toml(text);
    } catch (const Unreadable& why) {
        throw Problem{422, "pack-unsound", {{"count", "1"}}, {{"#/text:" + std::to_string(why.line), why.code, why.parameters}}};
    }
    std::vector<Splice> splices;
    Faults faults;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (auto made = splice_of(text, toml, changes[i])) splices.push_back(std::move(*made));
        else faults.add("#/values/" + std::to_string(i), "pack_no_such_value");
    }
    faults.throw_if_any();
    std::stable_sort(splices.begin(), splices.end(), [](auto& a, auto& b) { return a.from < b.from; });
    std::string out;
    std::size_t at = 0;
    for (auto& each : splices) {
        if (each.from < at) throw invalid({{"#/values", "pack_no_such_value"}});
        out += text.substr(at, each.from - at) + each.text;
        at = each.to;
    }
    return out + text.substr(at);
}

}  // namespace zhibu::pack
