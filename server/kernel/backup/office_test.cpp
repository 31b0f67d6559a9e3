// Backups as the office has them: set up once, by the timer and by hand, tried by a drill, who is told, who may.
#include "kernel/backup/office.hpp"

#include <fstream>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

namespace fs = std::filesystem;

class Backups : public OnBothEngines {
protected:
    Cast cast{app};
    Backups() {
        // The test kit's keys have no file of their own; a vault wants the master key's.
        fs::create_directories(app->place.key_file().parent_path());
        std::ofstream{app->place.key_file(), std::ios::binary} << std::string(32, '\7');
        fs::permissions(app->place.key_file(), fs::perms::owner_read | fs::perms::owner_write);
        app.write([](Transaction& t) { access::set_setting(t.session, t.tenant(), "installed_at", "1"); });
    }
    Answer set_up(const Person& who, const char* passphrase = "一个只有人知道的长口令啊") { return app.post(who, "/api/v1/backup-vault", {{"passphrase", passphrase}, {"hint", "保险柜"}}); }
    json::object shown() { return app.get(cast.administrator, "/api/v1/backups").body.as_object(); }
    void take() {
        ASSERT_EQ(app.post(cast.administrator, "/api/v1/backups").status, 202);
        app->jobs.wait();
    }
    std::string due() {
        std::string out;
        auto inbox = app.get(cast.administrator, "/api/v1/inbox");
        for (auto& item : inbox["items"].as_array())
            if (item.at("kind").as_string().starts_with("backup.")) out += (out.empty() ? "" : ", ") + std::string{item.at("kind").as_string()};
        return out;
    }
};
ZHIBU_ON_BOTH_ENGINES(Backups);

TEST_P(Backups, are_set_up_taken_and_tried) {
    EXPECT_FALSE(shown()["set_up"].as_bool());
    EXPECT_EQ(app.post(cast.administrator, "/api/v1/backups").problem(), "backup-no-vault");
    EXPECT_EQ(set_up(cast.administrator, "zu kurz").faults(), "#/passphrase too_short");
    ASSERT_EQ(set_up(cast.administrator).status, 201);
    EXPECT_EQ(set_up(cast.administrator).problem(), "backup-vault-stands");
    EXPECT_EQ(app.post(cast.administrator, "/api/v1/backup-drills").problem(), "backup-none-yet");
    take();
    auto page = shown();
    auto& line = page["moments"].as_array().at(0).as_object();
    EXPECT_GT(line["rows"].as_int64(), 50);
    EXPECT_EQ(line["actor"].as_string(), "管理员");
    EXPECT_TRUE(line["drill"].is_null());
    auto asked = app.post(cast.administrator, "/api/v1/backup-drills");
    ASSERT_EQ(asked.status, 202);
    app->jobs.wait();
    auto drill = shown()["moments"].as_array().at(0).at("drill").as_object();
    EXPECT_EQ(drill["state"].as_string(), "done") << drill["message"].as_string();
    page = shown();
    for (auto& each : page["drills"].as_array().at(0).at("counts").as_array()) EXPECT_EQ(each.at("taken").as_int64(), each.at("restored").as_int64()) << each.at("table").as_string();
    auto paper = app.get(cast.administrator, "/api/v1/backup-drills/" + std::to_string(drill["id"].as_int64()) + "/certificate");
    EXPECT_EQ(paper.status, 200);
    EXPECT_TRUE(paper.text.starts_with("%PDF-"));
    EXPECT_TRUE(app.get(cast.administrator, "/api/v1/backup-recovery-sheet").text.starts_with("%PDF-"));
    auto audited = app.audited();
    for (auto action : {"backup.vault_made", "backup.taken", "backup.drilled", "backup.certificate_exported", "backup.recovery_sheet_exported"}) EXPECT_NE(audited.find(action), std::string::npos) << action << " in " << audited;
    for (auto& each : fs::directory_iterator{app->place.data}) EXPECT_EQ(each.path().filename().string().find("examining"), std::string::npos);
}

