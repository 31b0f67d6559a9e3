// Backup of a whole installation and its way back: the database as it stood at one moment, the files its rows speak of, the keys.
#pragma once
#include "kernel/app.hpp"
#include "kernel/backup/archive.hpp"

namespace zhibu::backup {

struct Summary {
    std::int64_t files{};
    std::uintmax_t size{};  // bytes of the backup
    std::string taken_at{};
    bool has_master_key{};
};

// Online: writers go on. The master key goes in only where a passphrase seals it. SQLite only; PostgreSQL has its own tools.
Summary write(const Place& place, const Secret& secret, const std::filesystem::path& file);
// Reads the whole backup and checks every byte.
Summary verify(const std::filesystem::path& file, const Secret& secret);
// Into a place that is empty or does not exist. Unpacks beside it, checks all (the database too), and moves it there when whole:
// any fault leaves the target as it was. `master_key` is needed where the backup does not carry it.
Summary restore(const std::filesystem::path& file, const Secret& secret, const std::filesystem::path& target, const std::filesystem::path& master_key = {});

std::filesystem::path vault_folder(const Place& place);  // data/vault: a disk of its own is mounted there, or a link leads to one
std::filesystem::path vault_key_file(const Place& place);

// The newest backup of this place that still stands where it was written, as `zhibu restore` takes it: a file, or a moment of the vault;
// for the words of a refusal. "" where there is none.
std::string newest_of(const Place& place);

}  // namespace zhibu::backup
