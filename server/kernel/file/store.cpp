#include "kernel/file/store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <string>

namespace zhibu::file {
namespace {

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_{fd} {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    operator int() const { return fd_; }

private:
    int fd_;
};

[[noreturn]] void fail(const std::filesystem::path& path) {
    auto kind = errno == ENOSPC || errno == EDQUOT ? db::Error::Kind::full : db::Error::Kind::input_output;
    throw db::Error{kind, "cannot write the file " + path.filename().string()};
}

void write_synced(const std::filesystem::path& path, std::string_view bytes) {
    Descriptor file{::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600)};
    if (file < 0) fail(path);
    for (std::size_t done = 0; done < bytes.size();) {
        auto count = ::write(file, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail(path);
        done += std::size_t(count);
    }
    if (::fsync(file) != 0) fail(path);
}
void sync_folder(const std::filesystem::path& folder) {
    Descriptor handle{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (handle < 0 || ::fsync(handle) != 0) fail(folder);
}

void make_folder(const std::filesystem::path& folder) {
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) fail(folder);
}

}  // namespace

std::filesystem::path Store::path_of(std::string_view digest) const {
    return folder_ / digest.substr(0, 2) / digest.substr(2);
}

std::string Store::put(std::string_view content) const {
    auto digest = secret::fingerprint(content);
    auto path = path_of(digest);
    // Touched, so that the sweep of bytes that no row speaks of (after a day) passes it by; where the sweep was first it is written anew.
    std::error_code gone;
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now(), gone);
    // Another request may have written it and not have synced its name yet, or failed to: here too the name is synced.
    auto sync_names = [&] { sync_folder(path.parent_path()), sync_folder(folder_); };
    if (!gone) return sync_names(), digest;
    make_folder(folder_), make_folder(path.parent_path());
    auto unfinished = path;
    unfinished += "." + secret::random_hex(4);
    try {
        write_synced(unfinished, keys_.seal(content, "file." + digest));
        if (::rename(unfinished.c_str(), path.c_str()) != 0) fail(path);
    } catch (...) {
        ::unlink(unfinished.c_str());  // on a full disk half a file would keep the space that the next one needs
        throw;
    }
    sync_names();
    return digest;
}

std::optional<std::string> Store::get(std::string_view digest) const {
    std::ifstream in{path_of(digest), std::ios::binary};
    if (!in) return {};
    std::string sealed{std::istreambuf_iterator<char>{in}, {}};
    return keys_.open(sealed, "file." + std::string{digest});
}
bool Store::exists(std::string_view digest) const { return std::filesystem::exists(path_of(digest)); }

std::int64_t Store::keep(db::Session& session, TenantId tenant, std::string_view name, std::string_view content_type, std::int64_t size,
                         std::string_view digest, Instant now) const {
    auto id = session.next_id();
    session.execute("INSERT INTO stored_file (tenant_id, id, name, content_type, size, digest, created_at) VALUES (?,?,?,?,?,?,?)", tenant, id, name,
                    content_type, size, digest, now);
    return id;
}
std::optional<StoredFile> Store::find(db::Session& session, TenantId tenant, std::int64_t id) const {
    auto rows = session.query("SELECT name, content_type, size, digest FROM stored_file WHERE tenant_id = ? AND id = ?", tenant, id);
    if (!rows.next()) return {};
    return StoredFile{id, std::string{rows.text(0)}, std::string{rows.text(1)}, rows.integer(2), std::string{rows.text(3)}};
}

}  // namespace zhibu::file
