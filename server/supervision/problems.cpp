// The routes of single problems: raising, changing, every step, many at once, reminding.
#include <fmt/format.h>

#include "kernel/record/resource.hpp"
#include "supervision/problem_json.hpp"
#include "supervision/problem_policy.hpp"
#include "supervision/standard.hpp"
#include "supervision/visit_policy.hpp"

namespace zhibu::supervision {

struct StepTarget {
    Id<LedgerProblem> id{};
    std::int64_t version{};
};
struct ManySteps {
    std::string verb{};
    std::vector<StepTarget> problems{};
    StepInput input{};
    bool preview{false};
};

}  // namespace zhibu::supervision

namespace zhibu {
template <>
struct Schema<supervision::StepTarget> {
    using T = supervision::StepTarget;
    static constexpr std::string_view name = "step_target";
    static constexpr auto fields = std::tuple{field<&T::id>({.required = true, .reference = "problem"}), field<&T::version>({.min = 1})};
};
template <>
struct Schema<supervision::ManySteps> {
    using T = supervision::ManySteps;
    static constexpr std::string_view name = "problem_steps";
    static constexpr auto fields = std::tuple{field<&T::verb>({.required = true, .max = 40}), field<&T::problems>({.required = true, .max = 500}), field<&T::input>(), field<&T::preview>()};
};
}  // namespace zhibu

namespace zhibu::supervision {
namespace {

LedgerProblem loaded(const View& view, Id<LedgerProblem> id) { return Store<LedgerProblem>{view}.load(id, ProblemPolicy::visible_to(view)); }

// What one field cannot say: that the category exists, the place is within reach, the visit is of this inspection and place.
void check_new(const View& view, LedgerProblem& p) {
    Faults faults;
    if (!standard().category(p.category)) faults.add("#/category", "not_one_of");
    if (!p.found_on.whole() || p.found_on > view.today()) faults.add("#/found_on", "in_the_future");
    if (!view.tree().find(p.organization_id) || !view.covers(inspectors, p.organization_id)) faults.add("#/organization_id", "unknown_reference");
    faults.throw_if_any();
    if (p.visit_id) {
        auto visit = Store<Visit>{view}.find(*p.visit_id, VisitPolicy::visible_to(view));
        // A visit to an organ looks at its branches too.
        if (!visit || !view.tree().within(p.organization_id, visit->organization_id)) throw invalid({{"#/visit_id", "unknown_reference"}});
        VisitPolicy::may_work(view, *visit).or_throw();
        p.inspection_id = visit->inspection_id;
    }
    if (!p.inspection_id) return;
    auto inspection = Store<Inspection>{view}.find(*p.inspection_id, InspectionPolicy::visible_to(view));
    if (!inspection) throw invalid({{"#/inspection_id", "unknown_reference"}});
    if (inspection->state != InspectionState::open) throw conflict("inspection-not-open");
}

// The body of raising: a problem's own fields and "photos".
http::Response raise_one(http::Call& call) {
    auto body = call.body();
    std::vector<std::string> photos;
    Faults faults;
    if (auto* object = body.if_object())
        if (auto* list = object->if_contains("photos")) {
            Codec<std::vector<std::string>>::read(*list, photos, faults, "#/photos");
            if (photos.size() > 9) faults.add("#/photos", "too_many", {{"max", "9"}});
            object->erase("photos");
        }
    LedgerProblem sent;
    read_fields(body, sent, faults, "#", true);
    faults.throw_if_any();
    return call.write([&](Transaction& t) {
        auto problem = sent;
        ProblemPolicy::may_raise(t).or_throw();
        check_new(t, problem);
        raise(t, problem, photos);
        return http::created(problem_shown(t, problem, call.language()));
    });
}

http::Response change(http::Call& call) {
    call.body();
    return call.write([&](Transaction& t) {
        auto problem = loaded(t, call.id<LedgerProblem>());
        auto before = problem;
        ProblemPolicy::may_change(t, problem).or_throw();
        call.must_match(problem.version);
        Faults faults;
        read_fields(call.body(), problem, faults, "#", false);
        faults.throw_if_any();
        check_new(t, problem);
        Store<LedgerProblem>{t}.update(problem);
        if (problem.found_on != before.found_on) {
            t.facts.take_back({"problem", problem.id.value}, "supervision.problem_found");
            t.facts.add({"supervision.problem_found", problem.organization_id, {}, problem.found_on}, {"problem", problem.id.value});
        }
        t.record({"problem.changed", "problem", problem.id.value, problem.organization_id}, differences(before, problem));
        return http::ok(problem_shown(t, problem, call.language()));
    });
}

http::Response step(http::Call& call) {
    auto input = call.body_as<StepInput>();
    return call.write([&](Transaction& t) {
        auto problem = loaded(t, call.id<LedgerProblem>());
        procedure::permitted(t, case_of(problem), call.part(1));
        call.must_match(problem.version);
        take_step(t, problem, call.part(1), input);
        return http::ok(problem_shown(t, problem, call.language()));
    });
}

// Each problem by itself: what can be done is done, what cannot is told with its reason; a preview only tells.
http::Response many_steps(http::Call& call) {
    auto sent = call.body_as<ManySteps>();
    return call.write([&](Transaction& t) {
        std::string items;
        int done = 0, refused = 0;
        std::set<std::int64_t> seen;
        for (auto& target : sent.problems) {
            json::object item{{"id", target.id.value}};
            try {
                if (!seen.insert(target.id.value).second) continue;
                auto problem = loaded(t, target.id);
                item["organization_id"] = problem.organization_id.value;
                item["description"] = problem.description;
                procedure::permitted(t, case_of(problem), sent.verb);
                if (target.version != problem.version) throw Problem{412, "stale"};
                if (!sent.preview) take_step(t, problem, sent.verb, sent.input);
                item["state"] = problem.state;
                item["done"] = true;
                ++done;
            } catch (const Problem& problem) {
                if (problem.status == 422) throw;  // what was sent is wrong for all of them
                item["done"] = false;
                item["type"] = problem.type;
                item["title"] = t.app.words.text(call.language(), "problem." + problem.type + ".title");
                auto parameters = problem.parameters;
                if (auto reason = parameters.find("reason"); reason != parameters.end()) reason->second = t.app.words.text(call.language(), "reason." + reason->second);
                item["detail"] = t.app.words.sentence(call.language(), "problem." + problem.type + ".detail", parameters);
                ++refused;
            }
            items += (items.empty() ? "" : ",") + json::serialize(item);
        }
        return http::ok(fmt::format("{{\"preview\":{},\"done\":{},\"refused\":{},\"items\":[{}]}}", sent.preview, done, refused, items));
    });
}

// A reminder to whose turn it is: once a working day, and counted as one more thing asked of them.
http::Response remind(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto problem = loaded(t, call.id<LedgerProblem>());
        ProblemPolicy::may_remind(t, problem).or_throw();
        auto& state = t.app.procedures.of(case_of(problem)).state(problem.state);
        bool unit = std::any_of(state.responsible.begin(), state.responsible.end(), [](auto& party) { return party == "branch_secretary" || party == "organ_clerk"; });
        if (!unit) throw conflict("nobody-to-remind");
        if (problem.reminded_at && problem.reminded_at->date() == t.today()) throw conflict("reminded-today");
        problem.reminded_at = t.now;
        Store<LedgerProblem>{t}.update(problem);
        t.facts.add({"burden.asked.notice", problem.organization_id, {}, t.today()}, {"problem", problem.id.value});
        t.record({"problem.reminded", "problem", problem.id.value, problem.organization_id});
        return http::ok(problem_shown(t, problem, call.language()));
    });
}

}  // namespace

