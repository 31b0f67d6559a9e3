// A new master key: everything is sealed anew, whatever moment it was broken off at; the old key opens nothing and adds nothing.
#include "kernel/secret/rotation.hpp"

#include <fstream>

#include "kernel/ballot_box/box_key.hpp"
#include "kernel/db/canonical.hpp"
#include "kernel/record/audit.hpp"
#include "kernel/record/soundness.hpp"
#include "kernel/secret/recognition.hpp"
#include "kernel/secret/ring.hpp"
#include "modules.hpp"
#include "sealed_columns.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

namespace fs = std::filesystem;
using secret::Cryptography;

constexpr const char* number = "110101199003074477";

class Rotation : public testing::TestWithParam<std::tuple<db::Engine, Cryptography>> {
protected:
    Rotation() {
        fs::create_directories(place.files());
        open();
        actor = Actor::job({1}, "test");
        digest = app->files.put("会议照片");
        box_key = ballot_box::make_key(*app);
        app->write(actor, [&](Transaction& t) {
            Organization record;
            record.name = record.short_name = "市档案馆党支部", record.contact_phone = {"053288888888"};
            organization::found(t, record);
            for (int i = 0; i < 1200; ++i) {
                Member one;
                one.name = "党员" + std::to_string(i), one.organization_id = record.id, one.phone = {"1390000" + std::to_string(1000 + i)};
                if (i == 700) one.id_number = {number};
                organization::admit(t, one);
                if (i == 700) member = one.id;
            }
            t.app.files.keep(t.session, t.tenant(), "照片.jpg", "image/jpeg", 12, digest, t.now);
            auto account = access::create_account(t, {"u1", "甲", {}, {}, {}, false}, "no password");
            t.session.execute("UPDATE account SET totp_secret = ? WHERE id = ?", db::Bytes{t.app.keys.seal("JBSWY3DPEHPK3PXP", "account.totp." + std::to_string(account.value))}, account);
            t.session.execute("INSERT INTO setting (tenant_id, name, value) VALUES (1, 'totp_pending.9', ?)", secret::base64(t.app.keys.seal("KEY", "account.totp_pending.9")));
            t.session.execute("INSERT INTO idempotency (tenant_id, account_id, request_key, fingerprint, status, body, created_at) VALUES (1, 9, 'again', 'f', 201, ?, ?)",
                              secret::base64(t.app.keys.seal("{\"id\":1}", "idempotency.again")), t.now);
        });
        secret::note_key(*app);
    }
    void open() {
        app.reset();
        secret::make_key_file(place.key_file(), std::get<1>(GetParam()));
        app = std::make_unique<App>(place, secret::Keys::load(place.key_file(), false), db::open(at.where()));
        install_modules(*app);
        app->clock.stand_at(*Instant::parse("2021-12-28T09:00"));
    }
    secret::Ring ring() { return secret::read_ring(secret::read_key_file(place.key_file())); }
    void write(const secret::Ring& to) { secret::write_whole(place.key_file(), secret::content_of(to), secret::Existing::replaced); }
    void begin() {
        write(secret::begin_rotation(ring(), secret::audit_ends(*app)));
        open();
    }
    void finish() {
        secret::note_key(*app);
        auto done = ring();
        done.rotating = false;
        write(done);
        open();
    }
    secret::Keys old_keys(const std::string& key_file) {
        auto file = folder.path() / "old.key";
        secret::write_whole(file, key_file, secret::Existing::replaced);
        return secret::Keys::load(file, false);
    }
    std::string read_number() {
        return app->read(actor, [&](const View& view) { return Store<Member>{view}.load(member, everything()).id_number.clear; });
    }
    std::int64_t found_by_number() {
        return app->read(actor, [&](const View& view) {
            return view.session.integer("SELECT count(*) FROM member WHERE id_number_index = ?", view.app.keys.blind(number, "member.id_number")).value_or(0);
        });
    }
    std::vector<std::string> audit_findings() {
        return app->read(actor, [](const View& view) { return audit::verify(view); });
    }
    Actor actor;
    TemporaryFolder folder;
    DatabasePlace at{std::get<0>(GetParam())};
    Place place{folder.path() / "office", at.where()};
    std::unique_ptr<App> app;
    Id<Member> member{};
    std::string digest, box_key;
};
INSTANTIATE_TEST_SUITE_P(, Rotation, testing::Combine(testing::ValuesIn(engines()), testing::Values(Cryptography::standard, Cryptography::gm)),
                         [](auto& info) { return name_of(std::get<0>(info.param)) + "_" + std::string{secret::name_of(std::get<1>(info.param))}; });

