#include "contact/presence.hpp"

#include <algorithm>

#include "kernel/record/resource.hpp"

namespace zhibu::contact {
namespace {

Source source_of(const ContactVisit& visit) { return {"contact_visit", visit.id.value}; }

std::vector<ContactLeader> leaders_among(const View& view, const std::vector<Presence::Person>& people) {
    std::vector<std::int64_t> accounts, members;
    for (auto& person : people) {
        if (person.account) accounts.push_back(person.account.value);
        if (person.member) members.push_back(person.member.value);
    }
    return Store<ContactLeader>{view}.select(any_of("account_id", accounts) || any_of("member_id", members), "ORDER BY id");
}
// Who belongs to the branch comes to its meetings as a member of it (双重组织生活), not as its contact leader.
bool belongs_to(const View& view, const ContactLeader& leader, Id<Organization> place, Date day) {
    if (!leader.member_id) return false;
    return view.session.integer("SELECT COUNT(*) FROM membership WHERE tenant_id = ? AND member_id = ? AND organization_id = ? AND valid_from <= ? AND valid_to >= ?", view.tenant(),
                                *leader.member_id, place, day, day).value_or(0) > 0;
}
std::vector<ContactVisit> standing(const View& view, const Source& source) {
    return Store<ContactVisit>{view}.select(where("source_id = ? AND source_kind = ? AND state = 'recorded'", source.id, source.kind), "ORDER BY id");
}
void withdraw(Transaction& t, ContactVisit& visit, const std::string& why) {
    auto before = visit;
    visit.state = VisitState::withdrawn, visit.withdrawn_why = why;
    Store<ContactVisit>{t}.update(visit);
    t.facts.take_back(source_of(visit));
    t.record({"contact_visit.withdrawn", "contact_visit", visit.id.value, visit.organization_id}, differences(before, visit));
}

std::vector<ContactVisit> following(Transaction& t, const Presence& presence) {
    std::vector<ContactVisit> all;
    auto leaders = leaders_among(t, presence.people);
    if (leaders.empty()) return all;
    auto path = scope::ancestors_on(t.session, t.tenant(), presence.place, presence.on);
    for (auto& leader : leaders) {
        if (presence.way == ContactWay::attended_meeting && belongs_to(t, leader, presence.place, presence.on)) continue;
        for (auto organization : path) {
            if (!point_of(t, leader.id, organization, presence.on)) continue;
            ContactVisit visit;
            visit.leader_id = leader.id, visit.organization_id = organization, visit.place_id = presence.place, visit.way = presence.way;
            visit.visited_on = presence.on, visit.title = presence.title, visit.late = presence.late;
            visit.source_kind = presence.source.kind, visit.source_id = presence.source.id;
            all.push_back(std::move(visit));
        }
    }
    return all;
}
bool same(const ContactVisit& a, const ContactVisit& b) {
    return a.leader_id == b.leader_id && a.organization_id == b.organization_id && a.place_id == b.place_id && a.visited_on == b.visited_on && a.late == b.late;
}

// What the other modules say in their events. Absent or odd members make no visit and no failure of theirs.
struct Told {
    explicit Told(const Event& event) {
        boost::system::error_code error;
        auto value = json::parse(event.detail.text, error);
        if (!error && value.is_object()) detail = value.as_object();
    }
    std::string text(std::string_view name) const {
        auto* value = detail.if_contains(name);
        return value && value->is_string() ? std::string{value->as_string()} : "";
    }
    bool truth(std::string_view name) const {
        auto* value = detail.if_contains(name);
        return value && value->is_bool() && value->as_bool();
    }
    Date day(std::string_view name) const { return Date::parse(text(name)).value_or(Date{}); }
    static std::int64_t number(const json::object& of, std::string_view name) {
        auto* value = of.if_contains(name);
        return value && value->is_int64() ? value->as_int64() : 0;
    }
    // [{"account_id":3,"member_id":7}] or [3] (accounts)
    std::vector<Presence::Person> people(std::string_view name) const {
        std::vector<Presence::Person> all;
        auto* list = detail.if_contains(name);
        if (!list || !list->is_array()) return all;
        for (auto& each : list->as_array()) {
            if (each.is_int64()) all.push_back({{each.as_int64()}, {}});
            else if (each.is_object()) all.push_back({{number(each.as_object(), "account_id")}, {number(each.as_object(), "member_id")}});
        }
        return all;
    }
    json::object detail;
};

void meeting_was_held(Transaction& t, const Event& event) {
    Told told{event};
    auto title = told.text("title");
    if (title.empty()) title = t.app.words.text(Language::chinese, "meeting.kind_is." + told.text("kind"));
    follow(t, {ContactWay::attended_meeting, {event.subject_kind, event.subject}, event.organization, told.day("day"), title, told.truth("late"), told.people("guests")});
}
void inspection_was_made(Transaction& t, const Event& event) {
    Told told{event};
    follow(t, {ContactWay::inspection, {event.subject_kind, event.subject}, event.organization, told.day("visited_on"), told.text("title"), told.truth("late"), told.people("inspectors")});
}

}  // namespace

void add_facts(Transaction& t, const ContactVisit& visit) {
    auto leader = Store<ContactLeader>{t}.load(visit.leader_id, everything());
    t.facts.add({"contact.visited", visit.organization_id, leader.member_id.value_or(Id<Member>{}), visit.visited_on, 1, visit.late}, source_of(visit));
}

void follow(Transaction& t, const Presence& presence) {
    auto wanted = presence.on.whole() && presence.place ? following(t, presence) : std::vector<ContactVisit>{};
    for (auto& visit : standing(t, presence.source)) {
        auto found = std::find_if(wanted.begin(), wanted.end(), [&](auto& each) { return same(each, visit); });
        if (found == wanted.end()) withdraw(t, visit, std::string{t.app.words.text(Language::chinese, "contact.source_corrected")});
        else wanted.erase(found);
    }
    Store<ContactVisit> store{t};
    for (auto& visit : wanted) {
        visit.recorded_at = t.now, visit.recorded_by = t.actor.account;
        store.insert(visit);
        add_facts(t, visit);
        t.record({"contact_visit.created", "contact_visit", visit.id.value, visit.organization_id}, differences(ContactVisit{}, visit));
    }
}

void forget(Transaction& t, const Source& source, const std::string& why) {
    for (auto& visit : standing(t, source)) withdraw(t, visit, why);
}

void subscribe(App& app) {
    for (auto event : {"meeting.closed", "meeting.amended"}) app.on(event, meeting_was_held);
    for (auto event : {"meeting.cancelled", "meeting.withdrawn"})
        app.on(event, [](Transaction& t, const Event& e) { forget(t, {e.subject_kind, e.subject}, std::string{t.app.words.text(Language::chinese, "contact.source_cancelled")}); });
    for (auto event : {"visit.reported", "visit.corrected"}) app.on(event, inspection_was_made);
    app.on("visit.cancelled",
           [](Transaction& t, const Event& e) { forget(t, {e.subject_kind, e.subject}, std::string{t.app.words.text(Language::chinese, "contact.source_cancelled")}); });
}

}  // namespace zhibu::contact
