// Taking the sample city out: everything of it goes, and the installation stands as on its first day.
#include "desk/desk.hpp"
#include "kernel/access/session.hpp"
#include "kernel/record/audit_seal.hpp"

namespace zhibu::desk {
namespace {

// All tables of records. What the database keeps for itself (its schema's steps, its counters) and the text index stay.
std::vector<std::string> tables_of_records(db::Session& session) {
    std::vector<std::string> tables;
    auto rows = session.engine() == db::Engine::sqlite
                    ? session.query("SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) c WHERE c.name = 'tenant_id')")
                    : session.query("SELECT CAST(c.table_name AS TEXT) FROM information_schema.columns c WHERE c.table_schema = current_schema() AND c.column_name = 'tenant_id'");
    while (rows.next()) tables.emplace_back(rows.text(0));
    return tables;
}

}  // namespace

std::string remove_sample(App& app, const Actor& actor) {
    app.write(actor, [](Transaction& t) {
        // Only `zhibu sample` writes this mark; no office's own data can be lost here.
        if (!access::setting(t.session, t.tenant(), "sample")) throw conflict("not-a-sample");
        for (auto& table : tables_of_records(t.session)) t.session.execute("DELETE FROM " + table + " WHERE tenant_id = ?", t.tenant());
        if (t.session.engine() == db::Engine::sqlite) t.session.execute("INSERT INTO search_text (search_text) VALUES ('rebuild')");
        scope::touch(t.session, t.tenant());
        t.audit("sample.removed", "office", 0);
    });
    app.clock.set_offset(0);
    std::error_code ignored;
    audit::write_seal(app);  // the last one sealed the sample's chain
    std::filesystem::remove(app.place.data / "sample.txt", ignored);  // its demo accounts
    job::sweep_files(app, std::chrono::seconds{0});
    return access::new_installation_token(app).value_or("");
}

}  // namespace zhibu::desk
