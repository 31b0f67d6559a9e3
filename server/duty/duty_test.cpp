// Reports on duty through the routes: the draft from facts, who writes and reads it, anonymous scoring, the count and its sheet.
#include <fmt/format.h>

#include "duty/session.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

duty::Rules plain_rules(std::int64_t drop_from = 0) {
    static const duty::Rules shipped = [] {
        TestApp app;
        return *app->packs.shipped<duty::Rules>(duty::rules_file);
    }();
    auto rules = shipped;
    rules.rule.drop_extremes_from = drop_from;
    return rules;  // leaders 40, members 35, peers 25; items 40, 40, 20; choices 100, 85, 70, 40
}
std::vector<ballot_box::Paper> papers(std::vector<std::pair<const char*, const char*>> all) {
    std::vector<ballot_box::Paper> out;
    for (auto& [circle, content] : all) out.push_back({"", circle, content});
    return out;
}

}  // namespace

TEST(DutyResult, weighs_items_and_circles) {
    struct Row {
        const char* what;
        std::vector<ballot_box::Paper> papers;
        std::int64_t score;
        const char* grade;
    } table[] = {{"everybody the best", papers({{"leaders", "000"}, {"members", "000"}, {"peers", "000"}}), 10000, "good"},
                 {"items by their points", papers({{"leaders", "130"}}), 85 * 40 + 40 * 40 + 100 * 20, "usual"},
                 {"circles by their weight", papers({{"leaders", "000"}, {"members", "222"}, {"peers", "333"}}), 40 * 100 + 35 * 70 + 25 * 40, "usual"},
                 {"a circle without papers weighs nothing", papers({{"leaders", "000"}, {"members", "222"}}), (40 * 10000 + 35 * 7000 + 37) / 75, "fair"},
                 {"the mean within a circle", papers({{"leaders", "000"}, {"leaders", "111"}}), 9250, "good"},
                 {"a sign that is no choice does not count", papers({{"leaders", "000"}, {"leaders", "9-0"}}), 10000, "good"},
                 {"a circle of no name does not count", papers({{"leaders", "000"}, {"strangers", "333"}}), 10000, "good"}};
    for (auto& row : table) {
        auto result = duty::result_of(plain_rules(), row.papers);
        EXPECT_EQ(result.score, row.score) << row.what;
        EXPECT_EQ(result.grade, row.grade) << row.what;
    }
    EXPECT_EQ(duty::result_of(plain_rules(), {}).papers, 0);
    EXPECT_EQ(duty::result_of(plain_rules(), {}).grade, "");
}

TEST(DutyResult, drops_extremes_of_a_large_circle_only) {
    auto three = papers({{"leaders", "000"}, {"leaders", "111"}, {"leaders", "333"}});
    EXPECT_EQ(duty::result_of(plain_rules(3), three).score, 8500);
    EXPECT_EQ(duty::result_of(plain_rules(4), three).score, (10000 + 8500 + 4000 + 1) / 3);
}

TEST(DutyResult, grades_by_thresholds) {
    for (auto& [score, grade] : std::vector<std::pair<std::int64_t, const char*>>{{10000, "good"}, {9000, "good"}, {8999, "fair"}, {8000, "fair"}, {7999, "usual"}, {6000, "usual"}, {5999, "poor"}, {0, "poor"}})
        EXPECT_EQ(plain_rules().grade_of(score).key, grade) << score;
}