std::string problem_shown(const View& view, const LedgerProblem& problem, Language language) {
    std::string out = "{";
    write_members(out, problem);
    ReferenceList names;
    collect_references(problem, names);
    auto verdict = [&](const Verdict& v) {
        std::string text = "true";
        if (!v) text.clear(), write_json_text(text, v.reason);
        return text;
    };
    out += ",\"can\":{\"change\":" + verdict(ProblemPolicy::may_change(view, problem)) + ",\"remind\":" + verdict(ProblemPolicy::may_remind(view, problem)) + "}";
    out += ",\"course\":" + procedure::drawing(view, case_of(problem), problem.due_on, language) + ",\"photos\":";
    write_photos(out, photos_of(view, "problem", problem.id.value));
    out += ",\"references\":";
    names.write(out, view);
    return out + "}";
}

void install_problems(App& app) {
    auto& r = app.router;
    r.post("/api/v1/problems", {.operation = "problem.raise", .request = http::shape<LedgerProblem>(), .response = http::shape<LedgerProblem>()}, raise_one);
    r.get("/api/v1/problems/{id}", {.operation = "problem.show", .response = http::shape<LedgerProblem>()}, [](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(problem_shown(view, loaded(view, call.id<LedgerProblem>()), call.language())); });
    });
    r.patch("/api/v1/problems/{id}", {.operation = "problem.change", .request = http::shape<LedgerProblem>(), .response = http::shape<LedgerProblem>()}, change);
    r.post("/api/v1/problems/{id}/steps/{verb}", {.operation = "problem.step", .request = http::shape<StepInput>(), .response = http::shape<LedgerProblem>()}, step);
    r.post("/api/v1/problems/steps", {.operation = "problem.many_steps", .request = http::shape<ManySteps>()}, many_steps);
    r.post("/api/v1/problems/{id}/reminder", {.operation = "problem.remind", .response = http::shape<LedgerProblem>()}, remind);
}

}  // namespace zhibu::supervision
