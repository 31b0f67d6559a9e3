// How rows go into the recycle bin and come back: as JSON by the columns that the database itself names, so that no noun
// describes its rows a second time.
#include "kernel/record/recycle_bin.hpp"

#include <algorithm>

#include "kernel/app.hpp"

namespace zhibu::recycle {
namespace {

constexpr int most_listed = 500;

struct Column {
    std::string name;
    bool number, bytes;
};

std::vector<Column> columns_of(db::Session& session, const std::string& table) {
    std::vector<Column> columns;
    auto rows = session.engine() == db::Engine::sqlite
                    ? session.query("SELECT name, lower(type) FROM pragma_table_info(?)", table)
                    : session.query("SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns "
                                    "WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position",
                                    table);
    while (rows.next()) {
        auto type = rows.text(1);
        columns.push_back({std::string{rows.text(0)}, type.find("int") != type.npos, type == "blob" || type == "bytea"});
    }
    return columns;
}

std::string hex_of(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (unsigned char each : bytes) out += digits[each >> 4], out += digits[each & 15];
    return out;
}
std::string bytes_of(std::string_view hex) {
    auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) out += char(digit(hex[i]) * 16 + digit(hex[i + 1]));
    return out;
}

json::value kept_value(db::Rows& rows, int place, const Column& column) {
    if (rows.is_null(place)) return nullptr;
    if (column.number) return rows.integer(place);
    if (column.bytes) return json::object{{"bytes", hex_of(rows.bytes(place))}};
    return json::string{rows.text(place)};
}
db::Value value_kept(const json::value& kept) {
    if (kept.is_null()) return nullptr;
    if (kept.is_int64()) return kept.as_int64();
    if (kept.is_object()) return db::Bytes{bytes_of(kept.at("bytes").as_string())};
    return std::string{kept.as_string()};
}

json::array kept_rows(db::Session& session, TenantId tenant, const std::string& table, const std::string& key, std::int64_t record) {
    auto columns = columns_of(session, table);
    std::string names;
    for (auto& each : columns) names += (names.empty() ? "" : ", ") + each.name;
    json::array all;
    auto rows = session.query("SELECT " + names + " FROM " + table + " WHERE tenant_id = ? AND " + key + " = ?", tenant, record);
    while (rows.next()) {
        json::object row;
        for (int place = 0; place < int(columns.size()); ++place) row[columns[place].name] = kept_value(rows, place, columns[place]);
        all.emplace_back(std::move(row));
    }
    return all;
}

void put_back(db::Session& session, const std::string& table, const json::object& row) {
    std::string names, marks;
    std::vector<db::Value> values;
    for (auto& [name, value] : row) {
        names += (names.empty() ? "" : ", ") + std::string{name};
        marks += marks.empty() ? "?" : ",?";
        values.push_back(value_kept(value));
    }
    session.execute_with("INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")", values);
}

// What one may put back: rows of the organisations over which one holds the permission that each was deleted under.
Where visible_to(const View& view) {
    Where any = nothing();
    for (auto& [permission, roles] : view.app.permissions()) {
        std::vector<Id<Organization>> places;
        for (auto& grant : view.actor.grants)
            if (std::find(roles.begin(), roles.end(), grant.role) != roles.end()) places.push_back(grant.organization);
        if (!places.empty()) any = any || (where("permission = ?", permission) && within("organization_id", view.tenant(), places, view.tree()));
    }
    return any;
}

db::Rows select(const View& view, const std::string& columns, const Where& condition, const std::string& tail = "") {
    std::vector<db::Value> arguments{db::to_value(view.tenant())};
    arguments.insert(arguments.end(), condition.arguments.begin(), condition.arguments.end());
    return view.session.query_with("SELECT " + columns + " FROM recycled WHERE tenant_id = ? AND " + condition.sql + tail, arguments);
}

http::Response list(const View& view, Language language) {
    json::array items;
    ReferenceList names;
    {
        auto rows = select(view, "id, kind, title, organization_id, deleted_by, deleted_at", visible_to(view), " ORDER BY deleted_at DESC, id DESC LIMIT " + std::to_string(most_listed));
        while (rows.next()) {
            auto at = Instant::from_milliseconds(rows.integer(5));
            auto kind = std::string{rows.text(1)};
            items.push_back(json::object{{"id", rows.integer(0)}, {"kind", kind}, {"kind_label", view.app.words.text(language, kind + "._")}, {"title", rows.text(2)},
                                         {"organization_id", rows.integer(3)}, {"deleted_by", rows.integer(4)}, {"deleted_at", at.iso()}, {"until", at.date().plus_days(days_kept).iso()}});
            names.add("organization", rows.integer(3));
            names.add("account", rows.integer(4));
        }
    }
    names.load(view);
    for (auto& each : items) {
        auto& item = each.as_object();
        auto name = [&](std::string_view kind, const char* of) -> json::value {
            auto* found = names.name(kind, item[of].as_int64());
            return found ? json::value(*found) : json::value(nullptr);
        };
        item["organization_name"] = name("organization", "organization_id");
        item["deleted_by_name"] = name("account", "deleted_by");
    }
    return http::ok(json::serialize(json::object{{"items", items}, {"days", days_kept}}));
}

http::Response restored(http::Call& call) {
    try {
        return call.write([&](Transaction& t) { return http::ok(json::serialize(json::object{{"page", restore(t, call.number(0))}})); });
    } catch (const db::Error& error) {
        // Meanwhile something else stands in its place: a second draft of the same year.
        if (error.kind == db::Error::Kind::unique) throw conflict("not-restorable");
        throw;
    }
}

}  // namespace

