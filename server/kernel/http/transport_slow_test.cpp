// Slow clients and used-up descriptors: cut, waited for, and no burden to others.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "kernel/http/raw_requests.hpp"

namespace zhibu::http {
namespace {

using namespace std::chrono_literals;

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

}  // namespace
}  // namespace zhibu::http
