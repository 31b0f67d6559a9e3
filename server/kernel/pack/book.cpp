// How a day's rules are found: the shelf says which version of each file holds, a desk lays them out for one day (with the
// candidates of a check on top), and what was read once is kept with the versions it was read beside.
#include "kernel/pack/book.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "kernel/app.hpp"
#include "kernel/file/embedded.hpp"
#include "kernel/pack/desk.hpp"
#include "kernel/pack/manifest.hpp"

namespace zhibu::pack {
namespace {

constexpr std::chrono::seconds patience{2};  // until what another node published is looked for

const db::TableSet shelf_tables = db::tables_read("SELECT 1 FROM pack_version JOIN pack_file");

// What a loader throws beside a Fault comes from rows that the file has already refused.
template <class F>
auto refused_wholly(const File& file, F f) {
    try {
        auto content = f();
        file.finish();
        return content;
    } catch (const Fault& fault) {
        if (!fault.findings.empty()) throw;
        throw Fault{std::vector<Finding>{{file.name(), 1, {"", "pack_says", {{"words", fault.what()}}}}}};
    } catch (const std::logic_error&) {
        file.finish();
        throw;
    }
}

}  // namespace

std::shared_ptr<const void> Beside::content(const std::string& path) const { return desk_.content(path); }

PackBook::PackBook() {
    for (auto& file : file::embedded_packs()) {
        if (!file.path.ends_with("/pack.toml") || std::count(file.path.begin(), file.path.end(), '/') != 1) continue;
        auto folder = std::string{file.path.substr(0, file.path.find('/'))};
        for (auto& each : read_manifest(File{"packs/" + std::string{file.path}, file.content}).files)
            manifest_.push_back({folder + "/" + each.path, each.kind, each.title, each.english, true});
    }
    std::sort(manifest_.begin(), manifest_.end(), [](auto& a, auto& b) { return a.path < b.path; });
}
PackBook::~PackBook() = default;

void PackBook::add(const std::string& kind, Kind made) {
    if (!kinds_.emplace(kind, std::move(made)).second) throw std::logic_error{"a kind of pack file declared twice: " + kind};
}
void PackBook::fix(const std::string& kind, std::string reason) {
    auto load = [](const File& file, const Beside&) -> std::shared_ptr<const void> {
        for (auto& [name, value] : file.content()) file.known(name);
        return std::make_shared<const json::object>(file.content());
    };
    add(kind, {load, {.fixed = std::move(reason)}, {}});
}
const KindOptions* PackBook::options(std::string_view kind) const {
    auto found = kinds_.find(kind);
    return found == kinds_.end() ? nullptr : &found->second.options;
}
std::vector<std::string> PackBook::kinds() const {
    std::vector<std::string> all;
    for (auto& [name, kind] : kinds_) all.push_back(name);
    return all;
}

std::shared_ptr<const PackBook::Shelf> PackBook::shelf(const View& view) const {
    auto& session = view.session;
    session.saw(shelf_tables);
    auto now = std::chrono::steady_clock::now();
    auto mark = session.marks() ? db::TableChanges::sum(*session.marks(), shelf_tables) : 0;
    if (session.marks()) {
        std::lock_guard lock{mutex_};
        if (auto& kept = shelves_[view.tenant().value]; kept && kept->mark == mark && now - kept->taken < patience) return kept;
    }
    auto fresh = std::make_shared<Shelf>();
    fresh->mark = mark, fresh->taken = now;
    for (auto& each : manifest_)
        if (kinds_.contains(each.kind)) fresh->files.emplace(each.path, ShelfFile{each, {}});
    for (auto rows = session.query("SELECT path, kind, title, english FROM pack_file WHERE tenant_id = ? ORDER BY path", view.tenant()); rows.next();) {
        FileEntry entry{std::string{rows.text(0)}, std::string{rows.text(1)}, std::string{rows.text(2)}, std::string{rows.text(3)}, false};
        if (kinds_.contains(entry.kind)) fresh->files.emplace(entry.path, ShelfFile{entry, {}});
    }
    for (auto rows = session.query("SELECT file, number, effective_from, id, version FROM pack_version WHERE tenant_id = ? AND state = 'published' ORDER BY number", view.tenant());
         rows.next();)
        if (auto found = fresh->files.find(rows.text(0)); found != fresh->files.end())
            found->second.versions.push_back({{rows.integer(1), Date::from_number(rows.integer(2)), {rows.integer(3)}}, rows.integer(4)});
    if (!session.marks()) return fresh;
    std::lock_guard lock{mutex_};
    return shelves_[view.tenant().value] = fresh;
}

std::string PackBook::signature(const View& view) const {
    std::string all;
    auto on = shelf(view);
    for (auto& [path, file] : on->files)
        for (auto& each : file.versions) all += each.key() + " ";
    return all;
}

std::vector<FileEntry> PackBook::files(const View& view) const {
    std::vector<FileEntry> all;
    auto on = shelf(view);
    for (auto& [path, file] : on->files) all.push_back(file.entry);
    return all;
}
std::vector<FileEntry> PackBook::files(const View& view, std::string_view kind) const {
    auto all = files(view);
    std::erase_if(all, [&](auto& each) { return each.kind != kind; });
    return all;
}
std::optional<FileEntry> PackBook::find(const View& view, std::string_view path) const {
    auto on = shelf(view);
    auto found = on->files.find(path);
    if (found == on->files.end()) return {};
    return found->second.entry;
}
InForce PackBook::in_force(const View& view, std::string_view path, Date day) const {
    auto on = shelf(view);
    return on->file(path).on(day).in_force;
}
std::vector<InForce> PackBook::published(const View& view, std::string_view path) const {
    std::vector<InForce> all;
    auto on = shelf(view);
    for (auto& each : on->file(path).versions) all.push_back(each.in_force);
    return all;
}
std::string PackBook::text_of(const View& view, const std::string& path, std::int64_t number) const {
    if (number == 0 && is_embedded(path)) return std::string{embedded_text(path)};
    auto text = view.session.text("SELECT text FROM pack_version WHERE tenant_id = ? AND file = ? AND number = ?", view.tenant(), path, number);
    if (!text) throw not_found();
    return *text;
}

std::shared_ptr<const void> PackBook::load(const Desk& desk, const FileEntry& entry, std::string_view text, std::vector<LineOutcome>* outcomes, json::object* forms) const {
    auto& kind = kinds_.find(entry.kind)->second;
    File file{"packs/" + entry.path, text, File::Reading::keep_faults};
    if (kind.tests) file.known("test");
    std::vector<Outcome> tried;
    auto content = refused_wholly(file, [&] {
        auto made = kind.load(file, Beside{desk});
        if (forms) *forms = file.forms();
        if (outcomes && kind.tests && !file.broken()) tried = kind.tests(made.get(), file);
        return made;
    });
    for (auto& each : tried) outcomes->push_back({each, file.line_of(each.pointer)});
    return content;
}

static std::shared_ptr<const void> unbroken(const Desk& desk, const std::string& path) {
    try {
        return desk.content(path);
    } catch (const Fault& fault) {
        auto where = fault.findings.empty() ? std::string{fault.what()} : fault.findings.front().chinese();
        throw Problem{500, "pack-broken", {{"file", path}, {"words", where}}};
    }
}
std::shared_ptr<const void> PackBook::content(const View& view, const std::string& path, Date day) { return unbroken(Desk{*this, &view, shelf(view), day}, path); }
std::shared_ptr<const void> PackBook::numbered_content(const View& view, const std::string& path, std::int64_t number) {
    auto only = std::make_shared<Shelf>(*shelf(view));
    auto file = only->files.find(path);
    if (file == only->files.end()) throw std::out_of_range{"no such pack file: " + path};
    std::erase_if(file->second.versions, [&](auto& each) { return each.in_force.number != number; });
    if (number != 0 && file->second.versions.empty()) throw not_found();
    return unbroken(Desk{*this, &view, only, never_ends}, path);
}
std::shared_ptr<const void> PackBook::shipped_content(const std::string& path) {
    auto bare = std::make_shared<Shelf>();
    for (auto& each : manifest_)
        if (kinds_.contains(each.kind)) bare->files.emplace(each.path, ShelfFile{each, {}});
    return Desk{*this, nullptr, bare, never_ends}.content(path);
}
std::shared_ptr<const void> PackBook::candidate_content(const View& view, const Candidate& candidate, Date day) {
    Desk desk{*this, &view, shelf(view), day};
    desk.lay({candidate});
    return desk.content(candidate.path);
}

std::vector<Lain> PackBook::changes(const View& view, const std::string& path, Date first, Date last) const {
    auto on = shelf(view);
    auto& file = on->file(path);
    std::set<Date> days{first};
    for (auto& each : file.versions)
        if (each.in_force.effective_from > first && each.in_force.effective_from <= last) days.insert(each.in_force.effective_from);
    std::vector<Lain> all;
    for (auto day : days)
        if (auto number = file.on(day).in_force.number; all.empty() || all.back().number != number) all.push_back({day, number});
    return all;
}

json::object PackBook::forms(const View& view, const Candidate& candidate, Date day) {
    Desk desk{*this, &view, shelf(view), day};
    desk.lay({candidate});
    json::object all;
    try {
        load(desk, shelf(view)->file(candidate.path).entry, candidate.text, nullptr, &all);
    } catch (const Fault&) {
        // What is wrong with it is told by check(); the tables that were read have their forms.
    }
    return all;
}

Checked PackBook::check(const View& view, const std::vector<Candidate>& candidates, Date from) {
    auto on = shelf(view);
    std::set<Date> days{from};
    for (auto& [path, file] : on->files)
        for (auto& each : file.versions)
            if (each.in_force.effective_from > from) days.insert(each.in_force.effective_from);
    Checked all;
    std::set<std::pair<std::string, int>> said;
    auto say = [&](const Finding& finding) {
        if (said.emplace(finding.file + finding.violation.pointer + finding.violation.code, finding.line).second) all.findings.push_back(finding);
    };
    for (auto day : days) {
        Desk desk{*this, &view, on, day};
        desk.lay(candidates);
        std::vector<LineOutcome> outcomes;
        for (auto& finding : desk.read_all(outcomes)) say(finding);
        if (day == from) all.outcomes = std::move(outcomes);
    }
    return all;
}

void PackBook::check_shipped() {
    for (auto& each : manifest_)
        if (!kinds_.contains(each.kind)) fix(each.kind, "pack_fixed_program");
    for (auto& each : manifest_) shipped_content(each.path);
}

}  // namespace zhibu::pack
