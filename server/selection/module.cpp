// Everything the outside may do with selections and honours.
#include <algorithm>

#include "kernel/access/delegation.hpp"
#include "kernel/record/resource.hpp"
#include "selection/record.hpp"

namespace zhibu::selection {
namespace {

Selection of(const View& view, const procedure::Case& c) { return Store<Selection>{view}.load({c.id}, everything()); }
std::int64_t in_state(const View& view, const procedure::Case& c, const char* state) {
    return Store<Nomination>{view}.count(where("selection_id = ? AND state = ?", c.id, state));
}

void load_procedure(App& app) {
    auto& all = app.procedures;
    all.condition("selection_has_nominations", [](const View& view, const procedure::Case& c) {
        auto proposed = in_state(view, c, "proposed");
        return allowed_if(proposed > 0, "nobody_nominated");
    });
    all.condition("selection_all_reviewed", [](const View& view, const procedure::Case& c) {
        auto proposed = in_state(view, c, "proposed"), chosen = in_state(view, c, "chosen");
        if (proposed > 0) return denied("not_all_reviewed");
        return allowed_if(chosen > 0, "nobody_chosen");
    });
    all.condition("selection_within_quota", [](const View& view, const procedure::Case& c) {
        auto chosen = in_state(view, c, "chosen");
        return allowed_if(chosen <= of(view, c).quota, "more_than_quota");
    });
    // Asked again at the end: what fell due during publicity blocks as well.
    all.condition("selection_nothing_blocks", [](const View& view, const procedure::Case& c) {
        auto selection = of(view, c);
        auto nominations = nominations_of(view, selection.id);
        bool blocked = std::any_of(nominations.begin(), nominations.end(), [&](auto& each) { return each.state == NominationState::chosen && !blocks(view, selection, each).empty(); });
        return allowed_if(!blocked, "a_chosen_one_is_blocked");
    });
    all.condition("selection_publicity_over", [](const View& view, const procedure::Case& c) {
        auto selection = of(view, c);
        return allowed_if(selection.publicity_to && *selection.publicity_to < view.today(), "publicity_runs");
    });
    all.condition("selection_objections_answered", [](const View& view, const procedure::Case& c) {
        return allowed_if(!view.session.integer("SELECT 1 FROM objection WHERE tenant_id = ? AND selection_id = ? AND answered_on IS NULL LIMIT 1", view.tenant(), c.id), "objections_wait");
    });
    all.load(pack::embedded("standard/selection.toml"), {"note"});
}

template <class T>
void declare_names(App& app, const char* kind) {
    app.references.declare(kind, [](const View& view, const std::vector<std::int64_t>& ids) {
        std::map<std::int64_t, std::string> names;
        for (auto& each : Store<T>{view}.select(any_of("id", ids))) names[each.id.value] = each.title;
        return names;
    });
}

}  // namespace

void check_honour(const View& view, const Honour& record, Faults& faults) {
    auto rules = rules_on(view, record.awarded_on);
    auto* rule = rules->honour(record.honour, record.awarded_on);
    if (!rule) faults.add("#/honour", "not_one_of");
    if (record.awarded_on > view.today() || !record.awarded_on.whole()) faults.add("#/awarded_on", "in_the_future");
    if (rule && (rule->given_to == GivenTo::member) != record.member_id.has_value()) faults.add("#/member_id", record.member_id ? "given_to_organizations" : "required");
    if (record.member_id && !Store<Member>{view}.find(*record.member_id, within("organization_id", view.tenant(), {record.organization_id}, view.tree()))) faults.add("#/member_id", "unknown_reference");
    if (!view.tree().find(record.given_by_id)) faults.add("#/given_by_id", "unknown_reference");
    if (record.paper.empty()) faults.add("#/paper", "required");
}
void note_honour(Transaction& t, Honour& record) {
    auto rules = rules_on(t, record.awarded_on);
    if (auto* rule = rules->honour(record.honour, record.awarded_on); rule && record.title.empty()) record.title = rule->words;
    t.facts.take_back({"honour", record.id.value});
    t.facts.add({"honour." + record.honour, record.organization_id, record.member_id.value_or(Id<Member>{}), record.awarded_on}, {"honour", record.id.value});
}

// An honour of before the program, from its paper; those of selections come by themselves.
void install_honours(App& app) {
    auto honours = std::make_shared<Resource<Honour, HonourPolicy>>(app, "/api/v1/honours");
    honours->list().create([](Transaction& t, Honour& record) {
        Faults faults;
        check_honour(t, record, faults);
        faults.throw_if_any();
        record.id = {t.session.next_id()};
        note_honour(t, record);
    });
    // The resource lives as long as the route that holds it.
    app.router.get("/api/v1/honours/{id}", {.operation = "honour.show", .response = http::shown_of<Honour>()}, [honours](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(honours->shown(view, Store<Honour>{view}.load(call.id<Honour>(), HonourPolicy::visible_to(view)))); });
    });
}

