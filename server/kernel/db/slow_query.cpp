#include "kernel/db/slow_query.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

#include "kernel/db/db.hpp"
#include "kernel/db/sql_text.hpp"
#include "kernel/db/sqlite_extension.hpp"
#include "kernel/log/context.hpp"
#include "kernel/log/log.hpp"
#include "kernel/values/clock.hpp"

namespace zhibu::db {
namespace {

constexpr std::size_t times_kept = 200;
constexpr std::size_t longest_text = 4000;

std::atomic<std::int64_t> limit_ns{0};

struct KeptStatement {
    std::string text, origin, original, types;
    std::int64_t count = 0;
    double total = 0, longest = 0;  // milliseconds
    std::vector<double> times;      // the last ones, in a ring
    Instant last_at{};
};

// Of the process, as the trace of SQLite knows no other place; small and behind one lock: only slow statements come here.
struct Book {
    std::mutex mutex;
    std::map<std::int64_t, KeptStatement> kept;
    Instant since = Clock{}.now();
};
Book& book() {
    static Book all;
    return all;
}

// FNV-1a: the same number for the same statement after a restart, so that a link to it holds. 53 bits: exact in a browser.
std::int64_t number_of(std::string_view text, std::string_view origin) {
    std::uint64_t hash = 14695981039346656037u;
    for (auto part : {text, std::string_view{"\n"}, origin})
        for (char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    return static_cast<std::int64_t>(hash >> 11) + 1;
}

// SQLite measures from a statement's first step to its reset; sqlite3_sql() gives the text as it was prepared, without values.
int look(unsigned, void*, void* statement, void* nanoseconds) {
    auto took = *static_cast<sqlite3_int64*>(nanoseconds);
    auto limit = limit_ns.load(std::memory_order_relaxed);
    if (limit && took >= limit) note_statement(sqlite3_sql(static_cast<sqlite3_stmt*>(statement)), {}, std::chrono::nanoseconds{took});
    return 0;
}
void watch(sqlite3* connection) { sqlite3_trace_v2(connection, SQLITE_TRACE_PROFILE, look, nullptr); }

double p95(std::vector<double> times) {
    if (times.empty()) return 0;
    auto at = times.begin() + static_cast<std::ptrdiff_t>((times.size() * 95 + 99) / 100 - 1);
    std::nth_element(times.begin(), at, times.end());
    return *at;
}

void make_room(std::map<std::int64_t, KeptStatement>& kept) {
    if (kept.size() < most_slow_statements) return;
    kept.erase(std::min_element(kept.begin(), kept.end(), [](auto& a, auto& b) { return a.second.total < b.second.total; }));
}

std::vector<std::string> sqlite_plan(Session& session, const std::string& sql) {
    auto text = "EXPLAIN QUERY PLAN " + sql;
    auto statement = session.prepare(text);
    std::vector<Value> none(static_cast<std::size_t>(statement->parameters()), nullptr);
    session.give_back(std::move(statement));
    std::map<std::int64_t, int> depth;
    std::vector<std::string> lines;
    for (auto rows = session.query_with(text, none); rows.next();) {
        auto above = depth.find(rows.integer(1));
        auto at = depth[rows.integer(0)] = above == depth.end() ? 0 : above->second + 1;
        lines.push_back(std::string(static_cast<std::size_t>(at) * 2, ' ') + std::string{rows.text(3)});
    }
    return lines;
}

// The plan that does not know the values, as the prepared statement gets after its first runs.
std::vector<std::string> postgresql_plan(Session& session, const std::string& sql, const std::string& types) {
    static std::atomic<int> number{0};
    auto name = fmt::format("zhibu_plan_{}", ++number);
    auto list = types.empty() ? std::string{} : "(" + types + ")";
    session.execute(fmt::format("PREPARE {} {} AS {}", name, list, sql));
    session.text("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)");
    auto count = types.empty() ? 0 : std::count(types.begin(), types.end(), ',') + 1;
    std::string nulls;
    for (std::ptrdiff_t i = 0; i < count; ++i) nulls += i ? ", NULL" : "NULL";
    std::vector<std::string> lines;
    {
        for (auto rows = session.query(fmt::format("EXPLAIN EXECUTE {}{}", name, count ? "(" + nulls + ")" : "")); rows.next();) lines.emplace_back(rows.text(0));
    }
    session.execute("DEALLOCATE " + name);
    return lines;
}

}  // namespace

std::string normalized(std::string_view sql) {
    std::string out;
    auto value = [&] {
        // One of several in a list: "?, ?, ?" reads "?…".
        auto bare = out;
        while (bare.ends_with(' ')) bare.pop_back();
        bool listed = bare.ends_with(',');
        if (listed) bare.pop_back();
        while (listed && bare.ends_with(' ')) bare.pop_back();
        if (listed && bare.ends_with("?")) out = bare + "…";
        else if (listed && bare.ends_with("?…")) out = bare;
        else if (!out.ends_with('?')) out += '?';  // a doubled quote begins a second piece of the same text
    };
    auto pieces = pieces_of(sql);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        auto& [kind, text] = pieces[i];
        bool number = kind == Piece::Kind::word && text.front() >= '0' && text.front() <= '9';
        if (kind == Piece::Kind::comment) continue;
        if (kind == Piece::Kind::space) out += out.empty() || out.ends_with(' ') ? "" : " ";
        else if (number || text == "?" || (kind == Piece::Kind::quoted && text.front() != '"')) value();
        else if (text == "$" && i + 1 < pieces.size() && pieces[i + 1].kind == Piece::Kind::word) value(), ++i;
        else out += text;
    }
    while (out.ends_with(' ')) out.pop_back();
    return out;
}

void log_slow_queries(std::chrono::milliseconds limit) {
    limit_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(limit).count();
    if (limit.count() > 0) register_sqlite_extension(watch);
}
std::chrono::milliseconds slow_limit() { return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds{limit_ns.load()}); }

