// The bounded pool of threads on which handlers run.
#pragma once
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace zhibu::http {

// Something with work for a worker and a sequel on the thread of the sockets.
class Task {
public:
    virtual ~Task() = default;
    virtual void work() = 0;    // on a worker; must not throw
    virtual void resume() = 0;  // on the sockets' thread
    virtual void refuse_work() {}  // on the sockets' thread, instead of both: the queue is full
};

class Workers {
public:
    Workers(int threads, std::size_t bound) : bound_{bound} {
        for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
    }
    ~Workers() { finish(); }

    // Takes the tasks that find room; those that do not (`bound` wait already) stay in the list.
    void offer(std::vector<std::shared_ptr<Task>>& tasks) {
        std::unique_lock lock{mutex_};
        auto room = bound_ - std::min(bound_, queue_.size());
        auto taken = tasks.begin() + static_cast<std::ptrdiff_t>(std::min(room, tasks.size()));
        queue_.insert(queue_.end(), std::make_move_iterator(tasks.begin()), std::make_move_iterator(taken));
        tasks.erase(tasks.begin(), taken);
        wake_one(lock);
    }
    // For the sequel of what was admitted before; at most one of each connection waits.
    void push(std::shared_ptr<Task> task) {
        std::unique_lock lock{mutex_};
        queue_.push_back(std::move(task));
        wake_one(lock);
    }
    // Does what still waits, then ends the threads.
    void finish() {
        {
            std::lock_guard lock{mutex_};
            ending_ = true;
        }
        wake_.notify_all();
        for (auto& thread : threads_) thread.join();
        threads_.clear();
    }

private:
    // One wake at a time; the woken worker wakes the next while tasks wait. A wake for each task would cost more than a small
    // task itself (measured: half of the rate of a small answer).
    void wake_one(std::unique_lock<std::mutex>& lock) {
        if (idle_ == 0 || waking_ || queue_.empty()) return lock.unlock();
        waking_ = true;
        lock.unlock();
        wake_.notify_one();
    }
    void run() {
        std::unique_lock lock{mutex_};
        for (;;) {
            if (queue_.empty()) {
                if (ending_) return;
                ++idle_;
                wake_.wait(lock);  // in vain where a busy worker was faster; the wake is used up all the same
                --idle_;
                waking_ = false;
                continue;
            }
            auto task = std::move(queue_.front());
            queue_.pop_front();
            wake_one(lock);
            task->work();
            task.reset();
            lock.lock();
        }
    }

    std::size_t bound_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::shared_ptr<Task>> queue_;
    std::size_t idle_{0};
    bool waking_{false}, ending_{false};
    std::vector<std::thread> threads_;
};

}  // namespace zhibu::http