TEST_P(Rotation, everything_stands_under_the_new_key_and_nothing_under_the_old) {
    auto old_file = secret::read_key_file(place.key_file());
    auto number_of_box = ballot_box::read_key(*app, box_key);
    begin();
    EXPECT_EQ(read_number(), number) << "read while the rotation is under way";
    auto done = secret::seal_anew(*app, sealed_columns());
    EXPECT_EQ(done.values, 1200 + 1 + 1 + 1 + 1 + 1) << "telephones, the number, the organisation's, the second factor, its beginning, the kept answer";
    EXPECT_EQ(done.files, 1);
    EXPECT_EQ(done.box_keys, 1);
    EXPECT_EQ(done.lost, std::vector<std::string>{});
    finish();
    EXPECT_FALSE(secret::rotating(app->keys));
    EXPECT_EQ(read_number(), number);
    EXPECT_EQ(found_by_number(), 1);
    EXPECT_EQ(app->files.get(digest), "会议照片");
    EXPECT_EQ(ballot_box::read_key(*app, box_key), number_of_box);
    EXPECT_EQ(faults_of(*app), (std::vector<std::string>{"审计封存文件不见了（audit.seal）"})) << "this place never had one";

    // Positive control: where nothing was sealed anew the old key would still be needed.
    App before{place, old_keys(old_file), db::open(at.where())};
    EXPECT_EQ(before.files.get(digest), std::nullopt);
    EXPECT_EQ(before.read(actor, [&](const View& view) { return Store<Member>{view}.load(member, everything()).id_number.clear; }), "");
    EXPECT_THROW(secret::refuse_foreign(before), std::runtime_error);
    EXPECT_NO_THROW(secret::refuse_foreign(*app));
}

TEST_P(Rotation, goes_on_where_it_was_broken_off) {
    begin();
    struct Killed {};
    std::set<std::string> all;
    for (auto& column : sealed_columns()) all.insert(column.table + "." + column.column);
    for (auto& stop : all) {
        EXPECT_THROW(secret::seal_anew(*app, sealed_columns(), [&](const std::string& what) { if (what == stop) throw Killed{}; }), Killed);
        open();
        EXPECT_EQ(read_number(), number) << "broken off at " << stop;
        EXPECT_EQ(app->files.get(digest), "会议照片");
    }
    auto rest = secret::seal_anew(*app, sealed_columns());
    EXPECT_EQ(secret::seal_anew(*app, sealed_columns()).values, 0) << "twice changes nothing";
    finish();
    EXPECT_EQ(read_number(), number);
    EXPECT_EQ(found_by_number(), 1);
}

TEST_P(Rotation, whoever_found_the_old_key_adds_nothing_to_the_audit) {
    auto old_file = secret::read_key_file(place.key_file());
    begin();
    secret::seal_anew(*app, sealed_columns());
    finish();
    app->write(actor, [](Transaction& t) { t.audit("test.done", "test", 1); });
    EXPECT_EQ(audit_findings(), std::vector<std::string>{}) << "of both keys";
    {
        App thief{place, old_keys(old_file), db::open(at.where())};
        thief.write(actor, [](Transaction& t) { t.audit("test.forged", "test", 2); });
    }
    EXPECT_FALSE(audit_findings().empty());
}

TEST_P(Rotation, may_be_done_again_and_again) {
    for (int i = 0; i < 3; ++i) {
        begin();
        EXPECT_EQ(secret::seal_anew(*app, sealed_columns()).lost, std::vector<std::string>{});
        finish();
        app->write(actor, [](Transaction& t) { t.audit("test.done", "test", 1); });
    }
    EXPECT_EQ(secret::identities_before(app->keys).size(), 3u);
    EXPECT_EQ(audit_findings(), std::vector<std::string>{});
    EXPECT_EQ(read_number(), number);
}

TEST_P(Rotation, what_neither_key_opens_is_told_and_stays_as_it_is) {
    app->write(actor, [&](Transaction& t) { t.session.execute("UPDATE member SET id_number = phone WHERE id = ?", member); });
    begin();
    auto done = secret::seal_anew(*app, sealed_columns());
    EXPECT_EQ(done.lost, std::vector<std::string>{"member." + std::to_string(member.value) + ".id_number"});
}

// A column that is forgotten here would be lost with the old key.
TEST_P(Rotation, knows_every_column_of_bytes) {
    std::set<std::string> known{"audit.mac", "audit_head.mac", "audit_head.seal",      // the chain: stays as it was written
                                "ballot_tray.sealed", "ballot_paper_count.sealed"};  // under the box's own key
    for (auto& column : sealed_columns()) known.insert(column.table + "." + column.column);
    app->database->read([&](db::Session& session) {
        for (auto& table : db::tables_of(session))
            for (auto& column : table.columns)
                if (column.kind == db::Column::Kind::bytes) EXPECT_TRUE(known.contains(table.name + "." + column.name)) << table.name << "." << column.name;
    });
}

}  // namespace zhibu::testkit
