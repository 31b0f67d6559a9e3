// Draws of inspections and of what is looked at again. Population and seed are published before the draw is made: nobody can pick a
// seed for a list that is known, nor change the list for a seed that is.
#include <algorithm>

#include "kernel/record/resource.hpp"
#include "kernel/secret/draw.hpp"
#include "supervision/problem_policy.hpp"
#include "supervision/visit_policy.hpp"

namespace zhibu::supervision {

struct RecheckDraw {
    Id<Organization> organization_id{};
    std::optional<Id<Inspection>> inspection_id{};
    std::int64_t take{};
};
struct Size {
    std::int64_t take{};
};

}  // namespace zhibu::supervision

namespace zhibu {
template <>
struct Schema<supervision::RecheckDraw> {
    using T = supervision::RecheckDraw;
    static constexpr std::string_view name = "recheck_draw";
    static constexpr auto fields = std::tuple{field<&T::organization_id>({.required = true, .reference = "organization"}), field<&T::inspection_id>({.reference = "inspection"}),
                                              field<&T::take>({.required = true, .min = 1, .max = 10000})};
};
template <>
struct Schema<supervision::Size> {
    static constexpr std::string_view name = "draw_size";
    static constexpr auto fields = std::tuple{field<&supervision::Size::take>({.required = true, .min = 1, .max = 10000})};
};
}  // namespace zhibu

