// Space kept free for a full disk: a file of a few megabytes that is given up so that people can still log in (and be audited).
#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>

namespace zhibu::db {

// What a full disk still lets through, out of the reserve.
enum class Urgency { ordinary, essential };

class Reserve {
public:
    // `bytes` 0: none is kept. A disk that is nearly full already gives none either.
    Reserve(const std::filesystem::path& file, std::uint64_t bytes);
    // Given up, and the disk has not had room for it since: only essential writes go on.
    bool spent() const { return spent_; }
    // Gives it up; false where there is nothing to give.
    bool spend();
    // Keeps it again where the disk has room; whether it is kept.
    bool refill();

private:
    bool keep();

    std::filesystem::path file_;
    std::uint64_t bytes_;
    std::mutex mutex_;
    bool kept_{false};
    std::atomic<bool> spent_{false};
};

}  // namespace zhibu::db
