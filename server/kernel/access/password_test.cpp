// What a password has to be, by profile: each row a password that somebody might choose.
#include "kernel/access/password.hpp"

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

constexpr std::string_view first = "Zhibu-2021-ok";

}  // namespace

class Passwords : public OnBothEngines {
protected:
    Passwords() {
        auto hash = secret::hash_password(first);
        wang = app.person("王芳", {{Role::committee_clerk, office}});
        app.write([&](Transaction& t) { t.session.execute("UPDATE account SET username = 'wangfang', password_hash = ? WHERE id = ?", hash, wang.account); });
    }
    std::string choose(const std::string& profile, const std::string& words = "") {
        auto answer = app.send(app.administrator(), http::Method::put, "/api/v1/security", json::serialize(json::object{{"profile", profile}, {"words", words}, {"reason", "年度检查要求"}}));
        return answer.status == 200 ? "" : answer.faults();
    }
    std::string change(const std::string& current, const std::string& fresh) {
        auto answer = app.post(wang, "/api/v1/session/password", {{"current", current}, {"fresh", fresh}});
        return answer.status == 204 ? "" : answer.faults();
    }
    Id<Organization> office = app.organization("市直机关工委", OrganizationKind::working_committee);
    Person wang;
};
ZHIBU_ON_BOTH_ENGINES(Passwords);

TEST_P(Passwords, are_what_the_chosen_profile_asks) {
    struct Row {
        const char *password, *classified, *asvs;  // what is wrong, "" where it is good
    } table[] = {{"Ab1-efgh", "short_10", "short_12"},
                 {"Ab1-efghi", "short_10", "short_12"},
                 {"Ab1-efghij", "", "short_12"},
                 {"abcdefghijkm", "classes", "common"},
                 {"sailing-boat-otter", "classes", ""},
                 {"小舟从此逝江海寄余生夜", "classes", "short_12"},
                 {"小舟从此逝江海寄余生夜饮东坡", "classes", ""},
                 {"Password1234", "", "common"},
                 {"P@ssw0rd2021", "", "common"},
                 {"Qwertyuiop-1234", "", "common"},
                 {"Woaini-1314520", "", "common"},
                 {"Dangjian2021!!!", "", "common"},
                 {"Aaaaaaaaaaaaaa1!", "", "common"},
                 {"wangfang-Q7pm3x", "has_username", "has_username"},
                 {"王芳的密码Q7pm3xkd", "has_username", "has_username"},
                 {"Zaoyuan-2021-laixi", "", ""},
                 {"k7Xp-m2Qv-t9Rd", "", ""},
                 {"correct horse battery", "classes", ""}};
    for (auto& row : table)
        for (auto& [profile, expected] : {std::pair{"classified", row.classified}, {"asvs", row.asvs}}) {
            auto found = access::weakness({&access::password_profile(profile), {}}, row.password, {"wangfang", "王芳"});
            EXPECT_EQ(found, *expected ? std::string{"password_"} + expected : "") << profile << " " << row.password;
        }
    EXPECT_EQ(access::weakness({&access::password_profile("asvs"), {}}, std::string(129, 'x'), {}), "password_too_long");
}

TEST_P(Passwords, of_the_profile_hold_at_the_log_in_for_new_accounts_and_for_resets) {
    auto admin = app.administrator();
    struct Row {
        const char *profile, *password, *fault;
    } table[] = {{"classified", "sailing-boat-otter", "password_classes"}, {"asvs", "Password1234", "password_common"}};
    for (auto& row : table) {
        SCOPED_TRACE(row.profile);
        ASSERT_EQ(choose(row.profile), "");
        EXPECT_EQ(change(std::string{first}, row.password), std::string{"#/fresh "} + row.fault);
        EXPECT_EQ(app.post(admin, "/api/v1/accounts", {{"username", "li"}, {"name", "李强"}, {"password", row.password}, {"grants", {{{"role", "member"}, {"organization_id", office.value}}}}}).faults(),
                  std::string{"#/password "} + row.fault);
        EXPECT_EQ(app.post(admin, "/api/v1/accounts/" + std::to_string(wang.account.value) + "/password", {{"password", row.password}}).faults(), std::string{"#/password "} + row.fault);
    }
    EXPECT_EQ(change(std::string{first}, "sailing-boat-otter"), "") << "the other profile takes it";
}

