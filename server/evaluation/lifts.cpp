#include "evaluation/lift.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu::evaluation {
namespace {

void check_day(const View& view, std::optional<Date> day, const char* pointer, Faults& faults) {
    if (day && !day->whole()) faults.add(pointer, "day_needed");
    else if (day && *day < view.today()) faults.add(pointer, "has_passed");
}

// Only for what was confirmed as weak, once each time.
void begin(Transaction& t, LiftPlan& plan) {
    organization::load(t, plan.organization_id);
    Faults faults;
    check_day(t, plan.due_on, "#/due_on", faults);
    faults.throw_if_any();
    auto state = t.session.text("SELECT state FROM classification WHERE tenant_id = ? AND id = ?", t.tenant(), plan.classification_id);
    auto lines = lines_of(t, plan.classification_id, where("organization_id = ?", plan.organization_id));
    if (state != "confirmed" || lines.empty() || lines.front().now != Class::weak) throw conflict("not-confirmed-as-weak");
    if (t.session.integer("SELECT 1 FROM lift_plan WHERE tenant_id = ? AND classification_id = ? AND organization_id = ?", t.tenant(), plan.classification_id, plan.organization_id)) throw conflict("has-a-lift-plan");
}

std::vector<LiftTask> tasks_of(const View& view, Id<LiftPlan> plan) { return Store<LiftTask>{view}.select(where("plan_id = ?", plan), "ORDER BY CASE WHEN due_on IS NULL THEN 1 ELSE 0 END, due_on, id"); }

// A plan without owner, day or measure stays on paper: it is not published.
void publish(Transaction& t, LiftPlan& plan, const Publication&) {
    auto tasks = tasks_of(t, plan.id);
    if (tasks.empty()) throw conflict("plan-without-tasks");
    Faults faults;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        auto here = "#/tasks/" + std::to_string(i);
        if (tasks[i].owner.empty()) faults.add(here + "/owner", "required");
        if (tasks[i].measure.empty()) faults.add(here + "/measure", "required");
        if (!tasks[i].due_on) faults.add(here + "/due_on", "required");
        else if (*tasks[i].due_on > plan.due_on) faults.add(here + "/due_on", "after_the_plan");
    }
    faults.throw_if_any();
    plan.state = LiftState::published, plan.published_on = t.today();
    t.facts.add({"burden.asked.plan", plan.organization_id, {}, t.today()}, {"lift_plan", plan.id.value});
    t.facts.add({"evaluation.lift.opened", plan.organization_id, {}, t.today()}, {"lift_plan", plan.id.value});
}

void look_back(Transaction& t, LiftPlan& plan, const LookBack& sent) {
    std::size_t open = 0;
    for (auto& task : tasks_of(t, plan.id)) open += !task.done_on;
    if (sent.lifted && open) throw conflict("tasks-are-open", {{"count", std::to_string(open)}});
    plan.state = sent.lifted ? LiftState::lifted : LiftState::not_lifted, plan.closed_on = t.today(), plan.result = sent.result;
    t.facts.add({sent.lifted ? "evaluation.lift.lifted" : "evaluation.lift.not_lifted", plan.organization_id, {}, t.today()}, {"lift_plan", plan.id.value});
}

LiftPlan plan_of(const View& view, const LiftTask& task) { return Store<LiftPlan>{view}.load(task.plan_id, LiftPolicy::visible_to(view)); }

void add_task(Transaction& t, LiftTask& task) {
    auto plan = plan_of(t, task);
    LiftPolicy::may_change(t, plan).or_throw();
    Faults faults;
    check_day(t, task.due_on, "#/due_on", faults);
    faults.throw_if_any();
    task.organization_id = plan.organization_id;
}
void complete(Transaction& t, LiftTask& task, const Completion& sent) {
    if (plan_of(t, task).state != LiftState::published) throw conflict("lift-plan-not-published");
    task.done_on = t.today(), task.result = sent.result;
    t.facts.add({"evaluation.lift.task_done", task.organization_id, {}, t.today(), 1, task.due_on && *task.due_on < t.today()}, {"lift_plan", task.plan_id.value});
}

}  // namespace

void install_lifts(App& app) {
    for (auto name : {"opened", "task_done", "lifted", "not_lifted"}) app.fact_kinds.declare({std::string{"evaluation.lift."} + name, FactKind::Unit::times});
    app.fact_kinds.declare({"burden.asked.plan", FactKind::Unit::times});
    app.references.declare("lift_plan", [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& plan : Store<LiftPlan>{view}.select(any_of("id", ids))) names[plan.id.value] = plan.title;
        return names;
    });
    auto plans = std::make_shared<Resource<LiftPlan, LiftPolicy>>(app, "/api/v1/lift-plans");
    auto tasks = std::make_shared<Resource<LiftTask, TaskPolicy>>(app, "/api/v1/lift-tasks");
    plans->list()
        .create(begin)
        .change([](Transaction& t, const LiftPlan& before, LiftPlan& plan) {
            Faults faults;
            if (plan.due_on != before.due_on) check_day(t, plan.due_on, "#/due_on", faults);
            faults.throw_if_any();
        })
        .describe()
        .verb<Publication>("publication", "published", &LiftPolicy::may_change, publish)
        .verb<LookBack>("look-back", "looked_back", &LiftPolicy::may_look_back, look_back);
    app.router.get("/api/v1/lift-plans/{id}", {.operation = "lift_plan.show", .response = http::shown_of<LiftPlan>()}, [plans, tasks](http::Call& call) {
        return call.read([&](const View& view) {
            auto plan = Store<LiftPlan>{view}.load(call.id<LiftPlan>(), LiftPolicy::visible_to(view));
            auto out = plans->shown(view, plan);
            out.pop_back();
            out += ",\"tasks\":[";
            for (auto& task : tasks_of(view, plan.id)) out += (out.back() == '[' ? "" : ",") + tasks->shown(view, task);
            return http::ok(out + "]}");
        });
    });
    tasks->list().show().describe().change([](Transaction& t, const LiftTask& before, LiftTask& task) {
        LiftPolicy::may_change(t, plan_of(t, task)).or_throw();
        Faults faults;
        if (task.due_on != before.due_on) check_day(t, task.due_on, "#/due_on", faults);
        faults.throw_if_any();
    });
    tasks->verb<Completion>("completion", "completed", &TaskPolicy::may_complete, complete);
    // A task belongs where its plan belongs: who may add it is asked of the plan.
    app.router.post("/api/v1/lift-tasks", {.operation = "lift_task.create", .request = http::shape<LiftTask>(), .response = http::shown_of<LiftTask>()}, [tasks](http::Call& call) {
        auto sent = call.body_as<LiftTask>();
        return call.write([&](Transaction& t) {
            auto task = sent;
            add_task(t, task);
            Store<LiftTask>{t}.insert(task);
            t.record({"lift_task.created", "lift_task", task.id.value, task.organization_id}, differences(LiftTask{}, task));
            return http::created(tasks->shown(t, task));
        });
    });
}

}  // namespace zhibu::evaluation
