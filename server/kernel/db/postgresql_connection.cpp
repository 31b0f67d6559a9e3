// One connection to PostgreSQL: connecting, transactions, error mapping.
#include "kernel/db/postgresql_connection.hpp"

#include <fmt/format.h>
#include <memory>
#include <stdexcept>
#include <string>

namespace zhibu::db {
namespace {

std::string field(const PGresult* result, int code) {
    const char* text = result ? PQresultErrorField(result, code) : nullptr;
    return text ? text : "";
}

// `state` is a SQLSTATE; empty where the connection was lost.
Error::Kind kind_of(const std::string& state) {
    using Kind = Error::Kind;
    if (state.empty() || state.starts_with("08") || state.starts_with("57P") || state == "57014") return Kind::busy;
    if (state == "53300" || state == "55P03" || state == "25006") return Kind::busy;
    if (state == "23505") return Kind::unique;
    if (state == "23503" || state == "23001") return Kind::foreign_key;
    if (state.starts_with("23") || state == "P0001") return Kind::check;
    if (state == "53100") return Kind::full;
    if (state.starts_with("58")) return Kind::input_output;
    if (state == "40001" || state == "40P01") return Kind::serialization;
    return Kind::broken;
}

const char* begin_text(PostgresqlConnection::Mode mode) {
    switch (mode) {
        case PostgresqlConnection::Mode::read:
            return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        // A write reads a quota and then takes from it. On SQLite writes run one after the other; SERIALIZABLE is the level
        // at which the same code keeps the same promise here. REPEATABLE READ lets two such writes both succeed.
        case PostgresqlConnection::Mode::write:
            return "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";
        default:
            return "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
    }
}

// lock_timeout: a write that waits for a row this long is told so. synchronous_commit: acknowledged means durable, whatever
// the role's or server's default says; the stronger or replicated settings of an operator stay.
constexpr const char* settings =
    "SET client_min_messages = warning; SET bytea_output = hex; SET lock_timeout = '10s'; SET client_encoding = 'UTF8'; "
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')";

}  // namespace

PostgresqlConnection::~PostgresqlConnection() { disconnect(); }

void PostgresqlConnection::disconnect() noexcept {
    cache_.clear();
    dropped_.clear();
    PQfinish(handle_);
    handle_ = nullptr;
    stale_ = false;
}

// Defaults first: what the address says itself wins. A dead server is noticed within about 15 seconds.
void PostgresqlConnection::connect() {
    disconnect();
    constexpr std::array names{"connect_timeout",  "keepalives_idle",  "keepalives_interval",
                               "keepalives_count", "tcp_user_timeout", "target_session_attrs",
                               "application_name", "dbname",           static_cast<const char*>(nullptr)};
    std::array values{"5", "5", "5", "2", "10000", "read-write", "zhibu", address_.c_str(), static_cast<const char*>(nullptr)};
    handle_ = PQconnectdbParams(names.data(), values.data(), 1);
    if (PQstatus(handle_) != CONNECTION_OK) {
        Error failure{Error::Kind::busy, fmt::format("PostgreSQL cannot be reached: {}", PQerrorMessage(handle_))};
        disconnect();
        throw failure;
    }
    auto remark = [](void* self, const PGresult* notice) {
        static_cast<PostgresqlConnection*>(self)->warning_ = field(notice, PG_DIAG_MESSAGE_PRIMARY);
    };
    PQsetNoticeReceiver(handle_, remark, this);
    run(settings);
}

std::unique_ptr<Statement> PostgresqlConnection::prepare(std::string_view sql) {
    if (lost_) throw *lost_;
    return cache_.take(sql, [this](std::string_view text) { return std::make_unique<PostgresqlStatement>(*this, text); });
}

void PostgresqlConnection::give_back(std::unique_ptr<Statement> statement) noexcept {
    statement->reset();
    cache_.give_back(std::unique_ptr<PostgresqlStatement>{static_cast<PostgresqlStatement*>(statement.release())});
}

std::int64_t PostgresqlConnection::next_id() {
    if (mode_ != Mode::write) throw std::logic_error{"Only a write may take a record number."};
    return numbers_.next(*this);
}

// A server that went away is noticed by the first statement: nothing of the caller's has run then, so trying once more is safe.
void PostgresqlConnection::begin(Mode mode) {
    mode_ = mode;
    lost_.reset();
    again_ = false;
    bool fresh = !usable();
    if (fresh) connect();
    try {
        for (const auto& name : std::exchange(dropped_, {})) run(("DEALLOCATE " + name).c_str());
        run(begin_text(mode));
    } catch (const Error&) {
        if (fresh) throw;
        connect();
        lost_.reset();
        again_ = false;
        run(begin_text(mode));
    }
}

void PostgresqlConnection::commit() {
    warning_.clear();
    Result result{PQexec(handle_, "COMMIT")};
    if (PQstatus(handle_) != CONNECTION_OK) {
        stale_ = true;
        throw Error{Error::Kind::input_output,
                    "The connection to PostgreSQL was lost during COMMIT: whether the change was kept is not known."};
    }
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(result.get());
    if (std::string_view{PQcmdStatus(result.get())} != "COMMIT") throw Error{Error::Kind::broken, "PostgreSQL undid the transaction."};
    // Somebody ended the wait for the synchronous standby: the server says COMMIT, but a failover could lose it.
    if (!warning_.empty()) throw Error{Error::Kind::input_output, "PostgreSQL did not confirm the commit as durable: " + warning_};
}

void PostgresqlConnection::roll_back() noexcept {
    if (!usable()) return;
    Result result{PQexec(handle_, "ROLLBACK")};
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) stale_ = true;
}

Result PostgresqlConnection::run(const char* sql) {
    Result result{PQexec(handle_, sql)};
    auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(result.get());
    return result;
}

void PostgresqlConnection::fail(const PGresult* result) {
    lost_ = error(result);
    auto state = field(result, PG_DIAG_SQLSTATE);
    bool gone = PQstatus(handle_) != CONNECTION_OK || state.starts_with("57P") || state.starts_with("08");
    // The server became a standby; or another node changed a table under a prepared statement.
    bool changed = state == "25006" ||
                   (state == "0A000" && lost_->what() == std::string{"PostgreSQL: cached plan must not change result type (0A000)"});
    again_ = gone || (changed && mode_ != Mode::read) || lost_->kind == Error::Kind::serialization;
    stale_ = stale_ || gone || changed;
    throw *lost_;
}

// The server's DETAIL is left out: it quotes the row's values, and log lines carry no personal data.
Error PostgresqlConnection::error(const PGresult* result) {
    auto state = field(result, PG_DIAG_SQLSTATE);
    auto message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (message.empty()) message = PQerrorMessage(handle_);
    auto constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    if (state == "23502") constraint = field(result, PG_DIAG_TABLE_NAME) + "." + field(result, PG_DIAG_COLUMN_NAME);
    if (state == "P0001") constraint = message;  // raised by a trigger of ours
    return {kind_of(state), fmt::format("PostgreSQL: {} ({})", message, state.empty() ? "connection lost" : state), constraint};
}

}  // namespace zhibu::db
