// The routes of files: all packs, one file, two versions side by side, a file of the office's own, one file to keep.
#include "kernel/pack/manifest.hpp"
#include "kernel/pack/office.hpp"
#include "kernel/record/store.hpp"

namespace zhibu::pack {
namespace {

// A version as its page may show it: drafts are the editors'.
std::string text_seen(const View& view, const FileEntry& entry, std::int64_t number) {
    if (number == 0 && entry.embedded) return view.app.packs.text_of(view, entry.path, 0);
    auto all = Store<PackVersion>{view}.select(PackPolicy::visible_to(view) && where("file = ? AND number = ?", entry.path, number));
    if (all.empty()) throw not_found();
    return all.front().text;
}

http::Response difference(http::Call& call) {
    return call.read([&](const View& view) {
        auto entry = load_file(view, path_of(call));
        auto from = call.integer_parameter("from").value_or(0), to = call.integer_parameter("to").value_or(0);
        auto out = difference_json(view, entry, text_seen(view, entry, from), text_seen(view, entry, to), call.language());
        out["from"] = from, out["to"] = to;
        return http::ok(json::serialize(out));
    });
}

http::Response kept(http::Call& call) {
    std::string name, text;
    std::int64_t number = 0;
    call.read([&](const View& view) {
        auto entry = load_file(view, path_of(call));
        number = call.integer_parameter("number").value_or(view.app.packs.in_force(view, entry.path, view.today()).number);
        text = text_seen(view, entry, number);
        name = entry.path.substr(entry.pack().size() + 1);
        return http::no_content();
    });
    call.app.write(call.actor, [&](Transaction& t) { t.audit("pack.exported", "pack_version", 0, top_of(t), {json::serialize(json::object{{"file", path_of(call)}, {"number", number}})}); });
    if (number > 0) name.insert(name.size() - 5, "-" + std::to_string(number));
    return http::attachment(text, "text/plain; charset=utf-8", name);
}

std::string_view own_name_fault(std::string_view path) {
    bool own = path.starts_with("office/") && path.ends_with(".toml") && path.size() > 12;
    for (char c : own ? path.substr(7, path.size() - 12) : std::string_view{})
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) own = false;
    return own && path != "office/pack.toml" ? "" : "pack_name_letters";
}

http::Response added(http::Call& call) {
    auto sent = call.body_as<PackFile>();
    return call.write([&](Transaction& t) {
        may_edit(t).or_throw();
        Faults faults;
        auto* options = t.app.packs.options(sent.kind);
        if (!options || !options->added_to) faults.add("#/kind", "not_one_of");
        if (auto fault = own_name_fault(sent.path); !fault.empty()) faults.add("#/path", std::string{fault});
        else if (t.app.packs.find(t, sent.path)) faults.add("#/path", "taken");
        faults.throw_if_any();
        auto record = sent;
        record.created_by_id = t.actor.account, record.created_at = t.now;
        Store<PackFile>{t}.insert(record);
        t.record({"pack.added", "pack_file", record.id.value, top_of(t)}, {to_json(record)});
        auto entry = load_file(t, record.path);
        begin_draft(t, entry, 0, options->sample.empty() ? "# " + record.title + "\n" : options->sample, "");
        return http::created(file_json(t, entry, call.language()));
    });
}

}  // namespace

void install_files(App& app) {
    auto& r = app.router;
    const std::string file = "/api/v1/packs/{pack}/files/{file}";
    r.get("/api/v1/packs", {.operation = "pack.list", .response = {{{"type", "object"}}, {}}}, [](http::Call& call) {
        return call.read_kept([&](const View& view) {
            may_read(view).or_throw();
            return http::ok(overview_json(view, call.language()));
        });
    });
    r.get(file, {.operation = "pack.show", .response = {{{"type", "object"}}, {}}}, [](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(file_json(view, load_file(view, path_of(call)), call.language())); });
    });
    r.get(file + "/difference", {.operation = "pack.difference", .response = {{{"type", "object"}}, {}}, .query = {{"from", "a version's number"}, {"to", "a version's number"}}}, difference);
    r.get(file + "/text", {.operation = "pack.keep", .response = http::file_shape("text/plain"), .query = {{"number", "a version's number; the one in force where left out"}}}, kept);
    r.post("/api/v1/pack-files", {.operation = "pack.add", .request = http::shape<PackFile>(), .response = {{{"type", "object"}}, {}}}, added);
}

}  // namespace zhibu::pack
