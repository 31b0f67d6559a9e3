// What waits for somebody in evaluation: classes to confirm, plans to write and to publish, tasks that fall due, plans to look back at.
#include <fmt/format.h>

#include "evaluation/lift.hpp"

namespace zhibu::evaluation {
namespace {

std::string word(const View& view, const std::string& key, const Parameters& parameters = {}) { return view.app.words.sentence(Language::chinese, "inbox." + key, parameters); }
std::string name_of(const View& view, Id<Organization> id) {
    auto* node = view.tree().find(id);
    return node ? node->name : "";
}

void add_drafts(const View& view, std::vector<InboxItem>& items) {
    for (auto& each : Store<Classification>{view}.select(view.within(clerks) && Where{"state = 'draft'"}, "ORDER BY period, id", 20)) {
        auto link = "/classes/" + std::to_string(each.id.value);
        items.push_back({"classification.confirm", word(view, "classification.title", {{"period", each.period.chinese()}}), word(view, "classification.reason"), name_of(view, each.organization_id), {}, link, "", word(view, "classification.action")});
    }
}

// Weak organisations of the newest confirmed classes that have no plan yet.
void add_missing_plans(const View& view, std::vector<InboxItem>& items) {
    auto scope = view.within({Role::organ_clerk, Role::branch_secretary}, "c.organization_id");
    std::vector<db::Value> arguments{db::to_value(view.tenant())};
    arguments.insert(arguments.end(), scope.arguments.begin(), scope.arguments.end());
    auto rows = view.session.query_with(
        "SELECT c.classification_id, c.organization_id, k.period FROM classified c JOIN classification k ON k.tenant_id = c.tenant_id AND k.id = c.classification_id WHERE c.tenant_id = ? AND " + scope.sql +
            " AND c.class = 'weak' AND k.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM lift_plan p WHERE p.tenant_id = c.tenant_id AND p.organization_id = c.organization_id AND (p.classification_id = c.classification_id OR p.state IN "
            "('draft', 'published'))) AND NOT EXISTS (SELECT 1 FROM classification l JOIN classified d ON d.tenant_id = l.tenant_id AND d.classification_id = l.id AND d.organization_id = c.organization_id WHERE l.tenant_id = "
            "k.tenant_id AND l.state = 'confirmed' AND l.confirmed_at > k.confirmed_at) ORDER BY k.period DESC, c.organization_id LIMIT 20", arguments);
    while (rows.next()) {
        auto link = fmt::format("?classification_id={}&organization_id={}", rows.integer(0), rows.integer(1));
        auto period = Period::from_number(rows.integer(2)).chinese();
        items.push_back({"lift.plan", word(view, "lift_plan.title", {{"organization", name_of(view, {rows.integer(1)})}}), word(view, "lift_plan.reason", {{"period", period}}), "", {}, "/lift-plans/new" + link, "", word(view, "lift_plan.action")});
    }
}

void add_plans(const View& view, std::vector<InboxItem>& items) {
    for (auto& plan : Store<LiftPlan>{view}.select(view.within({Role::organ_clerk, Role::branch_secretary}) && Where{"state = 'draft'"}, "ORDER BY due_on, id", 20))
        items.push_back({"lift.publish", word(view, "lift_publish.title", {{"title", plan.title}}), word(view, "lift_publish.reason"), name_of(view, plan.organization_id), {}, "/lift-plans/" + std::to_string(plan.id.value), "", word(view, "lift_publish.action")});
    auto soon = view.today().plus_days(7);
    for (auto& task : Store<LiftTask>{view}.select(view.within({Role::organ_clerk, Role::branch_secretary}) && where("done_on IS NULL AND due_on <= ? AND plan_id IN (SELECT p.id FROM lift_plan p WHERE p.tenant_id = "
                                                                                                                       "lift_task.tenant_id AND p.state = 'published')", soon), "ORDER BY due_on, id", 20))
        items.push_back({"lift.task", word(view, "lift_task.title", {{"title", task.title}}), word(view, "lift_task.reason", {{"owner", task.owner}}), name_of(view, task.organization_id), task.due_on,
                         "/lift-plans/" + std::to_string(task.plan_id.value), "/m/lift-plans/" + std::to_string(task.plan_id.value), word(view, "lift_task.action")});
    for (auto& plan : Store<LiftPlan>{view}.select(view.within(clerks) && where("state = 'published' AND due_on <= ?", soon), "ORDER BY due_on, id", 20))
        items.push_back({"lift.look_back", word(view, "look_back.title", {{"title", plan.title}}), word(view, "look_back.reason"), name_of(view, plan.organization_id), plan.due_on, "/lift-plans/" + std::to_string(plan.id.value), "", word(view, "look_back.action")});
}

}  // namespace

void add_inbox(const View& view, std::vector<InboxItem>& items) {
    if (!view.actor.is_any(lifters)) return;
    add_drafts(view, items);
    add_missing_plans(view, items);
    add_plans(view, items);
}

}  // namespace zhibu::evaluation