class Duty : public OnBothEngines {
protected:
    Duty() {
        app.at("2021-12-28T09:00:00+08:00");
        direct = app.person("档案馆书记", {{Role::branch_secretary, cast.direct_branch}});
        auto organ_secretary = [&](const char* name, Id<Organization> organ) { return app.person(name, {{Role::organ_clerk, organ}}); };
        first = organ_secretary("财政局书记", cast.organ), second = organ_secretary("教体局书记", cast.other_organ);
        for (int i = 1; i <= 3; ++i) leaders.push_back(app.person("领导" + std::to_string(i), {{Role::leader, cast.committee}}));
        for (int i = 1; i <= 4; ++i) members.push_back(app.person("党员代表" + std::to_string(i), {{Role::member, cast.branch}}));
    }
    Answer create(const Person& who) {
        return app.post(who, "/api/v1/duty-sessions", {{"organization_id", cast.committee.value}, {"title", "2021年度述职评议"}, {"year", 2021}, {"held_on", "2021-12-30"}});
    }
    std::string path(const char* rest = "") { return "/api/v1/duty-sessions/" + std::to_string(session) + rest; }
    static json::array ids(const std::vector<Person>& people) {
        json::array all;
        for (auto& each : people) all.push_back(each.account.value);
        return all;
    }
    Answer act(const Person& who, const char* rest, json::object body = {}) {
        auto seen = app.get(who, path());
        return app.post(who, path(rest), body, {seen.status == 200 ? seen.version() : 1});
    }
    void prepare() {
        session = create(cast.clerk).id();
        ASSERT_EQ(act(cast.clerk, "/reporters", {{"account_ids", ids({first, second})}}).status, 200);
        ASSERT_EQ(act(cast.clerk, "/voters", {{"circle", "leaders"}, {"account_ids", ids(leaders)}}).status, 200);
        ASSERT_EQ(act(cast.clerk, "/voters", {{"circle", "members"}, {"account_ids", ids(members)}}).status, 200);
    }
    std::int64_t report_of(const Person& who) {
        auto shown = app.get(cast.clerk, path());
        for (auto& each : shown["reports"].as_array())
            if (each.at("account_id").as_int64() == who.account.value) return each.at("id").as_int64();
        return 0;
    }
    Answer score(const Person& who, const char* choice, const char* secret = "0123456789abcdef") {
        auto paper = app.get(who, path("/paper"));
        if (paper.status != 200) return paper;
        json::array marks;
        for (auto& each : paper["reports"].as_array()) {
            json::array choices;
            for (std::size_t i = 0; i < paper["items"].as_array().size(); ++i) choices.emplace_back(choice);
            marks.push_back({{"report_id", each.at("id")}, {"choices", choices}});
        }
        return app.post(who, path("/paper"), {{"secret", secret}, {"marks", marks}});
    }
    Cast cast{app};
    Person direct, first, second;
    std::vector<Person> leaders, members;
    std::int64_t session{};
};
ZHIBU_ON_BOTH_ENGINES(Duty);

TEST_P(Duty, sessions_are_held_by_the_clerks_of_the_organisation) {
    struct Row {
        const char* who;
        Person person;
        int status;
    } table[] = {{"clerk", cast.clerk, 201}, {"administrator", cast.administrator, 403}, {"auditor", cast.auditor, 403}, {"leader", cast.leader, 403}, {"clerk of an organ below", cast.organ_clerk, 403}, {"member", cast.member, 403}};
    for (auto& row : table) EXPECT_EQ(create(row.person).status, row.status) << row.who;
}

TEST_P(Duty, reporters_are_secretaries_directly_below) {
    session = create(cast.clerk).id();
    struct Row {
        const char* what;
        json::array accounts;
        int status;
    } table[] = {{"a secretary two levels below", ids({cast.secretary}), 422}, {"a leader", ids({leaders[0]}), 422}, {"nobody", {}, 422}, {"one twice", ids({first, first}), 422},
                 {"secretaries below", ids({first, direct}), 200},             {"another choice", ids({first, second}), 200}};
    for (auto& row : table) EXPECT_EQ(act(cast.clerk, "/reporters", {{"account_ids", row.accounts}}).status, row.status) << row.what;
    EXPECT_EQ(app.get(cast.clerk, path())["reports"].as_array().size(), 2u);
    EXPECT_EQ(act(first, "/reporters", {{"account_ids", ids({first})}}).status, 403);
}

