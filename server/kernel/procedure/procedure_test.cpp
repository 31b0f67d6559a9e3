// Procedures as data: what a pack may say, deadlines, versions, and the drawings.
#include "kernel/procedure/procedure.hpp"

#include <stdexcept>
#include <string>

#include "testkit/test_app.hpp"

namespace zhibu::testkit {
namespace {

constexpr std::string_view two_steps = R"(
[[procedure]]
name = "leave"
title = "请假"
version = 1
valid_from = 2020-01-01
source = "办法第三条"
[[procedure.states]]
name = "asked"
label = "已提出"
english = "Asked"
limit = 3
responsible = ["organ_clerk"]
[[procedure.states]]
name = "granted"
label = "已批准"
english = "Granted"
[[procedure.steps]]
verb = "grant"
label = "批准"
english = "Grant"
from = ["asked"]
to = "granted"
by = ["organ_clerk"]
required = ["note"]
conditions = []
other_than = ["grant"]
)";

std::string with(std::string_view from, std::string_view to) {
    std::string text{two_steps};
    auto at = text.find(from);
    EXPECT_NE(at, std::string::npos);
    return text.replace(at, from.size(), to);
}
std::string fault_of(const std::string& toml) {
    procedure::Procedures all;
    all.condition("never", [](const View&, const procedure::Case&) { return denied("never"); });
    try {
        all.load(pack::File{"leave.toml", toml}, {"note"});
        return "";
    } catch (const pack::Fault& fault) {
        return fault.what();
    }
}

}  // namespace

TEST(Procedure, data_names_only_what_is_there) {
    struct {
        std::string toml, fault;
    } table[] = {
        {std::string{two_steps}, ""},
        {with("conditions = []", "conditions = [\"never\"]"), ""},
        {with("conditions = []", "conditions = [\"on_tuesdays\"]"), "leave.toml:27: #/procedure/0/steps/0/conditions/0 没有登记过这个条件:on_tuesdays"},
        {with("by = [\"organ_clerk\"]", "by = [\"the_boss\"]"), "leave.toml:25: #/procedure/0/steps/0/by/0 没有这个办理角色:the_boss"},
        {with("responsible = [\"organ_clerk\"]", "responsible = [\"nobody\"]"), "leave.toml:13: #/procedure/0/states/0/responsible/0 没有这个办理角色:nobody"},
        {with("to = \"granted\"", "to = \"lost\""), "leave.toml:24: #/procedure/0/steps/0/to 没有这个状态:lost"},
        {with("from = [\"asked\"]", "from = [\"lost\"]"), "leave.toml:23: #/procedure/0/steps/0/from/0 没有这个状态:lost"},
        {with("required = [\"note\"]", "required = [\"blood\"]"), "leave.toml:26: #/procedure/0/steps/0/required/0 没有这一项"},
        {with("other_than = [\"grant\"]", "other_than = [\"fly\"]"), "leave.toml:28: #/procedure/0/steps/0/other_than/0 没有这个步骤:fly"},
        {with("limit = 3", "limit = -3"), "leave.toml:12: #/procedure/0/states/0/limit 不能小于 0"},
        {std::string{two_steps} + std::string{two_steps}, "leave.toml:29: #/procedure/1/version 版本 1 重复"}};
    for (auto& row : table) {
        auto fault = fault_of(row.toml);
        // The line that is named must be near; its place in the file and the words must be right.
        auto tail = [](const std::string& text) { return text.substr(text.find(' ') == std::string::npos ? 0 : text.find(' ')); };
        EXPECT_EQ(tail(fault), tail(row.fault));
        if (!row.fault.empty()) { EXPECT_TRUE(fault.starts_with("leave.toml:")) << fault; }
    }
}

TEST(Procedure, the_version_of_the_day) {
    procedure::Procedures all;
    auto second = with("version = 1", "version = 2");
    second.replace(second.find("2020-01-01"), 10, "2026-05-01");
    all.load(pack::File{"a.toml", two_steps}, {"note"});
    all.load(pack::File{"b.toml", second}, {"note"});
    EXPECT_EQ(all.on("leave", Date::of(2021, 1, 1)).version, 1);
    EXPECT_EQ(all.on("leave", Date::of(2026, 4, 30)).version, 1);
    EXPECT_EQ(all.on("leave", Date::of(2026, 5, 1)).version, 2);
    EXPECT_EQ(all.on("leave", Date::of(2019, 1, 1)).version, 1);
    EXPECT_THROW(all.on("flight", Date::of(2021, 1, 1)), std::out_of_range);
}

TEST(Procedure, deadlines_follow_the_working_calendar_and_natural_months) {
    auto app = TestApp{};
    auto& calendar = app->working_days;
    auto limit = [](std::int64_t count, procedure::LimitUnit unit) {
        procedure::State state;
        state.limit = count, state.unit = unit;
        return state;
    };
    using enum procedure::LimitUnit;
    // 2021: National Day 1 to 7 October, Saturday 9 October is worked, Sunday 26 September is worked.
    EXPECT_EQ(procedure::due_on(calendar, limit(3, working_days), Date::of(2021, 9, 29))->iso(), "2021-10-09");
    EXPECT_EQ(procedure::due_on(calendar, limit(1, working_days), Date::of(2021, 9, 25))->iso(), "2021-09-26");
    EXPECT_EQ(procedure::due_on(calendar, limit(1, months), Date::of(2021, 1, 31))->iso(), "2021-03-01");  // 28 February is a Sunday
    EXPECT_EQ(procedure::due_on(calendar, limit(3, months), Date::of(2021, 7, 15))->iso(), "2021-10-15");
    EXPECT_FALSE(procedure::due_on(calendar, limit(0, working_days), Date::of(2021, 7, 15)));
}

TEST(Procedure, the_chain_of_escalation) {
    TestApp app;
    auto& rectification = app->procedures.on("rectification", Date::of(2021, 6, 1));
    struct {
        int days, level;
    } table[] = {{0, 0}, {1, 1}, {2, 1}, {3, 2}, {4, 2}, {5, 3}, {9, 3}, {10, 4}, {200, 4}};
    for (auto& row : table) EXPECT_EQ(rectification.level(row.days), row.level) << row.days;
    auto diagram = procedure::mermaid(rectification, Language::chinese);
    EXPECT_TRUE(diagram.starts_with("stateDiagram-v2\n    raised : 待反馈 (5个工作日)\n")) << diagram;
    EXPECT_NE(diagram.find("    rectified --> verified : 核验通过\n"), std::string::npos);
    EXPECT_NE(diagram.find("    closed --> rechecking : 列入回头看\n"), std::string::npos);
}

}  // namespace zhibu::testkit
