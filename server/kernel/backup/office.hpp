// Backups as the office sees them: the plan (how often, how long kept), what was done (backups and restore drills), who is told.
#pragma once
#include "kernel/backup/backup.hpp"
#include "kernel/backup/moment.hpp"
#include "kernel/record/inbox.hpp"
#include "kernel/record/store.hpp"

namespace zhibu {

// One row a tenant; the defaults hold where there is none.
struct BackupPlan {
    Id<BackupPlan> id{};
    std::int64_t every_hours{1};  // 0: not by itself
    std::int64_t keep_hours{48}, keep_days{14}, keep_weeks{8}, keep_months{24};
    std::int64_t drill_days{90};  // a restore drill is asked for when the last sound one is older
    std::string hint{};           // where people keep the passphrase; never the passphrase
    std::int64_t version{1};
};
template <>
struct Schema<BackupPlan> {
    using T = BackupPlan;
    static constexpr std::string_view name = "backup_plan";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .listed = false}), field<&T::every_hours>({.min = 0, .max = 168}), field<&T::keep_hours>({.min = 1, .max = 1000}), field<&T::keep_days>({.min = 0, .max = 1000}),
        field<&T::keep_weeks>({.min = 0, .max = 500}), field<&T::keep_months>({.min = 0, .max = 240}), field<&T::drill_days>({.min = 1, .max = 366}), field<&T::hint>({.max = 200}),
        field<&T::version>({.server_set = true, .listed = false})};
};

enum class BackupDeed { backup, drill };
BOOST_DESCRIBE_ENUM(BackupDeed, backup, drill)
enum class BackupState { running, done, failed };
BOOST_DESCRIBE_ENUM(BackupState, running, done, failed)

struct BackupRun {
    Id<BackupRun> id{};
    BackupDeed deed{BackupDeed::backup};
    BackupState state{BackupState::running};
    std::string moment{};        // its name in the vault, "" as long as there is none
    std::optional<Instant> taken_at{};
    Instant began_at{};
    std::optional<Instant> ended_at{};
    std::string actor{};         // whose name stands on it; the timer's where it was nobody
    std::int64_t row_count{}, file_count{}, bytes{}, fresh_bytes{};
    std::string message{};       // why it failed, in words
    Json counts{"[]"};           // of a drill: table, rows at the moment, brought back, now
    std::int64_t version{1};
};
template <>
struct Schema<BackupRun> {
    using T = BackupRun;
    static constexpr std::string_view name = "backup_run";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true}), field<&T::deed>({.server_set = true}), field<&T::state>({.server_set = true}), field<&T::moment>({.server_set = true}), field<&T::taken_at>({.server_set = true}),
        field<&T::began_at>({.server_set = true}), field<&T::ended_at>({.server_set = true}), field<&T::actor>({.server_set = true}), field<&T::row_count>({.server_set = true}),
        field<&T::file_count>({.server_set = true}), field<&T::bytes>({.server_set = true}), field<&T::fresh_bytes>({.server_set = true}), field<&T::message>({.server_set = true}),
        field<&T::counts>({.server_set = true}), field<&T::version>({.server_set = true})};
};

namespace backup {

bool on_same_disk(const Place& place);

Verdict may_keep(const View& view);
BackupPlan plan_of(const View& view);
std::optional<BackupRun> last_run(const View& view, BackupDeed deed, const Where& only = everything());

// Begin as long work; return the job's number.
std::int64_t begin_backup(App& app, const Actor& actor);
std::int64_t begin_drill(App& app, const Actor& actor, const std::string& moment);
// The timer: begins a backup where one is due.
void back_up_if_due(App& app);

void add_to_inbox(const View& view, std::vector<InboxItem>& items);
std::string certificate_pdf(const View& view, const BackupRun& drill);
std::string recovery_sheet_pdf(const View& view);
void install(App& app);

}  // namespace backup
}  // namespace zhibu
