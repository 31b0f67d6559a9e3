// One HTTP connection, plain or encrypted: reads a request, hands it to a worker, writes the answer, and again.
// Included by transport.cpp only. All of it runs on the sockets' thread, except work().
#pragma once
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>

#include "kernel/http/answer.hpp"
#include "kernel/http/channel.hpp"
#include "kernel/http/core.hpp"
#include "kernel/http/parser.hpp"

namespace zhibu::http {

constexpr std::size_t first_input = 4 << 10, body_input = 64 << 10;
constexpr std::size_t joined_body = 16 << 10;   // a body up to this size is copied behind its head: one buffer, one write
constexpr std::size_t stream_piece = 32 << 10;  // a stream's pieces are gathered to at least this size
constexpr std::size_t slowest_body = 16 << 10;  // bytes a second that extend the time for a body: large uploads on slow lines
constexpr int linger_seconds = 2, write_seconds = 60, drain_body_seconds = 3;

template <class Stream>
class Connection final : public Peer, public std::enable_shared_from_this<Connection<Stream>> {
public:
    static constexpr bool is_encrypted = std::is_same_v<Stream, EncryptedSocket>;

    Connection(Core& core, Stream&& stream) : core_{core}, stream_{std::move(stream)}, head_{core.options.largest_header} {}

    void start() {
        Failure failure;
        plain().set_option(net::ip::tcp::no_delay{true}, failure);
        auto remote = plain().remote_endpoint(failure);
        if (failure) return;  // gone before we looked
        auto address = remote.address();
        if (address.is_v6() && address.to_v6().is_v4_mapped()) address = net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6());
        peer_ = address.to_string();
        peer_is_proxy_ = is_trusted(peer_);
        core_.join(this->shared_from_this());
        deadline = Core::in(core_.options.header_seconds);
        if constexpr (is_encrypted) {
            stream_.async_handshake(net::ssl::stream_base::server, [self = self_()](Failure f) {
                if (f || self->state_ == State::ended) return self->end();
                self->read();
            });
        } else {
            read();
        }
    }

    void drain() override {
        if (state_ == State::idle || state_ == State::head) end();
        if (state_ == State::body) deadline = std::min(deadline, Core::in(drain_body_seconds));
    }
    void cut() override { end(); }

    void work() override {
        if (state_ == State::ended) return void(response_ = {});  // a stream is dropped here, where it was used
        if (!streaming_) {
            if (framing_.wants_websocket && core_.channels && upgrade()) return core_.loop->resume(self_());
            answer();
        }
        if (streaming_) produce();
        core_.loop->resume(self_());
    }

    void resume() override {
        if (state_ == State::ended) return drop();
        if (upgraded_) return hand_over();
        state_ = State::writing;
        sent_ = 0;
        write();
    }

    void refuse_work() override {
        if (state_ == State::ended) return;
        response_ = refusal(503, "too many requests are waiting");
        response_.set("Retry-After", "1");
        serialize();
        resume();
    }

private:
    enum class State { idle, head, body, handling, writing, lingering, ended };

    Socket& plain() {
        if constexpr (is_encrypted)
            return stream_.next_layer();
        else
            return stream_;
    }
    auto self_() { return this->shared_from_this(); }
    std::string_view unread() const { return std::string_view{input_}.substr(begin_, end_ - begin_); }
    bool is_trusted(std::string_view address) const {
        auto& proxies = core_.options.trusted_proxies;
        return std::find(proxies.begin(), proxies.end(), address) != proxies.end();
    }

    // --- reading ---

