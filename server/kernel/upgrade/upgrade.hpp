// What comes before the schema of an older program is brought to this one's: what it lacks, and the backup that is made first.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "kernel/app.hpp"
#include "kernel/schema_steps.hpp"

namespace zhibu::upgrade {

constexpr std::size_t backups_kept = 3;

// "life 3 place" for each step that the database lacks; nothing where it has no schema yet (it is new).
std::vector<std::string> missing_steps(db::Database& database);

// Those that the database has and this program does not know: a newer one has upgraded it.
std::vector<std::string> unknown_steps(db::Database& database);

enum class Backup { first, none };

// Called before the first App on this place. Where a database with a schema lacks steps, a backup is written into
// data/upgrade-backups and said in the log; one that was broken off in the middle goes on with the backup it made. SQLite: the encrypted
// backup of the whole installation, opened by the master key. PostgreSQL: pg_dump's own format; the files are not touched by an
// upgrade. Throws std::runtime_error in words where no backup can be made: then nothing was changed.
void prepare(const Place& place, db::Database& database, Backup backup);
// The schema is this program's: the next upgrade makes a backup of its own, and old ones go.
void finish(const Place& place);

std::filesystem::path backups_folder(const Place& place);

}  // namespace zhibu::upgrade
