#include "kernel/pack/desk.hpp"

#include <algorithm>
#include <stdexcept>

#include "kernel/app.hpp"
#include "kernel/pack/toml.hpp"

namespace zhibu::pack {
namespace {

constexpr std::size_t deepest = 6;  // files that ask for files
constexpr std::size_t most_kept = 400;
constexpr const char* of_candidate = "candidate";
constexpr const char* as_it_came = "0";

// The names that rows of the table which the kind is called after give themselves, and where each stands: of kind "index" those of [[index]].
std::map<std::string, std::string> names_in(std::string_view text, const std::string& kind) {
    std::map<std::string, std::string> names;
    Toml toml;
    try {
        toml = read_toml(text);
    } catch (const Unreadable&) {
        return names;  // its own finding says so
    }
    auto* table = toml.content.if_contains(kind);
    auto* rows = table ? table->if_array() : nullptr;
    for (std::size_t i = 0; rows && i < rows->size(); ++i) {
        auto* row = (*rows)[i].if_object();
        auto* name = row ? row->if_contains("name") : nullptr;
        if (name && name->is_string()) names.emplace(std::string{name->as_string()}, "#/" + kind + "/" + std::to_string(i) + "/name");
    }
    return names;
}

}  // namespace

ShelfVersion ShelfFile::on(Date day) const {
    for (auto each = versions.rbegin(); each != versions.rend(); ++each)
        if (each->in_force.effective_from <= day) return *each;
    return {{entry.embedded ? 0 : -1, {}, {}}, 0};
}
const ShelfFile& PackBook::Shelf::file(std::string_view path) const {
    auto found = files.find(path);
    if (found == files.end()) throw std::out_of_range{"no such pack file: " + std::string{path}};
    return found->second;
}

const Candidate* Desk::candidate(std::string_view path) const {
    auto found = std::find_if(candidates_.begin(), candidates_.end(), [&](auto& each) { return each.path == path; });
    return found == candidates_.end() ? nullptr : &*found;
}
// "" for a file that does not hold yet.
std::string Desk::key_of(const std::string& path) const {
    if (candidate(path)) return of_candidate;
    auto lying = shelf_->file(path).on(day_);
    return lying.in_force.number < 0 ? "" : lying.in_force.number == 0 ? as_it_came : lying.key();
}
std::string Desk::text(const std::string& path) const {
    if (auto* laid = candidate(path)) return laid->text;
    auto number = shelf_->file(path).on(day_).in_force.number;
    return number == 0 ? std::string{embedded_text(path)} : book_.text_of(*view_, path, number);
}
bool Desk::still_lies(const Reading& reading) const {
    return std::all_of(reading.uses.begin(), reading.uses.end(), [&](auto& use) { return use.key != of_candidate && shelf_->files.contains(use.path) && key_of(use.path) == use.key; });
}
void Desk::gather(const std::string& path, const std::string& key, const Reading& reading) const {
    if (gathering_.empty()) return;
    auto& uses = *gathering_.back();
    uses.push_back({path, key});
    uses.insert(uses.end(), reading.uses.begin(), reading.uses.end());
}

void Desk::read(const std::string& path, const std::string& key, Reading& made, std::vector<LineOutcome>* outcomes) const {
    if (gathering_.size() >= deepest) throw std::logic_error{"pack files that ask for one another: " + path};
    gathering_.push_back(&made.uses);
    struct Pop {
        std::vector<std::vector<Use>*>& stack;
        ~Pop() { stack.pop_back(); }
    } pop{gathering_};
    if (!key.empty()) made.content = book_.load(*this, shelf_->file(path).entry, text(path), outcomes);
}

std::shared_ptr<const void> Desk::content(const std::string& path) const {
    auto key = key_of(path);
    bool checking = !candidates_.empty();
    auto place = std::to_string(view_ ? view_->tenant().value : 0) + " " + path + " " + key;
    if (auto here = read_here_.find(place); here != read_here_.end()) return gather(path, key, here->second), here->second.content;
    {
        std::lock_guard lock{book_.mutex_};
        for (auto& each : book_.readings_[place])
            if (still_lies(each)) return gather(path, key, each), each.content;
    }
    Reading made;
    read(path, key, made, nullptr);
    gather(path, key, made);
    if (checking) return read_here_.emplace(place, std::move(made)).first->second.content;
    std::lock_guard lock{book_.mutex_};
    if (book_.readings_.size() >= most_kept) book_.readings_.clear();
    return book_.readings_[place].emplace_back(std::move(made)).content;
}

std::vector<Finding> Desk::try_one(const std::string& path, std::vector<LineOutcome>& outcomes, bool& rests_on_candidates) const {
    std::vector<Finding> findings;
    Reading made;
    try {
        read(path, key_of(path), made, &outcomes);
    } catch (const Fault& fault) {
        findings = fault.findings;
    }
    rests_on_candidates = candidate(path) || std::any_of(made.uses.begin(), made.uses.end(), [](auto& use) { return use.key == of_candidate; });
    for (auto& each : outcomes)
        if (!each.outcome.passed)
            findings.push_back({"packs/" + path, each.line, {each.outcome.pointer, "pack_test_failed", {{"title", each.outcome.title}, {"expected", each.outcome.expected}, {"found", each.outcome.found}}}});
    return findings;
}

// Such rows are asked for by their names, whichever file they stand in: a name in two files is refused.
void Desk::find_names_taken(std::vector<Finding>& all) const {
    for (auto& laid : candidates_) {
        auto& kind = shelf_->file(laid.path).entry.kind;
        if (!book_.options(kind)->added_to) continue;
        auto own = names_in(laid.text, kind);
        for (auto& [path, file] : shelf_->files) {
            if (path == laid.path || file.entry.kind != kind || key_of(path).empty()) continue;
            for (auto& [name, pointer] : names_in(text(path), kind))
                if (auto taken = own.find(name); taken != own.end()) all.push_back({"packs/" + laid.path, read_toml(laid.text).lines[taken->second], {taken->second, "pack_name_taken", {{"file", path}}}});
        }
    }
}

std::vector<Finding> Desk::read_all(std::vector<LineOutcome>& outcomes) const {
    std::vector<Finding> all;
    for (auto& [path, file] : shelf_->files) {
        if (key_of(path).empty()) continue;
        std::vector<LineOutcome> tried;
        bool rests = false;
        auto findings = try_one(path, tried, rests);
        if (!rests) continue;
        all.insert(all.end(), findings.begin(), findings.end());
        if (candidate(path)) outcomes.insert(outcomes.end(), tried.begin(), tried.end());
    }
    find_names_taken(all);
    return all;
}

}  // namespace zhibu::pack
