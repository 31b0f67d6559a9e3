// The table of one described type: reads that cannot be had without a policy's Where, and optimistic writes.
#pragma once
#include <algorithm>
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
        auto sql = "SELECT " + columns() + " FROM " + table() + " WHERE tenant_id = ? AND " + condition.sql + (tail.empty() ? "" : " " + tail) +
                   (limit ? " LIMIT " + std::to_string(limit) : "");
        auto rows = view_.session.query_with(sql, scoped(condition));
        std::vector<T> all;
        while (rows.next()) all.push_back(fetch(rows));
        return all;
    }
    std::int64_t count(const Where& condition) const { return view_.app.counts.of(view_.session, "SELECT COUNT(*) FROM " + table() + " WHERE tenant_id = ? AND " + condition.sql, scoped(condition)); }
    // The page's numbers are found first, by an index where one has all that is asked for; only those rows are then read, and
    // put in order here: SQLite would carry the whole rows through its sorter.
    Page<T> list(const Where& scope, const ListQuery& query) const {
        auto condition = scope && query.condition;
        auto arguments = scoped(condition);
        arguments.emplace_back(query.size);
        arguments.emplace_back((query.page - 1) * query.size);
        std::vector<std::int64_t> ids;
        for (auto rows = view_.session.query_with("SELECT id FROM " + table() + " WHERE tenant_id = ? AND " + condition.sql + " ORDER BY " + query.order + " LIMIT ? OFFSET ?", arguments);
             rows.next();)
            ids.push_back(rows.integer(0));
        Page<T> page{in_order(ids), {}, query.page, query.size};
        if (query.count) {
            bool last = std::int64_t(ids.size()) < query.size && (query.page == 1 || !ids.empty());
            page.total = last ? (query.page - 1) * query.size + std::int64_t(ids.size()) : count(condition);
        }
        return page;
    }

    void insert(T& record) const {
        if (!record.id) record.id = {view_.session.next_id()};
        record.version = 1;
        static const auto sql = [] {
            std::string names = "tenant_id", marks = "?";
            for_fields<T>([&](const auto& each) { names += ", " + std::string{each.name}, marks += ",?"; });
            return "INSERT INTO " + table() + " (" + names + ") VALUES (" + marks + ")";
        }();
        std::vector<db::Value> arguments{db::to_value(view_.tenant())};
        for_fields<T>([&](const auto& each) { arguments.push_back(parameter(each, record)); });
        view_.session.execute_with(sql, arguments);
    }
    // Writes all fields; 412 where the row no longer carries the version that `record` was read with.
    void update(T& record) const {
        static const auto sql = [] {
            std::string sets;
            for_fields<T>([&](const auto& each) {
                if (each.name != "id") sets += (sets.empty() ? "" : ", ") + std::string{each.name} + " = ?";
            });
            return "UPDATE " + table() + " SET " + sets + " WHERE tenant_id = ? AND id = ? AND version = ?";
        }();
        auto seen = record.version++;
        std::vector<db::Value> arguments;
        for_fields<T>([&](const auto& each) {
            if (each.name != "id") arguments.push_back(parameter(each, record));
        });
        for (auto& value : {db::to_value(view_.tenant()), db::to_value(record.id), db::to_value(seen)}) arguments.push_back(value);
        if (view_.session.execute_with(sql, arguments) != 1) throw Problem{412, "stale"};
    }
    void remove(const T& record) const {
        if (view_.session.execute("DELETE FROM " + table() + " WHERE tenant_id = ? AND id = ? AND version = ?", view_.tenant(), record.id, record.version) != 1)
            throw Problem{412, "stale"};
    }

    static std::string table() { return std::string{Schema<T>::name}; }
    static const std::string& columns() {
        static const auto all = [] {
            std::string text;
            for_fields<T>([&](const auto& each) { text += (text.empty() ? "" : ", ") + std::string{each.name}; });
            return text;
        }();
        return all;
    }
    T fetch(db::Rows& rows) const {
        T record{};
        int column = 0;
        for_fields<T>([&](const auto& each) {
            using F = std::remove_cvref_t<decltype(each)>;
            using V = typename F::Value;
            if constexpr (std::is_same_v<V, Protected>) {
                // The id stands first in every Schema: it is known when a protected field is opened.
                if (!rows.is_null(column)) (record.*F::member).clear = view_.app.keys.open(rows.bytes(column), place(each.name, record.id)).value_or("");
            } else record.*F::member = Codec<V>::fetch(rows, column);
            ++column;
        });
        return record;
    }

protected:
    const View& view_;

private:
    // The rows of these numbers in this order, in statements of one text: the last number fills up what is missing.
    std::vector<T> in_order(const std::vector<std::int64_t>& ids) const {
        constexpr std::size_t batch = 50;
        static const std::string marks = [] {
            std::string text = "?";
            for (std::size_t i = 1; i < batch; ++i) text += ",?";
            return text;
        }();
        std::unordered_map<std::int64_t, std::size_t> places;
        for (auto id : ids) places.emplace(id, places.size());
        std::vector<T> all(ids.size());
        for (std::size_t at = 0; at < ids.size(); at += batch) {
            Where these{"id IN (" + marks + ")"};
            for (std::size_t i = 0; i < batch; ++i) these.arguments.emplace_back(ids[std::min(at + i, ids.size() - 1)]);
            for (auto& record : select(these)) all[places.at(record.id.value)] = std::move(record);
        }
        return all;
    }
    std::vector<db::Value> scoped(const Where& condition) const {
        std::vector<db::Value> arguments{db::to_value(view_.tenant())};
        arguments.insert(arguments.end(), condition.arguments.begin(), condition.arguments.end());
        return arguments;
    }
    static std::string place(std::string_view column, Id<T> id) { return table() + "." + std::to_string(id.value) + "." + std::string{column}; }
    template <class F>
    db::Value parameter(const F& each, const T& record) const {
        if constexpr (std::is_same_v<typename F::Value, Protected>) {
            auto& text = (record.*F::member).clear;
            if (text.empty()) return nullptr;
            return db::Bytes{view_.app.keys.seal(text, place(each.name, record.id))};
        } else return to_parameter(record.*F::member);
    }
};

}  // namespace zhibu
