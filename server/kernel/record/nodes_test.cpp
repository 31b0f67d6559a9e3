// Two programs over one database: what one writes the other shows at once, work of a killed one is taken over, the audit's chains
// hold, and writers below one committee do not wait for each other.
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <future>
#include <thread>

#include "kernel/record/audit.hpp"
#include "kernel/record/store.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

// On PostgreSQL only: SQLite has one program.
class Nodes : public testing::Test {
protected:
    void SetUp() override {
        if (engines().size() < 2) GTEST_SKIP() << "no PostgreSQL";
        first = std::make_unique<TestApp>(db::Engine::postgresql);
        first->at("2021-03-10T09:00");
        cast = std::make_unique<Cast>(*first);
        second = std::make_unique<TestApp>(*first);
    }
    json::object meeting(Id<Organization> branch, const std::vector<Id<Member>>& members, std::size_t present) const {
        json::array ids;
        for (std::size_t i = 0; i < present; ++i) ids.emplace_back(members[i].value);
        return {{"organization_id", branch.value}, {"kind", "theme_day"}, {"held_at", "2021-03-09T14:30"}, {"ended_at", "2021-03-09T16:30"}, {"present", ids}};
    }
    std::string id_of(Id<Account> account) const { return "/api/v1/accounts/" + std::to_string(account.value); }
    std::unique_ptr<TestApp> first, second;
    std::unique_ptr<Cast> cast;
};

TEST_F(Nodes, what_one_writes_the_other_shows_at_once) {
    auto committee = std::to_string(cast->committee.value), branch = std::to_string(cast->branch.value);
    auto victim = first->person("将停用", {{Role::branch_secretary, cast->sibling_branch}});
    second = std::make_unique<TestApp>(*first);  // knows the log-in too
    struct Row {
        const char* what;
        Person reader;
        std::string read;                       // asked twice before: the second answer may come from memory
        std::function<Answer(TestApp&)> write;  // on the other node
        int status;
    } table[] = {
        {"a member joins: the list and its total", cast->clerk, "/api/v1/members?organization_within=" + committee, [&](TestApp& node) {
             return node.post(cast->clerk, "/api/v1/members", {{"name", "新来"}, {"organization_id", cast->branch.value}, {"stage", "formal"}, {"joined_on", "2011-07-01"}, {"regular_on", "2012-07-01"}});
         }, 200},
        {"an organisation moves to the end of its list: the tree", cast->clerk, "/api/v1/organizations/tree", [&](TestApp& node) {
             auto path = "/api/v1/organizations/" + branch;
             return node.patch(cast->clerk, path, {{"display_order", 999}}, node.get(cast->clerk, path).version());
         }, 200},
        {"a meeting: the cadence of the committee", cast->clerk, "/api/v1/cadence/overview?organization_within=" + committee + "&year=2021", [&](TestApp& node) {
             return node.post(cast->secretary, "/api/v1/meetings/records", meeting(cast->branch, cast->members, 8));
         }, 200},
        {"a meeting: the home page's figures", cast->clerk, "/api/v1/desk/figures", [&](TestApp& node) {
             return node.post(cast->other_secretary, "/api/v1/meetings/records", meeting(cast->other_branch, cast->other_members, 3));
         }, 200},
        {"a meeting: the warmth of the committee's organisations", cast->clerk, "/api/v1/cockpit/temperature?year=2021&organization_within=" + committee, [&](TestApp& node) {
             auto body = meeting(cast->branch, cast->members, 7);
             body["held_at"] = "2021-02-08T09:00", body["ended_at"] = "2021-02-08T10:00", body["late_reason"] = "补记";
             return node.post(cast->secretary, "/api/v1/meetings/records", body);
         }, 200},
        {"a role is granted: the account", cast->administrator, id_of(cast->member.account), [&](TestApp& node) {
             return node.post(cast->administrator, id_of(cast->member.account) + "/grants", {{"role", "inspector"}, {"organization_id", cast->committee.value}});
         }, 200},
        {"an account is disabled: its next request", victim, "/api/v1/inbox", [&](TestApp& node) {
             return node.post(cast->administrator, id_of(victim.account) + "/disablement", {{"reason", "调离"}});
         }, 401},
        {"somebody logs out: the next request", cast->other_member, "/api/v1/inbox", [&](TestApp& node) {
             return node.send(cast->other_member, http::Method::remove, "/api/v1/session");
         }, 401},
    };
    for (auto& row : table)
        {
            SCOPED_TRACE(row.what);
            auto before = second->get(row.reader, row.read);
            ASSERT_EQ(before.status, 200) << before.text;
            ASSERT_EQ(second->get(row.reader, row.read).text, before.text);
            auto written = row.write(*first);
            ASSERT_LT(written.status, 300) << written.text;
            auto after = second->get(row.reader, row.read);
            EXPECT_EQ(after.status, row.status) << after.text;
            EXPECT_NE(after.text, before.text) << "the other node still shows what was";
            if (row.status == 200) EXPECT_EQ(after.text, first->get(row.reader, row.read).text);
        }
}

