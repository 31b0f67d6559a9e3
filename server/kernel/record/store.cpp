#include "kernel/record/store.hpp"

#include <algorithm>

namespace zhibu {

static std::string column_names(std::span<const AnyField> fields) {
    std::string text;
    for (auto& each : fields) text += (text.empty() ? "" : ", ") + std::string{each.name};
    return text;
}

StoredTable::StoredTable(std::string_view its_name, std::span<const AnyField> its_fields)
    : name{its_name}, columns{column_names(its_fields)}, sealed{std::any_of(its_fields.begin(), its_fields.end(), [](auto& each) { return each.value->sealed; })}, fields_{its_fields} {
    std::string marks = "?", sets;
    for (auto& each : fields_) {
        marks += ",?";
        if (each.name != "id") sets += (sets.empty() ? "" : ", ") + std::string{each.name} + " = ?";
    }
    insert_ = "INSERT INTO " + name + " (tenant_id, " + columns + ") VALUES (" + marks + ")";
    update_ = "UPDATE " + name + " SET " + sets + " WHERE tenant_id = ? AND id = ? AND version = ?";
}

db::Rows StoredTable::rows(const View& view, const Where& condition, const std::string& tail, std::int64_t limit) const {
    auto sql = "SELECT " + columns + " FROM " + name + " WHERE tenant_id = ? AND " + condition.sql + (tail.empty() ? "" : " " + tail) + (limit ? " LIMIT " + std::to_string(limit) : "");
    return view.session.query_with(sql, scoped(view, condition));
}

std::int64_t StoredTable::count(const View& view, const Where& condition) const {
    return view.app.counts.of(view.session, "SELECT COUNT(*) FROM " + name + " WHERE tenant_id = ? AND " + condition.sql, scoped(view, condition));
}

static std::string found_by(const std::string& table, const Where& condition, const ListQuery& query) {
    return "SELECT id FROM " + table + " WHERE tenant_id = ? AND " + condition.sql + " ORDER BY " + query.order + " LIMIT ? OFFSET ?";
}
static void add_window(std::vector<db::Value>& arguments, const ListQuery& query) {
    arguments.emplace_back(query.size);
    arguments.emplace_back((query.page - 1) * query.size);
}

db::Rows StoredTable::page(const View& view, const Where& condition, const ListQuery& query) const {
    auto arguments = scoped(view, condition);
    add_window(arguments, query);
    arguments.push_back(db::to_value(view.tenant()));
    return view.session.query_with("SELECT " + columns + " FROM (" + found_by(name, condition, query) + ") AS page (page_id), LATERAL (SELECT * FROM " + name +
                                       " WHERE tenant_id = ? AND id = page_id OFFSET 0) AS " + name + " ORDER BY " + query.order,
                                   arguments);
}

std::vector<std::int64_t> StoredTable::page_ids(const View& view, const Where& condition, const ListQuery& query) const {
    auto arguments = scoped(view, condition);
    add_window(arguments, query);
    auto rows = view.session.query_with(found_by(name, condition, query), arguments);
    std::vector<std::int64_t> ids;
    while (rows.next()) ids.push_back(rows.integer(0));
    return ids;
}

// The last number fills up what is missing, so that the text is always the same.
Where StoredTable::batch_of(const std::vector<std::int64_t>& ids, std::size_t at) {
    static const std::string marks = [] {
        std::string text = "?";
        for (std::size_t i = 1; i < batch; ++i) text += ",?";
        return text;
    }();
    Where these{"id IN (" + marks + ")"};
    for (std::size_t i = 0; i < batch; ++i) these.arguments.emplace_back(ids[std::min(at + i, ids.size() - 1)]);
    return these;
}

void StoredTable::fetch(const View& view, db::Rows& rows, void* record, const std::int64_t& id) const {
    int column = 0;
    for (auto& each : fields_) {
        if (!each.value->sealed) each.value->fetch(each.at(record), rows, column);
        else if (!rows.is_null(column)) static_cast<Protected*>(each.at(record))->clear = view.app.keys.open(rows.bytes(column), place(each.name, id)).value_or("");
        ++column;
    }
}

void StoredTable::insert(const View& view, const void* record, std::int64_t id) const {
    std::vector<db::Value> arguments{db::to_value(view.tenant())};
    for (auto& each : fields_) arguments.push_back(parameter(view, each, record, id));
    view.session.execute_with(insert_, arguments);
}

void StoredTable::update(const View& view, const void* record, std::int64_t id, std::int64_t seen) const {
    std::vector<db::Value> arguments;
    for (auto& each : fields_)
        if (each.name != "id") arguments.push_back(parameter(view, each, record, id));
    for (auto& value : {db::to_value(view.tenant()), db::Value{id}, db::Value{seen}}) arguments.push_back(value);
    if (view.session.execute_with(update_, arguments) != 1) throw Problem{412, "stale"};
}

void StoredTable::remove(const View& view, std::int64_t id, std::int64_t version) const {
    if (view.session.execute("DELETE FROM " + name + " WHERE tenant_id = ? AND id = ? AND version = ?", view.tenant(), id, version) != 1) throw Problem{412, "stale"};
}

std::vector<db::Value> StoredTable::scoped(const View& view, const Where& condition) const {
    std::vector<db::Value> arguments{db::to_value(view.tenant())};
    arguments.insert(arguments.end(), condition.arguments.begin(), condition.arguments.end());
    return arguments;
}

// Where a protected value stands: it opens nowhere else.
std::string StoredTable::place(std::string_view column, std::int64_t id) const { return name + "." + std::to_string(id) + "." + std::string{column}; }

db::Value StoredTable::parameter(const View& view, const AnyField& field, const void* record, std::int64_t id) const {
    if (!field.value->sealed) return field.value->parameter(field.in(record));
    auto& text = static_cast<const Protected*>(field.in(record))->clear;
    if (text.empty()) return nullptr;
    return db::Bytes{view.app.keys.seal(text, place(field.name, id))};
}

}  // namespace zhibu
