// Which version of a file holds on which day, for whom it is read anew, and what a check of a candidate says.
#include "kernel/pack/book.hpp"

#include "kernel/pack/version.hpp"
#include "kernel/record/store.hpp"
#include "testkit/test_app.hpp"

namespace zhibu {

namespace pack {
struct Weight {
    std::string name{};
    std::int64_t points{};
};
struct Trial {
    std::string title{}, of{};
    std::int64_t sum{};
};
struct Scale {
    std::vector<Weight> weights;
    std::int64_t sum{};
};
}  // namespace pack
template <>
struct Schema<pack::Weight> {
    static constexpr std::string_view name = "test_weight";
    static constexpr auto fields = std::tuple{field<&pack::Weight::name>({.required = true}), field<&pack::Weight::points>({.min = 0, .max = 100})};
};
template <>
struct Schema<pack::Trial> {
    static constexpr std::string_view name = "test_trial";
    static constexpr auto fields = std::tuple{field<&pack::Trial::title>({.required = true}), field<&pack::Trial::of>(), field<&pack::Trial::sum>()};
};

namespace pack {
namespace {

constexpr const char* cadence = "standard/cadence.toml";
constexpr const char* scale_file = "office/scale.toml";
constexpr const char* double_file = "office/double.toml";

// A kind of its own, with tests, and one that rests on it.
void declare_scales(PackBook& book) {
    book.declare<Scale>(
        "test_scale",
        [](const File& file) {
            Scale scale{file.rows<Weight>("weight"), 0};
            for (auto& each : scale.weights) scale.sum += each.points;
            return scale;
        },
        {.added_to = true},
        [](const Scale& scale, const File& file) {
            std::vector<Outcome> all;
            auto tests = file.rows<Trial>("test");
            for (std::size_t i = 0; i < tests.size(); ++i)
                all.push_back({"#/test/" + std::to_string(i), tests[i].title, scale.sum == tests[i].sum, std::to_string(tests[i].sum), std::to_string(scale.sum)});
            return all;
        });
    book.declare<std::int64_t>(
        "test_double",
        [](const File& file, const Beside& beside) {
            auto scale = beside.at<Scale>(scale_file);
            Faults faults;
            if (scale && scale->sum > 100) faults.add("#/title", "too_large", {{"max", "100"}});
            file.known("title");
            file.refuse(faults);
            return scale ? scale->sum * 2 : -1;
        },
        {.added_to = true});
}

class Packs : public testkit::OnBothEngines {
protected:
    Packs() {
        declare_scales(app->packs);
        app.write([](Transaction& t) {
            for (auto [path, kind] : {std::pair{scale_file, "test_scale"}, std::pair{double_file, "test_double"}}) {
                PackFile file{.path = path, .kind = kind, .title = path};
                file.created_at = t.now;
                Store<PackFile>{t}.insert(file);
            }
        });
        publish(double_file, 1, "2020-01-01", "title = \"x\"");
    }
    void publish(const std::string& file, std::int64_t number, const char* from, const std::string& text) {
        app.write([&](Transaction& t) {
            PackVersion made{.file = file, .number = number, .state = PackState::published, .effective_from = Date::parse(from), .text = text};
            made.created_at = made.changed_at = t.now;
            Store<PackVersion>{t}.insert(made);
        });
    }
    std::int64_t sum_on(const char* day) {
        return app.read([&](const View& view) {
            auto scale = app->packs.at<Scale>(view, scale_file, *Date::parse(day));
            return scale ? scale->sum : -1;
        });
    }
    std::int64_t double_on(const char* day) {
        return app.read([&](const View& view) { return *app->packs.at<std::int64_t>(view, double_file, *Date::parse(day)); });
    }
    std::string check(const std::string& text, const char* from = "2022-01-01") {
        return app.read([&](const View& view) {
            std::string out;
            for (auto& each : app->packs.check(view, {{scale_file, text}}, *Date::parse(from)).findings) out += each.file + ":" + std::to_string(each.line) + " " + each.violation.code + "\n";
            return out;
        });
    }
};
ZHIBU_ON_BOTH_ENGINES(Packs);

const std::string hundred = "[[weight]]\nname = \"a\"\npoints = 60\n[[weight]]\nname = \"b\"\npoints = 40\n";

TEST_P(Packs, TheVersionOfTheDayHolds) {
    EXPECT_EQ(sum_on("2021-06-01"), -1);  // nobody has published it yet
    publish(scale_file, 1, "2021-01-01", hundred);
    publish(scale_file, 2, "2022-01-01", "[[weight]]\nname = \"a\"\npoints = 10\n");
    struct Row {
        const char* day;
        std::int64_t sum;
    };
    for (auto& [day, sum] : {Row{"2020-12-31", -1}, {"2021-01-01", 100}, {"2021-12-31", 100}, {"2022-01-01", 10}, {"2030-01-01", 10}}) EXPECT_EQ(sum_on(day), sum) << day;
    // A newer one that reaches back takes its days from both.
    publish(scale_file, 3, "2021-07-01", "[[weight]]\nname = \"a\"\npoints = 30\n");
    for (auto& [day, sum] : {Row{"2020-12-31", -1}, {"2021-06-30", 100}, {"2021-07-01", 30}, {"2022-06-01", 30}}) EXPECT_EQ(sum_on(day), sum) << day;
}

TEST_P(Packs, WhatCameWithTheProgramHoldsUntilThen) {
    app.read([&](const View& view) {
        EXPECT_EQ(app->packs.in_force(view, cadence, Date::of(1999, 1, 1)).number, 0);
        EXPECT_THROW(app->packs.in_force(view, "standard/nothing.toml", view.today()), std::out_of_range);
        return 0;
    });
}

TEST_P(Packs, WhatRestsOnAFileIsReadAnewWithIt) {
    EXPECT_EQ(double_on("2021-06-01"), -1);
    publish(scale_file, 1, "2021-01-01", hundred);
    EXPECT_EQ(double_on("2021-06-01"), 200);
    EXPECT_EQ(double_on("2020-06-01"), -1);
    publish(scale_file, 2, "2022-01-01", "[[weight]]\nname = \"a\"\npoints = 10\n");
    EXPECT_EQ(double_on("2022-06-01"), 20);
    EXPECT_EQ(double_on("2021-06-01"), 200);
}

TEST_P(Packs, TheSameContentIsReadOnce) {
    publish(scale_file, 1, "2021-01-01", hundred);
    app.read([&](const View& view) {
        EXPECT_EQ(app->packs.at<Scale>(view, scale_file, Date::of(2021, 2, 1)).get(), app->packs.at<Scale>(view, scale_file, Date::of(2021, 3, 1)).get());
        return 0;
    });
}

TEST_P(Packs, WhatIsUndoneWasNeverInForce) {
    publish(scale_file, 1, "2021-01-01", hundred);
    struct Undo {};
    EXPECT_THROW(app.write([&](Transaction& t) {
        PackVersion made{.file = scale_file, .number = 2, .state = PackState::published, .effective_from = Date::of(2021, 1, 1), .text = "[[weight]]\nname = \"a\"\npoints = 1\n"};
        Store<PackVersion>{t}.insert(made);
        EXPECT_EQ(app->packs.at<Scale>(t, scale_file, Date::of(2021, 2, 1))->sum, 1);
        throw Undo{};
    }),
                 Undo);
    EXPECT_EQ(sum_on("2021-02-01"), 100);
}

TEST_P(Packs, ACheckTellsAllFaultsWithTheirLines) {
    EXPECT_EQ(check(hundred), "");
    EXPECT_EQ(check("[[weight]]\nname = \"a\"\npoints = 600\nlogins = 1\n[[wieght]]\nname = \"b\"\n"),
              "packs/office/scale.toml:3 too_large\npacks/office/scale.toml:4 unknown_field\npacks/office/scale.toml:5 unknown_field\n");
    EXPECT_EQ(check("[[weight]]\nname = 1"), "packs/office/scale.toml:2 not_a_text\n");
    EXPECT_EQ(check("[[weight"), "packs/office/scale.toml:1 pack_header_open\n");
}

TEST_P(Packs, ATestThatFailsIsAFault) {
    EXPECT_EQ(check(hundred + "[[test]]\ntitle = \"合计\"\nsum = 100\n"), "");
    EXPECT_EQ(check(hundred + "[[test]]\ntitle = \"合计\"\nsum = 100\n[[test]]\ntitle = \"错\"\nsum = 90\n"), "packs/office/scale.toml:10 pack_test_failed\n");
    EXPECT_EQ(check(hundred + "[[test]]\ntitle = \"合计\"\nlogins = 3\n"), "packs/office/scale.toml:9 unknown_field\n");
}

TEST_P(Packs, ACheckReadsWhatRestsOnTheFileToo) {
    publish(scale_file, 1, "2021-01-01", hundred);
    EXPECT_EQ(check("[[weight]]\nname = \"a\"\npoints = 100\n[[weight]]\nname = \"b\"\npoints = 100\n"), "packs/office/double.toml:1 too_large\n");
}

TEST_P(Packs, AVersionThatThisProgramCannotReadSaysWhatToDo) {
    publish(scale_file, 1, "2021-01-01", "[[weight]]\nmarks = 3\n");
    try {
        sum_on("2021-02-01");
        FAIL();
    } catch (const Problem& problem) {
        EXPECT_EQ(problem.status, 500);
        EXPECT_EQ(problem.type, "pack-broken");
        EXPECT_EQ(problem.parameters.at("words"), "第 1 行 weight/0/name：必填");
    }
    // Nor does it stand in the way of correcting another.
    EXPECT_EQ(check(hundred), "");
}

}  // namespace
}  // namespace pack
}  // namespace zhibu
