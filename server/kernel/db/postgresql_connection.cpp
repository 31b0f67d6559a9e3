// One connection to PostgreSQL: connecting, transactions, error mapping.
#include "kernel/db/postgresql_connection.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

#include "kernel/metric/metric.hpp"
#include "kernel/db/write_gate.hpp"

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

// A value that does not fit its type is quoted by the server: what somebody typed stays out of the log.
std::string without_quoted(const std::string& message) {
    std::string out;
    bool inside = false;
    for (char c : message) {
        if (c == '"') out += inside ? "" : "\"…\"", inside = !inside;
        else if (!inside) out += c;
    }
    return out;
}

const char* begin_text(PostgresqlConnection::Mode mode) {
    switch (mode) {
        case PostgresqlConnection::Mode::read:
            return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        // A write reads a quota and then takes from it. On SQLite writes run one after the other; SERIALIZABLE is the level
        // at which the same code keeps the same promise here. REPEATABLE READ lets two such writes both succeed.
        case PostgresqlConnection::Mode::write:
            // The gate (write_gate.hpp) is asked in the same message: no round trip more. The lock comes first, because the
            // snapshot must be taken after it.
            return "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE; SET LOCAL idle_in_transaction_session_timeout = '2min'; "
                   "LOCK TABLE write_gate IN ACCESS SHARE MODE; SELECT 1 FROM write_gate";
        default:
            return "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
    }
}

// lock_timeout: a write that waits for a row this long is told so. A statement's limit, and that of a write
// that does nothing: a node that hangs must not hold up the others for ever; one whose machine died is noticed after 15 seconds. synchronous_commit: acknowledged means
// durable, whatever the role's or server's default says; the stronger or replicated settings of an operator stay. Plans go by
// indexes, as SQLite's do: a small table read from end to end would be taken by SERIALIZABLE for a reading of all its rows, and two
// writers of different rows would undo each other. Without that detour nothing is ever worth compiling (jit). A statement is planned
// once and not for its values, as SQLite plans: to plan a page of members anew takes longer than to read it.
constexpr const char* settings =
    "SET client_min_messages = warning; SET bytea_output = hex; SET lock_timeout = '10s'; SET client_encoding = 'UTF8'; "
    "SET statement_timeout = '5min'; SET tcp_keepalives_idle = 5; "
    "SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2; SET enable_seqscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan; "
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')";

// Any number; the second half is the slot.
constexpr const char* next_slot = "SELECT n FROM generate_series(1, 10000) AS n WHERE pg_try_advisory_lock(83147225, n) LIMIT 1";

constexpr const char* question_name = "changes";

