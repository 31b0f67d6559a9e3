// The practice pack of six standards over a small city's year: each branch's sheet, item by item, against a golden file.
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "standard/record.hpp"
#include "testkit/report_city.hpp"
#include "testkit/test_app.hpp"
#include "testkit/source_file.hpp"

namespace zhibu::testkit {

class SixStandards : public OnBothEngines {
protected:
    Cast cast{app};
    static std::string file() { return source_file("server/standard/six_standards.txt"); }
    static std::string line_of(const standard::Line& line) {
        auto& given = line.given;
        auto value = line.indicator && line.value ? value_text(line.indicator->kind, *line.value) : "—";
        return fmt::format("  {:<20} {:<5} {:>5} / {:<3} {:<8} {}\n", line.item->name, Codec<standard::Met>::name(given.met), standard::points_text(given.points), standard::points_text(given.most),
                           Codec<standard::By>::name(given.by), value);
    }
    std::string sheets(std::int64_t round) {
        return app.read([&](const View& view) {
            std::string out;
            for (auto& sheet : Store<StandardSheet>{view}.select(where("round_id = ?", round), "ORDER BY id")) {
                auto own = standard::round_of(view, sheet);
                auto rules = standard::kept(view, own.digest);
                auto assessed = standard::assess(view, own, sheet, *rules);
                out += fmt::format("{}: {} / {} = {} → {}\n", standard::name_at(view, sheet.organization_id), standard::points_text(assessed.total.points), standard::points_text(assessed.total.most),
                                   standard::points_text(assessed.total.score), assessed.grade->title);
                for (auto& line : assessed.lines) out += line_of(line);
                std::int64_t points = 0, most = 0;
                for (auto& line : assessed.lines) points += line.given.points, most += line.given.most;
                EXPECT_EQ(assessed.total.points, points);
                EXPECT_EQ(assessed.total.most, most);
            }
            return out;
        });
    }
};
ZHIBU_ON_BOTH_ENGINES(SixStandards);

TEST_P(SixStandards, of_a_small_city_are_as_they_were_read_by_people) {
    app.at("2022-01-10T09:00:00+08:00");
    CityYear{app, cast}.record();
    auto made = app.post(cast.clerk, "/api/v1/standard-rounds",
                         {{"organization_id", cast.committee.value}, {"title", "六化"}, {"standard", "six_standards/standard.toml"}, {"period", "2021"}, {"handler_id", cast.clerk.account.value}});
    ASSERT_EQ(made.status, 201) << made.text;
    ASSERT_EQ(app.post(cast.clerk, fmt::format("/api/v1/standard-rounds/{}/opening", made.id()), json::object{}, {made.version()}).status, 200);
    auto found = sheets(made.id());
    if (std::getenv("ZHIBU_WRITE_GOLDEN")) return void(std::ofstream{file()} << found);
    std::ostringstream golden;
    golden << std::ifstream{file()}.rdbuf();
    EXPECT_EQ(found, golden.str());
}

}  // namespace zhibu::testkit