TEST_P(Duty, a_report_writes_itself_and_is_the_secretarys_own_until_submitted) {
    prepare();
    auto report = "/api/v1/duty-reports/" + std::to_string(report_of(first));
    auto draft = app.get(first, report);
    ASSERT_EQ(draft.status, 200) << draft.text;
    EXPECT_EQ(draft["title"].as_string(), "市财政局机关党委书记2021年度抓基层党建工作述职报告");
    EXPECT_NE(draft.text.find("共有党支部2个、党员11名"), std::string::npos) << draft.text;
    for (auto* who : {&cast.clerk, &second, &leaders[0], &cast.member}) EXPECT_EQ(app.get(*who, report).status, 404) << "a draft is nobody else's";
    auto sections = draft["sections"].as_array();
    sections.at(0).as_object()["text"] = "今年抓了三件事。";
    auto changed = app.patch(first, report, {{"title", draft["title"]}, {"sections", sections}}, draft.version());
    ASSERT_EQ(changed.status, 200) << changed.text;
    auto refreshed = app.post(first, report + "/refresh", json::object{}, {changed.version()});
    EXPECT_EQ(refreshed["sections"].at(0).at("text").as_string(), "今年抓了三件事。") << "what was written stays";
    ASSERT_EQ(app.post(first, report + "/submission", json::object{}, {refreshed.version()}).status, 200);
    EXPECT_EQ(app.get(leaders[0], report).status, 200);
    EXPECT_EQ(app.get(second, report).status, 200);
    EXPECT_EQ(app.get(cast.other_member, report).status, 404) << "who takes no part";
    EXPECT_EQ(app.post(first, report + "/submission", json::object{}, {refreshed.version() + 1}).status, 403) << "twice";
    auto count = [&](const char* kind) { return app.read([&](const View& view) { return rollup::of(view, kind, cast.organ, Period::whole_year(2021)).count; }); };
    EXPECT_EQ(count("duty.reported"), 1);
    EXPECT_EQ(count("burden.asked.report"), 1) << "what the secretary was asked is counted where the secretary stands";
}

TEST_P(Duty, a_circle_that_would_give_its_voters_away_is_refused) {
    session = create(cast.clerk).id();
    EXPECT_EQ(act(cast.clerk, "/opening").problem(), "duty-has-no-reporters");
    ASSERT_EQ(act(cast.clerk, "/reporters", {{"account_ids", ids({first, second})}}).status, 200);
    EXPECT_EQ(act(cast.clerk, "/opening").problem(), "duty-has-no-voters");
    act(cast.clerk, "/voters", {{"circle", "leaders"}, {"account_ids", ids({leaders[0], leaders[1]})}});
    EXPECT_EQ(act(cast.clerk, "/opening").problem(), "duty-circle-is-small");
    act(cast.clerk, "/voters", {{"circle", "leaders"}, {"account_ids", ids(leaders)}});
    // Three peers of whom two report: two are left for each of these.
    act(cast.clerk, "/voters", {{"circle", "peers"}, {"account_ids", ids({first, second, direct})}});
    EXPECT_EQ(act(cast.clerk, "/opening").problem(), "duty-circle-is-small");
    act(cast.clerk, "/voters", {{"circle", "peers"}, {"account_ids", json::array{}}});
    EXPECT_EQ(act(cast.clerk, "/opening").status, 200);
    EXPECT_EQ(act(cast.clerk, "/opening").status, 403) << "once";
}

