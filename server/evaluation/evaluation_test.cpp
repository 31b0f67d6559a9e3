// Indexes, classes and lift plans through the routes: who sees what, what is explained, what is frozen, what a plan must hold.
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

class EvaluationTest : public OnBothEngines {
protected:
    Cast cast{app};
    std::int64_t source{3000};
    EvaluationTest() { app.at("2023-01-10T09:00:00+08:00"); }

    void held(Id<Organization> where, const std::string& kind, int times) {
        app.write([&](Transaction& t) {
            for (int i = 0; i < times; ++i) t.facts.add({.kind = "life.held." + kind, .organization = where, .on = Date::of(2022, 1 + i % 12, 5)}, {"meeting", ++source});
        });
    }
    std::string path(const std::string& index, Id<Organization> where = {}) {
        return "/api/v1/indexes/" + index + "/readings" + (where ? "/" + std::to_string(where.value) : "") + "?period=2022";
    }
    std::string names(const Answer& answer) {
        std::string all;
        for (auto& item : answer["items"].as_array()) all += (all.empty() ? "" : " ") + std::string{item.at("organization_name").as_string()};
        return all;
    }
    Answer classify(const Person& who, const std::string& period = "2022") {
        return app.post(who, "/api/v1/classifications", {{"index_name", "five_indexes"}, {"organization_id", cast.committee.value}, {"period", period}});
    }
    Answer act(const Person& who, const std::string& at, const json::value& body = json::object{}) {
        auto record = at.substr(0, at.find('/', at.find('/', 1) + 1));
        auto seen = app.get(cast.administrator, "/api/v1" + record);
        return app.post(who, "/api/v1" + at, body, {seen.version()});
    }
    std::string class_of(std::int64_t classification, Id<Organization> where) {
        auto lines = app.get(cast.clerk, "/api/v1/classifications/" + std::to_string(classification) + "/lines?size=200");
        for (auto& line : lines["items"].as_array())
            if (line.at("organization_id").as_int64() == where.value) return line.at("class").is_null() ? "-" : std::string{line.at("class").as_string()};
        return "?";
    }
};
ZHIBU_ON_BOTH_ENGINES(EvaluationTest);

TEST_P(EvaluationTest, shows_each_only_what_they_read) {
    struct Row {
        const Person& who;
        int list, own_branch, other_branch;
    };
    for (auto& row : std::initializer_list<Row>{{cast.administrator, 200, 200, 200}, {cast.auditor, 200, 200, 200}, {cast.clerk, 200, 200, 200}, {cast.leader, 200, 200, 200}, {cast.organ_clerk, 200, 200, 403},
                                                {cast.secretary, 200, 200, 403}, {cast.other_secretary, 200, 403, 200}, {cast.member, 403, 403, 403}}) {
        EXPECT_EQ(app.get(row.who, path("five_indexes")).status, row.list);
        // Where nothing of an organisation may be read it is 403, or 404 where not even its name may be seen.
        auto same = [](int status, int expected) { return status == expected || (expected == 403 && status == 404); };
        EXPECT_PRED2(same, app.get(row.who, path("five_indexes", cast.branch)).status, row.own_branch);
        EXPECT_PRED2(same, app.get(row.who, path("five_indexes", cast.other_branch)).status, row.other_branch);
    }
    EXPECT_EQ(app.get(cast.secretary, path("five_indexes"))["total"].as_int64(), 1) << "the own branch alone";
    EXPECT_EQ(app.get(cast.clerk, path("five_indexes", cast.committee)).status, 404) << "the index does not apply to a working committee";
    EXPECT_EQ(app.get(cast.clerk, path("none")).status, 404);
    EXPECT_EQ(app.get(cast.clerk, path("five_indexes") + "&sort=points").faults(), "?sort no_last_places");
    EXPECT_EQ(app.get(cast.clerk, path("five_indexes") + "&sort=-points").status, 200);
}

