#include "kernel/upgrade/upgrade.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

#include "kernel/backup/backup.hpp"
#include "kernel/db/postgresql_dump.hpp"
#include "kernel/log/log.hpp"

namespace zhibu::upgrade {
namespace {

namespace fs = std::filesystem;
using std::string;

constexpr std::string_view prefix = "upgrade-";

// Says, while an upgrade is under way, how many steps were missing when its backup was made, and where that is.
fs::path note_of(const Place& place) { return place.data / "upgrade.going"; }

bool has_schema(db::Session& session) {
    if (session.engine() == db::Engine::postgresql) return session.text("SELECT CAST(to_regclass('schema_version') AS TEXT)").has_value();
    return session.integer("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'").has_value();
}

std::set<std::pair<string, std::int64_t>> steps_of(db::Database& database) {
    std::set<std::pair<string, std::int64_t>> there;
    database.read([&](db::Session& session) {
        there.clear();
        if (!has_schema(session)) return;
        for (auto rows = session.query("SELECT module, number FROM schema_version"); rows.next();) there.emplace(string{rows.text(0)}, rows.integer(1));
    });
    return there;
}

// One that was broken off and has got at least one step further: the older program refuses what it left, so that nothing can
// have been written since its backup.
bool goes_on(const Place& place, std::size_t missing) {
    std::ifstream in{note_of(place)};
    std::size_t then = 0;
    string file;
    return in >> then && in.ignore() && std::getline(in, file) && missing < then && fs::exists(file);
}

// As a name that sorts by time: 20211228T090000-123.
string stamp() {
    auto now = Clock{}.now();
    auto moment = now.iso().substr(0, 19);
    std::erase_if(moment, [](char c) { return c == '-' || c == ':'; });
    return fmt::format("{}-{:03}", moment, now.milliseconds() % 1000);
}

string content(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

fs::path write_backup(const Place& place, db::Database& database) {
    fs::create_directories(backups_folder(place));
    fs::permissions(backups_folder(place), fs::perms::owner_all);
    auto file = fs::absolute(backups_folder(place) / fmt::format("{}{}-to-{}", prefix, stamp(), zhibu_version));
    if (database.engine() == db::Engine::sqlite) {
        file += ".backup";
        backup::Secret secret{backup::Secret::Kind::key_file, content(place.key_file())};
        backup::write(place, secret, file);
        backup::verify(file, secret);  // a backup that was never read is a hope
    } else {
        file += ".pgdump";
        auto schema = database.read_value([](db::Session& session) { return session.text("SELECT CAST(current_schema() AS TEXT)").value_or("public"); });
        db::dump_postgresql(place.database, schema, file);
    }
    return file;
}

}  // namespace

fs::path backups_folder(const Place& place) { return place.data / "upgrade-backups"; }

std::vector<string> missing_steps(db::Database& database) {
    auto there = steps_of(database);
    std::vector<string> missing;
    if (there.empty()) return missing;
    for (auto& each : schema_steps())
        if (!there.contains({each.module, each.number})) missing.push_back(fmt::format("{} {}", each.module, each.name));
    return missing;
}

std::vector<string> unknown_steps(db::Database& database) {
    auto there = steps_of(database);
    for (auto& each : schema_steps()) there.erase({each.module, each.number});
    std::vector<string> unknown;
    for (auto& [module, number] : there) unknown.push_back(fmt::format("{} {}", module, number));
    return unknown;
}

void prepare(const Place& place, db::Database& database, Backup backup) {
    auto missing = missing_steps(database);
    if (missing.empty()) return;
    if (backup == Backup::none) return log::warning("upgrade: {} steps of the schema without a backup, as told", missing.size());
    if (goes_on(place, missing.size())) return log::info("upgrade: goes on where it was broken off, {} steps to come; its backup was made before", missing.size());
    try {
        auto file = write_backup(place, database);
        std::ofstream{note_of(place), std::ios::trunc} << missing.size() << '\n' << file.string() << '\n';
        log::info("upgrade: {} steps to come ({} … {}); backup written first: {}", missing.size(), missing.front(), missing.back(), file.string());
    } catch (const std::exception& error) {
        throw std::runtime_error{fmt::format(
            "升级前的自动备份没有成功,数据库没有改动: {}\n请排除原因后再启动;如果已经自行备份,可加 --upgrade-without-backup 启动。\n"
            "The backup before the upgrade failed and nothing was changed. Mend the cause, or start with --upgrade-without-backup after a backup of your own.",
            error.what())};
    }
}

void finish(const Place& place) {
    std::error_code ignored;
    fs::remove(note_of(place), ignored);
    std::vector<fs::path> made;
    for (auto& each : fs::directory_iterator{backups_folder(place), ignored})
        if (each.path().filename().string().starts_with(prefix)) made.push_back(each.path());
    std::sort(made.begin(), made.end());  // by their moment
    for (std::size_t i = 0; i + backups_kept < made.size(); ++i) {
        log::info("upgrade: the old backup {} goes, the newest {} stay", made[i].filename().string(), backups_kept);
        fs::remove(made[i], ignored);
    }
}

}  // namespace zhibu::upgrade
