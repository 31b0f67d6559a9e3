// `zhibu evaluate`: all indicators of all organisations and all members' points of a period, from the facts themselves, held against what the
// roll-ups and the single statements say.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "command/command.hpp"
#include "modules.hpp"

namespace zhibu::command {
namespace {

struct Evaluate {
    Where where;
    std::string period;
    int readers = 2;
    bool as_json = false;
};

int print(const Evaluate& options) {
    auto period = Period::parse(options.period);
    if (!period) {
        std::fprintf(stderr, "zhibu: 期间应如 2021、2021-Q1 或 2021-03。\n");
        return 1;
    }
    auto app = open(options.where, false);
    std::set<std::string> names;
    for (auto& each : app->indicators.all()) names.insert(each.name);
    auto recomputed = recompute(*app, {1}, *period, names, options.readers);
    auto begun = std::chrono::steady_clock::now();
    auto kept = app->read(Actor::job({1}, "evaluate"), [&](const View& view) { return app->matrices.of(view, *period, names); });
    double read = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    auto differences = kept->differences(*recomputed.matrix);
    auto rate = recomputed.seconds > 0 ? double(recomputed.facts) / recomputed.seconds : 0.0;
    auto points = points::recompute_points(*app, {1}, seams_of_points(), *period, options.readers);
    auto points_rate = points.seconds > 0 ? double(points.facts) / points.seconds : 0.0;
    if (options.as_json) {
        json::array list;
        for (auto& [name, place] : differences) list.push_back({{"indicator", name}, {"organization_id", kept->axis->places[place].id.value}});
        std::printf("%s\n", json::serialize(json::object{{"facts", recomputed.facts}, {"seconds", recomputed.seconds}, {"facts_a_second", rate}, {"organizations", kept->axis->size()}, {"indicators", names.size()},
                                                          {"seconds_from_rollups", read}, {"differences", list},
                                                          {"points", json::object{{"periods", points.periods}, {"people", points.people}, {"facts", points.facts}, {"seconds", points.seconds}, {"facts_a_second", points_rate},
                                                                                  {"compared", points.compared}, {"seconds_one_by_one", points.seconds_one_by_one}, {"differences", json::value_from(points.differences)}}}}).c_str());
    } else {
        std::printf("%lld 条事实，%zu 个组织，%zu 项指标：按事实重算 %.2f 秒（每秒 %.0f 条），按汇总读取 %.2f 秒。\n", static_cast<long long>(recomputed.facts), kept->axis->size(), names.size(), recomputed.seconds, rate, read);
        std::printf("积分：%lld 个周期，%lld 名党员：按事实重算 %.2f 秒（每秒 %.0f 条），与 %lld 份逐条明细核对 %.2f 秒。\n", static_cast<long long>(points.periods), static_cast<long long>(points.people), points.seconds,
                    points_rate, static_cast<long long>(points.compared), points.seconds_one_by_one);
        for (auto& each : points.differences) std::fprintf(stderr, "积分与明细不符：%s\n", each.c_str());
        for (auto& [name, place] : differences) std::fprintf(stderr, "指标 %s 与事实不符：%s\n", name.c_str(), kept->axis->places[place].name.c_str());
    }
    return differences.empty() && points.differences.empty() ? 0 : 1;
}

}  // namespace

void add_evaluate(CLI::App& program, int& status) {
    auto options = std::make_shared<Evaluate>();
    auto* command = program.add_subcommand("evaluate", "computes all indicators of a period from the facts and holds them against the roll-ups");
    add_where(*command, options->where);
    command->add_option("--period", options->period, "2021, 2021-Q1 or 2021-03")->required();
    command->add_option("--readers", options->readers, "sessions that scan side by side")->check(CLI::Range(1, 4));
    command->add_flag("--json", options->as_json, "as JSON");
    command->callback([options, &status] { status = print(*options); });
}

}  // namespace zhibu::command
