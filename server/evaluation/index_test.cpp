// Indexes as a clerk would check them with a calculator: items, dimensions, vetoes, classes, and what a pack is refused for.
#include "evaluation/evaluation.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

using namespace evaluation;

namespace {

// One index over two plain counts and a share, so that every figure can be set by facts.
std::string pack_with(const std::string& item = "", const std::string& rest = "") {
    return R"([[index]]
name = "t"
title = "试"
title_english = "t"
source = "试"
valid_from = 2022-01-01
applies_to = ["branch", "organ_committee"]
[[index.dimensions]]
name = "a"
title = "甲"
title_english = "a"
weight = 60
[[index.dimensions.items]]
name = "days"
title = "主题党日"
title_english = "days"
indicator = "theme_days"
weight = 70
target = "10"
worst = "0"
why = "因"
why_english = "because"
source = "试"
)" + item + R"(
[[index.dimensions.items]]
name = "late"
title = "补录"
title_english = "late"
indicator = "late_records"
weight = 30
target = "0"
worst = "4"
direction = "lower"
why = "因"
why_english = "because"
source = "试"
[[index.dimensions]]
name = "b"
title = "乙"
title_english = "b"
weight = 40
[[index.dimensions.items]]
name = "rate"
title = "及时率"
title_english = "rate"
indicator = "on_time_rate"
weight = 1
target = "90%"
worst = "50%"
why = "因"
why_english = "because"
source = "试"
[[index.vetoes]]
name = "many"
title = "多"
title_english = "many"
indicator = "late_records"
at_least = "4"
cap = 50
reason = "补录四次及以上，不超过 50 分"
reason_english = "four late"
source = "试"
[[index.classes]]
name = "advanced"
title = "先进"
title_english = "advanced"
at_least = 80
dimensions_at_least = 60
without_veto = true
[[index.classes]]
name = "middle"
title = "中间"
title_english = "middle"
at_least = 60
[[index.classes]]
name = "weak"
title = "后进"
title_english = "weak"
)" + rest;
}

}  // namespace

class IndexTest : public OnBothEngines {
protected:
    Cast cast{app};
    std::int64_t source{9000};
    IndexTest() { app.at("2023-01-10T09:00:00+08:00"); }

    void held(Id<Organization> where, int times, bool late = false) {
        app.write([&](Transaction& t) {
            for (int i = 0; i < times; ++i) t.facts.add({.kind = "life.held.theme_day", .organization = where, .on = Date::of(2022, 3, 1 + i), .late = late}, {"meeting", ++source});
        });
    }
    std::shared_ptr<const Composite> composite(const std::string& pack, Period period = Period::whole_year(2022)) {
        auto index = read_indexes(pack::File{"t.toml", pack}, app->indicators).indexes.front();
        return app.read([&](const View& view) { return compute(index, app->matrices.of(view, period, index->indicators()), app->indicators, view.today()); });
    }
    std::string refused(const std::string& pack) {
        try {
            read_indexes(pack::File{"t.toml", pack}, app->indicators);
            return "";
        } catch (const pack::Fault& fault) {
            return fault.what();
        }
    }
};
ZHIBU_ON_BOTH_ENGINES(IndexTest);

