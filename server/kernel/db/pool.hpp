// Lends a fixed number of connections to many threads.
#pragma once
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "kernel/db/db.hpp"

namespace zhibu::db {

template <class C>
class Pool {
public:
    // One connection for as long as it lives; goes back by itself.
    class Loan {
    public:
        Loan(Pool& pool, std::unique_ptr<C> connection) : pool_{&pool}, connection_{std::move(connection)} {}
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        ~Loan() { pool_->give_back(std::move(connection_)); }
        C& operator*() const { return *connection_; }
        C* operator->() const { return connection_.get(); }

    private:
        Pool* pool_;
        std::unique_ptr<C> connection_;
    };

    void add(std::unique_ptr<C> connection) {
        idle_.push_back(std::move(connection));
        idle_.reserve(idle_.size() + 1);
    }

    // Waits at most this long for a free one; then Error::busy.
    Loan take(std::chrono::milliseconds patience = std::chrono::seconds{30}) {
        std::unique_lock lock{mutex_};
        if (!returned_.wait_for(lock, patience, [&] { return !idle_.empty(); }))
            throw Error{Error::Kind::busy, "No database connection became free in time."};
        auto connection = std::move(idle_.back());  // the one used last: its page cache is warm
        idle_.pop_back();
        return {*this, std::move(connection)};
    }

private:
    void give_back(std::unique_ptr<C> connection) noexcept {
        {
            std::lock_guard lock{mutex_};
            idle_.push_back(std::move(connection));
        }
        returned_.notify_one();
    }

    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<C>> idle_;
};

}  // namespace zhibu::db
