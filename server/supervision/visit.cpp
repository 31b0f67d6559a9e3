// Visits of an inspection: who goes, what was found item by item beside what the platform knows already, what came of it.
#include <algorithm>

#include "kernel/record/resource.hpp"
#include "supervision/problem_policy.hpp"
#include "supervision/standard.hpp"
#include "supervision/visit_leaders.hpp"

namespace zhibu::supervision {

struct Ticks {
    std::vector<Tick> ticks{};
};
struct Visiting {
    std::optional<Date> visited_on{};  // today where not said
    std::string attended_by{};
    std::optional<std::vector<Id<Account>>> leaders{};  // who of the leaders was there; left out: as it was
};
struct VisitReport {
    std::string conclusion{};
};
struct Assignment {
    std::vector<Id<Visit>> visits{};
    Id<Team> team_id{};
    std::optional<Date> planned_on{};
};

}  // namespace zhibu::supervision

namespace zhibu {
template <>
struct Schema<supervision::Ticks> {
    static constexpr std::string_view name = "ticks";
    static constexpr auto fields = std::tuple{field<&supervision::Ticks::ticks>({.required = true, .max = 200})};
};
template <>
struct Schema<supervision::Visiting> {
    using T = supervision::Visiting;
    static constexpr std::string_view name = "visiting";
    static constexpr auto fields = std::tuple{field<&T::visited_on>(), field<&T::attended_by>({.max = 200}), field<&T::leaders>({.max = 20})};
};
template <>
struct Schema<supervision::VisitReport> {
    static constexpr std::string_view name = "visit_report";
    static constexpr auto fields = std::tuple{field<&supervision::VisitReport::conclusion>({.required = true, .long_text = true, .max = 4000})};
};
template <>
struct Schema<supervision::Assignment> {
    using T = supervision::Assignment;
    static constexpr std::string_view name = "visit_assignment";
    static constexpr auto fields = std::tuple{field<&T::visits>({.required = true, .max = 500}), field<&T::team_id>({.required = true}), field<&T::planned_on>()};
};
}  // namespace zhibu

