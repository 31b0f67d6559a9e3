#include "points/people.hpp"

#include <algorithm>

#include "kernel/app.hpp"

namespace zhibu::points {
namespace {

bool asks(const Rulebook& rules, Exemption which) { return std::find(rules.head.exempt.begin(), rules.head.exempt.end(), which) != rules.head.exempt.end(); }

Where condition(const View& view, Date day, const Whom& whom) {
    auto all = where("s.tenant_id = ? AND s.valid_from <= ? AND s.valid_to >= ? AND m.stage IN ('formal', 'probationary') AND (m.joined_on IS NULL OR m.joined_on <= ?)", view.tenant(), day, day, day);
    if (whom.branch) all = all && where("s.organization_id = ?", whom.branch);
    if (!whom.members.empty()) all = all && any_of("s.member_id", whom.members);
    return all;
}

void read_members(const View& view, const Whom& whom, People& people) {
    std::unordered_map<std::string, std::int32_t> works;
    auto which = condition(view, people.day, whom);
    auto rows = view.session.query_with(
        "SELECT m.id, s.organization_id, m.stage, m.regular_on, m.gender, m.birth_date, m.post, CASE WHEN m.exempt_reason <> '' THEN 1 ELSE 0 END, m.exempt_from, m.exempt_until, o.kind FROM membership s JOIN member m ON "
        "m.tenant_id = s.tenant_id AND m.id = s.member_id JOIN organization o ON o.tenant_id = s.tenant_id AND o.id = s.organization_id WHERE " + which.sql, which.arguments);
    while (rows.next()) {
        Person one;
        one.member = rows.integer(0), one.organization = rows.integer(1);
        bool formal = rows.is_null(3) ? rows.text(2) == "formal" : rows.integer(3) <= people.day.number();
        one.stage = formal ? MemberStage::formal : MemberStage::probationary;
        one.gender = Codec<Gender>::fetch(rows, 4);
        one.born = rows.is_null(5) ? 0 : std::int32_t(rows.integer(5));
        auto [work, fresh] = works.try_emplace(std::string{rows.text(6)}, std::int32_t(people.works.size()));
        if (fresh) people.works.push_back(work->first);
        one.work = work->second;
        if (rows.integer(7)) one.spared = {rows.is_null(8) ? 0 : std::int32_t(rows.integer(8)), rows.is_null(9) ? never_ends.number() : std::int32_t(rows.integer(9))};
        one.branch = Codec<OrganizationKind>::parse(rows.text(10)).value_or(OrganizationKind::branch);
        if (whom.axis)
            if (auto place = whom.axis->find({one.organization})) one.place = std::int32_t(*place);
        people.rows.push_back(one);
    }
    std::sort(people.rows.begin(), people.rows.end(), [](auto& a, auto& b) { return std::pair{a.place, a.member} < std::pair{b.place, b.member}; });
    people.by_member.reserve(people.rows.size());
    for (std::size_t i = 0; i < people.rows.size(); ++i) people.by_member.emplace(people.rows[i].member, std::int32_t(i));
}

void read_posts_and_leave(const View& view, const Seams& seams, const Whom& whom, People& people) {
    std::vector<std::int64_t> members;
    if (whom.branch || !whom.members.empty())
        for (auto& each : people.rows) members.push_back(each.member);
    if (people.rows.empty()) return;
    auto first = people.period.first_day(), last = people.period.last_day();
    for (auto& each : seams.posts_held(view, first, last, members)) {
        auto row = people.by_member.find(each.member.value);
        auto post = std::find_if(seams.posts.begin(), seams.posts.end(), [&](auto& known) { return known.key == each.post; });
        if (row == people.by_member.end() || post == seams.posts.end()) continue;
        Held held{each.organization.value, std::uint8_t(post - seams.posts.begin()), {each.from.number(), each.to.number()}};
        people.posts[each.member.value].push_back(held);
        people.holders[each.organization.value].emplace_back(row->second, held);
        people.rows[std::size_t(row->second)].posted = true;
    }
    for (auto& each : seams.leaves(view, first, last, members)) {
        auto row = people.by_member.find(each.member.value);
        if (row == people.by_member.end()) continue;
        people.leaves[each.member.value].push_back({each.from.number(), each.to.number()});
        people.rows[std::size_t(row->second)].away = true;
    }
}

std::int64_t days_away(const People& people, const Person& person) {
    std::int64_t days = 0;
    if (!person.away) return days;
    for (auto& each : people.leaves.at(person.member)) {
        auto from = std::max(Date::from_number(each.from), people.period.first_day()), to = std::min(Date::from_number(each.to), people.period.last_day());
        if (from <= to) days += from.days_until(to) + 1;
    }
    return days;
}

}  // namespace

bool Person::operator==(const Person& other) const {
    auto key = [](const Person& p) { return std::tuple{p.member, p.organization, p.place, p.born, p.spared.from, p.spared.to, p.stage, p.branch, p.exempt, p.posted, p.away}; };
    return key(*this) == key(other);
}

const Person* People::find(Id<Member> member) const {
    auto found = by_member.find(member.value);
    return found == by_member.end() ? nullptr : &rows[std::size_t(found->second)];
}
bool People::holds(const Person& person, std::uint64_t posts_wanted, std::int32_t on) const {
    if (!person.posted) return false;
    auto& held = posts.at(person.member);
    return std::any_of(held.begin(), held.end(), [&](auto& each) { return (posts_wanted >> each.post & 1) && each.days.holds(on); });
}
bool People::away(const Person& person, std::int32_t on) const {
    if (!person.away) return false;
    auto& all = leaves.at(person.member);
    return std::any_of(all.begin(), all.end(), [&](auto& each) { return each.holds(on); });
}
std::uint64_t People::posts_of(const Person& person) const {
    std::uint64_t all = 0;
    if (person.posted)
        for (auto& each : posts.at(person.member)) all |= std::uint64_t{1} << each.post;
    return all;
}

void set_exempt(People& people, const Rulebook& rules) {
    bool registered = asks(rules, Exemption::registered), retired = asks(rules, Exemption::retired_branch), on_leave = asks(rules, Exemption::on_leave);
    for (auto& each : people.rows) {
        each.exempt = true;
        if (registered && each.spared.holds(people.day.number())) each.why = Exemption::registered;
        else if (retired && each.branch == OrganizationKind::retired_branch) each.why = Exemption::retired_branch;
        else if (on_leave && each.away && days_away(people, each) >= rules.head.leave_days) each.why = Exemption::on_leave;
        else each.exempt = false;
    }
}

People people_of(const View& view, const Seams& seams, const Rulebook& rules, Period period, const Whom& whom) {
    People people;
    people.period = period, people.day = std::min(period.last_day(), view.today());
    read_members(view, whom, people);
    read_posts_and_leave(view, seams, whom, people);
    set_exempt(people, rules);
    return people;
}

}  // namespace zhibu::points
