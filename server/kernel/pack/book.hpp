// The office's rules on any day: every file of a pack in its versions, read into the type that the module of its kind declared.
//
// What came with the program is version 0 and holds always; the office publishes newer ones, each from a day on. On a day the
// version with the highest number holds whose day has come: a newer one supersedes from its day, and earlier periods keep theirs.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/pack/pack.hpp"
#include "kernel/record/view.hpp"

namespace zhibu {
struct PackVersion;
}

namespace zhibu::pack {

class PackBook;
class Desk;

// What a loader may ask of other files: their content on the same day. A file whose loader asks so is read anew where they change.
class Beside {
public:
    template <class T>
    std::shared_ptr<const T> at(const std::string& path) const {
        return std::static_pointer_cast<const T>(content(path));
    }

private:
    friend class PackBook;
    explicit Beside(const Desk& desk) : desk_{desk} {}
    std::shared_ptr<const void> content(const std::string& path) const;
    const Desk& desk_;
};

// What one [[test]] of a file came to.
struct Outcome {
    std::string pointer;  // "#/test/2": finds its line
    std::string title;    // as the test calls itself
    bool passed{};
    std::string expected, found;  // in words or figures
};
struct LineOutcome {
    Outcome outcome;
    int line{1};
};

struct KindOptions {
    std::string fixed{};     // a key of "reason" in words: why files of this kind are not edited; empty: they are
    bool added_to{};         // an office may add files of its own, and practice packs bring some
    std::string sample{};    // what a new file of the office begins with
};

// Which files there are: of the manifests inside the binary (packs/<pack>/pack.toml), and those that the office added.
struct FileEntry {
    std::string path;  // "standard/cadence.toml": the pack, then the file
    std::string kind;  // of those declared: "cadence"
    std::string title, english;
    bool embedded{};
    std::string pack() const { return path.substr(0, path.find('/')); }
};
struct InForce {
    std::int64_t number{};  // 0: as it came with the program
    Date effective_from{};  // empty for number 0
    Id<PackVersion> id{};
};

// From this day on (within the days that were asked for) this version lay there.
struct Lain {
    Date from;
    std::int64_t number{};
};
template <class T>
struct Held {
    Date from, until;  // first and last day
    std::shared_ptr<const T> content;
};

// A text on its way to be published, and from when on.
struct Candidate {
    std::string path, text;
};
struct Checked {
    std::vector<Finding> findings;      // of this file and of those that rest on it; a failing test is one of them
    std::vector<LineOutcome> outcomes;  // of its own tests
};

class PackBook {
public:
    PackBook();  // reads the manifests
    ~PackBook();
    // A kind of file and how its content is read: load(const File&) or load(const File&, const Beside&), which throws or keeps
    // faults in the file. It may look at registers of the program, which are full once all modules are installed. `tests` runs
    // the [[test]] tables.
    template <class T, class L>
    void declare(const std::string& kind, L load, KindOptions options = {}, std::function<std::vector<Outcome>(const T&, const File&)> tests = {}) {
        Kind made{[load](const File& file, const Beside& beside) -> std::shared_ptr<const void> {
                      if constexpr (std::is_invocable_v<L, const File&, const Beside&>) return std::make_shared<const T>(load(file, beside));
                      else return std::make_shared<const T>(load(file));
                  },
                  std::move(options), {}};
        if (tests) made.tests = [tests](const void* content, const File& file) { return tests(*static_cast<const T*>(content), file); };
        add(kind, std::move(made));
    }
    // A kind that its module reads once, when the program starts: shown with the reason (a key of "reason"), and not edited.
    void fix(const std::string& kind, std::string reason);
    // The content in force on a day; for a file of the office that is not yet in force on it, nothing. Throws std::out_of_range
    // for a file or kind that nobody declared, and Problem 500 "pack-broken" for a version that this program cannot read.
    template <class T>
    std::shared_ptr<const T> at(const View& view, const std::string& path, Date day) {
        return std::static_pointer_cast<const T>(content(view, path, day));
    }
    // One version by its number, whatever day it is: for a case that keeps to the rules it began with. 404 where it was never published.
    template <class T>
    std::shared_ptr<const T> numbered(const View& view, const std::string& path, std::int64_t number) {
        return std::static_pointer_cast<const T>(numbered_content(view, path, number));
    }
    // What held from one day to another, one after the other: for a period in which a newer version took over.
    template <class T>
    std::vector<Held<T>> through(const View& view, const std::string& path, Date first, Date last) {
        auto all = changes(view, path, first, last);
        std::vector<Held<T>> held;
        for (std::size_t i = 0; i < all.size(); ++i) held.push_back({all[i].from, i + 1 < all.size() ? all[i + 1].from.plus_days(-1) : last, at<T>(view, path, all[i].from)});
        return held;
    }
    std::vector<Lain> changes(const View& view, const std::string& path, Date first, Date last) const;
    // As it came with the program; throws Fault.
    template <class T>
    std::shared_ptr<const T> shipped(const std::string& path) {
        return std::static_pointer_cast<const T>(shipped_content(path));
    }
    // One version's content, also of a draft; throws Fault.
    template <class T>
    std::shared_ptr<const T> read(const View& view, const Candidate& candidate, Date day) {
        return std::static_pointer_cast<const T>(candidate_content(view, candidate, day));
    }

