// Moving between engines: equal row by row, gone on with after an end in the middle, nothing written meanwhile, a difference found.
#include "kernel/move/move.hpp"

#include <atomic>
#include <thread>

#include "kernel/db/filler.hpp"
#include "kernel/record/audit.hpp"
#include "modules.hpp"
#include "testkit/report_city.hpp"

namespace zhibu::move {
namespace {

using namespace testkit;

Instant now() { return Clock{}.now(); }

struct Ended {};

class Moving : public testing::TestWithParam<std::tuple<db::Engine, db::Engine>> {
protected:
    Moving() {
        declare_all(app, cast);
        CityYear{app, cast}.record();
        // Every kind of column with what is easily lost on the way: NULL, nothing, zero bytes, the ends of the range, Chinese beyond the first plane.
        app.write([&](Transaction& t) {
            auto text = std::string{"零"};
            for (auto& [name, value] : std::map<std::string, std::string>{{"空", ""}, {"反斜杠", "\\N \\x00 \t\r\n \"引号\" '单引号'"}, {"生僻字", "𠮷野家𪚥"}, {"零", text}}) access::set_setting(t.session, t.tenant(), name, value);
            t.session.execute("INSERT INTO notice_channel (tenant_id, id, name, kind, account_id, address, secret, active, digest_on, delivered_at, failure, version) VALUES (1, ?, '通道', 'mail', 1, ?, ?, 1, NULL, ?, '', ?)",
                              t.session.next_id(), db::Bytes{std::string{"\0\1\377\\x00", 7}}, db::Bytes{""}, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min());
        });
        app.write([&](Transaction& t) { t.app.search.rebuild(t); });
    }
    std::unique_ptr<App> at_target() {
        auto program = std::make_unique<App>(Place{app->place.data, target.where()}, secret::Keys::of_test(), db::open(target.where()));
        install_modules(*program);
        return program;
    }
    Sides sides() { return {app->place.database, target.where()}; }
    std::string begin() {
        auto unfinished = unfinished_at(sides().to);
        auto name = close_source(sides(), unfinished, now(), now().plus_seconds(600));
        if (name != unfinished) db::set_gate(sides().to, {db::GateState::filling, name, "", now(), now()});
        at_target();
        return name;
    }
    db::WriteGate gate(const std::string& where) {
        return db::open(where, {.readers = 1})->read_value([](db::Session& session) { return db::gate_of(session); });
    }
    Proof proof() { return compare(*app->database, *db::open(target.where(), {.readers = 1})); }

