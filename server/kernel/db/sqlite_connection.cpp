// One SQLite connection: settings, statements, error mapping, record numbers.
#include "kernel/db/sqlite_connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "kernel/db/sqlite_extension.hpp"

namespace zhibu::db {
namespace {

constexpr std::int64_t block_size = 1000;

std::mutex extensions_mutex;
std::vector<SqliteExtension> extensions;

std::vector<SqliteExtension> registered_extensions() {
    std::lock_guard lock{extensions_mutex};
    return extensions;
}

// SQLite counts its memory under one global mutex by default; with several connections at work that is felt.
void configure_once() {
    static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)done;
}

// Every millisecond for five seconds. SQLite's own waiting asks some fifty times, ever more seldom: beside a server whose writer
// hardly ever lets go, a command of another process would go away empty-handed.
int wait_for_lock(void*, int tries) {
    if (tries >= 5000) return 0;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
    return 1;
}

Error::Kind kind_of(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL:
            return Error::Kind::full;
        case SQLITE_IOERR:
            return code == SQLITE_IOERR_NOMEM ? Error::Kind::broken : Error::Kind::input_output;
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
            return Error::Kind::input_output;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Error::Kind::busy;
        case SQLITE_CONSTRAINT:
            break;
        default:
            return Error::Kind::broken;
    }
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            return Error::Kind::unique;
        case SQLITE_CONSTRAINT_FOREIGNKEY:
            return Error::Kind::foreign_key;
        default:
            return Error::Kind::check;
    }
}

}  // namespace

void register_sqlite_extension(SqliteExtension extension) {
    std::lock_guard lock{extensions_mutex};
    if (std::find(extensions.begin(), extensions.end(), extension) == extensions.end()) extensions.push_back(extension);
}

SqliteStatement::SqliteStatement(SqliteConnection& connection, std::string_view sql) : connection_{connection} {
    const char* rest = nullptr;
    auto length = static_cast<int>(sql.size());
    int code = sqlite3_prepare_v3(connection.handle(), sql.data(), length, SQLITE_PREPARE_PERSISTENT, &statement_, &rest);
    if (code != SQLITE_OK) connection.fail(sqlite3_extended_errcode(connection.handle()));
    if (!statement_) throw std::logic_error{"An empty statement cannot be run."};
}

void SqliteStatement::bind_null(int index) {
    if (int code = sqlite3_bind_null(statement_, index)) connection_.fail(code);
}
void SqliteStatement::bind_integer(int index, std::int64_t value) {
    if (int code = sqlite3_bind_int64(statement_, index, value)) connection_.fail(code);
}
void SqliteStatement::bind_text(int index, std::string_view value) {
    // An empty view may carry a null pointer, which SQLite would take for NULL.
    const char* data = value.data() ? value.data() : "";
    if (int code = sqlite3_bind_text64(statement_, index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8)) connection_.fail(code);
}
void SqliteStatement::bind_bytes(int index, std::string_view value) {
    const char* data = value.data() ? value.data() : "";
    if (int code = sqlite3_bind_blob64(statement_, index, data, value.size(), SQLITE_TRANSIENT)) connection_.fail(code);
}

bool SqliteStatement::step() {
    // SQLite would start a finished statement anew: asking once more must not write a second time.
    if (done_) return false;
    int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    done_ = true;
    if (code != SQLITE_DONE) connection_.fail(sqlite3_extended_errcode(connection_.handle()));
    changed_ = sqlite3_stmt_readonly(statement_) ? 0 : sqlite3_changes64(connection_.handle());
    return false;
}

std::string_view SqliteStatement::text(int column) {
    auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return data ? std::string_view{data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))} : std::string_view{};
}

std::string_view SqliteStatement::bytes(int column) {
    auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return data ? std::string_view{data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))} : std::string_view{};
}

void SqliteStatement::reset() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    changed_ = 0;
    done_ = false;
}

SqliteConnection::SqliteConnection(const std::filesystem::path& file, const Options& options, SqliteRole role) : role_{role} {
    configure_once();
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (role == SqliteRole::writer ? SQLITE_OPEN_CREATE : 0);
    try {
        if (int code = sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr)) throw error(code);
        sqlite3_extended_result_codes(handle_, 1);
        sqlite3_busy_handler(handle_, wait_for_lock, nullptr);
        for (auto extension : registered_extensions()) extension(handle_);
        run("PRAGMA journal_mode = WAL");
        if (text("PRAGMA journal_mode") != "wal") throw Error{Error::Kind::broken, "This file system does not support SQLite's WAL."};
        run("PRAGMA synchronous = FULL");
        run("PRAGMA foreign_keys = ON");
        run("PRAGMA temp_store = MEMORY");
        run("PRAGMA trusted_schema = OFF");
        run("PRAGMA cell_size_check = ON");
        run("PRAGMA journal_size_limit = 67108864");
        run("PRAGMA wal_autocheckpoint = 0");  // the writer moves the log itself, after it has answered
        run(fmt::format("PRAGMA cache_size = -{}", (role == SqliteRole::writer ? options.writer_cache_bytes : options.cache_bytes) / 1024)
                .c_str());
        if (role == SqliteRole::writer) return;
        run(fmt::format("PRAGMA mmap_size = {}", options.map_bytes).c_str());
        run("PRAGMA query_only = ON");
    } catch (...) {
        cache_.clear();
        sqlite3_close_v2(handle_);
        throw;
    }
}

