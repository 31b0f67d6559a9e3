// TLS with a certificate made for the test: versions, requests, WebSockets, slow handshakes.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "kernel/http/raw_client.hpp"

namespace zhibu::http {
namespace {

using namespace std::chrono_literals;

// A self-signed certificate in a folder of its own.
struct Certificate {
    std::filesystem::path folder;
    Certificate() {
        std::string pattern = (std::filesystem::temp_directory_path() / "zhibu-certificate-XXXXXX").string();
        if (!::mkdtemp(pattern.data())) throw std::runtime_error{"no folder"};
        folder = pattern;
        std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
        std::unique_ptr<X509, decltype(&X509_free)> certificate{X509_new(), X509_free};
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
        X509_set_pubkey(certificate.get(), key.get());
        auto name = X509_get_subject_name(certificate.get());
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
        X509_set_issuer_name(certificate.get(), name);
        X509_sign(certificate.get(), key.get(), EVP_sha256());
        auto write = [&](const char* file, auto&& writer) {
            auto out = std::fopen((folder / file).c_str(), "w");
            writer(out);
            std::fclose(out);
        };
        write("certificate.pem", [&](FILE* out) { PEM_write_X509(out, certificate.get()); });
        write("key.pem", [&](FILE* out) { PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    }
    ~Certificate() { std::filesystem::remove_all(folder); }
    ServerOptions options() const {
        ServerOptions options;
        options.certificate_file = folder / "certificate.pem";
        options.key_file = folder / "key.pem";
        return options;
    }
};

class EncryptedClient {
public:
    EncryptedClient(std::uint16_t port, int lowest, int highest, const char* ciphers = nullptr) : socket_{port} {
        context_.reset(SSL_CTX_new(TLS_client_method()));
        SSL_CTX_set_security_level(context_.get(), 0);  // the client would offer anything: the refusal must be the server's
        SSL_CTX_set_min_proto_version(context_.get(), lowest);
        SSL_CTX_set_max_proto_version(context_.get(), highest);
        if (ciphers) SSL_CTX_set_cipher_list(context_.get(), ciphers);
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), socket_.descriptor());
        connected = SSL_connect(ssl_.get()) == 1;
    }
    bool connected;
    std::string version() const { return SSL_get_version(ssl_.get()); }
    void send(std::string_view bytes) { SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())); }
    // Reads until the text ends so, or the connection does.
    std::string receive_until(std::string_view end) {
        std::string out;
        char buffer[4096];
        while (!out.ends_with(end)) {
            auto n = SSL_read(ssl_.get(), buffer, sizeof buffer);
            if (n <= 0) break;
            out.append(buffer, static_cast<std::size_t>(n));
        }
        return out;
    }
    bool ended_orderly() {
        char c;
        auto n = SSL_read(ssl_.get(), &c, 1);
        return n <= 0 && SSL_get_error(ssl_.get(), n) == SSL_ERROR_ZERO_RETURN;
    }

private:
    RawClient socket_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
};

Response handler(const Request& request) {
    Response response;
    response.body = request.path == "/big" ? std::string(2'000'000, 'b') + "." : std::string{request.encrypted ? "encrypted" : "plain"} + " " + request.body + ".";
    return response;
}

TEST(encryption, serves_over_tls_1_2_and_1_3) {
    Certificate certificate;
    RunningServer server{handler, certificate.options()};
    for (auto version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        EncryptedClient client{server.port(), version, version};
        ASSERT_TRUE(client.connected);
        EXPECT_EQ(client.version(), version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
        EXPECT_TRUE(client.receive_until("abc.").ends_with("\r\n\r\nencrypted abc."));
        client.send("GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_GT(client.receive_until("b.").size(), 2'000'000u);
        EXPECT_TRUE(client.ended_orderly());
    }
}

TEST(encryption, refuses_old_versions_weak_ciphers_and_plain_text) {
    Certificate certificate;
    RunningServer server{handler, certificate.options()};
    EXPECT_FALSE((EncryptedClient{server.port(), TLS1_VERSION, TLS1_1_VERSION}.connected));
    EXPECT_FALSE((EncryptedClient{server.port(), TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA"}.connected));
    EXPECT_TRUE((EncryptedClient{server.port(), TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256"}.connected)) << "the control";
    RawClient plain{server.port()};
    EXPECT_EQ(plain.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n").status, 0);
}

TEST(encryption, cuts_a_slow_handshake) {
    Certificate certificate;
    auto options = certificate.options();
    options.header_seconds = 1;
    RunningServer server{handler, options};
    RawClient silent{server.port()};
    silent.send("\x16\x03\x01");
    EXPECT_TRUE(silent.closes_within(2s));
}

TEST(encryption, carries_websockets) {
    Certificate certificate;
    RunningServer server{handler, certificate.options(), [](const Request& request, std::shared_ptr<Channel> channel) {
                             EXPECT_TRUE(request.encrypted);
                             channel->send(std::make_shared<const std::string>("welcome"));
                             return std::optional<ChannelEvents>{ChannelEvents{}};
                         }};
    EncryptedClient client{server.port(), TLS1_3_VERSION, TLS1_3_VERSION};
    client.send(
        "GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    auto received = client.receive_until("\x81\x07welcome");
    EXPECT_TRUE(received.starts_with("HTTP/1.1 101"));
    EXPECT_TRUE(received.ends_with("\x81\x07welcome"));
    std::thread stopper{[&] { server.stop(); }};
    EXPECT_NE(client.receive_until("the server stops").find("\x03\xe9the server stops"), std::string::npos) << "1001";
    client.send(std::string{"\x88\x82\0\0\0\0\x03\xe9", 8});
    stopper.join();
}

TEST(encryption, says_at_start_that_the_certificate_cannot_be_read) {
    ServerOptions options;
    options.port = 0;
    options.certificate_file = options.key_file = "/nonexistent/certificate.pem";
    EXPECT_THROW((Server{options, handler}), std::exception);
}

}  // namespace
}  // namespace zhibu::http