TEST_P(Duty, is_scored_once_by_each_sealed_until_the_count_and_joined_to_nobody) {
    prepare();
    EXPECT_EQ(score(leaders[0], "good").problem(), "duty-scoring-not-open");
    ASSERT_EQ(act(cast.clerk, "/opening").status, 200);
    EXPECT_EQ(score(cast.other_member, "good").status, 404);
    EXPECT_EQ(score(cast.clerk, "good").status, 403) << "who holds it does not score";
    EXPECT_EQ(app.post(leaders[0], path("/paper"), {{"secret", "0123456789abcdef"}, {"marks", json::array{}}}).status, 422) << "everybody is scored";
    app.audited();
    ASSERT_EQ(score(leaders[0], "good").status, 200);
    EXPECT_EQ(score(leaders[0], "poor").status, 200) << "the same device again: a lost answer";
    EXPECT_EQ(score(leaders[0], "poor", "another-secret-123").problem(), "already-voted");
    ASSERT_EQ(score(leaders[1], "fair", "secret-of-leader-2").status, 200);
    ASSERT_EQ(score(leaders[2], "fair", "secret-of-leader-3").status, 200);
    for (std::size_t i = 0; i < members.size(); ++i) ASSERT_EQ(score(members[i], i ? "good" : "usual", fmt::format("secret-of-member-{}", i).c_str()).status, 200);
    EXPECT_EQ(app.audited(), "") << "no trace of a paper";
    auto traces = app.read([](const View& view) { return *view.session.integer("SELECT COUNT(*) FROM idempotency WHERE tenant_id = 1 AND status = 200 AND account_id IN (SELECT voter_id FROM ballot_voter)"); });
    EXPECT_EQ(traces, 0);
    EXPECT_EQ(app.get(cast.clerk, path("/sheet")).status, 403) << "sealed";
    EXPECT_EQ(app.get(cast.clerk, path())["standing"].at("returned").as_int64(), 14) << "seven papers for each of two";
    ASSERT_EQ(act(cast.clerk, "/closing").status, 200);
    EXPECT_EQ(score(direct, "good").status, 404);
    // leaders (100 + 85 + 85) / 3 = 90, members (70 + 300) / 4 = 92.5; (40 * 90 + 35 * 92.5) / 75 = 91.17
    auto sheet = app.get(cast.clerk, path("/sheet"));
    ASSERT_EQ(sheet.status, 200) << sheet.text;
    EXPECT_EQ(sheet["rows"].at(0).at("score").as_int64(), 9117);
    EXPECT_EQ(sheet["rows"].at(0).at("grade_label").as_string(), "好");
    auto pdf = app.get(cast.clerk, path("/sheet?format=pdf"));
    EXPECT_TRUE(pdf.text.starts_with("%PDF")) << pdf.text.substr(0, 80);
    EXPECT_EQ(app.read([&](const View& view) { return rollup::of(view, "duty.scored", cast.organ, Period::whole_year(2021)).amount; }), 7);
}

TEST_P(Duty, results_are_seen_by_those_above_and_each_secretary_sees_the_own) {
    prepare();
    act(cast.clerk, "/opening");
    for (std::size_t i = 0; i < leaders.size(); ++i) score(leaders[i], "good", fmt::format("secret-of-leader-{}", i).c_str());
    ASSERT_EQ(act(cast.clerk, "/closing").status, 200);
    auto seen = [&](const Person& who) {
        auto shown = app.get(who, path());
        std::string out;
        if (shown.status != 200) return std::to_string(shown.status);
        for (auto& each : shown["reports"].as_array()) out += each.as_object().contains("result") ? '+' : '-';
        return out;
    };
    EXPECT_EQ(seen(cast.clerk), "++");
    EXPECT_EQ(seen(leaders[0]), "++") << "a leader of the committee";
    EXPECT_EQ(seen(first), "+-");
    EXPECT_EQ(seen(second), "-+");
    EXPECT_EQ(seen(members[0]), "--");
    EXPECT_EQ(seen(cast.other_member), "404");
    EXPECT_EQ(app.get(members[0], path("/sheet")).status, 403);
}

TEST_P(Duty, a_peer_does_not_score_the_own_report) {
    auto third = app.person("另一书记", {{Role::organ_clerk, cast.organ}}), fourth = app.person("再一书记", {{Role::organ_clerk, cast.other_organ}});
    session = create(cast.clerk).id();
    act(cast.clerk, "/reporters", {{"account_ids", ids({first, second})}});
    ASSERT_EQ(act(cast.clerk, "/voters", {{"circle", "peers"}, {"account_ids", ids({first, second, third, fourth, direct})}}).status, 200);
    ASSERT_EQ(act(cast.clerk, "/opening").status, 200);
    auto paper = app.get(first, path("/paper"));
    ASSERT_EQ(paper["reports"].as_array().size(), 1u);
    EXPECT_EQ(paper["reports"].at(0).at("name").as_string(), "教体局书记");
    EXPECT_EQ(app.get(third, path("/paper"))["reports"].as_array().size(), 2u);
}

}  // namespace zhibu::testkit
