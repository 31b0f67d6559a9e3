// Planning, opening and closing inspections, with their teams and what they cover.
#include <algorithm>

#include "kernel/record/resource.hpp"
#include "supervision/standard.hpp"
#include "supervision/visit_policy.hpp"

namespace zhibu::supervision {

std::vector<std::int64_t> numbers_of(const Json& list) {
    boost::system::error_code error;
    auto parsed = json::parse(list.text, error);
    std::vector<std::int64_t> all;
    if (!parsed.is_array()) return all;
    for (auto& each : parsed.as_array())
        if (each.is_int64()) all.push_back(each.as_int64());
    return all;
}
Json json_of(const std::vector<std::int64_t>& numbers) { return {to_json(numbers)}; }

std::vector<Team> teams_of(const View& view, Id<Inspection> inspection) {
    std::vector<Team> all;
    auto rows = view.session.query("SELECT id, name, lead_id FROM inspection_team WHERE tenant_id = ? AND inspection_id = ? ORDER BY id", view.tenant(), inspection);
    while (rows.next()) all.push_back({{rows.integer(0)}, inspection, std::string{rows.text(1)}, {rows.integer(2)}, {}});
    for (auto& team : all) {
        auto members = view.session.query("SELECT account_id FROM inspection_team_member WHERE tenant_id = ? AND team_id = ? ORDER BY account_id", view.tenant(), team.id);
        while (members.next()) team.members.push_back({members.integer(0)});
    }
    return all;
}

std::vector<Id<Organization>> covered_by(const View& view, const Inspection& inspection) {
    auto& tree = view.tree();
    std::vector<Id<Organization>> all;
    auto branches = [&] {
        for (auto id : tree.subtree(inspection.organization_id)) {
            auto kind = Codec<OrganizationKind>::parse(tree.find(id)->kind);
            if (kind && organization::is_branch(*kind) && id != inspection.organization_id) all.push_back(id);
        }
    };
    auto* node = tree.find(inspection.organization_id);
    if (!node) return all;
    switch (inspection.coverage) {
        case Coverage::direct_below: return node->children;
        case Coverage::branches_below: branches(); return all;
        case Coverage::all_below:
            all = tree.subtree(inspection.organization_id);
            all.erase(all.begin());
            return all;
        case Coverage::chosen:
            for (auto id : numbers_of(inspection.chosen)) all.push_back({id});
            return all;
        case Coverage::drawn_direct:
        case Coverage::drawn_branches:
            if (auto drawn = draw_of(view, inspection.id))
                for (auto id : numbers_of(drawn->result)) all.push_back({id});
            return all;
    }
    return all;
}

namespace {

void check_plan(const View& view, const Inspection& record) {
    Faults faults;
    if (!view.tree().find(record.organization_id)) faults.add("#/organization_id", "unknown_reference");
    if (record.ends_on < record.starts_on) faults.add("#/ends_on", "before_start");
    if (!record.starts_on.whole()) faults.add("#/starts_on", "not_a_date");
    if (!record.ends_on.whole()) faults.add("#/ends_on", "not_a_date");
    if (!checklists_on(view, record.starts_on.whole() ? record.starts_on : view.today())->find(record.checklist)) faults.add("#/checklist", "not_one_of");
    auto chosen = numbers_of(record.chosen);
    if (json_of(chosen).text != record.chosen.text) faults.add("#/chosen", "not_a_list");
    for (std::size_t i = 0; i < chosen.size(); ++i)
        if (!view.tree().find({chosen[i]}) || !view.tree().within({chosen[i]}, record.organization_id)) faults.add("#/chosen/" + std::to_string(i), "unknown_reference");
    if (record.coverage == Coverage::chosen && chosen.empty()) faults.add("#/chosen", "required");
    faults.throw_if_any();
}

struct Nothing {
    std::string note{};
};

// Opening freezes what is covered: a visit for each organisation, shared out among the teams, and each organisation was asked.
void open(Transaction& t, Inspection& record) {
    if (record.state != InspectionState::planned) throw conflict("inspection-has-begun");
    auto covered = covered_by(t, record);
    if (covered.empty()) throw conflict("nothing-to-inspect");
    record.state = InspectionState::open, record.opened_on = t.today();
    auto teams = teams_of(t, record.id);
    for (std::size_t i = 0; i < covered.size(); ++i) {
        Visit visit;
        visit.inspection_id = record.id, visit.organization_id = covered[i];
        if (!teams.empty()) visit.team_id = teams[i * teams.size() / covered.size()].id;
        Store<Visit>{t}.insert(visit);
        t.facts.add({"burden.asked.inspection", covered[i], {}, t.today()}, {"visit", visit.id.value});
    }
}

void close(Transaction& t, Inspection& record) {
    if (record.state != InspectionState::open) throw conflict("inspection-not-open");
    record.state = InspectionState::closed, record.closed_on = t.today();
    // What was never visited was not inspected, and the unit was not troubled by it.
    auto rows = t.session.query("SELECT id FROM visit WHERE tenant_id = ? AND inspection_id = ? AND state = 'assigned'", t.tenant(), record.id);
    while (rows.next()) t.facts.take_back({"visit", rows.integer(0)}, "burden.asked.inspection");
}

json::object counted(const View& view, const Inspection& record) {
    json::object out{{"covered", 0}, {"assigned", 0}, {"visited", 0}, {"reported", 0}};
    std::int64_t covered = 0;
    auto rows = view.session.query("SELECT state, COUNT(*) FROM visit WHERE tenant_id = ? AND inspection_id = ? GROUP BY state", view.tenant(), record.id);
    while (rows.next()) out[std::string{rows.text(0)}] = rows.integer(1), covered += rows.integer(1);
    if (record.state == InspectionState::planned) covered = std::int64_t(covered_by(view, record).size());
    out["covered"] = covered;
    out["visited"] = out["visited"].as_int64() + out["reported"].as_int64();
    out["problems"] = view.session.integer("SELECT COUNT(*) FROM problem WHERE tenant_id = ? AND inspection_id = ? AND state <> 'withdrawn'", view.tenant(), record.id).value_or(0);
    return out;
}

std::string teams_json(const View& view, const Inspection& record, ReferenceList& names) {
    std::string out = "[";
    for (auto& team : teams_of(view, record.id)) {
        out += out.size() > 1 ? "," : "";
        write_json(out, team);
        for (auto member : team.members) names.add("account", member.value);
        names.add("account", team.lead_id.value);
    }
    return out + "]";
}

using Inspections = Resource<Inspection, InspectionPolicy>;

std::string shown_whole(const View& view, const Inspections& resource, const Inspection& record) {
    auto out = resource.shown(view, record);
    out.pop_back();
    ReferenceList names;
    out += ",\"progress\":" + json::serialize(counted(view, record)) + ",\"teams\":" + teams_json(view, record, names);
    auto drawn = draw_of(view, record.id);
    out += ",\"draw\":" + (drawn ? to_json(*drawn) : std::string{"null"}) + ",\"planned_organizations\":" +
           (record.state == InspectionState::planned ? to_json(covered_by(view, record)) : std::string{"[]"});
    if (record.state == InspectionState::planned)
        for (auto id : covered_by(view, record)) names.add("organization", id.value);
    out += ",\"names\":";
    names.write(out, view);
    return out + "}";
}

Inspection loaded(const View& view, const http::Call& call) { return Store<Inspection>{view}.load(call.id<Inspection>(), InspectionPolicy::visible_to(view)); }

http::Response add_team(http::Call& call) {
    auto sent = call.body_as<Team>();
    return call.write([&](Transaction& t) {
        auto record = loaded(t, call);
        InspectionPolicy::may_plan(t, record.organization_id).or_throw();
        if (record.state == InspectionState::closed) throw conflict("inspection-not-open");
        auto team = sent;
        if (std::find(team.members.begin(), team.members.end(), team.lead_id) == team.members.end()) team.members.insert(team.members.begin(), team.lead_id);
        Faults faults;
        for (std::size_t i = 0; i < team.members.size(); ++i) {
            // Only who may inspect here: the committee's own people.
            auto fits = t.session.query("SELECT organization_id FROM role_grant WHERE tenant_id = ? AND account_id = ? AND role IN ('inspector', 'committee_clerk', 'leader')",
                                        t.tenant(), team.members[i]);
            bool good = false;
            while (fits.next()) good |= t.tree().within(record.organization_id, {fits.integer(0)});
            if (!good) faults.add(team.members[i] == team.lead_id ? "#/lead_id" : "#/members/" + std::to_string(i), "not_an_inspector");
        }
        if (t.session.integer("SELECT 1 FROM inspection_team WHERE tenant_id = ? AND inspection_id = ? AND name = ?", t.tenant(), record.id, team.name)) faults.add("#/name", "taken");
        faults.throw_if_any();
        team.id = {t.session.next_id()}, team.inspection_id = record.id;
        t.session.execute("INSERT INTO inspection_team (tenant_id, id, inspection_id, name, lead_id) VALUES (?,?,?,?,?)", t.tenant(), team.id, record.id, team.name, team.lead_id);
        for (auto member : team.members)
            t.session.execute("INSERT INTO inspection_team_member (tenant_id, team_id, account_id) VALUES (?,?,?) ON CONFLICT DO NOTHING", t.tenant(), team.id, member);
        t.record({"inspection.team_added", "inspection", record.id.value, record.organization_id}, {to_json(team)});
        return http::created(to_json(team));
    });
}

http::Response remove_team(http::Call& call) {
    return call.write([&](Transaction& t) {
        auto record = loaded(t, call);
        InspectionPolicy::may_plan(t, record.organization_id).or_throw();
        auto team = call.number(1);
        if (t.session.integer("SELECT 1 FROM visit WHERE tenant_id = ? AND team_id = ? AND state <> 'assigned'", t.tenant(), team)) throw conflict("team-has-visited");
        if (t.session.execute("DELETE FROM inspection_team WHERE tenant_id = ? AND id = ? AND inspection_id = ?", t.tenant(), team, record.id) == 0) throw not_found();
        t.session.execute("DELETE FROM inspection_team_member WHERE tenant_id = ? AND team_id = ?", t.tenant(), team);
        t.session.execute("UPDATE visit SET team_id = NULL, version = version + 1 WHERE tenant_id = ? AND team_id = ?", t.tenant(), team);
        t.record({"inspection.team_removed", "inspection", record.id.value, record.organization_id});
        return http::no_content();
    });
}

// Who can be put into a team: {items:[{id,name,roles}]}.
http::Response list_inspectors(http::Call& call) {
    return call.read([&](const View& view) {
        if (!view.actor.is_any(planners)) throw forbidden("plans_no_inspections");
        std::map<std::int64_t, std::pair<std::string, std::vector<std::string>>> all;
        auto rows = view.session.query(
            "SELECT a.id, a.name, g.role, g.organization_id FROM role_grant g JOIN account a ON a.tenant_id = g.tenant_id AND a.id = g.account_id WHERE g.tenant_id = ? AND "
            "a.state = 'active' AND g.role IN ('inspector', 'committee_clerk', 'leader') ORDER BY a.id", view.tenant());
        while (rows.next()) {
            bool reached = false;  // only people of the actor's own reach
            for (auto scope : view.actor.scopes(planners)) reached |= view.tree().within({rows.integer(3)}, scope) || view.tree().within(scope, {rows.integer(3)});
            if (!reached) continue;
            auto& [name, roles] = all[rows.integer(0)];
            name = rows.text(1);
            roles.emplace_back(rows.text(2));
        }
        std::string out = "{\"items\":[";
        for (auto& [id, person] : all) out += (out.back() == '[' ? "{\"id\":" : ",{\"id\":") + std::to_string(id) + ",\"name\":" + to_json(person.first) + ",\"roles\":" + to_json(person.second) + "}";
        return http::ok(out + "]}");
    });
}

}  // namespace
}  // namespace zhibu::supervision

