// What waits for somebody: sheets by state and deadline, objections for the named person, re-checks, grades that expire.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "kernel/access/delegation.hpp"
#include "standard/record.hpp"

namespace zhibu::standard {
namespace {

constexpr std::size_t one_by_one = 3;

std::string say(const View& view, const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(Language::chinese, "standard.inbox." + key, parameters); }

// The branch's own: each by itself, on the phone as well.
void add_own(const View& view, std::vector<InboxItem>& items) {
    if (!view.actor.is(Role::branch_secretary)) return;
    for (auto& sheet : Store<StandardSheet>{view}.select(view.within({Role::branch_secretary}) && where("state = 'self_check'"), "ORDER BY due_on, id", 20)) {
        auto round = round_of(view, sheet);
        auto link = fmt::format("/standard-sheets/{}", sheet.id.value);
        items.push_back({"standard.self_check", say(view, "self_check", {{"title", round.title}}), say(view, "self_check_reason"), name_at(view, round.organization_id), sheet.due_on, link, "/m" + link, say(view, "self_check_do")});
    }
}

// Many of one round are one line that leads to their list.
void add_state(const View& view, const char* state, Where mine, const char* phone, std::vector<InboxItem>& items) {
    std::map<std::int64_t, std::vector<StandardSheet>> by_round;
    for (auto& sheet : Store<StandardSheet>{view}.select(mine && where("state = ?", state), "ORDER BY due_on, id")) by_round[sheet.round_id.value].push_back(std::move(sheet));
    for (auto& [round_id, sheets] : by_round) {
        auto round = round_of(view, sheets.front());
        auto reason = say(view, std::string{state} + "_reason");
        if (sheets.size() <= one_by_one || *phone) {
            for (auto& sheet : sheets) {
                auto link = fmt::format("/standard-sheets/{}", sheet.id.value);
                items.push_back({std::string{"standard."} + state, say(view, state, {{"name", name_at(view, sheet.organization_id)}, {"title", round.title}}), reason, round.title, sheet.due_on, link, *phone ? "/m" + link : "",
                                 say(view, std::string{state} + "_do")});
            }
            continue;
        }
        items.push_back({std::string{"standard."} + state, say(view, std::string{state} + "_many", {{"count", std::to_string(sheets.size())}, {"title", round.title}}), reason, round.title, sheets.front().due_on,
                         fmt::format("/standard-sheets?round_id={}&state={}", round_id, state), "", say(view, std::string{state} + "_do")});
    }
}

void add_objections(const View& view, std::vector<InboxItem>& items) {
    if (!view.actor.account) return;
    auto sheets = where("tenant_id = ?", view.tenant()) && answered_sheets(view);
    auto condition = where("answered_on IS NULL") && Where{"sheet_id IN (SELECT id FROM standard_sheet WHERE " + sheets.sql + ")", sheets.arguments};
    for (auto& objection : Store<StandardObjection>{view}.select(condition, "ORDER BY due_on, id", 50)) {
        auto sheet = Store<StandardSheet>{view}.find(objection.sheet_id, SheetPolicy::visible_to(view));
        if (!sheet) continue;
        auto round = round_of(view, *sheet);
        auto place = access::has_to_answer_as(view, round.handler_id, round.organization_id);
        if (!place || objection.account_id == view.actor.account) continue;
        items.push_back({"standard.objection", access::said_for(view, *place, say(view, "objection", {{"name", name_at(view, sheet->organization_id)}})), say(view, "objection_reason"), name_at(view, sheet->organization_id),
                         objection.due_on, fmt::format("/standard-sheets/{}", sheet->id.value), "", say(view, "objection_do")});
    }
}

// A re-check from a month before its day, by the committee's side.
void add_rechecks(const View& view, std::vector<InboxItem>& items) {
    auto until = view.today().plus_months(1);
    auto condition = view.within(round_keepers) && where("state = 'passed' AND recheck_on IS NOT NULL AND recheck_on <= ?", until);
    auto due = Store<StandardSheet>{view}.select(condition, "ORDER BY recheck_on, id", one_by_one + 1);
    if (due.size() > one_by_one)
        return items.push_back({"standard.recheck", say(view, "recheck_many", {{"count", std::to_string(Store<StandardSheet>{view}.count(condition))}}), say(view, "recheck_reason"), "", due.front().recheck_on,
                                fmt::format("/standard-sheets?state=passed&recheck_on_to={}", until.iso()), "", say(view, "recheck_do")});
    for (auto& sheet : due)
        items.push_back({"standard.recheck", say(view, "recheck", {{"name", name_at(view, sheet.organization_id)}, {"grade", sheet.grade_title}}), say(view, "recheck_reason"), "", sheet.recheck_on,
                         fmt::format("/standard-sheets/{}", sheet.id.value), "", say(view, "recheck_do")});
}

// A grade that ends, for both sides; not where a later round has decided since.
void add_endings(const View& view, std::vector<InboxItem>& items) {
    auto condition = (view.within(round_keepers) || view.within({Role::branch_secretary})) &&
                     where("state = 'passed' AND remind_on IS NOT NULL AND remind_on <= ? AND NOT EXISTS (SELECT 1 FROM standard_sheet n WHERE n.tenant_id = standard_sheet.tenant_id AND "
                           "n.organization_id = standard_sheet.organization_id AND n.id > standard_sheet.id AND n.graded_on IS NOT NULL)", view.today());
    auto ending = Store<StandardSheet>{view}.select(condition, "ORDER BY valid_until, id", one_by_one + 1);
    if (ending.size() > one_by_one)
        return items.push_back({"standard.expiring", say(view, "expiring_many", {{"count", std::to_string(Store<StandardSheet>{view}.count(condition))}}), say(view, "expiring_reason"), "", ending.front().valid_until,
                                fmt::format("/standard-sheets?state=passed&valid_until_to={}", view.today().plus_months(3).iso()), "", say(view, "look")});
    for (auto& sheet : ending) {
        bool over = *sheet.valid_until < view.today();
        auto link = fmt::format("/standard-sheets/{}", sheet.id.value);
        items.push_back({"standard.expiring", say(view, over ? "expired" : "expiring", {{"name", name_at(view, sheet.organization_id)}, {"grade", sheet.grade_title}, {"day", sheet.valid_until->chinese()}}), say(view, "expiring_reason"), "",
                         sheet.valid_until, link, "/m" + link, say(view, "look")});
    }
}

}  // namespace

void add_inbox(const View& view, std::vector<InboxItem>& items) {
    add_own(view, items);
    add_state(view, "review", view.within({Role::organ_clerk}), "", items);
    // Those right below the committee have no organ between: the committee's own clerks review them.
    auto direct = view.within(round_keepers);
    direct.sql = "(" + direct.sql + " AND organ_id IN (SELECT organization_id FROM standard_round r WHERE r.tenant_id = standard_sheet.tenant_id AND r.id = standard_sheet.round_id))";
    add_state(view, "review", direct, "", items);
    add_state(view, "on_site", view.within({Role::inspector}), "phone", items);
    add_state(view, "reviewed", view.within(round_keepers), "", items);
    add_state(view, "inspected", view.within(round_keepers), "", items);
    add_state(view, "recheck", view.within({Role::inspector, Role::committee_clerk}), "", items);
    add_objections(view, items);
    add_rechecks(view, items);
    add_endings(view, items);
}

}  // namespace zhibu::standard
