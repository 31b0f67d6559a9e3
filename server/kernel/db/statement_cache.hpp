// Keeps the prepared statements of one connection by their text.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace zhibu::db {

// S has a member `StatementCache<S>::Entry* entry`. Taking and giving back a known text allocates nothing: the statement
// remembers its entry. A text may be taken several times at once (a query inside the loop over another): each has its own S.
template <class S>
class StatementCache {
public:
    struct Entry {
        std::vector<std::unique_ptr<S>> idle;
        int away = 0;
        bool used = true;  // since the last sweep
    };

    explicit StatementCache(std::size_t limit) : limit_{limit} {}

    // make(sql) prepares a statement that is not here yet; it may throw.
    template <class Make>
    std::unique_ptr<S> take(std::string_view sql, Make make) {
        auto found = entries_.find(sql);
        if (found != entries_.end() && !found->second.idle.empty()) {
            Entry& entry = found->second;
            auto statement = std::move(entry.idle.back());
            entry.idle.pop_back();
            entry.used = true;
            ++entry.away;
            return statement;
        }
        std::unique_ptr<S> statement = make(sql);
        if (found == entries_.end()) {
            if (entries_.size() >= limit_) sweep();
            found = entries_.try_emplace(std::string{sql}).first;
        }
        statement->entry = &found->second;
        ++statement->entry->away;
        // Room for every copy, so that giving back, which happens in destructors, never allocates.
        statement->entry->idle.reserve(statement->entry->away + statement->entry->idle.size());
        return statement;
    }

    void give_back(std::unique_ptr<S> statement) noexcept {
        Entry& entry = *statement->entry;
        --entry.away;
        entry.idle.push_back(std::move(statement));
    }

    void clear() { entries_.clear(); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    // Drops what was not used since the last sweep; if all was, everything that is not in use now.
    void sweep() {
        auto before = entries_.size();
        std::erase_if(entries_, [](const auto& item) { return item.second.away == 0 && !item.second.used; });
        if (entries_.size() == before) std::erase_if(entries_, [](const auto& item) { return item.second.away == 0; });
        for (auto& item : entries_) item.second.used = false;
    }

    std::size_t limit_;
    std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
};

}  // namespace zhibu::db
