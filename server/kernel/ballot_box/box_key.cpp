#include "kernel/ballot_box/box_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "kernel/secret/ring.hpp"

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

constexpr std::size_t key_size = 32, name_bytes = 16;

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::string place_of(const std::string& name) { return "ballot_box." + name; }

}  // namespace

std::filesystem::path folder_of_keys(const App& app) { return app.place.data / "keys" / "boxes"; }

std::string make_key(const App& app) {
    auto folder = folder_of_keys(app);
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    auto name = secret::random_hex(name_bytes);
    if (!write_synced(folder / name, app.keys.seal(secret::random_bytes(key_size), place_of(name)), O_CREAT | O_EXCL)) {
        std::error_code error;
        std::filesystem::remove(folder / name, error);
        throw Problem{503, "storage-failing"};
    }
    sync_folder(folder), sync_folder(folder.parent_path());
    return name;
}

std::optional<secret::SealingKey> read_key(const App& app, const std::string& name) {
    auto bytes = app.keys.open(content_of(folder_of_keys(app) / name), place_of(name));
    secret::SealingKey key;
    key.cryptography = secret::cryptography_of(app.keys);
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

std::vector<std::string> seal_keys_anew(const App& app, std::int64_t& count) {
    std::vector<std::string> lost;
    std::error_code none;
    for (auto& each : std::filesystem::directory_iterator{folder_of_keys(app), none}) {
        auto name = each.path().filename().string();
        if (name.size() != 2 * name_bytes) {  // what was left by one that was broken off
            std::filesystem::remove(each.path(), none);
            continue;
        }
        auto sealed = content_of(each.path());
        if (secret::is_of_key_in_use(app.keys, sealed, place_of(name))) continue;
        auto bytes = app.keys.open(sealed, place_of(name));
        auto fresh = each.path();
        fresh += ".new";
        if (!bytes) lost.push_back(name);
        else if (write_synced(fresh, app.keys.seal(*bytes, place_of(name)), O_CREAT | O_TRUNC)) std::filesystem::rename(fresh, each.path()), ++count;
        else throw Problem{503, "storage-failing"};
    }
    if (count > 0) sync_folder(folder_of_keys(app));
    return lost;
}

}  // namespace zhibu::ballot_box
