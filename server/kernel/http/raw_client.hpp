// Tests only: a client that sends bytes exactly as told, and a server running beside the test.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

#include "kernel/http/server.hpp"

namespace zhibu::http {

class RawClient {
public:
    explicit RawClient(std::uint16_t port, int receive_buffer = 0) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        if (receive_buffer) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
            ::close(socket_);
            throw std::runtime_error{"cannot connect"};
        }
    }
    RawClient(RawClient&& other) noexcept : socket_{std::exchange(other.socket_, -1)}, input_{std::move(other.input_)} {}
    ~RawClient() {
        if (socket_ >= 0) ::close(socket_);
    }

    int descriptor() const { return socket_; }
    // False where the server has closed.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }

    struct Answer {
        int status{0};  // 0: the server closed (or said nothing in time) before a whole head
        std::string head, body;
        std::string field(std::string_view name) const {
            auto at = head.find("\r\n" + std::string{name} + ": ");
            if (at == head.npos) return {};
            at += name.size() + 4;
            return head.substr(at, head.find("\r\n", at) - at);
        }
    };
    // Reads one answer; chunked bodies are put together. A torn body leaves status 0.
    Answer receive(bool to_head = false) {
        Answer answer;
        std::size_t end;
        while ((end = input_.find("\r\n\r\n")) == input_.npos)
            if (!more()) return answer;
        answer.head = input_.substr(0, end + 2);
        input_.erase(0, end + 4);
        auto status = std::stoi(answer.head.substr(9, 3));
        if (!to_head && !receive_body(answer)) return answer;
        answer.status = status;
        return answer;
    }
    Answer ask(std::string_view bytes) {
        send(bytes);
        return receive();
    }
    // True once the server has ended the connection; what it still sends is thrown away.
    bool closes_within(std::chrono::milliseconds time) {
        auto until = std::chrono::steady_clock::now() + time;
        char buffer[4096];
        for (;;) {
            auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
            if (left <= 0 || !readable(static_cast<int>(left))) return false;
            if (::recv(socket_, buffer, sizeof buffer, 0) <= 0) return true;
        }
    }
    // Exactly n bytes as they come (WebSocket frames); fewer where the connection ends.
    std::string receive_bytes(std::size_t n) {
        while (input_.size() < n && more()) {}
        auto bytes = input_.substr(0, n);
        input_.erase(0, n);
        return bytes;
    }

private:
    bool readable(int milliseconds) {
        pollfd wanted{socket_, POLLIN, 0};
        return ::poll(&wanted, 1, milliseconds) > 0;
    }
    bool more() {
        char buffer[16384];
        if (!readable(10'000)) return false;
        auto n = ::recv(socket_, buffer, sizeof buffer, 0);
        if (n > 0) input_.append(buffer, static_cast<std::size_t>(n));
        return n > 0;
    }
    bool take(std::string& into, std::size_t n) {
        while (input_.size() < n)
            if (!more()) return false;
        into.append(input_, 0, n);
        input_.erase(0, n);
        return true;
    }
    bool receive_body(Answer& answer) {
        if (auto length = answer.field("Content-Length"); !length.empty()) return take(answer.body, std::stoul(length));
        if (answer.field("Transfer-Encoding") == "chunked") return receive_chunks(answer.body);
        if (answer.head.find("204 No Content") != answer.head.npos || answer.head.find("304 Not") != answer.head.npos) return true;
        while (more()) {}
        answer.body = std::exchange(input_, {});
        return true;
    }
    bool receive_chunks(std::string& body) {
        for (;;) {
            std::size_t end;
            while ((end = input_.find("\r\n")) == input_.npos)
                if (!more()) return false;
            auto size = std::stoul(input_.substr(0, end), nullptr, 16);
            input_.erase(0, end + 2);
            std::string line_end;
            if (!take(body, size) || !take(line_end, 2) || line_end != "\r\n") return false;
            if (size == 0) return true;
        }
    }

    int socket_;
    std::string input_;
};

// A server on a free loopback port, stopped and joined at the end of its scope.
class RunningServer {
public:
    explicit RunningServer(Handler handler, ServerOptions options = {}, ChannelHandler channels = {})
        : server_{with_free_port(std::move(options)), std::move(handler), std::move(channels)}, thread_{[this] { server_.run(); }} {}
    ~RunningServer() { stop(); }
    std::uint16_t port() const { return server_.port(); }
    void ask_to_stop() { server_.stop(); }
    void stop() {
        server_.stop();
        if (thread_.joinable()) thread_.join();
    }

private:
    static ServerOptions with_free_port(ServerOptions options) {
        options.port = 0;
        options.workers = std::min(options.workers, 4);
        return options;
    }
    Server server_;
    std::thread thread_;
};

}  // namespace zhibu::http
