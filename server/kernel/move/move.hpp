// Moving an installation's records from one engine to the other, while it is read: the source takes no writes, the target serves nobody
// until it is whole and has been compared with the source row by row.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "kernel/db/canonical.hpp"
#include "kernel/db/write_gate.hpp"

namespace zhibu::move {

// Why it cannot be done, in words for the person at the keyboard.
class Refusal : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct TableProof {
    std::string table;
    std::int64_t rows_here{}, rows_there{};
    std::string hash_here, hash_there;  // BLAKE2b-256 over the rows in canonical form and order
    bool equal() const { return hash_here == hash_there; }
};
struct Difference {
    std::string table, key, what;
};
struct Proof {
    std::vector<TableProof> tables;
    std::vector<Difference> differences;  // the first hundred
    std::int64_t rows{};                  // of the source
    bool equal() const;
    std::string hash_here() const, hash_there() const;  // over all tables
};

using Report = std::function<void(const std::string& table, std::int64_t rows, std::int64_t of)>;

// Reads every row of both sides.
Proof compare(db::Database& here, db::Database& there, const Report& report = {});

struct Sides {
    std::string from, to;  // as db::open() takes them
};

// Whether rows may be brought to this place: it is empty, or holds what an unfinished move has brought. Throws Refusal.
// Returns the name of the move that was begun there, "" for none.
std::string unfinished_at(const std::string& to);
// Closes the source for writes (or finds it closed by this same move), and returns the move's name.
std::string close_source(const Sides& sides, const std::string& unfinished, Instant now, Instant until);
// Brings over what is not there yet. The target's schema stands, its gate says `filling`.
std::int64_t fill(const Sides& sides, const std::string& name, Instant (*now)(), const Report& report);
// The source is left for ever, then the target opened: never both are written.
void hand_over(const Sides& sides, const std::string& name, Instant now);
// The source takes writes again; what was brought over counts for nothing. Throws Refusal where it has been handed over.
void cancel(const std::string& from);

}  // namespace zhibu::move
