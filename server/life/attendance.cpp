#include "life/attendance.hpp"

#include <algorithm>

#include "life/rules.hpp"

namespace zhibu::life {
namespace {

constexpr std::string_view columns =
    "tenant_id, meeting_id, member_id, account_id, position, name, standing, exempt, home_id, state, signed_at, signed_by, reason";

Attendee fetch(db::Rows& rows) {
    return {{rows.integer(0)},
            {rows.integer(1)},
            std::string{rows.text(2)},
            Codec<AttendeeStanding>::fetch(rows, 3),
            rows.integer(4) != 0,
            {rows.integer(5)},
            Codec<AttendanceState>::fetch(rows, 6),
            Codec<std::optional<Instant>>::fetch(rows, 7),
            Codec<SignedBy>::fetch(rows, 8),
            std::string{rows.text(9)}};
}

// Members by number as they stood on the day, with their home branch then; only those within `scope`.
std::vector<Attendee> standing_on(const View& view, const std::vector<std::int64_t>& ids, Date day, const Where& scope) {
    std::vector<Attendee> all;
    if (ids.empty()) return all;
    auto wanted = any_of("id", ids) && scope;
    std::vector<db::Value> arguments{db::to_value(day), db::to_value(day), db::to_value(day), db::to_value(day), db::to_value(view.tenant())};
    arguments.insert(arguments.end(), wanted.arguments.begin(), wanted.arguments.end());
    auto rows = view.session.query_with(
        "SELECT id, name, stage, regular_on, CASE WHEN " + organization::exempt_on("") + " THEN 1 ELSE 0 END, COALESCE((SELECT s.organization_id FROM membership s WHERE s.tenant_id = member.tenant_id AND s.member_id = "
        "member.id AND s.valid_from <= ? AND s.valid_to >= ?), organization_id) FROM member WHERE tenant_id = ? AND " + wanted.sql, arguments);
    while (rows.next()) {
        auto stage = Codec<MemberStage>::fetch(rows, 2);
        bool votes = rows.is_null(3) ? stage == MemberStage::formal : rows.integer(3) <= day.number();
        Attendee one;
        one.member_id = {rows.integer(0)}, one.name = rows.text(1), one.standing = votes ? AttendeeStanding::votes : AttendeeStanding::speaks;
        one.exempt = rows.integer(4) != 0, one.home_id = {rows.integer(5)};
        all.push_back(std::move(one));
    }
    return all;
}

// Participants come from the organisation itself, from below it, or (for a group) from the branch around it.
Where around(const View& view, Id<Organization> organization) {
    auto* node = view.tree().find(organization);
    auto top = node && node->kind == "group" && node->parent ? node->parent : organization;
    return within("organization_id", view.tenant(), {top}, view.tree());
}

}  // namespace

Tally tally(const std::vector<Attendee>& attendees) {
    Tally sum;
    for (auto& each : attendees) {
        if (each.standing == AttendeeStanding::guest) sum.guests += each.is_present();
        if (!each.counts()) continue;
        ++sum.entitled, sum.present += each.is_present();
        if (each.standing == AttendeeStanding::votes) ++sum.voters, sum.voters_present += each.is_present();
    }
    return sum;
}

bool all_members_attend(const View& view, const Meeting& meeting) {
    if (rules().kind(meeting.kind).attends != Attends::members) return false;
    auto* node = view.tree().find(meeting.organization_id);
    auto kind = node ? Codec<OrganizationKind>::parse(node->kind) : std::nullopt;
    return kind && organization::is_branch(*kind);
}

std::vector<Attendee> entitled_on(const View& view, const Meeting& meeting, const std::vector<Id<Member>>& participants, Faults& faults,
                                  const std::string& pointer) {
    std::vector<Attendee> all;
    if (all_members_attend(view, meeting)) {
        for (auto& each : organization::members_on(view, meeting.organization_id, meeting.day)) {
            Attendee one;
            one.member_id = each.member, one.name = each.name,
            one.standing = each.may_vote ? AttendeeStanding::votes : AttendeeStanding::speaks;
            one.exempt = each.exempt, one.home_id = meeting.organization_id;
            all.push_back(std::move(one));
        }
        return all;
    }
    std::vector<std::int64_t> ids;
    for (auto id : participants) ids.push_back(id.value);
    auto found = standing_on(view, ids, meeting.day, around(view, meeting.organization_id));
    for (std::size_t i = 0; i < participants.size(); ++i) {
        auto one = std::find_if(found.begin(), found.end(), [&](auto& each) { return each.member_id == participants[i]; });
        if (one == found.end()) faults.add(pointer + "/" + std::to_string(i), "unknown_reference");
        else if (!find(all, participants[i], {})) all.push_back(*one);
    }
    return all;
}

std::vector<Attendee> guests_named(const View& view, const Meeting& meeting, const std::vector<PersonSent>& guests,
                                   const std::vector<Attendee>& entitled, Faults& faults, const std::string& pointer) {
    std::vector<Attendee> all;
    if (guests.empty()) return all;
    std::vector<std::int64_t> ids;
    for (auto& each : guests)
        if (each.member_id) ids.push_back(each.member_id->value);
    auto superiors = possible_guests(view, meeting.organization_id);
    for (auto& each : superiors)
        if (each.member_id) ids.push_back(each.member_id.value);
    auto known = standing_on(view, ids, meeting.day, everything());
    auto visible = standing_on(view, ids, meeting.day, organization::members_visible_to(view));
    for (std::size_t i = 0; i < guests.size(); ++i) {
        Attendee one;
        auto superior = std::find_if(superiors.begin(), superiors.end(), [&](auto& each) {
            return (guests[i].account_id && each.account_id == *guests[i].account_id) ||
                   (guests[i].member_id && each.member_id == *guests[i].member_id);
        });
        if (superior != superiors.end()) {
            one = *superior;
            if (auto* member = find(known, one.member_id, {}); one.member_id && member)
                one.name = member->name, one.home_id = member->home_id;
        } else if (auto* member = guests[i].member_id ? find(visible, guests[i].member_id, {}) : nullptr) one = *member;
        else {
            faults.add(pointer + "/" + std::to_string(i), "unknown_reference");
            continue;
        }
        one.standing = AttendeeStanding::guest;
        bool on_the_sheet =
            one.member_id && std::any_of(entitled.begin(), entitled.end(), [&](auto& each) { return each.member_id == one.member_id; });
        if (on_the_sheet) faults.add(pointer + "/" + std::to_string(i), "already_entitled");
        else if (!find(all, one.member_id ? std::optional{one.member_id} : std::nullopt,
                       one.account_id ? std::optional{one.account_id} : std::nullopt))
            all.push_back(std::move(one));
    }
    return all;
}

std::vector<Attendee> possible_guests(const View& view, Id<Organization> organization) {
    std::vector<std::int64_t> above{0};
    for (auto id : view.tree().ancestors(organization)) above.push_back(id.value);
    auto over = any_of("g.organization_id", above);
    std::vector<db::Value> arguments{db::to_value(view.tenant())};
    arguments.insert(arguments.end(), over.arguments.begin(), over.arguments.end());
    auto rows = view.session.query_with(
        "SELECT DISTINCT a.id, a.name, a.member_id FROM account a JOIN role_grant g ON g.tenant_id = a.tenant_id AND g.account_id = a.id "
        "WHERE a.tenant_id = ? AND a.state = "
        "'active' AND g.role IN ('leader', 'committee_clerk', 'organ_clerk', 'inspector') AND " +
            over.sql + " ORDER BY a.name, a.id",
        arguments);
    std::vector<Attendee> all;
    while (rows.next()) {
        Attendee one;
        one.account_id = {rows.integer(0)}, one.name = rows.text(1), one.standing = AttendeeStanding::guest;
        if (!rows.is_null(2)) one.member_id = {rows.integer(2)};
        all.push_back(std::move(one));
    }
    return all;
}

std::vector<Id<Member>> last_participants(const View& view, Id<Organization> organization, MeetingKind kind) {
    std::vector<Id<Member>> all;
    auto last = view.session.integer(
        "SELECT id FROM meeting WHERE tenant_id = ? AND organization_id = ? AND kind = ? AND state = 'closed' ORDER BY day DESC, id DESC "
        "LIMIT 1",
        view.tenant(), organization, Codec<MeetingKind>::name(kind));
    if (!last) return all;
    for (auto& each : attendees_of(view, {*last}))
        if (each.standing != AttendeeStanding::guest) all.push_back(each.member_id);
    return all;
}

std::vector<Attendee> attendees_of(const View& view, Id<Meeting> meeting) {
    std::vector<Attendee> all;
    auto rows = view.session.query(
        "SELECT member_id, account_id, name, standing, exempt, home_id, state, signed_at, signed_by, reason FROM attendance WHERE "
        "tenant_id = ? AND meeting_id = ? ORDER BY "
        "position, member_id",
        view.tenant(), meeting);
    while (rows.next()) all.push_back(fetch(rows));
    return all;
}

void insert(Transaction& t, Id<Meeting> meeting, std::span<const Attendee> attendees) {
    // One row a statement: for several SQLite would open a savepoint of the statement's own, at a higher price.
    static const auto sql = "INSERT INTO attendance (" + std::string{columns} + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)";
    std::int64_t position = 0;
    for (auto& each : attendees)
        t.session.send(sql, t.tenant(), meeting, each.member_id, each.account_id, ++position, each.name, Codec<AttendeeStanding>::name(each.standing), each.exempt,
                       each.home_id, Codec<AttendanceState>::name(each.state), each.signed_at, Codec<SignedBy>::name(each.signed_by), each.reason);
}

