// Notices against a listener on this machine: what is sent, once a day, tried again where it fails, and nothing without a channel.
#include "kernel/notify/notify.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

// Answers one connection after the other by a script: (what came so far) → what to say now, "" for nothing yet. Counts them.
class Listener {
public:
    using Script = std::function<std::string(const std::string& heard, bool& close)>;
    explicit Listener(Script script) : script_{std::move(script)} {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in here{};
        here.sin_family = AF_INET, here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(socket_, reinterpret_cast<sockaddr*>(&here), sizeof here);
        ::listen(socket_, 8);
        socklen_t size = sizeof here;
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&here), &size);
        port = ntohs(here.sin_port);
        thread_ = std::thread{[this] { serve(); }};
    }
    ~Listener() {
        stopping_ = true;
        thread_.join();
        ::close(socket_);
    }
    int port{};
    std::atomic<int> connections{0};
    std::string heard() {
        std::lock_guard lock{mutex_};
        return heard_;
    }

private:
    void serve() {
        while (!stopping_) {
            pollfd ready{socket_, POLLIN, 0};
            if (::poll(&ready, 1, 50) != 1) continue;
            int peer = ::accept(socket_, nullptr, nullptr);
            ++connections;
            converse(peer);
            ::close(peer);
        }
    }
    void converse(int peer) {
        std::string heard;
        bool close = false;
        for (;;) {
            keep(heard);  // before the answer: whoever got it may ask what was heard
            auto answer = script_(heard, close);
            if (!answer.empty()) ::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
            if (close) break;
            pollfd ready{peer, POLLIN, 0};
            char piece[4096];
            if (::poll(&ready, 1, 3000) != 1) break;
            auto got = ::recv(peer, piece, sizeof piece, 0);
            if (got <= 0) break;
            heard.append(piece, std::size_t(got));
        }
    }
    void keep(const std::string& heard) {
        std::lock_guard lock{mutex_};
        heard_ = heard;
    }
    Script script_;
    int socket_{-1};
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::string heard_;
    std::thread thread_;
};

Listener::Script robot(const char* status, const char* body) {
    return [=](const std::string& heard, bool& close) -> std::string {
        auto head = heard.find("\r\n\r\n");
        auto length = heard.find("Content-Length: ");
        if (head == std::string::npos || heard.size() < head + 4 + std::stoul(heard.substr(length + 16))) return "";
        close = true;
        return std::string{"HTTP/1.1 "} + status + "\r\nContent-Type: application/json\r\n\r\n" + body;
    };
}

class Notices : public OnBothEngines {
protected:
    Cast cast{app};
    Notices() {
        app->inbox([](const View& view, std::vector<InboxItem>& all) {
            if (!view.actor.is(Role::organ_clerk)) return;
            all.push_back({.kind = "test.late", .title = "整改材料", .reason = "", .from = "", .due_on = Date::of(2021, 12, 20), .link = "/x", .action = ""});
            all.push_back({.kind = "test.soon", .title = "年度报告", .reason = "", .from = "", .due_on = Date::of(2021, 12, 31), .link = "/y", .action = ""});
        });
    }
    Answer channel(const char* kind, const std::string& address, json::object more = {}) {
        more["name"] = "机关党委群", more["kind"] = kind, more["account_id"] = cast.organ_clerk.account.value, more["address"] = address;
        return app.post(cast.administrator, "/api/v1/notice-channels", more);
    }
    std::string at(const Listener& listener) { return "http://127.0.0.1:" + std::to_string(listener.port) + "/cgi-bin/webhook/send?key=abc"; }
    Answer shown(std::int64_t id) { return app.get(cast.administrator, "/api/v1/notice-channels/" + std::to_string(id)); }
};
ZHIBU_ON_BOTH_ENGINES(Notices);

