// The outbox, periodic jobs, long work, sweeping, and the audit's seal.
#include "kernel/job/job.hpp"

#include <fstream>
#include <stdexcept>

#include "kernel/record/audit.hpp"
#include "kernel/record/audit_seal.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

class JobTest : public OnBothEngines {
protected:
    std::int64_t number(const std::string& sql) {
        return app.read([&](const View& view) { return view.session.integer(sql).value_or(-1); });
    }
    void send(const std::string& name, const json::value& payload) {
        app.write([&](Transaction& t) { t.app.jobs.send(t, name, payload); });
    }
};
ZHIBU_ON_BOTH_ENGINES(JobTest);

TEST_P(JobTest, a_task_is_done_once_after_its_commit_and_never_where_the_write_was_undone) {
    std::vector<std::string> done;
    app->jobs.declare("greet", [&](const job::Task& task) { done.emplace_back(task.payload.at("name").as_string()); });
    send("greet", {{"name", "李二"}});
    EXPECT_THROW(app.write([&](Transaction& t) {
        t.app.jobs.send(t, "greet", {{"name", "无人"}});
        throw conflict("stale");
    }), Problem);
    EXPECT_THROW(send("unknown", {}), std::logic_error);
    app->jobs.run_due();
    app->jobs.run_due();
    EXPECT_EQ(done, std::vector<std::string>{"李二"});
    EXPECT_EQ(number("SELECT COUNT(*) FROM outbox"), 0);
}

TEST_P(JobTest, a_failing_task_is_tried_again_later_and_later_and_then_kept_with_its_failure) {
    int tries = 0;
    app->jobs.declare("mail", [&](const job::Task&) {
        ++tries;
        throw std::runtime_error{"no route to host"};
    });
    send("mail", json::object{});
    app->jobs.run_due();
    app->jobs.run_due();
    EXPECT_EQ(tries, 1);  // not before its pause is over
    app.at("2021-12-28T09:00:06");
    app->jobs.run_due();
    EXPECT_EQ(tries, 2);
    auto now = app->clock.now();
    for (int i = 0; i < 40; ++i) {
        now = now.plus_seconds(3601);
        app->clock.stand_at(now);
        app->jobs.run_due();
    }
    EXPECT_EQ(tries, job::most_attempts);
    EXPECT_EQ(app.read([](const View& view) { return view.session.text("SELECT failure FROM outbox").value_or(""); }), "no route to host");
}

TEST_P(JobTest, a_task_of_a_node_that_died_is_due_again_after_its_lease) {
    int tries = 0;
    app->jobs.declare("slow", [&](const job::Task&) { ++tries; });
    send("slow", json::object{});
    // As another node would have claimed it, and then have died.
    app.write([](Transaction& t) { t.session.execute("UPDATE outbox SET attempts = 1, due_at = ?", t.now.plus_seconds(300)); });
    app->jobs.run_due();
    EXPECT_EQ(tries, 0);
    app.at("2021-12-28T09:05:01");
    app->jobs.run_due();
    EXPECT_EQ(tries, 1);
}

TEST_P(JobTest, a_periodic_job_runs_once_a_span_whatever_the_clock_does) {
    int runs = 0;
    app->jobs.every("count", std::chrono::hours{1}, [&](App&) { ++runs; });
    app->jobs.run_due();
    app->jobs.run_due();
    EXPECT_EQ(runs, 1);
    app.at("2021-12-28T10:00:01");
    app->jobs.run_due();
    EXPECT_EQ(runs, 2);
    app.at("2022-01-28T10:00");  // a month ahead …
    app->jobs.run_due();
    app.at("2021-12-28T10:30");  // … and back: it must not rest for a month
    app->jobs.run_due();
    EXPECT_EQ(runs, 4);
}

