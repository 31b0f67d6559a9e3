#include "kernel/db/reserve.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace zhibu::db {
namespace {

constexpr std::uint64_t times_free = 3;  // room for the reserve and as much again for ordinary writes, before it is taken

std::uint64_t free_bytes(const std::filesystem::path& folder) {
    struct statvfs found {};
    return statvfs(folder.c_str(), &found) == 0 ? std::uint64_t{found.f_bavail} * found.f_frsize : 0;
}

}  // namespace

Reserve::Reserve(const std::filesystem::path& file, std::uint64_t bytes) : file_{file}, bytes_{bytes} {
    std::lock_guard lock{mutex_};
    if (bytes_) kept_ = keep();
}

bool Reserve::keep() {
    std::error_code missing;
    if (std::filesystem::file_size(file_, missing) == bytes_ && !missing) return true;
    auto folder = file_.has_parent_path() ? file_.parent_path() : std::filesystem::path{"."};
    if (free_bytes(folder) < times_free * bytes_) return false;
    int descriptor = ::open(file_.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    bool taken = descriptor >= 0 && ::posix_fallocate(descriptor, 0, static_cast<off_t>(bytes_)) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!taken) ::unlink(file_.c_str());
    return taken;
}

bool Reserve::spend() {
    std::lock_guard lock{mutex_};
    if (!kept_) return false;
    kept_ = false, spent_ = true;
    return ::unlink(file_.c_str()) == 0;
}

bool Reserve::refill() {
    std::lock_guard lock{mutex_};
    if (!spent_) return true;
    kept_ = keep();
    spent_ = !kept_;
    return kept_;
}

}  // namespace zhibu::db
