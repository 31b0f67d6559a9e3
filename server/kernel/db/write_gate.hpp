// Whether a database takes writes: closed durably while its rows are moved to another, while it is being filled, and after it was left.
//
// The mark is a row of the table write_gate, which each engine makes for itself. Every write looks at it first, in its own transaction:
// SQLite once a batch (writers follow one another), PostgreSQL with the statement that begins the transaction, behind a shared lock of
// the table. Whoever closes takes that lock alone and so waits for every write that began before; none that begins later can pass.
#pragma once
#include <optional>
#include <string>

#include "kernel/db/db.hpp"

namespace zhibu::db {

enum class GateState {
    open,
    moving,   // its rows are being copied elsewhere: it is read, not written
    filling,  // it is being filled and not whole: nobody works with it
    moved     // all its rows stand in `other` now: whoever still reads it reads the past
};

struct WriteGate {
    GateState state = GateState::open;
    std::string move{};   // which move: the same name on both sides
    std::string other{};  // the other side, in words and without a password
    Instant since{}, until{};  // until: as far as can be told
};

WriteGate gate_of(Session& session);
// What the gate said where it was the reason of an error.
std::optional<WriteGate> gate_of(const Error& error);
// Throws what a write is told while the gate is not open. For the engines.
void pass_gate(Session& session);

// On a connection of its own, durable on return. `open` removes the mark.
void set_gate(const std::string& where, const WriteGate& gate);
// Only says anew until when it will last; waits for nobody.
void expect_gate_until(const std::string& where, Instant until);

inline constexpr const char* gate_table =
    "CREATE TABLE IF NOT EXISTS write_gate (name TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL, move TEXT NOT NULL, other TEXT NOT NULL, since_at BIGINT NOT NULL, until_at BIGINT NOT NULL)";

// The address of a database as it may be shown: without its password.
std::string shown_address(const std::string& where);

}  // namespace zhibu::db