std::string_view cell(const PGresult* result, int row, int column) {
    return {PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column))};
}
template <class N>
N number_in(const PGresult* result, int row, int column) {
    N number{};
    auto text = cell(result, row, column);
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

PostgresqlConnection::~PostgresqlConnection() { disconnect(); }

void PostgresqlConnection::disconnect() noexcept {
    cache_.clear();
    dropped_.clear();
    PQfinish(handle_);
    handle_ = nullptr;
    stale_ = ending_ = has_question_ = false;
    under_way_ = 0;
}

// Defaults first: what the address says itself wins. A dead server is noticed within about 15 seconds.
void PostgresqlConnection::connect() {
    disconnect();
    constexpr std::array names{"connect_timeout",  "keepalives_idle",  "keepalives_interval",
                               "keepalives_count", "tcp_user_timeout", "target_session_attrs",
                               "application_name", "dbname",           static_cast<const char*>(nullptr)};
    auto wanted = server_ == Server::any ? "prefer-standby" : "read-write";
    std::array values{"5", "5", "5", "2", "10000", wanted, "zhibu", address_.c_str(), static_cast<const char*>(nullptr)};
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
    if (server_ == Server::read_write) take_slot();
    fresh_ = true;
}

void PostgresqlConnection::take_slot() {
    auto result = run(next_slot);
    slot_ = PQntuples(result.get()) ? number_in<int>(result.get(), 0, 0) : 0;
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

void PostgresqlConnection::send_with(std::string_view sql, std::span<const Value> arguments) {
    if (lost_) throw *lost_;
    written_ |= tables_written(sql);
    if (waiting_.full() || !waiting_.take(sql, arguments)) {
        send_waiting();
        if (!waiting_.take(sql, arguments)) send_off(sql, arguments);
    }
}

void PostgresqlConnection::send_waiting() {
    waiting_.give([this](auto& sql, auto arguments) { send_off(sql, arguments); });
}

void PostgresqlConnection::send_off(std::string_view sql, std::span<const Value> arguments) {
    auto statement = prepare(sql);
    try {
        if (statement->parameters() != static_cast<int>(arguments.size()))
            throw std::logic_error{"A statement was sent with another number of arguments than it has parameters: " + std::string{sql}};
        for (int index = 0; const auto& argument : arguments) statement->bind(++index, argument);
        static_cast<PostgresqlStatement&>(*statement).send();
    } catch (...) {
        give_back(std::move(statement));
        throw;
    }
    give_back(std::move(statement));
}

void PostgresqlConnection::enter_pipeline() {
    if (!under_way_ && PQpipelineStatus(handle_) == PQ_PIPELINE_OFF && !PQenterPipelineMode(handle_)) fail(nullptr);
}

// Reads what came of everything sent off, up to the sync that ends it; false where something failed, the first of it in `failed`.
bool PostgresqlConnection::leave_pipeline(Result& failed) noexcept {
    bool good = PQpipelineSync(handle_) == 1;
    for (bool synced = false; good && !synced;) {
        Result result{PQgetResult(handle_)};
        if (!result) {  // ends the answer to one statement; a second in a row means that the connection is gone
            result.reset(PQgetResult(handle_));
            if (!result) return false;
        }
        auto status = PQresultStatus(result.get());
        synced = status == PGRES_PIPELINE_SYNC;
        bool fine = synced || status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_ABORTED;
        if (!fine && !failed) failed = std::move(result);
    }
    under_way_ = 0;
    return PQexitPipelineMode(handle_) == 1 && good && !failed;
}

void PostgresqlConnection::flush() {
    send_waiting();
    if (!under_way_) return;
    under_way_ = 0;
    Result failed;
    if (!leave_pipeline(failed)) {
        if (!failed) stale_ = true;
        fail(failed.get());
    }
}

// The answer to the ROLLBACK that ended the last reading: it has nearly always come by now.
void PostgresqlConnection::settle() noexcept {
    if (!std::exchange(ending_, false)) return;
    for (Result result{PQgetResult(handle_)}; result; result.reset(PQgetResult(handle_)))
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) stale_ = true;
}

// A server that went away is noticed by the first statement: nothing of the caller's has run then, so trying once more is safe.
void PostgresqlConnection::begin(Mode mode) {
    settle();
    mode_ = mode;
    waiting_.clear();
    lost_.reset();
    again_ = false;
    knows_marks_ = false;
    bool fresh = !usable();
    if (fresh) connect();
    try {
        for (const auto& name : std::exchange(dropped_, {})) run(("DEALLOCATE " + name).c_str());
        begin_in(mode);
    } catch (const Error& error) {
        if (fresh || gate_of(error)) throw;
        connect();
        lost_.reset();
        again_ = false;
        begin_in(mode);
    }
}

void PostgresqlConnection::begin_in(Mode mode) {
    auto begun = run(begin_text(mode));
    if (mode != Mode::write || PQntuples(begun.get()) == 0) return;
    try {
        pass_gate(*this);
    } catch (const Error& closed) {
        roll_back();
        lost_ = closed;
        throw;
    }
}

void PostgresqlConnection::prepare_question() {
    if (std::exchange(has_question_, true)) return;
    Result prepared{PQprepare(handle_, question_name, journal_question, 1, nullptr)};
    if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) fail(prepared.get());
}

// BEGIN and the question travel together; the question's snapshot is that of the whole transaction.
ChangeJournal::Found PostgresqlConnection::ask_journal(std::shared_ptr<const ChangeJournal::Point> base, Asking asking) {
    prepare_question();
    const char* known = base->snapshot.empty() ? "1:1:" : base->snapshot.c_str();
    enter_pipeline();
    bool gone = (asking == Asking::by_itself || PQsendQueryParams(handle_, begin_text(Mode::read), 0, nullptr, nullptr, nullptr, nullptr, 0)) &&
                PQsendQueryPrepared(handle_, question_name, 1, &known, nullptr, nullptr, 0) && PQpipelineSync(handle_);
    Result failed, answer;
    for (bool synced = false; gone && !synced;) {
        Result result{PQgetResult(handle_)};
        if (!result) result.reset(PQgetResult(handle_));
        if (!result) gone = false;
        auto status = PQresultStatus(result.get());
        synced = status == PGRES_PIPELINE_SYNC;
        if (status == PGRES_TUPLES_OK) answer = std::move(result);
        else if (status == PGRES_FATAL_ERROR && !failed) failed = std::move(result);
    }
    gone = gone && PQexitPipelineMode(handle_);
    if (!gone) stale_ = true;
    if (!gone || failed || !answer) fail(failed.get());
    ChangeJournal::Found found{std::move(base), std::string{cell(answer.get(), 0, 0)}, std::string{cell(answer.get(), 0, 1)}, cell(answer.get(), 0, 2) == "t", {}};
    for (int row = 0; row < PQntuples(answer.get()); ++row)
        if (!PQgetisnull(answer.get(), row, 3))
            found.entries.push_back({number_in<std::uint64_t>(answer.get(), row, 3), static_cast<TableSet>(number_in<std::int64_t>(answer.get(), row, 4)),
                                     std::string{cell(answer.get(), row, 5)}});
    return found;
}

