#include "ballot/preparing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace zhibu::ballot {
namespace {

std::string at(const char* list, std::size_t i) { return fmt::format("#/{}/{}", list, i); }

std::string name_of(const View& view, Id<Member> id, Id<Organization> organization) {
    auto found = Store<Member>{view}.find(id, within("organization_id", view.tenant(), {organization}, view.tree()));
    return found ? found->name : "";
}

bool is_branch(const View& view, Id<Organization> organization) {
    auto* node = view.tree().find(organization);
    auto kind = node ? Codec<OrganizationKind>::parse(node->kind) : std::nullopt;
    return kind && organization::is_branch(*kind);
}

// Members of the organisation and below, as they stand: formal, or probationary where the rule lets them take part; nobody who left.
std::vector<Person> voters_named(const View& view, const Ballot& ballot, const KindRule& rule, const std::vector<Id<Member>>& wanted, Faults& faults) {
    std::map<std::int64_t, Person> all;
    auto scope = within("organization_id", view.tenant(), {ballot.organization_id}, view.tree()) && where("left_on IS NULL");
    std::vector<std::int64_t> ids;
    for (auto id : wanted) ids.push_back(id.value);
    if (wanted.empty() && !is_branch(view, ballot.organization_id)) return faults.add("#/voters", "required"), std::vector<Person>{};
    for (auto& each : Store<Member>{view}.select(wanted.empty() ? scope : scope && any_of("id", ids))) {
        bool votes = each.stage == MemberStage::formal || (rule.probationary_take_part && each.stage == MemberStage::probationary);
        if (votes) all[each.id.value] = {each.id, each.name, true, ""};
    }
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!all.contains(wanted[i].value)) faults.add(at("voters", i), "no_voter");
    std::vector<Person> people;
    for (auto& [id, each] : all) people.push_back(std::move(each));
    return people;
}

std::vector<Person> voters_gathered(const View& view, const Gathering& gathering, const KindRule& rule) {
    std::vector<Person> people;
    for (auto& each : gathering.people) {
        if (!each.votes && !rule.probationary_take_part) continue;
        Person person{each.member, each.name, true, ""};
        // Who is not held to come counts only where he came (教育条例 第二十三条).
        if (each.exempt && !each.present) {
            auto member = Store<Member>{view}.find(each.member, everything());
            person.entitled = false, person.reason = member && !member->exempt_reason.empty() ? member->exempt_reason : "年老体弱等原因免于参加";
        }
        people.push_back(std::move(person));
    }
    return people;
}

void leave_out(std::vector<Person>& people, const std::vector<LeftOut>& left_out, Faults& faults) {
    for (std::size_t i = 0; i < left_out.size(); ++i) {
        auto found = std::find_if(people.begin(), people.end(), [&](auto& each) { return each.member_id == left_out[i].member_id; });
        if (found == people.end()) faults.add(at("left_out", i), "no_voter");
        else found->entitled = false, found->reason = left_out[i].reason;
    }
}

std::vector<Item> items_planned(const View& view, const Ballot& ballot, const KindRule& rule, const Plan& plan, const std::vector<Person>& people, Faults& faults) {
    std::vector<Item> items;
    auto add = [&](Id<Member> member, std::string words) {
        Item item;
        item.position = std::int64_t(items.size()) + 1, item.member_id = member, item.words = std::move(words);
        items.push_back(std::move(item));
    };
    std::set<std::int64_t> seen;
    for (std::size_t i = 0; i < plan.items.size(); ++i) {
        auto& sent = plan.items[i];
        if (!rule.about_people && !sent.member_id) {
            if (sent.words.empty()) faults.add(at("items", i), "required");
            add({}, sent.words);
            continue;
        }
        auto member = sent.member_id.value_or(Id<Member>{});
        auto name = member ? name_of(view, member, ballot.organization_id) : "";
        if (name.empty()) faults.add(at("items", i), "unknown_reference");
        else if (!seen.insert(member.value).second) faults.add(at("items", i), "taken");
        add(member, name);
    }
    if (!plan.items.empty()) return items;
    if (rule.method == Method::grade) {  // every formal member of those who take part
        for (auto& each : people) {
            auto member = Store<Member>{view}.find(each.member_id, everything());
            if (each.entitled && member && member->stage == MemberStage::formal) add(each.member_id, each.name);
        }
    } else if (!rule.about_people) add({}, plan.question.empty() ? plan.title : plan.question);
    if (items.empty()) faults.add("#/items", "required");
    return items;
}

void check_election(const Ballot& ballot, const KindRule& rule, std::size_t candidates, Faults& faults) {
    if (rule.method != Method::choose) return;
    auto seats = ballot.seats, stood = std::int64_t(candidates);
    if (seats < 1) return faults.add("#/seats", "required");
    if (ballot.follows_id) return;  // a further round is among those that the round before left
    if (rule.surplus_percent == 0) {
        if (stood != seats) faults.add("#/items", "as_many_as_seats", {{"seats", std::to_string(seats)}});
        return;
    }
    auto usual = seats + (seats * rule.surplus_percent + 99) / 100;
    if (stood <= seats) faults.add("#/items", "more_than_seats", {{"seats", std::to_string(seats)}});
    else if (stood < usual && ballot.surplus_reason.empty()) faults.add("#/surplus_reason", "fewer_than_usual", {{"usual", std::to_string(usual)}, {"percent", std::to_string(rule.surplus_percent)}});
}

