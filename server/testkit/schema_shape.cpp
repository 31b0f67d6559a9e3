#include "testkit/schema_shape.hpp"

#include <algorithm>

namespace zhibu::testkit {
namespace {

using Lines = std::vector<std::string>;

// The columns of each row with bars between; NULL is "-".
void gather(db::Session& session, Lines& lines, std::string_view sql, int columns, const std::string& argument = {}) {
    auto rows = argument.empty() ? session.query(sql) : session.query(sql, argument);
    while (rows.next()) {
        std::string line;
        for (int i = 0; i < columns; ++i) line += (i ? " | " : "") + (rows.is_null(i) ? std::string{"-"} : std::string{rows.text(i)});
        lines.push_back(std::move(line));
    }
}

std::string on_one_line(std::string_view text) {
    std::string out;
    for (char c : text) {
        bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!space) out += c;
        else if (!out.empty() && out.back() != ' ') out += ' ';
    }
    return out;
}

Lines shape_of_sqlite(db::Session& session) {
    Lines lines, tables;
    gather(session, tables, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'", 1);
    for (auto& table : tables) {
        Lines parts;
        gather(session, parts, "SELECT 'column', cid, name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?)", 8, table);
        gather(session, parts, "SELECT 'refers', \"table\", \"from\", \"to\", on_delete FROM pragma_foreign_key_list(?)", 5, table);
        gather(session, parts, "SELECT 'kind', wr, strict FROM pragma_table_list WHERE name = ?", 3, table);
        for (auto& each : parts) lines.push_back(table + " | " + each);
    }
    gather(session, lines, "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'", 4);
    return lines;
}

Lines shape_of_postgresql(db::Session& session) {
    Lines lines;
    gather(session, lines,
           "SELECT table_name, 'column', CAST(row_number() OVER (PARTITION BY table_name ORDER BY ordinal_position) AS TEXT), column_name, data_type, collation_name, "
           "is_nullable, column_default, generation_expression FROM information_schema.columns WHERE table_schema = current_schema()", 9);
    gather(session, lines, "SELECT tablename, 'index', indexdef FROM pg_indexes WHERE schemaname = current_schema()", 3);
    gather(session, lines, "SELECT CAST(conrelid::regclass AS TEXT), 'rule', conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace", 4);
    gather(session, lines,
           "SELECT CAST(tgrelid::regclass AS TEXT), 'trigger', pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid "
           "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace", 3);
    gather(session, lines, "SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = current_schema()::regnamespace", 3);
    gather(session, lines, "SELECT 'sequence', sequencename, CAST(increment_by AS TEXT), CAST(min_value AS TEXT) FROM pg_sequences WHERE schemaname = current_schema()", 4);
    auto place = session.text("SELECT CAST(current_schema() AS TEXT)").value_or("") + ".";
    for (auto& line : lines)
        for (auto at = line.find(place); at != std::string::npos; at = line.find(place, at)) line.erase(at, place.size());
    return lines;
}

}  // namespace

Lines shape_of(db::Database& database) {
    auto lines = database.read_value([](db::Session& session) { return session.engine() == db::Engine::sqlite ? shape_of_sqlite(session) : shape_of_postgresql(session); });
    for (auto& line : lines) line = on_one_line(line);
    std::sort(lines.begin(), lines.end());
    return lines;
}

}  // namespace zhibu::testkit
