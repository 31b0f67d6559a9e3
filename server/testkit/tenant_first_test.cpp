// Every table of every module can be distributed by tenant: tenant_id is the first column of each key and each index.
#include <map>
#include <set>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

// What stays on each server as it is, and why.
const std::map<std::string, std::string> own_things_of_an_engine{
    {"schema_version", "which steps of the schema this server has"},
    {"change_journal", "what this server's transactions changed; swept after a minute"},
    {"write_gate", "whether this server's database takes writes while it is moved"},
    {"move_progress", "how far a move into this server has come"},
    {"id_block", "the record numbers of a SQLite file"},
    {"search_entry", "on SQLite the rows of the text index have one number; a file holds one tenant"},
};
const std::set<std::string> indexes_of_text{"search_entry_vector"};  // by words, which no tenant can come before

class TenantFirst : public OnBothEngines {
protected:
    // table → index → its first column
    std::map<std::string, std::map<std::string, std::string>> first_columns() {
        return app.read([&](const View& view) {
            std::map<std::string, std::map<std::string, std::string>> all;
            bool sqlite = GetParam() == db::Engine::sqlite;
            auto sql = sqlite ? "SELECT t.name, i.name, coalesce(x.name, '(expression)') FROM pragma_table_list t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) x "
                                "WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE 'search_text%' AND x.seqno = 0"
                              : "SELECT c.relname, i.relname, coalesce(a.attname, '(expression)') FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid "
                                "LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0] WHERE c.relnamespace = current_schema()::regnamespace";
            for (auto rows = view.session.query(sql); rows.next();) all[std::string{rows.text(0)}][std::string{rows.text(1)}] = rows.text(2);
            return all;
        });
    }
};
ZHIBU_ON_BOTH_ENGINES(TenantFirst);

TEST_P(TenantFirst, in_every_key_and_index) {
    auto all = first_columns();
    EXPECT_GT(all.size(), 60u);
    for (auto& [table, indexes] : all)
        for (auto& [index, column] : indexes)
            if (!own_things_of_an_engine.contains(table) && !indexes_of_text.contains(index)) EXPECT_EQ(column, "tenant_id") << table << ": " << index;
    // The test can fail.
    app.write([](Transaction& t) { t.session.execute("CREATE INDEX out_of_order ON member (name)"); });
    EXPECT_EQ(first_columns()["member"]["out_of_order"], "name");
}

}  // namespace
}  // namespace zhibu::testkit
