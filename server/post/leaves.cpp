// The routes of leave: asked for by oneself, decided by the secretary or the superior, ended early by coming back.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/access/delegation.hpp"
#include "post/described.hpp"
#include "post/stand_ins.hpp"

namespace zhibu::post {

procedure::Case case_of(const Leave& leave) { return {"leave", leave.id.value, leave.organization_id, leave.procedure, leave.procedure_version, leave.state}; }

Where LeavePolicy::visible_to(const View& view) { return view.within(unit_keepers) || where("account_id = ?", view.actor.account); }
Where LeavePolicy::matching(const View& view, const std::string& words) {
    return where("account_id IN (SELECT id FROM account WHERE tenant_id = ? AND name LIKE ?)", view.tenant(), "%" + words + "%");
}

namespace {

using Leaves = Resource<Leave, LeavePolicy>;

std::string cover_json(const View& view, const std::vector<CoveredPost>& cover) {
    bool chinese = view.actor.language == Language::chinese;
    ReferenceList names;
    for (auto& each : cover) collect_references(each.holding, names);
    names.load(view);
    auto named = [&](std::string_view kind, std::int64_t id) {
        auto* name = names.name(kind, id);
        return name ? json::value(*name) : json::value(nullptr);
    };
    json::array all;
    auto rules = rules_today(view);
    for (auto& each : cover) {
        auto* post = rules->post(each.holding.post);
        auto stand_in = each.holding.stand_in_id ? each.holding.stand_in_id->value : 0;
        all.push_back({{"holding_id", each.holding.id.value}, {"post_label", post ? (chinese ? post->label : post->english) : each.holding.post}, {"organization_id", each.holding.organization_id.value},
                       {"organization_name", named("organization", each.holding.organization_id.value)}, {"stand_in_name", named("member", stand_in)}, {"cover", Codec<Cover>::name(each.cover)}});
    }
    return json::serialize(all);
}

std::string shown(const View& view, const Leaves& resource, const Leave& leave) {
    auto out = resource.shown(view, leave);
    out.pop_back();
    return out + ",\"cover\":" + cover_json(view, cover_of(view, leave.member_id, leave.from_on, leave.to_on)) + ",\"course\":" + procedure::drawing(view, case_of(leave), leave.due_on, view.actor.language) + "}";
}

// Who answers for an organisation asks those above it; everybody else the secretary of the home branch.
void find_place(const View& view, Leave& leave) {
    for (auto& grant : view.actor.grants) {
        bool answers = std::find(unit_keepers.begin(), unit_keepers.end(), grant.role) != unit_keepers.end();
        if (!answers || !view.tree().find(grant.organization) || !access::covers_by_own(view, {grant.role}, grant.organization)) continue;
        leave.organization_id = grant.organization, leave.procedure = "leave_of_secretary";
        return;
    }
    auto home = leave.member_id ? view.session.integer("SELECT organization_id FROM membership WHERE tenant_id = ? AND member_id = ? AND valid_from <= ? AND valid_to >= ?", view.tenant(), *leave.member_id,
                                                       view.today(), view.today())
                                : std::nullopt;
    if (!home) throw forbidden("takes_no_leave_here");
    leave.organization_id = {*home}, leave.procedure = "leave";
}

void check(const View& view, const Leave& leave) {
    Faults faults;
    auto rules = rules_today(view);
    auto& kinds = rules->leaves;
    auto days = rules->stand_in.most_days;
    if (!leave.from_on.whole()) faults.add("#/from_on", "not_a_date");
    if (!leave.to_on.whole()) faults.add("#/to_on", "not_a_date");
    if (faults.empty() && leave.to_on < leave.from_on) faults.add("#/to_on", "before_its_first_day");
    if (faults.empty() && leave.to_on < view.today()) faults.add("#/to_on", "in_the_past");
    if (faults.empty() && leave.from_on.days_until(leave.to_on) >= days) faults.add("#/to_on", "leave_is_too_long", {{"days", std::to_string(days)}});
    if (std::none_of(kinds.begin(), kinds.end(), [&](auto& kind) { return kind.key == leave.reason; })) faults.add("#/reason", "not_one_of");
    faults.throw_if_any();
    auto other = view.session.integer("SELECT id FROM leave WHERE tenant_id = ? AND account_id = ? AND state IN ('requested', 'approved') AND from_on <= ? AND to_on >= ?", view.tenant(), view.actor.account,
                                      leave.to_on, leave.from_on);
    if (other) throw conflict("leave-overlaps");
}

http::Response create(const std::shared_ptr<Leaves>& resource, http::Call& call) {
    auto sent = call.body_as<Leave>();
    return call.write([&](Transaction& t) {
        auto leave = sent;
        check(t, leave);
        leave.account_id = t.actor.account, leave.requested_on = t.today();
        if (t.actor.member) leave.member_id = t.actor.member;
        find_place(t, leave);
        leave.id = {t.session.next_id()};
        leave.procedure_version = t.app.procedures.on(leave.procedure, t.today()).version;
        leave.state = t.app.procedures.on(leave.procedure, t.today()).states.front().name;
        Store<Leave>{t}.insert(leave);
        auto c = case_of(leave);
        procedure::begin(t, c, leave.procedure);
        leave.due_on = procedure::advance(t, c, "request");
        leave.state = c.state;
        Store<Leave>{t}.update(leave);
        t.record({"leave.requested", "leave", leave.id.value, leave.organization_id}, differences(Leave{}, leave));
        return http::created(shown(t, *resource, leave));
    });
}

void decide(Transaction& t, Leave& leave, std::string_view verb, const std::string& note) {
    auto c = case_of(leave);
    auto& step = procedure::permitted(t, c, verb);
    if (!step.required.empty() && note.empty()) throw invalid({{"#/note", "required"}});
    leave.due_on = procedure::advance(t, c, verb, note);
    leave.state = c.state;
    if (verb == "return") {
        if (t.today() > leave.to_on) throw conflict("leave-has-ended");
        leave.returned_on = t.today();
    } else leave.decided_on = t.today(), leave.decision = note;
    if (verb == "approve") t.facts.add({"post.leave_granted", leave.organization_id, leave.member_id.value_or(Id<Member>{}), leave.from_on}, {"leave", leave.id.value});
    if (verb == "approve" || verb == "return") renew(t, leave);
}

void step(App& app, const std::shared_ptr<Leaves>& resource, const std::string& path, std::string verb, const std::string& past) {
    app.router.post("/api/v1/leaves/{id}/" + path, {.operation = "leave." + past, .request = http::shape<Note>(), .response = http::shown_of<Leave>()}, [resource, verb, past](http::Call& call) {
        auto sent = call.body_as<Note>();
        return call.write([&](Transaction& t) {
            auto leave = Store<Leave>{t}.load(call.id<Leave>(), LeavePolicy::visible_to(t));
            auto before = leave;
            procedure::permitted(t, case_of(leave), verb);
            call.must_match(leave.version);
            decide(t, leave, verb, sent.note);
            Store<Leave>{t}.update(leave);
            t.record({"leave." + past, "leave", leave.id.value, leave.organization_id}, differences(before, leave));
            return http::ok(shown(t, *resource, leave));
        });
    });
}

// Before one asks: who would stand in for which post in this time.
http::Response own_cover(http::Call& call) {
    auto from = call.date_parameter("from_on"), to = call.date_parameter("to_on");
    return call.read([&](const View& view) {
        auto first = from.value_or(view.today()), last = std::max(first, to.value_or(first));
        auto member = view.actor.member ? std::optional{view.actor.member} : std::nullopt;
        return http::ok("{\"items\":" + cover_json(view, cover_of(view, member, first, last)) + "}");
    });
}

}  // namespace

void install_leaves(App& app) {
    auto& all = app.procedures;
    all.party("leave_taker", [](const View&, const std::string&) { return everything(); });  // narrowed by the condition
    all.condition("own_leave", [](const View& view, const procedure::Case& c) {
        return allowed_if(view.session.integer("SELECT id FROM leave WHERE tenant_id = ? AND id = ? AND account_id = ?", view.tenant(), c.id, view.actor.account).has_value(), "is_not_the_own_leave");
    });
    all.condition("others_leave", [](const View& view, const procedure::Case& c) {
        return allowed_if(!view.session.integer("SELECT id FROM leave WHERE tenant_id = ? AND id = ? AND account_id = ?", view.tenant(), c.id, view.actor.account), "is_the_own_leave");
    });
    auto leaves = std::make_shared<Leaves>(app, "/api/v1/leaves");
    leaves->list();
    app.router.post("/api/v1/leaves", {.operation = "leave.request", .request = http::shape<Leave>(), .response = http::shown_of<Leave>()}, [leaves](http::Call& call) { return create(leaves, call); });
    app.router.get("/api/v1/leaves/cover", {.operation = "leave.cover", .query = {{"from_on", "first day; today where absent"}, {"to_on", "last day"}}}, own_cover);
    app.router.get("/api/v1/leaves/{id}", {.operation = "leave.show", .response = http::shown_of<Leave>()}, [leaves](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(shown(view, *leaves, Store<Leave>{view}.load(call.id<Leave>(), LeavePolicy::visible_to(view)))); });
    });
    step(app, leaves, "approval", "approve", "approved");
    step(app, leaves, "refusal", "refuse", "refused");
    step(app, leaves, "withdrawal", "withdraw", "withdrawn");
    step(app, leaves, "return", "return", "returned");
    app.router.get("/api/v1/descriptions/leave", {.operation = "leave.describe"}, [](http::Call& call) {
        auto& course = call.app.procedures.on("leave", call.app.clock.today());
        return call.read([&](const View& view) {
            return http::ok(with_choices(description_of<Leave>(call.app.words, call.language()), {{"reason", choices_of(rules_today(view)->leaves, call.language())}, {"state", states_of(course, call.language())}}));
        });
    });
}

}  // namespace zhibu::post