TEST_P(EvaluationTest, explains_every_point_down_to_the_records) {
    held(cast.branch, "theme_day", 12);
    held(cast.branch, "general_meeting", 2);
    auto one = app.get(cast.clerk, path("five_indexes", cast.branch));
    ASSERT_EQ(one.status, 200) << one.text;
    std::map<std::string, json::object> items;
    for (auto& dimension : one["dimensions"].as_array())
        for (auto& item : dimension.at("items").as_array()) items[std::string{item.at("name").as_string()}] = item.as_object();
    EXPECT_EQ(items["general_meetings"]["formula"], "满分值按每个党支部 4，共 1 个支部；按全年 12 个月中的 12 个月折算；2 ÷ 4 × 100 = 50 分");
    EXPECT_EQ(items["general_meetings"]["points"].as_double(), 50);
    EXPECT_EQ(items["theme_days"]["formula"], "满分值按每个党支部 12，共 1 个支部；按全年 12 个月中的 12 个月折算；12 ÷ 12 × 100 = 100 分");
    EXPECT_EQ(items["problems_overdue"]["formula"], "（3 － 0）÷（3 － 0）× 100 = 100 分");
    EXPECT_EQ(items["integration"]["formula"], "没有数据，不计入");
    EXPECT_EQ(items["integration"]["state"], "no_data");
    EXPECT_TRUE(items["superior_opinion"]["manual"].as_bool());
    auto records = app.get(cast.clerk, std::string{items["general_meetings"]["records"].as_string()});
    EXPECT_EQ(records["total"].as_int64(), 2) << "the records are those two meetings";
    // The sum of what is shown is the total that is shown: (Σ dimension × weight) ÷ Σ weight.
    double sum = 0, weights = 0;
    for (auto& dimension : one["dimensions"].as_array())
        if (!dimension.at("points").is_null()) sum += dimension.at("points").to_number<double>() * double(dimension.at("weight").as_int64()), weights += double(dimension.at("weight").as_int64());
    EXPECT_NEAR(one["total"].to_number<double>(), sum / weights, 0.006);
}

TEST_P(EvaluationTest, marks_what_was_entered_by_hand_and_by_whom_it_may_be) {
    auto enter = [&](const Person& who, Id<Organization> where, json::object more = {}) {
        json::object body{{"indicator", "superior_opinion"}, {"organization_id", where.value}, {"period", "2022"}, {"value", 90}, {"reason", "年度业务考核通报第3号"}};
        for (auto& [key, value] : more) body[key] = value;
        return app.post(who, "/api/v1/index-entries", body);
    };
    EXPECT_EQ(enter(cast.secretary, cast.branch).status, 403);
    EXPECT_EQ(enter(cast.organ_clerk, cast.branch).status, 403) << "nobody rates their own";
    EXPECT_EQ(enter(cast.clerk, cast.branch, {{"indicator", "theme_days"}}).faults(), "#/indicator not_by_hand");
    EXPECT_EQ(enter(cast.clerk, cast.branch, {{"reason", ""}}).faults(), "#/reason required");
    EXPECT_EQ(enter(cast.clerk, cast.branch, {{"period", "2024"}}).faults(), "#/period not_begun");
    auto made = enter(cast.clerk, cast.branch);
    EXPECT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(enter(cast.clerk, cast.branch).faults(), "#/period taken");
    auto strength = [&] { return app.get(cast.clerk, path("five_indexes", cast.branch))["dimensions"].as_array()[4].at("points"); };
    EXPECT_EQ(strength().to_number<double>(), 100) << "the only item with data: 90 of 90";
    EXPECT_EQ(app.post(cast.clerk, "/api/v1/index-entries/" + std::to_string(made.id()) + "/withdrawal", {{"reason", "通报有误"}}, {made.version()}).status, 200);
    EXPECT_TRUE(strength().is_null()) << "read at once";
}

