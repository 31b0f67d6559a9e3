// A WebSocket: messages in order to the worker, a bounded queue of messages out. Included by transport.cpp only.
#pragma once
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "kernel/http/core.hpp"

namespace zhibu::http {

namespace websocket = boost::beast::websocket;

constexpr std::size_t largest_message = 64 << 10;
constexpr int close_seconds = 2;  // for the client's answer to our close frame and its end of the connection
constexpr std::size_t most_queued_messages = 256, most_queued_bytes = 1 << 20;

// The application may keep a Channel longer than the server lives; the socket itself ends with the server's run().
template <class Stream>
class ChannelConnection final : public Peer, public Channel, public std::enable_shared_from_this<ChannelConnection<Stream>> {
public:
    explicit ChannelConnection(Core& core) : core_{&core}, loop_{core.loop} {}

    // Channel: from any thread.
    void send(std::shared_ptr<const std::string> text) override {
        std::unique_lock lock{mutex_};
        if (dead_ || closing_) return;
        queued_bytes_ += text->size();
        queue_.push_back(std::move(text));
        if (queue_.size() > most_queued_messages || queued_bytes_ > most_queued_bytes) overrun_ = true;
        schedule(lock);
    }
    void close(int code, std::string_view reason) override {
        std::unique_lock lock{mutex_};
        if (dead_ || closing_) return;
        closing_.emplace(static_cast<websocket::close_code>(code), reason.substr(0, 123));
        schedule(lock);
    }

    // On the worker, before open().
    void listen(ChannelEvents events) { events_ = std::move(events); }

    // Takes over the connection of an upgrade request.
    void open(Stream&& stream, const Request& request) {
        stream_.emplace(std::move(stream));
        core_->join(this->shared_from_this());
        configure(request.request_id);
        upgrade_.method(boost::beast::http::verb::get);
        upgrade_.version(11);
        upgrade_.target("/");
        for (auto& [name, value] : request.headers) upgrade_.insert(name, value);
        pending_ = 1;
        stream_->async_accept(upgrade_, [self = this->shared_from_this()](Failure failure) { self->accepted(failure); });
    }
    // The upgrade did not come about. On any thread.
    void abandon() {
        std::lock_guard lock{mutex_};
        die();
    }

    void drain() override { close(websocket::close_code::going_away, "the server stops"); }
    // Beast's read and close may wait for each other for ever: a text that is no UTF-8 comes while we close. What the
    // system owed has come back a second after the socket was closed; what then is still missing comes no more.
    void cut() override {
        if (!closed_ || Steady::now() < deadline) return fail();
        stream_.reset();
        core_->leave(*this);
    }

