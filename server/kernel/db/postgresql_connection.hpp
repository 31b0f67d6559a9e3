// One connection to PostgreSQL: its statements, their cache, its transactions, and what its errors mean.
#pragma once
#include <libpq-fe.h>
#include <memory>

#include "kernel/db/db.hpp"
#include "kernel/db/sql_text.hpp"
#include "kernel/db/statement_cache.hpp"

namespace zhibu::db {

class PostgresqlConnection;

struct FreeResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, FreeResult>;

class PostgresqlStatement final : public Statement {
public:
    PostgresqlStatement(PostgresqlConnection& connection, std::string_view sql);
    ~PostgresqlStatement() override;
    PostgresqlStatement(const PostgresqlStatement&) = delete;

    void bind_null(int index) override { argument(index).kind = Kind::null; }
    void bind_integer(int index, std::int64_t value) override;
    void bind_text(int index, std::string_view value) override { keep(index, Kind::text, value); }
    void bind_bytes(int index, std::string_view value) override { keep(index, Kind::bytes, value); }
    bool step() override;
    bool is_null(int column) override { return PQgetisnull(result_.get(), row_, column) == 1; }
    std::int64_t integer(int column) override;
    std::string_view text(int column) override;
    std::string_view bytes(int column) override;
    std::int64_t changed() override { return changed_; }
    int parameters() const override { return static_cast<int>(arguments_.size()); }
    void reset() override;

    StatementCache<PostgresqlStatement>::Entry* entry = nullptr;

private:
    enum class Kind { null, integer, text, bytes, other };
    struct Argument {
        Kind kind = Kind::null;
        std::string data;  // in PostgreSQL's binary form
    };
    // The server fixes the types of parameters when it prepares: the same text with others is prepared once more.
    struct Variant {
        std::string name;
        std::vector<Kind> kinds;
    };

    Argument& argument(int index);
    void keep(int index, Kind kind, std::string_view data);
    const Variant& variant();
    Variant prepare_variant();
    void run();
    static Oid type_of(Kind kind);
    static Kind kind_of(Oid type);

    PostgresqlConnection& connection_;
    Numbered text_;
    std::vector<Argument> arguments_;
    std::vector<Variant> variants_;
    Result result_;
    int row_ = -1;
    std::int64_t changed_ = 0;
    std::vector<std::string> decoded_;  // bytes of the row at hand
};

// Hands out record numbers in blocks of a sequence; shared by the connections of a process.
class NumberSource {
public:
    virtual ~NumberSource() = default;
    virtual std::int64_t next(PostgresqlConnection& connection) = 0;
};

class PostgresqlConnection final : public Session {
public:
    enum class Mode { read, write, migrate };

    PostgresqlConnection(std::string address, NumberSource& numbers) : address_{std::move(address)}, numbers_{numbers} {}
    ~PostgresqlConnection() override;
    PostgresqlConnection(const PostgresqlConnection&) = delete;

    Engine engine() const override { return Engine::postgresql; }
    std::unique_ptr<Statement> prepare(std::string_view sql) override;
    void give_back(std::unique_ptr<Statement> statement) noexcept override;
    std::int64_t next_id() override;
    // By the server's process: those of one start follow one another, and a rare clash costs a retry, no more.
    int slot() const override { return handle_ ? PQbackendPID(handle_) % 64 : 0; }

    // Begins a transaction; connects (again) where that is needed. Throws Error::busy while no server can be reached.
    void begin(Mode mode);
    // Throws where the server did not say that the transaction is durable.
    void commit();
    void roll_back() noexcept;
    // Runs a text of our own outside a transaction or within it.
    Result run(const char* sql);

    const std::optional<Error>& lost() const { return lost_; }
    // Whether the transaction that was lost may succeed when run once more.
    bool worth_another_try() const { return lost_ && again_; }

    PGconn* handle() const { return handle_; }
    [[noreturn]] void fail(const PGresult* result);
    std::string new_name() { return "s" + std::to_string(++names_); }
    void drop(std::string name) { dropped_.push_back(std::move(name)); }

private:
    void connect();
    void disconnect() noexcept;
    bool usable() const { return handle_ && PQstatus(handle_) == CONNECTION_OK && !stale_; }
    Error error(const PGresult* result);

    std::string address_;
    NumberSource& numbers_;
    PGconn* handle_ = nullptr;
    Mode mode_ = Mode::read;
    bool stale_ = false;  // to be opened anew before its next transaction
    bool again_ = false;
    std::int64_t names_ = 0;
    std::string warning_;  // what the server remarked during the last statement
    std::vector<std::string> dropped_;
    std::optional<Error> lost_;
    StatementCache<PostgresqlStatement> cache_{500};
};

}  // namespace zhibu::db
