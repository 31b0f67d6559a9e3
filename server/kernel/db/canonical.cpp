#include "kernel/db/canonical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <map>

namespace zhibu::db {
namespace {

// Of SQLite: the engine's own, the index of words with its shadows, the numbers, the gate, and a move's notes.
constexpr const char* sqlite_columns =
    "SELECT t.name, c.name, c.type, c.pk FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table' AND c.hidden = 0 AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
    "AND t.name <> 'search_text' AND t.name NOT LIKE 'search\\_text\\_%' ESCAPE '\\' AND t.name NOT IN ('id_block', 'write_gate', 'move_progress') ORDER BY t.name, c.cid";
constexpr const char* postgresql_columns =
    "SELECT t.relname, c.attname, format_type(c.atttypid, NULL), coalesce(array_position(k.indkey, c.attnum), -1) + 1 FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid "
    "LEFT JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition "
    "AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = '' AND t.relname NOT IN ('write_gate', 'move_progress', 'change_journal') ORDER BY t.relname COLLATE \"C\", c.attnum";

Column::Kind kind_of(const std::string& table, const std::string& column, std::string_view type) {
    if (type == "INTEGER" || type == "bigint") return Column::Kind::integer;
    if (type == "TEXT" || type == "text") return Column::Kind::text;
    if (type == "BLOB" || type == "bytea") return Column::Kind::bytes;
    throw Error{Error::Kind::broken, fmt::format("The column {}.{} is of the type {}, which has no canonical form.", table, column, type)};
}

void order(Table& table, std::vector<std::pair<std::int64_t, Column>>& columns) {
    std::sort(columns.begin(), columns.end(), [](auto& a, auto& b) {
        if ((a.first > 0) != (b.first > 0)) return a.first > 0;
        return a.first > 0 ? a.first < b.first : a.second.name < b.second.name;
    });
    table.keys = std::size_t(std::count_if(columns.begin(), columns.end(), [](auto& each) { return each.first > 0; }));
    if (table.keys == 0) throw Error{Error::Kind::broken, fmt::format("The table {} has no key.", table.name)};
    for (auto& each : columns) table.columns.push_back(std::move(each.second));
}

void add_length(std::string& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out += char(value | 0x80);
    out += char(value);
}
std::uint64_t take_length(std::string_view& row) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && !row.empty(); shift += 7) {
        auto byte = static_cast<unsigned char>(row.front());
        row.remove_prefix(1);
        value |= std::uint64_t(byte & 0x7f) << shift;
        if (byte < 0x80) return value;
    }
    throw Error{Error::Kind::broken, "A row in canonical form ends in the middle."};
}

std::string marks(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += i ? ",?" : "?";
    return out;
}

Value value_of(const Field& field) {
    switch (field.tag) {
        case 'i': return field.number;
        case 't': return std::string{field.content};
        case 'b': return Bytes{std::string{field.content}};
        default: return nullptr;
    }
}

Table with_longer_key(const Table& one, const Table& other) {
    auto& table = one.keys >= other.keys ? one : other;
    auto sorted = [](std::vector<Column> columns) {
        std::sort(columns.begin(), columns.end(), [](auto& a, auto& b) { return a.name < b.name; });
        return columns;
    };
    if (sorted(one.columns) != sorted(other.columns)) throw Error{Error::Kind::broken, fmt::format("The table {} has other columns on the other side.", one.name)};
    return table;
}

}  // namespace

std::string Table::column_list() const {
    std::string out;
    for (auto& column : columns) out += (out.empty() ? "" : ", ") + column.name;
    return out;
}

std::vector<Table> tables_of(Session& session) {
    std::vector<Table> tables;
    std::map<std::string, std::vector<std::pair<std::int64_t, Column>>> columns;
    for (auto rows = session.query(session.engine() == Engine::sqlite ? sqlite_columns : postgresql_columns); rows.next();) {
        std::string table{rows.text(0)}, column{rows.text(1)};
        auto kind = kind_of(table, column, rows.text(2));
        columns[table].emplace_back(rows.integer(3), Column{column, kind});
    }
    for (auto& [name, all] : columns) order(tables.emplace_back(Table{name, 0, {}}), all);
    return tables;
}

std::vector<Table> common_tables(Session& one, Session& other) {
    auto here = tables_of(one), there = tables_of(other);
    std::vector<Table> tables;
    for (auto& table : here) {
        auto found = std::find_if(there.begin(), there.end(), [&](auto& each) { return each.name == table.name; });
        if (found == there.end()) throw Error{Error::Kind::broken, fmt::format("The table {} is missing on the other side.", table.name)};
        tables.push_back(with_longer_key(table, *found));
    }
    for (auto& table : there)
        if (std::none_of(here.begin(), here.end(), [&](auto& each) { return each.name == table.name; }))
            throw Error{Error::Kind::broken, fmt::format("The table {} stands only on the other side.", table.name)};
    return tables;
}

