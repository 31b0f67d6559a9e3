// The files of one day as they lie open: for PackBook alone.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kernel/pack/book.hpp"

namespace zhibu::pack {

struct ShelfVersion {
    InForce in_force;
    std::int64_t row_version{};  // of the record: an undone write may give a number again, never both
    std::string key() const { return std::to_string(in_force.id.value) + "." + std::to_string(row_version); }
};
struct ShelfFile {
    FileEntry entry;
    std::vector<ShelfVersion> versions;  // published, by number
    ShelfVersion on(Date day) const;     // number −1: none yet
};
struct PackBook::Shelf {
    std::map<std::string, ShelfFile, std::less<>> files;
    std::uint64_t mark{};
    std::chrono::steady_clock::time_point taken;
    const ShelfFile& file(std::string_view path) const;  // throws std::out_of_range
};

// Another file that was asked for, in the version that lay there.
struct Use {
    std::string path, key;
};
struct PackBook::Reading {
    std::shared_ptr<const void> content;
    std::vector<Use> uses;  // also what those files asked for
};

class Desk {
public:
    Desk(PackBook& book, const View* view, std::shared_ptr<const PackBook::Shelf> shelf, Date day) : book_{book}, view_{view}, shelf_{std::move(shelf)}, day_{day} {}
    // Candidates lie on top of what holds.
    void lay(std::vector<Candidate> candidates) { candidates_ = std::move(candidates); }
    std::shared_ptr<const void> content(const std::string& path) const;
    // Reads the candidates with their tests, and all that rests on them with theirs.
    std::vector<Finding> read_all(std::vector<LineOutcome>& outcomes) const;

private:
    using Reading = PackBook::Reading;
    std::string key_of(const std::string& path) const;
    const Candidate* candidate(std::string_view path) const;
    bool still_lies(const Reading& reading) const;
    // `made` holds what was asked for even where the file cannot be read.
    void read(const std::string& path, const std::string& key, Reading& made, std::vector<LineOutcome>* outcomes) const;
    std::string text(const std::string& path) const;
    void gather(const std::string& path, const std::string& key, const Reading& reading) const;
    void find_names_taken(std::vector<Finding>& all) const;
    std::vector<Finding> try_one(const std::string& path, std::vector<LineOutcome>& outcomes, bool& rests_on_candidates) const;

    PackBook& book_;
    const View* view_;
    std::shared_ptr<const PackBook::Shelf> shelf_;
    Date day_;
    std::vector<Candidate> candidates_;
    mutable std::map<std::string, Reading> read_here_;         // of candidates and what rests on them
    mutable std::vector<std::vector<Use>*> gathering_;         // for the files that are being read, the innermost last
};

}  // namespace zhibu::pack
