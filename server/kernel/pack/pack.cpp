#include "kernel/pack/pack.hpp"

#define TOML_HEADER_ONLY 1
#include <map>
#include <stdexcept>
#include <string>
#include <toml++/toml.h>

#include "kernel/file/embedded.hpp"
#include "kernel/words/words.hpp"

namespace zhibu::pack {
namespace {

json::value convert(const toml::node& node, const std::string& pointer, std::map<std::string, int>& lines) {
    lines[pointer] = int(node.source().begin.line);
    if (auto* table = node.as_table()) {
        json::object out;
        for (auto& [key, value] : *table) out[key.str()] = convert(value, pointer + "/" + std::string{key.str()}, lines);
        return out;
    }
    if (auto* list = node.as_array()) {
        json::array out;
        for (std::size_t i = 0; i < list->size(); ++i) out.push_back(convert(*list->get(i), pointer + "/" + std::to_string(i), lines));
        return out;
    }
    if (auto* text = node.as_string()) return json::string{text->get()};
    if (auto* number = node.as_integer()) return number->get();
    if (auto* real = node.as_floating_point()) return real->get();
    if (auto* truth = node.as_boolean()) return truth->get();
    if (auto* date = node.as_date()) return json::string{Date::of(date->get().year, date->get().month, date->get().day).iso()};
    return nullptr;
}

}  // namespace

File::File(std::string name, std::string_view text) : name_{std::move(name)} {
    try {
        content_ = convert(toml::parse(text), "#", lines_).as_object();
    } catch (const toml::parse_error& error) {
        throw Fault{name_ + ":" + std::to_string(error.source().begin.line) + ": " + std::string{error.description()}};
    }
}

int File::line_of(const std::string& pointer) const {
    for (auto at = pointer; !at.empty(); at.resize(at.rfind('/') == std::string::npos ? 0 : at.rfind('/')))
        if (auto found = lines_.find(at); found != lines_.end()) return found->second;
    return 1;
}

void File::refuse(Faults& faults) const {
    if (faults.empty()) return;
    try {
        faults.throw_if_any();
    } catch (const Problem& problem) {
        static const Words words;
        auto& first = problem.violations.front();
        throw Fault{name_ + ":" + std::to_string(line_of(first.pointer)) + ": " + first.pointer + " " +
                    words.sentence(Language::chinese, "violation." + first.code, first.parameters)};
    }
}

File embedded(const std::string& path) {
    for (auto& file : file::embedded_packs())
        if (file.path == path) return File{"packs/" + path, file.content};
    throw std::out_of_range{"no such pack file: " + path};
}

}  // namespace zhibu::pack
