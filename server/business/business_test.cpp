// Business beside Party work: items and figures by hand and out of sheets, every fault at its cell, figures that indicators read.
#include <fmt/format.h>

#include "business/period_words.hpp"
#include "testkit/sheets.hpp"

namespace zhibu::testkit {
namespace {

class BusinessTest : public OnBothEngines {
protected:
    Cast cast{app};
    std::string organ_name, other_organ_name, branch_name;

    BusinessTest() {
        app.at("2022-12-31T20:00:00+08:00");
        auto name = [&](Id<Organization> id) { return app.read([&](const View& view) { return view.tree().find(id)->name; }); };
        organ_name = name(cast.organ), other_organ_name = name(cast.other_organ), branch_name = name(cast.branch);
    }
    json::object item(const std::string& name = "优化办事流程", json::object more = {}) {
        json::object body{{"name", name}, {"organization_id", cast.organ.value}, {"kind", "key_task"}, {"starts_on", "2022-01-10"}, {"due_on", "2022-06-30"}};
        for (auto& [key, value] : more) body[key] = value;
        return body;
    }
    Answer make(const Person& who, json::object more = {}, const std::string& name = "优化办事流程") { return app.post(who, "/api/v1/business-items", item(name, std::move(more))); }
    Answer tie(const Person& who, const Answer& made, json::value branch) { return app.post(who, fmt::format("/api/v1/business-items/{}/tie", made.id()), {{"branch_id", branch}}, {now(made)}); }
    std::int64_t now(const Answer& made) { return app.get(cast.administrator, fmt::format("/api/v1/business-items/{}", made.id())).version(); }
    Answer figure(const Person& who, const std::string& name, const std::string& period, std::int64_t value, Id<Organization> where = {}) {
        return app.post(who, "/api/v1/business-figures", {{"name", name}, {"organization_id", (where ? where : cast.organ).value}, {"period", period}, {"value", value}, {"source", "业务统计月报"}});
    }
    // The value of an indicator at a place, as the matrix has it.
    std::string indicator(const std::string& name, Id<Organization> where, Period period = Period::whole_year(2022)) {
        return app.read([&](const View& view) {
            auto matrix = app->matrices.of(view, period, {name});
            auto value = matrix->at(name, *matrix->axis->find(where));
            return value == no_value ? "—" : value_text(app->indicators.find(name)->kind, value);
        });
    }
    Sheets sheets{app};
    Answer upload(const Person& who, const std::string& kind, const std::string& text) { return sheets.upload(who, kind, text); }
    Answer apply(const Person& who, const Answer& batch) { return sheets.apply(who, batch); }
    Answer undo(const Person& who, const Answer& batch) { return sheets.undo(who, batch); }
    static std::string counts(const Answer& batch) { return Sheets::counts(batch); }
    std::string faults(const Person& who, const Answer& batch) { return sheets.faults(who, batch); }
};
ZHIBU_ON_BOTH_ENGINES(BusinessTest);

// who makes an item of the organ | and of the other organ
TEST_P(BusinessTest, is_kept_by_those_over_the_owner) {
    struct Row {
        const Person& who;
        int here, elsewhere;
    };
    int year = 2000;
    for (auto& row : std::initializer_list<Row>{{cast.administrator, 201, 201}, {cast.clerk, 201, 201}, {cast.organ_clerk, 201, 403}, {cast.other_organ_clerk, 403, 201}, {cast.leader, 403, 403}, {cast.inspector, 403, 403},
                                                {cast.auditor, 403, 403}, {cast.secretary, 403, 403}, {cast.member, 403, 403}}) {
        EXPECT_EQ(make(row.who).status, row.here);
        EXPECT_EQ(make(row.who, {{"organization_id", cast.other_organ.value}}).status, row.elsewhere);
        EXPECT_EQ(figure(row.who, "complaints", fmt::format("{}-01", ++year), 1).status, row.here);
    }
    auto theirs = make(cast.clerk, {{"organization_id", cast.other_organ.value}});
    EXPECT_EQ(app.get(cast.organ_clerk, fmt::format("/api/v1/business-items/{}", theirs.id())).status, 404) << "the other organ's";
    EXPECT_EQ(app.get(cast.leader, fmt::format("/api/v1/business-items/{}", theirs.id())).status, 200);
    EXPECT_EQ(app.get(cast.member, "/api/v1/business-items")["total"].as_int64(), 0);
}

TEST_P(BusinessTest, checks_days_and_places) {
    struct Row {
        json::object more;
        const char* faults;
    };
    for (auto& row : std::initializer_list<Row>{{{{"due_on", "2022-01-09"}}, "#/due_on before_start"}, {{{"starts_on", "2022-01"}}, "#/starts_on not_a_date"}, {{{"done_on", "2023-01-01"}}, "#/done_on in_the_future"},
                                                {{{"done_on", "2022-01-01"}}, "#/done_on before_start"}, {{{"name", ""}}, "#/name required"}, {{{"branch_id", cast.branch.value}}, "#/branch_id read_only"},
                                                {{{"state", "done"}}, "#/state read_only"}, {{{"team", "some"}}, "#/team not_one_of"}})
        EXPECT_EQ(make(cast.organ_clerk, row.more).faults(), row.faults) << json::serialize(row.more);
}

// who ties the organ's item | to the own branch | to a sibling branch | to a branch elsewhere
TEST_P(BusinessTest, is_tied_by_its_keepers_and_claimed_by_secretaries_for_their_own_branch) {
    struct Row {
        const Person& who;
        int own, sibling, elsewhere;
    };
    for (auto& row : std::initializer_list<Row>{{cast.clerk, 200, 200, 422}, {cast.organ_clerk, 200, 200, 422}, {cast.secretary, 404, 404, 404}, {cast.leader, 403, 403, 403}, {cast.other_organ_clerk, 404, 404, 404}}) {
        EXPECT_EQ(tie(row.who, make(cast.clerk), cast.branch.value).status, row.own);
        EXPECT_EQ(tie(row.who, make(cast.clerk), cast.sibling_branch.value).status, row.sibling);
        EXPECT_EQ(tie(row.who, make(cast.clerk), cast.other_branch.value).status, row.elsewhere);
    }
    auto made = make(cast.organ_clerk);
    EXPECT_EQ(tie(cast.organ_clerk, made, cast.organ.value).faults(), "#/branch_id branch_not_a_branch");
    EXPECT_EQ(tie(cast.organ_clerk, made, nullptr).problem(), "business-not-tied");
    EXPECT_EQ(tie(cast.organ_clerk, made, cast.branch.value).status, 200);
    EXPECT_EQ(tie(cast.organ_clerk, made, cast.branch.value).problem(), "business-already-tied");
    EXPECT_EQ(app.post(cast.organ_clerk, fmt::format("/api/v1/business-items/{}/tie", made.id()), {{"branch_id", nullptr}}, {1}).status, 412) << "as it stood before it was tied";
    // The branch that drives it sees it, may give it back, and gives it to nobody else.
    EXPECT_EQ(app.get(cast.secretary, fmt::format("/api/v1/business-items/{}", made.id())).status, 200);
    EXPECT_EQ(tie(cast.secretary, made, cast.sibling_branch.value).status, 403);
    EXPECT_EQ(tie(cast.secretary, made, nullptr).status, 200);
}

TEST_P(BusinessTest, feeds_the_shares_of_integration_and_takes_them_back) {
    auto first = make(cast.organ_clerk), second = make(cast.organ_clerk, {{"team", "vanguard_post"}}, "专项治理");
    EXPECT_EQ(indicator("business_items", cast.organ), "2");
    EXPECT_EQ(indicator("integration_rate", cast.organ), "0%");
    EXPECT_EQ(tie(cast.organ_clerk, first, cast.branch.value).status, 200);
    EXPECT_EQ(indicator("integration_rate", cast.organ), "50%");
    EXPECT_EQ(indicator("integration_rate", cast.committee), "50%");
    EXPECT_EQ(indicator("business_items_driven", cast.branch), "1");
    EXPECT_EQ(indicator("business_items_team", cast.organ), "1");
    EXPECT_EQ(indicator("business_items_overdue", cast.organ), "2");
    EXPECT_EQ(app.patch(cast.organ_clerk, fmt::format("/api/v1/business-items/{}", second.id()), {{"done_on", "2022-06-30"}, {"team", "none"}}, now(second)).status, 200);
    EXPECT_EQ(indicator("business_done_rate", cast.organ), "50%");
    EXPECT_EQ(indicator("business_items_team", cast.organ), "0");
    EXPECT_EQ(app.patch(cast.organ_clerk, fmt::format("/api/v1/business-items/{}", second.id()), {{"done_on", "2022-07-01"}}, now(second)).status, 200);
    EXPECT_EQ(indicator("business_done_rate", cast.organ), "0%") << "a day late";
    EXPECT_EQ(tie(cast.organ_clerk, first, nullptr).status, 200);
    EXPECT_EQ(indicator("integration_rate", cast.organ), "0%");
    EXPECT_EQ(indicator("business_items", cast.other_organ), "0");
    auto facts = app.get(cast.clerk, fmt::format("/api/v1/facts?kind=business.item.registered&organization_within={}&period=2022", cast.organ.value));
    EXPECT_EQ(facts["total"].as_int64(), 2) << facts.text;
    app.write([](Transaction& t) { EXPECT_TRUE(rollup::verify(t).empty()); });
}

// Who keeps business is told of what no branch drives, in one line whatever their number, and finds exactly those behind it.
TEST_P(BusinessTest, waits_for_whoever_can_tie_it) {
    auto waiting = [&](const Person& who) {
        auto inbox = app.get(who, "/api/v1/inbox");
        std::string all;
        for (auto& item : inbox["items"].as_array())
            if (item.at("kind") == "business.untied") {
                auto link = std::string{item.at("link").as_string()};
                auto found = app.get(who, "/api/v1/business-items" + link.substr(std::string_view{"/business/items"}.size()))["total"].as_int64();
                all += fmt::format("{} ({})", std::string{item.at("title").as_string()}, found);
            }
        return all;
    };
    EXPECT_EQ(waiting(cast.clerk), "");
    auto first = make(cast.clerk), second = make(cast.clerk, {{"organization_id", cast.other_organ.value}});
    make(cast.clerk, {{"done_on", "2022-06-01"}}, "已经办完");
    EXPECT_EQ(waiting(cast.clerk), "2 个单位有 2 项业务事项没有牵引支部 (2)");
    EXPECT_EQ(waiting(cast.organ_clerk), organ_name + "有 1 项业务事项没有牵引支部 (1)");
    EXPECT_EQ(waiting(cast.secretary), "");
    EXPECT_EQ(tie(cast.organ_clerk, first, cast.branch.value).status, 200);
    EXPECT_EQ(waiting(cast.organ_clerk), "");
    EXPECT_EQ(waiting(cast.clerk), other_organ_name + "有 1 项业务事项没有牵引支部 (1)");
}

TEST_P(BusinessTest, notes_the_meetings_that_discussed_it) {
    auto made = make(cast.organ_clerk);
    auto meeting = app.post(cast.organ_clerk, "/api/v1/meetings", {{"kind", "general_meeting"}, {"organization_id", cast.branch.value}, {"planned_at", "2023-01-05T09:00"}});
    ASSERT_EQ(meeting.status, 201) << meeting.text;
    auto discuss = [&](const Person& who, std::int64_t id, const char* day) { return app.post(who, fmt::format("/api/v1/business-items/{}/discussion", made.id()), {{"meeting_id", id}, {"discussed_on", day}}, {now(made)}); };
    EXPECT_EQ(discuss(cast.organ_clerk, 99999, "2022-03-01").faults(), "#/meeting_id unknown_reference");
    EXPECT_EQ(discuss(cast.organ_clerk, meeting.id(), "2023-01-05").faults(), "#/discussed_on in_the_future");
    EXPECT_EQ(discuss(cast.secretary, meeting.id(), "2022-03-01").status, 404) << "not the branch's yet";
    EXPECT_EQ(discuss(cast.organ_clerk, meeting.id(), "2022-03-01").status, 200);
    EXPECT_EQ(discuss(cast.organ_clerk, meeting.id(), "2022-03-01").problem(), "business-already-discussed");
    EXPECT_EQ(indicator("business_items_discussed", cast.organ), "1");
    auto list = app.get(cast.organ_clerk, fmt::format("/api/v1/business-items/{}/discussions", made.id()));
    EXPECT_EQ(list["items"].as_array().size(), 1u);
    EXPECT_EQ(list["items"].as_array()[0].at("meeting_id").as_int64(), meeting.id());
}

// The four figures of the model organ: 2021 → 2022.
TEST_P(BusinessTest, computes_the_change_on_the_year_with_its_records) {
    struct Row {
        const char *name, *change_of;
        std::int64_t before, now;
        const char* change;
    };
    for (auto& row : std::initializer_list<Row>{{"criminal_cases", "criminal_cases_change", 1000, 753, "-24.7%"}, {"public_order_cases", "public_order_cases_change", 2000, 1530, "-23.5%"}, {"homicides", "homicides_change", 16, 11, "-31.3%"},
                                                {"traffic_deaths", "traffic_deaths_change", 101, 82, "-18.8%"}, {"matters_handled", "matters_handled_change", 100, 108, "8%"}}) {
        EXPECT_EQ(figure(cast.organ_clerk, row.name, "2022", row.now)["change"], "") << "nothing to compare with yet";
        EXPECT_EQ(figure(cast.organ_clerk, row.name, "2021", row.before).status, 201);
        auto list = app.get(cast.organ_clerk, fmt::format("/api/v1/business-figures?name={}&period=2022", row.name));
        EXPECT_EQ(list["items"].as_array()[0].at("change"), row.change) << row.name;
        EXPECT_EQ(list["items"].as_array()[0].at("previous").as_int64(), row.before);
        EXPECT_EQ(indicator(row.change_of, cast.organ), row.change);
        EXPECT_EQ(indicator(row.change_of, cast.committee), row.change);
        EXPECT_EQ(indicator(row.change_of, cast.organ, Period::whole_year(2023)), "—") << "nobody has reported yet: no fall to nought";
    }
    auto reading = app.get(cast.clerk, fmt::format("/api/v1/indexes/joint_evaluation/readings/{}?period=2022", cast.organ.value));
    ASSERT_EQ(reading.status, 200) << reading.text;
    for (auto& dimension : reading["dimensions"].as_array())
        for (auto& each : dimension.at("items").as_array())
            if (each.at("name") == "criminal_cases") {
                EXPECT_EQ(each.at("value"), "-24.7%");
                EXPECT_EQ(each.at("points").to_number<double>(), 100);
                EXPECT_EQ(app.get(cast.clerk, std::string{each.at("records").as_string()})["total"].as_int64(), 1);
            }
}

TEST_P(BusinessTest, refuses_figures_that_would_count_twice_or_are_not_yet_over) {
    EXPECT_EQ(figure(cast.organ_clerk, "complaints", "2022-03", 5).status, 201);
    EXPECT_EQ(figure(cast.organ_clerk, "complaints", "2022-03", 5).faults(), "#/period taken");
    EXPECT_EQ(figure(cast.organ_clerk, "complaints", "2022", 60).faults(), "#/period other_length_of_period");
    EXPECT_EQ(figure(cast.organ_clerk, "complaints", "2022-Q1", 15).faults(), "#/period other_length_of_period");
    EXPECT_EQ(figure(cast.organ_clerk, "complaints", "2023-01", 5).faults(), "#/period not_ended");
    EXPECT_EQ(figure(cast.organ_clerk, "smiles", "2022-04", 5).faults(), "#/name figure_unknown");
    EXPECT_EQ(figure(cast.organ_clerk, "complaints", "2022-04", -1).faults(), "#/value too_small");
    EXPECT_EQ(indicator("complaints", cast.organ), "5");
}

TEST_P(BusinessTest, takes_items_out_of_a_sheet_and_the_same_sheet_again_changes_nothing) {
    auto sheet = "某市直机关重点工作台账,,,,,\n编号,事项名称,事项类别,责任单位,牵引支部,党员先锋队,开始日期,完成期限,完成日期\n"
                 "1,优化窗口,服务事项," + organ_name + "," + branch_name + ",党员先锋岗,2022-01-05,2022年6月30日,2022.6.20\n" +
                 "2,专项治理,专项行动," + organ_name + ",,,2022.2.1,2022-12-31,\n" +
                 ",联合执法,重点项目," + other_organ_name + ",,,20220301,20221130,\n合计,3,,,,,,,\n";
    auto batch = upload(cast.clerk, "business_items", sheet);
    ASSERT_EQ(batch.status, 201) << batch.text;
    EXPECT_EQ(counts(batch), "3: 3 created, 0 updated, 0 unchanged, 0 faulty");
    auto applied = apply(cast.clerk, batch);
    ASSERT_EQ(applied.status, 200) << applied.text;
    EXPECT_EQ(indicator("integration_rate", cast.organ), "50%");
    EXPECT_EQ(indicator("business_done_rate", cast.organ), "50%");
    EXPECT_EQ(indicator("business_items", cast.committee), "3");
    EXPECT_EQ(counts(upload(cast.clerk, "business_items", sheet)), "3: 0 created, 0 updated, 3 unchanged, 0 faulty");
    auto changed = "编号,事项名称,责任单位,牵引支部,开始日期,完成期限\n2,专项治理," + organ_name + "," + branch_name + ",2022-02-01,2022-12-31\n";
    auto second = upload(cast.clerk, "business_items", changed);
    EXPECT_EQ(counts(second), "1: 0 created, 1 updated, 0 unchanged, 0 faulty");
    auto second_applied = apply(cast.clerk, second);
    EXPECT_EQ(indicator("integration_rate", cast.organ), "100%");
    EXPECT_EQ(undo(cast.clerk, applied).problem(), "import-built-upon") << "one of its rows was changed by the second";
    EXPECT_EQ(undo(cast.clerk, second_applied).status, 200);
    EXPECT_EQ(indicator("integration_rate", cast.organ), "50%");
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/business-items?size=1")["total"].as_int64(), 3);
}

TEST_P(BusinessTest, undoes_a_batch_whole) {
    auto batch = upload(cast.clerk, "business_figures", "单位名称,指标,期间,数值,数据来源\n" + organ_name + ",刑事案件,2021年,1000,年报\n" + organ_name + ",刑事案件,2022年,753,年报\n");
    ASSERT_EQ(counts(batch), "2: 2 created, 0 updated, 0 unchanged, 0 faulty") << batch.text << faults(cast.clerk, batch);
    auto applied = apply(cast.clerk, batch);
    ASSERT_EQ(applied.status, 200) << applied.text;
    EXPECT_EQ(indicator("criminal_cases_change", cast.organ), "-24.7%");
    EXPECT_EQ(counts(upload(cast.clerk, "business_figures", "单位名称,指标,期间,数值,数据来源\n" + organ_name + ",刑事案件数,2022,753,年报\n")), "1: 0 created, 0 updated, 1 unchanged, 0 faulty") << "by another word and another way to write the year";
    EXPECT_EQ(undo(cast.clerk, applied).status, 200);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/business-figures?size=1")["total"].as_int64(), 0);
    EXPECT_EQ(indicator("criminal_cases", cast.organ), "0");
    EXPECT_EQ(indicator("criminal_cases_change", cast.organ), "—");
    app.write([](Transaction& t) { EXPECT_TRUE(rollup::verify(t).empty()); });
}

TEST_P(BusinessTest, finds_every_fault_at_its_cell) {
    auto items = "事项名称,事项类别,责任单位,牵引支部,党员先锋队,开始日期,完成期限,完成日期\n"
                 ",服务事项," + organ_name + ",,,2022-01-05,2022-06-30,\n" +                              // 2 no name
                 "甲,舞蹈," + organ_name + ",,,2022-01-05,2022-06-30,\n" +                                // 3 kind
                 "乙,服务事项,不存在的单位,,,2022-01-05,2022-06-30,\n" +                                  // 4 owner
                 "丙,服务事项," + organ_name + ",不存在的支部,,2022-01-05,2022-06-30,\n" +                // 5 branch
                 "丁,服务事项," + organ_name + "," + organ_name + ",,2022-01-05,2022-06-30,\n" +          // 6 no branch of that kind
                 "戊,服务事项," + organ_name + ",,合唱团,2022-01-05,2022-06-30,\n" +                      // 7 team
                 "己,服务事项," + organ_name + ",,,明年,2022-06-30,\n" +                                  // 8 day
                 "庚,服务事项," + organ_name + ",,,2022-07-05,2022-06-30,\n" +                            // 9 due before it begins
                 "辛,服务事项," + organ_name + ",,,2022-01-05,2022-06-30,2023-02-01\n" +                  // 10 done in the future
                 "壬,服务事项," + organ_name + ",,,2022-01-05,2022-06-30,\n" +                            // 11 sound
                 "壬,服务事项," + organ_name + ",,,2022-02-05,2022-06-30,\n";                             // 12 the same again
    auto batch = upload(cast.clerk, "business_items", items);
    EXPECT_EQ(faults(cast.clerk, batch), "2 name required, 3 kind business_kind_unknown, 4 organization organization_unknown, 5 branch organization_unknown, 6 branch branch_not_a_branch, 7 team team_unknown, "
                                         "8 starts_on date_unreadable, 9 due_on before_start, 10 done_on in_the_future, 12 name duplicate_in_file");
    EXPECT_EQ(counts(batch), "11: 1 created, 0 updated, 0 unchanged, 10 faulty");
    auto annotated = app.get(cast.clerk, fmt::format("/api/v1/imports/{}/faults.xlsx", batch.id()));
    EXPECT_EQ(annotated.status, 200);
    EXPECT_EQ(counts(apply(cast.clerk, batch)), "11: 1 created, 0 updated, 0 unchanged, 10 faulty");

    auto figures = "单位名称,指标,期间,数值,计量单位,数据来源\n" + organ_name + ",幸福感,2022-01,5,,月报\n" +   // 2 no such figure
                   organ_name + ",群众投诉,去年,5,,月报\n" +                                                     // 3 period
                   organ_name + ",群众投诉,2022-13,5,,月报\n" +                                                  // 4 period
                   organ_name + ",群众投诉,2023-01,5,,月报\n" +                                                  // 5 not over
                   organ_name + ",群众投诉,2022-01,五,,月报\n" +                                                 // 6 no number
                   organ_name + ",群众投诉,2022-01,5.5,,月报\n" +                                                // 7 no whole number
                   organ_name + ",群众投诉,2022-02,5,万件,月报\n" +                                              // 8 another unit
                   organ_name + ",群众投诉,2022-03,5,件,\n" +                                                    // 9 no source
                   organ_name + ",群众投诉,\"2022年4月\",\"1,205\",件,月报\n" +                                  // 10 sound
                   organ_name + ",群众投诉,2022,60,,月报\n";                                                     // 11 a year beside its months
    auto second = upload(cast.clerk, "business_figures", figures);
    EXPECT_EQ(faults(cast.clerk, second), "2 name figure_unknown, 3 period period_unreadable, 4 period period_unreadable, 5 period not_ended, 6 value not_an_integer, 7 value not_an_integer, 8 unit other_unit, "
                                          "9 source required, 11 period other_length_of_period");
    EXPECT_EQ(counts(second), "10: 1 created, 0 updated, 0 unchanged, 9 faulty");
    // What the importer does not keep is a fault of the row, not of the file.
    auto theirs = upload(cast.organ_clerk, "business_items", "事项名称,责任单位,开始日期,完成期限\n甲," + other_organ_name + ",2022-01-05,2022-06-30\n");
    EXPECT_EQ(faults(cast.organ_clerk, theirs), "2 organization organization_elsewhere");
    EXPECT_EQ(upload(cast.secretary, "business_items", items).status, 403);
}

TEST(BusinessPeriods, are_read_as_offices_write_them) {
    for (auto [text, iso] : {std::pair{"2022", "2022"}, {"2022年", "2022"}, {"2022年度", "2022"}, {"２０２２年", "2022"}, {"2022-03", "2022-03"}, {"2022年3月", "2022-03"}, {"2022.3", "2022-03"}, {"2022/12", "2022-12"}, {"2022年3月份", "2022-03"},
                             {"2022年第1季度", "2022-Q1"}, {"2022年一季度", "2022-Q1"}, {"2022Q4", "2022-Q4"}, {"2022-Q2", "2022-Q2"}}) {
        auto read = business::period_of(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(read->iso(), iso) << text;
    }
    for (auto text : {"", "去年", "2022-13", "2022-00", "22年", "2022Q5", "2022年3月5日", "2022年上半年", "三月"}) EXPECT_FALSE(business::period_of(text)) << text;
}

}  // namespace
}  // namespace zhibu::testkit
