// A round from its plan to its closing: which standard, who takes part, how far each organ is.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "standard/sent.hpp"

namespace zhibu::standard {
namespace {

using Rounds = Resource<StandardRound, RoundPolicy>;
using Rounds_ = std::shared_ptr<Rounds>;

std::optional<Offered> offered(const View& view, const std::string& path) {
    for (auto& each : offered_on(view, view.today()))
        if (each.path == path) return each;
    return {};
}

void prepare(Transaction& t, StandardRound& record) {
    Faults faults;
    auto found = offered(t, record.standard);
    if (!found) faults.add("#/standard", "not_one_of");
    if (!t.session.integer("SELECT 1 FROM account WHERE tenant_id = ? AND id = ? AND state = 'active'", t.tenant(), record.handler_id)) faults.add("#/handler_id", "unknown_reference");
    if (record.period.first_day() > t.today()) faults.add("#/period", "not_begun");
    if (record.self_check_until && (!record.self_check_until->whole() || *record.self_check_until < t.today())) faults.add("#/self_check_until", "in_the_past");
    faults.throw_if_any();
    record.standard_title = found->rules->head.title, record.standard_version = found->version.number;
}

struct Taking {
    Id<Organization> organization, organ;
};
// Who takes part as the tree stands now, each with the nearest committee above it: that one reviews.
std::vector<Taking> taking_part(const View& view, const StandardRound& round, const Standard& standard) {
    std::vector<Taking> all;
    for (auto id : view.tree().subtree(round.organization_id)) {
        auto kind = Codec<OrganizationKind>::parse(view.tree().find(id)->kind);
        if (id == round.organization_id || !kind || !standard.applies(*kind)) continue;
        auto organ = round.organization_id;
        for (auto above : view.tree().ancestors(id)) {
            auto its = Codec<OrganizationKind>::parse(view.tree().find(above)->kind);
            if (above == id || !its || (*its != OrganizationKind::organ_committee && *its != OrganizationKind::working_committee)) continue;
            organ = above;
            break;
        }
        all.push_back({id, view.tree().within(organ, round.organization_id) ? organ : round.organization_id});
    }
    return all;
}

// One sheet asks for one form: the meter of what a branch is asked for counts it.
void begin_sheet(Transaction& t, const StandardRound& round, const Taking& taking) {
    StandardSheet sheet;
    sheet.id = {t.session.next_id()}, sheet.round_id = round.id, sheet.organization_id = taking.organization, sheet.organ_id = taking.organ;
    auto c = case_of(sheet);
    sheet.due_on = procedure::begin(t, c, "standard_sheet");
    if (round.self_check_until) sheet.due_on = round.self_check_until;
    sheet.state = *Codec<SheetState>::parse(c.state), sheet.procedure_version = c.version;
    Store<StandardSheet>{t}.insert(sheet);
    t.facts.add({"burden.asked.form", sheet.organization_id, {}, t.today()}, {"standard_sheet", sheet.id.value});
}

void open(Transaction& t, StandardRound& round, const StepSent&) {
    if (round.self_check_until && *round.self_check_until < t.today()) throw invalid({{"#/self_check_until", "in_the_past"}});
    auto found = offered(t, round.standard);
    if (!found) throw conflict("standard-is-gone");
    auto taking = taking_part(t, round, *found->rules);
    if (taking.empty()) throw conflict("nobody-takes-part");
    round.standard_title = found->rules->head.title, round.standard_version = found->version.number;
    round.digest = keep_text(t, round.standard, t.app.packs.text_of(t, round.standard, found->version.number));
    round.state = RoundState::open, round.opened_on = t.today();
    for (auto& each : taking) begin_sheet(t, round, each);
}

void close(Transaction& t, StandardRound& round, const StepSent&) {
    auto waiting = t.session.integer("SELECT COUNT(*) FROM standard_sheet WHERE tenant_id = ? AND round_id = ? AND state IN ('self_check','review','reviewed','on_site','inspected')", t.tenant(), round.id).value_or(0);
    if (waiting) throw conflict("sheets-wait", {{"count", std::to_string(waiting)}});
    round.state = RoundState::closed, round.closed_on = t.today();
}

// {standards:[{path, title, source, items, …}]}: what a round may be opened with today.
http::Response list_standards(http::Call& call) {
    return call.read([&](const View& view) {
        if (!view.actor.is_any(sheet_readers)) throw forbidden("reads_no_sheets");
        json::array all;
        for (auto& each : offered_on(view, view.today())) {
            json::array grades;
            for (auto& grade : each.rules->grades) grades.push_back({{"name", grade.name}, {"title", said_in(view.actor.language, grade.title, grade.title_english)}, {"at_least", grade.at_least}, {"years", grade.years}});
            auto& head = each.rules->head;
            all.push_back({{"path", each.path}, {"title", said_in(view.actor.language, head.title, head.title_english)}, {"source", head.source}, {"note", said_in(view.actor.language, head.note, head.note_english)},
                           {"version", each.version.number}, {"sections", each.rules->sections.size()}, {"items", each.rules->items()}, {"grades", std::move(grades)}});
        }
        return http::ok(json::serialize(json::object{{"items", std::move(all)}}));
    });
}

// How many stand where, for the whole and by reviewing organ; before it is opened, how many would take part.
json::object progress_of(const View& view, const StandardRound& round) {
    std::map<std::int64_t, std::map<std::string, std::int64_t>> organs;
    std::map<std::string, std::int64_t> states, grades;
    std::int64_t overdue = 0, whole = 0;
    if (round.state == RoundState::planned) {
        if (auto found = offered(view, round.standard))
            for (auto& each : taking_part(view, round, *found->rules)) ++organs[each.organ.value]["self_check"], ++whole;
        states["self_check"] = whole;
    } else {
        auto scope = SheetPolicy::visible_to(view) && where("tenant_id = ? AND round_id = ?", view.tenant(), round.id);
        auto rows = view.session.query_with("SELECT organ_id, state, grade_title, due_on FROM standard_sheet WHERE " + scope.sql, scope.arguments);
        while (rows.next()) {
            std::string state{rows.text(1)};
            ++organs[rows.integer(0)][state], ++states[state], ++whole;
            if (!rows.text(2).empty()) ++grades[std::string{rows.text(2)}];
            if (!rows.is_null(3) && Date::from_number(rows.integer(3)) < view.today()) ++overdue;
        }
    }
    json::array by_organ;
    for (auto& [organ, counts] : organs) {
        json::object row{{"organ_id", organ}, {"organ_name", name_at(view, {organ})}};
        std::int64_t sum = 0;
        for (auto& [state, count] : counts) row[state] = count, sum += count;
        row["total"] = sum;
        by_organ.push_back(std::move(row));
    }
    json::array by_grade;
    if (!round.digest.empty()) {
        auto rules = kept(view, round.digest);
        for (auto& grade : rules->grades) by_grade.push_back({{"name", grade.name}, {"title", said_in(view.actor.language, grade.title, grade.title_english)}, {"stored", grade.title}, {"count", grades[grade.title]}});
    }
    return {{"total", whole}, {"overdue", overdue}, {"states", json::value_from(states)}, {"organs", std::move(by_organ)}, {"grades", std::move(by_grade)}};
}

// The form chooses among the standards in force.
http::Response describe(http::Call& call) {
    return call.read([&](const View& view) {
        auto description = json::parse(description_of<StandardRound>(call.app.words, call.language())).as_object();
        json::array options;
        for (auto& each : offered_on(view, view.today())) options.push_back({{"value", each.path}, {"label", said_in(call.language(), each.rules->head.title, each.rules->head.title_english)}});
        for (auto& field : description["fields"].as_array())
            if (field.at("name") == "standard") field.as_object()["kind"] = "enum", field.as_object()["options"] = options;
        return http::ok(json::serialize(description));
    });
}

http::Response show(http::Call& call, const Rounds_& resource) {
    return call.read([&](const View& view) {
        auto round = load_round(view, call.id<StandardRound>());
        auto out = resource->shown(view, round);
        out.pop_back();
        return http::ok(out + ",\"progress\":" + json::serialize(progress_of(view, round)) + "}");
    });
}

}  // namespace

void install_rounds(App& app) {
    auto resource = std::make_shared<Rounds>(app, "/api/v1/standard-rounds");
    resource->list()
        .create([](Transaction& t, StandardRound& record) {
            if (!t.tree().find(record.organization_id)) throw invalid({{"#/organization_id", "unknown_reference"}});
            prepare(t, record);
        })
        .change([](Transaction& t, const StandardRound&, StandardRound& record) { prepare(t, record); })
        .verb<StepSent>("opening", "opened", &RoundPolicy::may_open, open)
        .verb<StepSent>("closure", "closed", &RoundPolicy::may_close, close)
        .offers("draw", &RoundPolicy::may_draw);
    app.router.get("/api/v1/standard-rounds/{id}", {.operation = "standard_round.show", .response = http::shown_of<StandardRound>()}, [resource](http::Call& call) { return show(call, resource); });
    app.router.get("/api/v1/descriptions/standard_round", {.operation = "standard_round.describe"}, describe);
    app.router.get("/api/v1/standards", {.operation = "standard.list", .response = {{{"type", "object"}}, {}}}, list_standards);
}

}  // namespace zhibu::standard