TEST_P(Notices, reach_a_robot_once_a_working_day) {
    Listener listener{robot("200 OK", R"({"errcode":0,"errmsg":"ok"})")};
    auto made = channel("wecom", at(listener));
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made.text.find("key=abc"), std::string::npos) << "the address is a secret: masked on every way out";
    app.at("2021-12-28T07:30");
    app->jobs.run_due();
    EXPECT_EQ(listener.connections, 0) << "not before the day's work";
    app.at("2021-12-28T08:01");
    app->jobs.run_due();
    app->jobs.run_due();
    EXPECT_EQ(listener.connections, 1);
    auto heard = listener.heard();
    EXPECT_TRUE(heard.starts_with("POST /cgi-bin/webhook/send?key=abc HTTP/1.1\r\n")) << heard;
    auto body = json::parse(heard.substr(heard.find("\r\n\r\n") + 4));
    auto text = std::string{body.at("text").at("content").as_string()};
    EXPECT_EQ(body.at("msgtype").as_string(), "text");
    EXPECT_EQ(text.substr(0, text.find('\n')), "机关党委干事：您有 3 件待办，其中 1 件已逾期。");
    EXPECT_NE(text.find("1. 整改材料（2021年12月20日前）"), std::string::npos) << text;
    EXPECT_EQ(shown(made.id())["failure"].as_string(), "");
    app.at("2021-12-28T17:00");
    app->jobs.run_due();
    EXPECT_EQ(listener.connections, 1) << "one a day";
    app.at("2021-12-29T08:30");
    app->jobs.run_due();
    EXPECT_EQ(listener.connections, 2);
    app.at("2022-01-01T09:00");
    app->jobs.run_due();
    EXPECT_EQ(listener.connections, 2) << "a holiday";
}

TEST_P(Notices, that_fail_are_tried_again_on_the_same_day_and_say_why) {
    std::int64_t id = 0;
    {
        Listener refusing{robot("200 OK", R"({"errcode":93000,"errmsg":"invalid webhook url"})")};
        auto made = channel("dingtalk", at(refusing), {{"secret", "SEC000"}});
        ASSERT_EQ(made.status, 201) << made.text;
        id = made.id();
        app->jobs.run_due();
        EXPECT_EQ(refusing.connections, 1);
        EXPECT_NE(refusing.heard().find("key=abc&timestamp="), std::string::npos);
        EXPECT_NE(refusing.heard().find("&sign="), std::string::npos);
    }
    EXPECT_EQ(shown(id)["failure"].as_string(), "the robot refused with code 93000");
    app.at("2021-12-28T09:10");
    app->jobs.run_due();
    EXPECT_EQ(shown(id)["failure"].as_string(), "the host does not answer");
    EXPECT_EQ(app.read([](const View& view) { return *view.session.integer("SELECT attempts FROM outbox"); }), 2);
    // The next day's digest is its own; yesterday's is dropped in silence.
    app.at("2021-12-29T09:10");
    Listener good{robot("200 OK", R"({"errcode":0})")};
    app.write([&](Transaction& t) {
        auto address = app->keys.seal(at(good), "notice_channel." + std::to_string(id) + ".address");
        t.session.execute("UPDATE notice_channel SET address = ? WHERE tenant_id = 1 AND id = ?", db::Bytes{address}, id);
    });
    app->jobs.run_due();
    app->jobs.run_due();
    EXPECT_EQ(good.connections, 1);
    EXPECT_EQ(app.read([](const View& view) { return *view.session.integer("SELECT COUNT(*) FROM outbox"); }), 0);
}

TEST_P(Notices, go_by_mail_through_the_offices_server) {
    Listener server{[said = 0](const std::string& heard, bool& close) mutable -> std::string {
        static constexpr std::pair<const char*, const char*> talk[] = {{"", "220 mail\r\n"}, {"EHLO zhibu\r\n", "250-mail\r\n250 AUTH LOGIN\r\n"}, {"AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n"},
                                                                      {"emhpYnU=\r\n", "334 UGFzc3dvcmQ6\r\n"}, {"c2VjcmV0\r\n", "235 ok\r\n"}, {"MAIL FROM:<zhibu@office.example>\r\n", "250 ok\r\n"},
                                                                      {"RCPT TO:<clerk@office.example>\r\n", "250 ok\r\n"}, {"DATA\r\n", "354 go on\r\n"}, {"\r\n.\r\n", "250 taken\r\n"}, {"QUIT\r\n", "221 bye\r\n"}};
        if (said < 10 && heard.ends_with(talk[said].first)) {
            close = said == 9;
            return talk[said++].second;
        }
        return "";
    }};
    auto set = [&](json::object body) { return app.send(cast.administrator, http::Method::put, "/api/v1/mail-server", json::serialize(body)); };
    EXPECT_EQ(set({{"host", "mail.office.example"}, {"security", "none"}, {"sender", "zhibu@office.example"}}).faults(), "#/security not_encrypted");
    EXPECT_EQ(set({{"host", "mail.office.example"}, {"sender", "a b@c\r\nX: y"}}).status, 422);
    auto stored = set({{"host", "127.0.0.1"}, {"port", server.port}, {"security", "none"}, {"username", "zhibu"}, {"password", "secret"}, {"sender", "zhibu@office.example"}});
    ASSERT_EQ(stored.status, 200) << stored.text;
    EXPECT_EQ(stored["password"].as_string(), "******");
    auto made = channel("mail", "clerk@office.example");
    ASSERT_EQ(made.status, 201) << made.text;
    app->jobs.run_due();
    EXPECT_EQ(shown(made.id())["failure"].as_string(), "");
    EXPECT_FALSE(shown(made.id())["delivered_at"].is_null());
    auto heard = server.heard();
    EXPECT_NE(heard.find("Subject: =?UTF-8?B?"), std::string::npos) << heard;
    EXPECT_NE(heard.find("Date: Tue, 28 Dec 2021 09:00:00 +0800\r\n"), std::string::npos) << heard;
    auto body = heard.substr(heard.find("base64\r\n\r\n") + 10);
    body = body.substr(0, body.find("\r\n.\r\n"));
    std::erase_if(body, [](char c) { return c == '\r' || c == '\n'; });
    EXPECT_NE(secret::from_base64(body).find("年度报告"), std::string::npos);
}

