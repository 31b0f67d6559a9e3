// The rows of a database in one canonical form, the same on both engines: what is moved, compared, hashed and backed up.
//
// A table is its name, its key and its columns: the key's first, in the key's order, then the others by name. A row is one field after
// the other: 'n' for NULL; 'i' and the number (zigzag, seven bits a byte); 't' or 'b', the length in bytes and the bytes.
// Rows stand in the order of their key: numbers by value, texts by their bytes. What an engine keeps for itself (record numbers, the
// index of words, generated columns) is left out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "kernel/db/db.hpp"

namespace zhibu::db {

struct Column {
    enum class Kind { integer, text, bytes };
    std::string name;
    Kind kind;
    bool operator==(const Column&) const = default;
};
struct Table {
    std::string name;
    std::size_t keys{};  // how many of the columns, from the first, are the key
    std::vector<Column> columns;
    bool operator==(const Table&) const = default;
    std::string column_list() const;
};

// All tables by name. Throws Error::broken for a table without a key or a column of another type.
std::vector<Table> tables_of(Session& session);
// The tables of two databases as one list: where the keys differ the longer one holds on both. Throws where they are not the same.
std::vector<Table> common_tables(Session& one, Session& other);

// One field of a row, as it stands in the canonical form.
struct Field {
    char tag = 'n';
    std::int64_t number{};
    std::string_view content{};
};
// Cuts the next field off `row`; throws Error::broken where the bytes are none.
Field take_field(std::string_view& row);
void add_field(std::string& row, const Field& field);

// The key of a row: its first fields.
std::string_view key_of(const Table& table, std::string_view row);
int compare_keys(const Table& table, std::string_view one, std::string_view other);
// In words for a person: "tenant_id=1, id=12".
std::string shown_key(const Table& table, std::string_view key);
// The names of the columns in which two rows of one key differ.
std::string differing_columns(const Table& table, std::string_view one, std::string_view other);

// Reads the rows of one table in order, a piece at a time: neither engine holds all of them in memory.
class RowReader {
public:
    // `after`: the key behind which it begins, "" for all.
    RowReader(Session& session, const Table& table, std::string after = {});
    // The next rows, each in canonical form; empty at the end. The views hold until the next call.
    const std::vector<std::string_view>& next(std::size_t most = 4000);
    const std::string& reached() const { return reached_; }

private:
    Session& session_;
    const Table& table_;
    std::string reached_, bytes_;
    std::vector<std::string_view> rows_;
    bool ended_ = false;
};

}  // namespace zhibu::db