    void read() {
        make_room();
        stream_.async_read_some(net::buffer(input_.data() + end_, input_.size() - end_), [self = self_()](Failure failure, std::size_t n) {
            if (failure || self->state_ == State::ended) return self->end();
            self->end_ += n;
            self->advance();
        });
    }
    void make_room() {
        if (begin_ == end_) {
            begin_ = end_ = 0;
            if (state_ == State::idle && input_.size() > first_input) input_ = {};
        } else if (begin_ > 0 && end_ == input_.size()) {
            std::copy(input_.begin() + begin_, input_.begin() + end_, input_.begin());
            end_ -= std::exchange(begin_, 0);
        }
        auto wanted = state_ == State::body ? body_input : first_input;
        if (input_.size() < wanted && end_ == 0) input_.resize(wanted);
        if (end_ == input_.size()) input_.resize(std::max(wanted, input_.size() * 2));
    }
    void advance() {
        if (state_ == State::body) return take_body();
        if (begin_ == end_) {
            deadline = Core::in(core_.options.idle_seconds);
            return read();
        }
        if (state_ == State::idle) {
            state_ = State::head;
            if (requests_ > 0) deadline = Core::in(core_.options.header_seconds);  // the first request's time began with the connection
        }
        auto verdict = head_.read(unread(), request_, framing_);
        if (verdict == wants_more) return read();
        if (verdict != is_whole) return refuse(verdict);
        begin_ += head_.length();
        begin_body();
    }
    void begin_body() {
        ++requests_;
        head_ = HeadReader{core_.options.largest_header};
        request_.body.clear();
        request_.encrypted = is_encrypted;
        request_.peer = peer_;
        if (peer_is_proxy_) believe_proxy();
        core_.make_request_id(request_.request_id);
        if (!framing_.has_body()) return dispatch();
        auto& options = core_.options;
        body_limit_ = options.is_upload && options.is_upload(request_) ? options.largest_upload : options.largest_body;
        if (framing_.content_length > body_limit_) return refuse(413);
        state_ = State::body;
        chunks_ = {};
        body_began_ = Steady::now();
        deadline = body_began_ + std::chrono::seconds{options.body_seconds};
        if (framing_.expects_continue && begin_ == end_) return invite_body();
        take_body();
    }
    void invite_body() {
        output_ = "HTTP/1.1 100 Continue\r\n\r\n";
        net::async_write(stream_, net::buffer(output_), [self = self_()](Failure failure, std::size_t) {
            if (failure || self->state_ == State::ended) return self->end();
            self->read();
        });
    }
    void take_body() {
        auto bytes = unread();
        auto verdict = wants_more;
        if (framing_.chunked) {
            verdict = chunks_.read(bytes, request_.body, body_limit_);
            begin_ = end_ - bytes.size();
        } else {
            auto take = std::min<std::size_t>(bytes.size(), framing_.content_length - request_.body.size());
            if (request_.body.empty()) request_.body.reserve(std::min<std::size_t>(framing_.content_length, body_input));
            request_.body.append(bytes.substr(0, take));
            begin_ += take;
            if (request_.body.size() == framing_.content_length) verdict = is_whole;
        }
        if (verdict == is_whole) return dispatch();
        if (verdict != wants_more) return refuse(verdict);
        if (!core_.draining)
            deadline = body_began_ + std::chrono::seconds{core_.options.body_seconds + static_cast<int>(request_.body.size() / slowest_body)};
        read();
    }
    // The rightmost address that is not a trusted proxy's: what stands left of it anybody may have written.
    void believe_proxy() {
        if (equal_ignoring_case(request_.header("x-forwarded-proto"), "https")) request_.encrypted = true;
        for (auto field = request_.headers.rbegin(); field != request_.headers.rend(); ++field) {
            if (field->first != "x-forwarded-for") continue;
            std::string_view list = field->second;
            while (!list.empty()) {
                auto comma = list.rfind(',');
                auto item = comma == list.npos ? list : list.substr(comma + 1);
                list = comma == list.npos ? std::string_view{} : list.substr(0, comma);
                while (item.starts_with(' ')) item.remove_prefix(1);
                while (item.ends_with(' ')) item.remove_suffix(1);
                Failure failure;
                auto address = net::ip::make_address(std::string{item}, failure);
                if (failure) return;
                request_.peer = address.to_string();
                if (!is_trusted(request_.peer)) return;
            }
        }
    }

    // --- answering ---

    void dispatch() {
        deadline = Steady::time_point::max();
        state_ = State::handling;
        if (framing_.wants_websocket && begin_ != end_) return refuse(400);  // frames before our 101
        core_.dispatch(self_());
    }
    // What follows on this connection cannot be trusted: answer and close.
    void refuse(Verdict status) {
        if (state_ != State::handling) core_.make_request_id(request_.request_id);
        framing_.keep_alive = false;
        request_.method = Method::get;
        response_ = refusal(status, status == 413 ? "the body is too long" : status == 431 ? "the header is too long" : "the request is not understood");
        if (status == 405) response_.set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
        serialize();
        linger_after_ = true;
        resume();
    }
    void answer() {
        try {
            response_ = core_.handler(request_);
        } catch (const std::exception& problem) {
            log::error("request {} failed: {}", request_.request_id, problem.what());
            response_ = refusal(500, "the request failed; its number is in X-Request-Id");
        }
        serialize();
    }
    std::string_view body() const { return response_.shared_body ? *response_.shared_body : std::string_view{response_.body}; }

