// What a file of rules may say, and that no word in it can mean a click; the office's own version from its day on.
#include <fmt/format.h>

#include "kernel/pack/book.hpp"
#include "points/deeds.hpp"
#include "points/rule.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class PointsRuleTest : public OnBothEngines {
protected:
    PointsRuleTest() { app.at("2022-03-20T09:00:00+08:00"); }
    const std::string standard{pack::embedded_text(points::rule_file)};
    std::string check(const std::string& text) {
        return app.read([&](const View& view) {
            std::string out;
            for (auto& each : app->packs.check(view, {{points::rule_file, text}}, Date::of(2022, 4, 1)).findings) out += fmt::format("{} {} {}\n", each.line, each.violation.pointer, each.violation.code);
            return out;
        });
    }
    // The standard file with one line in place of another.
    std::string with(const std::string& line, const std::string& instead) {
        auto text = standard;
        auto at = text.find(line);
        EXPECT_NE(at, std::string::npos) << line;
        return text.replace(at, line.size(), instead);
    }
    static int line_of(const std::string& text, const std::string& part) { return int(std::count(text.begin(), text.begin() + std::ptrdiff_t(text.find(part)), '\n')) + 1; }
};
ZHIBU_ON_BOTH_ENGINES(PointsRuleTest);

TEST_P(PointsRuleTest, has_no_word_for_what_a_screen_could_count) {
    const std::string clicks[] = {"login", "logins", "log_in", "sign_on", "check_in_daily", "dwell", "dwell_time", "time_online", "online_minutes", "view", "views", "page_view", "read", "reads", "like", "likes", "share", "shares", "comment", "comments",
                                  "vote", "votes", "online_vote", "click", "clicks", "app.opened", "learning.dwell", "life.viewed", "life.*", "*", "kernel.*", "session.opened", "life.review.excellent", "life.review.*", "selection.*"};
    for (auto& word : clicks) {
        SCOPED_TRACE(word);
        EXPECT_EQ(points::deed_of(word), nullptr);
        // As the fact of a rule: refused with file and line.
        auto text = with("facts = [\"life.attended.theme_day\"]", "facts = [\"" + word + "\"]");
        EXPECT_EQ(check(text), fmt::format("{} #/rule/1/facts/0 no_work\n", line_of(text, "\"" + word + "\"")));
        // As a name of its own in a rule, and at the top of the file.
        if (word.find_first_of(".*") != std::string::npos) continue;
        auto named = with("name = \"theme_day\"", word + " = 2\nname = \"theme_day\"");
        EXPECT_EQ(check(named), fmt::format("{} #/rule/1/{} unknown_field\n", line_of(named, word + " = 2"), word));
        EXPECT_NE(check(with("base = 60", word + " = 2\nbase = 60")), "");
    }
    // And there is no fact of such a kind anywhere in the program.
    for (auto& [declared, kind] : app->fact_kinds.all()) {
        auto name = declared;
        if (auto at = name.find("review"); at != std::string::npos) name.erase(at, 6);  // 民主评议: a meeting, no page view
        for (auto part : {"login", "log_in", "dwell", "online", "view", "click", "like", "share", "comment"}) EXPECT_EQ(name.find(part), std::string::npos) << declared;
    }
    // The list is of kinds that modules record, each in some one's words.
    for (auto& deed : points::deeds()) EXPECT_TRUE(points::may_be_named(deed.facts, app->fact_kinds)) << deed.facts;
    for (auto& name : points::nameable(app->fact_kinds)) EXPECT_TRUE(app->words.has(Language::chinese, "fact_kind." + name)) << name;
}