// on time | late | days/10 | late: (4-n)/4 | a = .7·days + .3·late | b = (rate-50)/40 | total = .6a + .4b | class
TEST_P(IndexTest, comes_to_what_a_calculator_says) {
    struct Row {
        int on_time, late;
        const char *days, *few_late, *a, *b, *total, *grade;
    };
    for (auto& row : std::initializer_list<Row>{
             {10, 0, "100", "100", "100", "100", "100", "advanced"},     // all held, none late
             {12, 0, "100", "100", "100", "100", "100", "advanced"},     // no more than full marks
             {7, 1, "80", "75", "78.50", "93.75", "84.60", "advanced"},  // 87.5 % in time
             {5, 2, "70", "50", "64", "53.50", "59.80", "weak"},         // 71.4 %
             {5, 1, "60", "75", "64.50", "83.25", "72", "middle"},       // 83.3 %
             {8, 4, "100", "0", "70", "41.75", "50", "weak"},            // 58.70 by the sum; the veto caps it
             {0, 3, "30", "25", "28.50", "0", "17.10", "weak"},
             {0, 0, "0", "100", "30", "—", "30", "weak"}}) {              // no share without a whole: b leaves the denominator
        TestApp fresh{GetParam()};
        Cast people{fresh};
        fresh.at("2023-01-10T09:00:00+08:00");
        fresh.write([&](Transaction& t) {
            for (int i = 0; i < row.on_time + row.late; ++i)
                t.facts.add({.kind = "life.held.theme_day", .organization = people.branch, .on = Date::of(2022, 3, 1 + i), .late = i >= row.on_time}, {"meeting", 100 + i});
        });
        auto index = read_indexes(pack::File{"t.toml", pack_with()}, fresh->indicators).indexes.front();
        auto made = fresh.read([&](const View& view) { return compute(index, fresh->matrices.of(view, Period::whole_year(2022), index->indicators()), fresh->indicators, view.today()); });
        auto at = *made->row_of(people.branch);
        SCOPED_TRACE(std::to_string(row.on_time) + " in time, " + std::to_string(row.late) + " late");
        EXPECT_EQ(points_text(made->items[0].points[at]), row.days);
        EXPECT_EQ(points_text(made->items[1].points[at]), row.few_late);
        EXPECT_EQ(points_text(made->dimensions[0].points[at]), row.a);
        EXPECT_EQ(points_text(made->dimensions[1].points[at]), row.b);
        EXPECT_EQ(points_text(made->total[at]), row.total);
        EXPECT_EQ(Codec<Class>::name(*made->class_of(at)), row.grade);
    }
}

TEST_P(IndexTest, scales_targets_by_branches_and_by_the_months_that_have_ended) {
    held(cast.branch, 5), held(cast.sibling_branch, 5);
    auto of_branches = composite(pack_with("target_for = \"branch\""));
    EXPECT_EQ(points_text(of_branches->items[0].points[*of_branches->row_of(cast.organ)]), "50") << "10 of 2 branches × 10";
    EXPECT_EQ(points_text(of_branches->items[0].points[*of_branches->row_of(cast.branch)]), "50") << "5 of 10";
    app.at("2022-07-15T09:00:00+08:00");
    auto by_july = composite(pack_with("target_over = \"year\""));
    EXPECT_EQ(by_july->months, 6);
    EXPECT_EQ(points_text(by_july->items[0].points[*by_july->row_of(cast.branch)]), "100") << "5 of 10 × 6/12";
}

TEST_P(IndexTest, caps_floors_and_says_so) {
    held(cast.branch, 10);
    auto state = [&](const std::string& more, Id<Organization> where) {
        auto made = composite(pack_with(more));
        auto at = *made->row_of(where);
        return points_text(made->items[0].points[at]) + " " + std::string{Codec<ItemState>::name(made->items[0].states[at])};
    };
    EXPECT_EQ(state("cap = 90", cast.branch), "90 capped");
    EXPECT_EQ(state("floor = 20", cast.sibling_branch), "20 floored");
    EXPECT_EQ(state("applies_to = [\"organ_committee\"]", cast.branch), "— not_applicable");
    EXPECT_EQ(state("", cast.branch), "100 counted");
}

TEST_P(IndexTest, leaves_a_branch_of_exempt_people_out_of_what_is_asked_of_members) {
    app.write([&](Transaction& t) { t.session.execute("UPDATE member SET exempt_reason = '年老体弱'"); });
    auto made = composite(pack_with("target_for = \"member\""));
    auto at = *made->row_of(cast.branch);
    EXPECT_EQ(made->items[0].states[at], ItemState::exempt);
    EXPECT_EQ(points_text(made->dimensions[0].points[at]), "100") << "the other item alone";
}

TEST_P(IndexTest, finds_the_dimension_that_lies_far_behind_itself_and_the_others) {
    held(cast.branch, 10), held(cast.sibling_branch, 10), held(cast.other_branch, 10);
    held(cast.branch, 6, true);  // 62.5 % in time: b = 31.25, a = 70
    auto made = composite(pack_with());
    EXPECT_EQ(made->lame(*made->row_of(cast.branch)), std::vector<std::size_t>{1});
    EXPECT_TRUE(made->lame(*made->row_of(cast.sibling_branch)).empty());
}

