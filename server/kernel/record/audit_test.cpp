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

}  // namespace zhibu::testkit
