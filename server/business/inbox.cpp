// What waits in business: items that no branch drives, and those past their day.
#include "business/business.hpp"
#include "business/item.hpp"

namespace zhibu::business {
namespace {

// By owner; one line tells of all of them: a to-do for each item or owner would bury everything else.
struct Waiting {
    std::int64_t count{};
    Date soonest{};
};
std::map<std::int64_t, Waiting> waiting(const View& view, const Where& which) {
    auto scope = view.within({Role::committee_clerk, Role::organ_clerk}) && where("state = 'under_way'") && which;
    std::vector<db::Value> arguments{db::to_value(view.tenant())};
    arguments.insert(arguments.end(), scope.arguments.begin(), scope.arguments.end());
    std::map<std::int64_t, Waiting> all;
    auto rows = view.session.query_with("SELECT organization_id, COUNT(*), MIN(due_on) FROM business_item WHERE tenant_id = ? AND " + scope.sql + " GROUP BY organization_id", arguments);
    while (rows.next()) all[rows.integer(0)] = {rows.integer(1), Date::from_number(rows.integer(2))};
    return all;
}

void add(const View& view, std::vector<InboxItem>& items, const std::string& kind, const std::string& query, const std::map<std::int64_t, Waiting>& found) {
    auto word = [&](const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(Language::chinese, "inbox.business_" + kind + "." + key, parameters); };
    if (found.empty()) return;
    Waiting all{0, found.begin()->second.soonest};
    for (auto& [organization, each] : found) all.count += each.count, all.soonest = std::min(all.soonest, each.soonest);
    auto* node = view.tree().find({found.begin()->first});
    bool one = found.size() == 1 && node;
    auto title = one ? word("title", {{"organization", node->name}, {"count", std::to_string(all.count)}}) : word("title_all", {{"organizations", std::to_string(found.size())}, {"count", std::to_string(all.count)}});
    auto link = "/business/items?" + query + (one ? "&organization_id=" + std::to_string(found.begin()->first) : "");
    items.push_back({"business." + kind, title, word("reason"), one ? node->name : "", all.soonest, link, "", word("action")});
}

}  // namespace

void add_inbox(const View& view, std::vector<InboxItem>& items) {
    if (!view.actor.is_any({Role::committee_clerk, Role::organ_clerk})) return;
    add(view, items, "untied", "branch_id=none&state=under_way", waiting(view, where("branch_id IS NULL")));
    add(view, items, "overdue", "state=under_way&due_on_to=" + view.today().plus_days(-1).iso(), waiting(view, where("due_on < ?", view.today())));
}

}  // namespace zhibu::business