    TestApp app{std::get<0>(GetParam())};
    Cast cast{app};
    DatabasePlace target{std::get<1>(GetParam())};
};
INSTANTIATE_TEST_SUITE_P(, Moving, testing::Combine(testing::ValuesIn(engines()), testing::ValuesIn(engines())),
                         [](auto& each) { return name_of(std::get<0>(each.param)) + "_to_" + name_of(std::get<1>(each.param)); });

TEST_P(Moving, brings_every_row_and_the_other_side_goes_on_where_this_one_stopped) {
    auto name = begin();
    auto brought = fill(sides(), name, now, {});
    auto found = proof();
    EXPECT_TRUE(found.equal());
    for (auto& each : found.differences) ADD_FAILURE() << each.table << " " << each.key << " " << each.what;
    EXPECT_EQ(found.hash_here(), found.hash_there());
    EXPECT_EQ(found.rows, brought);
    EXPECT_GT(brought, 300);
    hand_over(sides(), name, now());
    EXPECT_EQ(gate(sides().from).state, db::GateState::moved);
    EXPECT_EQ(gate(sides().to).state, db::GateState::open);
    auto there = at_target();
    EXPECT_EQ(there->database->check(), std::vector<std::string>{});
    there->read(Actor::job({1}, "test"), [&](const View& view) {
        EXPECT_EQ(audit::verify(view), std::vector<std::string>{});
        EXPECT_EQ(rollup::verify(view), std::vector<std::string>{});
        EXPECT_EQ(view.app.search.find(view, "财政局", 20).at(0).hits.size(), 3u) << "the index of words came along";
        return true;
    });
    // The chain goes on, record numbers are new, and writing works.
    auto highest = app.read([](const View& view) { return *view.session.integer("SELECT max(id) FROM (SELECT id FROM fact UNION ALL SELECT id FROM organization UNION ALL SELECT id FROM account) x"); });
    there->write(Actor::job({1}, "test"), [&](Transaction& t) {
        EXPECT_GT(t.session.next_id(), highest);
        t.audit("test.done", "test", 1);
    });
    EXPECT_EQ(there->read(Actor::job({1}, "test"), [](const View& view) { return audit::verify(view); }), std::vector<std::string>{});
    EXPECT_THROW(app.write([](Transaction& t) { t.audit("test.done", "test", 2); }), db::Error) << "the source is left for ever";
    EXPECT_THROW(cancel(sides().from), Refusal);
    EXPECT_THROW(unfinished_at(sides().to), Refusal) << "a filled place is never filled again";
}

TEST_P(Moving, goes_on_after_an_end_at_any_point) {
    auto name = begin();
    auto whole = app.read([](const View& view) { return std::int64_t(db::tables_of(view.session).size()); });
    std::int64_t brought = 0;
    bool all_brought = false;
    for (int end = 1;; end += 7) {  // ended once after 1 table, after 8 more, after 15 more, …
        ASSERT_EQ(begin(), name) << "found closed by the same move";
        int told = 0;
        try {
            brought = fill(sides(), name, now, [&](const std::string&, std::int64_t, std::int64_t) {
                if (++told == end) throw Ended{};
            });
            break;
        } catch (const Ended&) {
        }
        ASSERT_LT(end, 20 * whole);
        EXPECT_EQ(gate(sides().to).state, db::GateState::filling);
        EXPECT_FALSE(all_brought) << "only the very last end may come behind the last row";
        all_brought = proof().equal();
    }
    EXPECT_LT(brought, proof().rows) << "what was there already was not brought again";
    EXPECT_TRUE(proof().equal());
    // Ended between the two marks of handing over: run again it is finished, never are both written.
    db::set_gate(sides().from, {db::GateState::moved, name, "", now(), now()});
    ASSERT_EQ(begin(), name);
    EXPECT_EQ(fill(sides(), name, now, {}), 0);
    hand_over(sides(), name, now());
    EXPECT_EQ(gate(sides().to).state, db::GateState::open);
}

TEST_P(Moving, a_cancelled_move_begins_anew) {
    auto name = begin();
    fill(sides(), name, now, {});
    cancel(sides().from);
    app.write([](Transaction& t) { t.audit("test.done", "test", 1), t.session.execute("DELETE FROM setting WHERE name = '空'"); });
    auto again = begin();
    EXPECT_NE(again, name);
    fill(sides(), again, now, {});
    EXPECT_TRUE(proof().equal());
}

// The comparison has eyes: each of these is found, with its table and key.
TEST_P(Moving, a_difference_is_found_and_named) {
    fill(sides(), begin(), now, {});
    struct Row {
        const char* sql;
        const char* table;
        const char* what;
    } table[] = {{"UPDATE member SET name = name || '改' WHERE name = '刘四'", "member", "differs in name"},
                 {"DELETE FROM fact WHERE id = (SELECT max(id) FROM fact)", "fact", "missing at the target"},
                 {"INSERT INTO setting (tenant_id, name, value) VALUES (1, '多出', '')", "setting", "only at the target"},
                 {"UPDATE notice_channel SET digest_on = 0", "notice_channel", "differs in digest_on"},
                 {"UPDATE notice_channel SET secret = NULL", "notice_channel", "differs in digest_on, secret"},
                 {"UPDATE rollup SET amount = amount + 1 WHERE period = (SELECT min(period) FROM rollup)", "rollup", "differs in amount"}};
    ASSERT_TRUE(proof().equal());
    db::set_gate(sides().to, {});
    auto there = at_target();
    for (auto& row : table) {
        SCOPED_TRACE(row.sql);
        there->database->write([&](db::Session& session) { session.execute(row.sql); });
        auto found = proof();
        EXPECT_NE(found.hash_here(), found.hash_there());
        EXPECT_TRUE(std::any_of(found.differences.begin(), found.differences.end(), [&](auto& each) { return each.table == row.table && each.what == row.what && !each.key.empty(); }));
    }
}

TEST_P(Moving, reading_goes_on_and_a_write_is_told_why_and_until_when) {
    begin();
    auto read = app.get(cast.clerk, "/api/v1/organizations");
    EXPECT_EQ(read.status, 200);
    auto refused = app.patch(cast.secretary, "/api/v1/members/" + std::to_string(cast.members[3].value), {{"note", "x"}}, 1);
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.problem(), "database-moving");
    auto detail = std::string{refused["detail"].as_string()};
    EXPECT_NE(detail.find("管理员正在把数据迁到另一个数据库"), std::string::npos) << detail;
    EXPECT_NE(detail.find(now().plus_seconds(600).date().chinese()), std::string::npos) << detail;
    EXPECT_TRUE(std::any_of(refused.headers.begin(), refused.headers.end(), [](auto& header) { return header.first == "retry-after"; }));
    app->jobs.start(), app->jobs.stop();  // nor does the runner of jobs fall over it
    cancel(sides().from);
    EXPECT_NE(app.patch(cast.secretary, "/api/v1/members/" + std::to_string(cast.members[3].value), {{"note", "x"}}, 1).status, 503);
}

// Writers that never pause: whatever was acknowledged before the gate closed is in the source, nothing is acknowledged after.
TEST_P(Moving, the_gate_closes_behind_the_last_write) {
    std::atomic<bool> going{true}, closed{false};
    std::atomic<int> acknowledged{0}, after{0};
    std::vector<std::thread> writers;
    for (int i = 0; i < 4; ++i)
        writers.emplace_back([&] {
            while (going) {
                bool was_closed = closed;
                try {
                    app->database->write([](db::Session& session) { session.execute("INSERT INTO setting (tenant_id, name, value) VALUES (1, ?, '')", "w" + std::to_string(session.next_id())); });
                    ++acknowledged, after += was_closed;
                } catch (const db::Error& error) {
                    EXPECT_TRUE(db::gate_of(error)) << error.what();
                }
            }
        });
    while (acknowledged < 50) std::this_thread::yield();
    begin();
    auto count = [&] { return app.read([](const View& view) { return *view.session.integer("SELECT count(*) FROM setting WHERE name LIKE 'w%'"); }); };
    auto at_close = count();
    closed = true;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    going = false;
    for (auto& each : writers) each.join();
    EXPECT_EQ(after, 0);
    EXPECT_EQ(count(), at_close);
    EXPECT_EQ(acknowledged, at_close);
}

TEST_P(Moving, only_an_empty_place_is_filled) {
    at_target()->write(Actor::job({1}, "test"), [](Transaction& t) { access::set_setting(t.session, t.tenant(), "installed_at", "1"); });
    EXPECT_THROW(unfinished_at(sides().to), Refusal);
}

}  // namespace
}  // namespace zhibu::move
