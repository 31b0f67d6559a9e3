// What people type into the search field. SQLite must understand every query that is made of it: none is a fault of its grammar.
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "kernel/search/tokens.hpp"

namespace {

sqlite3* index() {
    static sqlite3* db = [] {
        sqlite3* opened = nullptr;
        sqlite3_open(":memory:", &opened);
        sqlite3_exec(opened, "CREATE VIRTUAL TABLE f USING fts5(tokens, tokenize='unicode61 remove_diacritics 0'); INSERT INTO f VALUES ('党员 员发 发展')", nullptr, nullptr, nullptr);
        return opened;
    }();
    return db;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string_view text{reinterpret_cast<const char*>(data), size};
    zhibu::search::index_tokens(text);
    zhibu::search::tsquery(text);
    auto query = zhibu::search::fts5_query(text);
    if (query.empty()) return 0;
    static sqlite3_stmt* statement = [] {
        sqlite3_stmt* made = nullptr;
        sqlite3_prepare_v2(index(), "SELECT rowid FROM f WHERE f MATCH ?1", -1, &made, nullptr);
        return made;
    }();
    sqlite3_bind_text(statement, 1, query.data(), static_cast<int>(query.size()), SQLITE_STATIC);
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(statement);
    sqlite3_reset(statement);
    if (code != SQLITE_DONE) {
        std::fprintf(stderr, "%s: %s\n", sqlite3_errmsg(index()), query.c_str());
        std::abort();
    }
    return 0;
}