TEST_P(JobTest, long_work_shows_its_progress_to_its_owner_only) {
    Cast cast{app};
    auto actor = Actor{};
    actor.account = cast.clerk.account, actor.name = "工委干事";
    auto id = app->jobs.begin(actor, "import", "导入名册", [](job::Progress& progress) {
        progress.report(5, 10);
        return job::Outcome{"导入 10 人", "/members"};
    });
    app->jobs.wait();
    auto path = "/api/v1/jobs/" + std::to_string(id);
    auto shown = app.get(cast.clerk, path);
    EXPECT_EQ(shown["state"].as_string(), "done");
    EXPECT_EQ(shown["message"].as_string(), "导入 10 人");
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/jobs")["items"].as_array().size(), 1u);
    EXPECT_EQ(app.get(cast.administrator, path).status, 404);
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/jobs")["items"].as_array().size(), 0u);
    EXPECT_EQ(app.post(cast.administrator, path + "/cancellation").status, 404);
    EXPECT_EQ(app.post(cast.clerk, path + "/cancellation").problem(), "job-has-ended");
}

TEST_P(JobTest, long_work_stops_when_its_owner_asks_and_fails_in_words) {
    Cast cast{app};
    auto actor = Actor{};
    actor.account = cast.clerk.account;
    std::atomic<bool> begun{false};
    auto id = app->jobs.begin(actor, "export", "导出", [&](job::Progress& progress) -> job::Outcome {
        begun = true;
        for (int i = 0;; ++i) progress.report(i, 0), std::this_thread::sleep_for(std::chrono::milliseconds{20});
    });
    while (!begun) std::this_thread::yield();
    EXPECT_EQ(app.post(cast.clerk, "/api/v1/jobs/" + std::to_string(id) + "/cancellation").status, 200);
    app->jobs.wait();
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/jobs/" + std::to_string(id))["state"].as_string(), "cancelled");
    auto broken = app->jobs.begin(actor, "export", "导出", [](job::Progress&) -> job::Outcome { throw std::runtime_error{"secret detail"}; });
    app->jobs.wait();
    auto shown = app.get(cast.clerk, "/api/v1/jobs/" + std::to_string(broken));
    EXPECT_EQ(shown["state"].as_string(), "failed");
    EXPECT_EQ(shown.text.find("secret detail"), std::string::npos);
}

TEST_P(JobTest, work_of_a_program_that_died_is_shown_as_not_done) {
    app.write([](Transaction& t) {
        t.session.execute("INSERT INTO job (tenant_id, id, account_id, kind, title, state, done, total, message, link, cancelling, created_at, updated_at) VALUES (1, 7, 1, 'x', 'x', 'running', 1, 2, '', '', 0, ?, ?)",
                          t.now, t.now);
    });
    app.at("2021-12-28T09:10");
    app->jobs.start();
    app->jobs.stop();
    EXPECT_EQ(app.read([](const View& view) { return view.session.text("SELECT state FROM job WHERE id = 7").value_or(""); }), "failed");
}

TEST_P(JobTest, what_has_ended_is_swept_and_what_lives_is_not) {
    Cast cast{app};
    app.write([](Transaction& t) {
        for (auto [key, hours] : {std::pair{"old", 49}, std::pair{"young", 47}})
            t.session.execute("INSERT INTO idempotency (tenant_id, account_id, request_key, fingerprint, status, body, created_at) VALUES (1, 1, ?, '', 200, '', ?)", key,
                              t.now.plus_seconds(-hours * 3600));
        for (auto [id, minutes] : {std::pair{901, 31}, std::pair{902, 29}})
            t.session.execute("INSERT INTO login_session (tenant_id, id, token_fingerprint, account_id, created_at, seen_at, expires_at, peer, device) VALUES (1, ?, ?, 1, 0, ?, ?, '', '')",
                              id, std::to_string(id), t.now.plus_seconds(-minutes * 60), t.now.plus_seconds(3600));
    });
    auto kept = app->files.put("kept"), lost = app->files.put("lost"), young = app->files.put("young");
    app.write([&](Transaction& t) { t.app.files.keep(t.session, t.tenant(), "a.txt", "text/plain", 4, kept, t.now); });
    auto age = [&](const std::string& digest) {
        std::filesystem::last_write_time(app->place.files() / digest.substr(0, 2) / digest.substr(2), std::filesystem::file_time_type::clock::now() - std::chrono::hours{25});
    };
    age(kept), age(lost);
    app->jobs.run_due();
    EXPECT_EQ(number("SELECT COUNT(*) FROM idempotency"), 1);
    EXPECT_EQ(number("SELECT COUNT(*) FROM login_session WHERE id IN (901, 902)"), 1);
    EXPECT_EQ(app->files.get(kept), "kept");
    EXPECT_FALSE(app->files.exists(lost));
    EXPECT_TRUE(app->files.exists(young));
    // Bytes that are put again just before the sweep stay.
    auto again = app->files.put("again");
    age(again);
    app->files.put("again");
    EXPECT_EQ(job::sweep_files(*app, std::chrono::hours{24}), 0);
    EXPECT_TRUE(app->files.exists(again));
}

