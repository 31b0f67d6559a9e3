// One question for all who want its answer at the same moment.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace zhibu::db {

// What many want to hear at the same moment is asked once: a question that begins after a caller came answers the caller too,
// and who comes while one is under way waits for the next. Among many it holds back for a moment: without that half the processors
// are spent on questions that answer two or three.
class SharedQuestion {
public:
    template <class Ask>
    void ask(Ask ask) {
        std::unique_lock lock{mutex_};
        ++came_;
        const auto wanted = begun_ + 1;
        changed_.wait(lock, [&] { return done_ >= wanted || !asking_; });
        if (done_ >= wanted) {
            if (failed_ >= wanted) std::rethrow_exception(failure_);
            return;
        }
        asking_ = true;
        if (crowd_ > few) {
            lock.unlock();
            std::this_thread::sleep_for(hold_back);
            lock.lock();
        }
        const auto own = ++begun_;
        crowd_ = std::exchange(came_, 0);
        lock.unlock();
        std::exception_ptr failure;
        try {
            ask();
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        asking_ = false, done_ = own;
        if (failure) failed_ = own, failure_ = failure;
        lock.unlock();
        changed_.notify_all();
        if (failure) std::rethrow_exception(failure);
    }

private:
    static constexpr std::size_t few = 2;
    static constexpr std::chrono::microseconds hold_back{200};

    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t begun_ = 0, done_ = 0, failed_ = 0;
    std::size_t came_ = 0, crowd_ = 0;  // since the last question began; before it
    std::exception_ptr failure_;
    bool asking_ = false;
};

}  // namespace zhibu::db
