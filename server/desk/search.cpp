#include "desk/desk.hpp"
#include "kernel/search/search.hpp"

namespace zhibu::desk {

// "/members/{id}" with the record's number.
static std::string filled(const std::string& link, std::int64_t id) {
    auto at = link.find("{id}");
    return at == std::string::npos ? link : link.substr(0, at) + std::to_string(id) + link.substr(at + 4);
}

// Written by hand: this answer is asked for at every key that somebody presses.
std::string search_json(const View& view, Language language, std::string_view typed, std::size_t limit, std::string_view only) {
    std::string out = "{\"groups\":[";
    for (auto& group : view.app.search.find(view, typed, limit, only)) {
        out += out.back() == '[' ? "{\"type\":" : ",{\"type\":";
        write_json_text(out, group.kind->name);
        out += ",\"label\":";
        write_json_text(out, view.app.words.text(language, group.kind->name + "._"));
        out += ",\"items\":[";
        for (auto& hit : group.hits) {
            out += out.back() == '[' ? "{\"id\":" : ",{\"id\":";
            out += std::to_string(hit.id) + ",\"title\":";
            write_json_text(out, hit.title);
            out += ",\"subtitle\":";
            write_json_text(out, hit.subtitle);
            out += ",\"link\":";
            write_json_text(out, filled(group.kind->link, hit.id));
            out += ",\"phone_link\":";
            write_json_text(out, filled(group.kind->phone_link, hit.id));
            out += '}';
        }
        out += "]}";
    }
    return out + "]}";
}

}  // namespace zhibu::desk
