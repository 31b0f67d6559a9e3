// Upgrades: what every released version left behind (server/testkit/versions, made by bin/schema-dump) comes to the schema of today
// on both engines, whole and readable, also where it was broken off in between; with a backup first; never backwards.
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "kernel/backup/backup.hpp"
#include "kernel/db/postgresql_dump.hpp"
#include "kernel/record/soundness.hpp"
#include "kernel/upgrade/upgrade.hpp"
#include "modules.hpp"
#include "testkit/schema_shape.hpp"
#include "testkit/test_app.hpp"
#include "testkit/source_file.hpp"

namespace zhibu::testkit {
namespace {

namespace fs = std::filesystem;
using Steps = std::vector<db::Migration>;

std::string content(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}
fs::path versions_folder() { return source_file("server/testkit/versions"); }
std::vector<std::string> versions() {
    std::vector<std::string> all;
    for (auto& each : fs::directory_iterator{versions_folder()}) all.push_back(each.path().filename().string());
    std::sort(all.begin(), all.end());
    return all;
}

void load_sqlite(const fs::path& file, const std::string& text) {
    sqlite3* handle = nullptr;
    sqlite3_open(file.c_str(), &handle);
    char* fault = nullptr;
    sqlite3_exec(handle, text.c_str(), nullptr, nullptr, &fault);
    std::string words = fault ? fault : "";
    sqlite3_free(fault);
    sqlite3_close(handle);
    if (!words.empty()) throw std::runtime_error{"the dump does not load: " + words};
}
void load_postgresql(const std::string& where, const std::string& text) {
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection{PQconnectdb(where.c_str()), &PQfinish};
    std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(connection.get(), text.c_str()), &PQclear};
    auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error{std::string{"the dump does not load: "} + PQerrorMessage(connection.get())};
}

// A place as that version left it: database, key and seal.
class Left {
public:
    Left(const std::string& version, db::Engine engine) : engine_{engine}, server_{engine} {
        auto from = versions_folder() / version;
        auto name = name_of(engine);
        place = Place{folder_.path(), engine == db::Engine::sqlite ? "" : server_.where()};
        fs::create_directories(place.files());
        fs::create_directories(place.key_file().parent_path());
        std::string key;
        auto hex = content(from / "master.key");
        for (std::size_t i = 0; i + 1 < hex.size(); i += 2) key += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
        std::ofstream{place.key_file(), std::ios::binary} << key;
        fs::permissions(place.key_file(), fs::perms::owner_read | fs::perms::owner_write);
        fs::copy_file(from / (name + ".seal"), place.data / "audit.seal");
        if (engine == db::Engine::sqlite) load_sqlite(place.database_file(), content(from / "sqlite.sql"));
        else load_postgresql(server_.where(), content(from / "postgresql.sql"));
    }
    std::unique_ptr<db::Database> open() const { return db::open(engine_ == db::Engine::sqlite ? place.database_file().string() : place.database, {.readers = 2}); }
    std::unique_ptr<App> start() const {
        auto app = std::make_unique<App>(place, secret::Keys::load(place.key_file(), false), open());
        install_modules(*app);
        app->clock.stand_at(moment(*app));
        return app;
    }
    // Shortly after the last row that was written: passwords and log-ins are as old as they were.
    static Instant moment(App& app) {
        return app.database->read_value([](db::Session& session) { return Instant::from_milliseconds(session.integer("SELECT max(at) FROM audit").value()).plus_seconds(60); });
    }
    Place place;

private:
    db::Engine engine_;
    TemporaryFolder folder_;
    DatabasePlace server_;
};

http::Response ask(App& app, http::Method method, const std::string& path, const std::string& cookie = "", std::string body = "") {
    http::Request request;
    request.method = method, request.path = path, request.body = std::move(body), request.peer = "127.0.0.1", request.request_id = "0123456789abcdef";
    request.headers = {{"x-zhibu", "1"}, {"cookie", cookie}};
    return app.router.answer(request);
}
std::string log_in(App& app) {
    auto answer = ask(app, http::Method::post, "/api/v1/session", "", R"({"username":"clerk","password":"Kept-Version-1"})");
    EXPECT_LT(answer.status, 300) << answer.body;
    for (auto& [name, value] : answer.headers)
        if (name == "set-cookie") return value.substr(0, value.find(';'));
    return {};
}

struct Case {
    std::string version;
    db::Engine engine;
};
std::vector<Case> cases() {
    std::vector<Case> all;
    for (auto& version : versions())
        for (auto engine : engines()) all.push_back({version, engine});
    return all;
}
std::string name_of_case(const testing::TestParamInfo<Case>& info) {
    auto name = "from_" + info.param.version + "_" + name_of(info.param.engine);
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

class Upgrade : public testing::TestWithParam<Case> {
protected:
    Left left{GetParam().version, GetParam().engine};
};
INSTANTIATE_TEST_SUITE_P(, Upgrade, testing::ValuesIn(cases()), name_of_case);

std::vector<std::string> shape_of_today(db::Engine engine) {
    FreshDatabase fresh{engine};
    fresh->migrate(schema_steps());
    return shape_of(*fresh);
}
// Which of today's steps the database lacks, in order.
Steps lacking(db::Database& database) {
    auto missing = upgrade::missing_steps(database);
    Steps steps;
    for (auto& each : schema_steps())
        if (std::find(missing.begin(), missing.end(), each.module + " " + each.name) != missing.end()) steps.push_back(each);
    return steps;
}

TEST_P(Upgrade, comes_to_the_schema_of_today_and_keeps_what_was_recorded) {
    auto members_before = left.open()->read_value([](db::Session& session) { return session.integer("SELECT count(*) FROM member"); });
    auto app = left.start();
    EXPECT_EQ(shape_of(*app->database), shape_of_today(GetParam().engine));
    EXPECT_EQ(faults_of(*app), std::vector<std::string>{});
    auto cookie = log_in(*app);
    auto members = ask(*app, http::Method::get, "/api/v1/members", cookie);
    ASSERT_EQ(members.status, 200) << members.body;
    EXPECT_EQ(json::parse(members.body).at("total").as_int64(), members_before.value());
    EXPECT_NE(members.body.find("王一"), std::string::npos);
    auto meetings = ask(*app, http::Method::get, "/api/v1/meetings", cookie);
    EXPECT_NE(meetings.body.find("主题党日"), std::string::npos) << meetings.body;
    // What was protected by the key of then opens.
    auto sealed = app->database->read_value([](db::Session& session) {
        std::vector<std::pair<std::int64_t, std::string>> all;
        for (auto rows = session.query("SELECT id, id_number FROM member WHERE id_number IS NOT NULL"); rows.next();) all.emplace_back(rows.integer(0), rows.bytes(1));
        return all;
    });
    EXPECT_EQ(sealed.size(), 3u);
}

// Stopped inside of each step, after each step, and begun anew each time.
TEST_P(Upgrade, goes_on_after_a_stop_at_every_step) {
    auto database = left.open();
    auto missing = lacking(*database);
    auto known = schema_steps();
    std::erase_if(known, [&](auto& each) { return std::any_of(missing.begin(), missing.end(), [&](auto& other) { return other.module == each.module && other.number == each.number; }); });
    for (auto& step : missing) {
        auto until_here = known;
        auto stopped = step;
        stopped.sql += "\n;INSERT INTO nowhere_at_all (id) VALUES (1);";
        until_here.push_back(stopped);
        EXPECT_THROW(database->migrate(until_here), db::Error);
        database.reset();
        database = left.open();
        known.push_back(step);
        EXPECT_EQ(database->migrate(known).size(), 1u) << step.module << " " << step.name;
        database.reset();
        database = left.open();
    }
    database.reset();
    auto app = left.start();
    EXPECT_EQ(shape_of(*app->database), shape_of_today(GetParam().engine));
    EXPECT_EQ(faults_of(*app), std::vector<std::string>{});
}

TEST_P(Upgrade, is_never_undone_by_the_older_program) {
    left.start();
    auto database = left.open();
    auto older = schema_steps();
    auto last = older.back();
    older.pop_back();
    auto shape = shape_of(*database);
    try {
        database->migrate(older);
        FAIL() << "it was not refused";
    } catch (const db::Error& error) {
        EXPECT_NE(std::string_view{error.what()}.find("newer program"), std::string_view::npos) << error.what();
        EXPECT_NE(std::string_view{error.what()}.find(last.name), std::string_view::npos) << error.what();
    }
    EXPECT_EQ(shape_of(*database), shape);
}

std::vector<fs::path> backups_of(const Place& place) {
    std::vector<fs::path> all;
    std::error_code none;
    for (auto& each : fs::directory_iterator{upgrade::backups_folder(place), none}) all.push_back(each.path());
    std::sort(all.begin(), all.end());
    return all;
}

TEST_P(Upgrade, makes_a_backup_first_and_only_once) {
    auto database = left.open();
    auto missing = lacking(*database);
    if (missing.size() < 2) GTEST_SKIP() << "this version lacks nothing yet";
    upgrade::prepare(left.place, *database, upgrade::Backup::first);
    ASSERT_EQ(backups_of(left.place).size(), 1u);
    EXPECT_EQ(lacking(*database).size(), missing.size()) << "the backup changed the schema";
    // Killed after its first step: the backup of before stays the one.
    auto known = schema_steps();
    std::erase_if(known, [&](auto& each) { return std::any_of(missing.begin() + 1, missing.end(), [&](auto& other) { return other.module == each.module && other.number == each.number; }); });
    database->migrate(known);
    upgrade::prepare(left.place, *database, upgrade::Backup::first);
    EXPECT_EQ(backups_of(left.place).size(), 1u);
    database.reset();
    left.start();
    upgrade::finish(left.place);
    EXPECT_FALSE(fs::exists(left.place.data / "upgrade.going"));
    auto again = left.open();
    upgrade::prepare(left.place, *again, upgrade::Backup::first);
    EXPECT_EQ(backups_of(left.place).size(), 1u) << "a backup although nothing is missing";
}

// What was broken off before its first step may have been used by the older program since: its backup is not trusted.
TEST_P(Upgrade, backs_up_again_where_no_step_was_done) {
    auto database = left.open();
    if (lacking(*database).empty()) GTEST_SKIP() << "this version lacks nothing yet";
    upgrade::prepare(left.place, *database, upgrade::Backup::first);
    upgrade::prepare(left.place, *database, upgrade::Backup::first);
    EXPECT_EQ(backups_of(left.place).size(), 2u);
}

TEST_P(Upgrade, makes_no_backup_only_where_told) {
    auto database = left.open();
    upgrade::prepare(left.place, *database, upgrade::Backup::none);
    EXPECT_TRUE(backups_of(left.place).empty());
}

TEST_P(Upgrade, keeps_the_newest_backups) {
    fs::create_directories(upgrade::backups_folder(left.place));
    for (auto name : {"upgrade-20200101T000000Z-to-0.0.1.backup", "upgrade-20200102T000000Z-to-0.0.2.backup", "upgrade-20200103T000000Z-to-0.0.3.backup",
                      "upgrade-20200104T000000Z-to-0.0.4.backup", "of-the-office.backup"})
        std::ofstream{upgrade::backups_folder(left.place) / name} << "x";
    upgrade::finish(left.place);
    std::vector<std::string> names;
    for (auto& each : backups_of(left.place)) names.push_back(each.filename().string());
    EXPECT_EQ(names, (std::vector<std::string>{"of-the-office.backup", "upgrade-20200102T000000Z-to-0.0.2.backup", "upgrade-20200103T000000Z-to-0.0.3.backup",
                                               "upgrade-20200104T000000Z-to-0.0.4.backup"}));
}

TEST_P(Upgrade, refuses_where_no_backup_can_be_made) {
    auto database = left.open();
    if (lacking(*database).empty()) GTEST_SKIP() << "this version lacks nothing yet";
    std::ofstream{upgrade::backups_folder(left.place)} << "a file where the folder should be";
    try {
        upgrade::prepare(left.place, *database, upgrade::Backup::first);
        FAIL() << "it was not refused";
    } catch (const std::exception& error) {
        EXPECT_NE(std::string_view{error.what()}.find("--upgrade-without-backup"), std::string_view::npos) << error.what();
    }
    EXPECT_FALSE(lacking(*database).empty());
}

TEST(UpgradeBackup, comes_back_as_the_older_version) {
    Left left{versions().front(), db::Engine::sqlite};
    auto database = left.open();
    auto missing = lacking(*database).size();
    auto shape = shape_of(*database);
    upgrade::prepare(left.place, *database, upgrade::Backup::first);
    auto file = backups_of(left.place).at(0);
    TemporaryFolder folder;
    backup::restore(file, {backup::Secret::Kind::key_file, content(left.place.key_file())}, folder.path() / "back", left.place.key_file());
    auto back = db::open((folder.path() / "back" / "zhibu.db").string(), {.readers = 1});
    EXPECT_EQ(lacking(*back).size(), missing);
    EXPECT_EQ(shape_of(*back), shape);
}

TEST(UpgradeBackup, says_what_to_do_where_pg_dump_is_missing) {
    try {
        db::dump_postgresql("postgresql://127.0.0.1:1/none", "public", "/tmp/never", "");
        FAIL() << "it was not refused";
    } catch (const db::Error& error) {
        EXPECT_NE(std::string_view{error.what()}.find("postgresql-client"), std::string_view::npos) << error.what();
    }
}

TEST(UpgradeBackup, makes_none_of_a_new_database) {
    TemporaryFolder folder;
    Place place{folder.path(), ""};
    auto database = db::open(place.database_file().string(), {.readers = 1});
    upgrade::prepare(place, *database, upgrade::Backup::first);
    EXPECT_TRUE(backups_of(place).empty());
}

}  // namespace
}  // namespace zhibu::testkit
