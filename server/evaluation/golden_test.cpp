// The practice packs on a small city's year, written out so that a clerk with a calculator can check each line against the golden file;
// and what a pack must bear: out and in again unchanged, and tests that can fail.
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "evaluation/evaluation.hpp"
#include "kernel/document/package.hpp"
#include "kernel/pack/archive.hpp"
#include "kernel/pack/office.hpp"
#include "kernel/pack/toml.hpp"
#include "testkit/report_city.hpp"
#include "testkit/source_file.hpp"

namespace zhibu::testkit {
namespace {

class PracticePacks : public OnBothEngines {
protected:
    Cast cast{app};
    CityYear year{app, cast};
    std::int64_t source{70000};
    PracticePacks() { app.at("2022-01-10T09:00:00+08:00"); }

    void facts(const char* kind, Id<Organization> where, int in_year, int times, std::int64_t amount = 1) {
        app.write([&](Transaction& t) {
            for (int i = 0; i < times; ++i) t.facts.add({.kind = kind, .organization = where, .on = Date::of(in_year, 1 + i % 12, 8), .amount = amount}, {"import", ++source});
        });
    }
    // Beside the year of organisation life: items of business, cases of two years, an opinion entered by hand, somebody exempt.
    void record() {
        year.record();
        facts("business.item.registered", cast.branch, 2021, 8), facts("business.item.tied", cast.branch, 2021, 6), facts("business.item.done", cast.branch, 2021, 7);
        facts("business.item.registered", cast.other_branch, 2021, 4), facts("business.item.tied", cast.other_branch, 2021, 1), facts("business.item.done", cast.other_branch, 2021, 2);
        facts("business.case.criminal", cast.branch, 2020, 12, 100), facts("business.case.criminal", cast.branch, 2021, 12, 96);
        facts("business.case.public_order", cast.branch, 2020, 12, 50), facts("business.case.public_order", cast.branch, 2021, 12, 55);
        for (std::size_t i = 0; i < 6; ++i)
            app.write([&](Transaction& t) { t.facts.add({.kind = "life.attended.heart_talk", .organization = cast.branch, .member = cast.members[i], .on = Date::of(2021, 5, 6), .amount = 30}, {"meeting", ++source}); });
        app.write([&](Transaction& t) { t.session.execute("UPDATE member SET exempt_reason = '年老体弱', exempt_from = 20200101 WHERE id = ?", cast.members[8]); });
        auto entered = app.post(cast.clerk, "/api/v1/index-entries", {{"indicator", "superior_opinion"}, {"organization_id", cast.branch.value}, {"period", "2021"}, {"value", 84}, {"reason", "年度业务考核通报第3号"}});
        EXPECT_EQ(entered.status, 201) << entered.text;
    }

