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

// The newest backup of this place whose file still stands where it was written, for the words of a refusal; "" where there is none.
std::string newest_of(const Place& place);

}  // namespace zhibu::backup
