// Figures: each equals what its records hold, whoever asks sees only their own scope, and each says what it counts.
#include "testkit/report_city.hpp"

namespace zhibu::testkit {

class Figures : public OnBothEngines {
protected:
    Cast cast{app};
    CityYear year{app, cast};
    Figures() { declare_all(app, cast); }

    json::object figures(const Person& who, Id<Organization> organization, const std::string& period = "2021") {
        auto answer = app.get(who, "/api/v1/figures?organization_id=" + std::to_string(organization.value) + "&period=" + period);
        EXPECT_EQ(answer.status, 200) << answer.text;
        return answer["figures"].as_object();
    }
    std::string value(Id<Organization> organization, const char* name, const std::string& period = "2021") {
        return std::string{figures(cast.clerk, organization, period).at(name).at("text").as_string()};
    }
    // Follows a records link through all its pages and counts by hand.
    struct Counted {
        std::int64_t rows = 0, amount = 0, late = 0;
    };
    Counted follow(std::string link) {
        Counted counted;
        for (int page = 1; page < 100; ++page) {
            auto answer = app.get(cast.administrator, link + "&size=7&page=" + std::to_string(page));
            EXPECT_EQ(answer.status, 200) << link << answer.text;
            auto& items = answer["items"].as_array();
            for (auto& item : items) {
                ++counted.rows;
                if (auto* amount = item.as_object().if_contains("amount")) counted.amount += amount->as_int64();
                if (auto* late = item.as_object().if_contains("late")) counted.late += late->as_bool();
            }
            EXPECT_EQ(answer["total"].as_int64() >= counted.rows, true) << link;
            if (items.size() < 7) {
                EXPECT_EQ(answer["total"].as_int64(), counted.rows) << link;
                return counted;
            }
        }
        ADD_FAILURE() << "without end: " << link;
        return counted;
    }
    void check_against_records(const std::string& name, const json::value& figure) {
        SCOPED_TRACE(name + " " + json::serialize(figure));
        if (auto* parts = figure.as_object().if_contains("parts")) {
            for (auto& part : parts->as_array()) check_against_records(name + "/" + std::string{part.at("name").as_string()}, part);
            auto* composite = app->indicators.find(name.substr(name.rfind('/') + 1));
            if (composite->kind == IndicatorKind::year_on_year || composite->kind == IndicatorKind::ratio) return;  // by the tables of matrix_test.cpp
            auto part = parts->at(0).at("value"), whole = parts->at(1).at("value");
            if (!whole.is_int64() || whole.as_int64() == 0) EXPECT_TRUE(figure.at("value").is_null());
            else EXPECT_NEAR(figure.at("value").as_double(), 100.0 * double(part.as_int64()) / double(whole.as_int64()), 0.051);
            return;
        }
        // Duties of the cadence open to its page; what nobody entered by hand has no records.
        if (figure.at("records").is_null() && (figure.at("page").is_string() || figure.at("value").is_null())) return;
        ASSERT_TRUE(figure.at("records").is_string());
        std::string link{figure.at("records").as_string()};
        auto counted = follow(link);
        auto* indicator = app->indicators.find(name.substr(name.rfind('/') + 1));
        ASSERT_TRUE(indicator);
        if (indicator->kind == IndicatorKind::sum) EXPECT_EQ(figure.at("value").as_int64(), counted.amount);
        else if (indicator->kind == IndicatorKind::on_time) {
            auto all = follow(link.substr(0, link.find("&late=")));
            if (all.rows == 0) EXPECT_TRUE(figure.at("value").is_null());
            else EXPECT_NEAR(figure.at("value").as_double(), 100.0 * double(all.rows - all.late) / double(all.rows), 0.051);
        } else EXPECT_EQ(figure.at("value").as_int64(), counted.rows);
    }
};
ZHIBU_ON_BOTH_ENGINES(Figures);

TEST_P(Figures, every_figure_equals_the_count_of_its_records) {
    for (bool full : {false, true}) {
        if (full) year.record();
        for (auto organization : {cast.committee, cast.organ, cast.branch, cast.direct_branch})
            for (std::string period : {"2021", "2021-Q1", "2021-03", "2019"})
                for (auto& [name, figure] : figures(cast.administrator, organization, period)) check_against_records(name, figure);
    }
    EXPECT_TRUE(app.read([](const View& view) { return rollup::verify(view); }).empty());
}

TEST_P(Figures, give_the_literal_numbers_of_the_city) {
    year.record();
    struct Row {
        const char* name;
        const char *committee, *organ, *branch;
    } table[] = {{"meetings", "13", "11", "10"},     {"theme_days", "9", "8", "8"},          {"party_lectures", "1", "1", "0"},
                 {"general_meetings", "2", "1", "1"}, {"attendances", "93", "88", "80"},      {"entitled", "114", "108", "98"},
                 {"attendance_rate", "81.6%", "81.5%", "81.6%"},                                {"active_branches", "3", "2", "1"},
                 {"inspected_organizations", "3", "1", "0"}, {"inspections", "4", "2", "0"},  {"problems_found", "5", "3", "3"},
                 {"problems_fed_back", "5", "3", "3"}, {"problems_closed", "3", "2", "2"},    {"problems_reopened", "1", "1", "1"},
                 {"letters_sent", "2", "2", "0"},     {"late_records", "1", "1", "1"},        {"on_time_rate", "92.3%", "90.9%", "90%"},
                 {"organizations_directly_below", "3", "2", "0"}, {"branches", "4", "2", "1"}, {"members", "14", "11", "11"},
                 {"contact_coverage", "100%", "0%", ""}, {"study_minutes", "8370", "7920", "7200"}};
    for (auto& row : table) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(value(cast.committee, row.name), row.committee);
        EXPECT_EQ(value(cast.organ, row.name), row.organ);
        EXPECT_EQ(value(cast.branch, row.name), row.branch);
    }
}