void note_statement(std::string_view sql, std::string_view types, std::chrono::nanoseconds took) {
    auto limit = limit_ns.load(std::memory_order_relaxed);
    if (!limit || took.count() < limit || sql.starts_with("EXPLAIN")) return;
    auto text = normalized(sql).substr(0, longest_text);
    auto origin = log::context().origin;
    auto milliseconds = static_cast<double>(took.count()) / 1e6;
    {
        auto& all = book();
        std::lock_guard lock{all.mutex};
        auto id = number_of(text, origin);
        auto found = all.kept.find(id);
        if (found == all.kept.end()) {
            make_room(all.kept);
            found = all.kept.emplace(id, KeptStatement{text, std::string{origin}, std::string{sql}, std::string{types}}).first;
        }
        auto& kept = found->second;
        if (kept.times.size() < times_kept) kept.times.push_back(milliseconds);
        else kept.times[static_cast<std::size_t>(kept.count) % times_kept] = milliseconds;
        ++kept.count, kept.total += milliseconds, kept.longest = std::max(kept.longest, milliseconds), kept.last_at = Clock{}.now();
    }
    log::warning("slow query, {:.0f} ms: {}", milliseconds, text);
}

std::vector<SlowStatement> slow_statements() {
    auto& all = book();
    std::lock_guard lock{all.mutex};
    std::vector<SlowStatement> list;
    for (auto& [id, kept] : all.kept)
        list.push_back({id, kept.text, kept.origin, kept.count, kept.total / static_cast<double>(kept.count), p95(kept.times), kept.longest, kept.total, kept.last_at});
    std::stable_sort(list.begin(), list.end(), [](auto& a, auto& b) { return a.total > b.total; });
    return list;
}
Instant slow_since() {
    auto& all = book();
    std::lock_guard lock{all.mutex};
    return all.since;
}
void forget_slow_statements() {
    auto& all = book();
    std::lock_guard lock{all.mutex};
    all.kept.clear();
    all.since = Clock{}.now();
}

std::optional<std::vector<std::string>> plan_of(Database& database, std::int64_t id) {
    std::string sql, types;
    {
        auto& all = book();
        std::lock_guard lock{all.mutex};
        auto found = all.kept.find(id);
        if (found == all.kept.end()) return {};
        sql = found->second.original, types = found->second.types;
    }
    return database.read_value([&](Session& session) {
        return session.engine() == Engine::sqlite ? sqlite_plan(session, sql) : postgresql_plan(session, sql, types);
    });
}

}  // namespace zhibu::db
