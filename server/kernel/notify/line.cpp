#include "kernel/notify/line.hpp"

#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <stdexcept>

namespace zhibu::notify {
namespace {

constexpr int wait_seconds = 15;
constexpr std::size_t longest_line = 8 << 10, longest_answer = 64 << 10;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error{what}; }

// One address after the other, each within the time.
int connected(const std::string& host, int port) {
    addrinfo wanted{}, *found = nullptr;
    wanted.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found) != 0) fail("the name of the host is not known");
    std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all{found, freeaddrinfo};
    for (auto* each = found; each; each = each->ai_next) {
        int socket = ::socket(each->ai_family, each->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, each->ai_protocol);
        if (socket < 0) continue;
        int error = 0;
        socklen_t size = sizeof error;
        pollfd ready{socket, POLLOUT, 0};
        if (::connect(socket, each->ai_addr, each->ai_addrlen) == 0 ||
            (errno == EINPROGRESS && ::poll(&ready, 1, wait_seconds * 1000) == 1 && ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0)) {
            ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) & ~O_NONBLOCK);
            timeval wait{wait_seconds, 0};
            ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
            ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
            return socket;
        }
        ::close(socket);
    }
    fail("the host does not answer");
}

SSL_CTX* trust() {
    static SSL_CTX* context = [] {
        auto* made = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
        SSL_CTX_set_default_verify_paths(made);
        SSL_CTX_set_verify(made, SSL_VERIFY_PEER, nullptr);
        return made;
    }();
    return context;
}

}  // namespace

struct Line::Ends {
    int socket{-1};
    SSL* ssl{};
    ~Ends() {
        if (ssl) SSL_free(ssl);
        if (socket >= 0) ::close(socket);
    }
};

Line::Line(const std::string& host, int port, Encryption encryption) : ends_{std::make_unique<Ends>()}, host_{host} {
    ends_->socket = connected(host, port);
    if (encryption == Encryption::from_the_start) upgrade();
}
Line::~Line() = default;

bool Line::encrypted() const { return ends_->ssl != nullptr; }

void Line::upgrade() {
    // What came in clear before must not be taken for an answer inside.
    if (!pending_.empty()) fail("the other side spoke before it was asked");
    ends_->ssl = SSL_new(trust());
    SSL_set_fd(ends_->ssl, ends_->socket);
    SSL_set_tlsext_host_name(ends_->ssl, host_.c_str());
    SSL_set1_host(ends_->ssl, host_.c_str());
    if (SSL_connect(ends_->ssl) == 1) return;
    auto verdict = SSL_get_verify_result(ends_->ssl);
    fail(verdict == X509_V_OK ? "no encrypted connection" : std::string{"the certificate is not trusted: "} + X509_verify_cert_error_string(verdict));
}

void Line::write(std::string_view text) {
    while (!text.empty()) {
        auto sent = ends_->ssl ? SSL_write(ends_->ssl, text.data(), int(text.size())) : ::send(ends_->socket, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) fail("the connection was lost");
        text.remove_prefix(std::size_t(sent));
    }
}

bool Line::fill() {
    char piece[4096];
    auto got = ends_->ssl ? SSL_read(ends_->ssl, piece, sizeof piece) : ::recv(ends_->socket, piece, sizeof piece, 0);
    if (got > 0) pending_.append(piece, std::size_t(got));
    if (got < 0 && !ends_->ssl && (errno == EAGAIN || errno == EWOULDBLOCK)) fail("the host does not answer");
    return got > 0;
}

std::string Line::read_line() {
    for (;;) {
        if (auto end = pending_.find('\n'); end != std::string::npos) {
            auto line = pending_.substr(0, end);
            pending_.erase(0, end + 1);
            if (line.ends_with('\r')) line.pop_back();
            return line;
        }
        if (pending_.size() > longest_line) fail("the answer is not understood");
        if (!fill()) fail("the connection was lost");
    }
}

std::string Line::read_rest() {
    while (pending_.size() < longest_answer && fill()) {}
    return std::move(pending_);
}

bool is_loopback(std::string_view host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

}  // namespace zhibu::notify
