// Joins rows that are sent one after another with the same INSERT into statements of many rows: a server is asked three times
// instead of thirty. It waits for nothing and knows no server; whoever holds it gives what waits before anything else is said.
#pragma once
#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/db/db.hpp"

namespace zhibu::db {

// An INSERT of one row, taken apart. Only one whose row is of parameters and constants alone can be repeated.
struct OneRow {
    std::string head, row, tail;       // "INSERT INTO t (a, b) VALUES ", "(?,1)", " ON CONFLICT …"
    std::size_t parameters{};          // of the row
    bool meets{};                      // DO UPDATE: PostgreSQL refuses two rows of one key in one statement
    std::vector<std::size_t> key{};    // the parameters that the key is made of
    bool joinable() const { return parameters > 0; }
    std::string of(std::size_t rows) const;  // the text for as many rows
};
OneRow one_row(std::string_view sql);

class RowBatch {
public:
    // Takes the row, or says that it cannot wait with those that do: give them first, then ask again. What is never joinable is
    // refused even by an empty batch.
    bool take(std::string_view sql, std::span<const Value> arguments);
    bool empty() const { return rows_ == 0; }
    bool full() const { return rows_ >= 4 * most; }
    void clear() { rows_ = 0, arguments_.clear(), keys_.clear(); }

    // f(sql, arguments) for each statement: of 32, 16, 8 … rows, so that few texts have to be prepared. Empty before the first.
    template <class F>
    void give(F f) {
        auto arguments = std::exchange(arguments_, {});
        auto left = rows_;
        clear();
        std::span<const Value> rest{arguments};
        for (auto size = most; left > 0; size /= 2)
            for (; left >= size; left -= size) {
                auto all = size * shape_->parameters;
                f(shape_->text(size), rest.first(all));
                rest = rest.subspan(all);
            }
    }

private:
    static constexpr std::size_t most = 32;
    struct Shape : OneRow {
        std::map<std::size_t, std::string> texts;
        const std::string& text(std::size_t rows);
    };
    std::map<std::string, Shape, std::less<>> shapes_;
    Shape* shape_{};
    std::size_t rows_{};
    std::vector<Value> arguments_;
    std::set<std::string> keys_;
};

}  // namespace zhibu::db