TEST_P(PointsRuleTest, refuses_what_does_not_fit_with_its_line) {
    struct Row {
        const char *line, *instead, *fault;
    };
    for (auto& row : std::initializer_list<Row>{
             {"floor = 0", "floor = 61", "#/floor above_base"},
             {"top = 100", "top = 59", "#/top below_base"},
             {"passing = 70", "passing = 101", "#/passing above_top"},
             {"leave_days = 45", "leave_days = 0", "#/leave_days required"},
             {"name = \"theme_day\"", "name = \"study\"", "#/rule/2/name taken"},
             {"cap = 6\nsentence = \"参加一次主题党日", "cap = 1\nsentence = \"参加一次主题党日", "#/rule/1/cap below_points"},
             {"posts = [\"secretary\", \"deputy_branch_secretary\"]\non_time", "posts = [\"boss\"]\non_time", "#/rule/8/posts/0 unknown_post"},
             {"posts = [\"secretary\", \"deputy_branch_secretary\"]\non_time", "on_time", "#/rule/8/posts required"},
             {"facts = [\"supervision.problem_closed\"]", "facts = [\"supervision.problem_closed\", \"duty.reported\"]", "#/rule/8/facts members_and_organizations"},
             {"answered_by = [\"organization_member\"", "answered_by = [\"nobody\"", "#/answered_by/0 unknown_post"},
             {"effect = \"deduct\"", "effect = \"punish\"", "#/rule/11/effect not_one_of"},
         }) {
        SCOPED_TRACE(row.instead);
        EXPECT_NE(check(with(row.line, row.instead)).find(row.fault), std::string::npos) << check(with(row.line, row.instead));
    }
    EXPECT_EQ(check(standard), "");
}

TEST_P(PointsRuleTest, holds_the_file_to_its_own_cases) {
    app.read([&](const View& view) {
        auto checked = app->packs.check(view, {{points::rule_file, standard}}, Date::of(2022, 4, 1));
        EXPECT_EQ(checked.outcomes.size(), 8u);
        for (auto& each : checked.outcomes) EXPECT_TRUE(each.outcome.passed) << each.outcome.title << ": " << each.outcome.found;
        return true;
    });
    EXPECT_NE(check(with("points = 2\ncap = 6", "points = 2\ncap = 4")).find("#/test/1 "), std::string::npos) << "a lower cap breaks the case of the four theme days, at its line";
}

// The version of the day on which the period begins judges it whole.
TEST_P(PointsRuleTest, judges_a_period_by_the_version_of_its_first_day) {
    Cast cast{app};
    auto draft = app.post(cast.administrator, "/api/v1/packs/standard/files/points.toml/drafts", {{"text", with("base = 60", "base = 50")}});
    ASSERT_EQ(draft.status, 201) << draft.text;
    // The cases of the file still ask for what the old base gave.
    auto refused = app.post(cast.administrator, fmt::format("/api/v1/pack-versions/{}/publication", draft.id()), {{"effective_from", "2022-03-21"}, {"note", "下调基础分"}}, {draft.version()});
    EXPECT_EQ(refused.status, 422);
    auto text = with("base = 60", "base = 50");
    text = text.substr(0, text.find("# ---- Cases"));
    auto changed = app.patch(cast.administrator, fmt::format("/api/v1/pack-versions/{}", draft.id()), {{"text", text}}, draft.version());
    ASSERT_EQ(changed.status, 200) << changed.text;
    auto published = app.post(cast.administrator, fmt::format("/api/v1/pack-versions/{}/publication", draft.id()), {{"effective_from", "2022-03-21"}, {"note", "下调基础分"}}, {changed.version()});
    ASSERT_EQ(published.status, 200) << published.text;
    auto total = [&](const char* period) { return app.get(cast.member, fmt::format("/api/v1/points/mine?period={}", period)); };
    app.at("2022-04-02T09:00:00+08:00");
    EXPECT_EQ(total("2022-Q1")["total"].as_int64(), 60) << "it had begun before";
    EXPECT_EQ(total("2022-Q2")["total"].as_int64(), 50);
    EXPECT_EQ(total("2022-Q2")["rules"].at("version").as_int64(), 1);
    auto rules = app.get(cast.member, "/api/v1/points/rules?period=2022-Q2");
    EXPECT_EQ(rules["effective_from"].as_string(), "2022-03-21");
    EXPECT_EQ(rules["rules"].as_array().size(), 12u);
}

}  // namespace zhibu::testkit
