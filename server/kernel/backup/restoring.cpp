// The way back: a moment of a vault as a data directory again, checked on the way and at the end.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <functional>

#include "kernel/backup/manifest.hpp"
#include "kernel/db/filler.hpp"
#include "kernel/db/write_gate.hpp"
#include "kernel/record/audit_seal.hpp"
#include "kernel/record/soundness.hpp"
#include "kernel/schema_steps.hpp"
#include "kernel/secret/key_file.hpp"

namespace zhibu::backup {
namespace {

using std::string;

constexpr std::size_t rows_at_once = 20'000;

// Gone at the end, however it ends, unless it was kept.
class Scratch {
public:
    explicit Scratch(fs::path path) : path_{std::move(path)} {
        fs::create_directories(path_);
        fs::permissions(path_, fs::perms::owner_all);
    }
    ~Scratch() {
        std::error_code ignored;
        if (!kept_) fs::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    const fs::path& path() const { return path_; }
    void keep_as(const fs::path& name) { fs::rename(path_, name), kept_ = true; }

private:
    fs::path path_;
    bool kept_ = false;
};

void write_synced(const fs::path& file, std::string_view bytes, bool append) {
    fs::create_directories(file.parent_path());
    int fd = ::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0600);
    bool good = fd >= 0;
    for (std::size_t at = 0; good && at < bytes.size();) {
        auto written = ::write(fd, bytes.data() + at, bytes.size() - at);
        good = written > 0;
        if (good) at += std::size_t(written);
    }
    good = good && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    if (!good) throw Fault{"写入失败（磁盘可能已满）： " + file.string()};
}
void sync_folder(const fs::path& folder) {
    int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && ::syncfs(fd) == 0;
    if (fd >= 0) ::close(fd);
    if (!synced) throw Fault{"无法写入磁盘： " + folder.string()};
}

// The steps of the schema as they stood at the moment: later ones are made when the program is started on what was brought back.
std::vector<db::Migration> steps_of(const json::object& manifest) {
    std::set<std::pair<string, std::int64_t>> wanted;
    for (auto& each : manifest.at("schema").as_array()) wanted.emplace(string{each.at(0).as_string()}, each.at(1).to_number<std::int64_t>());
    std::vector<db::Migration> steps;
    for (auto& step : schema_steps())
        if (wanted.erase({step.module, step.number})) steps.push_back(step);
    if (!wanted.empty()) throw Fault{fmt::format("这份备份出自更新的程序（{} 第 {} 步），请用那个版本恢复。 A newer program has written this backup.", wanted.begin()->first, wanted.begin()->second)};
    return steps;
}

class Bringing {
public:
    Bringing(const Vault& vault, const json::object& manifest, const string& where, const Report& report) : vault_{vault}, manifest_{manifest}, where_{where}, report_{report} {}

