// `zhibu sample laixi`: makes the city in an empty data directory and prints the demo accounts.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "command/command.hpp"
#include "command/sample/city.hpp"
#include "kernel/access/account.hpp"
#include "kernel/access/session.hpp"
#include "kernel/file/embedded.hpp"
#include "kernel/record/audit_seal.hpp"

namespace zhibu::command {
namespace {

std::string pack_file(std::string_view path) {
    for (auto& file : file::embedded_packs())
        if (file.path == path) return std::string{file.content};
    throw std::runtime_error{"the binary carries no " + std::string{path}};
}

void import(City& city, const std::string& kind, const std::string& file) {
    auto batch = city.client.upload("admin", "/api/v1/imports", file, pack_file("samples/laixi/" + file), {{"kind", kind}});
    city.client.post("admin", "/api/v1/imports/" + std::to_string(batch.at("id").as_int64()) + "/application", json::object{}, batch.at("version").as_int64());
}

// An account as the administrator makes it on the page; the first password is then changed by its owner, here at once.
std::int64_t make_account(City& city, const std::string& username, const std::string& name, json::array grants, std::int64_t member = 0) {
    json::object body{{"username", username}, {"name", name}, {"password", demo_password}, {"grants", std::move(grants)}};
    if (member) body["member_id"] = member;
    auto made = city.client.post("admin", "/api/v1/accounts", body);
    auto id = made.at("id").as_int64();
    city.app.database->write([&](db::Session& session) { session.execute("UPDATE account SET must_change_password = 0 WHERE tenant_id = 1 AND id = ?", id); });
    city.client.log_in(username, {id});
    return id;
}
json::object grant(std::string_view role, std::int64_t organization) { return {{"role", role}, {"organization_id", organization}}; }

void install(City& city) {
    auto token = access::new_installation_token(city.app).value();
    auto made = city.client.post("", "/api/v1/installation",
                                 {{"token", token}, {"office_name", "样例市直机关工委"}, {"username", "admin"}, {"name", "系统管理员"}, {"password", demo_password}});
    city.client.log_in("admin", {made.at("account").at("id").as_int64()});
    city.app.database->write([](db::Session& session) {
        access::set_setting(session, {1}, "sample", "laixi");
        access::set_setting(session, {1}, "sample_label", "莱西样例 2021");
    });
}

void read_tree(City& city) {
    auto view_tree = city.app.read(Actor::job({1}, "sample"), [](const View& view) { return std::make_shared<ScopeTree>(view.tree()); });
    auto root = view_tree->roots().at(0);
    city.committee = root.value;
    for (auto organ : view_tree->find(root)->children) {
        city.organs.push_back(organ.value);
        for (auto id : view_tree->subtree(organ)) {
            auto* node = view_tree->find(id);
            city.names[id.value] = node->name;
            if (node->kind.ends_with("branch") && node->kind != "general_branch") {
                int draw = int(city.chance.between(1, 100));
                city.branches.push_back({id.value, organ.value, node->name, "", draw <= 8 ? 0 : draw <= 30 ? 1 : 2});
            }
        }
    }
}

// Units whose Party relations came to the committee only lately stand on the list without anybody on the roster yet: their members
// are transferred from the office that led them until then, which keeps about as many.
struct Handover {
    std::string_view unit, from;
    std::size_t each;  // members to a branch
};
constexpr Handover handovers[] = {{"医院", "市卫生健康局", 11}, {"学校", "市教育和体育局", 12}, {"第一中学", "市教育和体育局", 14}};

// The source's members who may go, without the longest-serving of each branch: they keep its posts.
std::vector<json::object> leaving(City& city, std::string_view from, bool retired) {
    std::vector<json::object> people;
    for (auto& branch : city.branches) {
        if (branch.name.find(from) == std::string::npos || (branch.name.find("离退休") != std::string::npos) != retired) continue;
        auto roster = city.client.get("admin", fmt::format("/api/v1/members?organization_id={}&sort=joined_on&size=200", branch.id));
        auto& items = roster.at("items").as_array();
        for (std::size_t i = 12; i < items.size(); ++i)
            if (auto& joined = items[i].at("joined_on"); joined.is_string() && std::string{joined.as_string()} < city.app.clock.today().iso()) people.push_back(items[i].as_object());
    }
    return people;
}

void hand_over(City& city) {
    for (auto& [unit, from, each] : handovers)
        for (bool retired : {false, true}) {
            auto people = leaving(city, from, retired);
            std::size_t next = 0;
            for (auto& branch : city.branches) {
                bool fits = branch.name.find(unit) != std::string::npos && (branch.name.find("离退休") != std::string::npos) == retired;
                if (!fits || city.client.get("admin", fmt::format("/api/v1/members?organization_id={}&size=1", branch.id)).at("total").as_int64()) continue;
                for (std::size_t i = 0; i < each && next < people.size(); ++i, ++next)
                    city.client.post("admin", fmt::format("/api/v1/members/{}/transfer", people[next].at("id").as_int64()),
                                     {{"organization_id", branch.id}, {"effective_on", city.app.clock.today().iso()}, {"reason", "理顺隶属关系,组织关系随单位转入"}}, people[next].at("version").as_int64());
            }
        }
}

// What a running server does by itself, on the first of each month and today: members are regularised, the audit is sealed.
void plan_jobs(City& city) {
    for (int month = 1; month <= 12; ++month) city.year.at(city.on(Date::of(sample_year, month, 1), 1), [&city] { city.app.jobs.run_due(); });
    city.year.at(sample_now, [&city] { city.app.jobs.run_due(); });
}

}  // namespace

void Year::live(Clock& clock) {
    // Later things may be added while earlier ones happen: a heap by time, then by the order of adding.
    std::size_t order = 0;
    using Entry = std::tuple<std::int64_t, std::size_t, std::function<void()>>;
    auto later = [](const Entry& a, const Entry& b) { return std::tie(std::get<0>(a), std::get<1>(a)) > std::tie(std::get<0>(b), std::get<1>(b)); };
    std::vector<Entry> heap;
    auto take_over = [&] {
        for (auto& each : happenings_) {
            heap.emplace_back(each.moment.milliseconds(), order++, std::move(each.what));
            std::push_heap(heap.begin(), heap.end(), later);
        }
        happenings_.clear();
    };
    for (take_over(); !heap.empty(); take_over()) {
        std::pop_heap(heap.begin(), heap.end(), later);
        auto [moment, number, what] = std::move(heap.back());
        heap.pop_back();
        clock.stand_at(Instant::from_milliseconds(moment));
        what();
    }
}

void found_city(City& city) {
    city.app.clock.stand_at(city.on(Date::of(2020, 12, 1), 9));
    install(city);
    import(city, "organizations", "organizations-national.xlsx");
    import(city, "members", "members-national.xlsx");
    read_tree(city);
    hand_over(city);

    make_account(city, "clerk", "林致远", {grant("committee_clerk", city.committee)});
    make_account(city, "auditor", "沈书明", {grant("auditor", city.committee)});
    for (auto [username, name] : {std::pair{"leader", "高建国"}, {"leader2", "罗敏"}, {"leader3", "郭振华"}, {"leader4", "何秀兰"}, {"leader5", "马立新"}})
        city.leaders.push_back({username, name, make_account(city, username, name, {grant("leader", city.committee)}), {}});
    for (auto [username, name] : {std::pair{"inspector", "宋国栋"}, {"inspector2", "唐文静"}, {"inspector3", "许志强"}, {"inspector4", "邓海燕"}, {"inspector5", "韩立群"}, {"inspector6", "冯晓东"}}) {
        make_account(city, username, name, {grant("inspector", city.committee)});
        city.inspectors.emplace_back(username);
    }
    int number = 0;
    std::int64_t demo_organ = 0;
    for (auto& branch : city.branches) {
        // The first formal members of the roster: the secretary, and in the demo branch a member with an account too.
        auto roster = city.client.get("admin", "/api/v1/members?organization_id=" + std::to_string(branch.id) + "&stage=formal&sort=joined_on&size=2");
        if (roster.at("items").as_array().empty()) continue;  // a branch that is on the list and has nobody on the roster yet
        auto& secretary = roster.at("items").at(0);
        bool demo = city.names[branch.id].find("市财政局机关第一") != std::string::npos;
        branch.secretary = demo ? "secretary" : "zb" + std::to_string(++number);
        make_account(city, branch.secretary, std::string{secretary.at("name").as_string()}, {grant("branch_secretary", branch.id), grant("member", branch.id)}, secretary.at("id").as_int64());
        if (!demo) continue;
        branch.diligence = 2;
        demo_organ = branch.organ;
        auto& member = roster.at("items").at(1);
        make_account(city, "member", std::string{member.at("name").as_string()}, {grant("member", branch.id)}, member.at("id").as_int64());
    }
    std::erase_if(city.branches, [](auto& branch) { return branch.secretary.empty(); });
    if (!demo_organ) throw std::runtime_error{"the demo branch is not in the roster"};
    make_account(city, "organ", "曹慧", {grant("organ_clerk", demo_organ)});
}

void add_sample(CLI::App& program, int& status) {
    auto where = std::make_shared<Where>();
    auto name = std::make_shared<std::string>();
    auto* command = program.add_subcommand("sample", "fills an empty data directory with a sample city of invented people");
    add_where(*command, *where);
    command->add_option("name", *name, "laixi")->required()->check(CLI::IsMember({"laixi"}));
    command->callback([where, name, &status] {
        auto begun = std::chrono::steady_clock::now();
        auto app = open(*where, true);
        bool bare = app->database->read_value([](db::Session& session) { return !access::setting(session, {1}, "installed_at"); });
        if (!bare) {
            std::fprintf(stderr, "这个数据目录已经在用，样例只能放进空目录。 This data directory is in use; a sample needs an empty one.\n");
            status = 1;
            return;
        }
        City city{*app};
        found_city(city);
        plan_contacts(city);  // first: who attends a meeting as a guest depends on it
        plan_meetings(city);
        plan_supervision(city);
        plan_posts(city);
        plan_jobs(city);
        city.year.live(app->clock);
        city.client.log_out_all();
        // The city lives on its own day: its clock starts there now and runs on.
        auto wall = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
        app->database->write([&](db::Session& session) { access::set_setting(session, {1}, "clock_offset_ms", std::to_string(sample_now.milliseconds() - wall)); });
        audit::write_seal(*app);
        auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
        std::fprintf(stderr, "%lld 次操作，%.1f 秒\n", static_cast<long long>(city.client.requests()), seconds);
        std::printf("样例城市：莱西样例 2021（人物均为虚构）。演示账号，密码都是 %s:\n"
                    "  clerk 工委干事 | leader 工委领导 | inspector 督导员（手机） | organ 机关党委干事 | secretary 支部书记（手机） | member 党员（手机） | auditor 审计员 | admin 管理员\n"
                    "手机页面在 /m/\n", std::string{demo_password}.c_str());
    });
}

}  // namespace zhibu::command