namespace zhibu {
template <>
struct Schema<supervision::Nothing> {
    static constexpr std::string_view name = "note";
    static constexpr auto fields = std::tuple{field<&supervision::Nothing::note>({.max = 2000})};
};
}  // namespace zhibu

namespace zhibu::supervision {

void install_inspections(App& app) {
    auto inspections = std::make_shared<Inspections>(app, "/api/v1/inspections");
    inspections->list()
        .create([](Transaction& t, Inspection& record) { check_plan(t, record); })
        .change([](Transaction& t, const Inspection& before, Inspection& record) {
            check_plan(t, record);
            if (draw_of(t, record.id) && before.coverage != record.coverage) throw conflict("already-drawn");
        })
        .verb<Nothing>("opening", "opened", &InspectionPolicy::may_open, [](Transaction& t, Inspection& record, const Nothing&) { open(t, record); })
        .verb<Nothing>("closing", "closed", &InspectionPolicy::may_close, [](Transaction& t, Inspection& record, const Nothing&) { close(t, record); });
    auto& r = app.router;
    r.get("/api/v1/descriptions/inspection", {.operation = "inspection.describe"}, [](http::Call& call) {
        auto description = json::parse(description_of<Inspection>(call.app.words, call.language())).as_object();
        return call.read([&](const View& view) {
            json::array lists;
            auto checklists = checklists_on(view, view.today());
            for (auto& each : checklists->all) lists.push_back({{"value", each.name}, {"label", each.title}});
            for (auto& field : description["fields"].as_array())
                if (field.as_object()["name"] == "checklist") field.as_object()["kind"] = "enum", field.as_object()["options"] = lists;
            return http::ok(json::serialize(description));
        });
    });
    r.get("/api/v1/inspections/{id}", {.operation = "inspection.show", .response = http::shape<Inspection>()}, [inspections](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(shown_whole(view, *inspections, loaded(view, call))); });
    });
    r.get("/api/v1/inspections/inspectors", {.operation = "inspection.inspectors"}, list_inspectors);
    r.post("/api/v1/inspections/{id}/teams", {.operation = "inspection.add_team", .request = http::shape<Team>(), .response = http::shape<Team>()}, add_team);
    r.remove("/api/v1/inspections/{id}/teams/{team_id}", {.operation = "inspection.remove_team"}, remove_team);
}

}  // namespace zhibu::supervision
