// The bounded pool of threads on which handlers run.
#pragma once
#include <condition_variable>
#include <deque>
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
};

class Workers {
public:
    Workers(int threads, std::size_t bound) : bound_{bound} {
        for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
    }
    ~Workers() { finish(); }

    // False where `bound` tasks wait already.
    bool offer(std::shared_ptr<Task> task) { return push(std::move(task), bound_); }
    // For the sequel of what was admitted before; at most one of each connection waits.
    void push(std::shared_ptr<Task> task) { push(std::move(task), SIZE_MAX); }
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
    bool push(std::shared_ptr<Task> task, std::size_t bound) {
        {
            std::lock_guard lock{mutex_};
            if (queue_.size() >= bound) return false;
            queue_.push_back(std::move(task));
        }
        wake_.notify_one();
        return true;
    }
    void run() {
        std::unique_lock lock{mutex_};
        for (;;) {
            wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
            if (queue_.empty()) return;
            auto task = std::move(queue_.front());
            queue_.pop_front();
            lock.unlock();
            task->work();
            task.reset();
            lock.lock();
        }
    }

    std::size_t bound_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::shared_ptr<Task>> queue_;
    bool ending_{false};
    std::vector<std::thread> threads_;
};

}  // namespace zhibu::http
