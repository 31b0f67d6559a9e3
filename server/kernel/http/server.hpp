// The socket side: listens, reads requests within limits, hands them to a bounded pool of workers, writes the answers.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernel/http/message.hpp"

namespace zhibu::http {

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;                    // 0: a free one
    int workers = 64;                             // threads that run handlers: as many writes can share one durable commit
    std::size_t queued_requests = 1024;           // waiting for a worker; beyond that 503 with Retry-After
    std::size_t largest_body = 1 << 20;           // bytes; longer is 413
    std::size_t largest_upload = 64 << 20;        // bytes, for paths that `is_upload` accepts
    std::size_t largest_header = 16 << 10;        // bytes; longer is 431
    std::function<bool(const Request&)> is_upload;  // sees method and path only
    int header_seconds = 15, body_seconds = 60, idle_seconds = 60;
    std::vector<std::string> trusted_proxies;     // addresses whose X-Forwarded-For / -Proto are believed
    std::string certificate_file, key_file;       // both set: TLS 1.2+
};

class Server {
public:
    Server(ServerOptions options, Handler handler, ChannelHandler channels = {});
    ~Server();
    std::uint16_t port() const;
    // Serves until stop(); returns when every request in flight was answered, at most 10 s later.
    void run();
    // May be called from any thread or signal watcher: stops accepting, closes WebSockets with 1001, drains.
    void stop();

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace zhibu::http
