#include "kernel/db/write_gate.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <functional>
#include <stdexcept>

#include "kernel/db/postgresql_connection.hpp"
#include "kernel/db/sqlite_connection.hpp"

namespace zhibu::db {
namespace {

constexpr std::string_view mark = "write_gate:";
constexpr std::array<std::string_view, 4> names{"open", "moving", "filling", "moved"};

std::string_view name_of(GateState state) { return names[static_cast<std::size_t>(state)]; }
GateState state_of(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<GateState>(i);
    throw Error{Error::Kind::broken, fmt::format("The gate of this database says \"{}\", which this program does not know.", name)};
}

class NoNumbers final : public NumberSource {
public:
    std::int64_t next(PostgresqlConnection&) override { throw std::logic_error{"A gate gives out no record numbers."}; }
};

void put(Session& session, const WriteGate& gate) {
    session.execute("DELETE FROM write_gate");
    if (gate.state == GateState::open) return;
    session.execute("INSERT INTO write_gate (name, state, move, other, since_at, until_at) VALUES ('gate', ?, ?, ?, ?, ?)", name_of(gate.state), gate.move, gate.other, gate.since, gate.until);
}

bool is_postgresql(const std::string& where) { return where.starts_with("postgresql://") || where.starts_with("postgres://"); }

void on_sqlite(const std::string& where, const std::function<void(Session&)>& f) {
    SqliteConnection connection{where, {}, SqliteRole::writer};
    sqlite3_busy_timeout(connection.handle(), 60000);
    connection.begin_work();
    connection.run("BEGIN IMMEDIATE");
    f(connection);
    connection.run("COMMIT");
}

void on_postgresql(const std::string& where, bool alone, const std::function<void(Session&)>& f) {
    NoNumbers numbers;
    PostgresqlConnection connection{where, numbers};
    connection.begin(PostgresqlConnection::Mode::migrate);
    if (alone) connection.run("SET LOCAL lock_timeout = '120s'; LOCK TABLE write_gate IN ACCESS EXCLUSIVE MODE");
    f(connection);
    connection.commit();
}

}  // namespace

WriteGate gate_of(Session& session) {
    auto rows = session.query("SELECT state, move, other, since_at, until_at FROM write_gate");
    if (!rows.next()) return {};
    return {state_of(rows.text(0)), std::string{rows.text(1)}, std::string{rows.text(2)}, Instant::from_milliseconds(rows.integer(3)), Instant::from_milliseconds(rows.integer(4))};
}

void pass_gate(Session& session) {
    auto gate = gate_of(session);
    if (gate.state == GateState::open) return;
    throw Error{Error::Kind::busy, fmt::format("The database takes no writes: it is {}.", name_of(gate.state)),
                fmt::format("{}{}:{}:{}", mark, name_of(gate.state), gate.since.milliseconds(), gate.until.milliseconds())};
}

std::optional<WriteGate> gate_of(const Error& error) {
    std::string_view text = error.constraint;
    if (!text.starts_with(mark)) return {};
    text.remove_prefix(mark.size());
    auto part = [&] {
        auto end = std::min(text.find(':'), text.size());
        auto out = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        return out;
    };
    auto moment = [&] {
        auto digits = part();
        std::int64_t value = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return Instant::from_milliseconds(value);
    };
    WriteGate gate;
    gate.state = state_of(part());
    gate.since = moment(), gate.until = moment();
    return gate;
}

void set_gate(const std::string& where, const WriteGate& gate) {
    auto f = [&](Session& session) { put(session, gate); };
    is_postgresql(where) ? on_postgresql(where, true, f) : on_sqlite(where, f);
}

void expect_gate_until(const std::string& where, Instant until) {
    auto f = [&](Session& session) { session.execute("UPDATE write_gate SET until_at = ?", until); };
    is_postgresql(where) ? on_postgresql(where, false, f) : on_sqlite(where, f);
}

std::string shown_address(const std::string& where) {
    if (!is_postgresql(where)) return where;
    auto begin = where.find("://") + 3, at = where.find('@', begin), colon = where.find(':', begin);
    auto shown = at == std::string::npos || colon == std::string::npos || colon > at ? where : where.substr(0, colon) + where.substr(at);
    return shown.substr(0, shown.find('?'));
}

}  // namespace zhibu::db
