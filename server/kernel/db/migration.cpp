// The schema's runner: fences, type words, splitting, the table schema_version, and the refusals.
#include "kernel/db/migration.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/db/sql_text.hpp"
#include "kernel/db/write_gate.hpp"

namespace zhibu::db {
namespace {

using Kind = Piece::Kind;

std::string_view trimmed(std::string_view line) {
    auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

std::string without_other_engine(std::string_view sql, Engine engine) {
    std::string kept;
    std::optional<Engine> only;
    for (std::size_t at = 0; at < sql.size();) {
        auto end = std::min(sql.find('\n', at), sql.size() - 1) + 1;
        auto line = sql.substr(at, end - at);
        auto mark = trimmed(line.substr(0, line.size() - (line.ends_with('\n') ? 1 : 0)));
        if (mark == "-- only sqlite") only = Engine::sqlite;
        else if (mark == "-- only postgresql") only = Engine::postgresql;
        else if (mark == "-- end") only.reset();
        else if (!only || *only == engine) kept += line;
        at = end;
    }
    if (only) throw std::logic_error{"A fence of a migration has no `-- end`."};
    return kept;
}

// A statement as its pieces, without comments and outer space.
using Pieces = std::vector<Piece>;

bool begins_with(const Pieces& statement, std::initializer_list<std::string_view> words) {
    auto word = words.begin();
    for (const auto& piece : statement) {
        if (piece.kind == Kind::space) continue;
        bool skipped = same_word(piece.text, "TEMP") || same_word(piece.text, "TEMPORARY");
        if (skipped) continue;
        if (!same_word(piece.text, *word)) return false;
        if (++word == words.end()) return true;
    }
    return false;
}

// A trigger's body on SQLite stands between BEGIN and END and carries semicolons of its own.
std::vector<Pieces> split(const Pieces& pieces) {
    std::vector<Pieces> statements;
    Pieces current;
    int depth = 0;
    for (const auto& piece : pieces) {
        if (piece.kind == Kind::comment || (piece.kind == Kind::space && current.empty())) continue;
        bool trigger = begins_with(current, {"CREATE", "TRIGGER"});
        if (trigger && (same_word(piece.text, "BEGIN") || same_word(piece.text, "CASE"))) ++depth;
        if (trigger && same_word(piece.text, "END")) --depth;
        if (piece.text == ";" && depth == 0) {
            if (!current.empty()) statements.push_back(std::move(current));
            current.clear();
        } else {
            current.push_back(piece);
        }
    }
    if (!current.empty()) statements.push_back(std::move(current));
    return statements;
}

std::string_view next_word(const Pieces& statement, std::size_t after) {
    for (auto at = after + 1; at < statement.size(); ++at)
        if (statement[at].kind != Kind::space) return statement[at].text;
    return {};
}

std::string_view word_before(const Pieces& statement, std::size_t before) {
    for (auto at = before; at-- > 0;)
        if (statement[at].kind != Kind::space) return statement[at].text;
    return {};
}

std::string for_sqlite(const Pieces& statement) {
    std::string text;
    bool table = begins_with(statement, {"CREATE", "TABLE"}), clustered = false;
    for (const auto& piece : statement) {
        if (piece.kind != Kind::word) text += piece.text;
        else if (piece.text == "BIGINT") text += "INTEGER";
        else if (piece.text == "BYTES") text += "BLOB";
        else if (piece.text == "CLUSTERED") text += "STRICT, WITHOUT ROWID", clustered = true;
        else text += piece.text;
    }
    return table && !clustered ? text + " STRICT" : text;
}

// Texts sort by code point on SQLite: COLLATE "C" makes PostgreSQL do the same whatever the cluster's own language is.
std::string for_postgresql(const Pieces& statement) {
    std::string text;
    bool columns = begins_with(statement, {"CREATE", "TABLE"}) || begins_with(statement, {"ALTER", "TABLE"});
    for (std::size_t at = 0; at < statement.size(); ++at) {
        const auto& piece = statement[at];
        if (piece.kind != Kind::word) text += piece.text;
        else if (piece.text == "BYTES") text += "BYTEA";
        else if (piece.text == "CLUSTERED") continue;
        else if (columns && piece.text == "TEXT" && !same_word(word_before(statement, at), "AS") &&
                 !same_word(next_word(statement, at), "COLLATE"))
            text += "TEXT COLLATE \"C\"";
        else text += piece.text;
    }
    return text;
}

std::string checksum(std::string_view sql) {
    std::string text{sql};
    std::erase(text, '\r');  // a checkout with other line ends is the same step
    std::array<unsigned char, 16> hash;
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
    std::string hex;
    for (auto byte : hash) hex += fmt::format("{:02x}", byte);
    return hex;
}

using Key = std::pair<std::string, std::int64_t>;
struct Applied {
    std::string name, checksum;
};

std::map<Key, Applied> applied_steps(Session& session) {
    std::map<Key, Applied> applied;
    auto rows = session.query("SELECT module, number, name, checksum FROM schema_version");
    while (rows.next()) applied[{std::string{rows.text(0)}, rows.integer(1)}] = {std::string{rows.text(2)}, std::string{rows.text(3)}};
    return applied;
}

void refuse_unknown(const std::map<Key, Applied>& applied, std::span<const Migration> migrations) {
    std::map<Key, const Migration*> known;
    for (const auto& migration : migrations)
        if (!known.emplace(Key{migration.module, migration.number}, &migration).second)
            throw std::logic_error{fmt::format("Two migrations are called {} {}.", migration.module, migration.number)};
    for (const auto& [key, step] : applied) {
        auto found = known.find(key);
        if (found == known.end())
            throw Error{Error::Kind::broken,
                        fmt::format("A newer program has written this database: it carries step {} {} ({}), which this program does not "
                                    "know. Start the newer program, or restore a backup from before the upgrade.",
                                    key.first, key.second, step.name)};
        if (step.checksum != checksum(found->second->sql))
            throw Error{Error::Kind::broken,
                        fmt::format("Step {} {} ({}) of this database's schema differs from the step of that number in this program. "
                                    "They do not belong together: start the program that made this database.",
                                    key.first, key.second, step.name)};
    }
}

void record(Session& session, const Migration& step) {
    auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    session.execute("INSERT INTO schema_version (module, number, name, applied_at, checksum) VALUES (?, ?, ?, ?, ?)", step.module,
                    step.number, step.name, now, checksum(step.sql));
}

References references_of(const std::vector<std::string>& statements) {
    for (const auto& statement : statements)
        if (begins_with(pieces_of(statement), {"DROP", "TABLE"})) return References::checked_at_end;
    return References::watched;
}

constexpr const char* version_table =
    "CREATE TABLE IF NOT EXISTS schema_version (module TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, "
    "applied_at BIGINT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (module, number)) CLUSTERED";

}  // namespace

std::vector<std::string> statements_of(std::string_view sql, Engine engine) {
    auto text = without_other_engine(sql, engine);
    std::vector<std::string> statements;
    for (const auto& statement : split(pieces_of(text))) {
        auto mapped = engine == Engine::sqlite ? for_sqlite(statement) : for_postgresql(statement);
        statements.emplace_back(trimmed(mapped));
    }
    return statements;
}

std::vector<std::string> run_migrations(Engine engine, std::span<const Migration> migrations, const Transaction& transaction) {
    std::map<Key, Applied> applied;
    auto gate = GateState::open;
    transaction(References::watched, [&](Session& session) {
        for (const auto& statement : statements_of(version_table, engine)) session.execute(statement);
        applied = applied_steps(session);
        gate = gate_of(session).state;
    });
    refuse_unknown(applied, migrations);
    bool complete = std::all_of(migrations.begin(), migrations.end(), [&](auto& step) { return applied.contains({step.module, step.number}); });
    if (!complete && (gate == GateState::moving || gate == GateState::moved))
        throw Error{Error::Kind::broken, "This database is being moved, or was, and its schema is older than this program's: finish the move, or cancel it, with the program that began it (zhibu move --help)."};
    std::vector<std::string> run;
    for (const auto& step : migrations) {
        if (applied.contains({step.module, step.number})) continue;
        auto statements = statements_of(step.sql, engine);
        auto title = fmt::format("{} {} {}", step.module, step.number, step.name);
        try {
            transaction(references_of(statements), [&](Session& session) {
                for (const auto& statement : statements) session.execute(statement);
                record(session, step);
            });
        } catch (const Error& error) {
            throw Error{error.kind, fmt::format("Step {} of the schema failed and was undone: {}", title, error.what()), error.constraint};
        }
        run.push_back(std::move(title));
    }
    return run;
}

}  // namespace zhibu::db