TEST_P(EvaluationTest, tries_a_change_on_all_and_stores_nothing) {
    held(cast.branch, "theme_day", 6);
    app.audited();
    auto definition = app.get(cast.clerk, "/api/v1/indexes")["items"].as_array()[0].as_object();
    definition.erase("manual_share"), definition.erase("ruling");
    auto try_it = [&](const Person& who, const json::object& changed) { return app.post(who, "/api/v1/indexes/five_indexes/trial", {{"period", "2022"}, {"definition", changed}}); };
    auto same = try_it(cast.clerk, definition);
    ASSERT_EQ(same.status, 200) << same.text;
    EXPECT_EQ(same["up"].as_int64() + same["down"].as_int64(), 0) << "the same definition moves nobody";
    auto changed = definition;
    changed["dimensions"].as_array()[2].as_object()["items"].as_array()[1].as_object()["target"] = "6";  // theme days: half is enough
    auto moved = try_it(cast.clerk, changed);
    EXPECT_EQ(moved["up"].as_int64(), 2) << "the branch and its organ: " << moved.text;
    auto before = app.get(cast.clerk, path("five_indexes")).text;
    EXPECT_EQ(app.get(cast.clerk, path("five_indexes")).text, before);
    EXPECT_EQ(try_it(cast.secretary, changed).status, 403);
    changed["dimensions"].as_array()[2].as_object()["items"].as_array()[1].as_object()["target"] = "six";
    EXPECT_EQ(try_it(cast.clerk, changed).faults(), "#/definition/dimensions/2/items/1/target not_a_value");
    EXPECT_EQ(app.audited(), "");
}

TEST_P(EvaluationTest, freezes_classes_that_are_confirmed) {
    EXPECT_EQ(classify(cast.secretary).status, 403);
    EXPECT_EQ(classify(cast.leader).status, 403);
    EXPECT_EQ(classify(cast.clerk, "2024").faults(), "#/period not_begun");
    auto made = classify(cast.clerk);
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(classify(cast.clerk).faults(), "#/period taken");
    auto at = "/classifications/" + std::to_string(made.id());
    EXPECT_EQ(class_of(made.id(), cast.branch), "weak") << "nothing was held";
    EXPECT_EQ(app.get(cast.secretary, "/api/v1" + at).status, 404) << "a draft is the committee's own";
    auto line = at + "/lines/" + std::to_string(cast.branch.value);
    EXPECT_EQ(act(cast.clerk, line, {{"to", "middle"}}).faults(), "#/reason required");
    EXPECT_EQ(act(cast.clerk, line, {{"to", "weak"}, {"reason", "原来如此"}}).faults(), "#/to already_there");
    EXPECT_EQ(act(cast.clerk, line, {{"to", "middle"}, {"reason", "新建支部，首年不计"}}).status, 200);
    EXPECT_EQ(act(cast.clerk, at + "/recomputation").status, 200);
    EXPECT_EQ(class_of(made.id(), cast.branch), "middle") << "what was changed by hand stays";
    EXPECT_EQ(act(cast.leader, at + "/confirmation").status, 403);
    EXPECT_EQ(act(cast.clerk, at + "/confirmation").status, 200);
    EXPECT_EQ(act(cast.clerk, at + "/confirmation").status, 403);
    EXPECT_EQ(act(cast.clerk, line, {{"to", "advanced"}, {"reason", "改一改看看"}}).status, 403);
    held(cast.sibling_branch, "theme_day", 12);
    EXPECT_EQ(class_of(made.id(), cast.sibling_branch), "weak") << "frozen, whatever is recorded after";
    auto count = [&](const std::string& grade, Id<Organization> where) {
        return app.read([&](const View& view) { return rollup::of(view, "evaluation.classified." + grade, where, Period::whole_year(2022)).count; });
    };
    EXPECT_EQ(count("middle", cast.branch), 1);
    EXPECT_EQ(count("weak", cast.committee), 5) << "two organs and three other branches";
    EXPECT_EQ(app.get(cast.secretary, "/api/v1" + at).status, 200) << "confirmed: the branch sees its own line";
    EXPECT_EQ(app.get(cast.secretary, "/api/v1" + at + "/lines")["total"].as_int64(), 1);
}