    static std::string number(const json::value& value) {
        if (value.is_null()) return "—";
        return value.is_double() ? fmt::format("{:g}", value.as_double()) : std::to_string(value.to_number<std::int64_t>());
    }
    // Everything that the page of one organisation says of its points.
    std::string written(const std::string& index, Id<Organization> where) {
        auto one = app.get(cast.clerk, fmt::format("/api/v1/indexes/{}/readings/{}?period=2021", index, where.value));
        EXPECT_EQ(one.status, 200) << one.text;
        auto text = [](const json::value& value) { return std::string{value.as_string()}; };
        auto grade = one["class"];
        auto out = fmt::format("== {}（{}）：{} 分{}\n   {}\n", text(one["organization_name"]), text(one["kind_label"]), number(one["total"]), grade.is_null() ? "" : "，" + text(grade.at("title")), text(one["formula"]));
        for (auto& veto : one["vetoes"].as_array()) out += fmt::format("   一票否决：{}（{}）\n", text(veto.at("reason")), text(veto.at("value")));
        for (auto& dimension : one["dimensions"].as_array()) {
            out += fmt::format("-- {} 权重 {}：{} 分\n   {}\n", text(dimension.at("title")), number(dimension.at("weight")), number(dimension.at("points")), text(dimension.at("formula")));
            for (auto& item : dimension.at("items").as_array())
                out += fmt::format("   {} 权重 {}，{}{}：{} 分　{}\n", text(item.at("title")), number(item.at("weight")), item.at("value").is_null() ? "无数据" : text(item.at("value")) + text(item.at("unit_label")),
                                   item.at("manual").as_bool() ? "（人工）" : "", number(item.at("points")), text(item.at("formula")));
        }
        return out + "\n";
    }
    void equals(const std::string& index) {
        std::string made = "# " + index + " 2021\n\n";
        for (auto where : {cast.organ, cast.branch, cast.sibling_branch, cast.other_organ, cast.other_branch, cast.direct_branch}) made += written(index, where);
        auto path = source_file("server/evaluation/" + index + ".golden.txt");
        if (std::getenv("ZHIBU_WRITE_GOLDEN")) std::ofstream{path} << made;
        std::stringstream golden;
        golden << std::ifstream{path}.rdbuf();
        EXPECT_EQ(made, golden.str());
    }
};
ZHIBU_ON_BOTH_ENGINES(PracticePacks);

TEST_P(PracticePacks, equal_their_golden_files) {
    record();
    for (auto index : {"five_indexes", "six_dimensions", "joint_evaluation"}) equals(index);
}

std::string upload(const std::string& content) {
    return "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"pack.zip\"\r\nContent-Type: application/zip\r\n\r\n" + content + "\r\n--x--\r\n";
}
Answer brought_to(TestApp& app, const Person& who, const std::string& zip) {
    return app.send(who, http::Method::post, "/api/v1/pack-imports", upload(zip), {.headers = {{"content-type", "multipart/form-data; boundary=x"}}});
}

TEST_P(PracticePacks, go_out_and_come_in_unchanged) {
    std::size_t packs = 0;
    auto all = app.get(cast.clerk, "/api/v1/packs");
    for (auto& pack : all["packs"].as_array()) {
        if (!pack.at("embedded").as_bool()) continue;
        auto name = std::string{pack.at("name").as_string()};
        auto zip = app.get(cast.clerk, "/api/v1/packs/" + name + "/archive");
        ASSERT_EQ(zip.status, 200) << name;
        auto brought = brought_to(app, cast.clerk, zip.text);
        ASSERT_EQ(brought.status, 201) << name << brought.text;
        EXPECT_EQ(brought["drafts"].as_int64(), 0) << name;
        for (auto& file : brought["files"].as_array()) EXPECT_EQ(file.at("is").as_string(), "same") << name << file;
        auto files = pack::unzipped(zip.text);
        for (auto& file : pack.at("files").as_array()) EXPECT_EQ(files.at(std::string{file.at("file").as_string()}), pack::embedded_text(std::string{file.at("path").as_string()})) << file;
        EXPECT_EQ(files.size(), pack.at("files").as_array().size() + 1);
        ++packs;
    }
    EXPECT_GE(packs, 4u) << "the standard pack and three of practice at least";
    // What one office changed arrives at another as a draft, letter by letter.
    auto changed = std::string{pack::embedded_text("six_dimensions/index.toml")};
    changed.replace(changed.find("第一化"), std::string_view{"第一化"}.size(), "工作标准化");
    auto draft = app.post(cast.clerk, "/api/v1/packs/six_dimensions/files/index.toml/drafts", {{"text", changed}});
    ASSERT_EQ(app.post(cast.clerk, fmt::format("/api/v1/pack-versions/{}/publication", draft.id()), {{"effective_from", "2022-01-10"}, {"note", "六化"}}, {draft.version()}).status, 200);
    auto zip = app.get(cast.clerk, "/api/v1/packs/six_dimensions/archive").text;
    TestApp other{GetParam()};
    Cast people{other};
    EXPECT_EQ(brought_to(other, people.clerk, zip)["drafts"].as_int64(), 1);
    auto there = other.get(people.clerk, "/api/v1/packs/six_dimensions/files/index.toml")["draft"].at("id").as_int64();
    EXPECT_EQ(std::string{other.get(people.clerk, fmt::format("/api/v1/pack-versions/{}", there))["text"].as_string()}, changed);
}

// Another expectation for a test: other points, or the grade that another test of the file expects.
pack::ValueChange wrong_answer(const json::array& tests, std::size_t i) {
    auto pointer = "#/test/" + std::to_string(i);
    auto& test = tests[i].as_object();
    if (auto* points = test.if_contains("points")) return {pointer + "/points", {points->is_string() ? "\"0.01\"" : "9999"}};
    for (auto& other : tests)
        if (auto* grade = other.as_object().if_contains("grade"); grade && *grade != test.at("grade")) return {pointer + "/grade", {json::serialize(*grade)}};
    throw std::runtime_error{"only one grade is tested"};
}

// A test that cannot fail proves nothing: with another expectation each of them does, at its line, and keeps the file from being published.
TEST_P(PracticePacks, bring_tests_that_can_fail) {
    std::map<std::string, std::size_t> tests;
    app.read([&](const View& view) {
        for (auto& entry : app->packs.files(view)) {
            std::string text{pack::embedded_text(entry.path)};
            auto toml = pack::read_toml(text);
            auto* table = toml.content.if_contains("test");
            for (std::size_t i = 0; table && i < table->as_array().size(); ++i) {
                auto pointer = "#/test/" + std::to_string(i);
                auto wrong = pack::with_values(text, {wrong_answer(table->as_array(), i)});
                auto found = app->packs.check(view, {{entry.path, wrong}}, view.today()).findings;
                EXPECT_EQ(found.size(), 1u) << entry.path << " " << pointer;
                if (!found.empty()) EXPECT_EQ(found.front().violation.code, "pack_test_failed") << entry.path;
                ++tests[entry.path];
            }
            auto sound = app->packs.check(view, {{entry.path, text}}, view.today());
            EXPECT_TRUE(sound.findings.empty()) << entry.path;
            EXPECT_EQ(sound.outcomes.size(), tests.contains(entry.path) ? tests[entry.path] : 0) << entry.path;
        }
        return 0;
    });
    for (auto pack : {"five_indexes/index.toml", "six_dimensions/index.toml", "joint_evaluation/index.toml"}) EXPECT_GE(tests[pack], 4u) << pack;
}

}  // namespace
}  // namespace zhibu::testkit
