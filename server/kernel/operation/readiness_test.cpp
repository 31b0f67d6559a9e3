// What the probes say: alive, ready, and why not.
#include "kernel/operation/readiness.hpp"

#include <chrono>
#include <fstream>

#include "kernel/upgrade/upgrade.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::operation {
namespace {

using namespace std::chrono_literals;

class Readiness : public testkit::OnBothEngines {
protected:
    json::object ask(int status, const std::string& peer = "127.0.0.1") {
        http::Request request;
        request.path = "/readyz", request.peer = peer;
        auto answer = readiness(*app, standing, limits, request);
        EXPECT_EQ(answer.status, status) << answer.body;
        return json::parse(answer.body).as_object();
    }
    std::string state(const json::object& answer, std::string_view name) {
        for (auto& each : answer.at("checks").as_array())
            if (each.at("name").as_string() == name) return std::string{each.at("state").as_string()};
        return "absent";
    }
    void keep_backup(std::chrono::hours age) {
        auto file = app->place.data / "office.backup";
        std::ofstream{file} << "x";
        std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now() - age);
        std::ofstream{app->place.data / "backups.list"} << "2021-12-28T09:00:00+08:00\t" << file.string() << '\n';
    }
    Standing standing;
    Limits limits;
};
ZHIBU_ON_BOTH_ENGINES(Readiness);

TEST_P(Readiness, says_ready_with_every_part_to_this_machine) {
    auto answer = ask(200);
    EXPECT_EQ(answer.at("status").as_string(), "ready");
    for (auto name : {"database", "schema", "disk"}) EXPECT_EQ(state(answer, name), "ok") << name;
    EXPECT_EQ(health(*app).status, 200);
}

TEST_P(Readiness, tells_others_only_whether) {
    EXPECT_FALSE(ask(200, "10.1.2.3").contains("checks"));
    limits.least_free_bytes = UINT64_MAX;
    EXPECT_FALSE(ask(503, "10.1.2.3").contains("checks"));
}

TEST_P(Readiness, is_gone_first_when_the_server_leaves) {
    standing.leaving = true;
    EXPECT_EQ(ask(503).at("status").as_string(), "leaving");
    EXPECT_EQ(health(*app).status, 200) << "it is alive all the same";
}

TEST_P(Readiness, ends_below_the_least_free_space) {
    limits.least_free_bytes = UINT64_MAX;
    auto answer = ask(503);
    EXPECT_EQ(state(answer, "disk"), "failing");
    EXPECT_EQ(answer.at("reason").as_string(), "disk");
}

TEST_P(Readiness, ends_where_the_schema_is_not_this_programs) {
    auto last = schema_steps().back();
    auto write = [&](const char* sql, const std::string& module, std::int64_t number) { app->database->write([&](db::Session& session) { session.execute(sql, module, number); }); };
    write("INSERT INTO schema_version (module, number, name, applied_at, checksum) VALUES (?, ?, 'of_tomorrow', 0, '')", "life", 999);
    EXPECT_EQ(state(ask(503), "schema"), "failing") << "a newer program has upgraded the database";
    write("DELETE FROM schema_version WHERE module = ? AND number = ?", "life", 999);
    EXPECT_EQ(state(ask(200), "schema"), "ok");
    write("DELETE FROM schema_version WHERE module = ? AND number = ?", last.module, last.number);
    EXPECT_EQ(state(ask(503), "schema"), "failing") << "a step is missing";
}

TEST_P(Readiness, warns_of_an_old_backup_and_stays_ready) {
    EXPECT_EQ(state(ask(200), "backup"), "warning") << "there is none";
    keep_backup(1h);
    EXPECT_EQ(state(ask(200), "backup"), "ok");
    EXPECT_NEAR(double(backup_age(*app).value()), 3600, 60);
    keep_backup(49h);
    EXPECT_EQ(state(ask(200), "backup"), "warning");
}

TEST_P(Readiness, ends_with_a_damaged_database) {
    standing.damaged = true;
    EXPECT_EQ(ask(503).at("status").as_string(), "damaged");
}

}  // namespace
}  // namespace zhibu::operation
