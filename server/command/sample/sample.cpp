// `zhibu sample NAME`: makes a sample city in an empty data directory and prints the demo accounts.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "command/keys.hpp"
#include "command/sample/city.hpp"
#include "kernel/access/session.hpp"
#include "kernel/record/audit_seal.hpp"

namespace zhibu::command {
namespace {

const Sample samples[] = {
    {"laixi", "莱西样例 2021", "样例市直机关工委", 20211228, Instant::at(Date::of(2021, 12, 28), 9, 0), plan_laixi},
    {"lanzhou", "兰州样例 2022", "样例市公安局", 20221231, Instant::at(Date::of(2022, 12, 31), 9, 0), plan_lanzhou},
};

void make(App& app, const Sample& sample) {
    auto begun = std::chrono::steady_clock::now();
    app.seeds.follow(std::string{sample.name});
    City city{app, sample};
    sample.plan(city);
    city.timeline.live(app.clock);
    city.client.log_out_all();
    // The city lives on its own day: its clock starts there now and runs on.
    auto wall = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    app.database->write([&](db::Session& session) { access::set_setting(session, {1}, "clock_offset_ms", std::to_string(sample.now.milliseconds() - wall)); });
    audit::write_seal(app);
    auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    std::fprintf(stderr, "%lld 次操作，%.1f 秒\n", static_cast<long long>(city.client.requests()), seconds);
    std::printf("样例城市：%s（人物均为虚构）。演示账号，密码都是 %s:\n"
                "  clerk 机关党建干事 | leader 领导 | inspector 督导员（手机） | organ 下级党组织干事 | secretary 支部书记（手机） | member 党员（手机） | auditor 审计员 | admin 管理员\n"
                "手机页面在 /m/\n", std::string{sample.label}.c_str(), std::string{demo_password}.c_str());
}

}  // namespace

void add_sample(CLI::App& program, int& status) {
    auto where = std::make_shared<Where>();
    auto name = std::make_shared<std::string>();
    std::vector<std::string> names;
    for (auto& sample : samples) names.emplace_back(sample.name);
    auto* command = program.add_subcommand("sample", "fills an empty data directory with a sample city of invented people");
    add_where(*command, *where);
    auto cryptography = std::make_shared<std::string>();
    add_cryptography(*command, *cryptography);
    command->add_option("name", *name, fmt::format("{}", fmt::join(names, " or ")))->required()->check(CLI::IsMember(names));
    command->callback([where, name, cryptography, &status] {
        choose_cryptography(*where, *cryptography);
        auto app = open(*where, true);
        bool bare = app->database->read_value([](db::Session& session) { return !access::setting(session, {1}, "installed_at"); });
        if (!bare) {
            std::fprintf(stderr, "这个数据目录已经在用，样例只能放进空目录。 This data directory is in use; a sample needs an empty one.\n");
            status = 1;
            return;
        }
        make(*app, *std::find_if(std::begin(samples), std::end(samples), [&](auto& sample) { return sample.name == *name; }));
    });
}

}  // namespace zhibu::command
