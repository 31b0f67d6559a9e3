// The routes of versions: begin a draft, save it, try it, publish it, take it back.
#include <algorithm>

#include "kernel/pack/office.hpp"
#include "kernel/record/store.hpp"

namespace zhibu::pack {
namespace {

// What takes time is done before a write: the writer's thread reads no rules.
Checked check(const View& view, const std::string& path, const std::string& text) { return view.app.packs.check(view, {{path, text}}, view.today()); }

std::int64_t basis(const View& view, const FileEntry& entry, const DraftBegun& sent) { return sent.based_on.value_or(view.app.packs.in_force(view, entry.path, view.today()).number); }
std::string first_text(const View& view, const FileEntry& entry, const DraftBegun& sent) {
    if (!sent.text.empty()) return sent.text;
    auto number = basis(view, entry, sent);
    return number < 0 ? view.app.packs.options(entry.kind)->sample : view.app.packs.text_of(view, entry.path, number);
}

http::Response begun(http::Call& call) {
    auto sent = call.body_as<DraftBegun>();
    Checked checked;
    call.read([&](const View& view) {
        auto entry = load_file(view, path_of(call));
        must_be_edited(view, entry);
        checked = check(view, entry.path, first_text(view, entry, sent));
        return http::no_content();
    });
    return call.write([&](Transaction& t) {
        auto entry = load_file(t, path_of(call));
        auto draft = begin_draft(t, entry, std::max<std::int64_t>(basis(t, entry, sent), 0), first_text(t, entry, sent), sent.note);
        return http::created(version_json(t, draft, call.language(), checked));
    });
}

// A change of a draft under the policy, by the version that the client saw; `how` writes it. A retry gets its first answer: so what
// is no draft any more is refused in the write only.
http::Response change(http::Call& call, const std::function<void(PackVersion&)>& how) {
    Checked checked;
    call.read([&](const View& view) {
        auto version = load_version(view, call.id<PackVersion>());
        must_be_edited(view, load_file(view, version.file));
        if (version.state != PackState::draft) return http::no_content();
        try {
            how(version);
        } catch (const Problem&) {
            return http::no_content();  // so is a row that is not there any more
        }
        checked = check(view, version.file, version.text);
        return http::no_content();
    });
    return call.write([&](Transaction& t) {
        auto version = load_version(t, call.id<PackVersion>());
        must_be_edited(t, load_file(t, version.file));
        if (version.state != PackState::draft) throw conflict("pack-not-a-draft");
        call.must_match(version.version);
        how(version);
        version.changed_at = t.now, version.author_id = t.actor.account;
        Store<PackVersion>{t}.update(version);
        t.record({"pack.saved", "pack_version", version.id.value, top_of(t)}, {json::serialize(json::object{{"file", version.file}, {"number", version.number}, {"bytes", version.text.size()}})});
        return http::ok(version_json(t, version, call.language(), checked));
    });
}
// A draft may be as wrong as it likes: nothing typed is lost.
http::Response saved(http::Call& call) {
    auto sent = call.body_as<DraftChange>();
    return change(call, [&](PackVersion& version) { version.text = sent.text, version.note = sent.note; });
}
http::Response valued(http::Call& call) {
    auto sent = call.body_as<ValueChanges>();
    return change(call, [&](PackVersion& version) { version.text = with_values(version.text, sent.values); });
}

http::Response row_added(http::Call& call) {
    auto sent = call.body_as<RowAdded>();
    json::object forms;
    call.read([&](const View& view) {
        auto version = load_version(view, call.id<PackVersion>());
        auto entry = load_file(view, version.file);
        must_be_edited(view, entry);
        forms = view.app.packs.forms(view, {entry.path, version.text}, view.today());
        return http::no_content();
    });
    auto today = call.app.clock.now().date();
    return change(call, [&](PackVersion& version) { version.text = with_row(version.text, sent, forms, today); });
}
http::Response row_removed(http::Call& call) {
    auto sent = call.body_as<RowRemoved>();
    return change(call, [&](PackVersion& version) { version.text = without_row(version.text, sent.pointer); });
}

http::Response tried(http::Call& call) {
    auto sent = call.body_as<PackTrial>();
    return call.read([&](const View& view) {
        auto entry = load_file(view, path_of(call));
        may_edit(view).or_throw();
        auto checked = view.app.packs.check(view, {{entry.path, sent.text}}, sent.effective_from.value_or(view.today()));
        return http::ok(json::serialize(checked_json(view, checked, entry.path, call.language())));
    });
}

// What takes time is done before the write: there it is only seen that nothing else was published in the meantime.
template <class Load>
http::Response published(http::Call& call, Load load) {
    auto sent = call.body_as<Publication>();
    std::string seen;
    call.read([&](const View& view) {
        auto drafts = load(view);
        for (auto& each : drafts) must_be_edited(view, load_file(view, each.file));
        bool all_drafts = std::all_of(drafts.begin(), drafts.end(), [](auto& each) { return each.state == PackState::draft; });
        if (drafts.empty() || !all_drafts) return http::no_content();  // refused in the write, where a retry gets its first answer
        must_be_sound(view, drafts, sent.effective_from.whole() ? sent.effective_from : view.today());
        for (auto& each : drafts) seen += std::to_string(each.id.value) + "." + std::to_string(each.version) + " ";
        seen += view.app.packs.signature(view);
        return http::no_content();
    });
    return call.write([&](Transaction& t) {
        auto drafts = load(t);
        if (drafts.empty()) throw conflict("pack-no-drafts");
        std::string now;
        for (auto& each : drafts) now += std::to_string(each.id.value) + "." + std::to_string(each.version) + " ";
        for (auto& each : drafts)
            if (each.state != PackState::draft) throw conflict("pack-not-a-draft");
        if (now + t.app.packs.signature(t) != seen) must_be_sound(t, drafts, sent.effective_from.whole() ? sent.effective_from : t.today());
        publish(t, drafts, sent);
        json::array items;
        for (auto& each : drafts) items.push_back(json::parse(version_json(t, each, call.language())));
        return http::ok(json::serialize(json::object{{"items", std::move(items)}}));
    });
}
http::Response published_one(http::Call& call) {
    return published(call, [&](const View& view) {
        auto version = load_version(view, call.id<PackVersion>());
        if (version.state == PackState::draft) call.must_match(version.version);
        return std::vector{std::move(version)};
    });
}
http::Response published_pack(http::Call& call) {
    return published(call, [&](const View& view) {
        may_edit(view).or_throw();
        auto files = view.app.packs.files(view);
        if (std::none_of(files.begin(), files.end(), [&](auto& each) { return each.pack() == call.part(0); })) throw not_found();
        auto drafts = Store<PackVersion>{view}.select(PackPolicy::visible_to(view) && where("state = 'draft' AND file LIKE ?", call.part(0) + "/%"), "ORDER BY file");
        return drafts;
    });
}

// A draft that is given up, or a version whose day has not come.
http::Response withdrawn(http::Call& call) {
    auto sent = call.body_as<Withdrawal>();
    return call.write([&](Transaction& t) {
        auto version = load_version(t, call.id<PackVersion>());
        must_be_edited(t, load_file(t, version.file));
        bool coming = version.state == PackState::published && version.effective_from > t.today();
        if (version.state == PackState::withdrawn) throw conflict("pack-not-a-draft");
        if (version.state == PackState::published && !coming) throw conflict("pack-in-force");
        if (coming && sent.reason.empty()) throw invalid({{"#/reason", "required"}});
        call.must_match(version.version);
        version.state = PackState::withdrawn, version.reason = sent.reason, version.changed_at = t.now;
        Store<PackVersion>{t}.update(version);
        t.record({"pack.withdrawn", "pack_version", version.id.value, top_of(t)}, {json::serialize(json::object{{"file", version.file}, {"number", version.number}, {"was_published", coming}, {"reason", sent.reason}})});
        return http::ok(version_json(t, version, call.language()));
    });
}

}  // namespace

void install_versions(App& app) {
    auto& r = app.router;
    const std::string file = "/api/v1/packs/{pack}/files/{file}", one = "/api/v1/pack-versions/{id}";
    auto shape = http::shape<PackVersion>();
    r.post(file + "/drafts", {.operation = "pack.draft", .request = http::shape<DraftBegun>(), .response = shape}, begun);
    r.post(file + "/trials", {.operation = "pack.try", .request = http::shape<PackTrial>(), .response = {{{"type", "object"}}, {}}}, tried);
    r.get(one, {.operation = "pack_version.show", .response = shape}, [](http::Call& call) {
        return call.read([&](const View& view) {
            auto version = load_version(view, call.id<PackVersion>());
            bool draft = version.state == PackState::draft && view.app.packs.find(view, version.file);
            return http::ok(version_json(view, version, call.language(), draft ? check(view, version.file, version.text) : Checked{}));
        });
    });
    r.patch(one, {.operation = "pack_version.change", .request = http::shape<DraftChange>(), .response = shape}, saved);
    r.post(one + "/values", {.operation = "pack_version.set_values", .request = http::shape<ValueChanges>(), .response = shape}, valued);
    r.post(one + "/rows", {.operation = "pack_version.add_row", .request = http::shape<RowAdded>(), .response = shape}, row_added);
    r.post(one + "/row-removals", {.operation = "pack_version.remove_row", .request = http::shape<RowRemoved>(), .response = shape}, row_removed);
    r.post(one + "/publication", {.operation = "pack_version.publish", .request = http::shape<Publication>(), .response = {{{"type", "object"}}, {}}}, published_one);
    r.post(one + "/withdrawal", {.operation = "pack_version.withdraw", .request = http::shape<Withdrawal>(), .response = shape}, withdrawn);
    r.post("/api/v1/packs/{pack}/publication", {.operation = "pack.publish", .request = http::shape<Publication>(), .response = {{{"type", "object"}}, {}}}, published_pack);
}

}  // namespace zhibu::pack
