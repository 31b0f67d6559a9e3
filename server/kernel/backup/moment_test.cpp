// Moments in a vault: equal after the way back, cheap where nothing changed, refused where a byte differs, kept as long as the plan says.
#include "kernel/backup/moment.hpp"

#include <algorithm>

#include "kernel/backup/office.hpp"
#include "kernel/db/canonical.hpp"
#include "kernel/move/move.hpp"
#include "kernel/record/audit.hpp"
#include "modules.hpp"
#include "testkit/cryptography.hpp"
#include "testkit/report_city.hpp"

namespace zhibu::backup {
namespace {

using namespace testkit;

constexpr const char* passphrase = "correct horse battery";

std::string content(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}
void overwrite(const fs::path& path, const std::string& bytes) { std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes; }

// An office of its own with real keys: the test kit's have no file.
class Moments : public testing::TestWithParam<db::Engine> {
protected:
    Moments() {
        fs::create_directories(place.files());
        app = std::make_unique<App>(place, keys_of_tests(place.key_file()), db::open(at.where()));
        install_modules(*app);
        app->clock.stand_at(*Instant::parse("2021-12-28T09:00"));
        auto digest = app->files.put("会议照片");
        app->write(actor, [&](Transaction& t) {
            for (auto name : {"市档案馆党支部", "市财政局党支部"}) {
                Organization record;
                record.name = record.short_name = name;
                organization::found(t, record);
                for (int i = 0; i < 400; ++i) {
                    Member member;
                    member.name = "党员" + std::to_string(i), member.organization_id = record.id;
                    if (i == 0) member.id_number = {std::string{name} == "市档案馆党支部" ? "110101199003074477" : ""};
                    organization::admit(t, member);
                }
            }
            t.app.files.keep(t.session, t.tenant(), "照片.jpg", "image/jpeg", 12, digest, t.now);
        });
        Vault::make(vault_folder(place), passphrase, content(place.key_file()), vault_key_file(place));
    }
    Vault vault() { return Vault::open(vault_folder(place), vault_key_file(place)); }
    Moment take_one() {
        auto into = vault();
        return take(*app, into);
    }
    std::string words_of_refusal(const std::string& moment) {
        try {
            restore_moment(vault(), moment, folder.path() / "target", content(place.key_file()));
        } catch (const Fault& fault) {
            EXPECT_FALSE(fs::exists(folder.path() / "target"));
            for (auto& each : fs::directory_iterator{folder.path()}) EXPECT_EQ(each.path().string().find(".restoring"), std::string::npos) << each.path();
            return fault.what();
        }
        fs::remove_all(folder.path() / "target");
        return "";
    }
    Actor actor = Actor::job({1}, "test");
    TemporaryFolder folder;
    DatabasePlace at{GetParam()};
    Place place{folder.path() / "office", at.where()};
    std::unique_ptr<App> app;
};
ZHIBU_ON_BOTH_ENGINES(Moments);

TEST_P(Moments, come_back_equal_whatever_the_engine) {
    auto taken = take_one();
    EXPECT_EQ(taken.files, 1);
    EXPECT_GT(taken.rows, 1600);
    auto keys = Vault::unlock(vault_folder(place), passphrase);
    Vault locked{vault_folder(place), keys.vault_key};
    auto target = folder.path() / "back";
    restore_moment(locked, taken.name, target, keys.master_key);
    Place back{target, ""};
    App restored{back, secret::Keys::load(back.key_file(), false), db::open(back.database_file().string())};
    install_modules(restored);
    auto proof = move::compare(*app->database, *restored.database);
    for (auto& each : proof.differences) ADD_FAILURE() << each.table << " " << each.key << " " << each.what;
    EXPECT_TRUE(proof.equal());
    EXPECT_EQ(restored.files.get(secret::fingerprint("会议照片")), "会议照片");
    restored.read(actor, [](const View& view) {
        EXPECT_EQ(audit::verify(view), std::vector<std::string>{});
        EXPECT_EQ(rollup::verify(view), std::vector<std::string>{});
        EXPECT_EQ(Store<Member>{view}.select(everything(), "ORDER BY id", 1).at(0).id_number.clear, "110101199003074477");
        return true;
    });
    auto highest = app->read(actor, [](const View& view) { return *view.session.integer("SELECT max(id) FROM member"); });
    restored.write(actor, [&](Transaction& t) { EXPECT_GT(t.session.next_id(), highest); });
}

TEST_P(Moments, an_unchanged_office_costs_next_to_nothing_and_a_change_little) {
    auto first = take_one(), second = take_one();
    EXPECT_GT(first.fresh, 20'000u);
    EXPECT_LT(second.fresh, first.fresh / 5) << "its list only";
    app->write(actor, [](Transaction& t) { t.session.execute("UPDATE member SET name = '改名' WHERE id = (SELECT min(id) FROM member)"); });
    auto third = take_one();
    EXPECT_LT(third.fresh, first.fresh / 2);
    EXPECT_EQ(vault().moments().size(), 3u);
    // Each still is what it was.
    for (auto& name : {first.name, third.name}) EXPECT_EQ(examine(vault(), name, folder.path(), content(place.key_file())).findings, std::vector<std::string>{}) << name;
}

TEST_P(Moments, hold_nothing_that_can_be_read_and_no_key) {
    auto taken = take_one();
    auto master = content(place.key_file()), own = content(vault_key_file(place));
    for (auto& each : fs::recursive_directory_iterator{vault_folder(place)}) {
        if (!each.is_regular_file()) continue;
        auto bytes = content(each.path());
        for (auto& word : {std::string{"党员"}, std::string{"市档案馆"}, std::string{"member"}, std::string{"110101199003074477"}, master, own, secret::hex(master), secret::base64(master), secret::base64(own)})
            EXPECT_EQ(bytes.find(word), std::string::npos) << each.path();
    }
    EXPECT_THROW(Vault::unlock(vault_folder(place), "correct horse batterz"), Fault);
    EXPECT_THROW((Vault{vault_folder(place), std::string(32, 'x')}), Fault);
    EXPECT_EQ(words_of_refusal(taken.name), "");  // the control: the right one opens
}

TEST_P(Moments, one_flipped_byte_is_refused_wherever_it_is) {
    auto taken = take_one();
    ASSERT_EQ(words_of_refusal(taken.name), "");
    std::vector<fs::path> files;
    for (auto& each : fs::recursive_directory_iterator{vault_folder(place)})
        if (each.is_regular_file() && each.file_size() > 0 && each.path().filename() != "zhibu-vault.json") files.push_back(each.path());
    ASSERT_GT(files.size(), 20u);
    for (std::size_t i = 0; i < files.size(); i += 1 + files.size() / 12) {
        auto whole = content(files[i]);
        auto bytes = whole;
        bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 1);
        overwrite(files[i], bytes);
        EXPECT_NE(words_of_refusal(taken.name), "") << files[i];
        overwrite(files[i], whole);
    }
    fs::remove(files.front());
    EXPECT_NE(words_of_refusal(taken.name), "") << "a missing chunk";
}

TEST_P(Moments, the_examination_finds_what_was_unsound_before) {
    app->database->write([](db::Session& session) { session.execute("UPDATE audit SET action = 'test.other' WHERE sequence = 1"); });
    auto examined = examine(vault(), take_one().name, folder.path(), content(place.key_file()));
    ASSERT_FALSE(examined.findings.empty());
    EXPECT_NE(examined.findings.front().find("审计链"), std::string::npos) << examined.findings.front();
    for (auto& each : fs::directory_iterator{folder.path()}) EXPECT_EQ(each.path().string().find("examining"), std::string::npos) << "the scratch place is gone";
}

TEST_P(Moments, one_backup_at_a_time) {
    auto one = vault();
    Vault::Turn turn{one};
    EXPECT_THROW(take_one(), Fault);
}

TEST_P(Moments, another_office_is_refused) {
    auto taken = take_one();
    auto other = folder.path() / "other.key";
    secret::Keys::load(other, true);
    EXPECT_THROW(restore_moment(vault(), taken.name, folder.path() / "back", content(other)), Fault);
    EXPECT_FALSE(fs::exists(folder.path() / "back"));
}

TEST_P(Moments, what_nobody_names_is_swept_and_the_rest_still_opens) {
    auto first = take_one();
    app->clock.stand_at(*Instant::parse("2021-12-28T15:00"));
    app->write(actor, [](Transaction& t) { t.session.execute("DELETE FROM member WHERE id % 2 = 0"); });
    auto second = take_one();
    auto store = vault();
    auto before = store.size();
    EXPECT_EQ(prune(store, {48, 14, 8, 24}), 0u) << "both are within the plan";
    EXPECT_GT(prune(store, {1, 0, 0, 0}), 0u);
    EXPECT_EQ(store.moments(), std::vector<std::string>{second.name});
    EXPECT_LT(store.size(), before);
    EXPECT_EQ(examine(vault(), second.name, folder.path(), content(place.key_file())).findings, std::vector<std::string>{});
}

struct Plan {
    Kept kept;
    const char* stay;  // of one an hour for 40 days: how many of them, and the oldest
};
TEST(Keeping, the_newest_of_each_hour_day_week_and_month) {
    std::vector<std::string> all;
    for (auto at = *Instant::parse("2021-11-20T00:30:00Z"); at < *Instant::parse("2021-12-30T00:30:00Z"); at = at.plus_seconds(3600)) {
        auto iso = at.plus_seconds(-8 * 3600).iso();  // iso() speaks Chinese time
        all.push_back(iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2) + "T" + iso.substr(11, 2) + "3000Z-0000");
    }
    ASSERT_EQ(all.size(), 960u);
    Plan table[] = {{{48, 0, 0, 0}, "48 20211228T003000Z-0000"},  {{1, 14, 0, 0}, "16 20211216T233000Z-0000"}, {{1, 0, 8, 0}, "9 20211121T233000Z-0000"},
                    {{1, 0, 0, 24}, "4 20211130T233000Z-0000"}, {{48, 14, 8, 24}, "65 20211121T233000Z-0000"}};
    for (auto& row : table) {
        auto go = superfluous(all, row.kept);
        std::set<std::string> gone{go.begin(), go.end()};
        EXPECT_FALSE(gone.contains(all.back()));
        auto oldest = *std::find_if(all.begin(), all.end(), [&](auto& each) { return !gone.contains(each); });
        EXPECT_EQ(std::to_string(all.size() - gone.size()) + " " + oldest, row.stay);
    }
    EXPECT_EQ(superfluous({}, {}), std::vector<std::string>{});
}

}  // namespace
}  // namespace zhibu::backup
