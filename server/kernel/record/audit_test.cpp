// The audit chain: every kind of tampering is found and located.
#include "kernel/record/audit.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class Audit : public OnBothEngines {
protected:
    Audit() {
        for (int i = 1; i <= 5; ++i) app.write([&](Transaction& t) { t.audit("test.done", "test", i); });
    }
    std::vector<std::string> findings() {
        return app.read([](const View& view) { return audit::verify(view); });
    }
};
ZHIBU_ON_BOTH_ENGINES(Audit);

TEST_P(Audit, an_untouched_chain_is_sound) { EXPECT_EQ(findings(), std::vector<std::string>{}); }

TEST_P(Audit, every_kind_of_tampering_is_found) {
    struct Row {
        const char* what;
        const char* sql;
    } table[] = {{"an edited action", "UPDATE audit SET action = 'test.other' WHERE subject_id = 3"},
                 {"an edited time", "UPDATE audit SET at = at + 1 WHERE subject_id = 3"},
                 {"an edited detail", "UPDATE audit SET detail = '{}' WHERE subject_id = 3"},
                 {"a deleted row", "DELETE FROM audit WHERE subject_id = 3"},
                 {"a cut-off end", "DELETE FROM audit WHERE subject_id = 5"},
                 {"swapped rows", "UPDATE audit SET subject_id = 9 - subject_id WHERE subject_id IN (4, 5)"},
                 {"a head set back", "UPDATE audit_head SET sequence = sequence - 1"},
                 {"a missing head", "DELETE FROM audit_head"}};
    ASSERT_EQ(findings(), std::vector<std::string>{});
    for (auto& row : table) {
        SCOPED_TRACE(row.what);
        // Each tampering is looked at inside a transaction that is thrown away again.
        struct Undo {};
        std::vector<std::string> found;
        try {
            app.write([&](Transaction& t) {
                t.session.execute(row.sql);
                found = audit::verify(t);
                throw Undo{};
            });
        } catch (const Undo&) {
        }
        EXPECT_NE(found, std::vector<std::string>{});
    }
    EXPECT_EQ(findings(), std::vector<std::string>{});
}

// What cannot be written down does not happen.
TEST_P(Audit, that_cannot_be_written_lets_nothing_happen) {
    auto found = [&] {
        return app.post(app.administrator(), "/api/v1/organizations", {{"name", "市直机关工委"}, {"short_name", "工委"}, {"kind", "working_committee"}, {"founded_on", "2010-01-01"}});
    };
    auto count = [&] { return app.read([](const View& view) { return *view.session.integer("SELECT count(*) FROM organization"); }); };
    auto before = count();
    app.administrator();
    app.write([](Transaction& t) { t.session.execute("ALTER TABLE audit RENAME TO audit_away"); });
    EXPECT_GE(found().status, 500);
    EXPECT_EQ(count(), before);
    app.write([](Transaction& t) { t.session.execute("ALTER TABLE audit_away RENAME TO audit"); });
    EXPECT_EQ(found().status, 201) << "the control";
    EXPECT_EQ(count(), before + 1);
}

// No work of the program takes anything out of it: 180 days is the least that is asked for.
TEST_P(Audit, is_kept_whatever_is_swept) {
    auto count = [&] { return app.read([](const View& view) { return *view.session.integer("SELECT count(*) FROM audit WHERE action = 'test.done'"); }); };
    ASSERT_EQ(count(), 5);
    for (int days : {1, 60, 181, 400}) {
        app->clock.stand_at(app->clock.now().plus_seconds(days * 86400));
        for (int i = 0; i < 20 && app->jobs.run_due() > 0; ++i) continue;
    }
    EXPECT_EQ(count(), 5);
    EXPECT_EQ(findings(), std::vector<std::string>{});
}

}  // namespace zhibu::testkit
