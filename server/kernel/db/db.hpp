// The one seam to a database: SQLite in the data directory by default, PostgreSQL for many machines.
//
// One portable SQL text serves both engines. Parameters are written `?`. Columns are BIGINT, TEXT or BYTES and nothing
// else (a truth value is BIGINT 0/1, a date BIGINT yyyymmdd, a moment BIGINT milliseconds): so no engine's own types leak.
#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "kernel/db/table_changes.hpp"
#include "kernel/values/date.hpp"
#include "kernel/values/id.hpp"

namespace zhibu::db {

enum class Engine { sqlite, postgresql };

struct Bytes {
    std::string data;
    bool operator==(const Bytes&) const = default;
};

// One parameter of a statement.
using Value = std::variant<std::nullptr_t, std::int64_t, std::string, Bytes>;

template <class T>
Value to_value(const T& v) {
    if constexpr (std::is_same_v<T, Value>) return v;
    else if constexpr (std::is_same_v<T, std::nullptr_t>) return nullptr;  // before the texts: it would convert to one
    else if constexpr (std::is_same_v<T, bool> || std::is_integral_v<T>) return static_cast<std::int64_t>(v);
    else if constexpr (std::is_convertible_v<T, std::string_view>) return std::string{std::string_view{v}};
    else if constexpr (std::is_same_v<T, Bytes>) return v;
    else if constexpr (std::is_same_v<T, Date> || std::is_same_v<T, Period>) return static_cast<std::int64_t>(v.number());
    else if constexpr (std::is_same_v<T, Instant>) return v.milliseconds();
    else if constexpr (requires {
                           v.has_value();
                           *v;
                       })
        return v ? to_value(*v) : Value{nullptr};
    else return v.value;  // Id<T>
}

// A failure of the database itself. A broken rule of ours is a Problem and never one of these.
class Error : public std::runtime_error {
public:
    enum class Kind {
        broken,  // anything not named below: logged whole, answered 500
        unique,  // a UNIQUE or PRIMARY KEY rule; `constraint` names the index or its columns
        foreign_key,
        check,         // CHECK or NOT NULL
        full,          // no space left on the device: answered 507, recovers by itself
        input_output,  // a failing read, write or sync: answered 503, health says degraded
        busy,          // could not get a lock or a connection in time: answered 503
        serialization  // PostgreSQL asks for the transaction to be run again; write() does so itself
    };
    Error(Kind error_kind, std::string message, std::string constraint_name = {})
        : std::runtime_error{std::move(message)}, kind{error_kind}, constraint{std::move(constraint_name)} {}
    Kind kind;
    std::string constraint;
};

// A prepared statement of one connection. Indexes of parameters begin at 1, of columns at 0 (as in SQLite).
class Statement {
public:
    virtual ~Statement() = default;
    virtual void bind_null(int index) = 0;
    virtual void bind_integer(int index, std::int64_t value) = 0;
    virtual void bind_text(int index, std::string_view value) = 0;  // copied or used before the next step() ends
    virtual void bind_bytes(int index, std::string_view value) = 0;
    virtual bool step() = 0;  // true: a row stands ready; false: done
    virtual bool is_null(int column) = 0;
    virtual std::int64_t integer(int column) = 0;
    virtual std::string_view text(int column) = 0;   // valid until the next step() or reset()
    virtual std::string_view bytes(int column) = 0;  // likewise
    virtual std::int64_t changed() = 0;              // rows written by the statement just run
    virtual int parameters() const = 0;              // how many `?` it has
    virtual void reset() = 0;                        // ready to be bound and run again

    void bind(int index, const Value& value);
};

class Rows;

// One connection inside one transaction. Not thread-safe; never kept beyond the function it was given to. After an Error the
// transaction is lost, on both engines: each further statement throws the same Error again, and what the function had
// written is undone even where it swallows the Error. Write `ON CONFLICT` where a conflict is expected.
class Session {
public:
    virtual ~Session() = default;
    virtual Engine engine() const = 0;
    // A cached prepared statement, reset and ready. The same text must not be prepared again while its rows are read:
    // Rows (below) takes care of that by taking the statement out of the cache while it is in use.
    virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
    virtual void give_back(std::unique_ptr<Statement> statement) noexcept = 0;
    // A record number never used before in this database, safe across threads, machines and restarts. Only while writing.
    virtual std::int64_t next_id() = 0;
    // Which of the pool's writing connections this is, from 0: never in two transactions at once.
    virtual int slot() const { return 0; }
    // How often each table had been written when this transaction's view of them began; nothing while writing, where a figure
    // kept from before may already be wrong.
    const std::optional<TableChanges::Marks>& marks() const { return marks_; }
    // From now on remembers which tables are read, for whoever keeps an answer until one of them is written.
    void watch_reads() { watching_ = true, read_ = 0; }
    TableSet tables_seen() const { return read_; }
    // What is answered from memory stands on these tables, as if they had been read.
    void saw(TableSet tables) { read_ |= tables; }

