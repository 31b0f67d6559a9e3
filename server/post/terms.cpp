// Terms: the change of term with everybody who was elected, the list of terms as of a day, the superior's written reminder.
#include <fmt/format.h>

#include <set>

#include "kernel/record/audited_export.hpp"
#include "post/described.hpp"
#include "post/post_policy.hpp"
#include "post/stand_ins.hpp"

namespace zhibu::post {
namespace {

using Terms = Resource<Term, TermPolicy>;

Event event(std::string name, const Term& term) { return {std::move(name), "term", term.id.value, term.organization_id}; }

// Approved by the day; the plan where nothing was.
const std::string due_then =
    "COALESCE((SELECT MAX(x.until) FROM term_extension x WHERE x.tenant_id = term.tenant_id AND x.term_id = term.id AND x.state = 'approved' AND x.decided_on <= ?), planned_on)";

PostHolding holding_of(const TermChange& change, const ElectedTo& each) {
    PostHolding holding;
    holding.organization_id = change.organization_id, holding.post = each.post, holding.member_id = each.member_id, holding.stand_in_id = each.stand_in_id;
    holding.valid_from = change.began_on, holding.way = HoldingWay::elected, holding.basis = change.approval;
    return holding;
}

void end_former(Transaction& t, const TermChange& change, const std::optional<Term>& former) {
    auto last_day = change.began_on.plus_days(-1);
    if (former) {
        auto ended = *former;
        ended.ended_on = last_day;
        Store<Term>{t}.update(ended);
        t.tell(event("term.ended", ended));
    }
    auto rules = rules_on(t, change.began_on);
    for (auto& holding : Store<PostHolding>{t}.select(where("organization_id = ? AND valid_to IS NULL", change.organization_id))) {
        auto* post = rules->post(holding.post);
        if (!post || !post->elected) continue;
        auto ended = holding;
        end_holding(t, ended, std::max(last_day, holding.valid_from), std::string{t.app.words.text(Language::chinese, "post.ended_by_change")});
        Store<PostHolding>{t}.update(ended);
    }
}

// What is elected must fit; whoever holds it until the day before makes room by the change itself.
void check_elected(const View& view, const TermChange& change, const Organization& organization, Faults& faults) {
    std::set<std::pair<std::string, std::int64_t>> seen;
    std::map<std::string, std::int64_t> counts;
    auto rules = rules_on(view, change.began_on);
    for (std::size_t i = 0; i < change.holders.size(); ++i) {
        auto& each = change.holders[i];
        auto place = "#/holders/" + std::to_string(i);
        auto* post = rules->post(each.post);
        if (!post || !post->exists_in(organization.kind) || !post->elected) {
            faults.add(place + "/post", "no_such_post_here");
            continue;
        }
        auto* body = rules->body_of(organization.kind);
        if (post->body_only && body && body->by_size && !has_committee_by(view, organization, change.began_on)) faults.add(place + "/post", "no_committee_here");
        if (!seen.emplace(each.post, each.member_id.value).second) faults.add(place + "/member_id", "holds_it_already");
        else if (!belongs_to(view, each.member_id, organization.id, post->from, change.began_on)) faults.add(place + "/member_id", "not_of_this_organization");
        if (each.stand_in_id && *each.stand_in_id == each.member_id) faults.add(place + "/stand_in_id", "stands_in_for_oneself");
        else if (each.stand_in_id && !belongs_to(view, *each.stand_in_id, organization.id, post->from, change.began_on)) faults.add(place + "/stand_in_id", "not_of_this_organization");
        if (++counts[each.post] > post->at_most && post->at_most > 0) faults.add(place + "/post", "post_has_too_many", {{"post", post->label}, {"max", std::to_string(post->at_most)}});
    }
    for (auto& post : rules->posts)
        if (post.elected && post.exists_in(organization.kind) && counts[post.key] < post.at_least) faults.add("#/holders", "post_is_missing", {{"post", post.label}});
}

Term begun(const View& view, const TermChange& change, const Organization& organization, const std::optional<Term>& former) {
    auto rules = rules_on(view, change.began_on.whole() ? change.began_on : view.today());
    auto* body = rules->body_of(organization.kind);
    auto* kind = rules->term(change.kind.empty() && body ? body->term : change.kind);
    Faults faults;
    if (!body || body->term.empty()) faults.add("#/organization_id", "has_no_term");
    else if (!kind) faults.add("#/kind", "not_one_of");
    if (!change.began_on.whole()) faults.add("#/began_on", "not_a_date");
    else if (change.began_on > view.today()) faults.add("#/began_on", "in_the_future");
    else if (former && change.began_on <= former->began_on) faults.add("#/began_on", "before_the_running_term");
    if (change.decided_by.empty() && !change.meeting_id) faults.add("#/decided_by", "required");
    if (change.meeting_id && view.app.references.within_reach(view, "meeting", {change.meeting_id->value}).empty()) faults.add("#/meeting_id", "unknown_reference");
    if (faults.empty()) check_elected(view, change, organization, faults);
    faults.throw_if_any();
    Term term;
    term.organization_id = organization.id, term.number = change.number, term.kind = kind->key, term.began_on = change.began_on;
    // Five years from 1 March end on the last day of February.
    term.planned_on = term.due_on = change.began_on.plus_months(int(kind->years) * 12).plus_days(-1);
    term.meeting_id = change.meeting_id, term.decided_by = change.decided_by, term.approval = change.approval;
    return term;
}

http::Response change_term(const std::shared_ptr<Terms>& resource, http::Call& call) {
    auto sent = call.body_as<TermChange>();
    return call.write([&](Transaction& t) {
        auto organization = organization::load(t, sent.organization_id);
        TermPolicy::may_begin(t, organization.id).or_throw();
        auto running = Store<Term>{t}.select(where("organization_id = ? AND ended_on IS NULL", organization.id), "", 1);
        auto former = running.empty() ? std::nullopt : std::optional{running.front()};
        auto term = begun(t, sent, organization, former);
        end_former(t, sent, former);
        term.recorded_at = t.now, term.recorded_by = t.actor.account;
        Store<Term>{t}.insert(term);
        t.facts.add({"post.term_changed", organization.id, {}, term.began_on}, {"term", term.id.value});
        for (auto& each : sent.holders) {
            auto holding = holding_of(sent, each);
            holding.term_id = term.id;
            appoint(t, holding);
        }
        t.record(event("term.began", term), differences(Term{}, term));
        return http::created(resource->shown(t, term));
    });
}

ListQuery asked(const http::Call& call, const View& view) {
    auto query = list_query<Term>(call, view, {"on", "standing"});
    auto day = call.date_parameter("on");
    if (day || call.parameter("standing")) query.condition = query.condition && ran_on(day.value_or(view.today()));
    if (auto standing = call.parameter("standing")) {
        auto then = day.value_or(view.today());
        auto soon = then.plus_months(int(rules_today(view)->reminder.months.front()));
        auto wanted = Codec<Standing>::parse(*standing);
        if (*standing == "in_term") query.condition = query.condition && due_by_then(then, ">=");
        else if (!wanted) throw invalid({{"?standing", "not_one_of"}});
        else if (*wanted == Standing::overdue) query.condition = query.condition && due_by_then(then, "<");
        else if (*wanted == Standing::soon) query.condition = query.condition && due_by_then(then, ">=") && where("due_on <= ?", soon);
        else query.condition = query.condition && due_by_then(then, ">=") && where("due_on > ?", soon);
    }
    if (auto words = call.parameter("q")) query.condition = query.condition && TermPolicy::matching(view, *words);
    return query;
}
http::Response listed(http::Call& call) {
    if (call.parameter("format") != "xlsx")
        return call.read_kept([&](const View& view) { return http::ok(Terms::page_json(view, Store<Term>{view}.list(TermPolicy::visible_to(view), asked(call, view)))); });
    return audited_export(call, "term", {}, [&](const View& view, std::size_t& rows) {
        auto query = asked(call, view);
        query.page = 1, query.size = largest_export, query.count = false;
        auto page = Store<Term>{view}.list(TermPolicy::visible_to(view), query);
        auto rules = rules_today(view);
        for (auto& each : page.items)
            if (auto* kind = rules->term(each.kind)) each.kind = call.language() == Language::chinese ? kind->label : kind->english;
        rows = page.items.size();
        return table_export<Term>(view, page.items, call);
    });
}

// A draft of a numbered letter, made by the module that writes letters; it tells the number of its draft back.
http::Response remind(const std::shared_ptr<Terms>& resource, http::Call& call) {
    return call.write([&](Transaction& t) {
        auto term = Store<Term>{t}.load(call.id<Term>(), TermPolicy::visible_to(t));
        TermPolicy::may_remind(t, term).or_throw();
        call.must_match(term.version);
        auto* node = t.tree().find(term.organization_id);
        auto rules = rules_today(t);
        auto& rule = rules->reminder;
        Parameters filled{{"organization", node->name}, {"day", term.due_on.chinese()}};
        json::object detail{{"issuer_id", node->parent.value}, {"organization_id", term.organization_id.value}, {"source_kind", "term"}, {"source_id", term.id.value},
                            {"title", fill(rule.title, filled)}, {"opening", fill(rule.opening, filled)}};
        t.record(event("term.reminder_wanted", term), {json::serialize(detail)});
        return http::ok(resource->shown(t, Store<Term>{t}.load(term.id, TermPolicy::visible_to(t))));
    });
}

void subscribe(App& app) {
    app.on("letter.drafted_for", [](Transaction& t, const Event& drafted) {
        auto detail = json::parse(drafted.detail.text).as_object();
        if (detail["source_kind"] != "term") return;
        auto term = Store<Term>{t}.load({detail["source_id"].as_int64()}, everything());
        term.letter_id = Id<LetterRecord>{drafted.subject};
        Store<Term>{t}.update(term);
    });
    app.on("letter.issued", [](Transaction& t, const Event& issued) {
        for (auto& term : Store<Term>{t}.select(where("letter_id = ? AND reminded_on IS NULL", issued.subject))) {
            auto reminded = term;
            reminded.reminded_on = t.today();
            Store<Term>{t}.update(reminded);
            t.tell(event("term.reminded", reminded));
        }
    });
    // A draft thrown away leaves the term to be reminded again.
    app.on("letter.discarded", [](Transaction& t, const Event& gone) {
        for (auto& term : Store<Term>{t}.select(where("letter_id = ?", gone.subject))) {
            auto open = term;
            open.letter_id.reset();
            Store<Term>{t}.update(open);
        }
    });
}

}  // namespace

Standing standing_of(const View& view, const Term& term, Date day) {
    if (term.due_on < day) return Standing::overdue;
    return term.due_on <= day.plus_months(int(rules_today(view)->reminder.months.front())) ? Standing::soon : Standing::within;
}
Where ran_on(Date day) { return where("began_on <= ? AND (ended_on IS NULL OR ended_on >= ?)", day, day); }
Where due_by_then(Date day, const char* comparison) { return where(due_then + " " + comparison + " ?", day, day); }

std::optional<Term> term_of(const View& view, Id<Organization> organization, Date day) {
    auto found = Store<Term>{view}.select(where("organization_id = ?", organization) && ran_on(day), "ORDER BY began_on DESC", 1);
    if (found.empty()) return {};
    return found.front();
}

void install_terms(App& app) {
    subscribe(app);
    auto terms = std::make_shared<Terms>(app, "/api/v1/terms");
    auto parameters = list_parameters<Term>();
    parameters.push_back({"on", "those that ran on a day"});
    parameters.push_back({"standing", "in_term, within, soon or overdue on that day (today where absent)"});
    terms->offers("extension", TermPolicy::may_extend).offers("reminder-letter", TermPolicy::may_remind).offers("taking-back", TermPolicy::may_take_back);
    app.router.get("/api/v1/terms", {.operation = "term.list", .response = http::page_of<Term>(), .query = parameters}, [](http::Call& call) { return listed(call); });
    app.router.post("/api/v1/terms", {.operation = "term.begin", .request = http::shape<TermChange>(), .response = http::shown_of<Term>()}, [terms](http::Call& call) { return change_term(terms, call); });
    terms->show().change();
    app.router.post("/api/v1/terms/{id}/reminder-letter", {.operation = "term.remind", .response = http::shown_of<Term>()}, [terms](http::Call& call) { return remind(terms, call); });
    app.router.get("/api/v1/descriptions/term", {.operation = "term.describe"}, [](http::Call& call) {
        return call.read([&](const View& view) { return http::ok(with_choices(description_of<Term>(call.app.words, call.language()), {{"kind", choices_of(rules_today(view)->terms, call.language())}})); });
    });
}

}  // namespace zhibu::post
