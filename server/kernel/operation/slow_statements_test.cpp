// Slow statements: without values, counted by where they come from, bounded; their plans on both engines; read by administrators of
// the whole office only.
#include <chrono>

#include "kernel/db/slow_query.hpp"
#include "kernel/log/context.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::operation {
namespace {

using namespace std::chrono_literals;
using testkit::Cast;

TEST(SlowText, holds_no_values) {
    EXPECT_EQ(db::normalized("SELECT name FROM member WHERE tenant_id = ? AND id IN (11,12, 13) AND name = '张三' LIMIT 20"),
              "SELECT name FROM member WHERE tenant_id = ? AND id IN (?…) AND name = ? LIMIT ?");
    EXPECT_EQ(db::normalized("INSERT INTO t (a, b2) VALUES ($1, $2),\n  ($3, $4)"), "INSERT INTO t (a, b2) VALUES (?…), (?…)");
    EXPECT_EQ(db::normalized("SELECT \"order\", 'it''s 110101199003074477' -- 张三\nFROM t"), "SELECT \"order\", ? FROM t");
}

class SlowStatements : public testkit::OnBothEngines {
protected:
    SlowStatements() : before_{db::slow_limit()} {
        db::log_slow_queries(1h);
        db::forget_slow_statements();
    }
    ~SlowStatements() override {
        db::forget_slow_statements();
        db::log_slow_queries(before_);
    }
    void slow(std::string_view sql, std::string_view origin, std::chrono::milliseconds took, std::string_view types = "") {
        log::Working working{{"", origin}};
        db::note_statement(sql, types, 1h + took);
    }
    testkit::Person administrator = app.administrator();

private:
    std::chrono::milliseconds before_;
};
ZHIBU_ON_BOTH_ENGINES(SlowStatements);

TEST_P(SlowStatements, are_counted_by_statement_and_origin) {
    for (int i = 1; i <= 100; ++i) slow("SELECT 1 FROM member WHERE id = " + std::to_string(i), "/api/v1/members", 1ms * i);
    slow("SELECT 1 FROM member WHERE id = 5", "/api/v1/meetings", 1ms);
    auto list = app.get(administrator, "/api/v1/slow-statements");
    ASSERT_EQ(list.status, 200) << list.text;
    EXPECT_EQ(list["total"].as_int64(), 2);
    auto& first = list["items"].as_array().at(0).as_object();
    EXPECT_EQ(first.at("statement").as_string(), "SELECT ? FROM member WHERE id = ?");
    EXPECT_EQ(first.at("origin").as_string(), "/api/v1/members");
    EXPECT_EQ(first.at("count").as_int64(), 100);
    EXPECT_EQ(first.at("p95").as_int64(), 3'600'095);
    EXPECT_EQ(first.at("longest").as_int64(), 3'600'100);
    EXPECT_EQ(first.at("mean").as_int64(), 3'600'051);  // 50.5, to the nearest
}

TEST_P(SlowStatements, are_not_kept_below_the_limit) {
    db::note_statement("SELECT 1", "", 59min);
    EXPECT_EQ(app.get(administrator, "/api/v1/slow-statements")["total"].as_int64(), 0);
}

TEST_P(SlowStatements, are_bounded_and_keep_those_that_cost_most) {
    slow("SELECT 'dear' FROM member", "/dear", 600s);
    for (std::size_t i = 0; i < db::most_slow_statements + 50; ++i) slow("SELECT 1 FROM t" + std::string(i, 'x'), "/x", 1ms);
    auto all = db::slow_statements();
    EXPECT_EQ(all.size(), db::most_slow_statements);
    EXPECT_EQ(all.front().origin, "/dear");
}

TEST_P(SlowStatements, of_a_request_are_noted_with_its_route) {
    Cast cast{app};
    db::log_slow_queries(0ms);
    // Connections opened before the limit was set are not watched on SQLite; a restart opens them anew.
    db::log_slow_queries(1ms);
    app.restart();
    if (GetParam() == db::Engine::sqlite)
        app->database->read([](db::Session& session) {
            log::Working working{{"", "/api/v1/here"}};
            session.integer("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*) FROM n WHERE i > ?", 77);
        });
    else
        app->database->read([](db::Session& session) {
            log::Working working{{"", "/api/v1/here"}};
            session.text("SELECT CAST(pg_sleep(0.02) AS TEXT) WHERE 1 < ?", 77);
        });
    auto all = db::slow_statements();
    auto found = std::find_if(all.begin(), all.end(), [](auto& each) { return each.origin == "/api/v1/here"; });
    ASSERT_NE(found, all.end());
    EXPECT_GE(found->longest, 1);
    EXPECT_EQ(found->text.find("77"), std::string::npos);
}

// On the writer's own thread the statement is still that of whoever waits for it.
TEST_P(SlowStatements, of_a_write_are_noted_with_its_route) {
    std::string origin;
    log::Working working{{"0123456789abcdef", "/api/v1/there"}};
    app->database->write([&](db::Session&) { origin = log::context().origin; });
    EXPECT_EQ(origin, "/api/v1/there");
}

TEST_P(SlowStatements, show_how_the_database_runs_them) {
    bool sqlite = GetParam() == db::Engine::sqlite;
    slow(sqlite ? "SELECT name FROM member WHERE tenant_id = ? AND id = ?" : "SELECT name FROM member WHERE tenant_id = $1 AND id = $2", "/api/v1/members/{id}", 1ms, sqlite ? "" : "bigint, bigint");
    slow(sqlite ? "DELETE FROM setting WHERE name = ?" : "DELETE FROM setting WHERE name = $1", "/api/v1/settings", 2ms, sqlite ? "" : "text");
    slow("SELECT nothing FROM nowhere", "/api/v1/gone", 3ms);
    auto settings = app->database->read_value([](db::Session& session) { return session.integer("SELECT count(*) FROM setting"); });
    for (auto& each : db::slow_statements()) {
        auto shown = app.get(administrator, "/api/v1/slow-statements/" + std::to_string(each.id));
        ASSERT_EQ(shown.status, 200) << shown.text;
        if (each.origin == "/api/v1/gone") {
            EXPECT_TRUE(shown["plan"].as_array().empty());
            EXPECT_FALSE(shown["plan_failure"].as_string().empty());
            continue;
        }
        ASSERT_FALSE(shown["plan"].as_array().empty()) << shown.text;
        auto first = std::string{shown["plan"].as_array()[0].as_string()};
        EXPECT_NE(first.find(each.origin == "/api/v1/settings" ? "setting" : "member"), std::string::npos) << first;
        EXPECT_EQ(first.find("One-Time Filter"), std::string::npos) << "the plan of values that are not there";
    }
    EXPECT_EQ(app->database->read_value([](db::Session& session) { return session.integer("SELECT count(*) FROM setting"); }), settings) << "a plan ran its statement";
}

TEST_P(SlowStatements, are_cleared_with_a_row_in_the_audit) {
    slow("SELECT 1", "/x", 1ms);
    app.audited();
    EXPECT_EQ(app.post(administrator, "/api/v1/slow-statements/clearance").status, 204);
    EXPECT_EQ(app.audited(), "slow_statement.cleared 0");
    EXPECT_EQ(app.get(administrator, "/api/v1/slow-statements")["total"].as_int64(), 0);
}

TEST_P(SlowStatements, are_for_administrators_of_the_whole_office) {
    Cast cast{app};
    auto local = app.person("本地管理员", {{Role::administrator, cast.organ}});
    slow("SELECT 1", "/x", 1ms);
    for (auto& who : {cast.clerk, cast.auditor, cast.secretary, local}) {
        EXPECT_EQ(app.get(who, "/api/v1/slow-statements").status, 403);
        EXPECT_EQ(app.get(who, "/api/v1/slow-statements/1").status, 403);
        EXPECT_EQ(app.post(who, "/api/v1/slow-statements/clearance").status, 403);
    }
    EXPECT_EQ(db::slow_statements().size(), 1u);
}

TEST_P(SlowStatements, sort_by_every_column_and_leave_as_a_sheet) {
    slow("SELECT 1 FROM a", "/b", 1ms), slow("SELECT 1 FROM b", "/a", 2ms);
    auto first = [&](const std::string& sort) { return std::string{app.get(administrator, "/api/v1/slow-statements?sort=" + sort)["items"].as_array()[0].at("origin").as_string()}; };
    EXPECT_EQ(first("-total"), "/a");
    EXPECT_EQ(first("total"), "/b");
    EXPECT_EQ(first("origin"), "/a");
    EXPECT_EQ(app.get(administrator, "/api/v1/slow-statements?sort=statement").status, 422);
    auto sheet = app.get(administrator, "/api/v1/slow-statements?format=xlsx");
    EXPECT_EQ(sheet.status, 200) << sheet.text;
    EXPECT_TRUE(sheet.text.starts_with("PK"));
}

}  // namespace
}  // namespace zhibu::operation
