// What the writes of every process of a PostgreSQL database have changed, as far as this process has heard.
//
// Each write adds one row to the table change_journal, in its own transaction. Each read begins by asking for the rows that it
// sees and this process has not heard of: so what is kept in memory anywhere is as fresh as the read's own view of the
// database, without a message that could be late or lost. Rows are only added, and none is written twice: writers do not wait
// for one another. They are swept after a minute; a process that had not looked for longer takes everything as changed.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "kernel/db/table_changes.hpp"

namespace zhibu::db {

struct JournalEntry {
    std::uint64_t transaction{};
    TableSet tables{};
    std::string told;
};

class ChangeJournal {
public:
    // Heard up to a snapshot of the server, in its own words (pg_current_snapshot()).
    struct Point {
        std::string snapshot;  // empty: nothing was heard yet
        std::string position;  // in the server's log, at or behind everything that the snapshot sees
        TableChanges::Marks marks{};
        std::uint64_t entries = 0;  // heard so far: of two points the newer one has more
        std::uint64_t era = 0;      // one more each time something may have been missed
    };
    // What a reading session found when it began: `entries` are those that `base` has not.
    struct Found {
        std::shared_ptr<const Point> base;
        std::string snapshot, position;
        bool complete = false;  // nothing newer than `base` had been swept
        std::vector<JournalEntry> entries;
    };
    // Is told, under the journal's lock, what nobody in this process was told before, with the marks that it leads to.
    struct Hearer {
        std::function<void(const TableChanges::Marks& marks, const std::vector<JournalEntry>& fresh)> entries;
        std::function<void(const TableChanges::Marks& marks)> anything;
    };

    explicit ChangeJournal(Hearer hearer) : hearer_{std::move(hearer)} {}
    std::shared_ptr<const Point> newest() const;
    // The marks of the session's own view; nothing where they cannot be told, and then nothing may be kept of what it reads.
    std::shared_ptr<const Point> reach(Found found);
    // A connection leads to another server than before: what it says may not follow from what was heard.
    void doubt();

private:
    std::shared_ptr<const Point> begin_anew(Found& found);
    std::vector<JournalEntry> not_told(std::vector<JournalEntry> entries);

    Hearer hearer_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Point> newest_ = std::make_shared<Point>();
    std::set<std::uint64_t> told_;  // transactions lately told: sessions that began together find the same ones
    bool doubted_ = false;
};

// The table and what it is asked by; run once, before anything is written.
extern const char* const journal_schema;
// One parameter: the snapshot of the newest point. One row at least: snapshot, position, whether complete; entries beside it.
extern const char* const journal_question;
extern const char* const journal_sweep;

}  // namespace zhibu::db
