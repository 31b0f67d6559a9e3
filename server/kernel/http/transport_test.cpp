// The server as clients on real sockets see it: HTTP, streams, the end. Refusals, slow clients, WebSockets and TLS have files of their own.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "kernel/http/raw_requests.hpp"

namespace zhibu::http {
namespace {

using namespace std::chrono_literals;

TEST(transport, answers_again_and_again_on_one_connection) {
    RunningServer server{echo};
    RawClient client{server.port()};
    EXPECT_EQ(client.ask(get("/a?b=1")).body, "GET /a?b=1 ");
    EXPECT_EQ(client.ask(post("/a", "body")).body, "POST /a? body");
    EXPECT_EQ(client.ask(get("/%E5%85%9A")).body, "GET /党? ");
    EXPECT_EQ(client.ask("DELETE /a HTTP/1.1\r\nHost: x\r\n\r\n").body, "DELETE /a? ");
    EXPECT_EQ(client.ask("POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n5;x=1\r\npedia\r\n0\r\n\r\n").body, "POST /c? wikipedia");
    EXPECT_EQ(client.ask(get("/last")).body, "GET /last? ");
}

TEST(transport, carries_its_fields_in_every_answer) {
    RunningServer server{[](const Request& request) {
        Response response;
        response.set("X-Seen", request.request_id);
        response.set("Content-Length", "999");
        response.set("X-Split", "a\r\nSet-Cookie: stolen=1");
        response.body = "x";
        return response;
    }};
    RawClient client{server.port()};
    auto first = client.ask(get("/")), second = client.ask(get("/"));
    EXPECT_EQ(first.field("X-Request-Id").size(), 16u);
    EXPECT_EQ(first.field("X-Request-Id").find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_EQ(first.field("X-Request-Id"), first.field("X-Seen"));
    EXPECT_NE(first.field("X-Request-Id"), second.field("X-Request-Id"));
    EXPECT_EQ(first.field("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(first.field("Referrer-Policy"), "same-origin");
    EXPECT_EQ(first.field("Content-Length"), "1");
    EXPECT_EQ(first.field("Set-Cookie"), "");
    EXPECT_TRUE(first.field("Date").ends_with(" GMT"));
    auto refused = client.ask("GET / HTTP/1.1\n\n");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.field("X-Request-Id").size(), 16u);
    EXPECT_EQ(refused.field("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(refused.field("Connection"), "close");
}

TEST(transport, answers_pipelined_requests_in_order) {
    RunningServer server{[](const Request& request) {
        if (request.path == "/slow") std::this_thread::sleep_for(50ms);
        return echo(request);
    }};
    RawClient client{server.port()};
    std::string all = get("/slow") + post("/body", "GET /not-a-request HTTP/1.1\r\n\r\n");
    for (int i = 0; i < 500; ++i) all += get("/" + std::to_string(i));
    std::thread sender{[&] { client.send(all); }};
    EXPECT_EQ(client.receive().body, "GET /slow? ");
    EXPECT_EQ(client.receive().body, "POST /body? GET /not-a-request HTTP/1.1\r\n\r\n");
    for (int i = 0; i < 500; ++i) ASSERT_EQ(client.receive().body, "GET /" + std::to_string(i) + "? ");
    sender.join();
}

TEST(transport, reads_a_request_byte_by_byte) {
    RunningServer server{echo};
    RawClient client{server.port()};
    for (char c : post("/slow", "abc") + "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n") client.send({&c, 1});
    EXPECT_EQ(client.receive().body, "POST /slow? abc");
    EXPECT_EQ(client.receive().body, "POST /c? ab");
}

TEST(transport, answers_head_without_a_body) {
    RunningServer server{[](const Request& request) {
        Response response;
        if (request.path == "/stream")
            response.stream = [](std::string&) -> bool { throw std::runtime_error{"a HEAD must not start the stream"}; };
        else if (request.path == "/none")
            response.status = 204;
        else
            response.body = std::string(100'000, 'x');
        return response;
    }};
    RawClient client{server.port()};
    client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.receive(true).field("Content-Length"), "100000");
    client.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.receive(true).field("Transfer-Encoding"), "chunked");
    auto none = client.ask(get("/none"));
    EXPECT_EQ(none.status, 204);
    EXPECT_EQ(none.field("Content-Length"), "");
    EXPECT_EQ(client.ask(get("/a")).body.size(), 100'000u);
}

TEST(transport, sends_a_shared_body_whole) {
    std::string big(3'000'000, 'z');
    auto shared = std::make_shared<const std::string_view>(big);
    RunningServer server{[&](const Request&) {
        Response response;
        response.shared_body = shared;
        return response;
    }};
    RawClient client{server.port()};
    EXPECT_TRUE(client.ask(get("/")).body == big);
    EXPECT_TRUE(client.ask(get("/")).body == big);
}

TEST(transport, answers_500_for_an_exception) {
    RunningServer server{[](const Request&) -> Response { throw std::runtime_error{"secret detail"}; }};
    RawClient client{server.port()};
    auto answer = client.ask(get("/"));
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body.find("secret"), std::string::npos);
    EXPECT_EQ(client.ask(get("/")).status, 500);
}

TEST(transport, speaks_http_1_0_and_close) {
    RunningServer server{[](const Request& request) {
        Response response;
        if (request.path == "/stream")
            response.stream = [n = 0](std::string& piece) mutable { return piece = "p", ++n < 3; };
        else
            response.body = "x";
        return response;
    }};
    RawClient old{server.port()};
    EXPECT_EQ(old.ask("GET / HTTP/1.0\r\n\r\n").body, "x");
    EXPECT_TRUE(old.closes_within(1s));
    RawClient old_stream{server.port()};
    EXPECT_EQ(old_stream.ask("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").body, "ppp");
    RawClient closing{server.port()};
    EXPECT_EQ(closing.ask(get("/", "Connection: foo, Close\r\n")).field("Connection"), "close");
    EXPECT_TRUE(closing.closes_within(1s));
}

// --- streams ---

TEST(transport, streams_in_chunks_with_back_pressure) {
    std::atomic<std::size_t> produced{0};
    std::atomic<bool> dropped{false};
    std::shared_ptr<void> alive{nullptr, [&](void*) { dropped = true; }};
    std::string piece_of_export(10'000, 'e');
    RunningServer server{[&, alive = std::move(alive)](const Request&) mutable {
        Response response;
        response.stream = [&, alive = std::exchange(alive, nullptr)](std::string& piece) {
            piece = piece_of_export;
            return (produced += piece.size()) < 50'000'000;
        };
        return response;
    }};
    RawClient reader{server.port(), 4096};
    reader.send(get("/export"));
    EXPECT_EQ(reader.receive(true).field("Transfer-Encoding"), "chunked");
    std::this_thread::sleep_for(300ms);
    EXPECT_LT(produced, 10'000'000u) << "nothing is made for a client that does not read (the kernel's buffers hold a few MB)";
    EXPECT_FALSE(dropped);
    { RawClient gone{std::move(reader)}; }
    for (int i = 0; i < 200 && !dropped; ++i) std::this_thread::sleep_for(10ms);
    EXPECT_TRUE(dropped) << "the client left";
    EXPECT_LT(produced, 50'000'000u);
}

TEST(transport, streams_whole_and_keeps_the_connection) {
    RunningServer server{[](const Request& request) {
        Response response;
        auto n = std::stoi(request.query);
        response.stream = [n, i = 0](std::string& piece) mutable {
            if (i < n) piece = std::to_string(i) + "\n";
            return ++i < n;
        };
        return response;
    }};
    RawClient client{server.port()};
    std::string expected;
    for (int i = 0; i < 30'000; ++i) expected += std::to_string(i) + "\n";
    EXPECT_TRUE(client.ask(get("/?30000")).body == expected);
    EXPECT_EQ(client.ask(get("/?1")).body, "0\n");
    EXPECT_EQ(client.ask(get("/?0")).body, "");
}

TEST(transport, tears_a_stream_that_fails) {
    RunningServer server{[](const Request&) {
        Response response;
        response.stream = [n = 0](std::string& piece) mutable {
            if (++n > 1) throw std::runtime_error{"database gone"};
            piece = "half";
            return true;
        };
        return response;
    }};
    RawClient client{server.port()};
    auto torn = client.ask(get("/"));
    EXPECT_EQ(torn.body, "half");
    EXPECT_EQ(torn.status, 0) << "no last chunk: the client can tell that it is not whole";
}

// --- forwarded addresses ---

TEST(transport, believes_forwarded_fields_from_trusted_proxies_only) {
    auto handler = [](const Request& request) {
        Response response;
        response.body = request.peer + (request.encrypted ? " encrypted" : " plain");
        return response;
    };
    struct Row {
        std::vector<std::string> trusted;
        const char *fields, *seen;
    };
    for (auto& row : std::vector<Row>{
             {{}, "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n", "127.0.0.1 plain"},
             {{"127.0.0.1"}, "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n", "1.2.3.4 encrypted"},
             {{"127.0.0.1"}, "X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\n", "1.2.3.4 plain"},
             {{"127.0.0.1", "1.2.3.4"}, "X-Forwarded-For: 6.6.6.6, 5.5.5.5, 1.2.3.4\r\n", "5.5.5.5 plain"},
             {{"127.0.0.1"}, "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\n", "2.2.2.2 plain"},
             {{"127.0.0.1"}, "X-Forwarded-For: <script>\r\n", "127.0.0.1 plain"},
             {{"127.0.0.1"}, "X-Forwarded-For: 2001:db8::1\r\n", "2001:db8::1 plain"},
             {{"127.0.0.1"}, "", "127.0.0.1 plain"}}) {
        ServerOptions options;
        options.trusted_proxies = row.trusted;
        RunningServer server{handler, options};
        RawClient client{server.port()};
        EXPECT_EQ(client.ask(get("/", row.fields)).body, row.seen) << row.fields;
    }
}

// --- the end ---

TEST(transport, finishes_requests_in_flight_when_it_stops) {
    std::atomic<bool> running{false};
    RunningServer server{[&](const Request& request) {
        running = true;
        std::this_thread::sleep_for(400ms);
        return echo(request);
    }};
    RawClient client{server.port()}, idle{server.port()};
    client.send(get("/1") + get("/2"));
    while (!running) std::this_thread::sleep_for(1ms);
    auto start = Steady::now();
    server.ask_to_stop();
    EXPECT_TRUE(idle.closes_within(200ms));
    EXPECT_THROW(RawClient{server.port()}, std::runtime_error);
    auto answer = client.receive();
    EXPECT_EQ(answer.body, "GET /1? ");
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_TRUE(client.closes_within(1s));
    server.stop();
    EXPECT_LT(milliseconds_since(start), 1000);
}

TEST(transport, says_in_words_when_the_port_is_taken) {
    RunningServer server{echo};
    ServerOptions options;
    options.port = server.port();
    EXPECT_THROW((Server{options, echo}), std::exception);
}

TEST(transport, can_be_stopped_before_it_runs) {
    ServerOptions options;
    options.port = 0;
    Server server{options, echo};
    server.stop();
    server.run();
}

}  // namespace
}  // namespace zhibu::http
