// WebSockets frame by frame: hand-made masked frames over a raw socket.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "kernel/http/raw_client.hpp"

namespace zhibu::http {
namespace {

using namespace std::chrono_literals;

const std::string upgrade =
    "GET /live HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

constexpr char text_frame = 1, binary_frame = 2, close_frame = 8, ping_frame = 9, pong_frame = 10;

std::string frame(char kind, std::string_view content, bool masked = true) {
    std::string out{static_cast<char>(0x80 | kind)};
    char mask_bit = masked ? static_cast<char>(0x80) : '\0';
    if (content.size() < 126) {
        out += static_cast<char>(mask_bit | static_cast<char>(content.size()));
    } else {
        bool short_form = content.size() < 65536;
        out += static_cast<char>(mask_bit | (short_form ? 126 : 127));
        for (int shift = short_form ? 8 : 56; shift >= 0; shift -= 8) out += static_cast<char>(content.size() >> shift);
    }
    if (masked) out.append("\0\0\0\0", 4);
    return out.append(content);
}

struct Frame {
    int kind{-1};  // -1: the connection ended
    std::string content;
    int close_code() const { return content.size() < 2 ? 0 : (static_cast<unsigned char>(content[0]) << 8) | static_cast<unsigned char>(content[1]); }
};

Frame next_frame(RawClient& client) {
    auto head = client.receive_bytes(2);
    if (head.size() < 2) return {};
    Frame out;
    out.kind = head[0] & 15;
    std::size_t size = static_cast<unsigned char>(head[1]);
    if (size >= 126) {
        auto longer = client.receive_bytes(size == 126 ? 2 : 8);
        size = 0;
        for (char c : longer) size = (size << 8) | static_cast<unsigned char>(c);
    }
    out.content = client.receive_bytes(size);
    return out;
}

// The application's side: echoes, counts, remembers.
struct Room {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::shared_ptr<Channel>> channels;
    int closed{0}, received{0};

