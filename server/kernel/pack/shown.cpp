// What the pages of rules show: packs with their files, one file with its history, one version with its text and form.
#include <algorithm>

#include "kernel/pack/manifest.hpp"
#include "kernel/pack/office.hpp"
#include "kernel/pack/toml.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu::pack {
namespace {

json::value verdict_json(const View& view, Language language, const Verdict& verdict) {
    if (verdict) return true;
    return json::string{view.app.words.text(language, "reason." + verdict.reason)};
}
std::string account_name(const View& view, Id<Account> id) {
    auto names = view.app.references.names(view, "account", {id.value});
    auto found = names.find(id.value);
    return found == names.end() ? "" : found->second;
}
template <class V>
json::value text_or_null(const std::optional<V>& value) {
    return value ? json::value(value->iso()) : json::value();
}

// Without the text: a line of the history.
json::object line_json(const View& view, const PackVersion& version, std::int64_t in_force) {
    // A newer one may hold by the day on which it would have come.
    bool coming = version.state == PackState::published && version.effective_from > view.today() && view.app.packs.find(view, version.file) &&
                  view.app.packs.in_force(view, version.file, *version.effective_from).number == version.number;
    return {{"id", version.id.value}, {"number", version.number}, {"state", Codec<PackState>::name(version.state)}, {"effective_from", text_or_null(version.effective_from)},
            {"note", version.note}, {"reason", version.reason}, {"based_on", version.based_on}, {"author", account_name(view, version.author_id)},
            {"changed_at", version.changed_at.iso()}, {"published_by", version.published_by_id ? json::value(account_name(view, *version.published_by_id)) : json::value()},
            {"published_at", text_or_null(version.published_at)}, {"in_force", version.number == in_force && version.state == PackState::published},
            {"coming", coming}, {"version", version.version}};
}

// Without texts: 400 versions of 200 KB are no history to carry about.
std::vector<PackVersion> history(const View& view, const Where& condition) {
    auto scope = PackPolicy::visible_to(view) && condition;
    std::vector<db::Value> arguments{db::to_value(view.tenant())};
    arguments.insert(arguments.end(), scope.arguments.begin(), scope.arguments.end());
    auto rows = view.session.query_with("SELECT id, file, number, state, effective_from, note, reason, based_on, author_id, created_at, changed_at, published_by_id, published_at, version "
                                        "FROM pack_version WHERE tenant_id = ? AND " + scope.sql + " ORDER BY file, number DESC", arguments);
    std::vector<PackVersion> all;
    while (rows.next()) {
        PackVersion v;
        v.id = {rows.integer(0)}, v.file = rows.text(1), v.number = rows.integer(2), v.state = Codec<PackState>::fetch(rows, 3);
        v.effective_from = Codec<std::optional<Date>>::fetch(rows, 4), v.note = rows.text(5), v.reason = rows.text(6), v.based_on = rows.integer(7), v.author_id = {rows.integer(8)};
        v.created_at = Instant::from_milliseconds(rows.integer(9)), v.changed_at = Instant::from_milliseconds(rows.integer(10));
        v.published_by_id = Codec<std::optional<Id<Account>>>::fetch(rows, 11), v.published_at = Codec<std::optional<Instant>>::fetch(rows, 12), v.version = rows.integer(13);
        all.push_back(std::move(v));
    }
    return all;
}

json::object entry_json(const View& view, const FileEntry& entry, const std::vector<PackVersion>& versions, Language language) {
    auto& words = view.app.words;
    auto force = view.app.packs.in_force(view, entry.path, view.today());
    auto& fixed = view.app.packs.options(entry.kind)->fixed;
    json::object out{{"path", entry.path}, {"pack", entry.pack()}, {"file", entry.path.substr(entry.pack().size() + 1)}, {"kind", entry.kind},
                     {"kind_label", words.text(language, "pack.kind." + entry.kind)}, {"title", language == Language::chinese || entry.english.empty() ? entry.title : entry.english},
                     {"embedded", entry.embedded}, {"fixed", fixed.empty() ? json::value() : json::value(words.text(language, "reason." + fixed))},
                     {"in_force", nullptr}, {"draft", nullptr}, {"coming", nullptr}, {"versions", 0}};
    if (force.number == 0) out["in_force"] = json::object{{"number", 0}, {"effective_from", nullptr}, {"published_by", nullptr}, {"published_at", nullptr}, {"note", ""}};
    std::int64_t count = 0;
    for (auto& each : versions) {
        if (each.file != entry.path) continue;
        count += each.published_at.has_value();
        auto line = line_json(view, each, force.number);
        if (each.state == PackState::draft) out["draft"] = line;
        if (line["in_force"].as_bool()) out["in_force"] = line;
        if (line["coming"].as_bool()) out["coming"] = line;
    }
    out["versions"] = count;
    return out;
}

json::array findings_json(const View& view, const std::vector<Finding>& findings, const std::string& path, Language language) {
    json::array all;
    for (auto& each : findings)
        all.push_back({{"file", each.file}, {"here", each.file == "packs/" + path}, {"line", each.line}, {"pointer", each.violation.pointer}, {"code", each.violation.code},
                       {"message", view.app.words.sentence(language, "violation." + each.violation.code, each.violation.parameters)}});
    return all;
}

}  // namespace