void remove_all(Transaction& t, Id<Meeting> meeting) {
    t.session.execute("DELETE FROM attendance WHERE tenant_id = ? AND meeting_id = ?", t.tenant(), meeting);
}

void update(Transaction& t, Id<Meeting> meeting, const Attendee& a) {
    t.session.execute(
        "UPDATE attendance SET state = ?, signed_at = ?, signed_by = ?, reason = ? WHERE tenant_id = ? AND meeting_id = ? AND member_id = "
        "? AND account_id = ?",
        Codec<AttendanceState>::name(a.state), a.signed_at, Codec<SignedBy>::name(a.signed_by), a.reason, t.tenant(), meeting, a.member_id,
        a.account_id);
}

Attendee* find(std::vector<Attendee>& attendees, std::optional<Id<Member>> member, std::optional<Id<Account>> account) {
    for (auto& each : attendees)
        if ((member && *member && each.member_id == *member) || (account && *account && each.account_id == *account)) return &each;
    return nullptr;
}

std::vector<Attendee*> mark(const View& view, std::vector<Attendee>& attendees, const std::vector<MarkSent>& marks, Faults& faults,
                            const std::string& pointer) {
    std::vector<Attendee*> changed;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        auto& sent = marks[i];
        auto* one = find(attendees, sent.member_id, sent.account_id);
        if (!one) {
            faults.add(pointer + "/" + std::to_string(i), "not_on_the_sheet");
            continue;
        }
        if (one->state == sent.state && one->reason == sent.reason) continue;
        bool kept = one->is_present() && sent.state == AttendanceState::present;  // a signature by QR stays one
        one->state = sent.state, one->reason = sent.state == AttendanceState::present ? "" : sent.reason;
        if (!kept && sent.state == AttendanceState::present) one->signed_at = view.now, one->signed_by = SignedBy::list;
        if (sent.state != AttendanceState::present)
            one->signed_at = {}, one->signed_by = sent.state == AttendanceState::none ? SignedBy::nobody : SignedBy::list;
        changed.push_back(one);
    }
    return changed;
}

}  // namespace zhibu::life