TEST_P(Figures, of_months_add_up_to_the_year) {
    year.record();
    auto answer = app.get(cast.clerk, "/api/v1/figures?organization_id=" + std::to_string(cast.committee.value) + "&period=2021&names=meetings,attendance_rate&by=month");
    auto& meetings = answer["figures"].at("meetings");
    std::int64_t sum = 0;
    for (auto& month : meetings.at("months").as_array()) {
        sum += month.at("value").as_int64();
        EXPECT_EQ(follow(std::string{month.at("records").as_string()}).rows, month.at("value").as_int64());
    }
    EXPECT_EQ(sum, 13);
    EXPECT_EQ(meetings.at("months").as_array().size(), 12u);
    EXPECT_EQ(answer["figures"].as_object().size(), 2u);
}

TEST_P(Figures, and_records_agree_after_an_organisation_has_moved) {
    year.record();
    app.write([&](Transaction& t) {
        auto branch = Store<Organization>{t}.load(cast.branch, everything());
        organization::move(t, branch, cast.other_organ, Date::of(2021, 10, 1), "机构改革");
    });
    // Its work until September stays the first organ's, the rest is the other's.
    EXPECT_EQ(value(cast.organ, "theme_days"), "6");
    EXPECT_EQ(value(cast.other_organ, "theme_days"), "3");
    EXPECT_EQ(value(cast.organ, "members"), "0");
    EXPECT_EQ(value(cast.other_organ, "members"), "14");
    EXPECT_EQ(value(cast.organ, "members", "2021-Q1"), "11");
    for (auto organization : {cast.organ, cast.other_organ})
        for (std::string period : {"2021", "2021-Q1", "2021-Q4"})
            for (auto& [name, figure] : figures(cast.administrator, organization, period)) check_against_records(name, figure);
    // The clerk whose organ it was still reaches the records that his figures count.
    auto answer = app.get(cast.organ_clerk, "/api/v1/figures?organization_id=" + std::to_string(cast.organ.value) + "&period=2021&names=meetings");
    auto& figure = answer["figures"].at("meetings");
    EXPECT_EQ(app.get(cast.organ_clerk, std::string{figure.at("records").as_string()})["total"], figure.at("value"));
}

