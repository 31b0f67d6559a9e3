// Who edits the office's rules, and the way of a version: draft, checked, published from a day on, never written again.
#include "kernel/pack/office.hpp"

#include <algorithm>

#include "kernel/record/store.hpp"

namespace zhibu::pack {

Verdict may_edit(const View& view) {
    if (view.covers(editors, whole_office)) return allowed();
    auto roots = view.tree().roots();
    bool all = !roots.empty() && std::all_of(roots.begin(), roots.end(), [&](auto root) { return view.covers(editors, root); });
    return allowed_if(all, "edits_no_packs");
}
Verdict may_read(const View& view) { return allowed_if(view.actor.system || view.actor.is_any(readers), "reads_no_packs"); }
Where PackPolicy::visible_to(const View& view) {
    if (may_edit(view)) return everything();
    return may_read(view) ? where("published_at IS NOT NULL") : nothing();
}
Id<Organization> top_of(const View& view) {
    auto roots = view.tree().roots();
    return roots.empty() ? Id<Organization>{} : roots.front();
}

FileEntry load_file(const View& view, const std::string& path) {
    may_read(view).or_throw();
    auto found = view.app.packs.find(view, path);
    if (!found) throw not_found();
    return *found;
}
void must_be_edited(const View& view, const FileEntry& entry) {
    may_edit(view).or_throw();
    if (auto& fixed = view.app.packs.options(entry.kind)->fixed; !fixed.empty()) throw forbidden(fixed);
}
std::string path_of(const http::Call& call) { return call.part(0) + "/" + call.part(1); }

PackVersion load_version(const View& view, Id<PackVersion> id) { return Store<PackVersion>{view}.load(id, PackPolicy::visible_to(view)); }
std::optional<PackVersion> draft_of(const View& view, const std::string& path) {
    auto all = Store<PackVersion>{view}.select(PackPolicy::visible_to(view) && where("file = ? AND state = 'draft'", path));
    return all.empty() ? std::nullopt : std::optional{std::move(all.front())};
}

PackVersion begin_draft(Transaction& t, const FileEntry& entry, std::int64_t based_on, const std::string& text, const std::string& note) {
    must_be_edited(t, entry);
    if (draft_of(t, entry.path)) throw conflict("pack-draft-there");
    PackVersion draft;
    draft.file = entry.path, draft.text = text, draft.note = note, draft.based_on = based_on, draft.author_id = t.actor.account;
    draft.number = t.session.integer("SELECT MAX(number) FROM pack_version WHERE tenant_id = ? AND file = ?", t.tenant(), entry.path).value_or(0) + 1;
    draft.created_at = draft.changed_at = t.now;
    Store<PackVersion>{t}.insert(draft);
    t.record({"pack.drafted", "pack_version", draft.id.value, top_of(t)}, {json::serialize(json::object{{"file", draft.file}, {"number", draft.number}, {"based_on", based_on}})});
    return draft;
}

void must_be_sound(const View& view, const std::vector<PackVersion>& drafts, Date from) {
    std::vector<Candidate> candidates;
    for (auto& each : drafts) candidates.push_back({each.file, each.text});
    auto checked = view.app.packs.check(view, candidates, from);
    if (checked.findings.empty()) return;
    std::vector<Violation> all;
    for (auto& each : checked.findings) all.push_back({each.file + ":" + std::to_string(each.line) + (each.violation.pointer.empty() ? "" : " " + each.violation.pointer), each.violation.code, each.violation.parameters});
    throw Problem{422, "pack-unsound", {{"count", std::to_string(all.size())}}, std::move(all)};
}

static void check_publication(const View& view, const std::vector<PackVersion>& drafts, const Publication& sent) {
    Faults faults;
    if (!sent.effective_from.whole()) faults.add("#/effective_from", "not_a_date");
    else if (sent.effective_from < view.today() && sent.reason.empty()) faults.add("#/reason", "pack_reason_for_past");
    for (auto& each : drafts) {
        auto before = view.app.packs.in_force(view, each.file, sent.effective_from);
        if (before.number >= 0 && view.app.packs.text_of(view, each.file, before.number) == each.text) faults.add("#/text", "pack_unchanged", {{"file", each.file}});
    }
    faults.throw_if_any();
}

// Published versions that wait for their day and would never see it, since a newer one holds by then.
static std::vector<Violation> waiting(const View& view, const std::vector<PackVersion>& drafts, Date from) {
    std::vector<Violation> all;
    for (auto& draft : drafts)
        for (auto& each : view.app.packs.published(view, draft.file)) {
            bool waits = each.effective_from > view.today() && view.app.packs.in_force(view, draft.file, each.effective_from).number == each.number;
            if (waits && each.effective_from >= from) all.push_back({draft.file, "pack_waits", {{"number", std::to_string(each.number)}, {"day", each.effective_from.chinese()}}});
        }
    return all;
}

void publish(Transaction& t, std::vector<PackVersion>& drafts, const Publication& sent) {
    for (auto& each : drafts) {
        must_be_edited(t, load_file(t, each.file));
        if (each.state != PackState::draft) throw conflict("pack-not-a-draft");
    }
    check_publication(t, drafts, sent);
    auto replaced = waiting(t, drafts, sent.effective_from);
    if (!replaced.empty() && !sent.replace_waiting) throw Problem{409, "pack-replaces-waiting", {{"count", std::to_string(replaced.size())}}, std::move(replaced)};
    for (auto& each : drafts) {
        each.state = PackState::published, each.effective_from = sent.effective_from, each.note = sent.note, each.reason = sent.reason;
        each.published_by_id = t.actor.account, each.published_at = t.now;
        Store<PackVersion>{t}.update(each);
        json::object detail{{"file", each.file}, {"number", each.number}, {"effective_from", sent.effective_from.iso()}, {"note", sent.note}, {"reason", sent.reason}};
        t.record({"pack.published", "pack_version", each.id.value, top_of(t)}, {json::serialize(detail)});
    }
}

void install(App& app) {
    app.permit("packs.edit", editors);
    app.permit("packs.read", readers);
    install_files(app);
    install_versions(app);
    install_archive(app);
}

}  // namespace zhibu::pack