void add_field(std::string& row, const Field& field) {
    row += field.tag;
    if (field.tag == 'i') add_length(row, (std::uint64_t(field.number) << 1) ^ std::uint64_t(field.number >> 63));
    else if (field.tag != 'n') add_length(row, field.content.size()), row += field.content;
}

Field take_field(std::string_view& row) {
    if (row.empty()) throw Error{Error::Kind::broken, "A row in canonical form ends in the middle."};
    Field field{row.front()};
    row.remove_prefix(1);
    if (field.tag == 'i') {
        auto value = take_length(row);
        field.number = std::int64_t(value >> 1) ^ -std::int64_t(value & 1);
    } else if (field.tag == 't' || field.tag == 'b') {
        auto length = take_length(row);
        if (length > row.size()) throw Error{Error::Kind::broken, "A row in canonical form ends in the middle."};
        field.content = row.substr(0, length);
        row.remove_prefix(length);
    } else if (field.tag != 'n') throw Error{Error::Kind::broken, "A row in canonical form holds an unknown field."};
    return field;
}

std::string_view key_of(const Table& table, std::string_view row) {
    auto rest = row;
    for (std::size_t i = 0; i < table.keys; ++i) take_field(rest);
    return row.substr(0, row.size() - rest.size());
}

int compare_keys(const Table& table, std::string_view one, std::string_view other) {
    for (std::size_t i = 0; i < table.keys; ++i) {
        auto a = take_field(one), b = take_field(other);
        if (auto by_number = a.number <=> b.number; by_number != 0) return by_number < 0 ? -1 : 1;
        if (auto by_text = a.content.compare(b.content)) return by_text < 0 ? -1 : 1;
    }
    return 0;
}

std::string shown_key(const Table& table, std::string_view key) {
    std::string out;
    for (std::size_t i = 0; i < table.keys; ++i) {
        auto field = take_field(key);
        out += fmt::format("{}{}={}", i ? ", " : "", table.columns[i].name, field.tag == 'i' ? std::to_string(field.number) : field.tag == 't' ? std::string{field.content} : "…");
    }
    return out;
}

std::string differing_columns(const Table& table, std::string_view one, std::string_view other) {
    std::string out;
    for (auto& column : table.columns) {
        auto a = take_field(one), b = take_field(other);
        if (a.tag != b.tag || a.number != b.number || a.content != b.content) out += (out.empty() ? "" : ", ") + column.name;
    }
    return out;
}

RowReader::RowReader(Session& session, const Table& table, std::string after) : session_{session}, table_{table}, reached_{std::move(after)} {}

const std::vector<std::string_view>& RowReader::next(std::size_t most) {
    rows_.clear(), bytes_.clear();
    if (ended_) return rows_;
    std::string keys;
    for (std::size_t i = 0; i < table_.keys; ++i) keys += (i ? ", " : "") + table_.columns[i].name;
    std::vector<Value> arguments;
    for (std::string_view rest = reached_; !rest.empty();) arguments.push_back(value_of(take_field(rest)));
    auto sql = fmt::format("SELECT {} FROM {}{} ORDER BY {} LIMIT {}", table_.column_list(), table_.name,
                           arguments.empty() ? std::string{} : fmt::format(" WHERE ({}) > ({})", keys, marks(table_.keys)), keys, most);
    std::vector<std::size_t> ends;
    for (auto rows = session_.query_with(sql, arguments); rows.next();) {
        for (std::size_t i = 0; i < table_.columns.size(); ++i) {
            int at = int(i);
            if (rows.is_null(at)) add_field(bytes_, {});
            else if (table_.columns[i].kind == Column::Kind::integer) add_field(bytes_, {'i', rows.integer(at), {}});
            else if (table_.columns[i].kind == Column::Kind::text) add_field(bytes_, {'t', 0, rows.text(at)});
            else add_field(bytes_, {'b', 0, rows.bytes(at)});
        }
        ends.push_back(bytes_.size());
    }
    ended_ = ends.size() < most;
    std::size_t begin = 0;
    for (auto end : ends) rows_.push_back(std::string_view{bytes_}.substr(begin, end - begin)), begin = end;
    if (!rows_.empty()) reached_ = key_of(table_, rows_.back());
    return rows_;
}

}  // namespace zhibu::db
