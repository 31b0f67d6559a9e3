#include "kernel/db/change_journal.hpp"

#include <iterator>
#include <utility>

namespace zhibu::db {
namespace {

constexpr std::size_t most_remembered = 20'000;

}  // namespace

// The function keeps its plan to the index whatever the planner thinks of a table that was empty a moment ago. One row stays
// for ever behind the horizon: a question that finds no row older than its snapshot may have come too late.
const char* const journal_schema =
    "CREATE TABLE IF NOT EXISTS change_journal (transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id() PRIMARY KEY, tables BIGINT NOT NULL, "
    "told TEXT NOT NULL, written_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()); "
    "CREATE OR REPLACE FUNCTION changes_since(known pg_snapshot) RETURNS TABLE (seen TEXT, place TEXT, complete BOOLEAN, id TEXT, changed BIGINT, "
    "words TEXT) LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$ BEGIN "
    "RETURN QUERY SELECT CAST(pg_current_snapshot() AS TEXT), CAST(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END AS TEXT), "
    "(SELECT true FROM change_journal b WHERE b.transaction_id <= pg_snapshot_xmin(known) ORDER BY b.transaction_id DESC LIMIT 1) IS NOT NULL, "
    "CAST(j.transaction_id AS TEXT), j.tables, j.told FROM (SELECT 1) AS one LEFT JOIN change_journal j ON j.transaction_id >= "
    "pg_snapshot_xmin(known) AND NOT pg_visible_in_snapshot(j.transaction_id, known); END $$; "
    "INSERT INTO change_journal (tables, told) SELECT 0, '' WHERE NOT EXISTS (SELECT 1 FROM change_journal)";

const char* const journal_question = "SELECT seen, place, complete, id, changed, words FROM changes_since(CAST($1 AS pg_snapshot))";

const char* const journal_sweep =
    "DELETE FROM change_journal WHERE transaction_id < (SELECT max(transaction_id) FROM change_journal WHERE written_at < clock_timestamp() - interval '60 seconds')";

std::shared_ptr<const ChangeJournal::Point> ChangeJournal::newest() const {
    std::lock_guard lock{mutex_};
    return newest_;
}

void ChangeJournal::doubt() {
    std::lock_guard lock{mutex_};
    doubted_ = true;
}

std::shared_ptr<const ChangeJournal::Point> ChangeJournal::reach(Found found) {
    std::lock_guard lock{mutex_};
    if (!found.complete || doubted_ || newest_->snapshot.empty()) return begin_anew(found);
    if (found.base->era != newest_->era) return {};  // asked before something was missed: its marks would be of another count
    auto point = std::make_shared<Point>(*found.base);
    point->snapshot = std::move(found.snapshot), point->position = std::move(found.position);
    point->entries += found.entries.size();
    for (auto& each : found.entries)
        for (std::size_t i = 0; i < point->marks.size(); ++i) point->marks[i] += each.tables >> i & 1;
    if (auto fresh = not_told(std::move(found.entries)); !fresh.empty()) hearer_.entries(point->marks, fresh);
    if (point->entries >= newest_->entries) newest_ = point;
    return point;
}

// Whatever was kept is taken as changed: every mark moves, beyond what any session of before can have counted.
std::shared_ptr<const ChangeJournal::Point> ChangeJournal::begin_anew(Found& found) {
    constexpr std::uint64_t beyond = std::uint64_t{1} << 32;
    auto point = std::make_shared<Point>();
    point->snapshot = std::move(found.snapshot), point->position = std::move(found.position);
    point->era = newest_->era + 1;
    point->marks.fill(point->era * beyond);
    doubted_ = false;
    told_.clear();
    hearer_.anything(point->marks);
    return newest_ = point;
}

std::vector<JournalEntry> ChangeJournal::not_told(std::vector<JournalEntry> entries) {
    std::vector<JournalEntry> fresh;
    for (auto& each : entries)
        if (told_.insert(each.transaction).second) fresh.push_back(std::move(each));
    if (told_.size() > most_remembered) told_.erase(told_.begin(), std::next(told_.begin(), most_remembered / 2));  // told twice does no harm
    return fresh;
}

}  // namespace zhibu::db
