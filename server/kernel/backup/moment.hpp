// A moment of an office in a vault: all rows of one snapshot in canonical form, and the files that they speak of; how it is taken, checked
// and brought back. The same on both engines: what was taken from PostgreSQL can be looked at in a SQLite file.
#pragma once
#include <functional>

#include "kernel/app.hpp"
#include "kernel/backup/vault.hpp"

namespace zhibu::backup {

using Report = std::function<void(std::int64_t done, std::int64_t total)>;  // may throw: then nothing was kept

struct TableCount {
    std::string table;
    std::int64_t rows{};
    std::string hash;  // BLAKE2b-256 over the rows in canonical form and order
};
struct Moment {
    std::string name;
    Instant taken_at{};
    std::string program, engine;
    std::int64_t rows{}, files{};
    std::uintmax_t bytes{};  // of rows and files as they are
    std::uintmax_t fresh{};  // that this moment added to the disk
    std::vector<TableCount> tables;
};

// Writers go on meanwhile. What an earlier moment holds is not written again.
Moment take(App& app, Vault& vault, const Report& report = {});
Moment moment_of(const Vault& vault, const std::string& name);
// The chunks that any of these moments names.
std::set<std::string> chunks_of(const Vault& vault, const std::vector<std::string>& moments);

// Brings a moment into an empty data directory, and its rows into the database there or, where `database` is given, into that one,
// which must be empty. Reads and authenticates every chunk, compares each table's count and hash with what was taken, and lets the target
// stand only when whole. The schema is that of the moment until the program is started on it.
Moment restore_moment(const Vault& vault, const std::string& name, const fs::path& target, const std::string& master_key, const std::string& database = {}, const Report& report = {});

// A moment brought back into a scratch place and looked at there as `zhibu verify` does; the place is gone afterwards.
struct Examined {
    Moment moment;
    std::vector<std::string> findings;  // empty: sound
    std::vector<TableCount> restored;   // read back from the scratch database
};
Examined examine(const Vault& vault, const std::string& name, const fs::path& scratch_in, const std::string& master_key, const Report& report = {});

// How many of the newest to keep of each kind: the newest of an hour, of a day, of a week, of a month.
struct Kept {
    std::int64_t hours{48}, days{14}, weeks{8}, months{24};
};
// Which moments go; the newest never does.
std::vector<std::string> superfluous(const std::vector<std::string>& moments, const Kept& kept);
// Forgets them and sweeps their chunks; returns the bytes freed.
std::uintmax_t prune(Vault& vault, const Kept& kept);

}  // namespace zhibu::backup