    void serialize() {
        if (core_.draining) framing_.keep_alive = false;
        bool wants_body = request_.method != Method::head && may_have_body(response_.status);
        AnswerContext context{request_.request_id, BodyFraming::sized, body().size(), framing_.keep_alive};
        if (response_.stream) {
            context.framing = framing_.old_version ? BodyFraming::until_close : BodyFraming::chunked;
            if (framing_.old_version) context.keep_alive = framing_.keep_alive = false;
        }
        output_.clear();
        append_head(output_, response_, context);
        streaming_ = wants_body && response_.stream;
        rest_ = {};
        if (!wants_body || response_.stream) return;
        if (body().size() <= joined_body)
            output_.append(body());
        else
            rest_ = body();
    }
    // Gathers the next stretch of a stream; the one before has been sent.
    void produce() {
        try {
            bool more = true;
            while (more && output_.size() < stream_piece) {
                piece_.clear();
                more = response_.stream(piece_);
                if (framing_.old_version)
                    output_.append(piece_);
                else
                    append_chunk(output_, piece_);
            }
            if (more) return;
            if (!framing_.old_version) output_.append(last_chunk);
        } catch (const std::exception& problem) {
            log::error("the stream of request {} failed: {}", request_.request_id, problem.what());
            framing_.keep_alive = false;  // without its last chunk the client sees that the body is torn
        }
        streaming_ = false;
        response_.stream = {};
    }

    void write() {
        deadline = Core::in(write_seconds);
        auto done = [self = self_()](Failure failure, std::size_t n) {
            if (failure || self->state_ == State::ended) return self->end();
            self->sent_ += n;
            if (self->sent_ < self->output_.size() + self->rest_.size()) return self->write();
            self->written();
        };
        auto head = std::string_view{output_}.substr(std::min(sent_, output_.size()));
        auto tail = rest_.substr(sent_ > output_.size() ? sent_ - output_.size() : 0);
        if (tail.empty())
            stream_.async_write_some(net::buffer(head), std::move(done));
        else if (head.empty())
            stream_.async_write_some(net::buffer(tail), std::move(done));
        else
            stream_.async_write_some(std::array{net::buffer(head), net::buffer(tail)}, std::move(done));
    }
    void written() {
        output_.clear();
        if (streaming_) {
            state_ = State::handling;
            deadline = Steady::time_point::max();
            return core_.workers.push(self_());
        }
        release();
        if (!framing_.keep_alive || core_.draining) return linger_after_ ? linger() : close();
        state_ = State::idle;
        advance();
    }
    void release() {
        response_ = {};
        rest_ = {};
        if (output_.capacity() > 4 * joined_body) output_ = {};
        if (piece_.capacity() > 4 * joined_body) piece_ = {};
        if (request_.body.capacity() > body_input) request_.body = {};
    }

    // --- upgrading ---

    bool upgrade() {
        auto channel = std::make_shared<ChannelConnection<Stream>>(core_);
        try {
            if (auto events = core_.channels(request_, channel)) {
                channel->listen(std::move(*events));
                upgraded_ = std::move(channel);
                return true;
            }
        } catch (const std::exception& problem) {
            log::error("upgrade {} failed: {}", request_.request_id, problem.what());
        }
        channel->abandon();
        return false;
    }
    void hand_over() {
        auto channel = std::exchange(upgraded_, nullptr);
        state_ = State::ended;
        channel->open(std::move(stream_), request_);
        if (core_.draining) channel->drain();
        core_.leave(*this);
    }

    // --- ending ---

    // What the client still sends is read away for a moment: a closed socket with unread bytes would reset the connection
    // before the client has seen our answer.
    void linger() {
        state_ = State::lingering;
        deadline = Core::in(linger_seconds);
        Failure ignored;
        plain().shutdown(Socket::shutdown_send, ignored);
        read_away();
    }
    void read_away() {
        input_.resize(body_input);
        plain().async_read_some(net::buffer(input_), [self = self_()](Failure failure, std::size_t) {
            if (failure || self->state_ == State::ended) return self->end();
            self->read_away();
        });
    }
    void close() {
        if constexpr (is_encrypted) {
            state_ = State::lingering;
            deadline = Core::in(linger_seconds);
            stream_.async_shutdown([self = self_()](Failure) { self->end(); });
        } else {
            end();
        }
    }
    void end() {
        if (state_ == State::ended) return;
        bool with_worker = state_ == State::handling;
        state_ = State::ended;
        Failure ignored;
        plain().close(ignored);
        if (!with_worker) drop();
        core_.leave(*this);
    }
    // The connection ended while an answer was still under way.
    void drop() {
        if (upgraded_) std::exchange(upgraded_, nullptr)->abandon();
        if (response_.stream) core_.workers.push(self_());
    }

    Core& core_;
    Stream stream_;
    std::atomic<State> state_{State::idle};
    std::string peer_;
    bool peer_is_proxy_{false};
    std::uint64_t requests_{0};

    std::string input_;
    std::size_t begin_{0}, end_{0};  // the unread bytes of input_
    HeadReader head_;
    ChunkReader chunks_;
    Framing framing_;
    Request request_;
    std::size_t body_limit_{0};
    Steady::time_point body_began_;

    Response response_;
    std::string output_, piece_;
    std::string_view rest_;  // a large body, sent from where it lies
    std::size_t sent_{0};
    bool streaming_{false}, linger_after_{false};
    std::shared_ptr<ChannelConnection<Stream>> upgraded_;
};

}  // namespace zhibu::http