    // What whoever keeps something in memory must hear, in every process of this database: told with the commit, or not at all.
    void tell(std::string_view words);

    // Runs a statement for which nobody waits: on PostgreSQL it travels together with its neighbours, and its failure is told by a
    // later statement or by the commit. Not for one whose failure the caller would answer for.
    template <class... A>
    void send(std::string_view sql, const A&... arguments);
    virtual void send_with(std::string_view sql, std::span<const Value> arguments) { execute_with(sql, arguments); }
    // Runs a statement; returns the number of rows it wrote.
    template <class... A>
    std::int64_t execute(std::string_view sql, const A&... arguments);
    std::int64_t execute_with(std::string_view sql, std::span<const Value> arguments);
    // Runs a query; iterate with while (rows.next()).
    template <class... A>
    Rows query(std::string_view sql, const A&... arguments);
    Rows query_with(std::string_view sql, std::span<const Value> arguments);
    // The first column of the first row, or nothing.
    template <class... A>
    std::optional<std::int64_t> integer(std::string_view sql, const A&... arguments);
    template <class... A>
    std::optional<std::string> text(std::string_view sql, const A&... arguments);

protected:
    std::optional<TableChanges::Marks> marks_;
    bool knows_marks_ = false;  // the engine itself says what the marks of its view are
    TableSet written_ = 0;
    std::string told_;  // a line each

private:
    friend class Rows;
    friend class Database;
    TableSet read_ = 0;
    bool watching_ = false;
};

// The rows of a query, read once from front to back. PostgreSQL holds the whole result in memory while it is read: page
// through what has no bound. A number of arguments that differs from the number of `?` is a std::logic_error.
class Rows {
public:
    Rows(Session& session, std::string_view sql, std::span<const Value> arguments);
    Rows(Rows&&) noexcept = default;
    Rows(const Rows&) = delete;
    ~Rows();
    bool next() { return statement_->step(); }
    bool is_null(int column) { return statement_->is_null(column); }
    std::int64_t integer(int column) { return statement_->integer(column); }
    std::string_view text(int column) { return statement_->text(column); }
    std::string_view bytes(int column) { return statement_->bytes(column); }
    std::int64_t changed() { return statement_->changed(); }

private:
    Session* session_;
    std::unique_ptr<Statement> statement_;
};

// One numbered step of a module's schema. The text is portable SQL; the runner maps the upper-case words BIGINT, BYTES and
// TEXT, and the table option CLUSTERED (SQLite: STRICT, WITHOUT ROWID; a table without it is STRICT). `-- only sqlite` /
// `-- only postgresql` … `-- end`, each on a line of its own, fence what differs. Give a uniqueness rule its name with
// CREATE UNIQUE INDEX: then Error::constraint is that name on both engines (otherwise t_a_b_key, or t_pkey).
struct Migration {
    std::string module;
    int number;
    std::string name;
    std::string sql;
};

struct Options {
    int readers = 4;                            // parallel read connections of SQLite
    int sessions = 20;                          // pooled sessions of PostgreSQL, each connected when it is first needed
    std::string replica{};                      // postgresql://… of a standby, for reads that may lag; empty: there is none
    std::size_t cache_bytes = 8 << 20;          // page cache of each SQLite reader
    std::size_t writer_cache_bytes = 12 << 20;  // of the writer: most pages of a batch; more would show in the memory of an import
    std::size_t map_bytes = 16 << 20;           // of the SQLite file mapped by each reader; each reader's map counts in the resident size
    int largest_batch = 256;                    // writes grouped into one durable commit at the most
    bool rehearsed = false;                     // SQLite runs each write twice and keeps the second: shows in tests that it can
};

struct Health {
    bool writable;
    std::string reason;  // in words, where it is not
};

class Database {
public:
    virtual ~Database() = default;
    virtual Engine engine() const = 0;

