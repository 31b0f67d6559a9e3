#include "kernel/db/filler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "kernel/db/migration.hpp"
#include "kernel/db/postgresql_connection.hpp"
#include "kernel/db/sqlite_connection.hpp"

namespace zhibu::db {
namespace {

constexpr const char* progress_table = "CREATE TABLE IF NOT EXISTS move_progress (name TEXT NOT NULL PRIMARY KEY, reached BYTES NOT NULL, rows BIGINT NOT NULL, done BIGINT NOT NULL)";

std::map<std::string, Filled> read_progress(Session& session) {
    std::map<std::string, Filled> all;
    for (auto rows = session.query("SELECT name, reached, rows, done FROM move_progress"); rows.next();)
        all[std::string{rows.text(0)}] = {std::string{rows.bytes(1)}, rows.integer(2), rows.integer(3) != 0};
    return all;
}
void write_progress(Session& session, const Table& table, const Filled& now) {
    session.execute("INSERT INTO move_progress (name, reached, rows, done) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET reached = excluded.reached, rows = excluded.rows, done = excluded.done",
                    table.name, Bytes{now.reached}, now.rows, now.done);
}

// The name of the filling stands among the notes as a table without a name.
void begin_progress(Session& session, const std::string& name) {
    session.execute("DELETE FROM move_progress");
    session.execute("INSERT INTO move_progress (name, reached, rows, done) VALUES ('', ?, 0, 0)", Bytes{name});
}
constexpr std::string_view schema_table = "schema_version";  // tells what tables there are: never without its rows

class SqliteFiller final : public Filler {
public:
    explicit SqliteFiller(const std::string& file) : connection_{file, {.writer_cache_bytes = 96 << 20}, SqliteRole::writer} {}
    void clear(const std::vector<Table>& tables, const std::string& name) override {
        in_transaction([&] {
            for (auto& statement : statements_of(progress_table, Engine::sqlite)) connection_.execute(statement);
            for (auto& table : tables)
                if (table.name != schema_table) connection_.execute("DELETE FROM " + table.name);
            begin_progress(connection_, name);
        });
    }
    std::map<std::string, Filled> noted() override {
        connection_.begin_work();
        return connection_.integer("SELECT 1 FROM sqlite_schema WHERE name = 'move_progress'") ? read_progress(connection_) : std::map<std::string, Filled>{};
    }
    void add(const Table& table, const std::vector<std::string_view>& rows, const Filled& now) override {
        std::string marks;
        for (std::size_t i = 0; i < table.columns.size(); ++i) marks += i ? ",?" : "?";
        auto sql = fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, table.column_list(), marks);
        in_transaction([&] {
            if (table.name == schema_table) connection_.execute("DELETE FROM schema_version");
            auto statement = connection_.prepare(sql);
            for (auto row : rows) {
                for (int i = 1; i <= int(table.columns.size()); ++i) bind(*statement, i, take_field(row));
                statement->step();
                statement->reset();
            }
            connection_.give_back(std::move(statement));
            write_progress(connection_, table, now);
        });
        sqlite3_wal_checkpoint_v2(connection_.handle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    }
    void finish() override {
        in_transaction([&] { connection_.execute("INSERT INTO search_text (search_text) VALUES ('rebuild')"); });
        connection_.run("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    void forget() override {
        in_transaction([&] { connection_.execute("DROP TABLE IF EXISTS move_progress"); });
    }

private:
    static void bind(Statement& statement, int index, const Field& field) {
        if (field.tag == 'i') statement.bind_integer(index, field.number);
        else if (field.tag == 't') statement.bind_text(index, field.content);
        else if (field.tag == 'b') statement.bind_bytes(index, field.content);
        else statement.bind_null(index);
    }
    template <class F>
    void in_transaction(F f) {
        connection_.begin_work();
        connection_.run("BEGIN IMMEDIATE");
        try {
            f();
            connection_.run("COMMIT");
        } catch (...) {
            connection_.try_run("ROLLBACK");
            throw;
        }
    }
    SqliteConnection connection_;
};

class NoNumbers final : public NumberSource {
public:
    std::int64_t next(PostgresqlConnection&) override { throw std::logic_error{"Rows that are brought in carry their numbers."}; }
};

template <class T>
void add_network(std::string& out, T value) {
    for (int shift = int(sizeof value - 1) * 8; shift >= 0; shift -= 8) out += char((value >> shift) & 0xff);
}

class PostgresqlFiller final : public Filler {
public:
    explicit PostgresqlFiller(const std::string& address) : connection_{address, numbers_} {}
    void clear(const std::vector<Table>& tables, const std::string& name) override {
        in_transaction([&] {
            for (auto& statement : statements_of(progress_table, Engine::postgresql)) connection_.execute(statement);
            std::string all = "move_progress";
            for (auto& table : tables)
                if (table.name != schema_table) all += ", " + table.name;
            connection_.execute("TRUNCATE " + all);
            begin_progress(connection_, name);
        });
    }
    std::map<std::string, Filled> noted() override {
        std::map<std::string, Filled> all;
        in_transaction([&] {
            if (connection_.text("SELECT to_regclass('move_progress')")) all = read_progress(connection_);
        });
        return all;
    }
    void add(const Table& table, const std::vector<std::string_view>& rows, const Filled& now) override {
        in_transaction([&] {
            if (table.name == schema_table) connection_.execute("DELETE FROM schema_version");
            if (!rows.empty()) copy(table, rows);
            write_progress(connection_, table, now);
        });
    }
    void finish() override { connection_.run("ANALYZE"); }
    void forget() override {
        in_transaction([&] { connection_.execute("DROP TABLE IF EXISTS move_progress"); });
    }

private:
    // https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format".
    static std::string binary(const Table& table, const std::vector<std::string_view>& rows) {
        std::string out{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};
        for (auto row : rows) {
            add_network(out, std::uint16_t(table.columns.size()));
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                auto field = take_field(row);
                if (field.tag == 'n') add_network(out, std::uint32_t(-1));
                else if (field.tag == 'i') add_network(out, std::uint32_t{8}), add_network(out, std::uint64_t(field.number));
                else add_network(out, std::uint32_t(field.content.size())), out += field.content;
            }
        }
        add_network(out, std::uint16_t(-1));
        return out;
    }
    void copy(const Table& table, const std::vector<std::string_view>& rows) {
        auto begin = fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", table.name, table.column_list());
        Result begun{PQexec(connection_.handle(), begin.c_str())};
        if (PQresultStatus(begun.get()) != PGRES_COPY_IN) connection_.fail(begun.get());
        auto bytes = binary(table, rows);
        constexpr std::size_t piece = 1 << 20;
        for (std::size_t at = 0; at < bytes.size(); at += piece)
            if (PQputCopyData(connection_.handle(), bytes.data() + at, int(std::min(piece, bytes.size() - at))) != 1) connection_.fail(nullptr);
        if (PQputCopyEnd(connection_.handle(), nullptr) != 1) connection_.fail(nullptr);
        Result done{PQgetResult(connection_.handle())};
        while (Result more{PQgetResult(connection_.handle())}) {
        }
        if (PQresultStatus(done.get()) != PGRES_COMMAND_OK) {
            try {
                connection_.fail(done.get());
            } catch (const Error& error) {
                throw Error{error.kind, fmt::format("{}, behind {} of the table {}", error.what(), shown_key(table, key_of(table, rows.front())), table.name), error.constraint};
            }
        }
    }
    template <class F>
    void in_transaction(F f) {
        connection_.begin(PostgresqlConnection::Mode::migrate);
        try {
            f();
            connection_.commit();
        } catch (...) {
            connection_.roll_back();
            throw;
        }
    }
    NoNumbers numbers_;
    PostgresqlConnection connection_;
};

}  // namespace

std::map<std::string, Filled> Filler::progress(const std::string& name) {
    auto all = noted();
    auto own = all.extract("");
    return own && own.mapped().reached == name ? all : std::map<std::string, Filled>{};
}

std::unique_ptr<Filler> open_filler(const std::string& where) {
    for (std::string_view scheme : {"postgresql://", "postgres://"})
        if (where.starts_with(scheme)) return std::make_unique<PostgresqlFiller>(where);
    return std::make_unique<SqliteFiller>(where);
}

std::int64_t next_free_id(Session& session) {
    if (session.engine() == Engine::sqlite) return session.integer("SELECT next FROM id_block WHERE name = 'record'").value();
    return session.integer("SELECT last_value + 1000 FROM record_id").value();
}

}  // namespace zhibu::db