TEST_P(EvaluationTest, tells_who_moved_between_two_periods) {
    auto first = classify(cast.clerk, "2021");
    for (auto kind : {"theme_day", "general_meeting", "party_lecture"}) held(cast.other_branch, kind, 12);
    auto second = classify(cast.clerk, "2022");
    act(cast.clerk, "/classifications/" + std::to_string(second.id()) + "/lines/" + std::to_string(cast.direct_branch.value), {{"to", "advanced"}, {"reason", "全市示范"}});
    auto table = app.get(cast.clerk, "/api/v1/classifications/transitions?from=" + std::to_string(first.id()) + "&to=" + std::to_string(second.id()));
    ASSERT_EQ(table.status, 200) << table.text;
    std::map<std::string, std::int64_t> counts;
    std::int64_t all = 0;
    for (auto& each : table["counts"].as_array()) all += counts[std::string{each.at("from").as_string()} + ">" + std::string{each.at("to").as_string()}] = each.at("count").as_int64();
    EXPECT_EQ(all, 6) << "two organs and four branches, each once";
    EXPECT_EQ(counts["weak>advanced"], 1);
    bool told = false;
    for (auto& each : table["moved"].as_array()) told |= each.at("organization_id").as_int64() == cast.direct_branch.value && each.at("reason") == "全市示范";
    EXPECT_TRUE(told);
}

TEST_P(EvaluationTest, lifts_the_weak_by_tasks_with_owner_day_and_measure) {
    auto classes = classify(cast.clerk).id();
    json::object body{{"organization_id", cast.branch.value}, {"classification_id", classes}, {"title", "第一支部整顿"}, {"cause", "全年未开展活动"}, {"goal", "按期开展"}, {"leader", "张书记"}, {"due_on", "2023-06-30"}};
    EXPECT_EQ(app.post(cast.secretary, "/api/v1/lift-plans", body).problem(), "not-confirmed-as-weak") << "not before it is confirmed";
    act(cast.clerk, "/classifications/" + std::to_string(classes) + "/confirmation");
    auto kinds = [&](const Person& who) {
        std::set<std::string> all;
        auto inbox = app.get(who, "/api/v1/inbox");
        for (auto& each : inbox["items"].as_array()) all.insert(std::string{each.at("kind").as_string()});
        return all;
    };
    EXPECT_TRUE(kinds(cast.secretary).contains("lift.plan"));
    EXPECT_EQ(app.post(cast.other_secretary, "/api/v1/lift-plans", body).status, 403);
    auto made = app.post(cast.secretary, "/api/v1/lift-plans", body);
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(app.post(cast.secretary, "/api/v1/lift-plans", body).problem(), "has-a-lift-plan");
    EXPECT_FALSE(kinds(cast.secretary).contains("lift.plan"));
    auto plan = "/lift-plans/" + std::to_string(made.id());
    EXPECT_EQ(act(cast.secretary, plan + "/publication").problem(), "plan-without-tasks");
    auto task = app.post(cast.secretary, "/api/v1/lift-tasks", {{"plan_id", made.id()}, {"title", "每月开展主题党日"}});
    ASSERT_EQ(task.status, 201) << task.text;
    EXPECT_EQ(act(cast.secretary, plan + "/publication").faults(), "#/tasks/0/owner required, #/tasks/0/measure required, #/tasks/0/due_on required");
    auto change = [&](const json::object& what) { return app.patch(cast.secretary, "/api/v1/lift-tasks/" + std::to_string(task.id()), what, app.get(cast.secretary, "/api/v1/lift-tasks/" + std::to_string(task.id())).version()); };
    EXPECT_EQ(change({{"owner", "李委员"}, {"measure", "1至5月各一次"}, {"due_on", "2023-07-31"}}).status, 200);
    EXPECT_EQ(act(cast.secretary, plan + "/publication").faults(), "#/tasks/0/due_on after_the_plan");
    EXPECT_EQ(change({{"due_on", "2023-05-31"}}).status, 200);
    EXPECT_EQ(act(cast.secretary, "/lift-tasks/" + std::to_string(task.id()) + "/completion", {{"result", "提前完成了"}}).problem(), "lift-plan-not-published");
    EXPECT_EQ(act(cast.secretary, plan + "/publication").status, 200);
    EXPECT_EQ(change({{"measure", "一次即可"}}).status, 403) << "published: it stands";
    app.at("2023-05-26T09:00:00+08:00");
    EXPECT_TRUE(kinds(cast.secretary).contains("lift.task")) << "a week before the day";
    EXPECT_EQ(act(cast.clerk, plan + "/look-back", {{"lifted", true}, {"result", "已经转化"}}).problem(), "tasks-are-open");
    EXPECT_EQ(act(cast.secretary, "/lift-tasks/" + std::to_string(task.id()) + "/completion", {{"result", "五次均已开展"}}).status, 200);
    app.at("2023-06-28T09:00:00+08:00");
    EXPECT_TRUE(kinds(cast.clerk).contains("lift.look_back"));
    EXPECT_EQ(act(cast.secretary, plan + "/look-back", {{"lifted", true}, {"result", "自己看好"}}).status, 403) << "nobody looks back at their own";
    EXPECT_EQ(act(cast.clerk, plan + "/look-back", {{"lifted", true}, {"result", "现场核实，已转化"}}).status, 200);
    EXPECT_EQ(app.read([&](const View& view) { return rollup::of(view, "evaluation.lift.*", cast.branch, Period::whole_year(2023)).count; }), 3) << "opened, a task done, lifted";
    EXPECT_EQ(app.read([&](const View& view) { return rollup::of(view, "burden.asked.plan", cast.branch, Period::whole_year(2023)).count; }), 1);
}