    void work() override {
        if (has_message_) deliver();
        {
            std::unique_lock lock{mutex_};
            has_message_ = false;
            if (!dead_) {
                busy_ = false;
                received_done_ = true;
                return schedule(lock);
            }
        }
        if (events_.closed) events_.closed();
        events_ = {};  // they often hold the channel itself
    }
    void resume() override {
        bool read_on, overrun;
        {
            std::lock_guard lock{mutex_};
            scheduled_ = false;
            read_on = std::exchange(received_done_, false);
            overrun = overrun_;
        }
        if (!stream_ || !accepted_) return;
        if (overrun) return cut();
        // Once our close frame is on its way the closing itself reads on, for the answer: two readers would each get a part.
        if (read_on && !reading_ && !close_sent_) read();
        write();
    }

private:
    void configure(const std::string& request_id) {
        stream_->set_option(websocket::stream_base::timeout{std::chrono::seconds{core_->options.header_seconds},
                                                            std::chrono::seconds{core_->options.idle_seconds}, true});
        stream_->set_option(websocket::stream_base::decorator([request_id](websocket::response_type& answer) {
            answer.set("X-Request-Id", request_id);
            answer.set("X-Content-Type-Options", "nosniff");
            answer.set("Referrer-Policy", "same-origin");
        }));
        stream_->read_message_max(largest_message);
        stream_->auto_fragment(false);
        stream_->text(true);
        // After the client's close frame only its end of the connection is awaited: a client that keeps it open gets a second.
        stream_->control_callback([this](websocket::frame_type kind, boost::beast::string_view) {
            if (kind == websocket::frame_type::close) deadline = Core::in(1);
        });
    }
    void accepted(Failure failure) {
        --pending_;
        if (failure) return fail();
        accepted_ = true;
        read();
        write();
    }
    void read() {
        reading_ = true;
        ++pending_;
        message_.clear();
        buffer_.emplace(message_, largest_message);
        stream_->async_read(*buffer_, [self = this->shared_from_this()](Failure failure, std::size_t) { self->read_done(failure); });
    }
    void read_done(Failure failure) {
        --pending_;
        reading_ = false;
        if (failure) return fail();
        if (!stream_->got_text()) return close(websocket::close_code::unknown_data, "text only");
        std::lock_guard lock{mutex_};
        if (dead_) return;
        has_message_ = busy_ = true;
        core_->workers.push(this->shared_from_this());
    }
    void deliver() {
        try {
            if (events_.received) events_.received(message_);
        } catch (const std::exception& problem) {
            log::error("a channel's handler failed: {}", problem.what());
            close(websocket::close_code::internal_error, "");
        }
    }
    void write() {
        std::lock_guard lock{mutex_};
        if (writing_ || dead_) return;
        if (!queue_.empty()) {
            current_ = std::move(queue_.front());
            queue_.pop_front();
            queued_bytes_ -= current_->size();
            writing_ = true;
            ++pending_;
            stream_->async_write(net::buffer(*current_), [self = this->shared_from_this()](Failure failure, std::size_t) { self->written(failure); });
        } else if (closing_ && !close_sent_) {
            close_sent_ = true;
            deadline = Core::in(close_seconds);
            ++pending_;
            stream_->async_close(*closing_, [self = this->shared_from_this()](Failure) {
                --self->pending_;
                self->fail();
            });
        }
    }
    void written(Failure failure) {
        --pending_;
        writing_ = false;
        current_.reset();
        if (failure) return fail();
        write();
    }
    // Ends the connection. The socket goes when its last operation has come back.
    void fail() {
        {
            std::lock_guard lock{mutex_};
            die();
        }
        if (stream_) {
            Failure ignored;
            boost::beast::get_lowest_layer(*stream_).close(ignored);
            if (!std::exchange(closed_, true)) deadline = Core::in(1);
        }
        if (pending_ > 0) return;
        stream_.reset();
        core_->leave(*this);
    }
    // The application hears of the end once, on a worker and after its last message.
    void die() {
        if (std::exchange(dead_, true)) return;
        queue_.clear();
        if (!std::exchange(busy_, true)) core_->workers.push(this->shared_from_this());
    }
    void schedule(std::unique_lock<std::mutex>& lock) {
        if (std::exchange(scheduled_, true)) return;
        lock.unlock();
        if (auto loop = loop_.lock()) loop->resume(this->shared_from_this());
    }

    Core* core_;
    std::weak_ptr<Loop> loop_;

    // On the sockets' thread.
    std::optional<websocket::stream<Stream, false>> stream_;  // no compression: a broadcast would be compressed once for each
    websocket::request_type upgrade_;
    int pending_{0};  // operations under way
    bool accepted_{false}, reading_{false}, writing_{false}, close_sent_{false}, closed_{false};
    std::shared_ptr<const std::string> current_;

    // With the one who holds the message: the socket's thread, or the worker while busy_.
    std::string message_;
    std::optional<net::dynamic_string_buffer<char, std::char_traits<char>, std::allocator<char>>> buffer_;
    ChannelEvents events_;

    std::mutex mutex_;  // for all below
    std::deque<std::shared_ptr<const std::string>> queue_;
    std::size_t queued_bytes_{0};
    std::optional<websocket::close_reason> closing_;
    bool has_message_{false}, busy_{false}, received_done_{false}, scheduled_{false}, overrun_{false}, dead_{false};
};

}  // namespace zhibu::http
