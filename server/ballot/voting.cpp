// The voter's own: which ballots wait, taking a paper, putting it in, grading oneself before an appraisal.
#include <fmt/format.h>

#include <algorithm>

#include "ballot/counting.hpp"
#include "ballot/shown.hpp"

namespace zhibu::ballot {
namespace {

using Call = http::Call;
using Response = http::Response;

// At a meeting only who signed in is there to vote.
void must_be_there(const View& view, const Ballot& ballot, const Gatherings& gatherings) {
    if (!ballot.meeting_id) return;
    auto people = gatherings(view, *ballot.meeting_id).people;
    bool there = std::any_of(people.begin(), people.end(), [&](auto& each) { return each.member == view.actor.member && each.present; });
    if (!there) throw forbidden("not_at_the_meeting");
}
Ballot votable(const View& view, Call& call, std::initializer_list<BallotState> states) {
    auto ballot = load_ballot(view, call.id<Ballot>());
    if (!is_voter(view, ballot.id, view.actor.member)) throw forbidden("not_entitled_to_vote");
    must_be(view, ballot, states);
    if (!ballot.box_id) throw conflict("voted-by-hands");
    return ballot;
}

Response take(Call& call, const Gatherings& gatherings) {
    call.body_as<Nothing>();
    return call.write([&](Transaction& t) {
        auto ballot = votable(t, call, {BallotState::open});
        must_be_there(t, ballot, gatherings);
        auto mine = ballot_box::standing(t, *ballot.box_id, t.actor.member.value);
        if (mine && (mine->way == ballot_box::Way::paper || mine->way == ballot_box::Way::written)) throw conflict("ballot-on-paper");
        if (mine && mine->way == ballot_box::Way::none) {
            ballot_box::issue(t, *ballot.box_id, t.actor.member.value, ballot_box::Way::phone);
            t.audit("ballot.paper_taken", "ballot", ballot.id.value, ballot.organization_id);
        }
        return http::ok(shown(t, ballot));
    });
}

void must_be_electable(const View& view, const Ballot& ballot, const std::vector<Id<Member>>& written) {
    auto known = electable(view, ballot);
    Faults faults;
    for (std::size_t i = 0; i < written.size(); ++i)
        if (std::none_of(known.begin(), known.end(), [&](auto& each) { return each.member_id == written[i]; })) faults.add(fmt::format("#/written/{}", i), "not_electable");
    faults.throw_if_any();
}

// For whoever may write a name in, or read one on paper. All of them at once: what is looked for stays on the device.
Response list_electable(Call& call) {
    return call.read([&](const View& view) {
        auto ballot = load_ballot(view, call.id<Ballot>());
        bool teller = view.actor.member && (ballot.teller_id == view.actor.member || ballot.second_teller_id == view.actor.member);
        if (!teller && !is_voter(view, ballot.id, view.actor.member) && !BallotPolicy::keeps(view, ballot)) throw forbidden("not_entitled_to_vote");
        json::array items;
        if (rule_of(view, ballot)->write_ins)
            for (auto& each : electable(view, ballot)) items.push_back({{"id", each.member_id.value}, {"name", each.name}, {"place", each.place}});
        return http::ok(json::serialize(json::object{{"items", std::move(items)}}));
    });
}

// Not through Call::write: what it keeps of a request, and of its answer, would join the voter to the paper. A retry is known by the
// secret of the device (docs/decisions/008-secret-ballots.md).
Response put_in(Call& call, const Gatherings& gatherings) {
    auto sent = call.body_as<Cast>();
    return call.app.write(call.actor, [&](Transaction& t) {
        // Counting: who put it in while the network was gone still gets the receipt.
        auto ballot = votable(t, call, {BallotState::open, BallotState::counting});
        auto rule = rule_of(t, ballot);
        auto content = content_of(rule, ballot, sent, items_of(t, ballot.id).size());
        if (!content) throw invalid({{"#/choices", "no_such_paper"}});
        if (!sent.written.empty()) must_be_electable(t, ballot, sent.written);
        must_be_there(t, ballot, gatherings);
        auto receipt = ballot_box::put_in(t, *ballot.box_id, t.actor.member.value, sent.secret, *content);
        if (!receipt.again) t.audit("ballot.returned", "ballot", ballot.id.value, ballot.organization_id);
        auto answer = http::ok(fmt::format("{{\"receipt\":\"{}\",\"again\":{}}}", receipt.text, receipt.again));
        answer.set("cache-control", "no-store");
        return answer;
    });
}

Response grade_oneself(Call& call) {
    auto sent = call.body_as<SelfGrade>();
    return call.write([&](Transaction& t) {
        auto ballot = load_ballot(t, call.id<Ballot>());
        must_be(t, ballot, {BallotState::prepared, BallotState::open, BallotState::counting});
        if (!rule_of(t, ballot).all->grade(sent.grade)) throw invalid({{"#/grade", "not_one_of"}});
        auto items = items_of(t, ballot.id);
        auto mine = std::find_if(items.begin(), items.end(), [&](auto& each) { return t.actor.member && each.member_id == t.actor.member; });
        if (mine == items.end() || rule_of(t, ballot)->method != Method::grade) throw forbidden("is_not_graded");
        mine->self_grade = sent.grade;
        update(t, ballot.id, *mine);
        t.audit("ballot.self_graded", "ballot", ballot.id.value, ballot.organization_id);
        return http::ok(shown(t, ballot));
    });
}

// What waits for the reader, and what was counted in the last month: for the phone.
Response own(Call& call) {
    return call.read([&](const View& view) {
        std::string out = "{\"items\":[";
        auto mine = where("id IN (SELECT ballot_id FROM ballot_person WHERE tenant_id = ? AND member_id = ? AND entitled = 1)", view.tenant(), view.actor.member) ||
                    where("(teller_id = ? OR second_teller_id = ?)", view.actor.member, view.actor.member);
        auto lately = where("(state IN ('prepared', 'open', 'counting') OR (state = 'closed' AND day >= ?))", view.today().plus_days(-31));
        if (view.actor.member)
            for (auto& ballot : Store<Ballot>{view}.select(mine && lately, "ORDER BY day DESC, id DESC", 50)) {
                auto standing = ballot.box_id ? ballot_box::standing(view, *ballot.box_id, view.actor.member.value) : std::nullopt;
                out += fmt::format("{}{{\"id\":{},\"title\":{},\"kind\":\"{}\",\"state\":\"{}\",\"outcome\":\"{}\",\"day\":\"{}\",\"secret\":{},\"way\":\"{}\",\"returned\":{},\"teller\":{}}}",
                                   out.back() == '[' ? "" : ",", ballot.id.value, to_json(ballot.title), ballot.kind, Codec<BallotState>::name(ballot.state), Codec<BallotOutcome>::name(ballot.outcome),
                                   ballot.day.iso(), rule_of(view, ballot)->secret(), standing ? Codec<ballot_box::Way>::name(standing->way) : "none", standing && standing->returned,
                                   ballot.teller_id == view.actor.member || ballot.second_teller_id == view.actor.member);
            }
        return http::ok(out + "]}");
    });
}

}  // namespace

void install_voting(App& app, Gatherings gatherings) {
    auto& r = app.router;
    r.get("/api/v1/my-ballots", {.operation = "ballot.own"}, own);
    r.get("/api/v1/ballots/{id}/electable", {.operation = "ballot.electable", .response = {{{"type", "object"}}, {}}}, list_electable);
    r.post("/api/v1/ballots/{id}/taking", {.operation = "ballot.take", .request = http::shape<Nothing>(), .response = http::shape<Ballot>()}, [gatherings](Call& call) { return take(call, gatherings); });
    r.post("/api/v1/ballots/{id}/paper", {.operation = "ballot.put_in", .request = http::shape<Cast>()}, [gatherings](Call& call) { return put_in(call, gatherings); });
    r.post("/api/v1/ballots/{id}/self-grade", {.operation = "ballot.grade_oneself", .request = http::shape<SelfGrade>(), .response = http::shape<Ballot>()}, grade_oneself);
}

}  // namespace zhibu::ballot