TEST_P(Passwords, rest_on_no_word_of_the_office_where_it_says_so) {
    ASSERT_EQ(choose("asvs"), "");
    EXPECT_EQ(change(std::string{first}, "laoshanqu-qwer1234"), "");
    ASSERT_EQ(choose("asvs", "laoshanqu laixi"), "");
    EXPECT_EQ(change("laoshanqu-qwer1234", "laoshanqu-zxcv4321"), "#/fresh password_common");
    EXPECT_EQ(app.get(app.administrator(), "/api/v1/security")["words"], (json::array{"laoshanqu", "laixi"}));
}

TEST_P(Passwords, do_not_come_again) {
    std::string last{first};
    for (auto fresh : {"Sailing-1-otter", "Sailing-2-otter", "Sailing-3-otter"}) {
        ASSERT_EQ(change(last, fresh), "");
        last = fresh;
        app->clock.stand_at(app->clock.now().plus_seconds(60));
    }
    EXPECT_EQ(change(last, last), "#/fresh password_used_before");
    EXPECT_EQ(change(last, std::string{first}), "#/fresh password_used_before");
    ASSERT_EQ(choose("asvs"), "");
    EXPECT_EQ(change(last, "Sailing-2-otter"), "#/fresh password_used_before") << "the last one";
    EXPECT_EQ(change(last, "Sailing-1-otter"), "") << "earlier ones are free there";
}

TEST_P(Passwords, profile_is_read_by_administrators_and_auditors_of_the_whole_office_and_changed_by_the_first) {
    struct Row {
        const char* who;
        Grant grant;
        int read, change;
    } table[] = {{"administrator", {Role::administrator, whole_office}, 200, 200}, {"auditor", {Role::auditor, whole_office}, 200, 403},
                 {"administrator of a part", {Role::administrator, office}, 403, 403}, {"clerk", {Role::committee_clerk, whole_office}, 403, 403},
                 {"leader", {Role::leader, whole_office}, 403, 403}};
    for (auto& row : table) {
        SCOPED_TRACE(row.who);
        auto who = app.person(row.who, {row.grant});
        EXPECT_EQ(app.get(who, "/api/v1/security").status, row.read);
        EXPECT_EQ(app.send(who, http::Method::put, "/api/v1/security", R"({"profile":"asvs","reason":"年度检查要求"})").status, row.change);
    }
}

TEST_P(Passwords, profile_changes_only_with_a_reason_and_stands_in_the_audit) {
    app.audited();
    auto put = [&](const char* body) { return app.send(app.administrator(), http::Method::put, "/api/v1/security", body); };
    EXPECT_EQ(put(R"({"profile":"asvs"})").faults(), "#/reason required");
    EXPECT_EQ(put(R"({"profile":"none","reason":"试试"})").faults(), "#/profile not_one_of");
    EXPECT_EQ(app.get(app.administrator(), "/api/v1/security")["profile"], "classified");
    EXPECT_EQ(app.audited(), "");
    EXPECT_EQ(put(R"({"profile":"asvs","reason":"按新要求"})").status, 200);
    EXPECT_EQ(app.audited(), "security.changed 0");
    auto session = app.get(wang, "/api/v1/session");
    EXPECT_EQ(session["password"].at("profile"), "asvs");
    EXPECT_EQ(session["password"].at("length"), 12);
}

TEST_P(Passwords, that_would_be_too_old_under_the_other_profile_are_counted_before_it_is_chosen) {
    ASSERT_EQ(choose("asvs"), "");
    auto asked = [&] {
        auto answer = app.get(app.administrator(), "/api/v1/security");
        return answer["profiles"].at(0).at("asked").as_int64();
    };
    auto now = app->clock.now();
    app.write([&](Transaction& t) { t.session.execute("UPDATE account SET password_changed_at = ? WHERE id = ?", now, wang.account); });
    auto before = asked();
    app->clock.stand_at(now.plus_seconds(91 * 86400));
    EXPECT_EQ(asked(), before + 1);
    EXPECT_EQ(app.get(wang, "/api/v1/accounts").status, 200) << "none grows old here";
    ASSERT_EQ(choose("classified"), "");
    EXPECT_EQ(app.get(wang, "/api/v1/accounts").problem(), "password-change-required");
    auto needs = app.get(wang, "/api/v1/session")["needs"];
    EXPECT_TRUE(needs.at("password_old").as_bool());
    EXPECT_TRUE(needs.at("password_change").as_bool());
}

}  // namespace zhibu::testkit