// The positive control of the table above: without the journal's row the second node would show what it had.
TEST_F(Nodes, the_other_node_hears_by_the_journal_alone) {
    auto path = "/api/v1/members?organization_within=" + std::to_string(cast->committee.value);
    auto before = second->get(cast->clerk, path);
    // As somebody at the database's own console would: no journal, no notice until the answer has grown old.
    first->write([&](Transaction& t) {
        t.session.execute("UPDATE member SET name = '改名' WHERE tenant_id = 1 AND id = ?", cast->members[1]);
        t.session.execute("CREATE RULE nothing_told AS ON INSERT TO change_journal DO INSTEAD NOTHING");
    });
    EXPECT_EQ(second->get(cast->clerk, path).text, before.text);
    first->write([&](Transaction& t) { t.session.execute("DROP RULE nothing_told ON change_journal"); });
    EXPECT_NE(second->get(cast->clerk, path).text, before.text);
}

TEST_F(Nodes, a_node_that_did_not_look_for_long_takes_everything_as_changed) {
    auto path = "/api/v1/members?organization_within=" + std::to_string(cast->committee.value);
    auto before = second->get(cast->clerk, path);
    first->member("悄悄来", cast->branch);
    // The sweep of a later time, with the row that tells of it.
    first->write([&](Transaction& t) { t.session.execute("UPDATE change_journal SET written_at = written_at - interval '2 minutes'"); });
    first->write([&](Transaction& t) { t.session.execute("DELETE FROM change_journal WHERE transaction_id < (SELECT max(transaction_id) FROM change_journal)"); });
    EXPECT_NE(second->get(cast->clerk, path).text, before.text);
}

TEST_F(Nodes, the_task_of_a_killed_node_is_done_by_another) {
    std::vector<std::string> done;
    (*first)->jobs.declare("mail", [&](const job::Task&) { done.emplace_back("first"); });
    (*second)->jobs.declare("mail", [&](const job::Task&) { done.emplace_back("second"); });
    struct Row {
        const char* what;
        const char* looked_at;
        std::vector<std::string> expected;
    } table[] = {{"while the first one's claim holds", "2021-03-10T09:00:59", {}}, {"once it has ended", "2021-03-10T09:01:01", {"second"}}, {"and not again", "2021-03-10T09:05:00", {"second"}}};
    first->write([](Transaction& t) { t.app.jobs.send(t, "mail", json::object{}); });
    // Claimed by the first, which was then killed.
    first->write([](Transaction& t) { t.session.execute("UPDATE outbox SET attempts = 1, due_at = ?", t.now.plus_seconds(60)); });
    for (auto& row : table) {
        second->at(row.looked_at);
        (*second)->jobs.run_due();
        EXPECT_EQ(done, row.expected) << row.what;
    }
}

TEST_F(Nodes, periodic_work_is_done_by_one_of_them) {
    std::atomic<int> runs{0};
    for (auto* node : {first.get(), second.get()}) (*node)->jobs.every("count", std::chrono::hours{1}, [&](App&) { ++runs; });
    for (auto* moment : {"2021-03-10T09:00", "2021-03-10T10:00:01", "2021-03-10T11:00:02"}) {
        first->at(moment), second->at(moment);
        std::thread other{[&] { (*second)->jobs.run_due(); }};
        (*first)->jobs.run_due();
        other.join();
    }
    EXPECT_EQ(runs, 3);
}