SqliteConnection::~SqliteConnection() {
    cache_.clear();
    sqlite3_close_v2(handle_);
}

std::unique_ptr<Statement> SqliteConnection::prepare(std::string_view sql) {
    if (lost_) throw *lost_;
    return cache_.take(sql, [this](std::string_view text) { return std::make_unique<SqliteStatement>(*this, text); });
}

void SqliteConnection::give_back(std::unique_ptr<Statement> statement) noexcept {
    statement->reset();
    cache_.give_back(std::unique_ptr<SqliteStatement>{static_cast<SqliteStatement*>(statement.release())});
}

// The block is fetched inside the transaction that needs it. The writer discards it when that is undone; `highest` then
// keeps the next block above every number that was seen, though the counter in the table has gone back.
std::int64_t SqliteConnection::next_id() {
    if (role_ != SqliteRole::writer) throw std::logic_error{"Only a write may take a record number."};
    if (ids.next == ids.end) {
        auto end = integer("UPDATE id_block SET next = max(next, ?) + ? WHERE name = 'record' RETURNING next", ids.highest + 1, block_size);
        if (!end) throw Error{Error::Kind::broken, "The table id_block has lost its row: record numbers cannot be given out."};
        ids.next = *end - block_size;
        ids.end = *end;
        ids.fetched_by_this_write = ids.fetched_by_this_batch = true;
    }
    return ids.highest = ids.next++;
}

void SqliteConnection::run(const char* sql) {
    if (try_run(sql) != SQLITE_OK) throw error(sqlite3_extended_errcode(handle_));
}

void SqliteConnection::run_prepared(std::string_view sql) {
    auto statement = cache_.take(sql, [this](std::string_view text) { return std::make_unique<SqliteStatement>(*this, text); });
    try {
        while (statement->step()) {
        }
    } catch (...) {
        give_back(std::move(statement));
        throw;
    }
    give_back(std::move(statement));
}

void SqliteConnection::fail(int code) {
    lost_ = error(code);
    throw *lost_;
}

Error SqliteConnection::error(int code) {
    std::string message = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    auto kind = kind_of(code);
    auto text = fmt::format("SQLite: {} ({})", message, code);
    if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB) damage_ = text;
    return {kind, std::move(text), (code & 0xff) == SQLITE_CONSTRAINT ? constraint_name(code, message) : std::string{}};
}

// "UNIQUE constraint failed: member.tenant_id, member.code", "… failed: index 'by_lower_name'", "CHECK constraint failed: rule"
std::string SqliteConnection::constraint_name(int code, const std::string& message) {
    constexpr std::string_view mark = "constraint failed: ";
    auto at = message.find(mark);
    auto rest = at == std::string::npos ? message : message.substr(at + mark.size());
    if (kind_of(code) == Error::Kind::foreign_key) return {};  // SQLite does not know which
    if (kind_of(code) != Error::Kind::unique) return rest;
    if (rest.starts_with("index '")) return rest.substr(7, rest.size() - 8);
    try {
        return unique_rule(rest);
    } catch (const Error&) {
        return rest;
    }
}

// The name PostgreSQL would give for the same rule, so that a store names it once: the index's own name, or t_pkey, t_a_b_key.
std::string SqliteConnection::unique_rule(const std::string& columns) {
    auto table = columns.substr(0, columns.find('.'));
    std::string plain, joined = table;
    for (std::size_t at = 0; at < columns.size();) {
        auto end = std::min(columns.find(", ", at), columns.size());
        auto column = columns.substr(at + table.size() + 1, end - at - table.size() - 1);
        plain += (plain.empty() ? "" : ",") + column;
        joined += "_" + column;
        at = end + 2;
    }
    constexpr const char* find =
        "SELECT l.name, l.origin FROM pragma_index_list(?1) l WHERE l.\"unique\" AND "
        "(SELECT group_concat(i.name) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) i) = ?2 ORDER BY l.origin";
    SqliteStatement statement{*this, find};
    statement.bind_text(1, table);
    statement.bind_text(2, plain);
    if (!statement.step()) return table + "_pkey";  // the table's own key, which has no index
    auto origin = statement.text(1);
    return origin == "c" ? std::string{statement.text(0)} : origin == "pk" ? table + "_pkey" : joined + "_key";
}

}  // namespace zhibu::db
