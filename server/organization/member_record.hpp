// What the pages of a member have in common: checks of what is typed, the year's figures, the homes of a life.
#pragma once
#include "kernel/values/identity.hpp"
#include "organization/organization.hpp"

namespace zhibu::organization {

// Checks and normalises what somebody typed; 422 with every fault. `before` is the record as it was, where it is changed.
void check_member(const View& view, Member& record, const Member* before);
// What of it one can say of the numbers without looking at anybody else's: their form, and what follows from them.
void check_numbers(Member& record, const Member* before, Faults& faults);
// The ordinary change of a record that was just read, by whatever a client sent: rules, checks, fact, audit. Who may is asked before.
void change_member(Transaction& t, Member& record, const json::value& sent);
std::string_view fault_of(IdNumber::Verdict verdict);  // a key of "violation"; "" for a right one

// {"year":2021,"attended":12,"study_minutes":1920}: from the facts of the member's year.
std::string year_figures(const View& view, Id<Member> member, int year);
// [{"from":…,"to":…,"organization_id":…,"organization_name":…,"why":…}]
std::string memberships(const View& view, Id<Member> member);

}  // namespace zhibu::organization
