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
    // The number of a kind; given out by the database at first use (so a writer's session is needed then).
    std::int64_t number(db::Session& session, TenantId tenant, std::string_view name);
    // The numbers of all used kinds that a pattern names: an exact name, or a prefix that ends in ".*".
    std::vector<std::int64_t> matching(db::Session& session, TenantId tenant, std::string_view pattern);
    std::string name(db::Session& session, TenantId tenant, std::int64_t number);
    const std::map<std::string, FactKind, std::less<>>& all() const { return declared_; }

private:
    std::map<std::string, FactKind, std::less<>> declared_;
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
    std::map<std::string, std::int64_t, std::less<>> numbers_;  // of the kinds seen in this transaction: 30 attendees, one look-up
    std::vector<Pending> pending_;
};

// Which organisations' roll-ups this process has written lately: who keeps figures in memory reads only those anew. A stamp is the
// counter of writes of table rollup (db::TableChanges) when the write had become visible.
class RollupChanges {
public:
    void add(TenantId tenant, std::vector<Id<Organization>> organizations, std::uint64_t stamp);  // none: all of them
    // Those written after one stamp and until another; nothing where it is no longer known, or where all were.
    std::optional<std::set<Id<Organization>>> between(TenantId tenant, std::uint64_t after, std::uint64_t until) const;

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
}  // namespace rollup

}  // namespace zhibu
