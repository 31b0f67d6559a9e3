// Which of the reviewed sheets are looked at on site: drawn from a frozen list with a published seed, each sheet in one draw at most.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "kernel/secret/draw.hpp"
#include "standard/sent.hpp"

namespace zhibu::standard {
namespace {

std::vector<std::int64_t> numbers(const Json& list) {
    std::vector<std::int64_t> all;
    auto read = json::parse(list.text);
    for (auto& each : read.as_array()) all.push_back(each.as_int64());
    return all;
}
std::vector<StandardDraw> draws_of(const View& view, Id<StandardRound> round) { return Store<StandardDraw>{view}.select(where("round_id = ?", round), "ORDER BY id"); }

// Reviewed, and in no earlier list: nobody draws again until the result pleases.
std::vector<std::int64_t> population_of(const View& view, const StandardRound& round) {
    std::set<std::int64_t> seen;
    for (auto& each : draws_of(view, round.id))
        for (auto id : numbers(each.population)) seen.insert(id);
    std::vector<std::int64_t> all;
    for (auto& sheet : Store<StandardSheet>{view}.select(where("round_id = ? AND state = 'reviewed'", round.id)))
        if (!seen.contains(sheet.organization_id.value)) all.push_back(sheet.organization_id.value);
    std::sort(all.begin(), all.end());
    return all;
}

// What a reader needs to compute it on a machine of their own.
std::string proof_json(const View& view, const StandardDraw& d) {
    auto population = numbers(d.population);
    auto again = draw::order(d.seed, population);
    again.resize(std::min(again.size(), std::size_t(d.take)));
    bool holds = d.drawn_at && again == numbers(d.result) && draw::hash(population) == d.population_hash;
    std::string out = "{";
    write_members(out, d);
    out += ",\"algorithm\":" + to_json(std::string{draw::algorithm}) + ",\"python\":" + to_json(std::string{draw::python}) + ",\"holds\":" + (holds ? "true" : "false") + ",\"names\":";
    ReferenceList names;
    for (auto id : population) names.add("organization", id);
    names.write(out, view);
    return out + "}";
}

http::Response announce(http::Call& call) {
    auto sent = call.body_as<DrawSize>();
    return call.write([&](Transaction& t) {
        auto round = load_round(t, call.id<StandardRound>());
        RoundPolicy::may_draw(t, round).or_throw();
        for (auto& each : draws_of(t, round.id))
            if (!each.drawn_at) throw conflict("draw-waiting");
        auto population = population_of(t, round);
        if (population.empty()) throw conflict("nothing-to-draw-from");
        if (sent.take > std::int64_t(population.size())) throw invalid({{"#/take", "too_large", {{"max", std::to_string(population.size())}}}});
        StandardDraw d;
        d.round_id = round.id, d.take = sent.take, d.population = {to_json(population)}, d.population_hash = draw::hash(population);
        d.seed = t.app.seeds.next(), d.announced_at = t.now, d.announced_by = t.actor.name;
        Store<StandardDraw>{t}.insert(d);
        t.record({"standard_round.draw_announced", "standard_round", round.id.value, round.organization_id},
                 {fmt::format("{{\"seed\":{},\"population_hash\":{},\"take\":{}}}", to_json(d.seed), to_json(d.population_hash), d.take)});
        return http::created(proof_json(t, d));
    });
}

http::Response make(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto round = load_round(t, call.id<StandardRound>());
        RoundPolicy::may_draw(t, round).or_throw();
        auto all = draws_of(t, round.id);
        if (all.empty() || all.back().drawn_at) throw conflict("no-draw-announced");
        auto d = all.back();
        auto drawn = draw::order(d.seed, numbers(d.population));
        drawn.resize(std::size_t(d.take));
        d.result = {to_json(drawn)}, d.drawn_at = t.now, d.drawn_by = t.actor.name;
        Store<StandardDraw>{t}.update(d);
        for (auto organization : drawn)
            for (auto& sheet : Store<StandardSheet>{t}.select(where("round_id = ? AND organization_id = ? AND state = 'reviewed'", round.id, organization))) {
                take(t, sheet, "inspect", t.app.words.sentence(Language::chinese, "standard.drawn_note", {{"count", std::to_string(d.take)}, {"all", std::to_string(numbers(d.population).size())}}));
                sheet.visited = true;
                Store<StandardSheet>{t}.update(sheet);
            }
        t.record({"standard_round.drawn", "standard_round", round.id.value, round.organization_id}, {"{\"result\":" + d.result.text + "}"});
        return http::ok(proof_json(t, d));
    });
}

http::Response show(http::Call& call) {
    return call.read([&](const View& view) {
        auto round = load_round(view, call.id<StandardRound>());
        std::string out = "{\"items\":[";
        for (bool first = true; auto& each : draws_of(view, round.id)) {
            out += (first ? "" : ",") + proof_json(view, each);
            first = false;
        }
        return http::ok(out + fmt::format("],\"waiting\":{}}}", population_of(view, round).size()));
    });
}

}  // namespace

void install_draws(App& app) {
    auto& r = app.router;
    r.get("/api/v1/standard-rounds/{id}/draws", {.operation = "standard_draw.list", .response = {{{"type", "object"}}, {}}}, show);
    r.post("/api/v1/standard-rounds/{id}/draws", {.operation = "standard_draw.announce", .request = http::shape<DrawSize>(), .response = http::shape<StandardDraw>()}, announce);
    r.post("/api/v1/standard-rounds/{id}/draws/result", {.operation = "standard_draw.make", .response = http::shape<StandardDraw>()}, make);
}

}  // namespace zhibu::standard