// An index edited from a day: what was before keeps its figures to the last digit, what comes after goes by the new file.
TEST_P(EvaluationTest, judges_each_period_by_the_index_of_its_time) {
    held(cast.branch, "theme_day", 6);
    app.write([&](Transaction& t) {
        for (int i = 0; i < 6; ++i) t.facts.add({.kind = "life.held.theme_day", .organization = cast.branch, .on = Date::of(2023, 1 + i, 5)}, {"meeting", ++source});
    });
    app.at("2023-08-10T09:00:00+08:00");
    const std::string file = "/api/v1/packs/six_dimensions/files/index.toml";
    auto of = [&](const std::string& period) { return app.get(cast.clerk, "/api/v1/indexes/six_dimensions/readings/" + std::to_string(cast.branch.value) + "?period=" + period); };
    auto theme_days = [&](const Answer& one) { return one["dimensions"].at(2).at("items").at(1).at("points"); };
    auto title = [&](const std::string& period) { return std::string{app.get(cast.clerk, "/api/v1/indexes?period=" + period)["items"].at(2).at("dimensions").at(0).at("title").as_string()}; };
    auto past = of("2022").text, now = of("2023-Q2").text;
    EXPECT_EQ(theme_days(of("2022")).to_number<double>(), 50) << "6 of 12";
    // The office writes its own name of the first, and asks for six theme days a year.
    auto draft = app.post(cast.clerk, file + "/drafts", json::object{});
    ASSERT_EQ(draft.status, 201) << draft.text;
    auto one = "/api/v1/pack-versions/" + std::to_string(draft.id());
    json::array values{{{"pointer", "#/index/0/dimensions/0/title"}, {"value", "工作标准化"}}, {{"pointer", "#/index/0/dimensions/2/items/1/target"}, {"value", "6"}}};
    auto changed = app.post(cast.clerk, one + "/values", {{"values", values}}, {draft.version()});
    ASSERT_EQ(changed.status, 200) << changed.text;
    auto published = app.post(cast.clerk, one + "/publication", {{"effective_from", "2023-09-01"}, {"note", "本市六化"}}, {changed.version()});
    ASSERT_EQ(published.status, 200) << published.text;
    EXPECT_EQ(of("2023-Q2").text, now) << "nothing changes before its day";
    EXPECT_EQ(title("2023"), "第一化（组织生活制度）");
    app.at("2023-09-02T09:00:00+08:00");
    EXPECT_EQ(of("2022").text, past) << "a past year keeps its index";
    EXPECT_EQ(theme_days(of("2023-Q2")).to_number<double>(), 100) << "3 of 12 × 3/12: ended before the new one";
    EXPECT_EQ(title("2023"), "工作标准化");
    EXPECT_EQ(title("2022"), "第一化（组织生活制度）");
    EXPECT_EQ(title("2023-Q2"), "第一化（组织生活制度）");
    EXPECT_EQ(theme_days(of("2023")).to_number<double>(), 100) << "6 of 6 × 8/12, capped";
    // Classes are frozen with the rule that they were computed by.
    auto classes = app.post(cast.clerk, "/api/v1/classifications", {{"index_name", "six_dimensions"}, {"organization_id", cast.committee.value}, {"period", "2023"}});
    ASSERT_EQ(classes.status, 201) << classes.text;
    EXPECT_EQ(classes["rule_from"].as_string(), "2023-09-01");
}