    std::vector<FileEntry> files(const View& view) const;                           // by pack and path
    std::vector<FileEntry> files(const View& view, std::string_view kind) const;
    std::optional<FileEntry> find(const View& view, std::string_view path) const;
    InForce in_force(const View& view, std::string_view path, Date day) const;      // number −1: none yet
    std::vector<InForce> published(const View& view, std::string_view path) const;  // by number
    std::string text_of(const View& view, const std::string& path, std::int64_t number) const;  // 404 where there is none

    // All that is published, as one text: equal texts, equal rules.
    std::string signature(const View& view) const;

    const KindOptions* options(std::string_view kind) const;
    std::vector<std::string> kinds() const;
    // How a form shows a candidate's tables: by the name of each table, {type, fields}; of what can be read at all.
    json::object forms(const View& view, const Candidate& candidate, Date day);
    // Reads the candidates as they would hold from a day on, together with everything that rests on them, on that day and on every
    // later day on which a published version takes over.
    Checked check(const View& view, const std::vector<Candidate>& candidates, Date from);
    // Refuses (Fault) what came with the program broken; a kind that no module declared is shown as it is and not edited. Called once
    // all modules are installed.
    void check_shipped();

private:
    friend class Desk;
    struct Kind {
        std::function<std::shared_ptr<const void>(const File&, const Beside&)> load;
        KindOptions options;
        std::function<std::vector<Outcome>(const void*, const File&)> tests;
    };
    struct Shelf;    // which files and published versions a tenant has
    struct Reading;  // content, and the versions of other files it was read beside
    void add(const std::string& kind, Kind made);
    std::shared_ptr<const Shelf> shelf(const View& view) const;
    std::shared_ptr<const void> content(const View& view, const std::string& path, Date day);
    std::shared_ptr<const void> numbered_content(const View& view, const std::string& path, std::int64_t number);
    std::shared_ptr<const void> shipped_content(const std::string& path);
    std::shared_ptr<const void> candidate_content(const View& view, const Candidate& candidate, Date day);
    std::shared_ptr<const void> load(const Desk& desk, const FileEntry& entry, std::string_view text, std::vector<LineOutcome>* outcomes = nullptr, json::object* forms = nullptr) const;

    std::map<std::string, Kind, std::less<>> kinds_;
    std::vector<FileEntry> manifest_;  // every file of every manifest
    mutable std::mutex mutex_;
    mutable std::map<std::int64_t, std::shared_ptr<const Shelf>> shelves_;  // by tenant
    std::map<std::string, std::vector<Reading>> readings_;                  // by file and version
};

}  // namespace zhibu::pack