TEST_P(JobTest, the_seal_finds_an_end_cut_off_together_with_the_head) {
    auto act = [&](const char* what) { app.write([&](Transaction& t) { t.audit(what, "office", 0); }); };
    auto verify = [&] { return app.read([](const View& view) { return audit::verify(view).size() * 10 + audit::verify_seal(view).size(); }); };
    act("one");
    // The state of the database to which somebody will set it back, head and all.
    struct Head {
        std::int64_t chain, sequence;
        std::string mac, seal;
    };
    auto heads = app.read([](const View& view) {
        std::vector<Head> all;
        for (auto rows = view.session.query("SELECT chain, sequence, mac, seal FROM audit_head"); rows.next();)
            all.push_back({rows.integer(0), rows.integer(1), std::string{rows.bytes(2)}, std::string{rows.bytes(3)}});
        return all;
    });
    for (int i = 0; i < 20; ++i) act("two");
    audit::write_seal(*app);
    EXPECT_EQ(verify(), 0u);
    act("three");
    EXPECT_EQ(verify(), 0u);  // what came after the seal is no fault
    app->database->write([&](db::Session& s) {
        s.execute("DELETE FROM audit_head");
        s.execute("DELETE FROM audit WHERE action IN ('two', 'three')");
        for (auto& head : heads)
            s.execute("INSERT INTO audit_head (tenant_id, chain, sequence, mac, seal) VALUES (1, ?, ?, ?, ?)", head.chain, head.sequence, db::Bytes{head.mac}, db::Bytes{head.seal});
    });
    EXPECT_EQ(app.read([](const View& view) { return audit::verify(view).size(); }), 0u);  // the chain alone does not see it
    EXPECT_GE(app.read([](const View& view) { return audit::verify_seal(view).size(); }), 1u);
    std::ofstream{audit::seal_file(*app), std::ios::app} << "1 0 1 00\n";
    EXPECT_EQ(app.read([](const View& view) { return audit::verify_seal(view); }), std::vector<std::string>{"审计封存文件被改动（audit.seal）"});
}

TEST_P(JobTest, a_seal_that_is_missing_is_a_fault_and_a_new_one_does_not_hide_it) {
    auto seal_faults = [&] { return app.read([](const View& view) { return audit::verify_seal(view); }); };
    auto chain_faults = [&] { return app.read([](const View& view) { return audit::verify(view); }); };
    app.write([&](Transaction& t) { t.audit("one", "office", 0); });
    audit::write_seal(*app);
    audit::note_faults_of_seal(*app);
    EXPECT_EQ(chain_faults().size() + seal_faults().size(), 0u);  // nothing is wrong, nothing is noted
    std::filesystem::remove(audit::seal_file(*app));
    EXPECT_EQ(seal_faults(), std::vector<std::string>{"审计封存文件不见了（audit.seal）"});
    audit::seal_if_new(*app);  // the place is in use: no
    EXPECT_FALSE(std::filesystem::exists(audit::seal_file(*app)));
    audit::note_faults_of_seal(*app);
    EXPECT_EQ(seal_faults().size(), 0u);
    ASSERT_EQ(chain_faults().size(), 1u);
    EXPECT_NE(chain_faults().front().find("审计封存文件不见了"), std::string::npos);
}

}  // namespace
}  // namespace zhibu::testkit