TEST_P(EvaluationTest, writes_a_what_if_into_a_draft_of_its_file) {
    auto definition = app.get(cast.clerk, "/api/v1/indexes")["items"].as_array()[0].as_object();
    definition.erase("manual_share"), definition.erase("ruling");
    auto take = [&](const Person& who, const json::object& changed) { return app.post(who, "/api/v1/indexes/five_indexes/draft", {{"definition", changed}, {"note", "试算"}}); };
    auto changed = definition;
    changed["dimensions"].as_array()[2].as_object()["weight"] = 30;
    changed["dimensions"].as_array()[2].as_object()["items"].as_array()[1].as_object()["target"] = "6";
    EXPECT_EQ(take(cast.organ_clerk, changed).status, 403) << "tries, and edits no rules";
    EXPECT_EQ(take(cast.member, changed).status, 403);
    EXPECT_EQ(take(cast.clerk, definition).faults(), "#/definition nothing_changed");
    auto fewer = definition;
    fewer["vetoes"].as_array().pop_back();
    EXPECT_EQ(take(cast.clerk, fewer).faults(), "#/definition/vetoes rows_by_the_file");
    auto wrong = definition;
    wrong["dimensions"].as_array()[2].as_object()["items"].as_array()[1].as_object()["target"] = "6%";
    EXPECT_EQ(take(cast.clerk, wrong).status, 422);
    auto made = take(cast.clerk, changed);
    ASSERT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made["file"].as_string(), "five_indexes/index.toml");
    EXPECT_TRUE(made["checked"].at("sound").as_bool()) << made.text;
    auto difference = app.get(cast.clerk, "/api/v1/packs/five_indexes/files/index.toml/difference?from=0&to=1");
    std::string lines;
    for (auto& line : difference["lines"].as_array())
        if (line.at("is").as_string() != "same") lines += std::string{line.at("is").as_string()} + " " + std::string{line.at("text").as_string()} + "\n";
    EXPECT_EQ(lines, "removed weight = 20\nadded weight = 30\nremoved target = \"12\"\nadded target = \"6\"\n");
    EXPECT_EQ(take(cast.clerk, changed).problem(), "pack-draft-there");
}

}  // namespace zhibu::testkit
