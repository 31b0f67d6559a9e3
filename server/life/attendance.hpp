// Who is entitled to a meeting, who came, and how that is stored.
#pragma once
#include <span>

#include "life/meeting.hpp"

namespace zhibu::life {

// A person as a client names one: a member, or an account (a guest from above).
struct PersonSent {
    std::optional<Id<Member>> member_id{};
    std::optional<Id<Account>> account_id{};
};
struct MarkSent {
    std::optional<Id<Member>> member_id{};
    std::optional<Id<Account>> account_id{};
    AttendanceState state{AttendanceState::present};
    std::string reason{};
};

// Whether all members of the organisation attend meetings of this kind; else its participants are named.
bool all_members_attend(const View& view, const Meeting& meeting);
// The members entitled on the meeting's day: all of the branch, or the participants named (faults at `pointer`/n).
std::vector<Attendee> entitled_on(const View& view, const Meeting& meeting, const std::vector<Id<Member>>& participants, Faults& faults, const std::string& pointer);
// Guests: members whom the actor sees, and accounts that reach the organisation by their role (its superiors, 列席).
std::vector<Attendee> guests_named(const View& view, const Meeting& meeting, const std::vector<PersonSent>& guests, const std::vector<Attendee>& entitled, Faults& faults,
                                   const std::string& pointer);
// Accounts of superiors who may attend as guests: those with a role over the organisation, without its own secretary and members.
std::vector<Attendee> possible_guests(const View& view, Id<Organization> organization);
// Those named last time for the same kind and organisation: what a new meeting is filled in with.
std::vector<Id<Member>> last_participants(const View& view, Id<Organization> organization, MeetingKind kind);

std::vector<Attendee> attendees_of(const View& view, Id<Meeting> meeting);  // in the order of the sheet
// A batch of rows a statement: a sheet of 30 is written in four statements.
void insert(Transaction& t, Id<Meeting> meeting, std::span<const Attendee> attendees);
void remove_all(Transaction& t, Id<Meeting> meeting);
void update(Transaction& t, Id<Meeting> meeting, const Attendee& attendee);

Attendee* find(std::vector<Attendee>& attendees, std::optional<Id<Member>> member, std::optional<Id<Account>> account);
// The secretary's ticks; a fault for whoever is not on the sheet. Returns the changed rows.
std::vector<Attendee*> mark(const View& view, std::vector<Attendee>& attendees, const std::vector<MarkSent>& marks, Faults& faults, const std::string& pointer);

}  // namespace zhibu::life

namespace zhibu {
template <>
struct Schema<life::PersonSent> {
    using T = life::PersonSent;
    static constexpr std::string_view name = "person_sent";
    static constexpr auto fields = std::tuple{field<&T::member_id>({.reference = "member"}), field<&T::account_id>({.reference = "account"})};
};
template <>
struct Schema<life::MarkSent> {
    using T = life::MarkSent;
    static constexpr std::string_view name = "mark_sent";
    static constexpr auto fields = std::tuple{field<&T::member_id>({.reference = "member"}), field<&T::account_id>({.reference = "account"}),
                                              field<&T::state>({.required = true}), field<&T::reason>({.max = 100})};
};
}  // namespace zhibu
