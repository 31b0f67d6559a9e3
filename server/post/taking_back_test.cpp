// A term recorded by mistake: taken back whole with a reason, and everything as it was before.
#include <fmt/format.h>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

class TermMistakes : public OnBothEngines {
protected:
    Cast cast{app};
    std::int64_t former{}, mistaken{};
    TermMistakes() {
        app.at("2021-12-08T09:00:00+08:00");
        former = begin("第一届", "2018-06-01", {{"secretary", 0}, {"organization_member", 1}}).id();
        mistaken = begin("第二届", "2021-06-01", {{"secretary", 2}, {"publicity_member", 3}}).id();
    }
    Answer begin(const char* number, const char* began_on, std::vector<std::pair<const char*, std::size_t>> elected) {
        json::array holders;
        for (auto& [post, member] : elected) holders.push_back({{"post", post}, {"member_id", cast.members[member].value}});
        auto made = app.post(cast.organ_clerk, "/api/v1/terms", {{"organization_id", cast.branch.value}, {"number", number}, {"began_on", began_on}, {"decided_by", "支部党员大会"}, {"holders", std::move(holders)}});
        EXPECT_EQ(made.status, 201) << made.text;
        return made;
    }
    std::string path(std::int64_t term, const char* rest = "") { return fmt::format("/api/v1/terms/{}{}", term, rest); }
    Answer take_back(const Person& who, std::int64_t term, const char* reason = "录入错误：换届尚未召开") {
        return app.post(who, path(term, "/taking-back"), {{"reason", reason}}, {app.get(cast.clerk, path(term)).version()});
    }
    std::string holders() {
        std::string all;
        auto shown = app.get(cast.clerk, fmt::format("/api/v1/organizations/{}/committee", cast.branch.value));
        for (auto& post : shown["posts"].as_array())
            for (auto& each : post.at("holders").as_array()) all += (all.empty() ? "" : " ") + std::string{post.at("key").as_string()} + ":" + std::string{each.at("member_name").as_string()};
        return all;
    }
    std::int64_t facts(const char* kind, int year) {
        return app.read([&](const View& view) { return rollup::of(view, kind, cast.branch, Period::whole_year(year)).count; });
    }
};
ZHIBU_ON_BOTH_ENGINES(TermMistakes);

TEST_P(TermMistakes, go_with_their_holders_and_their_facts_and_the_term_before_runs_on) {
    EXPECT_EQ(holders(), "secretary:张三 publicity_member:刘四");
    EXPECT_EQ(facts("post.term_changed", 2021), 1);
    EXPECT_EQ(facts("post.appointed", 2021), 2);
    auto done = take_back(cast.organ_clerk, mistaken);
    ASSERT_EQ(done.status, 200) << done.text;
    EXPECT_EQ(holders(), "secretary:王一 organization_member:李二");
    EXPECT_EQ(facts("post.term_changed", 2021), 0);
    EXPECT_EQ(facts("post.appointed", 2021), 0);
    EXPECT_EQ(facts("post.appointed", 2018), 2) << "those of before stand";
    EXPECT_EQ(app.get(cast.clerk, path(mistaken)).status, 404);
    EXPECT_TRUE(app.get(cast.clerk, path(former))["ended_on"].is_null());
    auto why = app.read([](const View& view) { return view.session.integer("SELECT COUNT(*) FROM audit WHERE tenant_id = 1 AND action = 'term.taken_back' AND detail LIKE '%换届尚未召开%'"); });
    EXPECT_EQ(why, 1) << "the audit keeps it";
    app.write([](Transaction& t) { EXPECT_TRUE(rollup::verify(t).empty()); });
    // Recorded anew as it should have been.
    EXPECT_EQ(begin("第二届", "2021-11-01", {{"secretary", 2}}).status, 201);
    EXPECT_EQ(holders(), "secretary:张三");
}

// who | which term | comes to
TEST_P(TermMistakes, are_taken_back_by_the_keepers_and_only_the_running_one) {
    struct Row {
        const char* who;
        const Person& person;
        std::int64_t term;
        const char* reason;
        int status;
    };
    for (auto& row : std::vector<Row>{{"the secretary", cast.secretary, mistaken, "录入错误", 403},
                                      {"a member", cast.member, mistaken, "录入错误", 403},
                                      {"a leader", cast.leader, mistaken, "录入错误", 403},
                                      {"another organ's clerk", cast.other_organ_clerk, mistaken, "录入错误", 404},
                                      {"without a reason", cast.organ_clerk, mistaken, "", 422},
                                      {"a term that has ended", cast.organ_clerk, former, "录入错误", 403},
                                      {"the organ's clerk", cast.organ_clerk, mistaken, "录入错误", 200},
                                      {"the one before, now running", cast.clerk, former, "录入错误", 200}})
        EXPECT_EQ(take_back(row.person, row.term, row.reason).status, row.status) << row.who;
    EXPECT_EQ(holders(), "");
}

TEST_P(TermMistakes, stay_where_an_extension_rests_on_them) {
    auto asked = app.post(cast.secretary, "/api/v1/term-extensions", {{"term_id", mistaken}, {"until", "2024-09-30"}, {"reason", "按上级统一安排延期换届"}});
    ASSERT_EQ(asked.status, 201) << asked.text;
    EXPECT_EQ(take_back(cast.organ_clerk, mistaken).status, 403);
    EXPECT_EQ(app.post(cast.secretary, fmt::format("/api/v1/term-extensions/{}/withdrawal", asked.id()), {{"note", ""}}, {asked.version()}).status, 200);
    EXPECT_EQ(take_back(cast.organ_clerk, mistaken).status, 200);
}

TEST_P(TermMistakes, leave_what_was_ended_by_hand_ended) {
    auto holding = app.get(cast.clerk, fmt::format("/api/v1/post-holdings?member_id={}", cast.members[1].value))["items"].at(0).at("id").as_int64();
    EXPECT_FALSE(app.get(cast.clerk, fmt::format("/api/v1/post-holdings/{}", holding))["valid_to"].is_null());
    app.write([&](Transaction& t) { t.session.execute("UPDATE post_holding SET ended_why = '调离' WHERE tenant_id = 1 AND id = ?", holding); });
    ASSERT_EQ(take_back(cast.organ_clerk, mistaken).status, 200);
    EXPECT_EQ(holders(), "secretary:王一");
}

}  // namespace
}  // namespace zhibu::testkit