void PostgresqlConnection::begin_reading(ChangeJournal& journal) {
    if (auto point = hear(journal, Asking::beginning)) marks_ = point->marks;
}

void PostgresqlConnection::look(ChangeJournal& journal) { hear(journal, Asking::by_itself); }

std::shared_ptr<const ChangeJournal::Point> PostgresqlConnection::hear(ChangeJournal& journal, Asking asking) {
    settle();
    mode_ = Mode::read;
    lost_.reset();
    again_ = false;
    marks_.reset(), knows_marks_ = true;
    bool fresh = !usable();
    if (fresh) connect();
    ChangeJournal::Found found;
    try {
        for (const auto& name : std::exchange(dropped_, {})) run(("DEALLOCATE " + name).c_str());
        if (take_fresh()) journal.doubt();
        found = ask_journal(journal.newest(), asking);
    } catch (const Error&) {
        if (fresh) throw;
        connect();
        lost_.reset();
        again_ = false;
        take_fresh(), journal.doubt();
        found = ask_journal(journal.newest(), asking);
    }
    return journal.reach(std::move(found));
}

bool PostgresqlConnection::begin_behind(const std::string& position) {
    settle();
    lost_.reset();
    again_ = false;
    mode_ = Mode::read;
    marks_.reset(), knows_marks_ = true;  // what is read here is nobody's newest: it is not kept
    if (!usable()) connect();
    for (const auto& name : std::exchange(dropped_, {})) run(("DEALLOCATE " + name).c_str());
    // The position first, in a transaction of its own: the snapshot is taken after it.
    auto reached = run(fmt::format("SELECT pg_is_in_recovery() AND coalesce(pg_last_wal_replay_lsn() >= '{}', false)", position.empty() ? "0/0" : position).c_str());
    if (cell(reached.get(), 0, 0) != "t") return false;
    run(begin_text(Mode::read));
    return true;
}

void PostgresqlConnection::end_reading() noexcept {
    if (!usable()) return;
    if (lost_ || under_way_ || !PQsendQuery(handle_, "ROLLBACK")) return roll_back();
    ending_ = true;
}

// With the transaction's own last message: no round trip of its own.
std::string PostgresqlConnection::journal_entry() const {
    if (mode_ != Mode::write || !written_) return {};
    struct Freed {
        void operator()(char* text) const { PQfreemem(text); }
    };
    std::unique_ptr<char, Freed> told{PQescapeLiteral(handle_, told_.data(), told_.size())};
    if (!told) throw Error{Error::Kind::broken, "What a write told could not be written."};
    return fmt::format("INSERT INTO change_journal (tables, told) VALUES ({}, {}); ", static_cast<std::int64_t>(written_), told.get());
}

void PostgresqlConnection::commit() {
    flush();
    warning_.clear();
    auto begun = std::chrono::steady_clock::now();
    Result result{PQexec(handle_, (journal_entry() + "COMMIT").c_str())};
    if (PQstatus(handle_) != CONNECTION_OK) {
        stale_ = true;
        throw Error{Error::Kind::input_output,
                    "The connection to PostgreSQL was lost during COMMIT: whether the change was kept is not known."};
    }
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(result.get());
    if (std::string_view{PQcmdStatus(result.get())} != "COMMIT") throw Error{Error::Kind::broken, "PostgreSQL undid the transaction."};
    // Somebody ended the wait for the synchronous standby: the server says COMMIT, but a failover could lose it.
    if (!warning_.empty()) throw Error{Error::Kind::input_output, "PostgreSQL did not confirm the commit as durable: " + warning_};
    if (mode_ == Mode::write) metric::commit(1, std::chrono::steady_clock::now() - begun);
}

void PostgresqlConnection::roll_back() noexcept {
    waiting_.clear();
    if (!usable()) return;
    if (under_way_ || PQpipelineStatus(handle_) != PQ_PIPELINE_OFF) {
        Result failed;
        leave_pipeline(failed);
        if (PQpipelineStatus(handle_) != PQ_PIPELINE_OFF) stale_ = true;
        if (stale_) return;
    }
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
    if (state.starts_with("22")) message = without_quoted(message);
    if (message.empty()) message = PQerrorMessage(handle_);
    auto constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    if (state == "23502") constraint = field(result, PG_DIAG_TABLE_NAME) + "." + field(result, PG_DIAG_COLUMN_NAME);
    if (state == "P0001") constraint = message;  // raised by a trigger of ours
    return {kind_of(state), fmt::format("PostgreSQL: {} ({})", message, state.empty() ? "connection lost" : state), constraint};
}

}  // namespace zhibu::db
