// The sample city `laixi`: one committee's year 2021, modelled on a published article, all people invented.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "command/sample/city.hpp"
#include "command/sample/meetings.hpp"
#include "command/sample/supervision.hpp"
#include "kernel/file/embedded.hpp"

namespace zhibu::command {
namespace {

constexpr int year_shown = 2021;

std::string pack_file(std::string_view path) {
    for (auto& file : file::embedded_packs())
        if (file.path == path) return std::string{file.content};
    throw std::runtime_error{"the binary carries no " + std::string{path}};
}
void import_pack_file(City& city, const std::string& kind, const std::string& file) { import(city, kind, file, pack_file("samples/laixi/" + file)); }

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

// One inspection of the 63 organisations with its 305 problems: most put right and closed, some overdue, some opened again after the
// second look.
const Campaign inspection{
    .title = "2021年市直机关党建专题调研督导", .purpose = "对辖属党组织开展全覆盖机关党建专题调研督导，发现问题直面反馈。", .checklist = "organ_party_building",
    .opened_on = Date::of(2021, 8, 30), .starts_on = Date::of(2021, 9, 1), .ends_on = Date::of(2021, 11, 5), .first_visit = Date::of(2021, 9, 2), .over_working_days = 40,
    .problems = 305, .stuck_at_receipt = 4, .stuck_at_measures = 8, .in_work = 6, .unfixable = 2, .reported_late = 4, .reported_on = Date::of(2021, 12, 23),
    .recheck_on = Date::of(2021, 12, 13), .rechecked = 12, .failing_recheck = 3, .letters_on = Date::of(2021, 12, 15), .reminders = 8, .supervisions = 2};

}  // namespace

void plan_laixi(City& city) {
    city.app.clock.stand_at(city.on(Date::of(2020, 12, 1), 9));
    install(city);
    import_pack_file(city, "organizations", "organizations-national.xlsx");
    import_pack_file(city, "members", "members-national.xlsx");
    read_tree(city, [&city](std::int64_t) {
        int draw = int(city.chance.between(1, 100));
        return draw <= 8 ? Diligence::weak : draw <= 30 ? Diligence::middling : Diligence::good;
    });
    hand_over(city);
    staff(city, "市财政局机关第一");
    plan_contacts(city, year_shown);  // first: who attends a meeting as a guest depends on it
    plan_laixi_meetings(city);
    plan_campaign(city, inspection);
    plan_posts(city, year_shown);
    plan_jobs(city, year_shown);
}

}  // namespace zhibu::command