std::int64_t put(Transaction& t, const Deleted& deleted) {
    json::array kept;
    for (auto& [table, key] : deleted.tables) {
        kept.push_back({{"table", table}, {"rows", kept_rows(t.session, t.tenant(), table, key, deleted.record)}});
        t.session.execute("DELETE FROM " + table + " WHERE tenant_id = ? AND " + key + " = ?", t.tenant(), deleted.record);
    }
    auto id = t.session.next_id();
    t.session.execute("INSERT INTO recycled (tenant_id, id, kind, record_id, organization_id, title, permission, page, kept, deleted_by, deleted_at) VALUES (?,?,?,?,?,?,?,?,?,?,?)", t.tenant(),
                      id, deleted.kind, deleted.record, deleted.organization, deleted.title, deleted.permission, deleted.page, json::serialize(kept), t.actor.account, t.now);
    return id;
}

std::string restore(Transaction& t, std::int64_t id) {
    std::string kind, page, kept;
    std::int64_t record{};
    Id<Organization> organization;
    {
        auto rows = select(t, "kind, record_id, organization_id, page, kept", visible_to(t) && where("id = ?", id));
        if (!rows.next()) throw not_found();
        kind = rows.text(0), record = rows.integer(1), organization = {rows.integer(2)}, page = rows.text(3), kept = rows.text(4);
    }
    auto parts = json::parse(kept);
    for (auto& part : parts.as_array())
        for (auto& row : part.at("rows").as_array()) put_back(t.session, std::string{part.at("table").as_string()}, row.as_object());
    t.session.execute("DELETE FROM recycled WHERE tenant_id = ? AND id = ?", t.tenant(), id);
    t.record({kind + ".restored", kind, record, organization});
    return page;
}

int sweep(App& app) {
    auto limit = app.clock.now().plus_seconds(-std::int64_t{days_kept} * 86'400);
    return int(app.database->write_value([&](db::Session& s) { return s.execute("DELETE FROM recycled WHERE tenant_id = 1 AND deleted_at < ?", limit); }));
}

void install(App& app) {
    auto& r = app.router;
    r.get("/api/v1/recycle-bin", {.operation = "recycle_bin.list"}, [](http::Call& call) { return call.read([&](const View& view) { return list(view, call.language()); }); });
    r.post("/api/v1/recycle-bin/{id}/restoration", {.operation = "recycle_bin.restore"}, restored);
    app.jobs.every("sweep.recycle_bin", std::chrono::hours{24}, [](App& program) { sweep(program); });
}

}  // namespace zhibu::recycle
