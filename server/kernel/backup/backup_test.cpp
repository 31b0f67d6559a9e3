// Backup and its way back: an equal installation, and a refusal of whatever is not as it was written.
#include "kernel/backup/backup.hpp"

#include <algorithm>
#include <memory>
#include <thread>

#include "kernel/record/audit.hpp"
#include "modules.hpp"
#include "testkit/cryptography.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::backup {
namespace {

namespace fs = std::filesystem;
using testkit::TemporaryFolder;

std::string content(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// Every row of every table as text, in order: two databases that are equal give the same.
std::string logical_dump(App& app) {
    return app.database->read_value([](db::Session& session) {
        std::vector<std::string> tables;
        for (auto rows = session.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_text_%' ORDER BY name"); rows.next();)
            tables.emplace_back(rows.text(0));
        std::string out;
        for (auto& table : tables) {
            std::vector<std::string> names;
            for (auto rows = session.query("SELECT name FROM pragma_table_info(?)", table); rows.next();) names.emplace_back(rows.text(0));
            std::vector<std::string> lines;
            std::string list;
            for (auto& name : names) list += (list.empty() ? "quote(" : " || '|' || quote(") + name + ")";
            for (auto rows = session.query("SELECT " + list + " FROM " + table); rows.next();) lines.emplace_back(rows.text(0));
            std::sort(lines.begin(), lines.end());
            out += "== " + table + "\n";
            for (auto& line : lines) out += line + "\n";
        }
        return out;
    });
}

class Backup : public testing::Test {
protected:
    Backup() : place{folder.path() / "office", ""} {
        fs::create_directories(place.files());
        app = std::make_unique<App>(place, testkit::keys_of_tests(place.key_file()), db::open(place.database_file().string()));
        install_modules(*app);
        auto digest = app->files.put("会议照片");
        app->write(Actor::job({1}, "test"), [&](Transaction& t) {
            Organization record;
            record.name = record.short_name = "市档案馆党支部";
            organization::found(t, record);
            Member member;
            member.name = "张三", member.organization_id = record.id, member.id_number = {"110101199003074477"};
            organization::admit(t, member);
            t.app.files.keep(t.session, t.tenant(), "照片.jpg", "image/jpeg", 12, digest, t.now);
        });
        app->files.put("nobody speaks of this");
    }
    std::string refusal_of_restore(const Secret& secret) {
        auto target = folder.path() / "target";
        std::string words;
        try {
            restore(file, secret, target);
        } catch (const Fault& fault) {
            words = fault.what();
        }
        EXPECT_FALSE(fs::exists(target));
        for (auto& each : fs::directory_iterator{folder.path()}) EXPECT_EQ(each.path().string().find(".restoring"), std::string::npos) << each.path();
        return words;
    }
    TemporaryFolder folder;
    Place place;
    std::unique_ptr<App> app;
    fs::path file = folder.path() / "office.backup";
    Secret passphrase{Secret::Kind::passphrase, "correct horse battery"};
};

TEST_F(Backup, comes_back_as_an_equal_installation) {
    auto before = logical_dump(*app);
    auto written = write(place, passphrase, file);
    EXPECT_EQ(written.files, 1);
    EXPECT_TRUE(written.has_master_key);
    EXPECT_EQ(verify(file, passphrase).files, 1);
    auto target = folder.path() / "back";
    restore(file, passphrase, target);
    App restored{Place{target, ""}, secret::Keys::load(target / "keys" / "master.key", false), db::open((target / "zhibu.db").string())};
    install_modules(restored);
    EXPECT_EQ(logical_dump(restored), before);
    EXPECT_EQ(restored.files.get(secret::fingerprint("会议照片")), "会议照片");
    EXPECT_FALSE(restored.files.exists(secret::fingerprint("nobody speaks of this")));
    restored.read(Actor::job({1}, "test"), [](const View& view) {
        EXPECT_TRUE(audit::verify(view).empty());
        auto member = Store<Member>{view}.select(everything()).at(0);
        EXPECT_EQ(member.id_number.clear, "110101199003074477");
        return true;
    });
    EXPECT_EQ(newest_of(place), file.string());
}

TEST_F(Backup, holds_nothing_that_can_be_read) {
    write(place, passphrase, file);
    auto bytes = content(file);
    for (auto word : {"张三", "SQLite format", "市档案馆", "CREATE TABLE", "manifest"}) EXPECT_EQ(bytes.find(word), std::string::npos) << word;
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Backup, one_flipped_byte_is_refused_wherever_it_is_and_the_target_is_untouched) {
    write(place, passphrase, file);
    auto whole = content(file);
    for (std::size_t at : {std::size_t{3}, std::size_t{20}, std::size_t{45}, std::size_t{58}, whole.size() / 3, whole.size() / 2, whole.size() - 1}) {
        auto bytes = whole;
        bytes[at] = char(bytes[at] ^ 1);
        std::ofstream{file, std::ios::binary | std::ios::trunc} << bytes;
        EXPECT_NE(refusal_of_restore(passphrase), "") << at;
        EXPECT_THROW(verify(file, passphrase), Fault) << at;
    }
    std::ofstream{file, std::ios::binary | std::ios::trunc} << whole;
    EXPECT_EQ(verify(file, passphrase).files, 1);  // the control: unchanged it opens
}

TEST_F(Backup, a_cut_off_or_lengthened_file_is_refused) {
    write(place, passphrase, file);
    auto whole = content(file);
    for (auto& bytes : {whole.substr(0, whole.size() - 1), whole.substr(0, whole.size() / 2), whole.substr(0, 40), std::string{}, whole + "x"}) {
        std::ofstream{file, std::ios::binary | std::ios::trunc} << bytes;
        EXPECT_NE(refusal_of_restore(passphrase), "") << bytes.size();
    }
}

TEST_F(Backup, the_wrong_passphrase_is_refused_and_a_short_one_never_used) {
    write(place, passphrase, file);
    EXPECT_NE(refusal_of_restore({Secret::Kind::passphrase, "correct horse batterz"}), "");
    EXPECT_NE(refusal_of_restore({Secret::Kind::key_file, std::string(32, 'k')}), "");
    EXPECT_THROW(write(place, {Secret::Kind::passphrase, "short"}, folder.path() / "other"), Fault);
    EXPECT_FALSE(fs::exists(folder.path() / "other"));
    EXPECT_FALSE(fs::exists(folder.path() / "other.part"));
}

TEST_F(Backup, by_a_key_file_leaves_the_master_key_out) {
    Secret key{Secret::Kind::key_file, secret::random_bytes(32)};
    EXPECT_FALSE(write(place, key, file).has_master_key);
    EXPECT_NE(refusal_of_restore(key).find("--master-key"), std::string::npos);
    auto other = folder.path() / "other.key";
    secret::Keys::load(other, true);
    EXPECT_THROW(restore(file, key, folder.path() / "back", other), Fault);
    EXPECT_FALSE(fs::exists(folder.path() / "back"));
    restore(file, key, folder.path() / "back", place.key_file());
    EXPECT_TRUE(fs::exists(folder.path() / "back" / "zhibu.db"));
}

TEST_F(Backup, writes_over_nothing) {
    write(place, passphrase, file);
    auto before = content(file);
    EXPECT_THROW(write(place, passphrase, file), Fault);
    EXPECT_EQ(content(file), before);
    auto target = folder.path() / "full";
    fs::create_directories(target);
    std::ofstream{target / "mine.txt"} << "mine";
    EXPECT_THROW(restore(file, passphrase, target), Fault);
    EXPECT_EQ(content(target / "mine.txt"), "mine");
}

TEST_F(Backup, under_load_is_a_state_that_really_was) {
    std::atomic<bool> going{true};
    std::vector<std::thread> writers;
    for (int i = 0; i < 4; ++i)
        writers.emplace_back([&] {
            // Each write makes an organisation, its audit and a file that a row speaks of: all or nothing.
            while (going) {
                auto text = secret::random_hex(8);
                auto digest = app->files.put(text);
                app->write(Actor::job({1}, "test"), [&](Transaction& t) {
                    Organization record;
                    record.name = record.short_name = text;
                    organization::found(t, record);
                    t.app.files.keep(t.session, t.tenant(), text, "text/plain", 16, digest, t.now);
                });
            }
        });
    while (app->database->read_value([](db::Session& s) { return *s.integer("SELECT COUNT(*) FROM organization"); }) < 20) std::this_thread::yield();
    write(place, passphrase, file);
    going = false;
    for (auto& each : writers) each.join();
    auto target = folder.path() / "back";
    restore(file, passphrase, target);
    App restored{Place{target, ""}, secret::Keys::load(target / "keys" / "master.key", false), db::open((target / "zhibu.db").string())};
    install_modules(restored);
    restored.read(Actor::job({1}, "test"), [](const View& view) {
        EXPECT_TRUE(audit::verify(view).empty());
        auto organizations = *view.session.integer("SELECT COUNT(*) FROM organization");
        EXPECT_GE(organizations, 20);
        EXPECT_EQ(organizations, *view.session.integer("SELECT COUNT(*) FROM stored_file"));
        EXPECT_EQ(organizations, *view.session.integer("SELECT COUNT(*) FROM audit WHERE action = 'organization.founded'"));
        return true;
    });
    EXPECT_TRUE(restored.database->check().empty());
}

}  // namespace
}  // namespace zhibu::backup
