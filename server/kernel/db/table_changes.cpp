#include "kernel/db/table_changes.hpp"

namespace zhibu::db {
namespace {

constexpr TableSet all_tables = ~TableSet{0};

bool same_letters(std::string_view a, std::string_view upper) {
    if (a.size() != upper.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if ((a[i] >= 'a' && a[i] <= 'z' ? a[i] - 32 : a[i]) != upper[i]) return false;
    return true;
}
bool in_word(char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// Takes the next word off the front of `sql`; empty at its end.
std::string_view next_word(std::string_view& sql) {
    std::size_t from = 0;
    while (from < sql.size() && !in_word(sql[from])) ++from;
    auto to = from;
    while (to < sql.size() && in_word(sql[to])) ++to;
    auto word = sql.substr(from, to - from);
    sql.remove_prefix(to);
    return word;
}

TableSet group_of(std::string_view table) {
    std::uint32_t hash = 2166136261u;
    for (char c : table) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return TableSet{1} << ((hash ^ hash >> 15) & 63);
}

}  // namespace

TableSet tables_written(std::string_view sql) {
    auto first = next_word(sql);
    for (auto reading : {"SELECT", "PRAGMA", "EXPLAIN", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "SET"})
        if (same_letters(first, reading)) return 0;
    if (same_letters(first, "UPDATE")) return group_of(next_word(sql));
    if (!same_letters(first, "INSERT") && !same_letters(first, "DELETE")) return all_tables;
    auto word = next_word(sql);
    if (same_letters(word, "OR")) next_word(sql), word = next_word(sql);
    return same_letters(word, "INTO") || same_letters(word, "FROM") ? group_of(next_word(sql)) : all_tables;
}

TableSet tables_read(std::string_view sql) {
    TableSet tables = 0;
    for (auto word = next_word(sql); !word.empty(); word = next_word(sql))
        if (same_letters(word, "FROM") || same_letters(word, "JOIN")) tables |= group_of(next_word(sql));
    return tables;
}

}  // namespace zhibu::db
