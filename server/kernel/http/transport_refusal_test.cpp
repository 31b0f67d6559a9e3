// What the server refuses on real sockets: malformed requests, too large ones, and more than it can take.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "kernel/http/raw_requests.hpp"

namespace zhibu::http {
namespace {

using namespace std::chrono_literals;

struct Malformed {
    const char* name;
    std::string bytes;
    int status{400};
};

std::vector<Malformed> malformed() {
    std::string head = "POST / HTTP/1.1\r\nHost: x\r\n", chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
    std::string nul{"GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", 35};
    return {
        {"CL and TE", head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"TE and CL", head + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n"},
        {"double CL, different", head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"},
        {"double CL, equal", head + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na"},
        {"CL list", head + "Content-Length: 1, 1\r\n\r\na"},
        {"CL with plus", head + "Content-Length: +1\r\n\r\na"},
        {"CL negative", head + "Content-Length: -1\r\n\r\na"},
        {"CL hexadecimal", head + "Content-Length: 0x1\r\n\r\na"},
        {"CL empty", head + "Content-Length:\r\n\r\n"},
        {"CL overflow", head + "Content-Length: 18446744073709551617\r\n\r\na"},
        {"CL with space inside", head + "Content-Length: 1 1\r\n\r\na"},
        {"double TE", head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"TE identity", head + "Transfer-Encoding: identity\r\n\r\n"},
        {"TE gzip, chunked", head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
        {"TE xchunked", head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"},
        {"TE in HTTP/1.0", "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"space before the colon", head + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"},
        {"bare LF after the request line", "GET / HTTP/1.1\nHost: x\r\n\r\n"},
        {"bare LF after a field", "GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n"},
        {"bare LF at the end", "GET / HTTP/1.1\r\nHost: x\r\n\n"},
        {"only bare LF", "GET / HTTP/1.1\nHost: x\n\n"},
        {"bare CR in a value", "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n"},
        {"CR CR LF", "GET / HTTP/1.1\r\nHost: x\r\r\n\r\n"},
        {"NUL in a value", nul},
        {"folded field", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"},
        {"folded first field", "GET / HTTP/1.1\r\n Host: x\r\n\r\n"},
        {"field without colon", "GET / HTTP/1.1\r\nHost: x\r\nabc\r\n\r\n"},
        {"field without name", "GET / HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n"},
        {"separator in a name", "GET / HTTP/1.1\r\nHost: x\r\nA(b): c\r\n\r\n"},
        {"no Host", "GET / HTTP/1.1\r\n\r\n"},
        {"two Hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"},
        {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
        {"Host with a path", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n"},
        {"empty first line", "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"no version", "GET /\r\nHost: x\r\n\r\n"},
        {"two spaces", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"space in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"tab as separator", "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"lower-case method", "get / HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"lower-case version", "GET / http/1.1\r\nHost: x\r\n\r\n"},
        {"version 1.10", "GET / HTTP/1.10\r\nHost: x\r\n\r\n"},
        {"version 2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"absolute target", "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"fragment", "GET /#a HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"broken percent", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"encoded NUL", "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"encoded line break", "GET /%0d%0a HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"encoded slash", "GET /a%2Fb HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"path not UTF-8", "GET /%FF HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"TRACE", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 405},
        {"unknown method", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 405},
        {"TLS on a plain port", std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 \n", 13}},
        {"chunk size overflow", chunked + "FFFFFFFFFFFFFFFFF\r\n"},
        {"chunk size of 2^64 + 1", chunked + "10000000000000001\r\na\r\n0\r\n\r\n"},
        {"chunk size negative", chunked + "-1\r\n"},
        {"chunk size with 0x", chunked + "0x1\r\na\r\n0\r\n\r\n"},
        {"chunk size with space", chunked + "1 \r\na\r\n0\r\n\r\n"},
        {"chunk size empty", chunked + "\r\n"},
        {"chunk longer than its size", chunked + "1\r\nab\r\n0\r\n\r\n"},
        {"chunk size ended by bare LF", chunked + "1\na\r\n0\r\n\r\n"},
        {"chunk ended by bare LF", chunked + "1\r\na\n0\r\n\r\n"},
        {"extension with bare LF", chunked + "1;a\nb\r\na\r\n0\r\n\r\n"},
        {"extension without end", chunked + "1;" + std::string(300, 'a')},
        {"trailer", chunked + "0\r\nA: b\r\n\r\n"},
    };
}

TEST(transport, refuses_each_malformed_request_and_closes) {
    std::atomic<int> handled{0};
    RunningServer server{[&](const Request& request) {
        ++handled;
        return echo(request);
    }};
    for (auto& row : malformed()) {
        RawClient client{server.port()};
        EXPECT_EQ(client.ask(row.bytes).status, row.status) << row.name;
        client.send(get("/smuggled"));
        EXPECT_TRUE(client.closes_within(5s)) << row.name;
    }
    EXPECT_EQ(handled, 0) << "no refused request, and nothing behind one, reaches a handler";
}

TEST(transport, refuses_a_malformed_request_behind_a_good_one) {
    RunningServer server{echo};
    RawClient client{server.port()};
    client.send(get("/good") + "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n" + get("/smuggled"));
    EXPECT_EQ(client.receive().body, "GET /good? ");
    EXPECT_EQ(client.receive().status, 400);
    EXPECT_TRUE(client.closes_within(5s));
}

TEST(transport, bounds_the_header) {
    RunningServer server{echo};
    auto with_padding = [](std::size_t n) { return get("/", "A: " + std::string(n, 'a') + "\r\n"); };
    RawClient within{server.port()};
    EXPECT_EQ(within.ask(with_padding(16'000)).status, 200);
    RawClient beyond{server.port()};
    EXPECT_EQ(beyond.ask(with_padding(17'000)).status, 431);
    EXPECT_TRUE(beyond.closes_within(5s));
    RawClient endless{server.port()};
    EXPECT_EQ(endless.ask("GET /" + std::string(200'000, 'a')).status, 431);
    RawClient many{server.port()};
    std::string fields;
    for (int i = 0; i < 101; ++i) fields += "A: b\r\n";
    EXPECT_EQ(many.ask(get("/", fields)).status, 431);
}

TEST(transport, bounds_the_body_except_for_uploads) {
    ServerOptions options;
    options.largest_body = 1000;
    options.largest_upload = 100'000;
    options.is_upload = [](const Request& request) { return request.method == Method::post && request.path == "/files"; };
    RunningServer server{echo, options};
    RawClient client{server.port()};
    EXPECT_EQ(client.ask(post("/", std::string(1000, 'a'))).status, 200);
    EXPECT_EQ(client.ask(post("/files", std::string(100'000, 'a'))).body.size(), 100'000u + 13);
    EXPECT_EQ(client.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n").status, 413) << "before the body is sent";
    EXPECT_TRUE(client.closes_within(5s));
    RawClient upload{server.port()};
    EXPECT_EQ(upload.ask("POST /files HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n").status, 413);
    RawClient chunked{server.port()};
    EXPECT_EQ(chunked.ask("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + std::string(1000, 'a') + "\r\n1\r\n").status, 413);
    RawClient sending{server.port()};
    EXPECT_EQ(sending.ask(post("/", std::string(500'000, 'a'))).status, 413) << "a client that sends on still sees the answer";
}

TEST(transport, invites_a_body_that_waits) {
    ServerOptions options;
    options.largest_body = 1000;
    RunningServer server{echo, options};
    RawClient client{server.port()};
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.receive(true).status, 100);
    EXPECT_EQ(client.ask("abc").body, "POST /? abc");
    EXPECT_EQ(client.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n").status, 413);
}

TEST(transport, answers_503_when_the_queue_is_full) {
    ServerOptions options;
    options.workers = 1;
    options.queued_requests = 1;
    std::promise<void> release;
    auto released = release.get_future().share();
    std::atomic<int> running{0};
    RunningServer server{[&](const Request& request) {
                             ++running;
                             released.wait();
                             return echo(request);
                         },
                         options};
    RawClient first{server.port()}, second{server.port()}, third{server.port()};
    first.send(get("/1"));
    while (running == 0) std::this_thread::sleep_for(1ms);
    second.send(get("/2"));
    std::this_thread::sleep_for(50ms);
    auto refused = third.ask(get("/3"));
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.field("Retry-After"), "1");
    release.set_value();
    EXPECT_EQ(first.receive().body, "GET /1? ");
    EXPECT_EQ(second.receive().body, "GET /2? ");
    EXPECT_EQ(third.ask(get("/4")).body, "GET /4? ");
}

}  // namespace
}  // namespace zhibu::http
