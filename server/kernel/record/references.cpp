#include "kernel/record/references.hpp"

#include "kernel/app.hpp"

namespace zhibu {

std::map<std::int64_t, std::string> References::names(const View& view, std::string_view kind, const std::vector<std::int64_t>& ids) const {
    auto found = namings_.find(kind);
    if (found == namings_.end() || ids.empty()) return {};
    return found->second(view, ids);
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

}  // namespace zhibu
