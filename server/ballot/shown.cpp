#include "ballot/shown.hpp"

#include <fmt/format.h>

#include "kernel/record/resource.hpp"

namespace zhibu::ballot {
namespace {

void write_can(std::string& out, const View& view, const Ballot& ballot) {
    struct {
        const char* verb;
        Verdict verdict;
    } all[] = {{"change", BallotPolicy::may_change(view, ballot)},   {"open", BallotPolicy::may_open(view, ballot)},       {"hand_out", BallotPolicy::may_hand_out(view, ballot)},
               {"record", BallotPolicy::may_record(view, ballot)},   {"end", BallotPolicy::may_end(view, ballot)},         {"close", BallotPolicy::may_close(view, ballot)},
               {"void", BallotPolicy::may_void(view, ballot)},       {"repeat", BallotPolicy::may_repeat(view, ballot)},   {"discuss", BallotPolicy::may_discuss(view, ballot)},
               {"confirm", BallotPolicy::may_confirm(view, ballot)}, {"count", BallotPolicy::may_count(view, ballot)},     {"take_sheet", BallotPolicy::may_take_sheet(view, ballot)},
               {"read_papers", BallotPolicy::may_read_papers(view, ballot)}};
    out += ",\"can\":{";
    for (bool first = true; auto& each : all) {
        out += (first ? "\"" : ",\"") + std::string{each.verb} + "\":";
        write_verdict(out, view, each.verdict);
        first = false;
    }
    out += '}';
}

// The frozen list is for those who keep the ballot; others read how many, and who was left out and why.
void write_people(std::string& out, const View& view, const Ballot& ballot) {
    auto people = people_of(view, ballot.id);
    bool whole = BallotPolicy::keeps(view, ballot) || view.covers({Role::auditor}, ballot.organization_id);
    std::map<std::int64_t, ballot_box::Standing> standings;
    if (ballot.box_id && whole)
        for (auto& each : ballot_box::standings(view, *ballot.box_id)) standings[each.voter.id] = each;
    out += ",\"people\":[";
    for (bool first = true; auto& each : people) {
        if (each.entitled && !whole) continue;
        if (!first) out += ',';
        first = false;
        auto found = standings.find(each.member_id.value);
        bool returned = found != standings.end() && found->second.returned;
        out += fmt::format("{{\"member_id\":{},\"name\":{},\"entitled\":{},\"reason\":{},\"way\":\"{}\",\"returned\":{}}}", each.member_id.value, to_json(each.name), each.entitled, to_json(each.reason),
                           found == standings.end() ? "none" : Codec<ballot_box::Way>::name(found->second.way), returned);
    }
    out += ']';
}

void write_counts(std::string& out, const View& view, const Ballot& ballot) {
    if (!ballot.box_id) return void(out += ",\"counts\":null,\"counted_by\":[]");
    auto counts = ballot_box::counts(view, *ballot.box_id);
    out += fmt::format(",\"counts\":{{\"entitled\":{},\"phone\":{},\"paper\":{},\"written\":{},\"returned\":{}}}", counts.entitled, counts.phone, counts.paper, counts.written, counts.returned);
    out += ",\"counted_by\":[";
    auto rows = view.session.query("SELECT name FROM ballot_paper_count WHERE tenant_id = ? AND ballot_id = ? ORDER BY teller_id", view.tenant(), ballot.id);
    for (bool first = true; rows.next(); first = false) out += (first ? "" : ",") + to_json(std::string{rows.text(0)});
    out += ']';
}

// The reader's own part in it.
void write_mine(std::string& out, const View& view, const Ballot& ballot) {
    bool entitled = is_voter(view, ballot.id, view.actor.member);
    auto mine = ballot.box_id && entitled ? ballot_box::standing(view, *ballot.box_id, view.actor.member.value) : std::nullopt;
    out += fmt::format(",\"mine\":{{\"entitled\":{},\"way\":\"{}\",\"returned\":{},\"teller\":{}}}", entitled, mine ? Codec<ballot_box::Way>::name(mine->way) : "none", mine && mine->returned,
                       view.actor.member && (ballot.teller_id == view.actor.member || ballot.second_teller_id == view.actor.member));
}

// Grades that somebody gave himself are his own, the keeper's and, once confirmed, everybody's.
std::vector<Item> items_for(const View& view, const Ballot& ballot) {
    auto items = items_of(view, ballot.id);
    bool open = BallotPolicy::keeps(view, ballot) || ballot.confirmed_on;
    for (auto& each : items)
        if (!open && each.member_id != view.actor.member) each.self_grade.clear();
    return items;
}

}  // namespace

std::string shown(const View& view, const Ballot& ballot) {
    ReferenceList names;
    collect_references(ballot, names);
    names.load(view);
    std::string out = "{";
    write_named_members(out, ballot, names);
    auto rule = rule_of(view, ballot);
    out += ",\"rule\":" + to_json(*rule) + ",\"choices\":" + to_json(choices_of(rule)) + ",\"grades\":";
    Codec<std::vector<GradeRule>>::write(out, rule.all->grades);
    out += ",\"items\":";
    Codec<std::vector<Item>>::write(out, items_for(view, ballot));
    write_people(out, view, ballot);
    write_counts(out, view, ballot);
    write_mine(out, view, ballot);
    write_can(out, view, ballot);
    return out + "}";
}

}  // namespace zhibu::ballot