json::object checked_json(const View& view, const Checked& checked, const std::string& path, Language language) {
    json::array outcomes;
    for (auto& each : checked.outcomes)
        outcomes.push_back({{"line", each.line}, {"title", each.outcome.title}, {"passed", each.outcome.passed}, {"expected", each.outcome.expected}, {"found", each.outcome.found}});
    return {{"sound", checked.findings.empty()}, {"findings", findings_json(view, checked.findings, path, language)}, {"tests", std::move(outcomes)}};
}

std::string overview_json(const View& view, Language language) {
    auto versions = history(view, everything());
    json::array packs, kinds;
    std::string last;
    for (auto& entry : view.app.packs.files(view)) {
        if (entry.pack() != last) {
            last = entry.pack();
            json::object pack{{"name", last}, {"title", view.app.words.text(language, "pack.own")}, {"version", ""}, {"source", ""}, {"requires_packs", json::array{}}, {"embedded", false}, {"files", json::array{}}};
            if (is_embedded(last + "/pack.toml")) {
                auto manifest = read_manifest(embedded(last + "/pack.toml"));
                pack["title"] = language == Language::chinese || manifest.english.empty() ? manifest.title : manifest.english;
                pack["version"] = manifest.version, pack["source"] = manifest.source, pack["embedded"] = true;
                for (auto& each : manifest.requires_packs) pack["requires_packs"].as_array().emplace_back(each);
            } else if (last != "office") pack["title"] = last;
            packs.push_back(std::move(pack));
        }
        packs.back().as_object()["files"].as_array().push_back(entry_json(view, entry, versions, language));
    }
    for (auto& kind : view.app.packs.kinds())
        if (view.app.packs.options(kind)->added_to) kinds.push_back({{"value", kind}, {"label", view.app.words.text(language, "pack.kind." + kind)}});
    return json::serialize(json::object{{"packs", std::move(packs)}, {"kinds", std::move(kinds)}, {"can", {{"edit", verdict_json(view, language, may_edit(view))}}}});
}

std::string file_json(const View& view, const FileEntry& entry, Language language) {
    auto versions = history(view, where("file = ?", entry.path));
    auto out = entry_json(view, entry, versions, language);
    auto force = view.app.packs.in_force(view, entry.path, view.today());
    json::array lines;
    for (auto& each : versions) lines.push_back(line_json(view, each, force.number));
    if (entry.embedded)
        lines.push_back({{"id", nullptr}, {"number", 0}, {"state", "published"}, {"effective_from", nullptr}, {"note", view.app.words.text(language, "pack.as_it_came")}, {"reason", ""}, {"based_on", 0},
                         {"author", ""}, {"changed_at", nullptr}, {"published_by", nullptr}, {"published_at", nullptr}, {"in_force", force.number == 0}, {"coming", false}, {"version", 0}});
    out["history"] = std::move(lines);
    auto text = force.number < 0 ? std::string{} : view.app.packs.text_of(view, entry.path, force.number);
    out["form"] = form_json(view, entry, text, language);
    out["text"] = std::move(text);
    auto edit = may_edit(view);
    if (edit && !out["fixed"].is_null()) out["can"] = json::object{{"edit", out["fixed"]}};
    else out["can"] = json::object{{"edit", verdict_json(view, language, edit)}};
    return json::serialize(out);
}

std::string version_json(const View& view, const PackVersion& version, Language language, const Checked& checked) {
    auto entry = view.app.packs.find(view, version.file);
    auto force = entry ? view.app.packs.in_force(view, version.file, view.today()).number : -1;
    auto out = line_json(view, version, force);
    out["file"] = version.file, out["text"] = version.text;
    out["form"] = entry ? form_json(view, *entry, version.text, language) : json::array{};
    out["checked"] = checked_json(view, checked, version.file, language);
    return json::serialize(out);
}

}  // namespace zhibu::pack
