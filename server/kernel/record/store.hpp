// The table of one described type: reads that cannot be had without a policy's Where, and optimistic writes.
#pragma once
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "kernel/app.hpp"
#include "kernel/record/view.hpp"
#include "kernel/schema/record.hpp"

namespace zhibu {

// What a list was asked for: conditions, order and page, all made from a type's own fields (never from SQL text).
struct ListQuery {
    Where condition = everything();
    std::string order = "id";  // "name, id DESC"
    std::int64_t page = 1, size = 50;
    bool count = true;
};
template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::int64_t> total;
    std::int64_t page{1}, size{50};
};

// A table of a described type, at run time: the statements and the parameters of all stores.
class StoredTable {
public:
    StoredTable(std::string_view its_name, std::span<const AnyField> its_fields);
    const std::string name, columns;
    const bool sealed;  // has protected fields

    // The rows of a condition; `tail` is ORDER BY … of trusted text.
    db::Rows rows(const View& view, const Where& condition, const std::string& tail = "", std::int64_t limit = 0) const;
    std::int64_t count(const View& view, const Where& condition) const;
    // The numbers of a page are found first, by an index where one has all that is asked for; only those rows are then read: neither engine
    // should carry whole rows through its sorter. PostgreSQL does both in one question (OFFSET 0: row by row, whatever it thinks of their
    // number, which it cannot know); for SQLite the rows are read by batches of one text and put in order by the caller.
    db::Rows page(const View& view, const Where& condition, const ListQuery& query) const;
    std::vector<std::int64_t> page_ids(const View& view, const Where& condition, const ListQuery& query) const;
    static constexpr std::size_t batch = 50;
    static Where batch_of(const std::vector<std::int64_t>& ids, std::size_t at);

    void fetch(const View& view, db::Rows& rows, void* record, const std::int64_t& id) const;  // `id` is the record's own, read first
    void insert(const View& view, const void* record, std::int64_t id) const;
    void update(const View& view, const void* record, std::int64_t id, std::int64_t seen) const;  // 412 where the row carries another version than was seen
    void remove(const View& view, std::int64_t id, std::int64_t version) const;

private:
    std::vector<db::Value> scoped(const View& view, const Where& condition) const;
    std::string place(std::string_view column, std::int64_t id) const;
    db::Value parameter(const View& view, const AnyField& field, const void* record, std::int64_t id) const;
    std::span<const AnyField> fields_;
    std::string insert_, update_;
};
template <class T>
const StoredTable& stored_table() {
    static const StoredTable table{Schema<T>::name, any_fields<T>()};
    return table;
}

template <class T>
class Store {
public:
    explicit Store(const View& view) : view_{view} {}

    // The row, if it is within the scope.
    std::optional<T> find(Id<T> id, const Where& scope) const {
        auto rows = select(scope && where("id = ?", id), "", 1);
        if (rows.empty()) return {};
        return std::move(rows.front());
    }
    T load(Id<T> id, const Where& scope) const {
        if (auto found = find(id, scope)) return std::move(*found);
        throw not_found();
    }
    // All rows of a condition joined to the scope; `tail` is ORDER BY … of trusted text.
    std::vector<T> select(const Where& condition, const std::string& tail = "", std::int64_t limit = 0) const {
        auto rows = stored_table<T>().rows(view_, condition, tail, limit);
        return fetch_all(rows);
    }
    std::int64_t count(const Where& condition) const { return stored_table<T>().count(view_, condition); }
    Page<T> list(const Where& scope, const ListQuery& query) const {
        auto condition = scope && query.condition;
        Page<T> page{rows_of_page(condition, query), {}, query.page, query.size};
        if (query.count) {
            auto found = std::int64_t(page.items.size());
            bool last = found < query.size && (query.page == 1 || found > 0);
            page.total = last ? (query.page - 1) * query.size + found : count(condition);
        }
        return page;
    }

    void insert(T& record) const {
        if (!record.id) record.id = {view_.session.next_id()};
        record.version = 1;
        stored_table<T>().insert(view_, &record, record.id.value);
    }
    // Writes all fields; 412 where the row no longer carries the version that `record` was read with.
    void update(T& record) const {
        auto seen = record.version++;
        stored_table<T>().update(view_, &record, record.id.value, seen);
    }
    void remove(const T& record) const { stored_table<T>().remove(view_, record.id.value, record.version); }

    static const std::string& table() { return stored_table<T>().name; }
    static const std::string& columns() { return stored_table<T>().columns; }
    T fetch(db::Rows& rows) const {
        T record{};
        stored_table<T>().fetch(view_, rows, &record, record.id.value);
        return record;
    }

protected:
    const View& view_;

private:
    std::vector<T> rows_of_page(const Where& condition, const ListQuery& query) const {
        auto& table = stored_table<T>();
        if (view_.session.engine() == db::Engine::sqlite) return in_order(table.page_ids(view_, condition, query));
        auto rows = table.page(view_, condition, query);
        return fetch_all(rows);
    }
    std::vector<T> fetch_all(db::Rows& rows) const {
        std::vector<T> all;
        while (rows.next()) all.push_back(fetch(rows));
        return all;
    }
    std::vector<T> in_order(const std::vector<std::int64_t>& ids) const {
        std::unordered_map<std::int64_t, std::size_t> places;
        for (auto id : ids) places.emplace(id, places.size());
        std::vector<T> all(ids.size());
        for (std::size_t at = 0; at < ids.size(); at += StoredTable::batch)
            for (auto& record : select(StoredTable::batch_of(ids, at))) all[places.at(record.id.value)] = std::move(record);
        return all;
    }
};

}  // namespace zhibu
