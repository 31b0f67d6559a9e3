// The server as clients on real sockets see it: HTTP, limits, streams, the end. WebSockets and TLS have files of their own.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/http/raw_client.hpp"

namespace zhibu::http {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

Response echo(const Request& request) {
    Response response;
    response.set("Content-Type", "text/plain");
    response.body = std::string{name_of(request.method)} + " " + request.path + "?" + request.query + " " + request.body;
    return response;
}

std::string get(std::string_view path, std::string_view fields = "") {
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: x\r\n" + std::string{fields} + "\r\n";
}
std::string post(std::string_view path, std::string_view body) {
    return "POST " + std::string{path} + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}
auto milliseconds_since(Steady::time_point start) { return std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - start).count(); }

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

// --- what must be refused ---

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

// --- slow clients ---

ServerOptions impatient() {
    ServerOptions options;
    options.header_seconds = options.body_seconds = options.idle_seconds = 1;
    return options;
}

TEST(transport, cuts_slow_headers_bodies_and_idle_connections) {
    RunningServer server{echo, impatient()};
    auto start = Steady::now();
    RawClient silent{server.port()}, slow_head{server.port()}, slow_body{server.port()}, idle{server.port()};
    EXPECT_EQ(idle.ask(get("/")).status, 200);
    slow_body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
    slow_head.send("GET / HTTP/1.1\r\nA: ");
    // A byte now and then must not win time.
    for (int i = 0; i < 8; ++i) {
        std::this_thread::sleep_for(100ms);
        EXPECT_TRUE(slow_head.send("a"));
        EXPECT_TRUE(slow_body.send("a"));
    }
    for (auto client : {&silent, &slow_head, &slow_body, &idle}) EXPECT_TRUE(client->closes_within(1s));
    EXPECT_GE(milliseconds_since(start), 1000);
    EXPECT_LT(milliseconds_since(start), 1800);
}

TEST(transport, does_not_cut_a_handler_or_a_fast_body) {
    RunningServer server{[](const Request& request) {
                             std::this_thread::sleep_for(1500ms);
                             return echo(request);
                         },
                         impatient()};
    RawClient client{server.port()};
    EXPECT_EQ(client.ask(get("/")).status, 200);
}

TEST(transport, answers_a_new_client_beside_a_thousand_slow_ones) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    ASSERT_GE(limit.rlim_cur, 2200u);
    RunningServer server{echo};
    std::vector<RawClient> slow;
    for (int i = 0; i < 1000; ++i) {
        slow.emplace_back(server.port());
        slow.back().send(i % 2 ? "GET / HTTP/1.1\r\nHost" : "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\na");
    }
    long long slowest = 0;
    for (int i = 0; i < 20; ++i) {
        for (int j = 0; j < 50; ++j) slow[static_cast<std::size_t>(i * 50 + j)].send("a");
        auto start = Steady::now();
        RawClient client{server.port()};
        EXPECT_EQ(client.ask(get("/new")).body, "GET /new? ");
        slowest = std::max<long long>(slowest, milliseconds_since(start));
    }
    EXPECT_LT(slowest, 200);
    server.stop();
    for (auto& client : slow) EXPECT_TRUE(client.closes_within(1s));
}

TEST(transport, waits_without_spinning_when_out_of_descriptors) {
    RunningServer server{echo};
    RawClient old{server.port()};
    EXPECT_EQ(old.ask(get("/")).status, 200);
    RawClient waiting{server.port()};  // takes the last descriptor of the client's side below
    EXPECT_EQ(waiting.ask(get("/")).status, 200);
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    int fresh = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    rlimit tight{static_cast<rlim_t>(fresh) + 1, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &tight), 0);
    // All lower numbers must be taken, or the accept would find one.
    std::vector<int> fillers;
    for (int filler; (filler = ::dup(fresh)) >= 0;) fillers.push_back(filler);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::connect(fresh, reinterpret_cast<sockaddr*>(&address), sizeof address), 0) << "the kernel's queue takes it";
    auto request = get("/fresh");
    ::send(fresh, request.data(), request.size(), MSG_NOSIGNAL);
    auto cpu = [] {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
    };
    auto used = cpu();
    std::this_thread::sleep_for(600ms);
    EXPECT_LT(cpu() - used, 150);
    EXPECT_EQ(old.ask(get("/old")).body, "GET /old? ");
    pollfd wanted{fresh, POLLIN, 0};
    EXPECT_EQ(::poll(&wanted, 1, 0), 0) << "the control: it was indeed not accepted";
    for (int filler : fillers) ::close(filler);
    setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_EQ(::poll(&wanted, 1, 2000), 1) << "served once there are descriptors again";
    ::close(fresh);
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
