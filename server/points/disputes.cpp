// The routes of disputes (申诉): a member objects to a line or to a missing one, one named person answers with a reason, the next one up on appeal.
#include <fmt/format.h>

#include <algorithm>

#include "kernel/access/delegation.hpp"
#include "kernel/record/resource.hpp"
#include "points/statement.hpp"

namespace zhibu::points {
namespace {

using Disputes = Resource<Dispute, DisputePolicy>;

Dispute loaded(const View& view, Id<Dispute> id) { return Store<Dispute>{view}.load(id, DisputePolicy::visible_to(view)); }

std::string shown(const View& view, const Disputes& resource, const Dispute& dispute) {
    auto out = resource.shown(view, dispute);
    out.pop_back();
    return out + ",\"course\":" + procedure::drawing(view, case_of(dispute), dispute.due_on, view.actor.language) + "}";
}

// Accounts of whoever holds the posts that the rule names, in its order, then of the secretary's role, then of the clerks above.
std::vector<Id<Account>> candidates(const View& view, const Seams& seams, const Rulebook& rules, Id<Organization> branch) {
    std::vector<Id<Account>> all;
    auto today = view.today();
    std::vector<std::int64_t> members;
    auto rows = view.session.query("SELECT member_id FROM membership WHERE tenant_id = ? AND organization_id = ? AND valid_from <= ? AND valid_to >= ?", view.tenant(), branch, today, today);
    while (rows.next()) members.push_back(rows.integer(0));
    auto held = members.empty() ? std::vector<HeldPost>{} : seams.posts_held(view, today, today, members);
    for (auto& post : rules.head.answered_by)
        for (auto& each : held)
            if (each.organization == branch && each.post == post)
                if (auto account = view.session.integer("SELECT id FROM account WHERE tenant_id = ? AND member_id = ? AND state = 'active'", view.tenant(), each.member)) all.push_back({*account});
    auto with_role = [&](const char* role, Id<Organization> organization) {
        auto found = view.session.query(
            "SELECT DISTINCT a.id FROM account a JOIN role_grant g ON g.tenant_id = a.tenant_id AND g.account_id = a.id WHERE a.tenant_id = ? AND a.state = 'active' AND g.role = ? AND g.organization_id = ? ORDER BY a.id", view.tenant(),
            role, organization);
        while (found.next()) all.push_back({found.integer(0)});
    };
    with_role("branch_secretary", branch);
    for (auto above : view.tree().ancestors(branch)) with_role("organ_clerk", above), with_role("committee_clerk", above);
    return all;
}

// Not the member, and not who recorded what is disputed.
Id<Account> answerer_of(const View& view, const Seams& seams, const Rulebook& rules, const Dispute& dispute) {
    for (auto account : candidates(view, seams, rules, dispute.organization_id)) {
        if (account == view.actor.account || (dispute.recorder_id && account == *dispute.recorder_id)) continue;
        return account;
    }
    throw conflict("points-nobody-to-answer");
}

// The line as the member sees it; its own statement must hold it.
void name_line(const View& view, const Standing& standing, Dispute& dispute) {
    auto& lines = standing.statement.lines;
    auto found = std::find_if(lines.begin(), lines.end(), [&](auto& line) { return dispute.fact_id && line.fact_id == *dispute.fact_id && line.rule == dispute.rule; });
    if (found == lines.end()) throw invalid({{"#/fact_id", "no_line_of_yours"}});
    auto rules = rules_of(view, dispute.period);
    if (auto ends = dispute_ends(view, *rules, standing.settled, found->entered_at); ends && view.today() > *ends) throw conflict("points-dispute-too-late", {{"day", ends->chinese()}});
    dispute.happened_on = found->on;
    dispute.subject = fmt::format("{} {} {:+}", found->on.chinese(), found->rule.empty() ? std::string{view.app.words.text(Language::chinese, "points.adjusted")} : found->title, found->counted);
    if (found->entered_by) dispute.recorder_id = Id<Account>{found->entered_by};
    if (view.session.integer("SELECT 1 FROM points_dispute WHERE tenant_id = ? AND member_id = ? AND fact_id = ? AND rule = ? AND state IN ('raised', 'appealed')", view.tenant(), dispute.member_id, *dispute.fact_id, dispute.rule))
        throw conflict("points-disputed-already");
}
void name_missing(const View& view, const Standing& standing, Dispute& dispute) {
    dispute.fact_id.reset();
    auto rules = rules_of(view, dispute.period);
    if (auto ends = dispute_ends(view, *rules, standing.settled, {}); ends && view.today() > *ends) throw conflict("points-dispute-too-late", {{"day", ends->chinese()}});
    Faults faults;
    if (!dispute.happened_on || !dispute.happened_on->whole()) faults.add("#/happened_on", "required");
    else if (!dispute.period.contains(*dispute.happened_on)) faults.add("#/happened_on", "outside_the_period");
    else if (*dispute.happened_on > view.today()) faults.add("#/happened_on", "in_the_future");
    auto* rule = dispute.rule.empty() ? nullptr : rules->find(dispute.rule);
    if (!dispute.rule.empty() && !rule) faults.add("#/rule", "not_one_of");
    faults.throw_if_any();
    dispute.subject = fmt::format("{} {}", dispute.happened_on->chinese(), rule ? rule->title : view.app.words.text(Language::chinese, "points.missing"));
}

http::Response raise(http::Call& call, const Shelved& shelf, const std::shared_ptr<Disputes>& resource) {
    auto sent = call.body_as<Dispute>();
    return call.write([&](Transaction& t) {
        if (!t.actor.member) throw Problem{404, "no-own-record"};
        auto dispute = sent;
        Faults faults;
        if (sent.period.year() < 1950 || sent.period.year() > 9000 || period_of(t, sent.period.first_day()) != sent.period) faults.add("#/period", "not_a_period_of_points");
        else if (sent.period.first_day() > t.today()) faults.add("#/period", "not_begun");
        faults.throw_if_any();
        dispute.member_id = t.actor.member;
        auto standing = readable_statement(t, *shelf->seams, dispute.member_id, dispute.period);
        dispute.organization_id = standing.statement.organization_id, dispute.raised_on = t.today();
        dispute.about == Disputed::line ? name_line(t, standing, dispute) : name_missing(t, standing, dispute);
        dispute.answerer_id = answerer_of(t, *shelf->seams, *rules_of(t, dispute.period), dispute);
        dispute.id = {t.session.next_id()};
        auto c = case_of(dispute);
        dispute.due_on = procedure::begin(t, c, "points_dispute", dispute.claim);
        dispute.state = c.state, dispute.procedure_version = c.version;
        Store<Dispute>{t}.insert(dispute);
        t.facts.add({"points.disputed", dispute.organization_id, dispute.member_id, t.today()}, {"points_dispute", dispute.id.value});
        t.record({"points_dispute.raised", "points_dispute", dispute.id.value, dispute.organization_id}, {json::serialize(json::object{{"period", dispute.period.iso()}, {"answerer_id", dispute.answerer_id.value}})});
        return http::created(shown(t, *resource, dispute));
    });
}

// What an answer means: a correction of its own, or the record put right at its source; a refusal gives nothing.
void answer(Transaction& t, Dispute& dispute, std::string_view verb, const DisputeStep& sent, bool late) {
    dispute.answered_on = t.today(), dispute.answer = sent.note;
    bool upheld = verb.starts_with("uphold");
    if (upheld && !sent.points && !sent.corrected_at_source) throw invalid({{"#/points", "points_or_source"}});
    if (!upheld && (sent.points || sent.corrected_at_source)) throw invalid({{"#/points", "refused_gives_nothing"}});
    t.facts.add({"points.dispute_answered", dispute.organization_id, dispute.member_id, t.today(), 1, late}, {"points_dispute", dispute.id.value});
    if (!sent.points) return;
    dispute.points = sent.points;
    Adjustment made{{}, dispute.member_id, dispute.organization_id, dispute.period, *sent.points, sent.note, dispute.id, t.actor.account, t.now, 1};
    adjust(t, made);
}

http::Response step(http::Call& call, const std::shared_ptr<Disputes>& resource) {
    auto sent = call.body_as<DisputeStep>();
    auto verb = call.part(1);
    return call.write([&](Transaction& t) {
        auto dispute = loaded(t, call.id<Dispute>());
        auto before = dispute;
        auto c = case_of(dispute);
        auto& found = procedure::permitted(t, c, verb);
        call.must_match(dispute.version);
        if (!found.required.empty() && sent.note.size() < 4) throw invalid({{"#/note", "required"}});
        bool late = dispute.due_on && *dispute.due_on < t.today();
        // Who takes over answers from now on; the limit stays as it was.
        auto due = dispute.due_on;
        dispute.due_on = procedure::advance(t, c, verb, sent.note);
        if (verb == "take_over") dispute.answerer_id = t.actor.account, dispute.due_on = due;
        dispute.state = c.state;
        if (verb == "uphold" || verb == "refuse" || verb == "uphold_appeal" || verb == "refuse_appeal") answer(t, dispute, verb, sent, late);
        Store<Dispute>{t}.update(dispute);
        t.record({"points_dispute." + verb, "points_dispute", dispute.id.value, dispute.organization_id}, differences(before, dispute));
        return http::ok(shown(t, *resource, dispute));
    });
}

void load_procedure(App& app) {
    auto& all = app.procedures;
    auto of_case = [](const View& view, const procedure::Case& c) { return Store<Dispute>{view}.load({c.id}, everything()); };
    all.party("dispute_party", [](const View&, const std::string&) { return everything(); });  // who exactly, the conditions say
    all.condition("answers_dispute", [of_case](const View& view, const procedure::Case& c) {
        auto dispute = of_case(view, c);
        if (!access::answers_as(view, dispute.answerer_id, dispute.organization_id)) return denied("not_named_to_answer");
        return allowed_if(may_answer(dispute, view.actor.account, view.actor.member), "own_record_disputed");
    });
    all.condition("own_dispute", [of_case](const View& view, const procedure::Case& c) { return allowed_if(view.actor.member && of_case(view, c).member_id == view.actor.member, "not_your_dispute"); });
    all.condition("others_dispute", [of_case](const View& view, const procedure::Case& c) {
        auto dispute = of_case(view, c);
        return allowed_if(may_answer(dispute, view.actor.account, view.actor.member), "own_record_disputed");
    });
    all.condition("dispute_overdue", [of_case](const View& view, const procedure::Case& c) {
        auto dispute = of_case(view, c);
        return allowed_if(dispute.due_on && *dispute.due_on < view.today(), "dispute_not_overdue");
    });
    // Against a refusal within as many working days as against a line.
    all.condition("appeal_in_time", [of_case](const View& view, const procedure::Case& c) {
        auto dispute = of_case(view, c);
        auto days = rules_of(view, dispute.period)->head.dispute_days;
        return allowed_if(dispute.answered_on && view.app.working_days.plus_working_days(*dispute.answered_on, int(days)) >= view.today(), "appeal_too_late");
    });
    all.load(pack::embedded("standard/points_dispute.toml"), {"note"});
    app.packs.fix("points_dispute", "pack_fixed_procedure");
}

}  // namespace

void install_disputes(App& app, const Shelved& shelf) {
    load_procedure(app);
    auto resource = std::make_shared<Disputes>(app, "/api/v1/points-disputes");
    resource->list().describe();
    auto& r = app.router;
    r.get("/api/v1/points-disputes/{id}", {.operation = "points_dispute.show", .response = http::shown_of<Dispute>()}, [resource](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(shown(view, *resource, loaded(view, call.id<Dispute>()))); });
    });
    r.post("/api/v1/points-disputes", {.operation = "points_dispute.raise", .request = http::shape<Dispute>(), .response = http::shown_of<Dispute>()}, [shelf, resource](http::Call& call) { return raise(call, shelf, resource); });
    r.post("/api/v1/points-disputes/{id}/steps/{verb}", {.operation = "points_dispute.step", .request = http::shape<DisputeStep>(), .response = http::shown_of<Dispute>()}, [resource](http::Call& call) { return step(call, resource); });
}

}  // namespace zhibu::points