TEST_P(Notices, are_set_by_administrators_only_and_stay_off_until_then) {
    app->jobs.run_due();
    EXPECT_EQ(app.read([](const View& view) { return *view.session.integer("SELECT COUNT(*) FROM outbox"); }), 0);
    for (auto& who : {cast.clerk, cast.auditor, cast.leader, cast.inspector, cast.organ_clerk, cast.secretary, cast.member}) {
        EXPECT_EQ(app.post(who, "/api/v1/notice-channels", {{"name", "x"}, {"kind", "mail"}, {"account_id", who.account.value}, {"address", "a@b.c"}}).status, 403);
        EXPECT_EQ(app.get(who, "/api/v1/mail-server").status, 403);
        EXPECT_EQ(app.get(who, "/api/v1/notice-channels")["items"].as_array().size(), 0u);
        EXPECT_EQ(app.send(who, http::Method::put, "/api/v1/mail-server", R"({"host":"127.0.0.1","sender":"a@b.c"})").status, 403);
    }
    EXPECT_EQ(channel("wecom", "http://robot.example/send").faults(), "#/address not_an_address");  // in clear only on this machine
    EXPECT_EQ(channel("wecom", "ftp://robot.example/").faults(), "#/address not_an_address");
    EXPECT_EQ(channel("wecom", "https://robot.example/a b").faults(), "#/address not_an_address");
    EXPECT_EQ(channel("mail", "nobody").faults(), "#/address not_an_address");
    // A trial goes out at once and whatever the hour; changing the name keeps the address that was read masked.
    Listener listener{robot("200 OK", R"({"errcode":0})")};
    auto made = channel("wecom", at(listener), {{"active", false}});
    auto path = "/api/v1/notice-channels/" + std::to_string(made.id());
    auto changed = app.patch(cast.administrator, path, {{"name", "工委群"}, {"address", made["address"]}}, made["version"].as_int64());
    ASSERT_EQ(changed.status, 200) << changed.text;
    app.at("2022-01-01T22:00");
    EXPECT_EQ(app.post(cast.administrator, path + "/trial", json::object{}, {changed["version"].as_int64()}).status, 200);
    EXPECT_EQ(app.post(cast.clerk, path + "/trial", json::object{}, {changed["version"].as_int64()}).status, 404);
    app->jobs.run_due();
    EXPECT_EQ(listener.connections, 1);
    EXPECT_NE(listener.heard().find("测试消息"), std::string::npos);
}

struct Url {
    const char* text;
    const char* read;
};
class RobotAddresses : public testing::TestWithParam<Url> {};
TEST_P(RobotAddresses, are_read_strictly) {
    auto address = notify::address_of(GetParam().text);
    auto read = address ? (address->encrypted ? "tls " : "clear ") + address->host + " " + std::to_string(address->port) + " " + address->path : "none";
    EXPECT_EQ(read, GetParam().read);
}
INSTANTIATE_TEST_SUITE_P(, RobotAddresses,
                         testing::Values(Url{"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "tls qyapi.weixin.qq.com 443 /cgi-bin/webhook/send?key=1"},
                                         Url{"https://robot.example:8443", "tls robot.example 8443 /"}, Url{"http://127.0.0.1:9/x", "clear 127.0.0.1 9 /x"}, Url{"http://robot.example/x", "none"},
                                         Url{"https://", "none"}, Url{"https://a:0/", "none"}, Url{"https://a:99999/", "none"}, Url{"https://user@a/", "none"}, Url{"https://a/\r\nX: y", "none"},
                                         Url{"file:///etc/passwd", "none"}, Url{"", "none"}));

}  // namespace
}  // namespace zhibu::testkit
