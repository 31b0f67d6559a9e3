// The only translation unit with Asio and Beast: listener, clock of deadlines, start and stop of the server.
#include <chrono>
#include <memory>
#include <optional>
#include <sys/resource.h>


#include "kernel/http/connection.hpp"

namespace zhibu::http {
namespace {

constexpr auto tick_length = std::chrono::milliseconds{100};
constexpr auto accept_pause = std::chrono::milliseconds{100};
constexpr int most_accepted_at_once = 64;
constexpr int drain_seconds = 9;  // with what follows, run() returns within 10 s

// The soft limit of open files is often 1,024, which a thousand idle phones use up.
void raise_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

net::ssl::context encryption(const ServerOptions& options) {
    net::ssl::context context{net::ssl::context::tls_server};
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_cipher_list(context.native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20");
    context.use_certificate_chain_file(options.certificate_file);
    context.use_private_key_file(options.key_file, net::ssl::context::pem);
    return context;
}

}  // namespace

struct Server::Inside {
    using Acceptor = net::basic_socket_acceptor<net::ip::tcp, Executor>;
    using Timer = net::basic_waitable_timer<Steady, net::wait_traits<Steady>, Executor>;

    Core core;
    std::optional<net::ssl::context> encrypted;
    Acceptor acceptor;
    Timer tick, pause;
    Steady::time_point drain_until{Steady::time_point::max()};
    std::uint16_t port;

    Inside(ServerOptions options, Handler handler, ChannelHandler channels)
        : core{std::move(options), std::move(handler), std::move(channels)},
          acceptor{core.loop->context.get_executor()},
          tick{core.loop->context.get_executor()},
          pause{core.loop->context.get_executor()} {
        raise_file_limit();
        if (!core.options.certificate_file.empty()) encrypted.emplace(encryption(core.options));
        net::ip::tcp::endpoint endpoint{net::ip::make_address(core.options.address), core.options.port};
        acceptor.open(endpoint.protocol());
        acceptor.set_option(net::socket_base::reuse_address{true});
        acceptor.bind(endpoint);
        acceptor.listen(4096);
        acceptor.non_blocking(true);
        port = acceptor.local_endpoint().port();
        core.peer_left = [this] { end_when_drained(); };
    }

    void accept() {
        acceptor.async_accept([this](Failure failure, Socket socket) {
            if (core.draining) return;
            if (failure) return wait_and_accept(failure);
            welcome(std::move(socket));
            accept_waiting();
            accept();
        });
    }
    // A burst of clients (a thousand phones after a lost network) is taken in few turns of the loop.
    void accept_waiting() {
        for (int i = 0; i < most_accepted_at_once; ++i) {
            Failure failure;
            Socket socket{core.loop->context.get_executor()};
            acceptor.accept(socket, failure);
            if (failure) return;
            welcome(std::move(socket));
        }
    }
    void welcome(Socket socket) {
        if (encrypted)
            std::make_shared<Connection<EncryptedSocket>>(core, EncryptedSocket{std::move(socket), *encrypted})->start();
        else
            std::make_shared<Connection<Socket>>(core, std::move(socket))->start();
    }
    // Out of file descriptors: the waiting client keeps the listener readable, so trying at once again would spin.
    void wait_and_accept(Failure failure) {
        if (failure == net::error::connection_aborted) return accept();
        log::warning("cannot accept a connection: {}", failure.message());
        pause.expires_after(accept_pause);
        pause.async_wait([this](Failure) {
            if (!core.draining) accept();
        });
    }
    void watch_deadlines() {
        tick.expires_after(tick_length);
        tick.async_wait([this](Failure failure) {
            if (failure) return;
            auto now = Steady::now();
            // From the end: a peer that leaves is replaced by the last one, which was seen already.
            for (auto i = core.peers.size(); i-- > 0;)
                if (i < core.peers.size() && core.peers[i]->deadline < now) std::shared_ptr{core.peers[i]}->cut();
            if (now > drain_until) return core.loop->context.stop();
            watch_deadlines();
        });
    }
    void drain() {
        if (core.draining.exchange(true)) return;
        Failure ignored;
        acceptor.close(ignored);
        drain_until = Core::in(drain_seconds);
        for (auto& peer : std::vector{core.peers}) peer->drain();
        end_when_drained();
    }
    void end_when_drained() {
        if (core.draining && core.peers.empty()) core.loop->context.stop();
    }
    // Lets every operation come back, so that nothing keeps a connection (and through it the server) alive.
    void clear() {
        core.peer_left = {};
        for (auto& peer : std::vector{core.peers}) peer->cut();
        tick.cancel();
        pause.cancel();
        core.loop->context.restart();
        core.loop->context.poll();
    }
};

Server::Server(ServerOptions options, Handler handler, ChannelHandler channels)
    : inside_{std::make_unique<Inside>(std::move(options), std::move(handler), std::move(channels))} {}

Server::~Server() { inside_->core.workers.finish(); }

std::uint16_t Server::port() const { return inside_->port; }

void Server::run() {
    inside_->accept();
    inside_->watch_deadlines();
    inside_->core.loop->context.run();
    inside_->clear();
}

void Server::stop() {
    net::post(inside_->core.loop->context, [inside = inside_.get()] { inside->drain(); });
}

}  // namespace zhibu::http
