// Founds a sample city: first administrator, imports, accounts, and the order of its time.
#include "command/sample/city.hpp"

#include <algorithm>
#include <stdexcept>

#include "kernel/access/account.hpp"
#include "kernel/access/session.hpp"

namespace zhibu::command {
namespace {

// Of the first formal members on the roster: the secretary of each branch; in the demo branch a member with an account too.
void staff_branch(City& city, Branch& branch, bool demo, int number) {
    auto roster = city.client.get("admin", "/api/v1/members?organization_id=" + std::to_string(branch.id) + "&stage=formal&sort=joined_on&size=2");
    if (roster.at("items").as_array().empty()) return;  // on the list, and nobody on the roster yet
    auto& secretary = roster.at("items").at(0);
    branch.secretary = demo ? "secretary" : "zb" + std::to_string(number);
    make_account(city, branch.secretary, std::string{secretary.at("name").as_string()}, {grant("branch_secretary", branch.id), grant("member", branch.id)}, secretary.at("id").as_int64());
    if (!demo) return;
    auto& member = roster.at("items").at(1);
    make_account(city, "member", std::string{member.at("name").as_string()}, {grant("member", branch.id)}, member.at("id").as_int64());
}

}  // namespace

Branch* City::demo_branch() {
    auto found = std::find_if(branches.begin(), branches.end(), [](auto& branch) { return branch.secretary == "secretary"; });
    return found == branches.end() ? nullptr : &*found;
}

void import(City& city, const std::string& kind, const std::string& file, const std::string& content) {
    auto batch = city.client.upload("admin", "/api/v1/imports", file, content, {{"kind", kind}});
    city.client.post("admin", "/api/v1/imports/" + std::to_string(batch.at("id").as_int64()) + "/application", json::object{}, batch.at("version").as_int64());
}

std::int64_t make_account(City& city, const std::string& username, const std::string& name, json::array grants, std::int64_t member) {
    json::object body{{"username", username}, {"name", name}, {"password", demo_password}, {"grants", std::move(grants)}};
    if (member) body["member_id"] = member;
    auto made = city.client.post("admin", "/api/v1/accounts", body);
    auto id = made.at("id").as_int64();
    city.app.database->write([&](db::Session& session) { session.execute("UPDATE account SET must_change_password = 0 WHERE tenant_id = 1 AND id = ?", id); });
    city.client.log_in(username, {id});
    city.accounts[id] = username;
    return id;
}
json::object grant(std::string_view role, std::int64_t organization) { return {{"role", role}, {"organization_id", organization}}; }

void install(City& city) {
    auto token = access::new_installation_token(city.app).value();
    auto made = city.client.post("", "/api/v1/installation",
                                 {{"token", token}, {"office_name", city.sample.office}, {"username", "admin"}, {"name", "系统管理员"}, {"password", demo_password}});
    city.client.log_in("admin", {made.at("account").at("id").as_int64()});
    city.app.database->write([&](db::Session& session) {
        access::set_setting(session, {1}, "sample", city.sample.name);
        access::set_setting(session, {1}, "sample_label", city.sample.label);
    });
}

void read_tree(City& city, const std::function<Diligence(std::int64_t organ)>& diligence) {
    auto view_tree = city.app.read(Actor::job({1}, "sample"), [](const View& view) { return std::make_shared<ScopeTree>(view.tree()); });
    auto root = view_tree->roots().at(0);
    city.committee = root.value;
    city.names[root.value] = view_tree->find(root)->name;
    for (auto organ : view_tree->find(root)->children) {
        city.organs.push_back(organ.value);
        for (auto id : view_tree->subtree(organ)) {
            auto* node = view_tree->find(id);
            city.names[id.value] = node->name;
            if (node->kind.ends_with("branch") && node->kind != "general_branch") city.branches.push_back({id.value, organ.value, node->name, "", diligence(organ.value)});
        }
    }
}

void staff(City& city, std::string_view demo) {
    make_account(city, "clerk", "林致远", {grant("committee_clerk", city.committee)});
    make_account(city, "auditor", "沈书明", {grant("auditor", city.committee)});
    for (auto [username, name] : {std::pair{"leader", "高建国"}, {"leader2", "罗敏"}, {"leader3", "郭振华"}, {"leader4", "何秀兰"}, {"leader5", "马立新"}})
        city.leaders.push_back({username, name, make_account(city, username, name, {grant("leader", city.committee)}), {}});
    for (auto [username, name] : {std::pair{"inspector", "宋国栋"}, {"inspector2", "唐文静"}, {"inspector3", "许志强"}, {"inspector4", "邓海燕"}, {"inspector5", "韩立群"}, {"inspector6", "冯晓东"}}) {
        make_account(city, username, name, {grant("inspector", city.committee)});
        city.inspectors.emplace_back(username);
    }
    int number = 0;
    for (auto& branch : city.branches) {
        bool shown = branch.name.find(demo) != std::string::npos;
        if (shown) branch.diligence = Diligence::good;
        staff_branch(city, branch, shown, number + 1);
        number += !shown && !branch.secretary.empty();
    }
    std::erase_if(city.branches, [](auto& branch) { return branch.secretary.empty(); });
    auto* home = city.demo_branch();
    if (!home) throw std::runtime_error{"the demo branch is not in the roster"};
    make_account(city, "organ", "曹慧", {grant("organ_clerk", home->organ)});
}

void plan_jobs(City& city, int first_year) {
    for (auto day = Date::of(first_year, 1, 1); day < city.sample.now.date(); day = day.plus_months(1)) city.timeline.at(city.on(day, 1), [&city] { city.app.jobs.run_due(); });
    city.timeline.at(city.sample.now, [&city] { city.app.jobs.run_due(); });
}

void Timeline::live(Clock& clock) {
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

}  // namespace zhibu::command