    ChannelHandler handler() {
        return [this](const Request& request, std::shared_ptr<Channel> channel) -> std::optional<ChannelEvents> {
            if (request.path != "/live") return std::nullopt;
            std::lock_guard lock{mutex};
            channels.push_back(channel);
            return ChannelEvents{[this, channel](std::string_view text) {
                                     {
                                         std::lock_guard inner{mutex};
                                         ++received;
                                     }
                                     if (text == "throw") throw std::runtime_error{"no"};
                                     channel->send(std::make_shared<const std::string>("echo " + std::string{text}));
                                 },
                                 [this] {
                                     std::lock_guard inner{mutex};
                                     ++closed;
                                     changed.notify_all();
                                 }};
        };
    }
    bool closes(int count) {
        std::unique_lock lock{mutex};
        return changed.wait_for(lock, 5s, [&] { return closed >= count; }) && closed == count;
    }
    std::shared_ptr<Channel> first() {
        std::lock_guard lock{mutex};
        return channels.at(0);
    }
};

Response plain(const Request&) {
    Response response;
    response.body = "plain";
    return response;
}

// Nothing but the room held it; once the room lets go nothing is left of it.
bool is_let_go(Room& room) {
    std::weak_ptr<Channel> channel = room.first();
    {
        std::lock_guard lock{room.mutex};
        room.channels.clear();
    }
    for (auto begun = std::chrono::steady_clock::now(); !channel.expired() && std::chrono::steady_clock::now() - begun < 8s;) std::this_thread::sleep_for(20ms);
    return channel.expired();
}

// Found by websocket_fuzz: in pieces, so that the closing has begun while the text is being read.
TEST(channel, is_let_go_when_a_broken_text_follows_a_frame_it_closes_for) {
    Room room;
    RunningServer server{plain, {}, room.handler()};
    RawClient client{server.port()};
    client.send(upgrade);
    client.receive(true);
    std::string_view frames = "\x82\x83\x01\x02\x03\x04\x01\x03\x03\x01\x81\x85\x01\x02\x03\xa5\x04\x60\x77\x61\x73";
    for (; !frames.empty(); frames.remove_prefix(7)) {
        client.send(std::string{frames.substr(0, 7)});
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_TRUE(room.closes(1));
    EXPECT_TRUE(is_let_go(room));
}

TEST(channel, upgrades_and_echoes_in_order) {
    Room room;
    RunningServer server{plain, {}, room.handler()};
    RawClient client{server.port()};
    client.send(upgrade);
    auto answer = client.receive(true);
    EXPECT_EQ(answer.status, 101);
    EXPECT_EQ(answer.field("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(answer.field("X-Request-Id").size(), 16u);
    for (int i = 0; i < 100; ++i) client.send(frame(text_frame, "第" + std::to_string(i)));
    for (int i = 0; i < 100; ++i) ASSERT_EQ(next_frame(client).content, "echo 第" + std::to_string(i));
    std::string big(60'000, 'b');
    client.send(frame(text_frame, big));
    EXPECT_TRUE(next_frame(client).content == "echo " + big);
    client.send(frame(ping_frame, "p"));
    auto pong = next_frame(client);
    EXPECT_EQ(pong.kind, pong_frame);
    EXPECT_EQ(pong.content, "p");
    client.send(frame(close_frame, std::string{"\x03\xe8", 2}));
    EXPECT_EQ(next_frame(client).close_code(), 1000);
    EXPECT_TRUE(room.closes(1));
    room.first()->send(std::make_shared<const std::string>("too late"));
}

TEST(channel, answers_plainly_where_the_application_declines) {
    Room room;
    RunningServer server{plain, {}, room.handler()};
    RawClient client{server.port()};
    auto other = upgrade;
    other.replace(other.find("/live"), 5, "/else");
    EXPECT_EQ(client.ask(other).body, "plain");
    EXPECT_EQ(client.ask(other).body, "plain");
    auto early = RawClient{server.port()}.ask(upgrade + frame(text_frame, "before the 101"));
    EXPECT_EQ(early.status, 400);
    auto keyless = upgrade;
    keyless.erase(keyless.find("Sec-WebSocket-Key"), 45);
    EXPECT_EQ(RawClient{server.port()}.ask(keyless).status, 400);
    EXPECT_TRUE(room.closes(1)) << "the one that was accepted but had no key";
}

TEST(channel, refuses_what_breaks_the_protocol) {
    Room room;
    RunningServer server{plain, {}, room.handler()};
    struct Row {
        const char* name;
        std::string bytes;
        int code;
    };
    int count = 0;
    for (auto& row : std::vector<Row>{{"too long", frame(text_frame, std::string((64 << 10) + 1, 'a')), 1009},
                                      {"not masked", frame(text_frame, "a", false), 1002},
                                      {"not UTF-8", frame(text_frame, "\xFF\xFF"), 1007},
                                      {"binary", frame(binary_frame, "a"), 1003},
                                      {"handler throws", frame(text_frame, "throw"), 1011},
                                      {"reserved opcode", frame(3, "a"), 1002}}) {
        RawClient client{server.port()};
        client.send(upgrade);
        ASSERT_EQ(client.receive(true).status, 101);
        client.send(row.bytes);
        auto answer = next_frame(client);
        EXPECT_EQ(answer.kind, close_frame) << row.name;
        EXPECT_EQ(answer.close_code(), row.code) << row.name;
        client.send(frame(close_frame, answer.content));
        EXPECT_TRUE(client.closes_within(3s)) << row.name;
        EXPECT_TRUE(room.closes(++count)) << row.name;
    }
}

TEST(channel, drops_a_slow_reader_and_serves_the_others) {
    Room room;
    RunningServer server{plain, {}, room.handler()};
    RawClient slow{server.port(), 4096};
    slow.send(upgrade);
    ASSERT_EQ(slow.receive(true).status, 101);
    auto channel = room.first();
    RawClient quick{server.port()};
    quick.send(upgrade);
    ASSERT_EQ(quick.receive(true).status, 101);
    auto message = std::make_shared<const std::string>(50'000, 'm');
    std::thread sender{[&] {
        for (int i = 0; i < 400; ++i) {  // 20 MB: more than the kernel buffers for it
            channel->send(message);
            std::this_thread::sleep_for(1ms);
        }
    }};
    for (int i = 0; i < 20; ++i) {
        quick.send(frame(text_frame, "q"));
        EXPECT_EQ(next_frame(quick).content, "echo q");
    }
    EXPECT_TRUE(room.closes(1));
    sender.join();
    EXPECT_EQ(message.use_count(), 1) << "nothing is kept for it";
    quick.send(frame(text_frame, "still"));
    EXPECT_EQ(next_frame(quick).content, "echo still");
}

TEST(channel, is_kept_alive_by_pings_and_ended_without_pong) {
    ServerOptions options;
    options.idle_seconds = 1;
    Room room;
    RunningServer server{plain, options, room.handler()};
    RawClient alive{server.port()}, dead{server.port()};
    for (auto client : {&alive, &dead}) {
        client->send(upgrade);
        ASSERT_EQ(client->receive(true).status, 101);
    }
    for (int i = 0; i < 4; ++i) {
        auto ping = next_frame(alive);
        ASSERT_EQ(ping.kind, ping_frame);
        alive.send(frame(pong_frame, ping.content));
    }
    EXPECT_TRUE(room.closes(1)) << "only the one that never answered a ping";
    EXPECT_TRUE(dead.closes_within(1s));
}

TEST(channel, closes_with_1001_when_the_server_stops) {
    Room room;
    RunningServer server{plain, {}, room.handler()};
    std::vector<RawClient> clients;
    for (int i = 0; i < 20; ++i) {
        clients.emplace_back(server.port());
        clients.back().send(upgrade);
        ASSERT_EQ(clients.back().receive(true).status, 101);
    }
    room.first()->send(std::make_shared<const std::string>("last words"));
    auto start = std::chrono::steady_clock::now();
    server.ask_to_stop();
    EXPECT_EQ(next_frame(clients[0]).content, "last words");
    for (auto& client : clients) {
        auto last = next_frame(client);
        EXPECT_EQ(last.close_code(), 1001);
        client.send(frame(close_frame, last.content));
        EXPECT_TRUE(client.closes_within(1s));
    }
    server.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
    EXPECT_TRUE(room.closes(20));
}

TEST(channel, can_outlive_the_server) {
    Room room;
    {
        RunningServer server{plain, {}, room.handler()};
        RawClient client{server.port()};
        client.send(upgrade);
        ASSERT_EQ(client.receive(true).status, 101);
        // The client never answers the close frame: the server must not wait for it for ever.
        auto start = std::chrono::steady_clock::now();
        server.stop();
        EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
    }
    EXPECT_TRUE(room.closes(1));
    room.first()->send(std::make_shared<const std::string>("into the void"));
    room.first()->close(1000, "");
}

TEST(channel, may_be_used_from_many_threads) {
    Room room;
    RunningServer server{plain, {}, room.handler()};
    RawClient client{server.port()};
    client.send(upgrade);
    ASSERT_EQ(client.receive(true).status, 101);
    auto channel = room.first();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i) channel->send(std::make_shared<const std::string>("x"));
        });
    for (int i = 0; i < 200; ++i) ASSERT_EQ(next_frame(client).content, "x");
    for (auto& thread : threads) thread.join();
    channel->close(4001, "signed out");
    auto last = next_frame(client);
    EXPECT_EQ(last.close_code(), 4001);
    EXPECT_EQ(last.content.substr(2), "signed out");
}

}  // namespace
}  // namespace zhibu::http