TEST_P(Figures, are_seen_within_ones_scope) {
    year.record();
    struct Row {
        const char* who;
        Person person;
        int committee, organ, branch, sibling, other;
    } table[] = {{"administrator", cast.administrator, 200, 200, 200, 200, 200}, {"auditor", cast.auditor, 200, 200, 200, 200, 200},
                 {"clerk", cast.clerk, 200, 200, 200, 200, 200},                 {"leader", cast.leader, 200, 200, 200, 200, 200},
                 {"inspector", cast.inspector, 200, 200, 200, 200, 200},         {"organ clerk", cast.organ_clerk, 403, 200, 200, 200, 404},
                 {"secretary", cast.secretary, 403, 403, 200, 404, 404},         {"member", cast.member, 403, 403, 403, 404, 404},
                 {"other organ's clerk", cast.other_organ_clerk, 403, 404, 404, 404, 200}, {"other member", cast.other_member, 403, 404, 404, 404, 403}};
    for (auto& row : table) {
        SCOPED_TRACE(row.who);
        std::pair<Id<Organization>, int> cells[] = {{cast.committee, row.committee}, {cast.organ, row.organ}, {cast.branch, row.branch}, {cast.sibling_branch, row.sibling}, {cast.other_branch, row.other}};
        for (auto& [organization, status] : cells) {
            auto id = std::to_string(organization.value);
            EXPECT_EQ(app.get(row.person, "/api/v1/figures?organization_id=" + id + "&period=2021&names=meetings").status, status) << id;
            EXPECT_EQ(app.get(row.person, "/api/v1/rosters?of=members&organization_id=" + id).status, status) << id;
        }
    }
    EXPECT_EQ(app.get({}, "/api/v1/figures?organization_id=1&period=2021").status, 401);
}

TEST_P(Figures, refuse_what_they_do_not_know) {
    auto of = "/api/v1/figures?organization_id=" + std::to_string(cast.committee.value);
    EXPECT_EQ(app.get(cast.clerk, of).faults(), "?period required");
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/figures?period=2021").faults(), "?organization_id required");
    EXPECT_EQ(app.get(cast.clerk, of + "&period=2021&names=clicks").faults(), "?names unknown_indicator");
    EXPECT_EQ(app.get(cast.clerk, of + "&period=2021-13").status, 422);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/figures?organization_id=999999&period=2021").status, 404);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/rosters?of=thoughts&organization_id=" + std::to_string(cast.committee.value)).faults(), "?of not_one_of");
}

class FactList : public Figures {};
ZHIBU_ON_BOTH_ENGINES(FactList);

