// One connection to PostgreSQL: its statements, their cache, its transactions, and what its errors mean.
#pragma once
#include <libpq-fe.h>
#include <memory>
#include <utility>

#include "kernel/db/change_journal.hpp"
#include "kernel/db/db.hpp"
#include "kernel/db/row_batch.hpp"
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
    // Sends it off without waiting for what comes of it: the connection reads that with others later.
    void send();
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
    template <class F>
    auto with_arguments(F f);
    void run();
    static std::string types_of(const Variant& variant);
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
    // read_write: the primary, wherever it is now. any: a standby where there is one.
    enum class Server { read_write, any };

    PostgresqlConnection(std::string address, NumberSource& numbers, Server server = Server::read_write)
        : address_{std::move(address)}, numbers_{numbers}, server_{server} {}
    ~PostgresqlConnection() override;
    PostgresqlConnection(const PostgresqlConnection&) = delete;

    Engine engine() const override { return Engine::postgresql; }
    std::unique_ptr<Statement> prepare(std::string_view sql) override;
    void give_back(std::unique_ptr<Statement> statement) noexcept override;
    std::int64_t next_id() override;
    // The lowest number that no other session of the database holds, on any node: held as long as the connection.
    int slot() const override { return slot_; }
    void send_with(std::string_view sql, std::span<const Value> arguments) override;

    // Begins a transaction; connects (again) where that is needed. Throws Error::busy while no server can be reached.
    void begin(Mode mode);
    // Begins a reading one and hears with the same round trip what was written since.
    void begin_reading(ChangeJournal& journal);
    // Hears alone, and begins nothing.
    void look(ChangeJournal& journal);
    // On a standby that has replayed its log up to this position (empty: any); false where it has not, and then nothing was begun.
    bool begin_behind(const std::string& position);
    // Ends a reading one without waiting for the server's answer.
    void end_reading() noexcept;
    // Throws where the server did not say that the transaction is durable. What was told and changed goes into the journal with it.
    void commit();
    void roll_back() noexcept;
    // Whether this connection was made anew since it was last asked: maybe to another server.
    bool take_fresh() { return std::exchange(fresh_, false); }
    // Runs a text of our own outside a transaction or within it.
    Result run(const char* sql);

    const std::optional<Error>& lost() const { return lost_; }
    // Whether the transaction that was lost may succeed when run once more.
    bool worth_another_try() const { return lost_ && again_; }

    PGconn* handle() const { return handle_; }
    [[noreturn]] void fail(const PGresult* result);
    std::string new_name() { return "s" + std::to_string(++names_); }
    void drop(std::string name) { dropped_.push_back(std::move(name)); }
    // Waits for what was sent off; throws where one of it failed.
    void flush();
    void enter_pipeline();
    void sent() {
        if (++under_way_ >= most_under_way) flush();
    }

private:
    static constexpr int most_under_way = 200;  // more answers could fill both sides' buffers, each waiting for the other
    void send_off(std::string_view sql, std::span<const Value> arguments);
    void send_waiting();
    void connect();
    void begin_in(Mode mode);
    void disconnect() noexcept;
    void settle() noexcept;
    void take_slot();
    void prepare_question();
    bool leave_pipeline(Result& failed) noexcept;
    enum class Asking { beginning, by_itself };
    std::shared_ptr<const ChangeJournal::Point> hear(ChangeJournal& journal, Asking asking);
    ChangeJournal::Found ask_journal(std::shared_ptr<const ChangeJournal::Point> base, Asking asking);
    std::string journal_entry() const;
    bool usable() const { return handle_ && PQstatus(handle_) == CONNECTION_OK && !stale_; }
    Error error(const PGresult* result);

    std::string address_;
    NumberSource& numbers_;
    Server server_;
    PGconn* handle_ = nullptr;
    int slot_ = 0;
    RowBatch waiting_;          // rows given to send(), not sent off yet
    int under_way_ = 0;         // statements sent off in pipeline mode
    bool ending_ = false;       // a ROLLBACK was sent and its answer not read yet
    bool fresh_ = false;
    bool has_question_ = false;
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
