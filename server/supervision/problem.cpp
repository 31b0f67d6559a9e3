// What happens to a problem: raising it and every step of its rectification, each with its facts.
#include "supervision/problem_policy.hpp"

namespace zhibu::supervision {
namespace {

const std::map<std::string, std::string, std::less<>> past_of{
    {"feed_back", "fed_back"}, {"withdraw", "withdrawn"}, {"receive", "received"}, {"set_measures", "measures_set"}, {"report", "reported"}, {"send_back", "sent_back"},
    {"verify", "verified"}, {"close", "closed"}, {"look_again", "looked_again"}, {"confirm", "confirmed"}, {"reopen", "reopened"},
    {"request_unfixable", "unfixable_requested"}, {"approve_unfixable", "unfixable_approved"}, {"refuse_unfixable", "unfixable_refused"}};

Source source_of(const LedgerProblem& problem) { return {"problem", problem.id.value}; }

void check_required(const procedure::Step& step, const StepInput& input) {
    Faults faults;
    for (auto& name : step.required)
        for_fields<StepInput>([&](const auto& each) {
            using F = std::remove_cvref_t<decltype(each)>;
            if (F::name == name && Codec<typename F::Value>::empty(input.*F::member)) faults.add("#/" + name, "required");
        });
    faults.throw_if_any();
}

// What the step means for the record beyond its state.
void apply(Transaction& t, LedgerProblem& p, std::string_view verb, const StepInput& input) {
    auto today = t.today();
    auto fact = [&](std::string_view kind, bool late = false) { t.facts.add({kind, p.organization_id, {}, today, 1, late}, source_of(p)); };
    if (verb == "feed_back") p.fed_back_on = today, fact("supervision.problem_fed_back");
    else if (verb == "withdraw") t.facts.take_back(source_of(p));
    else if (verb == "receive") p.received_on = today;
    else if (verb == "set_measures") p.measures = input.measures, p.owner = input.owner, p.promised_on = input.due_on, p.measures_on = today, p.reported_on.reset(), p.verified_on.reset();
    else if (verb == "report") p.rectification = input.rectification, p.reported_on = today;
    else if (verb == "send_back") p.reported_on.reset(), p.verified_on.reset();
    else if (verb == "verify") p.verified_on = today;
    else if (verb == "close") p.closed_on = today, fact("supervision.problem_closed", p.promised_on && p.reported_on && *p.reported_on > *p.promised_on);
    else if (verb == "reopen") {
        // It was not put right after all: it no longer counts as closed, and does count as reopened.
        t.facts.take_back(source_of(p), "supervision.problem_closed");
        p.closed_on.reset(), p.reopened_on = today;
        fact("supervision.problem_reopened");
    } else if (verb == "request_unfixable") p.unfixable_reason = input.note;
    else if (verb == "approve_unfixable") fact("supervision.problem_unfixable");
}

// A date for the step's new state: what was promised, or for what is sent back the promise that still stands.
std::optional<Date> promise_of(const View& view, const LedgerProblem& p, std::string_view verb, const StepInput& input) {
    if (verb == "set_measures") return input.due_on;
    if (verb != "send_back") return {};
    if (input.due_on) return input.due_on;
    return p.promised_on && *p.promised_on >= view.today() ? p.promised_on : std::nullopt;
}

}  // namespace

procedure::Case case_of(const LedgerProblem& p) { return {"problem", p.id.value, p.organization_id, "rectification", p.procedure_version, p.state}; }

void raise(Transaction& t, LedgerProblem& p, const std::vector<std::string>& photos) {
    p.raised_by = t.actor.account;
    p.id = {t.session.next_id()};
    auto c = case_of(p);
    p.due_on = procedure::begin(t, c, "rectification");
    p.state = c.state, p.procedure_version = c.version;
    Store<LedgerProblem>{t}.insert(p);
    attach_photos(t, photos, "problem", p.id.value, "found");
    t.facts.add({"supervision.problem_found", p.organization_id, {}, p.found_on}, source_of(p));
    t.record({"problem.raised", "problem", p.id.value, p.organization_id}, {"{\"category\":" + to_json(p.category) + "}"});
}

void take_step(Transaction& t, LedgerProblem& p, const std::string& verb, const StepInput& input) {
    auto c = case_of(p);
    check_required(procedure::permitted(t, c, verb), input);
    auto promised = promise_of(t, p, verb, input);
    auto from = p.state;
    p.due_on = procedure::advance(t, c, verb, input.note, promised);
    p.state = c.state;
    p.reminded_at.reset();
    apply(t, p, verb, input);
    Store<LedgerProblem>{t}.update(p);
    if (!input.photos.empty()) attach_photos(t, input.photos, "problem", p.id.value, verb);
    auto past = past_of.find(verb);
    t.record({"problem." + (past == past_of.end() ? verb : past->second), "problem", p.id.value, p.organization_id},
             {"{\"state\":[" + to_json(from) + "," + to_json(p.state) + "]}"});
}

// ---- Conditions -------------------------------------------------------------------------------------------------------

Where is_open(const View& view) {
    Where ended = nothing();
    std::map<std::string, bool> open;  // a state of any version: whether somebody's turn it is
    for (auto& [number, each] : view.app.procedures.all().find("rectification")->second)
        for (auto& state : each.states) open[state.name] = open[state.name] || !state.responsible.empty();
    for (auto& [name, is] : open)
        if (!is) ended = ended || where("state = ?", name);
    return {"NOT " + (ended.sql.starts_with("(") ? ended.sql : "(" + ended.sql + ")"), ended.arguments};
}
Where is_overdue(const View& view) { return where("due_on < ?", view.today()) && is_open(view); }

Where has_reached(const std::string& stage) {
    static const std::map<std::string, std::string, std::less<>> stages{
        {"found", "state <> 'withdrawn'"}, {"fed_back", "fed_back_on IS NOT NULL"}, {"received", "received_on IS NOT NULL"}, {"measures", "measures_on IS NOT NULL"},
        {"reported", "reported_on IS NOT NULL"}, {"closed", "closed_on IS NOT NULL"}, {"reopened", "reopened_on IS NOT NULL"}, {"unfixable", "state = 'closed_unfixable'"}};
    auto found = stages.find(stage);
    if (found == stages.end()) throw invalid({{"?reached", "not_one_of"}});
    return {found->second, {}};
}

// A unit's to-dos are those of the organisation itself: an organ's clerk is not asked for what its branches must answer
// (that comes up the chain when it is late). An inspector's are those of the own team and what one has raised.
static Where turn_of(const View& view, const std::string& party) {
    auto exactly = [&](Role role) {
        std::vector<std::int64_t> own;
        for (auto& grant : view.actor.grants)
            if (grant.role == role) own.push_back(grant.organization.value);
        return any_of("organization_id", own);
    };
    if (party == "branch_secretary") return exactly(Role::branch_secretary);
    if (party == "organ_clerk") return exactly(Role::organ_clerk);
    auto all = view.app.procedures.where_party(view, party, "organization_id");
    if (party != "inspector") return all;
    return all && where("(raised_by = ? OR visit_id IN (SELECT v.id FROM visit v JOIN inspection_team_member m ON m.tenant_id = v.tenant_id AND m.team_id = v.team_id WHERE "
                        "v.tenant_id = problem.tenant_id AND m.account_id = ?))", view.actor.account, view.actor.account);
}

Where waits_for(const View& view) {
    Where all = nothing();
    std::map<std::string, std::vector<std::string>> seen;
    for (auto& [number, each] : view.app.procedures.all().find("rectification")->second)
        for (auto& state : each.states) seen[state.name] = state.responsible;
    for (auto& [state, parties] : seen) {
        Where mine = nothing();
        for (auto& party : parties) mine = mine || turn_of(view, party);
        if (mine.sql != "1=0") all = all || (where("state = ?", state) && mine);
    }
    return all;
}

Where escalated_to(const View& view) {
    auto& procedure = view.app.procedures.on("rectification", view.today());
    Where all = nothing();
    for (auto& link : procedure.escalation) {
        auto party = view.app.procedures.where_party(view, link.to, "organization_id");
        if (party.sql != "1=0") all = all || (where("due_on <= ?", view.app.working_days.plus_working_days(view.today(), -int(link.after))) && party);
    }
    return is_overdue(view) && all;
}

}  // namespace zhibu::supervision