TEST_P(FactList, shows_each_only_what_is_theirs) {
    year.record();
    struct Row {
        const char* who;
        Person person;
        int held_in_branch, held_in_other_branch;
    } table[] = {{"administrator", cast.administrator, 11, 2}, {"auditor", cast.auditor, 11, 2}, {"clerk", cast.clerk, 11, 2}, {"leader", cast.leader, 11, 2},
                 {"inspector", cast.inspector, 11, 2}, {"organ clerk", cast.organ_clerk, 11, 0}, {"secretary", cast.secretary, 11, 0}, {"sibling secretary", cast.sibling_secretary, 0, 0},
                 {"other organ's clerk", cast.other_organ_clerk, 0, 2}, {"other secretary", cast.other_secretary, 0, 2}, {"member", cast.member, 0, 0}, {"other member", cast.other_member, 0, 0}};
    for (auto& row : table) {
        SCOPED_TRACE(row.who);
        EXPECT_EQ(app.get(row.person, "/api/v1/facts?kind=life.held.*&organization_id=" + std::to_string(cast.branch.value))["total"].as_int64(), row.held_in_branch);
        EXPECT_EQ(app.get(row.person, "/api/v1/facts?kind=life.held.*&organization_id=" + std::to_string(cast.other_branch.value))["total"].as_int64(), row.held_in_other_branch);
    }
    // A member: what counts for himself, and of nobody else; the same through every filter.
    for (auto& filter : std::vector<std::string>{"?page=1", "?kind=life.attended.*", "?organization_within=" + std::to_string(cast.committee.value), "?organization_id=" + std::to_string(cast.branch.value)}) {
        auto own = app.get(cast.member, "/api/v1/facts" + filter + "&size=200");
        EXPECT_GT(own["total"].as_int64(), 0) << filter;
        for (auto& item : own["items"].as_array()) EXPECT_EQ(item.at("member_id").as_int64(), cast.members[1].value) << filter;
    }
    EXPECT_EQ(app.get(cast.member, "/api/v1/facts?member_id=" + std::to_string(cast.members[2].value))["total"].as_int64(), 0);
}

TEST_P(FactList, explains_a_fact_and_hides_those_of_others) {
    year.record();
    auto list = app.get(cast.clerk, "/api/v1/facts?kind=life.held.theme_day&late=true");
    ASSERT_EQ(list["total"].as_int64(), 1);
    auto id = std::to_string(list["items"].at(0).at("id").as_int64());
    auto fact = app.get(cast.clerk, "/api/v1/facts/" + id);
    EXPECT_EQ(fact["kind_label"].as_string(), "主题党日");
    EXPECT_EQ(fact["taken_back"].as_bool(), false);
    std::string explanation{fact["explanation"].as_string()};
    EXPECT_EQ(explanation.find("2021年9月10日，财政局第一党支部：主题党日，计1次。来源："), 0u) << explanation;
    EXPECT_NE(explanation.find("事后补录"), std::string::npos);
    EXPECT_NE(json::serialize(fact["counted_by"]).find("组织生活"), std::string::npos);
    EXPECT_EQ(app.get(cast.secretary, "/api/v1/facts/" + id).status, 200);
    EXPECT_EQ(app.get(cast.sibling_secretary, "/api/v1/facts/" + id).status, 404);
    EXPECT_EQ(app.get(cast.member, "/api/v1/facts/" + id).status, 404);
}

TEST_P(FactList, leaves_out_what_was_taken_back) {
    auto path = "/api/v1/facts?organization_within=" + std::to_string(cast.branch.value) + "&period=2021";
    for (int round : {1, 2}) {  // the same day once more: the first taking back does not touch it
        SCOPED_TRACE(round);
        year.meeting("theme_day", cast.branch, Date::of(2021, 2, 1), {cast.members[0]}, 9);
        EXPECT_EQ(app.get(cast.clerk, path)["total"].as_int64(), 3);
        auto id = std::to_string(app.get(cast.clerk, path)["items"].at(0).at("id").as_int64());
        year.take_back(year.source);
        EXPECT_EQ(app.get(cast.clerk, path)["total"].as_int64(), 0);
        EXPECT_EQ(app.get(cast.clerk, path)["items"].as_array().size(), 0u);
        EXPECT_EQ(app.get(cast.clerk, "/api/v1/facts/" + id)["taken_back"].as_bool(), true);
    }
}