TEST_P(Backups, are_taken_by_the_timer_as_often_as_the_plan_says) {
    app->jobs.run_due();
    ASSERT_EQ(set_up(cast.administrator).status, 201);
    auto at = [&](const char* moment) {
        app.at(moment);
        app->jobs.run_due(), app->jobs.wait();
        return shown()["moments"].as_array().size();
    };
    EXPECT_EQ(at("2021-12-28T09:10"), 1u);
    EXPECT_EQ(at("2021-12-28T09:40"), 1u);
    EXPECT_EQ(at("2021-12-28T10:15"), 2u);
    ASSERT_EQ(app.send(cast.administrator, http::Method::put, "/api/v1/backup-plan", R"({"every_hours":6,"keep_hours":1,"keep_days":1,"keep_weeks":0,"keep_months":0,"drill_days":30,"hint":""})").status, 200);
    EXPECT_EQ(at("2021-12-28T12:00"), 2u);
    EXPECT_EQ(at("2021-12-28T16:20"), 1u) << "the two of the morning are no longer kept";
    ASSERT_EQ(app.send(cast.administrator, http::Method::put, "/api/v1/backup-plan", R"({"every_hours":0})").status, 200);
    EXPECT_EQ(at("2021-12-30T16:20"), 1u);
    EXPECT_EQ(app.send(cast.administrator, http::Method::put, "/api/v1/backup-plan", R"({"every_hours":-1})").status, 422);
}

TEST_P(Backups, tell_the_administrator_what_is_missing_failed_or_late) {
    EXPECT_EQ(due(), "backup.none");
    ASSERT_EQ(set_up(cast.administrator).status, 201);
    EXPECT_EQ(due(), "") << "the timer has not had its turn";
    take();
    EXPECT_EQ(due(), "backup.drill");
    app.at("2021-12-28T09:30");
    ASSERT_EQ(app.post(cast.administrator, "/api/v1/backup-drills").status, 202);
    app->jobs.wait();
    EXPECT_EQ(due(), "");
    app.at("2021-12-29T12:00");
    EXPECT_EQ(due(), "backup.late");
    // The key is gone: a failure with its reason, in the inbox and on the page.
    fs::rename(backup::vault_key_file(app->place), app->place.data / "elsewhere");
    take();
    EXPECT_EQ(due(), "backup.failed, backup.late");
    EXPECT_NE(std::string{shown()["failures"].as_array().at(0).at("message").as_string()}.find("vault.key"), std::string::npos);
    EXPECT_FALSE(shown()["fault"].as_string().empty());
    fs::rename(app->place.data / "elsewhere", backup::vault_key_file(app->place));
    take();
    EXPECT_EQ(due(), "");
    app.at("2022-06-01T09:00");
    EXPECT_EQ(due(), "backup.late, backup.drill");
}

TEST_P(Backups, a_drill_of_a_damaged_vault_fails_and_issues_no_certificate) {
    ASSERT_EQ(set_up(cast.administrator).status, 201);
    take();
    for (auto& each : fs::recursive_directory_iterator{backup::vault_folder(app->place) / "chunks"})
        if (each.is_regular_file()) {
            std::fstream file{each.path(), std::ios::in | std::ios::out | std::ios::binary};
            file.seekp(30), file.put('!');
        }
    ASSERT_EQ(app.post(cast.administrator, "/api/v1/backup-drills").status, 202);
    app->jobs.wait();
    auto drill = shown()["drills"].as_array().at(0).as_object();
    EXPECT_EQ(drill["state"].as_string(), "failed");
    EXPECT_NE(drill["message"].as_string().find("损坏"), std::string::npos) << drill["message"].as_string();
    EXPECT_EQ(app.get(cast.administrator, "/api/v1/backup-drills/" + std::to_string(drill["id"].as_int64()) + "/certificate").status, 404);
    EXPECT_EQ(due(), "backup.drill_failed");
}

// Role × deed: only an administrator of the whole office.
TEST_P(Backups, are_the_business_of_administrators_of_the_whole_office) {
    ASSERT_EQ(set_up(cast.administrator).status, 201);
    for (auto& who : {cast.auditor, cast.clerk, cast.leader, cast.inspector, cast.organ_clerk, cast.secretary, cast.member, app.person("机关管理员", {{Role::administrator, cast.organ}})}) {
        EXPECT_EQ(app.get(who, "/api/v1/backups").status, 403);
        EXPECT_EQ(app.post(who, "/api/v1/backups").status, 403);
        EXPECT_EQ(app.post(who, "/api/v1/backup-drills").status, 403);
        EXPECT_EQ(set_up(who).status, 403);
        EXPECT_EQ(app.get(who, "/api/v1/backup-recovery-sheet").status, 403);
        EXPECT_EQ(app.send(who, http::Method::put, "/api/v1/backup-plan", "{}").status, 403);
        EXPECT_EQ(app.get(who, "/api/v1/backup-drills/1/certificate").status, 403);
    }
    EXPECT_TRUE(shown()["moments"].as_array().empty());
}

}  // namespace
}  // namespace zhibu::testkit
