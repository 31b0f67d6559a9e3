// A database whose writes are answered as ever and then undone: a whole table of requests meets the same records again and again.
#pragma once
#include <atomic>
#include <memory>

#include "kernel/db/db.hpp"

namespace zhibu::testkit {

class UndoneWrites : public db::Database {
public:
    explicit UndoneWrites(std::unique_ptr<db::Database> inner) : inner_{std::move(inner)} {}
    db::Engine engine() const override { return inner_->engine(); }
    std::vector<std::string> migrate(std::span<const db::Migration> migrations) override { return inner_->migrate(migrations); }
    db::Health health() override { return inner_->health(); }
    std::vector<std::string> check() override { return inner_->check(); }
    void copy_to(const std::filesystem::path& file) override { inner_->copy_to(file); }
    void skip_ids(std::int64_t number) override { inner_->skip_ids(number); }
    int done() const { return done_; }  // writes that came to their end, and would have stayed

protected:
    void do_read(const std::function<void(db::Session&)>& f) override { inner_->read(f); }
    void do_write(const std::function<void(db::Session&)>& f) override {
        struct Undo {};
        try {
            inner_->write([&](db::Session& session) {
                f(session);
                ++done_;
                throw Undo{};
            });
        } catch (const Undo&) {
        }
    }

private:
    std::unique_ptr<db::Database> inner_;
    std::atomic<int> done_{0};
};

}  // namespace zhibu::testkit