TEST_P(FactList, sorts_pages_exports_and_refuses_unknown_filters) {
    year.record();
    auto first = app.get(cast.clerk, "/api/v1/facts?kind=life.held.*&sort=happened_on&size=1");
    EXPECT_EQ(first["items"].at(0).at("happened_on").as_string(), "2020-12-10");
    EXPECT_EQ(first["references"].at("organization").as_object().size(), 1u);
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/facts?color=red&kind=login.counted").faults(), "?color unknown_parameter, ?kind unknown_fact_kind");
    EXPECT_EQ(app.get(cast.clerk, "/api/v1/facts?sort=organization_id;DROP").faults(), "?sort not_sortable");
    app.audited();
    auto sheet = app.get(cast.clerk, "/api/v1/facts?kind=life.held.*&format=xlsx&reason=check");
    EXPECT_EQ(sheet.text.substr(0, 2), "PK");
    EXPECT_EQ(app.audited(), "fact.exported 0");
}

class IndicatorPack : public Figures {};
ZHIBU_ON_BOTH_ENGINES(IndicatorPack);

std::string refusal(TestApp& app, const std::string& toml) {
    try {
        Indicators indicators;
        indicators.load(pack::File{"packs/x/indicator.toml", toml}, app->fact_kinds, app->measures);
        return "";
    } catch (const pack::Fault& fault) {
        return fault.what();
    }
}

TEST_P(IndicatorPack, is_refused_by_file_and_line) {
    std::string words = "title = \"a\"\ntitle_english = \"a\"\nsentence = \"a\"\nsentence_english = \"a\"\nexplanation = \"a\"\nexplanation_english = \"a\"\nsource = \"a\"\n";
    std::string head = "[[indicator]]\nname = \"a\"\n";
    EXPECT_EQ(refusal(app, head + "kind = \"count\"\nfacts = [\"life.held.*\"]\n" + words), "");
    EXPECT_EQ(refusal(app, head + "kind = \"count\"\nfacts = [\"login.counted\"]\n" + words), "packs/x/indicator.toml:4: #/indicator/0/facts/0 没有这种履职事实");
    EXPECT_EQ(refusal(app, head + "kind = \"measure\"\nmeasure = \"dwell.time\"\n" + words), "packs/x/indicator.toml:4: #/indicator/0/measure 没有模块提供这个度量");
    EXPECT_EQ(refusal(app, head + "kind = \"share\"\npart = \"b\"\nwhole = \"c\"\n" + words), "packs/x/indicator.toml:4: #/indicator/0/part 没有这个指标");
    EXPECT_EQ(refusal(app, head + "kind = \"share\"\npart = \"a\"\nwhole = \"a\"\n" + words), "packs/x/indicator.toml:4: #/indicator/0/part 没有这个指标");
    EXPECT_EQ(refusal(app, head + "kind = \"count\"\n" + words), "packs/x/indicator.toml:1: #/indicator/0/facts 必填");
    EXPECT_EQ(refusal(app, head + "kind = \"median\"\nfacts = [\"life.held.*\"]\n" + words), "packs/x/indicator.toml:3: #/indicator/0/kind 不在可选项之内");
    EXPECT_EQ(refusal(app, head + "kind = \"count\"\nfacts = [\"life.held.*\"]\nformula = \"1+1\"\n" + words), "packs/x/indicator.toml:5: #/indicator/0/formula 没有这一项");
    EXPECT_EQ(refusal(app, head + "kind = \"count\"\nfacts = [\"life.held.*\"]\n" + words + head + "kind = \"late\"\nfacts = [\"life.held.*\"]\n" + words),
              "packs/x/indicator.toml:13: #/indicator/1/name 已被使用，请换一个");
}

TEST_P(IndicatorPack, names_only_what_the_agreed_modules_give) {
    // Read again with nothing optional: every kind and measure of the standard pack is one that a module has agreed to.
    std::string text;
    auto content = pack::embedded("standard/indicator.toml").content();
    auto& rows = content.at("indicator").as_array();
    EXPECT_GT(rows.size(), 30u);
    for (auto& row : rows) {
        text += "[[indicator]]\n";
        for (auto& [key, value] : row.as_object())
            if (key != "optional") text += std::string{key} + " = " + json::serialize(value) + "\n";
    }
    EXPECT_EQ(refusal(app, text), "");
}

}  // namespace zhibu::testkit