TEST_P(IndexTest, refuses_a_pack_by_file_and_line) {
    struct Row {
        const char *from, *to, *says;
    };
    for (auto& row : std::initializer_list<Row>{
             {"indicator = \"theme_days\"", "indicator = \"log_ins\"", "t.toml:17: #/index/0/dimensions/0/items/0/indicator 没有这个指标"},
             {"target = \"10\"", "target = \"90%\"", "t.toml:19: #/index/0/dimensions/0/items/0/target 应为数字，如 4 或 0"},
             {"target = \"90%\"", "target = \"40%\"", "/worst 满分值和零分值与方向不符"},
             {"direction = \"lower\"", "", "/worst 满分值和零分值与方向不符"},
             {"weight = 60", "weight = 0", ""},
             {"weight = 1\n", "weight = 0\n", "/items 权重合计不能为零"},
             {"at_least = \"4\"", "at_least = \"4\"\nat_most = \"1\"", "/at_least “达到”和“不超过”只填一个"},
             {"title_english = \"middle\"\nat_least = 60\n", "title_english = \"middle\"\nat_least = 90\n", "/at_least 分数线应低于上一类"},
             {"name = \"late\"", "name = \"days\"", "/name 已被使用，请换一个"},
             {"indicator = \"on_time_rate\"", "indicator = \"superior_opinion\"", "应为"},
             {"target = \"90%\"\nworst = \"50%\"", "target = \"90\"\nworst = \"50\"", "应为百分数"}}) {
        auto pack = pack_with();
        auto at = pack.find(row.from);
        ASSERT_NE(at, std::string::npos) << row.from;
        pack.replace(at, std::string_view{row.from}.size(), row.to);
        auto said = refused(pack);
        if (*row.says) EXPECT_NE(said.find(row.says), std::string::npos) << row.to << ": " << said;
        else EXPECT_EQ(said, "");
    }
}

// b by hand would be 40 % of the whole: more than the 20 that the pack allows itself.
TEST_P(IndexTest, bounds_what_is_entered_by_hand) {
    auto pack = pack_with();
    auto swap = [&](const std::string& from, const std::string& to) { pack.replace(pack.find(from), from.size(), to); };
    swap("indicator = \"on_time_rate\"", "indicator = \"superior_opinion\"");
    swap("target = \"90%\"\nworst = \"50%\"", "target = \"90\"\nworst = \"50\"");
    EXPECT_NE(refused(pack).find("人工评定占 40%，超过上限 20%"), std::string::npos) << refused(pack);
    swap("weight = 40", "weight = 15");
    EXPECT_EQ(refused(pack), "") << "15 of 75 are 20 %";
}

// A file's tests: the same figures as above, and each can fail.
TEST_P(IndexTest, tries_the_tests_of_its_file) {
    struct Row {
        const char *test, *outcomes;
    };
    for (auto& row : std::initializer_list<Row>{
             {"given = [\"theme_days = 8\", \"late_records = 1\", \"on_time_rate = 87.5%\"]\npoints = \"84.60\"\ngrade = \"advanced\"", "+"},
             {"given = [\"theme_days = 8\", \"late_records = 1\", \"on_time_rate = 87.5%\"]\npoints = \"84.61\"", "- 84.60"},
             {"given = [\"theme_days = 8\", \"late_records = 1\", \"on_time_rate = 87.5%\"]\npoints = \"84.60\"\ngrade = \"weak\"", "- 84.60 advanced"},
             {"given = [\"theme_days = 8\", \"late_records = 4\", \"on_time_rate = 66.7%\"]\npoints = \"50\"", "+"},  // the veto
             {"given = [\"theme_days = 8\", \"late_records = 1\"]\ndimension = \"b\"", "+"},                           // no data, no points
             {"kind = \"group\"\ngiven = [\"theme_days = 7\"]\npoints = \"70\"", "- 不适用"},
             {"given = [\"log_ins = 7\"]\npoints = \"1\"", "t.toml:83: #/test/0/given/0 没有这个指标"},
             {"given = [\"on_time_rate = 7\"]\npoints = \"1\"", "应为百分数"},
             {"given = [\"theme_days = 7\"]\npoints = \"1\"\ndimension = \"c\"", "#/test/0/dimension"}}) {
        auto text = pack_with("", std::string{"\n[[test]]\ntitle = \"一\"\nindex = \"t\"\n"} + row.test + "\n");
        std::string said;
        try {
            for (auto& each : run_tests(read_indexes(pack::File{"t.toml", text}, app->indicators), app->indicators)) said += each.passed ? "+" : "- " + each.found;
        } catch (const pack::Fault& fault) {
            said = fault.what();
        }
        EXPECT_NE(said.find(row.outcomes), std::string::npos) << row.test << ": " << said;
        if (std::string_view{row.outcomes} == "+") EXPECT_EQ(said, "+");
    }
}

}  // namespace zhibu::testkit
