#include "kernel/ballot_box/box_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace zhibu::ballot_box {
namespace {

void sync_folder(const std::filesystem::path& folder) {
    if (int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); handle >= 0) ::fsync(handle), ::close(handle);
}

// Written whole and synced, or not at all.
bool write_synced(const std::filesystem::path& file, std::string_view bytes, int flags) {
    int handle = ::open(file.c_str(), flags | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (handle < 0) return false;
    bool written = ::write(handle, bytes.data(), bytes.size()) == ssize_t(bytes.size()) && ::fsync(handle) == 0;
    ::close(handle);
    return written;
}

std::string place_of(const std::string& name) { return "ballot_box." + name; }

}  // namespace

std::filesystem::path folder_of_keys(const App& app) { return app.place.data / "keys" / "boxes"; }

std::string make_key(const App& app) {
    auto folder = folder_of_keys(app);
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    auto name = secret::random_hex(16);
    if (!write_synced(folder / name, app.keys.seal(secret::random_bytes(sizeof(secret::Key)), place_of(name)), O_CREAT | O_EXCL)) {
        std::error_code error;
        std::filesystem::remove(folder / name, error);
        throw Problem{503, "storage-failing"};
    }
    sync_folder(folder), sync_folder(folder.parent_path());
    return name;
}

std::optional<secret::Key> read_key(const App& app, const std::string& name) {
    std::ifstream file{folder_of_keys(app) / name, std::ios::binary};
    std::string sealed{std::istreambuf_iterator<char>{file}, {}};
    auto bytes = app.keys.open(sealed, place_of(name));
    secret::Key key;
    if (!bytes || bytes->size() != key.size()) return {};
    std::copy(bytes->begin(), bytes->end(), key.begin());
    return key;
}

// Overwritten first: on a disk that writes in place nothing of it is left.
void destroy_key(const App& app, const std::string& name) {
    auto file = folder_of_keys(app) / name;
    std::error_code error;
    auto size = std::filesystem::file_size(file, error);
    if (error) return;
    write_synced(file, secret::random_bytes(size), 0);
    std::filesystem::remove(file, error);
    sync_folder(folder_of_keys(app));
}

}  // namespace zhibu::ballot_box