// Who counts does not stand, and nobody counts twice.
void check_tellers(const View& view, const Ballot& ballot, const std::vector<Item>& items, Faults& faults) {
    std::set<std::int64_t> seen;
    auto check = [&](const std::optional<Id<Member>>& id, const char* pointer) {
        if (!id) return;
        bool stands = std::any_of(items.begin(), items.end(), [&](auto& each) { return each.member_id == *id; });
        if (name_of(view, *id, ballot.organization_id).empty()) faults.add(pointer, "unknown_reference");
        else if (!seen.insert(id->value).second) faults.add(pointer, "taken");
        else if (stands && rule_of(view, ballot)->method != Method::grade) faults.add(pointer, "teller_stands");
    };
    check(ballot.scrutineer_id, "#/scrutineer_id"), check(ballot.teller_id, "#/teller_id"), check(ballot.second_teller_id, "#/second_teller_id");
}

}  // namespace

Prepared prepared(const View& view, Ballot& ballot, const Plan& plan, const Gatherings& gatherings, Faults& faults) {
    ballot.organization_id = plan.organization_id, ballot.meeting_id = plan.meeting_id, ballot.kind = plan.kind, ballot.title = plan.title, ballot.question = plan.question;
    ballot.seats = plan.seats, ballot.surplus_reason = plan.surplus_reason, ballot.day = view.today();
    ballot.scrutineer_id = plan.scrutineer_id, ballot.teller_id = plan.teller_id, ballot.second_teller_id = plan.second_teller_id;
    auto rules = rules_on(view, ballot.day);
    ballot.rules_number = view.app.packs.in_force(view, rules_file, ballot.day).number;
    auto* rule = rules->kind(plan.kind, ballot.day);
    if (!rule) faults.add("#/kind", "not_one_of");
    if (!view.tree().find(plan.organization_id)) faults.add("#/organization_id", "unknown_reference");
    if (!faults.empty()) return {};
    Prepared out;
    if (plan.meeting_id) {
        auto gathering = gatherings(view, *plan.meeting_id);
        if (gathering.organization != plan.organization_id) faults.add("#/meeting_id", "of_another_organization");
        out.people = voters_gathered(view, gathering, *rule);
        // Before a meeting is opened nobody is entitled yet: the members stand in until then.
        if (!gathering.open && out.people.empty()) out.people = voters_named(view, ballot, *rule, plan.voters, faults);
    } else out.people = voters_named(view, ballot, *rule, plan.voters, faults);
    leave_out(out.people, plan.left_out, faults);
    out.items = items_planned(view, ballot, *rule, plan, out.people, faults);
    if (std::int64_t(out.items.size()) > rule->items_most) faults.add("#/items", rule->items_most == 1 ? "one_by_one" : "too_many", {{"max", std::to_string(rule->items_most)}});
    check_election(ballot, *rule, out.items.size(), faults);
    check_tellers(view, ballot, out.items, faults);
    ballot.entitled = std::count_if(out.people.begin(), out.people.end(), [](auto& each) { return each.entitled; });
    ballot.left_out = std::int64_t(out.people.size()) - ballot.entitled;
    return out;
}

std::vector<Person> frozen(const View& view, const Ballot& ballot, std::vector<Person> planned, const Gatherings& gatherings) {
    auto rule = rule_of(view, ballot);
    std::vector<Person> now;
    if (ballot.meeting_id) {
        auto gathering = gatherings(view, *ballot.meeting_id);
        if (!gathering.open) throw conflict("meeting-not-open");
        now = voters_gathered(view, gathering, *rule);
    } else {
        std::vector<Id<Member>> ids;
        for (auto& each : planned) ids.push_back(each.member_id);
        Faults gone;  // whoever left since is no longer entitled
        now = voters_named(view, ballot, *rule, ids, gone);
    }
    for (auto& each : now) {
        auto before = std::find_if(planned.begin(), planned.end(), [&](auto& one) { return one.member_id == each.member_id; });
        if (before != planned.end() && !before->entitled) each.entitled = false, each.reason = before->reason;
    }
    return now;
}

std::int64_t attending(const View& view, const Ballot& ballot, const ballot_box::Counts& counts, const Gatherings& gatherings) {
    auto handed = counts.phone + counts.paper;
    if (!ballot.meeting_id) return handed;
    std::set<std::int64_t> entitled;
    for (auto& each : people_of(view, ballot.id))
        if (each.entitled) entitled.insert(each.member_id.value);
    std::int64_t there = 0;
    for (auto& each : gatherings(view, *ballot.meeting_id).people) there += each.present && entitled.contains(each.member.value);
    return std::max(there, handed);
}

}  // namespace zhibu::ballot
