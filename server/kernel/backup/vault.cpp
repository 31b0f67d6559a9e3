#include "kernel/backup/vault.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <fstream>

#include "kernel/secret/key_file.hpp"

namespace zhibu::backup {
namespace {

using std::string;

constexpr const char* sign = "zhibu-vault.json";
constexpr std::size_t longest_content = std::size_t{64} << 20;
constexpr std::string_view lock_place = "zhibu vault 1";
constexpr std::size_t vault_key_size = 32;

string content_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw Fault{"读不到 " + file.string()};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void sync(const fs::path& path) {
    int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    bool synced = handle >= 0 && ::fsync(handle) == 0;
    if (handle >= 0) ::close(handle);
    if (!synced) throw Fault{"无法写入磁盘： " + path.string()};
}

// Has its name only when it is whole and synced. Chunks leave the sync of their folder to the moment that names them.
enum class Folder { synced, later };
void write_whole(const fs::path& file, std::string_view bytes, Folder folder = Folder::synced) {
    fs::create_directories(file.parent_path());
    auto part = file;
    part += ".part-" + secret::random_hex(4);
    {
        int fd = ::open(part.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
        if (fd < 0) throw Fault{"无法写入 " + part.string()};
        bool good = true;
        for (std::size_t at = 0; good && at < bytes.size();) {
            auto written = ::write(fd, bytes.data() + at, bytes.size() - at);
            good = written > 0;
            if (good) at += std::size_t(written);
        }
        good = good && ::fsync(fd) == 0;
        ::close(fd);
        if (!good) {
            ::unlink(part.c_str());
            throw Fault{"写入失败（磁盘可能已满）： " + file.string()};
        }
    }
    fs::rename(part, file);
    if (folder == Folder::synced) sync(file.parent_path());
}

using secret::Cryptography;

secret::SealingKey as_key(std::string_view bytes, Cryptography cryptography) {
    if (bytes.size() != vault_key_size) throw Fault{"密钥长度不对。 A key of the wrong length."};
    secret::SealingKey key;
    key.cryptography = cryptography;
    std::memcpy(key.data(), bytes.data(), key.size());
    return key;
}
constexpr const char* context = "zhibu-vt";

json::object about_of(const fs::path& folder) { return json::parse(content_of(folder / sign)).as_object(); }
// Vaults of before there was a choice do not name it.
Cryptography cryptography_of(const json::object& about) {
    auto* named = about.if_contains("cryptography");
    auto found = named ? secret::cryptography_of(string{named->as_string()}) : Cryptography::standard;
    if (!found) throw Fault{"备份库用了本程序不认识的密码算法。 The vault uses algorithms that this program does not know."};
    return *found;
}

secret::SealingKey key_of_passphrase(const string& passphrase, std::string_view salt, Cryptography cryptography) {
    if (passphrase.size() < 8) throw Fault{"口令至少 8 个字符。 The passphrase needs at least 8 characters."};
    secret::SealingKey key;
    key.cryptography = cryptography;
    if (crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), reinterpret_cast<const unsigned char*>(salt.data()), 3, std::size_t{64} << 20, crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw Fault{"内存不足，无法由口令得出密钥。 Not enough memory for the passphrase."};
    return key;
}

string deflated(std::string_view content) {
    auto bound = compressBound(uLong(content.size()));
    string out(8 + bound, '\0');
    for (int i = 0; i < 8; ++i) out[std::size_t(i)] = char(content.size() >> 8 * i & 255);
    if (compress2(reinterpret_cast<Bytef*>(out.data()) + 8, &bound, reinterpret_cast<const Bytef*>(content.data()), uLong(content.size()), 2) != Z_OK) throw Fault{"压缩失败。"};
    out.resize(8 + bound);
    return out;
}
string inflated(std::string_view packed) {
    std::uint64_t size = 0;
    if (packed.size() < 8) throw Fault{"备份块残缺。"};
    for (int i = 0; i < 8; ++i) size |= std::uint64_t(static_cast<unsigned char>(packed[std::size_t(i)])) << 8 * i;
    if (size > longest_content) throw Fault{"备份块残缺。"};
    string out(size, '\0');
    uLongf length = uLongf(size);
    if (uncompress(reinterpret_cast<Bytef*>(out.data()), &length, reinterpret_cast<const Bytef*>(packed.data()) + 8, uLong(packed.size() - 8)) != Z_OK || length != size) throw Fault{"备份块残缺。"};
    return out;
}

bool is_moment(const string& name) {
    return name.size() == 21 && std::all_of(name.begin(), name.end(), [](char c) { return std::isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f') || c == 'T' || c == 'Z' || c == '-'; });
}

}  // namespace

bool Vault::stands_in(const fs::path& folder) { return fs::exists(folder / sign); }

std::optional<std::pair<fs::path, string>> Vault::named(const fs::path& path) {
    if (stands_in(path)) return std::pair{path, string{}};
    if (auto folder = path.parent_path(); folder.filename() == "moments" && stands_in(folder.parent_path())) return std::pair{folder.parent_path(), path.filename().string()};
    return {};
}

void Vault::make(const fs::path& folder, const string& passphrase, const string& master_key, const fs::path& vault_key_file) {
    if (stands_in(folder)) throw Fault{"这里已有备份库： " + folder.string()};
    if (fs::exists(folder) && !fs::is_empty(folder)) throw Fault{"备份库要放在空的目录里： " + folder.string()};
    if (master_key.size() < vault_key_size) throw Fault{"读不到主密钥： " + (vault_key_file.parent_path() / "master.key").string()};
    auto vault_key = secret::random_bytes(vault_key_size);
    fs::create_directories(folder / "moments");
    fs::permissions(folder, fs::perms::owner_all);
    fs::remove(vault_key_file);
    write_whole(vault_key_file, vault_key);
    write_whole(folder / sign, locked(passphrase, {vault_key, master_key}));
}

// Each lock has its own salt; the algorithms are those of the master key.
string Vault::locked(const string& passphrase, const Locked& held) {
    auto ring = secret::read_ring(held.master_key);
    auto cryptography = ring.cryptography;
    auto salt = secret::random_bytes(crypto_pwhash_SALTBYTES);
    auto lock = key_of_passphrase(passphrase, salt, cryptography);
    json::object about{{"format", 1}, {"identity", secret::identity_of(as_key(held.vault_key, cryptography))}, {"master", secret::identity_of(ring.generations.front().key)}, {"salt", secret::base64(salt)}, {"locked", secret::base64(secret::seal(lock, held.vault_key + held.master_key, lock_place))}};
    if (cryptography != Cryptography::standard) about["cryptography"] = secret::name_of(cryptography);
    sodium_memzero(lock.data(), lock.size());
    return json::serialize(about);
}
void Vault::lock_anew(const fs::path& folder, const string& passphrase, const string& master_key) {
    auto held = unlock(folder, passphrase);
    held.master_key = master_key;
    write_whole(folder / sign, locked(passphrase, held));
}

Locked Vault::unlock(const fs::path& folder, const string& passphrase) {
    if (!stands_in(folder)) throw Fault{"这里没有备份库： " + folder.string()};
    auto about = about_of(folder);
    auto text = [&](const char* name) { return string{about.at(name).as_string()}; };
    auto opened = secret::open(key_of_passphrase(passphrase, secret::from_base64(text("salt")), cryptography_of(about)), secret::from_base64(text("locked")), lock_place);
    if (!opened || opened->size() < 2 * vault_key_size) throw Fault{"口令不对，或备份库的说明文件已损坏。 Wrong passphrase, or the vault is damaged."};
    return {opened->substr(0, vault_key_size), opened->substr(vault_key_size)};
}

Vault Vault::open(const fs::path& folder, const fs::path& vault_key_file) {
    if (!stands_in(folder)) throw Fault{"还没有设置备份库： " + folder.string() + "。 There is no vault yet."};
    if (!fs::exists(vault_key_file)) throw Fault{"缺少备份库的密钥文件： " + vault_key_file.string() + "。请用口令打开。 The vault's key is missing."};
    if ((fs::status(vault_key_file).permissions() & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none) throw Fault{"密钥文件可被他人读取，请执行 chmod 600 " + vault_key_file.string()};
    return {folder, content_of(vault_key_file)};
}

Vault::Vault(fs::path folder, std::string_view vault_key) : folder_{std::move(folder)} {
    auto about = about_of(folder_);
    auto key = as_key(vault_key, cryptography_of(about));
    naming_ = secret::derived(key, 1, context), sealing_ = secret::derived(key, 2, context);
    if (about.at("identity").as_string() != secret::identity_of(key)) throw Fault{"这把密钥不是这个备份库的。 The key belongs to another vault."};
    master_identity_ = about.at("master").as_string();
}

fs::path Vault::path_of(std::string_view name) const {
    auto text = secret::hex(name);
    return folder_ / "chunks" / text.substr(0, 2) / text.substr(2);
}

string Vault::put(std::string_view content) {
    auto name = secret::keyed_hash(naming_, {content}, 32);
    if (has(name)) return name;
    auto sealed = secret::seal(sealing_, deflated(content), "chunk " + name);
    write_whole(path_of(name), sealed, Folder::later);
    written_ += sealed.size();
    return name;
}

string Vault::get(std::string_view name) const {
    auto path = path_of(name);
    if (!fs::exists(path)) throw Fault{"备份库里缺一块： " + path.string()};
    auto packed = secret::open(sealing_, content_of(path), "chunk " + string{name});
    if (!packed) throw Fault{"备份库里有一块损坏或被改动： " + path.string()};
    auto content = inflated(*packed);
    if (secret::keyed_hash(naming_, {content}, 32) != name) throw Fault{"备份库里有一块与它的名字不符： " + path.string()};
    return content;
}

void Vault::keep_moment(const string& name, const json::object& manifest) {
    int handle = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = handle >= 0 && ::syncfs(handle) == 0;
    if (handle >= 0) ::close(handle);
    if (!synced) throw Fault{"无法写入磁盘： " + folder_.string()};
    auto sealed = secret::seal(sealing_, deflated(json::serialize(manifest)), "moment " + name);
    write_whole(folder_ / "moments" / name, sealed);
    written_ += sealed.size();
}

json::object Vault::moment(const string& name) const {
    auto path = folder_ / "moments" / name;
    if (!is_moment(name) || !fs::exists(path)) throw Fault{"备份库里没有这一份备份： " + name};
    auto packed = secret::open(sealing_, content_of(path), "moment " + name);
    if (!packed) throw Fault{"这一份备份的清单损坏或被改动： " + name};
    return json::parse(inflated(*packed)).as_object();
}

std::vector<string> Vault::moments() const {
    std::vector<string> all;
    for (auto& each : fs::directory_iterator{folder_ / "moments"})
        if (auto name = each.path().filename().string(); is_moment(name)) all.push_back(name);
    std::sort(all.begin(), all.end());
    return all;
}

void Vault::forget_moment(const string& name) {
    if (is_moment(name)) fs::remove(folder_ / "moments" / name);
}

std::uintmax_t Vault::sweep(const std::set<string>& names) {
    std::set<string> kept;
    for (auto& name : names) kept.insert(path_of(name).string());
    std::uintmax_t freed = 0;
    if (!fs::exists(folder_ / "chunks")) return 0;
    std::vector<fs::path> gone;
    for (auto& each : fs::recursive_directory_iterator{folder_ / "chunks"})
        if (each.is_regular_file() && !kept.contains(each.path().string())) gone.push_back(each.path());
    for (auto& path : gone) freed += fs::file_size(path), fs::remove(path);
    return freed;
}

std::uintmax_t Vault::size() const {
    std::uintmax_t size = 0;
    for (auto& each : fs::recursive_directory_iterator{folder_})
        if (each.is_regular_file()) size += each.file_size();
    return size;
}

Vault::Turn::Turn(const Vault& vault) : file_{::open((vault.folder() / "turn").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)} {
    if (file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
    if (file_ >= 0) ::close(file_);
    throw Busy{"另一次备份正在进行，请稍候再试。 Another backup is going on."};
}
Vault::Turn::~Turn() { ::close(file_); }

}  // namespace zhibu::backup
