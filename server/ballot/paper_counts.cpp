#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "ballot/paper_count.hpp"
#include "ballot/shown.hpp"

namespace zhibu::ballot {
namespace {

PaperCount counted_from(const std::string& text) {
    PaperCount count;
    Faults ignored;
    auto stored = json::parse(text);
    read_fields(stored, count, ignored, "#", true);
    return count;
}

std::vector<std::string> sealed_counts(const View& view, const Ballot& ballot, Id<Member> except = {}) {
    std::vector<std::string> all;
    auto rows = view.session.query("SELECT sealed FROM ballot_paper_count WHERE tenant_id = ? AND ballot_id = ? AND teller_id <> ?", view.tenant(), ballot.id, except);
    while (rows.next()) all.emplace_back(rows.bytes(0));
    return all;
}

// No more names than candidates were voted against, and with the votes for candidates no more marks than the papers have seats for.
void check_written(const View& view, const Ballot& ballot, const PaperCount& sent, Faults& faults) {
    auto known = electable(view, ballot);
    std::set<std::int64_t> seen;
    std::int64_t written = 0, yes = 0, no = 0;
    for (std::size_t i = 0; i < sent.written.size(); ++i) {
        auto member = sent.written[i].member_id;
        auto place = fmt::format("#/written/{}", i);
        if (!ballot.write_ins || std::none_of(known.begin(), known.end(), [&](auto& each) { return each.member_id == member; })) faults.add(place + "/member_id", "not_electable");
        else if (!seen.insert(member.value).second) faults.add(place + "/member_id", "taken");
        written += sent.written[i].votes;
    }
    for (auto& each : sent.tallies) yes += each.tally.at(0), no += each.tally.at(1);
    auto marks = ballot.seats * (sent.returned - sent.invalid);
    if (written > no || yes + written > marks) faults.add("#/written", "more_names_than_room", {{"written", std::to_string(written)}, {"against", std::to_string(no)}, {"marks", std::to_string(marks)}});
}

// Every valid paper says one thing of each item, if only that it was left blank.
void check(const View& view, const Ballot& ballot, const PaperCount& sent, Faults& faults) {
    auto rule = rule_of(view, ballot);
    auto items = items_of(view, ballot.id);
    auto counts = ballot_box::counts(view, *ballot.box_id);
    if (counts.paper + counts.written == 0) throw conflict("no-papers-out");
    if (sent.invalid > sent.returned) return faults.add("#/invalid", "more_than_returned");
    auto valid = sent.returned - sent.invalid;
    std::vector<bool> named(items.size(), false);
    for (std::size_t i = 0; i < sent.tallies.size(); ++i) {
        auto& each = sent.tallies[i];
        auto place = fmt::format("#/tallies/{}", i);
        if (each.position > std::int64_t(items.size())) return faults.add(place + "/position", "unknown_reference");
        named[std::size_t(each.position - 1)] = true;
        std::int64_t sum = 0;
        bool negative = false;
        for (auto number : each.tally) sum += number, negative = negative || number < 0;
        if (each.tally.size() != choices_of(rule).size() || negative || sum != valid)
            faults.add(place, "does_not_add_up", {{"valid", std::to_string(valid)}, {"sum", std::to_string(sum)}});
    }
    if (std::count(named.begin(), named.end(), false)) faults.add("#/tallies", "all_are_counted");
    if (!sent.written.empty()) check_written(view, ballot, sent, faults);
}

http::Response enter(http::Call& call) {
    auto sent = call.body_as<PaperCount>();
    std::sort(sent.tallies.begin(), sent.tallies.end(), [](auto& a, auto& b) { return a.position < b.position; });
    std::sort(sent.written.begin(), sent.written.end(), [](auto& a, auto& b) { return a.member_id < b.member_id; });
    // Not through Call::write: what it keeps of a request would be a way to the figures before the count.
    return call.app.write(call.actor, [&](Transaction& t) {
        auto ballot = load_ballot(t, call.id<Ballot>());
        if (auto verdict = BallotPolicy::may_count(t, ballot); verdict.reason != "ballot_stands_elsewhere") verdict.or_throw();
        must_be(t, ballot, {BallotState::counting});
        Faults faults;
        check(t, ballot, sent, faults);
        faults.throw_if_any();
        if (agreed_count(t, ballot)) throw conflict("papers-counted");
        auto mine = to_json(sent);
        auto others = sealed_counts(t, ballot, t.actor.member);
        bool differ = !others.empty() && ballot_box::unseal(t, *ballot.box_id, others.front()) != mine;
        if (differ) {
            forget_counts(t, ballot);
            t.audit("ballot.counts_differed", "ballot", ballot.id.value, ballot.organization_id);
            return http::to_response(conflict("counts-differ"), call.request, t.app.words, call.language());
        }
        t.session.execute("INSERT INTO ballot_paper_count (tenant_id, ballot_id, teller_id, name, sealed) VALUES (?,?,?,?,?) ON CONFLICT (tenant_id, ballot_id, teller_id) DO UPDATE SET sealed = excluded.sealed",
                          t.tenant(), ballot.id, t.actor.member, t.actor.name, db::Bytes{ballot_box::seal(t, *ballot.box_id, mine)});
        t.audit("ballot.papers_counted", "ballot", ballot.id.value, ballot.organization_id);
        return http::ok(shown(t, ballot));
    });
}

}  // namespace

std::optional<PaperCount> agreed_count(const View& view, const Ballot& ballot) {
    auto sealed = sealed_counts(view, ballot);
    if (sealed.size() < 2) return {};
    auto one = ballot_box::unseal(view, *ballot.box_id, sealed[0]), other = ballot_box::unseal(view, *ballot.box_id, sealed[1]);
    if (one != other) return {};
    return counted_from(one);
}
void forget_counts(Transaction& t, const Ballot& ballot) { t.session.execute("DELETE FROM ballot_paper_count WHERE tenant_id = ? AND ballot_id = ?", t.tenant(), ballot.id); }

void install_paper_counts(App& app) {
    app.router.post("/api/v1/ballots/{id}/paper-count", {.operation = "ballot.count_papers", .request = http::shape<PaperCount>(), .response = http::shape<Ballot>()}, enter);
}

}  // namespace zhibu::ballot
