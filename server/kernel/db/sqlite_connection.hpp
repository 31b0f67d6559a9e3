// One SQLite connection: its statements, their cache, and what its errors mean.
#pragma once
#include <sqlite3.h>

#include <filesystem>
#include <memory>

#include "kernel/db/db.hpp"
#include "kernel/db/statement_cache.hpp"

namespace zhibu::db {

class SqliteConnection;

class SqliteStatement final : public Statement {
public:
    SqliteStatement(SqliteConnection& connection, std::string_view sql);
    ~SqliteStatement() override { sqlite3_finalize(statement_); }
    SqliteStatement(const SqliteStatement&) = delete;

    void bind_null(int index) override;
    void bind_integer(int index, std::int64_t value) override;
    void bind_text(int index, std::string_view value) override;
    void bind_bytes(int index, std::string_view value) override;
    bool step() override;
    bool is_null(int column) override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) override { return sqlite3_column_int64(statement_, column); }
    std::string_view text(int column) override;
    std::string_view bytes(int column) override;
    std::int64_t changed() override { return changed_; }
    int parameters() const override { return sqlite3_bind_parameter_count(statement_); }
    void reset() override;

    StatementCache<SqliteStatement>::Entry* entry = nullptr;

private:
    SqliteConnection& connection_;
    sqlite3_stmt* statement_ = nullptr;
    std::int64_t changed_ = 0;
    bool done_ = false;
};

enum class SqliteRole { reader, writer };

// The numbers that next_id() hands out, taken from the table id_block in blocks.
struct IdBlock {
    std::int64_t next = 0, end = 0;
    std::int64_t highest = 0;  // the greatest number ever handed out here, also by transactions undone since
    bool fetched_by_this_write = false;
    bool fetched_by_this_batch = false;
    void discard() { next = end = 0; }
};

class SqliteConnection final : public Session {
public:
    // Opens (a writer: creates) the file with every setting made.
    SqliteConnection(const std::filesystem::path& file, const Options& options, SqliteRole role);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;

    Engine engine() const override { return Engine::sqlite; }
    std::unique_ptr<Statement> prepare(std::string_view sql) override;
    void give_back(std::unique_ptr<Statement> statement) noexcept override;
    std::int64_t next_id() override;

    sqlite3* handle() const { return handle_; }
    // Run statements of our own, outside the rules for closures: any text; or one statement that is worth keeping prepared.
    void run(const char* sql);
    void run_prepared(std::string_view sql);
    int try_run(const char* sql) noexcept { return sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr); }
    bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
    // Notes the failure, so that the transaction counts as lost, and throws it.
    [[noreturn]] void fail(int code);
    Error error(int code);
    const std::optional<Error>& lost() const { return lost_; }
    void begin_work() { lost_.reset(); }
    // What SQLite said when it met a page that makes no sense; empty where it never did.
    const std::string& damage() const { return damage_; }

    IdBlock ids;

private:
    std::string constraint_name(int code, const std::string& message);
    std::string unique_rule(const std::string& columns);

    sqlite3* handle_ = nullptr;
    SqliteRole role_;
    StatementCache<SqliteStatement> cache_{256};
    std::optional<Error> lost_;
    std::string damage_;
};

}  // namespace zhibu::db
