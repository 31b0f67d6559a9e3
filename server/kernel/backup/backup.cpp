#include "kernel/backup/backup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "kernel/secret/key_file.hpp"
#include "kernel/secret/ring.hpp"

namespace zhibu::backup {
namespace {

namespace fs = std::filesystem;
using std::string;

constexpr std::string_view database_entry = "database", key_entry = "master.key", files_folder = "files/";

// Beside the database and gone again at the end, however it ends.
class Scratch {
public:
    explicit Scratch(fs::path path) : path_{std::move(path)} {}
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

string now() { return Clock{}.now().iso(); }

std::vector<string> digests_of(const fs::path& database) {
    auto copy = db::open(database.string(), {.readers = 1});
    return copy->read_value([](db::Session& session) {
        std::vector<string> all;
        for (auto rows = session.query("SELECT DISTINCT digest FROM stored_file ORDER BY digest"); rows.next();) all.emplace_back(rows.text(0));
        return all;
    });
}

json::array steps_of(db::Session& session) {
    json::array steps;
    for (auto rows = session.query("SELECT module, number FROM schema_version ORDER BY module, number"); rows.next();)
        steps.push_back({string{rows.text(0)}, rows.integer(1)});
    return steps;
}

fs::path file_of(const fs::path& files, const string& digest) { return files / digest.substr(0, 2) / digest.substr(2); }

Summary summary_of(const json::object& manifest, const fs::path& file) {
    Summary summary{0, fs::file_size(file), string{manifest.at("taken_at").as_string()}, false};
    for (auto& [name, entry] : manifest.at("entries").as_object()) {
        summary.files += name.starts_with(files_folder);
        summary.has_master_key |= name == key_entry;
    }
    return summary;
}

fs::path list_of_backups(const Place& place) { return place.data / "backups.list"; }

// Only names that this program writes are unpacked; a name cannot lead out of the target.
bool is_ours(const string& name) {
    if (name == database_entry || name == key_entry) return true;
    if (!name.starts_with(files_folder)) return false;
    auto rest = name.substr(files_folder.size());
    return rest.size() == 65 && rest[2] == '/' && std::all_of(rest.begin(), rest.end(), [&](char c) { return c == '/' || std::isdigit(c) || (c >= 'a' && c <= 'f'); }) &&
           std::count(rest.begin(), rest.end(), '/') == 1;
}

fs::path place_of(const fs::path& folder, const string& name) {
    if (name == database_entry) return folder / "zhibu.db";
    if (name == key_entry) return folder / "keys" / "master.key";
    return folder / name;
}

void sync(const fs::path& path) {
    int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    bool synced = handle >= 0 && ::fsync(handle) == 0;
    if (handle >= 0) ::close(handle);
    if (!synced) throw Fault{"无法写入磁盘： " + path.string()};
}

// The key file of today may know keys that came after the backup: what was brought back goes on with its own.
void as_of(const fs::path& key_file, const string& identity) {
    string content;
    try {
        content = secret::key_file_as_of(secret::read_key_file(key_file), identity);
    } catch (const std::runtime_error& error) {
        throw Fault{error.what()};
    }
    secret::write_whole(key_file, content, secret::Existing::replaced);
}

void check_unpacked(const fs::path& folder) {
    auto keys = secret::Keys::load(folder / "keys" / "master.key", false);
    auto database = db::open((folder / "zhibu.db").string(), {.readers = 1});
    if (auto faults = database->check(); !faults.empty()) throw Fault{"备份里的数据库不完好： " + faults.front()};
    file::Store files{folder / "files", keys};
    database->read([&](db::Session& session) {
        for (auto rows = session.query("SELECT DISTINCT digest FROM stored_file"); rows.next();)
            if (auto content = files.get(rows.text(0)); !content || secret::fingerprint(*content) != rows.text(0)) throw Fault{"备份里的文件打不开，可能主密钥不对。"};
    });
}

}  // namespace

Summary write(const Place& place, const Secret& secret, const fs::path& file) {
    if (!place.database.empty()) throw Fault{"PostgreSQL 的数据库请用 pg_dump 或 pg_basebackup 备份；文件目录和密钥另行备份。"};
    if (!fs::exists(place.database_file())) throw Fault{"这里没有安装： " + place.data.string()};
    Scratch scratch{place.data / ("backup-" + secret::random_hex(8))};
    fs::create_directory(scratch.path());
    auto copy = scratch.path() / "zhibu.db";
    json::array steps;
    {
        auto database = db::open(place.database_file().string(), {.readers = 1});
        database->copy_to(copy);
    }
    auto keys = secret::Keys::load(place.key_file(), false);
    auto cryptography = secret::cryptography_of(keys);
    Writer archive{file, secret, cryptography};
    // First the database, then the files that its rows speak of: they never change and were written before the rows.
    auto digests = digests_of(copy);
    {
        auto database = db::open(copy.string(), {.readers = 1});
        steps = database->read_value([](db::Session& session) { return steps_of(session); });
    }
    archive.add_file(database_entry, copy);
    for (auto& digest : digests) archive.add_file(string{files_folder} + digest.substr(0, 2) + "/" + digest.substr(2), file_of(place.files(), digest));
    bool with_key = secret.kind == Secret::Kind::passphrase;
    if (with_key) archive.add_file(key_entry, place.key_file());
    auto taken_at = now();
    archive.finish({{"format", 1}, {"program", zhibu_version}, {"taken_at", taken_at}, {"engine", "sqlite"}, {"key", keys.identity()}, {"cryptography", secret::name_of(cryptography)},
                    {"schema", std::move(steps)}});
    std::ofstream{list_of_backups(place), std::ios::app} << taken_at << '\t' << fs::absolute(file).string() << '\n';
    return {std::int64_t(digests.size()), fs::file_size(file), taken_at, with_key};
}

Summary verify(const fs::path& file, const Secret& secret) {
    return summary_of(read(file, secret, [](const string& name, std::uint64_t) {
        if (!is_ours(name)) throw Fault{"备份里有不认识的内容： " + name};
        return Sink{};
    }), file);
}

Summary restore(const fs::path& file, const Secret& secret, const fs::path& target, const fs::path& master_key) {
    if (fs::exists(target) && !(fs::is_directory(target) && fs::is_empty(target))) throw Fault{"只能恢复到空的或还不存在的目录： " + target.string()};
    auto whole = fs::absolute(target).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();
    Scratch scratch{whole.parent_path() / (whole.filename().string() + ".restoring-" + secret::random_hex(8))};
    fs::create_directories(scratch.path());
    fs::permissions(scratch.path(), fs::perms::owner_all);
    auto files = std::make_shared<std::ofstream>();
    std::vector<fs::path> written;
    auto manifest = read(file, secret, [&](const string& name, std::uint64_t) -> Sink {
        if (!is_ours(name)) throw Fault{"备份里有不认识的内容： " + name};
        auto path = place_of(scratch.path(), name);
        fs::create_directories(path.parent_path());
        files->close(), files->clear();
        files->open(path, std::ios::binary | std::ios::trunc);
        written.push_back(path);
        return [files, path](std::string_view bytes) {
            if (!files->write(bytes.data(), std::streamsize(bytes.size()))) throw Fault{"写入失败（磁盘可能已满）： " + path.string()};
        };
    });
    files->close();
    auto key = scratch.path() / "keys" / "master.key";
    if (!fs::exists(key)) {
        if (master_key.empty()) throw Fault{"这份备份不含主密钥，请用 --master-key 指定主密钥文件。"};
        fs::create_directories(key.parent_path());
        fs::copy_file(master_key, key);
        written.push_back(key);
    }
    fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
    as_of(key, string{manifest.at("key").as_string()});
    fs::create_directories(scratch.path() / "files");
    check_unpacked(scratch.path());
    for (auto& path : written) {
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
        sync(path), sync(path.parent_path());
    }
    sync(scratch.path());
    if (fs::exists(whole)) fs::remove(whole);  // the empty folder
    fs::rename(scratch.path(), whole);
    sync(whole.parent_path());
    return summary_of(manifest, file);
}

fs::path vault_folder(const Place& place) { return place.data / "vault"; }
fs::path vault_key_file(const Place& place) { return place.data / "keys" / "vault.key"; }

string newest_of(const Place& place) {
    std::ifstream in{list_of_backups(place)};
    string line, newest;
    while (std::getline(in, line))
        if (auto tab = line.find('\t'); tab != string::npos && fs::exists(line.substr(tab + 1))) newest = line.substr(tab + 1);
    std::error_code ignored;
    fs::path moment;  // their names sort by time
    for (auto& each : fs::directory_iterator{vault_folder(place) / "moments", ignored})
        if (each.path().extension().empty() && each.path().filename() > moment.filename()) moment = each.path();
    if (moment.empty()) return newest;
    return newest.empty() || fs::last_write_time(newest, ignored) < fs::last_write_time(moment, ignored) ? fs::absolute(moment).string() : newest;
}

}  // namespace zhibu::backup