namespace zhibu::supervision {
namespace {

Visit loaded(const View& view, const http::Call& call) { return Store<Visit>{view}.load(call.id<Visit>(), VisitPolicy::visible_to(view)); }
Inspection inspection_of(const View& view, const Visit& visit) { return Store<Inspection>{view}.load(visit.inspection_id, everything()); }
Event event(std::string name, const Visit& visit) { return {std::move(name), "visit", visit.id.value, visit.organization_id}; }

// Work goes on while the inspection is open and until the visit is reported.
void check_at_work(const View& view, const Visit& visit) {
    VisitPolicy::may_work(view, visit).or_throw();
    if (inspection_of(view, visit).state != InspectionState::open) throw conflict("inspection-not-open");
    if (visit.state == VisitState::reported) throw conflict("visit-reported");
}

std::map<std::string, Tick> ticks_of(const View& view, Id<Visit> visit) {
    std::map<std::string, Tick> all;
    auto rows = view.session.query("SELECT item, result, note FROM visit_tick WHERE tenant_id = ? AND visit_id = ?", view.tenant(), visit);
    while (rows.next()) all[std::string{rows.text(0)}] = {std::string{rows.text(0)}, Codec<TickResult>::parse(rows.text(1)).value_or(TickResult::ok), std::string{rows.text(2)}, {}};
    return all;
}

// The checklist with the ticks, and beside each item what the facts of the inspection's year already show.
std::string items_json(const View& view, const Visit& visit, const Inspection& inspection) {
    auto ticks = ticks_of(view, visit.id);
    auto photos = photos_of(view, "visit", visit.id.value);
    auto lists = checklists_on(view, inspection.starts_on);
    auto* list = lists->find(inspection.checklist);
    std::string out = "[";
    if (!list) return "[]";
    for (auto& item : list->items) {
        out += out.size() > 1 ? ",{" : "{";
        write_members(out, item);
        if (item.evidence.empty()) out += ",\"shown\":null";
        else {
            auto period = Period::whole_year(inspection.starts_on.year());
            auto figure = rollup::of(view, item.evidence, visit.organization_id, period);
            out += ",\"shown\":{\"count\":" + std::to_string(figure.count) + ",\"late\":" + std::to_string(figure.late) + ",\"period\":" + to_json(period) +
                   ",\"kind\":" + to_json(item.evidence) + "}";
        }
        auto ticked = ticks.find(item.code);
        out += ",\"tick\":";
        ticked == ticks.end() ? void(out += "null") : write_json(out, ticked->second);
        std::vector<Photo> own;
        for (auto& photo : photos)
            if (photo.purpose == item.code) own.push_back(photo);
        out += ",\"photos\":";
        write_photos(out, own);
        out += "}";
    }
    return out + "]";
}

std::string shown(const View& view, const Visit& visit) {
    auto inspection = inspection_of(view, visit);
    ReferenceList names;
    collect_references(visit, names);
    names.load(view);
    std::string out = "{";
    write_named_members(out, visit, names);
    auto verdict = VisitPolicy::may_work(view, visit);
    if (verdict && inspection.state != InspectionState::open) verdict = denied("inspection_not_open");
    if (verdict && visit.state == VisitState::reported) verdict = denied("visit_is_reported");
    out += ",\"can\":{\"work\":";
    verdict ? void(out += "true") : write_json_text(out, verdict.reason);
    out += "},\"inspection\":{\"title\":" + to_json(inspection.title) + ",\"state\":" + to_json(inspection.state) + ",\"starts_on\":" + to_json(inspection.starts_on) +
           ",\"ends_on\":" + to_json(inspection.ends_on) + "}";
    out += ",\"leaders\":" + leaders_json(view, visit, bool(verdict));
    // A unit sees that it is visited and what was concluded; the ticks are the inspectors' until problems are fed back.
    bool inside = view.covers(committee_side, visit.organization_id);
    out += ",\"items\":" + (inside ? items_json(view, visit, inspection) : std::string{"[]"}) + ",\"problems\":[";
    bool first = true;
    for (auto& problem : Store<LedgerProblem>{view}.select(ProblemPolicy::visible_to(view) && where("visit_id = ?", visit.id), "ORDER BY id")) {
        out += first ? "" : ",";
        first = false;
        write_json(out, problem);
    }
    return out + "]}";
}

http::Response list(http::Call& call) {
    return call.read([&](const View& view) {
        auto query = list_query<Visit>(call, view, {"mine"});
        if (call.parameter("mine") == "true")
            query.condition = query.condition && where("team_id IN (SELECT team_id FROM inspection_team_member m WHERE m.tenant_id = visit.tenant_id AND m.account_id = ?)", view.actor.account);
        auto page = Store<Visit>{view}.list(VisitPolicy::visible_to(view), query);
        auto out = Resource<Visit, VisitPolicy>::page_json(view, page);
        out.pop_back();
        out += ",\"problems\":{";
        bool first = true;
        for (auto& visit : page.items) {
            auto count = Store<LedgerProblem>{view}.count(ProblemPolicy::visible_to(view) && where("visit_id = ? AND state <> 'withdrawn'", visit.id));
            out += (first ? "\"" : ",\"") + std::to_string(visit.id.value) + "\":" + std::to_string(count);
            first = false;
        }
        return http::ok(out + "}}");
    });
}

http::Response assign(http::Call& call) {
    auto sent = call.body_as<Assignment>();
    return call.write([&](Transaction& t) {
        auto record = Store<Inspection>{t}.load(call.id<Inspection>(), InspectionPolicy::visible_to(t));
        InspectionPolicy::may_plan(t, record.organization_id).or_throw();
        if (record.state != InspectionState::open) throw conflict("inspection-not-open");
        Faults faults;
        if (!t.session.integer("SELECT 1 FROM inspection_team WHERE tenant_id = ? AND id = ? AND inspection_id = ?", t.tenant(), sent.team_id, record.id)) faults.add("#/team_id", "unknown_reference");
        for (std::size_t i = 0; i < sent.visits.size(); ++i) {
            auto visit = Store<Visit>{t}.find(sent.visits[i], VisitPolicy::visible_to(t) && where("inspection_id = ?", record.id));
            if (!visit) faults.add("#/visits/" + std::to_string(i), "unknown_reference");
            else if (visit->state == VisitState::reported) faults.add("#/visits/" + std::to_string(i), "already_done");
            else {
                visit->team_id = sent.team_id;
                if (sent.planned_on) visit->planned_on = sent.planned_on;
                Store<Visit>{t}.update(*visit);
            }
        }
        faults.throw_if_any();
        t.record({"inspection.assigned", "inspection", record.id.value, record.organization_id}, {to_json(sent)});
        return http::ok("{\"assigned\":" + std::to_string(sent.visits.size()) + "}");
    });
}

// Ticks come from phones that were offline: the last word on an item holds, and none is lost.
http::Response tick(http::Call& call) {
    auto sent = call.body_as<Ticks>();
    return call.write([&](Transaction& t) {
        auto visit = loaded(t, call);
        check_at_work(t, visit);
        auto inspection = inspection_of(t, visit);
        auto lists = checklists_on(t, inspection.starts_on);
        Faults faults;
        for (std::size_t i = 0; i < sent.ticks.size(); ++i)
            if (!lists->item(inspection.checklist, sent.ticks[i].item)) faults.add("#/ticks/" + std::to_string(i) + "/item", "not_one_of");
        faults.throw_if_any();
        for (std::size_t i = 0; i < sent.ticks.size(); ++i) {
            auto& each = sent.ticks[i];
            t.session.execute(
                "INSERT INTO visit_tick (tenant_id, visit_id, item, result, note, at, account_id) VALUES (?,?,?,?,?,?,?) ON CONFLICT (tenant_id, visit_id, item) DO UPDATE SET "
                "result = excluded.result, note = excluded.note, at = excluded.at, account_id = excluded.account_id",
                t.tenant(), visit.id, each.item, Codec<TickResult>::name(each.result), each.note, t.now, t.actor.account);
            attach_photos(t, each.photos, "visit", visit.id.value, each.item, "#/ticks/" + std::to_string(i) + "/photos");
        }
        t.record(event("visit.ticked", visit), {to_json(sent.ticks)});
        return http::ok(shown(t, visit));
    });
}

http::Response make_visit(http::Call& call) {
    auto sent = call.body_as<Visiting>();
    return call.write([&](Transaction& t) {
        auto visit = loaded(t, call);
        check_at_work(t, visit);
        auto inspection = inspection_of(t, visit);
        auto on = sent.visited_on.value_or(t.today());
        if (!on.whole() || on > t.today()) throw invalid({{"#/visited_on", "in_the_future"}});
        if (on < *inspection.opened_on && on < inspection.starts_on) throw invalid({{"#/visited_on", "before_start"}});
        Faults faults;
        if (sent.leaders) set_leaders(t, visit, *sent.leaders, faults);
        faults.throw_if_any();
        if (visit.state == VisitState::visited) {
            // Said again, perhaps from a second phone: the first day and its fact stand.
            if (!sent.attended_by.empty() && sent.attended_by != visit.attended_by) visit.attended_by = sent.attended_by, Store<Visit>{t}.update(visit);
            if (sent.leaders) t.audit("visit.leaders_named", "visit", visit.id.value, visit.organization_id, {to_json(*sent.leaders)});
            return http::ok(shown(t, visit));
        }
        visit.state = VisitState::visited, visit.visited_on = on, visit.attended_by = sent.attended_by;
        Store<Visit>{t}.update(visit);
        t.facts.add({"supervision.inspected", visit.organization_id, {}, on}, {"visit", visit.id.value});
        t.record(event("visit.visited", visit), {"{\"leaders\":" + to_json(leaders_at(t, visit.id)) + "}"});
        return http::ok(shown(t, visit));
    });
}

http::Response report(http::Call& call) {
    auto sent = call.body_as<VisitReport>();
    return call.write([&](Transaction& t) {
        auto visit = loaded(t, call);
        check_at_work(t, visit);
        if (visit.state != VisitState::visited) throw conflict("not-visited-yet");
        visit.state = VisitState::reported, visit.reported_on = t.today(), visit.conclusion = sent.conclusion;
        Store<Visit>{t}.update(visit);
        // Who was there on site, for those who keep count of it (a leader's visit to a contact point).
        auto inspectors = leaders_at(t, visit.id);
        if (visit.team_id) {
            auto rows = t.session.query("SELECT account_id FROM inspection_team_member WHERE tenant_id = ? AND team_id = ? ORDER BY account_id", t.tenant(), *visit.team_id);
            while (rows.next()) inspectors.push_back(rows.integer(0));
            std::sort(inspectors.begin(), inspectors.end());
            inspectors.erase(std::unique(inspectors.begin(), inspectors.end()), inspectors.end());
        }
        t.record(event("visit.reported", visit), {"{\"title\":" + to_json(inspection_of(t, visit).title) + ",\"visited_on\":" + to_json(*visit.visited_on) + ",\"inspectors\":" + to_json(inspectors) + "}"});
        return http::ok(shown(t, visit));
    });
}

}  // namespace

void install_visits(App& app) {
    auto& r = app.router;
    auto parameters = list_parameters<Visit>();
    parameters.push_back({"mine", "true: of my teams"});
    r.get("/api/v1/visits", {.operation = "visit.list", .response = http::page_of<Visit>(), .query = parameters}, list);
    r.get("/api/v1/visits/{id}", {.operation = "visit.show", .response = http::shape<Visit>()}, [](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(shown(view, loaded(view, call))); });
    });
    r.get("/api/v1/descriptions/visit", {.operation = "visit.describe"}, [](http::Call& call) { return http::ok(description_of<Visit>(call.app.words, call.language())); });
    r.post("/api/v1/inspections/{id}/assignment", {.operation = "inspection.assign", .request = http::shape<Assignment>()}, assign);
    r.post("/api/v1/visits/{id}/ticks", {.operation = "visit.tick", .request = http::shape<Ticks>(), .response = http::shape<Visit>()}, tick);
    r.post("/api/v1/visits/{id}/arrival", {.operation = "visit.visit", .request = http::shape<Visiting>(), .response = http::shape<Visit>()}, make_visit);
    r.post("/api/v1/visits/{id}/report", {.operation = "visit.report", .request = http::shape<VisitReport>(), .response = http::shape<Visit>()}, report);
}

}  // namespace zhibu::supervision
