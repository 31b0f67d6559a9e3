// What all connections of one server share. Included by transport.cpp only, as it names Asio.
#pragma once
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "kernel/http/server.hpp"
#include "kernel/http/workers.hpp"
#include "kernel/log/log.hpp"

namespace zhibu::http {

namespace net = boost::asio;
using Failure = boost::system::error_code;
using Steady = std::chrono::steady_clock;
using Executor = net::io_context::executor_type;  // concrete: any_io_executor costs an allocation here and there
using Socket = net::basic_stream_socket<net::ip::tcp, Executor>;
using EncryptedSocket = net::ssl::stream<Socket>;

// The sockets' thread and the way back to it. Many workers that finish together wake it once.
class Loop {
public:
    net::io_context context{1};
    void resume(std::shared_ptr<Task> task) {
        {
            std::lock_guard lock{mutex_};
            waiting_.push_back(std::move(task));
            if (waiting_.size() > 1) return;
        }
        net::post(context, [this] { resume_waiting(); });
    }
    void resume_waiting() {
        {
            std::lock_guard lock{mutex_};
            batch_.swap(waiting_);
        }
        for (auto& task : batch_) task->resume();
        batch_.clear();
    }

private:
    std::mutex mutex_;
    std::vector<std::shared_ptr<Task>> waiting_, batch_;
};

// A connection, as the server's list knows it. All on the sockets' thread.
class Peer : public Task {
public:
    Steady::time_point deadline{Steady::time_point::max()};
    virtual void drain() = 0;      // the server stops: end soon
    virtual void cut() = 0;        // end now
    std::size_t place{SIZE_MAX};  // in the list
};

struct Core {
    ServerOptions options;
    Handler handler;
    ChannelHandler channels;
    std::shared_ptr<Loop> loop = std::make_shared<Loop>();
    Workers workers;
    std::vector<std::shared_ptr<Peer>> peers;
    std::vector<std::shared_ptr<Task>> ready;
    std::atomic<bool> draining{false};
    std::function<void()> peer_left;
    std::uint64_t next_request;

    Core(ServerOptions o, Handler h, ChannelHandler c)
        : options{std::move(o)}, handler{std::move(h)}, channels{std::move(c)}, workers{options.workers, options.queued_requests} {
        std::random_device random;
        next_request = (std::uint64_t{random()} << 32) | random();
    }
    // Requests that became ready in one turn of the loop go to the workers together.
    void dispatch(std::shared_ptr<Task> task) {
        ready.push_back(std::move(task));
        if (ready.size() == 1) net::post(loop->context, [this] { hand_over(); });
    }
    void hand_over() {
        workers.offer(ready);
        if (ready.empty()) return;
        for (auto& task : std::exchange(ready, {})) task->refuse_work();
    }
    void join(std::shared_ptr<Peer> peer) {
        peer->place = peers.size();
        peers.push_back(std::move(peer));
    }
    void leave(Peer& peer) {
        auto place = std::exchange(peer.place, SIZE_MAX);
        if (place == SIZE_MAX) return;
        peers.back()->place = place == peers.size() - 1 ? SIZE_MAX : place;
        auto gone = std::exchange(peers[place], std::move(peers.back()));  // outlives the list's change
        peers.pop_back();
        if (peer_left) peer_left();
    }
    // 16 hexadecimal digits: a counter from a random start, mixed so that neighbours look unlike each other (splitmix64).
    void make_request_id(std::string& out) {
        auto x = next_request += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        x ^= x >> 31;
        out.resize(16);
        for (auto& c : out) c = "0123456789abcdef"[x & 15], x >>= 4;
    }
    static auto in(int seconds) { return Steady::now() + std::chrono::seconds{seconds}; }
};

}  // namespace zhibu::http