// A station that a visit found excellent: its honour, with the visit as its paper.
static void honour_station(Transaction& t, const Event& event) {
    auto detail = json::parse(event.detail.text).as_object();
    auto day = *Date::parse(detail["awarded_on"].as_string());
    auto rules = rules_on(t, day);
    auto* rule = rules->honour("excellent_station", day);
    if (!rule) return;
    Honour honour;
    honour.honour = rule->name, honour.title = rule->words, honour.organization_id = {detail["organization_id"].as_int64()}, honour.year = day.year(), honour.awarded_on = day;
    honour.given_by_id = {detail["given_by_id"].as_int64()}, honour.paper = std::string{detail["paper"].as_string()};
    Store<Honour>{t}.insert(honour);
    t.facts.add({"honour." + honour.honour, honour.organization_id, {}, day}, {"honour", honour.id.value});
}

void add_inbox(const View& view, std::vector<InboxItem>& items) {
    auto add = [&](const char* kind, const Selection& selection, std::string reason, std::string action, std::optional<Date> due) {
        auto* node = view.tree().find(selection.organization_id);
        auto page = "/selections/" + std::to_string(selection.id.value);
        items.push_back({kind, selection.title, std::move(reason), node ? node->name : "", due, page, "/m" + page, std::move(action)});
    };
    auto waiting = access::answered_by_actor(view, "handler_id", "organization_id") &&
                   where("state = 'publicised' AND EXISTS (SELECT 1 FROM objection o WHERE o.tenant_id = selection.tenant_id AND o.selection_id = selection.id AND o.answered_on IS NULL)");
    for (auto& each : Store<Selection>{view}.select(waiting, "ORDER BY publicity_to, id", 20)) {
        auto place = access::has_to_answer_as(view, each.handler_id, each.organization_id);
        if (!place) continue;
        add("selection.answer", each, "公示期收到异议，请您拆看并答复", "处理", each.publicity_to);
        items.back().title = access::said_for(view, *place, each.title);
    }
    if (!view.actor.is_any(selection_keepers)) return;
    auto over = view.within(selection_keepers) && where("state = 'publicised' AND publicity_to < ?", view.today());
    for (auto& each : Store<Selection>{view}.select(over, "ORDER BY publicity_to, id", 20)) add("selection.decide", each, "公示期已满", "公布结果", each.publicity_to);
}

void install(App& app) {
    // The names of honours are those that came with the program; facts are declared once, when it starts.
    for (auto& honour : pack::embedded(rules_file).rows<HonourRule>("honour"))
        if (!app.fact_kinds.known("honour." + honour.name)) app.fact_kinds.declare({"honour." + honour.name, honour.given_to == GivenTo::member ? FactKind::Unit::people : FactKind::Unit::times});
    app.fact_kinds.declare({"honour.withdrawn", FactKind::Unit::times});
    declare_rules(app);
    load_procedure(app);
    app.permit("selection.keep", selection_keepers);
    app.permit("selection.nominate", nominators);
    app.permit("selection.list", {Role::administrator, Role::auditor, Role::committee_clerk, Role::leader, Role::inspector, Role::organ_clerk, Role::branch_secretary, Role::member});
    declare_names<Selection>(app, "selection");
    declare_names<Honour>(app, "honour");
    install_selections(app);
    install_nominations(app);
    install_objections(app);
    install_honours(app);
    declare_honour_import(app);
    app.on("tour.station_excellent", honour_station);
    app.inbox(add_inbox);
}

}  // namespace zhibu::selection
