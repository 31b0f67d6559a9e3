// A pack goes out as a zip, and comes in as drafts: what is brought along holds only once it was looked at and published.
#include <algorithm>
#include <set>

#include "kernel/document/package.hpp"
#include "kernel/pack/archive.hpp"
#include "kernel/pack/manifest.hpp"
#include "kernel/pack/office.hpp"
#include "kernel/record/store.hpp"

namespace zhibu::pack {
namespace {

Manifest manifest_of(const View& view, const std::string& pack) {
    Manifest manifest{pack, pack, "", "1", "本单位", {}, {}};
    if (is_embedded(pack + "/pack.toml")) manifest = read_manifest(embedded(pack + "/pack.toml"));
    manifest.files.clear();
    for (auto& each : view.app.packs.files(view))
        if (each.pack() == pack && view.app.packs.in_force(view, each.path, view.today()).number >= 0) manifest.files.push_back({each.path.substr(pack.size() + 1), each.kind, each.title, each.english});
    if (manifest.files.empty()) throw not_found();
    return manifest;
}

http::Response exported(http::Call& call) {
    auto pack = call.part(0);
    document::Package zip;
    call.read([&](const View& view) {
        may_read(view).or_throw();
        auto manifest = manifest_of(view, pack);
        zip.add("pack.toml", write_manifest(manifest));
        for (auto& each : manifest.files) {
            auto path = pack + "/" + each.path;
            zip.add(each.path, view.app.packs.text_of(view, path, view.app.packs.in_force(view, path, view.today()).number));
        }
        return http::no_content();
    });
    call.app.write(call.actor, [&](Transaction& t) { t.audit("pack.exported", "pack", 0, top_of(t), {json::serialize(json::object{{"pack", pack}})}); });
    return http::attachment(zip.zipped(), "application/zip", "pack-" + pack + ".zip");
}

// One file of what was brought: new, changed, or as it is already; with what is wrong with it.
struct Brought {
    FileEntry entry;
    std::string text;
    bool known{}, same{}, editable{}, has_draft{};
};
struct Bringing {
    Manifest manifest;
    std::vector<Brought> files;
};

Bringing read_archive(const View& view, const std::map<std::string, std::string>& files) {
    auto found = files.find("pack.toml");
    if (found == files.end()) throw Problem{422, "pack-archive", {}, {{"#/file", "pack_zip_no_manifest", {}}}};
    Bringing all;
    try {
        all.manifest = read_manifest(File{"pack.toml", found->second, File::Reading::throw_first});
    } catch (const Fault& fault) {
        auto& first = fault.findings.front();
        throw Problem{422, "pack-archive", {}, {{"pack.toml:" + std::to_string(first.line), first.violation.code, first.violation.parameters}}};
    }
    auto& packs = view.app.packs;
    Faults faults;
    std::set<std::string> named;
    for (auto& each : packs.files(view)) named.insert(each.pack());
    for (auto& need : all.manifest.requires_packs)
        if (!named.contains(need)) faults.add("pack.toml", "pack_needs", {{"name", need}});
    for (auto& each : all.manifest.files) {
        auto text = files.find(each.path);
        auto* options = packs.options(each.kind);
        if (text == files.end()) faults.add(each.path, "pack_zip_missing", {{"name", each.path}});
        else if (!options) faults.add(each.path, "pack_unknown_kind", {{"name", each.kind}});
        if (text == files.end() || !options) continue;
        auto path = all.manifest.name + "/" + each.path;
        auto there = packs.find(view, path);
        if (there && there->kind != each.kind) faults.add(each.path, "pack_unknown_kind", {{"name", each.kind}});
        if (!there && !options->added_to) faults.add(each.path, "pack_not_added", {{"name", each.path}});
        Brought one{there.value_or(FileEntry{path, each.kind, each.title, each.english, false}), text->second, there.has_value(), false, options->fixed.empty(), draft_of(view, path).has_value()};
        if (there) {
            auto number = packs.in_force(view, path, view.today()).number;
            one.same = number >= 0 && packs.text_of(view, path, number) == one.text;
        }
        all.files.push_back(std::move(one));
    }
    for (auto& [name, text] : files)
        if (name != "pack.toml" && std::none_of(all.manifest.files.begin(), all.manifest.files.end(), [&](auto& each) { return each.path == name; })) faults.add(name, "pack_zip_unlisted", {{"name", name}});
    faults.throw_if_any();
    return all;
}

json::object brought_json(const View& view, const Bringing& all, Language language) {
    json::array files;
    for (auto& each : all.files)
        files.push_back({{"path", each.entry.path}, {"title", each.entry.title}, {"kind_label", view.app.words.text(language, "pack.kind." + each.entry.kind)},
                         {"is", each.same ? "same" : !each.editable ? "fixed" : each.has_draft ? "draft_there" : each.known ? "changed" : "new"}});
    return {{"name", all.manifest.name}, {"title", all.manifest.title}, {"version", all.manifest.version}, {"source", all.manifest.source}, {"files", std::move(files)}};
}

http::Response imported(http::Call& call) {
    std::vector<http::UploadedFile> parts;
    try {
        parts = http::parse_multipart(call.request);
    } catch (const std::invalid_argument&) {
        throw Problem{422, "pack-archive", {}, {{"#/file", "required", {}}}};
    }
    auto file = std::find_if(parts.begin(), parts.end(), [](auto& part) { return part.field == "file"; });
    if (file == parts.end()) throw Problem{422, "pack-archive", {}, {{"#/file", "required", {}}}};
    auto files = unzipped(file->content);
    if (call.parameter("trial") == "true")
        return call.read([&](const View& view) {
            may_edit(view).or_throw();
            return http::ok(json::serialize(brought_json(view, read_archive(view, files), call.language())));
        });
    return call.write([&](Transaction& t) {
        may_edit(t).or_throw();
        auto all = read_archive(t, files);
        std::int64_t drafts = 0;
        for (auto& each : all.files) {
            if (each.same || !each.editable || each.has_draft) continue;
            if (!each.known) {
                PackFile record;
                record.path = each.entry.path, record.kind = each.entry.kind, record.title = each.entry.title, record.english = each.entry.english;
                record.created_by_id = t.actor.account, record.created_at = t.now;
                Store<PackFile>{t}.insert(record);
                t.record({"pack.added", "pack_file", record.id.value, top_of(t)}, {to_json(record)});
            }
            begin_draft(t, each.entry, 0, each.text, all.manifest.title + " " + all.manifest.version);
            ++drafts;
        }
        auto out = brought_json(t, all, call.language());
        out["drafts"] = drafts;
        return http::created(json::serialize(out));
    });
}

}  // namespace

void install_archive(App& app) {
    auto& r = app.router;
    r.get("/api/v1/packs/{pack}/archive", {.operation = "pack.export", .response = http::file_shape("application/zip")}, exported);
    r.post("/api/v1/pack-imports", {.operation = "pack.import", .request = {{{"type", "object"}}, {}}, .response = {{{"type", "object"}}, {}}, .query = {{"trial", "true: only says what would be"}}, .upload = true}, imported);
}

}  // namespace zhibu::pack