namespace zhibu::supervision {
std::optional<Draw> draw_of(const View& view, Id<Inspection> inspection) {
    auto rows = Store<Draw>{view}.select(where("inspection_id = ? AND purpose = 'inspection'", inspection), "ORDER BY id", 1);
    if (rows.empty()) return {};
    return rows.front();
}

namespace {

Draw announced(Transaction& t, Draw d, std::vector<std::int64_t> population) {
    std::sort(population.begin(), population.end());
    population.erase(std::unique(population.begin(), population.end()), population.end());
    if (population.empty()) throw conflict("nothing-to-draw-from");
    if (d.take > std::int64_t(population.size())) throw invalid({{"#/take", "too_large", {{"max", std::to_string(population.size())}}}});
    d.population = json_of(population), d.population_hash = draw::hash(population);
    d.seed = t.app.seeds.next();
    d.announced_at = t.now, d.announced_by = t.actor.name;
    Store<Draw>{t}.insert(d);
    t.record({"draw.announced", "draw", d.id.value, d.organization_id}, {"{\"seed\":" + to_json(d.seed) + ",\"population_hash\":" + to_json(d.population_hash) + ",\"take\":" + std::to_string(d.take) + "}"});
    return d;
}

http::Response announce_for_inspection(http::Call& call) {
    auto sent = call.body_as<Size>();
    return call.write([&](Transaction& t) {
        auto record = Store<Inspection>{t}.load(call.id<Inspection>(), InspectionPolicy::visible_to(t));
        InspectionPolicy::may_plan(t, record.organization_id).or_throw();
        if (record.state != InspectionState::planned) throw conflict("inspection-has-begun");
        if (record.coverage != Coverage::drawn_direct && record.coverage != Coverage::drawn_branches) throw conflict("not-a-drawn-inspection");
        if (draw_of(t, record.id)) throw conflict("already-drawn");  // a second try would let somebody draw until the result pleases
        auto whole = record;
        whole.coverage = record.coverage == Coverage::drawn_direct ? Coverage::direct_below : Coverage::branches_below;
        std::vector<std::int64_t> population;
        for (auto id : covered_by(t, whole)) population.push_back(id.value);
        Draw d;
        d.inspection_id = record.id, d.organization_id = record.organization_id, d.take = sent.take;
        return http::created(to_json(announced(t, d, population)));
    });
}

http::Response announce_recheck(http::Call& call) {
    auto sent = call.body_as<RecheckDraw>();
    return call.write([&](Transaction& t) {
        if (!t.actor.system && !t.actor.is_any(planners)) throw forbidden("plans_no_inspections");
        if (!t.covers(planners, sent.organization_id)) throw invalid({{"#/organization_id", "unknown_reference"}});
        auto condition = ProblemPolicy::visible_to(t) && where("state = 'closed'") && within("organization_id", t.tenant(), {sent.organization_id}, t.tree());
        if (sent.inspection_id) {
            Store<Inspection>{t}.load(*sent.inspection_id, InspectionPolicy::visible_to(t));
            condition = condition && where("inspection_id = ?", *sent.inspection_id);
        }
        // One draw at a time: what is announced must be drawn before the next, so that nobody announces until the seed pleases.
        if (t.session.integer("SELECT 1 FROM draw WHERE tenant_id = ? AND purpose = 'recheck' AND organization_id = ? AND drawn_at IS NULL", t.tenant(), sent.organization_id))
            throw conflict("draw-waiting");
        std::vector<std::int64_t> population;
        for (auto& problem : Store<LedgerProblem>{t}.select(condition)) population.push_back(problem.id.value);
        Draw d;
        d.purpose = DrawPurpose::recheck, d.inspection_id = sent.inspection_id, d.organization_id = sent.organization_id, d.take = sent.take;
        return http::created(to_json(announced(t, d, population)));
    });
}

Where draws_visible_to(const View& view) { return view.within(committee_side); }

http::Response make(http::Call& call) {
    return call.write([&](Transaction& t) {
        Store<Draw> store{t};
        auto d = store.load(call.id<Draw>(), draws_visible_to(t));
        InspectionPolicy::may_plan(t, d.organization_id).or_throw();
        if (d.drawn_at) throw conflict("already-drawn");
        auto drawn = draw::order(d.seed, numbers_of(d.population));
        drawn.resize(std::size_t(d.take));
        d.result = json_of(drawn), d.drawn_at = t.now, d.drawn_by = t.actor.name;
        store.update(d);
        t.record({"draw.drawn", "draw", d.id.value, d.organization_id}, {"{\"result\":" + d.result.text + "}"});
        if (d.purpose == DrawPurpose::recheck)
            for (auto id : drawn) {
                t.session.execute("INSERT INTO recheck (tenant_id, problem_id, draw_id) VALUES (?,?,?)", t.tenant(), id, d.id);
                auto problem = Store<LedgerProblem>{t}.find({id}, where("state = 'closed'"));
                if (problem) take_step(t, *problem, "look_again", {});
            }
        return http::ok(to_json(d));
    });
}

// Everything that somebody needs to compute the result on a machine of their own.
http::Response prove(http::Call& call) {
    return call.read([&](const View& view) {
        auto visible = draws_visible_to(view);
        auto d = call.request.path.find("/inspections/") != std::string::npos
                     ? draw_of(view, Store<Inspection>{view}.load(call.id<Inspection>(), InspectionPolicy::visible_to(view)).id)
                     : Store<Draw>{view}.find(call.id<Draw>(), visible);
        if (!d) throw not_found();
        auto population = numbers_of(d->population);
        auto again = draw::order(d->seed, population);
        again.resize(std::size_t(d->take));
        std::string out = "{";
        write_members(out, *d);
        out += ",\"algorithm\":" + to_json(std::string{draw::algorithm}) + ",\"python\":" + to_json(std::string{draw::python});
        out += ",\"holds\":" + std::string{d->drawn_at && again == numbers_of(d->result) && draw::hash(population) == d->population_hash ? "true" : "false"};
        out += ",\"names\":";
        ReferenceList names;
        bool places = d->purpose == DrawPurpose::inspection;
        for (auto id : places ? population : numbers_of(d->result)) names.add(places ? "organization" : "problem", id);
        names.write(out, view);
        return http::ok(out + "}");
    });
}

}  // namespace

void install_draws(App& app) {
    auto& r = app.router;
    r.post("/api/v1/inspections/{id}/draw", {.operation = "draw.announce", .request = http::shape<Size>(), .response = http::shape<Draw>()}, announce_for_inspection);
    r.get("/api/v1/inspections/{id}/draw/proof", {.operation = "inspection.draw_proof", .response = http::shape<Draw>()}, prove);
    r.post("/api/v1/rechecks", {.operation = "draw.announce_recheck", .request = http::shape<RecheckDraw>(), .response = http::shape<Draw>()}, announce_recheck);
    r.get("/api/v1/draws", {.operation = "draw.list", .response = http::page_of<Draw>(), .query = {{"purpose", "inspection or recheck; none: both"}}}, [](http::Call& call) {
        auto purpose = call.parameter("purpose");
        if (purpose && !Codec<DrawPurpose>::parse(*purpose)) throw invalid({{"?purpose", "not_one_of"}});
        return call.read([&](const View& view) {
            ListQuery query{.order = "id DESC", .size = 100};
            auto wanted = draws_visible_to(view);
            if (purpose) wanted = wanted && where("purpose = ?", *purpose);
            return http::ok(Resource<Draw, InspectionPolicy>::page_json(view, Store<Draw>{view}.list(wanted, query)));
        });
    });
    r.post("/api/v1/draws/{id}/result", {.operation = "draw.make", .response = http::shape<Draw>()}, make);
    r.get("/api/v1/draws/{id}/proof", {.operation = "draw.proof", .response = http::shape<Draw>()}, prove);
}

}  // namespace zhibu::supervision