    // Runs f in a read-only snapshot. May run in parallel with everything else. What it throws passes through.
    void read(const std::function<void(Session&)>& f) {
        do_read([&](Session& session) { f(seen(session)); });
    }
    // The same for what may lag behind: on the standby, where there is one that has replayed the log up to `position` (as position()
    // gave it), otherwise as read(). f may be run again, on the primary.
    void read_behind(const std::string& position, const std::function<void(Session&)>& f) {
        if (!do_read_behind(position, [&](Session& session) { f(seen(session)); })) read(f);
    }
    // On return changes() counts every write that anybody was told of before the call, of other processes too.
    virtual void catch_up() {}
    // A place in the database's log behind everything that this process has heard of; empty where there is no such log.
    virtual std::string position() const { return {}; }
    // Runs f in a transaction of its own (SQLite: together with others in a grouped commit, on the writer's thread) and returns when it
    // is durable: synced to the disk, or committed by the server. What f throws undoes f's own work, and only that, and passes
    // through. f must not wait for anything but the session. f may be run again, after a serialization failure on PostgreSQL or
    // because a neighbour in its commit failed on SQLite: it must not use up what it was given.
    void write(const std::function<void(Session&)>& f) {
        TableSet written = 0;
        std::string told;
        do_write([&](Session& session) {
            f(fresh(session));
            written = session.written_, told = session.told_;
        });
        if (!journals()) changes_.add(written, [&](auto& marks) { hear(told, marks); });
    }
    template <class F>
    auto read_value(F f) {
        std::optional<std::invoke_result_t<F, Session&>> result;
        read([&](Session& session) { result.emplace(f(session)); });
        return std::move(*result);
    }
    template <class F>
    auto write_value(F f) {
        std::optional<std::invoke_result_t<F, Session&>> result;
        write([&](Session& session) { result.emplace(f(session)); });
        return std::move(*result);
    }

    const TableChanges& changes() const { return changes_; }
    // `listener` hears each line told by a write, of this process or another one, with the marks that the write has reached, before any
    // read sees them; "" says that anything may have changed. It must not come back to the database.
    using Listener = std::function<void(std::string_view words, const TableChanges::Marks& marks)>;
    void listen(Listener listener) { listener_ = std::move(listener); }

    // Brings the schema to the newest version, one transaction a step, in the order given. Refuses in words a database that
    // a newer program has written. Returns the steps it ran.
    virtual std::vector<std::string> migrate(std::span<const Migration> migrations) = 0;
    virtual Health health() = 0;
    // Structure and references are sound; every fault found, in words.
    virtual std::vector<std::string> check() = 0;
    // A consistent copy of a SQLite database into `file`, while writers go on; PostgreSQL has its own tools and refuses.
    virtual void copy_to(const std::filesystem::path& file) = 0;
    // Makes next_id() start beyond `number`, after rows were brought in that carry their numbers with them.
    virtual void skip_ids(std::int64_t number) = 0;

protected:
    virtual void do_read(const std::function<void(Session&)>& f) = 0;
    virtual bool do_read_behind(const std::string&, const std::function<void(Session&)>&) { return false; }
    virtual void do_write(const std::function<void(Session&)>& f) = 0;
    // Whether the engine keeps a journal of changes that all processes read, and moves the marks by it.
    virtual bool journals() const { return false; }
    void hear(std::string_view told, const TableChanges::Marks& marks) const;
    void hear_of_anything(const TableChanges::Marks& marks) const {
        if (listener_) listener_({}, marks);
    }
    TableChanges changes_;

private:
    // SQLite takes its snapshot with the first statement, thus after the marks.
    Session& seen(Session& session) const {
        if (!session.knows_marks_) session.marks_ = changes_.marks();
        session.watching_ = false;
        return session;
    }
    static Session& fresh(Session& session) {
        session.marks_.reset(), session.written_ = 0, session.watching_ = false, session.told_.clear();
        return session;
    }
    Listener listener_;
};

// `where` is the path of a SQLite file, or a postgresql:// address. Opens or creates; throws Error.
std::unique_ptr<Database> open(const std::string& where, const Options& options = {});
std::unique_ptr<Database> open_sqlite(const std::filesystem::path& file, const Options& options);
std::unique_ptr<Database> open_postgresql(const std::string& address, const Options& options);

template <class... A>
std::int64_t Session::execute(std::string_view sql, const A&... arguments) {
    std::array<Value, sizeof...(A)> values{to_value(arguments)...};
    return execute_with(sql, values);
}
template <class... A>
void Session::send(std::string_view sql, const A&... arguments) {
    std::array<Value, sizeof...(A)> values{to_value(arguments)...};
    send_with(sql, values);
}
template <class... A>
Rows Session::query(std::string_view sql, const A&... arguments) {
    std::array<Value, sizeof...(A)> values{to_value(arguments)...};
    return query_with(sql, values);
}
template <class... A>
std::optional<std::int64_t> Session::integer(std::string_view sql, const A&... arguments) {
    auto rows = query(sql, arguments...);
    if (!rows.next() || rows.is_null(0)) return {};
    return rows.integer(0);
}
template <class... A>
std::optional<std::string> Session::text(std::string_view sql, const A&... arguments) {
    auto rows = query(sql, arguments...);
    if (!rows.next() || rows.is_null(0)) return {};
    return std::string{rows.text(0)};
}

}  // namespace zhibu::db
