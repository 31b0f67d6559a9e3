// A selection from its notice to its result: the quota by heads, each step of its procedure, and how a page reads it.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/record/resource.hpp"
#include "kernel/values/text.hpp"
#include "selection/record.hpp"

namespace zhibu::selection {
namespace {

using Selections = Resource<Selection, SelectionPolicy>;

void prepare(Transaction& t, Selection& record) {
    Faults faults;
    auto rules = t.app.packs.numbered<Rules>(t, rules_file, record.rules_number);
    auto* honour = rules->honour(record.honour, Date::of(int(record.year), 1, 1));
    if (!honour) faults.add("#/honour", "not_one_of");
    if (!t.tree().find(record.organization_id)) faults.add("#/organization_id", "unknown_reference");
    auto handler = t.session.integer("SELECT 1 FROM account WHERE tenant_id = ? AND id = ? AND state = 'active'", t.tenant(), record.handler_id);
    if (!handler) faults.add("#/handler_id", "unknown_reference");
    if (!faults.empty()) faults.throw_if_any();
    record.heads = t.app.measures.of(honour->heads, t, record.organization_id, Period::whole_year(int(record.year))).value;
    auto most = std::max<std::int64_t>(1, record.heads * honour->over / honour->under);
    if (record.quota > most) faults.add("#/quota", "beyond_quota", {{"most", std::to_string(most)}, {"heads", std::to_string(record.heads)}});
    if (record.quota == 0) record.quota = most;
    faults.throw_if_any();
}

// The page's own part: nominations with what blocks each now; deeds and blocks for whoever reviews or nominated, names for everybody.
std::string nominations_json(const View& view, const Selection& selection) {
    bool keeper = view.covers(selection_keepers, selection.organization_id);
    auto nominating = view.actor.scopes(nominators);
    std::string out = "[";
    auto all = nominations_of(view, selection.id);
    ReferenceList names;
    for (auto& each : all) collect_references(each, names);
    names.load(view);
    for (auto& each : all) {
        bool own = std::any_of(nominating.begin(), nominating.end(), [&](auto scope) { return view.tree().within(each.organization_id, scope); });
        bool known = each.state == NominationState::chosen || each.state == NominationState::honoured;
        if (!keeper && !own && !known) continue;
        if (!keeper && !own) each.note.clear();
        out += out.size() > 1 ? ",{" : "{";
        write_named_members(out, each, names);
        out += ",\"blocks\":[";
        bool open = selection.state == "nominating" || selection.state == "reviewing" || selection.state == "publicised";
        if ((keeper || own) && open)
            for (bool first = true; auto& block : blocks(view, selection, each)) {
                out += fmt::format("{}{{\"check\":{},\"reason\":{},\"page\":{}}}", first ? "" : ",", to_json(block.check), to_json(block.reason), to_json(block.page));
                first = false;
            }
        out += "]}";
    }
    return out + "]";
}

void honour_everybody(Transaction& t, const Selection& selection) {
    auto rule = rule_of(t, selection);
    for (auto& nomination : nominations_of(t, selection.id)) {
        if (nomination.state != NominationState::chosen) continue;
        nomination.state = NominationState::honoured;
        Store<Nomination>{t}.update(nomination);
        Honour honour;
        honour.honour = selection.honour, honour.title = rule->words, honour.organization_id = nomination.organization_id, honour.member_id = nomination.member_id;
        honour.year = selection.year, honour.awarded_on = t.today(), honour.given_by_id = selection.organization_id, honour.selection_id = selection.id;
        Store<Honour>{t}.insert(honour);
        t.facts.add({"honour." + selection.honour, nomination.organization_id, nomination.member_id.value_or(Id<Member>{}), t.today()}, {"honour", honour.id.value});
    }
}

http::Response step(http::Call& call) {
    auto sent = call.body_as<StepSent>();
    auto verb = call.part(1);
    return call.write([&](Transaction& t) {
        auto selection = load_selection(t, call.id<Selection>());
        auto before = selection;
        auto c = case_of(selection);
        auto& wanted = procedure::permitted(t, c, verb);
        call.must_match(selection.version);
        if (!wanted.required.empty() && is_blank(sent.note)) throw invalid({{"#/note", "required"}});
        procedure::advance(t, c, verb, sent.note);
        selection.state = c.state;
        if (verb == "publicise") {
            auto days = rule_of(t, selection)->publicity_days;
            selection.publicity_from = t.today(), selection.publicity_to = t.app.working_days.plus_working_days(t.today(), int(days));
        }
        if (verb == "decide") selection.decided_on = t.today(), honour_everybody(t, selection);
        Store<Selection>{t}.update(selection);
        t.record({"selection." + std::string{verb}, "selection", selection.id.value, selection.organization_id}, differences(before, selection));
        return http::ok(shown(t, selection));
    });
}

http::Response honour_rules(http::Call& call) {
    return call.read_kept([&](const View& view) {
        auto rules = rules_on(view, view.today());
        std::string out = "{\"items\":";
        Codec<std::vector<HonourRule>>::write(out, rules->honours);
        out += ",\"checks\":";
        Codec<std::vector<CheckRule>>::write(out, rules->checks);
        return http::ok(out + "}");
    });
}

template <class T>
void describe(App& app) {
    app.router.get("/api/v1/descriptions/" + std::string{Schema<T>::name}, {.operation = std::string{Schema<T>::name} + ".describe"}, [](http::Call& call) {
        auto english = call.language() == Language::english;
        auto description = json::parse(description_of<T>(call.app.words, call.language())).as_object();
        json::array honours, states;
        call.read([&](const View& view) {
            for (auto& each : rules_on(view, view.today())->honours) honours.push_back({{"value", each.name}, {"label", english ? each.english : each.words}});
            return http::no_content();
        });
        for (auto& each : call.app.procedures.on("selection", call.app.clock.now().date()).states) states.push_back({{"value", each.name}, {"label", english ? each.english : each.label}});
        for (auto& field : description["fields"].as_array()) {
            auto& one = field.as_object();
            if (one["name"] == "honour") one["kind"] = "enum", one["options"] = honours;
            if (one["name"] == "state" && std::is_same_v<T, Selection>) one["kind"] = "enum", one["options"] = states;
        }
        return http::ok(json::serialize(description));
    });
}

}  // namespace

std::string shown(const View& view, const Selection& selection) {
    ReferenceList names;
    collect_references(selection, names);
    names.load(view);
    std::string out = "{";
    write_named_members(out, selection, names);
    auto honour = rule_of(view, selection);
    auto waiting = view.session.integer("SELECT COUNT(*) FROM objection WHERE tenant_id = ? AND selection_id = ? AND answered_on IS NULL", view.tenant(), selection.id).value_or(0);
    auto objections = view.session.integer("SELECT COUNT(*) FROM objection WHERE tenant_id = ? AND selection_id = ?", view.tenant(), selection.id).value_or(0);
    out += ",\"rule\":" + to_json(*honour.honour) + ",\"nominations\":" + nominations_json(view, selection) +
           fmt::format(",\"objections\":{},\"objections_waiting\":{},\"calendar_caution\":", objections, waiting) +
           to_json(selection.publicity_to ? view.app.working_days.caution(*selection.publicity_from, *selection.publicity_to) : std::string{}) +
           ",\"procedure\":" + procedure::drawing(view, case_of(selection), selection.publicity_to, view.actor.language) + ",\"can\":{";
    struct {
        const char* verb;
        Verdict verdict;
    } verbs[] = {{"change", SelectionPolicy::may_change(view, selection)}, {"nominate", SelectionPolicy::may_nominate(view, selection)}, {"review_nominations", SelectionPolicy::may_review(view, selection)},
                 {"object", SelectionPolicy::may_object(view, selection)}, {"handle", SelectionPolicy::may_handle(view, selection)}};
    for (bool first = true; auto& each : verbs) {
        out += fmt::format("{}\"{}\":", first ? "" : ",", each.verb);
        write_verdict(out, view, each.verdict);
        first = false;
    }
    return out + "}}";
}

void install_selections(App& app) {
    auto resource = std::make_shared<Selections>(app, "/api/v1/selections");
    resource->list().change([](Transaction& t, const Selection&, Selection& record) { prepare(t, record); });
    auto& r = app.router;
    r.post("/api/v1/selections", {.operation = "selection.create", .request = http::shape<Selection>(), .response = http::shape<Selection>()}, [resource](http::Call& call) {
        auto sent = call.body_as<Selection>();
        return call.write([&](Transaction& t) {
            auto record = sent;
            SelectionPolicy::may_create(t, record).or_throw();
            record.rules_number = t.app.packs.in_force(t, rules_file, t.today()).number;
            prepare(t, record);
            record.created_by = t.actor.account;
            Store<Selection>{t}.insert(record);
            auto c = case_of(record);
            procedure::begin(t, c, "selection");
            record.state = c.state, record.procedure_version = c.version;
            Store<Selection>{t}.update(record);
            t.record({"selection.created", "selection", record.id.value, record.organization_id}, differences(Selection{}, record));
            return http::created(shown(t, record));
        });
    });
    r.get("/api/v1/selections/{id}", {.operation = "selection.show", .response = http::shape<Selection>()},
          [](http::Call& call) { return call.read([&](const View& view) { return http::ok(shown(view, load_selection(view, call.id<Selection>()))); }); });
    r.post("/api/v1/selections/{id}/steps/{verb}", {.operation = "selection.step", .request = http::shape<StepSent>(), .response = http::shape<Selection>()}, step);
    r.get("/api/v1/honour-rules", {.operation = "selection.rules"}, honour_rules);
    describe<Selection>(app), describe<Honour>(app);
}

}  // namespace zhibu::selection
