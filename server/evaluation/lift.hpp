// Lift plans (整顿提升计划) of organisations that were confirmed as weak: tasks with owner, day and measure, and a look back with its result.
#pragma once
#include "evaluation/classification.hpp"

namespace zhibu::evaluation {

enum class LiftState { draft, published, lifted, not_lifted };
BOOST_DESCRIBE_ENUM(LiftState, draft, published, lifted, not_lifted)

struct LiftPlan {
    Id<LiftPlan> id{};
    Id<Organization> organization_id{};
    Id<Classification> classification_id{};
    std::string title{}, cause{}, goal{};
    std::string leader{};  // who answers for it
    Date due_on{};         // by when it is looked back at
    LiftState state{LiftState::draft};
    std::optional<Date> published_on{}, closed_on{};
    std::string result{};
    std::int64_t version{1};
};
struct LiftTask {
    Id<LiftTask> id{};
    Id<LiftPlan> plan_id{};
    Id<Organization> organization_id{};
    std::string title{}, owner{}, measure{};
    std::optional<Date> due_on{}, done_on{};
    std::string result{};
    std::int64_t version{1};
};
struct Publication {
    std::string note{};
};
struct Completion {
    std::string result{};
};
struct LookBack {
    bool lifted{false};
    std::string result{};
};

struct LiftPolicy {
    static Where visible_to(const View& view) { return view.within(organization::readers); }
    static Where matching(const View&, const std::string& words) { return where("title LIKE ?", "%" + words + "%"); }
    static Verdict may_create(const View& view, const LiftPlan& plan) { return allowed_if(view.covers(lifters, plan.organization_id), "lifts_nothing"); }
    static Verdict may_change(const View& view, const LiftPlan& plan) {
        if (plan.state != LiftState::draft) return denied("lift_plan_is_published");
        return may_create(view, plan);
    }
    // Nobody looks back at what they themselves had to mend: the clerk of the committee above.
    static Verdict may_look_back(const View& view, const LiftPlan& plan) {
        if (plan.state != LiftState::published) return denied("lift_plan_is_not_published");
        return allowed_if(view.covers(clerks, plan.organization_id), "looks_back_at_nothing");
    }
};
struct TaskPolicy {
    static Where visible_to(const View& view) { return view.within(organization::readers); }
    static Where matching(const View&, const std::string& words) { return where("title LIKE ?", "%" + words + "%"); }
    static Verdict may_create(const View& view, const LiftTask& task) { return allowed_if(view.covers(lifters, task.organization_id), "lifts_nothing"); }
    static Verdict may_change(const View& view, const LiftTask& task) {
        if (task.done_on) return denied("lift_task_is_done");
        return may_create(view, task);
    }
    static Verdict may_complete(const View& view, const LiftTask& task) { return may_change(view, task); }
};

}  // namespace zhibu::evaluation

namespace zhibu {
template <>
struct Schema<evaluation::LiftPlan> {
    using T = evaluation::LiftPlan;
    static constexpr std::string_view name = "lift_plan";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::organization_id>({.required = true, .fixed = true, .filterable = true, .reference = "organization"}),
        field<&T::classification_id>({.required = true, .fixed = true, .filterable = true, .listed = false}), field<&T::title>({.required = true, .max = 120}),
        field<&T::cause>({.required = true, .long_text = true, .max = 1000}), field<&T::goal>({.required = true, .long_text = true, .max = 1000}), field<&T::leader>({.required = true, .max = 60}),
        field<&T::due_on>({.required = true, .sortable = true, .filterable = true}), field<&T::state>({.server_set = true, .filterable = true}), field<&T::published_on>({.server_set = true, .sortable = true}),
        field<&T::closed_on>({.server_set = true, .listed = false}), field<&T::result>({.server_set = true, .listed = false, .long_text = true}), field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<evaluation::LiftTask> {
    using T = evaluation::LiftTask;
    static constexpr std::string_view name = "lift_task";
    static constexpr auto fields = std::tuple{
        field<&T::id>({.server_set = true, .sortable = true, .listed = false}), field<&T::plan_id>({.required = true, .fixed = true, .filterable = true, .listed = false}),
        field<&T::organization_id>({.server_set = true, .filterable = true, .listed = false, .reference = "organization"}), field<&T::title>({.required = true, .max = 120}), field<&T::owner>({.max = 60}),
        field<&T::measure>({.long_text = true, .max = 500}), field<&T::due_on>({.sortable = true, .filterable = true}), field<&T::done_on>({.server_set = true, .filterable = true}),
        field<&T::result>({.server_set = true, .listed = false, .long_text = true}), field<&T::version>({.server_set = true, .listed = false})};
};
template <>
struct Schema<evaluation::Publication> {
    static constexpr std::string_view name = "lift_plan_publication";
    static constexpr auto fields = std::tuple{field<&evaluation::Publication::note>({.max = 500})};
};
template <>
struct Schema<evaluation::Completion> {
    static constexpr std::string_view name = "lift_task_completion";
    static constexpr auto fields = std::tuple{field<&evaluation::Completion::result>({.required = true, .long_text = true, .min = 4, .max = 1000})};
};
template <>
struct Schema<evaluation::LookBack> {
    using T = evaluation::LookBack;
    static constexpr std::string_view name = "lift_look_back";
    static constexpr auto fields = std::tuple{field<&T::lifted>(), field<&T::result>({.required = true, .long_text = true, .min = 4, .max = 1000})};
};
}  // namespace zhibu