    void rows() {
        auto database = db::open(where_, {.readers = 1});
        refuse_filled(*database);
        db::set_gate(where_, {db::GateState::filling, "restore", "", Clock{}.now(), Clock{}.now()});
        database->migrate(steps_of(manifest_));
        auto standing = database->read_value([](db::Session& session) { return db::tables_of(session); });
        auto filler = db::open_filler(where_);
        filler->clear(standing, "restore");
        for (auto& each : manifest_.at("tables").as_array()) table(*filler, each.as_object(), standing);
        filler->finish(), filler->forget();
        database->skip_ids(manifest_.at("next_id").to_number<std::int64_t>());
    }
    void open_it() { db::set_gate(where_, {}); }

private:
    static void refuse_filled(db::Database& database) {
        database.read([](db::Session& session) {
            for (auto& table : db::tables_of(session))
                if (table.name != "schema_version" && session.integer("SELECT 1 FROM " + table.name + " LIMIT 1")) throw Fault{"目标数据库里已有内容，只能恢复到空的数据库。 The target database is not empty."};
        });
    }
    void table(db::Filler& filler, const json::object& from, const std::vector<db::Table>& standing) {
        auto table = table_of(from);
        auto found = std::find_if(standing.begin(), standing.end(), [&](auto& each) { return each.name == table.name; });
        auto by_name = [](auto& a, auto& b) { return a.name < b.name; };
        auto sorted = [&](std::vector<db::Column> columns) { return std::sort(columns.begin(), columns.end(), by_name), columns; };
        if (found == standing.end() || sorted(found->columns) != sorted(table.columns)) throw Fault{"备份里的表与它的结构不符： " + table.name};
        Hash hash;
        db::Filled filled;
        std::vector<string> chunks;
        std::vector<std::string_view> rows;
        auto add = [&] {
            filler.add(table, rows, filled);
            done_ += std::int64_t(rows.size());
            if (report_) report_(done_, manifest_.at("rows").to_number<std::int64_t>());
            rows.clear(), chunks.clear();
        };
        for_chunks(vault_, from.at("lists").as_array(), [&](const string& name) {
            chunks.push_back(vault_.get(name));
            hash.add(chunks.back());
            for (std::string_view rest = chunks.back(); !rest.empty();) {
                auto begin = rest;
                for (std::size_t i = 0; i < table.columns.size(); ++i) db::take_field(rest);
                rows.push_back(begin.substr(0, begin.size() - rest.size())), ++filled.rows;
            }
            if (rows.size() >= rows_at_once) add();
        });
        filled.done = true;
        add();
        if (filled.rows != from.at("rows").to_number<std::int64_t>() || hash.hex() != from.at("hash").as_string()) throw Fault{"备份里的表与它的清单不符： " + table.name};
    }
    const Vault& vault_;
    const json::object& manifest_;
    string where_;
    const Report& report_;
    std::int64_t done_ = 0;
};

void bring_files(const Vault& vault, const json::object& manifest, const fs::path& files) {
    std::int64_t count = 0;
    for_files(vault, manifest.at("files").at("lists").as_array(), [&](const string& digest, const KeptFile& file) {
        string content;
        for (std::size_t at = 0; at + name_size <= file.names.size(); at += name_size) content += vault.get(std::string_view{file.names}.substr(at, name_size));
        if (content.size() != file.size) throw Fault{"备份里的文件与它的清单不符： " + digest};
        write_synced(place_in(files, digest), content, false);
        ++count;
    });
    if (count != manifest.at("files").at("count").to_number<std::int64_t>()) throw Fault{"备份里的文件数与清单不符。"};
}

TableCount counted(db::Session& session, const db::Table& table) {
    Hash hash;
    TableCount count{table.name, 0, ""};
    for (db::RowReader reader{session, table};;) {
        auto& rows = reader.next(rows_at_once);
        if (rows.empty()) break;
        for (auto row : rows) hash.add(row), ++count.rows;
    }
    count.hash = hash.hex();
    return count;
}

// The key file of today may know keys that came after the moment: what was brought back goes on with its own.
string key_file_for(const string& master_key, const string& identity) {
    try {
        return secret::key_file_as_of(master_key, identity);
    } catch (const std::runtime_error& error) {
        throw Fault{error.what()};
    }
}

Moment bring_back(const Vault& vault, const string& name, const fs::path& folder, const string& master_key, const string& database, const Report& report) {
    auto manifest = vault.moment(name);
    Place place{folder, database};
    write_synced(place.key_file(), key_file_for(master_key, string{manifest.at("key").as_string()}), false);
    fs::create_directories(place.files());
    bring_files(vault, manifest, place.files());
    Bringing bringing{vault, manifest, database.empty() ? place.database_file().string() : database, report};
    bringing.rows();
    bringing.open_it();
    return moment_of(vault, name);
}

}  // namespace

Moment restore_moment(const Vault& vault, const string& name, const fs::path& target, const string& master_key, const string& database, const Report& report) {
    if (fs::exists(target) && !(fs::is_directory(target) && fs::is_empty(target))) throw Fault{"只能恢复到空的或还不存在的目录： " + target.string()};
    auto whole = fs::absolute(target).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();
    Scratch scratch{whole.parent_path() / (whole.filename().string() + ".restoring-" + secret::random_hex(8))};
    auto moment = bring_back(vault, name, scratch.path(), master_key, database, report);
    sync_folder(scratch.path());
    if (fs::exists(whole)) fs::remove(whole);  // the empty folder
    scratch.keep_as(whole);
    sync_folder(whole.parent_path());
    return moment;
}

Examined examine(const Vault& vault, const string& name, const fs::path& scratch_in, const string& master_key, const Report& report) {
    Scratch scratch{scratch_in / ("examining-" + secret::random_hex(8))};
    Examined out{bring_back(vault, name, scratch.path(), master_key, "", report), {}, {}};
    Place place{scratch.path(), ""};
    // Read back as the tables stood at the moment, before the program brings them to its own schema.
    auto manifest = vault.moment(name);
    db::open(place.database_file().string(), {.readers = 1})->read([&](db::Session& session) {
        for (auto& each : manifest.at("tables").as_array()) {
            auto taken = table_of(each.as_object());
            auto found = counted(session, taken);
            if (found.hash != each.at("hash").as_string()) out.findings.push_back(fmt::format("{}：备份时 {} 行，恢复后 {} 行，内容不同", taken.name, each.at("rows").to_number<std::int64_t>(), found.rows));
            out.restored.push_back(std::move(found));
        }
    });
    App app{place, secret::Keys::load(place.key_file(), false), db::open(place.database_file().string())};
    audit::write_seal(app);  // the seal lies outside the database and has no part in a backup: the chain itself is walked below
    for (auto& each : faults_of(app)) out.findings.push_back(each);
    return out;
}

}  // namespace zhibu::backup
