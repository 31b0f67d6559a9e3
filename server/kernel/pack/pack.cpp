#include "kernel/pack/pack.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>

#include "kernel/file/embedded.hpp"
#include "kernel/pack/toml.hpp"
#include "kernel/words/words.hpp"

namespace zhibu::pack {
namespace {

std::string words_of(const Violation& violation) {
    static const Words words;
    return words.sentence(Language::chinese, "violation." + violation.code, violation.parameters);
}
std::string first_words(const std::vector<Finding>& all) {
    auto& first = all.front();
    auto place = first.violation.pointer.empty() ? "" : first.violation.pointer + " ";
    return first.file + ":" + std::to_string(first.line) + ": " + place + words_of(first.violation);
}

}  // namespace

std::string Finding::chinese() const {
    auto place = violation.pointer.empty() ? "" : " " + violation.pointer.substr(violation.pointer.starts_with("#/") ? 2 : 0);
    return "第 " + std::to_string(line) + " 行" + place + "：" + words_of(violation);
}

Fault::Fault(std::vector<Finding> all) : std::runtime_error{first_words(all)}, findings{std::move(all)} {}

File::File(std::string name, std::string_view text, Reading reading) : name_{std::move(name)}, reading_{reading} {
    try {
        auto read = read_toml(text);
        content_ = std::move(read.content), lines_ = std::move(read.lines);
    } catch (const Unreadable& why) {
        throw Fault{std::vector<Finding>{{name_, why.line, {"", why.code, why.parameters}}}};
    }
}

int File::line_of(const std::string& pointer) const {
    for (auto at = pointer; !at.empty(); at.resize(at.rfind('/') == std::string::npos ? 0 : at.rfind('/')))
        if (auto found = lines_.find(at); found != lines_.end()) return found->second;
    return 1;
}

std::string File::text(std::string_view name) const {
    auto* value = asked(name);
    if (!value) return "";
    if (auto* text = value->if_string()) return std::string{*text};
    Faults faults;
    faults.add("#/" + std::string{name}, "not_a_text");
    refuse(faults);
    return "";
}

void File::refuse(Faults& faults) const {
    for (auto& violation : faults.list()) kept_.push_back({name_, line_of(violation.pointer), violation});
    if (reading_ == Reading::throw_first && !kept_.empty()) throw Fault{std::move(kept_)};
}

void File::finish() const {
    for (auto& [name, value] : content_)
        if (!asked_.contains(name)) kept_.push_back({name_, line_of("#/" + std::string{name}), {"#/" + std::string{name}, "unknown_field"}});
    if (kept_.empty()) return;
    std::stable_sort(kept_.begin(), kept_.end(), [](auto& a, auto& b) { return a.line < b.line; });
    throw Fault{std::move(kept_)};
}

json::object form_of(const AnyValue& row) {
    json::array fields;
    for (auto& each : row.fields()) {
        json::object field{{"name", each.name}, {"kind", each.value->kind}, {"required", each.rules->required}};
        if (each.rules->min != std::numeric_limits<std::int64_t>::min()) field["min"] = each.rules->min;
        if (each.rules->max != std::numeric_limits<std::int64_t>::max()) field["max"] = each.rules->max;
        if (!each.value->list_of.empty()) field["of"] = each.value->list_of;
        if (each.value->fields) field["rows"] = form_of(*each.value);
        if (each.value->options) {
            json::array options;
            for (auto& option : each.value->options()) options.emplace_back(option);
            field["options"] = std::move(options);
        }
        fields.push_back(std::move(field));
    }
    return {{"type", row.record}, {"fields", std::move(fields)}};
}

json::object File::forms() const {
    json::object all;
    for (auto& [table, row] : forms_) all[table] = form_of(*row);
    return all;
}

std::string_view embedded_text(const std::string& path) {
    for (auto& file : file::embedded_packs())
        if (file.path == path) return file.content;
    throw std::out_of_range{"no such pack file: " + path};
}
bool is_embedded(std::string_view path) {
    for (auto& file : file::embedded_packs())
        if (file.path == path) return true;
    return false;
}
File embedded(const std::string& path, File::Reading reading) { return File{"packs/" + path, embedded_text(path), reading}; }

}  // namespace zhibu::pack
