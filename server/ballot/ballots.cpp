// The routes of those who keep ballots: prepare, open, hand out papers, end, close, declare void, vote again, confirm an appraisal.
#include <fmt/format.h>

#include <algorithm>

#include "ballot/counting.hpp"
#include "ballot/paper_count.hpp"
#include "ballot/preparing.hpp"
#include "ballot/shown.hpp"
#include "kernel/record/resource.hpp"

namespace zhibu::ballot {
namespace {

using Call = http::Call;
using Response = http::Response;

// A verb on one ballot: seen, allowed, in the right state, in the version that the client saw.
Ballot ballot_for(Transaction& t, Call& call, Verdict (*may)(const View&, const Ballot&), std::initializer_list<BallotState> states) {
    auto ballot = load_ballot(t, call.id<Ballot>());
    if (auto verdict = may(t, ballot); verdict.reason != "ballot_stands_elsewhere") verdict.or_throw();
    must_be(t, ballot, states);
    call.must_match(ballot.version);
    return ballot;
}
void keep(Transaction& t, Ballot& ballot, const Ballot& before, const char* past) {
    Store<Ballot>{t}.update(ballot);
    t.record({std::string{"ballot."} + past, "ballot", ballot.id.value, ballot.organization_id}, differences(before, ballot));
}

Response prepare(Call& call, const Gatherings& gatherings) {
    auto plan = call.body_as<Plan>();
    return call.write([&](Transaction& t) {
        Ballot ballot;
        ballot.organization_id = plan.organization_id, ballot.created_by = t.actor.account;
        if (!BallotPolicy::keeps(t, ballot)) throw forbidden("keeps_no_ballots");
        Faults faults;
        auto made = prepared(t, ballot, plan, gatherings, faults);
        faults.throw_if_any();
        Store<Ballot>{t}.insert(ballot);
        insert(t, ballot.id, made.items), replace(t, ballot.id, made.people);
        t.record({"ballot.prepared", "ballot", ballot.id.value, ballot.organization_id}, differences(Ballot{}, ballot));
        return http::created(shown(t, ballot));
    });
}

Response change(Call& call, const Gatherings& gatherings) {
    auto plan = call.body_as<Plan>();
    return call.write([&](Transaction& t) {
        auto ballot = ballot_for(t, call, BallotPolicy::may_change, {BallotState::prepared});
        auto before = ballot;
        Faults faults;
        if (plan.organization_id != ballot.organization_id) faults.add("#/organization_id", "fixed");
        auto made = prepared(t, ballot, plan, gatherings, faults);
        faults.throw_if_any();
        remove_items(t, ballot.id), insert(t, ballot.id, made.items), replace(t, ballot.id, made.people);
        keep(t, ballot, before, "changed");
        return http::ok(shown(t, ballot));
    });
}

Response open(Call& call, const Gatherings& gatherings) {
    call.body_as<Nothing>();
    auto key = ballot_box::prepare_key(call.app);  // synced before anybody is told that the box stands; left over, it is swept
    return call.write([&](Transaction& t) {
        auto ballot = ballot_for(t, call, BallotPolicy::may_open, {BallotState::prepared});
        auto before = ballot;
        auto people = frozen(t, ballot, people_of(t, ballot.id), gatherings);
        std::vector<ballot_box::Voter> voters;
        for (auto& each : people)
            if (each.entitled) voters.push_back({each.member_id.value, each.name, ""});
        if (voters.empty()) throw conflict("nobody-entitled");
        replace(t, ballot.id, people);
        auto rule = rule_of(t, ballot);
        ballot.write_ins = rule->write_ins ? ballot.seats : 0;
        if (rule->secret()) ballot.box_id = ballot_box::open(t, key, paper_size(ballot, items_of(t, ballot.id).size()), voters);
        ballot.entitled = std::int64_t(voters.size()), ballot.left_out = std::int64_t(people.size() - voters.size());
        ballot.state = BallotState::open, ballot.opened_at = t.now, ballot.day = t.today();
        keep(t, ballot, before, "opened");
        return http::ok(shown(t, ballot));
    });
}

// Real papers, and written opinions of those who cannot come. Who has put one in by phone needs none.
Response hand_out(Call& call) {
    auto sent = call.body_as<Handing>();
    return call.write([&](Transaction& t) {
        auto ballot = load_ballot(t, call.id<Ballot>());
        if (auto verdict = BallotPolicy::may_hand_out(t, ballot); verdict.reason != "ballot_stands_elsewhere") verdict.or_throw();
        must_be(t, ballot, {BallotState::open});
        Faults faults;
        if (sent.way == ballot_box::Way::phone) faults.add("#/way", "not_one_of");
        if (sent.way == ballot_box::Way::written && !rule_of(t, ballot)->written) faults.add("#/way", "no_written_opinions");
        for (std::size_t i = 0; i < sent.members.size(); ++i)
            if (!is_voter(t, ballot.id, sent.members[i])) faults.add(fmt::format("#/members/{}", i), "no_voter");
        faults.throw_if_any();
        for (auto member : sent.members) ballot_box::issue(t, *ballot.box_id, member.value, sent.way);
        t.audit("ballot.papers_handed_out", "ballot", ballot.id.value, ballot.organization_id, {to_json(sent)});
        return http::ok(shown(t, ballot));
    });
}

Response end(Call& call) {
    call.body_as<Nothing>();
    return call.write([&](Transaction& t) {
        auto ballot = ballot_for(t, call, BallotPolicy::may_end, {BallotState::open});
        auto before = ballot;
        auto counts = ballot_box::counts(t, *ballot.box_id);
        if (counts.paper + counts.written > 0 && (!ballot.teller_id || !ballot.second_teller_id)) throw conflict("no-tellers");
        ballot_box::close(t, *ballot.box_id);
        ballot.state = BallotState::counting, ballot.ended_at = t.now;
        keep(t, ballot, before, "ended");
        return http::ok(shown(t, ballot));
    });
}

// What others may be told: nothing that lies in the box, and nothing of single papers.
Json told(const Ballot& ballot) {
    auto decision = fmt::format("{}：{}", ballot.title, ballot.sentence);
    return {fmt::format("{{\"meeting_id\":{},\"outcome\":\"{}\",\"decision\":{}}}", to_json(ballot.meeting_id), Codec<BallotOutcome>::name(ballot.outcome), to_json(decision))};
}
void finish(Transaction& t, Ballot& ballot, const std::vector<Item>& items) {
    ballot.state = ballot.outcome == BallotOutcome::void_round ? BallotState::voided : BallotState::closed;
    ballot.closed_at = t.now;
    if (ballot.outcome == BallotOutcome::void_round) ballot.void_reason = "收回的选票多于发出的选票";
    std::vector<Item> written;
    for (auto& each : items) each.written_in ? written.push_back(each) : update(t, ballot.id, each);
    insert(t, ballot.id, written);
    Store<Ballot>{t}.update(ballot);
    if (ballot.outcome != BallotOutcome::no_quorum && ballot.outcome != BallotOutcome::void_round)
        t.facts.add({"life.ballot.held." + ballot.kind, ballot.organization_id, {}, ballot.day}, {"ballot", ballot.id.value});
    t.record({"ballot.closed", "ballot", ballot.id.value, ballot.organization_id}, told(ballot));
}

// Whoever was written in, with most votes first; one person is one line however the name was written.
void add_written(const View& view, const Ballot& ballot, const Ruled& rule, const std::vector<ballot_box::Paper>& papers, const PaperCount& real, std::vector<Item>& items) {
    auto votes = written_votes(rule, ballot, items.size(), papers, real);
    std::vector<std::int64_t> ids;
    for (auto& [id, count] : votes) ids.push_back(id);
    auto names = view.app.references.names(view, "member", ids);
    std::sort(ids.begin(), ids.end(), [&](auto a, auto b) { return std::tuple{-votes[a], names[a], a} < std::tuple{-votes[b], names[b], b}; });
    for (auto id : ids) {
        Item item;
        item.position = std::int64_t(items.size()) + 1, item.member_id = {id}, item.words = names[id], item.written_in = true;
        items.push_back(std::move(item));
    }
}

Response close(Call& call, const Gatherings& gatherings) {
    call.body_as<Nothing>();
    return call.write([&](Transaction& t) {
        auto ballot = ballot_for(t, call, BallotPolicy::may_close, {BallotState::counting});
        auto rule = rule_of(t, ballot);
        auto counts = ballot_box::counts(t, *ballot.box_id);
        PaperCount real;
        if (counts.paper + counts.written > 0) {
            auto agreed = agreed_count(t, ballot);
            if (!agreed) throw conflict("papers-not-counted");
            real = *agreed;
        }
        ballot.attending = attending(t, ballot, counts, gatherings);
        auto items = items_of(t, ballot.id);
        if (may_be_opened(rule, ballot, counts, real)) {
            auto papers = ballot_box::count(t, *ballot.box_id);
            add_written(t, ballot, rule, papers, real, items);
            settle(rule, ballot, items, counts, papers, real);
        } else ballot_box::burn(t, *ballot.box_id);
        forget_counts(t, ballot);
        finish(t, ballot, items);
        return http::ok(shown(t, ballot));
    });
}

Response record_hands(Call& call, const Gatherings& gatherings) {
    auto sent = call.body_as<Hands>();
    return call.write([&](Transaction& t) {
        auto ballot = ballot_for(t, call, BallotPolicy::may_record, {BallotState::open});
        if (ballot.meeting_id) sent.attending = attending(t, ballot, {}, gatherings);
        Faults faults;
        if (sent.attending > ballot.entitled) faults.add("#/attending", "more_than_entitled", {{"entitled", std::to_string(ballot.entitled)}});
        if (sent.yes + sent.no + sent.abstained > sent.attending) faults.add("#/yes", "more_votes_than_voters", {{"votes", std::to_string(sent.yes + sent.no + sent.abstained)}, {"voters", std::to_string(sent.attending)}});
        faults.throw_if_any();
        auto items = items_of(t, ballot.id);
        settle(rule_of(t, ballot), ballot, items, sent);
        finish(t, ballot, items);
        return http::ok(shown(t, ballot));
    });
}

Response declare_void(Call& call) {
    auto sent = call.body_as<Reason>();
    return call.write([&](Transaction& t) {
        auto ballot = ballot_for(t, call, BallotPolicy::may_void, {BallotState::prepared, BallotState::open, BallotState::counting});
        auto before = ballot;
        if (ballot.box_id) ballot_box::burn(t, *ballot.box_id);
        forget_counts(t, ballot);
        ballot.state = BallotState::voided, ballot.void_reason = sent.reason, ballot.closed_at = t.now;
        keep(t, ballot, before, "voided");
        return http::ok(shown(t, ballot));
    });
}

// A further round: among the tied, for the seats left, or the whole again where the round was void or too few came.
Response repeat(Call& call) {
    call.body_as<Nothing>();
    return call.write([&](Transaction& t) {
        auto last = load_ballot(t, call.id<Ballot>());
        BallotPolicy::may_repeat(t, last).or_throw();
        if (t.session.integer("SELECT 1 FROM ballot WHERE tenant_id = ? AND follows_id = ? AND state <> 'voided'", t.tenant(), last.id)) throw conflict("voted-again-already");
        auto next = again(rule_of(t, last), last, items_of(t, last.id));
        Ballot ballot;
        ballot.organization_id = last.organization_id, ballot.meeting_id = last.meeting_id, ballot.kind = last.kind, ballot.question = last.question, ballot.seats = next.seats;
        ballot.round = last.round + 1, ballot.follows_id = last.id, ballot.day = t.today(), ballot.surplus_reason = last.surplus_reason;
        ballot.title = fmt::format("{}（第{}轮）", last.title.substr(0, last.title.find("（第")), ballot.round);
        ballot.scrutineer_id = last.scrutineer_id, ballot.teller_id = last.teller_id, ballot.second_teller_id = last.second_teller_id;
        ballot.entitled = last.entitled, ballot.left_out = last.left_out, ballot.created_by = t.actor.account, ballot.rules_number = last.rules_number;
        Store<Ballot>{t}.insert(ballot);
        insert(t, ballot.id, next.items), replace(t, ballot.id, people_of(t, last.id));
        t.record({"ballot.prepared", "ballot", ballot.id.value, ballot.organization_id}, differences(Ballot{}, ballot));
        return http::created(shown(t, ballot));
    });
}

Response discuss(Call& call) {
    auto sent = call.body_as<Discussed>();
    return call.write([&](Transaction& t) {
        auto ballot = load_ballot(t, call.id<Ballot>());
        BallotPolicy::may_discuss(t, ballot).or_throw();
        auto items = items_of(t, ballot.id);
        Faults faults;
        for (std::size_t i = 0; i < sent.members.size(); ++i)
            if (std::none_of(items.begin(), items.end(), [&](auto& each) { return each.member_id == sent.members[i]; })) faults.add(fmt::format("#/members/{}", i), "unknown_reference");
        faults.throw_if_any();
        for (auto& each : items) {
            bool now = std::find(sent.members.begin(), sent.members.end(), each.member_id) != sent.members.end();
            if (now != each.discussed) each.discussed = now, update(t, ballot.id, each);
        }
        t.audit("ballot.discussed", "ballot", ballot.id.value, ballot.organization_id, {to_json(sent.members)});
        return http::ok(shown(t, ballot));
    });
}

void check_grades(const Rules& rules, const std::vector<Item>& items, const Confirmation& sent, Faults& faults) {
    auto& best = rules.grades.front();
    std::int64_t excellent = 0;
    std::vector<bool> named(items.size(), false);
    for (std::size_t i = 0; i < sent.grades.size(); ++i) {
        auto& each = sent.grades[i];
        auto place = fmt::format("#/grades/{}", i);
        if (each.position > std::int64_t(items.size())) faults.add(place + "/position", "unknown_reference");
        else if (!rules.grade(each.grade)) faults.add(place + "/grade", "not_one_of");
        else {
            excellent += each.grade == best.name, named[std::size_t(each.position - 1)] = true;
            if (each.grade != items[std::size_t(each.position - 1)].outcome && each.reason.empty()) faults.add(place + "/reason", "differs_from_ballot");
        }
    }
    if (std::count(named.begin(), named.end(), false)) faults.add("#/grades", "all_are_graded");
    auto most = best.most_of(std::int64_t(items.size()));
    if (excellent > most) faults.add("#/grades", "too_many_excellent", {{"most", std::to_string(most)}, {"named", std::to_string(excellent)}});
}

// The branch committee's word on an appraisal; said again, it takes the place of what was said before.
Response confirm(Call& call) {
    auto sent = call.body_as<Confirmation>();
    return call.write([&](Transaction& t) {
        auto ballot = ballot_for(t, call, BallotPolicy::may_confirm, {BallotState::closed});
        auto items = items_of(t, ballot.id);
        Faults faults;
        auto rule = rule_of(t, ballot);
        check_grades(*rule.all, items, sent, faults);
        faults.throw_if_any();
        for (auto& grade : rule.all->grades) t.facts.take_back({"ballot", ballot.id.value}, "life.review." + grade.name);
        for (auto& each : sent.grades) {
            auto& item = items[std::size_t(each.position - 1)];
            item.grade = each.grade, item.reason = each.reason;
            update(t, ballot.id, item);
            t.facts.add({"life.review." + item.grade, ballot.organization_id, item.member_id, ballot.day}, {"ballot", ballot.id.value});
        }
        ballot.confirmed_on = t.today();
        Store<Ballot>{t}.update(ballot);
        t.record({"ballot.confirmed", "ballot", ballot.id.value, ballot.organization_id}, {to_json(sent.grades)});
        return http::ok(shown(t, ballot));
    });
}

Response kinds(Call& call) {
    return call.read_kept([&](const View& view) {
        std::string out = "{\"items\":";
        auto rules = rules_on(view, view.today());
        std::vector<KindRule> today;
        for (auto& each : rules->kinds)
            if (rules->kind(each.name, view.today()) == &each) today.push_back(each);
        Codec<std::vector<KindRule>>::write(out, today);
        out += ",\"grades\":";
        Codec<std::vector<GradeRule>>::write(out, rules->grades);
        return http::ok(out + "}");
    });
}

// The kinds are rows of a pack: the form and the filters get them as a choice.
Response describe(Call& call) {
    return call.read([&](const View& view) {
        auto description = json::parse(description_of<Ballot>(call.app.words, call.language())).as_object();
        json::array kinds;
        for (auto& each : rules_on(view, view.today())->kinds) kinds.push_back({{"value", each.name}, {"label", call.language() == Language::english ? each.english : each.words}});
        for (auto& field : description["fields"].as_array())
            if (field.as_object()["name"] == "kind") field.as_object()["kind"] = "enum", field.as_object()["options"] = kinds;
        return http::ok(json::serialize(description));
    });
}

}  // namespace

void install_ballots(App& app, Gatherings gatherings) {
    auto& r = app.router;
    static constexpr const char* base = "/api/v1/ballots";
    auto resource = std::make_shared<Resource<Ballot, BallotPolicy>>(app, base);
    resource->list();
    auto of = [](const char* path) { return std::string{base} + "/{id}" + path; };
    auto post = [&](const char* path, const char* operation, http::Shape request, http::Router::Handler handler) {
        r.post(of(path), {.operation = operation, .request = std::move(request), .response = http::shape<Ballot>()}, std::move(handler));
    };
    r.get(of(""), {.operation = "ballot.show", .response = http::shape<Ballot>()},
          [resource](Call& call) { return call.read([&](const View& view) { return http::ok(shown(view, load_ballot(view, call.id<Ballot>()))); }); });
    r.get("/api/v1/ballot-kinds", {.operation = "ballot.kinds"}, kinds);
    r.get("/api/v1/descriptions/ballot", {.operation = "ballot.describe"}, describe);
    r.post(base, {.operation = "ballot.prepare", .request = http::shape<Plan>(), .response = http::shape<Ballot>()}, [gatherings](Call& call) { return prepare(call, gatherings); });
    r.put(of(""), {.operation = "ballot.change", .request = http::shape<Plan>(), .response = http::shape<Ballot>()}, [gatherings](Call& call) { return change(call, gatherings); });
    post("/opening", "ballot.open", http::shape<Nothing>(), [gatherings](Call& call) { return open(call, gatherings); });
    post("/handing-out", "ballot.hand_out", http::shape<Handing>(), hand_out);
    post("/ending", "ballot.end", http::shape<Nothing>(), end);
    post("/closing", "ballot.close", http::shape<Nothing>(), [gatherings](Call& call) { return close(call, gatherings); });
    post("/show-of-hands", "ballot.record_hands", http::shape<Hands>(), [gatherings](Call& call) { return record_hands(call, gatherings); });
    post("/voiding", "ballot.void", http::shape<Reason>(), declare_void);
    post("/repetition", "ballot.repeat", http::shape<Nothing>(), repeat);
    post("/discussion", "ballot.discuss", http::shape<Discussed>(), discuss);
    post("/confirmation", "ballot.confirm", http::shape<Confirmation>(), confirm);
}

}  // namespace zhibu::ballot
