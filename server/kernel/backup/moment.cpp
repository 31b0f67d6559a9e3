#include "kernel/backup/moment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "kernel/backup/manifest.hpp"
#include "kernel/db/filler.hpp"

namespace zhibu::backup {
namespace {

using std::string;

constexpr std::size_t largest_chunk = 256 << 10, file_piece = 1 << 20;
constexpr std::size_t rows_at_once = 4000;

// Where a chunk ends depends on the key of its last row alone, so that a row more or less moves no other boundary.
std::uint64_t scatter(std::string_view key) {
    std::uint64_t hash = 14695981039346656037u;
    for (unsigned char c : key) hash = (hash ^ c) * 1099511628211u;
    return (hash ^ hash >> 29) * 0xbf58476d1ce4e5b9u >> 32;
}

// Gathers items into chunks, and the chunks' names into lists that are chunks themselves.
class Chunks {
public:
    Chunks(Vault& vault, unsigned bits) : vault_{vault}, mask_{(1u << bits) - 1} {}
    void add(std::string_view item, std::string_view key) {
        waiting_ += item;
        if ((scatter(key) & mask_) == 0 || waiting_.size() >= largest_chunk) cut();
    }
    json::array finish() {
        cut();
        if (!names_.empty()) end_list();
        return std::move(lists_);
    }

private:
    void cut() {
        if (waiting_.empty()) return;
        auto name = vault_.put(waiting_);
        waiting_.clear(), names_ += name;
        if ((scatter(name) & 0xff) == 0) end_list();
    }
    void end_list() { lists_.emplace_back(secret::hex(vault_.put(names_))), names_.clear(); }
    Vault& vault_;
    std::uint64_t mask_;
    string waiting_, names_;
    json::array lists_;
};

// ---- The rows ---------------------------------------------------------------------------------------------------------------

json::object described(const db::Table& table) {
    json::array columns;
    for (auto& column : table.columns) columns.push_back({column.name, column.kind == db::Column::Kind::integer ? "i" : column.kind == db::Column::Kind::text ? "t" : "b"});
    return {{"name", table.name}, {"keys", table.keys}, {"columns", columns}};
}
json::object take_table(db::Session& session, Vault& vault, const db::Table& table, std::uintmax_t& bytes, const std::function<void(std::size_t)>& told) {
    db::RowReader reader{session, table};
    Chunks chunks{vault, 8};
    Hash hash;
    std::int64_t rows = 0;
    for (;;) {
        auto& some = reader.next(rows_at_once);
        for (auto row : some) chunks.add(row, db::key_of(table, row)), hash.add(row), bytes += row.size();
        rows += std::int64_t(some.size());
        told(some.size());
        if (some.size() < rows_at_once) break;
    }
    auto out = described(table);
    out["rows"] = rows, out["hash"] = hash.hex(), out["lists"] = chunks.finish();
    return out;
}

// ---- The files --------------------------------------------------------------------------------------------------------------

string item_of(const string& digest, const KeptFile& file) {
    string out;
    db::add_field(out, {'t', 0, digest}), db::add_field(out, {'i', std::int64_t(file.size), {}}), db::add_field(out, {'b', 0, file.names});
    return out;
}
KeptFile take_file(Vault& vault, const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) throw Fault{"读不到文件： " + path.string()};
    KeptFile kept;
    string buffer(file_piece, '\0');
    while (in.read(buffer.data(), std::streamsize(buffer.size())) || in.gcount() > 0) {
        auto piece = std::string_view{buffer}.substr(0, std::size_t(in.gcount()));
        kept.size += piece.size(), kept.names += vault.put(piece);
    }
    return kept;
}

// Files never change: what the newest moment holds is not read again.
json::object take_files(App& app, Vault& vault, const std::vector<string>& digests, std::uintmax_t& bytes) {
    std::map<string, KeptFile> known;
    // Files that were sealed anew under another key are other bytes under the same name.
    auto last = vault.moments().empty() ? json::object{} : vault.moment(vault.moments().back());
    if (!last.empty() && last.at("key").as_string() == app.keys.identity()) for_files(vault, last.at("files").at("lists").as_array(), [&](const string& digest, KeptFile file) { known[digest] = std::move(file); });
    Chunks chunks{vault, 6};
    for (auto& digest : digests) {
        auto found = known.find(digest);
        bool whole = found != known.end();
        for (std::size_t at = 0; whole && at + name_size <= found->second.names.size(); at += name_size) whole = vault.has(std::string_view{found->second.names}.substr(at, name_size));
        auto file = whole ? found->second : take_file(vault, place_in(app.place.files(), digest));
        bytes += file.size;
        chunks.add(item_of(digest, file), digest);
    }
    return {{"count", digests.size()}, {"lists", chunks.finish()}};
}

string name_of(Instant moment) {
    auto seconds = moment.milliseconds() / 1000;
    std::time_t time = seconds;
    std::tm parts{};
    gmtime_r(&time, &parts);
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z-{}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, secret::random_hex(2));
}

// The moment that a name tells.
std::int64_t seconds_of(const string& name) {
    auto number = [&](std::size_t at, std::size_t length) { return std::stoi(name.substr(at, length)); };
    std::tm parts{};
    parts.tm_year = number(0, 4) - 1900, parts.tm_mon = number(4, 2) - 1, parts.tm_mday = number(6, 2), parts.tm_hour = number(9, 2), parts.tm_min = number(11, 2), parts.tm_sec = number(13, 2);
    return timegm(&parts);
}