TEST_F(Nodes, a_lost_answer_asked_again_at_the_other_node_writes_nothing_twice) {
    json::object body{{"name", "一次"}, {"organization_id", cast->branch.value}, {"stage", "formal"}, {"joined_on", "2011-07-01"}, {"regular_on", "2012-07-01"}};
    Extra key{.idempotency_key = "once"};
    std::vector<std::future<Answer>> answers;
    for (int i = 0; i < 8; ++i)
        answers.push_back(std::async(std::launch::async, [&, i] { return (i % 2 ? second : first)->post(cast->clerk, "/api/v1/members", body, key); }));
    std::set<std::int64_t> ids;
    for (auto& each : answers) {
        auto answer = each.get();
        ASSERT_EQ(answer.status, 201) << answer.text;
        ids.insert(answer.id());
    }
    EXPECT_EQ(ids.size(), 1u);
    EXPECT_EQ(first->read([](const View& view) { return view.session.integer("SELECT COUNT(*) FROM member WHERE name = '一次'"); }), 1);
}

// Eight writers on two nodes in two branches below one committee: the chains, the numbers and the roll-ups hold.
TEST_F(Nodes, chains_numbers_and_figures_hold_under_writers_of_both) {
    (*first)->fact_kinds.declare({"test.held", FactKind::Unit::times}), (*second)->fact_kinds.declare({"test.held", FactKind::Unit::times});
    constexpr int writers = 8, each = 25;
    std::vector<std::thread> threads;
    for (int n = 0; n < writers; ++n)
        threads.emplace_back([&, n] {
            auto& node = n % 2 ? *second : *first;
            for (int i = 0; i < each; ++i)
                node.write([&](Transaction& t) {
                    t.facts.add({.kind = "test.held", .organization = n % 4 < 2 ? cast->branch : cast->other_branch, .on = Date::of(2021, 3, 5)}, {"test", n * 1000 + i});
                    t.audit("test.done", "test", n * 1000 + i);
                });
        });
    for (auto& thread : threads) thread.join();
    auto count = [&](TestApp& node) { return node.read([&](const View& view) { return rollup::of(view, "test.held", cast->committee, Period::month(2021, 3)); }); };
    for (auto* node : {first.get(), second.get()}) {
        EXPECT_EQ(count(*node).count, writers * each);
        EXPECT_EQ(count(*node).units, 2);
    }
    second->read([&](const View& view) {
        EXPECT_EQ(audit::verify(view), std::vector<std::string>{});
        EXPECT_EQ(rollup::verify(view), std::vector<std::string>{});
        EXPECT_EQ(view.session.integer("SELECT COUNT(*) FROM audit WHERE action = 'test.done'"), writers * each);
        EXPECT_GT(view.session.integer("SELECT COUNT(*) FROM rollup WHERE slot > 0").value(), 0);
        return true;
    });
    EXPECT_GT(rollup::fold(**first), 0);
    second->read([&](const View& view) {
        EXPECT_EQ(view.session.integer("SELECT COUNT(*) FROM rollup WHERE slot > 0"), 0);
        EXPECT_EQ(rollup::verify(view), std::vector<std::string>{});
        return true;
    });
    EXPECT_EQ(count(*second).count, writers * each);
}

// Two transactions that stay open beside each other until both have written their facts: were the committee's roll-up one row,
// the second could not write before the first has ended, and this test would wait for ever (it gives up after five seconds).
TEST_F(Nodes, writers_below_one_committee_do_not_wait_for_each_other) {
    for (auto* node : {first.get(), second.get()}) {
        (*node)->fact_kinds.declare({"test.held", FactKind::Unit::times});
        (*node)->fact_kinds.declare({"test.held_together", FactKind::Unit::times});
    }
    auto add = [&](Transaction& t, Id<Organization> where, std::int64_t source) {
        t.facts.add({.kind = "test.held", .organization = where, .on = Date::of(2021, 3, 5)}, {"test", source});
        t.finish();
        t.session.integer("SELECT 1");  // what was sent off has been done by now
    };
    first->write([&](Transaction& t) { add(t, cast->branch, 1); });  // the rows exist
    std::atomic<int> inside{0};
    std::atomic<bool> together{false};
    auto open = [&](TestApp& node, Id<Organization> where, std::int64_t source) {
        node.write([&](Transaction& t) {
            add(t, where, source);
            ++inside;
            for (int i = 0; i < 500 && !together; ++i) {
                if (inside >= 2) together = true;
                std::this_thread::sleep_for(std::chrono::milliseconds{10});
            }
        });
    };
    std::thread other{[&] { open(*second, cast->other_branch, 2); }};
    open(*first, cast->branch, 3);
    other.join();
    EXPECT_TRUE(together);
    EXPECT_EQ(first->read([&](const View& view) { return rollup::of(view, "test.held", cast->committee, Period::month(2021, 3)).count; }), 3);
}

}  // namespace
}  // namespace zhibu::testkit
