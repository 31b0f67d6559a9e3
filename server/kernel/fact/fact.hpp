// Facts: what organisations and people did, each once, append-only. Ledgers, figures, maps and reports are views over them.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kernel/access/scope.hpp"
#include "kernel/db/db.hpp"
#include "kernel/values/date.hpp"
#include "kernel/values/id.hpp"

namespace zhibu {

class App;
class Transaction;
class View;

// Declared once by the module that records it. `name` is dotted, from the general to the special
// ("life.attended.theme_day"), so that an indicator may name "life.attended.*". `unit` is that of the amount.
struct FactKind {
    enum class Unit { times, minutes, people, fen, working_days };
    std::string name;
    Unit unit{Unit::times};
};

// The numbers that stand for kinds in the tables. A kind gets its number when it is first used and keeps it.
class FactKinds {
public:
    void declare(FactKind kind);
    bool known(std::string_view name) const;
    const FactKind* find(std::string_view name) const;
    // The number of a kind, given out by the database at first use and the same ever after: remembered once it is committed.
    std::int64_t number(Transaction& transaction, std::string_view name);
    // The numbers of all used kinds that a pattern names: an exact name, or a prefix that ends in ".*".
    std::vector<std::int64_t> matching(db::Session& session, TenantId tenant, std::string_view pattern);
    std::string name(db::Session& session, TenantId tenant, std::int64_t number);
    const std::map<std::string, FactKind, std::less<>>& all() const { return declared_; }

private:
    void remember(TenantId tenant, const std::string& name, std::int64_t number);
    std::map<std::string, FactKind, std::less<>> declared_;
    std::mutex mutex_;
    std::map<std::string, std::int64_t, std::less<>> numbers_;  // by tenant and name
};

struct Fact;
// The record that a fact comes from: what a click on a figure leads to.
struct Source {
    std::string kind;  // "meeting"
    std::int64_t id{};
};

struct FactEntry {
    std::string_view kind;
    Id<Organization> organization{};
    Id<Member> member{};     // none for what an organisation did
    Date on{};               // the day it happened
    std::int64_t amount{1};  // in the kind's unit
    bool late{false};        // entered after the time the rules allow
};

// The facts of one transaction, buffered and written together with their roll-ups when it ends.
class Facts {
public:
    explicit Facts(Transaction& transaction) : transaction_{transaction} {}
    // Throws std::logic_error for a kind that no module declared, or without organisation or whole date.
    void add(const FactEntry& entry, const Source& source);
    // Takes back all facts of a source (or those of one kind) by counter-facts; nothing is deleted.
    void take_back(const Source& source, std::string_view kind = {});
    void write();

private:
    struct Pending {
        std::int64_t kind;
        FactEntry entry;
        Source source;
        std::int64_t voids{};  // the fact that this one takes back
        int sign{1};
    };
    void roll_up();
    Transaction& transaction_;
    std::map<std::string, std::int64_t, std::less<>> numbers_;  // of the kinds seen in this transaction, also those that it has begun
    std::vector<Pending> pending_;
};

// Which organisations' roll-ups were written lately, as far as this process has heard: who keeps figures in memory reads only those
// anew. A stamp is the mark of table rollup (db::TableChanges) that the write has reached.
class RollupChanges {
public:
    void add(TenantId tenant, std::vector<Id<Organization>> organizations, std::uint64_t stamp);  // none: all of them
    void forget(std::uint64_t stamp);                                                             // anything may have changed until then
    // Those written after a stamp; nothing where it is no longer known, or where all were.
    std::optional<std::set<Id<Organization>>> after(TenantId tenant, std::uint64_t stamp) const;

private:
    static constexpr std::size_t most = 4096;
    struct Change {
        std::uint64_t stamp;
        TenantId tenant;
        std::vector<Id<Organization>> organizations;
    };
    mutable std::mutex mutex_;
    std::deque<Change> changes_;
    std::uint64_t forgotten_ = 0;  // the newest stamp that was dropped
};

// Figures over roll-ups. An organisation's roll-up holds its own facts and those of all below it, by the tree of the fact's day.
struct Figure {
    std::int64_t count{}, amount{}, late{};
    std::int64_t units{};  // organisations (itself or below) with at least one such fact
};
namespace rollup {
db::TableSet tables();  // what the counters of db::TableChanges know of table rollup
Figure of(const View& view, std::string_view kind_pattern, Id<Organization> organization, Period period);
// kind number × period number → figure, for one organisation and all its periods of a year: one range read.
std::map<std::pair<std::int64_t, std::int32_t>, Figure> of_year(const View& view, Id<Organization> organization, int year);
// The same for several organisations and kinds at once, with what each did itself (without those below) in `own`.
struct OwnFigure {
    Id<Organization> organization{};
    std::int64_t kind{};
    Period period{};
    Figure figure{};
    std::int64_t own{};
};
// `only`: a further condition over kind and period, for a caller who needs a quarter of what stands there.
std::vector<OwnFigure> of_organizations(const View& view, const std::vector<Id<Organization>>& organizations, const std::vector<std::int64_t>& kinds, int year, const Where& only = everything());
Figure of_member(const View& view, std::string_view kind_pattern, Id<Member> member, int year);
// Computes all roll-ups anew from the facts; returns the rows that differed, in words.
std::vector<std::string> verify(const View& view);
void rebuild(Transaction& transaction);
// Adds the increments that stand apart for the sake of writers to the row that readers look for; returns how many were joined.
int fold(App& app);
// What a commit told of roll-ups, here or on another node.
void hear_changes(App& app, std::string_view words, const db::TableChanges::Marks& marks);
}  // namespace rollup

}  // namespace zhibu