Moment summary_of(const string& name, const json::object& manifest) {
    auto number = [&](const char* key) { return manifest.at(key).to_number<std::int64_t>(); };
    Moment out{name, Instant::from_milliseconds(number("taken_at")), string{manifest.at("program").as_string()}, string{manifest.at("engine").as_string()}, number("rows"),
               manifest.at("files").at("count").to_number<std::int64_t>(), std::uintmax_t(number("bytes")), std::uintmax_t(number("fresh")), {}};
    for (auto& each : manifest.at("tables").as_array())
        out.tables.push_back({string{each.at("name").as_string()}, each.at("rows").to_number<std::int64_t>(), string{each.at("hash").as_string()}});
    return out;
}

}  // namespace

Moment take(App& app, Vault& vault, const Report& report) {
    if (vault.master_identity() != app.keys.identity()) throw Fault{"主密钥已不是设置备份库时的那一把，请重新设置备份库。 The master key changed since the vault was made."};
    Vault::Turn turn{vault};
    auto taken_at = app.clock.now();
    auto before = vault.written();
    json::array tables, steps;
    std::vector<string> digests;
    std::int64_t rows = 0, next_id = 0;
    std::uintmax_t bytes = 0;
    app.database->read([&](db::Session& session) {
        auto all = db::tables_of(session);
        std::int64_t total = 0, done = 0;
        if (report) for (auto& table : all) total += session.integer("SELECT count(*) FROM " + table.name).value_or(0);
        for (auto& table : all)
            tables.push_back(take_table(session, vault, table, bytes, [&](std::size_t more) {
                rows += std::int64_t(more), done += std::int64_t(more);
                if (report) report(std::min(done, total), total);
            }));
        for (auto found = session.query("SELECT module, number FROM schema_version ORDER BY module, number"); found.next();) steps.push_back({string{found.text(0)}, found.integer(1)});
        for (auto found = session.query("SELECT DISTINCT digest FROM stored_file ORDER BY digest"); found.next();) digests.emplace_back(found.text(0));
        next_id = db::next_free_id(session);
    });
    // After the rows: a file lies there before any row speaks of it, and is not swept for a day after none does.
    auto files = take_files(app, vault, digests, bytes);
    auto name = name_of(taken_at);
    json::object manifest{{"format", 1}, {"program", zhibu_version}, {"taken_at", taken_at.milliseconds()}, {"engine", app.database->engine() == db::Engine::sqlite ? "sqlite" : "postgresql"},
                          {"key", app.keys.identity()}, {"schema", std::move(steps)}, {"next_id", next_id}, {"tables", std::move(tables)}, {"files", std::move(files)}, {"rows", rows}, {"bytes", bytes},
                          {"fresh", vault.written() - before}};
    vault.keep_moment(name, manifest);
    return summary_of(name, manifest);
}

Moment moment_of(const Vault& vault, const string& name) { return summary_of(name, vault.moment(name)); }

std::set<string> chunks_of(const Vault& vault, const std::vector<string>& moments) {
    std::set<string> all, lists_seen;
    auto gather = [&](const json::array& lists, bool of_files) {
        for (auto& list : lists) {
            auto name = unhex(list.as_string());
            if (!lists_seen.insert(name).second) continue;
            all.insert(name);
            json::array one{list};
            for_chunks(vault, one, [&](const string& chunk) { all.insert(chunk); });
            if (of_files) for_files(vault, one, [&](const string&, const KeptFile& file) {
                for (std::size_t at = 0; at + name_size <= file.names.size(); at += name_size) all.insert(file.names.substr(at, name_size));
            });
        }
    };
    for (auto& name : moments) {
        auto manifest = vault.moment(name);
        for (auto& table : manifest.at("tables").as_array()) gather(table.at("lists").as_array(), false);
        gather(manifest.at("files").at("lists").as_array(), true);
    }
    return all;
}

// ---- Keeping ----------------------------------------------------------------------------------------------------------------

std::vector<string> superfluous(const std::vector<string>& moments, const Kept& kept) {
    std::set<string> stay;
    // What was taken within two hours stays whole: the one before somebody's mistake is often the last but one.
    for (auto& each : moments)
        if (seconds_of(moments.back()) - seconds_of(each) <= 2 * 3600) stay.insert(each);
    // The newest of each stretch of time, from the newest stretch on. "20261123T0015…": the hour ends at 11, the day at 8, the month at 6.
    auto keep = [&](std::int64_t most, auto stretch) {
        std::set<string> seen;
        for (auto each = moments.rbegin(); each != moments.rend(); ++each)
            if (auto key = stretch(*each); !seen.contains(key)) {
                if (std::int64_t(seen.size()) == most) break;
                seen.insert(key), stay.insert(*each);
            }
    };
    keep(kept.hours, [](const string& name) { return name.substr(0, 11); });
    keep(kept.days, [](const string& name) { return name.substr(0, 8); });
    keep(kept.months, [](const string& name) { return name.substr(0, 6); });
    keep(kept.weeks, [](const string& name) { return std::to_string((seconds_of(name) / 86400 + 3) / 7); });  // 1 January 1970 was a Thursday
    std::vector<string> go;
    for (auto& each : moments)
        if (!stay.contains(each)) go.push_back(each);
    return go;
}

std::uintmax_t prune(Vault& vault, const Kept& kept) {
    Vault::Turn turn{vault};
    auto go = superfluous(vault.moments(), kept);
    if (go.empty()) return 0;
    for (auto& name : go) vault.forget_moment(name);
    return vault.sweep(chunks_of(vault, vault.moments()));
}

}  // namespace zhibu::backup
