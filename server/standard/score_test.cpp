// What an item gives, what items add up to, which grade that is, and what a file of a standard is refused for.
#include "standard/score.hpp"
#include "testkit/test_app.hpp"

namespace zhibu::testkit {

using namespace standard;

namespace {

constexpr auto count = IndicatorKind::count;
constexpr auto share = IndicatorKind::share;

Item record(const char* at_least, const char* at_most = "", bool partial = false, Over over = Over::period, WithoutData without = WithoutData::missed) {
    Item item;
    item.name = "t", item.points = 4, item.indicator = "meetings", item.at_least = at_least, item.at_most = at_most, item.partial = partial, item.over = over, item.without_data = without;
    return item;
}
Item said(Proof proof) {
    Item item;
    item.name = "t", item.points = 4, item.proof = proof;
    return item;
}
std::string told(const Given& each) { return std::string{Codec<Met>::name(each.met)} + " " + points_text(each.points) + "/" + points_text(each.most) + " " + std::string{Codec<By>::name(each.by)}; }

Standard plain_standard() {
    Standard all;
    all.grades = {{"model", "示范", "model", 95, true, true, true, 3}, {"standard", "达标", "standard", 80, true, false, true, 2}, {"basic", "基本达标", "basic", 60, false, false, true, 1}, {"below", "未达标", "below", 0, false, false, false, 0}};
    all.vetoes = {{.name = "late", .grade = "standard"}, {.name = "weak", .grade = "below"}};
    return all;
}

}  // namespace

TEST(StandardItem, is_ticked_by_its_record) {
    struct Row {
        const char* what;
        Item item;
        IndicatorKind kind;
        std::optional<std::int64_t> value;
        std::int64_t months;
        const char* told;
    } table[] = {{"reached", record("4"), count, 4, 12, "yes 4/4 record"},
                 {"more than reached gives no more", record("4"), count, 9, 12, "yes 4/4 record"},
                 {"one short", record("4"), count, 3, 12, "no 0/4 record"},
                 {"one short, in proportion", record("4", "", true), count, 3, 12, "part 3/4 record"},
                 {"a third, rounded down", record("3", "", true), count, 1, 12, "part 1.33/4 record"},
                 {"nothing, in proportion", record("4", "", true), count, 0, 12, "no 0/4 record"},
                 {"share in tenths of a percent", record("90%"), share, 900, 12, "yes 4/4 record"},
                 {"just under the share", record("90%"), share, 899, 12, "no 0/4 record"},
                 {"a year's number of half a year", record("4", "", false, Over::year), count, 2, 6, "yes 4/4 record"},
                 {"a year's number of a quarter", record("4", "", false, Over::year), count, 1, 3, "yes 4/4 record"},
                 {"of eleven months rounded down", record("12", "", false, Over::year), count, 11, 11, "yes 4/4 record"},
                 {"before the first month has ended", record("4", "", false, Over::year), count, 0, 0, "yes 4/4 record"},
                 {"at most", record("", "50"), count, 50, 12, "yes 4/4 record"},
                 {"one too many", record("", "50"), count, 51, 12, "no 0/4 record"},
                 {"no data is missed", record("4"), count, {}, 12, "no 0/4 record"},
                 {"no data is out where the standard says so", record("4", "", false, Over::period, WithoutData::out), count, {}, 12, "out 0/0 record"}};
    for (auto& row : table) EXPECT_EQ(told(given(row.item, row.kind, {.value = row.value, .months = row.months})), row.told) << row.what;
}

TEST(StandardItem, goes_by_the_last_word) {
    Mark yes{Met::yes, 0}, no{Met::no, 0}, half{Met::part, 250};
    struct Row {
        const char* what;
        Item item;
        Known known;
        const char* told;
    } table[] = {{"nobody has said", said(Proof::evidence), {}, "open 0/4 branch"},
                 {"the branch says yes", said(Proof::evidence), {.claimed = Met::yes}, "yes 4/4 branch"},
                 {"the branch says no", said(Proof::evidence), {.claimed = Met::no}, "no 0/4 branch"},
                 {"the review says otherwise", said(Proof::evidence), {.claimed = Met::yes, .reviewed = no}, "no 0/4 review"},
                 {"the review gives a part", said(Proof::evidence), {.claimed = Met::yes, .reviewed = half}, "part 2.50/4 review"},
                 {"on site says otherwise again", said(Proof::evidence), {.claimed = Met::yes, .reviewed = no, .on_site = yes}, "yes 4/4 on_site"},
                 {"a record judged by hand", record("4"), {.value = 1, .reviewed = yes}, "yes 4/4 review"},
                 {"a record that on site is not so", record("4"), {.value = 4, .on_site = no}, "no 0/4 on_site"},
                 {"on site, not visited", said(Proof::on_site), {}, "out 0/0 on_site"},
                 {"on site, visited and not yet seen", said(Proof::on_site), {.visited = true}, "open 0/4 on_site"},
                 {"on site, seen", said(Proof::on_site), {.visited = true, .on_site = half}, "part 2.50/4 on_site"},
                 {"does not apply here", record("4"), {.value = 4, .applies = false}, "out 0/0 record"}};
    for (auto& row : table) EXPECT_EQ(told(given(row.item, count, row.known)), row.told) << row.what;
}

TEST(StandardGrade, is_the_first_whose_demands_are_met) {
    auto rules = plain_standard();
    struct Row {
        const char* what;
        std::int64_t score;
        std::vector<std::string> missing, vetoes;
        bool visited;
        const char* grade;
    } table[] = {{"the best", 9500, {}, {}, true, "model"},
                 {"a hundredth short", 9499, {}, {}, true, "standard"},
                 {"not seen on site", 10000, {}, {}, false, "standard"},
                 {"eighty", 8000, {}, {}, false, "standard"},
                 {"under eighty", 7999, {}, {}, true, "basic"},
                 {"something that must be is missing", 9900, {"x"}, {}, true, "basic"},
                 {"under sixty", 5999, {}, {}, true, "below"},
                 {"a veto caps", 9900, {}, {"late"}, true, "standard"},
                 {"a veto does not lift", 5000, {}, {"late"}, true, "below"},
                 {"the harder veto holds", 9900, {}, {"late", "weak"}, true, "below"},
                 {"a veto that the standard does not know is none", 9900, {}, {"rain"}, true, "model"}};
    for (auto& row : table) EXPECT_EQ(grade_of(rules, {.score = row.score, .missing = row.missing, .vetoes = row.vetoes, .visited = row.visited}).name, row.grade) << row.what;
}

TEST(StandardGrade, a_veto_falls_at_its_number) {
    Veto at_least{.name = "a", .at_least = "1"}, at_most{.name = "b", .at_most = "50%"};
    struct Row {
        Veto veto;
        IndicatorKind kind;
        std::optional<std::int64_t> value;
        bool falls;
    } table[] = {{at_least, count, 0, false}, {at_least, count, 1, true}, {at_least, count, {}, false}, {at_most, share, 501, false}, {at_most, share, 500, true}, {at_most, share, {}, false}};
    for (auto& row : table) EXPECT_EQ(falls(row.veto, row.kind, row.value), row.falls) << row.veto.name << row.value.value_or(-1);
}

// Whatever is known: the items' points are the total's, no item gives more than it has, the score lies within a hundred.
TEST(StandardTotal, is_the_sum_of_its_items) {
    std::uint64_t state = 7;
    auto random = [&](std::int64_t below) { return std::int64_t((state = state * 6364136223846793005ULL + 1442695040888963407ULL) >> 33) % below; };
    for (int round = 0; round < 2000; ++round) {
        Total total;
        std::int64_t points = 0, most = 0;
        for (int i = 0; i < 12; ++i) {
            auto item = random(2) ? record("4", "", random(2), random(2) ? Over::year : Over::period, random(2) ? WithoutData::out : WithoutData::missed) : said(random(2) ? Proof::evidence : Proof::on_site);
            item.points = random(10), item.must = random(4) == 0;
            Known known{.months = random(13), .applies = random(5) != 0, .visited = random(2) == 0};
            if (random(3)) known.value = random(8);
            if (random(2)) known.claimed = random(2) ? Met::yes : Met::no;
            if (random(3) == 0) known.reviewed = Mark{Met(1 + random(3)), random(1200)};
            if (random(5) == 0) known.on_site = Mark{Met(1 + random(3)), random(1200)};
            auto each = given(item, count, known);
            EXPECT_LE(each.points, each.most);
            EXPECT_GE(each.points, 0);
            EXPECT_TRUE(each.most == item.points * 100 || (each.met == Met::out && each.most == 0));
            add(total, item, each);
            points += each.points, most += each.most;
        }
        finish(total);
        EXPECT_EQ(total.points, points);
        EXPECT_EQ(total.most, most);
        EXPECT_TRUE(total.score >= 0 && total.score <= 10000);
        if (most) EXPECT_LE(std::abs(total.score * most - points * 10000), most) << "rounded to the nearest hundredth";
    }
}

TEST(StandardMonths, that_have_ended) {
    struct Row {
        const char *period, *day;
        std::int64_t months;
    } table[] = {{"2021", "2022-01-10", 12}, {"2021", "2021-12-31", 11}, {"2021", "2021-02-01", 1}, {"2021", "2021-01-31", 0}, {"2021-Q2", "2021-06-30", 2}, {"2021-Q2", "2021-07-01", 3}, {"2021-03", "2021-04-01", 1}, {"2021", "2020-05-01", 0}};
    for (auto& row : table) EXPECT_EQ(months_ended(*Period::parse(row.period), *Date::parse(row.day)), row.months) << row.period << row.day;
}

class StandardFile : public testing::Test {
protected:
    TestApp app;
    static std::string text(std::string item = "", std::string rest = "", int points = 100) {
        return "name = \"t\"\ntitle = \"试\"\ntitle_english = \"t\"\nsource = \"试\"\nvalid_from = 2021-01-01\napplies_to = [\"branch\"]\ncertificate_code = \"试\"\n[[section]]\nname = \"s\"\ntitle = \"试\"\n"
               "title_english = \"s\"\npoints = 100\n[[section.items]]\nname = \"i\"\ntitle = \"试\"\ntitle_english = \"i\"\npoints = " + std::to_string(points) + "\nasks = \"试\"\nasks_english = \"a\"\nsource = \"试\"\n" +
               (item.empty() ? "indicator = \"meetings\"\nat_least = \"4\"\n" : item) +
               "[[grade]]\nname = \"good\"\ntitle = \"好\"\ntitle_english = \"g\"\nat_least = 80\npasses = true\nyears = 2\n[[grade]]\nname = \"below\"\ntitle = \"差\"\ntitle_english = \"b\"\n" + rest;
    }
    std::string refused(const std::string& toml) {
        try {
            pack::File file{"t.toml", toml, pack::File::Reading::keep_faults};
            read_standard(file, &app->indicators);
            file.finish();
            return "";
        } catch (const pack::Fault& fault) {
            return fault.what();
        }
    }
};

TEST_F(StandardFile, is_refused_by_file_and_line) {
    struct Row {
        const char* what;
        std::string toml, fault;
    } table[] = {{"nothing wrong", text(), ""},
                 {"an indicator nobody knows", text("indicator = \"log_ins\"\nat_least = \"4\"\n"), "t.toml:21: #/section/0/items/0/indicator 没有这个指标"},
                 {"a number that is none", text("indicator = \"meetings\"\nat_least = \"vier\"\n"), "t.toml:22: #/section/0/items/0/at_least 应为数字，如 4 或 0"},
                 {"neither bound", text("indicator = \"meetings\"\n"), "t.toml:13: #/section/0/items/0/at_least “达到”和“不超过”只填一个"},
                 {"a share spread over the year", text("indicator = \"attendance_rate\"\nat_least = \"80%\"\nover = \"year\"\n"), "t.toml:23: #/section/0/items/0/over"},
                 {"an indicator where people judge", text("proof = \"evidence\"\nindicator = \"meetings\"\n"), "t.toml:22: #/section/0/items/0/indicator 只有“记录自动”的项目才有"},
                 {"items that do not add up", text("", "", 90), "t.toml:12: #/section/0/points 各项之和为 90，与此不符"},
                 {"a kind that the standard does not apply to", text("indicator = \"meetings\"\nat_least = \"4\"\napplies_to = [\"group\"]\n"), "t.toml:23: #/section/0/items/0/applies_to/0 不在可选项之内"},
                 {"a name that is no field", text("indicator = \"meetings\"\nat_least = \"4\"\nlikes = 3\n"), "t.toml:23: #/section/0/items/0/likes 没有这一项"},
                 {"a table that is none", text("", "[[formula]]\ntext = \"1+1\"\n"), "t.toml:34: #/formula"},
                 {"a veto with a grade that is none", text("", "[[veto]]\nname = \"v\"\ntitle = \"v\"\ntitle_english = \"v\"\nindicator = \"meetings\"\nat_least = \"1\"\ngrade = \"best\"\nreason = \"r\"\nreason_english = \"r\"\nsource = \"s\"\n"),
                  "t.toml:40: #/veto/0/grade 不在可选项之内"},
                 {"a last grade that asks for something", text("", "at_least = 10\n"), "t.toml:30: #/grade/1"}};
    for (auto& row : table) EXPECT_EQ(refused(row.toml).substr(0, row.fault.empty() ? std::string::npos : row.fault.size()), row.fault) << row.what << refused(row.toml);
}

TEST_F(StandardFile, runs_its_own_tests) {
    auto outcomes = [&](const std::string& rest) {
        pack::File file{"t.toml", text("", rest)};
        std::string out;
        for (auto& each : run_tests(read_standard(file, &app->indicators), file, app->indicators)) out += each.passed ? "+" : "- " + each.expected + "/" + each.found + " ";
        return out;
    };
    EXPECT_EQ(outcomes("[[test]]\ntitle = \"a\"\nitem = \"i\"\nvalue = \"4\"\npoints = \"100\"\n[[test]]\ntitle = \"b\"\nscore = \"80\"\ngrade = \"good\"\n"), "++");
    EXPECT_EQ(outcomes("[[test]]\ntitle = \"a\"\nitem = \"i\"\nvalue = \"3\"\npoints = \"75\"\n[[test]]\ntitle = \"b\"\nscore = \"79.99\"\ngrade = \"good\"\n"), "- 75/0 - good/below ");
    EXPECT_EQ(outcomes("[[test]]\ntitle = \"a\"\nitem = \"j\"\nvalue = \"3\"\npoints = \"75\"\n"), "- 75/j ");
}

TEST_F(StandardFile, that_ships_adds_up_and_passes_its_tests) {
    app.read([&](const View& view) {
        auto all = offered_on(view, view.today());
        EXPECT_GE(all.size(), 1u);
        for (auto& each : all) {
            std::int64_t whole = 0;
            for (auto& section : each.rules->sections) {
                std::int64_t sum = 0;
                for (auto& item : section.items) sum += item.points;
                EXPECT_EQ(sum, section.points) << each.path << " " << section.name;
                whole += sum;
            }
            EXPECT_EQ(whole, 100) << each.path;
            auto file = pack::embedded(each.path);
            auto outcomes = run_tests(*each.rules, file, app->indicators);
            EXPECT_GE(outcomes.size(), 8u) << each.path;
            for (auto& outcome : outcomes) EXPECT_TRUE(outcome.passed) << each.path << " " << outcome.title << ": " << outcome.expected << " / " << outcome.found;
        }
        return true;
    });
}

}  // namespace zhibu::testkit
