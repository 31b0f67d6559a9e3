#include "kernel/db/reserve.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <utility>

namespace zhibu::db {
namespace {

constexpr std::uint64_t times_free = 3;  // room for the reserve and twice as much for ordinary writes, before it is taken

thread_local bool essential = false;

std::filesystem::path file_of(std::filesystem::path database) { return database += ".reserve"; }

std::uint64_t free_bytes(const std::filesystem::path& file) {
    struct statvfs found {};
    auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
    return statvfs(folder.c_str(), &found) == 0 ? std::uint64_t{found.f_bavail} * found.f_frsize : 0;
}

bool take(const std::filesystem::path& file, std::uint64_t bytes) {
    if (free_bytes(file) < times_free * bytes) return false;
    int descriptor = ::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    bool taken = descriptor >= 0 && ::posix_fallocate(descriptor, 0, static_cast<off_t>(bytes)) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!taken) ::unlink(file.c_str());
    return taken;
}

}  // namespace

Essential::Essential() : before_{std::exchange(essential, true)} {}
Essential::~Essential() { essential = before_; }
bool Essential::now() { return essential; }

void Reserve::make(const std::filesystem::path& database, std::uint64_t bytes) {
    auto file = file_of(database);
    if (!std::filesystem::exists(file)) take(file, bytes);
}

Reserve::Reserve(const std::filesystem::path& database) : database_{database} {
    std::error_code none;
    auto size = std::filesystem::file_size(file_of(database), none);
    if (!none) bytes_ = size;
}

bool Reserve::spend() {
    std::lock_guard lock{mutex_};
    if (!bytes_ || spent_) return false;
    spent_ = true;
    return ::unlink(file_of(database_).c_str()) == 0;
}

bool Reserve::refill() {
    std::lock_guard lock{mutex_};
    if (spent_ && take(file_of(database_), bytes_)) spent_ = false;
    return !spent_;
}

}  // namespace zhibu::db
