// Space kept free for a full disk: a file of a few megabytes beside the database, given up so that people can still log in.
#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>

namespace zhibu::db {

// While one of these lives, what its thread writes goes on with a full disk, out of the reserve. For a log-in and its audit, not for
// work: the reserve is small.
class Essential {
public:
    Essential();
    ~Essential();
    Essential(const Essential&) = delete;
    static bool now();

private:
    bool before_;
};

class Reserve {
public:
    // Makes the reserve of a SQLite file, of `bytes`, where the disk has room for it; does nothing where it is there.
    static void make(const std::filesystem::path& database, std::uint64_t bytes);

    // Of a database that may have none.
    explicit Reserve(const std::filesystem::path& database);
    // Given up, and the disk has not had room for it since: only essential writes go on.
    bool spent() const { return spent_; }
    // Gives it up; false where there is nothing to give.
    bool spend();
    // Takes it again where the disk has room; false where it still has none.
    bool refill();

private:
    std::filesystem::path database_;
    std::uint64_t bytes_{0};  // 0: none
    std::mutex mutex_;
    std::atomic<bool> spent_{false};
};

}  // namespace zhibu::db
