#include "kernel/record/references.hpp"

#include <map>

#include "kernel/app.hpp"

namespace zhibu {

std::map<std::int64_t, std::string> References::names(const View& view, std::string_view kind, const std::vector<std::int64_t>& ids) const {
    auto found = namings_.find(kind);
    if (found == namings_.end() || ids.empty()) return {};
    return found->second.all(view, ids);
}

std::map<std::int64_t, std::string> References::within_reach(const View& view, std::string_view kind, const std::vector<std::int64_t>& ids) const {
    auto found = namings_.find(kind);
    if (found == namings_.end() || ids.empty()) return {};
    return found->second.reachable(view, ids);
}

void ReferenceList::load(const View& view) {
    for (auto& [kind, ids] : wanted_) names_[kind] = view.app.references.names(view, kind, {ids.begin(), ids.end()});
}

const std::string* ReferenceList::name(std::string_view kind, std::int64_t id) const {
    auto known = names_.find(kind);
    if (known == names_.end()) return nullptr;
    auto found = known->second.find(id);
    return found == known->second.end() ? nullptr : &found->second;
}

std::string References::page(std::string_view kind, std::int64_t id) const {
    auto number = std::to_string(id);
    if (auto found = pages_.find(kind); found != pages_.end()) return fill(found->second, {{"id", number}});
    std::string path = "/";
    for (char c : kind) path += c == '_' ? '-' : c;
    return path + "s/" + number;
}

void ReferenceList::write(std::string& out, const View& view) const {
    out += '{';
    bool first_kind = true;
    for (auto& [kind, ids] : wanted_) {
        if (!first_kind) out += ',';
        first_kind = false;
        write_json_text(out, kind);
        out += ":{";
        bool first = true;
        for (auto& [id, name] : view.app.references.names(view, kind, {ids.begin(), ids.end()})) {
            if (!first) out += ',';
            first = false;
            write_json_text(out, std::to_string(id));
            out += ':';
            write_json_text(out, name);
        }
        out += '}';
    }
    out += '}';
}

void collect_references(std::span<const AnyField> fields, const void* record, ReferenceList& names) {
    for (auto& each : fields) {
        if (each.value->collect) each.value->collect(each.in(record), names);
        if (each.value->reference && !each.rules->reference.empty()) names.add(each.rules->reference, each.value->reference(each.in(record)));
    }
}

void write_named_members(std::string& out, std::span<const AnyField> fields, const void* record, const ReferenceList& names) {
    bool first = true;
    for (auto& each : fields) {
        if (each.value->hidden) continue;
        begin_member(out, first, each.name);
        auto* value = each.in(record);
        if (each.value->write_named) {
            each.value->write_named(out, value, names);
            continue;
        }
        each.value->write(out, value);
        if (!each.value->reference || each.rules->reference.empty()) continue;
        out += ",\"";
        out += reference_stem(each.name);
        out += "_name\":";
        auto* name = names.name(each.rules->reference, each.value->reference(value));
        name ? write_json_text(out, *name) : void(out += "null");
    }
}

}  // namespace zhibu
