// Log lines: one JSON object each, with the request and its route, and nothing of what a request carried about people.
#include <chrono>
#include <mutex>

#include "kernel/log/context.hpp"
#include "kernel/log/log.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::log {
namespace {

// What is logged while it lives.
class Captured {
public:
    explicit Captured(Format format = Format::json) {
        set_format(format);
        tell_of_requests(true);
        set_sink([this](const std::string& line) {
            std::lock_guard lock{mutex_};
            lines_.push_back(line);
        });
    }
    ~Captured() {
        set_sink({});
        tell_of_requests(false);
        set_format(Format::text);
    }
    std::vector<std::string> lines() {
        std::lock_guard lock{mutex_};
        return lines_;
    }
    std::string all() {
        std::string out;
        for (auto& line : lines()) out += line + "\n";
        return out;
    }

private:
    std::mutex mutex_;
    std::vector<std::string> lines_;
};

const std::vector<std::string> secrets{"欧阳测试", "%E6%AC%A7%E9%98%B3", "110101199003074477", "13800001234", "Zhibu-geheim-1", "ouyang-anmeldename"};
std::vector<std::string> found_in(const std::string& text) {
    std::vector<std::string> found;
    for (auto& secret : secrets)
        if (text.find(secret) != std::string::npos) found.push_back(secret);
    return found;
}

TEST(Log, writes_one_json_object_a_line) {
    Captured captured;
    Working working{{"0123456789abcdef", "/api/v1/members/{id}"}};
    error("a \"quoted\" \\ line\nwith control \x01 characters and 中文");
    auto lines = captured.lines();
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].find('\n'), std::string::npos);
    auto read = json::parse(lines[0]).as_object();
    EXPECT_EQ(read.at("level").as_string(), "error");
    EXPECT_EQ(read.at("message").as_string(), "a \"quoted\" \\ line\nwith control \x01 characters and 中文");
    EXPECT_EQ(read.at("request").as_string(), "0123456789abcdef");
    EXPECT_EQ(read.at("origin").as_string(), "/api/v1/members/{id}");
    EXPECT_EQ(read.at("at").as_string().size(), std::string_view{"2021-12-28T09:00:00.000+08:00"}.size());
}

TEST(Log, writes_text_without_control_characters) {
    Captured captured{Format::text};
    warning("a\x1b[31m line\nof two, turned \xE2\x80\xAE round");
    EXPECT_NE(captured.all().find("warning a\\u{1b}[31m line\\nof two, turned \\u{202e} round"), std::string::npos) << captured.all();
}

class LoggedRequests : public testkit::OnBothEngines {};
ZHIBU_ON_BOTH_ENGINES(LoggedRequests);

TEST_P(LoggedRequests, are_told_by_route_status_and_time) {
    testkit::Cast cast{app};
    Captured captured;
    app.get(cast.clerk, "/api/v1/members/" + std::to_string(cast.members[0].value));
    auto lines = captured.lines();
    ASSERT_EQ(lines.size(), 1u) << captured.all();
    auto read = json::parse(lines[0]).as_object();
    EXPECT_EQ(read.at("origin").as_string(), "/api/v1/members/{id}");
    EXPECT_EQ(read.at("method").as_string(), "GET");
    EXPECT_EQ(read.at("status").as_int64(), 200);
    EXPECT_EQ(read.at("account").as_int64(), cast.clerk.account.value);
    EXPECT_GE(read.at("milliseconds").to_number<double>(), 0);
}

// Every route is asked with personal data in its path, its query, its headers and its body, by somebody with rights and by nobody;
// then once more with a database that has lost its tables, so that every failure is logged too.
TEST_P(LoggedRequests, carry_nothing_about_people_into_the_log) {
    testkit::Cast cast{app};
    Captured captured;
    json::object body{{"name", secrets[0]},        {"title", secrets[0]},    {"description", secrets[0]}, {"id_number", secrets[2]}, {"phone", secrets[3]}, {"username", secrets[5]},
                      {"password", secrets[4]},    {"current", secrets[4]},  {"fresh", secrets[4]},       {"reason", secrets[0]},    {"note", secrets[0]},  {"organization_id", cast.branch.value},
                      {"contact_name", secrets[0]}, {"minutes", secrets[0]}};
    auto ask_all = [&] {
        for (auto& route : app->router.routes()) {
            std::string path;
            for (std::size_t at = 0; at < route->path.size();) {
                bool part = route->path[at] == '{';
                auto end = part ? route->path.find('}', at) + 1 : route->path.find('{', at);
                path += part ? (path.size() % 2 ? secrets[2] : std::to_string(cast.members[0].value)) : route->path.substr(at, end - at);
                at = std::min(end, route->path.size());
            }
            path += "?q=" + secrets[1] + secrets[2] + "&sort=" + secrets[3] + "&reason=" + secrets[5] + "&organization_id=" + secrets[2];
            for (auto& who : {cast.clerk, testkit::Person{}}) {
                app.send(who, route->method, path, json::serialize(body), {1, "", {{"user-agent", secrets[0]}, {"x-forwarded-for", secrets[5]}, {"referer", secrets[2]}}});
                app.send(who, route->method, path.substr(0, path.find('?')), "{\"name\":\"" + secrets[0] + secrets[2]);
            }
        }
    };
    ask_all();
    EXPECT_EQ(found_in(captured.all()), std::vector<std::string>{});
    auto before = captured.lines().size();
    ASSERT_GT(before, app->router.routes().size()) << "hardly anything was logged: this shows nothing";
    app->database->write([](db::Session& session) {
        for (auto table : {"meeting", "problem", "audit", "setting"}) session.execute(std::string{"ALTER TABLE "} + table + " RENAME TO " + table + "_gone");
    });
    ask_all();
    EXPECT_EQ(found_in(captured.all()), std::vector<std::string>{});
    EXPECT_NE(captured.all().find("\"level\":\"error\""), std::string::npos) << "no failure was logged: this shows nothing";
    for (auto& line : captured.lines()) {
        boost::system::error_code failure;
        EXPECT_TRUE(json::parse(line, failure).is_object() && !failure) << line;
    }
    // The control: what does get into the log is found.
    error("somebody wrote {} into a line", secrets[0]);
    EXPECT_EQ(found_in(captured.all()), std::vector<std::string>{secrets[0]});
}

// A value that does not fit its type is quoted by PostgreSQL; the words of the failure go into the log.
TEST_P(LoggedRequests, keep_values_out_of_the_words_of_a_failure) {
    if (GetParam() != db::Engine::postgresql) GTEST_SKIP() << "SQLite quotes no values";
    try {
        app->database->read([](db::Session& session) { session.integer("SELECT CAST(CAST(? AS TEXT) AS BIGINT)", secrets[0]); });
        FAIL() << "it was taken for a number";
    } catch (const db::Error& failure) {
        EXPECT_EQ(found_in(failure.what()), std::vector<std::string>{}) << failure.what();
    }
}

}  // namespace
}  // namespace zhibu::log
